"""Where terms stand on a page, for one who has only the terms: anything that could be read as one.

Promises: a term is found whatever its case, accents, spacing and punctuation, over line ends and
hyphens, with the damage that ``findings.alike`` forgives, and wherever an independent reader that
looks for shapes may take something for it: eight letters or more with one wrong, fourteen with two,
wherever words begin and end; numbers through other separators, with one digit more. Each hit says
whether the very letters of the term stand there (``exact``) or something like it. Linear in the text.

Does not promise: other forms of a term (initials, a name the other way round) or parts of it: those
are terms of their own. It errs on the side of the box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from tearline.findings.alike import Alike
from tearline.text import Folded, fold

SHORTEST = 3  # letters and digits; a shorter term is found as a whole word alone
ONE_EDGE, NO_EDGE = 8, 12  # letters from which one end, or neither, must be the end of a word
NEAR, NEAR_TWICE = 8, 14  # letters from which one, or two, may be wrong anywhere
LEAST_DIGITS = 4
MORE_DIGITS = 6  # digits of a number to which one more may stick

# Shapes that readers of pixels take for one another, as one shape.
_PAIRS = {"rn": "m", "vv": "w", "cl": "d"}
_SHAPES = str.maketrans("01i58j26", "ollsblzb")
_LIKE = {"0": "oq", "1": "il|!", "2": "z", "5": "s", "6": "bg", "8": "b", "9": "gq"}
_BETWEEN = r"(?: ?-? *\n *|[-./ ÷=•:_]{1,2})?"


@dataclass(frozen=True, slots=True)
class Hit:
    """Code points ``start`` to ``end`` of a text are term ``index``, letter for letter or nearly."""

    start: int
    end: int
    index: int
    exact: bool


@dataclass(frozen=True, slots=True)
class _Squeezed:
    """Letters and digits of a folded text, each one's place in it, and where words begin and end."""

    letters: str
    places: Sequence[int]
    edges: frozenset[int]
    shape: str
    shape_places: Sequence[int]  # places in ``letters``


class Seeker:
    """A search for a few terms in any number of texts."""

    def __init__(self, terms: Sequence[str]) -> None:
        """Make the terms ready; one without a letter or digit matches nothing."""
        self._alike = Alike(terms)
        self._signs = [sign(term) for term in terms]
        self._shapes = [_shape(one)[0] for one in self._signs]
        self._numbers = {
            index: _number(one)
            for index, one in enumerate(self._signs)
            if len(one) >= LEAST_DIGITS and one.isascii() and one.isdigit()
        }

    def find(self, text: str) -> tuple[Hit, ...]:
        """Return every hit in a text, by its place; hits may overlap."""
        folded = fold(text, lower=True)
        found = {(m.start, m.end, m.index) for m in self._alike.find(text)}
        found.update(self._squeezed(folded))
        for index, pattern in self._numbers.items():
            for match in pattern.finditer(folded.text):
                found.add((*folded.span(*match.span()), index))
        return tuple(
            Hit(start, end, index, sign(text[start:end]) == self._signs[index])
            for start, end, index in sorted(found)
        )

    def _squeezed(self, folded: Folded) -> Iterator[tuple[int, int, int]]:
        """Yield (start, end, term) of terms in the text without its gaps, as they are or nearly."""
        page = _squeeze(folded.text)
        for index, one in enumerate(self._signs):
            if index in self._numbers or len(one) < SHORTEST:
                continue
            needed = 2 - (len(one) >= ONE_EDGE) - (len(one) >= NO_EDGE)
            for at in _all(page.letters, one):
                end = at + len(one)
                if (at in page.edges) + (end in page.edges) >= needed:
                    yield (*folded.span(page.places[at], page.places[end - 1] + 1), index)
            for first, last in _nearly(page.shape, self._shapes[index]):
                start = page.places[page.shape_places[first]]
                beyond = page.shape_places[last] if last < len(page.shape) else len(page.letters)
                yield (*folded.span(start, page.places[beyond - 1] + 1), index)


@lru_cache(maxsize=4)
def seeker(terms: tuple[str, ...]) -> Seeker:
    """Return the search for these terms; a worker asks for the same one page after page."""
    return Seeker(terms)


def merged(hits: Sequence[Hit]) -> tuple[tuple[int, int, bool], ...]:
    """Return (start, end, exact) of the stretches that hits cover; exact where any hit of one is."""
    found: list[tuple[int, int, bool]] = []
    for hit in sorted(hits, key=lambda h: (h.start, h.end)):
        if found and hit.start < found[-1][1]:
            start, end, exact = found[-1]
            found[-1] = (start, max(end, hit.end), exact or hit.exact)
        else:
            found.append((hit.start, hit.end, hit.exact))
    return tuple(found)


def sign(text: str) -> str:
    """Return a text's letters and digits alone, folded and in small letters."""
    return "".join(c for c in fold(text, lower=True).text if c.isalnum())


def _squeeze(folded: str) -> _Squeezed:
    """Return a folded text without its gaps."""
    places = [at for at, c in enumerate(folded) if c.isalnum()]
    letters = "".join(folded[at] for at in places)
    inner = (i for i, (one, two) in enumerate(pairwise(places), 1) if two > one + 1)
    shape, shape_places = _shape(letters)
    edges = frozenset((0, len(letters), *inner))
    return _Squeezed(letters, places, edges, shape, shape_places)


def _shape(letters: str) -> tuple[str, list[int]]:
    """Return letters as their shapes, and the place that each shape came from."""
    shapes: list[str] = []
    places: list[int] = []
    at = 0
    while at < len(letters):
        one = _PAIRS.get(letters[at : at + 2])
        shapes.append(one or letters[at].translate(_SHAPES))
        places.append(at)
        at += 2 if one else 1
    return "".join(shapes), places


def _nearly(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) where ``wanted`` stands in ``text`` with one shape wrong, or two.

    One of its parts must stand there unchanged; what is around that is compared.
    """
    if len(wanted) < NEAR:
        return
    differ = 2 if len(wanted) >= NEAR_TWICE else 1
    step = len(wanted) // (differ + 1)
    seen: set[int] = set()
    for part in range(differ + 1):
        offset = part * step
        piece = wanted[offset:] if part == differ else wanted[offset : offset + step]
        for at in _all(text, piece):
            begin = at - offset
            if begin in seen:
                continue
            seen.add(begin)
            best = min(
                (
                    (Levenshtein.distance(text[a:b], wanted, score_cutoff=differ), a, b)
                    for a in range(max(begin - differ, 0), max(begin + differ, 0) + 1)
                    for b in range(a + len(wanted) - differ, a + len(wanted) + differ + 1)
                    if b <= len(text)
                ),
                default=(differ + 1, 0, 0),
            )
            if best[0] <= differ:
                yield best[1], best[2]


def _all(text: str, piece: str) -> Iterator[int]:
    """Yield every place where a piece begins in a text."""
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def _number(digits: str) -> re.Pattern[str]:
    """Return the pattern of a number: other separators, letters read for digits, a digit too many."""
    body = _BETWEEN.join(f"[{digit}{_LIKE.get(digit, '')}]" for digit in digits)
    if len(digits) < MORE_DIGITS:
        return re.compile(rf"(?<![0-9]){body}(?![0-9])")
    return re.compile(
        rf"(?<![0-9])(?:[0-9]{_BETWEEN})?{body}(?![0-9])|(?<![0-9]){body}{_BETWEEN}[0-9](?![0-9])"
    )
