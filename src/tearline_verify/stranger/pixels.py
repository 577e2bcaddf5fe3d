"""One page of a stranger's PDF, looked at: as it is shown, in its withheld places, and unhidden.

Promises: every value that can be read in any picture of the page is told, with its line's place
where the picture is the page as shown; every withheld place is looked at in each renderer; a
renderer that fails is told. Cheap looks come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from tearline_verify.leaks import Box, GrammarError, Leak
from tearline_verify.stranger import (
    bounds,
    hidden,
    legible,
    mosaic,
    peel,
    renderers,
    safety,
    spread,
    telling,
    unhidden,
)
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.sheets import (
    DPI,
    IMAGE,
    MOST_ITEMS,
    MOST_SIDE,
    Drawn,
    Sheet,
    grey,
    lossy,
    opened,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tearline_verify.leaks import Tally
    from tearline_verify.stranger.case import Case

SAFE = telling.NOT_LOOKED
SHOWN, AREAS, OTHERS, UNHIDDEN = telling.SHOWN, "withheld places", "other renderers", "unhidden"
SAID = {
    unhidden.LAYERS: "words stand in a layer or note that is switched off: any viewer can switch it "
    "on",
    unhidden.UNCLIPPED: "a picture is shown in part, and words stand in the rest of it, which is "
    "still in the file",
}
COARSE = 24  # pixels a side of the squares whose mean shade two renderers must share
APART = 60


def check(case: Case, number: int, tally: Tally) -> None:
    """Look at page ``number`` (from 1) with every probe for pages."""
    try:
        safety.page(case.raw, number)
    except GrammarError as error:
        tally.leak(SAFE, FILE, str(error), number)
        return
    with opened(case.raw, number) as sheet:
        if sheet.cut:
            bounds.short(f"things drawn on page {number} beyond the first {MOST_ITEMS:,}")
        seen = sheet.picture()
        areas = case.areas.get(number, ())
        tally.run(AREAS, FILE, places(sheet, seen, areas, number), number)
        things = peel.covers(sheet, seen)
        notes = [box for _, box in sheet.notes()]
        on_top = [*notes, *(thing.box for thing in things if not _is_scan(sheet, thing))]
        tally.run(hidden.PROBE, FILE, _words(sheet, seen, on_top, number), number)
        tally.run(peel.PROBE, FILE, peel.look(sheet, number, seen, areas, things), number)
        tally.run(mosaic.PROBE, FILE, mosaic.look(sheet, seen, areas, number), number)
        tally.run(SHOWN, FILE, _shown(case, sheet, seen, number), number)
        tally.run(OTHERS, FILE, _others(case, sheet, seen, number), number)
        tally.run(UNHIDDEN, FILE, _unhidden(case, sheet, seen, things, number), number)


def places(
    sheet: Sheet,
    seen: NDArray[np.uint8],
    areas: tuple[Box, ...],
    number: int,
    how: str = "",
) -> Iterator[Leak]:
    """Yield a leak for each withheld place that is not solid in a picture of the page.

    ``how`` says which other program drew the picture; '' where it is pdfium's.
    """
    for area in areas:
        coded = any(_meet(thing.box, area) and lossy(thing) for thing in sheet.drawn)
        wrong = spread.fault(seen, sheet.size, area, coded=coded)
        if wrong:
            yield Leak(OTHERS if how else AREAS, FILE, wrong + how, number, area)


def _is_scan(sheet: Sheet, thing: Drawn) -> bool:
    """Say whether a picture is the page itself: mostly white, it looks like a cover of its words."""
    left, top, right, bottom = thing.box
    filled = (right - left) * (bottom - top)
    return bool(thing.kind == IMAGE and filled >= hidden.SCAN * sheet.size[0] * sheet.size[1])


def _words(sheet: Sheet, seen: NDArray[np.uint8], on_top: list[Box], number: int) -> Iterator[Leak]:
    yield from hidden.told(hidden.places(sheet, seen, on_top, sheet.words()), number)


def _shown(case: Case, sheet: Sheet, seen: NDArray[np.uint8], number: int) -> Iterator[Leak]:
    """Look for values in the page as a reader sees it, faint print and light print included."""
    shape = (seen.shape[1], seen.shape[0])
    for mask, box in legible.values(grey(seen), case.terms, all_ways=True).items():
        area = _units(box, shape, sheet.size)
        yield Leak(SHOWN, FILE, f"a withheld {mask} can be read on the page", number, area)


def _others(case: Case, sheet: Sheet, seen: NDArray[np.uint8], number: int) -> Iterator[Leak]:
    """Draw the page with other programs, where they are; look at its places there too."""
    if not case.known:
        return
    areas = case.areas.get(number, ())
    dpi = min(DPI, MOST_SIDE * 7200 / max(sheet.size))
    for program, name in renderers.installed():
        try:
            other = renderers.draw(program, case.path, number, dpi)
        except renderers.DrawingError:
            yield Leak(OTHERS, FILE, f"the page could not be drawn by {name}", number)
            continue
        yield from places(sheet, other, areas, number, f" (as {name} shows it)")
        if _differ(seen, other):
            for mask in legible.values(grey(other), case.terms, all_ways=False):
                what = f"a withheld {mask} can be read where {name} shows the page"
                yield Leak(OTHERS, FILE, what, number)


def _unhidden(
    case: Case, sheet: Sheet, seen: NDArray[np.uint8], things: list[Drawn], number: int
) -> Iterator[Leak]:
    """Look at the page with nothing hidden: values, and words that nobody is shown."""
    told: set[str] = set()
    known = [seen]
    for how, picture in unhidden.pictures(case.raw, number, sheet, things):
        cut = unhidden.changed(seen, picture)
        if cut is None or any(unhidden.changed(old, picture) is None for old in known[1:]):
            continue
        known.append(picture)
        part = grey(picture[cut])
        for mask in legible.values(part, case.terms, all_ways=False):
            if mask not in told:
                told.add(mask)
                what = f"a withheld {mask} can be read on the page {how}"
                yield Leak(UNHIDDEN, FILE, what, number)
        if how in SAID and picture.shape == seen.shape and how not in told:
            told.add(how)
            yield from _brought_back(sheet, seen, picture, cut, number, SAID[how])


def _brought_back(
    sheet: Sheet,
    seen: NDArray[np.uint8],
    picture: NDArray[np.uint8],
    cut: tuple[slice, slice],
    number: int,
    what: str,
) -> Iterator[Leak]:
    """Yield a leak where a layer that is off, or a clipped picture's other part, holds words."""
    shows = peel.under(seen, picture)
    before = {w for line in legible.lines(grey(seen[cut])) for w in legible.sound(line)}
    top, left = cut[0].start, cut[1].start
    shape = (seen.shape[1], seen.shape[0])
    for line in legible.lines(grey(picture[cut])):
        a, b, c, d = line.box
        box = (a + left, b + top, c + left, d + top)
        if (
            not set(legible.sound(line)) - before
            or not shows[box[1] : box[3], box[0] : box[2]].any()
        ):
            continue
        yield Leak(UNHIDDEN, FILE, what, number, _units(box, shape, sheet.size))
        return


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _units(box: Box, pixels: tuple[int, int], size: tuple[int, int]) -> Box:
    """Return a box of pixels in the page's units."""
    (px, py), (width, height) = pixels, size
    return (
        box[0] * width // px, box[1] * height // py, -(-box[2] * width // px), -(-box[3] * height // py),
    )  # fmt: skip


def _differ(seen: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    """Say whether two programs show another page."""
    shape = (max(seen.shape[1] // COARSE, 1), max(seen.shape[0] // COARSE, 1))
    ours = cv2.resize(seen, shape, interpolation=cv2.INTER_AREA).astype(np.int16)
    theirs = cv2.resize(other, shape, interpolation=cv2.INTER_AREA).astype(np.int16)
    return int(np.abs(ours - theirs).max()) > APART
