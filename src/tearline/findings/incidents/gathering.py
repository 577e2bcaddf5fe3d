"""Mentions of one incident gathered into one: by kind, and by a place, a day or a word that points back.

Promises: mentions are put together only where something says so, and every mention is kept; of two values
for a field the first that was found stays. Taking them apart again loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tearline.model.incident import Incident
from tearline.model.when import When

_BACK = re.compile(
    r"(?:\bthe|\bthat|\bthis|\bthese|\bthose|\bits|\btheir)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
NEAR = 6  # paragraphs over which a word points back
_ALIKE = ({"arson", "explosive-attack"}, {"sabotage", "cable-pipeline-damage"}, {"charge", "trial"})


def gathered(text: str, found: Sequence[Incident]) -> list[Incident]:
    """Return incidents with their mentions, in the order of their first."""
    kept: list[Incident] = []
    for one in found:
        at = next((i for i in reversed(range(len(kept))) if _same(text, kept[i], one)), None)
        if at is None:
            kept.append(one)
        else:
            kept[at] = _joined(kept[at], one)
    return kept


def _same(text: str, earlier: Incident, one: Incident) -> bool:
    """Say whether a mention is of an incident that was told before."""
    if earlier.kind != one.kind and not any({earlier.kind, one.kind} <= group for group in _ALIKE):
        return False
    start = one.mentions[0].span[0]
    last = earlier.mentions[-1]
    if one.mentions[0].paragraph - last.paragraph > NEAR:
        return False
    if _apart(earlier.when, one.when):
        return False
    places = [text[p[0] : p[1]].lower() for p in (earlier.place, one.place) if p is not None]
    if len(places) == 2 and places[0] != places[1]:  # noqa: PLR2004
        return False
    if len(places) == 2 and one.mentions[0].paragraph - last.paragraph <= 1:  # noqa: PLR2004
        return True
    if one.mentions[0].paragraph == last.paragraph:
        return True
    return _BACK.search(text, max(0, start - 40), start) is not None


def _apart(one: When | None, other: When | None) -> bool:
    """Say whether two expressions of time can mean no day in common."""
    if one is None or other is None or one.first is None or other.first is None:
        return False
    return (one.last or one.first) < other.first or (other.last or other.first) < one.first


def _joined(earlier: Incident, one: Incident) -> Incident:
    """Return one incident with another's mentions; what it does not tell yet it takes from there."""
    return replace(
        earlier,
        mentions=(*earlier.mentions, *one.mentions),
        sure=max(earlier.sure, one.sure),
        place=earlier.place or one.place,
        when=earlier.when or one.when,
        actor=earlier.actor or one.actor,
        target=earlier.target or one.target,
        blamed=earlier.blamed or one.blamed,
        says=earlier.says or one.says,
        legal=earlier.legal or one.legal,
    )
