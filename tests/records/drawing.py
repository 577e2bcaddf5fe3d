"""Pages drawn for the tests of records: bitmaps with known words at known places, and PDFs around them."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

DPI = 300
LINES = (
    "MEMORANDUM FOR THE RECORD",
    "Subject: Payment of 14 March 1962 to the station",
    "The officer met the source at the harbor on Tuesday",
    "and handed over the sum of 4711 dollars in cash.",
    "Account number 987-65-4329 was opened in his name.",
    "Nothing further was heard of the matter until April.",
)


def bitmap(lines=LINES, size=(1700, 1100), font_size=44, left=120, top=120, step=90):
    """Return a 1-bit page and the drawn words as (text, (left, top, right, bottom) of their ink)."""
    grey = Image.new("L", size, 255)
    draw = ImageDraw.Draw(grey)
    font = ImageFont.load_default(size=font_size)
    words = []
    for number, line in enumerate(lines):
        across, down = left, top + number * step
        for word in line.split():
            draw.text((across, down), word, font=font, fill=0)
            words.append((word, draw.textbbox((across, down), word, font=font)))
            across += draw.textlength(word + " ", font=font)
    return grey.convert("1", dither=Image.Dither.NONE), words


def units(image: Image.Image) -> tuple[int, int]:
    """Return the size of a 300 dpi bitmap in 1/100 points."""
    return (image.width * 24, image.height * 24)


def scanned_pdf(
    path: Path, image: Image.Image, rotate=0, codec="flate", extra=b"", dpi=DPI, **keys
):
    """Write a PDF whose one page is the image; ``keys`` are further keys of the image."""
    pdf = pikepdf.Pdf.new()
    width, height = image.width * 72 / dpi, image.height * 72 / dpi
    if codec == "ccitt":
        buffer = io.BytesIO()
        image.save(buffer, "TIFF", compression="group4", tiffinfo={278: image.height})
        with Image.open(buffer) as tiff:
            start, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
            assert len(tiff.tag_v2[273]) == 1
        data = buffer.getvalue()[start : start + length]
        stream = pikepdf.Stream(pdf, data)
        stream.Filter = pikepdf.Name.CCITTFaxDecode
        stream.DecodeParms = pikepdf.Dictionary(
            K=-1, Columns=image.width, Rows=image.height, BlackIs1=True
        )
    else:
        stream = pikepdf.Stream(pdf, image.tobytes())
    bits = 1 if image.mode == "1" else 8
    space = pikepdf.Name.DeviceRGB if image.mode == "RGB" else pikepdf.Name.DeviceGray
    entries = {
        "Type": pikepdf.Name.XObject,
        "Subtype": pikepdf.Name.Image,
        "Width": image.width,
        "Height": image.height,
        "BitsPerComponent": bits,
    } | keys
    if "ImageMask" not in keys and "ColorSpace" not in keys:
        entries["ColorSpace"] = space
    for key, value in entries.items():
        stream[f"/{key}"] = value
    pdf.add_blank_page(page_size=(width, height))
    page = pdf.pages[0]
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(Im0=stream), Font=pikepdf.Dictionary(F0=font)
    )
    drawing = f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q\n".encode() + extra
    page.Contents = pikepdf.Stream(pdf, drawing)
    if rotate:
        page.Rotate = rotate
    pdf.save(path)
    return path


def born_digital(path: Path, pages=20):
    """Write a PDF with live text: two columns, small print, accents, ligature glyphs, hyphens."""
    sheet = canvas.Canvas(str(path), pagesize=letter)
    for page in range(pages):
        sheet.setFont("Times-Roman", 12)
        sheet.drawString(
            72,
            740,
            f"Notice {page + 1}: the of\ufb01ce of Jos\xe9 N\xfa\xf1ez, caf\xe9 owner (14 March 1962)",
        )
        sheet.setFont("Helvetica", 10)
        for row in range(6):
            sheet.drawString(
                72,
                700 - 13 * row,
                f"left column {page}.{row} of exam-" if row % 2 else f"The left column {row}",
            )
            sheet.drawString(
                330, 700 - 13 * row, f"right side, item {row * 7 + page}: $1,2{row}4.56"
            )
        sheet.setFont("Courier", 9)
        sheet.drawString(72, 600, f"Serial {page:05d}-A/7; 100% of B & C; see p. {page}.")
        sheet.setFont("Helvetica", 6)
        sheet.drawString(
            72, 580, f"small print no. {page}: fees of 5% apply under section 12(b)(3)"
        )
        sheet.line(72, 570, 500, 570)
        sheet.rect(72, 500, 100, 40)
        sheet.setFillColorRGB(0.1, 0.2, 0.6)
        sheet.rect(72, 440, 300, 30, fill=1, stroke=0)
        sheet.setFillColorRGB(1, 1, 1)
        sheet.setFont("Helvetica-Bold", 12)
        sheet.drawString(80, 450, "White words on a blue ground")
        sheet.setFillColorRGB(0.6, 0.6, 0.6)
        sheet.drawString(72, 420, "Pale words that can still be read")
        sheet.setFillColorRGB(0, 0, 0)
        sheet.showPage()
    sheet.save()
    return path
