"""Where a withheld portion stands in its line: what is beside it, and how far its line goes.

Promises: pure geometry, from the boxes of the words that stay visible, the page's size and the
portion's own areas. A box never begins or ends where the portion's ink does: it begins a fixed gap
after the visible word before it, or at its column's left edge, and ends at the column's right edge,
which is the page's where there is no second column. How high it is comes from the words beside it,
from the type that its file names, or from the other lines' spacing. All is in the page turned upright.

Where a line was broken bounds the width of what stands in it (it fitted, the next line's first word
did not), which is why ``Line`` tells of the next line. What remains: a portion that is larger than
the line it should stand in, or goes beyond its column, makes its box larger, by whole lines where it
is higher. Which lines make a column is judged by words that begin at one place on two lines or more.
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
EDGE = 1800  # units along the page's edge into which no tail is moved
ROWS, ROWS_READ = 2, 4  # lines on which words begin where a column does, set or recognised
WIDE = 2.0  # heights of type: white between two words that parts two columns
TALL = 1.8  # usual heights of a line that an area of one line may have
ALIKE = 2  # other lines that begin where a line does, for what is left of it to stay
ABOVE, UNDER = 3, 8  # twentieths of the type's height for accents, and for descenders with a
# reader's room around them: between lines set as usual neither reaches another line's ink
SLACK = 60  # units of a portion's box above and below its ink, as every reader leaves them
STEP = 3600  # units of the grid that gives a line's height on a page without another line
MANY = 4  # words that make a line one that tells of justified setting
FULL = 3  # such lines up to which two that end alike are set so, not so by chance
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

    @property
    def band(self) -> Area:
        """As much of the line as the portion takes, as high as the line whatever its letters."""
        return Area(self.gone.left, self.top, self.gone.right, self.bottom)


class Sheet:
    """The visible words of an upright page of ``size`` (width, height), in rows."""

    def __init__(
        self,
        words: Sequence[Seen],
        gone: Sequence[Area],
        size: tuple[int, int],
        tall: Sequence[Area] = (),
        *,
        read: bool = False,
    ) -> None:
        """Take the visible words, every withheld area, the layer's words as high as their type.

        ``read``: the words were recognised, so it takes more of them to make a column.
        """
        self.tall = tall
        self._column_of = ROWS_READ if read else ROWS
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
        return usual_height([w.area.height for w in self.words])

    @cached_property
    def gutters(self) -> list[int]:
        """Where columns after the first begin: there words begin on some lines, after white."""
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
        return [group[0] for group in found if len(group) >= self._column_of]

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
        level = [w for w in self.words if beside(w.area, gone)]
        row = sorted(level, key=lambda w: w.area.left)
        left, right = self._column(gone, row)
        row = [w for w in row if left <= w.area.left + SAME and w.area.right <= right + SAME]
        middle = gone.left + gone.right
        before = tuple(w for w in row if w.area.left + w.area.right < middle)
        tail = tuple(w for w in row if w.area.left + w.area.right >= middle)
        beyond = [w for w in level if w.area.left >= right]
        top, bottom, cap, base = self._band(gone, before or tail or level)
        others = self._others(cap + base, left, right)
        ends = [o[-1].area.right for o in others]
        at_gutter = right < self.size[0]
        return Line(
            gone=gone,
            before=before,
            tail=tail,
            top=max(top, 0),
            bottom=min(bottom, self.size[1]),
            first=max(min(left, gone.left), 0),
            last=max(right - GAP if at_gutter else right, gone.right),
            room=right - GAP if at_gutter else self.size[0] - EDGE,
            whole=not before or not self._stays(before, others),
            still=bool(beyond) or left > 0,
            cap=cap,
            base=base,
            goes_on=self._goes_on(gone, base, others),
            longest=max(ends, default=self.size[0] - EDGE),
        )

    def _goes_on(self, gone: Area, base: int, others: Sequence[Sequence[Seen]]) -> bool:
        """Say whether a portion's paragraph has a next line: that its first word did not fit tells.

        An indented line begins a new one; of a line in which something is withheld nobody can say.
        """
        start = min((row[0].area.left for row in others), default=0)

        def follows(area: Area) -> bool:
            return base - self.height // 2 <= area.top <= base + BELOW * self.height

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

    def _others(self, middle: int, left: int, right: int) -> list[list[Seen]]:
        """Return the part of every other line that lies in the column, nearest lines first.

        ``middle`` is twice the height of the line's middle.
        """
        cut = [[w for w in row if left <= w.area.left + SAME and w.area.right <= right + SAME]
               for row in self.rows]  # fmt: skip
        return sorted(
            (row for row in cut if row),
            key=lambda r: (abs(r[0].area.top + r[0].area.bottom - middle), r[0].area.top),
        )

    def _stays(self, before: Sequence[Seen], others: Sequence[Sequence[Seen]]) -> bool:
        """Say whether the words before a portion may stay: they stand where they do for themselves.

        In justified lines their spaces, and in centred or right-aligned ones their place, tell the
        width of the whole line. How lines are set is judged by the other ones alone.
        """
        full = [o[-1].area.right for o in others[:NEAR] if len(o) >= MANY]
        agree = max((sum(abs(a - b) <= SAME for b in full) for a in full), default=0)
        most = 2 if len(full) > FULL else 1
        if agree > most and 5 * agree >= 2 * len(full):
            return False
        sides = [(o[0].area.left, o[-1].area.right) for o in others[:NEAR]]
        level = max((sum(abs(a - c) <= SAME for c, _ in sides) for a, _ in sides), default=0)
        centred = _spread(sides, [a + b for a, b in sides], 2 * SAME)
        aligned = _spread(sides, [b for _, b in sides], SAME)
        if max(centred, aligned) > 1 and max(centred, aligned) >= level:
            return False
        left = before[0].area.left
        return sum(abs(o[0].area.left - left) <= SAME for o in others) >= ALIKE

    def _band(self, gone: Area, words: Sequence[Seen]) -> tuple[int, int, int, int]:
        """Return the rows of a portion's box, and of its line's capitals.

        They come from visible words, or from what is the same for all words of a type: the portion's
        own ascenders and descenders do not tell. What is higher than a line gets whole lines more.
        """
        own = self._own_type(gone)
        cap, base = _capitals(words) if words else self._guessed(gone, own)
        size = max(base - cap, 1)
        up, down = cap - size * ABOVE // 20, base + size * UNDER // 20
        if own:
            up, down = min(up, *(a.top for a in own)), max(down, *(a.bottom for a in own))
        pitch = 3 * size // 2
        # What goes a little beyond is an accent, or others' ink: the box does not say so.
        slack = max(pitch // 4, SLACK)
        while up > gone.top + slack:
            up -= pitch
        while down < gone.bottom - slack:
            down += pitch
        return up, down, cap, base

    def _own_type(self, gone: Area) -> list[Area]:
        """Return boxes as high as the type of a portion's line, as its file names it; none: it does not.

        Those of the line's other words, for an accent may be in a hidden one's; or else the hidden
        ones' own, no higher than the lowest one of about their size.
        """
        level = [tall for tall in self.tall if beside(tall, gone)]
        own = [t for t in level if gone.left <= (t.left + t.right) // 2 < gone.right]
        others = [t for t in level if t not in own]
        if not own or others:
            return others if own else []
        found = []
        for tall in own:
            alike = [t.height for t in self.tall if 20 * t.height >= 17 * tall.height]
            top = tall.bottom - min([tall.height, *alike])
            found.append(Area(tall.left, top, tall.right, tall.bottom))
        return found

    def _guessed(self, gone: Area, own: Sequence[Area]) -> tuple[int, int]:
        """Return the rows of the capitals of a line in which nothing visible stands."""
        if own:
            top, bottom = min(a.top for a in own), max(a.bottom for a in own)
            # Type is about so high above and below its capitals.
            return top + (bottom - top) // 6, bottom - (bottom - top) // 5
        middle = (gone.top + gone.bottom) // 2
        rows = sorted((_capitals(row) for row in self.rows), key=lambda r: r[1])
        if not rows:
            # Where it begins alone counts: how far down it goes is a matter of its own letters.
            return gone.top // STEP * STEP, gone.top // STEP * STEP + STEP
        high = round(median(base - cap for cap, base in rows))
        steps = [two[1] - one[1] for one, two in pairwise(rows)]
        steps = [step for step in steps if high < step <= 3 * high]
        pitch = round(median(steps)) if steps else 2 * high
        near = min((base for _, base in rows), key=lambda base: abs(base - high // 2 - middle))
        base = near + round((middle + high // 2 - near) / pitch) * pitch
        return base - high, base


def _capitals(words: Sequence[Seen]) -> tuple[int, int]:
    """Return the rows of the capitals of a line with these words: their top, the base line."""
    words = [w for w in words if any(map(str.isalnum, w.text))] or list(words)
    bases = [w.area.bottom for w in words if not _LOW & set(w.text)]
    tops = [w.area.top for w in words if set(w.text) - _LEVEL]
    low, high = max(w.area.bottom for w in words), min(w.area.top for w in words)
    base = round(median(bases)) if bases else low - (low - high) // 4
    top = round(median(tops)) if tops else base - 3 * (base - high) // 2
    return min(top, base - 1), base


def _spread(sides: Sequence[tuple[int, int]], marks: Sequence[int], same: int) -> int:
    """Return how many left edges the lines have that agree in a mark, at most."""
    best = 0
    for mark in marks:
        lefts = sorted(a for (a, _), m in zip(sides, marks, strict=True) if abs(m - mark) <= same)
        best = max(best, 1 + sum(two - one > SAME for one, two in pairwise(lefts)))
    return best


def usual_height(heights: Sequence[int]) -> int:
    """Return the usual one of words' heights; of none, that of type of a usual size."""
    return round(median(heights or [1200]))


def beside(first: Area, second: Area) -> bool:
    """Say whether two upright boxes share half the lower one's height."""
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared * 2 >= min(first.height, second.height)
