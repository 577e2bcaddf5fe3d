"""Set a text record anew: the visible text on letter pages in our own type, 1 bit, 300 dpi.

Promises: the pages are a function of the visible text and the acknowledged deletions, so identity
with a world where the withheld text was other is complete; every deletion is a box of one size with
its codes; words stand in whole columns, so their boxes are exact. A character the type lacks is
drawn as an empty box and kept in the text.

Does not shape: one character, one column; right-to-left text stands in the order it is stored in.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFont

from tearline.editions import burn
from tearline.editions.glyphless import TYPE
from tearline.editions.lines import ROWS, Piece, Row, paged, width
from tearline.editions.visible import visible
from tearline.editions.withheld import PASSAGE, WHOLE_PAGE
from tearline.model.area import Area
from tearline.model.edition import Deletion, PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tearline.editions.withheld import Withheld

PAGE = (61200, 79200)  # letter, in 1/100 points
PIXELS = (2550, 3300)  # at 300 dpi
CELL = (25, 46)  # pixels of a column and a row
LEFT = 225
TOP = (PIXELS[1] - ROWS * CELL[1]) // 2
TYPE_SIZE = 40  # pixels: 9.6 points, an advance of one column
BASELINE = 36  # pixels under the top of a row
INSET = 2  # pixels a deletion stays inside its columns, so that burning touches no neighbour


def set_pages(
    text: str, withheld: Sequence[Withheld], *, draft: bool = False
) -> Iterator[PageView]:
    """Yield the pages of a text with its withheld spans taken out, numbered from 1."""
    shown, marks = visible(text, withheld)
    for number, rows in enumerate(paged(shown, marks), 1):
        yield _page(number, rows, draft=draft)


def _page(number: int, rows: Sequence[Row], *, draft: bool) -> PageView:
    """Draw one page and say where everything on it stands."""
    image = Image.new("1", PIXELS, 1)
    parts: list[str] = []
    words: list[Word] = []
    deletions: list[Deletion] = []
    at = 0
    for line, row in enumerate(rows):
        top = TOP + line * CELL[1]
        for piece in row.pieces:
            parts.append(piece.text)
            end = at + len(piece.text)
            if not piece.text.isspace():
                area = _area(piece, top)
                words.append(Word(piece.text, at, end, area, None))
                if piece.mark is None:
                    left = LEFT + piece.column * CELL[0]
                    image.paste(_drawn(piece.text, piece.columns), (left, top))
                else:
                    amount = WHOLE_PAGE if piece.mark.whole else PASSAGE
                    codes = piece.mark.codes
                    deletions.append(Deletion(number, area, codes, amount, WidthPolicy.EXACT))
            at = end
        if row.ends and line + 1 < len(rows):
            parts.append("\n")
            at += 1
    if draft:
        image = burn.watermark(image)
    if deletions:
        image = burn.burn(image, PAGE, (), ((d.area, d.codes) for d in deletions))
    return PageView(
        number=number,
        width=PAGE[0],
        height=PAGE[1],
        bitmap=burn.encode(image),
        text="".join(parts),
        words=tuple(words),
        deletions=tuple(deletions),
        confidence=None,
        turn=0,
    )


def _area(piece: Piece, top: int) -> Area:
    """Return the box of a piece: its columns, a deletion's a little less."""
    inset = INSET if piece.mark else 0
    left = LEFT + piece.column * CELL[0]
    right = left + piece.columns * CELL[0]
    box = (left + inset, top + inset, right - inset, top + CELL[1] - inset)
    return Area.of_pixels(box, PIXELS, PAGE)


@lru_cache(maxsize=512)
def _drawn(text: str, columns: int) -> Image.Image:
    """Return a word's bitmap, one character a column; an accent over the character before it."""
    word = Image.new("1", (columns * CELL[0], CELL[1]), 1)
    x = 0
    for index, character in enumerate(text):
        if index and width(character) == 0:
            box = (x - CELL[0], 0, x, CELL[1])
            both = ImageChops.logical_and(word.crop(box), _glyph(character))
            word.paste(both, box)
            continue
        word.paste(_glyph(character), (x, 0))
        x += CELL[0]
    return word


@cache
def _type() -> ImageFont.FreeTypeFont:
    """Return the type, without any shaping engine that this machine may or may not have."""
    path = str(TYPE / "DejaVuSansMono.ttf")
    return ImageFont.truetype(path, TYPE_SIZE, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _glyph(character: str) -> Image.Image:
    """Return a character's cell, black on white, without grey edges."""
    cell = Image.new("1", CELL, 1)
    draw = ImageDraw.Draw(cell)
    draw.fontmode = "1"
    draw.text((0, BASELINE), character, fill=0, font=_type(), anchor="ls")
    return cell
