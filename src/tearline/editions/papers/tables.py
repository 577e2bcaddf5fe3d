"""The three tables of a partner's edition: incidents, statements and commitments, as CSV.

Promises: UTF-8, CRLF, RFC 4180; a row an item or withdrawn handle, by handle; a column a particular that some
item of the table fills, and its state, who says so and the day where any has one, in the register's order.
Several values of a particular stand in one cell with " | " between, and their states, voices and days in the
same places, empty ones too; a "|" within a value is written "/". No cell acts as a formula. There is no
number of a row, no count, and nothing of the register's own ids. Equal arguments give equal bytes.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence

from tearline.editions.index import BETWEEN, cell
from tearline.editions.papers.listing import Entry, Withdrawn, entries, of_kind
from tearline.editions.papers.plain import plain
from tearline.model.partner_view import Fact, PartnerView
from tearline.model.register import PARTICULARS, Kind

FILES: Mapping[Kind, str] = {
    Kind.INCIDENT: "incidents.csv",
    Kind.STATEMENT: "statements.csv",
    Kind.COMMITMENT: "commitments.csv",
}
FIRST = ("handle", "marking", "modified", "status")
PARTS = ("value", "state", "by", "on")
_ACTING = frozenset("=+-@")


def tables(
    view: PartnerView, modified: Mapping[str, str], withdrawn: Withdrawn = ()
) -> dict[str, bytes]:
    """Return the three tables by their file names; one without a row has its heads.

    ``modified`` gives each item's last change by the item's id; ``withdrawn`` is (handle, kind, minute).
    UsageError: something may not go out as it is (see listing).
    """
    listed = entries(view, modified, withdrawn)
    return {name: _table(of_kind(listed, kind), kind) for kind, name in FILES.items()}


def _table(rows: Sequence[Entry], kind: Kind) -> bytes:
    columns = [
        (name, part)
        for name in PARTICULARS[kind]
        for part in PARTS
        if any(getattr(fact, part) for one in rows for fact in one.facts.get(name, ()))
    ]
    file = io.StringIO(newline="")
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow([*FIRST, *(_head(*column) for column in columns)])
    for one in rows:
        told = [_joined(one.facts.get(name, ()), part) for name, part in columns]
        first = (one.handle, one.marking, one.modified, one.status)
        out.writerow([_safe(text) for text in (*first, *told)])
    return file.getvalue().encode("utf-8")


def _head(name: str, part: str) -> str:
    return name if part == "value" else f"{name}.{part}"


def _joined(facts: Sequence[Fact], part: str) -> str:
    """Return one part of several facts, each in its place; '' where none has it."""
    said = [plain(getattr(fact, part)).replace("|", "/") for fact in facts]
    return BETWEEN.join(said) if any(said) else ""


def _safe(text: str) -> str:
    """Return a cell that acts as no formula, also where a sheet passes over blanks or takes wide signs."""
    told = cell(text)
    first = next((c for c in told if not c.isspace() and unicodedata.category(c) != "Cf"), "")
    return f"'{told}" if unicodedata.normalize("NFKC", first)[:1] in _ACTING else told
