"""Which words of an older text the newer text of the page shows at the same place: all others are hidden.

A word that was withheld since may stand elsewhere on the newer page, so standing there is not enough: the
two texts are laid beside each other, and a word counts as shown only where it has its match.

Promises: pure. Where the alignment is unsure the word is not shown: two ways to lay the texts that
differ on it, a match that stands alone among words without one, a gap that is mostly another text, a
deletion mark in the gap. A likeness that scanning explains is a match, and so are two words that are one on
the other side. Words of every script, numbers, and single letters and digits count. A stretch that the newer
text has in another order is shown where it is long and stands once on either side.
Does not promise that nothing is hidden that the newer page shows: two readings of one page differ.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel, LCSseq

from tearline.reading.comparing.deletion_marks import marks

# A script without spaces has a word for each sign: else one withheld name of a sentence would pass as noise.
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_LIKE, _LIKE_NUMBER = 0.75, 0.9  # how like two readings of one word, or of one number, are at least
_LIKE_JOINED = 0.9  # the same for two words read as one
_NEAR, _HELD = 3, 2  # words on either side that may hold a match, and how many must
_SHIFT = 2  # words that may be split or joined between a match and what holds it
_LARGEST = 2_500  # words of one side of a gap times words of the other that are compared
_MOSTLY = 0.5  # share of a gap's letters that the other side has: below, it is another text
_MOVED = 6  # words in a row of a stretch that was read in another order


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of a text, folded, where they stand, and how many deletion marks stand before each."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    marks: tuple[int, ...]

    def marked(self, first: int, second: int) -> bool:
        """Say whether a deletion mark stands between two words; indices beyond the words are its ends."""
        return self.marks[first + 1] != self.marks[second + 1]


def absent(text: str, newer: str) -> list[tuple[int, int]]:
    """Return where an older text has words that the newer text does not show at that place, in order.

    What is not there may have been withheld since, noticed or not. Deletion marks are no words.
    """
    old, new = _read(text), _read(newer)
    if old.words == new.words and old.marks == new.marks:
        return []
    shown = _shown(old, new)
    return [span for span, is_shown in zip(old.spans, shown, strict=True) if not is_shown]


@lru_cache(maxsize=4)
def _read(text: str) -> _Text:
    """Return a text's words; those inside a deletion mark are left out."""
    found = list(marks(text))
    ends = [end for _, end in found]
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    before: list[int] = [0]
    for match in _WORD.finditer(text):
        at = bisect_left(ends, match.start() + 1)
        if at < len(found) and found[at][0] < match.end():
            continue
        words.append(match[0].casefold())
        spans.append(match.span())
        before.append(at)
    return _Text(tuple(words), tuple(spans), (*before, len(found)))


def _shown(old: _Text, new: _Text) -> list[bool]:
    """Say of each word of the older text whether the newer one shows it at its place."""
    sure, doubtful = _sure(old, new)
    shown = [at >= 0 for at in sure]
    used = {at for at in sure if at >= 0}
    for low, high, start, end in _gaps(sure, len(new.words)):
        for i, js in _covered(old, new, (low, high, start, end), doubtful):
            shown[i] = True
            used.update(js)
    for i in _moved(old.words, new.words, shown, used):
        shown[i] = True
    for i in _slid(old.words, shown):
        shown[i] = False
    return shown


def _slid(words: Sequence[str], shown: Sequence[bool]) -> list[int]:
    """Return the words beside a hidden stretch that are its own again: which is hidden is chance."""
    found: list[int] = []
    first = 0
    while first < len(words):
        if shown[first]:
            first += 1
            continue
        end = next((i for i in range(first, len(words)) if shown[i]), len(words))
        size = end - first
        at = first - 1
        while at >= 0 and shown[at] and words[at] == words[at + size]:
            found.append(at)
            at -= 1
        at = end
        while at < len(words) and shown[at] and words[at] == words[at - size]:
            found.append(at)
            at += 1
        first = end
    return found


def _sure(old: _Text, new: _Text) -> tuple[list[int], set[int]]:
    """Return each older word's match, -1 for none that is sure, and the words with two ways to match."""
    one = _matched(old.words, new.words)
    size, other_size = len(old.words), len(new.words)
    back = _matched(old.words[::-1], new.words[::-1])
    other = [-1 if at < 0 else other_size - 1 - at for at in reversed(back)]
    doubtful = {i for i in range(size) if one[i] != other[i]}
    agreed = [-1 if i in doubtful else at for i, at in enumerate(one)]
    sure = [-1] * size
    for i, at in enumerate(agreed):
        if at < 0:
            continue
        near = [k for k in range(max(0, i - _NEAR), min(size, i + _NEAR + 1)) if k != i]
        held = sum(
            agreed[k] >= 0
            and abs((agreed[k] - at) - (k - i)) <= _SHIFT
            and not _parted(old, new, (i, k), (at, agreed[k]))
            for k in near
        )
        if held >= min(_HELD, len(near)):
            sure[i] = at
    return sure, doubtful


