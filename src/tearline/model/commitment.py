"""What somebody is to do, as a page gives it: party, act, terms, who takes which stance; and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tearline.model.statement import Span
from tearline.model.when import When


class Ground(StrEnum):
    """What an act would be done upon, by the word the writer chose."""

    AGREEMENT = "agreement"
    ORDER = "order"
    PLEDGE = "pledge"
    PROPOSAL = "proposal"
    DEMAND = "demand"
    PLAN = "plan"


class Position(StrEnum):
    """How a party stands to it."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    IN_PRINCIPLE = "in principle"
    IN_PART = "in part"
    COUNTER = "counter-demanded"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Stance:
    """A party's stance: who (None where nobody is named in the paragraph), how, and by which word."""

    party: Span | None
    position: Position
    cue: Span


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: its words, and how many of which unit ("for 30 days"). Hours are no days."""

    span: Span
    count: int
    unit: str

    def after(self, day: date) -> date | None:
        """Return the last day, the first one counted; None for hours and where the calendar ends."""
        try:
            if self.unit in {"day", "week"}:
                return day + timedelta(days=self.count * (7 if self.unit == "week" else 1) - 1)
            months = self.count * {"month": 1, "year": 12}.get(self.unit, 0)
            if not months:
                return None
            year, month = (
                day.year + (day.month - 1 + months) // 12,
                (day.month - 1 + months) % 12 + 1,
            )
            first = date(year, month, 1)
            following = date(year + month // 12, month % 12 + 1, 1)
            of_day = min(day.day, (following - first).days)
            return first.replace(day=of_day) - timedelta(days=1)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Commitment:
    """A candidate: what is to be done, as the page words it. Spans lie within one paragraph.

    ``says`` is whose words it stands in, None for the writer's. ``within`` is a term from something that the
    page does not date ("within 72 hours of a ruling"). ``sure`` of 0 to 1; it is a record only once a person
    accepts it.
    """

    cue: Span
    obligor: Span | None
    act: Span
    ground: Ground
    sure: float
    why: str
    stances: tuple[Stance, ...] = ()
    starts: When | None = None
    deadline: When | None = None
    duration: Duration | None = None
    within: Duration | None = None
    condition: Span | None = None
    says: Span | None = None
    article: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """When it is up, the days left until then (less than 0: past), and what that follows from."""

    ends: date
    left: int
    basis: str


def clock(one: Commitment, today: date) -> Clock | None:
    """Return a commitment's clock; None where its terms name no day. Whether it was kept is not said."""
    if one.deadline is not None and one.deadline.last is not None:
        basis = f"its deadline ({one.deadline.basis.value})"
        return Clock(one.deadline.last, (one.deadline.last - today).days, basis)
    if one.duration is not None and one.starts is not None and one.starts.first is not None:
        ends = one.duration.after(one.starts.first)
        if ends is not None:
            return Clock(
                ends,
                (ends - today).days,
                f"{one.duration.count} {one.duration.unit}s from its start",
            )
    return None
