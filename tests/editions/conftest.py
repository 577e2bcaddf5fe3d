"""Pages and bitmaps the edition tests share; everything in them is made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from tearline.model.area import Area
from tearline.model.edition import Deletion, PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page, TextSource, Word

LETTER = (61200, 79200)
PIXELS = (850, 1100)  # letter at 100 dpi: quick, and 72 units to the pixel exactly


@pytest.fixture
def bitmap() -> Callable[..., Image.Image]:
    """Make a page image with some ink all over it."""

    def make(mode: str = "1", size: tuple[int, int] = PIXELS, seed: int = 1) -> Image.Image:
        image = Image.new(mode, size, "white" if mode == "RGB" else 255)
        draw = ImageDraw.Draw(image)
        number = seed
        for _ in range(400):
            number = (number * 48271) % 2147483647
            x, y = number % (size[0] - 30), number // 1000 % (size[1] - 20)
            shade = number % 200
            ink = {"1": 0, "L": shade, "RGB": (shade, 255 - shade, number % 256)}[mode]
            draw.rectangle((x, y, x + number % 29, y + number % 13), fill=ink)
        return image

    return make


@pytest.fixture
def layer_page() -> Callable[..., Page]:
    """Make a born-digital page from lines of words: each line 1/2 inch under the one before."""

    def make(lines: list[list[tuple[str, int]]], number: int = 1) -> Page:
        words: list[Word] = []
        text = ""
        for row, line in enumerate(lines):
            text += "\n" if row else ""
            for column, (word, left) in enumerate(line):
                text += " " if column else ""
                area = Area(left, 7200 + 3600 * row, left + 600 * len(word), 8400 + 3600 * row)
                words.append(Word(word, len(text), len(text) + len(word), area, None))
                text += word
        return Page(number, *LETTER, text, tuple(words), TextSource.LAYER, "layer", "1", 100.0)

    return make


@pytest.fixture
def page_view(bitmap: Callable[..., Image.Image]) -> Callable[..., PageView]:
    """Make a view of a page from words laid out along its lines."""
    from tearline.editions import burn

    data = burn.encode(bitmap())

    def make(
        texts: list[str], number: int = 1, turn: int = 0, codes: tuple[str, ...] = ()
    ) -> PageView:
        words, at, along, across = [], 0, 3000, 6000
        for text in texts:
            long = 700 * len(text)
            if along + long > 55000:
                along, across = 3000, across + 2400
            if turn in (0, 180):
                area = Area(along, across, along + long, across + 1200)
            else:
                area = Area(across, along, across + 1200, along + long)
            words.append(Word(text, at, at + len(text), area, 91.27))
            at += len(text) + 1
            along += long + 900
        place = Area(1000, 1000, 5000, 2500)
        gone = (Deletion(number, place, codes, "passage", WidthPolicy.EXACT),) if codes else ()
        text = " ".join(texts)
        if codes:
            mark = f"[{' '.join(codes)}]"
            words.append(Word(mark, at, at + len(mark), place, None))
            text += f" {mark}"
        return PageView(number, *LETTER, data, text, tuple(words), gone, 90.04, turn)

    return make
