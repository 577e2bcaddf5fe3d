"""Places are told no more exactly than is said of them.

Promises: a latitude or longitude has no more decimals than its ``precision`` (metres) bears out, which
is: the last decimal's step is not under half of it; without one, no decimals at all. In objects, MISP,
tables, CAP, and pairs of coordinates in any text. Does not read other grids, or degrees and minutes.
"""

# ruff: noqa: ANN401 - JSON
from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from tearline_verify.shared import misp_events
from tearline_verify.shared.edition import MISP, OBJECTS
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "places"
DEGREE = 111_320.0  # metres of a degree of latitude
MOST = 6
_SIDES = ("latitude", "longitude", "lat", "lon", "long", "lng")
_PAIR = re.compile(
    r"(?<![\d.])-?\d{1,2}\.(\d{2,})°?\s?[NS]?\s?[,; ]\s?-?\d{1,3}\.(\d{2,})(?![\d.])"
)
_NUMBER = re.compile(r"-?\d+\.\d+")
_WHAT = "a place told more exactly than its precision"


def decimals(value: Any) -> int:
    """Return how many decimals a number has, the zeros at its end not counted; 0 for what is none."""
    try:
        number = Decimal(str(value)).normalize()
    except InvalidOperation:
        return 0
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else MOST + 1


def borne_out(precision: Any) -> int:
    """Return how many decimals a precision in metres bears out."""
    try:
        metres = float(str(precision))
    except ValueError:
        return 0
    if not metres > 0:
        return 0
    return next((n for n in range(MOST, 0, -1) if DEGREE / 10**n >= metres / 2), 0)


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the places that are told too exactly."""
    most = 0
    for thing in look.edition.things:
        for row in thing.rows:
            allowed = borne_out(row.get("precision"))
            most = max(most, allowed if any(side in row for side in _SIDES) else 0)
            for side in _SIDES:
                if side in row and decimals(row[side]) > allowed:
                    yield Leak(NAME, OBJECTS, _WHAT, f"{thing.at}, {side}")
    yield from _in_misp(look, most)
    for file, table in look.edition.tables.items():
        precise = dict(table.columns()).get("precision", [])
        for head, cells in table.columns():
            for at, cell in enumerate(cells if head in _SIDES else []):
                if decimals(cell) > (borne_out(precise[at]) if precise else most):
                    yield Leak(NAME, file, _WHAT, f"row {at + 2}")
    for file, alert in look.edition.alerts.items():
        for one in alert.of("polygon", "circle"):
            points = one.text.rpartition(" ")[0] if one.name == "circle" else one.text
            allowed = most
            if one.name == "circle":  # its radius is in kilometres
                allowed = max(most, borne_out(_metres(one.text.rpartition(" ")[2])))
            if any(decimals(number) > allowed for number in _NUMBER.findall(points)):
                yield Leak(NAME, file, _WHAT, one.name)
    texts = look.edition.texts
    for match in _PAIR.finditer(texts.joined):
        if max(len(match[1].rstrip("0")), len(match[2].rstrip("0"))) > most:
            yield from texts.leaks(NAME, texts.piece_at(match.start()), _WHAT)


def _metres(kilometres: str) -> float:
    try:
        return float(kilometres) * 1000
    except ValueError:
        return 0.0


def _in_misp(look: Look, most: int) -> Iterator[Leak]:
    for kind, row in look.misp:
        told = misp_events.text(row, "object_relation") in _SIDES
        if kind == "Attribute" and told and decimals(row.get("value")) > most:
            yield Leak(NAME, MISP, _WHAT, "Attribute")
        if any(side in row and decimals(row[side]) > most for side in _SIDES):
            yield Leak(NAME, MISP, _WHAT)
