"""Tries to sign in: counted in the file, so that a restart forgets none; too many must wait.

Promises: a try counts before its password is looked at, so that many at once gain nothing; the wait for a
name, and for an address, doubles with each failure and is never longer than five minutes; failures are
forgotten with time. A browser in which somebody has signed in before has a count of its own: strangers who
fail under that name, from wherever, do not make it wait. A good sign-in takes back its own count only: who
has one account cannot use it to go on guessing another. Names stand there as hashes: people type their
password into the wrong field. An address of the machine itself is not counted by itself, as behind a web
server everybody's is.
Does not promise that somebody in a new browser gets in while strangers go on failing under their name: they
wait up to five minutes and may be outrun. Signed-in people are not touched by it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tearline.desk.access.called import folded
from tearline.desk.access.file import AccessFile
from tearline.desk.access.passwords import TooOftenError

FREE = 5  # failures of a name, before one must wait
FREE_AT = 20  # failures from an address, where many people may sit
FIRST_WAIT, LONGEST_WAIT = 5, 300  # seconds; it doubles
FORGET = timedelta(minutes=12)  # after which one failure of a name is forgotten
FORGET_AT = timedelta(minutes=3)  # and one from an address
MOST = 8  # failures counted beyond the free ones: more would take hours to forget
KNOWN = timedelta(days=90)  # how long a browser is known
_KEPT = timedelta(hours=4)  # by then every count is forgotten
_NETWORK = 64  # bits of an IPv6 address that are one place: a house has them all to itself


@dataclass(frozen=True, slots=True)
class Count:
    """Where failures are counted, how many are free, how fast one is forgotten, whether others' are there.

    ``known``: of a browser in which that person has signed in before.
    """

    key: str
    free: int
    forget: timedelta
    shared: bool
    known: bool = False


class Tries:
    """The counts of failures."""

    def __init__(self, access: AccessFile) -> None:
        """Take the file they stand in."""
        self._access = access

    def begin(self, name: str, address: str, browser: str = "") -> tuple[Count, ...]:
        """Count a try as failed, until it is taken back; return where. TooOftenError: one must wait."""
        with self._access.transaction():
            known = browser and self._access.row(
                "SELECT 1 FROM failure WHERE what = ? AND last > ?",
                *(_key("browser", name, browser), self._ago(KNOWN)),
            )
            by_name = _key("name in", name, browser) if known else _key("name", name)
            counts = [Count(by_name, FREE, FORGET, shared=False, known=bool(known))]
            if where := _place(address):
                counts.append(Count(_key("address", where), FREE_AT, FORGET_AT, shared=True))
            failed = [self._failed(one) for one in counts]
            left = max(map(self._left, counts, failed))
            if left > timedelta():
                raise TooOftenError(math.ceil(left.total_seconds()))
            for one, count in zip(counts, failed, strict=True):
                self._keep(one.key, min(count + 1, one.free + MOST))
            self._sweep()
        return tuple(counts)

    def take_back(self, counts: tuple[Count, ...], *, good: bool) -> None:
        """Count a try no more; where it was ``good``, nothing is left of its name's failures either."""
        with self._access.transaction():
            for one in counts:
                less = 1 if one.shared or not good else MOST + FREE
                query = "UPDATE failure SET count = count - ? WHERE what = ?"
                self._access.write(query, less, one.key)
                self._access.write("DELETE FROM failure WHERE what = ? AND count <= 0", one.key)

    def know(self, name: str) -> str:
        """Return what a browser keeps (a cookie) in which somebody of this name has just signed in."""
        token = secrets.token_urlsafe(24)
        self._keep(_key("browser", name, token), 0)
        return token

    def forget(self, name: str) -> None:
        """Let strangers' failures under a name be forgotten, as a new password makes them idle."""
        self._access.write("DELETE FROM failure WHERE what = ?", _key("name", name))

    def _failed(self, one: Count) -> int:
        """Return how many failures are not forgotten yet."""
        row = self._row(one.key)
        if row is None:
            return 0
        since = self._access.clock() - datetime.fromisoformat(row["last"])
        if since < timedelta():  # the clock was set back; nobody waits until it is there again
            return 0
        return max(0, int(row["count"]) - since // one.forget)

    def _left(self, one: Count, failed: int) -> timedelta:
        row = self._row(one.key)
        if row is None or failed < one.free:
            return timedelta()
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failed - one.free))
        return datetime.fromisoformat(row["last"]) + timedelta(seconds=wait) - self._access.clock()

    def _row(self, key: str) -> sqlite3.Row | None:
        return self._access.row("SELECT count, last FROM failure WHERE what = ?", key)

    def _keep(self, key: str, count: int) -> None:
        query = "INSERT OR REPLACE INTO failure VALUES (?, ?, ?)"
        self._access.write(query, key, count, self._access.now())

    def _ago(self, span: timedelta) -> str:
        return (self._access.clock() - span).astimezone(UTC).isoformat(timespec="seconds")

    def _sweep(self) -> None:
        query = "DELETE FROM failure WHERE last < ? AND (count > 0 OR last < ?)"
        self._access.write(query, self._ago(_KEPT), self._ago(KNOWN))


def _key(kind: str, name: str, more: str = "") -> str:
    text = f"{folded(name) if kind != 'address' else name}\0{more}"
    return f"{kind} {hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _place(address: str) -> str:
    """Return what is one place of an address, '' for the machine itself."""
    try:
        at = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(at, ipaddress.IPv6Address):
        if at.ipv4_mapped is None:
            network = ipaddress.ip_network((int(at), _NETWORK), strict=False)
            return "" if at.is_loopback else str(network)
        at = at.ipv4_mapped
    return "" if at.is_loopback else str(at)
