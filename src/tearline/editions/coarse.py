"""Days and places told less exactly: what a partner is told of when and where, at most.

Promises: what comes out follows from what goes in and the grain alone; a day lies in the interval that is
told for it; a pair of degrees lies on one grid for everybody, never beside its place by chance; a place that
cannot be told coarsely enough is not told. What a sentence says of days and places it says as it was marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tearline.decisions.partnering import DAYS, PLACES
from tearline.findings.places import gazetteer
from tearline.findings.places.gazetteer import Precision
from tearline.model.partner_view import Position
from tearline.model.register import interval

_DEGREES = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")
_GRID = {"exact": (4, 10), "site": (2, 1_000), "town": (1, 10_000), "region": (0, 100_000)}
_STATES = {  # the register's words for how exact a place is, as grains
    "exact": "exact",
    "site": "site",
    "town": "town",
    "admin": "region",
    "region": "region",
    "sea-area": "region",
    "country": "country",
}
_TOLD = {"region": "region", "country": "country", "town": "town", "site": "site", "exact": "exact"}
_COUNTRY = "country"
_NORTH, _EAST = 90.0, 180.0


@dataclass(frozen=True, slots=True)
class Where:
    """A place as it may be told: its words, the register's word for how exact, and what is known of it."""

    words: str
    state: str
    country: str = ""
    position: Position | None = None


def days(said: str, grain: str) -> str:
    """Return a day, month, year or interval at a grain, ISO; '' stays ''. ValueError: it is none of these."""
    if not said:
        return ""
    first, last = interval(said)
    if grain == DAYS[0]:
        return said
    starts, ends = _begin(first, grain), _begin(last, grain)
    if grain == "quarter":
        return f"{starts}/{_end_of_quarter(last)}"
    return starts if starts == ends else f"{starts}/{ends}"


def _begin(day: date, grain: str) -> str:
    if grain == "year":
        return f"{day.year:04d}"
    month = day.month if grain == "month" else 3 * ((day.month - 1) // 3) + 1
    return f"{day.year:04d}-{month:02d}"


def _end_of_quarter(day: date) -> str:
    return f"{day.year:04d}-{3 * ((day.month - 1) // 3) + 3:02d}"


@lru_cache(maxsize=16_384)
def place(words: str, state: str, grain: str) -> Where | None:
    """Return a place at a grain of ``PLACES``; None where it cannot be told so coarsely.

    ``state`` is the register's word for how exact it is, '' for not said, which counts as exact.
    """
    degrees = _DEGREES.fullmatch(words)
    if degrees is not None:
        return _on_grid(
            float(degrees[1]), float(degrees[2]), _coarser(_STATES.get(state, ""), grain)
        )
    own = _STATES.get(state, PLACES[0])
    if PLACES.index(own) >= PLACES.index(grain):
        return _named(words, state)
    for name, found in _parts(words):
        reached = "country" if found.precision is Precision.COUNTRY else "town"
        if PLACES.index(reached) >= PLACES.index(grain):
            return Where(name, _TOLD[reached], found.country)
    return None


def _coarser(own: str, grain: str) -> str:
    known = own if own in PLACES else PLACES[0]
    return max(known, grain, key=PLACES.index)


def _on_grid(latitude: float, longitude: float, grain: str) -> Where | None:
    """Return a pair of degrees on the grid of its grain; a country has no degrees."""
    if grain == _COUNTRY or abs(latitude) > _NORTH or abs(longitude) > _EAST:
        return None
    decimals, metres = _GRID[grain]
    north, east = round(latitude, decimals) + 0.0, round(longitude, decimals) + 0.0
    words = f"{north:.{decimals}f}, {east:.{decimals}f}"
    return Where(words, _TOLD[grain], "", Position(north, east, metres, decimals))


def _named(words: str, state: str) -> Where:
    """Return a place by its words, with its country where no other of that name can be meant."""
    for _, found in _parts(words):
        return Where(words, state, found.country)
    return Where(words, state)


def _parts(words: str) -> Iterator[tuple[str, gazetteer.Place]]:
    """Yield the parts of "a lane, a town, a country" that are known for sure, from the first on."""
    if not gazetteer.available():
        return
    parts = [one.strip() for one in words.split(",") if one.strip()]
    for at, part in enumerate(parts):
        found = gazetteer.known(part, parts[at + 1 :])
        if found and found[0].precision is not Precision.SEA and _sure(found[0].why):
            yield part, found[0]


def _sure(why: str) -> bool:
    return "largest of" not in why and "smaller one" not in why and "small one" not in why
