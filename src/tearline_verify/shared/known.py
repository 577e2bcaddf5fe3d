"""What every edition may name without holding it: ids of markings and extensions, and names of fields.

Promises: read from ``known.json`` once. Does not say what may stand in a field.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_KNOWN: dict[str, Any] = json.loads(
    Path(__file__).with_name("known.json").read_text(encoding="utf-8")
)
MARKING = "marking-definition--"
EXTENSION = "extension-definition--"
# A marking's id -> (its vocabulary, its name).
MARKINGS: dict[str, tuple[str, str]] = {
    MARKING + key: (vocabulary, name) for key, (vocabulary, name) in _KNOWN["markings"].items()
}
EXTENSIONS = frozenset(EXTENSION + key for key in _KNOWN["extensions"])
WELL_KNOWN = EXTENSIONS | frozenset(MARKINGS)
TYPES = frozenset(_KNOWN["types"])
NAMESPACES: tuple[str, ...] = tuple(_KNOWN["namespaces"])
_FIELDS = frozenset(_KNOWN["fields"])


def field_name(name: object) -> str:
    """Return a field's name where the form knows it; else words that do not repeat it."""
    return name if isinstance(name, str) and name in _FIELDS else "a field of its own"
