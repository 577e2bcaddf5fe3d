"""Which page comes first: risk, and what unblocks a release. A pure rule, in one place.

The rule, in plain words. A page scores for what is dangerous on it. A personal number that nobody decided
comes first: one alone outweighs all else that two pages of like records may differ in. Then reviewers who
disagree, pages read poorly, what the guide would withhold, what it wants looked at, a second view that is
owed. More of a thing scores more, each further one less than the one before. A risky series raises all of it.
Of pages alike in this, the one whose record needs least to go out comes first, in steps (one thing left, two,
four, ... sixty-four; beyond that all are far). A hold pushes nothing up: its record cannot go out anyway; it
is told.
"""

from __future__ import annotations

from dataclasses import dataclass

HELD, FAR = 0, 128  # steps of ``near_of`` that push nothing up
_STEPS = (1, 2, 4, 8, 16, 32, 64)
NEARLY = 4  # a step up to which a record is told to be nearly ready
_MANY = 8  # of a thing, at which half of what more of it may add is reached


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page's place in the queue follows from.

    ``holds``: marks of holds on the page; ``near``: the record's step, by ``near_of``.
    """

    hard: int
    withhold: int
    review: int
    poor: bool
    empty: bool
    disagreements: int
    seconds: int
    series: float
    holds: int
    near: int


def near_of(left: int, *, held: bool) -> int:
    """Return the step of a record that lacks ``left`` things: ``HELD``, 1, 2, 4 ... 64 or ``FAR``."""
    if held:
        return HELD
    return next((step for step in _STEPS if left <= step), FAR)


def priority(facts: Facts) -> tuple[float, str]:
    """Return a page's weight (more is sooner; 0 where nothing is to be done) and why, in a few words."""
    weight = (
        _more(facts.hard, 150.0, 100.0)
        + _more(facts.disagreements, 30.0, 15.0)
        + _more(facts.withhold, 20.0, 20.0)
        + _more(facts.review, 8.0, 8.0)
        + _more(facts.seconds, 10.0, 5.0)
        + (25.0 if facts.poor else 15.0 if facts.empty else 0.0)
    )
    if not weight:
        return 0.0, "a hold stands" if facts.holds else ""
    weight *= 1 + max(0.0, facts.series)
    if HELD < facts.near < FAR:
        weight *= 1 + 0.25 / facts.near
    return round(weight, 4), _told(facts)


def _more(count: int, one: float, further: float) -> float:
    """Return what ``count`` of a thing score: ``one`` for the first, up to ``further`` for the rest."""
    return one + further * (count - 1) / (count - 1 + _MANY) if count > 0 else 0.0


def _told(facts: Facts) -> str:
    """Return why a page is where it is."""
    rest = facts.withhold + facts.review - facts.hard
    told = []
    if facts.series > 0:
        told.append("risky series")
    if facts.hard:
        told.append(_count(facts.hard, "personal number"))
    if rest > 0:
        told.append(f"{rest} {'more ' if facts.hard else ''}to decide")
    if facts.disagreements:
        told.append(_count(facts.disagreements, "disagreement"))
    if facts.seconds:
        told.append(_count(facts.seconds, "second view"))
    if facts.poor or facts.empty:
        told.append("read poorly" if facts.poor else "no text: look at it")
    if facts.near == HELD:
        told.append("its record is on hold")
    elif facts.near <= NEARLY:
        told.append("its record is nearly ready")
    return "; ".join(told)


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
