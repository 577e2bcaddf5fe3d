"""A job that asks for more memory than there is for it."""

from __future__ import annotations

import mmap


def work(job: int) -> int:
    """Hold ``job`` bytes for a moment."""
    return len(bytearray(job))


def by_numpy(job: int) -> int:
    """Hold ``job`` bytes in an array."""
    import numpy as np

    return int(np.ones(job, dtype=np.uint8).size)


def by_opencv(side: int) -> int:
    """Let OpenCV ask for the memory, and say no in its own way."""
    import cv2
    import numpy as np

    return int(cv2.resize(np.zeros((8, 8), np.uint8), (side, side)).size)


_HELD: list[mmap.mmap] = []


def leaky(job: int) -> int:
    """Keep ``job`` bytes of address space from job to job, so that a later one finds none left."""
    try:
        _HELD.append(mmap.mmap(-1, job))
    except OSError:
        raise MemoryError from None
    return job
