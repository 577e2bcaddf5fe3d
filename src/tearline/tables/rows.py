"""The rows of a page, each cut into the pieces that could be cells of a table.

Promises: with boxes, rows are found by where words stand and not by the order they were read in
(a reader that tears a table into columns changes nothing), upright whichever way the page lies,
and through a slight skew. Without boxes, rows are the lines of the text on its character grid. A
piece is a run of words that follow each other both on the paper and in the text; pieces never
overlap. Linear but for sorting.

Does not promise that a piece is a cell: that takes the rows above and below it.
"""

# ruff: noqa: PLR2004  (widths in letters are read best where they stand)
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from statistics import median

from tearline.model.area import Area
from tearline.model.page import Page, TextSource

GAP = 1.7  # white between two columns, at least, in letters: two spaces of a typewriter
MOST = 40  # pieces in a row; a line of more is no row of a table
PROSE = 60  # letters of an unbroken line from which it is running text
SKEW = 14  # the steepest skew looked for, in 400ths
FIELD = 40  # columns of the grid that a tab leads on to


class Shape(IntEnum):
    """What stands in a piece: words, or a number of some form."""

    WORDS = 0
    SHORT = 1  # up to six digits
    LONG = 2  # seven digits and more
    MONEY = 3
    DATE = 4


@dataclass(frozen=True, slots=True)
class Bit:
    """One word: its code points in the page's text and its edges on the upright page."""

    start: int
    end: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of row ``row`` (0 is the first), with its edges and its shape."""

    row: int
    shape: Shape
    bits: tuple[Bit, ...]

    @property
    def start(self) -> int:
        """Return where it begins in the page's text."""
        return self.bits[0].start

    @property
    def end(self) -> int:
        """Return where it ends in the page's text."""
        return self.bits[-1].end

    @property
    def left(self) -> float:
        """Return its left edge."""
        return self.bits[0].left

    @property
    def right(self) -> float:
        """Return its right edge."""
        return self.bits[-1].right


@dataclass(frozen=True, slots=True)
class Row:
    """One row, left to right; ``prose``: a line of running text. No pieces: nothing of a table."""

    pieces: tuple[Piece, ...]
    prose: bool

    @property
    def tight(self) -> bool:
        """Say whether its cells stand no further apart than words do on a grid of letters."""
        return len(self.pieces) > 1 and all(b.left - a.right <= 1 for a, b in pairwise(self.pieces))


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a page, top to bottom; ``letter`` is the width of one in the units of edges."""

    rows: tuple[Row, ...]
    letter: float
    boxed: bool


_MONEY = re.compile(r"\$|\A[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{2})?\Z|\A[0-9]{1,7}[.,][0-9]{2}-?\Z")
_DATE = re.compile(r"\A[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}|1[89][0-9]{2}|20[0-9]{2})\Z")
_DIGIT = re.compile(r"[0-9]")
# Words of heads that a misread letter made mostly digits: N0, 55N, 1D.
_MISREAD = re.compile(r"\A(?:[Nn]0[Ss5]?|[5S]5A?N|5SN|1[Dd]|[Dd]0[Bb])[.:#]?\Z")
_WORD = re.compile(r"[^\s|]+")
_LONG = re.compile(r"[0-9][0-9OlI.,:;÷=•·~_/ -]{5,16}[0-9]")


def shape_of(text: str) -> Shape:
    """Return the shape of a piece's text."""
    digits = len(_DIGIT.findall(text))
    if digits == 0 or digits * 2 < sum(map(str.isalnum, text)) or _MISREAD.match(text):
        return Shape.WORDS
    if digits <= 10 and _DATE.search(text):
        return Shape.DATE
    if _MONEY.search(text):
        return Shape.MONEY
    return Shape.LONG if digits >= 7 else Shape.SHORT


def rows_of(page: Page) -> Rows:
    """Return the rows of a page: by its boxes where it has them, else by its lines."""
    if page.source is not TextSource.PLAIN:
        placed = [(w.area, w.start, w.end) for w in page.words if w.area is not None and w.text]
        if placed:
            return _boxed(page, placed)
    return Rows(tuple(_lines(page.text)), 1.0, boxed=False)


def _lines(text: str) -> Iterator[Row]:
    """Yield the rows of a text without boxes; lines of nothing but prose are not taken apart."""
    at = row = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if not line or line.isspace():
            continue
        wide = "\t" in line or "|" in line or "  " in line.strip()
        if not wide and len(line) > PROSE and not _LONG.search(line):
            yield Row((), prose=True)
        elif not wide and not _DIGIT.search(line):
            yield Row((Piece(row, Shape.WORDS, tuple(_bits(line, start))),), prose=False)
        else:
            yield _row(text, list(_bits(line, start)), row, 1.0)
        row += 1


def _bits(line: str, start: int) -> Iterator[Bit]:
    """Yield the words of a line on the character grid; a tab leads to the next field of it."""
    if "\t" not in line:
        for m in _WORD.finditer(line):
            yield Bit(start + m.start(), start + m.end(), m.start(), m.end())
        return
    at = 0
    for field, part in enumerate(line.split("\t")):
        for m in _WORD.finditer(part):
            left, right = min(m.start(), FIELD - 3), min(m.end(), FIELD - 2)
            shift = field * FIELD
            yield Bit(start + at + m.start(), start + at + m.end(), shift + left, shift + right)
        at += len(part) + 1


