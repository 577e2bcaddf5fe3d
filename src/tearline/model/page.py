"""A page as it was read: its text, and for every word of it a box and a confidence.

Text and geometry never separate: a word's ``start`` and ``end`` are code points of the page's text,
and ``page.text[word.start:word.end] == word.text`` holds for every word.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import StrEnum

from tearline.model.area import Area


class TextSource(StrEnum):
    """Where a page's text came from."""

    OCR = "ocr"  # read from the page's pixels
    LAYER = "layer"  # the PDF's own text, each word confirmed by its pixels
    PLAIN = "plain"  # a text file: no pixels, no boxes


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its text, its place in the page's text, its box (None in a text file), 0-100."""

    text: str
    start: int
    end: int
    area: Area | None
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """Code points ``start`` to ``end`` (exclusive) of the text of page ``page`` (1-based)."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text a file carries that its page does not show: the text, where, and how it was hidden.

    ``how`` is one of: covered, invisible, unseen (no ink where it says it stands), disputed (the
    pixels read otherwise), outside (beyond the page's edge), annotation, metadata, attachment, unused
    (an object that no page draws), earlier (a version of the file kept below the present one).
    """

    text: str
    area: Area | None
    how: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one file as read.

    ``width`` and ``height`` are in 1/100 points (0 for a text file). ``confidence`` is the mean word
    confidence, 0-100, weighted by letters (None where nothing was recognised or nothing had to be).
    ``turn`` is how far (0, 90, 180, 270 degrees clockwise) the page as shown must be turned for its
    text to stand upright; areas are always in the page as shown.
    """

    number: int
    width: int
    height: int
    text: str
    words: tuple[Word, ...]
    source: TextSource
    reader: str
    version: str
    confidence: float | None = None
    turn: int = 0
    hidden: tuple[Hidden, ...] = ()

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that share at least one code point with ``text[start:end]``."""
        # Words stand in the order of the text, so both edges are found by halving.
        first = bisect_right(self.words, start, key=lambda w: w.end)
        last = bisect_left(self.words, end, lo=first, key=lambda w: w.start)
        return self.words[first:last]

    def areas(self, start: int, end: int) -> tuple[Area, ...]:
        """Return the boxes that cover ``text[start:end]``: one for each line of words, whole words.

        A box covers the whole of every word the span touches. Words are of one line when each
        follows the other in reading order and their boxes share half the lower one's height.
        """
        lines: list[list[Area]] = []
        for word in self.words_in(start, end):
            if word.area is None:
                continue
            if lines and _same_line(lines[-1][-1], word.area, sideways=self.turn in (90, 270)):
                lines[-1].append(word.area)
            else:
                lines.append([word.area])
        return tuple(Area.around(line) for line in lines)


def _same_line(first: Area, second: Area, *, sideways: bool) -> bool:
    """Say whether two consecutive words stand on one line (a column, when the page lies sideways)."""
    if sideways:
        shared = min(first.right, second.right) - max(first.left, second.left)
        return shared * 2 >= min(first.width, second.width)
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared * 2 >= min(first.height, second.height)
