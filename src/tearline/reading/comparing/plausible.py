"""Which words are words: lists of words and names, what recurs in the texts, and what is built so.

Promises: garbage of scanning seldom counts, for it does not recur: outside the lists a word counts when
at least ``RECURS`` different records have it, or when it is longer and built of threes of letters that
many words have, as rare names are. The table is made from all texts given, old and new, is bounded in
size, and is the same for the same texts.
Does not promise: that a plausible word is right.
"""

# ruff: noqa: PLR2004  (lengths of words are read best where they stand)
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from tearline.findings.names.census import census

RECURS = 3  # records that must have a word that no list has
COMMON = 130  # up to this rank a word of the list says nothing by itself (of, was, which, said)
_SHORTEST, _LONGEST = 4, 24  # letters of a word that may count without a list
_BUILT, _USUAL = 6, 25  # letters of a word judged by how it is built; words that have a usual three
_KEPT = 1_000_000  # words counted at a time; beyond, those seen once are let go
_TWO = "am an as at be by do go he if in is it me my no of on or so to up us we mr dr jr"


@dataclass(slots=True)
class Vocabulary:
    """How many records have each word that the lists do not; ``add`` once a record."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, words: Iterable[str]) -> None:
        """Count a record's words, each once."""
        self.counts.update(
            word
            for word in set(words)
            if _SHORTEST <= len(word) <= _LONGEST and word.isalpha() and not listed(word)
        )
        if len(self.counts) > _KEPT:
            self.counts = Counter({word: n for word, n in self.counts.items() if n > 1})

    def plausible(self, word: str) -> bool:
        """Say whether a lower-case word is likely to be one."""
        return listed(word) or self.counts[word] >= RECURS or _built_like(word)

    def telling(self, word: str) -> bool:
        """Say whether a plausible word says something: more than "he is"."""
        if len(word) < _SHORTEST or word.isdigit():
            return False
        rank = census().words.get(word, 0)
        return not 0 < rank <= COMMON and self.plausible(word)


@cache
def _lists() -> frozenset[str]:
    """Return the words and names of the lists that are long enough to be told from garbage."""
    found = census()
    words = {word for word in found.words if len(word) > 2}
    names = {word for word in (*found.given, *found.surnames) if len(word) >= _SHORTEST}
    return frozenset(words | names | set(_TWO.split()))


@cache
def _usual() -> frozenset[str]:
    """Return the threes of letters that many listed words have, their beginnings and ends too."""
    counts = Counter(f" {word} "[i : i + 3] for word in _lists() for i in range(len(word)))
    return frozenset(three for three, n in counts.items() if n >= _USUAL)


def _built_like(word: str) -> bool:
    """Say whether a longer word that no list has is built as words are: a name, a place."""
    if not _BUILT <= len(word) <= _LONGEST or not word.isalpha():
        return False
    usual, framed = _usual(), f" {word} "
    return all(framed[i : i + 3] in usual for i in range(len(word)))


def listed(word: str) -> bool:
    """Say whether a lower-case word is on a list, or is a number of two to six digits."""
    if word.isdigit():
        return 2 <= len(word) <= 6
    return word in _lists()
