"""The text layer of a PDF page as the file has it: glyphs with places, gathered into words.

Promises: every character pdfium gives, in its order, with a box in points of the page as shown;
what is drawn and what is not is told apart, nothing is judged. Line ends become LF; the mark pdfium
sets for a hyphen at a line's end becomes the hyphen again; characters with no meaning at all are
left out. Where two letters that pdfium ran together stand visibly apart, a space is put between.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tearline.model.area import Area
from tearline.records.pdf_pixels import text_is_drawn

Box = tuple[float, float, float, float]

_HYPHENS = frozenset({0x02, 0xFFFE})
_WORD = re.compile(r"\S+")
_MOST = 0.6  # of the letters that must agree which way is up
_EM = 0.85  # of a loose box's height (ascender to descender) is about the size of the type
_GAP_MIXED = 0.17  # ems between two letters of unlike type that part two words
_GAP_ALIKE = 0.3  # the same between letters of one size and font
_WIDER = 0.12  # ems by which such a gap is wider than the line's usual one, and half as wide again
_SAME = 0.02  # points
_PAD_ACROSS, _PAD_DOWN = 0.3, 0.6  # points added to a word's box beside its glyphs' outlines


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: its box (left, top, right, bottom in points, as shown; None for a space
    pdfium made up), whether it is drawn, the font it is set in, and its fill as a grey level
    0-255.
    """

    text: str
    box: Box | None
    loose: Box | None
    drawn: bool
    font: str
    fill: int


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word of the layer: its place in the layer's text, and its glyphs."""

    text: str
    start: int
    end: int
    glyphs: tuple[Glyph, ...]

    @property
    def box(self) -> Box | None:
        """The box around its glyphs, or None where no glyph has a place."""
        return around(self.glyphs)

    @property
    def font(self) -> str:
        """The font of its first glyph."""
        return self.glyphs[0].font


@dataclass(frozen=True, slots=True)
class Layer:
    """A page's text layer: the text as pdfium gives it, its words in that order, and how far the page
    as shown must be turned clockwise for it to stand upright (None where that is not clear).
    """

    text: str
    words: tuple[LayerWord, ...]
    turn: int | None = None


def around(glyphs: tuple[Glyph, ...]) -> Box | None:
    """Return the box around glyphs: their outlines, as wide as their set widths."""
    tight = [g.box for g in glyphs if g.box is not None]
    if not tight:
        return None
    wide = tight + [g.loose for g in glyphs if g.loose is not None and g.box is not None]
    return (
        min(b[0] for b in wide),
        min(b[1] for b in tight),
        max(b[2] for b in wide),
        max(b[3] for b in tight),
    )


def ill_placed(glyphs: tuple[Glyph, ...]) -> bool:
    """Say whether glyphs have boxes that cannot be their own.

    Of a replacement text pdfium cuts one object's box into equal parts; of a Type 3 font it only
    knows what the font claims. Neither has an ascent and a descent: such an outline is as high as
    its line.
    """
    firm = [g for g in glyphs if g.text.isalnum()]
    if not firm:
        return False
    boxes = {g.box for g in firm}
    return len(boxes) * 2 <= len(firm) or all(_as_high_as_its_line(g) for g in firm)


def _as_high_as_its_line(glyph: Glyph) -> bool:
    """Say whether outline and set width end alike above and below (or to the sides, if upright)."""
    if glyph.box is None or glyph.loose is None:
        return True
    apart = [abs(one - two) for one, two in zip(glyph.box, glyph.loose, strict=True)]
    return max(apart[1::2]) < _SAME or max(apart[0::2]) < _SAME


def area_of(box: Box, size: tuple[int, int]) -> Area:
    """Return a box in points as an area, a little larger, within a page of ``size`` units."""
    left, top, right, bottom = box
    area = Area.of_points(
        left - _PAD_ACROSS, top - _PAD_DOWN, right + _PAD_ACROSS, bottom + _PAD_DOWN
    )
    x0, y0 = min(max(area.left, 0), size[0]), min(max(area.top, 0), size[1])
    return Area(x0, y0, max(min(area.right, size[0]), x0), max(min(area.bottom, size[1]), y0))


