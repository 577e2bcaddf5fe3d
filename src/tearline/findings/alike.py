"""Many values at once, found again through the damage that scanning does to them.

Promises: each of up to a hundred thousand values is found in a page whatever its case and accents,
through look-alike and confused letters, with one letter lost, doubled or wrong (two from ten letters
on), with spaces lost or added, over a line and its hyphen, with other punctuation between its
words; as whole words, and from six letters on also run together with its neighbours. Numbers are
compared by their digits (``alike_digits``). A distance tells how much was forgiven: 0 is the same,
``RUN_TOGETHER`` and more is for a person to look at. A value of fewer than five letters must stand
as it is. Time is linear in the text, and grows little with the number of values.

Does not promise: a value with more damage than that, or other forms of it (a nickname, initials):
those are values of their own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from tearline.findings.alike_digits import LONGEST, Numbers
from tearline.findings.alike_keys import GRAM, Grams, key_of, key_places, plain_key
from tearline.findings.alike_words import (
    EXACT_ONLY,
    LONG_WORD,
    TWO_WRONG,
    Index,
    Value,
    pieces,
    ready,
)
from tearline.text import Folded, as_digits, fold

RUN_TOGETHER = 0.25  # the distance from which a match shares a word with something else

_WORD = re.compile(r"[!|]?[^\W_]+(?:[!|$@][^\W_]+)*")
_GAP = 8  # code points between two words of a value
_CRACK = 4  # code points inside a word of a value
_KEPT = 200_000  # distinct words of pages whose keys are kept


@dataclass(frozen=True, slots=True)
class Match:
    """Code points ``start`` to ``end`` of the text are value ``index``; ``distance`` 0 to 1."""

    start: int
    end: int
    index: int
    distance: float


@dataclass(frozen=True, slots=True)
class _View:
    """A text's words: as they are, their place in the folded text and in the text of their keys."""

    folded: Folded
    words: list[str]
    spans: list[tuple[int, int]]
    starts: list[int]
    keys: str


class _Keys(dict[str, str]):
    """The keys of words met before; notes the words that may be a value's."""

    def __init__(self, index: Index) -> None:
        """Begin empty."""
        self._index = index
        self.known: dict[str, tuple[tuple[int, int], ...]] = {}

    def __missing__(self, word: str) -> str:
        """Work out a word's key, once."""
        key = key_of(word)
        places = self._index.look_up(key)
        if (plain := plain_key(word)) != key:
            places = tuple(sorted({*places, *self._index.look_up(plain)}))
        if places:
            self.known[word] = places
        self[word] = key
        return key


