"""A stranger's file ends in time, and what was cut short, locked or no PDF is said in one sentence."""

from __future__ import annotations

import io
from pathlib import Path

import drawn_strangers as ds
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

import tearline_verify.__main__ as command
from tearline_verify.leaks import GrammarError, Leak, Tally
from tearline_verify.setting import Setting
from tearline_verify.stranger import (
    bounds,
    foreign,
    looking,
    opening,
    pixels,
    safety,
    sheets,
    telling,
)
from tearline_verify.stranger.case import Case
from tearline_verify.terms import Terms

SECRET = "Vexlorand"


def case(raw: bytes) -> Case:
    return Case(Path("a.pdf"), raw, Terms([]), {}, known=False)


def written(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **how)
    return out.getvalue()


def one_page(content: bytes, notes: int = 0, **resources: object) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 200))
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(content)
    page.Resources = Dictionary({f"/{key}": value(pdf) for key, value in resources.items()})
    if notes:
        page.Annots = Array([Dictionary(Subtype=Name.Square, Rect=[1, 1, 5, 5])] * notes)
    return pdf


def patterns(pdf: pikepdf.Pdf, deep: int = 14) -> Dictionary:
    """Patterns that each paint the next one twice."""
    cell = None
    for _ in range(deep):
        body = (
            b"/Pattern cs /P scn 0 0 9 9 re f 9 0 9 9 re f" if cell is not None else b"0 0 1 1 re f"
        )
        cell = pdf.make_stream(
            body, PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 20, 20], XStep=7, YStep=7,
            Resources=Dictionary(Pattern=Dictionary(P=cell)) if cell is not None else Dictionary(),
        )  # fmt: skip
    return Dictionary(P=cell)


def letters(pdf: pikepdf.Pdf, deep: int = 6) -> Dictionary:
    """Fonts whose letter writes ten letters of the next font."""
    font = None
    for _ in range(deep):
        body = b"500 0 d0 BT /F 9 Tf (aaaaaaaaaa) Tj ET" if font else b"500 0 d0 0 0 1 1 re f"
        font = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type3,
                FontBBox=[0, 0, 9, 9],
                FirstChar=97,
                FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
                LastChar=97,
                Widths=[500],
                CharProcs=Dictionary(a=pdf.make_stream(body)),
                Encoding=Dictionary(Differences=[97, Name.a]),
                Resources=Dictionary(Font=Dictionary(F=font)) if font else Dictionary(),
            )
        )
    return Dictionary(F=font)


