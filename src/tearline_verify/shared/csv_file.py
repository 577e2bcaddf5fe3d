"""A CSV file: its heads, its rows, and every cell as a text.

Promises: every cell is read, also of rows that are too long. Raises ``ValueError`` where it is no
UTF-8 or no CSV. Does not know what the columns mean.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from tearline_verify.shared.known import field_name

MOST_CELL = 10 << 20


@dataclass(slots=True)
class Table:
    """One table: the names of its columns, folded to lower case, and its rows of cells."""

    heads: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def columns(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each column's name and its cells; a row without the cell gives ''."""
        for at, head in enumerate(self.heads):
            yield head, [row[at] if at < len(row) else "" for row in self.rows]


def parse(raw: bytes) -> Table:
    """Parse a table whose first row names its columns."""
    csv.field_size_limit(MOST_CELL)
    text = raw.decode("utf-8-sig")
    if "\0" in text:
        raise ValueError("a NUL in a table")
    try:
        found = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error:
        raise ValueError("not a table") from None
    if not found:
        return Table()
    return Table([head.strip().lower() for head in found[0]], found[1:])


def texts(table: Table) -> Iterator[tuple[str, str]]:
    """Yield (place, text) for every cell and every column's name."""
    for head in table.heads:
        yield "a column's name", head
    for number, row in enumerate(table.rows, 2):
        for at, cell in enumerate(row):
            name = field_name(table.heads[at]) if at < len(table.heads) else "beyond the columns"
            yield f"row {number}, {name}", cell
