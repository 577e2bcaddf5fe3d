"""Agreement between first and second reviewers, kind by kind: how often, and how much more than by chance.

Promises: a pair is a determination and what a second person said beside it, their last word; the same person
is never both. Cohen's kappa is told with the number of pairs under it, and not at all under ``LEAST`` of
them. Pure.

Does not promise that first and second were independent: only a blind second view is, and how many were is
told. Two who always say the same one word have no kappa: chance alone would make them agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tearline.model.decision import Verdict

LEAST = 20  # pairs under which a share says nothing


@dataclass(frozen=True, slots=True)
class Pair:
    """What two people said of one finding of a kind, and whether the second was blind."""

    kind: str
    first: Verdict
    second: Verdict
    blind: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """How two people agree on a kind ('' for all); ``kappa`` is None where it has no value."""

    kind: str
    pairs: int
    agreed: int
    blind: int
    kappa: float | None

    @property
    def measured(self) -> bool:
        """Say whether there are enough pairs."""
        return self.pairs >= LEAST

    @property
    def disagreed(self) -> int:
        """The number of pairs that say different things."""
        return self.pairs - self.agreed

    @property
    def percent(self) -> float:
        """The share that agrees, of 100; 0 where there is no pair."""
        return 100 * self.agreed / self.pairs if self.pairs else 0.0


def kappa(pairs: Iterable[tuple[Verdict, Verdict]]) -> float | None:
    """Return Cohen's kappa: (observed - by chance) / (1 - by chance); None where chance explains all."""
    counted = Counter(pairs)
    total = counted.total()
    if not total:
        return None
    firsts: Counter[Verdict] = Counter()
    seconds: Counter[Verdict] = Counter()
    for (first, second), count in counted.items():
        firsts[first] += count
        seconds[second] += count
    # In whole numbers until the end, so that 1 - chance is exactly 0 where it is 0.
    same = sum(count for (first, second), count in counted.items() if first == second) * total
    chance = sum(firsts[verdict] * seconds[verdict] for verdict in firsts)
    if chance == total * total:
        return None
    return (same - chance) / (total * total - chance)


def measures(pairs: Iterable[Pair]) -> tuple[Measure, ...]:
    """Return the agreement on all kinds together, then on each, in order; nothing where there is no pair."""
    by_kind: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_kind.setdefault(pair.kind, []).append(pair)
    every = [pair for ones in by_kind.values() for pair in ones]
    if not every:
        return ()
    return (_of("", every), *(_of(kind, by_kind[kind]) for kind in sorted(by_kind)))


def _of(kind: str, pairs: list[Pair]) -> Measure:
    agreed = sum(pair.first == pair.second for pair in pairs)
    enough = len(pairs) >= LEAST
    found = kappa((pair.first, pair.second) for pair in pairs) if enough else None
    return Measure(kind, len(pairs), agreed, sum(pair.blind for pair in pairs), found)