class Alike:
    """A search for many values; ``find`` may be called for any number of texts."""

    def __init__(self, values: Sequence[str]) -> None:
        """Make the values ready; one without a letter or digit matches nothing."""
        self._numbers = Numbers()
        known: dict[tuple[str, ...], Value] = {}
        for index, value in enumerate(values):
            words = _WORD.findall(fold(value, lower=True).text)
            if not words:
                continue
            if _is_number(words):
                self._numbers.add([as_digits(word) for word in words], index)
            elif (same := known.get(tuple(words))) is not None:
                same.indices.append(index)
            else:
                known[tuple(words)] = ready(words, index)
        self._values = list(known.values())
        self._keys = _Keys(Index(self._values))
        self._pieces = pieces(self._values)
        self._grams = Grams(list(self._pieces))

    def find(self, text: str) -> Iterator[Match]:
        """Yield the matches in a text by their place; those of one value do not overlap."""
        folded = fold(text, lower=True)
        best: dict[int, list[tuple[float, int, int]]] = {}
        for start, end, index, distance in self._numbers.find(folded.text):
            best.setdefault(index, []).append((distance, start, end))
        if self._values:
            for start, end, number, distance in self._find_words(folded):
                for index in self._values[number].indices:
                    best.setdefault(index, []).append((distance, start, end))
        matches = [
            Match(*folded.span(start, end), index, round(distance, 4))
            for index, found in best.items()
            for distance, start, end in _apart(found)
        ]
        yield from sorted(matches, key=lambda match: (match.start, match.end, match.index))

    def _find_words(self, folded: Folded) -> Iterator[tuple[int, int, int, float]]:
        """Yield (start, end, value, distance) in the folded text, some of them overlapping."""
        if len(self._keys) > _KEPT:
            self._keys.clear()
            self._keys.known.clear()
        words = _WORD.findall(folded.text)
        keys = list(map(self._keys.__getitem__, words))
        known = self._keys.known
        present = known.keys() & set(words)
        joined = "".join(keys)
        places = self._grams.places(joined)
        if not present and not places:
            return
        spans = [match.span() for match in _WORD.finditer(folded.text)]
        view = _View(folded, words, spans, [0, *accumulate(map(len, keys))], joined)
        if present:
            for at, word in enumerate(words):
                if word in present:
                    for number, place in known[word]:
                        yield from self._whole(view, at, number, place)
        for place in places:
            for number, offset in self._pieces.get(joined[place : place + GRAM], ()):
                yield from self._inside(view, place - offset, number)

    def _whole(
        self, view: _View, at: int, number: int, place: int
    ) -> Iterator[tuple[int, int, int, float]]:
        """Yield a value whose word ``place`` may be the text's word ``at``, as whole words."""
        value, starts = self._values[number], view.starts
        key, slack = value.key, value.wrong
        begin = starts[at] - value.offsets[place]
        if not _may_be(view.keys[max(begin, 0) : begin + len(key)], key, 3 * slack):
            return
        found: tuple[int, int, int, int] | None = None
        first = bisect_left(starts, begin - slack, 0, at + 1)
        while first <= at and starts[first] <= begin + slack:
            end = starts[first] + len(key)
            last = max(bisect_left(starts, end - slack, at + 1), at + 1)
            while last < len(starts) and starts[last] <= end + slack:
                window = view.keys[starts[first] : starts[last]]
                wrong = 0 if window == key else Levenshtein.distance(window, key)
                letters = view.words[first:last]
                if wrong > 1 and (value.paired or sum(map(len, letters)) != len(window)):
                    wrong = min(wrong, Levenshtein.distance("".join(letters), value.letters))
                here = (wrong, last - first, first, last - 1)
                if wrong <= slack and (found is None or here < found):
                    found = here
                last += 1
            first += 1
        if found is not None:
            distance = _distance(view, value, found[2], found[3], found[0])
            if distance is not None:
                yield view.spans[found[2]][0], view.spans[found[3]][1], number, distance

    def _inside(
        self, view: _View, begin: int, number: int
    ) -> Iterator[tuple[int, int, int, float]]:
        """Yield a value that begins about ``begin`` in the keys, wherever words begin and end."""
        value, starts = self._values[number], view.starts
        key, keys = value.key, view.keys
        end = begin + len(key)
        wrong = 0
        if begin < 0 or keys[begin:end] != key:
            if len(value.letters) < TWO_WRONG or not _may_be(keys[max(begin, 0) : end], key, 2):
                return
            tries = [(begin + a, end + b) for a in (0, -1, 1) for b in (0, -1, 1) if not (a and b)]
            wrong, begin, end = min(
                (Levenshtein.distance(keys[max(a, 0) : b], key), max(a, 0), min(b, len(keys)))
                for a, b in tries
            )
            if wrong > 1:
                return
        first = bisect_right(starts, begin) - 1
        last = bisect_left(starts, end) - 1
        before, after = begin - starts[first], starts[last + 1] - end
        distance = _distance(view, value, first, last, wrong, (before, after))
        if distance is None:
            return
        start, stop = view.spans[first][0], view.spans[last][1]
        if before or after:
            one, two = view.words[first], view.words[last]
            head = key_places(one)[before]
            tail = key_places(two)[end - starts[last]]
            if head and one[head - 1].isdigit() and one[head].isdigit():
                return  # a part of a number is another number
            if tail < len(two) and two[tail - 1].isdigit() and two[tail].isdigit():
                return
            start, stop = start + head, view.spans[last][0] + tail
            distance += RUN_TOGETHER
        yield start, stop, number, distance


