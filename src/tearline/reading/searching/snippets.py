"""Where a query's words stand on a page: spans of its text, boxes of its words, and a piece to show.

Promises: spans are code points of the page's text as released, sorted, none overlapping another, and cover
whole words; what an index found by a word's beginning, by a form that was added, in a number written with
other signs or in a word parted at a line's end is marked too. Text is handed out as it is, with spans:
escaping it is the renderer's duty. Boxes are one for each line of words, in 1/100 points.
Does not mark what a query leaves out, nor fields.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Protocol

from tearline.model.area import Area
from tearline.model.page import Page, TextSource
from tearline.model.page import Word as PageWord
from tearline.reading.searching.asked import Compound, Leaf, Phrase, Prefix, Query, Word
from tearline.reading.searching.fields import plain, same_places
from tearline.text import fold

LENGTH = 240  # code points of a snippet, about
_MOST = 500  # places that are marked on one page
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_BETWEEN = r"[\W_]+"
_PARTED = r"(?:-\s+|/)?"  # within a word: parted at a line's end, or a cryptonym's slash
_SIGNS = r"[\W_]{0,3}"  # within a number
_TOKEN = re.compile(r"[^\W_]+")

Spans = tuple[tuple[int, int], ...]


class ShownPage(Protocol):
    """A page with its words: ``ReleasedPage`` is one, and so is a collection's own page."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def words(self) -> tuple[PageWord, ...]: ...  # noqa: D102
    @property
    def turn(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a page's text: ``text`` begins at code point ``start``; ``spans`` are places in it.

    ``cut_before`` and ``cut_after`` say that the page's text goes on there.
    """

    text: str
    start: int
    spans: Spans
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing that is looked for: whole ``words``, the beginning of one, or a ``shape`` (a pattern).

    ``near``: two words and how many may stand between. ``parted``: a pattern for where nothing of this is
    there: a word parted at a line's end, a number with other signs.
    """

    words: tuple[str, ...] = ()
    begun: str = ""
    shape: str = ""
    near: tuple[str, str, int] | None = None
    parted: str = ""

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield its places in a folded text of small letters."""
        for word in self.words:
            yield from _whole_words(text, word)
        if self.begun:
            yield from _begun_words(text, self.begun)
        if self.near:
            yield from _near(text, *self.near)
        if self.shape:
            yield from (match.span() for match in _pattern(self.shape).finditer(text))


@dataclass(frozen=True, slots=True)
class Marker:
    """Finds a query's words in texts; made once for a query."""

    sought: tuple[Sought, ...]

    def spans(self, text: str) -> Spans:
        """Return where the words stand in a text, at most some hundreds of places of each."""
        low = plain(text).lower()
        folded = None if same_places(text) and len(low) == len(text) else fold(text, lower=True)
        low = low if folded is None else folded.text
        found: set[tuple[int, int]] = set()
        for one in self.sought:
            places = list(islice(one.places(low), _MOST))
            if not places and one.parted:
                parted = _pattern(one.parted).finditer(low)
                places = [match.span() for match in islice(parted, _MOST)]
            found.update(places)
        spans = sorted(found)
        return _apart(spans if folded is None else [folded.span(*span) for span in spans])


def marker(query: Query, also: Mapping[str, Sequence[str]] | None = None) -> Marker:
    """Return what finds a query's words, and the forms that were added to them."""
    return Marker(tuple(_sought(leaf, also or {}) for leaf in query.leaves()))


def _sought(leaf: Leaf, also: Mapping[str, Sequence[str]]) -> Sought:
    match leaf:
        case Word(word):
            within = _SIGNS if any(c.isdigit() for c in word) else _PARTED
            parted = within.join(map(re.escape, word))
            return Sought((word, *also.get(word, ())), parted=parted)
        case Prefix(pieces) if len(pieces) == 1:
            return Sought(begun=pieces[0])
        case Prefix(pieces):
            return Sought(shape=_SIGNS.join(map(re.escape, "".join(pieces))) + r"[^\W_]*")
        case Phrase(words, None):
            return Sought(shape=_BETWEEN.join(map(re.escape, words)))
        case Phrase(words, most):
            return Sought(near=(words[0], words[1], most or 0))
        case Compound(pieces):
            return Sought(
                (leaf.whole,),
                shape=_BETWEEN.join(map(re.escape, pieces)),
                parted=_SIGNS.join(map(re.escape, leaf.whole)),
            )
        case _:
            return Sought()


def snippet(text: str, spans: Spans, length: int = LENGTH) -> Snippet:
    """Return the piece of a text with the most places in it, cut between words; its head without any."""
    start = 0
    if spans:
        reach = length * 3 // 4
        ends = [end for _, end in spans]
        best = max(
            range(len(spans)), key=lambda i: (bisect_right(ends, spans[i][0] + reach) - i, -i)
        )
        start = max(spans[best][0] - length // 4, 0)
    end = min(start + length, len(text))
    if spans:
        end = min(
            max(end, spans[best][1]), spans[best][0] + 4 * length
        )  # a long phrase shows whole
    start, end = _between_words(text, start, end)
    kept = tuple((s - start, e - start) for s, e in spans if start <= s and e <= end)
    return Snippet(text[start:end], start, kept, start > 0, end < len(text))


def areas(page: ShownPage, spans: Spans) -> tuple[Area, ...]:
    """Return the boxes of the words at ``spans`` of a page's text; a word without a box has none."""
    shown = Page(0, 0, 0, page.text, page.words, TextSource.OCR, "", "", turn=page.turn)
    found = (area for span in spans for area in shown.areas(*span))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=512)
def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(f"{_START}(?:{shape}){_END}")


def _whole_words(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield the places of a whole word."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not text[at - 1 : at].isalnum() and not text[end : end + 1].isalnum():
            yield at, end
        at = text.find(word, end)


def _begun_words(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Yield the places of whole words that begin so."""
    at = text.find(word)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and (rest := _TOKEN.match(text, at)):
            yield rest.span()
        at = text.find(word, at + len(word))


def _near(text: str, first: str, second: str, most: int) -> Iterator[tuple[int, int]]:
    """Yield both words wherever at most ``most`` words stand between them, in either order."""
    last: dict[str, tuple[int, tuple[int, int]]] = {}
    for number, match in enumerate(_TOKEN.finditer(text)):
        word = match.group()
        if word not in {first, second}:
            continue
        other = last.get(second if word == first else first)
        if other is not None and number - other[0] - 1 <= most:
            yield other[1]
            yield match.span()
        last[word] = (number, match.span())


def _apart(spans: Sequence[tuple[int, int]]) -> Spans:
    """Return sorted spans with those that overlap made one."""
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return tuple(kept)


def _between_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends to blanks where one is near."""
    slack = 30
    if start > 0:
        blank = next((i for i in range(start, min(start + slack, end)) if text[i].isspace()), -1)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        blank = next((i for i in range(end, max(end - slack, start), -1) if text[i].isspace()), -1)
        end = blank if blank > start else end
    return start, end
