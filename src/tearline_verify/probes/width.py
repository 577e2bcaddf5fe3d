"""The width channel: a box that says it hides its width must have one that every box might have.

Promises: a deletion told as ``moved`` has one of the canonical widths, and the ink before and after
it in its rows stands exactly the fixed gap away, whatever is under it; one told as ``line`` goes to
the page's edge, or to where a next column begins on two lines or more, and nothing of its line is left
up to there. The figures are repeated here, for this program shares no code with the one that made the page.

Does not weigh how many names would fit a box told as ``exact``, nor what a line's break tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from tearline_verify.areas import pixel_box
from tearline_verify.leaks import Box, Leak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

WIDTHS = (10800, 14400, 21600)  # units
GAP = 300
SAME = 300  # units within which words begin at one place
COLUMN = 700  # units before a next column within which a box told as ``line`` ends
WHITE = 1.5  # heights of a word: white before a word that begins a next column
DIRT = 12  # pixels of ink that may be left beside a box told as ``line``
DARK = 128

Shaped = tuple[Box, str]  # a deletion's area and the policy it is told by


def check(
    file: str,
    page: int,
    image: NDArray[np.uint8],
    size: tuple[int, int],
    shaped: Sequence[Shaped],
    layout: tuple[int, Sequence[Box]],
    *,
    exact: bool,
) -> Iterator[Leak]:
    """Yield a leak for every deletion whose surroundings tell its width.

    ``layout`` is how far the page must be turned to stand upright, and the boxes of its words.
    ``exact``: the image is of two values.
    """
    turn, words = layout
    grey = image if image.ndim == 2 else image.min(axis=2)  # noqa: PLR2004 - rows, columns, RGB
    ink: NDArray[np.bool_] = np.rot90(np.asarray(grey < DARK), k=-turn // 90)
    sizes = (image.shape[1], image.shape[0]), size
    upright = (ink.shape[1], size[turn in (90, 270)])
    boxes = [_turned(pixel_box(area, *sizes, grow=0), sizes[0], turn) for area in words]
    for area, policy in shaped:
        box = _turned(pixel_box(area, *sizes), sizes[0], turn)
        if policy == "moved" and not exact:
            yield Leak("width", file, "a line moved on a page of greys", page, area)
        elif policy == "moved":
            for what in _moved(ink, box, upright):
                yield Leak("width", file, what, page, area)
        elif policy == "line":
            for what in _line(ink, box, boxes, upright):
                yield Leak("width", file, what, page, area)


def _moved(ink: NDArray[np.bool_], box: Box, upright: tuple[int, int]) -> Iterator[str]:
    """Check a moved line's box: its width, and the ink on either side of it."""
    left, top, right, bottom = box
    if right - left - 2 not in {_pixels(wide, upright) for wide in WIDTHS}:
        yield "a moved line's box is not of a canonical width"
    rows = np.asarray(ink[top:bottom].any(axis=0))
    before, after = np.flatnonzero(rows[:left]), np.flatnonzero(rows[right:])
    gap = _pixels(GAP, upright)
    if not after.size or int(after[0]) != gap:
        yield "the line after a moved line's box does not begin at its fixed place"
    if not before.size or left - 1 - int(before[-1]) != gap:
        yield "a moved line's box does not begin at its fixed place"


def _line(
    ink: NDArray[np.bool_], box: Box, words: Sequence[Box], upright: tuple[int, int]
) -> Iterator[str]:
    """Check that a box goes to where its line might end, and that nothing is left of it up to there."""
    _, top, right, bottom = box
    middle = (top + bottom) // 2
    begins, near = ink.shape[1], _pixels(SAME, upright)
    if right < begins:
        starts = [x for x in _columns(words, near) if 0 <= x - right <= _pixels(COLUMN, upright)]
        if not starts:
            yield "a box told as the rest of its line ends where no line does"
        begins = min(starts, default=begins)
        if any(right <= w[0] < begins - near and w[1] <= middle < w[3] for w in words):
            yield "a word is left after a box that takes its line to the end"
    part = np.ascontiguousarray(ink[top:bottom, right:begins], np.uint8)
    if not part.size:
        return
    count, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    left = 0
    for _, _, _, tall, many in stats[1:count]:
        # A rule between columns runs through the line; a lone dot is a draft's watermark.
        if tall < bottom - top and many > 1:
            left += int(many)
    if left > DIRT:
        yield "ink is left after a box that takes its line to the end"


def _columns(words: Sequence[Box], near: int) -> list[int]:
    """Return where columns after the first begin: on two lines or more, after white."""
    starts = []
    for word in words:
        high = word[3] - word[1]
        level = [
            w
            for w in words
            if w[0] < word[0]
            and 2 * (min(w[3], word[3]) - max(w[1], word[1])) >= min(high, w[3] - w[1])
        ]
        end = max((w[2] for w in level), default=None)
        if end is not None and word[0] - end >= WHITE * high:
            starts.append(word[0])
    starts.sort()
    alike = [x for x in starts if sum(abs(x - y) <= near for y in starts) > 1]
    return [x for i, x in enumerate(alike) if not i or x - alike[i - 1] > near]


def _pixels(units: int, upright: tuple[int, int]) -> int:
    """Return a length along the line in whole pixels, rounded up."""
    pixels, size = upright
    return -(-units * pixels // size)


def _turned(box: Box, pixels: tuple[int, int], turn: int) -> Box:
    """Return a pixel box on the page turned upright; ``pixels`` is (width, height) as shown."""
    left, top, right, bottom = box
    width, height = pixels
    if turn == 90:  # noqa: PLR2004 - the four turns
        return (height - bottom, left, height - top, right)
    if turn == 180:  # noqa: PLR2004
        return (width - right, height - bottom, width - left, height - top)
    if turn == 270:  # noqa: PLR2004
        return (top, width - right, bottom, width - left)
    return box
