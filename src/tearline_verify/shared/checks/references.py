"""Every reference leads to an object of this edition.

Promises: every field that ends in ``_ref`` or ``_refs``, at any depth, and every extension's key is
looked up; lists of references are not empty, and reports, notes and opinions have one. The ends of
relationships are left to ``ends``. Does not check that the object referred to is of a fit type.
"""

# ruff: noqa: ANN401 - JSON
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tearline_verify.shared.edition import OBJECTS, Thing
from tearline_verify.shared.known import EXTENSIONS, MARKINGS, WELL_KNOWN, field_name
from tearline_verify.shared.leak import Leak
from tearline_verify.shared.look import Look

NAME = "references"
_CONTAINERS = ("report", "note", "opinion", "grouping")
_ENDS = ("source_ref", "target_ref")
# Parts that an impact names by its category, under names of the extension it declares beside them.
_IMPACTS = {
    "availability",
    "confidentiality",
    "external",
    "integrity",
    "monetary",
    "physical",
    "traceability",
}


def leaks(look: Look) -> Iterator[Leak]:
    """Yield the references that lead nowhere."""
    for thing in look.edition.things:
        if thing.type in _CONTAINERS and "object_refs" not in thing.row:
            yield Leak(NAME, OBJECTS, "a container without object_refs", thing.at)
        for row in thing.rows:
            for key, value in row.items():
                if key == "extensions" and isinstance(value, dict):
                    parts = _IMPACTS if thing.type == "impact" else set()
                    known = EXTENSIONS | parts
                    wrong = [one for one in value if one not in known and one not in look.ids]
                    if wrong:
                        yield Leak(
                            NAME, OBJECTS, "an extension that is not in the edition", thing.at
                        )
                elif key.endswith(("_ref", "_refs")) and not _skipped(thing, row, key):
                    yield from _field(look, thing, key, value)


def _skipped(thing: Thing, row: dict[str, Any], key: str) -> bool:
    """Say whether a field is another check's, or a well-known object's own."""
    if thing.type == "relationship" and row is thing.row and key in _ENDS:
        return True
    return key == "created_by_ref" and thing.id in WELL_KNOWN


def _field(look: Look, thing: Thing, key: str, value: Any) -> Iterator[Leak]:
    where = f"{thing.at}, {field_name(key)}"
    several = key.endswith("_refs")
    if several and not (isinstance(value, list) and value):
        yield Leak(NAME, OBJECTS, "an empty list of references", where)
        return
    marking = key in ("object_marking_refs", "marking_ref")
    for one in value if several else [value]:
        if not isinstance(one, str) or not (one in look.ids or (marking and one in MARKINGS)):
            yield Leak(NAME, OBJECTS, "a reference to no object of the edition", where)
