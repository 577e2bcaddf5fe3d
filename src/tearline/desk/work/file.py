"""desk.db: the work list's rows, and totals that are kept with every change and never counted.

Promises: a derived file, its owner's alone; gone, damaged or of another form, it is made anew. Totals follow
from the rows by the file's own rules, so they are right whoever writes. Who asks never waits for who writes.
A power cut may cost its last changes, never its form.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FORM = 3

COLUMNS = (
    "sha256", "local", "record", "page", "findings", "open", "withhold", "review", "hard", "holds",
    "awaiting", "withheld", "released", "disagreements", "seconds", "confidence", "look", "series",
    "state", "priority", "why", "marks",
)  # fmt: skip
_SUMS = (
    "findings", "open", "awaiting", "holds", "withheld", "released", "disagreements", "seconds", "marks",
)  # fmt: skip

# A lane is a set of pages in the queue's order: ``rank`` is the priority turned round, so that one
# comparison of (rank, record, page) finds where a list goes on.
_TABLES = (
    """CREATE TABLE page (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, local INTEGER NOT NULL, record TEXT NOT NULL,
    page INTEGER NOT NULL, findings INTEGER NOT NULL, open INTEGER NOT NULL, withhold INTEGER NOT NULL,
    review INTEGER NOT NULL, hard INTEGER NOT NULL, holds INTEGER NOT NULL, awaiting INTEGER NOT NULL,
    withheld INTEGER NOT NULL, released INTEGER NOT NULL, disagreements INTEGER NOT NULL,
    seconds INTEGER NOT NULL, confidence REAL, look INTEGER NOT NULL, series REAL NOT NULL,
    state TEXT NOT NULL, priority REAL NOT NULL, why TEXT NOT NULL, marks INTEGER NOT NULL,
    rank REAL NOT NULL, UNIQUE (sha256, local, record)
) STRICT""",
    "CREATE INDEX lane_state ON page (state, rank, record, page)",
    "CREATE INDEX lane_record ON page (record, state, rank, page)",
    "CREATE INDEX lane_poor ON page (state, rank, record, page) WHERE look > 0",
    "CREATE INDEX lane_held ON page (state, rank, record, page) WHERE holds > 0",
    "CREATE INDEX lane_disagreed ON page (state, rank, record, page) WHERE disagreements > 0",
    "CREATE INDEX page_marked ON page (record) WHERE marks > 0",
    """CREATE TABLE page_kind (
    id INTEGER NOT NULL, kind TEXT NOT NULL, found INTEGER NOT NULL, open INTEGER NOT NULL,
    todo INTEGER NOT NULL, state TEXT NOT NULL, rank REAL NOT NULL, record TEXT NOT NULL,
    page INTEGER NOT NULL, PRIMARY KEY (id, kind)
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX lane_kind ON page_kind (kind, state, todo, rank, record, page)",
    """CREATE TABLE kind_total (
    kind TEXT PRIMARY KEY, found INTEGER NOT NULL, open INTEGER NOT NULL
) STRICT""",
    """CREATE TABLE total (
    of TEXT NOT NULL, name TEXT NOT NULL, pages INTEGER NOT NULL, open_pages INTEGER NOT NULL,
    looks INTEGER NOT NULL, findings INTEGER NOT NULL, open INTEGER NOT NULL, awaiting INTEGER NOT NULL,
    holds INTEGER NOT NULL, withheld INTEGER NOT NULL, released INTEGER NOT NULL,
    disagreements INTEGER NOT NULL, seconds INTEGER NOT NULL, marks INTEGER NOT NULL,
    PRIMARY KEY (of, name)
) STRICT""",
    # What a record's pages are weighed by; ``awaits``: an answer on the whole of it; ``entry``: a hold
    # that was placed on it stands, ``noted``: one was placed.
    """CREATE TABLE record (
    name TEXT PRIMARY KEY, near INTEGER NOT NULL, held INTEGER NOT NULL, marked INTEGER NOT NULL,
    awaits INTEGER NOT NULL, entry INTEGER NOT NULL, noted INTEGER NOT NULL
) STRICT""",
    "CREATE INDEX record_marked ON record (name) WHERE marked > 0",
    "CREATE TABLE file (sha256 TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT",
    # What is still to be done: a page, or with local 0 a whole file, whose mark is then ``mark``; ``turn``
    # goes up when it is asked for again, so that what was done before is not taken for it.
    """CREATE TABLE due (
    sha256 TEXT NOT NULL, local INTEGER NOT NULL, mark TEXT NOT NULL, turn INTEGER NOT NULL,
    PRIMARY KEY (local, sha256)
) STRICT""",
    "CREATE TABLE due_record (name TEXT PRIMARY KEY) STRICT",
    "CREATE TABLE told (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
)


