"""``desk.db``: the work list's rows, and totals that are kept with every change and never counted.

Promises: a derived file, its owner's alone; gone or of another form, it is made anew. Totals follow from the
rows by the file's own rules, so they are right whoever writes.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FORM = 2

COLUMNS = (
    "sha256", "local", "record", "page", "findings", "open", "withhold", "review", "hard", "holds",
    "awaiting", "withheld", "released", "disagreements", "seconds", "confidence", "look", "series",
    "state", "priority", "why",
)  # fmt: skip
_SUMS = ("findings", "open", "awaiting", "holds", "withheld", "released", "disagreements")

_TABLES = (
    """CREATE TABLE page (
    sha256 TEXT NOT NULL, local INTEGER NOT NULL, record TEXT NOT NULL, page INTEGER NOT NULL,
    findings INTEGER NOT NULL, open INTEGER NOT NULL, withhold INTEGER NOT NULL, review INTEGER NOT NULL,
    hard INTEGER NOT NULL, holds INTEGER NOT NULL, awaiting INTEGER NOT NULL, withheld INTEGER NOT NULL,
    released INTEGER NOT NULL, disagreements INTEGER NOT NULL, seconds INTEGER NOT NULL, confidence REAL,
    look INTEGER NOT NULL, series REAL NOT NULL, state TEXT NOT NULL, priority REAL NOT NULL,
    why TEXT NOT NULL, PRIMARY KEY (record, page)
) STRICT""",
    "CREATE INDEX page_by_place ON page (sha256, local)",
    "CREATE INDEX page_by_weight ON page (state, priority DESC, record, page)",
    "CREATE INDEX page_by_any_weight ON page (priority DESC, record, page)",
    "CREATE INDEX page_disagreed ON page (priority DESC, record, page) WHERE disagreements > 0",
    "CREATE INDEX page_held ON page (record, page) WHERE holds > 0",
    "CREATE INDEX page_poor ON page (priority DESC, record, page) WHERE look > 0",
    """CREATE TABLE page_kind (
    record TEXT NOT NULL, page INTEGER NOT NULL, kind TEXT NOT NULL, found INTEGER NOT NULL,
    open INTEGER NOT NULL, PRIMARY KEY (record, page, kind)
) STRICT""",
    "CREATE INDEX page_kind_by_kind ON page_kind (kind, record, page)",
    """CREATE TABLE kind_total (
    kind TEXT PRIMARY KEY, found INTEGER NOT NULL, open INTEGER NOT NULL
) STRICT""",
    """CREATE TABLE total (
    of TEXT NOT NULL, name TEXT NOT NULL, pages INTEGER NOT NULL, open_pages INTEGER NOT NULL,
    findings INTEGER NOT NULL, open INTEGER NOT NULL, awaiting INTEGER NOT NULL, holds INTEGER NOT NULL,
    withheld INTEGER NOT NULL, released INTEGER NOT NULL, disagreements INTEGER NOT NULL,
    PRIMARY KEY (of, name)
) STRICT""",
    "CREATE TABLE file (sha256 TEXT PRIMARY KEY, mark TEXT NOT NULL) STRICT",
    "CREATE TABLE told (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)


def _triggers() -> Iterator[str]:
    """Yield the rules that keep the totals."""
    sums = ", ".join(_SUMS)
    for of, name in (("state", "{row}.state"), ("record", "{row}.record")):
        for event, row, sign in (("INSERT", "NEW", ""), ("DELETE", "OLD", "-")):
            named = name.format(row=row)
            is_open = f"({row}.state = 'open')"
            values = ", ".join(f"{sign}{row}.{one}" for one in _SUMS)
            added = ", ".join(f"{one} = {one} + excluded.{one}" for one in _SUMS)
            yield (
                f"CREATE TRIGGER {of}_{event.lower()} AFTER {event} ON page BEGIN "
                f"INSERT INTO total (of, name, pages, open_pages, {sums}) "
                f"VALUES ('{of}', {named}, {sign}1, {sign}{is_open}, {values}) "
                f"ON CONFLICT (of, name) DO UPDATE SET pages = pages + excluded.pages, "
                f"open_pages = open_pages + excluded.open_pages, {added}; END"
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
        self._lock = threading.RLock()
        self._inside = False
        try:
            self._db = self._opened()
        except sqlite3.DatabaseError:
            self._clear()
            self._db = self._opened()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401 - SQLite's values
        """Return a query's rows."""
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def write(self, query: str, *values: Any) -> None:  # noqa: ANN401
        """Write one statement inside a transaction."""
        self._db.execute(query, values)

    def write_many(self, query: str, rows: list[tuple[Any, ...]]) -> None:
        """Write one statement for many rows inside a transaction."""
        self._db.executemany(query, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep all of what is written inside, or none."""
        with self._lock:
            if self._inside:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._inside = True
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            finally:
                self._inside = False

    def _opened(self) -> sqlite3.Connection:
        if not self.path.exists():
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))
        database = sqlite3.connect(
            self.path, timeout=10.0, isolation_level=None, check_same_thread=False
        )
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA journal_mode=WAL")
        # It can be made again: a power cut may cost it, never a wait.
        database.execute("PRAGMA synchronous=OFF")
        (form,) = database.execute("PRAGMA user_version").fetchone()
        if form != FORM:
            database.close()
            self._clear()
            os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600))
            database = sqlite3.connect(
                self.path, timeout=10.0, isolation_level=None, check_same_thread=False
            )
            database.row_factory = sqlite3.Row
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=OFF")
            database.execute("BEGIN")
            for statement in (*_TABLES, *_triggers()):
                database.execute(statement)
            database.execute(f"PRAGMA user_version={FORM}")
            database.execute("COMMIT")
        return database

    def _clear(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
