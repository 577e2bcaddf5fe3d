"""An honest file gives nothing, a hostile one ends: the byte side's false alarms and bombs."""

import io
import zlib
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from tearline_verify.leaks import Tally
from tearline_verify.stranger import bounds, by_pdfminer, bytes_side
from tearline_verify.stranger.case import Case
from tearline_verify.terms import Terms

TERMS = ["Ostrowicki", "571-23-4410", "Zofia Kern", "Lem"]


def leaks(raw, terms=(), path="a.pdf"):
    case = Case(Path(path), raw, Terms(terms), {}, bool(terms))
    tally = Tally()
    for name, look in bytes_side.PROBES:
        tally.run(name, "(the file)", look(case))
    return {(leak.probe, leak.what) for leak in tally.leaks}


@pytest.fixture(scope="module")
def honest():
    """Set a report with a subset font, headings and bookmarks, a link, a dark table head, kerning."""
    out = io.BytesIO()
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    sheet = canvas.Canvas(out, pagesize=LETTER)
    sheet.setTitle("A report of the harbour board")
    sheet.setAuthor("The board")
    for number in range(1, 6):
        sheet.bookmarkPage(f"p{number}")
        sheet.addOutlineEntry(f"Chapter {number}: Dredging", f"p{number}", 0)
        sheet.setFont("Vera", 14)
        sheet.drawString(72, 720, f"Chapter {number}: Dredging")
        sheet.setFillGray(0.1)
        sheet.rect(72, 660, 300, 18, fill=1)
        sheet.setFillGray(1)
        sheet.drawString(80, 664, "Month and tons")
        sheet.setFillGray(0)
        sheet.setFont("Times-Roman", 10)
        for row in range(40):
            sheet.drawString(
                72, 640 - 12 * row, f"{row} tons were lifted, sleeping barges {row * 37}"
            )
        sheet.linkURL("https://harbour.example/report", (72, 40, 200, 52))
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def again(raw, **how):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        pdf.save(out, **how)
    return out.getvalue()


@pytest.mark.parametrize(
    "how",
    [
        {}, {"linearize": True}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
        {"encryption": pikepdf.Encryption(owner="x", user="", R=6)},
    ],
    ids=["plain", "linearized", "object streams", "encrypted"],
)  # fmt: skip
def test_an_honest_file_gives_nothing(honest, how, tmp_path):
    raw = again(honest, **how)
    path = tmp_path / "report.pdf"
    path.write_bytes(raw)
    assert not leaks(raw)
    assert not leaks(raw, TERMS, path)


def test_a_file_that_cannot_be_opened_is_a_finding():
    told = leaks(b"%PDF-1.7\nnothing of one\n%%EOF", TERMS)
    assert ("objects", "could not be opened by pikepdf") in told
    assert ("extract", "could not be opened by pdfium") in told
    assert ("extract", "could not be opened by pdfminer") in told


def page(pdf, content, **resources):
    sheet = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, 612, 792],
        Contents=content,
        Resources=Dictionary(**resources),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))


def written(pdf):
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_a_stream_that_inflates_without_end_is_given_to_no_parser(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "ONE_STREAM", 1 << 20)  # the test's time, not its sense
    pdf = pikepdf.new()
    bomb = pdf.make_stream(b"")
    bomb.write(zlib.compress(zlib.compress(b" " * (6 << 20))), filter=[Name.FlateDecode] * 2)
    page(pdf, bomb)
    told = leaks(written(pdf), TERMS, tmp_path / "none.pdf")
    assert any("inflate" in what for _, what in told)


def test_drawings_that_call_one_another_without_end_are_given_to_no_parser(tmp_path):
    pdf = pikepdf.new()
    form = pdf.make_stream(b"BT ET", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    for _ in range(30):
        form = pdf.make_stream(
            b"/X Do /X Do", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9],
            Resources=Dictionary(XObject=Dictionary(X=form)),
        )  # fmt: skip
    page(pdf, pdf.make_stream(b"/X Do"), XObject=Dictionary(X=form))
    told = leaks(written(pdf), TERMS, tmp_path / "none.pdf")
    assert any("call one another" in what for _, what in told)


def test_what_was_cut_off_is_said(honest, monkeypatch):
    pdf = pikepdf.new()
    monkeypatch.setattr(bounds, "SLOW_PAGES", 5)
    for _ in range(7):
        page(pdf, pdf.make_stream(b"0 0 9 9 re f"))
    bounds.begin()
    leaks(written(pdf))
    assert any("pdfminer" in line for line in bounds.cut())
    bounds.begin(minutes=2 * bounds.MINUTES)
    by_pdfminer.reading.cache_clear()
    leaks(honest)
    assert bounds.cut() == ()
    assert bounds.most(3) == 6, "more minutes, more of everything"
    bounds.begin()


def test_no_leak_says_a_value(honest):
    raw = honest + b"\nOstrowicki 571-23-4410\n"
    for _, what in leaks(raw, TERMS):
        assert "Ostrow" not in what
        assert "4410" not in what
