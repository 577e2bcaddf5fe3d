"""A word carried over a line's end by a hyphen has one box around both its parts: here it gets two.

A reader of live text takes both parts for one word, whose box then covers most of both lines: all of it
would be withheld. Where the words before and behind it show where each part must stand, the parts are told
apart. Promises: the two boxes together cover all ink of the word that lies within its box; where nothing
shows the parts, or the page lies on its side, the word keeps its one box.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from tearline.model.area import Area
from tearline.model.page import Page, Word

HYPHENS = "-\u00ad\u2010"
TALL = 1.6  # times the page's usual word: higher than this, a word stands on two lines


def unfolded(page: Page) -> Page:
    """Return the page with every hyphenated word that stands on two lines as two words."""
    heights = [word.area.height for word in page.words if word.area]
    if page.turn or not heights:
        return page
    tall = TALL * median(heights)
    words = list(page.words)
    parts = [part for at in range(len(words)) for part in _parts(words, at, tall)]
    return replace(page, words=tuple(parts)) if len(parts) > len(words) else page


def whole(page: Page, start: int, end: int) -> tuple[int, int]:
    """Return a span of the page's text grown to the words it touches."""
    words = page.words_in(start, end)
    return (min(start, words[0].start), max(end, words[-1].end)) if words else (start, end)


def _parts(words: list[Word], at: int, tall: float) -> Iterator[Word]:
    """Yield a word, or the parts of one that stands on two lines."""
    word = words[at]
    cut = next((i for i, c in enumerate(word.text) if i and c in HYPHENS), 0)
    boxes = _boxes(words, at) if word.area and word.area.height > tall and cut else None
    middle = word.start + cut + 1
    if boxes is None or not word.start < middle < word.end:
        yield word
        return
    yield replace(word, text=word.text[: cut + 1], end=middle, area=boxes[0])
    yield replace(word, text=word.text[cut + 1 :], start=middle, area=boxes[1])


def _boxes(words: list[Word], at: int) -> tuple[Area, Area] | None:
    """Return where the parts of a word stand: behind what is before it, and before what follows it."""
    box = words[at].area
    before = words[at - 1].area if at else None
    behind = words[at + 1].area if at + 1 < len(words) else None
    if box is None:
        return None
    if before and not (box.top <= before.bottom < box.bottom and before.right < box.right):
        before = None
    if behind and not (box.top < behind.top <= box.bottom and box.left < behind.left):
        behind = None
    if before and behind:
        line = (before.bottom + behind.top) // 2
        if before.bottom >= behind.top:
            return None
    elif before or behind:
        line = before.bottom if before else behind.top if behind else 0
    else:
        return None
    first = Area(max(before.right, box.left) if before else box.left, box.top, box.right, line)
    last = Area(box.left, line, min(behind.left, box.right) if behind else box.right, box.bottom)
    return first, last
