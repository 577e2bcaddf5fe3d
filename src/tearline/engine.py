"""Run pure work on many jobs in confined processes, through any ``concurrent.futures.Executor``.

Promises: every job handed in comes out exactly once, as ``Done`` or ``Failed``, in the order of
completion, unless the run is stopped; jobs are pulled from their iterable only as room is made, so
ten million of them never sit in memory; a job that hangs (in C code too) is killed by the kernel at
its time limit, one that kills its worker is tried once more in a fresh one, and the others never
notice; when this process dies, even by kill -9, so does every worker; no message holds a word of a
record.

Does not promise: an order, or anything about files a job writes itself. Work must be an importable
function, and a script that calls ``run`` must guard its main part with ``__name__``.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from types import FrameType, TracebackType
from typing import Generic, Self, TypeVar

from tearline.confine import Limits, plain_loads
from tearline.errors import TearlineError
from tearline.workers import AnswerError, Outcome, WorkerDiedError, Workers, perform

__all__ = ["Done", "Failed", "Limits", "Stop", "run"]

J = TypeVar("J")
R = TypeVar("R")

WINDOW = 4  # jobs in flight for each worker
REASONS = frozenset({"time limit", "died", "memory", "refused", "error"})
LONGEST_TEXT = 4000
TRIES = 2  # how often a job may kill its own worker


@dataclass(frozen=True, slots=True)
class Done(Generic[J, R]):
    """A job's result, the CPU seconds it took, and the most memory its worker has held so far."""

    job: J
    result: R
    cpu_seconds: float
    peak_rss_kb: int


@dataclass(frozen=True, slots=True)
class Failed(Generic[J]):
    """A job without a result, and why.

    ``reason`` is one of: time limit, died, memory, refused, error. ``error`` is the exception's
    class name, ``refusal`` the reason of a FileRefusedError ('' otherwise). ``cpu_seconds`` is 0.0
    where the worker died: nobody was left to say.
    """

    job: J
    reason: str
    message: str
    remedy: str
    error: str
    attempts: int
    cpu_seconds: float
    refusal: str = ""


class Stop:
    """Ctrl-C (and SIGTERM) as a request: once, finish what runs; twice, kill it.

    ``with Stop() as stop:`` takes over both signals in the main thread and gives them back. The
    first sets ``requested``: jobs not yet started are dropped undone. The second kills the workers
    at once and raises KeyboardInterrupt.
    """

    def __init__(self) -> None:
        """Start with nothing requested."""
        self.requested = False
        self._wakes: list[Callable[[], object]] = []
        self._kills: list[Callable[[], object]] = []
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        """Take over the signals; outside the main thread only ``request`` works."""
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._heard)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before.clear()

    def request(self) -> None:
        """Ask for the end, as the first Ctrl-C does."""
        self.requested = True
        for wake in tuple(self._wakes):
            wake()

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        """Answer a signal; runs between two steps of the main thread, so it takes no lock."""
        if not self.requested:
            self.request()
            return
        for kill in tuple(self._kills):
            kill()
        raise KeyboardInterrupt


@dataclass(slots=True, eq=False)
class _Task(Generic[J]):
    """A job on its way, and how often its worker has died of it."""

    job: J
    deaths: int = 0
    began: float = field(default_factory=time.monotonic)


def run(
    work: Callable[[J], R],
    jobs: Iterable[J],
    *,
    workers: int,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    make_executor: Callable[[], Executor] | None = None,
    stop: Stop | None = None,
) -> Iterator[Done[J, R] | Failed[J]]:
    """Yield ``work(job)`` for each job, as ``Done`` or ``Failed``, in the order of completion.

    ``workers`` processes of our own do it, or whatever ``make_executor`` makes (it is called again
    when one breaks). ``workers=0`` runs the jobs here, unlimited and unconfined: for tests and
    debugging only. TearlineError where no worker can be started at all.
    """
    if workers < 0:
        msg = f"workers must be 0 or more, not {workers}"
        raise ValueError(msg)
    if workers == 0 and make_executor is None:
        return _here(work, iter(jobs), stop)
    make = make_executor or (lambda: Workers(workers, limits))
    return _Run(work, iter(jobs), max(workers, 1), limits, make, stop).results()


