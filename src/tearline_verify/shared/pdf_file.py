"""A PDF as two readers and its raw bytes give it: words, metadata, attachments, strings, streams.

Promises: the words of every page by pdfium and by pdfminer; every string of every object, used or
not; every stream that inflates to text, found without any reader's tables; the bytes between streams.
Raises ``ValueError`` where a reader cannot open the file. Does not read letters in pictures.
"""

# ruff: noqa: ANN401 - the readers' objects are untyped
from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSKeyword, PSLiteral
from pdfminer.utils import decode_text

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its messages may quote the file
INFLATED = 64 << 20  # of all streams
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]{4,})>")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_INFLATES = ("FlateDecode", "Fl")
_EXIF = (b"Exif\0\0", b"http://ns.adobe.com/xap", b"Photoshop 3.0")
_ACTIONS = {"OpenAction", "AA", "JavaScript", "JS", "Launch", "SubmitForm", "GoToR", "RichMedia"}
_BROKEN = (PDFException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError,
           AssertionError, RecursionError, ArithmeticError, OSError)  # fmt: skip
OVERLAP = 200
KERNED = 200  # thousandths of the type's size: a gap as wide as a blank


@dataclass(slots=True)
class Pdf:
    """One file's texts, and what it carries beside its pages."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    pages: int = 0
    told: dict[str, str] = field(default_factory=dict)
    xmp: list[str] = field(default_factory=list)
    attachments: int = 0
    actions: int = 0
    pictures_with_metadata: int = 0
    problems: list[str] = field(default_factory=list)


def parse(raw: bytes) -> Pdf:
    """Read one file."""
    found = Pdf()
    _by_pdfium(raw, found)
    _by_pdfminer(raw, found)
    _by_bytes(raw, found)
    return found


def _paged(found: Pdf, pages: list[str]) -> None:
    """Take in pages' words, and what runs over from one page to the next."""
    found.texts += [(f"page {number}", text) for number, text in enumerate(pages, 1)]
    for number in range(1, len(pages)):
        over = f"{pages[number - 1][-OVERLAP:].rstrip()}\n{pages[number][:OVERLAP]}"
        found.texts.append((f"pages {number} and {number + 1}", over))


def _by_pdfium(raw: bytes, found: Pdf) -> None:
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError:
        raise ValueError("pdfium cannot open it") from None
    try:
        pages = []
        for at in range(len(document)):
            words = document[at].get_textpage()
            # pdfium marks a hyphen at the end of a line with a character of its own. The range, not the
            # page's box: words beyond the page's edge go out with it too.
            pages.append(words.get_text_range().replace("\ufffe", "-"))
            words.close()
        found.pages = len(pages)
        _paged(found, pages)
        found.told = {str(key): str(value) for key, value in document.get_metadata_dict().items()}
        found.attachments = document.count_attachments()
        for number in range(found.attachments):
            one = document.get_attachment(number)
            where = f"attachment {number + 1}"
            found.texts.append((f"{where}, its name", one.get_name()))
            found.texts += _bytes_texts(where, bytes(one.get_data()))
    except pypdfium2.PdfiumError:
        found.problems.append("pdfium cannot read all of it")
    finally:
        document.close()


