"""Whether two texts are readings of one page: how much of the shorter one the other says too.

Promises: ``confirm`` is 1 for a page and itself, however the columns were torn apart or a few
letters misread, and low for two pages filled in on one form: numbers must agree (one wrong digit
counts half), and words that every form prints count little. The order of the words plays no part,
because two readers take columns in different orders. Linear in the words both have; what is left
is compared letter by letter, a bounded number of words at a time.

Does not promise a measure: it says "one page" from ``SAME`` up. Two blank forms are one page to it;
a page and its version with a passage taken out are too. How rare a word is, is known only with a
``Rarity`` of many pages; without one, a list of plain English and of form labels stands in.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tearline.text import squeezed

SAME = 0.45  # from this agreement up, two texts are readings of one page
ENOUGH_PAGES = 50  # fewer pages tell nothing of which words are rare
_NUMBER_WEIGHT = 2.0
_ONCE = 0.3  # a word no other page has is as often a misreading as a word
_LEAST = 0.02
_COMMON = 0.1
_YEAR_WEIGHT = 0.3
_SHORTEST, _DIGITS = 4, 3  # letters of a word, digits of a number, that count
_LONG_NUMBER = 6  # digits from which one wrong digit is forgiven, by half
_ALIKE = 0.7  # letters two words must share to be one word misread
_LEFT_OVER = 600  # words a side that are compared letter by letter
_NUMBERS_NEEDED = 4  # numbers a side before they can speak against the words
_SLACK = 0.3
_HOPELESS = 0.1  # pages that have less word for word are not compared letter by letter

_TOKEN = re.compile(r"[^\W_]+(?:[-/.,:'][^\W_]+)*")
_JOINTS = re.compile(r"[-/.,:']")
_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")

_PLAIN = """
that with from this under which have been were will also there these about their some would
should could such than when then where what during other only between through into over more
very most same both those each upon they them said made make before after since until further
used last first january february march april june july august september october november
december agency record records series file files number numbers document documents information
originator subject subjects title date pages page type classification classified restrictions
current status review reviewed opening criteria comments identification form system release
released reference office officer director memorandum report copy copies secret confidential
unclassified state department government united states name address city street telephone
signature signed place birth dated time social security employee employer payroll period gross
deductions total amount balance grade salary rate hours leave account code station message
routing action approved kennedy assassination john president
"""
_PLAIN_WORDS = frozenset(_PLAIN.split())


@dataclass(frozen=True, slots=True)
class Words:
    """The words and the numbers of a text, each with how often it stands there."""

    words: Counter[str]
    numbers: Counter[str]

    @classmethod
    def of(cls, text: str) -> Words:
        """Return the words of four letters or more and the numbers of three digits or more."""
        words: Counter[str] = Counter()
        numbers: Counter[str] = Counter()
        for token in _TOKEN.findall(squeezed(text)):
            digits = sum(char.isdigit() for char in token)
            if digits >= _DIGITS:
                numbers[_JOINTS.sub("", token)] += 1
            elif not digits and len(token) >= _SHORTEST:
                words[_JOINTS.sub("", token)] += 1
        return cls(words, numbers)


@dataclass(frozen=True, slots=True)
class Rarity:
    """What words weigh among ``pages`` pages: near 1 where few pages have one, near 0 where most do."""

    pages: int
    weights: dict[str, float]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Rarity:
        """Count the words of many pages, one page in memory at a time."""
        counts: Counter[str] = Counter()
        pages = 0
        for text in texts:
            found = Words.of(text)
            counts.update(found.words.keys())
            counts.update(found.numbers.keys())
            pages += 1
        whole = math.log(max(pages, 2))
        weights = {
            word: max(_LEAST, (math.log(pages / seen) / whole) ** 2) * _plain(word)
            for word, seen in counts.items()
            if seen > 1
        }
        return cls(pages, weights)


def confirm(text_a: str, text_b: str, rarity: Rarity | None = None) -> float:
    """Return how far two texts agree, 0 to 1: the share of the lighter one that the other has."""
    return agreement(Words.of(text_a), Words.of(text_b), rarity)


def agreement(a: Words, b: Words, rarity: Rarity | None = None) -> float:
    """Return ``confirm`` of two texts whose words are known; 0 where one has none that count.

    A ``rarity`` of fewer than ``ENOUGH_PAGES`` pages is taken for none.
    """
    known = rarity if rarity is not None and rarity.pages >= ENOUGH_PAGES else None
    weight = _plain if known is None else lambda word: known.weights.get(word, _ONCE)
    words = _matched(a.words, b.words, weight)
    numbers = _matched(a.numbers, b.numbers, weight)
    whole = min(words.a + _NUMBER_WEIGHT * numbers.a, words.b + _NUMBER_WEIGHT * numbers.b)
    if whole <= 0:
        return 0.0
    exact = words.both + _NUMBER_WEIGHT * numbers.both
    if exact < _HOPELESS * whole:
        return round(exact / whole, 3)
    near_numbers = _added(a.numbers, b.numbers, weight, _same_numbers)
    found = exact + _NUMBER_WEIGHT * near_numbers + _added(a.words, b.words, weight, _same_words)
    share = min(1.0, found / whole)
    if known is None and min(a.numbers.total(), b.numbers.total()) >= _NUMBERS_NEEDED:
        # Labels cannot be told from what was filled in, so the numbers set a bound.
        agreed = (numbers.both + near_numbers) / min(numbers.a, numbers.b)
        share = min(share, _SLACK + agreed)
    return round(share, 3)


def _plain(word: str) -> float:
    """Return what a word weighs where nothing is known of the other pages."""
    if word in _PLAIN_WORDS:
        return _COMMON
    return _YEAR_WEIGHT if _YEAR.fullmatch(word) else 1.0


_Weight = Callable[[str], float]
_Comparer = Callable[[list[str], list[str]], Iterator[tuple[int, int, float]]]


@dataclass(frozen=True, slots=True)
class _Match:
    """The weight of one side's words, the other's, and of what both have."""

    a: float
    b: float
    both: float


def _matched(a: Counter[str], b: Counter[str], weight: _Weight) -> _Match:
    """Weigh both sides' words, and those that both have letter for letter."""

    def total(words: Counter[str]) -> float:
        return sum(weight(word) * count for word, count in words.items())

    return _Match(total(a), total(b), total(a & b))