def read_layer(page: pdfium.PdfPage) -> Layer:
    """Read the text layer of an open page, in the order of its lines as they stand upright."""
    shown = page.get_rotation()
    upright = _upright(page)
    try:
        if upright is not None and upright != shown:
            # pdfium orders words by where they are shown, so it is shown the page upright.
            page.set_rotation(upright)
        textpage = page.get_textpage()
    finally:
        if page.get_rotation() != shown:
            page.set_rotation(shown)
    try:
        glyphs = _glyphs(page, textpage)
    finally:
        textpage.close()
    turn = None if upright is None else (upright - shown) % 360
    glyphs = _spaced(glyphs)
    text = "".join(g.text for g in glyphs)
    # One glyph is one code point here, so places in the text are places in the list.
    words = tuple(
        LayerWord(m.group(), m.start(), m.end(), tuple(glyphs[m.start() : m.end()]))
        for m in _WORD.finditer(text)
    )
    return Layer(text, words, turn)


def _upright(page: pdfium.PdfPage) -> int | None:
    """Return the page rotation at which most letters stand upright, or None where none is clear."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        # A few hundred letters, spread over the page, say enough.
        angles = [
            round(math.degrees(pdfium_c.FPDFText_GetCharAngle(textpage, index)) / 90) % 4 * 90
            for index in range(0, count, max(1, count // 400))
            if pdfium_c.FPDFText_IsGenerated(textpage, index) == 0
        ]
    finally:
        textpage.close()
    if not angles:
        return None
    angle, often = Counter(angles).most_common(1)[0]
    # pdfium's angle is how far the letters lie clockwise in the page's own space.
    return -angle % 360 if often >= _MOST * len(angles) else None


def shown_box(page: pdfium.PdfPage, box: Box) -> Box:
    """Turn (left, bottom, right, top) of the page's own space into a box of the page as shown."""
    x0, y0, x1, y1 = box
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation()
    if turn == 90:  # noqa: PLR2004 - the four turns
        found = (y0 - bottom, x0 - left, y1 - bottom, x1 - left)
    elif turn == 180:  # noqa: PLR2004
        found = (right - x1, y0 - bottom, right - x0, y1 - bottom)
    elif turn == 270:  # noqa: PLR2004
        found = (top - y1, right - x1, top - y0, right - x0)
    else:
        found = (x0 - left, top - y1, x1 - left, top - y0)
    return (
        min(found[0], found[2]),
        min(found[1], found[3]),
        max(found[0], found[2]),
        max(found[1], found[3]),
    )


