"""A job that never returns from C: holding the interpreter's lock, where no Python code can help."""

from __future__ import annotations

import ctypes


def work(job: str) -> str:
    """Hang on the job "hang", holding the lock; on "wait", without it."""
    if job == "hang":
        ctypes.PyDLL(None).pause()
    if job == "wait":
        ctypes.CDLL(None).sleep(600)
    return job
