"""Numbers found again: the same digits, whatever stands between them.

Promises: a number is found with its separators changed, lost or added, with letters read for
digits, and split over a line; a number of nine digits or more also with one digit wrong, lost or
too many, at a distance above 0. Never as a part of a longer run of digits; where a dash, a dot or
a slash ties more digits to it, the distance says that someone must look. Linear time.

Does not promise: a number of which two digits are wrong, or a short one with any.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from tearline.findings.alike_keys import shortened
from tearline.text import as_digits

EXACT_ONLY = 5  # fewer digits than this: the same groups only
ANY_LINE = 7  # from here on a number may go on in the next line
NEAR = 9  # from here on one digit may be wrong
LONGEST = 40  # digits: what is longer is no number
_GROUPS = 6  # of a number that has a digit wrong
TIED = 0.3  # more digits hang on it by a dash: perhaps another number

_CHUNK = re.compile(
    r"(?:(?<![^\W_])[oil|!szb]{1,2})?[0-9]+"
    r"(?:[oil|!szbgq]{1,2}(?:[0-9]+|(?=[-÷.=][0-9oil|!szb])))*"
)
_GAP = 3
_TIES = frozenset("-/.,÷=•:_")


class Numbers:
    """Many numbers, looked for at once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._exact: defaultdict[str, list[tuple[int, tuple[int, ...]]]] = defaultdict(list)
        self._near: defaultdict[str, list[str]] = defaultdict(list)
        self._lengths: set[int] = set()
        self._near_lengths: set[int] = set()
        self._longest = 0

    def add(self, groups: list[str], index: int) -> None:
        """Take in a number by its groups of digits."""
        digits = "".join(groups)
        if digits not in self._exact and len(digits) >= NEAR:
            for short in (digits, *shortened(digits)):
                self._near[short].append(digits)
            self._near_lengths |= {len(digits) - 1, len(digits), len(digits) + 1}
        self._exact[digits].append((index, tuple(len(group) for group in groups)))
        self._lengths.add(len(digits))
        self._longest = max(self._lengths | self._near_lengths)

    def find(self, low: str) -> Iterator[tuple[int, int, int, float]]:
        """Yield (start, end, index, distance) of each number in a folded, lower-cased text."""
        if not self._exact:
            return
        chunks = [(m.start(), m.end(), as_digits(m.group())) for m in _CHUNK.finditer(low)]
        # gaps[i]: what stands before chunk i, None where it is too far from the one before
        gaps: list[str | None] = [None]
        for before, after in pairwise(chunks):
            gap = low[before[1] : after[0]] if after[0] - before[1] <= _GAP else None
            plain = gap is not None and not any(c.isalnum() for c in gap) and gap.count("\n") <= 2  # noqa: PLR2004
            gaps.append(gap if plain else None)
        gaps.append(None)
        for first, (start, _, digits_of_first) in enumerate(chunks):
            digits, last, lines = digits_of_first, first, 0
            while True:
                exact = len(digits) in self._lengths and digits in self._exact
                if exact or (len(digits) in self._near_lengths and last - first < _GROUPS):
                    groups = tuple(len(chunk[2]) for chunk in chunks[first : last + 1])
                    tied = _ties(gaps[first]) or _ties(gaps[last + 1])
                    end = chunks[last][1]
                    damaged = any(c.isalpha() or c in "|!" for c in low[start:end])
                    for index, distance in self._same(digits, groups, lines, tied, damaged):
                        glued = _beside(low, start, end) and distance < TIED
                        yield start, end, index, max(distance, 0.1) if glued else distance
                last += 1
                gap = gaps[last]
                if gap is None or len(digits) >= self._longest:
                    break
                lines += gap.count("\n")
                digits += chunks[last][2]

    def _same(
        self, digits: str, groups: tuple[int, ...], lines: int, tied: bool, damaged: bool
    ) -> Iterator[tuple[int, float]]:
        """Yield which numbers these digits are, and how far from them."""
        size = len(digits)
        known = self._exact.get(digits)
        if known is not None and (not lines or size >= ANY_LINE):
            for index, own in known:
                if size < EXACT_ONLY and (groups != own or damaged or tied):
                    continue
                distance = (0.0 if groups == own else 0.02) + (0.04 if damaged else 0.0)
                yield index, TIED if tied else distance
        if known is None and not (tied or lines):
            found: set[str] = set()
            for short in (digits, *shortened(digits)):
                found.update(self._near.get(short, ()))
            for number in sorted(found):
                if Levenshtein.distance(digits, number, score_cutoff=1) == 1:
                    for index, own in self._exact[number]:
                        if len(groups) <= len(own):
                            yield index, 1.1 / len(number)


def _ties(gap: str | None) -> bool:
    """Say whether a gap ties the digits on both its sides into one number."""
    return gap is not None and (gap == "" or (len(gap) == 1 and gap in _TIES))


def _beside(low: str, start: int, end: int) -> bool:
    """Say whether a letter stands directly before or after."""
    return (start > 0 and low[start - 1].isalpha()) or (end < len(low) and low[end].isalpha())
