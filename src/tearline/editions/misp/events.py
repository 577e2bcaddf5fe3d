"""An item of a view as a MISP event: an attribute a value, with what it is and who says so in its comment.

Promises: ids follow from the item and the value, and are random to look at; no two rows of an event have one
value, which receivers refuse. A row that did not change is the very row of the edition before, one that did
has the edition's minute, one that is gone is marked deleted and says nothing: a receiver keeps what it is
not told of. An attribute never asks a receiver's machines to act (``to_ids`` is false).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tearline.editions.stix.drafting import settled
from tearline.editions.stix.incident import name_of
from tearline.model.marking import Tlp
from tearline.model.partner_view import Fact, IdOf, PartnerView, SharedItem
from tearline.model.register import PARTICULARS, TYPES, interval

Row = dict[str, Any]
WORDS = frozenset(TYPES) | {"tearline:exercise"}
WITHDRAWN = "Withdrawn"
_TAGS = {one: one.label.lower() for one in Tlp}
_TEXT = {"category": "Other", "type": "text"}
_TIMES = ("timestamp", "publish_timestamp")


def events(
    view: PartnerView, id_of: IdOf, modified: Mapping[str, str], before: Mapping[str, Any] | None
) -> dict[str, list[Row]]:
    """Return the events of a view, by their ids.

    ``modified``: the newest time of each item's objects; ``before``: what this returned for the edition
    before, None for the first.
    """
    desk = {"id": "0", "name": view.desk, "uuid": id_of("identity", "desk"), "local": True}
    earlier = {
        one["Event"]["uuid"]: one["Event"] for one in (before or {"response": ()})["response"]
    }
    made = []
    for one in map(settled, view.items):
        was = earlier.pop(id_of("misp-event", one.id), None)
        event = _event(one, desk, id_of, modified[one.id], exercise=view.exercise)
        made.append(event if was is None else _since(event, was, _stamp(view.made)))
    gone = [_gone(one, view.made) for one in earlier.values()]
    ordered = sorted((*made, *gone), key=lambda one: str(one["uuid"]))
    return {"response": [{"Event": one} for one in ordered]}


def _event(item: SharedItem, desk: Row, id_of: IdOf, modified: str, *, exercise: bool) -> Row:
    stamp = _stamp(modified)
    tags = [{"name": _TAGS[item.tlp]}]
    if exercise:
        tags.append({"name": "tearline:exercise"})
    rows = [_attribute(item, id_of, stamp, *said) for said in _values(item).items()]
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
        "Attribute": sorted(rows, key=lambda row: str(row["uuid"])),
    }


def _values(item: SharedItem) -> dict[str, str]:
    """Return what an item says, by value, with the comment of all the facts that say it."""
    said: dict[str, list[str]] = {item.handle: ["public name"]}
    rooms = PARTICULARS[item.kind]
    for fact in item.facts:
        said.setdefault(_value(fact), []).append(_comment(rooms[fact.name].label, fact))
    return {value: "; ".join(dict.fromkeys(comments)) for value, comments in said.items()}


def _attribute(item: SharedItem, id_of: IdOf, stamp: str, value: str, comment: str) -> Row:
    return {
        "uuid": id_of("misp-attribute", json.dumps([item.id, value], ensure_ascii=False)),
        **_TEXT,
        "value": value,
        "comment": comment,
        "to_ids": False,
        "distribution": "5",
        "sharing_group_id": "0",
        "timestamp": stamp,
        "disable_correlation": True,
        "deleted": False,
    }


def _since(event: Row, was: Row, stamp: str) -> Row:
    """Return an event as it follows the one before: what is the same stays, what is gone is deleted."""
    earlier = {one["uuid"]: one for one in was["Attribute"]}
    rows = []
    for row in event["Attribute"]:
        old = earlier.pop(row["uuid"], None)
        same = old is not None and _untimed(old) == _untimed(row)
        rows.append(old if same else row | {"timestamp": stamp})
    rows += [_deleted(one, stamp) for one in earlier.values()]
    now = event | {"Attribute": sorted(rows, key=lambda row: str(row["uuid"]))}
    return was if _untimed(now) == _untimed(was) else now | dict.fromkeys(_TIMES, stamp)


def _untimed(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in _TIMES}


def _deleted(row: Row, stamp: str) -> Row:
    """Return what is left of a row: its id, and that it is gone."""
    if row["deleted"]:
        return row
    return {**row, "value": "withdrawn", "comment": "", "timestamp": stamp, "deleted": True}


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
        "Attribute": [_deleted(one, stamp) for one in event["Attribute"]],
    }
