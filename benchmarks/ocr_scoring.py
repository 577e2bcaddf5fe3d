"""Scores read text against a transcription made by eye; promises the same rules for every engine.

Both sides are normalised alike: NFKC, lower case, quotes and dashes unified, split on whitespace
and ``, ; :``, outer punctuation stripped, tokens of punctuation alone dropped. The score is a bag
of words: order and layout do not count. It says nothing of handwriting.

The marks that may open a line of a transcription: ``^`` legible handwriting and ``|`` print turned
by 90 degrees (neither is asked for, and reading it is no mistake), ``~`` optional words (never
counted either way). Every other line is machine print that must be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

_SAME = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u00b4": "'", "`": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
    }
)  # fmt: skip
_SPLIT = re.compile(r"[\s,;:]+")
_OUTER = re.compile(r"^[\W_]+|[\W_]+$")
MIN_NUMBER = 3  # a number is a token with a digit and at least this many characters


@dataclass(frozen=True, slots=True)
class Truth:
    """A transcription: the words that must be read, and those that may be."""

    required: Counter[str]
    optional: Counter[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts that add up over pages: words required, read, right; numbers required, right."""

    required: int = 0
    read: int = 0
    right: int = 0
    numbers: int = 0
    numbers_right: int = 0

    def __add__(self, other: Score) -> Score:
        """Pool two scores."""
        return Score(
            self.required + other.required,
            self.read + other.read,
            self.right + other.right,
            self.numbers + other.numbers,
            self.numbers_right + other.numbers_right,
        )

    @property
    def recall(self) -> float:
        """Share of the required words that were read exactly."""
        return self.right / self.required if self.required else 1.0

    @property
    def precision(self) -> float:
        """Share of the words read that were required."""
        return self.right / self.read if self.read else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def tokens(text: str) -> list[str]:
    """Return the normalised words of ``text``, in order."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(_SAME)
    return [t for t in (_OUTER.sub("", raw) for raw in _SPLIT.split(plain)) if t]


def parse_truth(text: str) -> Truth:
    """Read a transcription with its line marks."""
    required: Counter[str] = Counter()
    optional: Counter[str] = Counter()
    for line in text.splitlines():
        if line[:1] in {"^", "~", "|"}:
            optional.update(tokens(line[1:]))
        else:
            required.update(tokens(line))
    return Truth(required, optional)


def score(read: str, truth: Truth) -> Score:
    """Score the text of one page; optional words that were read are taken out before counting."""
    found = Counter(tokens(read))
    matched = found & truth.required
    spare = (found - matched) & truth.optional
    counted = found - spare
    numbers = Counter(
        {t: n for t, n in truth.required.items() if len(t) >= MIN_NUMBER and re.search(r"\d", t)}
    )
    return Score(
        required=truth.required.total(),
        read=counted.total(),
        right=matched.total(),
        numbers=numbers.total(),
        numbers_right=(numbers & found).total(),
    )
