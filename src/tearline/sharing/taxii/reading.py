"""The shelf as the server sees it: who is asking, a page of what is theirs, and the note that it was fetched.

Promises: nothing is looked up but in the rows of the partner who asks, so that no other partner can change an
answer. A page leaves only once it is noted down, and only if nothing was published, withdrawn, paused or
removed for this partner since it was read: from the moment that such a change is kept, no older answer
begins to leave. What is noted is that the page was answered, not that it arrived.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tearline.sharing.taxii.accepting import TAXII
from tearline.sharing.taxii.file import HANDING, ShelfFile
from tearline.sharing.taxii.filters import Filters
from tearline.sharing.taxii.moments import microseconds

_PARTNER = "SELECT n, collection, login, title, password, paused, epoch FROM partner"
_BY_LOGIN = _PARTNER + " WHERE login=? AND live"
_BY_TOKEN = _PARTNER + " WHERE live AND n=(SELECT partner FROM token WHERE digest=?)"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Partner:
    """Who is asking; ``epoch`` changes with everything that changes what they may have."""

    n: int
    collection: str
    login: str
    title: str
    password: str
    paused: str | None
    epoch: int


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a page; ``added`` in microseconds; no body where none was asked for."""

    added: int
    id: str
    key: str
    version: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """Objects in the order they were added, and whether there are more."""

    rows: tuple[Row, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Handing:
    """A page that is about to leave, by which route."""

    route: str
    rows: Sequence[Row]


class Reading:
    """An open shelf, for the server."""

    def __init__(self, path: Path) -> None:
        """Open the file. UsageError: it is not there, or is no shelf."""
        self._file = ShelfFile(path, new=False)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def by_login(self, login: str) -> Partner | None:
        """Return who signs in by that login, or None."""
        return _partner(self._file.row(_BY_LOGIN, login))

    def by_token(self, digest: bytes) -> Partner | None:
        """Return whose token it is by its hash, or None."""
        return _partner(self._file.row(_BY_TOKEN, digest))

    def has(self, partner: Partner, name: str) -> bool:
        """Say whether a partner may have an object."""
        query = "SELECT 1 FROM object WHERE partner=? AND id=? AND added IS NOT NULL"
        return self._file.row(query, partner.n, name) is not None

    def page(
        self, partner: Partner, filters: Filters, after: int, most: int, *, weight: int | None
    ) -> Page:
        """Return what was added after a time, ``most`` objects at the most.

        ``weight``: how many bytes of bodies a page may have, at least one object; None leaves bodies out.
        """
        query, values = _query(partner, filters, after, most + 1, bodies=weight is not None)
        rows: list[Row] = []
        weighed = 0
        with self._file.reading() as db:
            for found in _each(db.execute(query, values)):
                weighed += len(found.body)
                too_heavy = weight is not None and weighed > weight and bool(rows)
                if len(rows) == most or too_heavy:
                    return Page(tuple(rows), more=True)
                rows.append(found)
        return Page(tuple(rows), more=False)

    def stands(self, partner: Partner) -> bool:
        """Say whether all is as it was when the partner was looked up."""
        query = "SELECT 1 FROM partner WHERE n=? AND epoch=? AND live"
        return self._file.row(query, partner.n, partner.epoch) is not None

    def hand(self, partner: Partner, handing: Handing, at: datetime) -> bool:
        """Note down a page that is about to leave; False: something has changed, and it must not."""
        with self._file.transaction() as db:
            query = "SELECT epoch, polled FROM partner WHERE n=? AND live"
            found = db.execute(query, (partner.n,)).fetchone()
            if found is None or found["epoch"] != partner.epoch:
                return False
            when = max(microseconds(at), found["polled"] or 0)
            db.execute("UPDATE partner SET polled=? WHERE n=?", (when, partner.n))
            if handing.rows:
                _note(db, partner.n, handing, when)
        return True


def _note(db: sqlite3.Connection, number: int, handing: Handing, when: int) -> None:
    rows = handing.rows
    db.execute(
        "INSERT INTO fetch (partner, at, route, first, last, count, media) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, when, handing.route, rows[0].added, rows[-1].added, len(rows), TAXII),
    )
    if handing.route in HANDING:
        db.executemany(
            "UPDATE version SET handed=? WHERE partner=? AND id=? AND key=? AND handed IS NULL",
            ((when, number, row.id, row.key) for row in rows),
        )


def _query(
    partner: Partner, filters: Filters, after: int, most: int, *, bodies: bool
) -> tuple[str, tuple[object, ...]]:
    """Return the query of a page: constant parts, one for each filter; values stand beside it."""
    parts, values = [], [partner.n, after]
    lists: list[object] = []
    for column, wanted in (
        ("id", filters.ids),
        ("type", filters.types),
        ("key", filters.versions),
        ("spec", filters.specs),
    ):
        if wanted is not None:
            parts.append(f" AND {column} IN (SELECT value FROM json_each(?))")  # noqa: S608
            lists.append(json.dumps(wanted))
    body = "body" if bodies else "x'' AS body"
    # Where ids are given the + keeps SQLite from walking the whole collection by time to find them.
    added = "added" if filters.ids is None else "+added"
    query = (
        f"SELECT added, id, key, version, {body} FROM object WHERE partner=? AND {added}>?"  # noqa: S608
        f"{''.join(parts)} ORDER BY {added} LIMIT ?"
    )
    return query, (*values, *lists, most)


def _each(found: sqlite3.Cursor) -> Iterator[Row]:
    for added, name, key, version, body in found:
        yield Row(added, name, key, version, body)


def _partner(row: sqlite3.Row | None) -> Partner | None:
    return None if row is None else Partner(*row)
