"""Who may sign in to the desk, as what; passwords by argon2id; trying too often must wait.

Promises: a password is kept as its argon2id hash alone (RFC 9106's second profile: 64 MiB, 3 passes, 4
lanes); an unknown name costs what a wrong password does; failures are counted by name and by address, in the
file, so that a restart forgets none, and the wait they bring is bounded: no stranger locks anybody out for
long. Two people never have names that look the same. The last administrator stays one. Every change is a row
that says who made it; none ever holds a password.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher, profiles
from argon2.exceptions import InvalidHashError, VerificationError

from tearline.desk.access_file import AccessFile
from tearline.errors import TearlineError, UsageError

SHORTEST = 12  # characters of a password
LONGEST = 1000
FREE = 5  # failures before one must wait
FIRST_WAIT, LONGEST_WAIT = 5, 300  # seconds; it doubles
FORGET = timedelta(hours=1)  # after which failures are forgotten
_NAME = re.compile(r"[^\W_]([\w.-]{0,61}[^\W_])?")
# Letters that look like others in names; enough that 0lga and Olga, rnary and mary, are one.
_LOOKS = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "8": "b"})
_WEAK = (
    "password",
    "passwort",
    "123456",
    "qwerty",
    "abcdef",
    "letmein",
    "tearline",
    "administrator",
)


class Role(StrEnum):
    """What a person may do at the desk."""

    REVIEWER = "reviewer"
    SECOND = "second"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


class TooOftenError(TearlineError):
    """Too many tries; ``seconds`` to wait."""

    def __init__(self, seconds: int) -> None:
        """Keep how long."""
        super().__init__("too many tries", f"Wait {seconds} seconds.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in, or once might; ``changes`` counts what was changed of them."""

    name: str
    roles: frozenset[Role]
    active: bool
    since: str
    must_change: bool
    changes: int = 0