def _glyphs(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> list[Glyph]:
    """Read every character with its place and its look."""
    look = lru_cache(maxsize=None)(_look)
    found: list[Glyph] = []
    high = 0
    for index in range(textpage.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:  # noqa: PLR2004 - the first half of a pair
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:  # noqa: PLR2004 - the second half
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        text = _character(code)
        if not text:
            continue
        if pdfium_c.FPDFText_IsGenerated(textpage, index) == 1 and text.isspace():
            found.append(Glyph(text, None, None, drawn=True, font="", fill=0))
            continue
        item = pdfium_c.FPDFText_GetTextObject(textpage, index)
        drawn, font = look(ctypes.cast(item, ctypes.c_void_p).value or 0)
        boxes = [_box(page, textpage, index, loose=loose) for loose in (False, True)]
        found.append(
            Glyph(text, boxes[0], boxes[1], drawn=drawn, font=font, fill=_fill(textpage, index))
        )
    return found


def _spaced(glyphs: list[Glyph]) -> list[Glyph]:
    """Put a space between letters that stand visibly apart.

    pdfium measures gaps by the larger type, so a small word before a large one is glued to it.
    Evenly spaced-out letters stay one word: a gap must be wider than the others of its line.
    """
    found: list[Glyph] = []
    start = 0
    for end in range(len(glyphs) + 1):
        if end == len(glyphs) or glyphs[end].text == "\n":
            found += _line_spaced(glyphs[start:end])
            found += glyphs[end : end + 1]
            start = end + 1
    return found


def _line_spaced(line: list[Glyph]) -> list[Glyph]:
    """Put spaces into one line; see ``_spaced``."""
    gaps = [_gap(one, two) for one, two in pairwise(line)]
    known = sorted(gap for gap, _ in gaps if gap is not None)
    if not known or known[-1] <= _GAP_MIXED:
        return line
    usual = max(known[(len(known) - 1) // 2], 0.0)
    found = line[:1]
    for glyph, (gap, mixed) in zip(line[1:], gaps, strict=True):
        if (
            gap is not None
            and gap > (_GAP_MIXED if mixed else _GAP_ALIKE)
            and gap > max(usual + _WIDER, 1.5 * usual)
        ):
            found.append(Glyph(" ", None, None, drawn=True, font="", fill=0))
        found.append(glyph)
    return found


def _gap(one: Glyph, two: Glyph) -> tuple[float | None, bool]:
    """Return the white between two letters in ems of the smaller, and whether their type is unlike.

    None where they do not stand beside each other. The white is the lesser of that between the
    outlines and that between the set widths, so neither thin letters nor wrong widths make one.
    """
    boxes = (one.box, one.loose, two.box, two.loose)
    if any(box is None for box in boxes) or not (one.text.isalnum() and two.text.isalnum()):
        return None, False
    first, first_loose, second, second_loose = (box for box in boxes if box is not None)
    shared = [
        min(first_loose[k + 2], second_loose[k + 2]) - max(first_loose[k], second_loose[k])
        for k in (0, 1)
    ]
    if max(shared) <= 0:
        return None, False
    # Letters that share their height stand on a level line; else the line runs up or down.
    low, high, top, bottom = (0, 2, 1, 3) if shared[1] >= shared[0] else (1, 3, 0, 2)
    sizes = (first_loose[bottom] - first_loose[top], second_loose[bottom] - second_loose[top])
    white = min(
        max(b[low] - a[high], a[low] - b[high])
        for a, b in ((first, second), (first_loose, second_loose))
    )
    mixed = one.font != two.font or max(sizes) > 1.05 * min(sizes)
    return white / (_EM * min(sizes)), mixed


def _character(code: int) -> str:
    """Return the text of a code as pdfium gives it; '' for what stands for nothing."""
    if code in _HYPHENS:
        return "-"
    if code in {0, 0x0D}:
        return ""
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:  # noqa: PLR2004 - half a pair, or no character
        return "\ufffd"
    return chr(code) if code >= 0x20 or code in {0x09, 0x0A, 0x0C} else "\ufffd"  # noqa: PLR2004


def _look(handle: int) -> tuple[bool, str]:
    """Return whether a text object is drawn, and its font's name."""
    if not handle:
        return True, ""
    item = ctypes.cast(handle, pdfium_c.FPDF_PAGEOBJECT)
    font = pdfium_c.FPDFTextObj_GetFont(item)
    buffer = ctypes.create_string_buffer(256)
    pdfium_c.FPDFFont_GetBaseFontName(font, buffer, 256)
    # Two subsets may share a name; the handle keeps them apart within a page.
    name = buffer.value.decode("utf-8", "replace")
    return text_is_drawn(item), f"{name}@{ctypes.cast(font, ctypes.c_void_p).value}"


def _box(
    page: pdfium.PdfPage, textpage: pdfium.PdfTextPage, index: int, *, loose: bool
) -> Box | None:
    """Return a character's box as shown, or None where pdfium knows none."""
    try:
        box = textpage.get_charbox(index, loose=loose)
    except pdfium.PdfiumError:
        return None
    return shown_box(page, box) if box[2] > box[0] or box[3] > box[1] else None


def _fill(textpage: pdfium.PdfTextPage, index: int) -> int:
    """Return a character's fill colour as a grey level."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return 0
    return (299 * red.value + 587 * green.value + 114 * blue.value) // 1000
