"""What an article says of itself: place, date and agency of its dateline, byline, outlet.

Promises: what is printed is told with its words; a year that is not printed is not made up; an outlet that is
only named as the one somebody spoke to is inferred, and said so. Does not read headlines' dates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tearline.dates import month_of
from tearline.model.article import NOT_TOLD, Basis, Told
from tearline.records.articles.shapes import DATE, Shape, phrases

_DATELINE = re.compile(
    r"^\s*(?P<place>[A-Z][A-Z.'’ -]+(?:/[A-Z][A-Z.'’ -]+)*(?:,\s*[A-Z][\w. ]{1,20})?),\s+"
    r"(?P<date>(?:(?P<month>[A-Z][a-z]{2,8})\.?\s+(?P<day>\d{1,2})|(?P<day2>\d{1,2})\s+(?P<month2>[A-Z][a-z]{2,8}))"
    r"(?:,?\s+(?P<year>\d{4}))?)\s*(?:\((?P<agency>[^()]{2,30})\)\s*)?[-–—]\s"
)
_PLACE = re.compile(
    r"^\s*(?P<place>[A-Z][A-Z.'’-]{2,}(?:\s[A-Z.'’-]{2,}){0,2}(?:,\s*[A-Z][\w. ]{1,20})?)\s+[–—]\s+(?=[A-Z])"
)
_BRIEF = re.compile(
    r"^\s*(?P<place>[A-Z][A-Z.'’ -]{2,}(?:,\s*[A-Z][\w. ]{1,20})?)\s+"
    r"\((?P<agency>[A-Z][\w .]{1,20})\)\s*[-–—]\s"
)
_SPOKE_TO = re.compile(
    r"\btold\s+(?P<one>[A-Z][\w.&]*(?:\s+(?:News|Digital|Times|Post|Journal|Guardian|Press|Radio|TV))*)"
    r"|\b(?P<two>[A-Z][\w.&]*\s+News)\s+(?:also\s+)?was\s+told"
)
LEAST_SPOKEN_TO = 2
FULL_NAME = 2  # words of a writer's name


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: each part's words and its place in the line, -1 and -1 for none.

    ``date`` is as far as it is known: 2025-03-19, or --03-19.
    """

    place: tuple[str, int, int]
    date: tuple[str, int, int]
    agency: tuple[str, int, int]
    end: int


def dateline_of(said: str) -> Dateline | None:
    """Return the dateline a paragraph begins with, None where it begins with none."""
    found = _DATELINE.match(said) or _BRIEF.match(said) or _PLACE.match(said)
    if found is None:
        return None
    parts = found.groupdict()
    day = ""
    if named := parts.get("month") or parts.get("month2"):
        month = month_of(named)
        if month is None:
            return None
        day = f"{parts['year'] or '-'}-{month:02}-{int(parts['day'] or parts['day2']):02}"

    def part(name: str, value: str | None = None) -> tuple[str, int, int]:
        said = parts.get(name)
        return (
            ("", -1, -1) if said is None else (said if value is None else value, *found.span(name))
        )

    return Dateline(part("place"), part("date", day), part("agency"), found.end())


def told_of(
    text: str, first: Shape | None, body: Sequence[Shape], bylines: Sequence[Shape]
) -> dict[str, Told]:
    """Return what an article's own lines tell: byline, outlet, place and date."""
    told = {"byline": NOT_TOLD, "outlet": NOT_TOLD, "place": NOT_TOLD, "date": NOT_TOLD}
    for byline in bylines:
        said = text[byline.start : byline.end]
        dated = DATE.search(said)
        if dated is not None and not told["date"].value:
            iso = _iso(dated)
            at = byline.start + dated.start(), byline.start + dated.end()
            told["date"] = Told(iso, Basis.PRINTED, *at) if iso else NOT_TOLD
        writers = _writers(said[: dated.start()] if dated else said)
        if writers is not None and not told["byline"].value:
            start, end = writers
            told["byline"] = Told(
                said[start:end], Basis.PRINTED, byline.start + start, byline.start + end
            )
    line = dateline_of(text[first.start : first.end]) if first is not None else None
    if line is not None and first is not None:
        parts = (("place", line.place), ("date", line.date), ("outlet", line.agency))
        for name, (value, start, end) in parts:
            if value:
                told[name] = Told(value, Basis.PRINTED, first.start + start, first.start + end)
    if not told["outlet"].value:
        told["outlet"] = _spoken_to(text, body)
    return told


_WRITTEN = re.compile(
    r"\s*(?:(?:by|written by|von|par)\s+)?(?P<who>[^\W\d_].*?)"
    r"(?:[\s|•·,–—-]|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)*$",
    re.IGNORECASE | re.DOTALL,
)
_NO_WRITER = re.compile(
    r"(?:published|updated|posted|last|on|first|date|modified|publié)\b", re.IGNORECASE
)


def _writers(said: str) -> tuple[int, int] | None:
    """Return where the writers' names stand in a byline, None where it has none."""
    found = _WRITTEN.match(said)
    if found is None or _NO_WRITER.match(found["who"]) or len(found["who"].split()) < FULL_NAME:
        return None
    return found.span("who")


def _iso(dated: re.Match[str]) -> str:
    """Return a printed date as year, month and day; "" where the calendar has none such."""
    part = dated.groupdict()
    if part["y3"]:
        year, month, day = int(part["y3"]), int(part["m3"]), int(part["d3"])
    elif part["y4"]:
        year, month, day = int(part["y4"]), int(part["m4"]), int(part["d4"])
    else:
        name = part["m"] or part["m2"]
        month = month_of(name.rstrip(".")) or 0
        year, day = int(part["y"] or part["y2"]), int(part["d"] or part["d2"])
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _spoken_to(text: str, body: Sequence[Shape]) -> Told:
    """Return the outlet that people spoke to, where it is one and named more than once."""
    places: dict[str, tuple[int, int]] = {}
    counts: Counter[str] = Counter()
    known = {one.lower() for one in phrases().agencies}
    for shape in body:
        for found in _SPOKE_TO.finditer(text, shape.start, shape.end):
            group = "one" if found["one"] else "two"
            name = found[group].split(" Digital")[0]
            if " " not in name and name.lower() not in known:
                continue  # "told Trump": a person, as far as one can see
            counts[name] += 1
            places.setdefault(name, found.span(group))
    if not counts:
        return NOT_TOLD
    name, times = counts.most_common(1)[0]
    if times < LEAST_SPOKEN_TO:
        return NOT_TOLD
    return Told(name, Basis.INFERRED, *places[name])
