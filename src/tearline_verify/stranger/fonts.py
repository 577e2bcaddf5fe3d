"""Letters that an embedded part of a font still holds and that no visible text uses.

Promises: a font cut down to the letters of its document tells which letters those were. With terms,
it is told where the letters of a value that the visible text lacks are all still there; with nothing
known, where letters are left over in a font of a page with boxes. Whole fonts tell nothing, and are
left alone, and so are fonts without letters' names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf

from tearline_verify.leaks import GrammarError, Leak
from tearline_verify.stranger import bounds, by_pdfminer, fontletters, walk
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.glyphs import within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.bounds import Bounds
    from tearline_verify.stranger.by_pdfminer import Reading
    from tearline_verify.stranger.case import Case

NAME = "fonts"
WHOLE = 50  # letters and digits from which a font is taken for a whole one
FEWEST = 3  # letters left over that are told where nothing is known
_SUBSET = re.compile(r"^[A-Z]{6}\+")


@dataclass(slots=True)
class _Font:
    """One embedded font: the letters it holds, the ones that are drawn with it, and on what pages."""

    held: set[str] = field(default_factory=set, repr=False)
    drawn: set[str] = field(default_factory=set, repr=False)
    pages: set[int] = field(default_factory=set)

    @property
    def left(self) -> set[str]:
        """Return the letters it holds and no text draws."""
        return self.held - self.drawn


def look(case: Case) -> Iterator[Leak]:
    """Look for letters left over in fonts."""
    try:
        pdf = walk.opened(case.raw)
        reading = by_pdfminer.reading(case.raw)
    except (pikepdf.PdfError, GrammarError):
        return  # told by the objects' walk and by the text extractors
    allowed = bounds.of(case.raw)
    if allowed.cut:
        allowed.cut.add("letters left over in fonts, as not all pages were read")
        return
    with pdf:
        fonts = _embedded(pdf, allowed)
    visible = _draw(case, reading, fonts)
    if case.terms:
        yield from _values(case, fonts, visible)
    elif not case.known:
        for sheet in reading.sheets:
            some = [font for font in fonts.values() if sheet.number in font.pages]
            count = max((len(font.left) for font in some), default=0)
            if sheet.covers and count >= FEWEST:
                what = f"a font of a page with a box still holds {count} letters that no text uses"
                yield Leak(NAME, FILE, what, sheet.number)


def _embedded(pdf: pikepdf.Pdf, allowed: Bounds) -> dict[str, _Font]:
    """Return the fonts that are cut down to some letters, by their name."""
    fonts: dict[str, _Font] = {}
    for thing in _dictionaries(pdf):
        name = str(thing.get("/BaseFont", ""))[1:]
        if not name or not (_SUBSET.match(name) or "/ToUnicode" in thing):
            continue
        font = fonts.setdefault(name, _Font())
        font.held |= fontletters.held(thing, allowed)
    return {name: font for name, font in fonts.items() if 0 < len(font.held) < WHOLE}


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every font dictionary of the file, used or not."""
    for number, thing in enumerate(pdf.objects):
        if number >= bounds.OBJECTS:
            return
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        if thing.get("/Type") == "/Font" and thing.get("/Subtype") not in (
            "/CIDFontType0", "/CIDFontType2",
        ):  # fmt: skip
            yield thing
        fonts = thing.get("/Font")  # dictionaries written into a page's resources
        for inner in walk.valued(fonts):
            if isinstance(inner, pikepdf.Dictionary) and not inner.is_indirect:
                yield inner


def _draw(case: Case, reading: Reading, fonts: dict[str, _Font]) -> set[str]:
    """Note which letters are drawn with which font; return all that are visible."""
    visible: set[str] = set()
    sheets = [(sheet, sheet.number) for sheet in reading.sheets]
    sheets += [(one.sheet, one.page) for one in reading.loose if one.page]
    for sheet, number in sheets:
        areas = case.areas.get(number, ())
        for glyph in sheet.glyphs:
            font = fonts.get(glyph.font)
            if font is not None:
                font.pages.add(number)
            if any(within(glyph.box, area) for area in areas):
                continue
            some = fontletters.letters([glyph.text])
            visible |= some
            if font is not None:
                font.drawn |= some
    return visible


def _values(case: Case, fonts: dict[str, _Font], visible: set[str]) -> Iterator[Leak]:
    """Tell of values whose missing letters are all left over."""
    left = set().union(*(font.left for font in fonts.values())) if fonts else set()
    count = 0
    for value in case.terms.spelt():
        for spelt in {value, value.upper()}:
            wanted = fontletters.letters([spelt])
            lacks = wanted - visible
            one = any(
                wanted <= font.held and len(wanted & font.left) >= FEWEST - 1
                for font in fonts.values()
            )
            if one or (lacks and lacks <= left):
                count += 1
                break
    if count:
        what = f"a font still holds the letters of {count} withheld values that no text uses"
        yield Leak(NAME, FILE, what)
