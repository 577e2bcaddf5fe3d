"""How fast one sign-in may ask: a program that has got hold of a session does not take the desk from others.

Promises: a reviewer who holds a key down is never slowed (``STEADY`` requests a second, ``BURST`` at once);
who asks faster is told to wait, and nothing was done; one sign-in's pace is nobody else's. Counted in this
process alone: a restart forgets it. Does not bound what one request costs: what is dear waits in its turn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

STEADY, BURST = 40.0, 200.0  # requests: a second, and at once
_MOST = 4096  # sign-ins that are remembered


class Paces:
    """The paces of those who are signed in. Threads share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody; ``clock`` gives seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}  # what is left, and when that was so

    def take(self, sign_in: str) -> bool:
        """Say whether one more request may be answered now."""
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(sign_in, (BURST, now))
            left = min(BURST, left + (now - at) * STEADY)
            may = left >= 1
            self._left[sign_in] = (left - may, now)  # the latest stand last
            while len(self._left) > _MOST:
                del self._left[next(iter(self._left))]
        return may
