"""Image files (TIFF with several pages, PNG, JPEG): their sizes, their pixels, their reading.

Promises: sizes come from headers, and an image that is too large is refused before it is decoded;
the orientation a camera or scanner noted is applied; nothing is resampled. A file that states no
sensible resolution is taken as 300 dpi.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from tearline.errors import FileRefusedError
from tearline.model.area import UNITS_PER_INCH
from tearline.model.page import Page, TextSource
from tearline.records import ocr, versions
from tearline.records.raster import MAX_PIXELS, Raster, as_image, check_pages, check_pixels

NAME = "scan"
USUAL_DPI = 300.0
_LEAST_DPI, _MOST_DPI = 50.0, 2400.0
_LARGEST_INCHES = 25.0  # a page beyond this is a wrong dpi note, as cameras write it
_ORIENTATION = 0x0112
_TAIL = 65536  # bytes in which an image's end mark stands, whatever was appended
_SIDE = frozenset({5, 6, 7, 8})  # orientations that swap width and height

# Pillow refuses at twice this number; ours is the limit that counts.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2


def survey_image(path: str, name: str) -> tuple[tuple[int, int], ...]:
    """Return each page's (width, height) in 1/100 points, from the headers alone.

    Raises FileRefusedError: too many pixels, too many pages, truncated, damaged.
    """
    with _opened(path, name) as image:
        count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        check_pages(count, name)
        sizes = []
        for number in range(count):
            image.seek(number)
            check_pixels(*image.size, f"Page {number + 1} of {name}")
            sizes.append(_shown_size(image))
        _check_whole(image, path, name)
    return tuple(sizes)


def raster_image(path: str, page: int) -> Raster:
    """Return the pixels of page ``page`` (1-based) of an image file, upright as its notes say."""
    with _opened(path, "The file") as image:
        if page > 1:
            image.seek(page - 1)
        check_pixels(*image.size, f"Page {page}")
        width, height = _shown_size(image)
        image.load()
        # Pillow turns a TIFF as it decodes it; doing so again would undo it.
        upright = image if image.format == "TIFF" else ImageOps.exif_transpose(image)
        return Raster(_plain(upright), width, height, exact=True)


def read_scan(path: str, page: int) -> Page:
    """Read one page of an image file by OCR."""
    found = raster_image(path, page)
    reading = ocr.read_bitmap(found.image, found.size)
    return Page(
        number=page,
        width=found.width,
        height=found.height,
        text=reading.text,
        words=reading.words,
        source=TextSource.OCR,
        reader=NAME,
        version=versions.scan(),
        confidence=reading.confidence,
        turn=reading.turn,
    )


@contextmanager
def _opened(path: str, name: str) -> Iterator[Image.Image]:
    """Open an image and turn Pillow's many refusals into ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # By file and not by name: Pillow maps a named file and garbles a TIFF that lies on its side.
            with (
                Path(path).open("rb") as file,
                Image.open(file, formats=("TIFF", "PNG", "JPEG")) as image,
            ):
                yield image
        except Image.DecompressionBombError as error:
            msg = f"{name} has too many pixels ({MAX_PIXELS:,} at most)"
            remedy = "Save it at a lower resolution and add that"
            raise FileRefusedError("too many pixels", msg, remedy) from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
            msg = f"{name} is a damaged or incomplete image"
            remedy = "Get the file again from where it came from, or scan the page again"
            raise FileRefusedError(_why(error), msg, remedy) from error


def _why(error: Exception) -> str:
    """Return the reason from the closed list for an error of Pillow's."""
    said = str(error).lower()
    return "truncated" if "truncated" in said or isinstance(error, EOFError) else "damaged"


def _check_whole(image: Image.Image, path: str, name: str) -> None:
    """Refuse a PNG or JPEG whose last bytes are missing; reading would fill the rest with grey."""
    if image.format not in {"PNG", "JPEG"}:
        return
    with Path(path).open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL))
        tail = file.read()
    if (b"IEND" if image.format == "PNG" else b"\xff\xd9") not in tail:
        msg = f"{name} is incomplete: its end is missing"
        raise FileRefusedError("truncated", msg, "Get the file again from where it came from")


def _shown_size(image: Image.Image) -> tuple[int, int]:
    """Return the page's (width, height) in 1/100 points as shown, after the noted orientation."""
    width, height = image.size
    across, down = _dpi(image)
    if max(width / across, height / down) > _LARGEST_INCHES:
        across = down = USUAL_DPI
    size = (
        max(1, round(width * UNITS_PER_INCH / across)),
        max(1, round(height * UNITS_PER_INCH / down)),
    )
    # Pillow already gives a TIFF's size as it will be shown.
    swapped = image.format != "TIFF" and image.getexif().get(_ORIENTATION) in _SIDE
    return (size[1], size[0]) if swapped else size


def _dpi(image: Image.Image) -> tuple[float, float]:
    """Return the stated resolution, or the usual one where there is none or it cannot be true."""
    stated = image.info.get("dpi")
    try:
        across, down = (float(value) for value in stated)  # type: ignore[union-attr]
    except (TypeError, ValueError, ZeroDivisionError):
        return (USUAL_DPI, USUAL_DPI)
    sensible = all(_LEAST_DPI <= value <= _MOST_DPI for value in (across, down))
    return (across, down) if sensible else (USUAL_DPI, USUAL_DPI)


def _plain(image: Image.Image) -> Image.Image:
    """Return an image of any mode as 1, L or RGB, transparency laid on white."""
    if image.mode == "1":
        return image
    if image.mode.startswith(("I", "F")):
        # By the mode, never by the values: the largest one may lie in a withheld place.
        deep = 1 if image.mode == "F" else 257
        values = np.asarray(image, dtype=np.float64)
        return as_image(np.clip(values / deep, 0, 255).astype(np.uint8))
    if image.mode in {"LA", "La", "RGBA", "RGBa", "PA"} or "transparency" in image.info:
        over = image.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        paper.alpha_composite(over)
        image = paper
    if image.mode == "L":
        return as_image(np.asarray(image))
    return as_image(np.asarray(image.convert("RGB")))
