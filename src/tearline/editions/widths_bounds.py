"""What a released page's geometry says of how wide a deletion's hidden text was: at least, at most.

Promises: what anyone can read off the output, in columns of pixels, with one pixel of doubt a side.
Under ``exact``: the space between the ink on either side, less two spaces; or the box's own edge where
no ink is near; of a box too high for one line, how long a line it would hold that is set aslant, or
upright, where that is no longer than a name. Under ``moved``, where the pixels keep to the canonical
box: what the line's end and the next line's first word still say. Under ``line``, where the box ends at
the page's edge or at the next column: that the text had room. A box that does not keep its policy's
shape is measured as an ``exact`` one.

Does not use what the words mean, nor that a text may be set tighter or wider than its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tearline.editions import burn, typeset
from tearline.editions.lines import MARK_COLUMNS
from tearline.editions.lineup import GAP
from tearline.editions.widening import WIDTHS
from tearline.editions.widths_ink import CUT, Box, Ruled
from tearline.editions.widths_lines import Line
from tearline.editions.widths_type import Type
from tearline.model.area import Area
from tearline.model.edition import Deletion, PageView
from tearline.model.guide import WidthPolicy

SIDE = 1.0  # pixels of doubt about each edge of the ink
NEAR = 1.0  # heights of a word within which ink beside a box is its neighbour on the line
TALL = 2.2  # heights of a word from which a box hides more than one line
LONG = 12  # heights of a word: no name is longer
SAME = 3  # pixels within which two edges agree
_CLOSE = 2.0  # heights of a word within which the next line of a paragraph follows
_RAGGED = 0.5  # heights of a word by which a line may be longer than the longest one seen
_LINES = 8  # nearest lines that tell of a margin
_FULL = 4  # words that make a line full
_AGREE = 3  # full lines that end alike tell of justified setting
_HALVINGS = 30  # of a length in pixels, to well under a pixel
_POINTS = 10  # a word's height in points where no word can be seen


@dataclass(frozen=True, slots=True)
class Bound:
    """The hidden text's advance is from ``low`` to ``high`` pixels wide (None: open)."""

    low: float | None = None
    high: float | None = None


OPEN = Bound()


def height(page: Ruled, view: PageView) -> float:
    """Return a word's height in pixels; a usual one where the page shows no word."""
    return page.high or _POINTS * page.pixels[1] * 100 / max(view.height, 1)


def bound(page: Ruled, view: PageView, deletion: Deletion, line: Line) -> Bound:
    """Return what the page says of the width of one of its deletions."""
    box, high = page.box(deletion), height(page, view)
    if deletion.area.holds(Area(0, 0, view.width, view.height)) or _is_set_anew(view, deletion):
        return OPEN
    if box[3] - box[1] > TALL * high:
        promised = deletion.policy is not WidthPolicy.EXACT and _ends_like_lines(page, box, high)
        long = _aslant(box, high)
        # What is longer than any name is a block of lines.
        if promised or long > LONG * high:
            return Bound(high=box[2] - box[0])
        doubt = high / 8 + 2 * SIDE  # how high the hidden line is comes from the others
        return Bound(max(long - doubt, 1.0), long + doubt)
    if deletion.policy is WidthPolicy.MOVED and _is_canonical(page, view, box):
        return _moved(page, box, line, high)
    if deletion.policy is WidthPolicy.LINE and _ends_like_lines(page, box, high):
        return Bound(high=box[2] - box[0] + 2 * SIDE)
    return _exact(page, box, line, high)


def _aslant(box: Box, high: float) -> float:
    """Return how long a line ``high`` pixels high is that stands aslant, or upright, in a box.

    Of its sides w and h, ((w + h) / (long + high))^2 + ((w - h) / (long - high))^2 is 2.
    """
    wide, tall = box[2] - box[0], box[3] - box[1]
    low, far = high, float(wide + tall)
    for _ in range(_HALVINGS):
        long = (low + far) / 2
        sides = ((wide + tall) / (long + high)) ** 2 + ((wide - tall) / max(long - high, 1e-6)) ** 2
        low, far = (long, far) if sides > 2 else (low, long)  # noqa: PLR2004 - see above
    return far


def _is_set_anew(view: PageView, deletion: Deletion) -> bool:
    """Say whether a deletion is a box of our own type: of one width, on the grid, its line set after it.

    Then nothing on the page knows how long the hidden text was, line ends included.
    """
    size = ((view.width, view.height), (view.bitmap.width, view.bitmap.height))
    if size != (typeset.PAGE, typeset.PIXELS) or any(w.confidence is not None for w in view.words):
        return False
    cell, (left, top, right, foot) = typeset.CELL, deletion.area.to_pixels(*size[::-1])
    inset = typeset.INSET
    column, off = divmod(left - inset - typeset.LEFT, cell[0])
    row, below = divmod(top - inset - typeset.TOP, cell[1])
    columns = (right - left + 2 * inset) / cell[0]
    grid = (off, below) == (0, 0) and column >= 0 and row >= 0
    return grid and columns == MARK_COLUMNS and foot - top + 2 * inset == cell[1]


