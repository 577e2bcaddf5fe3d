"""The partners of the collection that is open at the desk.

Promises: what sharing rests on follows the log, whoever writes it; what is put out at the desk is put out
by one at a time, also beside a command. Makes no decision itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from tearline.decisions.threats import Clock
from tearline.desk.desk import Desk
from tearline.model.decision import Body, Entry
from tearline.sharing.collected import of_collection
from tearline.sharing.resting import OF_SHARING, Resting
from tearline.sharing.sending import Sharing
from tearline.store.collection import opened


class SharingHere:
    """The collection's partners, followed. Threads share it."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; what sharing rests on is made from its log, and follows it."""
        self._desk = desk
        self.resting = Resting()
        self._sharing: Sharing | None = None
        with desk.live.reading():
            for entry in desk.live.naming(*OF_SHARING):
                if entry.seq <= desk.live.at[0]:
                    self.resting.add(entry)
            desk.live.follow(self._follow)

    def _follow(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.resting.add(entry)

    def append(self, bodies: Sequence[Body]) -> None:
        """Append what was decided here."""
        self._desk.live.append(lambda _: bodies)

    def looking(self) -> Sharing:
        """Return the partners, to look at. UsageError: the collection's key cannot be read."""
        if self._sharing is None:
            self._sharing = of_collection(self._desk.live.collection, self.resting, self.append)
        return self._sharing

    @contextmanager
    def working(self) -> Iterator[Sharing]:
        """Give the partners to put something out or to stop it: nobody else does so meanwhile.

        LockedError: another run has the collection.
        """
        with opened(self._desk.live.collection.config.root), self._desk.live.reading():
            yield self.looking()

    def now(self) -> datetime:
        """Return the time at the desk."""
        return self._desk.access.clock()

    def running(self) -> list[tuple[Clock, str]]:
        """Return the threats that nothing has ended, each with how it stands."""
        now = self.now()
        return [(one, one.told(now)) for one in self.resting.threats.running()]
