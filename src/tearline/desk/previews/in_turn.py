"""Pieces of work that people ask for by name, done one after the other on threads of their own.

Promises: the same work asked for twice is done once; how far each is, its result or its error are there under
its name until ``KEPT`` others were asked for; no more wait than ``WAITING``: one more is refused, and told.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import replace
from typing import Generic, TypeVar

from tearline.desk.background import OURS, Doing
from tearline.engine import Stop
from tearline.errors import LockedError, TearlineError
from tearline.store.queue import Run

T = TypeVar("T")

WAITING = 16
KEPT = 100
AT_ONCE = 2


class InTurn(Generic[T]):
    """Work by name. Threads share it."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._lock = threading.Lock()
        self._doing: OrderedDict[str, Doing[T]] = OrderedDict()
        self._futures: dict[str, Future[None]] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="in turn")
        self._stop = Stop()

    def close(self) -> None:
        """Ask what runs to stop; what waits is dropped."""
        self._stop.request()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def doing(self, name: str) -> Doing[T] | None:
        """Return where a piece of work is, None where it was not asked for."""
        with self._lock:
            return self._doing.get(name)

    def begin(self, name: str, what: str, work: Callable[[Run], T]) -> None:
        """Have work done, unless it waits or is being done. LockedError: too much waits already."""
        with self._lock:
            before = self._doing.get(name)
            if before is not None and before.running:
                return
            if sum(one.running for one in self._doing.values()) >= WAITING:
                raise LockedError(
                    "too much is being made for others already", "Wait a moment, then ask again."
                )
            self._doing[name] = Doing(what, running=True)
            self._doing.move_to_end(name)
            while len(self._doing) > KEPT:
                old = next(one for one, doing in self._doing.items() if not doing.running)
                del self._doing[old]
            self._futures = {key: one for key, one in self._futures.items() if not one.done()}
            self._futures[name] = self._pool.submit(self._do, name, work)

    def wait(self, name: str, seconds: float) -> None:
        """Wait until a piece of work is done, but not longer."""
        with self._lock:
            future = self._futures.get(name)
        if future is not None:
            wait_for([future], seconds)

    def _do(self, name: str, work: Callable[[Run], T]) -> None:
        def report(stage: str, done: int, total: int) -> None:
            self._now(name, stage=stage, done=done, total=total)

        result, message, remedy = None, "", ""
        try:
            result = work(Run(report=report, stop=self._stop))
        except TearlineError as error:
            message, remedy = error.message, error.remedy
        except KeyboardInterrupt:
            message, remedy = "it was stopped", "Ask again: it goes on where it was."
        except Exception as error:  # noqa: BLE001 - a thread's error would be lost
            message, remedy = f"it could not be done ({type(error).__name__})", OURS
        self._now(name, running=False, result=result, message=message, remedy=remedy)

    def _now(self, name: str, **changed: object) -> None:
        with self._lock:
            self._doing[name] = replace(self._doing[name], **changed)  # type: ignore[arg-type]
