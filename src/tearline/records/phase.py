"""What a PDF page's words are like whatever stands beside them: their set places, their own phase.

Promises: two pages that set the same run of text to a different fraction of a pixel give the same
pixels for it; words that are not of one run, as where a file places each by itself, rounded, give
none. A word's set place comes from the file alone: no neighbour's ink has a part in it.

Does not say that the ink lies where the file sets a word, and knows no letter's place within a run.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium_c

from tearline.model.area import Area
from tearline.records.layer import area_of, read_layer, shown_box
from tearline.records.pdf_pixels import check_images, opened, page_units, render, render_dpi
from tearline.records.raster import as_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pypdfium2 as pdfium
    from PIL import Image

# Of a pixel. Not 0: usual advances are multiples of a twentieth of a pixel, and a letter that falls
# on half a pixel would go one way or the other by the last digit of a floating point number.
PHASE = 0.2718


@dataclass(frozen=True, slots=True)
class SetWord:
    """A word of a layer: its letters' box, and ``tall``, as high as its type whatever its letters."""

    text: str
    area: Area
    tall: Area


def set_words(path: str, number: int, turn: int) -> tuple[SetWord, ...]:
    """Return the words of a PDF page's layer where its file sets them, in units as shown.

    ``turn`` is how the page stands upright.
    """
    with opened(path) as document:
        page = document[number - 1]
        try:
            size = page_units(page)
            found = []
            for word in read_layer(page).words:
                tight = [area_of(g.box, size) for g in word.glyphs if g.box is not None]
                loose = [Area.of_points(*g.loose) for g in word.glyphs if g.loose is not None]
                if not tight or not loose:
                    continue
                ink, tall = Area.around(tight), Area.around(loose)
                both = Area.around((ink, tall))
                # As wide as the letters are set, as high as they are.
                if turn in (0, 180):
                    area = Area(both.left, ink.top, both.right, ink.bottom)
                else:
                    area = Area(ink.left, both.top, ink.right, both.bottom)
                found.append(SetWord(word.text, area, tall))
            return tuple(found)
        finally:
            page.close()


def raster_in_phase(path: str, number: int, areas: Sequence[Area], turn: int) -> Image.Image | None:
    """Render a page moved by part of a pixel, so that a run of words lies on the pixels as always.

    ``areas`` are the words' boxes on the page as shown, ``turn`` how the page stands upright; the page
    is moved along the line, until the origin of the first letter is ``PHASE`` of a pixel after a
    whole one. None where no letter of the layer has its middle there, or where the letters are not
    of one piece of text in the file. Units and size as in ``raster``.
    """
    with opened(path) as document:
        page = document[number - 1]
        try:
            check_images(page, f"Page {number}")
            origin = _origin(page, areas, turn)
            if origin is None:
                return None
            dpi = render_dpi(page, f"Page {number}")
            sides = page.get_size()
            along = 0 if turn in (0, 180) else 1
            scale = math.ceil(sides[along] * dpi / 72) / sides[along]
            part = (PHASE - origin[along] * scale) % 1.0 / scale
            _move_content(page, (part, 0.0) if along == 0 else (0.0, part))
            return as_image(render(page, dpi), threshold=True)
        finally:
            page.close()


def _move_content(page: pdfium.PdfPage, way: tuple[float, float]) -> None:
    """Move what an open page shows to the right and down, by points, within its sheet."""
    left, bottom, right, top = page.get_bbox()
    x, y = way
    # The sheet goes the other way, as it lies in the page's own space.
    across, up = {0: (-x, y), 90: (-y, -x), 180: (x, -y), 270: (y, x)}[page.get_rotation()]
    box = (left + across, bottom + up, right + across, top + up)
    page.set_mediabox(*box)
    page.set_cropbox(*box)


def _origin(page: pdfium.PdfPage, areas: Sequence[Area], turn: int) -> tuple[float, float] | None:
    """Return where the first letter in these areas stands on its base line, in points as shown.

    None where there is none, or where they are not all of one text object: each has its own phase.
    """
    textpage = page.get_textpage()
    try:
        first: tuple[float, int] | None = None
        runs = set()
        for index in range(textpage.count_chars()):
            if chr(pdfium_c.FPDFText_GetUnicode(textpage, index)).isspace():
                continue
            box = shown_box(page, textpage.get_charbox(index))
            x, y = 50 * (box[0] + box[2]), 50 * (box[1] + box[3])
            if any(a.left <= x < a.right and a.top <= y < a.bottom for a in areas):
                item = pdfium_c.FPDFText_GetTextObject(textpage, index)
                runs.add(ctypes.cast(item, ctypes.c_void_p).value)
                place = {0: x, 90: -y, 180: -x, 270: y}[turn]
                if first is None or place < first[0]:
                    first = (place, index)
        if first is None or len(runs) != 1:
            return None
        x_of, y_of = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(textpage, first[1], x_of, y_of)
        found = shown_box(page, (x_of.value, y_of.value, x_of.value, y_of.value))
        return found[0], found[1]
    finally:
        textpage.close()
