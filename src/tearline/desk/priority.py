"""Which page comes first: risk, and what unblocks a release. A pure rule, in one place.

The rule, in plain words. A page scores for what is dangerous on it: personal numbers that nobody decided
weigh most, then other findings the guide would withhold, then those it wants looked at; a risky series, a
page read poorly and reviewers who disagree raise it. Of pages alike in this, the one whose record needs least
to go out comes first. A hold pushes nothing up: its record cannot go out anyway; it is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page's place in the queue follows from; ``left`` is what its record still needs in all."""

    hard: int
    withhold: int
    review: int
    poor: bool
    empty: bool
    disagreements: int
    seconds: int
    series: float
    holds: int
    left: int


def priority(facts: Facts) -> tuple[float, str]:
    """Return a page's weight (more is sooner; 0 where nothing is to be done) and why, in a few words."""
    weight, why = 0.0, []
    for count, each, what in (
        (facts.hard, 40.0, "personal number"),
        (facts.disagreements, 30.0, "disagreement"),
        (facts.withhold - facts.hard, 12.0, "to withhold"),
        (facts.review, 5.0, "to look at"),
        (facts.seconds, 8.0, "second view"),
    ):
        if count > 0:
            weight += each * (1 + log2(count))
            plural = "" if count == 1 or what.startswith("to ") else "s"
            why.append(f"{count} {what}{plural}")
    for told, each, what in (
        (facts.poor, 18.0, "read poorly"),
        (facts.empty, 10.0, "no text: look at it"),
    ):
        if told:
            weight += each
            why.append(what)
    if not weight:
        return 0.0, "a hold stands" if facts.holds else ""
    if facts.series > 0:
        weight *= 1 + facts.series
        why.append("risky series")
    if facts.holds:
        why.append("its record is on hold")
    else:
        # What is nearly ready first: one decision away counts double, five hundred away next to nothing.
        weight *= 1 + 1 / max(1, facts.left)
        if facts.left <= NEARLY:
            why.append("its record is nearly ready")
    return round(weight, 4), "; ".join(why)


NEARLY = 3  # things left on a record that is nearly ready
