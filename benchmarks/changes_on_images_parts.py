"""Page images altered as archives alter them: spans blanked, pages scanned anew. For changes_on_images.

Promises: everything is drawn from the seed it is given; a page is altered in its pixels alone, and what was
blanked is known by its boxes. A span is one that a reader had read: an OCR sure of it, a word of four letters
in it, no release stamp, no other word under its box, and five words of the page before and behind it.
Does not draw codes, pen strokes or tape, and does not blank handwriting.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from tearline.reading.comparing.kinds import Position
from tearline.reading.comparing.stamps import stamps
from tearline.reading.witnesses.witness import WitnessPage

KINDS = ("1 word", "2 words", "3 words", "4-8 words", "half a line", "1 line", "2 lines", "3 lines")
COUNTS = {"1 word": (1, 1), "2 words": (2, 2), "3 words": (3, 3), "4-8 words": (4, 8)}
STYLES = ("white box, outlined", "black box", "white", "white in brackets")
SURE = 75.0  # confidence of a span's words in the mean, 0 to 100
MARGIN = 5  # words of a page before and behind a span
APART = 14  # words between two spans
PER_PAGE, WORDS_EACH = 6, 40  # spans of a page; words of it for each
_LONG_LINE = 5  # words of a line that counts as one
_GAP = 2.5  # heights of a line between two words of a line: more is another column
_TRIES = 40
_PALE = 180  # grey level from which a pixel is paper

Rect = tuple[int, int, int, int]  # left, top, right, bottom
Pixels = Any  # an array of grey levels, rows x columns


@dataclass(frozen=True, slots=True)
class Span:
    """Words ``first`` to ``last`` of a page's reading that are blanked, and how.

    ``rects`` are its lines in 1/100 points of the page.
    """

    first: int
    last: int
    kind: str
    position: Position
    style: str
    rects: tuple[Rect, ...]


def drawn(rng: random.Random, page: WitnessPage, kinds: Iterator[str]) -> list[Span]:
    """Draw the spans of one page, apart from each other; ``kinds`` says of which length the next is."""
    found: list[Span] = []
    lines = _lines(page)
    for _ in range(min(PER_PAGE, len(page.words) // WORDS_EACH)):
        kind = next(kinds)
        for _ in range(_TRIES):
            ends = _ends(rng, kind, lines)
            if ends is None:
                break
            span = _span(rng, page, kind, *ends)
            if span is not None and all(_is_apart(span, other) for other in found):
                found.append(span)
                break
    return found


def _is_apart(one: Span, other: Span) -> bool:
    return one.first - other.last > APART or other.first - one.last > APART


def _lines(page: WitnessPage) -> list[tuple[int, int]]:
    """Return the first and last word of each line of the reading."""
    if not page.words:
        return []
    starts = [0] + [
        at for at, (one, two) in enumerate(pairwise(page.words), 1)
        if "\n" in page.text[one.end : two.start]
    ]  # fmt: skip
    return list(zip(starts, [at - 1 for at in [*starts[1:], len(page.words)]], strict=True))


def _ends(
    rng: random.Random, kind: str, lines: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    """Return the first and last word of a span of some length, wherever it falls."""
    if kind in COUNTS:
        size = rng.randint(*COUNTS[kind])
        first = rng.randrange(max(1, lines[-1][1] + 2 - size))
        return first, first + size - 1
    long = [at for at, (low, high) in enumerate(lines) if high - low + 1 >= _LONG_LINE]
    if not long:
        return None
    at = rng.choice(long)
    low, high = lines[at]
    if kind == "half a line":
        middle = (low + high) // 2
        return (low, middle) if rng.random() < 0.5 else (middle + 1, high)
    more = int(kind[0]) - 1
    if any(one not in long for one in range(at, at + more + 1)):
        return lines[at]  # too short: its box is refused or it counts as what it is
    return low, lines[at + more][1]


def _span(rng: random.Random, page: WitnessPage, kind: str, first: int, last: int) -> Span | None:
    """Return a span where it is one that a reader had read."""
    words = page.words
    if first < MARGIN or last + MARGIN >= len(words):
        return None
    own = words[first : last + 1]
    if any(word.area is None for word in own):
        return None
    if sum(word.confidence or 0 for word in own) < SURE * len(own):
        return None
    if not any(word.text.isalpha() and len(word.text) >= 4 for word in own):
        return None
    start, end = own[0].start, own[-1].end
    if any(low < end and start < high for low, high in stamps(page.text.lower())):
        return None
    rects = _rects(page, first, last)
    if rects is None or (kind.endswith(("line", "lines")) and kind[0] in "23"
                         and len(rects) != int(kind[0])):  # fmt: skip
        return None
    before = "\n" in page.text[words[first - 1].end : start]
    after = "\n" in page.text[end : words[last + 1].start]
    over = "\n" in page.text[start:end]
    position = (
        Position.LINES if before and after
        else Position.EDGE if before or after or over
        else Position.INSIDE
    )  # fmt: skip
    return Span(first, last, kind, position, rng.choice(STYLES), rects)


def _rects(page: WitnessPage, first: int, last: int) -> tuple[Rect, ...] | None:
    """Return the boxes to blank, line by line; None where they are no lines, or cover other words."""
    lines: list[list[Rect]] = []
    for at in range(first, last + 1):
        area = page.words[at].area
        assert area is not None
        box = (area.left, area.top, area.right, area.bottom)
        if lines and "\n" not in page.text[page.words[at - 1].end : page.words[at].start]:
            gap = box[0] - lines[-1][-1][2]
            if not -(box[3] - box[1]) < gap < _GAP * (box[3] - box[1]):
                return None
            lines[-1].append(box)
        else:
            lines.append([box])
    rects = []
    for line in lines:
        left, top, right, bottom = zip(*line, strict=True)
        rects.append((min(left), min(top), max(right), max(bottom)))
    for at, word in enumerate(page.words):
        if not first <= at <= last and word.area is not None:
            area = word.area
            own = (area.right - area.left) * (area.bottom - area.top)
            if any(_shared((area.left, area.top, area.right, area.bottom), r) > 0.15 * own
                   for r in rects):  # fmt: skip
                return None
    return tuple(rects)


def _shared(one: Rect, two: Rect) -> int:
    """Return how much surface two boxes share."""
    wide, high = (
        min(one[2], two[2]) - max(one[0], two[0]),
        min(one[3], two[3]) - max(one[1], two[1]),
    )
    return max(0, wide) * max(0, high)


def meets(one: Rect, two: Rect) -> bool:
    """Say whether two boxes share any surface."""
    return _shared(one, two) > 0


def blanked(
    rng: random.Random, grey: Pixels, spans: Sequence[Span], size: tuple[int, int]
) -> tuple[Pixels, Pixels]:
    """Return the page with its spans blanked, and the page with them shown.

    Brackets stay on the page that shows the words, as archives leave them. ``size``: 1/100 points.
    """
    old, new = grey.copy(), grey.copy()
    across, down = grey.shape[1] / size[0], grey.shape[0] / size[1]
    for span in spans:
        for rect in span.rects:
            high = (rect[3] - rect[1]) * down
            more = max(2, round(rng.uniform(0.05, 0.15) * high))
            left, right = int(rect[0] * across) - more, int(rect[2] * across) + more
            top, bottom = int(rect[1] * down) - more, int(rect[3] * down) + more
            ends = (left, top), (right, bottom)
            thick = max(2, round(0.06 * high))
            cv2.rectangle(old, *ends, 0 if span.style == "black box" else 255, -1)
            if span.style == "white box, outlined":
                cv2.rectangle(old, *ends, 0, thick)
            if span.style == "white in brackets":
                for page in (old, new):
                    _bracket(page, left, top, bottom, thick, 1)
                    _bracket(page, right, top, bottom, thick, -1)
    return old, new


def _bracket(page: Pixels, x: int, top: int, bottom: int, thick: int, side: int) -> None:
    tick = x + side * max(4, (bottom - top) // 6)
    cv2.line(page, (x, top), (x, bottom), 0, thick)
    cv2.line(page, (x, top), (tick, top), 0, thick)
    cv2.line(page, (x, bottom), (tick, bottom), 0, thick)


def scanned(
    rng: random.Random, grey: Pixels, *, degrees: float, pixels: int, scale: float
) -> Pixels:
    """Return a page as a scanner sees it again: turned, shifted, resampled, soft and noised."""
    high, wide = grey.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), rng.uniform(-degrees, degrees),
                                   rng.uniform(1 - scale, 1 + scale))  # fmt: skip
    turn[:, 2] += [rng.uniform(-pixels, pixels), rng.uniform(-pixels, pixels)]
    page = grey
    if degrees or pixels or scale:
        page = cv2.warpAffine(page, turn, (wide, high), flags=cv2.INTER_LINEAR, borderValue=255)
    page = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.5, 0.9))
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(4, 12), page.shape)
    return np.clip(page.astype(np.float32) + noise, 0, 255).astype(np.uint8)


def written(rng: random.Random, grey: Pixels, stem: Path, dpi: float) -> None:
    """Write a page as one of the files archives publish: black and white, or grey JPEG."""
    resolution = (dpi, dpi)
    if rng.random() < 0.5:
        level = rng.randint(115, 165)
        plain = Image.fromarray(np.where(grey > level, 255, 0).astype(np.uint8))
        plain.convert("1", dither=Image.Dither.NONE).save(
            stem.with_name(stem.name + ".tif"), dpi=resolution, compression="group4"
        )
    else:
        quality = rng.randint(40, 85)
        Image.fromarray(grey).save(
            stem.with_name(stem.name + ".jpg"), dpi=resolution, quality=quality
        )


def shrunk(grey: Pixels, factor: float) -> Pixels:
    """Return a page at another resolution."""
    size = (round(grey.shape[1] * factor), round(grey.shape[0] * factor))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)


def is_blank(grey: Pixels) -> bool:
    """Say whether a page has next to nothing on it."""
    return float((grey < _PALE).mean()) < 0.002