def _here(
    work: Callable[[J], R], jobs: Iterator[J], stop: Stop | None
) -> Iterator[Done[J, R] | Failed[J]]:
    """Run the jobs in this process, one after the other."""
    for job in jobs:
        yield _told(_Task(job), perform(work, job, 0.0), _packages(work))
        if stop is not None and stop.requested:
            return


class _Run(Generic[J, R]):
    """One call of ``run``: the window of jobs in flight, and what to do when workers die."""

    def __init__(
        self,
        work: Callable[[J], R],
        jobs: Iterator[J],
        workers: int,
        limits: Limits,
        make: Callable[[], Executor],
        stop: Stop | None,
    ) -> None:
        self._work, self._jobs, self._limits, self._make = work, jobs, limits, make
        self._stop = stop or Stop()
        self._room = WINDOW * workers
        self._packages = _packages(work)
        self._ended: SimpleQueue[Future[Outcome] | None] = SimpleQueue()
        self._flight: dict[Future[Outcome], _Task[J]] = {}
        self._again: deque[_Task[J]] = deque()  # to be tried again among the others
        self._suspects: deque[_Task[J]] = deque()  # to be tried alone
        self._executor: Executor | None = None

    def results(self) -> Iterator[Done[J, R] | Failed[J]]:
        """Keep the window full and yield what comes out, until nothing is left or stop is asked."""
        self._stop._wakes.append(wake := lambda: self._ended.put(None))  # noqa: SLF001 - one module
        self._stop._kills.append(self._kill)  # noqa: SLF001
        finished = False
        try:
            while True:
                self._fill()
                if self._flight:
                    if (told := self._next()) is not None:
                        yield told
                elif self._suspects and not self._stop.requested:
                    yield from self._try_alone()
                else:
                    break
            finished = True
        finally:
            self._close(wait=finished)
            self._stop._wakes.remove(wake)  # noqa: SLF001
            self._stop._kills.remove(self._kill)  # noqa: SLF001

    def _fill(self) -> None:
        """Hand out jobs while there is room; after a stop, take back those not yet started."""
        while not self._stop.requested and len(self._flight) < self._room and not self._suspects:
            if self._again:
                task = self._again.popleft()
            else:
                try:
                    task = _Task(next(self._jobs))
                except StopIteration:
                    return
            self._submit(task)
        if self._stop.requested:
            for future in tuple(self._flight):
                future.cancel()

    def _submit(self, task: _Task[J]) -> None:
        """Give a task to the executor; one found broken puts it among the suspects."""
        if self._executor is None:
            self._executor = self._make()
        task.began = time.monotonic()
        try:
            submit: Callable[..., Future[Outcome]] = self._executor.submit
            if task.deaths and isinstance(self._executor, Workers):
                submit = self._executor.submit_fresh
            future = submit(perform, self._work, task.job, self._limits.seconds)
        except Exception as exc:  # noqa: BLE001 - broken, or the job cannot be pickled
            future = Future()
            future.set_exception(exc)
        self._flight[future] = task
        future.add_done_callback(self._ended.put)

    def _next(self) -> Done[J, R] | Failed[J] | None:
        """Wait for a future to end, and say what became of its job; None where nothing did yet."""
        future = self._ended.get()
        if future is None:
            return None
        task = self._flight.pop(future)
        if future.cancelled():
            return None
        exc = future.exception()
        if exc is None:
            outcome = _checked(future.result())
            if outcome.renew and task.deaths + 1 < TRIES:
                task.deaths += 1
                self._again.appendleft(task)
                return None
            return _told(task, outcome, self._packages)
        if isinstance(exc, WorkerDiedError):
            return self._death(task, self._again, exc)
        if isinstance(exc, BrokenExecutor):  # any of those in flight may have broken it
            if isinstance(self._executor, Workers):
                msg = f"no worker process can be started ({exc})"
                raise TearlineError(msg, "run `tearline doctor`") from exc
            self._suspects.append(task)
            return None
        error = str(exc) if isinstance(exc, AnswerError) else type(exc).__name__
        return Failed(
            task.job, "error", f"the job could not be handed over ({error})", "", error, 1, 0.0
        )

    def _try_alone(self) -> Iterator[Done[J, R] | Failed[J]]:
        """Run each suspect by itself, in an executor that only it can break."""
        self._close(wait=False)
        while self._suspects and not self._stop.requested:
            self._submit(task := self._suspects.popleft())
            while self._flight:
                told = self._next()
                if self._suspects and self._suspects[-1] is task:  # it broke its executor
                    self._suspects.pop()
                    late = 0 < self._limits.seconds <= time.monotonic() - task.began
                    told = self._death(task, self._suspects, WorkerDiedError(None, timed_out=late))
                    self._close(wait=False)
                if told is not None:
                    yield told

    def _death(
        self, task: _Task[J], again: deque[_Task[J]], exc: WorkerDiedError
    ) -> Failed[J] | None:
        """Count a worker's death against its job: to be tried again (None), or failed."""
        task.deaths += 1
        if exc.timed_out:
            message = f"not finished within {self._limits.seconds:g} seconds"
            remedy = "look at the file; if it is sound, allow more time"
            return Failed(task.job, "time limit", message, remedy, "", task.deaths, 0.0)
        if task.deaths < TRIES:
            again.appendleft(task)
            return None
        remedy = "look at the file; it may be damaged or hostile"
        message = f"its worker {exc.how}, {task.deaths} times over"
        return Failed(task.job, "died", message, remedy, "", task.deaths, 0.0)

    def _kill(self) -> None:
        """Kill our own workers at once; safe in a signal handler."""
        if isinstance(self._executor, Workers):
            self._executor.kill()

    def _close(self, *, wait: bool) -> None:
        """Let the executor go; ours at once, another's when its jobs are over if ``wait``."""
        executor, self._executor = self._executor, None
        if isinstance(executor, Workers):
            executor.kill()
            executor.shutdown()
        elif executor is not None:
            try:
                executor.shutdown(wait=wait, cancel_futures=True)
            except TypeError:  # Dask's takes no cancel_futures
                executor.shutdown(wait=wait)


