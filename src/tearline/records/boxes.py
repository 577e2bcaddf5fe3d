"""Word boxes snapped to white space: a box covers its word's ink and stays off its neighbours.

Promises: a box never loses ground the engine gave it, except where it had swollen to several lines;
it takes in every letter-like stroke that touches it, and a stray letter at letter distance that no
word claims, and it goes at most half-way into the gap to a neighbour. Does not split words that the
engine ran together, and gives no box to ink that was not read.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tearline.records.tesseract import Grey, PixelBox

Ints = NDArray[np.int32]

PAD = 4  # pixels at 300 dpi added on every side
SPECK = 6  # pixels of ink at 300 dpi under which a component is dirt, not a part of a letter
SWOLLEN = 1.5  # a box this many times as high as its line's middle word has swallowed something
_UP_DOWN = 0.6  # how far a box may grow upwards and downwards, in line heights
_SIDEWAYS = 1.2  # how far it may grow to either side
_TALLEST = 2.0  # a component higher than this many line heights is a rule or a stain
_STRAYS = 3  # letters in a row that a word may win back
_UPRIGHT = 3  # times as high as wide: no level word of more than a letter is
_LETTER_GAP = 0.45  # white between two letters of one word, at most, in line heights


@dataclass(frozen=True, slots=True)
class Ink:
    """The connected components of a bitmap: a label for each pixel, and a row of figures each.

    ``stats`` has cv2's columns (left, top, width, height, area); row 0 is the paper.
    """

    labels: Ints
    stats: Ints


def components(grey: Grey, threshold: int) -> Ink:
    """Label the ink (values under ``threshold``) of a grey bitmap, 8-connected."""
    dark = cv2.threshold(grey, threshold - 1, 1, cv2.THRESH_BINARY_INV)[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8, ltype=cv2.CV_32S)
    return Ink(labels, stats)  # type: ignore[arg-type]


def snap(
    boxes: list[PixelBox],
    lines: list[int],
    stats: Ints,
    size: tuple[int, int],
    dpi: float,
    *,
    drawn: bool = False,
) -> list[PixelBox]:
    """Return the boxes snapped outwards; all in pixels of a bitmap of ``size`` (width, height).

    ``lines`` numbers each box's line; ``stats`` are the components of the untouched bitmap.
    ``drawn`` says that the boxes are a text layer's: none has swollen, and type sizes may be mixed.
    """
    if not boxes:
        return []
    scale = dpi / 300
    word = np.array(boxes, dtype=np.int32)
    if not drawn:
        word = _unswollen(word, np.array(lines), scale)
    heights = _line_heights(word, np.array(lines))
    if drawn:
        wide, high = word[:, 2] - word[:, 0], word[:, 3] - word[:, 1]
        # A word set upright beside the lines is as high as it is long; its letters are not.
        heights = np.maximum(heights, np.minimum(high, _UPRIGHT * wide))
    letters = _letters(stats, scale)
    word = _with_strays(word, heights, letters)
    limit = _limits(word, heights)
    grown = _grow(word, heights, limit, letters)
    pad = max(1, round(PAD * scale))
    grown[:, :2] = np.minimum(grown[:, :2], np.maximum(grown[:, :2] - pad, limit[:, :2]))
    grown[:, 2:] = np.maximum(grown[:, 2:], np.minimum(grown[:, 2:] + pad, limit[:, 2:]))
    width, height = size
    grown[:, 0::2] = np.clip(grown[:, 0::2], 0, width)
    grown[:, 1::2] = np.clip(grown[:, 1::2], 0, height)
    return [(int(r[0]), int(r[1]), int(r[2]), int(r[3])) for r in grown]


def _unswollen(word: Ints, lines: Ints, scale: float) -> Ints:
    """Cut boxes that swallowed specks or the next line back to where their line runs."""
    result = word.copy()
    slack = 6 * scale
    for line in np.unique(lines):
        rows = np.flatnonzero(lines == line)
        high = word[rows, 3] - word[rows, 1]
        middle = float(np.median(high))
        sound = rows[high <= SWOLLEN * middle + slack]
        for row in rows[high > SWOLLEN * middle + slack]:
            near = sound[np.argsort(np.abs(word[sound, 0] - word[row, 0]))[:3]]
            if near.size == 0:
                continue
            top = int(word[near, 1].min() - middle / 4)
            bottom = int(word[near, 3].max() + middle / 4)
            if top < word[row, 3] and bottom > word[row, 1]:
                result[row, 1] = max(top, word[row, 1])
                result[row, 3] = min(bottom, word[row, 3])
    return result


def _line_heights(word: Ints, lines: Ints) -> NDArray[np.float64]:
    """Return for each box the middle height of its line's boxes."""
    high = (word[:, 3] - word[:, 1]).astype(np.float64)
    result = np.empty_like(high)
    for line in np.unique(lines):
        rows = lines == line
        result[rows] = np.median(high[rows])
    return np.maximum(result, 4)


