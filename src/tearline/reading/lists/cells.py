"""What one cell of an index spreadsheet says: a text, a number of pages, a date with its precision.

Promises: nothing is guessed beyond what is stated here. ``00/00/1963`` is a year, ``06/00/64`` a month
of 19.., ``[No Date]`` and ``00/00/0000`` are a stated "no date", which is not the same as unreadable.
A date that a spreadsheet program keeps as a day's number is told from a year by its size, and said.
Does not correct what an archive wrote.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from tearline.dates import DatedSpan, find_dates
from tearline.text import fold

CENTURY = 1900  # what a year of two digits is added to
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_MONTHS, _SHORT_YEARS = 12, 100
_DAY_ZERO = date(1899, 12, 30)  # day 0 of spreadsheet programs, for days from March 1900 on
_LAST_DAY = 80_000  # the year 2119
_MOST_PAGES = 10_000_000
_UNDATED = {"", "no date", "nd", "n d", "undated", "unknown", "not dated", "none", "date unknown",
            "na", "n a", "not available"}  # fmt: skip
_PARTED = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ]00:00(?::00)?)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})/(\d{4})")
_PAGES = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*(?:p|pp|pgs?|pages?)?\.?", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_ERRORS = {"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}

Cell = object  # what openpyxl or csv hands out: str, int, float, bool, datetime and its kin, None


class DateState(StrEnum):
    """What became of a date's cell."""

    READ = "read"
    UNDATED = "undated"
    SHORT_YEAR = "a year of two digits"
    DAY_NUMBER = "a day's number"
    DAY_WITHOUT_MONTH = "a day without its month"
    NOT_READ = "not read"


def as_text(value: Cell) -> str:
    """Return a cell as one line of text; a whole number has no point, a day no time; None is ''."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    text = " ".join(str(value).replace("_x000D_", " ").replace("\0", " ").split())
    return (
        value if value == text and isinstance(value, str) else text
    )  # not one text twice in memory


def is_error(value: Cell) -> bool:
    """Say whether a cell holds a spreadsheet program's own error instead of a value."""
    return isinstance(value, str) and value in _ERRORS


def read_pages(value: Cell) -> int | None:
    """Return a number of pages: ``12``, ``12.0``, ``1,204``, ``12 pp.``; None where it is none."""
    found = None if isinstance(value, bool) else _PAGES.fullmatch(as_text(value))
    pages = int(found[1].replace(",", "")[:12]) if found else _MOST_PAGES
    return pages if pages < _MOST_PAGES else None


def read_date(value: Cell) -> tuple[DatedSpan | None, DateState]:
    """Return a date as far as its cell says it, and what became of it; month first, as American forms.

    The date is None unless it was read. Its span is the whole cell's text.
    """
    text = as_text(value)
    if isinstance(value, date):
        return DatedSpan(0, len(text), value.year, value.month, value.day), DateState.READ
    if " ".join(_WORDS.findall(text.lower().replace(".", ""))) in _UNDATED:
        return None, DateState.UNDATED
    if text.isdecimal():
        return _of_digits(text)
    if found := _PARTED.fullmatch(text):
        return _of_parts(text, int(found[1]), int(found[3]), found[4])
    if found := _ISO.fullmatch(text):
        return _made(text, int(found[1]), int(found[2]), int(found[3] or 0))
    if found := _MONTH_YEAR.fullmatch(text):
        return _made(text, int(found[2]), int(found[1]), 0)
    plain = fold(text).text
    dated = next(find_dates(plain, 0, len(plain), CENTURY), None)
    if dated is None or plain[: dated.start].strip() or plain[dated.end :].strip(" ."):
        return None, DateState.NOT_READ
    return _made(text, dated.year, dated.month or 0, dated.day or 0)


def _of_digits(text: str) -> tuple[DatedSpan | None, DateState]:
    """Read digits alone: a year, a day's number, or ``yyyymmdd``."""
    number = int(text[:9])
    if not number:
        return None, DateState.UNDATED
    if _FIRST_YEAR <= number <= _LAST_YEAR:
        return _made(text, number, 0, 0)
    if len(text) == len("yyyymmdd"):
        return _made(text, number // 10_000, number // 100 % 100, number % 100)
    if _LAST_YEAR < number <= _LAST_DAY:
        day = _DAY_ZERO + timedelta(days=number)
        return DatedSpan(0, len(text), day.year, day.month, day.day), DateState.DAY_NUMBER
    return None, DateState.NOT_READ


def _of_parts(text: str, month: int, day: int, written: str) -> tuple[DatedSpan | None, DateState]:
    """Read ``mm/dd/yyyy``, any part of which may be zeros for "not known"."""
    year = int(written)
    if not year:
        # a bare 01/01 without its year is how some programs write an empty date
        undated = month == day and month in {0, 1}
        return None, DateState.UNDATED if undated else DateState.NOT_READ
    short = len(written) < len("yyyy")
    if month > _MONTHS >= day > 0:
        month, day = day, month
    dated, state = _made(text, year + CENTURY * short, month, day)
    return dated, DateState.SHORT_YEAR if short and state is DateState.READ else state


def _made(text: str, year: int, month: int, day: int) -> tuple[DatedSpan | None, DateState]:
    """Return the date that its parts make, 0 for "not known", if there is such a day."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not 0 <= month <= _MONTHS:
        undated = not year and not month and not day
        return None, DateState.UNDATED if undated else DateState.NOT_READ
    if day > (monthrange(year, month)[1] if month else 31):
        return None, DateState.NOT_READ
    dated = DatedSpan(0, len(text), year, month or None, (day or None) if month else None)
    return dated, DateState.DAY_WITHOUT_MONTH if day and not month else DateState.READ


def one_line(value: Cell) -> str:
    """Return a cell that repeats one value on many lines as that value; else as ``as_text``."""
    lines = {as_text(line) for line in str(value).replace("_x000D_", "").splitlines()} - {""}
    return lines.pop() if isinstance(value, str) and len(lines) == 1 else as_text(value)