def _distance(
    view: _View, value: Value, first: int, last: int, wrong: int, beyond: tuple[int, int] = (0, 0)
) -> float | None:
    """Return how far words ``first`` to ``last`` are from a value, None where they are not it.

    ``wrong`` keys differ; ``beyond`` keys of the first and last word stand outside the match.
    """
    size, offsets = len(value.letters), value.offsets
    letters = "".join(view.words[first : last + 1])
    exact = letters == value.letters
    if size < EXACT_ONLY and not exact:
        return None
    if wrong and _digits(view.words[first : last + 1]) != _digits(value.words):
        return None  # a house number is right or another
    if wrong > 1 and last - first + 1 == len(value.keys) > 1 and not any(beyond):
        for index, key in enumerate(value.keys, first):
            own = view.keys[view.starts[index] : view.starts[index + 1]]
            word = value.words[index - first]
            if len(key) < LONG_WORD and not (
                _may_be(own, key, 1) or _may_be(view.words[index], word, 1)
            ):
                return None  # two wrong in one short word: another word
    cracks = 0
    met = 0
    text = view.folded.text
    for index in range(first, last):
        gap = view.spans[index + 1][0] - view.spans[index][1]
        place = view.starts[index + 1] - view.starts[first] - beyond[0]
        near = bisect_left(offsets, place - wrong, 1, len(offsets) - 1)
        if near < len(offsets) - 1 and offsets[near] <= place + wrong:
            met += 1
            if gap > _GAP:
                return None
        elif gap > _CRACK:
            return None
        else:
            hyphen = text[view.spans[index][1]] == "-" and "\n" in text[view.spans[index][1] :][:4]
            cracks += not hyphen
    lost = max(0, len(offsets) - 2 - met)
    confused = 0
    if not exact and not any(beyond):
        confused = max(0, Levenshtein.distance(letters, value.letters) - wrong)
    distance = min((wrong + 0.25 * confused) / size, 0.2) + min(0.03 * (cracks + lost), 0.04)
    if cracks and size < 8:  # noqa: PLR2004
        distance += RUN_TOGETHER  # two short words that only spell it together
    return distance


def _may_be(window: str, key: str, wrong: int) -> bool:
    """Say whether a value may stand about here: cheaply, before anyone looks closely."""
    return window == key or Levenshtein.distance(window, key, score_cutoff=wrong) <= wrong


def _digits(words: Sequence[str]) -> str:
    """Return the digits of those words that are numbers."""
    return "".join(
        as_digits(word) for word in words if sum("0" <= c <= "9" for c in word) * 2 >= len(word)
    )


def _is_number(words: Sequence[str]) -> bool:
    """Say whether a value is a number: digits, and letters that were read where digits stand."""
    letters = "".join(words)
    real = sum("0" <= c <= "9" for c in letters)
    if real == len(letters):
        return real <= LONGEST
    return 7 <= len(as_digits(letters)) == len(letters) <= LONGEST and real * 3 >= len(letters) * 2  # noqa: PLR2004


def _apart(found: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """Return the best of the matches of one value, none over another."""
    kept: list[tuple[float, int, int]] = []
    ends: list[tuple[int, int]] = []
    for distance, start, end in sorted(found, key=lambda m: (m[0], m[2] - m[1], m[1])):
        at = bisect_left(ends, (start, end))
        if (at and ends[at - 1][1] > start) or (at < len(ends) and ends[at][0] < end):
            continue
        ends.insert(at, (start, end))
        kept.append((distance, start, end))
    return kept
