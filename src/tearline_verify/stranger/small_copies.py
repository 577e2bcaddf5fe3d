"""The small copy of itself that a photograph carries (EXIF), which may show what was painted over.

Promises: each JPEG picture of the file whose small copy shows something else than the picture is told.
A copy that is the same, or of another shape (a camera's black bars), gives nothing. Pictures of an
encrypted file are not looked at.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tearline_verify.leaks import Leak
from tearline_verify.stranger import bounds, carve
from tearline_verify.stranger.case import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tearline_verify.stranger.case import Case

PROBE = "images"
FIRST = 1 << 16  # bytes of a picture's head in which its EXIF part begins
SIDE = 24  # squares a side that are compared
APART = 70  # grey levels
SHAPE = 0.03  # share by which the two may differ in shape
LARGEST = 100_000_000  # pixels
MOST = 500
WHAT = "a picture carries a small copy of itself (EXIF) that shows something else than the picture"


def look(case: Case) -> Iterator[Leak]:
    """Tell of pictures whose small copy differs from them."""
    tried = 0
    for stream in carve.streams(case.raw):
        head = stream.data[:FIRST]
        at = head.find(b"Exif\0\0")
        if not head.startswith(b"\xff\xd8") or at < 0:
            continue
        begin = stream.data.find(b"\xff\xd8\xff", at)
        tried += 1
        if tried > MOST or bounds.over():
            bounds.short("small copies (EXIF) inside pictures, beyond a fixed number")
            return
        if 0 <= begin < 2 * FIRST and _differ(stream.data, stream.data[begin:]):
            yield Leak(PROBE, FILE, WHAT)


def _differ(whole: bytes, small: bytes) -> bool:
    """Say whether two JPEG files of one shape show different things."""
    one, other = _squares(whole), _squares(small)
    if one is None or other is None or abs(one[1] / other[1] - 1) > SHAPE:
        return False
    return bool(np.abs(one[0] - other[0]).max() > APART)


def _squares(data: bytes) -> tuple[NDArray[np.int16], float] | None:
    """Return a picture's mean shade in each of SIDE x SIDE squares, and its width by its height."""
    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(data), formats=["JPEG"]) as image,
        ):
            if image.width * image.height > LARGEST:
                return None
            shape = image.width / image.height
            image.draft("L", (SIDE * 8, SIDE * 8))
            seen = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
            return np.asarray(seen, np.int16), shape
    except Exception:  # noqa: BLE001 - bytes that only look like a picture, told elsewhere
        return None
