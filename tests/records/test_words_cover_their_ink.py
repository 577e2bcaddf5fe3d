"""A word's place covers all of its ink, whatever the file says of its glyphs; words apart are apart."""

from __future__ import annotations

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont

from tearline.model.record import MediaType
from tearline.records import reader
from tearline.records.raster import raster

NAME = "Gatherwood"
UNIT = 70  # of the Type 3 font: units to the em


def _line(text, x, y, size=12, before=""):
    return f"BT {before} /F0 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


ABOVE = "".join(
    _line(f"Line {n}: the committee met in the morning and heard of the roads", 72, 720 - 18 * n)
    for n in range(6)
)


def _written(path, content, font3=None, **keys):
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(612, 792))
    page = pdf.pages[0]
    fonts = pikepdf.Dictionary(
        F0=pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    if font3 is not None:
        fonts["/T3"] = pdf.make_indirect(_type3(pdf, font3))
    page.Resources = pikepdf.Dictionary(Font=fonts)
    page.Contents = pikepdf.Stream(pdf, content.encode())
    for key, value in keys.items():
        page[f"/{key}"] = value
    pdf.save(path)
    return path


def _type3(pdf, box):
    """Make a font of drawn letters that claims ``box`` (d1's operands) for each of them."""
    procedures, differences = pikepdf.Dictionary(), pikepdf.Array([])
    typeface = ImageFont.load_default(size=64)
    for letter in sorted(set(NAME)):
        cell = Image.new("1", (44, 90), 0)
        ImageDraw.Draw(cell).text((0, 0), letter, font=typeface, fill=1)
        rows = np.asarray(cell)
        bars = [
            f"{x} {60 - y} 1 1 re"
            for y, x in zip(*(v.tolist() for v in rows.nonzero()), strict=True)
        ]
        drawing = f"42 0 {box} d1\n" + "\n".join(bars) + " f"
        procedures[f"/g{letter}"] = pikepdf.Stream(pdf, drawing.encode())
        differences.append(ord(letter))
        differences.append(pikepdf.Name(f"/g{letter}"))
    pairs = "".join(f"<{ord(c):02x}> <{ord(c):04x}>\n" for c in sorted(set(NAME)))
    cmap = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange {len(set(NAME))} beginbfchar\n{pairs}endbfchar endcmap end end"
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type3,
        FontBBox=[0, 0, 0, 0],
        FontMatrix=[1 / UNIT, 0, 0, 1 / UNIT, 0, 0],
        CharProcs=procedures,
        Encoding=pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=differences),
        FirstChar=0,
        LastChar=127,
        Widths=[42] * 128,
        Resources=pikepdf.Dictionary(),
        ToUnicode=pikepdf.Stream(pdf, cmap.encode()),
    )


def _read(path):
    return reader.read(reader.ReadJob(str(path), "", MediaType.PDF, 1, "record.pdf"))


def _left_over(path, page, words=None):
    """Count the dark pixels outside the places of the page's words (or of those given)."""
    pixels = raster(str(path), MediaType.PDF, 1)
    ink = np.asarray(pixels.image.convert("L")) < 128
    for word in page.words if words is None else words:
        left, top, right, bottom = word.area.to_pixels(pixels.image.size, pixels.size)
        ink[top:bottom, left:right] = False
    return int(ink.sum())


def _ends(page):
    """Return where the listed word's place begins and ends, in points."""
    (word,) = [w for w in page.words if w.text == NAME]
    assert page.text[word.start : word.end] == NAME
    return word.area.left / 100, word.area.right / 100


@pytest.mark.parametrize(
    "pieces",
    [(("Ga", 160), ("therwood", 176)), (("G", 160), ("ather", 171), ("wood", 205))],
)
def test_a_word_of_several_objects_under_one_actual_text_is_covered_to_its_end(tmp_path, pieces):
    drawn = "".join(_line(text, x, 500) for text, x in pieces)
    content = (
        ABOVE
        + _line("The source was", 72, 500)
        + f"/Span <</ActualText ({NAME})>> BDC {drawn} EMC\n"
        + _line("who came in June", 245, 500)
    )
    path = _written(tmp_path / "a.pdf", content)
    page = _read(path)
    assert page.text.endswith("The source was Gatherwood who came in June")
    assert _left_over(path, page) == 0
    left, right = _ends(page)
    assert left <= 160.6
    assert 222 <= right <= 240  # its neighbour begins at 245


