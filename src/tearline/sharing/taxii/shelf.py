"""The shelf as the desk sees it: who may fetch, what stands there for each, what each has fetched.

Promises: a partner's objects are told apart by a time of their own, strictly later than every one before,
also where the clock goes back; of each object the newest version alone can be had, and a version is never
other bytes than it was. What is published, withdrawn, paused or removed is so as a whole or not at all. While
a partner is paused nothing leaves; what is published meanwhile gets its time when sharing goes on, so that
nobody can tell from the times how often there was something to say.
Does not choose what a partner may have: it is given finished editions. It cannot take back what was fetched;
it says what that is.
"""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from tearline.errors import UsageError
from tearline.sharing.taxii.credentials import Credentials, new_token, token_digest
from tearline.sharing.taxii.file import HANDING, ShelfFile
from tearline.sharing.taxii.moments import microseconds, moment
from tearline.sharing.taxii.wares import Ware, differs, wares

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_LONGEST_TITLE, _LONGEST_TEXT = 200, 500


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many rows are new, and the times of the first and the last: None where none is, or is kept back."""

    first: datetime | None
    last: datetime | None
    count: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """A page that was answered: when, by which route, the times of its first and last object, how many."""

    at: datetime
    route: str
    first_added: datetime
    last_added: datetime
    count: int
    media: str


def now_utc() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class Shelf:
    """An open shelf, for whoever publishes. Threads may share it; processes each open their own."""

    def __init__(self, file: ShelfFile, clock: Callable[[], datetime] = now_utc) -> None:
        """Take an open file; ``create`` and ``open`` are the ways to one."""
        self._file, self._clock = file, clock
        self._credentials = Credentials()

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make an empty shelf. UsageError: something is there, or the folder is not writable."""
        return cls(ShelfFile(path, new=True))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a shelf. UsageError: there is none, or the file is something else."""
        return cls(ShelfFile(path, new=False))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        """Return the shelf itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def add_partner(self, login: str, password: str | None, title: str) -> str:
        """Let a partner in and return the id of their collection; no password: by token alone.

        UsageError: the login is taken or no login, the title is empty, the password would be guessed.
        """
        if not _LOGIN.fullmatch(login):
            msg = "a login is 1 to 64 small letters, digits, dots, hyphens and underscores"
            raise UsageError(msg, "It begins with a letter or a digit.")
        _check_text(title, _LONGEST_TITLE, "a title")
        if not title.strip():
            raise UsageError("a collection has a title", "Give one that the partner may read.")
        digest = "" if password is None else self._credentials.hash(password)
        collection = str(uuid.uuid4())
        with self._file.transaction() as db:
            if db.execute("SELECT 1 FROM partner WHERE login=? AND live", (login,)).fetchone():
                raise UsageError(f"{login} is a partner already", "Give another login.")
            db.execute(
                "INSERT INTO partner (collection, login, title, password, live, last, epoch) "
                "VALUES (?, ?, ?, ?, 1, 0, 0)",
                (collection, login, title, digest),
            )
        return collection

    def set_password(self, login: str, password: str | None) -> None:
        """Give a partner another password, or none. UsageError as for a new one."""
        digest = "" if password is None else self._credentials.hash(password)
        with self._file.transaction() as db:
            number = _live(db, login)["n"]
            db.execute("UPDATE partner SET password=? WHERE n=?", (digest, number))
            _turn_over(db, number)

    def add_token(self, login: str) -> str:
        """Return a new bearer token of a partner; it is shown this once. UsageError: nobody's login."""
        token = new_token()
        with self._file.transaction() as db:
            number = _live(db, login)["n"]
            db.execute("INSERT INTO token VALUES (?, ?)", (token_digest(token), number))
        return token

    def drop_tokens(self, login: str) -> int:
        """Take back all of a partner's tokens and return how many there were. UsageError: nobody's login."""
        with self._file.transaction() as db:
            number = _live(db, login)["n"]
            _turn_over(db, number)
            return db.execute("DELETE FROM token WHERE partner=?", (number,)).rowcount

    def remove_partner(self, login: str) -> None:
        """Let a partner in no more and take their objects out; what they fetched is still told.

        UsageError: nobody signs in by that login.
        """
        with self._file.transaction() as db:
            number = _live(db, login)["n"]
            db.execute("DELETE FROM token WHERE partner=?", (number,))
            db.execute("DELETE FROM object WHERE partner=?", (number,))
            db.execute("UPDATE partner SET live=0, password='' WHERE n=?", (number,))
            _turn_over(db, number)
        self._file.scrub()

    def pause(self, login: str, text: str) -> None:
        """Hand nothing over until ``resume``; the partner is told so, with ``text`` after it.

        UsageError: nobody's login, or a text of more than 500 characters or of several lines.
        """
        _check_text(text, _LONGEST_TEXT, "a text of a pause")
        with self._file.transaction() as db:
            number = _live(db, login)["n"]
            db.execute("UPDATE partner SET paused=? WHERE n=?", (text, number))
            _turn_over(db, number)

    def resume(self, login: str, at: datetime | None = None) -> Receipt:
        """Go on, and hand over what was kept back, all with times from ``at`` (now) on.

        UsageError: nobody's login.
        """
        base = microseconds(at or self._clock())
        with self._file.transaction() as db:
            row = _live(db, login)
            kept = "SELECT seq FROM object WHERE partner=? AND added IS NULL ORDER BY seq"
            first = last = max(row["last"] + 1, base)
            found = db.execute(kept, (row["n"],)).fetchall()
            for last, (seq,) in enumerate(found, first):
                db.execute("UPDATE object SET added=? WHERE seq=?", (last, seq))
            if found:
                db.execute("UPDATE partner SET last=? WHERE n=?", (last, row["n"]))
            db.execute("UPDATE partner SET paused=NULL WHERE n=?", (row["n"],))
            _turn_over(db, row["n"])
        return _receipt(first, last, len(found)) if found else Receipt(None, None, 0)

    def publish(
        self,
        login: str,
        objects: Sequence[Mapping[str, Any]],
        at: datetime,
        replace: bool = False,
    ) -> Receipt:
        """Put objects on a partner's shelf in one piece; what stands there already is no new row.

        ``at``: the time of the edition; ``replace``: these are all the partner may have, the rest is
        withdrawn. UsageError, and nothing is taken: an object is no STIX object, is older than what the
        partner was given, or is other bytes under a version that is known.
        """
        base, batch = microseconds(at), wares(objects)
        with self._file.transaction() as db:
            row = _live(db, login)
            fresh = [ware for ware in batch if _is_new(db, row["n"], ware)]
            first = max(row["last"] + 1, base)
            for added, ware in enumerate(fresh, first):
                _put(db, row["n"], ware, None if row["paused"] is not None else added)
            gone: list[str] = []
            if replace:
                given = {ware.id for ware in batch}
                stands = db.execute("SELECT id FROM object WHERE partner=?", (row["n"],)).fetchall()
                gone = _take(db, row["n"], [name for (name,) in stands if name not in given], base)
            if fresh and row["paused"] is None:
                last = first + len(fresh) - 1
                db.execute("UPDATE partner SET last=? WHERE n=?", (last, row["n"]))
            if fresh or gone:
                _turn_over(db, row["n"])
        if gone:
            self._file.scrub()
        if not fresh or row["paused"] is not None:
            return Receipt(None, None, len(fresh))
        return _receipt(first, first + len(fresh) - 1, len(fresh))

    def withdraw(self, login: str, ids: Collection[str], at: datetime) -> tuple[str, ...]:
        """Take objects out of every answer and return the ids that stood there; others are no error.

        UsageError: nobody's login. Where the partner must know, publish a revoked version instead.
        """
        when = microseconds(at)
        with self._file.transaction() as db:
            number = _live(db, login)["n"]
            gone = _take(db, number, ids, when)
            if gone:
                _turn_over(db, number)
        if gone:
            self._file.scrub()
        return tuple(gone)

    def withdrawn(self, login: str) -> tuple[tuple[str, str, datetime], ...]:
        """Return id, version and time of what was withdrawn after the partner had fetched it."""
        found = self._file.rows(
            "SELECT id, version.version, gone FROM version JOIN partner ON partner.n=version.partner "
            "WHERE login=? AND gone IS NOT NULL AND handed IS NOT NULL ORDER BY gone, id",
            login,
        )
        return tuple((name, version, moment(gone)) for name, version, gone in found)

    def fetches(self, login: str, since: datetime | None = None) -> Iterator[Fetch]:
        """Yield the pages of objects that a partner fetched, from ``since`` on, in their order."""
        found = self._file.rows(
            "SELECT at, route, first, fetch.last AS last, count, media "
            "FROM fetch JOIN partner ON partner.n=fetch.partner "
            "WHERE login=? AND at>=? ORDER BY fetch.n",
            login,
            0 if since is None else microseconds(since),
        )
        for one in found:
            at, first, last = (moment(one[name]) for name in ("at", "first", "last"))
            yield Fetch(at, one["route"], first, last, one["count"], one["media"])

    def polled(self, login: str) -> datetime | None:
        """Return when a partner last asked for objects and was answered, whether or not there were new."""
        query = "SELECT max(polled) FROM partner WHERE login=?"
        return _moment_or_none(self._file.rows(query, login)[0][0])

    def handed(self, login: str) -> datetime | None:
        """Return the newest date_added of the objects that a partner has been handed."""
        found = self._file.rows(
            "SELECT max(fetch.last) FROM fetch JOIN partner ON partner.n=fetch.partner "
            "WHERE login=? AND route IN (?, ?)",
            login,
            *HANDING,
        )
        return _moment_or_none(found[0][0])

    def holds(self, login: str, at: datetime) -> tuple[tuple[str, str], ...]:
        """Return id and version of what a partner had fetched by then: of each object the newest.

        What was withdrawn is among them: it was fetched.
        """
        found = self._file.rows(
            "SELECT id, version.version, max(key) FROM version "
            "JOIN partner ON partner.n=version.partner WHERE login=? AND handed<=? "
            "GROUP BY id ORDER BY id",
            login,
            microseconds(at),
        )
        return tuple((name, version) for name, version, _ in found)

    def versions(self, login: str) -> tuple[tuple[str, str, datetime], ...]:
        """Return id, version and the time it was first handed over, of all that a partner was handed."""
        found = self._file.rows(
            "SELECT id, version.version, handed FROM version JOIN partner ON partner.n=version.partner "
            "WHERE login=? AND handed IS NOT NULL ORDER BY handed, id",
            login,
        )
        return tuple((name, version, moment(handed)) for name, version, handed in found)

    def knows(self, login: str) -> bool:
        """Say whether somebody signs in by that login."""
        return bool(self._file.rows("SELECT 1 FROM partner WHERE login=? AND live", login))

    def is_paused(self, login: str) -> bool:
        """Say whether nothing is handed to a partner now; one that cannot sign in gets nothing either."""
        found = self._file.rows("SELECT paused FROM partner WHERE login=? AND live", login)
        return not found or found[0]["paused"] is not None


