"""Whether a withheld place is one solid shade wherever it is shown, and what it is where it is not.

Promises: inside its edges a place must be flat in every colour channel: not pixelated, not blurred,
nothing faint shining through. One thing may stand on it: a label. Light on dark, it must be legible,
so that reading can tell whether it is what was withheld; dark on light, it must be a code.
Near a label and an edge that a JPEG drew, its ringing is let pass; faint letters there too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import cv2
import numpy as np

from tearline_verify.areas import pixel_box
from tearline_verify.stranger import legible
from tearline_verify.stranger.sheets import grey

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tearline_verify.leaks import Box

EXACT = 1  # grey levels that a solid shade may vary by
FLAT = 6  # and where an image with lossy coding lies
RINGING = 56  # and where a JPEG draws an edge or a label
STRONG = 90  # grey levels from which a pixel is a label's
RING = 9  # pixels at 200 dpi: a JPEG's block at 150 dpi, and its edge
EDGE = 2  # pixels inside the edge that count for nothing
DARK = 110
MOST_LABEL = 0.5  # share of a place that a label may fill
SMALLEST = 4  # pixels a side of a tile
FEWEST = 3  # pixels: fewer are a renderer's rounding
SIDES = tuple(side / 4 for side in range(32 * 4, 3 * 4, -1))  # of a mosaic's tiles, in pixels
BLURRED = 6  # pixels a side from which a tile's edge may be two pixels wide
MOSTLY = 0.9
LONGEST = 96  # pixels
SHADES = 4  # different ones that a mosaic has at least
CODE = re.compile(
    r"(?:redacted|withheld|deleted|sealed|exempt(?:ion)?|sanitized|of|and|foia|usc|pii|"
    r"[a-z]?\d{0,3}[a-z]?|sec(?:tion)?|art(?:icle)?)",
    re.IGNORECASE,
)


def is_code(text: str) -> bool:
    """Say whether a text is nothing but a deletion's marking, such as "(b)(6)" or "redacted"."""
    words = re.findall(r"[^\W_]+", text)
    return bool(words) and all(CODE.fullmatch(word) for word in words)


