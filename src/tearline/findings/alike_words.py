"""One value made ready to be found again: its words, their keys, and how they are looked up.

Promises: ``index`` says under which keys a word of a page must be looked up so that a value is met
there: by one or two of its rarest words, each with a letter wrong, lost or too many where its
length allows that. Building is linear in the letters of the values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from tearline.findings.alike_keys import GRAM, key_of, plain_key, shortened, shortened_twice

EXACT_ONLY = 5  # letters: a shorter value must stand as it is
TWO_WRONG = 10  # letters from which two may be wrong
LONG_WORD = 9  # letters; a shorter word of several has one wrong at most
_FUZZY_WORD = 4  # letters of a word that may have one wrong, among other words
_COMMON = 50  # values that share a word: it finds none of them by itself
_TWICE = 20  # letters: a longer word is not tried with two left out
_TWICE_VALUES = 5000  # nor is any, when the list has more long words than this


@dataclass(frozen=True, slots=True)
class Value:
    """A value's words and their keys, and what is asked of them again and again.

    ``key``, ``letters``: keys and words without gaps; ``offsets``: where each word begins in
    ``key``, and its length; ``wrong``: how many letters may be wrong; ``paired``: two letters of it
    are one key; ``indices``: whose it is.
    """

    words: tuple[str, ...]
    keys: tuple[str, ...]
    key: str
    letters: str
    offsets: tuple[int, ...]
    wrong: int
    paired: bool
    indices: list[int]


class Index:
    """Which words of which values a word of a page may be."""

    def __init__(self, values: Sequence[Value]) -> None:
        """Put each value under its rarest words."""
        self._keys: dict[str, list[str]] = {}  # key, whole or shortened -> keys as they are
        self._places: dict[str, list[tuple[int, int]]] = {}  # key -> (value, word of it)
        self._slack: dict[str, int] = {}  # key -> letters of it that may be wrong
        self._longest = 0
        counts = Counter(key for value in values for key in set(value.keys))
        long = sum(max(map(len, value.keys)) >= LONG_WORD for value in values)
        for number, value in enumerate(values):
            self._add(number, value, counts, twice=long <= _TWICE_VALUES)
        self._any_two = max(self._slack.values(), default=0) > 1
        for key, slack in self._slack.items():
            forms = {key} if not slack else {key, *shortened(key)} if slack == 1 else None
            for form in forms or shortened_twice(key):
                self._keys.setdefault(form, []).append(key)

    def _add(self, number: int, value: Value, counts: Counter[str], *, twice: bool) -> None:
        """Choose the words a value is looked up by."""
        order = sorted(
            range(len(value.keys)),
            key=lambda n: (
                counts[value.keys[n]] // 8 + (8 if len(value.keys[n]) < _FUZZY_WORD else 0),
                -len(value.keys[n]),
            ),
        )
        first = order[0]
        slack = 0
        if value.wrong and not any(c.isdigit() for c in value.words[first]):
            size = len(value.keys[first])
            if size >= _FUZZY_WORD:
                slack = 1
            if twice and value.wrong > 1 and LONG_WORD <= size <= _TWICE:
                slack = 2
        self._put(value.keys[first], slack, (number, first))
        if slack and plain_key(value.words[first]) != value.keys[first]:
            self._put(plain_key(value.words[first]), slack, (number, first))
        if value.wrong and len(order) > 1 and counts[value.keys[order[1]]] <= _COMMON:
            self._put(value.keys[order[1]], 0, (number, order[1]))
        if len(order) > 1:  # its spaces lost
            self._put(value.key, 0, (number, 0))

    def _put(self, key: str, slack: int, place: tuple[int, int]) -> None:
        """Put one word of one value under its key."""
        self._places.setdefault(key, []).append(place)
        self._slack[key] = max(self._slack.get(key, 0), slack)
        self._longest = max(self._longest, len(key))

    def look_up(self, key: str) -> tuple[tuple[int, int], ...]:
        """Return the (value, word of it) that a word of a page, by a key of it, may be."""
        if len(key) > self._longest + 2:
            return ()
        near = set(self._keys.get(key, ()))
        if len(key) > 2:  # noqa: PLR2004 - what is left of two letters is nothing to look up
            for form in shortened(key):
                near.update(self._keys.get(form, ()))
            if self._any_two and LONG_WORD - 2 <= len(key) <= _TWICE + 2:
                for form in shortened_twice(key):
                    near.update(self._keys.get(form, ()))
        found: list[tuple[int, int]] = []
        for own in near:
            slack = self._slack[own]
            if own == key or (
                slack and Levenshtein.distance(own, key, score_cutoff=slack) <= slack
            ):
                found.extend(self._places[own])
        return tuple(sorted(set(found)))


def ready(words: Sequence[str], index: int) -> Value:
    """Return a value's words made ready."""
    keys = tuple(key_of(word) for word in words)
    letters = "".join(words)
    return Value(
        words=tuple(words),
        keys=keys,
        key="".join(keys),
        letters=letters,
        offsets=(0, *accumulate(map(len, keys))),
        wrong=0 if len(letters) < EXACT_ONLY else 1 if len(letters) < TWO_WRONG else 2,
        paired=any(plain_key(word) != key for word, key in zip(words, keys, strict=True)),
        indices=[index],
    )


def pieces(values: Sequence[Value]) -> dict[str, list[tuple[int, int]]]:
    """Return the pieces of keys by which values run together with others are found.

    Piece -> (value, where in its key); for each value its rarest, and where that leaves room, the
    rarest beside it, so that a letter wrong in one leaves the other.
    """
    long = [v for v in values if len(v.key) >= GRAM]
    counts = Counter(v.key[at : at + GRAM] for v in long for at in range(len(v.key) - GRAM + 1))
    found: dict[str, list[tuple[int, int]]] = {}
    for number, value in enumerate(values):
        key = value.key
        order = sorted((counts[key[at : at + GRAM]], at) for at in range(len(key) - GRAM + 1))
        chosen = order[:1]
        beside = [rare for rare in order if chosen and abs(rare[1] - chosen[0][1]) >= GRAM]
        if beside and beside[0][0] <= _COMMON:
            chosen.append(beside[0])
        for _, at in chosen:
            found.setdefault(key[at : at + GRAM], []).append((number, at))
    return found
