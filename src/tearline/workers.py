"""An Executor of confined processes, one private pipe each, for files nobody vouches for.

Promises: a death is one job's alone, and its exit code tells how; neighbours go on, and a new
process takes the place. A process that does not end at its time limit is killed from here as well.
What comes back is read as plain data, so a process that was taken over cannot take over this one.
Processes are made only when there is work, renewed every few thousand jobs, and go when this one
goes.

The standard ProcessPoolExecutor promises none of that: its processes share one queue, so one death
ends all, a death half-way through an answer stops everything for good, and answers are unpickled.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import pickle
import resource
import selectors
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from tearline.confine import TIED, Limits, attend, plain_loads
from tearline.errors import FileRefusedError, TearlineError

J = TypeVar("J")
R = TypeVar("R")

JOBS_A_PROCESS = 2000  # then a fresh one: libraries in C leak
LONGEST_ANSWER = 1 << 30  # bytes
GRACE = 5.0  # seconds beyond the time limit before a process is killed from outside
FALSE_STARTS = 3  # processes in a row that never came up
_CV_NO_MEMORY = -4  # OpenCV's own way to say so, in an exception named "error"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job came to in its worker; ``payload`` is the pickled result, None where it failed."""

    payload: bytes | None
    reason: str
    message: str
    remedy: str
    error: str
    refusal: str
    cpu_seconds: float
    peak_rss_kb: int

    @property
    def renew(self) -> bool:
        """Ask for a fresh process: what earlier jobs left behind may have been the trouble."""
        return self.reason == "memory"


def perform(work: Callable[[J], R], job: J, seconds: float) -> Outcome:
    """Do one job and account for it; runs in the worker, of whatever executor.

    The kernel's timer runs over the work and the pickling of its result; it ends the process.
    """
    inside = multiprocessing.parent_process() is not None
    began = time.process_time()
    payload: bytes | None = None
    reason = message = remedy = error = refusal = ""
    if inside and seconds > 0:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        payload = pickle.dumps(work(job), pickle.HIGHEST_PROTOCOL)
    except BaseException as exc:  # libraries raise outside Exception too
        if not inside and isinstance(exc, KeyboardInterrupt):
            raise
        reason, message, remedy, error, refusal = _described(exc)
    finally:
        if inside and seconds > 0:
            signal.setitimer(signal.ITIMER_REAL, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (
        1024 if sys.platform == "darwin" else 1
    )
    cpu = time.process_time() - began
    return Outcome(payload, reason, message, remedy, error, refusal, cpu, peak)


def _described(exc: BaseException) -> tuple[str, str, str, str, str]:
    """Return reason, message, remedy, class and refusal of an exception, without its own words."""
    error = type(exc).__name__
    if isinstance(exc, TearlineError):
        refused = isinstance(exc, FileRefusedError)
        refusal = str(exc.reason) if isinstance(exc, FileRefusedError) else ""
        return (
            "refused" if refused else "error",
            str(exc.message),
            str(exc.remedy),
            error,
            refusal,
        )
    if isinstance(exc, MemoryError) or (
        error == "error" and getattr(exc, "code", None) == _CV_NO_MEMORY
    ):
        return (
            "memory",
            "not enough memory for it",
            "allow more memory, if the file is sound",
            error,
            "",
        )
    last = exc.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}" if last else "?"
    return ("error", f"{error} at {place}", "", error, "")


class WorkerDiedError(BrokenExecutor):
    """A process ended in the middle of a job; nothing but that job is touched."""

    def __init__(self, exitcode: int | None, *, timed_out: bool) -> None:
        """Keep the exit code (minus the signal's number; None if unknown)."""
        super().__init__(exitcode)
        self.exitcode = exitcode
        self.timed_out = timed_out

    @property
    def how(self) -> str:
        """Say how it ended, in words."""
        if self.exitcode is None:
            return "died"
        if self.exitcode >= 0:
            return f"left with exit code {self.exitcode}"
        names = {int(number): number.name for number in signal.Signals}
        return f"was killed by {names.get(-self.exitcode, -self.exitcode)}"


