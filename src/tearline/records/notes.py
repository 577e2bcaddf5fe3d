"""What a PDF page's annotations and form fields say without showing it.

Promises: the contents of every note on the page and the value of every form field, unless the
page's own pixels show those words at that place. Does not read attachments or the file's
properties.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tearline.model.page import Hidden, Word
from tearline.records.agreement import ALIKE, beside, folded, likeness
from tearline.records.layer import area_of, shown_box

_SHORT = 3  # letters under which a word of a note is not looked for


def unseen_notes(
    page: pdfium.PdfPage, size: tuple[int, int], seen: Sequence[Word]
) -> Iterator[Hidden]:
    """Yield the notes and values of an open page that its words (``seen``) do not show."""
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            texts = _texts(page, note)
            rect = pdfium_c.FS_RECTF()
            placed = pdfium_c.FPDFAnnot_GetRect(note, rect)
        finally:
            pdfium_c.FPDFPage_CloseAnnot(note)
        area = None
        if placed:
            sides = (rect.left, rect.bottom, rect.right, rect.top)
            low, high = sides[:2], sides[2:]
            box = (
                min(low[0], high[0]),
                min(low[1], high[1]),
                max(low[0], high[0]),
                max(low[1], high[1]),
            )
            area = area_of(shown_box(page, box), size)
        near = " ".join(w.text for w in beside(area, seen)) if area is not None else ""
        for text in texts:
            if not _shown(text, near):
                yield Hidden(text, area, "annotation")


def _texts(page: pdfium.PdfPage, note: pdfium_c.FPDF_ANNOTATION) -> list[str]:
    """Return the distinct texts of one annotation: its contents and its field's value."""
    found = [_string(pdfium_c.FPDFAnnot_GetStringValue, note, b"Contents")]
    if pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_WIDGET:
        if page.formenv is not None:
            found.append(_string(pdfium_c.FPDFAnnot_GetFormFieldValue, page.formenv, note))
        found.append(_string(pdfium_c.FPDFAnnot_GetStringValue, note, b"V"))
    return list(dict.fromkeys(text for text in (t.strip() for t in found) if text))


def _string(function: object, *args: object) -> str:
    """Call one of pdfium's functions that fill a buffer with UTF-16."""
    length = function(*args, None, 0)  # type: ignore[operator]
    if length <= 2:  # noqa: PLR2004 - the closing zero alone
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    function(*args, buffer, length)  # type: ignore[operator]
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace")


def _shown(text: str, near: str) -> bool:
    """Say whether every word of a note stands on the page at the note's place."""
    words = [w for w in text.split() if len(folded(w)) >= _SHORT] or [text]
    return bool(near) and all(likeness(word, near) >= ALIKE for word in words)
