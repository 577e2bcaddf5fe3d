"""A view as three tables: incidents, statements, commitments.

Promises: a row an item, by its random handle; nothing counts up, and no cell can act as a formula; all
three are there whatever they hold, each with the columns that some row of it fills. What was withdrawn is a
row with its handle and that word.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tearline.editions.index import cell
from tearline.model.marking import Tlp
from tearline.model.partner_view import Fact, PartnerView, SharedItem
from tearline.model.register import PARTICULARS, Kind

Withdrawn = Sequence[tuple[str, Kind, str, Tlp]]
"""Handle, kind, the minute (ISO UTC) and the marking of each item that was withdrawn."""
FILES = {
    Kind.INCIDENT: "incidents.csv",
    Kind.STATEMENT: "statements.csv",
    Kind.COMMITMENT: "commitments.csv",
}
_OWN = ("handle", "status", "marking", "modified")
_PARTS = ("state", "by", "on")
_BETWEEN = " | "


def tables(
    view: PartnerView, modified: Mapping[str, str], withdrawn: Withdrawn = ()
) -> dict[str, bytes]:
    """Return the tables by file name: UTF-8, CRLF, a heading each.

    ``modified``: the newest time of each item's objects, by item.
    """
    return {
        name: _table(
            kind,
            sorted((one for one in view.items if one.kind is kind), key=_by_handle),
            modified,
            [one for one in withdrawn if one[1] is kind],
        )
        for kind, name in FILES.items()
    }


def _by_handle(one: SharedItem) -> str:
    return one.handle


def _table(
    kind: Kind,
    items: Iterable[SharedItem],
    modified: Mapping[str, str],
    withdrawn: Withdrawn,
) -> bytes:
    rows = [
        {
            "handle": one.handle,
            "status": "current",
            "marking": one.tlp.label,
            "modified": modified[one.id].replace(".000Z", "Z"),
            **_cells(one),
        }
        for one in items
    ]
    filled = {column for row in rows for column in row}
    columns = [*_OWN, *(one for one in _columns(kind) if one in filled)]
    rows += [
        {"handle": handle, "status": "withdrawn", "marking": tlp.label, "modified": at}
        for handle, _, at, tlp in withdrawn
    ]
    file = io.StringIO(newline="")
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(columns)
    for row in sorted(rows, key=lambda row: row["handle"]):
        out.writerow([cell(row.get(column, "")) for column in columns])
    return file.getvalue().encode("utf-8", "replace")


def _columns(kind: Kind) -> Iterator[str]:
    for name in PARTICULARS[kind]:
        yield name
        yield from (f"{name}.{part}" for part in _PARTS)


def _cells(one: SharedItem) -> dict[str, str]:
    """Return an item's facts by column, several with | between them; parts stand in the facts' order."""
    held: dict[str, list[Fact]] = {}
    for fact in one.facts:
        held.setdefault(fact.name, []).append(fact)
    cells = dict[str, str]()
    for name, facts in held.items():
        columns = {
            name: [fact.value for fact in facts],
            f"{name}.state": [fact.state for fact in facts],
            f"{name}.by": [fact.by for fact in facts],
            f"{name}.on": [fact.on for fact in facts],
        }
        cells |= {
            column: _BETWEEN.join(each.replace("|", "/").replace("\0", "") for each in said)
            for column, said in columns.items()
            if any(said)
        }
    return cells
