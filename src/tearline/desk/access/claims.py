"""Claims: whose page it is for now, so that two reviewers never work on one unknowingly.

Promises: at any moment a page has one holder or none, whoever asks at once, in threads or processes; a claim
ends by itself, and its holder prolongs it by going on; nobody holds more than ``MOST``. An officer may take a
page from its holder; that is written down with its reason among the changes of people. A claim is a courtesy
and no decision: nothing of it is in the decision log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tearline.desk.access.file import AccessFile, clean
from tearline.errors import UsageError

Key = tuple[str, int]
_BATCH = 200
LONGEST = 500  # characters of a reason
MOST = 30  # pages that one person holds at once
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
        length = timedelta(minutes=minutes)
        standing = self.holder(sha256, page)
        if standing and standing.holder == who:
            if self._access.clock() + length - standing.until < FAST:
                return standing
        elif standing:
            return standing  # as it stands; to see it, nothing is written and nobody waits
        with self._access.transaction():
            standing = self.holder(sha256, page)
            if standing and standing.holder != who:
                return standing
            return self._keep(sha256, page, who, standing.since if standing else None, length)

    def force(self, sha256: str, page: int, who: str, reason: str, minutes: int = 15) -> Claim:
        """Take a page from whoever has it, for an officer; who, from whom and why is written down.

        UsageError: no reason is given. That ``who`` is an officer is for the caller to see to.
        """
        if not reason.strip():
            raise UsageError("a page is taken from somebody for a reason", "Say it in a few words.")
        with self._access.transaction():
            standing = self.holder(sha256, page)
            if standing is None or standing.holder == who:
                return self.claim(sha256, page, who, minutes)
            why = clean(reason.strip(), LONGEST)
            self._access.write(
                "INSERT INTO people_log (at, by, name, what, id) VALUES (?, ?, ?, ?, "
                "(SELECT coalesce(max(id), 0) + 1 FROM people_log))",
                *(self._access.now(), who, standing.holder),
                f"no longer has page {page} of file {sha256[:12]}: {why}",
            )
            return self._keep(sha256, page, who, None, timedelta(minutes=minutes))

    def _keep(
        self, sha256: str, page: int, who: str, since: datetime | None, length: timedelta
    ) -> Claim:
        """Write a claim, and take out those that have ended; inside a transaction."""
        # The time is read here, after the wait for the file's lock, however long that was.
        now = self._access.clock()
        one = Claim(sha256, page, who, since or now, now + length)
        self._access.write("DELETE FROM claim WHERE until <= ?", _told(now))
        # Who opens page after page keeps the latest: the others are free again.
        self._access.write(
            "DELETE FROM claim WHERE holder = ? AND since < (SELECT since FROM claim WHERE holder = ? "
            "ORDER BY since DESC LIMIT 1 OFFSET ?)",
            *(who, who, MOST - 2),
        )
        self._access.write(
            "INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?)",
            *(sha256, page, who, _told(one.since), _told(one.until)),
        )
        return one

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
        query = "SELECT * FROM claim WHERE holder = ? AND until > ? ORDER BY since DESC"
        return [_claim(row) for row in self._access.rows(query, who, _told(self._access.clock()))]

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


def _told(at: datetime) -> str:
    """Return a time so that the order of texts is that of times."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _claim(row: sqlite3.Row) -> Claim:
    since, until = (datetime.fromisoformat(row[key]) for key in ("since", "until"))
    return Claim(row["sha256"], row["page"], row["holder"], since, until)
