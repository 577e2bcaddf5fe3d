"""Which other records of the older releases have a page too, by a sample of its four-word pieces.

Promises: one piece in eight of every older text is kept, chosen by its hash, as twelve bytes; the texts
themselves are not. What is named shares at least a stated part of a page's pieces. The same texts give
the same answers.
Does not promise: every copy. A copy that another engine read keeps few pieces whole, and a page of a
few lines has too few to tell; ``duplicates`` looks closer.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

PIECE, SAMPLE = 4, 8  # words of a piece; one in so many is kept
FEWEST = 4  # pieces of a page that must be shared at least
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SEED = np.uint64(0xCBF29CE484222325)


class Sampled:
    """A sample of all older texts: ``add`` each once, then ask."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._pieces: list[NDArray[np.uint64]] = []
        self._owners: list[NDArray[np.int32]] = []
        self._sorted: tuple[NDArray[np.uint64], NDArray[np.int32]] | None = None

    def add(self, owner: int, words: Sequence[str]) -> None:
        """Add a text under a number of the caller's."""
        pieces = _sample(words)
        self._pieces.append(pieces)
        self._owners.append(np.full(len(pieces), owner, np.int32))
        self._sorted = None

    def sharing(self, words: Sequence[str], share: float) -> list[int]:
        """Return the owners that have at least ``share`` of a page's pieces, the likest first."""
        pieces = _sample(words)
        if len(pieces) < FEWEST or not self._pieces:
            return []
        if self._sorted is None:
            values, owners = np.concatenate(self._pieces), np.concatenate(self._owners)
            order = np.argsort(values, kind="stable")
            self._sorted = values[order], owners[order]
        values, owners = self._sorted
        low, high = np.searchsorted(values, pieces), np.searchsorted(values, pieces, "right")
        counts = Counter(
            owner
            for first, end in zip(low.tolist(), high.tolist(), strict=True)
            for owner in set(owners[first:end].tolist())
        )
        wanted = max(FEWEST, share * len(pieces))
        found = [(-n, owner) for owner, n in counts.items() if n >= wanted]
        return [owner for _, owner in sorted(found)]


def _sample(words: Sequence[str]) -> NDArray[np.uint64]:
    """Return the sampled pieces of a text, each once, as hashes that do not depend on the process."""
    if len(words) < PIECE:
        return np.zeros(0, np.uint64)
    ids = np.fromiter(map(_hashed, words), np.uint64, len(words))
    count = len(words) - PIECE + 1
    pieces = np.full(count, _SEED, np.uint64)
    for step in range(PIECE):
        pieces = (pieces ^ (pieces >> np.uint64(31)) ^ ids[step : step + count]) * _MIX
    pieces ^= pieces >> np.uint64(33)
    return np.unique(pieces[pieces % np.uint64(SAMPLE) == 0])


@lru_cache(maxsize=1 << 17)
def _hashed(word: str) -> int:
    """Return 64 bits of a word."""
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