@pytest.mark.parametrize("box", ["0 -16 42 18", "0 0 42 2", "0 0 4 2"])
@pytest.mark.parametrize("leading", [12, 18])
def test_a_font_that_claims_too_small_boxes_hides_no_ink_from_its_word(tmp_path, box, leading):
    around = "".join(_line("other lines run above and below it", 72, y) for y in (500 - leading,))
    content = (
        ABOVE
        + _line("The source was", 72, 500)
        + f"BT /T3 12 Tf 1 0 0 1 160 500 Tm ({NAME}) Tj ET\n"
        + _line("who came in June", 250, 500)
        + around
    )
    path = _written(tmp_path / "a.pdf", content, font3=box)
    page = _read(path)
    assert _left_over(path, page) == 0
    left, right = _ends(page)
    assert left <= 161
    assert 231 <= right <= 250


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("stroke", [3, 6])
def test_outlined_letters_are_covered_with_their_strokes(tmp_path, stroke, rotate):
    content = (
        ABOVE
        + _line("The source was", 72, 450)
        + f"q {stroke} w 1 J 1 j {_line(NAME, 190, 450, 36, '1 Tr')} Q\n"
    )
    path = _written(tmp_path / "a.pdf", content, Rotate=rotate)
    page = _read(path)
    assert page.text.endswith("The source was Gatherwood")
    assert _left_over(path, page) == 0


def test_a_place_takes_no_rule_no_underline_and_no_neighbour(tmp_path):
    content = (
        ABOVE
        + _line("The source was", 72, 500)
        + _line(NAME, 160, 500)
        + _line("who came", 235, 500)
        + "1 w 60 496 m 400 496 l S 60 480 340 40 re S 156 480 m 156 520 l S\n"
    )
    path = _written(tmp_path / "a.pdf", content)
    page = _read(path)
    left, right = _ends(page)
    assert 157 <= left <= 160.6
    assert 225 <= right <= 229
    for word in page.words:
        assert word.area.height <= 1600
    rules = _left_over(path, page)
    assert rules > 4000  # the table's lines stand in no word


def test_small_type_run_up_to_large_type_is_a_word_of_its_own(tmp_path):
    content = ABOVE + _line("The source was", 72, 450) + _line(NAME, 160, 450, 36)
    path = _written(tmp_path / "a.pdf", content)
    page = _read(path)
    assert page.text.endswith("The source was Gatherwood")
    assert _ends(page)[0] >= 156
    assert _left_over(path, page) == 0


SETTINGS = {
    "spaced-out": "4 Tc (GATHERWOOD) Tj",
    "small capitals": "2.5 Tc (T) Tj /F0 9 Tf (HE) Tj /F0 12 Tf ( H) Tj /F0 9 Tf (OUSE) Tj",
    "small capitals set tightly": "0.6 Tc (T) Tj /F0 9 Tf (HE H) Tj /F0 9 Tf (OUSE) Tj",
    "kerned": "[(W) 80 (AV) -60 (E T) 70 (o) -120 (day)] TJ",
    "initial": "/F0 30 Tf (D) Tj /F0 12 Tf (rop cap) Tj",
    "raised": "(water) Tj /F0 8 Tf 4 Ts (12) Tj 0 Ts /F0 12 Tf ( next) Tj",
    "justified": "9 Tw (words set wide) Tj",
}


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_ordinary_setting_gains_no_space(tmp_path, setting):
    content = f"BT /F0 12 Tf 1 0 0 1 72 700 Tm {setting} ET"
    path = _written(tmp_path / "a.pdf", content)
    document = pdfium.PdfDocument(path)
    try:
        expected = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    assert _read(path).text == expected
