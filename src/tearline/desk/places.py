"""Places that a browser names: boxes in 1/100 points, or code points of a text file's page.

Promises: what is no place is a UsageError, whatever was sent; a box is taken as it was drawn, rounded
outwards by the browser's side, and clipped to nothing here: one that is not on the page is refused later.
"""

from __future__ import annotations

import re

from tearline.desk.reviewing import Seen
from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.decision import Target

MOST_AREAS = 200
_BOX = re.compile(r"-?\d{1,7}( -?\d{1,7}){3}")
_SPAN = re.compile(r"(\d{1,9}) (\d{1,9})")
_REMEDY = "Draw it again."


def areas_of(text: str) -> tuple[Area, ...]:
    """Return the boxes of 'left top right bottom, …' in 1/100 points."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or len(parts) > MOST_AREAS or not all(map(_BOX.fullmatch, parts)):
        raise UsageError("that is no box on a page", _REMEDY)
    try:
        return tuple(Area(*map(int, part.split(" "))) for part in parts)
    except ValueError:
        raise UsageError("a box is inside out", _REMEDY) from None


def place_in(seen: Seen, areas: str, span: str) -> Target:
    """Return the place on a page that a form names; on a page with pixels a span is its words' boxes."""
    file, local = seen.leaf.file.sha256, seen.leaf.local
    if areas:
        return Target(sha256=file, page=local, areas=tuple(sorted(set(areas_of(areas)))))
    found = _SPAN.fullmatch(span.strip())
    if found is None or seen.page is None:
        raise UsageError("no place was selected", "Select words, or draw a box.")
    start, end = int(found[1]), int(found[2])
    if not 0 <= start < end <= len(seen.page.text):
        raise UsageError("the selection is not in the page's text", "Select it again.")
    if seen.leaf.row.width:
        boxes = seen.page.areas(start, end)
        if not boxes:
            raise UsageError("the selection has no words", "Select words, or draw a box.")
        return Target(sha256=file, page=local, areas=tuple(sorted(boxes)))
    return Target(sha256=file, page=local, start=start, end=end)
