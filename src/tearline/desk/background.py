"""One piece of work at a time on a thread of its own, and what came of it: for what takes longer than a page.

Promises: work that is asked for while some is being done is refused and told, never queued in silence; how
far it is, its result and its error are there until the next begins; an error that is not ours is told without
a word of it, for its text may hold a record's. The desk's end asks it to stop: what it does must go on where
it was, as every stage does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from tearline.engine import Stop
from tearline.errors import LockedError, TearlineError
from tearline.store.queue import Run

T = TypeVar("T")

OURS = "That is our fault; what was recorded before stands."


@dataclass(frozen=True, slots=True)
class Doing(Generic[T]):
    """Where a piece of work is: ``what`` it is, how far, and in the end its result or its error.

    ``stage``, ``done`` and ``total`` are the running stage's; a total of 0 is not known. ``message`` and
    ``remedy`` are said where it failed.
    """

    what: str
    running: bool
    stage: str = ""
    done: int = 0
    total: int = 0
    result: T | None = None
    message: str = ""
    remedy: str = ""

    @property
    def failed(self) -> bool:
        """Say whether it ended without a result."""
        return not self.running and bool(self.message)


class Background(Generic[T]):
    """A place for one piece of work. Threads share it."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._lock = threading.Lock()
        self._doing: Doing[T] | None = None
        self._thread: threading.Thread | None = None
        self._stop: Stop | None = None

    @property
    def doing(self) -> Doing[T] | None:
        """What is being done or was done last; None where nothing was yet."""
        with self._lock:
            return self._doing

    def begin(self, what: str, work: Callable[[Run], T]) -> None:
        """Begin a piece of work. LockedError: another is not done yet."""
        with self._lock:
            if self._doing is not None and self._doing.running:
                raise LockedError(
                    f"{self._doing.what} is not done yet", "Wait until it is, and ask again."
                )
            self._doing = Doing(what, running=True)
            self._stop = stop = Stop()
            run = Run(report=self._told, stop=stop)
            self._thread = threading.Thread(
                target=self._do, args=(work, run), name=what, daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Ask what runs to stop at the next place where it can."""
        with self._lock:
            stop = self._stop
        if stop is not None:
            stop.request()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until what runs has ended."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _told(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            if self._doing is not None:
                self._doing = replace(self._doing, stage=stage, done=done, total=total)

    def _do(self, work: Callable[[Run], T], run: Run) -> None:
        result, message, remedy = None, "", ""
        try:
            result = work(run)
        except TearlineError as error:
            message, remedy = error.message, error.remedy
        except KeyboardInterrupt:
            message, remedy = "it was stopped", "Begin it again: it goes on where it was."
        except Exception as error:  # noqa: BLE001 - a thread's error would be lost
            message, remedy = f"it could not be done ({type(error).__name__})", OURS
        with self._lock:
            if self._doing is not None:
                self._doing = replace(
                    self._doing, running=False, result=result, message=message, remedy=remedy
                )
