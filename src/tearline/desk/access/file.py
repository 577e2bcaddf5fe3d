"""The desk's own file, ``access.db``: who may sign in, who is signed in, who read what, who works on what.

Promises: its owner's alone (0600, also one that was left wider); what was acknowledged survives a power cut
(WAL, synchronous=FULL); the rows of what was read and of who was let in are never changed or taken out (the
file itself refuses, REPLACE included, and a file without these rules is not opened); times are the clock's
that it was given, ISO and UTC. It cannot be made again: back it up with the decisions (`VACUUM INTO`, or the
file with its -wal while no desk is open).
Does not promise to stop someone who may write the file by other means.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from tearline.errors import DiskFullError, LockedError, TearlineError

SCHEMA_VERSION = 1
BUSY_SECONDS = 10.0
_AGAIN_SECONDS = 0.02
_OWNERS = 0o600
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
FROM_BACKUP = "Bring access.db back from its backup; do not edit it."


def clean(text: str, most: int) -> str:
    """Return a text as a row can hold it: halves of characters replaced, and cut with a mark."""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= most else text[: most - 1] + "…"


def _held(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return values as the file can hold them, whatever somebody sent: halves of characters replaced."""
    return tuple(clean(one, len(one)) if isinstance(one, str) else one for one in values)


def now_utc() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def access_path(root: Path) -> Path:
    """Return where a collection's people, sessions and reads are kept."""
    return root / "access.db"


class AccessFile:
    """The open file. Threads of a process share it; processes each open their own."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = now_utc) -> None:
        """Open the file, making it where it is not there. TearlineError: it is not what it was."""
        self.path, self.clock = path, clock
        self._lock = threading.RLock()
        self._inside = False
        _own(path)
        with self._troubles():
            self._db = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._db.row_factory = sqlite3.Row
                self._go_wal()
                self._db.execute("PRAGMA synchronous=FULL")
                self._begin()
            except BaseException:
                self._db.close()
                raise

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
        """Hold the file's one write lock; all of what is done inside is kept, or none.

        One inside another is a part of it: where it fails, nothing of the part is kept.
        """
        with self._lock, self._troubles():
            if self._inside:
                with self._part():
                    yield
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

    @contextmanager
    def _part(self) -> Iterator[None]:
        self._db.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk has undone it all
                self._db.execute("ROLLBACK TO part")
                self._db.execute("RELEASE part")
            raise
        self._db.execute("RELEASE part")

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401 - SQLite's values
        """Return a query's rows; the query is ours, its values may be anybody's."""
        with self._lock, self._troubles():
            return self._db.execute(query, _held(values)).fetchall()

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:  # noqa: ANN401
        """Return the first row of a query, or None."""
        return next(iter(self.rows(query, *values)), None)

    def write(self, query: str, *values: Any) -> int:  # noqa: ANN401
        """Write in a transaction (one of its own where none is open); return how many rows it touched."""
        with self._lock, self._troubles():
            if self._inside:
                return self._db.execute(
                    query, _held(values)
                ).rowcount  # a statement is whole by itself
            with self.transaction():
                return self._db.execute(query, _held(values)).rowcount

    def check(self) -> None:
        """Refuse a file whose tables or rules were changed since, or that is damaged."""
        with self._lock, self._troubles():
            if self._found() != sorted(SCHEMA):
                raise self._changed()
            (state,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise TearlineError(f"{self.path.name} is damaged", FROM_BACKUP)

    def _go_wal(self) -> None:
        """Ask until it is granted: SQLite does not wait where two make the same file at once."""
        until = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(_AGAIN_SECONDS)
            else:
                return

    def _found(self) -> list[str]:
        # In no order: a copy by VACUUM has another. SQLite's own tables (ANALYZE makes one) are no matter.
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
        return sorted(row[0] for row in self._db.execute(query))

    def _changed(self) -> TearlineError:
        msg = f"{self.path.name}: its tables, or the rules that guard them, were changed"
        return TearlineError(msg, FROM_BACKUP)

    def _begin(self) -> None:
        with self.transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            found = self._found()
            if version == 0 and not found:
                for statement in SCHEMA:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                msg = f"{self.path} is not an access file of version {SCHEMA_VERSION}"
                raise TearlineError(msg, "Use the version of Tearline that wrote it.")
            elif found != sorted(SCHEMA):
                raise self._changed()

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
        except sqlite3.ProgrammingError:
            raise  # ours: a closed file, or a value of a kind that it cannot hold
        except sqlite3.DatabaseError as error:
            msg = f"{self.path.name} is damaged, or refuses what would change its past"
            raise TearlineError(msg, FROM_BACKUP) from error


def _own(path: Path) -> None:
    """Make the file where it is not there, and its owner's alone in any case."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _OWNERS)
        try:
            if os.fstat(handle).st_mode & ~_OWNERS & 0o777:
                os.fchmod(handle, _OWNERS)
        finally:
            os.close(handle)
    except OSError as error:
        msg = f"{path.name} cannot be made, or kept for its owner alone: {error.strerror}"
        raise TearlineError(msg, "See that the folder is there and yours to write.") from error
