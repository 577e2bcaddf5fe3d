"""Who read what of unreleased records, when: rows in a chain, never changed.

Promises: a row is on disk before the page it is about is sent; ``verify`` notices a row that was changed or
taken out in the middle. ``detail`` is a query or a number, never a word of a page.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from tearline.desk.access_file import AccessFile
from tearline.errors import TearlineError

FIRST = "0" * 64
LONGEST = 500  # characters of a detail


class Read(StrEnum):
    """What somebody did that shows something of the collection, or tried to."""

    PAGE = "page"
    IMAGE = "image"
    TEXT = "text"
    SEARCH = "search"
    PREVIEW = "preview"
    REVIEW_COPY = "review_copy"
    ORIGINAL = "original"
    EXPORT = "export"
    FILE_ADDED = "file_added"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Seen:
    """A row: its number, when, who ('' for nobody signed in), what, of which record and page."""

    id: int
    at: str
    who: str
    what: str
    record: str
    page: int
    detail: str


class Reads:
    """The rows of who read what."""

    def __init__(self, access: AccessFile) -> None:
        """Take the file they stand in."""
        self._access = access

    def note(self, who: str, what: Read, record: str = "", page: int = 0, detail: str = "") -> None:
        """Write a row; it is on disk when this returns."""
        with self._access.transaction():
            last = self._access.row("SELECT id, hash FROM read ORDER BY id DESC LIMIT 1")
            number, prev = (last["id"] + 1, last["hash"]) if last else (1, FIRST)
            told = (number, self._access.now(), who, what.value, record, page, detail[:LONGEST])
            query = "INSERT INTO read VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            self._access.write(query, *told, prev, _hash(prev, *told))

    def entries(
        self, who: str = "", record: str = "", before: int = 0, limit: int = 50
    ) -> list[Seen]:
        """Return rows, the newest first, those before a number; by one person, of one record."""
        where, values = ["1"], []
        for column, value in (("who", who), ("record", record)):
            if value:
                where.append(f"{column} = ?")
                values.append(value)
        if before:
            where.append(f"id < {int(before)}")
        query = f"SELECT * FROM read WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT ?"  # noqa: S608
        return [Seen(*tuple(row)[:7]) for row in self._access.rows(query, *values, limit)]

    def verify(self) -> int:
        """Follow the chain and return the number of rows; TearlineError at the first break."""
        count, prev = 0, FIRST
        while True:
            query = "SELECT * FROM read WHERE id > ? ORDER BY id LIMIT 1000"
            rows = self._access.rows(query, count)
            if not rows:
                return count
            for row in rows:
                *told, before, digest = tuple(row)
                if row["id"] != count + 1 or before != prev or digest != _hash(prev, *told):
                    raise TearlineError(
                        f"row {count + 1} of who read what is missing or was changed",
                        "Bring access.db back from its backup; do not edit it.",
                    )
                count, prev = row["id"], digest


def _hash(prev: str, *told: object) -> str:
    text = json.dumps([prev, *told], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
