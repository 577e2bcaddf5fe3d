"""The pixels of a PDF page: the page's own scan where it is one, a rendering where it is not.

Promises: a page that is one full-page image, with nothing painted over it, gives the image as
decoded, compared with a rendering so that no mask, palette, clip or hidden layer goes unnoticed;
every other page is rendered with its notes and form fields as a reader's screen shows them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tearline.errors import FileRefusedError, PageFailedError
from tearline.model.area import UNITS_PER_POINT
from tearline.records.raster import Pixels, Raster, as_image, check_pixels

RENDER_DPI = 300
LEAST_DPI = 30
MOST_RENDERED = 40_000_000  # pixels; larger sheets are rendered coarser
_COMPARE_DPI = 100
_MARGIN = 0.02  # of the page's side that the image may leave free
_OVERHANG = 1.0  # points of the image that may lie outside the page
_DIFFERENT = 50  # grey levels between image and rendering, averaged over a few pixels
_EDGE = 3  # pixels of the comparison where the two may end differently
_BLIND_NOTES = frozenset({pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP})
_DEEP = 8  # forms within forms that are looked into


@contextmanager
def opened(path: str) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF (with an empty password where it has one) and its form fields, and close it."""
    document = pdfium.PdfDocument(path)
    try:
        if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
            document.init_forms()
        yield document
    finally:
        document.close()


def page_units(page: pdfium.PdfPage) -> tuple[int, int]:
    """Return the page's (width, height) as shown in 1/100 points."""
    width, height = page.get_size()
    return (max(1, round(width * UNITS_PER_POINT)), max(1, round(height * UNITS_PER_POINT)))


def raster_page(path: str, number: int) -> Raster:
    """Return the pixels of page ``number`` (1-based) of a PDF."""
    with opened(path) as document:
        page = document[number - 1]
        try:
            return raster_of(page, number)
        finally:
            page.close()


def raster_of(page: pdfium.PdfPage, number: int) -> Raster:
    """Return the pixels of an open page; ``number`` is for messages alone."""
    check_images(page, f"Page {number}")
    width, height = page_units(page)
    whole = _whole_image(page)
    if whole is not None:
        own = _own_pixels(page, whole)
        if own is not None:
            return Raster(as_image(own), width, height, exact=True)
    rendered = render(page, render_dpi(page, f"Page {number}"))
    return Raster(as_image(rendered, threshold=True), width, height, exact=False)


def check_images(page: pdfium.PdfPage, what: str) -> None:
    """Refuse a page that holds an image of too many pixels, by the numbers the file states."""
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEP):
        try:
            size = item.get_px_size()
        except pdfium.PdfiumError:
            continue
        check_pixels(size[0], size[1], f"An image on {what[:1].lower()}{what[1:]}")


def render_dpi(page: pdfium.PdfPage, what: str) -> float:
    """Return the resolution to render a page at: 300 dpi, or less for a very large sheet."""
    width, height = page.get_size()
    if not (width > 0 and height > 0):
        msg = f"{what} has no surface"
        raise PageFailedError(msg, "Print the file to a new PDF and add that")
    dpi = min(RENDER_DPI, 72 * math.sqrt(MOST_RENDERED / (width * height)))
    if dpi < LEAST_DPI:
        msg = f"{what} is too large a sheet ({width / 72:.0f} x {height / 72:.0f} inches)"
        raise FileRefusedError(
            "too many pixels", msg, "Save it at a smaller page size and add that"
        )
    return dpi


def render(page: pdfium.PdfPage, dpi: float, *, grey: bool = False) -> Pixels:
    """Render a page on white paper: rows x columns x RGB, or rows x columns where ``grey``."""
    bitmap = page.render(scale=dpi / 72, grayscale=grey, rev_byteorder=not grey)
    # A copy: pdfium's own buffer goes with the bitmap.
    return np.array(bitmap.to_numpy(), dtype=np.uint8)


def pictures(page: pdfium.PdfPage) -> tuple[tuple[float, float, float, float], ...]:
    """Return where images lie on a page: left, bottom, right, top in the page's own points."""
    # Objects within forms give places in the form's own space, so the whole form counts there.
    found = []
    for item in page.get_objects(max_depth=1):
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE or (
            item.type == pdfium_c.FPDF_PAGEOBJ_FORM and _holds_image(item)
        ):
            try:
                found.append(item.get_bounds())
            except pdfium.PdfiumError:
                continue
    return tuple(found)


def text_is_drawn(item: pdfium.PdfObject) -> bool:
    """Say whether a text object is painted at all (render modes 3 and 7 paint nothing)."""
    return pdfium_c.FPDFTextObj_GetTextRenderMode(item) not in {
        pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE,
        pdfium_c.FPDF_TEXTRENDERMODE_CLIP,
    }


def _whole_image(page: pdfium.PdfPage) -> pdfium.PdfImage | None:
    """Return the one image that is the page, if it is the only one and nothing paints over it."""
    for index in range(pdfium_c.FPDFPage_GetAnnotCount(page)):
        note = pdfium_c.FPDFPage_GetAnnot(page, index)
        kind = pdfium_c.FPDFAnnot_GetSubtype(note)
        pdfium_c.FPDFPage_CloseAnnot(note)
        if kind not in _BLIND_NOTES:
            return None
    found: pdfium.PdfImage | None = None
    for item in page.get_objects(max_depth=1):
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            if found is not None or not _covers(page, item):
                return None
            found = item
        elif found is not None and _paints(item):
            return None
    if found is None:
        return None
    deeper = page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=_DEEP)
    return found if sum(1 for _ in deeper) == 1 else None


