"""Types and labels are words that this partner's vocabulary holds.

Promises: labels, roles, sectors, every field that ends in ``_types``, kinds of relationships, MISP's
tags and a table's columns of types hold only listed words; objects are of the edition's types. Does
not judge free text.
"""

# ruff: noqa: ANN401 - JSON
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tearline_verify.shared import misp_events
from tearline_verify.shared.edition import MISP, OBJECTS
from tearline_verify.shared.known import TYPES, field_name
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "vocabulary"
_FIELDS = ("labels", "roles", "sectors", "relationship_type")
_COLUMNS = ("type", "types", "label", "labels", "tags", "sector", "sectors", "roles")
_WHAT = "a word that is not in the vocabulary"


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the types and labels that are not in the vocabulary."""
    words = set(look.hidden.vocabulary)
    for thing in look.edition.things:
        if thing.type not in TYPES:
            yield Leak(NAME, OBJECTS, "an object of a type that editions do not have", thing.at)
        for row in thing.rows:
            for key, value in row.items():
                if not (key in _FIELDS or key.endswith("_types")) or key == "extension_types":
                    continue
                if any(word not in words for word in _words(value)):
                    yield Leak(NAME, OBJECTS, _WHAT, f"{thing.at}, {field_name(key)}")
    for kind, row in look.misp:
        told = misp_events.text(row, "name" if kind == "Tag" else "value")
        typed = misp_events.text(row, "object_relation").endswith(("type", "types"))
        if kind == "Tag" and not told.lower().startswith("tlp:") and told not in words:
            yield Leak(NAME, MISP, _WHAT, "Tag")
        if kind == "Attribute" and typed and told not in words:
            yield Leak(NAME, MISP, _WHAT, "Attribute")
    for file, table in look.edition.tables.items():
        for head, cells in table.columns():
            for number, cell in enumerate(cells if head in _COLUMNS else [], 2):
                if any(
                    word and word not in words for word in re.split(r"\s*[;|,]\s*", cell.strip())
                ):
                    yield Leak(NAME, file, _WHAT, f"row {number}, {field_name(head)}")


def _words(value: Any) -> list[Any]:
    """Return the words of a field that holds one or several; what is no text counts as a word."""
    if isinstance(value, list):
        return [one if isinstance(one, str) else None for one in value]
    return [value if isinstance(value, str) else None]