@dataclass(slots=True, eq=False)
class _Hand:
    """One process, the pipe to it, and the job it has in hand."""

    process: BaseProcess
    pipe: Connection
    life: deque[Connection]  # holds one, or none once it was let go: popping is safe from anywhere
    ready: bool = False
    tied: bool = True
    future: Future[Any] | None = None
    jobs: int = 0
    until: float = math.inf
    overdue: bool = False

    def let_go(self) -> None:
        """Close the pipe its life hangs on, at which the kernel kills it; elsewhere, kill it."""
        with contextlib.suppress(IndexError):
            self.life.pop().close()
            if not self.tied:
                self.process.kill()


_Queue = deque[tuple[Future[Any], bytes]]


class AnswerError(Exception):
    """A job's call raised, or its answer was no plain data; the text is a class name alone."""


class Workers(Executor):
    """``count`` confined processes. Futures end in a result, AnswerError or WorkerDiedError.

    BrokenExecutor (itself) means that no process comes up at all. ``packages`` are those whose
    dataclasses an answer may hold.
    """

    def __init__(
        self, count: int, limits: Limits, packages: frozenset[str] = frozenset({"tearline"})
    ) -> None:
        """Start nothing yet but the thread that attends to the processes."""
        self._count, self._limits, self._packages = count, limits, packages
        self._context = multiprocessing.get_context("forkserver")
        self._lock = threading.Lock()
        self._waiting: _Queue = deque()
        self._fresh: _Queue = deque()
        self._hands: list[_Hand] = []
        self._closing = self._killed = False
        self._broken = ""
        self._false_starts = 0
        self._selector = selectors.DefaultSelector()
        self._bell, self._rope = os.pipe()
        os.set_blocking(self._rope, False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._attend_all, name="workers", daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[..., Any], /, *args: object, **kwargs: object) -> Future[Any]:
        """Queue a call; what cannot be pickled raises here."""
        return self._queue(self._waiting, fn, args, kwargs)

    def submit_fresh(self, fn: Callable[..., Any], /, *args: object) -> Future[Any]:
        """Queue a call before all others, for a process that has done nothing else."""
        return self._queue(self._fresh, fn, args, {})

    def _queue(
        self,
        queue: _Queue,
        fn: Callable[..., Any],
        args: tuple[object, ...],
        kwargs: dict[str, object],
    ) -> Future[Any]:
        """Pickle a call and put it into a queue."""
        task = pickle.dumps((fn, args, kwargs), pickle.HIGHEST_PROTOCOL)
        future: Future[Any] = Future()
        with self._lock:
            if self._broken or self._killed:
                raise BrokenExecutor(self._broken or "killed")
            if self._closing:
                raise RuntimeError("no new calls after shutdown")
            queue.append((future, task))
            self._ring()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End when the queue is empty, or, with ``cancel_futures``, when what runs is done."""
        with self._lock:
            self._closing = True
            if cancel_futures:
                for future, _ in (*self._fresh, *self._waiting):
                    future.cancel()
            self._ring()
        if wait:
            self._thread.join()

    def kill(self) -> None:
        """Kill every process now. Takes no lock: a signal handler may call it."""
        self._killed = self._closing = True
        for hand in tuple(self._hands):
            hand.let_go()
        self._ring()

    def _ring(self) -> None:
        """Wake the attending thread."""
        with contextlib.suppress(OSError):  # full: it is awake; closed: it has ended
            os.write(self._rope, b"!")

    def _attend_all(self) -> None:
        """Hire, hand out, listen and bury, until shut down; the thread's main function."""
        try:
            while self._step():
                pass
        except Exception as exc:  # noqa: BLE001 - no future may be left waiting for ever
            self._broken = f"the attending thread failed: {type(exc).__name__}"
        with self._lock:
            self._broken = self._broken or "shut down"
        for hand in tuple(self._hands):
            self._bury(hand)
        for future, _ in (*self._fresh, *self._waiting):
            if future.set_running_or_notify_cancel():
                future.set_exception(BrokenExecutor(self._broken))
        self._selector.close()
        with self._lock:
            rope, self._rope = self._rope, -1
            os.close(rope)
            os.close(self._bell)

    def _step(self) -> bool:
        """Do what can be done now, wait for what happens next; False when all is over."""
        if self._broken or self._killed:
            return False
        self._hand_out()
        busy = [hand for hand in self._hands if hand.future]
        with self._lock:
            if self._closing and not self._waiting and not self._fresh and not busy:
                return False
        now = time.monotonic()
        until = min((hand.until for hand in busy), default=math.inf)
        for key, _ in self._selector.select(None if until == math.inf else max(until - now, 0)):
            if key.data is None:
                os.read(self._bell, 1 << 12)
            elif key.data in self._hands:
                self._listen(key.data)
        now = time.monotonic()
        for hand in tuple(self._hands):
            if now >= hand.until:  # stopped, or stuck in the kernel: its own timer did not end it
                hand.overdue, hand.until = True, math.inf
                hand.let_go()
        return True

    def _hand_out(self) -> None:
        """Give waiting jobs to idle processes, and make processes while there are too few."""
        for hand in tuple(self._hands):
            queue = self._fresh or self._waiting
            if hand.ready and hand.future is None and queue:
                if self._fresh and hand.jobs:
                    self._bury(hand)
                    continue
                future, task = queue.popleft()
                if not future.set_running_or_notify_cancel():
                    continue
                hand.future = future
                if self._limits.seconds > 0:
                    hand.until = time.monotonic() + self._limits.seconds * 1.1 + GRACE
                try:
                    hand.pipe.send_bytes(task)
                except OSError:
                    self._bury(hand)
        wanted = len(self._fresh) + len(self._waiting)
        coming = sum(not hand.ready for hand in self._hands)
        free = sum(hand.ready and hand.future is None for hand in self._hands)
        for _ in range(min(self._count - len(self._hands), wanted - coming - free)):
            self._hire()

    def _hire(self) -> None:
        """Start a process. Each hangs on a pipe of its own: the kernel keeps one owner a pipe."""
        # No Ctrl-C may meet the fork server or a process half-made: they inherit this mask, which
        # starting the resource tracker would lift.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        near, far = self._context.Pipe()
        watch, life = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=attend, args=(far, watch, self._limits), daemon=True, name="tearline-worker"
        )
        try:
            process.start()
        except (OSError, EOFError) as exc:
            self._miss(type(exc).__name__)
            near.close()
            life.close()
            return
        finally:
            far.close()
            watch.close()
        hand = _Hand(process, near, deque([life]))
        self._hands.append(hand)
        if self._killed:  # by a signal that came before the process was in the list
            hand.let_go()
        for source in (near, process.sentinel):
            self._selector.register(source, selectors.EVENT_READ, hand)

    def _listen(self, hand: _Hand) -> None:
        """Take what a process says: that it is ready, an answer, or nothing more ever."""
        try:
            message = hand.pipe.recv_bytes(LONGEST_ANSWER) if hand.pipe.poll() else None
        except (EOFError, OSError):
            message = None
        if message is None or (hand.ready and hand.future is None):  # dead, or talks unasked
            self._bury(hand)
            return
        if hand.future is None:
            hand.ready, hand.tied, self._false_starts = True, message == TIED, 0
            return
        future, hand.future, hand.until = hand.future, None, math.inf
        hand.jobs += 1
        renew = hand.jobs >= JOBS_A_PROCESS
        try:
            answer: Any = plain_loads(message, self._packages)
            good, value = answer
            renew = renew or getattr(value, "renew", False) is True
        except Exception as exc:  # noqa: BLE001 - it is what an untrusted process wrote
            good, value = False, type(exc).__name__
        if renew:
            self._bury(hand)
        if good:
            future.set_result(value)
        else:
            future.set_exception(AnswerError(str(value)))

    def _bury(self, hand: _Hand) -> None:
        """End a process for certain, and tell the one whose job it had."""
        self._hands.remove(hand)
        for source in (hand.pipe, hand.process.sentinel):
            self._selector.unregister(source)
        hand.let_go()  # if it has ended by itself, its exit code stays what it was
        hand.process.join(5)
        code = hand.process.exitcode
        hand.pipe.close()
        with contextlib.suppress(ValueError):  # stuck in the kernel: it dies when it comes back
            hand.process.close()
        if hand.future is not None:
            late = hand.overdue or code == -signal.SIGALRM
            hand.future.set_exception(WorkerDiedError(code, timed_out=late))
        elif not hand.ready and not self._killed:
            self._miss(f"exit code {code}")

    def _miss(self, what: str) -> None:
        """Count a process that did not come up; after several in a row, give up."""
        self._false_starts += 1
        if self._false_starts >= FALSE_STARTS:
            self._broken = what
