"""A release's index: one row a record, as CSV for people and as JSON Lines for programs.

Promises: both hold the same rows, by name. The CSV is RFC 4180, and no cell of it can act as a
formula when a spreadsheet opens it: such a cell begins with an apostrophe there. The JSON Lines
keep values as they are.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from tearline.editions.files import replace_file
from tearline.editions.manifest import by_code, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tearline.model.edition import Edition

SCHEMA_VERSION = 1
COLUMNS = ("record", "numbers", "status", "pages", "redactions", "codes", "files", "note")
BETWEEN = " | "  # between several values of one cell; no spreadsheet splits cells there
_FORMULA = tuple("=+-@\t\r\n")


def rows(editions: Sequence[Edition]) -> Iterator[dict[str, Any]]:
    """Yield each record's row, in order: the columns' names and their values."""
    for edition in in_order(editions):
        yield {
            "record": edition.record,
            "numbers": list(edition.numbers),
            "status": edition.status.value,
            "pages": edition.pages,
            "redactions": len(edition.deletions),
            "codes": list(by_code([edition])),
            "files": sorted(file.path for file in edition.files),
            "note": edition.note,
        }


def write_index(editions: Sequence[Edition], folder: Path) -> None:
    """Write index.csv and index.jsonl into the release folder."""
    replace_file(folder / "index.csv", to_csv(editions))
    replace_file(folder / "index.jsonl", to_jsonl(editions))


def to_csv(editions: Sequence[Edition]) -> bytes:
    """Return the index as CSV: UTF-8, CRLF, a header."""
    file = io.StringIO(newline="")
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(COLUMNS)
    for row in rows(editions):
        out.writerow([cell(row[column]) for column in COLUMNS])
    return file.getvalue().encode("utf-8", "replace")


def cell(value: object) -> str:
    """Return a value as a CSV cell that no spreadsheet takes for a formula."""
    text = BETWEEN.join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def to_jsonl(editions: Sequence[Edition]) -> bytes:
    """Return the index as JSON Lines: a record a line, each with its type and schema version."""
    lines = (
        json.dumps(
            {"type": "record", "schema_version": SCHEMA_VERSION, **row},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in rows(editions)
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
