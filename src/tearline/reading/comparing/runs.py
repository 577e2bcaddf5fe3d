"""Stretches of words on one side of an alignment that the other side does not have, and their features.

Promises: works in either direction on the same alignment. A stretch is cut down to what no damaged,
joined or split word of its own gap covers; it is kept only where matched words stand on both sides of it
and what the other side has in the gap is next to nothing (how much, ``kinds.Rules`` say): the ink of a box
read as two or three signs.
Does not promise: that a stretch was withheld: whether it is a word, where it stood on its line and
what older texts say of it is judged elsewhere. A stretch at a page's first or last words
is not seen here: ``edges`` looks there.
"""

# ruff: noqa: PLR2004  (lengths of words are read best where they stand)
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Indel

from tearline.reading.comparing.alignment import cover
from tearline.reading.comparing.kinds import JUNK, Rules

BRIDGE = 2  # matched words between two parts of one stretch
REACH = 8  # neighbours looked at on each side
NEARBY = 150  # words around the gap in which a stretch may have been read in another order
_LARGEST = 4000  # words of one side of a gap times words of the other that are compared singly
MOVED = 0.75  # how like two words must be to be one, moved


@dataclass(frozen=True, slots=True)
class Run:
    """Words ``first`` to ``last`` (inclusive); the gap is ``start`` to ``end`` of the other side.

    ``left`` and ``right`` are how many of the eight nearest words on either side have a match.
    """

    first: int
    last: int
    start: int
    end: int
    left: int
    right: int
    leftover: int


def runs(
    words: Sequence[str],
    match: Sequence[int],
    other: Sequence[str],
    back: Sequence[int],
    rules: Rules,
) -> Iterator[Run]:
    """Yield the stretches of ``words`` that ``other`` lacks; ``match`` and ``back`` tie the two."""
    for low, high in _gaps(match):
        if low == 0 or high == len(words):
            continue
        start, end = match[low - 1] + 1, match[high]
        if end < start or (high - low == 1 and len(words[low]) < rules.lone):
            continue
        found = _bare(words, match, other, back, (low, high, start, end), rules.leftover)
        if found is None:
            continue
        first, last, leftover = found
        left, right = _matched(match, low, -1), _matched(match, high - 1, 1)
        yield Run(first, last, start, end, left, right, leftover)


def elsewhere(words: Sequence[str], run: Run, other: Sequence[str], back: Sequence[int]) -> float:
    """Return the share of a stretch's letters that stand unmatched near the gap: read out of order."""
    matched = [i for i, match in enumerate(back) if match >= 0]
    low = max(matched[0], run.start - NEARBY)  # beyond the first and last match it is another page
    high = min(matched[-1], run.end + NEARBY)
    spare = [other[i] for i in range(low, high) if back[i] < 0]
    own = [word for word in words[run.first : run.last + 1] if len(word) > 2]
    if not spare or not own:
        return 0.0
    scores = process.cdist(own, spare, scorer=Indel.normalized_similarity, score_cutoff=MOVED)
    used: set[int] = set()
    found = 0
    for word, row in zip(own, scores, strict=True):
        best = max((j for j in range(len(spare)) if j not in used), key=row.__getitem__, default=-1)
        if best >= 0 and row[best] >= MOVED:
            used.add(best)
            found += len(word)
    return found / sum(map(len, own))


def _gaps(match: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches without a match, those that few matched words part made one."""
    low = high = -1
    for i, at in enumerate(match):
        if at >= 0:
            continue
        if low >= 0 and i - high > BRIDGE:
            yield low, high
            low = i
        elif low < 0:
            low = i
        high = i + 1
    if low >= 0:
        yield low, high


def _bare(
    words: Sequence[str],
    match: Sequence[int],
    other: Sequence[str],
    back: Sequence[int],
    gap: tuple[int, int, int, int],
    most: float,
) -> tuple[int, int, int] | None:
    """Return first and last word that nothing of the gap covers, and the letters left over there.

    ``most``: the share of their letters that may be left over.
    """
    low, high, start, end = gap
    mine = [i for i in range(low, high) if match[i] < 0]
    theirs = [j for j in range(start, end) if back[j] < 0]
    over = sum(len(other[j]) for j in theirs)
    if over > 2 * sum(len(words[i]) for i in mine) + JUNK:
        return None  # the other side says more here than this one
    if len(mine) * len(theirs) > _LARGEST:
        return None  # written anew on both sides
    covered, used = cover([words[i] for i in mine], [other[j] for j in theirs])
    bare = [i for i, is_covered in zip(mine, covered, strict=True) if not is_covered]
    if not bare or bare[0] - low > BRIDGE or high - 1 - bare[-1] > BRIDGE:
        return None
    leftover = sum(len(other[j]) for j, is_used in zip(theirs, used, strict=True) if not is_used)
    letters = sum(len(words[i]) for i in bare)
    if 2 * len(bare) <= bare[-1] - bare[0] or leftover > max(JUNK, most * letters):
        return None
    return bare[0], bare[-1], leftover


def _matched(match: Sequence[int], edge: int, step: int) -> int:
    """Return how many of the nearest words beyond an edge matched, up to two in a row that did not."""
    found = missed = 0
    at = edge + step if step > 0 else edge - 1
    for _ in range(REACH):
        if not 0 <= at < len(match):
            break
        if match[at] >= 0:
            found, missed = found + 1, 0
        else:
            missed += 1
            if missed == BRIDGE:
                break
        at += step
    return found
