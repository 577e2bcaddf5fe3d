"""The text of a view: visible words and deletion markers, put together in reading order.

Promises: the text is a function of the visible words and the markers alone; where words were taken
out, the white space left between their neighbours comes from the neighbours' boxes, never from how
much stood there. ``text[word.start:word.end] == word.text`` for every word of the result.

Does not set words in a new order: visible words stay in the order given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tearline.model.area import Area
from tearline.model.page import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

QUARTER, HALF, THREE_QUARTERS = 90, 180, 270
WORD, LINE, BLOCK = " ", "\n", "\n\n"


@dataclass(frozen=True, slots=True)
class Grid:
    """The pixels and the units of a page turned upright, and the way back."""

    pixels: tuple[int, int]
    size: tuple[int, int]

    def box(self, area: Area, grow: int = 0) -> tuple[int, int, int, int]:
        """Return the pixel box that covers an area."""
        return area.to_pixels(self.pixels, self.size, grow)

    def across(self, units: int) -> int:
        """Return a length along the line in whole pixels, rounded up."""
        return -(-units * self.pixels[0] // self.size[0])


@dataclass(frozen=True, slots=True)
class Upright:
    """How a page must be turned for its text to stand upright, and its size as shown."""

    width: int
    height: int
    turn: int

    def of(self, area: Area) -> Area:
        """Return the box in the page once turned upright (90: clockwise by a quarter)."""
        if self.turn == QUARTER:
            return Area(self.height - area.bottom, area.left, self.height - area.top, area.right)
        if self.turn == HALF:
            return Area(
                self.width - area.right,
                self.height - area.bottom,
                self.width - area.left,
                self.height - area.top,
            )
        if self.turn == THREE_QUARTERS:
            return Area(area.top, self.width - area.right, area.bottom, self.width - area.left)
        return area


@dataclass(slots=True)
class _Line:
    """Words of one line with their upright boxes, and the white space that stands before it."""

    before: str
    words: list[tuple[Area, Word]]


def marker(codes: Sequence[str], area: Area | None) -> Word:
    """Return the word that stands for a deletion, ``[(b)(6)]``; its place in a text is not set."""
    text = f"[{' '.join(codes)}]"
    return Word(text, 0, len(text), area, None)


def compose(
    words: Sequence[Word], text: str, markers: Sequence[Word], upright: Upright, *, measured: bool
) -> tuple[str, tuple[Word, ...]]:
    """Return the new text and its words, markers among them.

    ``words`` have places in ``text`` and boxes. ``measured``: take the white space between words
    from their boxes and not from ``text``, whose spacing may know of words that are gone.
    """
    lines = _lines(words, text, upright, measured=measured)
    for mark in sorted(markers, key=lambda m: _place(m, upright)):
        _insert(lines, mark, upright)
    parts: list[str] = []
    out: list[Word] = []
    at = 0
    for number, line in enumerate(lines):
        for index, (_, word) in enumerate(line.words):
            gap = WORD if index else line.before if number else ""
            at += len(gap)
            parts += [gap, word.text]
            out.append(replace(word, start=at, end=at + len(word.text)))
            at += len(word.text)
    return "".join(parts), tuple(out)


def _place(word: Word, upright: Upright) -> tuple[int, int]:
    """Return where a word begins, from the top and from the left, once upright."""
    area = upright.of(_box(word))
    return (area.top, area.left)


def _box(word: Word) -> Area:
    """Return a word's box, which every word of a page with pixels has."""
    if word.area is None:
        raise ValueError("a word of a page with pixels has no box")
    return word.area


def _lines(words: Sequence[Word], text: str, upright: Upright, *, measured: bool) -> list[_Line]:
    """Group words into lines, by the text's own line ends or by their boxes."""
    lines: list[_Line] = []
    last: Word | None = None
    last_box = Area(0, 0, 0, 0)
    for word in words:
        box = upright.of(_box(word))
        if last is None:
            gap = LINE
        elif measured:
            gap = _gap(last_box, box)
        else:
            ends = text.count("\n", last.end, word.start)
            gap = (WORD, LINE, BLOCK)[min(ends, 2)]
        if gap == WORD:
            lines[-1].words.append((box, word))
        else:
            lines.append(_Line(gap, [(box, word)]))
        last, last_box = word, box
    return lines


def _gap(first: Area, second: Area) -> str:
    """Return the white space between two words that follow each other, judged by their boxes."""
    if _beside(first, second) and second.left >= first.left:
        return WORD
    drop = second.top - first.bottom
    high = max(first.height, second.height)
    return LINE if -high < drop and 2 * drop <= 3 * high else BLOCK


def _beside(first: Area, second: Area) -> bool:
    """Say whether two boxes share half the lower one's height."""
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared * 2 >= min(first.height, second.height)


def _insert(lines: list[_Line], mark: Word, upright: Upright) -> None:
    """Put a marker into the nearest line beside it, or on a line of its own."""
    area = upright.of(_box(mark))
    best: tuple[int, int] | None = None
    for index, line in enumerate(lines):
        gaps = [_apart(area, box) for box, _ in line.words if _beside(area, box)]
        if gaps and (best is None or min(gaps) < best[0]):
            best = (min(gaps), index)
    if best is not None:
        inside = lines[best[1]].words
        at = sum(1 for box, _ in inside if box.left + box.right <= area.left + area.right)
        inside.insert(at, (area, mark))
        return
    middle = area.top + area.bottom
    below = (i for i, line in enumerate(lines) if _middle(line) > middle)
    lines.insert(next(below, len(lines)), _Line(LINE, [(area, mark)]))


def _apart(first: Area, second: Area) -> int:
    """Return the units of white space between two boxes of one line (0 where they meet)."""
    return max(first.left - second.right, second.left - first.right, 0)


def _middle(line: _Line) -> int:
    """Return twice the height of a line's middle, from its first word."""
    box = line.words[0][0]
    return box.top + box.bottom
