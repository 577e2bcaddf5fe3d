"""What was put to hidden words beside their letters: underlines, frames, bars, highlights.

Promises: above and below a box that hides its width nothing stays, as far as its zone goes, but what
lies in the boxes of visible words. Where a stroke or a bar that begins where the hidden words do reaches
among the words of a next line, the box goes on over the whole of that line, for its bite would tell
where it ends. The zone, and what is white in it, is a matter of the box and of visible words alone.

On a page that was recognised only strokes that stand by themselves close to the box go, whole.

Does not know an ornament from a mark on the paper: both go. A frame that stands off by more than the
zone is high keeps its outer side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from tearline.editions.flow import Grid, Upright
from tearline.model.area import Area
from tearline.model.page import TextSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from tearline.editions.portions import Place
    from tearline.model.page import Page

    Ink = NDArray[np.bool_]
    Box = tuple[int, int, int, int]

ZONE = 0.75  # of the type's height, above and below a box
FAR = 2  # heights of type that a bar may reach beyond a box; what goes further is the page's own
BEGINS = 2  # heights of type beside the hidden words within which an ornament of theirs begins
SHADE = 0.85  # of the paper's grey: darker is an ornament


@dataclass(frozen=True, slots=True)
class Zone:
    """A box of an upright page in pixels, with what is hidden in it from column ``start`` on.

    ``type_height`` is that of its line, ``words`` are the boxes of the visible words.
    """

    box: Box
    start: int
    type_height: int
    words: tuple[Area, ...]

    @property
    def strips(self) -> tuple[Box, Box]:
        """What lies right above and right below the box."""
        left, top, right, bottom = self.box
        room = round(ZONE * self.type_height)
        return (left, max(top - room, 0), right, top), (left, bottom, right, bottom + room)


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was wiped about the places of a page turned upright, in pixels.

    ``rests`` is each place's box; ``over`` the places whose box goes on over a next line; ``marked``
    those about which there were marks that are not the hidden words' own; ``white`` what must be white.
    """

    rests: dict[Area, Box] = field(default_factory=dict)
    over: set[Area] = field(default_factory=set)
    marked: list[Place] = field(default_factory=list)
    white: list[Area] = field(default_factory=list)


def cleared(
    ink: Ink,
    shades: Ink | None,
    page: Page,
    places: Sequence[Place],
    words: Mapping[int, Area],
    grid: Grid,
) -> Cleared:
    """Wipe the ornaments of the hidden words of ``places``, in ``ink`` itself; say what was wiped.

    ``shades`` is where a page of greys is darker than its paper, ``words`` has areas of words by index
    where the page's own are not to be used.
    """
    up = Upright(page.width, page.height, page.turn)
    dark = ink.copy() if shades is None else shades.copy()
    done = Cleared()
    for place in places:
        if place.move is None:
            continue
        box, rest = grid.box(up.of(place.area)), grid.box(up.of(place.area), 1)
        gone = [up.of(area) for area in (place.area, *place.decided)]
        seen = tuple(Area(*grid.box(area)) for area in _seen(page, words, up, gone))
        high = max(grid.box(Area(0, 0, 1, place.move.line.type_height))[3], 1)
        start = grid.box(place.move.line.gone)[0]
        zone = Zone(rest, start, high, seen)
        if page.source is not TextSource.LAYER:
            _clear_strays(ink, place, zone, done)
            done.rests[place.area] = box
            continue
        over = reached(dark, zone)
        _wipe(ink, over)
        _wipe(dark, over)
        free = rectangles(Zone(over, start, high, seen), ink.shape[0])
        beyond = dark.copy()
        for area in place.decided:
            _wipe(beyond, grid.box(up.of(area), 1))
        near = [*free, *_edges(rest, ink.shape[0])]
        if over != rest or any(_any(beyond, part) for part in near):
            done.marked.append(place)
        if any(_any(dark, part) for part in free):
            done.white.extend(_less(part) for part in free)
            for part in free:
                _wipe(ink, (part.left, part.top, part.right, part.bottom))
        top = box[1] if over[1] == rest[1] else over[1]
        bottom = box[3] if over[3] == rest[3] else over[3]
        done.rests[place.area] = (box[0], top, box[2], bottom)
        if over != rest:
            done.over.add(place.area)
    return done


def _clear_strays(ink: Ink, place: Place, zone: Zone, done: Cleared) -> None:
    """Wipe what stands by itself close above and below a box, on a page that was recognised.

    There the boxes of words are as the ink about them had them read: a zone that spares them would cut
    the letters of the next line otherwise for other hidden words. So strokes go whole, or stay.
    """
    marks = list(_strays(ink, zone))
    if marks or any(_any(ink, edge) for edge in _edges(zone.box, ink.shape[0])):
        done.marked.append(place)
    done.white.extend(marks)
    for mark in marks:
        _wipe(ink, (mark.left, mark.top, mark.right, mark.bottom))


