"""Which of many sketches may be alike: pairs from small buckets, and forms from the large ones.

Promises: never compares all with all. Four neighbouring values of a sketch make a key, sixty-four keys a
page; pages that share a key fall into one bucket. Small buckets give pairs, each compared on the whole
sketch; in a bucket of more than ``MOST`` pages each is compared with a leader alone, so a form that
stands in a hundred thousand records costs as many comparisons and makes no pair. Of two pages that
share half of what they say 98 in 100 are found, of those that share a third 56.
Does not promise pairs below that; two readers' texts of one bad page share less, and are found by asking
for one page at a time (``earlier``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tearline.reading.alike.sketches import Sketches, likeness

ALIKE = 0.5  # share of equal values from which two pages are listed as alike
MOST = 12  # pages of a bucket that are paired with one another
_LEADERS = 8  # leaders tried in one bucket
_AT_ONCE = 1 << 16  # pairs compared at a time
_HELD = 1 << 22  # pairs held before those met before are dropped

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Alike:
    """Pairs of rows that are alike, the first row before the second, sorted by rows; likeness 0-1."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    likeness: NDArray[np.float64]


def alike(sketches: Sketches) -> Alike:
    """Return the pairs of rows alike; rows of a large bucket are paired with their leader alone."""
    rows = len(sketches)
    leaders = np.arange(rows, dtype=np.int64)
    keys = np.ascontiguousarray(sketches).view("<u8")
    codes = np.zeros(0, np.int64)
    waiting: list[Codes] = []
    held = 0
    for place in range(keys.shape[1]):
        for found in _bucket_pairs(np.ascontiguousarray(keys[:, place]), sketches, leaders):
            waiting.append(found)
            held += len(found)
            if held > _HELD:
                codes, held = np.unique(np.concatenate((codes, *waiting))), 0
                waiting.clear()
    led = np.flatnonzero(leaders != np.arange(rows))
    ends = np.minimum(led, leaders[led]), np.maximum(led, leaders[led])
    codes = np.unique(np.concatenate((codes, *waiting, ends[0] * rows + ends[1])))
    parts = [
        _compared(codes[at : at + _AT_ONCE], sketches) for at in range(0, len(codes), _AT_ONCE)
    ]
    kept = np.concatenate([part[0] for part in parts]) if parts else codes
    shares = np.concatenate([part[1] for part in parts]) if parts else np.zeros(0)
    first, second = np.divmod(kept, max(rows, 1))
    return Alike(first, second, shares)


def _compared(codes: Codes, sketches: Sketches) -> tuple[Codes, NDArray[np.float64]]:
    """Return those pairs whose whole sketches are alike, and how far."""
    first, second = np.divmod(codes, len(sketches))
    shares = likeness(sketches[first], sketches[second])
    good = shares >= ALIKE
    return codes[good], shares[good]


def _bucket_pairs(
    keys: NDArray[np.uint64], sketches: Sketches, leaders: NDArray[np.int64]
) -> Iterator[Codes]:
    """Yield pairs of rows that share a key, as first * rows + second; let large buckets follow leaders."""
    rows = len(keys)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    sizes = np.diff(np.concatenate((starts, [rows])))
    for start, size in zip(starts[sizes > MOST], sizes[sizes > MOST], strict=True):
        rest = _led(order[start : start + size], sketches, leaders)
        one, other = np.triu_indices(len(rest), 1)
        yield rest[one] * rows + rest[other]
    small = np.repeat((sizes > 1) & (sizes <= MOST), sizes)
    ordered, order = ordered[small], order[small]
    for step in range(1, MOST):
        same = ordered[step:] == ordered[:-step]
        if not same.any():
            return
        # Sorted stably, so equal keys stand in the order of their rows.
        yield (order[:-step][same] * rows + order[step:][same]).astype(np.int64)


def _led(
    members: NDArray[np.int64], sketches: Sketches, leaders: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Let the rows of a large bucket follow leaders like them; return the few that follow none.

    Leaders that rows of the bucket follow already are tried first. A leader never follows another: no
    chains, for sheets of one form would else all become one.
    """
    own = leaders[members]
    known = np.unique(own[own != members])
    rest = members[own == members]
    rest = rest[~np.isin(rest, known)]
    heads = list(known[:_LEADERS])
    for _ in range(_LEADERS):
        if not len(rest) or (not heads and len(rest) <= MOST):
            break
        leader = heads.pop(0) if heads else rest[0]
        near = likeness(sketches[leader], sketches[rest]) >= ALIKE
        leaders[rest[near]] = leader
        rest = rest[~near]
    return np.asarray(rest[:MOST], np.int64)
