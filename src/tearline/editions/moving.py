"""Take lines to their end, or move their tails, on a bitmap in which those lines' rest is white.

Promises: what a line shows is a function of its visible ink: a box to the line's end begins a fixed
number of pixels after the ink before it; a moved line's has one of a few widths, and the tail's first
ink column stands a fixed number of pixels after it. All that was on the rest of the line is white
before, and of the tail nothing but whole strokes comes back. Where anything in those rows belongs to
no word, or reaches out of them, nothing is moved; marks close by that belong to no word go with it.

A rendered page gives the tail from a rendering of its own, in which its first letter lies on the
pixels as it always does (``raster_in_phase``). What remains: letters that one piece of text places to
a fraction of a pixel; and a scan that leans by less than half a pixel on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from tearline.editions import ornament
from tearline.editions.flow import Grid, Upright
from tearline.editions.lineup import GAP
from tearline.model.area import Area

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from tearline.editions.lineup import Line, Seen
    from tearline.editions.portions import Move, Place
    from tearline.model.page import Page

    Ink = NDArray[np.bool_]

APART = 3  # pixels between the ink before a box and the box over the rest of its line
DARK = 160  # levels of 255 under which a grey pixel is ink
SPECK = 14  # pixels of ink at 300 dpi under which a component is dirt


@dataclass(frozen=True, slots=True)
class Moved:
    """A page after moving: its bitmap, the box of each place, which were moved, words' new places.

    ``strays`` are areas with marks that belonged to no word: they are to be white.
    """

    image: Image.Image
    boxes: dict[Area, Area]
    moved: set[Area]
    words: dict[int, Area]
    strays: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class _Tail:
    """A tail's own strokes in the whole bitmap, their first column beside the box, each word's."""

    strokes: Ink
    first: int
    words: tuple[Area, ...]


def words_inked(image: Image.Image, page: Page, words: Mapping[int, Area]) -> dict[int, Area]:
    """Return the areas (as shown) of the ink of every word that has any on a bitmap.

    It is looked for where ``words`` has the word by its index, or where the page has it.
    """
    ink = _upright(image, page.turn)
    grid = Grid((ink.shape[1], ink.shape[0]), _turned((page.width, page.height), page.turn))
    back = Upright(*grid.pixels, -page.turn % 360)
    shown = (image.size, (page.width, page.height))
    found = _inked(ink, page, words, grid)
    return {i: Area.of_pixels(_sides(back.of(area)), *shown) for i, area in found.items()}


def carry_out(
    image: Image.Image,
    page: Page,
    moves: Sequence[Place],
    words: Mapping[int, Area],
    afresh: Callable[[Place], Image.Image | None],
) -> Moved:
    """Move the lines of ``moves`` that can be moved, end the others, on a bitmap without their rest.

    ``image`` has all places white; it is changed if it has two values, or else only looked at.
    ``words`` are areas of words by index where the page's own are not to be used. ``afresh`` gives the
    bitmap to take a line's tail from, alike in size and white where the portion was, or None where
    there is none. Areas and words of the result are on the page as shown: all words have the boxes of
    their ink, for the room that a reader gives them may end half-way to a letter that is gone.
    """
    turn = page.turn
    ink = _upright(image, turn)
    grid = Grid((ink.shape[1], ink.shape[0]), _turned((page.width, page.height), turn))
    up = Upright(page.width, page.height, turn)
    back = Upright(*grid.pixels, -turn % 360)
    shown = (image.size, (page.width, page.height))
    boxes: dict[Area, Area] = {}
    moved: set[Area] = set()
    clear = ornament.cleared(ink, _shades(image, turn), page, moves, words, grid)
    inked = _inked(ink, page, words, grid)
    for place in moves:
        if place.move is None:
            continue
        source = None
        if place.move.wide and place not in clear.marked:
            source = afresh(place)
        done = None
        if source is not None and source.size == image.size and source.mode == "1":
            own = grid.box(up.of(place.area), 1)
            done = _carried(ink, _upright(source, turn), place.move, own, grid)
        if done is not None:
            ink, box, found = done
            moved.add(place.area)
        elif place.acknowledged and not place.move.line.whole:
            box, found = _stopped(ink, place.move.line, clear.rests[place.area], grid)
        elif place.area in clear.over:
            box, found = Area(*clear.rests[place.area]), {}
        else:
            continue
        boxes[place.area] = _inner(back.of(box), *shown)
        inked.update(found)
    if image.mode == "1":
        image = Image.fromarray(np.ascontiguousarray(np.rot90(~ink, k=turn // 90)))
    return Moved(
        image,
        boxes,
        moved,
        {index: Area.of_pixels(_sides(back.of(area)), *shown) for index, area in inked.items()},
        tuple(_inner(back.of(mark), *shown) for mark in clear.white),
    )


def _inked(ink: Ink, page: Page, words: Mapping[int, Area], grid: Grid) -> dict[int, Area]:
    """Return the boxes (upright, in pixels) of the ink of every word that has any."""
    up = Upright(page.width, page.height, page.turn)
    found = {}
    for index, word in enumerate(page.words):
        area = words.get(index, word.area)
        tight = area and _tight(ink, grid.box(up.of(area)))
        if tight:
            found[index] = Area(*tight)
    return found


def _carried(
    ink: Ink, source: Ink, move: Move, rest: tuple[int, int, int, int], grid: Grid
) -> tuple[Ink, Area, dict[int, Area]] | None:
    """Return the bitmap with one line moved, its box and its words (in pixels); None: it cannot be."""
    line = move.line
    box = grid.box(Area(line.gone.left, line.cap, line.gone.right, line.base))
    rows = (max(box[1] - 1, 0), min(box[3] + 1, grid.pixels[1]))  # of the box once it is burnt
    stop = grid.box(Area(0, 0, line.room, 1))[2]
    end = _end_of(ink, line.before[-1], (rest[1], rest[3]), box[0] - 1, grid)
    if end is None:
        return None
    tail = _tail(source, line.tail, (rows, box[2] + 1, stop), grid)
    if tail is None:
        return None
    gap, wide = grid.across(GAP), grid.across(move.wide)
    left = end + gap + 1
    at = left + wide + 1 + gap
    way = at - tail.first
    ys, xs = np.nonzero(tail.strokes)
    if ys.min() < rest[1] or ys.max() >= rest[3]:
        return None
    if _has_marks((source & ~tail.strokes)[rest[1] : rest[3], end + APART :], grid):
        return None
    if xs.min() + way <= left + wide or xs.max() + way >= stop:
        return None
    ink = ink.copy()
    ink[rest[1] : rest[3], end:] = False
    ink[ys, xs + way] = True
    words = _last_before(ink, line, end, grid)
    for word, area in zip(line.tail, tail.words, strict=True):
        words[word.index] = Area(area.left + way, area.top, area.right + way, area.bottom)
    return ink, Area(left, box[1], left + wide, box[3]), words


def _has_marks(ink: Ink, grid: Grid) -> bool:
    """Say whether there is ink that is more than dirt, as an underline is."""
    part = np.ascontiguousarray(ink, dtype=np.uint8)
    if not part.any():
        return False
    count, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    return bool((stats[1:count, cv2.CC_STAT_AREA] >= _least(grid)).any())


def _least(grid: Grid) -> float:
    """Return how many pixels of ink are no dirt."""
    return SPECK * (grid.pixels[0] * 7200 / grid.size[0] / 300) ** 2


def _stopped(
    ink: Ink, line: Line, rest: tuple[int, int, int, int], grid: Grid
) -> tuple[Area, dict[int, Area]]:
    """Return the box over the rest of a line, from the ink before it on, and that word's own box."""
    gone = grid.box(line.gone)
    left, top, right, bottom = _around(line.before[-1], grid)
    tight = _tight(ink, (left, top, min(right, gone[0]), bottom))
    if tight is None:
        return Area(*rest), {}
    words = _last_before(ink, line, tight[2], grid)
    start = min(tight[2] + APART, max(gone[0], tight[2]), rest[2])
    return Area(start, rest[1], rest[2], rest[3]), words


