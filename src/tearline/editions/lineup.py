"""Where a withheld portion stands in its line: what is beside it, and how far its line goes.

Promises: pure geometry, from the boxes of the words that stay visible, the page's size and the
portion's own areas. A box never begins or ends where the portion's ink does: it begins a fixed gap
after the visible word before it, or at the column's left margin, and ends at the column's right
margin as other lines have it, or a canonical width later. All is in the page turned upright.

Where a line was broken bounds the width of what stands in it (it fitted, the next line's first word
did not), which is why ``Line`` tells of the next line. What remains: a portion so long that it
leaves its line's margin, and one that has no visible line to measure its height by, makes its box
larger. Which lines make a column is judged by words that begin at one place on two lines or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from tearline.model.area import Area

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 300  # units (3 points) between a moved line's box and the ink on either side of it
NEXT = 50  # units between the word that stays and a box over the rest of its line
SAME = 200  # units within which edges of two lines agree
OVER = 900  # units that a margin lies beyond the widest of the other lines
EDGE = 1800  # units along the page's edge into which no tail is moved
WIDE = 2.0  # heights of type: white between two words that parts two columns
TALL = 1.8  # usual heights of a line that an area of one line may have
MANY = 4  # words that make a line one that tells of justified setting
BELOW = 2  # usual heights of a word within which the next line of a paragraph follows
NEAR = 8  # lines nearest by that tell of it
_LOW = frozenset("gjpqyQ,;()[]{}|/\\_$@")
_LEVEL = frozenset("acemnorsuvwxz.,:;-_·…—")  # these do not reach up to the capitals' height


@dataclass(frozen=True, slots=True)
class Seen:
    """A visible word: its upright box, its text, its place among the page's words."""

    area: Area
    text: str
    index: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line's stretch around a portion, upright: the portion, what is left of it, its tail.

    ``top`` and ``bottom`` hold ascenders and descenders, ``cap`` and ``base`` capitals alone.
    ``first`` and ``last`` are where the column begins and ends, ``whole`` says that nothing visible
    of the line may stay, ``type_height`` is from the base line to the top of capitals. ``goes_on``:
    a line follows whose first word did not fit here; ``longest`` is where the longest other line ends.
    """

    gone: Area
    before: tuple[Seen, ...]
    tail: tuple[Seen, ...]
    top: int
    bottom: int
    first: int
    last: int
    room: int
    whole: bool
    still: bool
    cap: int
    base: int
    goes_on: bool
    longest: int

    @property
    def type_height(self) -> int:
        """The height of the line's capitals, with the room around them that word boxes have."""
        return self.base - self.cap

    @property
    def rest(self) -> Area:
        """The place of the policy ``line``: the rest of the line, or all of it."""
        left = self.first if self.whole else self.before[-1].area.right + NEXT
        return Area(
            min(left, self.gone.left), self.top, max(self.last, self.gone.right), self.bottom
        )


