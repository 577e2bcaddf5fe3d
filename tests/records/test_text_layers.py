"""A PDF's own text is kept to the letter where it shows, and is not text where it does not."""

from __future__ import annotations

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from drawing import bitmap, born_digital, scanned_pdf
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

from tearline.model.page import TextSource
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.records.raster import raster

SECRET = "987-65-4329"


def _read(path, page=1):
    return reader.read(reader.ReadJob(str(path), "", MediaType.PDF, page, "record.pdf"))


def _layer(path, page):
    document = pdfium.PdfDocument(path)
    try:
        return document[page - 1].get_textpage().get_text_range().replace("\r\n", "\n")
    finally:
        document.close()


def _hidden(page):
    return {(h.how, h.text) for h in page.hidden}


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return born_digital(tmp_path_factory.mktemp("born") / "clean.pdf", pages=20)


def test_not_a_character_of_20_clean_pages_changes(clean):
    for number in range(1, 21):
        page = _read(clean, number)
        assert page.text == _layer(clean, number).replace("\x02", "-").replace("\ufffe", "-")
        assert page.hidden == ()
        assert page.source is TextSource.LAYER
        assert all(page.text[w.start : w.end] == w.text for w in page.words)
        assert "".join(w.text for w in page.words) == "".join(page.text.split())


