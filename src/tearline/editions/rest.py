"""What is left of withheld words outside a box that was given another place: wiped, stroke by stroke.

Promises: where a decided place reaches beyond its box (an accent over the line's band, a long descender),
no stroke that is the hidden words' own stays: one that begins under the box, or lies wholly in the
decided place. Strokes of neighbours that only lean into it stay, for their bite would tell how far the place
goes. On a page with greys the whole of it becomes white: what is hidden comes before its width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

from tearline.editions import burn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tearline.model.area import Area


def wiped(
    shown: Image.Image,
    came: Image.Image,
    decided: Sequence[Area],
    boxes: Sequence[Area],
    size: tuple[int, int],
) -> Image.Image:
    """Return ``shown`` without what is left of the ink of ``came`` in ``decided`` outside ``boxes``.

    Both bitmaps are of one size; ``size`` is the page's (width, height) in 1/100 points.
    """
    over = [area for area in decided if not any(box.holds(area) for box in boxes)]
    if not over:
        return shown
    if shown.mode != "1" or came.mode != "1":
        return burn.burn(shown, size, over, ())
    ink = ~np.array(came, dtype=bool)
    covered = np.zeros_like(ink)
    for box in boxes:
        left, top, right, bottom = box.to_pixels(came.size, size)
        covered[top:bottom, left:right] = True
    out = np.array(shown, dtype=bool)
    for area in over:
        left, top, right, bottom = area.to_pixels(came.size, size, burn.GROW)
        tall = bottom - top
        window = np.s_[max(top - tall, 0) : bottom + tall, max(left - tall, 0) : right + tall]
        gone = np.zeros_like(ink)
        gone[top:bottom, left:right] = True
        part, inside, hidden = ink[window], gone[window], covered[window]
        count, labels = cv2.connectedComponents(part.astype(np.uint8), connectivity=8)
        own = np.zeros(count, bool)
        own[np.unique(labels[part & inside & hidden])] = True
        lean = np.zeros(count, bool)
        lean[np.unique(labels[part & ~inside & ~hidden])] = True
        whole = np.zeros(count, bool)
        whole[np.unique(labels[part & inside])] = True
        own |= whole & ~lean
        own[0] = False
        out[window] |= own[labels] & inside & ~hidden
    return Image.fromarray(out)
