"""Scans into files, as archives keep them: one bitmap a page in a PDF, a TIFF of many pages, a JPEG.

Promises files that depend on nothing but the scans: no date, no random id. The bitmap in the file is
the very bitmap of the scan (1-bit kinds), or its JPEG.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image, TiffImagePlugin

from making.copying import Scan

JPEG_QUALITY = 38
STRIP_OFFSETS, ROWS_PER_STRIP, STRIP_SIZES = 273, 278, 279


def fax(image: Image.Image) -> bytes:
    """Return a 1-bit bitmap as one raw CCITT Group 4 stream in which a white pixel is 1."""
    target = io.BytesIO()
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[ROWS_PER_STRIP] = image.height
    # In the stream black runs stand for 0; the TIFF that carries it away says the opposite.
    Image.fromarray(~np.asarray(image)).save(target, "TIFF", compression="group4", tiffinfo=tags)
    with Image.open(io.BytesIO(target.getvalue())) as saved:
        found = saved.tag_v2  # type: ignore[attr-defined]
        (start,), (size,) = found[STRIP_OFFSETS], found[STRIP_SIZES]
    return target.getvalue()[start : start + size]


def jpeg(image: Image.Image, **options: object) -> bytes:
    """Return a grey bitmap as a JPEG."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True, **options)
    return target.getvalue()


def _stream(pdf: Pdf, page: Scan) -> pikepdf.Object:
    image = page.image.rotate(page.rotate, expand=True) if page.rotate else page.image
    if page.codec == "jpeg":
        stream = pdf.make_stream(jpeg(image))
        stream.Filter, stream.ColorSpace, stream.BitsPerComponent = (
            Name.DCTDecode,
            Name.DeviceGray,
            8,
        )
    elif page.codec == "g4":
        stream = pdf.make_stream(fax(image))
        stream.Filter, stream.ColorSpace, stream.BitsPerComponent = (
            Name.CCITTFaxDecode,
            Name.DeviceGray,
            1,
        )
        stream.DecodeParms = Dictionary(K=-1, Columns=image.width, Rows=image.height)
    else:
        stream = pdf.make_stream(zlib.compress(image.tobytes(), 9))
        stream.Filter, stream.ColorSpace, stream.BitsPerComponent = (
            Name.FlateDecode,
            Name.DeviceGray,
            1,
        )
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = image.width, image.height
    return stream


def scanned_pdf(pages: Sequence[Scan]) -> bytes:
    """Return a PDF of one bitmap a page, each filling its page; a page's ``rotate`` is kept."""
    pdf = Pdf.new()
    for page in pages:
        image = _stream(pdf, page)
        wide, high = (
            Decimal(round(int(side) * 7200 / page.dpi)) / 100
            for side in (image.Width, image.Height)
        )
        pdf.add_blank_page(page_size=(wide, high))
        made = pdf.pages[-1]
        made.MediaBox = Array([0, 0, wide, high])
        made.Resources = Dictionary(XObject=Dictionary(Im1=image))
        made.Contents = pdf.make_stream(f"q {wide} 0 0 {high} 0 0 cm /Im1 Do Q".encode())
        if page.rotate:
            made.Rotate = page.rotate
    return saved(pdf)


def saved(pdf: Pdf) -> bytes:
    """Return the bytes of a PDF with an id made from its content."""
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def tiff(pages: Sequence[Scan]) -> bytes:
    """Return a TIFF of many 1-bit pages, Group 4, 300 to the inch."""
    target = io.BytesIO()
    first, *others = [page.image for page in pages]
    first.save(
        target,
        "TIFF",
        save_all=True,
        append_images=others,
        compression="group4",
        dpi=(300, 300),
    )
    return target.getvalue()
