"""Intervals of whole days: months, seasons, parts of months and years, weekdays before and after a day.

Promises: both ends belong to an interval; every reckoning stays within what a calendar holds (None
elsewhere). The conventions are those of the docs: meteorological seasons, a week from Monday to Sunday,
early, mid and late thirds of a month.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

Days = tuple[date, date]
SPRING, SUMMER, AUTUMN, WINTER = 3, 6, 9, 12
SEASONS = {"spring": SPRING, "summer": SUMMER, "autumn": AUTUMN, "fall": AUTUMN, "winter": WINTER}
_DECEMBER, _THIRD, _TWO_THIRDS = 12, 10, 20


def day(year: int, month: int, of: int) -> Days | None:
    """Return one day, None where the calendar has none."""
    try:
        only = date(year, month, of)
    except ValueError:
        return None
    return only, only


def month(year: int, of: int) -> Days | None:
    """Return a month. ``of`` may lie outside 1 to 12: it counts on into the years around."""
    year, of = year + (of - 1) // 12, (of - 1) % 12 + 1
    if not MINYEAR <= year < MAXYEAR:
        return None
    return date(year, of, 1), date(year, of, monthrange(year, of)[1])


def years(first: int, last: int) -> Days | None:
    """Return whole years."""
    if not MINYEAR <= first <= last < MAXYEAR:
        return None
    return date(first, 1, 1), date(last, 12, 31)


def months(year: int, first: int, last: int) -> Days | None:
    """Return the months from one to another of a year; above 12 they are the next year's."""
    begin, end = month(year, first), month(year, last)
    return (begin[0], end[1]) if begin and end else None


def season(year: int, name: str) -> Days | None:
    """Return a season; a winter is called by the year it begins in."""
    begins = SEASONS[name]
    return months(year, begins, begins + 2)


def part_of_season(days: Days, part: str) -> Days | None:
    """Return the first, second or third month of a season."""
    at = days[0].month + {"early": 0, "mid": 1, "late": 2}[part]
    return month(days[0].year, at)


def part_of_month(days: Days, part: str) -> Days:
    """Return the first ten days, the second ten, or the rest of a month."""
    first = days[0]
    if part == "early":
        return first, first.replace(day=_THIRD)
    if part == "mid":
        return first.replace(day=_THIRD + 1), first.replace(day=_TWO_THIRDS)
    return first.replace(day=_TWO_THIRDS + 1), days[1]


def part_of_year(year: int, part: str) -> Days | None:
    """Return what early, mid and late mean of a year; "end" is its last two months."""
    first, last = {"early": (1, 3), "mid": (6, 7), "late": (10, 12), "end": (11, 12)}[part]
    return months(year, first, last)


def week(of: date) -> Days:
    """Return the week of a day, Monday to Sunday."""
    monday = of - timedelta(days=of.weekday())
    return monday, monday + timedelta(days=6)


def weekday_before(of: date, weekday: int, *, same: bool) -> date:
    """Return the latest such weekday before a day, or on it where ``same``."""
    back = (of.weekday() - weekday) % 7
    return of - timedelta(days=back or (0 if same else 7))


def weekday_after(of: date, weekday: int, *, same: bool) -> date:
    """Return the next such weekday after a day, or on it where ``same``."""
    on = (weekday - of.weekday()) % 7
    return of + timedelta(days=on or (0 if same else 7))


def moved(of: date, count: int, unit: str) -> Days | None:
    """Return what lies ``count`` units from a day: that day, or the whole month or year."""
    try:
        if unit in {"day", "week"}:
            there = of + timedelta(days=count * (7 if unit == "week" else 1))
            return there, there
        if unit == "month":
            return month(of.year, of.month + count)
        if unit == "year":
            return years(of.year + count, of.year + count)
    except (OverflowError, ValueError):
        return None
    return None


def easter(year: int) -> date:
    """Return Easter Sunday of the western churches (the Gregorian reckoning of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    of_month, of_day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, of_month, of_day + 1)


def last_season(of: date, name: str) -> Days | None:
    """Return the latest such season that had ended before a day."""
    for year in (of.year, of.year - 1, of.year - 2):
        days = season(year, name)
        if days and days[1] < of:
            return days
    return None


def next_season(of: date, name: str, *, running: bool = False) -> Days | None:
    """Return the next such season after a day; the one it lies in where ``running``."""
    for year in (of.year - 1, of.year, of.year + 1):
        days = season(year, name)
        if days and (days[0] > of or (running and days[1] >= of)):
            return days
    return None


_FEASTS = {
    "christmas": (12, 25),
    "christmas eve": (12, 24),
    "new year": (1, 1),
    "new year eve": (12, 31),
    "halloween": (10, 31),
    "patrick": (3, 17),
    "valentine": (2, 14),
    "all saints": (11, 1),
    "may": (5, 1),
    "epiphany": (1, 6),
}


def feast(said: str, year: int) -> Days | None:
    """Return the day of a feast in a year; None for one that is not known."""
    words = said.lower().replace("’", "'").removesuffix(" day").replace("'s", "").replace("'", "")
    name = " ".join(word for word in words.split() if word.rstrip(".") not in {"st", "saint"})
    if name in _FEASTS:
        return day(year, *_FEASTS[name])
    there = easter(year) + timedelta(days={"good friday": -2, "easter monday": 1}.get(name, 0))
    return there, there
