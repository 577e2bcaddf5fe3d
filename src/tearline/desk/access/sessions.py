"""Sessions: who is signed in, by a token of which the desk keeps the hash alone.

Promises: a session ends after half an hour without a request, after twelve hours, when its person signs out,
may no longer sign in, or has other roles or another password. Two signatures come from two sign-ins: each
has a random id of its own. A form's token is the session's own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from tearline.desk.access.file import AccessFile
from tearline.desk.access.people import People, Person

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
SEEN = timedelta(minutes=1)  # how exactly the last request is remembered


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who is signed in; ``csrf`` is what their forms carry, ``sign_in`` this sign-in's id."""

    person: Person
    csrf: str
    sign_in: str


class Sessions:
    """The sessions of a desk."""

    def __init__(
        self, access: AccessFile, idle: timedelta = IDLE, whole: timedelta = WHOLE
    ) -> None:
        """Take the file they stand in."""
        self._access, self._people = access, People(access)
        self._idle, self._whole = idle, whole

    def begin(self, person: Person, address: str) -> str:
        """Return a new session's token; what is kept is its hash."""
        token = secrets.token_urlsafe(32)
        now = self._access.now()
        with self._access.transaction():
            self._sweep()
            self._access.write(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(_hash(token), person.name, person.changes, secrets.token_hex(16)),
                *(now, now, address),
            )
        return token

    def who(self, token: str) -> Signed | None:
        """Return who is signed in by a token, None where nobody is any more."""
        if not token:
            return None
        row = self._access.row("SELECT * FROM session WHERE token = ?", _hash(token))
        if row is None:
            return None
        now = self._access.clock()
        seen, began = (datetime.fromisoformat(row[key]) for key in ("seen", "began"))
        person = self._people.named(row["person"])
        # A clock that was set back lets nobody stay: a time to come is as far away as one gone by.
        over = abs(now - seen) > self._idle or abs(now - began) > self._whole
        if over or person is None or not person.active or person.changes != row["changes"]:
            self._access.write("DELETE FROM session WHERE token = ?", row["token"])
            return None
        if now - seen > SEEN:
            self._access.write(
                "UPDATE session SET seen = ? WHERE token = ?", self._access.now(), row["token"]
            )
        return Signed(person, _csrf(token), row["sign_in"])

    def end(self, token: str) -> None:
        """End a session; there may be none."""
        if token:
            self._access.write("DELETE FROM session WHERE token = ?", _hash(token))

    def end_all(self, name: str) -> None:
        """End every session of a person."""
        self._access.write("DELETE FROM session WHERE person = ?", name)

    def check_csrf(self, signed: Signed, given: str) -> bool:
        """Say whether a form's token is this session's own."""
        return hmac.compare_digest(signed.csrf.encode(), given.encode("utf-8", "replace"))

    def _sweep(self) -> None:
        """Take out sessions that are over: they let nobody in, and pile up."""
        edge = (self._access.clock() - self._whole).isoformat(timespec="seconds")
        self._access.write("DELETE FROM session WHERE began < ?", edge)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _csrf(token: str) -> str:
    return hmac.new(token.encode("utf-8", "replace"), b"form", "sha256").hexdigest()
