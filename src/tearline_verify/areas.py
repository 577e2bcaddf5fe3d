"""The exact burn check: a withheld place must be, pixel for pixel, the solid box and its label.

Promises: computes the burn anew from areas and codes alone and compares it with the decoded image:
no tolerance for 1-bit pages; for JPEG 48 grey levels, two pixels inside the edge. A page's white
(unacknowledged) places are checked in the same way.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from tearline_verify.leaks import Box, Leak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

TOLERANCE = 48
INSIDE = 2
LARGEST_SCALE = 5
Place = tuple[Box, tuple[str, ...]]


def pixel_box(area: Box, pixels: tuple[int, int], page: tuple[int, int], grow: int = 1) -> Box:
    """Return the pixel box that covers an area, grown and clipped: rounded outwards on all sides."""
    (px, py), (width, height) = pixels, page
    left = min(max(area[0] * px // width - grow, 0), px)
    top = min(max(area[1] * py // height - grow, 0), py)
    right = max(min(-(-area[2] * px // width) + grow, px), left)
    bottom = max(min(-(-area[3] * py // height) + grow, py), top)
    return (left, top, right, bottom)


@cache
def atlas() -> dict[str, NDArray[np.bool_]]:
    """Return the 5 x 7 dots of each character of a label."""
    rows = json.loads(files(__package__).joinpath("label_atlas.json").read_text("utf-8"))
    return {c: np.array([[dot == "1" for dot in row] for row in dots]) for c, dots in rows.items()}


def label(box: Box, codes: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield the white squares (left, top, side) of the label of a burnt box; none if too small."""
    text = " ".join(codes)
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    cells = 6 * len(text) + 1
    scale = min((wide - 2) // cells, (high - 2) // 9, LARGEST_SCALE)
    if not text or scale < 1:
        return
    x0 = left + (wide - scale * cells) // 2 + scale
    y0 = top + (high - 9 * scale) // 2 + scale
    for index, char in enumerate(text):
        for cy, cx in zip(*np.nonzero(atlas().get(char, atlas()["?"])), strict=True):
            yield x0 + scale * (6 * index + int(cx)), y0 + scale * int(cy), scale


def burnt(
    shape: tuple[int, int], page: tuple[int, int], black: Sequence[Place], white: Sequence[Box]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Return what the withheld places must look like, and a mask of where (both of ``shape``).

    ``shape`` is (height, width) in pixels, ``page`` (width, height) in units.
    """
    size = (shape[1], shape[0])
    wanted = np.full(shape, 255, np.uint8)
    where = np.zeros(shape, bool)
    for area in white:
        left, top, right, bottom = pixel_box(area, size, page)
        where[top:bottom, left:right] = True
    boxes = [(pixel_box(area, size, page), codes) for area, codes in sorted(black)]
    for (left, top, right, bottom), _ in boxes:
        where[top:bottom, left:right] = True
        wanted[top:bottom, left:right] = 0
    drawn: list[Box] = []
    for box, codes in boxes:
        letters = list(label(box, codes))
        if not letters:
            continue
        # A label that would stand on an earlier one is not drawn.
        around = (
            min(x for x, _, _ in letters),
            min(y for _, y, _ in letters),
            max(x + side for x, _, side in letters),
            max(y + side for _, y, side in letters),
        )
        if any(_cross(around, other) for other in drawn):
            continue
        drawn.append(around)
        for x, y, side in letters:
            wanted[y : y + side, x : x + side] = 255
    return wanted, where


def _cross(first: Box, second: Box) -> bool:
    """Say whether two pixel boxes share a pixel."""
    across = first[0] < second[2] and second[0] < first[2]
    return across and first[1] < second[3] and second[1] < first[3]


def check(
    image: NDArray[np.uint8],
    page: tuple[int, int],
    black: Sequence[Place],
    white: Sequence[Box],
    *,
    exact: bool,
) -> Iterator[tuple[Box, str]]:
    """Yield each withheld area whose pixels are not what they must be, and in what way."""
    height, width = image.shape[:2]
    wanted, _ = burnt((height, width), page, black, white)
    inside = 0 if exact else INSIDE
    for area, kind in [(a, "burnt") for a, _ in black] + [(a, "white") for a in white]:
        left, top, right, bottom = pixel_box(area, (width, height), page)
        # A JPEG's edge blocks ring; its test stays inside, but never shrinks a box away.
        across = min(inside, (right - left - 1) // 2)
        down = min(inside, (bottom - top - 1) // 2)
        cut = np.s_[top + down : bottom - down, left + across : right - across]
        seen, due = image[cut].astype(np.int16), wanted[cut].astype(np.int16)
        if not seen.size:
            yield area, "a withheld place that lies outside the page"
            continue
        if seen.ndim > due.ndim:
            due = due[:, :, None]
        wrong = int((np.abs(seen - due) > (0 if exact else TOLERANCE)).sum())
        if wrong:
            yield (
                area,
                f"a withheld place is not {kind} as it must be: {wrong} of {due.size} pixels",
            )


def leaks(file: str, page: int, found: Iterator[tuple[Box, str]]) -> Iterator[Leak]:
    """Yield what ``check`` found as leaks."""
    for area, what in found:
        yield Leak("areas", file, what, page, area)