def _parted(old: _Text, new: _Text, mine: tuple[int, int], theirs: tuple[int, int]) -> bool:
    """Say whether a deletion mark stands between two words of the newer text, and none in the older."""
    return new.marked(*sorted(theirs)) and not old.marked(*sorted(mine))


def _matched(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """Return each older word's match in one longest common subsequence, -1 for none."""
    found = [-1] * len(old)
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            for k in range(step.src_end - step.src_start):
                found[step.src_start + k] = step.dest_start + k
    return found


def _gaps(sure: Sequence[int], size: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the stretches without a match: of the older text, and what the newer has there."""
    low, start = 0, 0
    for i, at in enumerate([*sure, size]):
        if at < 0:
            continue
        if low < i:
            yield low, i, start, at
        low, start = i + 1, at + 1


def _covered(
    old: _Text, new: _Text, gap: tuple[int, int, int, int], doubtful: set[int]
) -> list[tuple[int, range]]:
    """Return the older words of a gap that the newer text has in it too, each with the words it is there."""
    low, high, start, end = gap
    if start == end or (high - low) * (end - start) > _LARGEST:
        return []
    if new.marked(start - 1, end) and not old.marked(low - 1, high):
        return _at_ends(old, new, gap)
    found = [one for one in _in_order(old.words, new.words, gap) if one[0] not in doubtful]
    letters = sum(len(old.words[i]) for i, _ in found)
    if letters < _MOSTLY * sum(map(len, old.words[low:high])):
        return []
    return found


def _at_ends(old: _Text, new: _Text, gap: tuple[int, int, int, int]) -> list[tuple[int, range]]:
    """Return what both sides have word by word from either end of a gap up to its first mark."""
    low, high, start, end = gap
    found: list[tuple[int, range]] = []
    i, j = low, start
    while (
        i < high and j < end and not new.marked(start - 1, j) and _alike(old.words[i], new.words[j])
    ):
        found.append((i, range(j, j + 1)))
        i, j = i + 1, j + 1
    k, m = high - 1, end - 1
    while k >= i and m >= j and not new.marked(m, end) and _alike(old.words[k], new.words[m]):
        found.append((k, range(m, m + 1)))
        k, m = k - 1, m - 1
    return found


def _in_order(
    old: Sequence[str], new: Sequence[str], gap: tuple[int, int, int, int]
) -> list[tuple[int, range]]:
    """Return the like words of a gap, in order on both sides, that have the most letters together."""
    low, high, start, end = gap
    wide, tall = high - low, end - start
    best = [[0.0] * (tall + 1) for _ in range(wide + 1)]
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(wide - 1, -1, -1):
        for j in range(tall - 1, -1, -1):
            most, taken = best[i + 1][j], (1, 0)
            if best[i][j + 1] > most:
                most, taken = best[i][j + 1], (0, 1)
            for mine, theirs in ((1, 1), (1, 2), (2, 1)):
                if i + mine > wide or j + theirs > tall:
                    continue
                a = "".join(old[low + i : low + i + mine])
                b = "".join(new[start + j : start + j + theirs])
                if not _alike(a, b, joined=mine + theirs > 2):  # noqa: PLR2004 - one word each
                    continue
                worth = best[i + mine][j + theirs] + len(a)
                if worth > most:
                    most, taken = worth, (mine, theirs)
            best[i][j], step[i, j] = most, taken
    found: list[tuple[int, range]] = []
    i = j = 0
    while i < wide and j < tall:
        mine, theirs = step[i, j]
        if mine and theirs:
            js = range(start + j, start + j + theirs)
            found += [(low + i + k, js) for k in range(mine)]
        i, j = i + mine, j + theirs
    return found


def _alike(one: str, other: str, *, joined: bool = False) -> bool:
    """Say whether two words can be readings of one; what a box covers half of is not."""
    if one == other:
        return True
    short, long = sorted((len(one), len(other)))
    if short < _LIKE * long:
        return False
    number = any(map(str.isdigit, one)) or any(map(str.isdigit, other))
    like = _LIKE_NUMBER if number else _LIKE_JOINED if joined else _LIKE
    return Indel.normalized_similarity(one, other) >= like


def _moved(
    old: Sequence[str], new: Sequence[str], shown: Sequence[bool], used: set[int]
) -> Iterator[int]:
    """Yield the words of long stretches that stand once on either side, elsewhere: read in another order."""
    if len(old) < _MOVED or len(new) < _MOVED or sum(not one for one in shown) < _MOVED:
        return
    free = [i for i in range(len(old) - _MOVED + 1) if not any(shown[i : i + _MOVED])]
    if not free:
        return
    theirs: dict[tuple[str, ...], list[int]] = {}
    for j in range(len(new) - _MOVED + 1):
        theirs.setdefault(tuple(new[j : j + _MOVED]), []).append(j)
    own = Counter(tuple(old[i : i + _MOVED]) for i in range(len(old) - _MOVED + 1))
    for i in free:
        piece = tuple(old[i : i + _MOVED])
        at = theirs.get(piece, [])
        if own[piece] == len(at) == 1 and not used & set(range(at[0], at[0] + _MOVED)):
            yield from range(i, i + _MOVED)