def _strays(ink: Ink, zone: Zone) -> Iterator[Area]:
    """Yield the boxes of marks close above and below a box that belong to no visible word."""
    left, top, right, bottom = zone.box
    room = zone.type_height // 2
    for first, last in ((max(top - room, 0), top), (bottom, min(bottom + room, ink.shape[0]))):
        part = np.ascontiguousarray(ink[first:last, left:right], dtype=np.uint8)
        if not part.any():
            continue
        count, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
        for x, y, wide, tall, _ in stats[1:count]:
            box = Area(left + int(x), first + int(y), left + int(x + wide), first + int(y + tall))
            # What goes on beyond the strip is a rule of the page, or another line's.
            goes_on = (first, last)[first < top] in {box.top, box.bottom}
            if not goes_on and not any(box.meets(word) for word in zone.words):
                yield box


def _seen(page: Page, words: Mapping[int, Area], up: Upright, gone: Sequence[Area]) -> list[Area]:
    """Return the upright boxes of a page's words that none of these upright areas has half of."""
    found = []
    for index, word in enumerate(page.words):
        area = words.get(index, word.area)
        if area is None or not area.width or not area.height:
            continue
        box = up.of(area)
        if not any(2 * box.shared(other) >= box.width * box.height for other in gone):
            found.append(box)
    return found


def _edges(box: Box, high: int) -> list[Area]:
    """Return the rows right above and below a pixel box: ink there was cut by it."""
    left, top, right, bottom = box
    return [Area(left, row, right, row + 1) for row in (top - 1, bottom) if 0 <= row < high]


def _wipe(ink: Ink, box: Box) -> None:
    """Take all ink out of a pixel box."""
    left, top, right, bottom = box
    ink[top:bottom, left:right] = False


def _any(ink: Ink, box: Area) -> bool:
    """Say whether there is ink in a pixel box."""
    return bool(ink[box.top : box.bottom, box.left : box.right].any())


def _less(box: Area) -> Area:
    """Return a pixel box without a pixel on each side, by which burning makes it larger again."""
    across, down = min(1, (box.width - 1) // 2), min(1, (box.height - 1) // 2)
    return Area(box.left + across, box.top + down, box.right - across, box.bottom - down)


def shaded(grey: NDArray[np.uint8]) -> Ink:
    """Return where a page of greys is darker than its paper."""
    dark: Ink = grey < SHADE * float(np.median(grey))
    return dark


def reached(ink: Ink, zone: Zone) -> Box:
    """Return the zone's box, over all of each line into which a bar behind hidden words reaches."""
    left, top, right, bottom = zone.box
    far = FAR * zone.type_height
    above = _bar(ink[max(top - far, 0) : top][::-1], zone)
    below = _bar(ink[bottom : bottom + far], zone)
    upper, lower = Area(left, top - above, right, top), Area(left, bottom, right, bottom + below)
    over = [word.top for word in zone.words if above and word.meets(upper)]
    under = [word.bottom for word in zone.words if below and word.meets(lower)]
    return left, min([top, *over]), right, max([bottom, *under])


def rectangles(zone: Zone, high: int) -> tuple[Area, ...]:
    """Return what is to be white above and below the zone's box: all but the words' own boxes.

    ``high`` is the bitmap's height in pixels.
    """
    return tuple(part for strip in zone.strips for part in _free(strip, zone.words, high))


def _free(strip: Box, words: Sequence[Area], high: int) -> Iterator[Area]:
    """Yield the parts of a strip that no word's box takes."""
    left, top, right, bottom = strip
    bottom = min(bottom, high)
    if left >= right or top >= bottom:
        return
    here = [word for word in words if word.meets(Area(left, top, right, bottom))]
    sides = {side for word in here for side in (word.left, word.right) if left < side < right}
    edges = [left, *sorted(sides), right]
    for first, last in pairwise(edges):
        own = [word for word in here if word.left < last and first < word.right]
        at = top
        for word in sorted(own, key=lambda w: w.top):
            if word.top > at:
                yield Area(first, at, last, min(word.top, bottom))
            at = max(at, word.bottom)
        if at < bottom:
            yield Area(first, at, last, bottom)


def _bar(rows: Ink, zone: Zone) -> int:
    """Return how many rows, from the first one on, an ornament takes that begins where the words do.

    It is a stroke longer than letters have it: within the zone on any row, farther out on the next.
    """
    room, last = round(ZONE * zone.type_height), 0
    for at, row in enumerate(rows):
        if at >= room and at > last:
            break
        for start, stop in _runs(row):
            near = abs(start - zone.start) <= BEGINS * zone.type_height
            if near and stop - start >= zone.type_height:
                last = at + 1
    return last


def _runs(row: Ink) -> list[tuple[int, int]]:
    """Return where the strokes of a row of pixels begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], row, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
