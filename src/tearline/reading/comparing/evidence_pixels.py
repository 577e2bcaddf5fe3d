"""What the pixels of a page show at a gap: a box, brackets, blank paper, or the words themselves.

Works on a ``Strip``: one line's stretch of a page with its surroundings, levelled, and scaled so that a
letter is ``PITCH`` pixels wide whatever the scan's resolution, so every size below is one of letters.

Promises: pure. ``INK``, which refutes a finding, is said only where the very shapes of the words are seen,
three letters by three; without an image of the words themselves it is never said. A box with a code in it,
a bracket, a smudge and other words of the same type are not these. Where signs contradict each other it is
``UNCLEAR``.
Does not read: a box is told by its surface or its four sides, not by its code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from tearline.reading.comparing.kinds import Evidence

Grey = NDArray[np.uint8]
Soft = NDArray[np.float32]
PITCH = 16  # pixels of a strip to a letter's width
AROUND = 3 * PITCH  # pixels of surroundings on each side
TALL = 1.9  # of a letter's width: a line's letters with all they reach up and down

_DARK = 0.45  # of the way from paper to ink: from here on a pixel is dark
_WINDOW = 8 * PITCH  # pixels of the words that are looked for at once
_SHIFT = 10  # pixels that they may lie off
_LETTERS_AT_ONCE = 3 * PITCH
_FLAT = 8  # grey levels of spread, below which there is nothing to compare
_LIKE, _EACH_LIKE = 0.75, 0.45  # correlation of shapes that are the same: in the mean, and at least
_FILLED = 0.2  # of the way from paper to ink: from here on a surface is filled
_COVERED = 0.5  # share of a gap that is filled in a box
_SURFACE = 4  # grey levels of spread in a single surface
_SIDE, _POST = 0.85, 0.8  # share of a box's long and short side that is drawn
_CLEAR = 0.1  # share of dark pixels beside the post of a bracket, between its ticks
_SPECK = 0.2  # of a letter's width: smaller dots are dust
_PAPER = 97  # percentile of a strip's levels that is its paper
_DUST = 0.004  # share of dark pixels in blank paper
WIDE = 3.2  # letters: no space between words is wider
_MANY = 0.8  # letters seen, of letters wanted, from which they may be the words


@dataclass(frozen=True, slots=True)
class Strip:
    """A line's stretch: ``grey`` is rows x columns, the gap is ``left`` to ``right``, ``top`` to ``bottom``.

    ``paper`` and ``ink`` are the page's levels, 0-255. ``words`` is the same stretch of the page that has
    the words, laid on this one, None where it cannot be; ``letters`` how many they are, 0 unknown.
    ``placed``: the words' very place is known, not only the room that there is for them.
    """

    grey: Grey
    left: int
    top: int
    right: int
    bottom: int
    paper: float
    ink: float
    words: Grey | None = None
    letters: int = 0
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What one strip shows, and its width; brackets at its ends, sides drawn above and
    below it, and whether letters fill it.
    """

    evidence: Evidence
    width: int
    opens: bool = False
    closes: bool = False
    above: bool = False
    below: bool = False
    full: bool = False


def judged(strips: Sequence[Strip]) -> Evidence:
    """Return what all strips of one gap show together, line by line; NONE without any."""
    seen = [look(strip) for strip in strips]
    whole = sum(one.width for one in seen)
    if not whole:
        return Evidence.NONE

    def share(*kinds: Evidence) -> float:
        return sum(one.width for one in seen if one.evidence in kinds) / whole

    if share(Evidence.INK) == 1:
        return Evidence.INK
    if share(Evidence.INK) > 0:
        return Evidence.UNCLEAR
    boxed, blank = share(Evidence.BOX), share(Evidence.BLANK)
    is_frame = seen[0].above and seen[-1].below and blank >= _COVERED  # around several lines
    if boxed >= _COVERED or (boxed and boxed + blank == 1) or (len(seen) > 1 and is_frame):
        return Evidence.BOX
    if seen[0].opens and seen[-1].closes and not all(one.full for one in seen):
        return Evidence.BRACKET
    return Evidence.BLANK if blank == 1 else Evidence.UNCLEAR


def look(strip: Strip) -> Seen:
    """Return what one strip shows."""
    dark, alike = _dark(strip), _is_alike(strip)
    opens, closes = _bracket(dark, strip, opens=True), _bracket(dark, strip, opens=False)
    above, below = _sides(dark, strip)
    framed = _is_framed(dark, strip)
    inner = dark[strip.top : strip.bottom, strip.left : strip.right]
    width = strip.right - strip.left
    filled, blank = _is_filled(strip, dark), bool(inner.size and inner.mean() <= _DUST)
    if alike:
        kind = Evidence.INK
    elif (filled or blank or framed) and _is_so_beside(strip, boxed=filled or framed):
        kind = Evidence.UNCLEAR
    elif framed or filled:
        kind = Evidence.BOX
    elif blank:
        kind = Evidence.BLANK if strip.placed or width >= WIDE * PITCH else Evidence.UNCLEAR
    else:
        kind = Evidence.UNCLEAR
    full = _is_full(inner, strip.letters)
    return Seen(kind, width, opens, closes, above is not None, below is not None, full)