def _last_before(ink: Ink, line: Line, end: int, grid: Grid) -> dict[int, Area]:
    """Return the box of the last word before a portion by its ink alone, up to column ``end``."""
    left, top, right, bottom = _around(line.before[-1], grid)
    tight = _tight(ink, (left, top, min(right, end), bottom))
    return {} if tight is None else {line.before[-1].index: Area(*tight)}


def _end_of(ink: Ink, word: Seen, rows: tuple[int, int], gone: int, grid: Grid) -> int | None:
    """Return the column after a word's last ink; None where there is ink between it and the gap."""
    left, top, right, bottom = _around(word, grid)
    tight = _tight(ink, (left, max(top, rows[0]), min(right, gone), min(bottom, rows[1])))
    if tight is None or ink[rows[0] : rows[1], tight[2] : max(gone, tight[2])].any():
        return None
    return tight[2]


def _tail(
    ink: Ink, words: Sequence[Seen], where: tuple[tuple[int, int], int, int], grid: Grid
) -> _Tail | None:
    """Return the strokes of a line's tail, or None where they are not the line's alone."""
    (top, bottom), first, stop = where
    high = bottom - top
    window = np.s_[max(top - high, 0) : bottom + high, first:stop]
    up = max(top - high, 0)
    part = np.ascontiguousarray(ink[window], dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    boxes = [_around(word, grid) for word in words]
    least = _least(grid)
    parts: list[list[Area]] = [[] for _ in words]
    own = np.zeros(count, bool)
    for label in range(1, count):
        x, y, wide, tall, ink_of_it = (int(v) for v in stats[label])
        box = (x + first, y + up, x + first + wide, y + up + tall)
        if any(_cross(box, other) for other in boxes):
            hangs = max(top - box[1], box[3] - bottom)
            if 2 * hangs > high or box[0] <= max(first, min(b[0] for b in boxes) - 1):
                return None
            own[label] = True
            middle = (box[0] + box[2]) // 2
            near = min(range(len(boxes)), key=lambda i: _apart(middle, boxes[i]))
            parts[near].append(Area(*box))
        elif box[3] <= top or box[1] >= bottom:
            continue
        elif ink_of_it >= least:
            return None
    if not all(parts):
        return None
    strokes = np.zeros_like(ink)
    strokes[window] = own[labels]
    columns = np.flatnonzero(strokes[top:bottom].any(axis=0))
    found = tuple(Area.around(part) for part in parts)
    return _Tail(strokes, int(columns[0]), found) if columns.size else None


def _around(word: Seen, grid: Grid) -> tuple[int, int, int, int]:
    """Return a word's pixel box and a pixel around it."""
    return grid.box(word.area, 1)


def _tight(ink: Ink, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Return the smallest box around the ink within a pixel box; None where there is none."""
    left, top, right, bottom = box
    part = ink[top:bottom, left:right]
    across, down = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    if not across.size:
        return None
    return (
        left + int(across[0]),
        top + int(down[0]),
        left + int(across[-1]) + 1,
        top + int(down[-1]) + 1,
    )


def _apart(column: int, box: tuple[int, int, int, int]) -> int:
    """Return how many pixels a column lies beside a pixel box."""
    return max(box[0] - column, column - box[2], 0)


def _cross(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Say whether two pixel boxes share a pixel."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _shades(image: Image.Image, turn: int) -> Ink | None:
    """Return where a page of greys is darker than its paper, turned upright; None for two values."""
    if image.mode == "1":
        return None
    return ornament.shaded(np.rot90(np.array(image.convert("L")), k=-turn // 90))


def _upright(image: Image.Image, turn: int) -> Ink:
    """Return where a bitmap has ink, turned upright."""
    dark = (
        ~np.array(image, dtype=bool) if image.mode == "1" else np.array(image.convert("L")) < DARK
    )
    return np.ascontiguousarray(np.rot90(dark, k=-turn // 90))


def _turned(size: tuple[int, int], turn: int) -> tuple[int, int]:
    """Return a page's size once upright."""
    return size if turn in (0, 180) else (size[1], size[0])


def _sides(area: Area) -> tuple[int, int, int, int]:
    """Return a pixel box as a tuple."""
    return (area.left, area.top, area.right, area.bottom)


def _inner(box: Area, pixels: tuple[int, int], size: tuple[int, int]) -> Area:
    """Return the largest area, in units, that covers no pixel beside those of a pixel box."""
    (px, py), (width, height) = pixels, size
    return Area(
        -(-box.left * width // px),
        -(-box.top * height // py),
        box.right * width // px,
        box.bottom * height // py,
    )
