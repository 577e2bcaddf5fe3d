"""How much is answered at once, and how often anyone may ask: buckets in memory that fill with time.

Promises: each login and each address has a bucket of its own, so that one who asks too often slows nobody
else; of an IPv6 address its network counts. What is kept is bounded: the one that asked longest ago goes
first. A clock that goes back fills nothing and empties nothing.
Does not tell addresses apart behind a web server that hides them: raise ``address_*`` there, and let the web
server count.
"""

from __future__ import annotations

import ipaddress
import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_NETWORK = 64  # bits of an IPv6 address that are one place


@dataclass(frozen=True, slots=True)
class Limits:
    """Objects and bytes of an answer at most; requests at once, and each second after, of each kind."""

    page: int = 500
    page_bytes: int = 16 << 20
    login_burst: int = 300
    login_per_second: float = 5.0
    address_burst: int = 600
    address_per_second: float = 10.0
    failure_burst: int = 10
    failure_per_second: float = 0.1
    kept: int = 10_000


class Buckets:
    """One bucket for each key."""

    def __init__(
        self, burst: int, per_second: float, kept: int, ticks: Callable[[], float]
    ) -> None:
        """Take how much a full bucket holds and how fast it fills; ``ticks``: seconds, from anywhere."""
        self._burst, self._rate, self._kept, self._ticks = burst, per_second, kept, ticks
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> int:
        """Take one; return 0, or the whole seconds until there is one."""
        with self._lock:
            level, now = self._level(key)
            good = level >= 1
            self._levels[key] = (level - 1 if good else level, now)
            self._levels.move_to_end(key)
            while len(self._levels) > self._kept:
                self._levels.popitem(last=False)
        return 0 if good else self._seconds(level)

    def give_back(self, key: str) -> None:
        """Put back what was taken."""
        with self._lock:
            level, now = self._level(key)
            self._levels[key] = (min(float(self._burst), level + 1), now)

    def _level(self, key: str) -> tuple[float, float]:
        now = self._ticks()
        level, at = self._levels.get(key, (float(self._burst), now))
        return min(float(self._burst), level + max(0.0, now - at) * self._rate), max(now, at)

    def _seconds(self, level: float) -> int:
        return max(1, math.ceil((1 - level) / self._rate))


def place_of(address: str) -> str:
    """Return what of an address counts as one place; what is none counts as it is."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        if mapped is not None:
            return str(mapped)
        return str(ipaddress.ip_network((int(found), _NETWORK), strict=False))
    return str(found)
