"""A page line by line, as it stands on the paper, with the way back to the page's own text.

Promises: where a page has boxes, words that stand side by side are one line however the text was
torn, slanted and turned pages too; else the lines are those of its text. Every place in a line
maps to code points of the page's text.

Does not promise: lines from the boxes of a page with more words than a form has; its text is taken
as it stands.
"""

# ruff: noqa: PLR2004  (angles and shares are read best where they stand)
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tearline.model.page import Page, TextSource, Word
from tearline.text import Folded, fold

_BOXES = 2000  # words of a page beyond which its text is taken as it stands


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as lines of folded text, with the way back to the page's own code points."""

    text: str
    folded: Folded | None
    words: tuple[tuple[int, Word], ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the page's text that covers ``text[start:end]``; whole words."""
        if self.folded is not None:
            return self.folded.span(start, end)
        first = max(bisect_right(self.words, start, key=lambda w: w[0]) - 1, 0)
        last = max(bisect_right(self.words, max(end - 1, start), key=lambda w: w[0]), first + 1)
        touched = [word for _, word in self.words[first:last]]
        return (min(word.start for word in touched), max(word.end for word in touched))


def read_lines(page: Page) -> Reading:
    """Return a page by its lines: from the boxes, where it has them and not too many."""
    boxed = [word for word in page.words if word.area is not None and word.text.strip()]
    if page.source is TextSource.PLAIN or not 0 < len(boxed) <= _BOXES:
        folded = fold(page.text)
        return Reading(folded.text, folded)
    pieces: list[str] = []
    places: list[tuple[int, Word]] = []
    at = 0
    bottom: int | None = None
    for row in _rows(boxed, page):
        top = min(_upright(word, page)[1] for word in row)
        height = max(_upright(word, page)[3] for word in row) - top
        if bottom is not None and top - bottom > height * 0.9:
            pieces.append("\n")
            at += 1
        bottom = top + height
        for word in row:
            said = fold(word.text).text
            places.append((at, word))
            pieces.append(said + " ")
            at += len(said) + 1
        pieces[-1] = pieces[-1][:-1] + "\n"
    return Reading("".join(pieces), None, tuple(places))


def _upright(word: Word, page: Page) -> tuple[int, int, int, int]:
    """Return a word's left, top, right, bottom as if its page stood upright."""
    area = word.area
    if area is None:
        return (0, 0, 0, 0)
    if page.turn == 90:
        return (page.height - area.bottom, area.left, page.height - area.top, area.right)
    if page.turn == 180:
        right, bottom = page.width - area.left, page.height - area.top
        return (page.width - area.right, page.height - area.bottom, right, bottom)
    if page.turn == 270:
        return (area.top, page.width - area.right, area.bottom, page.width - area.left)
    return (area.left, area.top, area.right, area.bottom)


def _rows(words: Sequence[Word], page: Page) -> list[list[Word]]:
    """Return the words in rows, top to bottom, left to right.

    A word joins the row whose last word shares half its height: a slanted row holds together.
    """
    rows: list[tuple[list[Word], int, int]] = []
    for word in sorted(words, key=lambda w: (_upright(w, page)[0], w.start)):
        _, top, _, bottom = _upright(word, page)
        best, shared = -1, 0
        for index, (_, above, below) in enumerate(rows):
            common = min(bottom, below) - max(top, above)
            if common > shared and common * 2 >= min(bottom - top, below - above):
                best, shared = index, common
        if best < 0:
            rows.append(([word], top, bottom))
        else:
            rows[best][0].append(word)
            rows[best] = (rows[best][0], top, bottom)
    rows.sort(key=lambda row: (_upright(row[0][0], page)[1], row[0][0].start))
    return [row for row, _, _ in rows]
