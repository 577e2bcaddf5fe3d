"""Whether a set of boxes or spans covers another: geometry only, no meaning.

Promises exact answers in whole units: a sliver one unit wide that is left uncovered counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tearline.model.area import Area


def covers_areas(covers: Sequence[Area], wanted: Iterable[Area]) -> bool:
    """Say whether every point of every wanted area lies inside the union of ``covers``."""
    return all(_covers(covers, area) for area in wanted)


def covers_span(covers: Iterable[tuple[int, int]], wanted: tuple[int, int]) -> bool:
    """Say whether a span (start, end exclusive) lies inside the union of spans."""
    reached, end = wanted
    for start, stop in sorted(covers):
        if start > reached:
            break
        reached = max(reached, stop)
    return reached >= end


def _covers(covers: Sequence[Area], area: Area) -> bool:
    if any(cover.holds(area) for cover in covers):
        return True
    if not area.width or not area.height:
        return False  # nothing to cut up: a line is covered only by a box around it
    left = [area]
    for cover in covers:
        left = [rest for piece in left for rest in _without(piece, cover)]
        if not left:
            return True
    return False


def _without(piece: Area, cover: Area) -> list[Area]:
    """Return what is left of a box when another is cut out of it: up to four boxes."""
    if not piece.meets(cover):
        return [piece]
    top, bottom = max(piece.top, cover.top), min(piece.bottom, cover.bottom)
    parts = (
        (piece.left, piece.top, piece.right, top),
        (piece.left, bottom, piece.right, piece.bottom),
        (piece.left, top, cover.left, bottom),
        (cover.right, top, piece.right, bottom),
    )
    return [Area(*part) for part in parts if part[0] < part[2] and part[1] < part[3]]
