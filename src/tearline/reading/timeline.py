"""A timeline: the records of releases by their own dates, each as precise as it is.

Promises: every record of every release is on it: with the date that its released identification sheet gives,
as the interval that the index holds, or among the undated. "1962" is a year and never January 1962.
A record that two releases date alike is one entry; one that they date otherwise is an entry for each date;
one that any release dates is not undated. Pages are those of the newest release that has some.
Does not promise: that a date is right. It is the sheet's, as it was read; nor are dates in running text used.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import tantivy

from tearline.reading.released import ReleaseFolder
from tearline.reading.searching.index import PageIndex

# The index counts no more than 65,000 different values in one go, and says so by an error.
_AT_ONCE = 50_000
MONTH_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December")  # fmt: skip
_FIRST_DAY = 101  # of a year, as the number mmdd
_LAST_DAY = 1231


@dataclass(frozen=True, slots=True)
class Entry:
    """A record, its first and last possible day as ``yyyymmdd`` (0: undated), and where it stands so.

    ``pages`` are those of the record in the newest release that has some; 0: none that can be read.
    """

    record: str
    first: int
    last: int
    releases: tuple[str, ...]
    pages: int

    @property
    def iso(self) -> str:
        """Return the date as far as it is known: 1962-03-05, 1962-03, 1962, or two days with a slash."""
        return iso(self.first, self.last)

    @property
    def year(self) -> int:
        """Return the year, 0 where it is undated; of a range over years the first."""
        return self.first // 10_000

    @property
    def month(self) -> int:
        """Return the month, 0 where the date does not say."""
        return self.first // 100 % 100 if self.first // 100 == self.last // 100 else 0


@dataclass(frozen=True, slots=True)
class Span:
    """A year or a month: how many records and pages, and of the records those with no month known."""

    year: int
    month: int
    records: int
    pages: int
    without_month: int


class Timeline:
    """Entries in the order of their dates, the wider date first; ``undated`` by record."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Put entries in order."""
        by_date = sorted(entries, key=lambda one: (one.first, -one.last, one.record))
        self.entries = tuple(one for one in by_date if one.first)
        self.undated = tuple(one for one in by_date if not one.first)

    @cached_property
    def years(self) -> tuple[Span, ...]:
        """Return the years that have records."""
        return tuple(
            _span(year, 0, list(rows)) for year, rows in groupby(self.entries, lambda one: one.year)
        )

    def months(self, year: int) -> tuple[Span, ...]:
        """Return the months of a year that have records; month 0 comes first: no month known."""
        rows = sorted(self.of(year), key=lambda one: one.month)
        return tuple(
            _span(year, month, list(found)) for month, found in groupby(rows, lambda one: one.month)
        )

    def of(self, year: int, month: int = 0) -> tuple[Entry, ...]:
        """Return the entries of a year, or those known to be of one month of it."""
        found = self._by_year.get(year, ())
        return tuple(one for one in found if one.month == month) if month else found

    @cached_property
    def records(self) -> int:
        """How many records have a date."""
        return len({one.record for one in self.entries})

    @cached_property
    def _by_year(self) -> dict[int, tuple[Entry, ...]]:
        return {year: tuple(rows) for year, rows in groupby(self.entries, lambda one: one.year)}


def timeline(releases: Sequence[tuple[ReleaseFolder, PageIndex]]) -> Timeline:
    """Return the timeline of releases, each with its index, in the order given."""
    found: dict[str, dict[tuple[int, int], list[str]]] = {}
    newest: dict[str, int] = {}
    for folder, index in releases:
        dated = dict(_dated(index, sorted(folder.records)))
        for record in folder.records:
            first, last, pages = dated.get(record, (0, 0, 0))
            found.setdefault(record, {}).setdefault((first, last), []).append(folder.label)
            newest[record] = pages or newest.get(record, 0)
    return Timeline(
        [
            Entry(record, *dates, tuple(labels), newest[record])
            for record, rows in found.items()
            for dates, labels in rows.items()
            # A release that has no page of a record knows no date of it; another one may.
            if dates[0] or len(rows) == 1
        ]
    )


def title(index: PageIndex, record: str) -> str:
    """Return a record's title as its sheet gives it, '' where it has none."""
    return sheet(index, record)[0]


def sheet(index: PageIndex, record: str) -> tuple[str, str]:
    """Return a record's title and its date as ``iso`` writes it, as its sheet gives them; '' for none."""
    query = tantivy.Query.term_query(index.schema, "record", _written(record))
    hits = index.searcher.search(query, 1).hits
    if not hits:
        return "", ""
    raw: Any = index.searcher.doc(hits[0][1]).get_first("kept")
    kept = json.loads(bytes(raw))
    return str(kept.get("title", "")), str(kept.get("date", ""))


def iso(first: int, last: int) -> str:
    """Return an interval of days ``yyyymmdd`` as a date that says no more than it knows; '' for 0."""
    if not first:
        return ""
    if first == last:
        return _day(first)
    year, month = first // 10_000, first // 100 % 100
    if (first, last) == (year * 10_000 + _FIRST_DAY, year * 10_000 + _LAST_DAY):
        return f"{year:04}"
    start = year * 10_000 + month * 100
    if (first, last) == (start + 1, start + monthrange(year, month)[1]):
        return _day(first)[:7]
    return f"{_day(first)}/{_day(last)}"


def said(first: int, last: int) -> str:
    """Return an interval in words: '5 March 1962', 'March 1962', '1962, no month known'."""
    known = iso(first, last)
    if "/" in known:
        return " to ".join(said(day, day) for day in (first, last))
    parts = known.split("-")
    if len(parts) == 1:
        return f"{known}, no month known" if known else "no date known"
    month = f"{MONTH_NAMES[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2])} {month}" if parts[2:] else month


def _span(year: int, month: int, rows: Sequence[Entry]) -> Span:
    records = {one.record for one in rows}
    known = {one.record for one in rows if one.month}
    pages = {one.record: one.pages for one in rows}
    return Span(year, month, len(records), sum(pages.values()), len(records - known))


def _dated(index: PageIndex, names: Sequence[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """Yield record -> (first, last, pages) of an index; one without a page there is not yielded."""
    asked = {
        "record": {
            "terms": {"field": "record", "size": _AT_ONCE},
            "aggs": {
                "first": {"min": {"field": "date_first"}},
                "last": {"max": {"field": "date_last"}},
            },
        }
    }
    for at in range(0, len(names), _AT_ONCE):
        written = {_written(name): name for name in names[at : at + _AT_ONCE]}
        query = tantivy.Query.term_set_query(index.schema, "record", list(written))
        for row in index.searcher.aggregate(query, asked)["record"]["buckets"]:
            found: Mapping[str, Any] = row
            first, last = (int(found[side]["value"] or 0) for side in ("first", "last"))
            yield written[found["key"]], (first, last, int(found["doc_count"]))


def _written(record: str) -> str:
    """Return a name as the index has it: half a code point, which cannot be written, is ?."""
    return record.encode("utf-8", "replace").decode("utf-8")


def _day(day: int) -> str:
    return f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"
