"""Deadlines from an order or a request: the day it came, the rule, the number of days, and when that is up.

They are data in the collection's ``deadlines.toml``, which people write and the desk adds to: who is bound
by which holidays is not for a program to know, so the file lists them.

Promises: the day an order or request came is not counted; a working day is no Saturday, no Sunday and none of
the listed holidays; a file that cannot be read is refused with its row, never passed over. What the desk adds
goes at the end: a person's own lines and remarks stay as they are.

Does not promise to know the law: whether a period runs in working days, and what stops it, the office says.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from tearline.errors import UsageError

FILE = "deadlines.toml"
SCHEMA_VERSION = 1
MOST_DAYS = 3660
LONGEST = 300  # characters of a text
_KEYS = {"what", "came", "rule", "days", "authority", "met"}
_MEND = "docs/desk.md says what it may hold."
_SATURDAY = 5


class Rule(StrEnum):
    """How days are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Deadline:
    """What is due, since when, by which rule, on whose authority; ``met`` is the day it was met, or None."""

    what: str
    came: date
    rule: Rule
    days: int
    authority: str = ""
    met: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with the day it is up, and the days left until then (less than 0: overdue by so many)."""

    deadline: Deadline
    due: date
    left: int

    @property
    def overdue(self) -> bool:
        """Say whether it is past and was not met."""
        return self.deadline.met is None and self.left < 0


@dataclass(frozen=True, slots=True)
class Deadlines:
    """What the file holds."""

    holidays: frozenset[date] = frozenset()
    rows: tuple[Deadline, ...] = ()

    def due(self, today: date) -> list[Due]:
        """Return them with their days, those still to be met first, the nearest first."""
        found = []
        for one in self.rows:
            up = up_on(one, self.holidays)
            found.append(Due(one, up, (up - today).days))
        return sorted(found, key=lambda one: (one.deadline.met is not None, one.due))


def is_working(day: date, holidays: Collection[date]) -> bool:
    """Say whether a day is no Saturday, no Sunday and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def working_after(day: date, days: int, holidays: Collection[date]) -> date:
    """Return the working day that is ``days`` working days after a day, which is not counted."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working(day, holidays)
    return day


def up_on(one: Deadline, holidays: Collection[date]) -> date:
    """Return the day on which a deadline is up."""
    if one.rule is Rule.WORKING:
        return working_after(one.came, one.days, holidays)
    return one.came + timedelta(days=one.days)


def read(root: Path) -> Deadlines:
    """Return the deadlines of a collection, none where it has no file. UsageError: it cannot be read."""
    path = root / FILE
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Deadlines()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{FILE} cannot be read ({type(error).__name__})", _MEND) from None
    odd = table.keys() - {"schema_version", "holidays", "deadline"}
    if odd or table.get("schema_version") != SCHEMA_VERSION:
        what = f"has the key {min(odd)}" if odd else f"has no schema_version = {SCHEMA_VERSION}"
        raise UsageError(f"{FILE} {what}", _MEND)
    holidays = table.get("holidays", [])
    if not isinstance(holidays, list):
        raise UsageError(f"{FILE}: holidays is no list", _MEND)
    days = frozenset(_day(one, "holidays") for one in holidays)
    rows = table.get("deadline", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{FILE}: write each as [[deadline]]", _MEND)
    return Deadlines(days, tuple(_deadline(row, i) for i, row in enumerate(rows, start=1)))


def add(root: Path, one: Deadline) -> None:
    """Add a deadline at the end of the file; it is written whole or not at all, for its owner's eyes."""
    checked(one)
    read(root)  # a file that cannot be read is not written to
    path = root / FILE
    before = path.read_text("utf-8") if path.exists() else f"schema_version = {SCHEMA_VERSION}\n"
    after = f"{before.rstrip()}\n\n{_text(one)}"
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(after, "utf-8")
    os.replace(part, path)


def checked(one: Deadline) -> Deadline:
    """Refuse a deadline that says nothing or cannot be."""
    texts = (one.what, one.authority)
    if not one.what.strip() or any(len(t) > LONGEST or not t.isprintable() for t in texts):
        raise UsageError(
            "a deadline says what is due, on one line", f"In at most {LONGEST} characters."
        )
    if not 0 < one.days <= MOST_DAYS:
        raise UsageError(f"{one.days} is no number of days", f"Give 1 to {MOST_DAYS}.")
    return one


def _text(one: Deadline) -> str:
    # JSON's strings are TOML's basic strings, once nothing in them is unprintable.
    what, authority = (json.dumps(text, ensure_ascii=False) for text in (one.what, one.authority))
    return (
        f'[[deadline]]\nwhat = {what}\ncame = "{one.came}"\nrule = "{one.rule}"\ndays = {one.days}\n'
        f"authority = {authority}\n"
    )


def _deadline(row: dict[str, Any], number: int) -> Deadline:
    where = f"deadline {number}"
    odd = row.keys() - _KEYS
    if odd:
        raise UsageError(f"{FILE}: {where} has the key {min(odd)}", _MEND)
    if row.get("rule") not in set(Rule):
        raise UsageError(f"{FILE}: {where}: rule is not calendar or working", _MEND)
    days, what, authority = row.get("days"), row.get("what"), row.get("authority", "")
    if type(days) is not int or not isinstance(what, str) or not isinstance(authority, str):
        raise UsageError(
            f"{FILE}: {where} needs what and authority as texts, days as a number", _MEND
        )
    met = row.get("met", "")
    return checked(
        Deadline(
            what,
            _day(row.get("came"), where),
            Rule(row["rule"]),
            days,
            authority,
            _day(met, where) if met else None,
        )
    )


def _day(value: object, where: str) -> date:
    """Return a day written as a text or as TOML's own date."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(f"{FILE}: {where} has a date that is none", "Write YYYY-MM-DD.") from None
