"""Pixels of a page's image, decoded from the stream that our own walk found in the file.

Promises: the stream holds the image of exactly its size and not one byte more. A fax stream must be,
byte for byte, what encoding its own pixels gives; a JPEG must be of plain segments, its coded data
ending with its last block. Uses Pillow's codecs (libtiff, libjpeg-turbo), not pdfium or qpdf.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops

from tearline_verify import jpeg
from tearline_verify.leaks import GrammarError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tearline_verify.grammar import Picture

MOST_PIXELS = 250_000_000
_STRIP_AT, _ROWS_PER_STRIP, _STRIP_SIZE = 273, 278, 279  # TIFF tags
_SHORT = 3  # TIFF types


def pixels(picture: Picture, stream: bytes) -> NDArray[np.uint8]:
    """Return the decoded image: (height, width) for fax and grey, (height, width, 3) for colour.

    0 is black and 255 white. Raises ``GrammarError`` where the stream is not of our form.
    """
    if picture.width * picture.height > MOST_PIXELS:
        msg = "an image of too many pixels"
        raise GrammarError(msg)
    if picture.codec == "fax":
        return _fax(picture, stream)
    jpeg.check(stream, picture.width, picture.height, 3 if picture.codec == "colour" else 1)
    with Image.open(io.BytesIO(stream), formats=["JPEG"]) as image:
        if image.size != (picture.width, picture.height):
            msg = "an image is not of the size its object says"
            raise GrammarError(msg)
        return np.asarray(image.convert("RGB" if picture.codec == "colour" else "L"))


def _fax(picture: Picture, stream: bytes) -> NDArray[np.uint8]:
    """Decode a Group 4 stream, and check that its pixels encode to the same bytes again."""
    try:
        with Image.open(io.BytesIO(_tiff(picture, stream)), formats=["TIFF"]) as code:
            code.load()
            again = _group4(code)
            ink = np.asarray(code.convert("L"))
    except (OSError, SyntaxError, ValueError):
        raise GrammarError("the image's stream does not decode to its size") from None
    if again != stream:
        raise GrammarError("the image's stream holds more than its pixels, or codes them otherwise")
    return ink ^ np.uint8(255)


def encoded(bits: Image.Image) -> bytes:
    """Return the one Group 4 stream that libtiff makes of a 1-bit image (0 is black)."""
    return _group4(ImageChops.invert(bits))


def _group4(code: Image.Image) -> bytes:
    """Return the Group 4 stream of an image whose 1 is the code's black."""
    out = io.BytesIO()
    code.save(out, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: code.height})
    written = out.getvalue()
    (first,) = struct.unpack_from("<I", written, 4)
    (count,) = struct.unpack_from("<H", written, first)
    found = {}
    for entry in range(count):
        tag, kind, _, value = struct.unpack_from("<HHII", written, first + 2 + 12 * entry)
        found[tag] = value & 0xFFFF if kind == _SHORT else value
    return written[found[_STRIP_AT] : found[_STRIP_AT] + found[_STRIP_SIZE]]


def _tiff(picture: Picture, stream: bytes) -> bytes:
    """Return a little TIFF file around a bare Group 4 stream (1 will be the code's black)."""
    entries = (
        (256, 4, picture.width), (257, 4, picture.height), (258, 3, 1), (259, 3, 4), (262, 3, 1),
        (273, 4, 8 + 2 + 9 * 12 + 4), (277, 3, 1), (278, 4, picture.height), (279, 4, len(stream)),
    )  # fmt: skip
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    head = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries))
    return head + directory + b"\0\0\0\0" + stream
