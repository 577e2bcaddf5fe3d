"""What a file carries unseen is told: properties, hidden fields, a scan's covered words, small copies."""

from __future__ import annotations

import io
from pathlib import Path

import drawn_strangers as ds
import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

import tearline_verify.__main__ as command
from tearline_verify.stranger import carried, hidden, hiding, peel, pixels, small_copies
from tearline_verify.stranger.case import Case
from tearline_verify.stranger.sheets import opened
from tearline_verify.terms import Terms

WORDS = ("Minutes", "of", "Vexlorand", "and", "the", "harbour")
FONT = ImageFont.load_default(size=40)


def case(raw: bytes) -> Case:
    return Case(Path("a.pdf"), raw, Terms([]), {}, known=False)


def with_properties(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as xmp:
        xmp["dc:creator"] = [ds.SECRET]
    document.docinfo["/Title"] = ds.LINE
    document.docinfo["/Author"] = "anonymous"


def test_properties_are_told_by_name_and_length_and_the_file_is_not_called_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(ds.sheet(ds.honest, with_properties))
    assert command.main([str(path), "--jobs", "0"]) == 0
    said = capsys.readouterr().out
    assert f"a title ({len(ds.LINE)} characters)" in said
    assert f"an author ({len(ds.SECRET)} characters)" in said
    assert said.count("author") == 1, "a name that a program made up is none"
    assert "Clean." not in said
    assert ds.SECRET not in said


def test_a_listed_value_in_the_properties_is_a_leak(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, listed = tmp_path / "a.pdf", tmp_path / "list"
    path.write_bytes(ds.sheet(ds.honest, with_properties))
    listed.write_text(ds.against(areas=False), encoding="utf-8")
    assert command.main([str(path), "--jobs", "0", "--against", str(listed)]) == 5
    said = capsys.readouterr().out
    assert "metadata" in said
    assert "GOES WITH THE FILE" not in said


def test_a_picture_that_no_page_draws_and_thumbnails_are_told() -> None:
    def after(document: pikepdf.Pdf) -> None:
        page = document.pages[0]
        idle = document.make_stream(
            b"\x80" * 900, Subtype=pikepdf.Name.Image, Width=30, Height=30, BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray,
        )  # fmt: skip
        page.Resources["/XObject"] = page.Resources.get("/XObject", pikepdf.Dictionary())
        page.Resources.XObject["/Idle"] = idle
        page["/Thumb"] = idle

    def drawn(page: canvas.Canvas) -> None:
        ds.placed(page, ds.picture())

    assert carried.look(case(ds.sheet(drawn))) == ()
    told = carried.look(case(ds.sheet(drawn, after)))
    assert told == (
        "1 page has a thumbnail, a small picture of its own",
        "1 picture is in the file that no page draws",
    )


@pytest.mark.parametrize(
    ("flags", "value", "found"),
    [("hidden", ds.LINE, True), ("noview", ds.LINE, True), ("print", ds.LINE, False),
     ("hidden", "", False)],
)  # fmt: skip
def test_a_field_with_words_that_is_not_shown_is_told(flags: str, value: str, found: bool) -> None:
    def field(page: canvas.Canvas) -> None:
        page.acroForm.textfield(
            name="a", x=40, y=60, width=200, height=20, value=value, annotationFlags=flags
        )

    told = [leak.what for leak in hiding.look(case(ds.sheet(field)))]
    assert any("not shown" in what for what in told) is found


def hidden_words(raw: bytes) -> list[hidden.Place]:
    with opened(raw, 1) as sheet:
        seen = sheet.picture()
        covers = [one.box for one in peel.covers(sheet, seen) if not pixels._is_scan(sheet, one)]
        return hidden.places(sheet, seen, covers, sheet.words())


def test_text_too_small_for_an_eye_is_told() -> None:
    def small(size: float):
        def draw(page: canvas.Canvas) -> None:
            page.setFont("Helvetica", size)
            page.drawString(45, 100, ds.LINE)

        return ds.sheet(draw)

    assert [place.why for place in hidden_words(small(0.4))] == [hidden.TINY]
    assert hidden_words(small(5)) == []


def scanned(cover: int | None, *, share: float = 1.0) -> bytes:
    """Make a scan with a reading layer; a box of one shade lies over the third word's picture."""
    picture = Image.new("L", (1200, 400), 255)
    pen = ImageDraw.Draw(picture)
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(432, 144))
    layer = []
    for line in range(3):
        left = 40
        for word in WORDS if line == 1 else ("Nobody", "objected", "to", "the", "hours"):
            wide = pen.textlength(word, font=FONT)
            pen.text((left, 40 + 100 * line), word, fill=0, font=FONT)
            if word == ds.SECRET and cover is not None:
                right = left - 6 + share * (wide + 12)
                pen.rectangle((left - 6, 130, right, 195), fill=cover)
            layer.append((word, left, 40 + 100 * line, wide))
            left += int(wide) + 16
    page.drawImage(ImageReader(picture), 0, 0, 432, 144)
    for word, left, top, wide in layer:
        text = page.beginText(left * 0.36, 144 - (top + 38) * 0.36)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 14)
        text.setHorizScale(100 * wide * 0.36 / page.stringWidth(word, "Helvetica", 14))
        text.textOut(word)
        page.drawText(text)
    page.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("cover", "share", "why"),
    [(None, 1.0, []), (0, 1.0, [hidden.BOXED]), (128, 1.0, [hidden.BOXED]),
     (255, 1.0, [hidden.BLANK]), (0, 0.8, [hidden.BOXED]), (0, 0.2, [])],
    ids=["nothing", "black", "grey", "white", "most of the word", "its first letter"],
)  # fmt: skip
def test_a_layer_s_words_under_a_box_in_the_scan_are_told(
    cover: int | None, share: float, why: list[str]
) -> None:
    found = hidden_words(scanned(cover, share=share))
    assert [place.why for place in found] == why
    assert all(place.letters == len(ds.SECRET) for place in found), "and no word beside it"


def photograph(*, painted: bool) -> bytes:
    """Make a JPEG with its small copy, made before something was painted over, or after."""
    whole = Image.linear_gradient("L").resize((600, 400))
    small = whole.resize((120, 80))
    if painted:
        ImageDraw.Draw(whole).rectangle((60, 250, 400, 390), fill=0)
    held, out = io.BytesIO(), io.BytesIO()
    small.save(held, "JPEG")
    whole.save(out, "JPEG")
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + held.getvalue()
    head = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    return out.getvalue()[:2] + head + out.getvalue()[2:]


@pytest.mark.parametrize("painted", [False, True])
def test_a_small_copy_that_shows_more_than_its_picture_is_told(painted: bool) -> None:
    def after(document: pikepdf.Pdf) -> None:
        document.Root["/Held"] = document.make_stream(
            photograph(painted=painted), Subtype=pikepdf.Name.Image, Width=600, Height=400,
            Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip

    raw = ds.sheet(ds.honest, after)
    assert [leak.what for leak in small_copies.look(case(raw))] == [small_copies.WHAT] * painted


def test_a_page_taken_out_that_a_bookmark_still_keeps_is_told() -> None:
    def annexed(document: pikepdf.Pdf) -> None:
        document.pages.append(document.pages[0])
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Annex", 1))

    def taken_out(document: pikepdf.Pdf) -> None:
        annexed(document)
        del document.pages[1]

    assert list(hiding.look(case(ds.sheet(ds.honest, annexed)))) == []
    (leak,) = hiding.look(case(ds.sheet(ds.honest, taken_out)))
    assert "taken out" in leak.what
