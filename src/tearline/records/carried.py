"""What a PDF carries besides its pages: properties, bookmarks, scripts, attachments, old versions.

Promises: every text string of the file that is not a tool's name, a date or an identifier is part
of one entry for each place it stands in (properties, bookmarks, structure, fields, objects that no
page uses, an earlier version kept below the present one, an image's own notes), and every attached
file is an entry. Streams are read up to a size; an entry says so where one was too large.

Does not promise: to tell what a page shows anyway (a bookmark that repeats a heading is an entry),
to read what is attached, what a picture shows that is never drawn, or words that
hide in the names of fonts and resources. What the pages themselves hide is for the page's reader.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pikepdf

from tearline.model.page import Hidden

_MOST = 4_000_000  # bytes of a stream, or of a file's earlier version, that are looked into
_MOST_FILE = 64_000_000
_LONGEST = 20_000  # code points of an entry
_MEASURE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,3})?|[0-9]{1,7}/[0-9]{1,7}")
_UNNAMED = frozenset({"anonymous", "untitled", "unspecified", "unknown"})
_NEST = 4
_SHORT = 2  # letters under which a string says nothing
# Tools, dates, identifiers and how things are drawn.
_SILENT_KEYS = (
    "/ID /CreationDate /ModDate /M /NM /Producer /Creator /DA /DS /Registry /Ordering /FontFamily "
    "/CharSet /Lang /Trapped /ByteRange /Panose /Style /Length /Cert /LastModified /Date "
    "/DefaultValue /CheckSum /OutputConditionIdentifier /OutputCondition /RegistryName /XRef"
)
_SILENT = frozenset(_SILENT_KEYS.split())
_Place = tuple[pikepdf.Object, str, str]  # an object, the key it stands at, and the branch
_TEXT_STREAMS = frozenset({"/JS", "/RC", "/XFA", "/DV", "/RV"})  # long strings are kept in streams
_NOTE = frozenset({"/Contents", "/V"})  # of an annotation: its page's reader has them
_TOOLS = re.compile(
    r"\{[^}]*\}(?:\w*Date|CreatorTool|Producer|DocumentID|InstanceID|OriginalDocumentID|VersionID|"
    r"format|Trapped|part|conformance|changed|action|when|softwareAgent|instanceID|documentID|"
    r"rendition\w*|GTS_\w+|lang|parseType|about|toolkit|xmptk)$"
)
_SHOWN_TEXT = re.compile(rb"\((?:\\.|[^\\()]){0,2000}\)|<[0-9A-Fa-f\s]{2,4000}>")
_DRAWS = re.compile(rb"\bT[jJ]\b")
_PRINTABLE = re.compile(rb"[\x20-\x7e]{5,400}")
_PLAIN_SEGMENTS = (b"JFIF", b"Adobe", b"ICC_PROFILE")


def carried(path: str) -> tuple[Hidden, ...]:
    """Return what the file at ``path`` carries, the same each time.

    A file whose objects cannot be listed gives one entry that says so: somebody has to look.
    """
    try:
        with pikepdf.open(path) as pdf:
            return tuple(_carried(pdf, path))
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError):
        return (Hidden("parts of the file that could not be listed", None, "metadata"),)


def _carried(pdf: pikepdf.Pdf, path: str) -> Iterator[Hidden]:
    walk = _Walk(pdf)
    walk.strings.setdefault("/Info", []).extend(_described(pdf))
    for place in sorted(walk.strings):
        yield from _entry(walk.strings[place], "metadata")
    for name in sorted(walk.attached):
        yield Hidden(name or "a file without a name", None, "attachment")
    yield from _entry(walk.pictured(), "metadata")
    yield from _entry(walk.unused(), "unused")
    yield from _entry(_earlier(pdf, path), "earlier")


def _entry(texts: Iterable[str], how: str) -> Iterator[Hidden]:
    """Yield one entry for distinct texts, in their order, or none."""
    lines = dict.fromkeys(text for text in map(str.strip, texts) if _says(text))
    if lines:
        yield Hidden("\n".join(lines)[:_LONGEST], None, how)


def _says(text: str) -> bool:
    """Say whether a text says anything: a measure of an image (300, 3000/10) does not, nor what a
    program writes where nobody gave a title or an author.
    """
    if text.strip("()").lower() in _UNNAMED:
        return False
    return sum(map(str.isalnum, text)) >= _SHORT and not _MEASURE.fullmatch(text)


class _Walk:
    """One pass over everything that the file's trailer leads to."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        """Walk the file; afterwards ``strings``, ``attached`` and ``reached`` are filled."""
        self.pdf = pdf
        self.strings: dict[str, list[str]] = {}
        self.attached: list[str] = []
        self.reached: set[tuple[int, int]] = set()
        self.images: list[pikepdf.Object] = []
        self.drawn: set[tuple[int, int]] = set()
        self.forms: dict[tuple[int, int], pikepdf.Object] = {}
        self.extra: list[str] = []
        todo: list[_Place] = []
        for key, value in pdf.trailer.items():
            todo += [(v, k, k) for k, v in value.items()] if key == "/Root" else []
            if key != "/Root":
                todo.append((value, key, key))
        root = pdf.trailer.get("/Root")
        if root is not None and root.is_indirect:
            self.reached.add(root.objgen)
        while todo:
            todo += self._step(*todo.pop())

    def _step(self, item: pikepdf.Object, key: str, place: str) -> list[_Place]:
        """Take in one object; return what it leads to."""
        if isinstance(item, pikepdf.String):
            if key not in _SILENT:
                self.strings.setdefault(place, []).append(_text(item))
            return []
        if isinstance(item, pikepdf.Array):
            if self._again(item):
                return []
            return [(part, key, place) for part in reversed(list(item))]
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream) or self._again(item):
            return []
        if item.get("/Type") == "/Filespec" or "/EF" in item:
            self.attached.append(_text(item.get("/UF", item.get("/F", ""))))
        if isinstance(item, pikepdf.Stream) and key in _TEXT_STREAMS:
            data = _stream(item)
            text = "a text too large to read" if data is None else data.decode("utf-8", "replace")
            self.strings.setdefault(place, []).append(text.replace("\0", ""))
        self._drawing(item)
        is_note = "/Rect" in item and "/Subtype" in item
        skipped = {"/Parent"} | (_NOTE if is_note else set())
        if "/DV" in item and item.get("/DV") == item.get("/V"):
            skipped.add("/DV")  # a field's first value, where it still has it
        return [
            (value, name, place)
            for name, value in sorted(item.items(), reverse=True)
            if name not in skipped
        ]

    def _again(self, item: pikepdf.Object) -> bool:
        """Say whether an object was seen before, and note that it has been now."""
        if not item.is_indirect:
            return False
        if item.objgen in self.reached:
            return True
        self.reached.add(item.objgen)
        return False

    def _drawing(self, item: pikepdf.Object) -> None:
        """Note which pictures and forms are at hand, and which of them somebody draws."""
        if "/Thumb" in item and item.get("/Type") == "/Page":
            self.extra.append("a small picture of the page as it was")
        if "/Alternates" in item:
            self.extra.append("another picture in place of one that is drawn")
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
            self.images.append(item)
        resources = item.get("/Resources")
        at_hand = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
        if not isinstance(at_hand, pikepdf.Dictionary):
            return
        content = _content(item)
        for name, form in at_hand.items():
            if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form":
                continue
            self.forms[form.objgen] = form
            if content is None or name.encode() in content:
                self.drawn.add(form.objgen)

    def pictured(self) -> list[str]:
        """Return what images say of themselves: their files' own notes, other versions of them."""
        found = list(self.extra)
        for image in self.images:
            if image.get("/Filter") == "/DCTDecode":
                found += _segments(image.read_raw_bytes()[:_MOST])
        return found

    def unused(self) -> list[str]:
        """Return the texts of objects that nothing leads to, and of forms that nobody draws."""
        found: list[str] = []
        for number, form in sorted(self.forms.items()):
            if number not in self.drawn:
                found += _texts(form)
        for item in self.pdf.objects:
            if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream | pikepdf.Array):
                continue
            if item.objgen not in self.reached and not _is_frame(item):
                found += _texts(item)
        return found


