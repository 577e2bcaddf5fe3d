"""Who read what of unreleased records, when: rows in a chain, never changed.

Promises: a row is on disk before the page it is about is sent (0.3 ms a row, about 0.03 ms each where many
are written at once); ``verify`` notices a row that was changed, put in or taken out, and, given a head
written down elsewhere, rows cut off at the end. ``detail`` is a query or a number, never a word of a page.
Does not promise to stop someone who may write the file and reckon the whole chain anew: that is what a head
kept elsewhere is for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tearline.desk.access.file import FROM_BACKUP, AccessFile, clean
from tearline.errors import TearlineError

FIRST = "0" * 64
LONGEST = 500  # characters of a detail
_BATCH = 1000
_MOST = 2**62  # of a row's number, as SQLite counts


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
    LIST = "list"
    LIST_CHANGED = "list_changed"
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
        """Write a row; it is on disk when this returns (outside a transaction of the file)."""
        self.note_all(who, what, [(record, page, detail)])

    def note_all(self, who: str, what: Read, places: Iterable[tuple[str, int, str]]) -> None:
        """Write a row for each record, page and detail; all are on disk when this returns, or none."""
        who, rows = clean(who, LONGEST), list(places)
        with self._access.transaction():
            last = self._access.row("SELECT id, hash FROM read ORDER BY id DESC LIMIT 1")
            number, prev = (last["id"], last["hash"]) if last else (0, FIRST)
            for number, (record, page, detail) in enumerate(rows, number + 1):  # noqa: B020 - goes on from it
                of = (clean(record, LONGEST), int(page), clean(detail, LONGEST))
                told = (number, self._access.now(), who, what.value, *of)
                digest = _hash(prev, *told)
                query = "INSERT INTO read VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                self._access.write(query, *told, prev, digest)
                prev = digest

    def entries(
        self, who: str = "", record: str = "", before: int = 0, limit: int = 50
    ) -> list[Seen]:
        """Return rows, the newest first, those before a number; by one person, of one record."""
        where, values = ["1"], list[str | int]()
        for column, value in (("who", who), ("record", record)):
            if value:
                where.append(f"{column} = ?")
                values.append(clean(value, LONGEST))
        if before:
            where.append("id < ?")
            values.append(min(before, _MOST))
        query = f"SELECT * FROM read WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT ?"  # noqa: S608
        return [Seen(*tuple(row)[:7]) for row in self._access.rows(query, *values, limit)]

    def head(self) -> str:
        """Return the last row's hash (``FIRST`` where there is none), to be written down elsewhere."""
        row = self._access.row("SELECT hash FROM read ORDER BY id DESC LIMIT 1")
        return str(row["hash"]) if row else FIRST

    def end(self) -> tuple[str, int]:
        """Return the last row's hash and its number. TearlineError: the chain does not hold."""
        count = self.verify()
        return self.head(), count

    def verify(self, head: str = "") -> int:
        """Follow the chain and return the number of rows; TearlineError at the first break.

        ``head``: a hash written down earlier that must be in the chain, else rows were cut off or
        all were written anew since.
        """
        self._access.check()
        count, prev, seen, at = 0, FIRST, head in {"", FIRST}, -_MOST
        query = "SELECT * FROM read WHERE id > ? ORDER BY id LIMIT ?"
        while rows := self._access.rows(query, at, _BATCH):
            for row in rows:
                *told, before, digest = tuple(row)
                if row["id"] != count + 1 or before != prev or digest != _hash(prev, *told):
                    raise _broken(f"row {count + 1} is missing or was changed")
                count = at = row["id"]
                prev = digest
                seen = seen or digest == head
        if not seen:
            raise _broken(
                f"row {count} is the last, and the head {head[:12]}… is nowhere before it"
            )
        return count


def _broken(what: str) -> TearlineError:
    return TearlineError(f"who read what, in access.db: {what}", FROM_BACKUP)


def _hash(prev: str, *told: object) -> str:
    text = json.dumps([prev, *told], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
