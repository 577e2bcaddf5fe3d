"""Places that are pixelated instead of removed: a mosaic's tiles can be compared with what they hid.

Promises: finds squares of one shade, side by side, all of one size, in several shades of grey, in the
page as shown. A chart's or a bar code's squares are of two shades, or not of one size: not told.
Blurs are looked for in withheld places alone (``spread``): a photograph may be soft by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from tearline_verify.leaks import Box, Leak
from tearline_verify.stranger import spread
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.sheets import IMAGE, Sheet, grey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

PROBE = "mosaic"
STEP = 8  # grey levels between two tiles
MOST_TRIED = 60
LEAST = 14  # pixels: a lower strip is no line of text
WHAT = "the place is pixelated, not removed: what was there can be worked out from its tiles"


def look(
    sheet: Sheet, seen: NDArray[np.uint8], areas: tuple[Box, ...], number: int
) -> Iterator[Leak]:
    """Yield a leak for each mosaic on the page, beside the withheld places."""
    if not any(thing.kind == IMAGE for thing in sheet.drawn):
        return  # drawn squares are a drawing; tiles come from pictures
    shades = grey(seen)
    height, width = shades.shape
    for left, top, right, bottom in _patches(shades):
        patch = shades[top:bottom, left:right]
        if spread.tile(patch, 2 * spread.SHADES) < spread.SMALLEST:
            continue
        box = (
            left * sheet.size[0] // width, top * sheet.size[1] // height,
            right * sheet.size[0] // width, bottom * sheet.size[1] // height,
        )  # fmt: skip
        if not any(
            a[0] < box[2] and box[0] < a[2] and a[1] < box[3] and box[1] < a[3] for a in areas
        ):
            yield Leak(PROBE, FILE, WHAT, number, box)


def _patches(shades: NDArray[np.uint8]) -> Iterator[tuple[int, int, int, int]]:
    """Yield the boxes of patches of middling shades that are flat in small squares."""
    middling = ((shades > 40) & (shades < 225)).astype(np.uint8)  # noqa: PLR2004
    square = np.ones((3, 3), np.uint8)
    flat = cv2.dilate(shades, square) - cv2.erode(shades, square) < STEP
    tiles = cv2.morphologyEx(
        middling & flat.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(tiles, connectivity=8)
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA])[:MOST_TRIED] + 1
    for at in order.tolist():
        left, top, wide, high, area = (int(v) for v in stats[at])
        if high >= LEAST and wide >= LEAST and area >= 0.5 * wide * high:
            yield left, top, left + wide, top + high
