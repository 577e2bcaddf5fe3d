"""The one image of a page of a published PDF: decoded, or as the JPEG that it is stored as.

Promises: a bitmap has no more pixels than a page of ours may have; a JPEG is handed out only where it shows
what the page shows: grey or colour as the PDF says, no inverted values, no mask, and it can be decoded whole.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
from PIL import Image

from tearline.records.raster import check_pixels

if TYPE_CHECKING:
    from collections.abc import Iterator

_BITS, _TURN = 8, 0x0112  # bits of a value; the tag of a camera's turn
_CHANGING = ("/Decode", "/SMask", "/Mask", "/DecodeParms", "/ImageMask")
_SPACES = {"/DeviceGray": "L", "/DeviceRGB": "RGB"}


def bitmap(path: Path, number: int) -> Image.Image | None:
    """Return the only image of a page of a PDF, decoded; None where there is no such page.

    Raises whatever a decoder makes of a file that is not ours.
    """
    with _stored(path, number) as stored:
        if stored is None:
            return None
        check_pixels(int(stored.Width), int(stored.Height), path.name)
        image: Image.Image = pikepdf.PdfImage(stored).as_pil_image()
        image.load()
        return image


def is_jpeg(path: Path, number: int) -> bool:
    """Say whether the image of a page is stored as a JPEG that a browser shows as the page does."""
    with _stored(path, number) as stored:
        return stored is not None and _jpeg(stored, path, decoded=False) is not None


def jpeg(path: Path, number: int) -> bytes | None:
    """Return the image of a page as the JPEG it is stored as; None where ``is_jpeg`` is not.

    Raises whatever a decoder makes of a file that is not ours.
    """
    with _stored(path, number) as stored:
        return None if stored is None else _jpeg(stored, path, decoded=True)


def _jpeg(stored: pikepdf.Stream, path: Path, *, decoded: bool) -> bytes | None:
    """Return a stored JPEG, None where it is none or is not shown as it is; ``decoded``: it can be."""
    mode = _SPACES.get(str(stored.get("/ColorSpace")))
    plain = stored.get("/Filter") == "/DCTDecode" and stored.get("/BitsPerComponent") == _BITS
    if mode is None or not plain or any(key in stored for key in _CHANGING):
        return None
    size = int(stored.Width), int(stored.Height)
    check_pixels(*size, path.name)
    data = bytes(stored.read_raw_bytes())
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        # A browser would turn it as its camera said; a page does not.
        if (image.mode, image.size) != (mode, size) or image.getexif().get(_TURN, 1) != 1:
            return None
        if decoded:
            image.load()
    return data


@contextmanager
def _stored(path: Path, number: int) -> Iterator[pikepdf.Stream | None]:
    with pikepdf.open(path) as pdf:
        if not 1 <= number <= len(pdf.pages):
            yield None
            return
        drawn = pdf.pages[number - 1].Resources.XObject.values()
        yield next(one for one in drawn if isinstance(one, pikepdf.Stream))
