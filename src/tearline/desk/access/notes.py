"""Notes on records and pages, and who was given which record: what reviewers tell one another.

Promises: a note is never changed; closing it is a row of its own, written once. An answer stands on the
record of what it answers. Notes and assignments are no decisions, and nothing of them goes into a release.
Does not promise that a note holds no words of a page: reviewers write what they need to. It is kept as
unreleased text is: in a file that is its owner's alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tearline.desk.access.file import AccessFile, clean
from tearline.errors import UsageError

LONGEST = 4000  # characters of a note
_BATCH = 500
_NO_NOTE = ("there is no such note", "Open the page again.")
_MOST = 2**62  # of a row's number, as SQLite counts


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
        """Write a note and return its number. UsageError: it is empty, too long or answers nothing.

        ``answers``: the number of a note on the same record, 0 for none.
        """
        text = clean(text.strip(), LONGEST + 1)
        if not 0 < len(text) <= LONGEST:
            raise UsageError(f"a note has 1 to {LONGEST} characters", "Say it shorter.")
        if answers and self._noted(answers)["record"] != record:
            raise UsageError(*_NO_NOTE)
        return self._row(who, record, page, text, answers, 0)

    def close(self, who: str, note: int) -> None:
        """Close a note: it is dealt with; again changes nothing. UsageError: there is none of that number."""
        with self._access.transaction():
            row = self._noted(note)
            closed = "SELECT 1 FROM note WHERE record = ? AND closes = ?"
            if self._access.row(closed, row["record"], note) is None:
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

    def open_on(self, records: Iterable[str]) -> dict[str, int]:
        """Return how many notes on each of these records are not closed; records without one are left out."""
        wanted, found = list(dict.fromkeys(records)), dict[str, int]()
        for first in range(0, len(wanted), _BATCH):
            part = wanted[first : first + _BATCH]
            query = (
                "SELECT record, sum(CASE closes WHEN 0 THEN 1 ELSE -1 END) AS open FROM note "  # noqa: S608
                f"WHERE record IN ({', '.join('?' * len(part))}) GROUP BY record HAVING open > 0"
            )
            found |= {row["record"]: row["open"] for row in self._access.rows(query, *part)}
        return found

    def assign(self, record: str, person: str, by: str, due: str = "") -> None:
        """Give a record to a person; again, before it is done, changes the date. UsageError: it is none."""
        try:
            due = date.fromisoformat(due).isoformat() if due else ""
        except ValueError:
            raise UsageError("the date is not YYYY-MM-DD", "Write it so.") from None
        with self._access.transaction():
            given = "SELECT id FROM assignment WHERE record = ? AND person = ? AND done = ''"
            if row := self._access.row(given, record, person):
                query = "UPDATE assignment SET by = ?, due = ?, at = ? WHERE id = ?"
                self._access.write(query, by, due, self._access.now(), row["id"])
                return
            query = "INSERT INTO assignment (record, person, by, due, at, done) VALUES (?, ?, ?, ?, ?, '')"
            self._access.write(query, record, person, by, due, self._access.now())

    def done(self, assignment: int, who: str = "") -> None:
        """Mark an assignment as done, once. UsageError: there is none of that number for ``who``.

        ``who``: to whom it was given or who gave it; '' asks for neither.
        """
        row = self._access.row("SELECT * FROM assignment WHERE id = ?", min(assignment, _MOST))
        if row is None or who not in ("", row["person"], row["by"]):
            raise UsageError("that was not given to you, or by you", "Open the list again.")
        query = "UPDATE assignment SET done = ? WHERE id = ? AND done = ''"
        self._access.write(query, self._access.now(), row["id"])

    def open_for(self, person: str) -> list[Assignment]:
        """Return what a person was given and has not done, what is due first before the rest."""
        query = "SELECT * FROM assignment WHERE person = ? AND done = '' ORDER BY due = '', due, id"
        return [_assignment(row) for row in self._access.rows(query, person)]

    def open_all(self) -> list[Assignment]:
        """Return what anybody was given and has not done, what is due first before the rest."""
        query = "SELECT * FROM assignment WHERE done = '' ORDER BY due = '', due, person, id"
        return [_assignment(row) for row in self._access.rows(query)]

    def given(self, record: str) -> list[Assignment]:
        """Return to whom a record was given."""
        query = "SELECT * FROM assignment WHERE record = ? ORDER BY id"
        return [_assignment(row) for row in self._access.rows(query, record)]

    def _noted(self, note: int) -> sqlite3.Row:
        query = "SELECT record, page FROM note WHERE id = ? AND closes = 0"
        row = self._access.row(query, min(note, _MOST))
        if row is None:
            raise UsageError(*_NO_NOTE)
        return row

    def _row(self, who: str, record: str, page: int, text: str, answers: int, closes: int) -> int:
        with self._access.transaction():
            last = self._access.row("SELECT coalesce(max(id), 0) AS last FROM note")
            number = int(last["last"]) + 1 if last else 1
            told = (number, self._access.now(), who, record, page, text, answers, closes)
            self._access.write("INSERT INTO note VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *told)
        return number


def _assignment(row: sqlite3.Row) -> Assignment:
    return Assignment(*tuple(row))
