"""The words of a page laid beside the old words it came from: which of them are the same.

Promises: the longest common subsequence of words, in order; a short word that matched alone among
words that did not is let go. The result reads in both directions, so that the comparison run
backwards is the same alignment read from the other side. Inside a gap, words that scanning damaged,
joined or split cover each other (``cover``).
Does not promise: that a match means the same place where a page says the same thing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq

from tearline.reading.comparing.windows import chain

_SHORT, _ALONE = 3, 2  # letters of a word that proves little; unmatched words on either side of it
LIKE = 0.6  # how like two words of one gap must be to be one word, damaged
LARGEST = 1 << 24  # words of one side times words of the other that are searched at once
_STRIDE = 1000  # words between two cuts of a long text
_WHOLE = 0.75  # the same for two whole gaps, run together


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each word of one side the index of its match on the other, -1 where it has none.

    Indices count from the beginning of the slices that were aligned.
    """

    forward: list[int]  # new -> old
    backward: list[int]  # old -> new

    @property
    def coverage(self) -> float:
        """Return the share of new words that have a match; 0 for a page without words."""
        if not self.forward:
            return 0.0
        return sum(match >= 0 for match in self.forward) / len(self.forward)


def align(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """Align two lists of words."""
    forward, backward = [-1] * len(new), [-1] * len(old)
    head = 0  # what is equal at both ends needs no search
    short = min(len(old), len(new))
    while head < short and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < short - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    for i in range(head):
        forward[i] = backward[i] = i
    for i in range(1, tail + 1):
        forward[-i], backward[-i] = len(old) - i, len(new) - i
    for low, high, old_low, old_high in _parts(old, new, head, tail):
        for step in LCSseq.opcodes(old[old_low:old_high], new[low:high]):
            if step.tag == "equal":
                at, other = low + step.dest_start, old_low + step.src_start
                for k in range(step.dest_end - step.dest_start):
                    forward[at + k], backward[other + k] = other + k, at + k
    _let_go(new, forward, backward)
    return Alignment(forward, backward)


def _parts(
    old: Sequence[str], new: Sequence[str], head: int, tail: int
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches to search: all at once, or cut at ties where memory would not do.

    A stretch without a tie that is too long for a search is left without matches.
    """
    ends = (len(new) - tail, len(old) - tail)
    low, old_low = head, head
    if (ends[0] - low) * (ends[1] - old_low) > LARGEST:
        olds, news = chain(old[old_low : ends[1]], new[low : ends[0]])
        ties = [(head + at, head + other) for other, at in zip(olds, news, strict=True)]
    else:
        ties = []
    for high, old_high in [*ties, ends]:
        if (high, old_high) != ends and high - low < _STRIDE:
            continue
        if low < high and old_low < old_high and (high - low) * (old_high - old_low) <= LARGEST:
            yield low, high, old_low, old_high
        low, old_low = high, old_high


def _let_go(new: Sequence[str], forward: list[int], backward: list[int]) -> None:
    """Undo the match of a short word that stands alone among words without one."""
    last = len(new) - 1
    for i, match in enumerate(forward):
        if match < 0 or len(new[i]) > _SHORT:
            continue
        near = forward[max(0, i - _ALONE) : i] + forward[i + 1 : i + 1 + _ALONE]
        if _ALONE <= i <= last - _ALONE and all(other < 0 for other in near):
            forward[i] = backward[match] = -1


def cover(new: Sequence[str], old: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """Return which words of a gap's two sides are each other, damaged, joined or split; greedily."""
    covered_new, covered_old = [False] * len(new), [False] * len(old)
    if not new or not old:
        return covered_new, covered_old
    if Indel.normalized_similarity("".join(new), "".join(old)) >= _WHOLE:
        return [True] * len(new), [True] * len(old)
    pairs = sorted(
        (-score, i, j, wide_new, wide_old)
        for i in range(len(new))
        for j in range(len(old))
        for wide_new, wide_old in ((1, 1), (2, 1), (1, 2))
        if i + wide_new <= len(new)
        and j + wide_old <= len(old)
        and (score := _alike(new[i : i + wide_new], old[j : j + wide_old])) >= LIKE
    )
    for _, i, j, wide_new, wide_old in pairs:
        a, b = range(i, i + wide_new), range(j, j + wide_old)
        if any(covered_new[k] for k in a) or any(covered_old[k] for k in b):
            continue
        for k in a:
            covered_new[k] = True
        for k in b:
            covered_old[k] = True
    return covered_new, covered_old


def _alike(first: Sequence[str], second: Sequence[str]) -> float:
    """Return how like two words are, run together, 0 to 1; 0 for lengths that cannot be."""
    a, b = "".join(first), "".join(second)
    if 2 * min(len(a), len(b)) < LIKE * (len(a) + len(b)):
        return 0.0
    return Indel.normalized_similarity(a, b, score_cutoff=LIKE)
