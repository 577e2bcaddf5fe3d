"""Claims: whose page it is for now, so that two reviewers never work on one unknowingly.

Promises: at any moment a page has one holder or none, whoever asks at once; a claim ends by itself, and its
holder prolongs it by going on. It is a courtesy and no decision: nothing of it is in the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tearline.desk.access_file import AccessFile

Key = tuple[str, int]
_BATCH = 200
FAST = timedelta(seconds=60)  # a claim prolonged less than this ago is not written again


@dataclass(frozen=True, slots=True)
class Claim:
    """A page (file and number there), who has it, since when and until when."""

    sha256: str
    page: int
    holder: str
    since: datetime
    until: datetime


class Claims:
    """The claims of a desk."""

    def __init__(self, access: AccessFile) -> None:
        """Take the file they stand in."""
        self._access = access

    def claim(self, sha256: str, page: int, who: str, minutes: int = 15) -> Claim:
        """Return the claim that stands: ``who``'s own, new or prolonged, or the one somebody else has."""
        now, until = self._access.clock(), self._access.clock() + timedelta(minutes=minutes)
        standing = self.holder(sha256, page)
        if standing and standing.holder == who and until - standing.until < FAST:
            return standing
        with self._access.transaction():
            standing = self.holder(sha256, page)
            if standing and standing.holder != who:
                return standing
            since = standing.since if standing else now
            self._access.write(
                "INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?)",
                *(sha256, page, who, since.isoformat(), until.isoformat()),
            )
        return Claim(sha256, page, who, since, until)

    def holder(self, sha256: str, page: int) -> Claim | None:
        """Return the claim on a page that has not ended, or None."""
        row = self._access.row("SELECT * FROM claim WHERE sha256 = ? AND page = ?", sha256, page)
        claim = _claim(row) if row else None
        return claim if claim and claim.until > self._access.clock() else None

    def let_go(self, sha256: str, page: int, who: str) -> None:
        """End a claim of ``who``; another's stays."""
        query = "DELETE FROM claim WHERE sha256 = ? AND page = ? AND holder = ?"
        self._access.write(query, sha256, page, who)

    def of(self, who: str) -> list[Claim]:
        """Return a person's claims that have not ended, the newest first."""
        rows = self._access.rows("SELECT * FROM claim WHERE holder = ? ORDER BY since DESC", who)
        return [one for one in map(_claim, rows) if one.until > self._access.clock()]

    def taken(self, keys: Iterable[Key]) -> dict[Key, Claim]:
        """Return the claims on these pages that have not ended."""
        wanted, now = list(keys), self._access.clock()
        found = {}
        for first in range(0, len(wanted), _BATCH):
            part = wanted[first : first + _BATCH]
            marks = ", ".join("(?, ?)" for _ in part)
            query = f"SELECT * FROM claim WHERE (sha256, page) IN (VALUES {marks})"  # noqa: S608
            for row in self._access.rows(query, *(value for key in part for value in key)):
                claim = _claim(row)
                if claim.until > now:
                    found[claim.sha256, claim.page] = claim
        return found


def _claim(row: sqlite3.Row) -> Claim:
    since, until = (datetime.fromisoformat(row[key]) for key in ("since", "until"))
    return Claim(row["sha256"], row["page"], row["holder"], since, until)