def _covers(page: pdfium.PdfPage, item: pdfium.PdfImage) -> bool:
    """Say whether an image lies level on the page and fills it."""
    a, b, c, d, e, f = item.get_matrix().get()
    if abs(b) > 1e-3 * abs(a) or abs(c) > 1e-3 * abs(d) or a <= 0 or d <= 0:
        return False
    left, bottom, right, top = page.get_bbox()
    wide, high = right - left, top - bottom
    gaps = ((e - left, wide), (right - e - a, wide), (f - bottom, high), (top - f - d, high))
    return all(-_OVERHANG <= gap <= _MARGIN * side for gap, side in gaps)


def _paints(item: pdfium.PdfObject, deep: int = 0) -> bool:
    """Say whether an object leaves anything on the page."""
    if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
        return text_is_drawn(item)
    if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
        fill, stroke = pdfium_c.c_int(), pdfium_c.c_int()
        known = pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke)
        return not known or bool(fill.value or stroke.value)
    if item.type == pdfium_c.FPDF_PAGEOBJ_FORM and deep < _DEEP:
        return any(_paints(part, deep + 1) for part in _inner(item))
    return True


def _holds_image(item: pdfium.PdfObject, deep: int = 0) -> bool:
    """Say whether a form holds an image, at any depth."""
    return deep < _DEEP and any(
        part.type == pdfium_c.FPDF_PAGEOBJ_IMAGE
        or (part.type == pdfium_c.FPDF_PAGEOBJ_FORM and _holds_image(part, deep + 1))
        for part in _inner(item)
    )


def _inner(form: pdfium.PdfObject) -> Iterator[pdfium.PdfObject]:
    """Yield the objects of a form."""
    for index in range(pdfium_c.FPDFFormObj_CountObjects(form)):
        yield pdfium.PdfObject(pdfium_c.FPDFFormObj_GetObject(form, index), page=form.page)


def _own_pixels(page: pdfium.PdfPage, item: pdfium.PdfImage) -> Pixels | None:
    """Return the image's pixels turned as the page is shown, or None where the page shows
    otherwise.
    """
    try:
        bitmap = item.get_bitmap(render=False)
    except pdfium.PdfiumError:
        return None
    raw = np.array(bitmap.to_numpy(), dtype=np.uint8)
    if raw.ndim == 3:  # noqa: PLR2004 - rows, columns, channels
        if raw.shape[2] == 1:
            raw = raw[:, :, 0]
        elif bitmap.format == pdfium_c.FPDFBitmap_BGRA:
            return None
        else:
            raw = np.ascontiguousarray(raw[:, :, 2::-1])
    turn = page.get_rotation() // 90
    shown = render(page, _COMPARE_DPI, grey=True)
    for pixels in (raw, 255 - raw):
        # A stencil comes out as its mask, which may be the negative of what it paints.
        own = np.ascontiguousarray(np.rot90(_on_paper(page, item, pixels), k=-turn))
        if _alike(own, shown):
            return own
    return None


def _on_paper(page: pdfium.PdfPage, item: pdfium.PdfImage, pixels: Pixels) -> Pixels:
    """Fill up with white, or cut, the few pixels by which the image misses the page's edges."""
    across, _, _, down, e, f = item.get_matrix().get()
    left, bottom, right, top = page.get_bbox()
    wide, high = pixels.shape[1] / across, pixels.shape[0] / down
    gaps = {
        "top": round((top - f - down) * high),
        "bottom": round((f - bottom) * high),
        "left": round((e - left) * wide),
        "right": round((right - e - across) * wide),
    }
    cut = {side: max(0, -gap) for side, gap in gaps.items()}
    height, width = pixels.shape[:2]
    pixels = pixels[cut["top"] : height - cut["bottom"], cut["left"] : width - cut["right"]]
    fill = {side: max(0, gap) for side, gap in gaps.items()}
    if not any(fill.values()):
        return pixels
    white = (255,) * 3
    return np.asarray(
        cv2.copyMakeBorder(pixels, **fill, borderType=cv2.BORDER_CONSTANT, value=white),
        dtype=np.uint8,
    )


def _alike(pixels: Pixels, shown: Pixels) -> bool:
    """Say whether an image, shrunk to a rendering's size, looks like it everywhere."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)  # noqa: PLR2004
    small = cv2.resize(grey, (shown.shape[1], shown.shape[0]), interpolation=cv2.INTER_AREA)
    window, near = (5, 5), np.ones((3, 3), dtype=np.uint8)
    small, seen = cv2.blur(small, window), cv2.blur(shown, window)
    # pdfium lays images on whole pixels, so the two may be off by one: compare with what is near.
    over = cv2.subtract(small, cv2.dilate(seen, near))
    under = cv2.subtract(cv2.erode(seen, near), small)
    far = cv2.max(over, under)[_EDGE:-_EDGE, _EDGE:-_EDGE]
    return bool((far < _DIFFERENT).all())
