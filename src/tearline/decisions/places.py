"""Where on a page a determination stands: the keys by which one takes the place of another.

Promises: two people who mean the same place of the same kind write the same key. What a person says of a
place that an earlier release withheld (``LIFTED``) is said for one record, and never takes the place of a
withholding: the file may stand in another record too.
"""

from __future__ import annotations

from typing import NamedTuple

from tearline.model.area import Area
from tearline.model.decision import Determination, Target, Verdict

# The kind of a release of a lifted place: this, and the record it was said for.
LIFTED = "lifted:"

# Verdicts that leave the matter open: somebody still has to answer.
AWAITING = frozenset({Verdict.DEFER, Verdict.REFER, Verdict.CONSULT})


class Place(NamedTuple):
    """Where on a page, and for which kind of finding; sorts in page order."""

    areas: tuple[Area, ...]
    start: int
    end: int
    kind: str


class Live(NamedTuple):
    """A determination that holds, and its entry."""

    seq: int
    hash: str
    determination: Determination


def plain(target: Target) -> Target:
    """Return a target in the one form that two people who mean the same place write."""
    areas = tuple(sorted(set(target.areas)))
    start, end = (None, None) if areas else (target.start, target.end)
    return Target(target.sha256, target.page, areas, start, end, target.record)


def place_of(target: Target, kind: str) -> Place:
    """Return the key of a target on its page. Where there are areas the span says nothing more."""
    areas = target.areas
    if areas:
        return Place(areas if len(areas) == 1 else tuple(sorted(set(areas))), -1, -1, kind)
    if target.start is None or target.end is None:
        return Place((), -1, -1, kind)
    return Place((), target.start, target.end, kind)


def is_residue(kind: str) -> bool:
    """Say whether a kind is one of residue, which no edition carries anyway."""
    return kind == "residue" or kind.startswith("residue.")
