"""Where words that one page has alone would stand on the other page: from the boxes of what both have.

Two ways. Neighbours that both pages have give the room between them on the page that lacks the words
(``room``): one stretch on a line, or the rest of a line, the lines between and the start of the next.
Where the words' own page has boxes too, the neighbours fix how one page lies on the other, shifted, turned
and scaled, and so the very place of each word (``Fit``): no page need be laid over the other as a whole.

Promises: pure; all lengths in 1/100 points of pages turned upright. A fit that its own neighbours do not
bear out is none.
Does not promise that a page typed anew has its words in the same places: there is no fit then, only room.
"""

# ruff: noqa: PLR2004  (90, 180, 270 degrees)
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from tearline.model.area import Area
from tearline.reading.comparing.tokens import Stream
from tearline.reading.witnesses.witness import WitnessPage

FEWEST = 4  # neighbours that a fit wants
_RESIDUE = 0.35  # of a line's height: how far a neighbour may lie from where the fit puts it
_NEAR = 8  # heights of a line above and below in which a column's margins are looked for
_SCALES = (0.4, 2.5)  # of one page to the other, beyond which they are no scans of one paper
_APART = 20  # heights of a line between two words that tell a line's slope

Box = tuple[float, float, float, float]  # left, top, right, bottom


def upright(area: Area, page: WitnessPage) -> Box:
    """Return an area of a page as shown on the page turned upright."""
    width, height = page.width, page.height
    if page.turn == 90:
        return (height - area.bottom, area.left, height - area.top, area.right)
    if page.turn == 180:
        return (width - area.right, height - area.bottom, width - area.left, height - area.top)
    if page.turn == 270:
        return (area.top, width - area.right, area.bottom, width - area.left)
    return (area.left, area.top, area.right, area.bottom)


def as_shown(box: Box, page: WitnessPage) -> Area:
    """Return a box of the upright page as an area of the page as shown, cut at its edges."""
    turned = WitnessPage(1, "", (), *_upright_size(page), turn=-page.turn % 360)
    limits = (turned.width, turned.height) * 2
    left, top, right, bottom = (
        min(max(round(at), 0), most) for at, most in zip(box, limits, strict=True)
    )
    flat = upright(Area(left, top, max(left, right), max(top, bottom)), turned)
    return Area(*(round(at) for at in flat))


def _upright_size(page: WitnessPage) -> tuple[int, int]:
    sideways = page.turn in (90, 270)
    return (page.height, page.width) if sideways else (page.width, page.height)


def boxed(stream: Stream, word: int) -> tuple[Box, int] | None:
    """Return the upright box of a stream's word and how many signs are in it; None without a box."""
    place = stream.place(word, word)
    page = stream.record.pages[place.page]
    first = bisect_right(page.words, place.start, key=lambda one: one.end)
    boxes, signs = [], 0
    for one in page.words[first:]:
        if one.start >= place.end:
            break
        if one.area is not None:
            boxes.append(upright(one.area, page))
            signs += one.end - one.start
    return (around(boxes), signs) if boxes else None


def around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return (min(left), min(top), max(right), max(bottom))


def same_line(first: Box, second: Box) -> bool:
    """Say whether two boxes share half the lower one's height."""
    shared = min(first[3], second[3]) - max(first[1], second[1])
    return 2 * shared >= min(first[3] - first[1], second[3] - second[1])


def lines(boxes: Sequence[Box]) -> list[Box]:
    """Return boxes in reading order joined to one for each line."""
    found: list[list[Box]] = []
    for box in boxes:
        if found and same_line(found[-1][-1], box) and box[2] > found[-1][0][0]:
            found[-1].append(box)
        else:
            found.append([box])
    return [around(line) for line in found]


