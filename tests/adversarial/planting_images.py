"""Pixels of scans: every codec, masks, alternates, thumbnails, stamps and clips (i01 to i16)."""

import io
import zlib

import numpy as np
import symbols
from pikepdf import Array, Dictionary, Name
from PIL import Image
from planting import HEIGHT, LEFT, SECRET_SLOT, WIDTH, case, fill, show
from scanned import (
    Sheet,
    boxed,
    g4_image,
    gray_image,
    jpeg,
    jpeg_image,
    mask_image,
    placed,
    scan_page,
    small,
    stream,
)


def scan(name, shows, catalogue, prove, **options):
    """Register a case of family image, legible pixels only unless said."""
    told = {"family": "image", "searchable": "scan", **options}
    return case(name, shows, catalogue=catalogue, prove=prove, **told)


def image_of(look, number=1, name="/Im1"):
    """Return a page's image as Pillow shows it."""
    return look.image(look.page(number).Resources.XObject[name])


@scan(
    "gray-scan",
    "A gray scan without a text layer; the name is legible pixels.",
    "i01",
    lambda look: look.sees() and image_of(look).mode == "L",
    visible=True,
    ssn=True,
)
def _(plant):
    pdf = plant.pdf()
    scan_page(plant, pdf, gray_image(pdf, Sheet(plant).array()))
    plant.save(pdf)


@scan(
    "gray-scan-under-a-drawn-box",
    "A black rectangle is drawn over the scan; the image below still shows the name.",
    "i02",
    lambda look: look.spread() == 0 and look.reads(image_of(look)),
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant)
    content = placed() + b"\n" + fill(boxed(sheet.box))
    scan_page(plant, pdf, gray_image(pdf, sheet.array()), content)
    plant.save(pdf)


