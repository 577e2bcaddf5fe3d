"""A job that says which process has it, so that a test can kill that process, then takes a while."""

from __future__ import annotations

import os
import time
from pathlib import Path


def work(job: tuple[str, float]) -> str:
    """Write a file named by the job, holding this process's id; sleep; return the name."""
    path, seconds = job
    target = Path(path)
    if target.exists():
        return path
    part = target.with_suffix(".part")
    part.write_text(str(os.getpid()))
    part.rename(target)
    time.sleep(seconds)
    return path


def large(job: tuple[str, float]) -> bytes:
    """As ``work``, with an answer of 32 MB, so that a death can meet it half-way through."""
    path, seconds = job
    Path(path).write_text(str(os.getpid()))
    time.sleep(seconds)
    return b"x" * (32 << 20)
