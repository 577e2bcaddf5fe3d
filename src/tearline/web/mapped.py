"""A map as a drawing: places as pins on the outlines of the world's countries, cut to where the pins are.

Promises: no script, no tiles and nothing from elsewhere; equal pins give equal bytes in whatever order they
come; pins that would lie on one another are one, with their number; a country or a sea is a ring as wide as
it is and never a point; what is uncertain is hollow; each is a link that says its words, and the same stands
in a table beside it. The projection is plain latitude and longitude, stretched for the middle of the cut.
Outlines: Natural Earth 1:50m, public domain.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib import resources

import zstandard

_MARGIN = 0.18  # of the pins' extent
_LEAST = 6.0  # degrees that a map shows at least
_KM = 111.2  # a degree of latitude
_DOT = 7.0
_APART = 2 * (_DOT + 4)
_TALLEST = 1.0  # of the width
_WIDEST_RING = 4_000.0  # kilometres
_LETTER, _LINE = 6.6, 14.0  # points of a letter of a label, and of its height
_LONGEST = 28  # letters of a label
_BAR = 0.25  # of the width: the longest a scale may be
_SEEN = 14  # titles that a pin of many names


@dataclass(frozen=True, slots=True)
class Pin:
    """A place: degrees, how far off it may be, its words, where it leads, and whether it is uncertain.

    ``name`` stands beside it, '' for none; ``area``: a country or a sea, which has no point.
    """

    latitude: float
    longitude: float
    radius_km: float
    label: str
    href: str
    uncertain: bool
    name: str = ""
    area: bool = False


@dataclass(frozen=True, slots=True)
class _Cut:
    """The part of the world that is drawn: its edges in degrees, and how degrees become points."""

    west: float
    north: float
    across: float
    up: float
    width: float
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self.west) * self.across, (self.north - latitude) * self.up


def world_svg(pins: Sequence[Pin], *, title: str, width: int = 960, several: str = "") -> str:
    """Return a map of the pins as an SVG, of the whole world where there are none.

    ``several``: where a pin leads that stands for more than one ('' for the first of them).
    """
    ordered = sorted(pins, key=_order)
    cut = _cut(ordered, width)
    box = f'width="{cut.width:.0f}" height="{cut.height:.0f}"'
    head = (
        f'<svg class="drawn" viewBox="0 0 {cut.width:.0f} {cut.height:.0f}" role="group"'
        f' aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg">'
    )
    parts = [
        head,
        f'<rect class="sea" {box}/>',
        f'<path class="land" fill-rule="evenodd" d="{_land(cut)}"/>',
    ]
    groups = _groups(cut, ordered)
    parts += [_ring(cut, many, several) for many in groups]
    parts += [_pin(cut, many, several) for many in groups if not many[0].area]
    parts += _labels(cut, groups)
    parts.append(_scale(cut))
    return "".join([*parts, "</svg>"])


def _groups(cut: _Cut, ordered: Sequence[Pin]) -> list[list[Pin]]:
    """Return the pins together that would lie on one another; areas only where they are the same."""
    found: list[tuple[float, float, list[Pin]]] = []
    for one in ordered:
        x, y = cut.at(one.longitude, one.latitude)
        for left, top, many in found:
            near = abs(left - x) < _APART and abs(top - y) < _APART
            same = (one.longitude, one.latitude) == (many[0].longitude, many[0].latitude)
            if many[0].area == one.area and (same if one.area else near):
                many.append(one)
                break
        else:
            found.append((x, y, [one]))
    return [many for _, _, many in found]


def _order(one: Pin) -> tuple[float, float, str, str, float, bool, str, bool]:
    return (
        *(one.latitude, one.longitude, one.label, one.href, one.radius_km),
        *(one.uncertain, one.name, one.area),
    )


def _cut(pins: Sequence[Pin], width: int) -> _Cut:
    if not pins:
        west, east, south, north = -180.0, 180.0, -58.0, 80.0
    else:
        reach = [min(one.radius_km, _WIDEST_RING) / _KM for one in pins]
        west = min(one.longitude - r for one, r in zip(pins, reach, strict=True))
        east = max(one.longitude + r for one, r in zip(pins, reach, strict=True))
        south = min(one.latitude - r for one, r in zip(pins, reach, strict=True))
        north = max(one.latitude + r for one, r in zip(pins, reach, strict=True))
        wide = max(_LEAST, (east - west) * (1 + 2 * _MARGIN))
        high = max(_LEAST / 2, (north - south) * (1 + 2 * _MARGIN))
        middle = ((west + east) / 2, (south + north) / 2)
        west, east = max(-180.0, middle[0] - wide / 2), min(180.0, middle[0] + wide / 2)
        south, north = max(-85.0, middle[1] - high / 2), min(85.0, middle[1] + high / 2)
    stretch = 1 / max(0.2, math.cos(math.radians((south + north) / 2)))
    across = width / (east - west)
    height = (north - south) * across * stretch
    least, most = width * 0.4, width * _TALLEST
    if height < least:  # show more of what lies above and below
        more = (least / (across * stretch) - (north - south)) / 2
        south, north = max(-90.0, south - more), min(90.0, north + more)
    elif height > most:
        more = (height / most - 1) * (east - west) / 2
        west, east = west - more, east + more
        across = width / (east - west)
    return _Cut(west, north, across, across * stretch, width, (north - south) * across * stretch)


@lru_cache(maxsize=1)
def _rings() -> tuple[tuple[tuple[float, float], ...], ...]:
    data = resources.files("tearline.web").joinpath("world_shapes.json.zst").read_bytes()
    value = json.loads(zstandard.decompress(data))
    steps = value["steps"]
    rings = []
    for flat in value["rings"]:
        x = y = 0
        points = []
        for at in range(0, len(flat), 2):
            x, y = x + flat[at], y + flat[at + 1]
            points.append((x / steps, y / steps))
        rings.append(tuple(points))
    return tuple(rings)


def _land(cut: _Cut) -> str:
    """Return the outlines that reach into the cut; points closer than half a pixel are one.

    A ring over the 180th meridian goes on beyond it, and is drawn on both sides of the map.
    """
    east, south = cut.west + cut.width / cut.across, cut.north - cut.height / cut.up
    paths = []
    for ring in map(_unbroken, _rings()):
        for turn in (-360.0, 0.0, 360.0):
            if max(x for x, _ in ring) + turn < cut.west or min(x for x, _ in ring) + turn > east:
                continue
            if max(y for _, y in ring) < south or min(y for _, y in ring) > cut.north:
                continue
            points: list[tuple[float, float]] = []
            for x, y in ring:
                one = cut.at(x + turn, min(max(y, south - 40), cut.north + 40))
                if not points or abs(one[0] - points[-1][0]) + abs(one[1] - points[-1][1]) > 0.6:  # noqa: PLR2004
                    points.append(one)
            if len(points) > 2:  # noqa: PLR2004
                paths.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(paths)


def _unbroken(ring: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a ring without its jumps from one end of the map to the other."""
    found: list[tuple[float, float]] = []
    turn = 0.0
    for x, y in ring:
        if found and abs(x + turn - found[-1][0]) > 180:  # noqa: PLR2004
            turn += 360.0 if x + turn < found[-1][0] else -360.0
        found.append((x + turn, y))
    return found


