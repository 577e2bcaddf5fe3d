"""An index as CSV, JSON and PDF: the same rows in each, and the counts beside them.

Promises: no cell of the CSV can act as a formula; the PDF is set in our own type, one column, with its words
as text; equal indexes are equal bytes. Places are told in points from the top left of the edition's page.
"""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterator
from typing import Any

from tearline.desk.releases.vaughn import Index, Row
from tearline.editions.index import cell
from tearline.editions.lines import COLUMNS as WIDE

SCHEMA_VERSION = 1
COLUMNS = (
    *("number", "record", "numbers", "date", "type", "status", "pages", "page", "place", "amount"),
    *("exemptions", "authorities", "description", "justification", "segregability"),
)
COUNTED = (
    ("records", "records named"),
    ("released_in_full", "released in full"),
    ("released_in_part", "released in part"),
    ("withheld_in_full", "withheld in full"),
    ("held", "held"),
    ("pending", "pending"),
    ("withdrawn", "withdrawn"),
    ("pages", "pages released"),
    ("redactions", "places withheld"),
)
NOW = "What is decided now, not a release: a release may join places, and names what is held or pending."


def counted(index: Index) -> list[tuple[str, int]]:
    """Return the counts in words, in order; referred records last."""
    told = [
        (words, index.counts[key]) for key, words in COUNTED if index.release or index.counts[key]
    ]
    told.append(("not responsive, and so not listed", index.not_responsive))
    return [*told, ("referred to another body, not answered", index.referred)]


def row_of(row: Row) -> dict[str, Any]:
    """Return a row by its columns."""
    return {
        "number": row.number,
        "record": row.record,
        "numbers": list(row.numbers),
        "date": row.date,
        "type": row.type,
        "status": row.status,
        "pages": row.pages,
        "page": row.page or "",
        "place": place_of(row),
        "amount": row.amount,
        "exemptions": list(row.codes),
        "authorities": list(row.authorities),
        "description": row.description,
        "justification": row.justification,
        "segregability": row.segregability,
    }


def place_of(row: Row) -> str:
    """Return a row's place in points: left, top, right, bottom; '' where it is no box."""
    return ", ".join(f"{side / 100:g}" for side in row.area.as_list()) if row.area else ""


def to_csv(index: Index) -> bytes:
    """Return the rows as CSV: UTF-8, CRLF, a header."""
    file = io.StringIO(newline="")
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(COLUMNS)
    for row in index.rows:
        told = row_of(row)
        out.writerow([cell(told[column]) for column in COLUMNS])
    return file.getvalue().encode("utf-8", "replace")


def to_json(index: Index) -> bytes:
    """Return the index as one JSON object: what it is of, its counts, its exemptions, its rows."""
    value = {
        "type": "withholding_index",
        "schema_version": SCHEMA_VERSION,
        "release": index.release,
        "audience": index.audience,
        "date": index.date,
        "guide": index.guide,
        "counts": index.counts,
        "referred": index.referred,
        "not_responsive": index.not_responsive,
        "by_code": index.by_code,
        "exemptions": {
            code: {"title": title, "authority": authority}
            for code, (title, authority) in index.titles.items()
        },
        "rows": [row_of(row) for row in index.rows],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def to_text(index: Index) -> str:
    """Return the index as plain text, as its PDF has it."""
    return "\n".join(_lines(index)) + "\n"


def _lines(index: Index) -> Iterator[str]:
    what = f"Release to {index.audience} of {index.date}" if index.release else NOW
    yield "INDEX OF WHAT IS WITHHELD"
    yield ""
    yield from textwrap.wrap(what, WIDE)
    yield f"Guide: {index.guide}."
    if index.release:
        yield f"Manifest: {index.release}"
    yield ""
    for words, count in counted(index):
        yield f"{count:>10,}  {words}"
    yield ""
    for row in index.rows:
        yield from _entry(row)
        yield ""


def _entry(row: Row) -> Iterator[str]:
    numbers = f" ({', '.join(row.numbers)})" if row.numbers else ""
    about = ", ".join(part for part in (row.date, row.type, f"{row.pages} pages") if part)
    where = f"page {row.page}" if row.page else "the record"
    if row.area:
        where += f" at {place_of(row)}"
    yield from _field(f"{row.number}.", f"{row.record}{numbers}; {about}; {row.status}")
    yield from _field("", f"Withheld: {where} ({row.amount})")
    if row.codes:
        yield from _field("", f"Exemption: {', '.join(row.codes)}; {'; '.join(row.authorities)}")
    yield from _field("", f"What: {row.description}")
    if row.justification:
        yield from _field("", f"Why: {row.justification}")
    yield from _field("", f"Segregability: {row.segregability}")


def _field(first: str, text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDE, initial_indent=f"{first:<6}", subsequent_indent=" " * 8, break_on_hyphens=False
    )