def _is_frame(item: pikepdf.Object) -> bool:
    """Say whether an object is part of the file's own frame, which nothing leads to."""
    if isinstance(item, pikepdf.Array):
        return False
    return item.get("/Type") in {"/XRef", "/ObjStm"} or "/Linearized" in item


def _content(item: pikepdf.Object) -> bytes | None:
    """Return what a page or a form draws, or None where it is too large or cannot be read."""
    content = item if isinstance(item, pikepdf.Stream) else item.get("/Contents")
    parts = list(content) if isinstance(content, pikepdf.Array) else [content]
    drawn = [_stream(part) for part in parts if isinstance(part, pikepdf.Stream)]
    return (
        None if any(part is None for part in drawn) else b"\n".join(part or b"" for part in drawn)
    )


def _stream(item: pikepdf.Stream) -> bytes | None:
    """Return a stream's bytes, or None where it is too large or cannot be read."""
    try:
        return None if len(item.read_raw_bytes()) > _MOST else item.read_bytes()[:_MOST]
    except pikepdf.PdfError:
        return None


def _texts(item: pikepdf.Object, depth: int = 0) -> list[str]:
    """Return the texts of one object: its strings, and what its stream writes."""
    if isinstance(item, pikepdf.String):
        return [_text(item)]
    if not isinstance(item, pikepdf.Object) or depth > _NEST or (depth and item.is_indirect):
        return []
    if isinstance(item, pikepdf.Array):
        return [text for part in list(item) for text in _texts(part, depth + 1)]
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return []
    found = [t for k, v in item.items() if k not in _SILENT for t in _texts(v, depth + 1)]
    if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
        return [*found, "a picture that is never drawn"]
    if isinstance(item, pikepdf.Stream):
        data = _stream(item)
        found += ["a stream that is too large to read"] if data is None else _written(data)
    return found


