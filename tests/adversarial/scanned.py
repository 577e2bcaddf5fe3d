"""Pages as pixels: a case's lines drawn to a bitmap at 200 dpi, with mild specks, and put in a PDF.

Promises: bitmaps come from (seed, case) alone; the area of the secret covers all its ink. Promises no
likeness to a real scanner.
"""

import hashlib
import io
import zlib

import numpy as np
import outlines
import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from planting import HEIGHT, LEFT, SECRET_SLOT, SIZE, WIDTH

DPI = 200
K = DPI / 72
INK, PAPER = 20, 244
FONT = ImageFont.truetype(str(outlines.FACE), round(11 * K))


def pixels(points: float) -> int:
    """Return points as whole pixels."""
    return round(points * K)


class Sheet:
    """A page as gray pixels; ``box`` is the secret's place in pixels (left, top, right, bottom)."""

    def __init__(self, plant, *, secret=True, dpi_note=True, page=1, colour=INK):
        """Draw the ordinary lines, and the secret's line unless ``secret`` is false."""
        self.plant = plant
        self.image = Image.new("L", (pixels(WIDTH), pixels(HEIGHT)), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        for slot, text in plant.ordinary():
            self.write(LEFT, slot, text)
        start = LEFT + FONT.getlength(plant.before + " ") / K
        end = start + FONT.getlength(plant.text + " ") / K
        self.write(LEFT, SECRET_SLOT, plant.before)
        self.write(end, SECRET_SLOT, plant.after)
        base = HEIGHT - plant.baseline(SECRET_SLOT)
        right = pixels(start) + round(FONT.getlength(plant.text))
        self.start = start
        self.box = (
            pixels(start) - 3,
            pixels(base - 0.85 * SIZE),
            right + 3,
            pixels(base + 0.28 * SIZE),
        )
        if secret:
            self.write(start, SECRET_SLOT, plant.text, colour)
        if dpi_note:
            self.note(page)

    def write(self, x, slot, text, colour=INK):
        """Draw a text on a slot's baseline."""
        y = HEIGHT - self.plant.baseline(slot)
        self.draw.text((pixels(x), pixels(y)), text, font=FONT, fill=colour, anchor="ls")

    def note(self, page=1):
        """Note the secret's box as an area to withhold."""
        self.plant.area_top(page, *(v * 100 / K for v in self.box))

    def noise(self):
        """Return a generator of chance of this case alone."""
        said = f"{self.plant.seed}:{self.plant.case.name}:noise".encode()
        return np.random.default_rng(int.from_bytes(hashlib.sha256(said).digest()[:8], "big"))

    def array(self, specks=300):
        """Return the page as an array of gray, with dark and light specks like dust."""
        gray = np.array(self.image)
        rng = self.noise()
        rows = rng.integers(0, gray.shape[0], specks)
        columns = rng.integers(0, gray.shape[1], specks)
        left, top, right, bottom = self.box
        free = (rows < top) | (rows >= bottom) | (columns < left) | (columns >= right)
        gray[rows[free], columns[free]] = rng.integers(60, 230, int(free.sum()), dtype=np.uint8)
        return gray

    def crop(self, gray=None):
        """Return the secret's box cut out of the page."""
        gray = self.array() if gray is None else gray
        left, top, right, bottom = self.box
        return gray[top:bottom, left:right]


def small(gray, share=0.5):
    """Return a picture at another size."""
    image = Image.fromarray(gray)
    size = (round(image.width * share), round(image.height * share))
    return np.array(image.resize(size, Image.Resampling.LANCZOS))


def blurred(gray, radius):
    """Return a blurred picture."""
    return np.array(Image.fromarray(gray).filter(ImageFilter.GaussianBlur(radius)))


def jpeg(array, quality=60, **options) -> bytes:
    """Return a picture as a JPEG file."""
    out = io.BytesIO()
    Image.fromarray(array).save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def g4(bits) -> bytes:
    """Return CCITT group 4 data of an array that is true where there is ink (black is 1)."""
    image = Image.fromarray(bits)
    out = io.BytesIO()
    image.save(out, "TIFF", compression="group4", tiffinfo={278: image.height})
    tiff = Image.open(io.BytesIO(out.getvalue()))
    start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    return out.getvalue()[start : start + length]


def stream(pdf, data, width, height, **keys):
    """Return an image XObject."""
    made = pikepdf.Stream(pdf, data)
    made.Type, made.Subtype = Name.XObject, Name.Image
    made.Width, made.Height = width, height
    for key, value in keys.items():
        made["/" + key] = value
    return pdf.make_indirect(made)


def gray_image(pdf, gray, **keys):
    """Return a deflated gray image."""
    high, wide = gray.shape
    told = {
        "ColorSpace": Name.DeviceGray,
        "BitsPerComponent": 8,
        "Filter": Name.FlateDecode,
        **keys,
    }
    return stream(pdf, zlib.compress(gray.tobytes(), 9), wide, high, **told)


def jpeg_image(pdf, data, **keys):
    """Return an image of a JPEG file's bytes."""
    image = Image.open(io.BytesIO(data))
    space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    told = {"ColorSpace": space, "BitsPerComponent": 8, "Filter": Name.DCTDecode, **keys}
    return stream(pdf, data, *image.size, **told)


def g4_image(pdf, bits, **keys):
    """Return a bitonal image of an array that is true where there is ink."""
    high, wide = bits.shape
    told = {
        "ColorSpace": Name.DeviceGray,
        "BitsPerComponent": 1,
        "Filter": Name.CCITTFaxDecode,
        "DecodeParms": Dictionary(K=-1, Columns=wide, Rows=high),
        **keys,
    }
    return stream(pdf, g4(bits), wide, high, **told)


def mask_image(pdf, bits):
    """Return a stencil mask that paints where the array is true."""
    high, wide = bits.shape
    data = zlib.compress(np.packbits(~bits, axis=1).tobytes(), 9)
    keys = {"ImageMask": True, "BitsPerComponent": 1, "Filter": Name.FlateDecode}
    return stream(pdf, data, wide, high, **keys)


def placed(name="Im1", box=(0, 0, WIDTH, HEIGHT)) -> bytes:
    """Return content that draws an image into a box in PDF units."""
    x0, y0, x1, y1 = box
    return f"q {x1 - x0:.4f} 0 0 {y1 - y0:.4f} {x0:.4f} {y0:.4f} cm /{name} Do Q".encode()


def scan_page(plant, pdf, image, content=None, **keys):
    """Add a page that is one image over all of it."""
    content = placed() if content is None else content
    images = keys.pop("images", {})
    resources = {"/XObject": Dictionary(Im1=image, **images), **keys.pop("resources", {})}
    return plant.page(pdf, content, body=False, resources=resources, **keys)


def boxed(box):
    """Return a pixel box as a box in PDF units."""
    left, top, right, bottom = (v / K for v in box)
    return left, HEIGHT - bottom, right, HEIGHT - top