def fault(
    picture: NDArray[np.uint8], size: tuple[int, int], area: Box, *, coded: bool
) -> str | None:
    """Say what is wrong with a place in a picture of a page of ``size`` units; None: nothing.

    ``coded``: an image with lossy coding lies there.
    """
    height, width = picture.shape[:2]
    left, top, right, bottom = pixel_box(area, (width, height), size, grow=0)
    across = min(EDGE, (right - left - 1) // 2)
    down = min(EDGE, (bottom - top - 1) // 2)
    part = picture[top + down : bottom - down, left + across : right - across]
    if not part.size:
        return "a withheld place lies outside the page"
    return judge(part, coded=coded)


def judge(part: NDArray[np.uint8], *, coded: bool) -> str | None:
    """Say what is wrong with the pixels of one place, its edges left out; None: nothing."""
    shades = np.array(
        [np.bincount(part[:, :, c].ravel(), minlength=256).argmax() for c in range(3)]
    )
    apart = np.abs(part.astype(np.int16) - shades.astype(np.int16)).max(axis=2)
    flat = FLAT if coded else EXACT
    loose = apart > flat
    if int(loose.sum()) < FEWEST:
        return None
    strong = (apart > STRONG).astype(np.uint8)
    reach = RING if coded else EDGE
    near = cv2.dilate(strong, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0
    allowed = np.where(near, 255, flat)
    if coded:
        frame = np.ones(apart.shape, bool)
        frame[RING:-RING, RING:-RING] = False
        allowed = np.where(frame & ~near, RINGING, allowed)
    if int((apart > allowed).sum()) >= FEWEST:
        return _kind(part, apart)
    if not strong.any():
        return None
    return _label(part, shades, strong)


def _label(
    part: NDArray[np.uint8], shades: NDArray[np.intp], strong: NDArray[np.uint8]
) -> str | None:
    """Judge strong shapes on a solid ground: a label, or something else."""
    sheet = grey(part)
    dark = int(shades.max()) < DARK
    if float(strong.mean()) > MOST_LABEL:
        return "a withheld place is not one solid shade"
    seen = np.asarray(255 - sheet, np.uint8) if dark else sheet
    read = " ".join(line.text for line in legible.lines(seen))
    if not dark:
        return None if is_code(read) else "something is drawn or written in a withheld place"
    if not re.search(r"[^\W_]", read) and not _dots(strong):
        return "something that is no legible label shows in a withheld place"
    return None


def _dots(strong: NDArray[np.uint8]) -> bool:
    """Say whether the shapes are small and alike in height, as a label's letters are."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(strong, connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT]
    wide = stats[1:, cv2.CC_STAT_WIDTH]
    return bool(len(heights)) and int(heights.max()) < strong.shape[0] and int(wide.max()) < 120  # noqa: PLR2004


def _kind(part: NDArray[np.uint8], apart: NDArray[np.int16]) -> str:
    """Name what a place that is not solid shows, as far as can be said."""
    if int(apart.max()) <= RINGING:
        return "a withheld place is not quite solid: with contrast raised, shapes show through"
    kind = obscured(grey(part))
    if kind:
        return f"a withheld place is {kind}, not removed: what was there can be worked out"
    return "a withheld place is not one solid shade"


def obscured(sheet: NDArray[np.uint8]) -> str:
    """Return "pixelated" or "blurred" where a grey patch is one of them; else an empty string."""
    if tile(sheet):
        return "pixelated"
    if min(sheet.shape) < legible.SMALLEST:
        return ""
    spread = float(sheet.max()) - float(sheet.min())
    steps = np.abs(np.diff(sheet.astype(np.int16), axis=1))
    if spread > 40 and float(steps.max()) < spread / 4:  # noqa: PLR2004 - letters have sharp sides
        return "blurred"
    return ""


def tile(sheet: NDArray[np.uint8], least: int = SHADES) -> int:
    """Return the side of a mosaic's tiles in a grey patch; 0 where it is none.

    Steps between neighbours then stand at every n-th pixel alone, in both directions.
    """
    if min(sheet.shape) < 2 * SMALLEST:
        return 0
    inner = sheet.astype(np.int16)
    shades = np.bincount(sheet.ravel(), minlength=256)
    if int((shades > sheet.size / 200).sum()) < least:
        return 0
    across = (np.abs(np.diff(inner, axis=1)) > 8).sum(axis=0).astype(float)  # noqa: PLR2004
    down = (np.abs(np.diff(inner, axis=0)) > 8).sum(axis=1).astype(float)  # noqa: PLR2004
    for side in SIDES:
        if min(sheet.shape) >= side and _comb(across, side) and _comb(down, side):
            return round(side)
    return 0


def _comb(steps: NDArray[np.float64], side: float) -> bool:
    """Say whether nearly all steps stand at multiples of ``side`` from some place on.

    A picture that was scaled has tiles of no whole number of pixels, and their edges are two wide.
    """
    if len(steps) > LONGEST:  # a side's last fraction adds up over a long row
        most = int(np.convolve(steps, np.ones(LONGEST), "valid").argmax())
        steps = steps[most : most + LONGEST]
    total = float(steps.sum())
    if total <= 0 or len(steps) < side:
        return False
    places = np.arange(len(steps))
    reach = 1 if side >= BLURRED else 0
    for phase in range(int(side)):
        off = np.abs((places - phase + side / 2) % side - side / 2)
        if float(steps[off <= reach + 0.5].sum()) >= MOSTLY * total:
            teeth = np.arange(phase, len(steps), side).round().astype(int)
            met = [steps[max(t - 1, 0) : t + 2].any() for t in teeth if t < len(steps)]
            # A comb of half the side meets as much: at most teeth there must be a step.
            return bool(np.mean(met) >= 0.6)  # noqa: PLR2004
    return False
