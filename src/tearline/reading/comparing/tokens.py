"""The words of a record's pages as one stream, each with its page and its place in that page's text.

Promises: words are runs of letters and digits of the folded, lower-cased text, in the order of the
pages; release stamps and the markers of a release's own deletions are left out; every word knows the
span of its page's text it came from. Linear time.
Does not promise: that words cut at a line's end are joined.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from tearline.reading.comparing.deletion_marks import empty, said
from tearline.reading.comparing.stamps import stamps
from tearline.reading.witnesses.witness import WitnessPage, WitnessRecord
from tearline.text import Folded, fold

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands: index of its page in the record, code points of that page's text."""

    page: int
    start: int
    end: int


class Stream:
    """A record's words: ``words[i]``, of page ``firsts[p] <= i < firsts[p + 1]``.

    ``deleted[i]`` counts the deletions that stand before word ``i`` on its page and behind the word
    before it; only positions with one are in it.
    """

    def __init__(self, record: WitnessRecord) -> None:
        """Part the pages into words."""
        self.record = record
        self.words: list[str] = []
        self.firsts: list[int] = [0]
        self.deleted: dict[int, int] = {}
        self._spans: list[tuple[int, int]] = []
        self._folded: list[Folded] = []
        for page in record.pages:
            self._add(page)
            self.firsts.append(len(self.words))

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.words)

    def page_of(self, word: int) -> int:
        """Return the index of the page that a word stands on."""
        return bisect_right(self.firsts, word) - 1

    def place(self, first: int, last: int) -> Place:
        """Return where the words ``first`` to ``last`` (inclusive, of one page) stand."""
        page = self.page_of(first)
        start, end = self._folded[page].span(self._spans[first][0], self._spans[last][1])
        return Place(page, start, end)

    def between(self, word: int) -> str:
        """Return what stands between a word and the one before it; a line's end at a page's edge."""
        page = self.page_of(word)
        if word == self.firsts[page]:
            return "\n" + self._folded[page].text[: self._spans[word][0]]
        if word >= self.firsts[page + 1]:
            return "\n"
        return self._folded[page].text[self._spans[word - 1][1] : self._spans[word][0]]

    def after(self, word: int) -> str:
        """Return what stands between a word and the next one; a line's end at a page's edge."""
        page = self.page_of(word)
        if word + 1 < self.firsts[page + 1]:
            return self.between(word + 1)
        return self._folded[page].text[self._spans[word][1] :] + "\n"

    def parted(self, word: int) -> bool:
        """Say whether something is still deleted between a word and the one before it on its page."""
        return bool(self.deleted.get(word)) or empty(self.between(word))

    def read(self, first: int, end: int, but_for: Iterable[tuple[int, int]] = ()) -> str:
        """Return the texts of the words ``first`` to before ``end``, folded, stamps and markers left out.

        Of a page whose first or last word is among them also what stands before or behind it, word or not.
        ``but_for``: words left out, each as its first and last.
        """
        parts: list[str] = []
        for page in range(self.page_of(first), self.page_of(end - 1) + 1) if first < end else ():
            low, high = max(first, self.firsts[page]), min(end, self.firsts[page + 1])
            if low >= high:
                continue
            text = self._folded[page].text
            start = 0 if low == self.firsts[page] else self._spans[low][0]
            stop = len(text) if high == self.firsts[page + 1] else self._spans[high - 1][1]
            out = (
                (self._spans[max(one, low)][0], self._spans[min(other, high - 1)][1])
                for one, other in but_for if one < high and low <= other
            )  # fmt: skip
            parts.append(_blanked(text, sorted(out))[start:stop])
        return "\n".join(parts)

    @cached_property
    def squeezed(self) -> str:
        """Return all words run together: what is searched under damage."""
        return "".join(self.words)

    def _add(self, page: WitnessPage) -> None:
        folded = fold(page.text, lower=True)
        text, marks = folded.text, _markers(page, folded)
        text = _blanked(text, sorted([*stamps(text), *marks]))
        at = len(self.words)
        spans = [match.span() for match in _WORD.finditer(text)]
        self.words += [text[start:end] for start, end in spans]
        self._spans += spans
        blanked = Folded(text, folded.places, folded.length)
        self._folded.append(folded if text is folded.text else blanked)
        for mark in marks:
            word = at + bisect_right(spans, mark)
            self.deleted[word] = self.deleted.get(word, 0) + 1


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text with blanks in place of some spans, which may overlap and are sorted."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        if end > done:
            low = max(start, done)
            pieces += [text[done:low], " " * (end - low)]
            done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _markers(page: WitnessPage, folded: Folded) -> list[tuple[int, int]]:
    """Return where a page's text says that something was deleted, as spans of the folded text.

    A release says where; in a text it is a mark that can be nothing else.
    """
    areas = set(page.deletions)
    if not areas:
        return list(said(folded.text))
    marks = (word for word in page.words if word.area in areas and word.confidence is None)
    own = [folded.within(word.start, word.end) for word in marks]
    more = (one for one in said(folded.text) if not any(a < one[1] and one[0] < b for a, b in own))
    return sorted([*own, *more])
