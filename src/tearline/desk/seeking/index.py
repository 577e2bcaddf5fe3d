"""The collection's own index, kept open for the desk and brought up when the catalog has changed.

Promises: it is brought up on one thread, never twice at once, and nobody waits for it longer than
``PATIENCE``: meanwhile the index of before answers, and what is being done is told. What goes wrong is told
with its remedy and tried again, never in a loop. It is the index of ``tearline search``, in the collection.
Does not promise that a page which was read a moment ago is found: ``Own.doing`` says where it is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from tearline.desk.background import Background, Doing
from tearline.errors import LockedError
from tearline.store.collection import Collection
from tearline.store.queue import Run
from tearline.verbs.own_pages import OwnPages

PATIENCE = 2.0  # seconds that a search waits for an index that is being made
AGAIN = 20.0  # seconds before an index is looked at again while another run goes on writing
_SHARE = 10

Mark = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Own:
    """The index as it is now: ``pages`` is None before the first was made; what is being done to it."""

    pages: OwnPages | None
    doing: Doing[OwnPages] | None
    behind: bool


class OwnIndex:
    """Keeps a collection's pages ready to be searched. Threads share it."""

    def __init__(self, collection: Collection, clock: Callable[[], float] = time.monotonic) -> None:
        """Make nothing before the first search."""
        self._collection, self._clock = collection, clock
        self._lock = threading.Lock()
        self._work: Background[OwnPages] = Background()
        self._pages: OwnPages | None = None
        self._mark: Mark = ()  # what ``_pages`` was made from
        self._began: Mark = ()  # what is being made from, or was last
        self._next = 0.0

    def close(self) -> None:
        """Wait a little for what is being made; left there, it goes on another time."""
        self._work.stop()
        self._work.wait(5)

    def now(self, patience: float = PATIENCE) -> Own:
        """Return the index, begun to be brought up where the catalog has changed."""
        with self._lock:
            self._take()
            mark = self._found()
            if mark != self._mark and not self._running():
                self._begin(mark)
        if self._pages is None:
            self._work.wait(patience)
        with self._lock:
            self._take()
            behind = self._pages is not None and self._found() != self._mark
            return Own(self._pages, self._work.doing, behind)

    def again(self) -> None:
        """Have it opened anew at the next question: it was said to be damaged."""
        with self._lock:
            self._pages, self._mark, self._began, self._next = None, (), (), 0.0

    def _begin(self, mark: Mark) -> None:
        """Begin to make an index, unless the same came to nothing a moment ago."""
        if self._began and self._clock() < self._next:
            return
        self._began, self._next = mark, self._clock() + AGAIN
        try:
            self._work.begin("bringing the search index up", self._make)
        except LockedError:  # another thread of the desk was faster
            return

    def _make(self, run: Run) -> OwnPages:
        """Bring it up; a large one is not looked at again for ten times as long as that took."""
        since = self._clock()

        def report(stage: str, done: int, total: int) -> None:
            run.report(stage, done, total)
            if run.stopped:  # what was indexed is lost, what stood before stands
                raise KeyboardInterrupt

        made = OwnPages(self._collection, report)
        self._next = max(self._next, self._clock() + _SHARE * (self._clock() - since))
        return made

    def _take(self) -> None:
        """Take over an index that is done."""
        doing = self._work.doing
        if doing and doing.result is not None and doing.result is not self._pages and self._began:
            self._pages, self._mark = doing.result, self._began

    def _running(self) -> bool:
        doing = self._work.doing
        return doing is not None and doing.running

    def _found(self) -> Mark:
        """Return a mark of the catalog's files: any write changes it."""
        told = []
        root = self._collection.config.catalog.parent
        for name in (
            self._collection.config.catalog.name,
            f"{self._collection.config.catalog.name}-wal",
        ):
            try:
                state = (root / name).stat()
            except FileNotFoundError:
                continue  # the log of writes is taken away when nobody has it open
            if state.st_size:  # an empty log of writes is one of a reader's
                told.append((name, state.st_size, state.st_mtime_ns))
        return tuple(told)