def _triggers() -> Iterator[str]:
    """Yield the rules that keep the totals."""
    sums = ", ".join(_SUMS)
    for of, name in (("state", "{row}.state"), ("record", "{row}.record")):
        for event, row, sign in (("INSERT", "NEW", ""), ("DELETE", "OLD", "-")):
            named = name.format(row=row)
            flags = f"{sign}1, {sign}({row}.state = 'open'), {sign}({row}.look > 0)"
            values = ", ".join(f"{sign}{row}.{one}" for one in _SUMS)
            added = ", ".join(
                f"{one} = {one} + excluded.{one}"
                for one in ("pages", "open_pages", "looks", *_SUMS)
            )
            yield (
                f"CREATE TRIGGER {of}_{event.lower()} AFTER {event} ON page BEGIN "
                f"INSERT INTO total (of, name, pages, open_pages, looks, {sums}) "
                f"VALUES ('{of}', {named}, {flags}, {values}) "
                f"ON CONFLICT (of, name) DO UPDATE SET {added}; END"
            )
    for event, row, sign in (("INSERT", "NEW", ""), ("DELETE", "OLD", "-")):
        yield (
            f"CREATE TRIGGER kind_{event.lower()} AFTER {event} ON page_kind BEGIN "
            f"INSERT INTO kind_total VALUES ({row}.kind, {sign}{row}.found, {sign}{row}.open) "
            "ON CONFLICT (kind) DO UPDATE SET found = found + excluded.found, "
            "open = open + excluded.open; END"
        )


class WorkFile:
    """The open file; threads share it."""

    def __init__(self, path: Path) -> None:
        """Open it; made anew where it is not there, damaged, or of another form."""
        self.path = path
        self._writing, self._asking = threading.RLock(), threading.Lock()
        try:
            self._begin()
        except sqlite3.OperationalError:
            raise  # locked, or no room: it is not damaged
        except sqlite3.DatabaseError:
            self._clear()
            self._begin()

    def close(self) -> None:
        """Close the file."""
        with self._writing, self._asking:
            self._reader.close()
            self._writer.close()

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401 - SQLite's values
        """Return a query's rows, as last written."""
        with self._asking:
            return self._reader.execute(query, values).fetchall()

    def inside(self, query: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401
        """Return a query's rows inside a transaction, what it has written so far included."""
        return self._writer.execute(query, values).fetchall()

    def write(self, query: str, *values: Any) -> None:  # noqa: ANN401
        """Write one statement inside a transaction."""
        self._writer.execute(query, values)

    def write_many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write one statement for many rows inside a transaction."""
        self._writer.executemany(query, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all of what is written inside, or none; one at a time."""
        with self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def _begin(self) -> None:
        if not self.path.exists():
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))
        self.path.chmod(0o600)  # what SQLite puts beside it has the same
        self._writer = self._connected()
        (form,) = self._writer.execute("PRAGMA user_version").fetchone()
        if form != FORM:
            self._writer.close()
            self._clear()
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))
            self._writer = self._connected()
            self._writer.execute("BEGIN IMMEDIATE")
            for statement in (*_TABLES, *_triggers(), f"PRAGMA user_version={FORM}"):
                self._writer.execute(statement)
            self._writer.execute("COMMIT")
        self._reader = self._connected()
        self._reader.execute("SELECT count(*) FROM told").fetchone()

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(
            self.path, timeout=10.0, isolation_level=None, check_same_thread=False
        )
        database.row_factory = sqlite3.Row
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "cache_size=-8192",
            "temp_store=MEMORY",
        ):
            database.execute(f"PRAGMA {pragma}")
        return database

    def _clear(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
