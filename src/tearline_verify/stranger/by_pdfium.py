"""Characters as pdfium reads them: what a browser's copy and paste would give.

Promises: every page up to ``bounds.PAGES`` and ``bounds.GLYPHS`` characters; each with its box.
Read once a file. Does not see annotations, nor text that no page draws.
"""

# ruff: noqa: ANN401 - pypdfium2's raw calls are untyped
from __future__ import annotations

import ctypes
import math
from functools import lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from tearline_verify.leaks import GrammarError
from tearline_verify.stranger import bounds, safety
from tearline_verify.stranger.glyphs import Frame, Glyph, Sheet, frame

INVISIBLE = 3
_BREAKS = "\r\n"


@lru_cache(maxsize=3)
def sheets(raw: bytes) -> tuple[Sheet, ...]:
    """Return the pages of a file; ``GrammarError`` where pdfium cannot open it."""
    safety.check(raw, "pdfium")
    allowed = bounds.of(raw)
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError:
        msg = "could not be opened by pdfium"
        raise GrammarError(msg) from None
    try:
        found, left = [], bounds.most(bounds.GLYPHS)
        for number in range(1, len(document) + 1):
            if number > bounds.most(bounds.PAGES) or left <= 0:
                allowed.cut.add(f"the text of pages from {number} on was not read by pdfium")
                break
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError:
                msg = f"page {number} could not be opened by pdfium"
                raise GrammarError(msg) from None
            sheet = _sheet(page, number, left)
            left -= len(sheet.glyphs)
            found.append(sheet)
        return tuple(found)
    finally:
        document.close()


def _sheet(page: Any, number: int, most: int) -> Sheet:
    shown = frame(page.get_mediabox(), page.get_cropbox(), page.get_rotation())
    sheet = Sheet(number, *shown.size)
    text = pdfium.FPDFText_LoadPage(page.raw)
    if not text:
        return sheet
    try:
        sides = [ctypes.c_double() for _ in range(4)]
        string = 0
        modes: dict[int, bool] = {}
        for at in range(min(pdfium.FPDFText_CountChars(text), most)):
            char = chr(pdfium.FPDFText_GetUnicode(text, at) & 0x1FFFFF)
            if pdfium.FPDFText_IsGenerated(text, at) == 1:
                if char in _BREAKS:
                    string += 1
                    continue
                sheet.glyphs.append(_blank(sheet, string))
                continue
            pdfium.FPDFText_GetCharBox(text, at, *(ctypes.byref(side) for side in sides))
            left, right, bottom, top = (side.value for side in sides)
            box = shown.box(((left, bottom), (right, top)))
            turn = _turn(pdfium.FPDFText_GetCharAngle(text, at), shown)
            hidden = _invisible(text, at, modes)
            sheet.glyphs.append(Glyph(char.replace("\0", ""), box, turn, hidden, "", string))
    finally:
        pdfium.FPDFText_ClosePage(text)
    return sheet


def _blank(sheet: Sheet, string: int) -> Glyph:
    """Return a blank that pdfium puts between words, at the end of the last glyph."""
    box = sheet.glyphs[-1].box if sheet.glyphs else (0, 0, 0, 0)
    return Glyph(" ", (box[2], box[1], box[2], box[3]), 0, invisible=False, font="", shown=string)


def _turn(angle: float, shown: Frame) -> int:
    """Return a glyph's turn as shown, from its angle in the file."""
    turned = -math.degrees(angle) if angle > -1 else 0.0
    return round(turned + shown.rotate) % 360


def _invisible(text: Any, at: int, modes: dict[int, bool]) -> bool:
    """Say whether a character is drawn with neither fill nor stroke."""
    thing = pdfium.FPDFText_GetTextObject(text, at)
    if not thing:
        return False
    key = ctypes.cast(thing, ctypes.c_void_p).value or 0
    if key not in modes:
        modes[key] = pdfium.FPDFTextObj_GetTextRenderMode(thing) == INVISIBLE
    return modes[key]
