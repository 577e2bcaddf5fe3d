"""Both texts of a change side by side: what stands on the one page, and on the other where the words are not.

Promises: nothing leaves a page but through the mask, which sees the whole page (of a text without page
marks some pages' worth around the place). What it blocks on one of the two is a block on both, and so is
what stands on the older page where the newer one does not show it (``same_place``). Where the place cannot
be found in the other text, that is said. The same texts give the same answer.
Does not promise that the gap is marked to the letter: two readings of one line differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from tearline.reading.comparing.change import Change
from tearline.reading.comparing.two_pages import Side, TwoPages, absent, around
from tearline.reading.masking import HidingMask, block, blocked_beside

AROUND = 160  # code points shown on either side
_SEAM = 60  # code points looked for on either side of the words
_LEAST = 12  # below that a seam says nothing
_LIKE = 60  # of 100: how like a seam must be in the other text
_FAR = 400  # code points that may stand where words are missing
_BACK = 12  # by how much the two seams may overlap
_KNOWN = 3  # letters in a row that say where a seam ends
_FLAT = str.maketrans("\n\r\t\f", "    ")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a page: what stands before the place, at it, and after it; ``why`` it is not shown."""

    before: str = ""
    at: str = ""
    after: str = ""
    why: str = ""


class BothTexts:
    """Reads the texts of changes."""

    def __init__(self, pages: TwoPages, mask: HidingMask) -> None:
        """Take what opens the pages, and the mask that stands before them."""
        self._pages, self._mask = pages, mask

    def of(self, change: Change) -> tuple[Stretch, Stretch]:
        """Return the older page's stretch and the newer page's, in that order."""
        old, new = self._pages.old(change), self._pages.new(change)
        old, new = _placed(old, new), _placed(new, old)
        return self._stretch(old, new), self._stretch(new, old)

    def _stretch(self, side: Side | None, other: Side | None) -> Stretch:
        if side is None:
            return Stretch(why="There is no such page to show.")
        if side.span is None:
            return Stretch(why="The place was not found in this text.")
        text, low = around(side)
        beside = blocked_beside(text, around(other)[0], self._mask) if other else []
        blocked = self._mask.blocked(text)
        if beside is None or blocked is None:
            return Stretch(why="Not shown: this page could not be checked for what is personal.")
        hidden = [(first - low, last - low, "withheld since") for first, last in side.hidden]
        if other is not None and not side.newer:
            gone = absent(text, around(other)[0])
            hidden += [(*span, "not on the newer page") for span in gone]
        hidden += [one for one in beside
                   if not any(own[0] <= one[0] and one[1] <= own[1] for own in blocked)]  # fmt: skip
        start, end = (min(max(0, at - low), len(text)) for at in side.span)
        first, last = max(0, start - AROUND), min(len(text), end + AROUND)
        first = _word_end(text, first, start) if first else 0
        last = _word_start(text, last, end) if last < len(text) else last
        parts = (self._part(text, *ends, sorted(hidden)) for ends in
                 ((first, start), (start, end), (end, last)))  # fmt: skip
        return Stretch(*parts)

    def _part(self, text: str, start: int, end: int, hidden: Sequence[tuple[int, int, str]]) -> str:
        """Return a part of a page as the mask lets it through, with a block for what is hidden besides."""
        spans: list[tuple[int, int]] = []
        blocks: list[str] = []
        at = start
        for low, high, kind in _joined(text, hidden):
            if low < end and at < high:
                spans.append((at, max(at, low)))
                blocks.append(f" {block(kind)} ")
                at = min(high, end)
        shown = self._mask(text, [*spans, (at, end)])
        joined = "".join(f"{one}{mark}" for one, mark in zip(shown, [*blocks, ""], strict=True))
        return " ".join(joined.split())


def _joined(text: str, hidden: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield what is hidden, with what has nothing but signs between it as one: so that it is not counted."""
    last: tuple[int, int, str] | None = None
    for low, high, kind in hidden:
        if last and last[2] == kind and not any(map(str.isalnum, text[last[1] : low])):
            last = (last[0], max(last[1], high), kind)
            continue
        if last:
            yield last
        last = (low, high, kind)
    if last:
        yield last


def _placed(side: Side | None, other: Side | None) -> Side | None:
    """Return a side with the place of the words on it, where they are absent: between their neighbours."""
    if side is None or other is None or side.span is not None or other.span is None:
        return side
    return replace(side, span=gap(other.page.text, other.span, side.page.text))


def gap(text: str, span: tuple[int, int], other: str) -> tuple[int, int] | None:
    """Return where ``text[start:end]`` would stand in ``other``, between the like of its neighbours.

    None where neither what stands before nor what stands after is found there.
    """
    before = text[max(0, span[0] - _SEAM) : span[0]].translate(_FLAT)
    after = text[span[1] : span[1] + _SEAM].translate(_FLAT)
    flat = other.translate(_FLAT)
    left, right = _seam_end(before, flat), _seam_start(after, flat)
    if left is None and right is None:
        return None
    if left is None or right is None:
        at = right if left is None else left
        return None if at is None else (at, at)
    if -_BACK <= right - left <= _FAR:
        return (left, max(left, right))
    # Two places: the better like is where the other words stand too.
    return (left, left) if len(before.strip()) >= len(after.strip()) else (right, right)


def _seam_end(seam: str, text: str) -> int | None:
    """Return where the like of a seam ends in a text, to a whole word."""
    found = _found(seam, text)
    if found is None:
        return None
    _, end = found
    return _onward(text, end)


def _seam_start(seam: str, text: str) -> int | None:
    """Return where the like of a seam starts in a text, to a whole word."""
    found = _found(seam, text)
    if found is None:
        return None
    start = found[0]
    if text[start].isspace():
        return start + 1
    while start and not text[start - 1].isspace() and found[0] - start < _BACK:
        start -= 1
    return start


def _found(seam: str, text: str) -> tuple[int, int] | None:
    """Return from where to where a text is like a seam."""
    if len(seam.strip()) < _LEAST or len(text) < len(seam):
        return None
    like = fuzz.partial_ratio_alignment(seam, text, score_cutoff=_LIKE)
    if like is None:
        return None
    window = text[like.dest_start : like.dest_end]
    equal = [
        (one.dest_start, one.dest_end)
        for one in Indel.opcodes(seam, window)
        if one.tag == "equal" and one.dest_end - one.dest_start >= _KNOWN
    ]
    if not equal:
        return None
    return like.dest_start + equal[0][0], like.dest_start + equal[-1][1]


def _onward(text: str, at: int) -> int:
    """Return the end of the word that ``at`` stands in."""
    end = at
    while end < len(text) and end and not text[end - 1].isspace() and not text[end].isspace():
        if end - at >= _BACK:
            return at
        end += 1
    return end


def _word_end(text: str, low: int, high: int) -> int:
    """Return the first white space from ``low`` on, ``high`` where there is none before it."""
    return next((i for i in range(low, high) if text[i].isspace()), high)


def _word_start(text: str, high: int, low: int) -> int:
    """Return the last end of a word up to ``high``, ``low`` where there is none after it."""
    return next((i for i in range(high, low, -1) if text[i - 1].isspace()), low)
