"""The shelf's own file: partners, the objects they may have now, what they fetched. One SQLite database.

Promises: what was written survives a power cut (WAL, synchronous=FULL); what is taken out is overwritten in
the file, not only unlinked; a file that is no shelf, or one of another version, is refused with what to do.
It is made for its owner alone (0600). Where the server runs as another user, give both a group and 0660: a
server writes what was fetched, so it must be able to write.
Does not hold anything but editions: no source, no hidden object, no table of the desk's.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from tearline.errors import DiskFullError, LockedError, TearlineError, UsageError

SCHEMA_VERSION = 1
BUSY_SECONDS = 10.0
_OURS = 0x54415849  # "TAXI", as SQLite's application_id
_OWNERS = 0o600
HANDING = ("objects", "object")  # routes that hand over the objects themselves

SCHEMA = (
    # A removed partner keeps its row, not live: what it fetched is still told.
    """CREATE TABLE partner (
    n INTEGER PRIMARY KEY, collection TEXT NOT NULL UNIQUE, login TEXT NOT NULL, title TEXT NOT NULL,
    password TEXT NOT NULL, live INTEGER NOT NULL, paused TEXT, last INTEGER NOT NULL,
    epoch INTEGER NOT NULL, polled INTEGER
) STRICT""",
    "CREATE UNIQUE INDEX partner_login ON partner (login) WHERE live",
    """CREATE TABLE token (
    digest BLOB PRIMARY KEY, partner INTEGER NOT NULL
) STRICT""",
    # What may be had now, one version of an id; added is NULL while it is kept back.
    """CREATE TABLE object (
    seq INTEGER PRIMARY KEY, partner INTEGER NOT NULL, added INTEGER, id TEXT NOT NULL, type TEXT NOT NULL,
    spec TEXT NOT NULL, version TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL
) STRICT""",
    "CREATE UNIQUE INDEX object_added ON object (partner, added)",
    "CREATE UNIQUE INDEX object_id ON object (partner, id)",
    "CREATE INDEX object_type ON object (partner, type, added)",
    # Every version there ever was, by the hash of its bytes: handed when first, gone when taken back.
    """CREATE TABLE version (
    partner INTEGER NOT NULL, id TEXT NOT NULL, key TEXT NOT NULL, version TEXT NOT NULL,
    sha256 BLOB NOT NULL, handed INTEGER, gone INTEGER, PRIMARY KEY (partner, id, key)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE fetch (
    n INTEGER PRIMARY KEY, partner INTEGER NOT NULL, at INTEGER NOT NULL, route TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL, media TEXT NOT NULL
) STRICT""",
    "CREATE INDEX fetch_by ON fetch (partner, at)",
)


class ShelfFile:
    """The open file. Threads of a process share it; processes each open their own."""

    def __init__(self, path: Path, *, new: bool) -> None:
        """Make the file (``new``) or open it. UsageError: it is there already, is not there, is no shelf."""
        self.path = path
        self._lock = threading.RLock()
        if new:
            _make(path)
        elif not path.is_file():
            raise UsageError(f"there is no shelf at {path.name}", "Make one, or give its path.")
        with self._troubles():
            self._db = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._begin(new=new)
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

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the file's one write lock; all of what is done inside is kept, or none."""
        with self._lock, self._troubles():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read, with no other thread of ours in between; each query sees the file as it is then."""
        with self._lock, self._troubles():
            yield self._db

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:  # noqa: ANN401 - SQLite's values
        """Return a query's rows; the query is ours, its values may be anybody's."""
        with self.reading() as db:
            return db.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> sqlite3.Row | None:  # noqa: ANN401
        """Return the first row of a query, or None."""
        return next(iter(self.rows(query, *values)), None)

    def scrub(self) -> None:
        """Take what was overwritten out of the write-ahead log too, where nobody is reading it just now."""
        with self.reading() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def _begin(self, *, new: bool) -> None:
        self._db.row_factory = sqlite3.Row
        if new:
            self._db.execute(f"PRAGMA application_id={_OURS}")
            self._db.execute("PRAGMA journal_mode=WAL")
        elif self._number("application_id") != _OURS:
            raise self._no_shelf()
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA secure_delete=ON")
        if new:
            with self.transaction() as db:
                for statement in SCHEMA:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        elif self._number("user_version") != SCHEMA_VERSION:
            msg = f"{self.path.name} is not a shelf of version {SCHEMA_VERSION}"
            raise UsageError(msg, "Use the version of Tearline that wrote it.")

    def _number(self, pragma: str) -> int:
        (found,) = self._db.execute(f"PRAGMA {pragma}").fetchone()
        return int(found)

    def _no_shelf(self) -> UsageError:
        return UsageError(f"{self.path.name} is no shelf", "Give the path of one, or make one.")

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, each with its remedy."""
        try:
            yield
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == sqlite3.SQLITE_FULL:
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
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_NOTADB:
                raise self._no_shelf() from error
            msg = f"{self.path.name} is damaged"
            raise TearlineError(msg, "Bring it back from its backup.") from error


def _make(path: Path) -> None:
    """Make an empty file for its owner alone. UsageError: something is there, or it cannot be made."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _OWNERS))
    except FileExistsError as error:
        raise UsageError(
            f"{path.name} is there already", "Open it, or give another path."
        ) from error
    except OSError as error:
        msg = f"{path.name} cannot be made ({error.strerror})"
        raise UsageError(msg, "See that the folder is there and writable.") from error
