"""The register drawn: a timeline and a map of its incidents and clocks, each beside the same as a table.

Promises: what is drawn stands in the table, and what cannot be drawn (no day, no place that is known)
stands there with the reason; nothing is fetched from anywhere. A place is looked up by its name alone and
says why it is that one; a person sets it by two numbers where the name is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions.clocks import clock_of
from tearline.decisions.register import Item
from tearline.desk.accounts.items import REGISTER
from tearline.desk.accounts.reports import Reports
from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door
from tearline.findings.places import gazetteer
from tearline.findings.places.gazetteer import Place, Precision
from tearline.model.register import Kind, interval
from tearline.web.mapped import Pin, world_svg
from tearline.web.timelined import Bar, timeline_svg

MOST = 500  # things that are drawn
_DEGREES = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_AREAS = {Precision.COUNTRY, Precision.SEA}
_UNKNOWN = "no place of that name is known: set it by two numbers, as 57.5, 18.5"
_SETTLED = {"stated", "confirmed-by-authority", "convicted"}


@dataclass(frozen=True, slots=True)
class Placed:
    """An incident's place: its words, the place they were taken for, None where none is known, and why."""

    item: Item
    title: str
    words: str
    place: Place | None
    why: str
    uncertain: bool


class RegisterDrawn:
    """The timeline and the map."""

    def __init__(self, desk: Desk, reports: Reports) -> None:
        """Take the desk and its register."""
        self._desk, self._reports = desk, reports

    def routes(self, door: Door) -> list[Route]:
        """Return the routes; they stand before those of single items."""
        return [
            door.get(f"{REGISTER}/timeline", self.timeline, REVIEWING),
            door.get(f"{REGISTER}/map", self.map, REVIEWING),
        ]

    def timeline(self, request: Request) -> Response:
        """Draw what has a day."""
        bars = list(self._bars())
        shown = sorted(bars, key=lambda one: (one.first, one.last))[:MOST]
        undated = [
            (one, one.title)
            for one in self._reports.register.items(Kind.INCIDENT)
            if not any(one.of("when"))
        ]
        values = {
            "bars": shown,
            "left": len(bars) - len(shown),
            "undated": undated,
            "drawing": Markup(timeline_svg(shown, title="Timeline of the register")),  # noqa: S704 - escaped there
        }
        return self._desk.shown.page(request, "timeline.html", values)

    def _bars(self) -> Iterator[Bar]:
        register, today = self._reports.register, self._desk.access.clock().date()
        for item in register.items():
            kind = Kind(item.body.kind)
            title, href = item.title, f"{REGISTER}/{item.id}"
            if kind is Kind.INCIDENT:
                for one in item.of("when"):
                    yield Bar(*interval(one.value), title, href, kind.value, _unsure(item))
            elif (clock := clock_of(item, today)) is not None:
                start = next((interval(one.value)[0] for one in item.of("start")), clock.ends)
                first = min(start, clock.ends)
                yield Bar(first, clock.ends, f"until: {title}", href, kind.value, uncertain=False)

    def map(self, request: Request) -> Response:
        """Draw what has a place that is known."""
        placed = list(self._placed())[:MOST]
        pins = [
            Pin(
                *(one.place.latitude, one.place.longitude, one.place.radius_km),
                *(f"{one.title} ({one.words})", f"{REGISTER}/{one.item.id}"),
                uncertain=one.uncertain,
                name=one.place.name,
                area=one.place.precision in _AREAS,
            )
            for one in placed
            if one.place is not None
        ]
        drawing = world_svg(pins, title="Map of the register's incidents", several="#places")
        values = {
            "placed": placed,
            "drawing": Markup(drawing),  # noqa: S704 - escaped there
            "towns": gazetteer.available(),
        }
        return self._desk.shown.page(request, "map.html", values)

    def _placed(self) -> Iterator[Placed]:
        for item in self._reports.register.items(Kind.INCIDENT):
            title = item.title
            names = [one.value for one in item.of("where")]
            for words in names:
                place, why = _place(words, [one for one in names if one != words])
                yield Placed(item, title, words, place, why, _unsure(item))
            if not names:
                yield Placed(item, title, "", None, "no place was entered", uncertain=True)


def _place(words: str, near: list[str]) -> tuple[Place | None, str]:
    degrees = _DEGREES.fullmatch(words)
    if degrees:
        latitude, longitude = float(degrees[1]), float(degrees[2])
        if abs(latitude) > 90:  # noqa: PLR2004
            return None, f"{degrees[1]} is no latitude: the first number is at most 90"
        if abs(longitude) <= 180:  # noqa: PLR2004
            place = Place(words, "", latitude, longitude, Precision.POINT, 0.0, "set by a person")
            return place, place.why
    if not gazetteer.available():
        return None, "no list of places is installed: pip install 'tearline[places]'"
    found = gazetteer.known(words, near)
    return (found[0], found[0].why) if found else (None, _UNKNOWN)


def _unsure(item: Item) -> bool:
    return any(one.state not in _SETTLED for one in item.of("claim") if one.state)
