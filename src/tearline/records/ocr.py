"""Reading a bitmap: despeckle, shrink to 200 dpi, Tesseract, and boxes that cover the words' ink.

Promises: a pure function of the pixels outside ``blank`` and of the page's size; every word has a
box in the page as shown and a confidence; ``text[word.start:word.end] == word.text``. Pages that
lie on their side or stand on their head are turned first, skewed ones are straightened, and the
boxes brought back. Does not promise to read handwriting, and words it did not see have no box.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from PIL import Image

from tearline.model.area import UNITS_PER_INCH, Area
from tearline.model.page import Word
from tearline.records.boxes import Ink, components, snap
from tearline.records.orientation import lean, sideways, small_copy, turned, turned_back
from tearline.records.second_look import missed_lines
from tearline.records.tesseract import Grey, PixelBox, RawWord, read_words

NAME = "tesseract"

READ_DPI = 200  # 39 % cheaper than 300 and no worse
COARSE_UNDER = 140  # dpi; enlarging gains .08 to .18 of F1 at 75 to 100 dpi, nothing at 150
_MOST_ENLARGED = 4.0
_OBLONG = 1.1  # pixels this much longer than wide are made square first
_MOST_STRETCHED = 4
SPECK = 14  # pixels of ink at 300 dpi under which a component is dirt to the engine
SECOND_LOOK = True
STRAIGHTEN_FROM = 0.7  # degrees of lean that the engine does not cope with by itself
_SURE = 60.0  # mean confidence of a page that needs no second look
_FEW_LETTERS = 60
_JUNK_UNDER = 30.0
_WORDLIKE = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a bitmap; the fields are as in ``Page``."""

    text: str
    words: tuple[Word, ...]
    confidence: float | None
    turn: int


@dataclass(frozen=True, slots=True)
class _Upright:
    """Words of a bitmap with their boxes in its own pixels, and how far they can be trusted."""

    words: list[RawWord]
    ink: Ink

    @property
    def letters(self) -> int:
        return sum(_letters(w.text) for w in self.words)

    @property
    def mean(self) -> float:
        total = self.letters
        return sum(w.confidence * _letters(w.text) for w in self.words) / total if total else 0.0

    @property
    def sure_letters(self) -> int:
        return sum(_letters(w.text) for w in self.words if w.confidence >= _SURE)


def read_bitmap(
    image: Image.Image,
    page_size: tuple[int, int],
    blank: Sequence[Area] = (),
    *,
    turn: int | None = None,
) -> Reading:
    """Read a bitmap (mode 1, L or RGB) of a page of ``page_size`` (width, height in 1/100 points).

    ``blank`` areas are painted white first, one pixel larger on every side, as burning grows them.
    ``turn`` is how far it must be turned, where the caller knows; else that is found out.
    """
    cv2.setNumThreads(1)
    grey = np.array(image.convert("L"), dtype=np.uint8)
    for area in blank:
        left, top, right, bottom = area.to_pixels(image.size, page_size, grow=1)
        grey[top:bottom, left:right] = 255
    grey = _square(grey, page_size)
    height, width = grey.shape
    dpi = math.sqrt(width * height / (page_size[0] * page_size[1])) * UNITS_PER_INCH
    if turn is None:
        turn, read = _best_turn(grey, dpi)
    else:
        upright = turned(grey, turn)
        read = _read_upright(upright, dpi, small_copy(upright, dpi))
    size = (width, height) if turn in (0, 180) else (height, width)
    boxes = snap(
        [w.box for w in read.words], [w.line for w in read.words], read.ink.stats, size, dpi
    )
    words = [
        replace(word, box=turned_back(box, turn, (width, height)))
        for word, box in zip(read.words, boxes, strict=True)
    ]
    return _assemble(words, (width, height), page_size, turn, read)


