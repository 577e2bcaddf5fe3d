"""What lies under the boxes: covers are taken off, and the page is looked at again.

Promises: filled shapes, shadings, plain pictures and annotations are taken away, together and then
each by itself; a place that was flat before and shows something then is a leak. Where nobody said
what was withheld, only what can be read under a cover counts: a table's shading hides no words.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pypdfium2.raw as pdfium

from tearline_verify.areas import pixel_box
from tearline_verify.leaks import Box, Leak
from tearline_verify.stranger import legible
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.sheets import IMAGE, PATH, SHADING, TEXT, Drawn, Sheet, grey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

PROBE = "peel"
LEAST = (800, 400)  # units: a smaller cover hides no word
SOLID = 0.85  # share of a picture's (or letter's) place that is one shade, so that it covers
LIKE = 12
WINDOW = 9  # pixels
INK = 40  # grey levels
FAINT = 10  # and where something is known to be withheld
FEWEST = 25  # pixels
MOST_ALONE = 12  # covers looked under one by one
MOST_READ = 24  # places read on one page
UNDER = "a box is painted over words that are still in the file: whoever takes it off reads them"
SHAPES = "something is still there under the cover of a withheld place"


def covers(sheet: Sheet, seen: NDArray[np.uint8]) -> list[Drawn]:
    """Return what is painted so that it may hide something, in the order of drawing."""
    found = []
    tried = 0
    for thing in sheet.drawn:
        left, top, right, bottom = thing.box
        if right - left < LEAST[0] or bottom - top < LEAST[1]:
            continue
        painted = thing.kind == SHADING or (thing.kind == PATH and _painted(thing))
        plain = thing.kind == IMAGE and _plain(sheet, seen, thing.box)
        if thing.kind == TEXT and tried < MOST_ALONE and _plain(sheet, seen, thing.box):
            # Letters that fill their place may be a cover, or be what is covered.
            tried += 1
            plain = _shows(sheet, seen, thing)
        if painted or plain:
            found.append(thing)
    return found


def _shows(sheet: Sheet, seen: NDArray[np.uint8], thing: Drawn) -> bool:
    """Say whether a thing is what is seen at its place."""
    with sheet.without([thing]):
        other = sheet.picture()
    cut = _cut(seen, sheet, thing.box)
    apart = cv2.absdiff(seen[cut], other[cut]).max(axis=2)
    return bool((apart > LIKE).mean() >= SOLID / 2)


def _painted(thing: Drawn) -> bool:
    """Say whether a shape is filled, or drawn with a line wide enough to hide letters."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(thing.raw, fill, stroke):
        return False
    if fill.value:
        return True
    wide = ctypes.c_float()
    thick = pdfium.FPDFPageObj_GetStrokeWidth(thing.raw, wide) and wide.value * 100 >= LEAST[1]
    return bool(stroke.value and thick)


def _plain(sheet: Sheet, seen: NDArray[np.uint8], box: Box) -> bool:
    """Say whether a picture shows one shade alone at its place."""
    part = seen[_cut(seen, sheet, box)]
    if not part.size:
        return False
    shade = np.median(part.reshape(-1, 3), axis=0)
    return bool((np.abs(part - shade).max(axis=2) <= LIKE).mean() >= SOLID)


def _cut(picture: NDArray[np.uint8], sheet: Sheet, box: Box) -> tuple[slice, slice]:
    pixels = (picture.shape[1], picture.shape[0])
    left, top, right, bottom = pixel_box(box, pixels, sheet.size, grow=0)
    return np.s_[top:bottom, left:right]


def under(seen: NDArray[np.uint8], peeled: NDArray[np.uint8], ink: int = INK) -> NDArray[np.bool_]:
    """Return where ``peeled`` shows something and ``seen`` was flat."""
    square = np.ones((WINDOW, WINDOW), np.uint8)
    before = cv2.absdiff(cv2.dilate(seen, square), cv2.erode(seen, square)).max(axis=2)
    after = cv2.absdiff(cv2.dilate(peeled, square), cv2.erode(peeled, square)).max(axis=2)
    change = cv2.absdiff(seen, peeled).max(axis=2)
    flat = before <= min(2 * LIKE, ink)
    shows = after >= ink
    return np.asarray(flat & shows & (change > 0))


def look(
    sheet: Sheet, number: int, seen: NDArray[np.uint8], areas: Sequence[Box], things: list[Drawn]
) -> Iterator[Leak]:
    """Take the covers ``things`` off page ``number`` and yield what shows then."""
    notes = [box for _, box in sheet.notes()]
    if not things and not notes:
        return
    told: list[Box] = []
    for peeled, boxes in _peeled(sheet, things, notes):
        if peeled.shape != seen.shape:
            continue
        faint = under(seen, peeled, FAINT) if areas else None
        shows = under(seen, peeled)
        for area in areas:
            cut = _cut(seen, sheet, area)
            if area not in told and faint is not None and int(faint[cut].sum()) >= FEWEST:
                told.append(area)
                yield Leak(PROBE, FILE, SHAPES, number, area)
        for box in boxes:
            cut = _cut(seen, sheet, box)
            if int(shows[cut].sum()) < FEWEST or any(_overlap(box, old) for old in told):
                continue
            if len(told) < MOST_READ and _new_words(seen[cut], peeled[cut]):
                told.append(box)
                yield Leak(PROBE, FILE, UNDER, number, box)


def _peeled(
    sheet: Sheet, things: list[Drawn], notes: list[Box]
) -> Iterator[tuple[NDArray[np.uint8], list[Box]]]:
    """Yield the page without its covers, and without each one; with the places to look at."""
    with sheet.without(things):
        yield sheet.picture(notes=False), [*notes, *(thing.box for thing in things)]
    for thing in reversed(things[-MOST_ALONE:]):
        with sheet.without([thing]):
            yield sheet.picture(), [thing.box]


def _new_words(seen: NDArray[np.uint8], peeled: NDArray[np.uint8]) -> bool:
    """Say whether words can be read in a place that could not be read there before."""
    before: set[str] = set()
    if int(seen.max()) - int(seen.min()) >= INK:  # fainter letters than that, nobody sees
        before = {w for line in legible.lines(grey(seen)) for w in legible.sound(line)}
    for way in (grey(peeled), np.asarray(255 - grey(peeled), np.uint8)):
        for line in legible.lines(way, upright=False):
            if set(legible.sound(line)) - before:
                return True
    return False


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
