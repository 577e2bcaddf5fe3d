"""The text that programs take from the file: pdfium and pdfminer always, others where installed.

Promises: with areas, a character whose middle lies in a withheld area is a leak whatever it says,
unless the area holds a deletion's own mark alone; with terms, values are looked for in the order of
drawing and in the order of place, also in appearances, patterns and deleted instructions.
With nothing known it tells nothing: words that the page does not show are for the pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tearline_verify.leaks import Box, GrammarError, Leak
from tearline_verify.stranger import by_pdfium, by_pdfminer, programs, tagged
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.glyphs import Glyph, Sheet, by_place, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tearline_verify.stranger.case import Case

NAME = "extract"


def look(case: Case) -> Iterator[Leak]:
    """Look through the extracted text."""
    if not case.known:
        return
    for reader in ("pdfium", "pdfminer"):
        try:
            sheets = _sheets(case, reader)
        except GrammarError as error:
            yield Leak(NAME, FILE, str(error))
            continue
        for sheet in sheets:
            yield from _sheet(case, sheet, reader)
    yield from _loose(case)
    if case.terms:
        yield from programs.look(case)


def _sheets(case: Case, reader: str) -> Iterable[Sheet]:
    """Return the pages as one reader gives them."""
    if reader == "pdfium":
        return by_pdfium.sheets(case.raw)
    return by_pdfminer.reading(case.raw).sheets


def _sheet(case: Case, sheet: Sheet, reader: str) -> Iterator[Leak]:
    """Look through one page: its withheld areas, then its text in two orders."""
    for area in case.areas.get(sheet.number, ()):
        caught = in_area(sheet.glyphs, area)
        if caught:
            what = f"{len(caught)} characters can be copied from a withheld area (by {reader})"
            yield Leak(NAME, FILE, what, sheet.number, area)
    for mask in sorted(values(case, sheet)):
        what = f"a withheld {mask} stands in the text that {reader} takes from the page"
        yield Leak(NAME, FILE, what, sheet.number)


def values(case: Case, sheet: Sheet) -> set[str]:
    """Return the masks of the values in a page's text, in the order of drawing and of place."""
    if not case.terms or not sheet.glyphs:
        return set()
    return case.terms.in_text(sheet.text) | case.terms.in_text(by_place(sheet.glyphs))


def in_area(glyphs: Iterable[Glyph], area: Box) -> list[Glyph]:
    """Return the characters in a withheld area; none where they only spell a deletion's mark."""
    caught = [g for g in glyphs if (g.text.strip() or not g.text) and within(g.box, area)]
    if (
        caught
        and all(g.text for g in caught)
        and tagged.MARK.fullmatch("".join(g.text for g in caught))
    ):
        return []
    return caught


def _loose(case: Case) -> Iterator[Leak]:
    """Look through what no page's own drawing runs."""
    try:
        loose = by_pdfminer.reading(case.raw).loose
    except GrammarError:
        return  # told above
    for one in loose:
        for mask in sorted(values(case, one.sheet)):
            yield Leak(NAME, FILE, f"a withheld {mask} stands {one.where}", one.page)
        for area in case.areas.get(one.page or 0, ()):
            if in_area(one.sheet.glyphs, area):
                what = f"characters stand in a withheld area {one.where}"
                yield Leak(NAME, FILE, what, one.page, area)
