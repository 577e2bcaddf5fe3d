"""The pixels of a page are the scan's own where the page is a scan, and refused when too many."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pikepdf
import pytest
from drawing import bitmap, scanned_pdf, units
from PIL import Image
from reportlab.pdfgen import canvas

from tearline.errors import FileRefusedError, UsageError
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.records.raster import raster

PAGE, _ = bitmap()


def _pixels(image):
    return np.asarray(image.convert("L"))


@pytest.mark.parametrize("codec", ["flate", "ccitt"])
@pytest.mark.parametrize(
    ("rotate", "turn"),
    [
        (0, None),
        (90, Image.Transpose.ROTATE_270),
        (180, Image.Transpose.ROTATE_180),
        (270, Image.Transpose.ROTATE_90),
    ],
)
def test_a_scan_gives_its_own_bits(tmp_path, codec, rotate, turn):
    path = scanned_pdf(tmp_path / "scan.pdf", PAGE, rotate=rotate, codec=codec)
    found = raster(str(path), MediaType.PDF, 1)
    expected = PAGE if turn is None else PAGE.transpose(turn)
    assert found.exact
    assert found.image.mode == "1"
    assert (_pixels(found.image) == _pixels(expected)).all()
    assert found.size == units(expected)


@pytest.mark.parametrize(
    "keys",
    [
        {"Decode": pikepdf.Array([1, 0])},
        {"ImageMask": True},
        {"ImageMask": True, "Decode": pikepdf.Array([1, 0])},
        {
            "ColorSpace": pikepdf.Array(
                [pikepdf.Name.Indexed, pikepdf.Name.DeviceGray, 1, pikepdf.String(b"\xff\x00")]
            )
        },
        {
            "ColorSpace": pikepdf.Array(
                [
                    pikepdf.Name.Indexed,
                    pikepdf.Name.DeviceRGB,
                    1,
                    pikepdf.String(b"\x00\x00\x00\xff\xff\xff"),
                ]
            )
        },
    ],
    ids=["decode", "mask", "mask-decode", "palette-inverted", "palette"],
)
def test_inverted_and_masked_scans_look_as_they_are_shown(tmp_path, keys):
    path = scanned_pdf(tmp_path / "scan.pdf", PAGE, **keys)
    found = raster(str(path), MediaType.PDF, 1)
    palette = bytes(keys["ColorSpace"][3]) if "ColorSpace" in keys else b""
    # A stencil paints where its bits are 0, in black: as the image itself would look.
    inverted = "Decode" in keys or palette == b"\xff\x00"
    expected = _pixels(PAGE) if not inverted else 255 - _pixels(PAGE)
    assert found.image.size == PAGE.size
    assert (np.abs(_pixels(found.image).astype(int) - expected) > 128).mean() < 0.01


@pytest.mark.parametrize(
    "extra",
    [
        b"0 g 100 100 80 20 re f",
        b"1 g 30 200 120 12 re f",
        b"BT /F0 12 Tf 50 50 Td (stamped) Tj ET",
    ],
    ids=["box", "white-out", "text"],
)
def test_anything_painted_over_a_scan_makes_it_a_rendering(tmp_path, extra):
    path = scanned_pdf(tmp_path / "scan.pdf", PAGE, extra=extra)
    found = raster(str(path), MediaType.PDF, 1)
    assert not found.exact
    assert found.image.mode == "1"


def test_an_invisible_layer_leaves_a_scan_exact(tmp_path):
    extra = b"BT 3 Tr /F0 12 Tf 50 50 Td (someone's OCR) Tj ET"
    found = raster(str(scanned_pdf(tmp_path / "scan.pdf", PAGE, extra=extra)), MediaType.PDF, 1)
    assert found.exact
    assert (_pixels(found.image) == _pixels(PAGE)).all()


def test_a_page_without_colour_is_grey_and_one_with_colour_is_not(tmp_path):
    sheet = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(300, 300))
    sheet.drawString(50, 200, "Black on white")
    sheet.showPage()
    sheet.setFillGray(0.6)
    sheet.drawString(50, 200, "grey words")
    sheet.showPage()
    sheet.setFillColorRGB(0.8, 0, 0)
    sheet.drawString(50, 200, "red words")
    sheet.save()
    modes = [raster(str(tmp_path / "a.pdf"), MediaType.PDF, n).image.mode for n in (1, 2, 3)]
    assert modes == ["1", "L", "RGB"]


def test_every_page_of_a_tiff_and_its_stated_resolution(tmp_path):
    path = tmp_path / "a.tif"
    pages = [PAGE, PAGE.transpose(Image.Transpose.ROTATE_90), Image.new("L", (400, 200), 200)]
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(200, 200), compression="raw")
    found = reader.survey(reader.SurveyJob(str(path), "", "a.tif"))
    assert len(found.sizes) == 3
    assert found.sizes[0] == (PAGE.width * 36, PAGE.height * 36)
    for number, page in enumerate(pages, start=1):
        got = raster(str(path), MediaType.TIFF, number)
        assert got.size == found.sizes[number - 1]
        assert (_pixels(got.image) == _pixels(page)).all()


def test_without_a_sensible_resolution_a_scan_is_300_dpi(tmp_path):
    path = tmp_path / "a.png"
    Image.new("1", (2550, 3300), 1).save(path)
    assert reader.survey(reader.SurveyJob(str(path), "", "a.png")).sizes == ((61200, 79200),)
    Image.new("L", (4000, 3000), 255).save(tmp_path / "b.jpg", dpi=(72, 72))
    (width, _height) = reader.survey(reader.SurveyJob(str(tmp_path / "b.jpg"), "", "b.jpg")).sizes[
        0
    ]
    assert width == 4000 * 24


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_noted_orientation_is_honoured(tmp_path, kind, orientation):
    image = Image.new("L", (60, 40), 255)
    image.paste(0, (0, 0, 20, 10))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a.img"
    image.save(path, kind, exif=exif, dpi=(300, 300))
    media = MediaType.JPEG if kind == "JPEG" else MediaType.TIFF
    found = raster(str(path), media, 1)
    assert found.size == units(found.image)
    assert found.size == reader.survey(reader.SurveyJob(str(path), "", "a")).sizes[0]
    assert found.image.size == ((40, 60) if orientation >= 5 else (60, 40))
    corners = {
        1: (0, 0),
        2: (1, 0),
        3: (1, 1),
        4: (0, 1),
        5: (0, 0),
        6: (1, 0),
        7: (1, 1),
        8: (0, 1),
    }
    right, low = corners[orientation]
    grey = _pixels(found.image)
    assert grey[-3 if low else 2, -3 if right else 2] < 60


def test_a_text_has_no_pixels(tmp_path):
    with pytest.raises(UsageError):
        raster(str(tmp_path / "a.txt"), MediaType.TEXT, 1)


def _huge_png(path):
    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    )


def _huge_tiff(path):
    tags = [
        (256, 4, 1, 40_000),
        (257, 4, 1, 40_000),
        (258, 3, 1, 1),
        (259, 3, 1, 1),
        (262, 3, 1, 1),
        (273, 4, 1, 8),
        (277, 3, 1, 1),
        (278, 4, 1, 40_000),
        (279, 4, 1, 8),
    ]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    path.write_bytes(
        b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + entries + b"\x00" * 12
    )


def _huge_pdf(path):
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(612, 792))
    image = pikepdf.Stream(pdf, b"")
    for key, value in {
        "Type": pikepdf.Name.XObject,
        "Subtype": pikepdf.Name.Image,
        "Width": 40_000,
        "Height": 40_000,
        "BitsPerComponent": 1,
        "ColorSpace": pikepdf.Name.DeviceGray,
    }.items():
        image[f"/{key}"] = value
    pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    pdf.pages[0].Contents = pikepdf.Stream(pdf, b"q 612 0 0 792 0 0 cm /Im0 Do Q")
    pdf.save(path)


def _huge_sheet(path):
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(14_400, 14_400))
    pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 90_000, 90_000])
    pdf.save(path)


@pytest.mark.parametrize("make", [_huge_png, _huge_tiff, _huge_pdf, _huge_sheet])
def test_a_40000_by_40000_image_is_refused_before_it_is_decoded(tmp_path, make):
    path = tmp_path / "huge"
    make(path)
    with pytest.raises(FileRefusedError) as caught:
        reader.survey(reader.SurveyJob(str(path), "", "huge.bin"))
    assert caught.value.reason == "too many pixels"


def test_a_large_sheet_is_rendered_coarser(tmp_path):
    sheet = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=(3600, 3600))
    sheet.drawString(50, 200, "plan")
    sheet.save()
    found = raster(str(tmp_path / "a.pdf"), MediaType.PDF, 1)
    assert found.image.width * found.image.height <= 41_000_000
    assert found.size == (360_000, 360_000)