def _best_turn(grey: Grey, dpi: float) -> tuple[int, _Upright]:
    """Read a page as it stands and, only where that went badly, as it may have been meant."""
    small = small_copy(grey, dpi)
    read = _read_upright(grey, dpi, small)
    weak = read.mean < _SURE or read.letters < _FEW_LETTERS
    if not weak or len(read.ink.stats) - 1 < _FEW_LETTERS:
        return 0, read
    turn, found = 0, read
    candidates = (90, 270) if sideways(small) else (180,)
    for other in candidates:
        # A strip of the page tells for a fifth of the price whether this turn is worth it.
        sample = _strip(turned(grey, other), dpi)
        trial = _read_upright(sample, dpi, small_copy(sample, dpi))
        if trial.letters < _FEW_LETTERS // 3 or trial.mean < max(_SURE, found.mean + 10):
            continue
        whole = turned(grey, other)
        again = _read_upright(whole, dpi, small_copy(whole, dpi))
        if again.sure_letters > 1.3 * found.sure_letters and again.mean > found.mean:
            turn, found = other, again
    return turn, found


def _square(grey: Grey, page_size: tuple[int, int]) -> Grey:
    """Stretch a bitmap whose pixels are not square (a fax) until they are."""
    height, width = grey.shape
    across, down = width / page_size[0], height / page_size[1]
    if max(across, down) <= _OBLONG * min(across, down):
        return grey
    size = (
        min(round(page_size[0] * max(across, down)), width * _MOST_STRETCHED),
        min(round(page_size[1] * max(across, down)), height * _MOST_STRETCHED),
    )
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _strip(grey: Grey, dpi: float) -> Grey:
    """Return the fifth of the page's height that holds the most ink, in whole rows."""
    rows = small_copy(grey, dpi)
    dark = (rows < 170).sum(axis=1).astype(np.float64)  # noqa: PLR2004 - thin print is pale once shrunk
    # Rows that are dark from edge to edge are rules and shadows, not text.
    dark[dark > rows.shape[1] * 0.6] = 0
    high = max(1, len(dark) // 5)
    sums = np.convolve(dark, np.ones(high), mode="valid")
    first = int(np.argmax(sums)) * grey.shape[0] // len(dark)
    return grey[first : first + high * grey.shape[0] // len(dark)]


def _read_upright(grey: Grey, dpi: float, small: Grey) -> _Upright:
    """Read a bitmap whose lines run level, or nearly; boxes come back in its own pixels."""
    threshold = _threshold(grey)
    ink = components(grey, threshold)
    clean = _despeckled(grey, ink, dpi)
    angle = lean(small)
    if abs(angle) >= STRAIGHTEN_FROM:
        clean, back = _straightened(clean, angle)
    else:
        back = None
    factor = _factor(dpi)
    if factor != 1:
        shape = (
            max(1, round(clean.shape[1] * factor)),
            max(1, round(clean.shape[0] * factor)),
        )
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        clean = np.asarray(cv2.resize(clean, shape, interpolation=way), dtype=np.uint8)
    raw = read_words(clean, round(dpi * factor))
    size = (grey.shape[1], grey.shape[0])
    scale = (
        (size[0] / clean.shape[1], size[1] / clean.shape[0]) if back is None else (1 / factor,) * 2
    )
    words = []
    for word in raw:
        if is_junk(word.text, word.confidence):
            continue
        box = _scaled(word.box, scale)
        box = _clipped(_leaned(box, back) if back is not None else box, size)
        if box[0] < box[2] and box[1] < box[3]:
            words.append(replace(word, box=box))
    if back is None and SECOND_LOOK:
        words = missed_lines(words, clean, ink.stats, 1 / factor, dpi * factor)
        words = [w for w in words if not is_junk(w.text, w.confidence)]
    return _Upright(words, ink)


def _factor(dpi: float) -> float:
    """Return by how much a bitmap is scaled for the engine: down to 200 dpi, up only from far below."""
    if dpi < COARSE_UNDER:
        return min(READ_DPI / dpi, _MOST_ENLARGED)
    return min(1.0, READ_DPI / dpi)


def is_junk(text: str, confidence: float) -> bool:
    """Say whether a token is dirt read as type: hardly believed and without the shape of a word.

    A token with a digit is never junk: losing a number costs more than keeping noise.
    """
    if confidence >= _JUNK_UNDER or any(c.isdigit() for c in text):
        return False
    return not _WORDLIKE.search(text) or _letters(text) * 3 < len(text) * 2


def _threshold(grey: Grey) -> int:
    """Return the grey value under which a pixel is ink: the middle, or Otsu's where it is a
    photo.
    """
    middle = 128
    sample = grey[::4, ::4]
    pure = np.count_nonzero((sample < 48) | (sample > 208))  # noqa: PLR2004 - near black, near white
    if pure >= 0.9 * sample.size:
        return middle
    otsu, _ = cv2.threshold(np.ascontiguousarray(sample), 0, 255, cv2.THRESH_OTSU)
    return int(min(max(otsu, 60), 200))


def _despeckled(grey: Grey, ink: Ink, dpi: float) -> Grey:
    """Paint every component smaller than a speck white."""
    least = SPECK * (dpi / 300) ** 2
    paint = np.where(ink.stats[:, cv2.CC_STAT_AREA] < least, 255, 0).astype(np.uint8)
    paint[0] = 0
    return np.asarray(cv2.bitwise_or(grey, paint[ink.labels]), dtype=np.uint8)


def _straightened(grey: Grey, angle: float) -> tuple[Grey, np.ndarray]:
    """Turn a leaning bitmap level on a larger sheet; also return the way back (2 x 3)."""
    height, width = grey.shape
    away = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(away[0, 0]), abs(away[0, 1])
    wide, high = math.ceil(width * cos + height * sin), math.ceil(width * sin + height * cos)
    away[0, 2] += (wide - width) / 2
    away[1, 2] += (high - height) / 2
    level = cv2.warpAffine(grey, away, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(255,))
    return np.asarray(level, dtype=np.uint8), cv2.invertAffineTransform(away)


def _leaned(box: PixelBox, back: np.ndarray) -> PixelBox:
    """Return the level box around a box of the straightened bitmap, in the leaning one."""
    left, top, right, bottom = box
    corners = np.array([[left, top, 1], [right, top, 1], [left, bottom, 1], [right, bottom, 1]])
    places = corners @ back.T
    low, high = np.floor(places.min(axis=0)), np.ceil(places.max(axis=0))
    return (int(low[0]), int(low[1]), int(high[0]), int(high[1]))


def _scaled(box: PixelBox, scale: tuple[float, float]) -> PixelBox:
    """Return the smallest whole box around a box scaled up."""
    return (
        math.floor(box[0] * scale[0]),
        math.floor(box[1] * scale[1]),
        math.ceil(box[2] * scale[0]),
        math.ceil(box[3] * scale[1]),
    )


def _clipped(box: PixelBox, size: tuple[int, int]) -> PixelBox:
    """Return the part of a box that lies on the bitmap."""
    left, top = max(box[0], 0), max(box[1], 0)
    return (left, top, min(box[2], size[0]), min(box[3], size[1]))


def _letters(text: str) -> int:
    """Count letters and digits, the weight of a word."""
    return sum(c.isalnum() for c in text)


def _assemble(
    raw: list[RawWord],
    pixels: tuple[int, int],
    page_size: tuple[int, int],
    turn: int,
    read: _Upright,
) -> Reading:
    """Join words into a text: a space in a line, a newline after it, an empty line after a
    paragraph.
    """
    parts: list[str] = []
    words: list[Word] = []
    place = 0
    before: RawWord | None = None
    for word in raw:
        if before is not None:
            gap = " " if word.line == before.line else "\n"
            gap = gap if word.paragraph == before.paragraph else "\n\n"
            parts.append(gap)
            place += len(gap)
        end = place + len(word.text)
        area = Area.of_pixels(word.box, pixels, page_size)
        words.append(Word(word.text, place, end, area, word.confidence))
        parts.append(word.text)
        place, before = end, word
    mean = round(read.mean, 2) if words else None
    return Reading("".join(parts), tuple(words), mean, turn)