def test_every_box_of_a_clean_page_covers_ink_and_all_ink_of_text_is_covered(clean):
    page, pixels = _read(clean), raster(str(clean), MediaType.PDF, 1)
    ink = np.asarray(pixels.image.convert("L")) < 128
    for word in page.words:
        left, top, right, bottom = word.area.to_pixels(pixels.image.size, pixels.size)
        place = np.asarray(pixels.image.convert("L"))[top:bottom, left:right]
        assert int(place.max()) - int(place.min()) > 40
        ink[top:bottom, left:right] = False
    # The upper part of the page holds nothing but text.
    assert not ink[: ink.shape[0] * 27 // 100].any()


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_rotated_page_keeps_its_text_and_its_boxes_follow(clean, tmp_path, rotate):
    turned = tmp_path / "turned.pdf"
    with pikepdf.open(clean) as pdf:
        del pdf.pages[1:]
        pdf.pages[0].Rotate = rotate
        pdf.save(turned)
    page, pixels = _read(turned), raster(str(turned), MediaType.PDF, 1)
    assert page.text == _read(clean).text
    assert page.hidden == ()
    grey = np.asarray(pixels.image.convert("L"))
    for word in page.words:
        left, top, right, bottom = word.area.to_pixels(pixels.image.size, pixels.size)
        assert (
            int(grey[top:bottom, left:right].max()) - int(grey[top:bottom, left:right].min()) > 40
        )


def _sheet(tmp_path, draw):
    sheet = canvas.Canvas(str(tmp_path / "a.pdf"), pagesize=letter)
    sheet.setFont("Helvetica", 12)
    sheet.drawString(72, 700, "The first line of the notice stays as it was.")
    sheet.drawString(72, 680, "So does the second line, of course.")
    draw(sheet)
    sheet.save()
    return tmp_path / "a.pdf"


def _covered(sheet):
    sheet.drawString(72, 640, f"Payee {SECRET} was covered")
    across = sheet.stringWidth("Payee ", "Helvetica", 12)
    sheet.rect(72 + across, 637, sheet.stringWidth(SECRET, "Helvetica", 12), 13, fill=1, stroke=0)


def _whited_out(sheet):
    sheet.drawString(72, 640, SECRET)
    sheet.setFillGray(1)
    sheet.rect(70, 636, 150, 16, fill=1, stroke=0)


def _white(sheet):
    sheet.setFillGray(1)
    sheet.drawString(72, 640, SECRET)


def _invisible(sheet):
    text = sheet.beginText(72, 640)
    text.setTextRenderMode(3)
    text.textLine(SECRET)
    sheet.drawText(text)


def _outside(sheet):
    sheet.drawString(700, 640, SECRET)


def _clipped(sheet):
    path = sheet.beginPath()
    path.rect(0, 0, 10, 10)
    sheet.clipPath(path, stroke=0)
    sheet.drawString(72, 640, SECRET)


def _under_picture(sheet):
    sheet.drawString(72, 640, SECRET)
    sheet.drawInlineImage(Image.new("RGB", (60, 20), (30, 60, 90)), 70, 636, 150, 16)


@pytest.mark.parametrize(
    ("draw", "how"),
    [
        (_covered, "covered"),
        (_whited_out, "covered"),
        (_white, "unseen"),
        (_invisible, "invisible"),
        (_outside, "outside"),
        (_clipped, "unseen"),
        (_under_picture, "covered"),
    ],
)
def test_text_that_does_not_show_is_a_finding_and_not_text(tmp_path, draw, how):
    page = _read(_sheet(tmp_path, draw))
    assert SECRET not in page.text
    assert (how, SECRET) in _hidden(page)
    assert page.text.startswith("The first line of the notice stays as it was.\nSo does the second")
    assert len(page.hidden) == 1


def test_words_under_a_translucent_box_are_text(tmp_path):
    def draw(sheet):
        sheet.drawString(72, 640, "Read through the glass")
        sheet.setFillAlpha(0.3)
        sheet.rect(70, 636, 200, 16, fill=1, stroke=0)

    page = _read(_sheet(tmp_path, draw))
    assert "Read through the glass" in page.text
    assert page.hidden == ()


def _picture_of(text):
    grey = Image.new("L", (1200, 160), 255)
    ImageDraw.Draw(grey).text((20, 40), text, font=ImageFont.load_default(size=60), fill=0)
    return grey


def test_a_pasted_scan_is_read_besides(tmp_path):
    page = _read(
        _sheet(
            tmp_path,
            lambda s: s.drawInlineImage(_picture_of("Pasted receipt 4711"), 72, 500, 300, 40),
        )
    )
    assert page.source is TextSource.LAYER
    assert page.text.endswith("of course.\n\nPasted receipt 4711")
    assert page.words[-1].area is not None
    assert page.words[-1].confidence > 50


def test_notes_and_unshown_values_are_hidden_text(tmp_path):
    def draw(sheet):
        sheet.textAnnotation(f"the note says {SECRET}", (400, 640, 420, 660))
        sheet.acroForm.textfield(name="f", x=72, y=600, width=200, height=20, value="shown value")

    page = _read(_sheet(tmp_path, draw))
    assert ("annotation", f"the note says {SECRET}") in _hidden(page)
    assert "shown value" in page.text
    assert not any("shown value" in h.text for h in page.hidden)


def test_a_font_that_lies_is_read_by_its_pixels(tmp_path):
    path = _sheet(
        tmp_path, lambda s: s.drawString(72, 640, "Payment of 4711 dollars was made to Tanner")
    )
    codes = list(range(0x21, 0x7F))
    lines = "\n".join(f"<{c:02x}> <{0x21 + (c - 0x21 + 7) % len(codes):04x}>" for c in codes)
    cmap = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange {len(codes)} beginbfchar\n{lines}\nendbfchar endcmap end end"
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            font.ToUnicode = pikepdf.Stream(pdf, cmap.encode())
        pdf.save(path)
    page = _read(path)
    assert "Payment of 4711 dollars" in page.text
    assert {h.how for h in page.hidden} == {"disputed"}


def test_a_number_the_pixels_contradict_is_disputed(tmp_path):
    path = _sheet(tmp_path, lambda s: s.drawString(72, 640, f"Account holder {SECRET} is known"))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        stream = pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page)).decode(
            "latin-1"
        )
        marked = stream.replace(
            f"(Account holder {SECRET} is known) Tj",
            f"(Account holder ) Tj /Span << /ActualText (aaa-bb-cccc) >> BDC ({SECRET}) Tj EMC ( is known) Tj",
        )
        assert marked != stream
        page.Contents = pikepdf.Stream(pdf, marked.encode("latin-1"))
        pdf.save(path)
    found = _read(path)
    assert SECRET in found.text
    assert ("disputed", "aaa-bb-cccc") in _hidden(found)
    assert "Account holder" in found.text


LAYER = b"BT 3 Tr /F0 10 Tf 29 208 Td (MEMCRANDUM FDR) Tj ET"


def test_a_scan_with_someone_elses_ocr_is_read_anew_without_a_finding(tmp_path):
    image, _ = bitmap()
    page = _read(scanned_pdf(tmp_path / "scan.pdf", image, extra=LAYER))
    assert page.source is TextSource.OCR
    assert "MEMORANDUM FOR" in page.text
    assert "MEMCRANDUM" not in page.text
    assert page.hidden == ()


def test_words_of_a_scans_layer_under_a_black_box_are_hidden(tmp_path):
    image, _ = bitmap()
    image.paste(0, (120, 960, 900, 1020))
    layer = b"BT 3 Tr /F0 10 Tf 40 22 Td (Informant 912-33-0000) Tj ET"
    page = _read(scanned_pdf(tmp_path / "scan.pdf", image, extra=layer))
    assert "912" not in page.text
    assert ("covered", "912-33-0000") in _hidden(page)
