"""A second parser: what pdfminer.six reads from the same file must be what ours reads.

Promises: page count, page sizes and every word agree, in order. Characters beyond the basic plane
are left out on both sides: pdfminer drops them.
"""

# ruff: noqa: ANN401, ARG002 - the signature is pdfminer's
from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any, ClassVar

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from tearline_verify.leaks import Leak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its messages may quote the file


class _Words(PDFTextDevice):
    """Collects the text of each shown string, without laying anything out."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.found: list[str] = []

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Take one string."""
        out = []
        for part in seq:
            if isinstance(part, bytes):
                for cid in textstate.font.decode(part):
                    try:
                        out.append(textstate.font.to_unichr(cid))
                    except PDFUnicodeNotDefined:
                        out.append("")
        self.found.append("".join(out))


class _Resources(PDFResourceManager):
    """Keeps one font for all files: the caller has seen that it is the fixed one, byte for byte.

    Its table of 65,536 characters would else be read anew for every file.
    """

    _font: ClassVar[Any] = None

    def get_font(self, objid: Any, spec: Any) -> Any:
        """Return the one font."""
        if _Resources._font is None:
            _Resources._font = super().get_font(objid, spec)
        return _Resources._font


def plain(text: str) -> str:
    """Return a text as both parsers can give it."""
    # pdfminer takes U+FEFF for a mark of byte order and drops it.
    return "".join(c for c in text if c < "\ud800" or ("\ue000" <= c < "\ufffe" and c != "\ufeff"))


def read(data: bytes, *, fixed_font: bool) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """Yield each page's size in units and its strings, as pdfminer reads them.

    ``fixed_font``: the file was accepted by the grammar, so its font is the one of every edition.
    """
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    resources = _Resources() if fixed_font else PDFResourceManager()
    device = _Words(resources)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.create_pages(document):
        device.found = []
        interpreter.process_page(page)
        left, bottom, right, top = page.mediabox
        yield (round((right - left) * 100), round((top - bottom) * 100)), device.found


def compare(
    file: str, data: bytes, ours: Sequence[tuple[tuple[int, int], list[str]]]
) -> Iterator[Leak]:
    """Yield a leak wherever pdfminer's reading is not ours."""
    theirs = list(read(data, fixed_font=bool(ours)))
    if len(theirs) != len(ours):
        yield Leak("second parser", file, "pdfminer counts other pages")
        return
    for number, ((size, found), (due_size, due)) in enumerate(zip(theirs, ours, strict=True), 1):
        if size != due_size:
            yield Leak("second parser", file, "pdfminer measures another page", number)
        if [plain(text) for text in found] != [plain(text) + " " for text in due]:
            yield Leak("second parser", file, "pdfminer reads other words", number)
