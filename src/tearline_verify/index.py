"""The files beside the records: index and note must say what the manifest says, and no other number.

Promises: both indexes are, value for value, what the manifest's records make them. Every row of the
note's tables is a count of the manifest or the count of a code, and none is missing. Withheld values
in them are looked for by ``probes.values``. The note's prose is not compared with anything.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from tearline_verify import pagedata
from tearline_verify.folder import WITHDRAWN
from tearline_verify.leaks import Leak

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tearline_verify.folder import Entry, Manifest

COLUMNS = ["record", "numbers", "status", "pages", "redactions", "codes", "files", "note"]
BETWEEN = " | "
NAMES = {"records named in this release": "records", "pages released": "pages"}
_FORMULA = tuple("=+-@\t\r\n")
_ROW = re.compile(r"^\| (?:of these, )?(.+?) \| ([\d,]+) \|$", re.MULTILINE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#|~&])")


def beside(out: Path, manifest: Manifest) -> Iterator[Leak]:
    """Yield a leak wherever index.csv, index.jsonl or note.md does not follow the manifest."""
    due = [_due(entry) for entry in manifest.entries]
    text = (out / "index.csv").read_bytes().decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    if rows != [COLUMNS, *([_cell(row[name]) for name in COLUMNS] for row in due)]:
        yield Leak("counts", "index.csv", "the index is not what the manifest's records make it")
    lines = (out / "index.jsonl").read_bytes().decode("utf-8").split("\n")
    found = [pagedata.strict(line) for line in lines[:-1]]
    if lines[-1] or found != [{"type": "record", "schema_version": 1, **row} for row in due]:
        yield Leak("counts", "index.jsonl", "the index is not what the manifest's records make it")
    yield from _note((out / "note.md").read_bytes().decode("utf-8"), manifest, due)


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


def _cell(value: object) -> str:
    """Return a value as it stands in the CSV; no cell may act as a formula."""
    text = BETWEEN.join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _note(text: str, manifest: Manifest, due: list[dict[str, Any]]) -> Iterator[Leak]:
    """Compare the note's tables with the manifest's counts and codes."""
    wanted = Counter((key, count) for key, count in manifest.value["counts"].items())
    codes: Counter[str] = Counter(
        code for e in manifest.entries for _, one in e.withholdings for code in set(one.codes)
    )
    wanted.update(codes.items())
    given: Counter[tuple[str, int]] = Counter()
    for label, number in _ROW.findall(text):
        name = NAMES.get(label) or _ESCAPED.sub(r"\1", label)
        key = name.replace(" ", "_") if name.replace(" ", "_") in manifest.value["counts"] else name
        given[key, int(number.replace(",", ""))] += 1
    if given != wanted:
        yield Leak("counts", "note.md", "a number of the note is not the manifest's")
    yield from _tombstones(text, due)
    for row in due:
        named = _ESCAPED.sub(r"\1", text)
        if row["status"] in ("held", "pending", "withdrawn") and row["record"] not in named:
            yield Leak("counts", "note.md", "a record that is not released is not named")


def _tombstones(text: str, due: list[dict[str, Any]]) -> Iterator[Leak]:
    """Compare what the note says of each withdrawn record: its name and its fixed phrase, nothing else."""
    wanted = sorted(
        f"- {row['record']}: {row['note']}" for row in due if row["status"] == WITHDRAWN
    )
    _, _, after = text.partition("\n## Withdrawn\n")
    said = after.partition("\n## ")[0].split("\n")
    given = sorted(_ESCAPED.sub(r"\1", line) for line in said if line.startswith("- "))
    if given != wanted:
        yield Leak("counts", "note.md", "the note says something else of a withdrawn record")
