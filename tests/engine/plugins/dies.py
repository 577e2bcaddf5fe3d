"""A job that ends its worker: by kill -9, a crash in C, an exit, or the first time only."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path


def work(job: str) -> str:
    """Die in the way the job names; a path is made the first time, and only then is it deadly."""
    if job == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if job == "crash":
        ctypes.string_at(8)
    if job == "abort":
        os.abort()
    if job == "exit":
        os._exit(3)
    if job.startswith("/"):
        try:
            Path(job).touch(exist_ok=False)
        except FileExistsError:
            return "second time"
        os.kill(os.getpid(), signal.SIGKILL)
    return job
