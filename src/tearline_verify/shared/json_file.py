"""JSON as it stands: every text, key and number in it, with its place; keys that stand twice told.

Promises: nothing that a parser would drop is lost (a key that stands twice, digits of a number).
Numbers with a point are ``Decimal``, as written. Raises ``ValueError`` or ``RecursionError`` where it
is no JSON in UTF-8. Does not know what the fields mean.
"""

# ruff: noqa: ANN401 - JSON
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

from tearline_verify.shared.known import field_name


@dataclass(slots=True)
class Parsed:
    """A JSON value, and the values that stand under a key that stands twice."""

    value: Any
    twice: list[Any] = field(default_factory=list)


def parse(raw: bytes) -> Parsed:
    """Parse one JSON value."""
    found = Parsed(None)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        row = dict(items)
        if len(row) != len(items):
            found.twice += [value for _, value in items]
        return row

    text = raw.decode("utf-8")
    found.value = json.loads(
        text, object_pairs_hook=pairs, parse_float=Decimal, parse_constant=_refuse
    )
    return found


def _refuse(_: str) -> NoReturn:
    raise ValueError("a number that is none")


def texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for every text, key and number in a value."""
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, str):
            yield f"{where}{name}", one
        elif isinstance(one, dict):
            for key, inner in one.items():
                yield f"{where}, a field's name", key
                waiting.append((f", {field_name(key)}", inner))
        elif isinstance(one, list):
            waiting.extend((name, inner) for inner in one)
            # A value may be told in pieces, one to an item of a list.
            if len(one) > 1 and all(isinstance(inner, str) for inner in one):
                yield f"{where}{name}", " ".join(one)
        elif one is not None and not isinstance(one, bool):
            yield f"{where}{name}", str(one)


def rows(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object within a value, the value itself first."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
