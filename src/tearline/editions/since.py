"""How many redactions of earlier releases stand no more: a figure of what readers saw, then and now.

Promises: counted from the boxes of two editions of one name for one audience and from nothing else, so the
figure tells nothing that readers could not find themselves by laying the two side by side. On pages with
pixels: the boxes that the boxes of now do not cover. Text records are set anew, so that a box says nothing
of its place: by how many they are fewer. Of earlier releases those of an earlier date count, so that the
same release built again says the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from tearline.decisions.coverage import covers_areas
from tearline.decisions.earlier import Earlier
from tearline.model.area import Area
from tearline.model.edition import Edition


def boxes_gone(rows: Iterable[Edition], earlier: Earlier, typeset: frozenset[str]) -> int:
    """Return how many boxes of the last earlier editions stand no more; ``typeset`` are text records."""
    gone = 0
    for row in rows:
        for was in earlier.by_name.get(row.record, ()) if row.files else ():
            before = was.boxes()
            if row.record in typeset:
                gone += max(0, len(before) - len(row.deletions))
                continue
            now: dict[int, list[Area]] = {}
            for deletion in row.deletions:
                now.setdefault(deletion.page, []).append(deletion.area)
            gone += sum(not covers_areas(now.get(page, []), [area]) for page, area in before)
    return gone
