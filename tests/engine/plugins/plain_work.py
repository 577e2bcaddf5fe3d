"""Work that does what it should."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A result of the work's own type."""

    value: int
    pid: int


def double(job: int) -> int:
    """Return twice the job."""
    return job * 2


def answer(job: int) -> Answer:
    """Return a dataclass that the engine's own package does not define."""
    return Answer(job, os.getpid())


def slowly(job: float) -> float:
    """Take as many seconds as the job says."""
    time.sleep(job)
    return job


def burn(seconds: float) -> float:
    """Use that much processor time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return seconds
