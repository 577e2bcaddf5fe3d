"""Many byte strings looked for at once in one long one.

Promises: finds every place of every needle of three bytes or more; the time hardly depends on how
many needles there are. Every place in the data is looked up by its first three bytes in one table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KEY = 3
_FEW = 24  # below this, a plain search for each is quicker


class Needles:
    """A fixed set of byte strings, each with what it stands for (any number of uses)."""

    def __init__(self, needles: Iterable[tuple[bytes, int]]) -> None:
        """Take (needle, id) pairs; shorter ones than three bytes are a ValueError."""
        self._uses: dict[bytes, list[int]] = {}
        for needle, use in needles:
            if len(needle) < KEY:
                msg = "a needle must have three bytes"
                raise ValueError(msg)
            uses = self._uses.setdefault(needle, [])
            if use not in uses:
                uses.append(use)
        self._by_key: dict[int, list[bytes]] = {}
        self._table = np.zeros(1 << 24 if len(self._uses) > _FEW else 0, bool)
        for needle in self._uses:
            key = int.from_bytes(needle[:KEY], "big")
            self._by_key.setdefault(key, []).append(needle)
            if self._table.size:
                self._table[key] = True

    def find(self, data: bytes) -> Iterator[tuple[int, int, int]]:
        """Yield (id, start, end) for every place of every needle in ``data``."""
        if len(data) < KEY or not self._uses:
            return
        if not self._table.size:
            for needle, uses in self._uses.items():
                at = data.find(needle)
                while at >= 0:
                    for use in uses:
                        yield use, at, at + len(needle)
                    at = data.find(needle, at + 1)
            return
        raw = np.frombuffer(data, np.uint8).astype(np.uint32)
        keys = raw[:-2] << 16 | raw[1:-1] << 8 | raw[2:]
        for at in np.flatnonzero(self._table[keys]).tolist():
            for needle in self._by_key[int(keys[at])]:
                if data.startswith(needle, at):
                    for use in self._uses[needle]:
                        yield use, at, at + len(needle)
