"""An expression of time on a page, and the days it can mean: an interval, never a made-up day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class TimeBasis(StrEnum):
    """What the days of an expression follow from."""

    PRINTED = "printed"  # the year stands in the expression
    ARTICLE = "article date"  # reckoned from the day the article is dated
    NEIGHBOUR = "date before it"  # reckoned from a date that stands before it ("a day earlier")
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class When:
    """An expression of time: its span, the first and last day it can mean, and what they follow from.

    ``first`` and ``last`` are both given or both None: "recently" is an expression with no days. ``unit`` is
    the grain of what is said: day, week, month, season, part, year, decade, span; "vague" where it has none.
    ``ahead`` says that it was read as lying ahead of the article; ``unsure`` says why the days may be others.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    unit: str
    basis: TimeBasis
    ahead: bool = False
    unsure: str = ""