def _is_so_beside(strip: Strip, *, boxed: bool) -> bool:
    """Say whether the page that has the words looks the same there: white on black, shaded, or faint.

    Then the older reading lost them on a ground that hides nothing.
    """
    if strip.words is None:
        return False
    paper = float(np.percentile(strip.words, _PAPER))
    there = replace(strip, grey=strip.words, words=None, paper=paper)
    dark = _dark(there)
    if boxed:
        return _is_filled(there, dark) or _is_framed(dark, there)
    inner = dark[strip.top : strip.bottom, strip.left : strip.right]
    return bool(inner.mean() <= _DUST)


def _dark(strip: Strip) -> NDArray[np.bool_]:
    """Return which pixels are dark, without dust."""
    level = strip.paper - _DARK * (strip.paper - strip.ink)
    dark = (strip.grey < level).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    if count <= 1:
        return dark.astype(bool)
    size = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keep = size >= _SPECK * PITCH
    keep[0] = False
    return np.asarray(keep[labels], dtype=bool)


def _is_alike(strip: Strip) -> bool | None:
    """Say whether the gap has the very shapes of the words; None where nothing shows those.

    Found at once for some letters (the two pages never lie exactly on each other), then three by three:
    other words of the same type are like these in the whole, and unlike them in some letters.
    """
    if strip.words is None:
        return None
    shapes, there = (
        cv2.GaussianBlur(one, (0, 0), 1.2).astype(np.float32) for one in (strip.words, strip.grey)
    )
    top, bottom = strip.top - 2, strip.bottom + 2
    marks: list[float] = []
    for low, high in _cuts(strip.left, strip.right, _WINDOW):
        at, down, _ = _best(shapes, there, (low, top, high, bottom), _SHIFT, _SHIFT)
        for left, right in _cuts(low, high, _LETTERS_AT_ONCE):
            box = (left, top, right, bottom)
            if shapes[top:bottom, left:right].std() < _FLAT:
                continue  # the white between two words
            marks.append(_best(shapes, there, box, 3, 2, at, down)[2])
    return bool(marks) and min(marks) >= _EACH_LIKE and sum(marks) / len(marks) >= _LIKE


