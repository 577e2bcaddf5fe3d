"""When objects were made and changed, as an audience may know it: by its own editions alone.

Promises: an object whose words did not change is the very row it was; one that changed has the edition's
minute; one that is gone is a revoked skeleton from then on and for ever. (id, modified) never stands for
two contents. Marking definitions are there where something bears them, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tearline.editions.stix.objects import Made
from tearline.editions.stix.words import EVENT, IMPACT, TASK, TLP_CREATED, TLP_EXTENSION, TLP_IDS
from tearline.errors import UsageError
from tearline.model.marking import Tlp
from tearline.model.partner_view import IdOf

Row = dict[str, Any]
_TIMES = ("created", "modified", "published", "revoked")
_WITHDRAWN = "Withdrawn"
_ENDS = {ord(one): f"\\u{ord(one):04x}" for one in "\x85\u2028\u2029"}
_FIRST = ("type", "spec_version", "id", "created_by_ref", "created", "modified", "revoked")


def dated(made: Iterable[Made], before: Mapping[str, Row], minute: str, id_of: IdOf) -> list[Row]:
    """Return an edition's rows with their times; ``before`` are those of the edition before, by id.

    ``minute``: ``2031-03-04T09:30:00Z``. UsageError: an id that was revoked is given again, or what changed
    has that minute already, or a later one: it would stand for two contents.
    """
    at = minute.replace("Z", ".000Z")
    rows = [_dated(one.row, before.get(one.row["id"]), at) for one in made]
    now = {row["id"] for row in rows}
    desk = f"identity--{id_of('identity', 'desk')}"
    left = (row for name, row in before.items() if name not in now)
    gone = [
        _gone(row, at) for row in left if row["type"] != "marking-definition" and row["id"] != desk
    ]
    if gone and desk not in now and desk in before:
        rows.append(before[desk])
    for row in gone:
        _author(row, desk)
    every = sorted((*rows, *gone), key=lambda row: (row["id"] != desk, row["id"]))
    used = {ref for row in every for ref in row["object_marking_refs"]}
    return [*(_definition(tlp) for tlp in Tlp if TLP_IDS[tlp] in used), *every]


def _dated(row: Row, was: Row | None, at: str) -> Row:
    if was is None:
        return _ordered(row, at, at)
    if was.get("revoked"):
        raise UsageError("an id that was revoked is given again", "Give the thing another id.")
    if _bare(was) == row:
        return was
    _later(was, at)
    return _ordered(row, was["created"], at, was.get("published", ""))


def _later(was: Row, at: str) -> None:
    if was["modified"] >= at:
        raise UsageError(
            f"the edition before was made at {was['modified']}, or later", "Say a later minute."
        )


def _bare(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in _TIMES}


def _ordered(row: Row, created: str, modified: str, published: str = "") -> Row:
    times = {"created": created, "modified": modified}
    if row["type"] == "report":
        times["published"] = published or created
    first = {key: (row | times)[key] for key in _FIRST if key in row or key in times}
    return first | {key: value for key, value in (row | times).items() if key not in first}


def _gone(row: Row, at: str) -> Row:
    """Return what is left of an object that is gone: what its type must have, and none of its words."""
    if row.get("revoked"):
        return row
    _later(row, at)
    kept: Row = {
        "type": row["type"],
        "spec_version": "2.1",
        "id": row["id"],
        "created_by_ref": row["created_by_ref"],
        "created": row["created"],
        "modified": at,
        "revoked": True,
    }
    if row["type"] == "report":
        kept["published"] = row["published"]
    return kept | _neutral(row) | {"object_marking_refs": row["object_marking_refs"]}


def _neutral(row: Row) -> Row:
    desk = row["created_by_ref"]
    match row["type"]:
        case "relationship":
            ends = {"source_ref": row["source_ref"], "target_ref": row["target_ref"]}
            return {"relationship_type": "related-to", **ends}
        case "note":
            return {"content": _WITHDRAWN, "object_refs": [desk]}
        case "opinion":
            return {"opinion": "neutral", "object_refs": [desk]}
        case "report":
            return {"name": _WITHDRAWN, "object_refs": [desk]}
        case "identity":
            return {"name": _WITHDRAWN, "identity_class": "unknown"}
        case "location":
            return {"name": _WITHDRAWN, "region": "withdrawn"}
        case "event":
            new = {EVENT: {"extension_type": "new-sdo"}}
            return {"status": "undetermined", "extensions": new}
        case "impact":
            new = {IMPACT: {"extension_type": "new-sdo"}}
            more: Row = {"physical": {"impact_type": "unknown"}}
            return {"impact_category": "physical", "extensions": new | more}
        case "task":
            return {"outcome": "unknown", "extensions": {TASK: {"extension_type": "new-sdo"}}}
    return {"name": _WITHDRAWN}


def _author(row: Row, desk: str) -> None:
    assert row["created_by_ref"] == desk, "an edition has one author"  # noqa: S101 - of our own making


def _definition(tlp: Tlp) -> Row:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP_IDS[tlp],
        "created": TLP_CREATED,
        "name": tlp.label,
        "extensions": {
            TLP_EXTENSION: {
                "extension_type": "property-extension",
                "tlp_2_0": tlp.name.lower().replace("_", "+"),
            }
        },
    }


def lines(rows: Iterable[Row]) -> bytes:
    """Return rows as JSON Lines in UTF-8, one text a row, also for readers that know other ends of lines."""
    told = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return "".join(row.translate(_ENDS) + "\n" for row in told).encode("utf-8")
