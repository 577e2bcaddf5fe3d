"""Little PDFs of somebody else's making: what hides something in each, and what hides nothing.

Every function returns a file's bytes; boxes are in points from the bottom left, as reportlab has
them. ``PLACE`` is where the secret stands, in 1/100 points from the top left.
"""

from __future__ import annotations

import io
import json

import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

SECRET = "Vexlorand"
LINE = f"The visitor was {SECRET} of the mill"
SIZE = (400, 300)
BOX = (40, 192, 330, 22)  # left, bottom, width, height
PLACE = (4000, 8600, 37000, 10800)
FONT = ImageFont.load_default(size=44)


def sheet(draw, after=None) -> bytes:
    """A page with three plain lines and whatever ``draw(canvas)`` adds."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=SIZE, invariant=True)
    page.setFont("Helvetica", 16)
    page.drawString(45, 250, "Minutes of the meeting in spring")
    page.drawString(45, 225, "Nobody objected to the new hours")
    draw(page)
    page.save()
    if after is None:
        return out.getvalue()
    with pikepdf.open(io.BytesIO(out.getvalue())) as document:
        after(document)
        done = io.BytesIO()
        document.save(done, static_id=True)
    return done.getvalue()


def line(page, text=LINE) -> None:
    page.drawString(45, 197, text)


def box(page, shade=0.0, alpha=1.0) -> None:
    page.saveState()
    page.setFillGray(shade)
    page.setFillAlpha(alpha)
    page.rect(*BOX, fill=1, stroke=0)
    page.restoreState()


def text_under_box(page) -> None:
    line(page)
    box(page)


def text_under_translucent_box(page) -> None:
    line(page)
    box(page, alpha=0.97)


def white_text(page) -> None:
    page.setFillGray(1)
    line(page)
    page.setFillGray(0)


def invisible_text(page) -> None:
    written = page.beginText(45, 197)
    written.setTextRenderMode(3)
    written.textLine(LINE)
    page.drawText(written)


def text_off_the_page(page) -> None:
    page.drawString(45, -60, LINE)


def box_in_a_form(page) -> None:
    page.beginForm("held")
    page.setFont("Helvetica", 16)
    text_under_box(page)
    page.endForm()
    page.doForm("held")


def picture(text=LINE, ground=255, ink=0) -> Image.Image:
    """A strip of a scan with one line on it, as large as BOX at 200 dots an inch and more."""
    strip = Image.new("L", (990, 66), ground)
    ImageDraw.Draw(strip).text((12, 6), text, fill=ink, font=FONT)
    return strip


def placed(page, image) -> None:
    page.drawImage(ImageReader(image.convert("RGB")), *BOX)


def scan_under_box(page) -> None:
    placed(page, picture())
    box(page)


def faint_scan(page) -> None:
    placed(page, picture(ground=0, ink=12))


def pixelated(page) -> None:
    small = picture().resize((110, 8), Image.Resampling.BOX)
    placed(page, small.resize((990, 72), Image.Resampling.NEAREST))


def blurred(page) -> None:
    placed(page, picture().filter(ImageFilter.GaussianBlur(14)))


def picture_in_part(page) -> None:
    """A strip of which the clip shows the left end alone."""
    page.saveState()
    shown = page.beginPath()
    shown.rect(40, 192, 6, 22)
    page.clipPath(shown, stroke=0, fill=0)
    placed(page, picture())
    page.restoreState()


def layer_off(document) -> None:
    """Put the secret's line into a layer that is switched off."""
    layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Notes"))
    document.Root.OCProperties = pikepdf.Dictionary(
        OCGs=pikepdf.Array([layer]),
        D=pikepdf.Dictionary(OFF=pikepdf.Array([layer]), Order=pikepdf.Array([layer])),
    )
    page = document.pages[0]
    page.Resources["/Properties"] = pikepdf.Dictionary(L=layer)
    page.contents_add(f"/OC /L BDC BT /F1 16 Tf 45 197 Td ({LINE}) Tj ET EMC".encode())


def orphan(document) -> None:
    """Keep a picture in the file that no page shows."""
    strip = np.asarray(picture())
    document.Root["/Kept"] = document.make_indirect(
        pikepdf.Stream(
            document, strip.tobytes(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
            Width=strip.shape[1], Height=strip.shape[0], BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray,
        )
    )  # fmt: skip


def labelled(page) -> None:
    box(page)
    page.setFillGray(1)
    page.drawString(190, 197, "(b)(6)")
    page.setFillGray(0)


def honest(page) -> None:
    """Much that looks like hiding and is none."""
    for at in range(2):
        page.drawString(45.2 + at / 10, 197, "Twice drawn to look bold")
    page.setFillColorRGB(0.1, 0.1, 0.4)
    page.rect(40, 150, 320, 30, fill=1, stroke=0)
    page.setFillGray(1)
    page.drawString(50, 159, "White words on a dark box")
    for row in range(4):
        page.setFillGray(0.8 if row % 2 else 0.95)
        page.rect(40, 120 - 20 * row, 320, 20, fill=1, stroke=1)
        page.setFillGray(0)
        page.drawString(50, 125 - 20 * row, f"Apples and honey {row + 1}")
    page.acroForm.checkbox(name="agreed", x=45, y=20, size=14)
    page.acroForm.textfield(name="given", x=80, y=18, width=150, height=18, value="typed in")


def scanned_and_read(covered=False, burnt=False) -> bytes:
    """A scan with a reading layer; ``covered``: a box drawn on it; ``burnt``: into its pixels."""
    scan = Image.new("L", (1111, 833), 255)
    pen = ImageDraw.Draw(scan)
    rows = ["Minutes of the meeting", "Nobody objected today", LINE, "Several windows remain"]
    for row, text in enumerate(rows):
        pen.text((125, 90 + 75 * row), text, fill=0, font=FONT)
    if burnt:
        pen.rectangle((110, 236, 1090, 305), fill=0)
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=SIZE, invariant=True)
    page.drawImage(ImageReader(scan), 0, 0, *SIZE)
    written = page.beginText(45, 250)
    written.setFont("Helvetica", 16)
    written.setTextRenderMode(3)
    written.setLeading(27)
    for text in rows:
        written.textLine(text)
    page.drawText(written)
    if covered:
        page.rect(40, 190, 350, 26, fill=1, stroke=0)
    page.save()
    return out.getvalue()


def against(*, areas=True) -> str:
    """What the desk says was withheld, as JSON Lines."""
    row = {
        "type": "withheld", "record": "x", "page": 1, "areas": [list(PLACE)] if areas else [],
        "codes": ["(b)(6)"], "acknowledged": True, "terms": [SECRET], "scope": "release",
    }  # fmt: skip
    return json.dumps(row) + "\n"
