"""Confined workers that draw for the desk: a job in, plain data out, no stranger's file in this process.

Promises: no more than ``HANDS`` at once; a job that fails, or whose worker dies, is an error with its remedy
and touches no other job.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import TypeVar, cast

from tearline.config import Config
from tearline.confine import Limits, plain_loads
from tearline.errors import PageFailedError
from tearline.store.queue import Run
from tearline.workers import Outcome, WorkerDiedError, Workers, perform

J = TypeVar("J")
R = TypeVar("R")

HANDS = 2
_AHEAD = 2 * HANDS  # jobs handed out before the first is back


class Hands:
    """The workers of one collection's desk; none is started before the first job. Threads share them."""

    def __init__(self, config: Config) -> None:
        """Take the limits that any worker of the collection has."""
        self._limits = Limits(seconds=config.page_seconds, address_space=config.worker_memory)
        self._workers: Workers | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let them go."""
        with self._lock:
            if self._workers is not None:
                self._workers.shutdown(cancel_futures=True)
                self._workers = None

    def do(self, work: Callable[[J], R], job: J, what: str) -> R:
        """Do one job. PageFailedError: it could not be done; ``what`` names it."""
        return self._result(self._begun(work, job), what)

    def each(
        self, work: Callable[[J], R], jobs: Iterable[tuple[str, J]], run: Run
    ) -> Iterator[tuple[str, J, R]]:
        """Do jobs (what, job) in order, some at once. KeyboardInterrupt: a person stopped the run."""
        waiting: deque[tuple[str, J, Future[Outcome]]] = deque()
        for what, job in jobs:
            waiting.append((what, job, self._begun(work, job)))
            if len(waiting) > _AHEAD:
                yield self._next(waiting)
            if run.stopped:
                raise KeyboardInterrupt
        while waiting:
            yield self._next(waiting)

    def _next(self, waiting: deque[tuple[str, J, Future[Outcome]]]) -> tuple[str, J, R]:
        what, job, future = waiting.popleft()
        return what, job, self._result(future, what)

    def _begun(self, work: Callable[[J], R], job: J) -> Future[Outcome]:
        with self._lock:
            if self._workers is None:
                self._workers = Workers(HANDS, self._limits)
            return self._workers.submit(perform, work, job, self._limits.seconds)

    def _result(self, future: Future[Outcome], what: str) -> R:  # type: ignore[type-var]
        try:
            outcome = future.result()
        except WorkerDiedError as error:
            raise PageFailedError(
                f"{what} could not be made: its worker {error.how}",
                "Look at the file itself; `tearline doctor` says whether workers run.",
            ) from None
        if outcome.payload is None:
            raise PageFailedError(f"{what} could not be made: {outcome.message}", outcome.remedy)
        return cast("R", plain_loads(outcome.payload, frozenset({"tearline"})))
