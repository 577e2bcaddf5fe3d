"""A map as a drawing: places as pins on the outlines of the world's countries, cut to where the pins are.

Promises: no script, no tiles and nothing from elsewhere; equal pins give equal bytes in whatever order they
come; a place that is only known to be within so many kilometres has a ring that wide; what is uncertain is
hollow; each pin is a link that says its words, and the same stands in a table beside it. The projection is
plain latitude and longitude, stretched for the middle of the cut. Outlines: Natural Earth 1:50m, public
domain.
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
_TALLEST = 1.0  # of the width
_WIDEST_RING = 900.0  # kilometres: beyond it a ring would hide the map
_SEEN = 14  # titles that a pin of many names


@dataclass(frozen=True, slots=True)
class Pin:
    """A place: degrees, how far off it may be, its words, where it leads, and whether it is uncertain."""

    latitude: float
    longitude: float
    radius_km: float
    label: str
    href: str
    uncertain: bool


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


def world_svg(pins: Sequence[Pin], *, title: str, width: int = 960) -> str:
    """Return a map of the pins as an SVG, of the whole world where there are none."""
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
    groups: dict[tuple[float, float], list[Pin]] = {}
    for one in ordered:
        groups.setdefault((one.longitude, one.latitude), []).append(one)
    parts += [_ring(cut, many) for many in groups.values()]
    parts += [_pin(cut, many) for many in groups.values()]
    return "".join([*parts, "</svg>"])


def _order(one: Pin) -> tuple[float, float, str, str, float, bool]:
    return one.latitude, one.longitude, one.label, one.href, one.radius_km, one.uncertain


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
    """Return the outlines that reach into the cut; points closer than half a pixel are one."""
    east, south = cut.west + cut.width / cut.across, cut.north - cut.height / cut.up
    paths = []
    for ring in _rings():
        if max(x for x, _ in ring) < cut.west or min(x for x, _ in ring) > east:
            continue
        if max(y for _, y in ring) < south or min(y for _, y in ring) > cut.north:
            continue
        points: list[tuple[float, float]] = []
        for x, y in ring:
            one = cut.at(
                min(max(x, cut.west - 40), east + 40), min(max(y, south - 40), cut.north + 40)
            )
            if not points or abs(one[0] - points[-1][0]) + abs(one[1] - points[-1][1]) > 0.6:  # noqa: PLR2004
                points.append(one)
        if len(points) > 2:  # noqa: PLR2004
            paths.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(paths)


def _ring(cut: _Cut, pins: Sequence[Pin]) -> str:
    x, y = cut.at(pins[0].longitude, pins[0].latitude)
    radius = min(max(one.radius_km for one in pins), _WIDEST_RING) / _KM * cut.up
    return (
        f'<circle class="reach" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
        if radius > _DOT
        else ""
    )


def _pin(cut: _Cut, pins: Sequence[Pin]) -> str:
    """Return a pin; of several at one place a larger one with their number, that leads to the first."""
    x, y = cut.at(pins[0].longitude, pins[0].latitude)
    told = "; ".join(one.label for one in pins[:_SEEN])
    if len(pins) > _SEEN:
        told += f"; and {len(pins) - _SEEN} more"
    uncertain = " uncertain" if all(one.uncertain for one in pins) else ""
    radius = _DOT if len(pins) == 1 else _DOT + 4
    count = (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">{len(pins)}</text>'
        if len(pins) > 1
        else ""
    )
    return (
        f'<a href="{escape(pins[0].href)}"><title>{escape(told)}</title>'
        f'<circle class="pin{uncertain}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>{count}</a>'
    )