def _added(a: Counter[str], b: Counter[str], weight: _Weight, alike: _Comparer) -> float:
    """Return the weight of the words left over that are nearly the same, each taken once."""
    left = sorted((a - b).elements())[:_LEFT_OVER]
    right = sorted((b - a).elements())[:_LEFT_OVER]
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    found = 0.0
    for i, j, share in alike(left, right):
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            found += share * max(weight(left[i]), weight(right[j]))
    return found


def _same_words(left: list[str], right: list[str]) -> Iterator[tuple[int, int, float]]:
    """Yield (place left, place right, share of equal letters) of words alike, the likest first."""
    if left and right:
        table = process.cdist(
            left,
            right,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=_ALIKE,
            dtype=np.float32,
        )
        rows, columns = np.nonzero(table)
        shares = table[rows, columns]
        order = np.argsort(-shares, kind="stable")
        yield from zip(
            rows[order].tolist(), columns[order].tolist(), shares[order].tolist(), strict=True
        )


def _same_numbers(left: list[str], right: list[str]) -> Iterator[tuple[int, int, float]]:
    """Yield (place left, place right, a half) of long numbers that differ in one digit."""
    rows = [i for i, number in enumerate(left) if len(number) >= _LONG_NUMBER]
    columns = [j for j, number in enumerate(right) if len(number) >= _LONG_NUMBER]
    if rows and columns:
        table = process.cdist(
            [left[i] for i in rows],
            [right[j] for j in columns],
            scorer=Levenshtein.distance,
            score_cutoff=1,
            dtype=np.uint8,
        )
        for i, j in np.argwhere(table <= 1).tolist():
            yield rows[i], columns[j], 0.5
