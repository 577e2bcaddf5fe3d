"""What the work list has to do again: what entries of the log are about, and marks of what files are now.

Promises: a mark changes with anything a file's rows follow from but the log: its readings, its findings,
its records, their series, the guide. Files are gone through in the order of their hashes, some at a
time, so that memory does not grow with the collection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from tearline.model.decision import (
    Body,
    Determination,
    Entry,
    Hold,
    Instrument,
    Merge,
    Override,
    SecondView,
)
from tearline.store import schema as t
from tearline.store.catalog import Catalog, FileRow, key_of

_PART = 500  # files asked about at once

Key = tuple[str, int]
"""A file's hash, and a page in it."""


class Touched:
    """What entries bear on: pages, records as a whole, and records whose holds alone may be otherwise."""

    def __init__(self) -> None:
        """Begin with nothing; merges are remembered."""
        self._merged: dict[str, frozenset[str]] = {}
        self.clear()

    def clear(self) -> None:
        """Forget what was touched."""
        self.pages: set[Key] = set()
        self.records: set[str] = set()
        self.held: set[str] = set()

    def take(self, entries: Iterable[Entry]) -> None:
        """Take the next entries into account."""
        for entry in entries:
            body: Body = entry.body
            if isinstance(body, Determination | Override | SecondView):
                if body.target.record:
                    self.records |= self._names(body.target.record)
                else:
                    self.pages.add((body.target.sha256, body.target.page))
            elif isinstance(body, Merge):
                self.merge(body)
                self.records |= self._names(body.records[0])
            elif isinstance(body, Hold):
                self.held |= self._names(body.record)
            elif isinstance(body, Instrument):
                self.held.update(body.records)

    def merge(self, body: Merge) -> None:
        """Remember that records are one."""
        names = frozenset(body.records).union(*map(self._names, body.records))
        self._merged.update(dict.fromkeys(names, names))

    def _names(self, record: str) -> frozenset[str]:
        return self._merged.get(record) or frozenset((record,))


def marks(
    catalog: Catalog, guide: str, place: Callable[[int, int], object]
) -> Iterator[tuple[str, str]]:
    """Yield each file's hash and its mark, in the order of hashes.

    ``guide``: its hash. ``place(record id, file id)``: what a record of several files makes of one of them.
    """
    sha256, page, finding = t.file.c.sha256, t.page.c, t.finding.c
    several = (
        sa.select(sa.func.count())
        .where(t.record_file.c.record_id == t.record.c.id)
        .correlate(t.record)
        .scalar_subquery()
    )
    read = (
        sa.select(
            sha256,
            sa.func.count(),
            sa.func.sum(page.blob != ""),
            sa.func.sum(page.words),
            sa.func.total(page.confidence),
            sa.func.min(page.version),
            sa.func.max(page.version),
        )
        .join(t.page)
        .group_by(sha256)
    )
    found = (
        sa.select(sha256, sa.func.count(), sa.func.max(finding.id), sa.func.sum(finding.id))
        .join(t.finding)
        .group_by(sha256)
    )
    present = sa.select(sha256, t.present.c.stage, t.present.c.key, t.present.c.version).join(
        t.present
    )
    records = (
        sa.select(sha256, t.record.c.name, several, t.record.c.id)
        .select_from(t.file)
        .join(t.record_file)
        .join(t.record)
    )
    ordered = (read, (), found, (), present, (t.present.c.stage,), records, (t.record.c.name,))
    parts = list(zip(ordered[::2], ordered[1::2], strict=True))
    for files in _in_parts(catalog):
        span = sha256.between(files[0].sha256, files[-1].sha256)
        told = [_by_hash(catalog.rows(q.where(span).order_by(sha256, *more))) for q, more in parts]
        for file in files:
            *plain, of = (rows.get(file.sha256, []) for rows in told)
            # A record of this file alone says nothing that is not said of the file.
            places = [(name, many > 1 and place(one, file.id)) for name, many, one in of]
            yield file.sha256, key_of(file.pages, file.media_type, plain, places, guide)[:32]


def _in_parts(catalog: Catalog) -> Iterator[list[FileRow]]:
    """Yield the files some at a time, in the order of their hashes: no reading is kept open for long."""
    query = sa.select(t.file).order_by(t.file.c.sha256).limit(_PART)
    files = [FileRow(*tuple(row)) for row in catalog.rows(query)]
    while files:
        yield files
        after = query.where(t.file.c.sha256 > files[-1].sha256)
        files = [FileRow(*tuple(row)) for row in catalog.rows(after)]


def _by_hash(rows: Iterator[sa.Row[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(tuple(row)[1:])
    return found