def _live(db: sqlite3.Connection, login: str) -> sqlite3.Row:
    """Return a partner's row. UsageError: nobody signs in by that login."""
    found = db.execute("SELECT * FROM partner WHERE login=? AND live", (login,)).fetchone()
    if found is None:
        raise UsageError(f"no partner signs in as {login}", "Add the partner first.")
    row: sqlite3.Row = found
    return row


def _turn_over(db: sqlite3.Connection, number: int) -> None:
    """Say that what this partner may have is another thing now: answers under way are made again."""
    db.execute("UPDATE partner SET epoch=epoch+1 WHERE n=?", (number,))


def _is_new(db: sqlite3.Connection, number: int, ware: Ware) -> bool:
    """Say whether a version is not on the shelf. UsageError: it is older, or not what it was."""
    known = db.execute(
        "SELECT key, sha256 FROM version WHERE partner=? AND id=? AND key>=? ORDER BY key",
        (number, ware.id, ware.key),
    ).fetchall()
    for key, sha256 in known:
        if key == ware.key and sha256 != ware.sha256:
            raise differs(ware)
    if known and known[-1]["key"] > ware.key:
        msg = f"{ware.id} of {ware.version} is older than what the partner was given"
        raise UsageError(msg, "Give it a later modified time.")
    stands = "SELECT 1 FROM object WHERE partner=? AND id=? AND key=?"
    return db.execute(stands, (number, ware.id, ware.key)).fetchone() is None


