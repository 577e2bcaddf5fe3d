"""Words of two readings that are each other, misread: tied in order inside the gaps of an alignment.

A word that scanning damaged on one side matches nothing, so it widens the gap beside it, and words that
were withheld there no longer stand between neighbours. Tied to its other reading it is a neighbour again.

Promises: only words that no exact match has are tied, inside one gap, in order, each once, and only words
of some letters that are as like as one word damaged is to itself: of all such ties those with the most
letters in common. Exact matches stay as they are; the same two sides give the same ties from either side,
but where two ways are equally good. Quadratic in a gap, and a gap too large for that is left alone.
Does not promise that two engines' words are one where they are alike: on texts of other people's engines
these ties brought errors along with what they found (1 finding in 8 was noise instead of 1 in 11, releases of
2022 and 2025), so they are for pages that have word boxes on both sides, where a scan can be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Indel

from tearline.reading.comparing.alignment import LIKE

_SHORTEST = 3  # letters of a word that can be told misread from another
_LARGEST = 4000  # words of one side of a gap times words of the other that are compared


def tie(old: Sequence[str], new: Sequence[str], forward: list[int], backward: list[int]) -> None:
    """Add ties of misread words to an alignment's two lists, in place (``alignment.Alignment``)."""
    for low, high, old_low, old_high in _gaps(forward, len(old)):
        if (high - low) * (old_high - old_low) <= _LARGEST:
            for i, j in _in_order(new[low:high], old[old_low:old_high]):
                forward[low + i], backward[old_low + j] = old_low + j, low + i


def _gaps(forward: Sequence[int], size: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches without a match that have words on both sides: of new, of old."""
    low, old_low = 0, 0
    for at, match in enumerate([*forward, size]):
        if match < 0:
            continue
        if low < at and old_low < match:
            yield low, at, old_low, match
        low, old_low = at + 1, match + 1


def _in_order(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of like words, in order on both sides, that have the most letters in common."""
    like = process.cdist(mine, theirs, scorer=Indel.normalized_similarity, score_cutoff=LIKE)
    short = {j for j, word in enumerate(theirs) if len(word) < _SHORTEST}
    worth = [
        [0.0 if len(word) < _SHORTEST or j in short else float(row[j]) * (len(word) + len(theirs[j]))
         for j in range(len(theirs))]
        for word, row in zip(mine, like, strict=True)
    ]  # fmt: skip
    best = [[0.0] * (len(theirs) + 1) for _ in range(len(mine) + 1)]  # of what is behind i and j
    for i in range(len(mine) - 1, -1, -1):
        for j in range(len(theirs) - 1, -1, -1):
            both = best[i + 1][j + 1] + worth[i][j]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both if worth[i][j] else 0.0)
    i = j = 0
    while i < len(mine) and j < len(theirs):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1
