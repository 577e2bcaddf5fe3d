"""From an expression of time to the days it can mean, reckoned from the day the article is dated.

Promises: the days are as wide as the words are: a month is never a day. What the words do not give and the
article's date does not either is no days. What was a choice (behind or ahead) is said with it.

Does not promise what a speaker meant: within a quotation "tomorrow" is reckoned from the article's date too,
and said to be unsure.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tearline.findings.times import calendar
from tearline.findings.times.calendar import Days
from tearline.findings.times.grammar import MONTHS, NUMBERS, WEEKDAYS, Matched
from tearline.model.when import TimeBasis

Parts = dict[str, str]
_UNLIKELY = 3  # how much farther a day seems that lies the way the words do not look
_PARTS = {"early": "early", "mid": "mid", "late": "late", "beginning": "early", "start": "early"}


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The days of an expression, their grain and what they follow from."""

    days: Days | None
    unit: str
    basis: TimeBasis


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What an expression is reckoned from: the article's day, the days before it, which way it looks."""

    said: date | None
    before: Days | None
    ahead: bool
    behind: bool = False
    year: int = 0  # where the day is not known and the year is


def reckoned(match: Matched, at: Standpoint) -> Reckoned:
    """Return what an expression means from where it is said."""
    try:
        days, unit = _WAYS[match.name](match.parts, at)
    except (OverflowError, ValueError):  # before the first day of the calendar, or behind its last
        days, unit = None, "vague"
    if "y" in match.parts:
        return Reckoned(days, unit, TimeBasis.PRINTED if days else TimeBasis.UNKNOWN)
    if days is None:
        return Reckoned(None, unit, TimeBasis.UNKNOWN)
    return Reckoned(
        days, unit, TimeBasis.NEIGHBOUR if match.name == "beside" else TimeBasis.ARTICLE
    )


def _part(parts: Parts) -> str:
    """Return early, mid, late or end; "" for the whole."""
    words = parts.get("part", "").lower().split()
    if not words:
        return ""
    key = next((word for word in words if word in {*_PARTS, "middle", "end"}), "")
    return {"middle": "mid", "end": "end"}.get(key, _PARTS.get(key, ""))


def _that(parts: Parts) -> str:
    return parts.get("that", "").lower().split()[-1] if parts.get("that") else ""


def _count(parts: Parts) -> int:
    said = parts["n"].lower()
    count = NUMBERS[said] if said in NUMBERS else int(said)
    return 2 * count if parts.get("unit", "").lower().startswith("fortnight") else count


def _unit(parts: Parts) -> str:
    unit = parts["unit"].lower().rstrip("s")
    return "week" if unit == "fortnight" else unit


def _month_of(parts: Parts, name: str = "mon") -> int:
    if "m" in parts:
        return int(parts["m"])
    short = parts[name].lower()[:3]
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(short))


def _near(at: Standpoint, candidates: list[Days], *, month: bool) -> Days | None:
    """Choose among the same day or month of the years around, by which way the words look."""
    if at.said is None:
        return candidates[0] if candidates else None
    said = at.said
    if month:
        if at.ahead:
            return next((days for days in candidates if days[1] >= said), None)
        return next((days for days in reversed(candidates) if days[0] <= said), None)

    def far(days: Days) -> int:
        away = (days[0] - said).days
        likely = (at.ahead and away >= 0) or (at.behind and away <= 0)
        return abs(away) if likely or not (at.ahead or at.behind) else _UNLIKELY * abs(away)

    return min(candidates, key=far, default=None)


def _around(at: Standpoint, make: Callable[[int], Days | None]) -> list[Days]:
    if at.said is None:
        return [days for days in (make(at.year),) if days] if at.year else []
    years = range(at.said.year - 1, at.said.year + 2)
    return [days for days in map(make, years) if days]


