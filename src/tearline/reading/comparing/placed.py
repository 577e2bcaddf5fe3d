"""Whether the boxes of words hold the words, as the pixels show it: nothing is painted over on trust alone.

Promises: a word is placed where there is ink in its box, and where hardly any ink stands beside, above or
below it that belongs to no word's box. A text layer whose boxes are flat, narrow or moved off its words fails
here, however alike the boxes are among themselves; so does a page that is white on black. Rules, stamps and
handwriting at a word make it fail too: that is the safe side.
Does not read: a box that lies wholly on another word is not told from the right one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tearline.model.area import Area

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tearline.model.page import Word
    from tearline.reading.witnesses.witness import WitnessPage

BESIDE, ABOVE = 1.2, 0.6  # line heights around what is painted that are looked at
_STRAY = 0.03  # of a line height squared: ink of less than a third of a letter
_LEAST = 0.03  # of a box: words have some 0.15 of ink
_DARK = 0.4  # of the way from paper to the darkest: from there on it is ink
_RIM = 3  # part of what is painted beyond a box that may still be its own word's ink
_FEW = 12  # grey levels between the two below which a page shows nothing


def misplaced(
    image: Image.Image, page: WitnessPage, words: Iterable[Word], line: int, grown: int
) -> list[Word]:
    """Return those of some words that the pixels do not show to stand in their boxes.

    ``line``: the height of a line, ``grown``: how far beyond a box is painted, both in units. Words without
    a letter or digit say nothing by themselves and are left out.
    """
    size = (page.width, page.height)
    chosen = [
        (word, word.area, reach(page, word.area, line, grown))
        for word in words
        if word.area is not None and any(map(str.isalnum, word.text))
    ]
    if not chosen:
        return []
    whole = Area.around(near for _, _, near in chosen)
    left, top, right, bottom = whole.to_pixels(image.size, size)
    ink = None if left == right or top == bottom else _ink(image, (left, top, right, bottom))
    if ink is None:
        return [word for word, _, _ in chosen]
    stray = ink.copy()
    for box in (word.area.grown(grown // _RIM) for word in page.words if word.area is not None):
        if box.meets(whole):
            low, high, last, end = box.to_pixels(image.size, size)
            rows = slice(max(high - top, 0), max(end - top, 0))
            stray[rows, max(low - left, 0) : max(last - left, 0)] = False
    high_line = line * image.size[1] / page.height
    found = []
    for word, box, near in chosen:
        own = _part(ink, box.to_pixels(image.size, size), left, top)
        beyond = _part(stray, near.to_pixels(image.size, size), left, top)
        is_held = own.size and own.mean() >= _LEAST
        if not is_held or np.count_nonzero(beyond) > _STRAY * high_line * high_line:
            found.append(word)
    return found


def reach(page: WitnessPage, box: Area, line: int, grown: int) -> Area:
    """Return what is looked at around a word's box, as far as the page goes."""
    across, down = int(BESIDE * line) + grown, int(ABOVE * line) + grown
    if page.turn in (90, 270):
        across, down = down, across
    left, top = max(box.left - across, 0), max(box.top - down, 0)
    right, bottom = min(box.right + across, page.width), min(box.bottom + down, page.height)
    return Area(min(left, right), min(top, bottom), right, bottom)


def _ink(image: Image.Image, box: tuple[int, int, int, int]) -> NDArray[np.bool_] | None:
    """Return where ink stands in a part of a bitmap; None where paper and ink cannot be told apart."""
    grey = np.asarray(image.crop(box).convert("L"))
    paper, darkest = np.percentile(grey, 90), grey.min()
    if paper - darkest < _FEW:
        return None
    found: NDArray[np.bool_] = grey < paper - _DARK * (paper - darkest)
    return found


def _part(
    pixels: NDArray[np.bool_], box: tuple[int, int, int, int], left: int, top: int
) -> NDArray[np.bool_]:
    return pixels[box[1] - top : box[3] - top, box[0] - left : box[2] - left]