def _is_canonical(page: Ruled, view: PageView, box: Box) -> bool:
    """Say whether a moved box is of a canonical width, the tail at its fixed place behind it."""
    width = view.width if view.turn % 180 == 0 else view.height
    unit = page.pixels[0] / max(width, 1)
    beside = page.beside(box, whole=True)
    if beside.before is None or beside.after is None:
        return False
    wide = box[2] - box[0]
    # Behind the box, the pixel it is grown by and a fixed gap.
    return (
        any(abs(wide - math.ceil(canonical * unit)) <= 1 for _, canonical in WIDTHS)
        and abs(beside.after - box[2] - burn.GROW - math.ceil(GAP * unit)) <= 1
    )


def _ends_like_lines(page: Ruled, box: Box, high: float) -> bool:
    """Say whether a line's box ends at the page's edge, or where a next column begins on two lines.

    A box that ends anywhere else, be it where other lines do, may end where its hidden text did.
    """
    if box[2] >= page.pixels[0] - SAME:
        return True
    starts = [page.words[run[0]].box[0] for run in page.runs]
    near = [start for start in starts if 0 <= start - box[2] <= NEAR * high]
    return any(sum(abs(one - other) <= SAME for one in near) > 1 for other in near)


def _exact(page: Ruled, box: Box, line: Line, high: float) -> Bound:
    """Return what the ink on either side, or the box's own edges, say."""
    pads, room = _pads(page, box), line.kind.room / 2
    # The edges of the hidden text's advances: its ink's, and the white its letters carry.
    left, right = box[0] + pads[0] - room, box[2] - pads[1] + room
    near = NEAR * high + line.space
    if line.before is not None and box[0] - line.before.column <= near:
        left = line.before.column + 1 + line.before.white + line.space
    if line.after is not None and line.after.column - box[2] <= near:
        right = line.after.column - line.after.white - line.space
    return about(max(right - left, 1.0), line.kind)


def about(wide: float, kind: Type) -> Bound:
    """Return the bound for a width that was read off; of typed letters only their number tells."""
    doubt = 2 * SIDE
    if kind.fixed:
        doubt = max(doubt, 0.5 * kind.scale * 600 - 0.01)  # half a letter: 600 of 1000 units
    return Bound(wide - doubt, wide + doubt)


def _pads(page: Ruled, box: Box) -> tuple[float, float]:
    """Return the room between a word's box and its ink on this page, left and right."""
    rooms = []
    for index in page.nearest(box, 16):
        extent = page.extent(index)
        if extent is not None:
            left, _, right, _ = page.words[index].box
            rooms.append((extent[0] - left, right - 1 - extent[1]))
    if not rooms:
        return (0.0, 0.0)
    return (float(median(r[0] for r in rooms)), float(median(r[1] for r in rooms)))


def _moved(page: Ruled, box: Box, line: Line, high: float) -> Bound:
    """Return what the line's end and the next line's first word still say.

    The tail stood where the hidden text and two spaces ended: before it was moved, the line ended by
    as much earlier or later as the canonical space is wider or narrower than they are.
    """
    lines = _column(page, box)
    if line.before is None or line.after is None or not lines:
        return OPEN
    end = _tail_end(page, box, high)
    ends = [page.words[run[-1]].box[2] for run in lines]
    margin = max(ends)
    gap = line.after.column - line.after.white - line.before.column - 1 - line.before.white
    # The hidden text's advance, were the line to have ended exactly at the margin.
    at_margin = margin - end + gap - 2 * line.space
    below = _next(page, box, lines, high)
    if below is None:
        return Bound(high=at_margin + _RAGGED * high)
    full = [page.words[run[-1]].box[2] for run in lines[:_LINES] if len(run) >= _FULL]
    alike = sum(abs(one - margin) <= SAME for one in full)
    if alike >= _AGREE and 5 * alike >= 3 * len(full):
        return about(at_margin, line.kind)
    first = page.extent(below[0])
    wide = first[1] - first[0] + 1 + line.kind.room if first is not None else 0
    return Bound(at_margin - line.space - wide, at_margin + _RAGGED * high)


def _tail_end(page: Ruled, box: Box, high: float) -> int:
    """Return where the words behind a box end: the last one before white that parts columns."""
    end = box[2]
    for index in page.row(box):
        left, _, right, _ = page.words[index].box
        if left >= box[2] and left - end <= CUT * high:
            end = max(end, right)
    return end


def _column(page: Ruled, box: Box) -> list[list[int]]:
    """Return the lines above and below a box that share its place across, the nearest first."""
    row = [page.words[i].box for i in page.row(box)]
    left, right = min(b[0] for b in [box, *row]), max(b[2] for b in [box, *row])
    middle = (box[1] + box[3]) / 2

    def shared(run: Sequence[int]) -> bool:
        first, last = page.words[run[0]].box[0], page.words[run[-1]].box[2]
        return 2 * (min(last, right) - max(first, left)) >= min(last - first, right - left)

    def apart(run: Sequence[int]) -> float:
        _, top, _, foot = page.words[run[0]].box
        return abs((top + foot) / 2 - middle)

    return sorted((run for run in page.runs if shared(run)), key=apart)


def _next(
    page: Ruled, box: Box, lines: Sequence[Sequence[int]], high: float
) -> Sequence[int] | None:
    """Return the next line of the box's paragraph; None where the paragraph ends with the box's."""
    start = min(page.words[run[0]].box[0] for run in lines)
    for run in lines:
        left, top, _, _ = page.words[run[0]].box
        if box[3] - high / 2 <= top <= box[3] + _CLOSE * high:
            return run if left <= start + high / 2 else None
    return None
