"""What a reader's screen shows: pdfium renders the page, and it must be the picture we decoded.

Promises: page count and size agree; the render differs from the decoded image nowhere by more than
scaling explains; withheld places are dark (or white) there too, outside their label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
from PIL import Image

from tearline_verify.areas import Place, label, pixel_box
from tearline_verify.leaks import Box, Leak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

DPI = 100
DARK, LIGHT = 72, 183  # grey levels
BLOCKS = 16  # pixels a side of the squares whose mean shade is compared
APART = 48  # grey levels between two squares' means


def check(
    path: str,
    file: str,
    page: int,
    pages: int,
    size: tuple[int, int],
    image: NDArray[np.uint8],
    places: tuple[Sequence[Place], Sequence[Box]],
) -> Iterator[Leak]:
    """Render page ``page`` (from 1) of the file at ``path`` and compare; ``size`` in units."""
    document = pypdfium2.PdfDocument(path)
    try:
        if len(document) != pages:
            yield Leak("render", file, "pdfium counts other pages")
            return
        sheet = document[page - 1]
        if any(abs(a * 100 - b) > 1 for a, b in zip(sheet.get_size(), size, strict=True)):
            yield Leak("render", file, "pdfium measures another page", page)
        bitmap = sheet.render(scale=DPI / 72, grayscale=True)
        seen = bitmap.to_numpy().copy().reshape(bitmap.height, bitmap.width)
    finally:
        document.close()
    yield from _compare(file, page, seen, image)
    yield from _dark(file, page, seen, size, image.shape[:2], places)


def _compare(
    file: str, page: int, seen: NDArray[np.uint8], image: NDArray[np.uint8]
) -> Iterator[Leak]:
    """Compare the mean shade of every square of the render with the decoded image's."""
    shape = (max(seen.shape[0] // BLOCKS, 1), max(seen.shape[1] // BLOCKS, 1))
    ours = Image.fromarray(image).convert("L").resize(shape[::-1], Image.Resampling.BOX)
    theirs = Image.fromarray(seen).resize(shape[::-1], Image.Resampling.BOX)
    apart = np.abs(np.asarray(ours, np.int16) - np.asarray(theirs, np.int16))
    if int(apart.max()) > APART:
        yield Leak("render", file, "pdfium shows another picture than the one stored", page)


def _dark(
    file: str,
    page: int,
    seen: NDArray[np.uint8],
    size: tuple[int, int],
    stored: tuple[int, int],
    places: tuple[Sequence[Place], Sequence[Box]],
) -> Iterator[Leak]:
    """Check withheld places in the render, a pixel inside their edges, labels left out."""
    black, white = places
    height, width = seen.shape
    dark = np.zeros(seen.shape, bool)
    spared = np.zeros(seen.shape, bool)
    for area, codes in black:
        left, top, right, bottom = pixel_box(area, (width, height), size, grow=0)
        dark[top:bottom, left:right] = True
        dots = list(label(pixel_box(area, (stored[1], stored[0]), size), codes))
        if dots:
            spots = (
                min(x for x, _, _ in dots), min(y for _, y, _ in dots),
                max(x + s for x, _, s in dots), max(y + s for _, y, s in dots),
            )  # fmt: skip
            left, top, right, bottom = pixel_box(spots, (width, height), (stored[1], stored[0]), 2)
            spared[top:bottom, left:right] = True
    for area, _ in black:
        left, top, right, bottom = pixel_box(area, (width, height), size, grow=-2)
        cut = np.s_[top:bottom, left:right]
        part = seen[cut][~spared[cut]]
        if part.size and int(part.max()) > DARK:
            yield Leak("render", file, "a withheld place is not dark when shown", page, area)
    for area in white:
        left, top, right, bottom = pixel_box(area, (width, height), size, grow=-2)
        cut = np.s_[top:bottom, left:right]
        part = seen[cut][~dark[cut]]
        if part.size and int(part.min()) < LIGHT:
            yield Leak("render", file, "a withheld place is not white when shown", page, area)
