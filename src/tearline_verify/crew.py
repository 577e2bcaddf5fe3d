"""Worker processes, each task with its own time limit; one that hangs or dies is told, not waited for.

Promises: every task ends as a result or as a failure's name; a worker over its time is killed and
another takes its place; a worker gets so much memory and no more, where the system can limit it. With
no worker (``jobs=0``) tasks run here, one by one, without a limit.
What workers need to know of withheld values goes through their pipe, never through an argument.
"""

# ruff: noqa: ANN401, BLE001 - any task for any work; whatever fails must be told
from __future__ import annotations

import contextlib
import multiprocessing as mp
import resource
import time
from collections import deque
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.process import BaseProcess

MEMORY = 4 << 30  # bytes of addresses in a worker: four times what a large scan needs
Work = Any  # a function of (setting, task), at module level


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: Any = None
    until: float = 0.0


def _serve(pipe: Connection) -> None:
    """Run tasks until the pipe closes (in a worker)."""
    with contextlib.suppress(OSError, ValueError):  # a lower limit that is set already stays
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    work, setting = pipe.recv()
    while True:
        try:
            task = pipe.recv()
        except EOFError:
            return
        try:
            answer = (True, work(setting, task))
        except Exception as error:  # its text may hold a record's words: the class alone is told
            answer = (False, type(error).__name__)
        pipe.send(answer)


class Crew:
    """Tasks in, (task, result or None, why not) out, in the order they are done."""

    def __init__(self, work: Work, setting: Any, jobs: int, limit: Callable[[Any], float]) -> None:
        """Take the function, what every call of it needs, the number of workers, a task's seconds."""
        self._work, self._setting, self._jobs, self._limit = work, setting, jobs, limit
        self._waiting: deque[Any] = deque()
        self._workers: list[_Worker] = []
        self._context = mp.get_context("spawn")

    def add(self, task: Any) -> None:
        """Put a task at the end of the line."""
        self._waiting.append(task)

    @property
    def waiting(self) -> int:
        """How many tasks no worker has taken yet."""
        return len(self._waiting)

    def run(self) -> Iterator[tuple[Any, Any, str]]:
        """Yield what is done; more tasks may be added meanwhile. Ends when nothing is left."""
        if self._jobs == 0:
            while self._waiting:
                task = self._waiting.popleft()
                try:
                    yield task, self._work(self._setting, task), ""
                except Exception as error:
                    yield task, None, type(error).__name__
            return
        while True:
            self._hand_out()
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            yield from self._gather(busy)

    def close(self) -> None:
        """Let the workers go, and wait for them so that their CPU time counts."""
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(timeout=5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self._workers = []

    def _hand_out(self) -> None:
        for worker in list(self._workers):
            if worker.task is None and self._waiting:
                self._give(worker)
        while self._waiting and len(self._workers) < self._jobs:
            here, there = self._context.Pipe()
            process = self._context.Process(target=_serve, args=(there,), daemon=True)
            process.start()
            there.close()
            here.send((self._work, self._setting))
            self._workers.append(_Worker(process, here))
            self._give(self._workers[-1])

    def _give(self, worker: _Worker) -> None:
        worker.task = self._waiting.popleft()
        worker.until = time.monotonic() + self._limit(worker.task)
        try:
            worker.pipe.send(worker.task)
        except OSError:
            worker.until = 0.0  # it died while idle: found out below

    def _gather(self, busy: list[_Worker]) -> Iterator[tuple[Any, Any, str]]:
        first = min(worker.until for worker in busy)
        wait([worker.pipe for worker in busy], max(first - time.monotonic(), 0.0))
        for worker in busy:
            task = worker.task
            if worker.pipe.poll():
                try:
                    good, answer = worker.pipe.recv()
                except (EOFError, OSError):
                    self._dismiss(worker)
                    yield task, None, "the process died"
                    continue
                worker.task = None
                yield task, answer if good else None, "" if good else answer
            elif time.monotonic() >= worker.until:
                self._dismiss(worker)
                yield task, None, "over its time"

    def _dismiss(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
