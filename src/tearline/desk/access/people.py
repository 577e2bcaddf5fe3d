"""Who may sign in to the desk, and as what.

Promises: two people never have names that look the same; a wrong name, a wrong password and somebody who may
no longer sign in look the same and cost the same; a password or a role that is changed while somebody signs
in counts. The last administrator who may sign in stays one. Every change is a row that says who made it to
whom, when; none ever holds a password. How passwords are kept is in ``passwords``, how tries are counted in
``tries``.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from tearline.desk.access.called import folded, looks, named
from tearline.desk.access.file import AccessFile
from tearline.desk.access.passwords import Passwords, TooOftenError, check_password
from tearline.desk.access.tries import Tries
from tearline.errors import UsageError

__all__ = ["People", "Person", "Role", "TooOftenError"]

LONGEST_TYPED = 200  # characters of a name that somebody types


class Role(StrEnum):
    """What a person may do at the desk."""

    REVIEWER = "reviewer"
    SECOND = "second"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


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
        self._access, self._passwords, self._tries = access, Passwords(), Tries(access)

    def all(self) -> list[Person]:
        """Return everybody, by name."""
        return [_person(row) for row in self._access.rows("SELECT * FROM person ORDER BY name")]

    def named(self, name: str) -> Person | None:
        """Return a person by name, however it is typed (case, accents, o for 0)."""
        row = self._row(name)
        return _person(row) if row else None

    def add(
        self,
        name: str,
        password: str,
        roles: frozenset[Role],
        by: str,
        *,
        must_change: bool = False,
    ) -> Person:
        """Let a person sign in; ``must_change``: the password is for the first sign-in alone.

        UsageError: the name or the password will not do, somebody's name looks like it, or there is no role.
        """
        name = named(name)
        check_password(password, name)
        if not roles:
            raise UsageError("a person needs a role", f"Give one of {', '.join(Role)}.")
        digest = self._passwords.hash(password)
        with self._access.transaction():
            for other in self.all():
                if folded(other.name) == folded(name) or looks(other.name) & looks(name):
                    msg = f"somebody is called {other.name}, which looks the same"
                    raise UsageError(msg, "Take another name.")
            told = " ".join(sorted(roles))
            self._access.write(
                "INSERT INTO person VALUES (?, ?, ?, ?, 1, ?, ?, 0)",
                *(name, folded(name), digest, told, int(must_change), self._access.now()),
            )
            self._note(by, name, f"added as {told}")
        return self._known(name)

    def change_roles(self, name: str, roles: frozenset[Role], by: str) -> Person:
        """Give a person other roles; every session of theirs ends.

        UsageError: there is none, or nobody else is an administrator.
        """
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
        """Give a person another password; every session of theirs ends. UsageError: it will not do."""
        person = self._known(name)
        check_password(password, person.name)
        row = self._row(name)
        if row and by == person.name and self._passwords.matches(row["password"], password):
            raise UsageError("that is the present password", "Take another one.")
        digest = self._passwords.hash(password)
        with self._access.transaction():
            self._change(person.name, "password = ?, must_change = ?", digest, int(must_change))
            self._tries.forget(person.name)
            until = " for the next sign-in alone" if must_change else ""
            self._note(by, person.name, f"has a new password{until}")
        return self._known(name)

    def deactivate(self, name: str, by: str) -> Person:
        """Let a person sign in no more; their pages go back to the queue, what they did stands."""
        return self._switch(name, by, on=False)

    def activate(self, name: str, by: str) -> Person:
        """Let a person sign in again."""
        return self._switch(name, by, on=True)

    def _switch(self, name: str, by: str, *, on: bool) -> Person:
        with self._access.transaction():
            person = self._known(name)
            if not on:
                self._keep_one(person)
                self._access.write("DELETE FROM claim WHERE holder = ?", person.name)
            self._change(person.name, "active = ?", int(on))
            self._note(by, person.name, "may sign in again" if on else "may not sign in any more")
        return self._known(name)

    def check(self, name: str, password: str, address: str, browser: str = "") -> Person | None:
        """Return the person of that name and password, None where they do not go together.

        ``browser``: what ``know`` gave it, '' for one that is new. TooOftenError: the name or the address
        has failed too often of late, or too many wait to sign in.
        """
        name = name[:LONGEST_TYPED]
        counts = self._tries.begin(name, address, browser)
        row = self._row(name)
        try:
            digest, known = row["password"] if row else "", any(one.known for one in counts)
            good = self._passwords.matches(digest, password, known=known)
        except TooOftenError:
            self._tries.take_back(counts, good=False)
            raise
        if not good or row is None or not row["active"]:
            return None
        # Made beforehand: nobody waits with the file's lock held.
        again = self._passwords.hash(password) if self._passwords.is_weaker(row["password"]) else ""
        with self._access.transaction():
            now = self._row(name)
            if now is None or now["changes"] != row["changes"]:  # while the password was looked at
                return None
            self._tries.take_back(counts, good=True)
            if again:
                query = "UPDATE person SET password = ? WHERE name = ?"
                self._access.write(query, again, row["name"])
        return _person(row)

    def know(self, person: Person) -> str:
        """Return what the browser keeps in which a person has just signed in (90 days, in a cookie).

        With it a stranger's failures under that name do not make them wait; it lets nobody in.
        """
        return self._tries.know(person.name)

    def log(self, limit: int = 200) -> list[sqlite3.Row]:
        """Return the newest changes: at, by, name, what."""
        return self._access.rows("SELECT * FROM people_log ORDER BY id DESC LIMIT ?", limit)

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


def _person(row: sqlite3.Row) -> Person:
    return Person(
        row["name"],
        frozenset(Role(role) for role in row["roles"].split()),
        bool(row["active"]),
        row["since"],
        bool(row["must_change"]),
        row["changes"],
    )
