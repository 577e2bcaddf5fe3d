"""How much is left to find among records nobody labelled: a random sample of them, read to its end.

Promises: the sample is drawn by seed alone, whatever order the records come in, and a larger one of
the same seed begins with the smaller one. The estimate counts records that were read in the sample's own
order up to the first that waits; so one may stop in it without choosing. Its interval is exact and errs on
the wide side (Clopper and Pearson, as if drawn with replacement).

The stop rule, said in words with every estimate: stop when, at the interval's upper end, what was found
is at least ``ENOUGH`` of all there is; else go on labelling from the top, and draw a new sample. Looking
again and again until a sample pleases weakens the interval; it is stated as of one sample.
Does not promise anything about records above the cut that wait to be labelled: they are counted apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tearline.reading.comparing.decoy import clopper_pearson

ENOUGH = 0.8  # of all that belongs, found, at the wide end of the interval
SIZE = 100  # records of a sample; with none found among them at most 3.6 % of the rest belong


@dataclass(frozen=True, slots=True)
class Left:
    """What a sample says: ``hits`` of ``read`` records belong, of ``of`` below the cut.

    ``estimate``, ``low`` and ``high`` are records left to find (95 % interval); ``found`` those found;
    ``waiting``: records of the sample that were not labelled yet; ``unread``: above the cut, unlabelled.
    """

    read: int
    hits: int
    of: int
    found: int
    waiting: int
    unread: int
    estimate: float
    low: int
    high: int

    @property
    def recall(self) -> tuple[float, float]:
        """Return the bounds (0-1) of how much of what is there was found; (0, 1) where nothing is known."""
        if not self.read or not self.found:
            return (0.0, 1.0)
        return (self.found / (self.found + self.high), self.found / (self.found + self.low))

    @property
    def stop(self) -> bool:
        """Say whether the rule lets the reader stop: nothing waits and enough was found."""
        return not self.waiting and not self.unread and self.recall[0] >= ENOUGH

    @property
    def said(self) -> str:
        """Return it in words, the rule with it."""
        if not self.read:
            return f"no record of the sample was labelled yet: {self.waiting} wait"
        low, high = self.recall
        return (
            f"{self.hits} of {self.read} sampled records belong: about {self.estimate:.0f} of {self.of} "
            f"left to find (95 % interval {self.low} to {self.high}); found so far {self.found}, "
            f"{low:.0%} to {high:.0%} of all that belong. "
            + ("Enough: " if self.stop else "Go on: ")
            + f"the rule is to stop when the lower figure is {ENOUGH:.0%} or more"
            + (f"; {self.waiting} of the sample wait" if self.waiting else "")
            + (f"; {self.unread} above the cut were not labelled" if self.unread else "")
        )


def drawn(records: Iterable[str], size: int, seed: int) -> tuple[str, ...]:
    """Return ``size`` records at random, or all where there are fewer, in the order to read them."""
    if size < 1:
        msg = "a sample has at least one record"
        raise ValueError(msg)

    def place(record: str) -> bytes:
        return hashlib.sha256(f"{seed}\0{record}".encode("utf-8", "surrogatepass")).digest()

    return tuple(sorted(set(records), key=place)[:size])


def left(
    sample: Sequence[str], labels: Mapping[str, bool], *, of: int, found: int, unread: int = 0
) -> Left:
    """Return the estimate from a sample and what was said of its records so far.

    ``of``: records that could have been drawn; ``found``: those that belong and are known outside the
    sample. Hits of the sample are found too, once they are read.
    """
    read = 0
    while read < len(sample) and sample[read] in labels:
        read += 1
    hits = sum(labels[record] for record in sample[:read])
    waiting = len(sample) - read
    rest = of - read
    if not read:
        return Left(0, 0, of, found, waiting, unread, 0.0, 0, of)
    low, high = clopper_pearson(hits, read)
    known = found + hits
    return Left(
        read,
        hits,
        of,
        known,
        waiting,
        unread,
        rest * hits / read,
        int(rest * low),
        -int(-rest * high // 1),
    )