def _written(data: bytes) -> list[str]:
    """Return the strings a content stream writes, joined as they follow, as far as they read."""
    if _DRAWS.search(data) is None:
        return []
    parts = []
    for match in _SHOWN_TEXT.finditer(data):
        raw = match.group()[1:-1]
        if match.group().startswith(b"<"):
            digits = b"".join(raw.split())
            plain = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        else:
            plain = re.sub(rb"\\(.)", rb"\1", raw)
        parts.append(plain.replace(b"\0", b"").decode("latin-1"))
    return [" ".join(parts)]


def _described(pdf: pikepdf.Pdf) -> list[str]:
    """Return the texts of the file's XMP packets."""
    found: list[str] = []
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Type") == "/Metadata":
            data = _stream(item)
            found += ["a description too large to read"] if data is None else _nodes(data)
    return found


def _nodes(data: bytes) -> list[str]:
    """Return the texts and values of an XML packet that are no tool's."""
    if b"<!" in re.sub(rb"<!--", b"", data):  # a document type could expand without end
        return [m.decode() for m in _PRINTABLE.findall(data)]
    try:
        root = ET.fromstring(data.strip(b"\0 \r\n\t"))  # noqa: S314 - no document type, see above
    except ET.ParseError:
        return [m.decode() for m in _PRINTABLE.findall(data)]
    found: list[str] = []
    for node in root.iter():
        if not _TOOLS.search(str(node.tag)):
            found.append(node.text or "")
        found += [v for k, v in node.attrib.items() if not _TOOLS.search(k) and not v.isspace()]
    return found


def _segments(data: bytes) -> list[str]:
    """Return the printable runs of a JPEG's own notes (EXIF, comments), not of its frame."""
    found: list[str] = []
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - JPEG markers
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:  # noqa: PLR2004 - the picture itself begins
            break
        body = data[at + 4 : at + 2 + size]
        noted = marker == 0xFE or 0xE1 <= marker <= 0xEF  # noqa: PLR2004
        if noted and not body.startswith(_PLAIN_SEGMENTS):
            found += [m.decode() for m in _PRINTABLE.findall(body)]
        at += 2 + size
    return found


def _earlier(pdf: pikepdf.Pdf, path: str) -> list[str]:
    """Return texts of versions that were saved below the present one and are no longer part of it."""
    if Path(path).stat().st_size > _MOST_FILE:
        return []
    data = Path(path).read_bytes()
    ends = [m.end() for m in re.finditer(rb"%%EOF\r?\n?", data)]
    found: list[str] = []
    for end in ends[:-1][-5:]:
        try:
            with pikepdf.open(io.BytesIO(data[:end])) as before:
                found += _differing(before, pdf)
        except pikepdf.PdfError:
            continue  # the first part of a file laid out for the web is no file
    return found


def _differing(before: pikepdf.Pdf, now: pikepdf.Pdf) -> Iterator[str]:
    """Yield the texts of objects that the present version has replaced or dropped."""
    for item in before.objects:
        if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream) or _is_frame(item):
            continue
        texts = _texts(item)
        if texts:
            present = set(_texts(now.get_object(item.objgen)))
            yield from (text for text in texts if text not in present)


def _text(item: object) -> str:
    """Return a string object as text."""
    return str(item).replace("\0", "")