def _bytes_texts(where: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield bytes as the texts they may be."""
    yield where, data.decode("utf-8", "replace")
    if data.count(0) * 3 >= len(data) > 0:
        for codec in ("utf-16-le", "utf-16-be"):
            yield where, data.decode(codec, "replace")


class _Pen(PDFTextDevice):
    """Takes down the words of one page, a line break between strings that are drawn apart."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.words: list[str] = []

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Take one string."""
        del ncs, graphicstate
        if textstate.font is None:
            return
        self.words.append("\n")
        for part in seq:
            if isinstance(part, int | float):
                self.words.append(" " if -part > KERNED else "")
                continue
            for cid in textstate.font.decode(part):
                try:
                    self.words.append(textstate.font.to_unichr(cid))
                except PDFUnicodeNotDefined:
                    self.words.append("\ufffd")


def _by_pdfminer(raw: bytes, found: Pdf) -> None:
    try:
        document = PDFDocument(PDFParser(io.BytesIO(raw)))
        resources = PDFResourceManager()
        pages = []
        for page in PDFPage.create_pages(document):
            pen = _Pen(resources)
            PDFPageInterpreter(resources, pen).process_page(page)
            pages.append("".join(pen.words))
        _paged(found, pages)
        if len(pages) != found.pages:
            found.problems.append("two readers count its pages differently")
        numbers = sorted({at for xref in document.xrefs for at in xref.get_objids()})
    except _BROKEN:
        raise ValueError("pdfminer cannot open it") from None
    for number in numbers:
        try:
            _object(document.getobj(number), found)
        except _BROKEN:
            found.problems.append("an object of it cannot be read")
    for xref in document.xrefs:
        try:
            info = resolve1(xref.get_trailer().get("Info"))
        except _BROKEN:
            continue
        if isinstance(info, dict):
            found.told |= {str(key): _string(resolve1(value)) for key, value in info.items()}


def _string(value: Any) -> str:
    return decode_text(value) if isinstance(value, bytes) else str(value)


def _object(thing: Any, found: Pdf) -> None:
    """Take in the strings of one object, and what it carries."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, PDFStream):
            _stream(one, found)
            waiting.append(one.attrs)
        elif isinstance(one, dict):
            found.actions += len(_ACTIONS & set(one))
            found.attachments += "EF" in one and not found.attachments
            found.texts += [("an object's key", str(key)) for key in one]
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, bytes):
            found.texts.append(("an object's string", decode_text(one)))
        elif isinstance(one, PSLiteral | PSKeyword):
            name = one.name
            shown = name if isinstance(name, str) else name.decode("latin-1")
            found.actions += shown in _ACTIONS
            found.texts.append(("an object's name", shown))


def _stream(stream: Any, found: Pdf) -> None:
    """Take in what a stream says of itself: metadata, and metadata within pictures."""
    kind = stream.get("Subtype")
    called = kind.name if isinstance(kind, PSLiteral) else ""
    if called == "XML":
        found.xmp.append(stream.get_data().decode("utf-8", "replace"))
    elif called == "Image":
        data = stream.get_rawdata() or b""
        found.pictures_with_metadata += any(mark in data for mark in _EXIF)
    elif any(str(getattr(one, "name", one)) not in _INFLATES for one, _ in stream.get_filters()):
        # Filters that the walk over the bytes does not undo.
        data = stream.get_data()
        if not _BINARY.search(data[:4096]):
            found.texts.append(("a stream", _unquoted(data)))


def _by_bytes(raw: bytes, found: Pdf) -> None:
    """Take in streams that inflate to text, and what stands between streams."""
    left = INFLATED
    for match in _STREAM.finditer(raw):
        data = match[1]
        try:
            data = zlib.decompressobj().decompress(data, left)
        except zlib.error:
            if _BINARY.search(data[:4096]):
                continue
        left -= len(data)
        if left <= 0:
            found.problems.append("more of it inflates than is read")
            return
        if not _BINARY.search(data[:4096]):
            found.texts.append(("a stream", _unquoted(data)))
    between = _STREAM.sub(b" ", raw)
    found.texts.append(("between its streams", _unquoted(between)))
    if b"\0" in between:
        found.texts += list(_bytes_texts("between its streams", between))


def _unquoted(data: bytes) -> str:
    """Return drawing instructions or objects as text: their strings' escapes and hex undone.

    Hex strings are glyphs or UTF-16: left as they are, sixteen bytes of them would look like an id.
    """
    if b"\\" in data:
        data = re.sub(rb"\\([()\\])", rb"\1", data)
        data = re.sub(rb"\\\r?\n", b"", data)
    data = _HEX.sub(_unhexed, data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _unhexed(match: re.Match[bytes]) -> bytes:
    digits = re.sub(rb"\s", b"", match[1])
    found = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return b"(%s)" % found.replace(b"\0", b"")