def _put(db: sqlite3.Connection, number: int, ware: Ware, added: int | None) -> None:
    """Put a version in the place of the one before."""
    db.execute("DELETE FROM object WHERE partner=? AND id=?", (number, ware.id))
    db.execute(
        "INSERT INTO object (partner, added, id, type, spec, version, key, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, added, ware.id, ware.type, ware.spec, ware.version, ware.key, ware.body),
    )
    db.execute(
        "INSERT INTO version (partner, id, key, version, sha256) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET gone=NULL",
        (number, ware.id, ware.key, ware.version, ware.sha256),
    )


def _take(db: sqlite3.Connection, number: int, ids: Iterable[str], when: int) -> list[str]:
    """Take objects out and return the ids of those that stood there."""
    gone = []
    for name in ids:
        taken = "DELETE FROM object WHERE partner=? AND id=? RETURNING key"
        for (key,) in db.execute(taken, (number, name)).fetchall():
            told = "UPDATE version SET gone=? WHERE partner=? AND id=? AND key=?"
            db.execute(told, (when, number, name, key))
            gone.append(name)
    return gone


def _check_text(text: str, most: int, what: str) -> None:
    """Refuse a text that cannot stand in one line of an answer."""
    if len(text) > most or not all(one.isprintable() for one in text):
        msg = f"{what} is one line of at most {most} characters"
        raise UsageError(msg, "Leave out line ends and what cannot be printed.")


def _receipt(first: int, last: int, count: int) -> Receipt:
    return Receipt(moment(first), moment(last), count)


def _moment_or_none(count: int | None) -> datetime | None:
    return None if count is None else moment(count)
