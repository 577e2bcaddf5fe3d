"""Which way up a page's text stands, and how far it leans: measured on a small copy of its ink.

Promises cheap answers (a few milliseconds) that are a function of the pixels alone. They are hints:
``ocr`` turns a page only when reading it turned gives clearly better words.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tearline.records.tesseract import Grey

SMALL_DPI = 75
MOST_LEAN = 5.0  # degrees; beyond that a page is not "a little skewed"
_STEP = 0.25
_SIDEWAYS = 1.15  # how much sharper columns must be than rows before a page counts as sideways
_LEAST_INK = 200  # ink pixels of the small copy under which nothing can be said

Points = NDArray[np.float32]
_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


def turned(grey: Grey, turn: int) -> Grey:
    """Return the bitmap turned clockwise by 0, 90, 180 or 270 degrees."""
    return grey if turn == 0 else np.asarray(cv2.rotate(grey, _TURNS[turn]), dtype=np.uint8)


def turned_back(
    box: tuple[int, int, int, int], turn: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return where a box of the turned bitmap lies in the unturned one of ``size`` (width,
    height).
    """
    left, top, right, bottom = box
    width, height = size
    if turn == 90:  # noqa: PLR2004 - the four turns
        return (top, height - right, bottom, height - left)
    if turn == 180:  # noqa: PLR2004
        return (width - right, height - bottom, width - left, height - top)
    if turn == 270:  # noqa: PLR2004
        return (width - bottom, left, width - top, right)
    return box


def small_copy(grey: Grey, dpi: float) -> Grey:
    """Shrink a bitmap to the resolution these measures work at."""
    factor = min(1.0, SMALL_DPI / dpi)
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def lean(small: Grey) -> float:
    """Return by how many degrees clockwise the lines of text lean (0 where it cannot be said)."""
    points = _ink(small)
    if len(points) < _LEAST_INK:
        return 0.0
    return _sharpest(points[:, 1], points[:, 0])[0]


def sideways(small: Grey) -> bool:
    """Say whether the ink lies in columns rather than in lines, as on a page turned by 90
    degrees.
    """
    points = _ink(small)
    if len(points) < _LEAST_INK:
        return False
    rows = _sharpest(points[:, 1], points[:, 0])[1]
    columns = _sharpest(points[:, 0], points[:, 1])[1]
    return columns > _SIDEWAYS * rows


def _ink(small: Grey) -> Points:
    """Return (x, y) of the ink of the small copy, without a margin where scanners leave edges."""
    height, width = small.shape
    margin_x, margin_y = width // 30, height // 30
    inner = small[margin_y : height - margin_y, margin_x : width - margin_x]
    rows, columns = np.nonzero(inner < 170)  # noqa: PLR2004 - thin print is pale once shrunk
    return np.stack([columns, rows], axis=1).astype(np.float32)


def _sharpest(across: Points, along: Points) -> tuple[float, float]:
    """Return the lean in degrees at which lines stand out most, and how much they do."""
    best = (0.0, -1.0)
    for angle in np.arange(-MOST_LEAN, MOST_LEAN + _STEP / 2, _STEP):
        place = across - along * np.float32(np.tan(np.radians(angle)))
        profile = np.bincount((place - place.min()).astype(np.int32)).astype(np.float64)
        sharp = float(np.square(np.diff(profile)).sum())
        # Level wins a near tie: turning a bitmap by a hair only blurs it.
        if sharp > best[1] * (1.02 if angle else 0.98):
            best = (float(angle), sharp)
    return best
