"""The files beside the records: index and note are, byte for byte, what the manifest makes them.

Promises: index.csv and index.jsonl are computed again from the manifest's records and compared as
bytes, so quoting, key order, blanks and escapes say nothing. The note likewise (``note``), but for what
the manifest does not know. Withheld values in them are looked for by ``probes.values``.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from tearline_verify import note
from tearline_verify.leaks import Leak

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tearline_verify.folder import Entry, Manifest

COLUMNS = ("record", "numbers", "status", "pages", "redactions", "codes", "files", "note")
BETWEEN = " | "
_FORMULA = tuple("=+-@\t\r\n")


def beside(out: Path, manifest: Manifest) -> Iterator[Leak]:
    """Yield a leak wherever index.csv, index.jsonl or note.md does not follow the manifest."""
    due = [_due(entry) for entry in manifest.entries]
    for name, bytes_due in (("index.csv", _csv(due)), ("index.jsonl", _jsonl(due))):
        if (out / name).read_bytes() != bytes_due:
            yield Leak("counts", name, "the index is not what the manifest's records make it")
    if not note.follows((out / "note.md").read_bytes(), manifest):
        yield Leak("counts", "note.md", "the note is not what the manifest makes it")


def _due(entry: Entry) -> dict[str, Any]:
    """Return a record's row as the manifest makes it."""
    value = entry.value
    return {
        "record": entry.record,
        "numbers": value["numbers"],
        "status": entry.status,
        "pages": value["pages"],
        "redactions": len(entry.withholdings),
        "codes": sorted({code for _, one in entry.withholdings for code in one.codes}),
        "files": sorted(file.path for file in entry.files),
        "note": value["note"],
    }


def _csv(due: list[dict[str, Any]]) -> bytes:
    """Return the rows as the one CSV there may be: CRLF, quoted where it must be, a header."""
    file = io.StringIO(newline="")
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(COLUMNS)
    for row in due:
        out.writerow([_cell(row[name]) for name in COLUMNS])
    return file.getvalue().encode("utf-8", "replace")


def _jsonl(due: list[dict[str, Any]]) -> bytes:
    """Return the rows as JSON Lines, keys in order, without blanks or escapes that need not be."""
    lines = (
        json.dumps(
            {"type": "record", "schema_version": 1, **row},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in due
    )
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _cell(value: object) -> str:
    """Return a value as it stands in the CSV; no cell may act as a formula."""
    text = BETWEEN.join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
