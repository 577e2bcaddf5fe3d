"""Where the cells of a page stand: how close to each other, and under which of those above.

Promises: on a page with boxes by the boxes, whichever way it is turned; else by the letters of its
lines, where these kept their blanks.

Does not promise: places in a text whose blanks were lost.
"""

# ruff: noqa: PLR2004  (widths in letters are read best where they stand)
from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from tearline.model.area import Area
from tearline.model.page import Page, TextSource

GAP = 1.7  # white between two cells, at least, in letters
FAR = 240  # code points of a line in which its begin is looked for
EDGE = 1.5  # letters by which the left edges of a column's cells differ
ALIKE = 3  # cells that make an edge known

Fields = tuple[str, ...]


class Places:
    """The words of a page by where they begin in its text."""

    def __init__(self, page: Page) -> None:
        """Keep where the page's words begin and end."""
        self._text, self._turn = page.text, page.turn
        boxed = page.source is not TextSource.PLAIN
        self._words = [w for w in page.words if w.area is not None and w.text] if boxed else []
        self._starts = [w.start for w in self._words]
        wide = [(w.area, len(w.text)) for w in self._words[:200]]
        widths = sorted(self._width(area) / many for area, many in wide if area is not None)
        self.letter = max(1.0, widths[len(widths) // 2]) if widths else 1.0

    def _width(self, area: Area) -> int:
        """Return how far an area reaches along its line."""
        return area.bottom - area.top if self._turn in {90, 270} else area.right - area.left

    def left(self, start: int) -> float | None:
        """Return the left edge, in letters, of what begins at ``start``; None where unknown."""
        at = bisect_left(self._starts, start)
        if not self._words:
            line = self._text.rfind("\n", max(0, start - FAR), start) + 1
            loose = start == line or self._text[max(line, start - 2) : start] == "  "
            return float(start - line) if loose else None
        area = self._words[at].area if at < len(self._words) else None
        if area is None or self._starts[at] != start:
            return None
        edge = {90: -area.bottom, 180: -area.right, 270: area.top}.get(self._turn, area.left)
        return edge / self.letter

    def joined(self, end: int, start: int) -> bool:
        """Say whether what ends at ``end`` goes on at ``start``."""
        between = self._text[end:start]
        if len(between) > 1 or "\n" in between:
            return False
        at = bisect_left(self._starts, start)
        if not 0 < at < len(self._words) or self._starts[at] != start:
            return True
        one, two = self._words[at - 1], self._words[at]
        if one.area is None or two.area is None:
            return True
        a, b = one.area, two.area
        if self._turn in {90, 270}:
            gap = a.top - b.bottom if self._turn == 90 else b.top - a.bottom
        else:
            gap = a.left - b.right if self._turn == 180 else b.left - a.right
        letter = self._width(a) / len(one.text)
        return -letter * 4 <= gap <= GAP * letter


def edges(cells: Iterable[tuple[float | None, Fields]]) -> dict[int, Fields]:
    """Return which fields stand at which left edge, for edges at which nearly all cells agree."""
    votes: defaultdict[int, Counter[Fields]] = defaultdict(Counter)
    for left, fields in cells:
        if left is not None and fields:
            votes[int(left // EDGE)][fields] += 1
    found: dict[int, Fields] = {}
    for place, counts in votes.items():
        fields, most = counts.most_common(1)[0]
        if most >= ALIKE and most * 5 >= counts.total() * 4:
            found[place] = fields
    return found


def at_edge(known: Mapping[int, Fields], left: float | None) -> Fields:
    """Return the fields whose column begins where a cell does, () for none."""
    if left is None:
        return ()
    place = int(left // EDGE)
    return next((known[p] for p in (place, place - 1, place + 1) if p in known), ())
