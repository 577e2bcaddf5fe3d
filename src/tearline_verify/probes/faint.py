"""Faint marks in a withheld place of a JPEG: what its tolerance would let stand, and an eye could lift.

Promises: a coded block of the picture that must be of one shade from edge to edge is that shade, but
for the rounding of its mean; nothing outside such a block has a part in its pixels. Blocks that an
edge or a label runs through ring, and are left to ``areas``. Looks at no page of two values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tearline_verify.areas import Place, burnt, pixel_box
from tearline_verify.leaks import Box, Leak
from tearline_verify.probes.channels import meets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

LEVELS = 6  # grey levels, or levels of a colour, by which a block's rounded mean may be off
GREY, COLOUR = 8, 16  # pixels a side of what is coded by itself
BORDER = 2  # pixels at the edge of a colour block that take colour from the next one


def check(
    file: str,
    page: int,
    image: NDArray[np.uint8],
    size: tuple[int, int],
    black: Sequence[Place],
    white: Sequence[Box],
) -> Iterator[Leak]:
    """Yield a leak for every withheld place with a block that is not of its one shade.

    ``image`` is a decoded JPEG, (height, width) or (height, width, 3); ``size`` in units.
    """
    side, border = (GREY, 0) if image.ndim == 2 else (COLOUR, BORDER)  # noqa: PLR2004 - no colours
    height, width = image.shape[:2]
    high, wide = height // side, width // side
    wanted, where = burnt((height, width), size, black, white)
    cut = np.s_[: high * side, : wide * side]
    due = wanted[cut].reshape(high, side, wide, side)
    even = where[cut].reshape(high, side, wide, side).all(axis=(1, 3))
    even &= due.max(axis=(1, 3)) == due.min(axis=(1, 3))
    shades = due[:, 0, :, 0].astype(np.int16)
    rows, columns = np.nonzero(even)
    faint: list[Box] = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        top, left = row * side + border, column * side + border
        part = image[top : (row + 1) * side - border, left : (column + 1) * side - border]
        if int(np.abs(part.astype(np.int16) - shades[row, column]).max()) > LEVELS:
            faint.append((column * side, row * side, (column + 1) * side, (row + 1) * side))
    for area in (*(area for area, _ in black), *white):
        box = pixel_box(area, (width, height), size)
        many = sum(meets(box, block) for block in faint)
        if many:
            what = f"a withheld place has faint marks in {many} blocks of its picture"
            yield Leak("areas", file, what, page, area)