def _day(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    month, of = _month_of(parts), int(re.sub(r"\D", "", parts["d"]))
    until = int(re.sub(r"\D", "", parts["d2"])) if "d2" in parts else of
    other = _month_of(parts, "mon2") if "mon2" in parts else month

    def make(year: int) -> Days | None:
        over = year - (other < month)  # "from 20 December to 5 January 2031"
        first, last = calendar.day(over, month, of), calendar.day(year, other, until)
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None

    unit = "span" if "d2" in parts else "day"
    if "y" in parts:
        return make(int(parts["y"])), unit
    return _near(at, _around(at, make), month=False), unit


def _month(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    that, part = _that(parts), _part(parts)
    if "mon" not in parts:  # the end of the month
        days = (
            calendar.moved(at.said, {"last": -1, "next": 1}.get(that, 0), "month")
            if at.said
            else None
        )
    elif "y" in parts:
        days = calendar.month(int(parts["y"]), _month_of(parts))
    else:
        ahead = at.ahead or that == "next"
        around = _around(at, lambda year: calendar.month(year, _month_of(parts)))
        if that == "this" and at.said:
            around = [days for days in around if days[0].year == at.said.year]
            days = around[0] if around else None
        elif that == "last" and at.said:
            days = next((days for days in reversed(around) if days[1] < at.said), None)
        else:
            days = _near(Standpoint(at.said, None, ahead), around, month=True)
    if days and part:
        return calendar.part_of_month(days, "late" if part == "end" else part), "part"
    return days, "month"


def _months(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    first, last = _month_of(parts), _month_of(parts, "mon2")

    def make(year: int) -> Days | None:
        begun, ended = calendar.month(year - (last < first), first), calendar.month(year, last)
        return (begun[0], ended[1]) if begun and ended else None

    if "y" in parts:
        return make(int(parts["y"])), "span"
    return _near(at, _around(at, make), month=True), "span"


def _quarter(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    if "y" in parts:
        year = int(parts["y"])
    elif at.said is None:
        return None, "part"
    else:
        year = at.said.year + {"last": -1, "next": 1}.get(_that(parts), 0)
    many = 3 if parts["of"].lower() == "quarter" else 6
    which = {"first": 0, "second": 1, "third": 2, "fourth": 3}.get(
        parts["which"].lower(), 12 // many - 1
    )
    return calendar.months(year, many * which + 1, many * which + many), "part"


def _night(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    if "weekday" in parts:
        days, _ = _weekday(parts, at)
        return ((days[0] - timedelta(days=1), days[0]) if days else None), "span"
    days, _ = _day(parts, at)
    return ((days[0], days[0] + timedelta(days=1)) if days else None), "span"


def _season(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    name, that, part = parts["season"].lower(), _that(parts), _part(parts)
    if that in {"following", "previous"}:
        near = calendar.next_season if that == "following" else calendar.last_season
        days = near(at.before[0], name) if at.before else None
    elif "y" in parts:
        days = calendar.season(int(parts["y"]), name)
    elif at.said is None:
        days = None
    elif that == "next":
        days = calendar.next_season(at.said, name, running=False)
    elif that == "this":
        around = [
            calendar.last_season(at.said, name),
            calendar.next_season(at.said, name, running=True),
        ]
        said = at.said
        days = min(
            (d for d in around if d), key=lambda d: max((d[0] - said).days, (said - d[1]).days)
        )
    elif at.ahead and that != "last":
        days = calendar.next_season(at.said, name, running=True)
    else:
        days = calendar.last_season(at.said, name)
    if days and part:
        return calendar.part_of_season(days, "late" if part == "end" else part), "part"
    return days, "season"


def _year(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    part = _part(parts)
    if "y" in parts:
        year = int(parts["y"])
    elif at.said:
        year = at.said.year + {"last": -1, "next": 1}.get(_that(parts), 0)
    else:
        return None, "part"
    if part:
        return calendar.part_of_year(year, part), "part"
    return calendar.years(year, year), "year"


def _decade(parts: Parts, _: Standpoint) -> tuple[Days | None, str]:
    first, part = int(parts["y"]), _part(parts)
    by = {"early": (0, 3), "mid": (4, 6), "late": (7, 9), "": (0, 9)}[part]
    return calendar.years(first + by[0], first + by[1]), "part" if part else "decade"


def _today(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    if at.said is None:
        return None, "day"
    word = " ".join(parts["word"].lower().split())
    if word in {"overnight", "last night"}:
        return (at.said - timedelta(days=1), at.said), "span"
    by = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2}
    by["the day after tomorrow"] = 2
    return calendar.moved(at.said, by.get(word, 0), "day"), "day"


def _weekday(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    if at.said is None:
        return None, "day"
    weekday, that = WEEKDAYS.index(parts["weekday"].lower()), _that(parts)
    if that == "next":  # of the week that comes, as most papers mean it
        there = calendar.week(at.said)[0] + timedelta(days=7 + weekday)
    elif that == "coming" or (at.ahead and that in {"", "this"}):
        there = calendar.weekday_after(at.said, weekday, same=that == "" and at.ahead)
    elif that == "this":
        monday = calendar.week(at.said)[0]
        there = monday + timedelta(days=weekday)
    elif that in {"previous", "following"}:
        if at.before is None:
            return None, "day"
        near = calendar.weekday_before if that == "previous" else calendar.weekday_after
        there = near(at.before[0], weekday, same=False)
    else:
        there = calendar.weekday_before(at.said, weekday, same=that == "")
    return (there, there), "day"


def _that_unit(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    unit, that = parts["unit"].lower(), parts["that"].lower()
    if at.said is None:
        return None, unit
    by = {"last": -1, "next": 1}.get(that, 0)
    if that.startswith("the "):
        ahead = that in {"the coming", "the next"}
        return _stretch(at.said, 1, unit, ahead=ahead), "span"
    part = parts.get("part", "").lower()
    if unit == "weekend":
        monday = calendar.week(at.said)[0]
        by = by if that != "the" or at.ahead else -1
        saturday = monday + timedelta(days=5 + 7 * by)
        return (saturday, saturday + timedelta(days=1)), "span"
    days = _whole(at.said, by, unit)
    if days and part in {"early", "mid", "late"}:
        if unit == "year":
            return calendar.part_of_year(days[0].year, part), "part"
        return calendar.part_of_month(days, part) if unit == "month" else days, "part"
    if days and part and by == 0:
        return ((days[0], at.said) if part == "earlier" else (at.said, days[1])), "part"
    return days, unit


def _whole(said: date, by: int, unit: str) -> Days | None:
    """Return the whole week, month, quarter, year or decade so many from the one a day lies in."""
    if unit == "week":
        return calendar.week(said + timedelta(days=7 * by))
    if unit == "quarter":
        return calendar.months(
            said.year, 3 * ((said.month - 1) // 3 + by) + 1, 3 * ((said.month - 1) // 3 + by) + 3
        )
    if unit == "decade":
        begins = said.year // 10 * 10 + 10 * by
        return calendar.years(begins, begins + 9)
    return calendar.moved(said, by, unit)


def _stretch(said: date, count: int, unit: str, *, ahead: bool) -> Days | None:
    """Return the days from so many units before (after) a day to that day."""
    if unit == "decade":
        count, unit = 10 * count, "year"
    if unit in {"day", "week"}:
        there = calendar.moved(said, count if ahead else -count, unit)
        other = there[0] if there else None
    else:
        months = count * (12 if unit == "year" else 1)
        month = calendar.month(said.year, said.month + (months if ahead else -months))
        other = month[0].replace(day=min(said.day, month[1].day)) if month else None
    if other is None:
        return None
    return (said, other) if ahead else (other, said)


def _ago(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    unit = _unit(parts)
    return (
        calendar.moved(at.said, -_count(parts), unit) if at.said else None
    ), "day" if unit == "week" else unit


def _ahead(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    unit = _unit(parts)
    return (
        calendar.moved(at.said, _count(parts), unit) if at.said else None
    ), "day" if unit == "week" else unit


def _span(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    return (
        _stretch(at.said, _count(parts), _unit(parts), ahead=False) if at.said else None
    ), "span"


def _beside(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    """Reckon from the day named before: without one there are no days."""
    unit, way = _unit(parts), parts["way"].lower()
    if at.before is None or (unit in {"day", "week"} and at.before[0] != at.before[1]):
        return None, unit
    if way in {"that", "the same"}:
        return _whole(at.before[0], 0, unit), unit
    count = _count(parts) if "n" in parts else 1
    back = way in {"earlier", "before", "previous"}
    return calendar.moved(at.before[0], -count if back else count, unit), unit


def _vague(_: Parts, __: Standpoint) -> tuple[Days | None, str]:
    return None, "vague"


def _feast(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    def make(year: int) -> Days | None:
        return calendar.feast(parts["feast"], year)

    if "y" in parts:
        return make(int(parts["y"])), "day"
    return _near(at, _around(at, make), month=False), "day"


def _week(parts: Parts, at: Standpoint) -> tuple[Days | None, str]:
    if at.said is None:
        return None, "part"
    monday, sunday = calendar.week(
        at.said + timedelta(days=7 * {"last": -1, "next": 1}.get(_that(parts), 0))
    )
    by = {"early": (0, 1), "mid": (2, 3), "end": (4, 6)}[_part(parts)]
    return (monday + timedelta(days=by[0]), min(sunday, monday + timedelta(days=by[1]))), "part"


_WAYS: dict[str, Callable[[Parts, Standpoint], tuple[Days | None, str]]] = {
    "day": _day, "days": _day, "month": _month, "season": _season, "year": _year, "decade": _decade,
    "today": _today, "weekday": _weekday, "unit": _that_unit, "ago": _ago, "ahead": _ahead, "span": _span,
    "months": _months, "quarter": _quarter, "night": _night, "beside": _beside, "vague": _vague,
    "week": _week, "feast": _feast,
}  # fmt: skip