def _limits(word: Ints, heights: NDArray[np.float64]) -> Ints:
    """Return how far each box may grow: half-way to its neighbours, and no further than a
    letter.
    """
    left, top, right, bottom = (word[:, k].astype(np.float64) for k in range(4))
    limit = np.stack(
        [
            left - _SIDEWAYS * heights,
            top - _UP_DOWN * heights,
            right + _SIDEWAYS * heights,
            bottom + _UP_DOWN * heights,
        ]
    )
    high = bottom - top
    shared = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    row = shared >= 0.3 * np.minimum.outer(high, high)
    column = np.minimum.outer(right, right) - np.maximum.outer(left, left) > 0
    np.fill_diagonal(row, val=False)
    np.fill_diagonal(column, val=False)
    # Line i of each matrix is about box i, column j about its neighbour j.
    for side, mine, theirs, beside in (
        (0, left, right, row),
        (1, top, bottom, column & ~row),
    ):
        middle = np.floor((mine[:, None] + theirs[None, :]) / 2)
        before = beside & (theirs[None, :] <= mine[:, None])
        limit[side] = np.maximum(limit[side], np.where(before, middle, -np.inf).max(axis=1))
    for side, mine, theirs, beside in (
        (2, right, left, row),
        (3, bottom, top, column & ~row),
    ):
        middle = np.ceil((mine[:, None] + theirs[None, :]) / 2)
        after = beside & (theirs[None, :] >= mine[:, None])
        limit[side] = np.minimum(limit[side], np.where(after, middle, np.inf).min(axis=1))
    return np.rint(limit.T).astype(np.int32)


def _letters(stats: Ints, scale: float) -> Ints:
    """Return the boxes of the components that are more than dirt, without the paper."""
    rows = stats[1:]
    rows = rows[rows[:, 4] >= SPECK * scale * scale]
    return np.stack(
        [rows[:, 0], rows[:, 1], rows[:, 0] + rows[:, 2], rows[:, 1] + rows[:, 3]], axis=1
    ).astype(np.int32)


def _with_strays(word: Ints, heights: NDArray[np.float64], letters: Ints) -> Ints:
    """Give letters that stand in no box to the nearest word of their row, a letter's gap away.

    The engine's boxes may miss a word's last letter or two altogether.
    """
    result = word.copy()
    for _ in range(_STRAYS):
        free = letters[~_owned(result, letters)]
        nearest = np.full(len(free), np.inf)
        owner = np.full(len(free), -1)
        tall, middle = free[:, 3] - free[:, 1], (free[:, 1] + free[:, 3]) / 2
        for index, box in enumerate(result):
            high = heights[index]
            gap = np.maximum(free[:, 0] - box[2], box[0] - free[:, 2])
            # A stray letter is as high as a letter and stands on the line.
            fits = (tall >= 0.4 * high) & (tall <= 1.4 * high) & (free[:, 2] - free[:, 0] < high)
            fits &= (middle > box[1]) & (middle < box[3]) & (gap <= _LETTER_GAP * high)
            closer = fits & (gap < nearest)
            nearest[closer] = gap[closer]
            owner[closer] = index
        if not (owner >= 0).any():
            break
        for index in np.unique(owner[owner >= 0]):
            mine = free[owner == index]
            result[index, :2] = np.minimum(result[index, :2], mine[:, :2].min(axis=0))
            result[index, 2:] = np.maximum(result[index, 2:], mine[:, 2:].max(axis=0))
    return result


def _owned(word: Ints, letters: Ints) -> NDArray[np.bool_]:
    """Say which letters share any ground with a box."""
    owned = np.zeros(len(letters), dtype=bool)
    for left, top, right, bottom in word.tolist():
        owned |= (
            (letters[:, 0] < right)
            & (letters[:, 2] > left)
            & (letters[:, 1] < bottom)
            & (letters[:, 3] > top)
        )
    return owned


def _grow(word: Ints, heights: NDArray[np.float64], limit: Ints, letters: Ints) -> Ints:
    """Take in the letter-like components that touch a box, as far as its limit."""
    result = word.copy()
    letters = letters[np.argsort(letters[:, 1], kind="stable")]
    tops = letters[:, 1]
    tallest = int((letters[:, 3] - tops).max(initial=0))
    for index, box in enumerate(word):
        high = heights[index]
        reach = int(min(tallest, _TALLEST * high + 1))
        part = letters[np.searchsorted(tops, box[1] - reach) : np.searchsorted(tops, box[3])]
        wide = box[2] - box[0] + 2 * high
        fits = (part[:, 3] - part[:, 1] <= _TALLEST * high) & (part[:, 2] - part[:, 0] <= wide)
        fits &= (part[:, 3] > box[1]) & (part[:, 0] < box[2]) & (part[:, 2] > box[0])
        _take(result[index], part[fits], limit[index])
    return result


def _take(box: Ints, letters: Ints, limit: Ints) -> None:
    """Widen ``box`` in place over ``letters``, within ``limit``."""
    if len(letters) == 0:
        return
    low = np.maximum(letters[:, :2].min(axis=0), limit[:2])
    high = np.minimum(letters[:, 2:].max(axis=0), limit[2:])
    box[:2] = np.minimum(box[:2], low)
    box[2:] = np.maximum(box[2:], high)