class People:
    """The people of a desk."""

    def __init__(self, access: AccessFile) -> None:
        """Take the file they stand in."""
        self._access = access
        self._hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
        # What an unknown name is checked against, so that it costs the same.
        self._nobody = self._hasher.hash("no one has this password")

    def all(self) -> list[Person]:
        """Return everybody, by name."""
        return [_person(row) for row in self._access.rows("SELECT * FROM person ORDER BY name")]

    def named(self, name: str) -> Person | None:
        """Return a person by name, however its letters' case."""
        row = self._row(name)
        return _person(row) if row else None

    def add(self, name: str, password: str, roles: frozenset[Role], by: str) -> Person:
        """Let a person sign in. UsageError: the name or the password will not do."""
        name = unicodedata.normalize("NFC", name)
        if not _NAME.fullmatch(name):
            raise UsageError(
                "a name is 1 to 63 letters, digits, dots, hyphens or underscores",
                "Begin and end it with a letter or digit.",
            )
        check_password(password, name)
        if not roles:
            raise UsageError("a person needs a role", f"Give one of {', '.join(Role)}.")
        digest = self._hasher.hash(password)
        with self._access.transaction():
            if self._row(name) is not None:
                raise UsageError(
                    f"somebody is called {name}, or much like it", "Take another name."
                )
            told = " ".join(sorted(roles))
            self._access.write(
                "INSERT INTO person VALUES (?, ?, ?, ?, 1, 0, ?, 0)",
                *(name, folded(name), digest, told, self._access.now()),
            )
            self._note(by, name, f"added as {told}")
        return self._known(name)

    def change_roles(self, name: str, roles: frozenset[Role], by: str) -> Person:
        """Give a person other roles; every session of theirs ends."""
        if not roles:
            raise UsageError("a person needs a role", "To let nobody in under it: deactivate it.")
        with self._access.transaction():
            person = self._known(name)
            if Role.ADMINISTRATOR not in roles:
                self._keep_one(person)
            told = " ".join(sorted(roles))
            self._change(person.name, "roles = ?", told)
            self._note(by, person.name, f"is now {told}")
        return self._known(name)

    def set_password(
        self, name: str, password: str, by: str, *, must_change: bool = False
    ) -> Person:
        """Give a person another password; every session of theirs ends."""
        person = self._known(name)
        check_password(password, person.name)
        digest = self._hasher.hash(password)
        with self._access.transaction():
            self._change(person.name, "password = ?, must_change = ?", digest, int(must_change))
            self._note(by, person.name, "has a new password")
        return self._known(name)

    def deactivate(self, name: str, by: str) -> Person:
        """Let a person sign in no more; what they did stands."""
        return self._switch(name, by, on=False)

    def activate(self, name: str, by: str) -> Person:
        """Let a person sign in again."""
        return self._switch(name, by, on=True)

    def _switch(self, name: str, by: str, *, on: bool) -> Person:
        with self._access.transaction():
            person = self._known(name)
            if not on:
                self._keep_one(person)
            self._change(person.name, "active = ?", int(on))
            self._note(by, person.name, "may sign in again" if on else "may not sign in any more")
        return self._known(name)

    def check(self, name: str, password: str, address: str) -> Person | None:
        """Return the person of that name and password, None where they do not go together.

        TooOftenError: the name or the address has failed too often of late.
        """
        name = unicodedata.normalize("NFC", name)[:200]
        tries = (f"name {folded(name)}", f"address {address}")
        for what in tries:
            self._wait(what)
        row = self._row(name)
        digest = row["password"] if row else self._nobody
        good = self._verified(digest, password[:LONGEST])
        if not (good and row and row["active"]):
            with self._access.transaction():
                for what in tries:
                    self._failed(what)
            return None
        with self._access.transaction():
            # A stranger's failures from elsewhere stay with their address.
            for what in tries:
                self._access.write("DELETE FROM failure WHERE what = ?", what)
            if self._hasher.check_needs_rehash(digest):
                digest = self._hasher.hash(password)
                self._access.write(
                    "UPDATE person SET password = ? WHERE name = ?", digest, row["name"]
                )
        return self._known(row["name"])

    def log(self, limit: int = 200) -> list[sqlite3.Row]:
        """Return the newest changes: at, by, name, what."""
        return self._access.rows("SELECT * FROM people_log ORDER BY id DESC LIMIT ?", limit)

    def _verified(self, digest: str, password: str) -> bool:
        try:
            return self._hasher.verify(digest, password)
        except (VerificationError, InvalidHashError):
            return False

    def _row(self, name: str) -> sqlite3.Row | None:
        return self._access.row("SELECT * FROM person WHERE folded = ?", folded(name))

    def _known(self, name: str) -> Person:
        person = self.named(name)
        if person is None:
            raise UsageError(f"nobody is called {name}", "`tearline people list` lists them.")
        return person

    def _change(self, name: str, what: str, *values: object) -> None:
        query = f"UPDATE person SET {what}, changes = changes + 1 WHERE name = ?"  # noqa: S608 - ours
        self._access.write(query, *values, name)

    def _keep_one(self, person: Person) -> None:
        """Refuse to take away the last administrator who may sign in."""
        others = [
            one
            for one in self.all()
            if one.active and Role.ADMINISTRATOR in one.roles and one.name != person.name
        ]
        if Role.ADMINISTRATOR in person.roles and person.active and not others:
            raise UsageError(
                f"{person.name} is the last administrator", "Make somebody else one first."
            )

    def _note(self, by: str, name: str, what: str) -> None:
        query = (
            "INSERT INTO people_log (at, by, name, what, id) VALUES (?, ?, ?, ?, "
            "(SELECT coalesce(max(id), 0) + 1 FROM people_log))"
        )
        self._access.write(query, self._access.now(), by, name, what)

    def _wait(self, what: str) -> None:
        row = self._access.row("SELECT * FROM failure WHERE what = ?", what)
        if row is None or row["count"] < FREE:
            return
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(row["count"] - FREE, 20))
        left = datetime.fromisoformat(row["last"]) + timedelta(seconds=wait) - self._access.clock()
        if left > timedelta():
            raise TooOftenError(max(1, round(left.total_seconds())))

    def _failed(self, what: str) -> None:
        row = self._access.row("SELECT * FROM failure WHERE what = ?", what)
        old = row and self._access.clock() - datetime.fromisoformat(row["last"]) > FORGET
        count = 1 if row is None or old else row["count"] + 1
        query = "INSERT OR REPLACE INTO failure VALUES (?, ?, ?)"
        self._access.write(query, what, count, self._access.now())


def folded(name: str) -> str:
    """Return the form in which names that look the same are the same."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.translate(_LOOKS).replace("rn", "m").replace("vv", "w")


def check_password(password: str, name: str) -> None:
    """Refuse a password that would be guessed. UsageError says why, never the password."""
    plain = password.casefold()
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            f"a password has {SHORTEST} characters or more", "Several words are easy to keep."
        )
    if len(set(plain)) < SHORTEST // 2 or name.casefold() in plain:
        raise UsageError("the password is too plain, or holds the name", "Take several words.")
    if any(plain.startswith(weak) or plain.endswith(weak) for weak in _WEAK):
        raise UsageError("the password is among the first to be guessed", "Take several words.")


def _person(row: sqlite3.Row) -> Person:
    return Person(
        row["name"],
        frozenset(Role(role) for role in row["roles"].split()),
        bool(row["active"]),
        row["since"],
        bool(row["must_change"]),
        row["changes"],
    )
