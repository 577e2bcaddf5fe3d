"""A value withheld once is withheld everywhere: which places disagree.

Promises: pure functions over keyed hashes of values (the values themselves are never seen here);
a place disagrees when a value that is withheld ``everywhere`` stands there under no withholding,
whoever released it and however low it scored. What the sweep found (``repeat.KIND``) disagrees by
itself; where it only resembles the value, a person may say that it is another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.decisions.guide import SAME
from tearline.decisions.standing import id_of, target_of
from tearline.model.decision import ActorKind, Target, Verdict

if TYPE_CHECKING:
    from tearline.decisions.standing import Standing
    from tearline.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A finding in a record's file, with its value's keyed hash ('' where it has none).

    ``everywhere``: what the guide's rule for its kind says.
    """

    record: str
    sha256: str
    finding: Finding
    key: str
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """A place where a value stands that is withheld elsewhere; ``withheld`` counts those places.

    ``id`` is the finding's.
    """

    record: str
    sha256: str
    page: int
    target: Target
    kind: str
    withheld: int
    id: str = ""


def withheld_values(occurrences: Iterable[Occurrence], standing: Standing) -> dict[str, int]:
    """Return the keys of the values to be withheld everywhere, with how often each is withheld.

    A value counts when a determination that says ``everywhere`` withholds it, or when its rule says
    so and any withholding covers it (a box drawn over the whole passage withholds it too).
    """
    counts: dict[str, int] = {}
    for seen in occurrences:
        if (
            seen.key
            and not seen.finding.kind.startswith("hold.")
            and is_withheld_everywhere(seen, standing)
        ):
            counts[seen.key] = counts.get(seen.key, 0) + 1
    return counts


def is_withheld_everywhere(seen: Occurrence, standing: Standing) -> bool:
    """Say whether this occurrence makes its value one that may stand nowhere else.

    A name does only where its own finding was answered: a page withheld whole for another reason
    names many who are public.
    """
    own = standing.exact(seen.finding, seen.sha256)
    if own is not None and own.verdict is Verdict.WITHHOLD and own.everywhere:
        return True
    by_rule = seen.everywhere and not seen.finding.kind.removeprefix("repeat.").startswith("name.")
    return by_rule and standing.is_withheld(seen.finding, seen.sha256, seen.record)


def repeats(
    values: dict[str, int], occurrences: Iterable[Occurrence], standing: Standing
) -> tuple[Repeat, ...]:
    """Return the places where one of ``values`` stands unwithheld, by record, file and page."""
    found = [
        Repeat(
            seen.record,
            seen.sha256,
            seen.finding.page,
            target_of(seen.finding, seen.sha256),
            seen.finding.kind,
            values.get(seen.key, 1),
            id_of(seen.finding, seen.sha256),
        )
        for seen in occurrences
        if (seen.key in values or seen.finding.kind.startswith("repeat."))
        and not seen.finding.kind.startswith("hold.")
        and not standing.is_withheld(seen.finding, seen.sha256, seen.record)
        and not _is_another(seen, standing)
    ]
    found.sort(key=_order)
    return tuple(found)


def _is_another(seen: Occurrence, standing: Standing) -> bool:
    """Say whether a person looked at what only resembles the value, and let it go."""
    if not seen.finding.kind.startswith("repeat.") or seen.finding.score >= SAME:
        return False
    own = standing.exact(seen.finding, seen.sha256)
    return own is not None and own.verdict is Verdict.RELEASE and own.actor.kind is ActorKind.PERSON


def _order(repeat: Repeat) -> tuple[object, ...]:
    target = repeat.target
    start = -1 if target.start is None else target.start
    return (repeat.record, repeat.sha256, repeat.page, start, target.areas, repeat.kind)