def room(left: Box, right: Box, others: Sequence[Box]) -> tuple[Box, ...]:
    """Return the room between two neighbours, line by line; nothing where it is none.

    ``others`` are the page's words: those near the neighbours say where lines begin and end.
    """
    tall = max(left[3] - left[1], right[3] - right[1])
    if same_line(left, right):
        top, bottom = min(left[1], right[1]), max(left[3], right[3])
        return ((left[2], top, right[0], bottom),) if left[2] < right[0] else ()
    if right[3] < left[1] + tall / 2:
        return ()  # another column: what lies between is not told
    low, high = left[1] - _NEAR * tall, right[3] + _NEAR * tall
    near = [box for box in others if low < box[1] and box[3] < high] or [left, right]
    first, last = min(box[0] for box in near), max(box[2] for box in near)
    parts = [
        (left[2], left[1], max(last, left[2]), left[3]),
        (first, left[3], last, right[1]),
        (min(first, right[0]), right[1], right[0], right[3]),
    ]
    if parts[1][3] - parts[1][1] < tall:
        del parts[1]  # the white between two lines
    return tuple(part for part in parts if part[2] - part[0] > tall / 2)


@dataclass(frozen=True, slots=True)
class Fit:
    """How one upright page lies on another: ``(x, y)`` goes to ``(ax - by + c, bx + ay + d)``."""

    a: float
    b: float
    c: float
    d: float

    @property
    def scale(self) -> float:
        """Return how many units of the other page one unit is."""
        return float(np.hypot(self.a, self.b))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point comes to lie."""
        return (self.a * x - self.b * y + self.c, self.b * x + self.a * y + self.d)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """Return the same as a matrix of 3 x 3."""
        return np.array([[self.a, -self.b, self.c], [self.b, self.a, self.d], [0, 0, 1]])

    def box(self, box: Box) -> Box:
        """Return where a box comes to lie: its middle moved, its sides scaled."""
        x, y = self.point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        across, down = self.scale * (box[2] - box[0]) / 2, self.scale * (box[3] - box[1]) / 2
        return (x - across, y - down, x + across, y + down)


def fit(pairs: Sequence[tuple[Box, Box]]) -> Fit | None:
    """Return how the first of each pair lies on the second; None where they do not agree on it.

    Each pair is one word on both pages. Those that the others contradict are left out, at most half.
    """
    kept = list(pairs)
    while len(kept) >= max(FEWEST, len(pairs) / 2):
        found = _solved(kept)
        tall = median(to[3] - to[1] for _, to in kept)
        off = [_distance(found.box(box), to) for box, to in kept]
        if max(off) <= _RESIDUE * tall:
            return found if _SCALES[0] <= found.scale <= _SCALES[1] else None
        del kept[off.index(max(off))]
    return None


def _solved(pairs: Sequence[tuple[Box, Box]]) -> Fit:
    """Return the least-squares fit of the words' left and right ends."""
    rows: list[list[float]] = []
    wanted: list[float] = []
    for box, to in pairs:
        for x, u in ((box[0], to[0]), (box[2], to[2])):
            y, v = (box[1] + box[3]) / 2, (to[1] + to[3]) / 2
            rows += [[x, -y, 1, 0], [y, x, 0, 1]]
            wanted += [u, v]
    solved: NDArray[np.float64] = np.linalg.lstsq(np.array(rows), np.array(wanted), rcond=None)[0]
    return Fit(*(float(number) for number in solved))


def _distance(box: Box, to: Box) -> float:
    return float(np.hypot((box[0] + box[2] - to[0] - to[2]) / 2,
                          (box[1] + box[3] - to[1] - to[3]) / 2))  # fmt: skip


def slope(boxes: Sequence[Box]) -> float:
    """Return how far lines fall for each unit to the right, from words of one line far apart."""
    steps = []
    for at, box in enumerate(boxes):
        tall = box[3] - box[1]
        for other in boxes[at + 3 : at + 12]:
            along = other[0] - box[0]
            if along < 6 * tall or along > _APART * tall:
                continue
            down = (other[1] + other[3] - box[1] - box[3]) / 2
            if abs(down) < tall * 0.75:
                steps.append(down / along)
    return median(steps) if len(steps) >= FEWEST else 0.0
