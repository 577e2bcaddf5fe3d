"""Earlier versions of the document inside the file, and what was deleted and is still there.

Promises: each state that an ``%%EOF`` ends is opened as the PDF it once was; with terms and areas its
objects and its text are looked through. With nothing known: tells of an earlier version that shows
words or pages that the last one does not, and of deleted text and pictures. A signature, a
filled form or a linearized file, which take nothing away, are not told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pikepdf

from tearline_verify.leaks import GrammarError, Leak
from tearline_verify.stranger import (
    bounds,
    by_pdfium,
    by_pdfminer,
    extract,
    leftovers,
    objects,
    walk,
)
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.glyphs import by_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.case import Case
    from tearline_verify.stranger.glyphs import Sheet

NAME = "revisions"
_END = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF[\r\n]*")
_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
EARLIER = "in an earlier version of the document that is still in the file"


def states(raw: bytes, bound: bounds.Bounds) -> list[bytes]:
    """Return the earlier states of a file, oldest first, each as the bytes it once was."""
    ends = []
    start = max(raw.find(b"%PDF-"), 0)
    for found in _END.finditer(raw):
        table = start + int(found[1])
        if int(found[1]) > 0 and table < found.start() and _TABLE.match(raw, table, table + 40):
            ends.append(found.end())
    if ends and not raw[ends[-1] :].strip():
        ends.pop()  # the file as it stands
    elif ends and _END.search(raw, ends[-1]) is None and b"%%EOF" not in raw[ends[-1] :]:
        ends.pop()  # what follows is no later version
    if len(ends) > bounds.REVISIONS:
        bound.cut.add(f"of {len(ends)} earlier versions only {bounds.REVISIONS} were opened")
        half = bounds.REVISIONS // 2
        ends = ends[:half] + ends[-half:]
    return [raw[:end] for end in ends]


def look(case: Case) -> Iterator[Leak]:
    """Look through the earlier versions, then through what is left over."""
    bound = bounds.of(case.raw)
    try:
        pdf = walk.opened(case.raw)
    except pikepdf.PdfError:
        return  # told by the objects' walk
    with pdf:
        try:
            now = [sheet.text for sheet in by_pdfium.sheets(case.raw)]
        except GrammarError:
            now = []  # told where the pages are counted; earlier versions may open all the same
        told = False
        for state in states(case.raw, bound):
            for leak in _earlier(case, state, now):
                told = True
                yield leak
        left = leftovers.find(case.raw, pdf, bound)
        yield from _left(case, left, now, told=told)


def _earlier(case: Case, state: bytes, now: list[str]) -> Iterator[Leak]:
    """Look through one earlier version."""
    try:
        with walk.opened(state) as pdf:
            if case.terms:
                found = objects.values_in(pdf, case.terms, bounds.of(case.raw))
                for mask in sorted(set().union(*found.values()) if found else ()):
                    yield Leak(NAME, FILE, f"a withheld {mask} stands {EARLIER}")
        sheets = by_pdfium.sheets(state)
    except (pikepdf.PdfError, GrammarError):
        return  # no version that any program could open; its bytes are carved
    if len(sheets) > len(now):
        what = (
            f"an earlier version, still in the file, has {len(sheets)} pages, the last {len(now)}"
        )
        yield Leak(NAME, FILE, what)
    for sheet in sheets:
        yield from _sheet(case, sheet)
    gone = leftovers.lost((sheet.text for sheet in sheets), now)
    if gone:
        what = f"an earlier version, still in the file, shows {gone} words that the last does not"
        yield Leak(NAME, FILE, what)


def _sheet(case: Case, sheet: Sheet) -> Iterator[Leak]:
    """Look for what is known to be withheld on a page of an earlier version."""
    if case.terms:
        masks = case.terms.in_text(sheet.text) | case.terms.in_text(by_place(sheet.glyphs))
        for mask in sorted(masks):
            yield Leak(NAME, FILE, f"a withheld {mask} can be read {EARLIER}", sheet.number)
    for area in case.areas.get(sheet.number, ()):
        if extract.in_area(sheet.glyphs, area):
            yield Leak(NAME, FILE, f"text stands in a withheld area {EARLIER}", sheet.number, area)


def _left(case: Case, left: leftovers.Left, now: list[str], *, told: bool) -> Iterator[Leak]:
    """Tell of deleted text and pictures."""
    shown = [sheet.text for sheet in by_pdfminer.reading(case.raw).sheets]
    masks: set[str] = set()
    gone = 0
    for sheet in left.sheets:
        if case.terms:
            masks |= case.terms.in_text(sheet.text) | case.terms.in_text(by_place(sheet.glyphs))
        gone += leftovers.lost([sheet.text], [*now, *shown])
    for mask in sorted(masks):
        yield Leak(NAME, FILE, f"a withheld {mask} stands {walk.DELETED}")
    if gone and not told:
        what = f"{gone} words that no page shows stand in deleted text that is still in the file"
        yield Leak(NAME, FILE, what)
    if left.pictures:
        what = f"{left.pictures} deleted pictures are still in the file"
        yield Leak(NAME, FILE, what)
