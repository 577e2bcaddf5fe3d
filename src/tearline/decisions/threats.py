"""Threats to life and their clock: it runs until the threatened were warned, or a waiver was approved.

Promises: nothing else ends it, whatever is withdrawn, recalled or paused; overdue is told from the minute on.
A waiver names a category of the closed list and is another person's than the one who entered the threat.
Source: the duty to warn as US intelligence directive 191 (2015) words it; other bodies' rules differ, and the
hours a desk allows itself are its own. Pure: entries in, answers out; makes bodies and appends nothing.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from tearline.decisions.following import Following
from tearline.errors import UsageError
from tearline.model.decision import Actor, Entry
from tearline.model.sharing import Threat, Waived, Warned

OF_THREATS = ('"type":"threat"', '"type":"warned"', '"type":"waived"')
CATEGORIES = MappingProxyType(
    {
        "aware": "those threatened know it already",
        "would-endanger": "a warning would unduly endanger people, sources or operations",
        "is-the-source": "who is threatened is a terrorist or a violent criminal",
        "combatant": "who is threatened takes part in an armed conflict at the time",
        "cannot-be-reached": "nobody can reach those threatened or who protects them",
    }
)
LONGEST_HOURS = 24 * 14


@dataclass(frozen=True, slots=True)
class Clock:
    """A threat as it stands: its entry, what ended it (None while it runs), and when it must have ended."""

    threat: Threat
    ended: Warned | Waived | None

    @property
    def due(self) -> datetime:
        """When the threatened must have been warned."""
        return datetime.fromisoformat(self.threat.due)

    def overdue(self, now: datetime) -> bool:
        """Say whether it runs past its time."""
        return self.ended is None and now > self.due

    def told(self, now: datetime) -> str:
        """Return how it stands in one line."""
        if isinstance(self.ended, Warned):
            return f"warned: {self.ended.whom}, by {self.ended.how}, {self.ended.when}"
        if isinstance(self.ended, Waived):
            return f"waived: {CATEGORIES[self.ended.category]}, by {self.ended.actor.name}"
        left = int((self.due - now).total_seconds() // 60)
        hours, minutes = divmod(abs(left), 60)
        return f"{hours} h {minutes:02d} min " + ("left" if left >= 0 else "OVERDUE")


class Threats(Following):
    """The threats that were entered, each with what ended it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._threats: dict[str, Threat] = {}
        self._ended: dict[str, Warned | Waived] = {}

    def add(self, entry: Entry) -> None:
        """Take the next entry of the log into account; the first end of a threat counts."""
        body = entry.body
        if isinstance(body, Threat):
            self._threats.setdefault(body.threat, body)
        elif isinstance(body, Warned | Waived):
            self._ended.setdefault(body.threat, body)

    def all(self) -> list[Clock]:
        """Return every threat: those that run first, by when they are due."""
        held = [Clock(one, self._ended.get(name)) for name, one in self._threats.items()]
        return sorted(held, key=lambda one: (one.ended is not None, one.due, one.threat.threat))

    def running(self) -> list[Clock]:
        """Return the threats that nothing has ended, by when they are due."""
        return [one for one in self.all() if one.ended is None]

    def clock(self, threat: str) -> Clock:
        """Return a threat. UsageError: there is none of that id."""
        found = next((one for one in self.all() if one.threat.threat == threat), None)
        if found is None:
            raise UsageError("there is no such threat", "See `tearline share threats`.")
        return found


def threat(
    item: str, threatened: str, hours: float, reason: str, actor: Actor, now: datetime
) -> Threat:
    """Return a threat to life with its clock. UsageError: nobody is threatened, or no hours are given."""
    if not threatened.strip():
        raise UsageError("say who is threatened", "A person, a house, a place of work.")
    if not 0 < hours <= LONGEST_HOURS:
        raise UsageError(f"a clock runs for up to {LONGEST_HOURS} hours", "Give the hours left.")
    due = (now + timedelta(hours=hours)).astimezone(UTC).isoformat(timespec="seconds")
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    return Threat(item, f"w{secrets.token_hex(6)}", threatened.strip(), due, reason, actor, at)


def waived(clock: Clock, category: str, reason: str, actor: Actor, at: str) -> Waived:
    """Return a waiver. UsageError: it has ended, the category is not of the list, or it is one's own."""
    _running(clock)
    if category not in CATEGORIES:
        raise UsageError(
            f"{category!r} is no ground to waive a warning", f"Known are {', '.join(CATEGORIES)}."
        )
    if not reason.strip():
        raise UsageError("a waiver says why", "Write a sentence for the log.")
    if actor.name == clock.threat.actor.name:
        raise UsageError(
            "a waiver is approved by another person than who entered the threat",
            "Ask a senior one.",
        )
    return Waived(clock.threat.threat, category, reason, actor, at)


def warned(clock: Clock, words: Warned) -> Warned:
    """Return a warning that was given. UsageError: it has ended, or says not whom, how or in which words."""
    _running(clock)
    for field, value in (("whom", words.whom), ("how", words.how), ("the words", words.text)):
        if not value.strip():
            raise UsageError(f"a warning says {field}", "Fill it in.")
    try:
        when = datetime.fromisoformat(words.when)
    except ValueError:
        when = datetime.min  # noqa: DTZ901 - refused below
    if when.tzinfo is None:
        raise UsageError(f"{words.when!r} is no time with its zone", "As 2031-03-04T09:30:00Z.")
    return words


def _running(clock: Clock) -> None:
    if clock.ended is not None:
        raise UsageError("that threat's clock has ended", clock.told(datetime.now(UTC)))
