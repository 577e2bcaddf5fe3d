"""A collection that is open at the desk: what its log says now, and the one way to add to it.

Promises: whoever reads gets the log's present meaning, entries of other programs with it; what is appended
was decided on exactly that meaning, or it is decided again on the newer one, or not at all. The chain is
verified when the desk opens. No lock of the collection is held: reading and finding may run beside.
Does not promise that the catalog stands still: a finding that is gone when it is decided is told, not
guessed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from tearline.decisions import deciding
from tearline.decisions.standing import Standing
from tearline.errors import LogMovedError
from tearline.model.decision import Body, Determination, Entry
from tearline.model.guide import Guide
from tearline.store.collection import Collection

TRIES = 5  # how often a decision is made anew because the log went on meanwhile


class Live:
    """The log of one open collection, followed. Threads share it."""

    def __init__(self, collection: Collection, guide: Guide) -> None:
        """Verify the chain and read the log once. LogBrokenError: it is not what it was."""
        self.collection, self.guide = collection, guide
        self._lock = threading.RLock()
        self._log = deciding.open_verified(collection)
        self._stands = Standing()
        self._seq, self._head = 0, ""
        self._followers: list[Callable[[Sequence[Entry]], None]] = []
        with self.reading():
            pass

    def close(self) -> None:
        """Let go of the log's file."""
        self._log.close()

    def follow(self, told: Callable[[Sequence[Entry]], None]) -> None:
        """Have ``told`` called with each batch of entries as they come, whoever wrote them.

        It is called under the lock: it must be quick and must not append.
        """
        self._followers.append(told)

    @contextmanager
    def reading(self) -> Iterator[Standing]:
        """Give what the log says now; it does not change while it is being read."""
        with self._lock:
            self._catch_up()
            yield self._stands

    @property
    def at(self) -> tuple[int, str]:
        """The number and the hash of the last entry that was read."""
        return self._seq, self._head

    def append(self, make: Callable[[Standing], Sequence[Body]]) -> tuple[Entry, ...]:
        """Append what ``make`` decides on the log's present meaning; all of it or nothing.

        ``make`` may be called again where another program wrote in between, and may raise to decide
        nothing. LogMovedError: the log never stood still.
        """
        with self._lock:
            for left in reversed(range(TRIES)):
                self._catch_up()
                bodies = make(self._stands)
                try:
                    entries = self._log.append(bodies, after=self._seq)
                except LogMovedError:
                    if not left:
                        raise
                    continue
                self._take(entries)
                return entries
        raise AssertionError  # pragma: no cover - the loop returns or raises

    def naming(self, *words: str) -> Iterator[Entry]:
        """Yield the log's entries that name one of these (a file's hash, a record), in order."""
        return self._log.naming(*words)

    def determination(self, entry: str) -> Determination | None:
        """Return the determination of an entry by its hash, None where there is none of that hash."""
        found = self._log.entry(entry)
        return found.body if found and isinstance(found.body, Determination) else None

    def _catch_up(self) -> None:
        """Take in what was written since."""
        self._take(list(self._log.entries(self._seq)))

    def _take(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        for entry in entries:
            self._stands.add(entry)
        self._seq, self._head = entries[-1].seq, entries[-1].hash
        for told in self._followers:
            told(entries)
