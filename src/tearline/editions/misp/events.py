"""An item of a view as a MISP event: an attribute a fact, with who says so in its comment.

Promises: ids and times follow from the view and the event before; equal facts are one attribute; ids are
random to look at; an attribute never asks a receiver's machines to act (``to_ids`` is false).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tearline.editions.stix.incident import name_of
from tearline.model.marking import Tlp
from tearline.model.partner_view import Fact, IdOf, PartnerView, SharedItem
from tearline.model.register import PARTICULARS, TYPES, interval

Row = dict[str, Any]
WORDS = frozenset(TYPES) | {"tearline:exercise"}
WITHDRAWN = "Withdrawn"
_TAGS = {one: one.label.lower() for one in Tlp}
_TEXT = {"category": "Other", "type": "text"}
_TYPES = {"type": {"category": "Other", "type": "text"}}


def events(
    view: PartnerView, id_of: IdOf, modified: Mapping[str, str], before: Mapping[str, Any] | None
) -> dict[str, list[Row]]:
    """Return the events of a view, by their ids.

    ``modified``: the newest time of each item's objects; ``before``: what this returned for the edition
    before, None for the first.
    """
    desk = {"id": "0", "name": view.desk, "uuid": id_of("identity", "desk"), "local": True}
    made = [
        _event(one, desk, id_of, modified[one.id], exercise=view.exercise) for one in view.items
    ]
    now = {one["uuid"] for one in made}
    was = (one["Event"] for one in before["response"]) if before is not None else ()
    gone = [_gone(one, view.made) for one in was if one["uuid"] not in now]
    ordered = sorted((*made, *gone), key=lambda one: str(one["uuid"]))
    return {"response": [{"Event": one} for one in ordered]}


def _event(item: SharedItem, desk: Row, id_of: IdOf, modified: str, *, exercise: bool) -> Row:
    stamp = _stamp(modified)
    tags = [{"name": _TAGS[item.tlp]}]
    if exercise:
        tags.append({"name": "tearline:exercise"})
    rows = {row["uuid"]: row for row in _attributes(item, id_of, stamp)}
    return {
        "uuid": id_of("misp-event", item.id),
        "info": ("EXERCISE " if exercise else "") + name_of(item),
        "date": _day(item, modified),
        "timestamp": stamp,
        "publish_timestamp": stamp,
        "published": True,
        "analysis": "0",
        "threat_level_id": "4",
        "distribution": "0",
        "sharing_group_id": "0",
        "Org": desk,
        "Orgc": desk,
        "Tag": tags,
        "Attribute": [rows[name] for name in sorted(rows)],
    }


def _attributes(item: SharedItem, id_of: IdOf, stamp: str) -> Iterator[Row]:
    yield _attribute(item, id_of, stamp, ("handle", item.handle), "public name")
    rooms = PARTICULARS[item.kind]
    for fact in item.facts:
        label = rooms[fact.name].label
        yield _attribute(item, id_of, stamp, (fact.name, _value(fact)), _comment(label, fact))


def _attribute(
    item: SharedItem, id_of: IdOf, stamp: str, said: tuple[str, str], comment: str
) -> Row:
    name, value = said
    what = json.dumps([item.id, name, value, comment], ensure_ascii=False)
    return {
        "uuid": id_of("misp-attribute", what),
        **_TYPES.get(name, _TEXT),
        "value": value,
        "comment": comment,
        "to_ids": False,
        "distribution": "5",
        "sharing_group_id": "0",
        "timestamp": stamp,
        "disable_correlation": True,
        "deleted": False,
    }


def _value(fact: Fact) -> str:
    return " ".join(fact.value.split()) or "-"


def _comment(label: str, fact: Fact) -> str:
    said = ", ".join(filter(None, (fact.state, f"says {fact.by}" if fact.by else "", fact.on)))
    return f"{label}: {said}" if said else label


def _day(item: SharedItem, modified: str) -> str:
    """Return the event's day: when it happened, else when its objects changed."""
    day = modified[:10]
    for fact in item.of("when"):
        first = interval(fact.value)[0].isoformat()
        return min(first, day)
    return day


def _stamp(at: str) -> str:
    return str(int(datetime.fromisoformat(at).timestamp()))


def _gone(event: Row, made: str) -> Row:
    """Return what is left of an event: its ids and marking, each row deleted and without words."""
    if event["info"] == WITHDRAWN and all(one["deleted"] for one in event["Attribute"]):
        return event
    stamp = _stamp(made)
    blank = {"value": "withdrawn", "comment": "", "timestamp": stamp, "deleted": True}
    kept = ("uuid", "published", "analysis", "threat_level_id", "distribution", "sharing_group_id")
    return {
        **{key: event[key] for key in kept},
        "info": WITHDRAWN,
        "date": made[:10],
        "timestamp": stamp,
        "publish_timestamp": stamp,
        "Org": event["Org"],
        "Orgc": event["Orgc"],
        "Tag": event["Tag"][:1],
        "Attribute": [{**one, **_TEXT, **blank} for one in event["Attribute"]],
    }
