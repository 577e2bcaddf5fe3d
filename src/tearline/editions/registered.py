"""The register as data: JSON with every place, and a table, each with who entered what.

Promises: every item that stands is there once, with what is gathered under it; each particular has its
places as record, hash of the file, first and last character; no cell of the table can act as a formula;
equal registers are equal bytes. It is the desk's own export, not an edition for an audience: nothing is
withheld in it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from tearline.decisions.clocks import clock_of
from tearline.decisions.register import Item, Register
from tearline.editions.index import cell
from tearline.model.decision import Particular
from tearline.model.register import PARTICULARS

SCHEMA_VERSION = 1
Named = Callable[[str], str]
"""Returns the record that a file's hash belongs to, '' for none."""


def to_json(register: Register, named: Named, today: date) -> bytes:
    """Return the register as one JSON object."""
    value = {
        "type": "register",
        "schema_version": SCHEMA_VERSION,
        "on": today.isoformat(),
        "items": [item_row(one, register, named, today) for one in register.items()],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def item_row(item: Item, register: Register, named: Named, today: date) -> dict[str, Any]:
    """Return an item as a JSON object."""
    clock = clock_of(item, today)
    return {
        "item": item.id,
        "kind": item.body.kind,
        "title": item.title,
        "entered_by": item.body.actor.name,
        "entered_at": item.body.at,
        "entry": item.seq,
        "from_reading": bool(item.body.candidate),
        "particulars": [_said(one, named) for one in item.body.particulars],
        "clock": {"ends": clock.ends.isoformat(), "left": clock.left, "basis": clock.basis}
        if clock
        else None,
        "gathered": [
            {"item": one.id, "particulars": [_said(part, named) for part in one.body.particulars]}
            for one in register.gathered(item.id)
        ],
    }


def _said(one: Particular, named: Named) -> dict[str, Any]:
    return {
        "name": one.name,
        "value": one.value,
        "state": one.state,
        "by": one.by,
        "on": one.on,
        "places": [
            {
                "record": named(place.sha256),
                "sha256": place.sha256,
                "page": place.page,
                "start": place.start,
                "end": place.end,
            }
            for place in one.places
        ],
    }


def to_csv(register: Register, named: Named) -> bytes:
    """Return the register as a table that ``of_csv`` takes: UTF-8, CRLF, a column a particular's part.

    What is gathered is a row of its own, with the item it stands ``under``.
    """
    items = [
        (one, under)
        for item in register.items()
        for one, under in ((item, ""), *((each, item.id) for each in register.gathered(item.id)))
    ]
    columns = [
        "item",
        "kind",
        "under",
        *_columns([one for one, _ in items]),
        "entered_by",
        "entered_at",
        "records",
    ]
    file = io.StringIO(newline="")
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(columns)
    for one, under in items:
        held = {"item": one.id, "kind": one.body.kind, "under": under, **_cells(one)}
        held |= {"entered_by": one.body.actor.name, "entered_at": one.body.at}
        held["records"] = " | ".join(
            dict.fromkeys(named(p.sha256) for part in one.body.particulars for p in part.places)
        )
        out.writerow([cell(held.get(column, "")) for column in columns])
    return file.getvalue().encode("utf-8", "replace")


def _columns(items: list[Item]) -> Iterator[str]:
    """Yield the columns that some item fills, in the order of the register's table."""
    filled = {column for one in items for column in _cells(one)}
    order = dict.fromkeys(name for rooms in PARTICULARS.values() for name in rooms)
    for name in order:
        for column in (name, f"{name}.state", f"{name}.by", f"{name}.on"):
            if column in filled:
                yield column


def _cells(item: Item) -> dict[str, str]:
    """Return an item's particulars by column, several values with | between them."""
    parts: dict[str, list[Particular]] = {}
    for one in item.body.particulars:
        parts.setdefault(one.name, []).append(one)
    cells: dict[str, str] = {}
    for name, held in parts.items():
        columns = {
            name: [one.value.replace("|", "/") for one in held],
            f"{name}.state": [one.state for one in held],
            f"{name}.by": [one.by.replace("|", "/") for one in held],
            f"{name}.on": [one.on for one in held],
        }
        cells |= {column: " | ".join(said) for column, said in columns.items() if any(said)}
    return cells
