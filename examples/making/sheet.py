"""A sheet of paper: what is typed, stamped, ruled and written on it, and the truth of every line.

Coordinates are pixels at 300 to the inch, origin top left of the upright sheet. Every line and every
marked word keeps its box as it is put down, so the truth needs no reading.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from making.marked import Item, Line, parse, rows, shown, wrap
from making.typefaces import Face, Ink

Box = tuple[float, float, float, float]
DPI = 300


@dataclass(slots=True)
class Written:
    """A line a perfect reader would see: its words, its box in pixels, how it came there."""

    text: str
    box: Box
    how: str


@dataclass(slots=True)
class Sheet:
    """One side of one sheet, before it went through any copier."""

    width: int
    height: int
    seed: int
    lines: list[Written] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    ink: Ink = field(init=False, repr=False)
    fixed: Ink = field(init=False, repr=False)  # what wear does not touch: holes, boxes, edges
    white: list[Box] = field(default_factory=list)
    rng: np.random.Generator = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Take an empty sheet, and the chance that belongs to it."""
        self.ink = np.zeros((self.height, self.width), np.float32)
        self.fixed = np.zeros((self.height, self.width), np.float32)
        self.rng = np.random.default_rng(self.seed)

    def put(self, ink: Ink, left: int, top: int, *, fixed: bool = False) -> None:
        """Lay ink on the sheet; what falls off its edge is lost."""
        target = self.fixed if fixed else self.ink
        x0, y0 = max(left, 0), max(top, 0)
        x1 = min(left + ink.shape[1], self.width)
        y1 = min(top + ink.shape[0], self.height)
        if x0 < x1 and y0 < y1:
            part = target[y0:y1, x0:x1]
            np.maximum(part, ink[y0 - top : y1 - top, x0 - left : x1 - left], out=part)

    def line(
        self,
        cells: Line,
        x: float,
        base: float,
        face: Face,
        *,
        how: str = "typed",
        wander: float = 0.0,
    ) -> None:
        """Write one line from ``x`` on the base line ``base``, and keep its truth."""
        at, drift = x, 0.0
        edges: list[float] = []
        for cell in cells:
            step = face.advance(cell.char)
            drift = drift * 0.9 + float(self.rng.normal(0, wander)) if wander else 0.0
            if cell.item is not None:
                self._mark(cell.item, at, step, base, face)
            if cell.char != " ":
                edges += [at, at + step]
                if cell.item is None or not cell.item.boxed:
                    glyph = face.glyph(cell.char, int(self.rng.integers(0, 97)))
                    self.put(glyph, round(at - face.size / 4), round(base + drift - face.size))
            at += step + (float(self.rng.normal(0, wander / 2)) if wander else 0.0)
        words = shown(cells)
        if words:
            box = (edges[0] - 2, base - face.above, edges[-1] + 2, base + face.below)
            self.lines.append(Written(words, box, how))

    def _mark(self, item: Item, at: float, step: float, base: float, face: Face) -> None:
        box = (at - 2, base - face.above, at + step + 2, base + face.below)
        if not any(item is known for known in self.items):
            self.items.append(item)
        if item.boxes and item.boxes[-1][1] == box[1]:
            item.boxes[-1] = (item.boxes[-1][0], box[1], box[2], box[3])
        else:
            item.boxes.append(box)

    def block(
        self, lines: Iterable[Line], x: float, base: float, face: Face, leading: float, **how: float
    ) -> float:
        """Write lines one under the other; return the base line of the one that would follow."""
        for cells in lines:
            self.line(cells, x, base, face, **how)  # type: ignore[arg-type]
            base += leading
        return base

    def typed(self, text: str, x: float, base: float, face: Face, leading: float) -> float:
        """Write a text whose lines stand as they are."""
        return self.block(rows(text), x, base, face, leading)

    def paragraph(
        self,
        text: str,
        x: float,
        base: float,
        face: Face,
        leading: float,
        *,
        columns: int = 62,
        first: int = 5,
        hang: int = 0,
    ) -> float:
        """Write a paragraph wrapped at ``columns`` and leave a blank line after it."""
        lines = wrap(text, columns, first=first, hang=hang)
        return self.block(lines, x, base, face, leading) + leading * 0.6

    def stamp(
        self,
        text: str,
        x: int,
        y: int,
        face: Face,
        *,
        angle: float = 0.0,
        frame: bool = True,
        how: str = "stamp",
    ) -> None:
        """Stamp lines of text, framed, turned by ``angle`` degrees, top left corner at (x, y)."""
        lines = [line.strip() for line in text.strip().split("\n")]
        leading = int(face.size * 1.25)
        inner = max(sum(face.advance(c) for c in line) for line in lines)
        wide, high = int(inner) + 60, leading * len(lines) + 40
        pad = Sheet(wide, high, int(self.rng.integers(1 << 30)))
        for n, line in enumerate(lines):
            room = (inner - sum(face.advance(c) for c in line)) / 2
            pad.line(parse(line), 30 + room, 18 + leading * (n + 0.78), face, how=how)
        if frame:
            pad.rectangle((4, 4, wide - 5, high - 5), 5)
        turned = Image.fromarray(pad.ink).rotate(angle, Image.Resampling.BILINEAR, expand=True)
        ink = np.array(turned, dtype=np.float32)
        self.put(ink, x, y)
        for written in pad.lines:
            box = turn_box(written.box, angle, (wide, high), (ink.shape[1], ink.shape[0]))
            moved = (box[0] + x, box[1] + y, box[2] + x, box[3] + y)
            self.lines.append(Written(written.text, moved, how))

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 3) -> None:
        """Draw a straight line, upright or level."""
        left, right = sorted((round(x0), round(x1)))
        top, bottom = sorted((round(y0), round(y1)))
        ink = np.full((bottom - top + round(width), right - left + round(width)), 0.9, np.float32)
        self.put(ink, left, top)

    def rectangle(self, box: Box, width: float = 3) -> None:
        """Draw a frame."""
        left, top, right, bottom = box
        self.rule(left, top, right, top, width)
        self.rule(left, bottom, right, bottom, width)
        self.rule(left, top, left, bottom, width)
        self.rule(right, top, right, bottom, width)

    def disc(self, x: int, y: int, radius: int) -> None:
        """Punch a hole: a copier shows it black, a little ragged."""
        side = 2 * radius + 9
        grid = np.mgrid[:side, :side] - side // 2
        bearing = np.arctan2(grid[0], grid[1])
        ragged = radius + 1.6 * np.sin(2 * bearing + x) + 0.6 * np.sin(7 * bearing + y)
        self.put((np.hypot(*grid) < ragged).astype(np.float32), x, y, fixed=True)

    def cover(self) -> None:
        """Lay the black and white boxes over the words marked for them."""
        for item in self.items:
            for left, top, right, bottom in item.boxes if item.boxed else ():
                high, wide = round(bottom - top + 4), round(right - left + 8)
                if item.verdict == "black box":
                    ink = np.ones((high, wide), np.float32)
                    self.put(ink, round(left) - 4, round(top) - 2, fixed=True)
                else:
                    self.white.append((left - 4, top - 2, right + 4, bottom + 2))
                    self.rectangle((left - 4, top - 2, right + 4, bottom + 2), 3)


def turn_box(box: Box, angle: float, before: tuple[int, int], after: tuple[int, int]) -> Box:
    """Return the box around a box turned by ``angle`` degrees (against the clock) about the middle."""
    sin, cos = math.sin(math.radians(angle)), math.cos(math.radians(angle))
    corners = [(x - before[0] / 2, y - before[1] / 2) for x in box[::2] for y in box[1::2]]
    xs = [cos * x + sin * y + after[0] / 2 for x, y in corners]
    ys = [-sin * x + cos * y + after[1] / 2 for x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))
