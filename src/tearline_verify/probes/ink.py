"""Text without ink: every word of the text layer must stand where the page shows something.

Promises: catches a word left in the text layer over a blank or whitened place. Does not say that the
ink spells the word; ``readagain`` looks at that, on the pages it reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tearline_verify.areas import pixel_box
from tearline_verify.leaks import Box, Leak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

CONTRAST = 24  # grey levels between the lightest and the darkest pixel of a word's box


def check(
    file: str,
    page: int,
    image: NDArray[np.uint8],
    size: tuple[int, int],
    boxes: Sequence[Box],
) -> Iterator[Leak]:
    """Yield a leak for every box (units) in which the image is all of one shade."""
    height, width = image.shape[:2]
    for box in boxes:
        left, top, right, bottom = pixel_box(box, (width, height), size)
        part = image[top:bottom, left:right]
        if not part.size or int(part.max()) - int(part.min()) < CONTRAST:
            yield Leak("ink", file, "text where the page shows nothing", page, box)