class Sheet:
    """The visible words of an upright page of ``size`` (width, height), in rows."""

    def __init__(self, words: Sequence[Seen], gone: Sequence[Area], size: tuple[int, int]) -> None:
        """Take the visible words, and every withheld area of the page."""
        self.words = sorted(words, key=lambda w: (w.area.top + w.area.bottom, w.area.left))
        self.gone = gone
        self.size = size

    @cached_property
    def rows(self) -> list[list[Seen]]:
        """The lines in which nothing is withheld, top to bottom, each from left to right."""
        rows: list[list[Seen]] = []
        for word in self.words:
            if any(beside(word.area, area) for area in self.gone):
                continue
            if rows and any(beside(word.area, other.area) for other in rows[-1][-3:]):
                rows[-1].append(word)
            else:
                rows.append([word])
        return [sorted(row, key=lambda w: w.area.left) for row in rows]

    @cached_property
    def height(self) -> int:
        """The usual height of a word's box."""
        return round(median([w.area.height for w in self.words] or [1200]))

    @cached_property
    def gutters(self) -> list[int]:
        """Where columns after the first begin: there words begin on two lines or more, after white."""
        starts = sorted(
            two.area.left
            for row in self.rows
            for one, two in pairwise(row)
            if two.area.left - one.area.right > WIDE * min(one.area.height, two.area.height)
        )
        found: list[list[int]] = []
        for start in starts:
            if found and start - found[-1][-1] <= SAME:
                found[-1].append(start)
            else:
                found.append([start])
        return [group[0] for group in found if len(group) > 1]

    @cached_property
    def lean(self) -> float | None:
        """How much lines drop on their way (a slope), from words without descenders; None: unknown."""
        slopes = []
        for row in self.rows:
            firm = [w for w in row if not _LOW & set(w.text) and any(map(str.isalnum, w.text))]
            if len(firm) < MANY or 4 * (firm[-1].area.right - firm[0].area.left) < self.size[0]:
                continue
            xs = [(w.area.left + w.area.right) / 2 for w in firm]
            mean_x, mean_y = sum(xs) / len(xs), sum(w.area.bottom for w in firm) / len(firm)
            up = sum((x - mean_x) * (w.area.bottom - mean_y) for x, w in zip(xs, firm, strict=True))
            slopes.append(up / sum((x - mean_x) ** 2 for x in xs))
        return median(slopes) if len(slopes) > 1 else None

    def is_one_line(self, area: Area) -> bool:
        """Say whether an area is no higher than a line is."""
        row = [w.area.height for w in self.words if beside(w.area, area)]
        return area.height <= TALL * (max(row) if row else self.height)

    def line(self, gone: Area) -> Line:
        """Return the line of a portion of one line, or of one line's part of a block."""
        row = sorted((w for w in self.words if beside(w.area, gone)), key=lambda w: w.area.left)
        left, right = self._column(gone, row)
        row = [w for w in row if left <= w.area.left + SAME and w.area.right <= right + SAME]
        middle = gone.left + gone.right
        before = tuple(w for w in row if w.area.left + w.area.right < middle)
        tail = tuple(w for w in row if w.area.left + w.area.right >= middle)
        beyond = [w for w in self.words if w.area.left >= right and beside(w.area, gone)]
        others = self._others(gone, left, right)
        first = min((o[0].area.left for o in others), default=0) - GAP
        ends = [o[-1].area.right for o in others]
        last = max(ends, default=self.size[0] - EDGE) + OVER
        if max((w.area.right for w in (*tail, *before)), default=0) > last or gone.right > last:
            last = self.size[0]
        at_gutter = right < self.size[0]
        last = right - GAP if at_gutter else last
        stays = self._stays(gone, row, others, (first, max(ends, default=0)))
        top, bottom, cap, base = self._band(gone, before or tail)
        return Line(
            gone=gone,
            before=before,
            tail=tail,
            top=max(top, 0),
            bottom=min(bottom, self.size[1]),
            first=max(min(first, gone.left), left - GAP, 0),
            last=max(min(last, self.size[0]), gone.right),
            room=right - GAP if at_gutter else self.size[0] - EDGE,
            whole=not before or not stays,
            still=bool(beyond) or left > 0,
            cap=cap,
            base=base,
            goes_on=self._goes_on(gone, others),
            longest=max(ends, default=self.size[0] - EDGE),
        )

    def _goes_on(self, gone: Area, others: Sequence[Sequence[Seen]]) -> bool:
        """Say whether a portion's paragraph has a next line: that its first word did not fit tells.

        An indented line begins a new one; of a line in which something is withheld nobody can say.
        """
        start = min((row[0].area.left for row in others), default=0)

        def follows(area: Area) -> bool:
            return gone.bottom - self.height // 2 <= area.top <= gone.bottom + BELOW * self.height

        if any(follows(area) for area in self.gone if not beside(area, gone)):
            return True
        below = [row[0].area for row in others if follows(row[0].area)]
        return bool(below) and min(below, key=lambda a: a.top).left <= start + self.height // 2

    def _column(self, gone: Area, row: Sequence[Seen]) -> tuple[int, int]:
        """Return where the column of a portion begins and ends; the page's edges where it is alone."""
        left, right = 0, self.size[0]
        for gutter in self.gutters:
            if any(w.area.left + SAME < gutter < w.area.right - SAME for w in row):
                continue
            if gutter <= gone.left + SAME:
                left = gutter - SAME
            elif gutter >= gone.right and all(
                w.area.right <= gutter + SAME or abs(w.area.left - gutter) <= SAME
                or any(abs(v.area.left - gutter) <= SAME for v in row)
                for w in row if w.area.left >= gone.right
            ):  # fmt: skip
                right = min(right, gutter - SAME)
        return left, right

    def _others(self, gone: Area, left: int, right: int) -> list[list[Seen]]:
        """Return the part of every other line that lies in the column, nearest lines first."""
        cut = [[w for w in row if left <= w.area.left + SAME and w.area.right <= right + SAME]
               for row in self.rows]  # fmt: skip
        middle = gone.top + gone.bottom
        return sorted(
            (row for row in cut if row),
            key=lambda r: (abs(r[0].area.top + r[0].area.bottom - middle), r[0].area.top),
        )

    def _stays(
        self,
        gone: Area,
        row: Sequence[Seen],
        others: Sequence[Sequence[Seen]],
        margins: tuple[int, int],
    ) -> bool:
        """Say whether what is left of a portion may stay: it stands where it does for itself alone.

        In justified lines its spaces, and in centred or right-aligned ones its place, tell the width
        of the whole line.
        """
        full = [o[-1].area.right for o in others[:NEAR] if len(o) >= MANY]
        agree = max((sum(abs(a - b) <= SAME for b in full) for a in full), default=0)
        if agree > 2 and 5 * agree >= 2 * len(full):  # noqa: PLR2004 - three lines, two fifths
            return False
        areas = [gone, *(w.area for w in row)]
        left, right = min(a.left for a in areas), max(a.right for a in areas)
        if any(abs(o[0].area.left - left) <= SAME for o in others):
            return True
        middles = [self.size[0], margins[0] + GAP + margins[1]] if others else [self.size[0]]
        centred = any(abs(left + right - middle) <= 2 * NEAR * 100 for middle in middles)
        aligned = bool(others) and abs(right - margins[1]) <= SAME
        return not (centred or aligned)

    def _band(self, gone: Area, row: Sequence[Seen]) -> tuple[int, int, int, int]:
        """Return the rows of a portion's box, and of its line's capitals.

        They come from the visible words: the portion's own ascenders and descenders do not tell.
        """
        words = [w for w in row if any(map(str.isalnum, w.text))] or list(row)
        if not words:
            middle, high = (gone.top + gone.bottom) // 2, self.height
            up, down = min(middle - high, gone.top), max(middle + high, gone.bottom)
            return up, down, middle - high // 2, middle + high // 2
        bases = [w.area.bottom for w in words if not _LOW & set(w.text)]
        tops = [w.area.top for w in words if set(w.text) - _LEVEL]
        low = max(w.area.bottom for w in words)
        high = min(w.area.top for w in words)
        base = round(median(bases)) if bases else low - (low - high) // 4
        top = round(median(tops)) if tops else base - 3 * (base - high) // 2
        size = max(base - top, 1)
        for up, down in ((2, 6), (12, 16)):  # twentieths of the type's height
            band = (top - size * up // 20, base + size * down // 20)
            if band[0] <= gone.top and gone.bottom <= band[1]:
                return (*band, top, base)
        return min(band[0], gone.top), max(band[1], gone.bottom), top, base


def beside(first: Area, second: Area) -> bool:
    """Say whether two upright boxes share half the lower one's height."""
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared * 2 >= min(first.height, second.height)
