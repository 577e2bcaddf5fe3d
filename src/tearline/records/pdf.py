"""PDF files: how many pages of what size, and each page's text from its layer, its pixels, or both.

Promises: born-digital words are kept exactly, each confirmed by the page's pixels; text that is
there but does not show is kept apart as hidden, with how; what only the pixels show is read by OCR.
A page that is one scanned image is read by OCR alone: a layer made by someone else's OCR is neither
text nor a finding, except where it holds words that the image blacks or whites out.
"""

from __future__ import annotations

import mmap
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tearline.errors import FileRefusedError
from tearline.model.page import Page
from tearline.records import confirm, ocr, versions
from tearline.records.carried import carried
from tearline.records.evidence import gather
from tearline.records.layer import area_of, read_layer, shown_box
from tearline.records.notes import unseen_notes
from tearline.records.pdf_pixels import (
    check_images,
    opened,
    page_units,
    pictures,
    raster_of,
    render_dpi,
)
from tearline.records.raster import check_pages

NAME = "pdf"


def survey_pdf(path: str, name: str) -> tuple[tuple[int, int], ...]:
    """Return each page's (width, height) in 1/100 points; opens every page, decodes none.

    Raises FileRefusedError: password, truncated, damaged, too many pixels, too many pages.
    """
    remedy = "Get the file again from where it came from, or print it to a new PDF and add that"
    whole = _is_whole(path)
    reason = "damaged" if whole else "truncated"
    msg = f"{name} is {'damaged' if whole else 'incomplete: its end is missing'}"
    if not whole:
        raise FileRefusedError(reason, msg, remedy)
    sizes: list[tuple[int, int]] = []
    try:
        with opened(path) as document:
            check_pages(len(document), name)
            for index in range(len(document)):
                page = document[index]
                what = f"Page {index + 1} of {name}"
                check_images(page, what)
                render_dpi(page, what)
                sizes.append(page_units(page))
                page.close()
    except pdfium.PdfiumError as error:
        if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
            closed = f"{name} opens only with a password"
            remedy = "Save it without the password and add that"
            raise FileRefusedError("password", closed, remedy) from None
        raise FileRefusedError(reason, msg, remedy) from error
    if not sizes:
        raise FileRefusedError(reason, msg, remedy)
    return tuple(sizes)


def read_pdf(path: str, number: int) -> Page:
    """Read page ``number`` (1-based) of a PDF; the first one also tells what the whole file carries."""
    with opened(path) as document:
        page = document[number - 1]
        found = raster_of(page, number)
        layer = read_layer(page)
        drawn = any(glyph.drawn for word in layer.words for glyph in word.glyphs)
        turn = layer.turn if drawn and not found.exact else None
        seen = ocr.read_bitmap(found.image, found.size, turn=turn)
        notes = tuple(unseen_notes(page, found.size, seen.words))
        images = tuple(area_of(shown_box(page, box), found.size) for box in pictures(page))
        if found.exact or confirm.is_scan(layer, images, found.size):
            outcome = confirm.of_scan(layer, found, seen)
        else:
            # The evidence changes the page's objects, so it is gathered last.
            outcome = confirm.of_layer(layer, gather(page), found, seen, images)
    return Page(
        number=number,
        width=found.width,
        height=found.height,
        text=outcome.text,
        words=outcome.words,
        source=outcome.source,
        reader=NAME,
        version=versions.pdf(),
        confidence=outcome.confidence,
        turn=seen.turn,
        hidden=outcome.hidden + notes + (carried(path) if number == 1 else ()),
    )


def _is_whole(path: str) -> bool:
    """Say whether a PDF's end is there: an end mark with no object after it.

    pdfium repairs a cut file as far as it goes and would give a page without its lower half.
    """
    with (
        Path(path).open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        end = max(data.rfind(b"%%EOF"), data.rfind(b"startxref"))
        return end >= 0 and data.find(b" obj", end) < 0
