"""The canonical pixels of a page: the one bitmap that is read, burnt and released.

Promises: a pure function of the file's bytes and the page number. A PDF page that is one full-page
image gives that image's own pixels, never resampled; any other page is rendered. Two-valued pages
are mode 1, pages without colour L, the rest RGB. Refuses what would need too much memory before
decoding.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tearline.errors import FileRefusedError, UsageError
from tearline.model.record import MediaType

MAX_PIXELS = 200_000_000  # of one page image
MAX_PAGES = 20_000  # of one file
_COLOUR = 24  # how far channels may differ before a pixel is coloured
_COLOURED = 20  # so many coloured pixels make a colour page
_BLACK, _WHITE = 64, 192
_FAINT = 236  # paper is lighter than this
_TILE = 24  # pixels: a tile with real greys in it makes a grey page
_TILE_GREYS = 0.12

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Raster:
    """A page's bitmap (mode 1, L or RGB), the page's size in 1/100 points, and whether the
    bitmap is the source's own (``exact``) or a rendering.
    """

    image: Image.Image
    width: int
    height: int
    exact: bool

    @property
    def size(self) -> tuple[int, int]:
        """The page's (width, height) in 1/100 points."""
        return (self.width, self.height)


def raster(path: str, media_type: MediaType, page: int) -> Raster:
    """Return the pixels of page ``page`` (1-based) of a file.

    Raises FileRefusedError for a file that cannot be opened or is too large, UsageError for a text
    file, which has no pixels.
    """
    from tearline.records import pdf_pixels, scan  # noqa: PLC0415 - they use this module's types

    if media_type is MediaType.TEXT:
        msg = "A text file has no pixels"
        raise UsageError(msg)
    if media_type is MediaType.PDF:
        return pdf_pixels.raster_page(path, page)
    return scan.raster_image(path, page)


def check_pixels(width: int, height: int, what: str) -> None:
    """Refuse an image of more than MAX_PIXELS by the numbers in its header."""
    if width * height > MAX_PIXELS:
        msg = f"{what} has too many pixels ({width} x {height}; {MAX_PIXELS:,} at most)"
        raise FileRefusedError("too many pixels", msg, "Save it at a lower resolution and add that")


def check_pages(count: int, name: str) -> None:
    """Refuse a file of more than MAX_PAGES pages."""
    if count > MAX_PAGES:
        msg = f"{name} has too many pages ({count:,}; {MAX_PAGES:,} at most)"
        raise FileRefusedError("too many pages", msg, "Split the file and add its parts")


def without_colour(rgb: Pixels) -> Pixels:
    """Return an RGB array (rows x columns x 3) as grey (rows x columns) where it holds no
    colour.
    """
    red, green, blue = cv2.split(rgb)
    spread = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    if np.count_nonzero(spread > _COLOUR) >= _COLOURED:
        return rgb
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def two_valued(grey: Pixels) -> bool:
    """Say whether every pixel is black or white and nothing else."""
    # Adding 1 wraps white round to 0: what is left over 1 is neither black nor white.
    return not bool((grey + np.uint8(1) > 1).any())


def bitonal(grey: Pixels) -> bool:
    """Say whether a rendered page is black on white, with no greys but those at the edges of
    strokes.

    A grey counts as an edge where both near-black and near-white lie within two pixels. The answer
    is local: one small grey picture, or one word in pale type, makes the page grey.
    """
    near = cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5))
    edge = (cv2.erode(grey, near) < _BLACK) & (cv2.dilate(grey, near) > _WHITE)
    alone = ((grey >= _BLACK) & (grey < _FAINT) & ~edge).astype(np.uint8)
    height, width = alone.shape
    tiles = cv2.resize(
        alone * 255,
        (max(1, width // _TILE), max(1, height // _TILE)),
        interpolation=cv2.INTER_AREA,
    )
    return not bool((tiles > 255 * _TILE_GREYS).any())


def as_image(pixels: Pixels, *, threshold: bool = False) -> Image.Image:
    """Return pixels as the plainest image that holds them; ``threshold`` also reduces edge
    greys.
    """
    grey = without_colour(pixels) if pixels.ndim == 3 else pixels  # noqa: PLR2004 - rows, columns, RGB
    if grey.ndim == 3:  # noqa: PLR2004
        return Image.fromarray(grey)
    if two_valued(grey) or (threshold and bitonal(grey)):
        black_white = cv2.threshold(grey, 159, 255, cv2.THRESH_BINARY)[1]
        return Image.fromarray(np.asarray(black_white, dtype=np.uint8)).convert(
            "1", dither=Image.Dither.NONE
        )
    return Image.fromarray(grey)