def _packages(work: Callable[[J], R]) -> frozenset[str]:
    """Return the packages whose dataclasses a result may hold: ours and the work's own."""
    module = getattr(getattr(work, "func", work), "__module__", None) or "tearline"
    return frozenset({"tearline", module.split(".")[0]})


def _checked(outcome: Outcome) -> Outcome:
    """Return a worker's outcome if it is well formed, else one that says so."""
    try:
        texts = (outcome.message, outcome.remedy, outcome.error, outcome.refusal)
        if (
            isinstance(outcome, Outcome)
            and (isinstance(outcome.payload, bytes) or outcome.reason in REASONS)
            and all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in texts)
            and isinstance(outcome.cpu_seconds, float)
            and isinstance(outcome.peak_rss_kb, int)
        ):
            return outcome
    except AttributeError:
        pass
    return Outcome(None, "error", "what the worker gave back makes no sense", "", "", "", 0.0, 0)


def _told(task: _Task[J], outcome: Outcome, packages: frozenset[str]) -> Done[J, R] | Failed[J]:
    """Turn a worker's outcome into what the caller gets."""
    o, tries = outcome, task.deaths + 1
    if o.payload is None:
        return Failed(
            task.job, o.reason, o.message, o.remedy, o.error, tries, o.cpu_seconds, o.refusal
        )
    try:
        result: R = plain_loads(o.payload, packages)  # type: ignore[assignment]
    except Exception as exc:  # noqa: BLE001 - it is what an untrusted process wrote
        error = type(exc).__name__
        message = "what the worker gave back is not plain data"
        return Failed(task.job, "error", message, "", error, tries, o.cpu_seconds)
    return Done(task.job, result, o.cpu_seconds, o.peak_rss_kb)
