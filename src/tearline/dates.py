"""Dates as old papers write them, each with the precision it really has.

Promises: finds day, month and year in running text (``12 Mar 1921``, ``March 12, 1921``,
``12MAR21``, ``3/12/21``, ``12-3-1921``, ``1921-03-12``), through common damage (``l2 Mar l921``,
``Decernber``), and says how precise the date is. Numbers alone are read month first, as American
forms have it, and day first only where month first cannot be. A two-digit year is put into the
century it is told.

Does not promise: that a date means anything (a birth, a stamp, a deadline): that is for the
caller. It reads a folded text (``text.fold``) and its spans are places in that.
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tearline.text import as_digits


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class DatedSpan:
    """A date and where it stands; ``month`` and ``day`` are None where the text does not say."""

    start: int
    end: int
    year: int
    month: int | None
    day: int | None

    @property
    def precision(self) -> Precision:
        """Return how much of the date is known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def iso(self) -> str:
        """Return the date as far as it is known: ``1921-03-12``, ``1921-03`` or ``1921``."""
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
_D = "[0-9OoIil|!SsB]"
_GAP = r"[ \t]{0,2}[.,'-]?\s{0,3}"
_YEAR = rf"(?:[1Il|!][89]{_D}{{2}}|20{_D}{{2}}|'?[0-9]{_D})"
_WORD = r"[A-Za-z0][A-Za-z01|]{2,9}"
_DATE = re.compile(
    rf"(?<![A-Za-z0-9])(?:"
    rf"(?P<d1>{_D}{{1,2}}(?:(?<=[0-9])|(?![A-Za-z])))(?:st|nd|rd|th)?{_GAP}(?P<m1>{_WORD}){_GAP}(?P<y1>{_YEAR})"
    rf"|(?P<m2>{_WORD}){_GAP}(?P<d2>{_D}{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:[ \t]{{0,2}}[,.]\s{{0,3}}|\s{{1,3}})(?P<y2>{_YEAR})"
    rf"|(?P<y3>[12][089]\d\d)-(?P<n3>\d\d)-(?P<d3>\d\d)"
    rf"|(?P<a4>{_D}{{1,2}})[ \t]?(?P<s4>[-/.])[ \t]?(?P<b4>{_D}{{1,2}})"
    rf"[ \t]?[-/.][ \t]?(?P<y4>{_YEAR})"
    rf"|(?P<m5>{_WORD})[ \t]?[.,]?[ \t]{{1,2}}(?:of[ \t])?(?P<y5>[1Il|!]9{_D}{{2}})"
    rf")(?![A-Za-z0-9])"
)
_YEAR_ALONE = re.compile(r"(?<![A-Za-z0-9/.-])1[89]\d\d(?![A-Za-z0-9]|[-/.]\d)")


def find_dates(text: str, start: int, end: int, century: int = 1900) -> Iterator[DatedSpan]:
    """Yield the dates that begin in ``text[start:end]``, in order, none overlapping another.

    ``century`` is what a two-digit year is added to. A date may end beyond ``end``.
    """
    for match in _DATE.finditer(text, start, min(len(text), end + 40)):
        if match.start() >= end:
            return
        found = _read(match, century)
        if found is not None:
            yield found


def find_years(text: str, start: int, end: int) -> Iterator[DatedSpan]:
    """Yield the bare four-digit years of the 19th and 20th century in ``text[start:end]``."""
    for match in _YEAR_ALONE.finditer(text, start, end):
        yield DatedSpan(match.start(), match.end(), int(match.group()), None, None)


def month_of(word: str) -> int | None:
    """Return 1-12 for a month's name or abbreviation, one or two letters damaged, else None."""
    return _month(word.lower().replace("0", "o").replace("1", "l").replace("|", "l"))


@lru_cache(maxsize=4096)
def _month(word: str) -> int | None:
    """Match exact abbreviations first, then a full name within its share of damage."""
    for number, name in enumerate(_MONTHS, 1):
        if word == name[:3] or (len(word) > 3 and name.startswith(word)):
            return number
    if word == "sept":
        return 9
    if len(word) < 4:
        return None
    allowed = 1 if len(word) < 6 else 2
    near = [(d, n) for n, m in enumerate(_MONTHS, 1) if (d := _distance(word, m)) <= allowed]
    near.sort()
    # two names as near as each other (june, july) say nothing
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1] if word[0] == _MONTHS[near[0][1] - 1][0] else None


def _distance(first: str, second: str) -> int:
    """Return the edit distance of two short words."""
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(second, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def _number(text: str) -> int | None:
    """Read digits, letters that stand for digits included."""
    plain = as_digits(text)
    return int(plain) if plain else None


def _read(match: re.Match[str], century: int) -> DatedSpan | None:
    """Turn one match into a date, or None where no such day is in the calendar."""
    part = match.groupdict()
    month: int | None
    day: int | None = None
    if part["m1"]:
        month, day, year = month_of(part["m1"]), _number(part["d1"]), _number(part["y1"])
    elif part["m2"]:
        month, day, year = month_of(part["m2"]), _number(part["d2"]), _number(part["y2"])
    elif part["y3"]:
        month, day, year = _number(part["n3"]), _number(part["d3"]), _number(part["y3"])
    elif part["m5"]:
        month, year = month_of(part["m5"]), _number(part["y5"])
    else:
        month, day, year = _number(part["a4"]), _number(part["b4"]), _number(part["y4"])
        if month is not None and day is not None and month > 12:
            month, day = day, month
        if not any(c.isdigit() for c in part["a4"] + part["b4"]):
            return None
    if month is None or year is None or not 1 <= month <= 12:
        return None
    if year < 100:
        year += century
    if year < 1000 or (part["m5"] is None and day is None):
        return None
    if day is not None and not 1 <= day <= monthrange(year, month)[1]:
        return None
    return DatedSpan(match.start(), match.end(), year, month, day)
