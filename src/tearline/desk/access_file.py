"""The desk's own file, ``access.db``: who may sign in, who is signed in, who read what, who works on what.

Promises: its owner's alone (0600); what was acknowledged survives a power cut (WAL, synchronous=FULL); the
rows of what was read and of who was let in are never changed or taken out (the file itself refuses); times
are the clock's that it was given, ISO and UTC. It cannot be made again: back it up with the decisions.
Does not promise to stop someone who may write the file by other means.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from tearline.errors import DiskFullError, LockedError, TearlineError

SCHEMA_VERSION = 1
BUSY_SECONDS = 10.0
_FULL = 13  # SQLITE_FULL

TABLES = (
    """CREATE TABLE person (
    name TEXT PRIMARY KEY, folded TEXT NOT NULL UNIQUE, password TEXT NOT NULL, roles TEXT NOT NULL,
    active INTEGER NOT NULL, must_change INTEGER NOT NULL, since TEXT NOT NULL, changes INTEGER NOT NULL
) STRICT""",
    """CREATE TABLE failure (
    what TEXT PRIMARY KEY, count INTEGER NOT NULL, last TEXT NOT NULL
) STRICT""",
    """CREATE TABLE session (
    token TEXT PRIMARY KEY, person TEXT NOT NULL, changes INTEGER NOT NULL, sign_in TEXT NOT NULL,
    began TEXT NOT NULL, seen TEXT NOT NULL, address TEXT NOT NULL
) STRICT""",
    "CREATE INDEX session_of ON session (person)",
    """CREATE TABLE claim (
    sha256 TEXT NOT NULL, page INTEGER NOT NULL, holder TEXT NOT NULL, since TEXT NOT NULL,
    until TEXT NOT NULL, PRIMARY KEY (sha256, page)
) STRICT""",
    "CREATE INDEX claim_of ON claim (holder)",
    """CREATE TABLE assignment (
    id INTEGER PRIMARY KEY, record TEXT NOT NULL, person TEXT NOT NULL, by TEXT NOT NULL,
    due TEXT NOT NULL, at TEXT NOT NULL, done TEXT NOT NULL
) STRICT""",
    "CREATE INDEX assignment_of ON assignment (person, done)",
    """CREATE TABLE people_log (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL
) STRICT""",
    """CREATE TABLE read (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
    record TEXT NOT NULL, page INTEGER NOT NULL, detail TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
) STRICT""",
    "CREATE INDEX read_by ON read (who, id)",
    "CREATE INDEX read_of ON read (record, id)",
    """CREATE TABLE note (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, record TEXT NOT NULL,
    page INTEGER NOT NULL, body TEXT NOT NULL, answers INTEGER NOT NULL, closes INTEGER NOT NULL
) STRICT""",
    "CREATE INDEX note_of ON note (record, id)",
)
KEPT = ("people_log", "read", "note")  # rows that stay as they were written


def _guards() -> Iterator[str]:  # every name in these statements is one of KEPT
    """Yield the rules by which the file keeps rows as they were written, REPLACE included."""
    for table in KEPT:
        yield (
            f"CREATE TRIGGER {table}_follows BEFORE INSERT ON {table}\n"
            f"WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM {table})\n"
            "BEGIN SELECT raise(ABORT, 'a row follows the last one'); END"
        )
        yield (
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE ON {table}\n"
            "BEGIN SELECT raise(ABORT, 'a row is never changed'); END"
        )
        yield (
            f"CREATE TRIGGER {table}_remains BEFORE DELETE ON {table}\n"
            "BEGIN SELECT raise(ABORT, 'a row is never deleted'); END"
        )


SCHEMA = (*TABLES, *_guards())
_FROM_BACKUP = "Bring access.db back from its backup; do not edit it."


def now_utc() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class AccessFile:
    """The open file. Threads of a process share it; processes each open their own."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = now_utc) -> None:
        """Open the file, making it where it is not there. TearlineError: it is not what it was."""
        self.path, self.clock = path, clock
        self._lock = threading.RLock()
        self._inside = False
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        with self._troubles():
            self._db = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._begin()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def now(self) -> str:
        """Return the time as rows have it: ISO, UTC, whole seconds."""
        return self.clock().astimezone(UTC).isoformat(timespec="seconds")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the file's one write lock; all of what is done inside is kept, or none."""
        with self._lock, self._troubles():
            if self._inside:
                yield  # one transaction may be made of several parts
                return
            self._db.execute("BEGIN IMMEDIATE")
            self._inside = True
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._inside = False

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401 - SQLite's values
        """Return a query's rows; the query is ours, its values may be anybody's."""
        with self._lock, self._troubles():
            return self._db.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:  # noqa: ANN401
        """Return the first row of a query, or None."""
        return next(iter(self.rows(query, *values)), None)

    def write(self, query: str, *values: Any) -> int:  # noqa: ANN401
        """Write in a transaction (one of its own where none is open); return how many rows it touched."""
        with self.transaction():
            return self._db.execute(query, values).rowcount

    def _begin(self) -> None:
        with self.transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            found = [
                row[0]
                for row in self._db.execute(
                    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
                )
            ]
            if version == 0 and not found:
                for statement in SCHEMA:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                msg = f"{self.path} is not an access file of version {SCHEMA_VERSION}"
                raise TearlineError(msg, "Use the version of Tearline that wrote it.")
            elif found != list(SCHEMA):
                msg = f"{self.path.name}: its tables, or the rules that guard them, were changed"
                raise TearlineError(msg, _FROM_BACKUP)

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, each with its remedy."""
        try:
            yield
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == _FULL:
                msg = f"no room to write {self.path.name}"
                raise DiskFullError(msg, "Make room and try again.") from error
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                msg = f"another program has been writing {self.path.name} for {BUSY_SECONDS:.0f} s"
                raise LockedError(msg, "Wait for it and try again.") from error
            msg = f"{self.path.name} cannot be opened or written"
            raise TearlineError(msg, "See that the folder is there and writable.") from error
        except sqlite3.DatabaseError as error:
            msg = f"{self.path.name} is damaged, or refuses what would change its past"
            raise TearlineError(msg, _FROM_BACKUP) from error
