"""A rendering of a PDF page in which one word lies on the pixels as it would anywhere else.

Promises: two pages that set the same word to a different fraction of a pixel give the same pixels for
it and for what follows it in one run of text; the rest of the line that stands at fixed distances too.
Does not help where a file places each letter by itself, rounded: such roundings stay.
"""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium_c

from tearline.records.layer import shown_box
from tearline.records.pdf_pixels import check_images, opened, render, render_dpi
from tearline.records.raster import as_image

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    from PIL import Image

    from tearline.model.area import Area

# Of a pixel. Not 0: usual advances are multiples of a twentieth of a pixel, and a letter that falls
# on half a pixel would go one way or the other by the last digit of a floating point number.
PHASE = 0.2718


def raster_in_phase(path: str, number: int, area: Area, turn: int) -> Image.Image | None:
    """Render a page moved by part of a pixel, so that a word lies on the pixels as all words do.

    ``area`` is the word's box on the page as shown, ``turn`` how the page stands upright; the page is
    moved along the line, until the origin of the word's first letter is ``PHASE`` of a pixel after a
    whole one. None where no letter of the layer has its middle there. Units and size as in ``raster``.
    """
    with opened(path) as document:
        page = document[number - 1]
        try:
            check_images(page, f"Page {number}")
            origin = _origin(page, area, turn)
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


def _origin(page: pdfium.PdfPage, area: Area, turn: int) -> tuple[float, float] | None:
    """Return where the first letter in an area stands on its base line, in points as shown."""
    textpage = page.get_textpage()
    try:
        first: tuple[float, int] | None = None
        for index in range(textpage.count_chars()):
            if chr(pdfium_c.FPDFText_GetUnicode(textpage, index)).isspace():
                continue
            box = shown_box(page, textpage.get_charbox(index))
            x, y = 50 * (box[0] + box[2]), 50 * (box[1] + box[3])
            if area.left <= x < area.right and area.top <= y < area.bottom:
                place = {0: x, 90: -y, 180: -x, 270: y}[turn]
                if first is None or place < first[0]:
                    first = (place, index)
        if first is None:
            return None
        x_of, y_of = ctypes.c_double(), ctypes.c_double()
        pdfium_c.FPDFText_GetCharOrigin(textpage, first[1], x_of, y_of)
        found = shown_box(page, (x_of.value, y_of.value, x_of.value, y_of.value))
        return found[0], found[1]
    finally:
        textpage.close()
