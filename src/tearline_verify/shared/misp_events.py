"""What stands in a MISP file: events, objects, attributes, tags and the rest, each with its kind.

Promises: walks the whole value, however deep, and takes nothing for granted about its form. Does not
judge it.
"""

# ruff: noqa: ANN401 - JSON
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# The kinds whose uuid is an id of this edition; an organisation's is not.
OWN = ("Event", "Object", "Attribute", "EventReport", "ObjectReference")


def things(misp: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (kind, row) for every row; the kind is the name it stands under."""
    waiting: list[tuple[str, Any]] = [("", misp)]
    while waiting:
        kind, one = waiting.pop()
        if isinstance(one, dict):
            yield kind, one
            waiting.extend(one.items())
        elif isinstance(one, list):
            waiting.extend((kind, inner) for inner in one)


def ids(misp: Any) -> set[str]:
    """Return the uuids that the file gives to its own rows, in lower case."""
    return {
        row["uuid"].lower()
        for kind, row in things(misp)
        if kind in OWN and isinstance(row.get("uuid"), str)
    }


def text(row: dict[str, Any], key: str) -> str:
    """Return a field's text, '' where it has none."""
    value = row.get(key)
    return value if isinstance(value, str) else ""
