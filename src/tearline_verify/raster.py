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
_ROWS_PER_STRIP = 278  # TIFF tags
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
        with Image.open(io.BytesIO(_tiff(picture, stream)), formats=["TIFF"]) as image:
            image.load()
            bits = image.convert("1")
    except (OSError, SyntaxError, ValueError):
        msg = "the image's stream does not decode to its size"
        raise GrammarError(msg) from None
    if encoded(bits) != stream:
        msg = "the image's stream holds more than its pixels, or codes them in another way"
        raise GrammarError(msg)
    return np.asarray(bits.convert("L"))


def encoded(bits: Image.Image) -> bytes:
    """Return the one Group 4 stream that libtiff makes of a 1-bit image (black as the code's black)."""
    out = io.BytesIO()
    # Pillow hands libtiff the bits as they are, white as 1; the code calls 1 black, hence the turn.
    ImageChops.invert(bits).save(
        out, "TIFF", compression="group4", tiffinfo={_ROWS_PER_STRIP: bits.height}
    )
    written = out.getvalue()
    (first,) = struct.unpack_from("<I", written, 4)
    (count,) = struct.unpack_from("<H", written, first)
    found = {}
    for entry in range(count):
        tag, kind, _, value = struct.unpack_from("<HHII", written, first + 2 + 12 * entry)
        found[tag] = value & 0xFFFF if kind == _SHORT else value
    return written[found[273] : found[273] + found[279]]


def _tiff(picture: Picture, stream: bytes) -> bytes:
    """Return a little TIFF file around a bare Group 4 stream (white is 0 in the code, as in PDF)."""
    entries = (
        (256, 4, picture.width), (257, 4, picture.height), (258, 3, 1), (259, 3, 4), (262, 3, 0),
        (273, 4, 8 + 2 + 9 * 12 + 4), (277, 3, 1), (278, 4, picture.height), (279, 4, len(stream)),
    )  # fmt: skip
    directory = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    head = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries))
    return head + directory + b"\0\0\0\0" + stream
