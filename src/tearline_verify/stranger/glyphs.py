"""Characters with their boxes, however they were drawn, and the text they give in order of place.

Promises: plain data and pure functions. Boxes are whole 1/100 points, origin top left of the page
as shown. Reading by place undoes shuffled drawing, kerned and split strings and doubled letters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tearline_verify.leaks import Box

Bounds4 = tuple[float, float, float, float]  # left, bottom, right, top, in points, as in the file
SAME_LINE = 0.45  # of a letter's height
BLANK = 0.22  # of a letter's height, between two letters' edges
DOUBLED = 0.2


class Glyph(NamedTuple):
    """One drawn character; ``text`` is empty where the font does not say what it is."""

    text: str
    box: Box
    turn: int  # degrees, of its baseline as shown, clockwise
    invisible: bool
    font: str
    shown: int  # a number for each string that was drawn


@dataclass(slots=True)
class Sheet:
    """One page as one reader gives it.

    ``painted`` are dark filled rectangles, each with the number of the last string drawn before it.
    """

    number: int
    width: int
    height: int
    glyphs: list[Glyph] = field(default_factory=list, repr=False)
    painted: list[tuple[Box, int]] = field(default_factory=list)

    @property
    def covers(self) -> list[Box]:
        """Return the dark rectangles that are no ground for words drawn on them afterwards."""
        return [
            box
            for box, after in self.painted
            if not any(glyph.shown > after and within(glyph.box, box) for glyph in self.glyphs)
        ]

    @property
    def text(self) -> str:
        """Return the text in the order in which it was drawn."""
        out, last = [], None
        for glyph in self.glyphs:
            if last is not None and glyph.shown != last:
                out.append("\n")
            out.append(glyph.text)
            last = glyph.shown
        return "".join(out)


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the file's plane a page shows, and how it is turned (clockwise degrees)."""

    seen: Bounds4
    rotate: int

    @property
    def size(self) -> tuple[int, int]:
        """Return the width and height as shown."""
        left, bottom, right, top = self.seen
        wide, high = (round(side * 100) for side in (right - left, top - bottom))
        return (high, wide) if self.rotate % 180 else (wide, high)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the file's plane is shown."""
        left, bottom, right, top = self.seen
        where = {
            90: (y - bottom, x - left),
            180: (right - x, y - bottom),
            270: (top - y, right - x),
        }.get(self.rotate % 360, (x - left, top - y))
        return where[0] * 100, where[1] * 100

    def box(self, corners: Iterable[tuple[float, float]]) -> Box:
        """Return the box around points of the file's plane, as shown, rounded outwards."""
        xs, ys = zip(*(self.at(x, y) for x, y in corners), strict=True)
        limit = 10_000_000.0  # a page may be drawn at any distance, and at none that is a number
        held = [min(max(v, -limit), limit) if math.isfinite(v) else limit for v in (
            min(xs), min(ys), max(xs), max(ys),
        )]  # fmt: skip
        return (
            math.floor(held[0]),
            math.floor(held[1]),
            math.ceil(held[2]),
            math.ceil(held[3]),
        )


def frame(media: Sequence[float], crop: Sequence[float], rotate: int) -> Frame:
    """Return a page's frame from its boxes as the file gives them."""
    sides = [_ordered(media), _ordered(crop)]
    seen = tuple((max if i < 2 else min)(side[i] for side in sides) for i in range(4))  # noqa: PLR2004
    if seen[0] >= seen[2] or seen[1] >= seen[3]:
        seen = sides[0]
    return Frame((seen[0], seen[1], seen[2], seen[3]), rotate % 360)


def _ordered(box: Sequence[float]) -> Bounds4:
    x, y, x2, y2 = (float(side) for side in box)
    return (min(x, x2), min(y, y2), max(x, x2), max(y, y2))


def within(box: Box, area: Box) -> bool:
    """Say whether the middle of a box lies in an area."""
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] <= across <= area[2] and area[1] <= down <= area[3]


def by_place(glyphs: Iterable[Glyph]) -> str:
    """Return the text that glyphs spell by where they stand, line by line."""
    turns: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        if glyph.text.strip():
            turns.setdefault(glyph.turn, []).append(glyph)
    return "\n".join(line for turn, some in sorted(turns.items()) for line in _lines(turn, some))


def _lines(turn: int, glyphs: list[Glyph]) -> Iterator[str]:
    angle = math.radians(turn)
    cos, sin = math.cos(angle), math.sin(angle)
    straight = turn % 90 == 0
    placed = []
    for glyph in glyphs:
        left, top, right, bottom = glyph.box
        across, down = (left + right) / 2, (top + bottom) / 2
        wide, high = float(right - left), float(bottom - top)
        if turn % 180 == 90:  # noqa: PLR2004
            wide, high = high, wide
        if not straight:
            wide = high = min(wide, high) / 1.5
        placed.append((-across * sin + down * cos, across * cos + down * sin, wide, high, glyph))
    placed.sort(key=lambda p: p[0])
    line: list[tuple[float, float, float, float, Glyph]] = []
    for one in placed:
        if line and one[0] - line[-1][0] > SAME_LINE * max(one[3], 1):
            yield _spelt(line, straight)
            line = []
        line.append(one)
    if line:
        yield _spelt(line, straight)


def _spelt(line: list[tuple[float, float, float, float, Glyph]], straight: bool) -> str:
    out: list[str] = []
    last: tuple[float, float, float, float, Glyph] | None = None
    for one in sorted(line, key=lambda p: p[1]):
        if last is not None:
            step = one[1] - last[1]
            if one[4].text == last[4].text and step < DOUBLED * one[3]:
                continue  # the same letter drawn twice, to look bold
            gap = step - (one[2] + last[2]) / 2
            if gap > (BLANK if straight else 1) * one[3]:
                out.append(" ")
        out.append(one[4].text)
        last = one
    return "".join(out)


def runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Yield words: glyphs drawn one after the other, side by side, without a blank between."""
    word: list[Glyph] = []
    for glyph in glyphs:
        if not glyph.text.strip() and glyph.text:
            if word:
                yield word
            word = []
            continue
        if word:
            last = word[-1].box
            reach = max(last[3] - last[1], last[2] - last[0]) // 2
            far = (
                glyph.box[0] > last[2] + reach
                or glyph.box[2] < last[0] - reach
                or glyph.box[1] > last[3]
                or glyph.box[3] < last[1]
            )
            if far or glyph.invisible != word[-1].invisible:
                yield word
                word = []
        word.append(glyph)
    if word:
        yield word
