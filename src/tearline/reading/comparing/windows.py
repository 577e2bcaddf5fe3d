"""Which stretch of an old text a page of the new one came from, whether or not the old one has pages.

Promises: four words in a row that stand once in either text tie the two; the longest rising chain of
such ties gives every new page the stretch of old words between its neighbours' ties, even where the
old text is one flat stream. A page that the chain passed by, but that has ties of its own, was moved
and is given the stretch they point to. Stretches are capped, so that time stays linear.
Does not promise: a stretch for a page without ties whose neighbours leave no room.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

GRAM = 4  # words in a tie
SLACK = 60  # old words beyond what a page's own ties leave room for
MOVED = 5  # ties by which a page outside the chain is placed
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of old words, ``start`` to ``end``, and by how many ties it was placed."""

    start: int
    end: int
    ties: int


def windows(old: Sequence[str], new: Sequence[str], firsts: Sequence[int]) -> tuple[Window, ...]:
    """Return the window of each new page; page ``p`` has words ``firsts[p]`` to ``firsts[p + 1]``."""
    at_old, at_new = _ties(old, new)
    chained_old, chained_new = _chained(at_old, at_new)
    found: list[Window] = []
    for first, end in pairwise(firsts):
        low, high = bisect_left(chained_new, first), bisect_left(chained_new, end)
        if low == high:
            moved = _moved(at_old, at_new, first, end)
            if moved is not None:
                found.append(_around(*moved, first, end, (0, len(old))))
                continue
        before = 0
        if low:  # a tie of the page before may reach into this one
            before = chained_old[low - 1] + min(GRAM, first - chained_new[low - 1])
        after = chained_old[high] if high < len(chained_old) else len(old)
        if low < high:
            own = (chained_old[low:high], chained_new[low:high])
            found.append(_around(*own, first, end, (before, after)))
        else:
            room = 2 * (end - first) + 2 * SLACK
            if after - before > room:  # too much to say where in it: nearest to the known end
                before, after = (before, before + room) if low else (after - room, after)
            found.append(Window(before, max(before, after), 0))
    return tuple(found)


def chain(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the old and new places of the longest rising chain of ties."""
    return _chained(*_ties(old, new))


def _chained(at_old: Sequence[int], at_new: Sequence[int]) -> tuple[list[int], list[int]]:
    kept = _rising(at_old)
    return [at_old[i] for i in kept], [at_new[i] for i in kept]


def _around(
    old: Sequence[int], new: Sequence[int], first: int, end: int, limits: tuple[int, int]
) -> Window:
    """Return the room for a page's words before its first tie and behind its last one."""
    lead, tail = new[0] - first, end - new[-1]
    start = max(limits[0], old[0] - lead - lead // 2 - SLACK)
    stop = min(limits[1], old[-1] + tail + tail // 2 + SLACK)
    return Window(start, max(start, stop), len(old))


def _moved(
    old: Sequence[int], new: Sequence[int], first: int, end: int
) -> tuple[list[int], list[int]] | None:
    """Return a page's own ties where there are enough that rise and lie together."""
    low, high = bisect_left(new, first), bisect_left(new, end)
    if high - low < MOVED:
        return None
    rising = [low + i for i in _rising(old[low:high])]
    reach = 2 * (end - first) + SLACK
    middle = old[rising[len(rising) // 2]]
    kept = [i for i in rising if abs(old[i] - middle) <= reach]
    return ([old[i] for i in kept], [new[i] for i in kept]) if len(kept) >= MOVED else None


def _ties(old: Sequence[str], new: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return the places of the grams that stand exactly once in either text, by the new place."""
    if min(len(old), len(new)) < GRAM:
        return [], []
    ids: dict[str, int] = {}
    rows = [
        np.fromiter((ids.setdefault(word, len(ids)) for word in words), np.uint64, len(words))
        for words in (old, new)
    ]
    (old_grams, old_at), (new_grams, new_at) = (_single(row) for row in rows)
    _, in_old, in_new = np.intersect1d(
        old_grams, new_grams, assume_unique=True, return_indices=True
    )
    places_old, places_new = old_at[in_old], new_at[in_new]
    order = np.argsort(places_new, kind="stable")
    return places_old[order].tolist(), places_new[order].tolist()


def _single(ids: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the hashes of the grams that stand once, and where."""
    grams = ids[: len(ids) - GRAM + 1].copy()
    for step in range(1, GRAM):
        grams = (grams ^ (grams >> np.uint64(29))) * _MIX + ids[step : len(ids) - GRAM + 1 + step]
    values, places, counts = np.unique(grams, return_index=True, return_counts=True)
    alone = counts == 1
    return values[alone], places[alone].astype(np.int64)


def _rising(values: Sequence[int]) -> list[int]:
    """Return the indices of the longest rising chain."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        spot = bisect_right(tops, value)
        before.append(at[spot - 1] if spot else -1)
        if spot == len(tops):
            tops.append(value)
            at.append(i)
        else:
            tops[spot], at[spot] = value, i
    kept: list[int] = []
    i = at[-1] if at else -1
    while i >= 0:
        kept.append(i)
        i = before[i]
    return kept[::-1]
