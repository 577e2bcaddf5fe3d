"""A released page as someone with a ruler sees it: ink by columns, words, rows, what is beside a box.

Promises: everything is in pixels of the page turned upright, and comes from the view's own bitmap
and its visible words; lone dots (a draft's watermark, dirt) are no ink, and no
deletion's box is. Nothing of the source page.

Does not promise to know columns of text as a person does: a row is cut where its white is wider than
two and a half words are high.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tearline.editions import burn, flow
from tearline.model.edition import Bitmap, Deletion, PageView, PixelMode

Box = tuple[int, int, int, int]
Ink = NDArray[np.bool_]

CUT = 2.5  # heights of a word: white that parts two columns
_PAPER = 0.6  # of the paper's grey: darker is ink
_TRIM = 0.1  # of a box's height, at its top and foot, where rules and neighbours' tails stand
_STRIP = 64  # rows decoded to an array at once
_COLUMN = 2  # pixels of ink that make a column of ink
_TIFF = ((256, 4), (257, 4), (258, 3), (259, 3), (262, 3), (273, 4), (277, 3), (278, 4), (279, 4))


@dataclass(frozen=True, slots=True)
class Seen:
    """A visible word: its text, its box in pixels, whether whoever read it was sure of it."""

    text: str
    box: Box
    sure: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """The nearest ink beside a box, in columns: the last one before it and the first one after it.

    None where there is none up to the page's edge.
    """

    before: int | None
    after: int | None


class Ruled:
    """One view's page, upright: its ink, its words, the boxes of its deletions."""

    def __init__(self, view: PageView) -> None:
        """Decode the view's bitmap and take over its visible words."""
        turned = flow.Upright(view.width, view.height, view.turn)
        decoded = ink(view.bitmap)
        self.ink = np.rot90(decoded, k=-(view.turn // 90))
        self.pixels = (self.ink.shape[1], self.ink.shape[0])
        size = (view.width, view.height) if view.turn % 180 == 0 else (view.height, view.width)
        self._size, self._turned = size, turned
        gone = {deletion.area for deletion in view.deletions}
        self._burnt = [turned.of(area).to_pixels(self.pixels, size, burn.GROW) for area in gone]
        for left, top, right, foot in self._burnt:
            self.ink[top:foot, left:right] = False  # black, but no word's
        self.words: list[Seen] = []
        for word in view.words:
            if word.area is None or word.area in gone:
                continue
            box = turned.of(word.area).to_pixels(self.pixels, size)
            sure = word.confidence is None or word.confidence >= 60  # noqa: PLR2004 - of 100
            self.words.append(Seen(word.text, box, sure))
        self._boxes = np.array([w.box for w in self.words], np.int64).reshape(-1, 4)
        self._middle = (self._boxes[:, 1] + self._boxes[:, 3]) / 2
        self._extents: dict[int, tuple[int, int] | None] = {}

    def box(self, deletion: Deletion) -> Box:
        """Return a deletion's burnt box, without the pixel it was grown by on each side."""
        return self._turned.of(deletion.area).to_pixels(self.pixels, self._size)

    @cached_property
    def high(self) -> float:
        """How high the page's words are, as a rule; 0 where it has none."""
        heights = self._boxes[:, 3] - self._boxes[:, 1]
        return float(np.median(heights)) if len(heights) else 0.0

    def row(self, box: Box) -> list[int]:
        """Return the words that share half their height with a box, or it with them; left to right."""
        top, foot = self._boxes[:, 1], self._boxes[:, 3]
        shared = np.minimum(foot, box[3]) - np.maximum(top, box[1])
        on = np.flatnonzero(shared * 2 >= np.minimum(foot - top, box[3] - box[1]))
        return sorted((int(i) for i in on), key=lambda i: self.words[i].box[0])

    def nearest(self, box: Box, most: int) -> list[int]:
        """Return up to ``most`` words, those of the lines nearest to a box first."""
        apart = np.abs(self._middle - (box[1] + box[3]) / 2)
        return [int(i) for i in np.argsort(apart, kind="stable")[:most]]

    def extent(self, index: int) -> tuple[int, int] | None:
        """Return the first and the last column of a word's ink; None where its box holds none."""
        if index not in self._extents:
            left, top, right, foot = self.words[index].box
            columns = np.flatnonzero(self._columns(left, top, right, foot))
            found = (left + int(columns[0]), left + int(columns[-1])) if len(columns) else None
            self._extents[index] = found
        return self._extents[index]

    @cached_property
    def runs(self) -> list[list[int]]:
        """The words of each line in which nothing is withheld, cut where white parts two columns."""
        order = sorted(
            range(len(self.words)), key=lambda i: (self._middle[i], self.words[i].box[0])
        )
        rows: list[list[int]] = []
        for index in order:
            if any(_beside(self.words[index].box, burnt) for burnt in self._burnt):
                continue
            if rows and _beside(self.words[index].box, self.words[rows[-1][0]].box):
                rows[-1].append(index)
            else:
                rows.append([index])
        return [run for row in rows for run in self._cut(row)]

    def _cut(self, row: Sequence[int]) -> list[list[int]]:
        """Return a row's words, left to right, cut where the white between two is wide."""
        found: list[list[int]] = []
        for index in sorted(row, key=lambda i: self.words[i].box[0]):
            box = self.words[index].box
            if found and box[0] - self.words[found[-1][-1]].box[2] <= CUT * self.high:
                found[-1].append(index)
            else:
                found.append([index])
        return found

    def beside(self, box: Box, *, whole: bool = False) -> Beside:
        """Return the ink nearest to a deletion's box on its own line.

        ``whole``: in all rows of the burnt box, and a single pixel counts where it is not alone; else
        its top and foot are left out, where rules and neighbours' tails stand.
        """
        left, top, right, foot = box
        trim = -burn.GROW if whole else round((foot - top) * _TRIM)
        top, foot = top + trim, max(foot - trim, top + trim + 1)
        left, right = left - burn.GROW, right + burn.GROW
        least = 1 if whole else _COLUMN
        before = np.flatnonzero(self._columns(0, top, left, foot, least))
        after = np.flatnonzero(self._columns(right, top, self.pixels[0], foot, least))
        return Beside(
            int(before[-1]) if len(before) else None,
            right + int(after[0]) if len(after) else None,
        )

    def _columns(
        self, left: int, top: int, right: int, foot: int, least: int = _COLUMN
    ) -> NDArray[np.bool_]:
        """Say of each column from left to right whether it has ``least`` pixels of ink in these rows.

        A pixel counts where another one touches it, so that lone dots do not.
        """
        left, top = max(left, 0), max(top, 0)
        if left >= right or top >= foot:
            return np.zeros(0, bool)
        part = self.ink[top:foot, left:right]
        solid = np.zeros(part.shape, bool)
        solid[1:] |= part[:-1]
        solid[:-1] |= part[1:]
        solid[:, 1:] |= part[:, :-1]
        solid[:, :-1] |= part[:, 1:]
        solid &= part
        dark: NDArray[np.bool_] = solid.sum(axis=0) >= min(least, foot - top)
        return dark


def ink(bitmap: Bitmap) -> Ink:
    """Return where a view's bitmap has ink: (height, width), True for dark."""
    if bitmap.mode is PixelMode.BILEVEL:
        with Image.open(io.BytesIO(_tiff(bitmap)), formats=["TIFF"]) as picture:
            found = np.empty((bitmap.height, bitmap.width), bool)
            for top in range(0, bitmap.height, _STRIP):  # in one piece it takes four times as long
                foot = min(top + _STRIP, bitmap.height)
                found[top:foot] = np.asarray(picture.crop((0, top, bitmap.width, foot)))
        return ~found
    with Image.open(io.BytesIO(bitmap.data), formats=["JPEG"]) as picture:
        grey = np.asarray(picture.convert("L"))
    dark: Ink = grey < _PAPER * float(np.median(grey[::4, ::4]))
    return dark


def _tiff(bitmap: Bitmap) -> bytes:
    """Return a TIFF file around a bare Group 4 stream whose white is 0."""
    start = 8 + 2 + 12 * len(_TIFF) + 4
    values = (bitmap.width, bitmap.height, 1, 4, 0, start, 1, bitmap.height, len(bitmap.data))
    rows = (struct.pack("<HHII", *tag, 1, v) for tag, v in zip(_TIFF, values, strict=True))
    return (
        b"II*\0\x08\0\0\0" + struct.pack("<H", len(_TIFF)) + b"".join(rows) + bytes(4) + bitmap.data
    )


def _beside(one: Box, two: Box) -> bool:
    """Say whether two boxes share half the lower one's height."""
    shared = min(one[3], two[3]) - max(one[1], two[1])
    return shared * 2 >= min(one[3] - one[1], two[3] - two[1])