@scan(
    "jpeg-scan",
    "A gray JPEG scan without a text layer.",
    "i03",
    lambda look: look.sees() and look.page().Resources.XObject.Im1.Filter == "/DCTDecode",
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    scan_page(plant, pdf, jpeg_image(pdf, jpeg(Sheet(plant).array(120))))
    plant.save(pdf)


@scan(
    "fax-coded-scan",
    "A bitonal scan in CCITT group 4.",
    "i04",
    lambda look: look.sees() and look.page().Resources.XObject.Im1.Filter == "/CCITTFaxDecode",
    visible=True,
    ssn=True,
)
def _(plant):
    pdf = plant.pdf()
    scan_page(plant, pdf, g4_image(pdf, Sheet(plant).array() < 140))
    plant.save(pdf)


@scan(
    "recognised-text-left-under-a-burnt-scan",
    "The pixels are burnt; the invisible OCR layer below still holds the words.",
    "i05",
    lambda look: look.spread() == 0 and look.has(look.text()),
    searchable="text",
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant, secret=False)
    gray = sheet.array()
    sheet.crop(gray)[:] = 0
    layer = [
        show(LEFT, plant.baseline(slot), text, extra="3 Tr") for slot, text in plant.ordinary()
    ]
    line = f"{plant.before} {plant.text} {plant.after}"
    layer.append(show(LEFT, plant.baseline(SECRET_SLOT), line, extra="3 Tr"))
    scan_page(plant, pdf, gray_image(pdf, gray), placed() + b"\n" + b"\n".join(layer))
    plant.save(pdf)


def burnt(plant, **options):
    """Return (pdf, sheet, clean, burnt): the page with the secret and the page with a solid box."""
    sheet = Sheet(plant, **options)
    clean = sheet.array()
    dark = clean.copy()
    sheet.crop(dark)[:] = 0
    return plant.pdf(), sheet, clean, dark


@scan(
    "alternate-image-not-burnt",
    "The image is burnt; its /Alternates for printing hold the picture as it was.",
    "i06",
    lambda look: (
        look.spread() == 0
        and look.reads(look.image(look.page().Resources.XObject.Im1.Alternates[0].Image))
    ),
)
def _(plant):
    pdf, _, clean, dark = burnt(plant)
    other = Dictionary(Image=gray_image(pdf, clean), DefaultForPrinting=True)
    scan_page(plant, pdf, gray_image(pdf, dark, Alternates=Array([other])))
    plant.save(pdf)


@scan(
    "page-thumbnail-not-burnt",
    "The page is burnt; its embedded thumbnail (/Thumb) was made before.",
    "i07",
    lambda look: look.spread() == 0 and look.reads(look.image(look.page().Thumb)),
)
def _(plant):
    pdf, _, clean, dark = burnt(plant)
    scan_page(plant, pdf, gray_image(pdf, dark), Thumb=gray_image(pdf, small(clean) & 0xF0))
    plant.save(pdf)


@scan(
    "text-as-a-stencil-mask",
    "The whole page is a stencil mask (/ImageMask) painted black.",
    "i08",
    lambda look: look.sees() and bool(look.page().Resources.XObject.Im1.ImageMask),
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    scan_page(plant, pdf, mask_image(pdf, Sheet(plant).array() < 140))
    plant.save(pdf)


@scan(
    "text-in-the-explicit-mask-of-an-image",
    "A plain black picture shows words because its /Mask cuts them out.",
    "i08",
    lambda look: look.sees() and look.page().Resources.XObject.Im1.Mask.ImageMask is True,
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    shape = mask_image(pdf, Sheet(plant).array() < 140)
    black = gray_image(pdf, np.zeros((8, 8), np.uint8), Mask=shape)
    scan_page(plant, pdf, black)
    plant.save(pdf)


@scan(
    "text-in-the-soft-mask-of-an-image",
    "A plain black picture shows words because of its soft mask (/SMask).",
    "i09",
    lambda look: (
        look.sees()
        and look.reads(look.image(look.page().Resources.XObject.Im1.SMask).point(lambda v: 255 - v))
    ),
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    shape = gray_image(pdf, 255 - (Sheet(plant).array() & 0xF0))
    black = gray_image(pdf, np.zeros((8, 8), np.uint8), SMask=shape)
    scan_page(plant, pdf, black)
    plant.save(pdf)


@scan(
    "text-in-an-inline-image",
    "The secret's line is an inline image (BI ID EI) in the page's content.",
    "i10",
    lambda look: look.sees() and b" ID " in look.content(),
    visible=True,
    searchable="text",
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant)
    bits = sheet.crop() >= 140
    data = zlib.compress(np.packbits(bits, axis=1).tobytes(), 9)
    x0, y0, x1, y1 = boxed(sheet.box)
    high, wide = bits.shape
    image = f"q {x1 - x0:.4f} 0 0 {y1 - y0:.4f} {x0:.4f} {y0:.4f} cm\n".encode()
    image += f"BI /W {wide} /H {high} /BPC 1 /CS /G /F [/AHx /Fl] ID ".encode()
    image += data.hex().encode() + b">\nEI Q"
    words = show(LEFT, plant.baseline(SECRET_SLOT), plant.before)
    plant.page(pdf, words + b"\n" + image)
    plant.save(pdf)


@scan(
    "picture-clipped-to-its-upper-part",
    "The picture is longer than what is shown: a clipping path hides its last line.",
    "i12",
    lambda look: look.hidden() and look.reads(image_of(look)),
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant, secret=False, dpi_note=False)
    extra = np.full((sheet.image.height + 150, sheet.image.width), 244, np.uint8)
    extra[: sheet.image.height] = sheet.array()
    strip = Image.fromarray(extra)
    draw = Sheet(plant, dpi_note=False)
    line = draw.crop(draw.array())
    extra = np.array(strip)
    extra[-110 : -110 + line.shape[0], 100 : 100 + line.shape[1]] = line
    tall = HEIGHT * extra.shape[0] / sheet.image.height
    clip = (
        f"q 0 0 {WIDTH} {HEIGHT} re W n {WIDTH} 0 0 {tall:.3f} 0 {HEIGHT - tall:.3f} cm /Im1 Do Q"
    )
    scan_page(plant, pdf, gray_image(pdf, extra), clip.encode())
    plant.save(pdf)


@scan(
    "one-picture-on-two-pages",
    "Two pages draw the same image object; the given area is on the first alone.",
    "i13",
    lambda look: (
        look.sees()
        and look.page(1).Resources.XObject.Im1.objgen == look.page(2).Resources.XObject.Im1.objgen
        and look.reads(look.pixels(2, 200))
    ),
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    image = gray_image(pdf, Sheet(plant).array())
    scan_page(plant, pdf, image)
    scan_page(plant, pdf, image)
    plant.save(pdf)


@scan(
    "letters-showing-through-a-marker",
    "A black marker was drawn on paper and scanned: the letters are a little darker than the marker.",
    "i14",
    lambda look: (
        0 < look.spread() < 60
        and look.reads(
            look.crop(grow=-50).convert("L").point(lambda v: max(0, min(255, 11 * (v - 16))))
        )
    ),
)
def _(plant):
    pdf, sheet, clean, dark = burnt(plant)
    darkness = 244 - np.minimum(sheet.crop(clean), 244)
    sheet.crop(dark)[:] = 38 - darkness // 11
    scan_page(plant, pdf, gray_image(pdf, dark))
    plant.save(pdf)


@scan(
    "hidden-stamp-with-the-name",
    "A stamp annotation with a picture of the name is hidden by its flags.",
    "i15",
    lambda look: (
        look.hidden()
        and int(look.page().Annots[0].F) == 2
        and look.reads(look.image(look.page().Annots[0].AP.N.Resources.XObject.Im1))
    ),
)
def _(plant):
    pdf = plant.pdf()
    sheet = Sheet(plant, secret=False, dpi_note=False)
    line = Sheet(plant, dpi_note=False)
    picture = gray_image(pdf, line.crop(line.array()))
    x0, y0, x1, y1 = boxed(line.box)
    shown = pdf.make_stream(placed(box=(0, 0, x1 - x0, y1 - y0)))
    shown.Type, shown.Subtype = Name.XObject, Name.Form
    shown.BBox = Array([0, 0, round(x1 - x0, 3), round(y1 - y0, 3)])
    shown.Resources = Dictionary(XObject=Dictionary(Im1=picture))
    stamp = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, F=2, AP=Dictionary(N=pdf.make_indirect(shown)),
        Rect=Array([round(v, 3) for v in (x0, y0, x1, y1)]), Name=Name.Draft,
    )  # fmt: skip
    annots = Array([pdf.make_indirect(stamp)])
    scan_page(plant, pdf, gray_image(pdf, sheet.array()), Annots=annots)
    plant.save(pdf)


@scan(
    "letter-shapes-in-a-jbig2-symbol-dictionary",
    "The page is burnt; the JBIG2 dictionary of shapes (/JBIG2Globals) still holds the letters.",
    "i16",
    lambda look: (
        look.spread() == 0
        and look.reads(
            symbols.picture(
                bytes(look.page().Resources.XObject.Im1.DecodeParms.JBIG2Globals.read_bytes())
            )
        )
    ),
)
def _(plant):
    pdf, sheet, clean, dark = burnt(plant)
    high, wide = dark.shape
    shapes = pdf.make_stream(symbols.dictionary(sheet.crop(clean) < 140))
    keys = {
        "ColorSpace": Name.DeviceGray,
        "BitsPerComponent": 1,
        "Filter": Name.JBIG2Decode,
        "DecodeParms": Dictionary(JBIG2Globals=shapes),
    }
    scan_page(plant, pdf, stream(pdf, symbols.page(dark < 140), wide, high, **keys))
    plant.save(pdf)


@scan(
    "jpeg-2000-scan",
    "A gray JPEG 2000 scan without a text layer.",
    "",
    lambda look: look.sees() and look.page().Resources.XObject.Im1.Filter == "/JPXDecode",
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    out = io.BytesIO()
    image = Image.fromarray(Sheet(plant).array(60))
    image.save(out, "JPEG2000", irreversible=True, quality_mode="rates", quality_layers=[24])
    keys = {"ColorSpace": Name.DeviceGray, "Filter": Name.JPXDecode}
    scan_page(plant, pdf, stream(pdf, out.getvalue(), *image.size, **keys))
    plant.save(pdf)
