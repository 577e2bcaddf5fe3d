"""The record numbers and series that identification sheets name, each with its place, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from tearline.store import schema as t
from tearline.store.catalog import Catalog
from tearline.store.likeness import Leaf


class SheetField(NamedTuple):
    """A field of a sheet: page, name, value as read, code points of the page's text, 0 to 1."""

    page: int
    name: str
    value: str
    start: int
    end: int
    confidence: float


def replace_fields(connection: sa.Connection, file_id: int, fields: Sequence[SheetField]) -> None:
    """Put the fields of a file's sheets in the place of those it had."""
    connection.execute(sa.delete(t.sheet_field).where(t.sheet_field.c.file_id == file_id))
    if fields:
        rows = [{"file_id": file_id, **field._asdict()} for field in fields]
        connection.execute(sa.insert(t.sheet_field), rows)


def record_numbers(catalog: Catalog) -> dict[Leaf, frozenset[str]]:
    """Return the record numbers that the sheets on each page name, for the pages that have any."""
    table = t.sheet_field
    query = (
        sa.select(t.file.c.sha256, table.c.page, table.c.value)
        .join(t.file)
        .where(table.c.name == "record_number")
        .order_by(t.file.c.sha256, table.c.page)
    )
    found: dict[Leaf, frozenset[str]] = {}
    for row in catalog.rows(query):
        leaf = Leaf(row.sha256, row.page)
        found[leaf] = found.get(leaf, frozenset()) | {row.value}
    return found


def fields(catalog: Catalog, file_id: int, name: str = "") -> tuple[SheetField, ...]:
    """Return the fields of a file's sheets (one by name, or all), by page and place."""
    table = t.sheet_field
    query = sa.select(
        table.c.page, table.c.name, table.c.value, table.c.start, table.c.end, table.c.confidence
    ).where(table.c.file_id == file_id)
    if name:
        query = query.where(table.c.name == name)
    rows = catalog.rows(query.order_by(table.c.page, table.c.start, table.c.name))
    return tuple(SheetField(*tuple(row)) for row in rows)