def _row(text: str, bits: Sequence[Bit], row: int, letter: float) -> Row:
    """Cut a row's words (left to right) into pieces."""
    runs: list[list[Bit]] = []
    prose = False
    for bit in bits:
        if runs and _follows(text, runs[-1][-1], bit, letter):
            runs[-1].append(bit)
        else:
            runs.append([bit])
    pieces: list[Piece] = []
    for run in runs:
        chars = run[-1].end - run[0].start
        long = chars > PROSE and len(run) > 7
        prose = prose or long
        if not long or _LONG.search(text, run[0].start, run[-1].end):
            pieces.extend(_pieces(text, run, row))
    if len(pieces) > MOST:
        return Row((), prose=True)
    return Row(tuple(pieces), prose)


def _follows(text: str, before: Bit, bit: Bit, letter: float) -> bool:
    """Say whether a word goes on what the one before it began, on the paper and in the text."""
    if bit.start <= before.end or bit.start - before.end > 40:
        return bit.start == before.end
    wide = min(
        (before.right - before.left) / (before.end - before.start),
        (bit.right - bit.left) / (bit.end - bit.start),
    )
    between = text[before.end : bit.start]
    return (
        bit.left - before.right <= GAP * max(letter, wide)
        and between.isspace()
        and "\n" not in between
    )


def _pieces(text: str, run: Sequence[Bit], row: int) -> Iterator[Piece]:
    """Cut a run of words where words turn to numbers, and between two whole numbers."""
    kept: list[Bit] = []
    last = Shape.WORDS
    for bit in run:
        shape = shape_of(text[bit.start : bit.end])
        new = (shape is Shape.WORDS) != (last is Shape.WORDS) or max(shape, last) >= Shape.LONG
        if kept and new:
            yield _piece(text, kept, row)
            kept = []
        kept.append(bit)
        last = shape
    yield _piece(text, kept, row)


def _piece(text: str, bits: Sequence[Bit], row: int) -> Piece:
    """Return the piece of these words."""
    return Piece(row, shape_of(text[bits[0].start : bits[-1].end]), tuple(bits))


def _boxed(page: Page, placed: Sequence[tuple[Area, int, int]]) -> Rows:
    """Return the rows of a page by where its words stand."""
    boxes = [(*_upright(area, page), start, end) for area, start, end in placed]
    height = max(1.0, median(b - t for _, t, _, b, _, _ in boxes))
    letter = max(1.0, median((r - x) / (end - start) for x, _, r, _, start, end in boxes))
    slope = _slope(boxes, height)
    tracks: dict[int, list[_Track]] = {}
    for left, top, right, bottom, start, end in sorted(boxes):
        middle = (top + bottom) / 2 - slope * (left + right) / 2
        bit = Bit(start, end, left, right)
        place = int(middle // height)
        near = [t for p in (place - 1, place, place + 1) for t in tracks.get(p, ())[-8:]]
        best = min(near, key=lambda t: abs(t.middle - middle), default=None)
        if best is None or abs(best.middle - middle) > 0.55 * height:
            best = _Track(middle, place, [])
            tracks.setdefault(place, []).append(best)
        best.bits.append(bit)
        best.middle += (middle - best.middle) / 3
        moved = int(best.middle // height)
        if moved != best.place:
            tracks[best.place].remove(best)
            tracks.setdefault(moved, []).append(best)
            best.place = moved
    down = sorted((t for ts in tracks.values() for t in ts), key=lambda t: t.middle)
    rows = tuple(_row(page.text, t.bits, number, letter) for number, t in enumerate(down))
    return Rows(rows, letter, boxed=True)


@dataclass(slots=True)
class _Track:
    """A row while it is followed from left to right: its middle at the last word."""

    middle: float
    place: int
    bits: list[Bit]


def _upright(area: Area, page: Page) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of an area on the page turned upright."""
    if page.turn == 90:
        return page.height - area.bottom, area.left, page.height - area.top, area.right
    if page.turn == 180:
        wide, high = page.width, page.height
        return wide - area.right, high - area.bottom, wide - area.left, high - area.top
    if page.turn == 270:
        return area.top, page.width - area.right, area.bottom, page.width - area.left
    return area.left, area.top, area.right, area.bottom


def _slope(boxes: Sequence[tuple[int, int, int, int, int, int]], height: float) -> float:
    """Return how far lines fall for each unit to the right: where the words fall into fewest rows.

    Lines as they were read do not tell: a torn table has none longer than a cell.
    """
    some = boxes[:: len(boxes) // 1200 + 1]
    middles = [((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom, _, _ in some]
    best = (0, 0.0)
    for step in sorted(range(-SKEW, SKEW + 1), key=abs):
        slope = step / 400
        rows = Counter(int((y - slope * x) * 3 // height) for x, y in middles)
        full = sum(n * (n + 2 * rows.get(place + 1, 0)) for place, n in rows.items())
        if full > best[0] * 1.02:
            best = (full, slope)
    return best[1]
