"""The line a deletion stands in: its type, its own space, capitals or not, the letters beside the box.

Promises: told from the nearest visible words and their ink alone; a line set wider or tighter than the
others (justified text) has its own space. Words are measured once a page, types told once for the
lines near each other.

Does not promise a type where the page shows fewer than five words of three letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from statistics import median

from tearline.editions.widths_ink import Box, Ruled
from tearline.editions.widths_type import Inked, Type, fit

SAMPLE = 60  # words nearest to a deletion that tell its type
LONG = 3  # letters of a word that tells
BAND = 16  # heights of a word: deletions within such a band are told one type
PAIRS = 3  # spaces of a line that tell its own
_WHITE = 1.5  # heights of a word: a wider white is no space between two words


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the ink beside a box ends (or starts again), and the white its letter carries there."""

    column: int
    white: float


@dataclass(frozen=True, slots=True)
class Line:
    """A deletion's line: its type, its space (an advance, in pixels), capitals, the ink beside the box.

    ``before`` and ``after`` are None where there is no ink up to the page's edge.
    """

    kind: Type
    space: float
    capitals: bool
    before: Edge | None
    after: Edge | None


class Lines:
    """The lines of one page; types are told once for each band of it."""

    def __init__(self, page: Ruled, high: float) -> None:
        """Take a page whose words are ``high`` pixels high."""
        self._page, self._high = page, high
        self._types: dict[int, Type] = {}

    def line(self, box: Box) -> Line:
        """Return the line of a deletion's box (upright pixels)."""
        page = self._page
        row = page.row(box)
        kind = self._type(box)
        letters = "".join(page.words[i].text for i in row)
        letters = letters or "".join(page.words[i].text for i in page.nearest(box, SAMPLE))
        capitals = 2 * sum(map(str.isupper, letters)) > sum(map(str.isalpha, letters))
        return Line(kind, self._space(row, kind), capitals, *self._edges(box, row, kind))

    def _type(self, box: Box) -> Type:
        """Return the type of the words about a box."""
        band = (box[1] + box[3]) // max(round(2 * BAND * self._high), 1)
        if band not in self._types:
            middle = round((band + 0.5) * BAND * self._high)
            near = self._page.nearest((box[0], middle, box[2], middle), 2 * SAMPLE)
            told = (one for one in map(self._inked, near) if one is not None)
            self._types[band] = fit(list(islice(told, SAMPLE)), self._high)
        return self._types[band]

    def _inked(self, index: int) -> Inked | None:
        """Return a word as it was measured; None for one that tells no type."""
        word, extent = self._page.words[index], self._page.extent(index)
        if extent is None or not word.sure or len(word.text) < LONG:
            return None
        if not any(map(str.isalpha, word.text)):
            return None
        ink = float(extent[1] - extent[0] + 1)
        white = self._white(index)
        if white is None:
            return Inked(word.text, ink)
        return Inked(word.text, ink, white, self._page.words[index + 1].text)

    def _white(self, index: int) -> float | None:
        """Return the columns between a word's ink and the next one's; None where none follows it."""
        page = self._page
        if index + 1 >= len(page.words):
            return None
        one, two = page.words[index].box, page.words[index + 1].box
        extents = page.extent(index), page.extent(index + 1)
        if extents[0] is None or extents[1] is None:
            return None
        if abs(one[1] + one[3] - two[1] - two[3]) >= self._high:
            return None
        white = extents[1][0] - extents[0][1] - 1
        return float(white) if 0 < white <= _WHITE * self._high else None

    def _space(self, row: list[int], kind: Type) -> float:
        """Return the space of a line: its own where it shows enough of them, else the type's."""
        words = self._page.words
        found = []
        for index in row:
            white = self._white(index) if index + 1 in row else None
            if white is not None:
                last, first = words[index].text[-1], words[index + 1].text[0]
                found.append(white - kind.room - kind.last.get(last, 0) - kind.first.get(first, 0))
        return float(median(found)) if len(found) >= PAIRS else kind.space

    def _edges(self, box: Box, row: list[int], kind: Type) -> tuple[Edge | None, Edge | None]:
        """Return the ink beside a box: its word's, where it is a visible word's."""
        page, beside = self._page, self._page.beside(box)
        before = None if beside.before is None else Edge(beside.before, kind.room / 2)
        after = None if beside.after is None else Edge(beside.after, kind.room / 2)
        for index in row:
            left, _, right, _ = page.words[index].box
            extent, text = page.extent(index), page.words[index].text
            if extent is None:
                continue
            if before and left <= before.column <= right and extent[1] < box[2]:
                before = Edge(extent[1], kind.room / 2 + kind.last.get(text[-1], 0.0))
            if after and left <= after.column <= right and extent[0] > box[0]:
                after = Edge(extent[0], kind.room / 2 + kind.first.get(text[0], 0.0))
        return before, after
