"""Pixels that were hidden badly: part of the blocks, mosaics, blur, colour, low bits, spare rows.

All pages are scans; where the name is still to be guessed at, its area is given and must be burnt.
"""

import io
import zlib

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from planting import HEIGHT, LEFT, SECRET_SLOT, WIDTH, fill, show
from planting_images import burnt, image_of, scan
from scanned import (
    Sheet,
    blurred,
    boxed,
    gray_image,
    jpeg,
    jpeg_image,
    placed,
    scan_page,
    stream,
)


def edges(look):
    """Say whether ink of letters is left along the edges of the area and none inside."""
    gray = np.array(look.crop(grow=0).convert("L")).astype(int)
    middle = gray[12:-12, 12:-12]
    rim = gray[:7]
    return np.ptp(middle) < 30 and np.ptp(rim) > 80


@scan(
    "jpeg-blocks-blackened-but-not-those-at-the-edge",
    "Only whole 8 by 8 blocks within the box were blackened: tops and tails of the letters remain.",
    "",
    edges,
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant)
    gray = sheet.array(80)
    left, top, right, bottom = sheet.box
    gray = np.array(Image.open(io.BytesIO(jpeg(gray, 75))))
    rows = slice(-(-(top + 5) // 8) * 8, (bottom - 5) // 8 * 8)
    columns = slice(-(-(left + 4) // 8) * 8, (right - 4) // 8 * 8)
    gray[rows, columns] = 0
    scan_page(plant, pdf, jpeg_image(pdf, jpeg(gray, 75)))
    plant.save(pdf)


@scan(
    "word-left-in-the-colour-of-a-jpeg",
    "Brightness is even over the area, but the colour planes still hold the letters.",
    "",
    lambda look: (
        np.ptp(np.array(look.crop(grow=-150).convert("L"))) < 40
        and look.reads(look.crop(grow=-60).convert("YCbCr").split()[2].point(lambda v: 255 - v))
    ),
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant)
    gray = sheet.array(80)
    ink = sheet.crop(gray).copy() < 140
    planes = np.stack([gray, np.full_like(gray, 128), np.full_like(gray, 128)], axis=2)
    left, top, right, bottom = sheet.box
    planes[top:bottom, left:right, 0] = 110
    planes[top:bottom, left:right, 2] = np.where(ink, 180, 128)
    colour = np.array(Image.fromarray(planes, "YCbCr").convert("RGB"))
    scan_page(plant, pdf, jpeg_image(pdf, jpeg(colour, 70, subsampling=0)))
    plant.save(pdf)


@scan(
    "name-under-a-mosaic",
    "The name is pixelated in the scan: each square is the mean of what it covers.",
    "",
    lambda look: look.spread() > 20 and not look.sees(),
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant)
    gray = sheet.array()
    crop = sheet.crop(gray)
    for top in range(0, crop.shape[0], 10):
        for left in range(0, crop.shape[1], 10):
            part = crop[top : top + 10, left : left + 10]
            part[:] = int(part.mean())
    scan_page(plant, pdf, gray_image(pdf, gray))
    plant.save(pdf)


@scan(
    "name-under-a-blur",
    "The name is blurred in the scan; a blur can be undone or matched.",
    "",
    lambda look: look.spread() > 8 and not look.sees(),
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant)
    gray = sheet.array()
    sheet.crop(gray)[:] = blurred(sheet.crop(gray), 6) & 0xFE
    scan_page(plant, pdf, gray_image(pdf, gray))
    plant.save(pdf)


@scan(
    "name-in-nearly-white-ink",
    "The name is two grays lighter than the paper: stretching the contrast shows it.",
    "",
    lambda look: (
        0 < look.spread() < 6
        and look.reads(look.crop(grow=-50).convert("L").point(lambda v: 255 if v < 245 else 0))
    ),
)
def _(plant):
    pdf = plant.pdf()
    scan_page(plant, pdf, gray_image(pdf, Sheet(plant, colour=247).array(0)))
    plant.save(pdf)


@scan(
    "name-in-the-lowest-bit-of-the-picture",
    "The lowest bit of every pixel of the paper's foot spells the page's line again.",
    "",
    lambda look: (
        look.hidden()
        and look.reads(
            Image.fromarray(((np.array(image_of(look)) & 1) * 255).astype(np.uint8)).crop(
                (0, 1600, 1200, 1700)
            )
        )
    ),
    covert=True,
)
def _(plant):
    pdf = plant.pdf()
    plain = Sheet(plant, secret=False, dpi_note=False)
    line = Sheet(plant, dpi_note=False)
    gray = (plain.array() & 0xFE) | 1
    ink = line.crop(line.array()) < 140
    spot = gray[1630 : 1630 + ink.shape[0], 200 : 200 + ink.shape[1]]
    spot[ink] &= 0xFE
    scan_page(plant, pdf, gray_image(pdf, gray))
    plant.save(pdf)


@scan(
    "two-palette-entries-of-one-colour",
    "The area is black in every viewer, but its pixels use two palette entries that are both black.",
    "",
    lambda look: (
        look.spread() == 0 and len(set(indexes(look).flatten()[:])) == 3 and palette_reads(look)
    ),
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant)
    gray = sheet.array()
    ink = gray < 140
    index = np.where(ink, 0, 1).astype(np.uint8)
    crop = sheet.crop(index)
    crop[crop == 1] = 2
    table = bytes([10, 10, 10, 244, 244, 244, 10, 10, 10])
    space = Array([Name.Indexed, Name.DeviceRGB, 2, String(table)])
    scan_page(plant, pdf, gray_image(pdf, index, ColorSpace=space))
    plant.save(pdf)


def indexes(look):
    """Return the palette indexes of the page's image."""
    image = look.page().Resources.XObject.Im1
    data = np.frombuffer(image.read_bytes(), np.uint8)
    return data.reshape(int(image.Height), int(image.Width))


def palette_reads(look):
    """Say whether the indexes alone show the name."""
    return look.reads(Image.fromarray((indexes(look) > 0).astype(np.uint8) * 255))


@scan(
    "rows-past-the-declared-height",
    "The image's data hold more rows than its /Height says; the rest shows the line.",
    "",
    lambda look: look.hidden() and look.reads(spare_rows(look)),
)
def _(plant):
    pdf = plant.pdf()
    plain = Sheet(plant, secret=False, dpi_note=False).array()
    line = Sheet(plant, dpi_note=False)
    _, top, _, bottom = line.box
    rest = line.array()[top - 6 : bottom + 6]
    data = zlib.compress(np.vstack([plain, rest]).tobytes(), 9)
    keys = {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 8, "Filter": Name.FlateDecode}
    scan_page(plant, pdf, stream(pdf, data, plain.shape[1], plain.shape[0], **keys))
    plant.save(pdf)


def spare_rows(look):
    """Return the rows of the image's data that its height leaves out."""
    image = look.page().Resources.XObject.Im1
    data = np.frombuffer(image.read_bytes(), np.uint8)
    wide, high = int(image.Width), int(image.Height)
    return Image.fromarray(data[wide * high :].reshape(-1, wide))


@scan(
    "scan-stored-as-a-negative",
    "The picture is stored inverted and a /Decode array turns it back.",
    "",
    lambda look: look.sees() and list(look.page().Resources.XObject.Im1.Decode) == [1, 0],
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    image = gray_image(pdf, 255 - Sheet(plant).array(), Decode=Array([1, 0]))
    scan_page(plant, pdf, image)
    plant.save(pdf)


@scan(
    "scan-cut-into-narrow-strips",
    "The scan is eight-row strips, one image each: no single image holds a whole letter.",
    "",
    lambda look: look.sees() and len(look.page().Resources.XObject) > 200,
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    gray = Sheet(plant).array()
    images, content = Dictionary(), []
    high = gray.shape[0]
    for number, top in enumerate(range(0, high, 8)):
        part = gray[top : top + 8]
        images[f"/S{number}"] = gray_image(pdf, np.ascontiguousarray(part))
        y1 = HEIGHT * (1 - top / high)
        y0 = HEIGHT * (1 - (top + part.shape[0]) / high)
        content.append(placed(f"S{number}", (0, y0, WIDTH, y1)))
    plant.page(pdf, b"\n".join(content), body=False, resources={"/XObject": images})
    plant.options = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
    plant.save(pdf)


@scan(
    "picture-drawn-with-no-opacity",
    "The unburnt scan is drawn over the burnt one with an opacity of zero.",
    "",
    lambda look: look.spread() == 0 and look.reads(image_of(look, name="/Im2")),
)
def _(plant):
    pdf, _, clean, dark = burnt(plant)
    content = placed() + b"\nq /G1 gs " + placed("Im2") + b" Q"
    states = {"/ExtGState": Dictionary(G1=Dictionary(Type=Name.ExtGState, ca=0, CA=0))}
    again = {"Im2": gray_image(pdf, clean)}
    scan_page(plant, pdf, gray_image(pdf, dark), content, images=again, resources=states)
    plant.save(pdf)


@scan(
    "picture-under-a-picture",
    "The unburnt scan is drawn first and a burnt copy of it on top.",
    "",
    lambda look: look.spread() == 0 and look.reads(image_of(look, name="/Im2")),
)
def _(plant):
    pdf, _, clean, dark = burnt(plant)
    content = placed("Im2") + b"\n" + placed()
    scan_page(plant, pdf, gray_image(pdf, dark), content, images={"Im2": gray_image(pdf, clean)})
    plant.save(pdf)


@scan(
    "picture-in-the-resources-never-drawn",
    "The unburnt scan is in the page's resources; the content draws the burnt one alone.",
    "",
    lambda look: (
        look.spread() == 0
        and look.reads(image_of(look, name="/Im0"))
        and b"/Im0" not in look.content()
    ),
)
def _(plant):
    pdf, _, clean, dark = burnt(plant)
    scan_page(plant, pdf, gray_image(pdf, dark), images={"Im0": gray_image(pdf, clean)})
    plant.save(pdf)


@scan(
    "colour-key-makes-the-cover-transparent",
    "A solid patch covers the name, and a second picture behind it is let through by a colour key.",
    "",
    lambda look: look.sees() and "/Mask" in look.page().Resources.XObject.Im2,
    visible=True,
)
def _(plant):
    pdf, _, clean, dark = burnt(plant)
    cover = gray_image(pdf, np.ascontiguousarray(dark), Mask=Array([0, 0]))
    content = placed() + b"\n" + placed("Im2")
    scan_page(plant, pdf, gray_image(pdf, clean), content, images={"Im2": cover})
    plant.save(pdf)


@scan(
    "live-text-under-a-picture",
    "The line is live text, and a picture of an empty line lies over it.",
    "",
    lambda look: look.has(look.text()) and look.spread() < 12,
    family="text",
    searchable="text",
)
def _(plant):
    pdf = plant.pdf()
    box = plant.secret_box()
    x0, y0, x1, y1 = box
    cover = gray_image(pdf, paper(plant, 20, 60))
    images = {"/XObject": Dictionary(Im1=cover)}
    plant.page(pdf, placed(box=(x0 - 2, y0, x1 + 2, y1)), secret=True, resources=images)
    plant.save(pdf)


def paper(plant, rows, columns):
    """Return a patch of nearly white paper."""
    return np.array(
        [[plant.rng.randrange(244, 252) for _ in range(columns)] for _ in range(rows)], np.uint8
    )


@scan(
    "ocr-layer-says-more-than-the-scan",
    "The scan's pixels were never inked there; only the invisible text layer has the line.",
    "i05",
    lambda look: look.has(look.text()) and look.hidden(),
)
def _(plant):
    pdf = plant.pdf()
    gray = Sheet(plant, secret=False, dpi_note=False).array()
    said = show(LEFT, plant.baseline(SECRET_SLOT), f"{plant.before} {plant.text}", extra="3 Tr")
    scan_page(plant, pdf, gray_image(pdf, gray), placed() + b"\n" + said)
    plant.save(pdf)


@scan(
    "scan-half-covered-by-white-paint",
    "White paint drawn over the scan hides the name; the picture below is whole.",
    "i02",
    lambda look: look.spread() == 0 and look.reads(image_of(look)),
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant)
    content = placed() + b"\n" + fill(boxed(sheet.box), "1 g")
    scan_page(plant, pdf, gray_image(pdf, sheet.array()), content)
    plant.save(pdf)