def _told(pins: Sequence[Pin]) -> str:
    said = "; ".join(one.label for one in pins[:_SEEN])
    return said + (f"; and {len(pins) - _SEEN} more" if len(pins) > _SEEN else "")


def _link(pins: Sequence[Pin], several: str) -> str:
    href = several if several and len(pins) > 1 else pins[0].href
    return f'<a href="{escape(href)}"><title>{escape(_told(pins))}</title>'


def _reach(cut: _Cut, pins: Sequence[Pin]) -> float:
    return min(max(one.radius_km for one in pins), _WIDEST_RING) / _KM * cut.up


def _ring(cut: _Cut, pins: Sequence[Pin], several: str) -> str:
    """Return the ring of a place; that of a country or a sea is the link, and bears its number."""
    x, y = cut.at(pins[0].longitude, pins[0].latitude)
    radius = _reach(cut, pins)
    circle = f'cx="{x:.1f}" cy="{y:.1f}" r="{max(radius, _DOT):.1f}"/>'
    if not pins[0].area:
        return f'<circle class="reach" {circle}' if radius > _DOT else ""
    uncertain = " uncertain" if all(one.uncertain for one in pins) else ""
    count = (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{len(pins)}</text>'
        if len(pins) > 1
        else ""
    )
    return f'{_link(pins, several)}<circle class="reach area{uncertain}" {circle}{count}</a>'


def _pin(cut: _Cut, pins: Sequence[Pin], several: str) -> str:
    """Return a pin; of several that lie close a larger one with their number."""
    x, y = cut.at(pins[0].longitude, pins[0].latitude)
    uncertain = " uncertain" if all(one.uncertain for one in pins) else ""
    radius = _DOT if len(pins) == 1 else _DOT + 4
    count = (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{len(pins)}</text>'
        if len(pins) > 1
        else ""
    )
    return (
        f"{_link(pins, several)}"
        f'<circle class="pin{uncertain}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>{count}</a>'
    )


def _labels(cut: _Cut, groups: Sequence[Sequence[Pin]]) -> list[str]:
    """Return the names beside the pins, each where it covers no other; one without room has none."""
    taken = [
        (x - _DOT - 4, y - _DOT - 4, x + _DOT + 4, y + _DOT + 4)
        for x, y in (cut.at(many[0].longitude, many[0].latitude) for many in groups)
    ]
    found = []
    for many in groups:
        name = next((one.name for one in many if one.name), "")[:_LONGEST]
        if not name:
            continue
        x, y = cut.at(many[0].longitude, many[0].latitude)
        wide = len(name) * _LETTER
        off = _DOT + 6
        beside, below = y - _LINE / 2, y + off
        for left, top in (
            (x + off, beside),
            (x - off - wide, beside),
            (x - wide / 2, y - off - _LINE),
            (x - wide / 2, below),
        ):
            box = (left, top, left + wide, top + _LINE)
            inside = left >= 0 and top >= 0 and box[2] <= cut.width and box[3] <= cut.height
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                found.append(
                    f'<text class="name" x="{left:.1f}" y="{top + 11:.1f}">{escape(name)}</text>'
                )
                break
    return found


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale(cut: _Cut) -> str:
    """Return a bar as long as a round number of kilometres in the middle of the map."""
    km = cut.width * _BAR / cut.up * _KM
    step = 10.0 ** math.floor(math.log10(km))
    km = max(step * factor for factor in (1, 2, 5) if step * factor <= km)
    wide, y = km / _KM * cut.up, cut.height - 10
    return (
        f'<path class="scale" d="M10 {y - 4:.1f}V{y:.1f}H{10 + wide:.1f}V{y - 4:.1f}"/>'
        f'<text class="day" x="{14 + wide:.1f}" y="{y + 3:.1f}">{km:g} km</text>'
    )
