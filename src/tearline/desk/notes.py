"""Notes on records and pages, and who was given which record: what reviewers tell one another.

Promises: a note is never changed; closing it is a row of its own. Notes and assignments are no decisions,
and nothing of them goes into a release.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from tearline.desk.access_file import AccessFile
from tearline.errors import UsageError

LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its number, when, who, of which record and page (0: the record), the words, what it answers."""

    id: int
    at: str
    who: str
    record: str
    page: int
    text: str
    answers: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Assignment:
    """A record given to a person by another, due on an ISO date ('' for none), done when ('' for not yet)."""

    id: int
    record: str
    person: str
    by: str
    due: str
    at: str
    done: str


class Notes:
    """The notes and assignments of a desk."""

    def __init__(self, access: AccessFile) -> None:
        """Take the file they stand in."""
        self._access = access

    def write(self, who: str, record: str, page: int, text: str, answers: int = 0) -> int:
        """Write a note and return its number. UsageError: it is empty or too long."""
        if not text.strip() or len(text) > LONGEST:
            raise UsageError(f"a note has 1 to {LONGEST} characters", "Say it shorter.")
        return self._row(who, record, page, text.strip(), answers, 0)

    def close(self, who: str, note: int) -> None:
        """Close a note: it is dealt with. UsageError: there is none of that number."""
        row = self._access.row("SELECT record, page FROM note WHERE id = ? AND closes = 0", note)
        if row is None:
            raise UsageError("there is no such note", "Open the page again.")
        self._row(who, row["record"], row["page"], "", 0, note)

    def of(self, record: str, page: int | None = None) -> list[Note]:
        """Return the notes on a record (or one page of it), oldest first."""
        rows = self._access.rows("SELECT * FROM note WHERE record = ? ORDER BY id", record)
        closed = {row["closes"] for row in rows if row["closes"]}
        return [
            Note(
                *(row["id"], row["at"], row["who"], row["record"], row["page"], row["body"]),
                *(row["answers"], row["id"] in closed),
            )
            for row in rows
            if not row["closes"] and page in (None, row["page"])
        ]

    def assign(self, record: str, person: str, by: str, due: str = "") -> None:
        """Give a record to a person. UsageError: the date is none."""
        try:
            due = date.fromisoformat(due).isoformat() if due else ""
        except ValueError:
            raise UsageError("the date is not YYYY-MM-DD", "Write it so.") from None
        query = (
            "INSERT INTO assignment (record, person, by, due, at, done) VALUES (?, ?, ?, ?, ?, '')"
        )
        self._access.write(query, record, person, by, due, self._access.now())

    def done(self, assignment: int) -> None:
        """Mark an assignment as done."""
        query = "UPDATE assignment SET done = ? WHERE id = ? AND done = ''"
        self._access.write(query, self._access.now(), assignment)

    def open_for(self, person: str) -> list[Assignment]:
        """Return what a person was given and has not done, what is due first before the rest."""
        query = "SELECT * FROM assignment WHERE person = ? AND done = '' ORDER BY due = '', due, id"
        return [_assignment(row) for row in self._access.rows(query, person)]

    def given(self, record: str) -> list[Assignment]:
        """Return to whom a record was given."""
        query = "SELECT * FROM assignment WHERE record = ? ORDER BY id"
        return [_assignment(row) for row in self._access.rows(query, record)]

    def _row(self, who: str, record: str, page: int, text: str, answers: int, closes: int) -> int:
        with self._access.transaction():
            last = self._access.row("SELECT coalesce(max(id), 0) AS last FROM note")
            number = int(last["last"]) + 1 if last else 1
            told = (number, self._access.now(), who, record, page, text, answers, closes)
            self._access.write("INSERT INTO note VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *told)
        return number


def _assignment(row: sqlite3.Row) -> Assignment:
    return Assignment(*tuple(row))
