"""The decision log: an append-only, hash-chained file of what was decided, by whom, in which order.

Promises: an entry once appended is durable (WAL, synchronous=FULL) and never changed by this
program (the file itself refuses UPDATE and DELETE); many bodies go in together or not at all; two
writers wait for one another, never fork the chain; ``verify`` notices any entry changed, taken out,
put in or moved, and, given the head that was written down elsewhere, a log cut short.
Does not promise to stop someone who may write the file and recompute the whole chain: that is what
a head kept outside (in each custody record) is for. ``at`` is the caller's; no clock is read here.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from tearline.decisions import bodies
from tearline.errors import (
    DiskFullError,
    LockedError,
    LogBrokenError,
    LogMovedError,
    NoCollectionError,
    UsageError,
)
from tearline.model.decision import Body, Entry

SCHEMA_VERSION = 1
GENESIS = "0" * 64  # what the first entry follows
BUSY_SECONDS = 10.0
_BATCH = 1000
_FULL = 13  # SQLITE_FULL

# The file keeps the rule itself, also against INSERT OR REPLACE, which fires no DELETE trigger.
_SCHEMA = (
    """CREATE TABLE entry (
    seq INTEGER PRIMARY KEY, prev TEXT NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL
) STRICT""",
    """CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
BEGIN SELECT raise(ABORT, 'an entry follows the last one'); END""",
    """CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'an entry is never changed'); END""",
    """CREATE TRIGGER entry_remains BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'an entry is never deleted'); END""",
)
_FROM_BACKUP = "Bring decisions.db back from its backup; do not edit it"


def chained(prev: str, body: str) -> str:
    """Return an entry's hash: sha256 of the previous hash and the canonical body, in hex."""
    return hashlib.sha256((prev + body).encode()).hexdigest()