def _cuts(low: int, high: int, size: int) -> list[tuple[int, int]]:
    """Return a stretch cut into pieces of about one size."""
    count = max(1, round((high - low) / size))
    edges = [low + (high - low) * at // count for at in range(count + 1)]
    return list(pairwise(edges))


def _best(
    shapes: Soft,
    there: Soft,
    box: tuple[int, int, int, int],
    across: int,
    down: int,
    at: int = 0,
    by: int = 0,
) -> tuple[int, int, float]:
    """Return how far off a box of ``shapes`` is found, around ``(at, by)``, and how well, -1 to 1."""
    left, top, right, bottom = box
    low, high = max(0, left + at - across), max(0, top + by - down)
    stretch = there[high : bottom + by + down, low : right + at + across]
    wanted = shapes[top:bottom, left:right]
    if stretch.std() < _SURFACE or any(
        a < b for a, b in zip(stretch.shape, wanted.shape, strict=True)
    ):
        return at, by, 0.0
    found = cv2.matchTemplate(stretch, wanted, cv2.TM_CCOEFF_NORMED)
    found = np.where(np.isfinite(found), found, 0.0)
    row, column = divmod(int(found.argmax()), found.shape[1])
    return low + column - left, high + row - top, float(min(1.0, found.max()))


def _is_filled(strip: Strip, dark: NDArray[np.bool_]) -> bool:
    """Say whether the gap is one dark or grey surface, and what is around it is not."""
    side = int(0.9 * PITCH) | 1
    soft = cv2.GaussianBlur(strip.grey, (0, 0), 1.0)
    under = cv2.morphologyEx(soft, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    level = strip.paper - max(16.0, _FILLED * (strip.paper - strip.ink))
    filled = under < level
    rows, columns = slice(strip.top, strip.bottom), slice(strip.left, strip.right)
    inner = filled[rows, columns]
    if not inner.size or max(inner.mean(), dark[rows, columns].mean() / 1.2) < _COVERED:
        return False
    outer = [filled[rows, : max(0, strip.left - PITCH)], filled[rows, strip.right + PITCH :]]
    shares = [part.mean() for part in outer if part.size]
    return not shares or min(shares) <= _COVERED


def _sides(dark: NDArray[np.bool_], strip: Strip) -> tuple[int | None, int | None]:
    """Return the rows at which lines are drawn along the whole gap above and below it, None without."""
    tall = strip.bottom - strip.top
    low, high = max(0, strip.top - tall), strip.bottom - tall // 4
    above = _side(dark[low : strip.top + tall // 4], strip)
    below = _side(dark[high : strip.bottom + tall], strip)
    return (None if above is None else low + above, None if below is None else high + below)


def _is_framed(dark: NDArray[np.bool_], strip: Strip) -> bool:
    """Say whether lines are drawn around the gap on all four sides."""
    above, below = _sides(dark, strip)
    return above is not None and below is not None and _has_posts(dark, strip, above, below)


def _has_posts(dark: NDArray[np.bool_], strip: Strip, above: int, below: int) -> bool:
    """Say whether both ends of two lines are joined: what a white box with an edge looks like."""
    return all(
        _post(dark[above:below, max(0, edge - 2 * PITCH) : edge + 2 * PITCH])
        for edge in (strip.left, strip.right)
    )


def _side(band: NDArray[np.bool_], strip: Strip) -> int | None:
    """Return the row of a band at which a line is drawn along the whole gap, None without one."""
    inset = PITCH // 2
    inner = band[:, strip.left + inset : strip.right - inset]
    if not inner.size:
        return None
    thick = cv2.dilate(inner.astype(np.uint8), np.ones((5, 1), np.uint8))
    shares = thick.mean(axis=1)
    row = int(shares.argmax())
    return row if shares[row] >= _SIDE else None


def _post(band: NDArray[np.bool_]) -> bool:
    """Say whether some column of a band is drawn from top to bottom."""
    if not band.size:
        return False
    thick = cv2.dilate(band.astype(np.uint8), np.ones((1, 3), np.uint8))
    return bool(thick.mean(axis=0).max() >= _POST)


def _bracket(dark: NDArray[np.bool_], strip: Strip, *, opens: bool) -> bool:
    """Say whether a bracket stands at one end of the gap: a tall post with two ticks towards the gap.

    The post may touch letters of the lines above and below.
    """
    tall = strip.bottom - strip.top
    rows = slice(max(0, strip.top - tall), strip.bottom + tall)
    edge = strip.left if opens else dark.shape[1] - strip.right
    seen = (dark if opens else dark[:, ::-1])[rows, max(0, edge - 2 * PITCH) : edge + 3 * PITCH]
    if not seen.size:
        return False
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        seen.astype(np.uint8), connectivity=8
    )
    for one in range(1, count):
        left, up, width, height, _ = (int(value) for value in stats[one])
        is_tall = height >= 0.75 * tall and height >= 1.6 * width
        if is_tall and width <= 1.3 * PITCH:
            shape = labels[up : up + height, left : left + width] == one
            if _has_ticks(shape):
                return True
    return _is_drawn(seen[:, 3 * PITCH // 4 :], tall)


def _has_ticks(shape: NDArray[np.bool_]) -> bool:
    """Say whether a shape is a post on the left with a tick to the right at each end and none between."""
    height, width = shape.shape
    third = max(2, width // 3)
    if width < PITCH // 5 or shape[:, : 2 * third].any(axis=1).mean() < _POST:
        return False
    reach = np.where(shape.any(axis=1), width - 1 - shape[:, ::-1].argmax(axis=1), 0)
    tick = height // 5
    ends = min(int(reach[:tick].max(initial=0)), int(reach[height - tick :].max(initial=0)))
    middle = float(np.median(reach[tick : height - tick]))
    return ends >= 0.75 * (width - 1) and middle <= 0.6 * ends


def _is_drawn(seen: NDArray[np.bool_], tall: int) -> bool:
    """Say whether a post taller than a line, which letters may touch, has ticks to the right."""
    thick = cv2.dilate(seen.astype(np.uint8), np.ones((1, 3), np.uint8))
    posts = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((tall, 1), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(posts, connectivity=8)
    for one in range(1, count):
        left, up, width, height, _ = (int(value) for value in stats[one])
        inner = seen[:, left + width : left + width + PITCH // 3]
        if width > PITCH // 2 or height > 2 * tall or inner.shape[1] < PITCH // 3:
            continue
        tick = max(3, height // 6)
        upper = inner[max(0, up - 3) : up + tick].any(axis=0)
        lower = inner[up + height - tick : up + height + 3].any(axis=0)
        middle = inner[up + 2 * tick : up + height - 2 * tick]
        if upper.all() and lower.all() and middle.size and middle.mean() <= _CLEAR:
            return True
    return False


def _is_full(inner: NDArray[np.bool_], letters: int) -> bool:
    """Say whether there are nearly as many letters as the words have, whichever they are."""
    if not letters or not inner.size:
        return False
    count, _, stats, _ = cv2.connectedComponentsWithStats(inner.astype(np.uint8), connectivity=8)
    wide, high = stats[1:count, cv2.CC_STAT_WIDTH], stats[1:count, cv2.CC_STAT_HEIGHT]
    found = np.ceil(wide[high >= PITCH // 2] / (1.2 * PITCH)).sum()
    return bool(found >= _MANY * letters)