BOMBS = {
    "patterns": (lambda: one_page(b"/Pattern cs /P scn 0 0 99 99 re f", Pattern=patterns), "call"),
    "letters": (lambda: one_page(b"BT /F 9 Tf (aaaaaaaaaa) Tj ET", Font=letters), "call"),
    "notes": (lambda: one_page(b"", notes=bounds.NOTES + 1), "notes"),
    "things": (lambda: one_page(b"0 0 1 1 re f\n" * (bounds.THINGS + 1)), "things"),
    "one long stream": (lambda: one_page(b" " * bounds.ONE_STREAM), "longer than"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_page_beyond_measure_is_not_drawn_and_told(name: str) -> None:
    make, why = BOMBS[name]
    raw, tally = written(make()), Tally()
    pixels.check(case(raw), 1, tally)
    assert [(leak.probe, leak.page) for leak in tally.leaks] == [(telling.NOT_LOOKED, 1)]
    assert why in tally.leaks[0].what
    assert not tally.looked, "nothing was drawn"
    with pytest.raises(GrammarError, match=why):
        safety.check(raw, "pdfminer")


def test_hatching_and_drawn_letters_of_an_honest_page_are_let_through() -> None:
    content = (
        b"/Pattern cs /P scn " + b"0 0 9 9 re f " * 900 + b"BT /F 9 Tf (aaaaaaaa) Tj ET " * 900
    )
    page = one_page(content, Pattern=lambda p: patterns(p, 1), Font=lambda p: letters(p, 1))
    safety.page(written(page), 1)


def test_pages_that_no_time_was_left_for_are_told_and_the_file_is_not_clean(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    pdf = one_page(b"")
    for _ in range(2):
        pdf.pages.append(pdf.pages[0])
    path.write_bytes(written(pdf))
    verdict = looking.verify(Setting(str(path)), path, 0, minutes=0.0).verdict
    assert not verdict.clean
    assert [leak.what.split(",")[0] for leak in verdict.leaks] == ["pages 1 to 3 (3)"]
    assert verdict.not_checked[0].startswith("Cut short: pages 1 to 3")
    assert (verdict.pages, verdict.pages_read_again) == (3, 0)


def test_a_file_too_large_is_told_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(written(one_page(b"")))
    monkeypatch.setattr(bounds, "FILE", 10)
    monkeypatch.setattr(Path, "read_bytes", None)
    verdict = looking.verify(Setting(str(path)), path, 0).verdict
    assert [leak.probe for leak in verdict.leaks] == [telling.NOT_LOOKED]


def test_pages_that_one_program_alone_sees_are_told() -> None:
    deep = b"[" * 600 + b"]" * 600  # deeper than one of the two programs follows
    things = (
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Foo " + deep + b" >>",
    )  # fmt: skip
    spoilt, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, thing in enumerate(things, 1):
        table += b"%010d 00000 n \n" % len(spoilt)
        spoilt += b"%d 0 obj\n%b\nendobj\n" % (number, thing)
    ends = b"trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n%d\n%%%%EOF\n" % len(spoilt)
    spoilt += b"xref\n0 4\n" + table + ends
    tally = Tally()
    pages, locked = opening.look(case(spoilt), tally)
    assert (pages, locked) == (1, False)
    assert [leak.what for leak in tally.leaks] == [telling.DISAGREE.format(1, 0)]
    tally = Tally()
    pixels.check(case(spoilt), 1, tally)
    assert ["one program" in leak.what for leak in tally.leaks] == [True]


def test_a_locked_file_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(written(one_page(b""), encryption=pikepdf.Encryption(user="x", owner="y")))
    assert command.main([str(path), "--jobs", "0"]) == 5
    said = capsys.readouterr().out
    assert said.count("NOT LOOKED AT") == 1
    assert "locked with a password" in said
    assert "LEAK" not in said
    assert "Not clean: 1 thing was not looked at." in said


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"\x89PNG\r\n\x1a\n....", "a picture (PNG)"), (b"\xff\xd8\xff\xe0", "a picture (JPEG)"),
        (b"PK\x03\x04..", "office document"), (b"Dear Sir,\n", "a plain text"),
        (b"<!DOCTYPE html>", "a web page"), (b"", "an empty file"), (b"\0\1\2", "no PDF"),
    ],
)  # fmt: skip
def test_what_is_no_pdf_is_named_with_what_to_give(
    raw: bytes, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "given"
    path.write_bytes(raw)
    assert command.main([str(path), "--jobs", "0"]) == 2
    said = capsys.readouterr()
    assert what in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_bytes_before_a_pdf_do_not_make_it_something_else(tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(b"\xff\xd8\xff" + ds.sheet(ds.honest))
    assert foreign.kind(path) == ""


def test_a_folder_that_is_no_release_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(tmp_path)]) == 2
    assert "no release" in capsys.readouterr().err


def test_one_place_is_told_once_with_all_that_saw_it() -> None:
    box, near = (100, 100, 900, 200), (90, 90, 910, 210)
    same = [Leak("peel", "f", "b", 1, near), Leak("hidden text", "f", "a", 1, box)]
    others = [
        Leak("peel", "f", "b", 2, box), Leak("peel", "f", "b", 1, (0, 0, 90_000, 90_000)),
        Leak("peel", "f", "b", 1, (100, 300, 900, 400)), Leak("extract", "f", "c", 1),
    ]  # fmt: skip
    told = telling.ordered([*same, *others])
    assert [leak.probe for leak in told if leak.area == box] == ["hidden text, peel", "peel"]
    assert len(told) == 5


def test_a_worker_s_memory_is_told_from_where_it_began() -> None:
    assert bounds.MEMORY + bounds.FILE < 1536 * bounds.MEGABYTE
    largest = sheets.MOST_SIDE**2 * 3
    assert largest * 7 < bounds.MEMORY // 2, "of the largest page seven pictures are held at once"