class DecisionLog:
    """One log file. Threads of a process may share it; processes each open their own."""

    def __init__(self, path: str | Path, *, must_exist: bool = False) -> None:
        """Open the log at ``path``; a missing one is begun, or refused where it ``must_exist``."""
        self.path = Path(path)
        if must_exist and not self.path.exists():
            msg = f"There is no decision log at {self.path}"
            raise NoCollectionError(msg, _FROM_BACKUP)
        self._lock = threading.Lock()
        with self._troubles():
            self._db = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            # FULL: a decision that was acknowledged survives a power cut (0.3 ms of CPU each).
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._begin_file()

    def close(self) -> None:
        """Close the file; it can be opened again at any time."""
        self._db.close()

    def __enter__(self) -> Self:
        """Return the log itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the log."""
        self.close()

    def append(self, new: Iterable[Body], *, after: int | None = None) -> tuple[Entry, ...]:
        """Write bodies in the order given, all or none, and return them in their places.

        ``after``: only if the log's last entry still has this number; LogMovedError where somebody else
        has written since, and what these bodies were decided on may be otherwise.
        """
        written = [(body, bodies.canonical(bodies.to_json(body))) for body in new]
        entries: list[Entry] = []
        if not written:
            return ()
        with self._lock, self._troubles(), self._transaction():
            seq, prev = self._last()
            if after is not None and seq != after:
                raise LogMovedError(after)
            for body, text in written:
                seq += 1
                digest = chained(prev, text)
                self._db.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", (seq, prev, digest, text))
                entries.append(Entry(seq, prev, digest, body))
                prev = digest
        return tuple(entries)

    def entries(self, since: int = 0) -> Iterator[Entry]:
        """Yield the entries after number ``since``, in order, a batch at a time."""
        for seq, prev, digest, text in self._rows(since):
            try:
                body = bodies.from_json(json.loads(text))
            except (UsageError, ValueError) as error:
                msg = f"Entry {seq} of {self.path.name} cannot be read: {error}"
                raise LogBrokenError(msg, _FROM_BACKUP) from error
            yield Entry(seq, prev, digest, body)

    def naming(self, *words: str) -> Iterator[Entry]:
        """Yield the entries in whose body one of these words stands (a hash, a record's name), in order."""
        where = " OR ".join("instr(body, ?)" for _ in words)
        query = f"SELECT seq, prev, hash, body FROM entry WHERE {where} ORDER BY seq"  # noqa: S608 - no value
        with self._troubles():
            rows = self._db.execute(query, words).fetchall() if words else []
        for seq, prev, digest, text in rows:
            yield Entry(seq, prev, digest, bodies.from_json(json.loads(text)))

    def entry(self, digest: str) -> Entry | None:
        """Return the entry of a hash, None where there is none."""
        # The table has no index by hash, and its file is never changed: newest first is quick in practice.
        query = "SELECT seq FROM entry WHERE hash = ? ORDER BY seq DESC LIMIT 1"
        with self._troubles():
            row = self._db.execute(query, (digest,)).fetchone() if digest else None
        return next(self.entries(row[0] - 1)) if row else None

    def head(self) -> str:
        """Return the last entry's hash, or ``GENESIS`` where there is none."""
        with self._troubles():
            return self._last()[1]

    def verify(self, head: str = "") -> int:
        """Follow the chain and return the number of entries; LogBrokenError at the first break.

        ``head``: a hash written down earlier (in a custody record) that must be in the chain, else
        the log was cut short or rewritten since.
        """
        self._check_schema()
        count, last, seen = 0, GENESIS, head in ("", GENESIS)
        for seq, prev, digest, text in self._rows(0):
            if seq != count + 1:
                raise self._broken(count + 1, "is missing")
            if prev != last:
                raise self._broken(seq, "does not follow the one before it")
            if chained(prev, text) != digest:
                raise self._broken(seq, "was changed after it was written")
            count, last = seq, digest
            seen = seen or digest == head
        if not seen:
            raise self._broken(
                count, f"is the last, and the head {head[:12]}… is nowhere before it"
            )
        return count

    def lines(self) -> Iterator[str]:
        """Yield each entry as one canonical JSON line: seq, prev, hash, body."""
        for seq, prev, digest, text in self._rows(0):
            entry = {"seq": seq, "prev": prev, "hash": digest, "body": json.loads(text)}
            yield bodies.canonical(entry) + "\n"

    def export(self, target: str | Path) -> int:
        """Write the log as JSON Lines, whole or not at all; return the number of entries."""
        target = Path(target)
        part = target.with_name(target.name + ".part")
        count = 0
        try:
            with part.open("w", encoding="utf-8", newline="\n") as out:
                for count, line in enumerate(self.lines(), start=1):  # noqa: B007 - counts
                    out.write(line)
                out.flush()
                os.fsync(out.fileno())
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        return count

    def restore(self, source: str | Path, head: str = "") -> int:
        """Fill this empty log from an export, with the same hashes; all of it or nothing.

        ``head`` is the last hash the export must end in, where it is known: without it, lines cut
        off at the end of the file cannot be noticed.
        """
        with self._lock, self._troubles(), self._transaction():
            if self._last()[0]:
                msg = f"{self.path.name} already has entries; an export fills an empty log only"
                raise UsageError(msg, "Give a new file")
            with Path(source).open("rb") as lines:
                for seq, line in enumerate(lines, start=1):
                    self._restore_line(seq, line)
            count, last = self._last()
            if head and last != head:
                msg = f"The export ends in {last[:12]}…, not in the head {head[:12]}…"
                raise LogBrokenError(msg, "Export again from a whole log")
        return count

    def _restore_line(self, seq: int, line: bytes) -> None:
        last = self._last()[1]
        try:
            entry = json.loads(line)
            # The very bytes of the line are compared, so that nothing at all can be slipped in.
            exact = (bodies.canonical(entry) + "\n").encode() == line
            text = bodies.canonical(entry["body"])
            bodies.from_json(entry["body"])
            digest = chained(last, text)
            place = (entry["seq"], entry["prev"], entry["hash"])
        except (UsageError, ValueError, TypeError, KeyError) as error:
            msg = f"Line {seq} of the export is not an entry"
            raise LogBrokenError(msg, "Export again from a whole log") from error
        if not exact or place != (seq, last, digest) or len(entry) != 4:  # noqa: PLR2004 - its keys
            msg = f"Line {seq} of the export does not follow the one before it, or was changed"
            raise LogBrokenError(msg, "Export again from a whole log")
        self._db.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", (seq, last, digest, text))

    def _begin_file(self) -> None:
        """Make the table in a new file; refuse a file of another version."""
        with self._transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            (tables,) = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if version == 0 and tables == 0:
                for statement in _SCHEMA:
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            elif version != SCHEMA_VERSION:
                msg = f"{self.path} is not a decision log of version {SCHEMA_VERSION}"
                raise LogBrokenError(msg, "Use the version of Tearline that wrote it")

    def _check_schema(self) -> None:
        """Refuse a file whose table or triggers are not as this program makes them."""
        with self._troubles():
            found = [r[0] for r in self._db.execute("SELECT sql FROM sqlite_master ORDER BY rowid")]
            (state,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if found != list(_SCHEMA):
            msg = f"{self.path.name}: the table or the triggers that guard it were changed"
            raise LogBrokenError(msg, _FROM_BACKUP)
        if state != "ok":
            msg = f"{self.path.name}: the file is damaged"
            raise LogBrokenError(msg, _FROM_BACKUP)

    def _broken(self, seq: int, what: str) -> LogBrokenError:
        return LogBrokenError(f"Entry {seq} of {self.path.name} {what}", _FROM_BACKUP)

    def _last(self) -> tuple[int, str]:
        row = self._db.execute("SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
        return (row[0], row[1]) if row else (0, GENESIS)

    def _rows(self, since: int) -> Iterator[tuple[int, str, str, str]]:
        """Yield rows in batches, so that a slow reader holds no read transaction open."""
        query = "SELECT seq, prev, hash, body FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"
        while True:
            with self._troubles():
                rows = self._db.execute(query, (since, _BATCH)).fetchall()
            if not rows:
                return
            yield from rows
            since = rows[-1][0]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Hold the file's one write lock from before the first read to the commit."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, each with its remedy."""
        try:
            yield
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code == _FULL:
                msg = f"No room to write {self.path}; nothing of it was kept"
                raise DiskFullError(msg, "Make room and run the same command again") from error
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                msg = f"Another program has been writing {self.path} for {BUSY_SECONDS:.0f} s"
                raise LockedError(msg, "Wait for it and run the same command again") from error
            msg = f"{self.path} cannot be opened or written ({error})"
            raise LogBrokenError(msg, "See that the folder is there and writable") from error
        except sqlite3.DatabaseError as error:
            msg = f"{self.path} is damaged ({error})"
            raise LogBrokenError(msg, _FROM_BACKUP) from error
