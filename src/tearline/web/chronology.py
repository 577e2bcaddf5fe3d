"""The timeline in the room: years, months, the records of each, and the releases on the same axis.

Promises: no page of it grows with the collection: years on the first, a year's or a month's records a
hundred to a page. Years that have nothing are told as such, undated records counted and listed. A date
shows as precisely as it is known and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response

from tearline.reading.released import ReleaseFolder
from tearline.reading.timeline import MONTH_NAMES, Entry, Span, Timeline, said, timeline, title
from tearline.web.finding import whole_number
from tearline.web.shelf import Shelf
from tearline.web.shown import Pages

LISTED = 100  # records on one page of a list
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the axis: a year with its span and share of the longest bar, or years with nothing.

    ``released``: the releases of that year. ``until``: the last of the years without anything, else 0.
    """

    year: int
    until: int
    span: Span | None
    share: float
    released: tuple[ReleaseFolder, ...]


def routes(shelf: Shelf, shown: Pages) -> list[tuple[str, Callable[[Request], Response]]]:
    """Return the addresses of the timeline, each with what answers it."""
    made = _Chronology(shelf, shown)
    return [
        ("/timeline", made.axis),
        ("/timeline/undated", made.undated),
        ("/timeline/{year}", made.listed),
        ("/timeline/{year}/{month}", made.listed),
    ]


class _Chronology:
    """Made with the room; the timeline itself is made when it is first asked for."""

    def __init__(self, shelf: Shelf, shown: Pages) -> None:
        self._shelf, self._shown = shelf, shown

    @cached_property
    def _timeline(self) -> Timeline:
        releases = self._shelf.releases
        return timeline([(releases[label], index) for label, index in self._shelf.indexes.items()])

    def axis(self, request: Request) -> Response:
        """Show the years."""
        line, releases = self._timeline, tuple(self._shelf.releases.values())
        values = {
            "rows": list(rows(line.years, releases)),
            "records": line.records,
            "undated": len(line.undated),
            "unread": sum(not one.pages for one in line.undated),
        }
        return self._shown.show(request, "timeline.html", values | {"kind": "axis"})

    def listed(self, request: Request) -> Response:
        """Show the records of a year or of one month of it."""
        given = request.path_params
        year, month = whole_number(given["year"]), whole_number(given.get("month", ""))
        found = self._timeline.of(year, month)
        is_month = "month" not in given or (1 <= month <= _MONTHS)
        if not (found and is_month):
            why = "No record here is known to be of that time. Begin with the timeline itself."
            return self._shown.told(request, "There is nothing of that time", why)
        address = f"/timeline/{year:04}" + (f"/{month:02}" if month else "")
        months = self._timeline.months(year)
        times = [(one.year, 0) for one in self._timeline.years]
        if month:
            times = [(year, one.month) for one in months if one.month]
        at = times.index((year, month))
        wider = next((one.records for one in months if not one.month), 0)
        values = {
            "name": f"{MONTH_NAMES[month - 1]} {year}" if month else f"{year:04}",
            "year": year,
            "month": month,
            "asked": f"{year:04}-{month:02}" if month else f"{year:04}",
            "months": () if month else months,
            "month_names": MONTH_NAMES,
            "most": max((one.records for one in months), default=1),
            "wider": wider if month else 0,
            "before": _named(times[at - 1]) if at else None,
            "after": _named(times[at + 1]) if at + 1 < len(times) else None,
        }
        return self._list(request, address, found, values | {"kind": "list"})

    def undated(self, request: Request) -> Response:
        """Show the records without a date."""
        return self._list(request, "/timeline/undated", self._timeline.undated, {"kind": "undated"})

    def _list(
        self, request: Request, address: str, found: Sequence[Entry], values: dict[str, object]
    ) -> Response:
        """Show one page of a list."""
        page = whole_number(request.query_params.get("page", "")) or 1
        shown = found[(page - 1) * LISTED : page * LISTED]
        if page > 1 and not shown:
            why = f"The list has {(len(found) - 1) // LISTED + 1:,} pages."
            return self._shown.told(request, "The list has no such page", why)
        values |= {
            "address": address,
            "total": len(found),
            "records": len({one.record for one in found}),
            "first": (page - 1) * LISTED + 1,
            "entries": [
                (
                    one,
                    said(one.first, one.last),
                    title(self._shelf.indexes[one.releases[-1]], one.record),
                )
                for one in shown
            ],
            "earlier": page - 1 if page > 1 else 0,
            "later": page + 1 if page * LISTED < len(found) else 0,
        }
        return self._shown.show(request, "timeline.html", values)


def rows(years: Sequence[Span], releases: Sequence[ReleaseFolder]) -> Iterator[Row]:
    """Yield the axis from the first year of anything to the last, runs of empty years as one row."""
    spans = {one.year: one for one in years}
    released: dict[int, tuple[ReleaseFolder, ...]] = {}
    for folder in releases:
        year = int(folder.date[:4])
        released[year] = (*released.get(year, ()), folder)
    most = max((one.records for one in years), default=1)
    before = 0
    for year in sorted({*spans, *released}):
        if before and year > before + 1:
            yield Row(before + 1, year - 1, None, 0.0, ())
        span = spans.get(year)
        share = 100 * span.records / most if span else 0.0
        yield Row(year, 0, span, share, released.get(year, ()))
        before = year


def _named(time: tuple[int, int]) -> tuple[str, str]:
    """Return a year's or a month's name and address."""
    year, month = time
    if month:
        return f"{MONTH_NAMES[month - 1]} {year}", f"/timeline/{year:04}/{month:02}"
    return f"{year:04}", f"/timeline/{year:04}"
