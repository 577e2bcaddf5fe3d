"""One file, one command: what is named is gone from the result, or there is no result."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from tearline import engine
from tearline.editions import verifying
from tearline.errors import ExitCode, TearlineError, UsageError, VerificationFailedError
from tearline.model.area import Area
from tearline.model.page import Page, TextSource, Word
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs.redacting import flow, line_ends, pages, seeking

TERM = "Jane Quimby"
LINES = (
    "The officer met Jane Quimby in the garden of the embassy.",
    "She gave him the number 123 45 6789 and, later, Miss Jane",
    "Quimby denied it. Nothing else was said in April.",
)


@pytest.fixture
def written(tmp_path):
    """Write a PDF of live text, one list of lines a page."""

    def make(*sheets, name="in.pdf", rotate=0):
        path = tmp_path / name
        paper = canvas.Canvas(str(path), pagesize=(612, 792))
        for lines in sheets:
            paper.setFont("Times-Roman", 12)
            for at, line in enumerate(lines):
                paper.drawString(72, 700 - 20 * at, line)
            paper.showPage()
        paper.save()
        if rotate:
            with pikepdf.open(path, allow_overwriting_input=True) as pdf:
                for page in pdf.pages:
                    page.Rotate = rotate
                pdf.save()
        return path

    return make


@pytest.fixture
def redact(tmp_path, capsys):
    """Redact a file here, in this process; return the exit code, the rows, and what was said."""

    def run(path, *, run=None, measure=None, **asked):
        asked = {"out": tmp_path / "out.pdf", "workers": 0, **asked}
        capsys.readouterr()
        order = flow.order_of(asked)
        code = flow.redact(path, order, run or Run(), Talk(as_json=True), measure)
        said = capsys.readouterr()
        rows = [json.loads(line) for line in said.out.splitlines()]
        return code, rows, said.out + said.err

    return run


def text_of(path):
    with pypdfium2.PdfDocument(path) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    return " ".join(" ".join(pages).split())


def shown(path, page=0, dpi=72):
    with pypdfium2.PdfDocument(path) as pdf:
        return pdf[page].render(scale=dpi / 72).to_pil().convert("L")


def left_over(folder):
    return sorted(p.name for p in folder.iterdir() if p.name not in ("in.pdf", "out.pdf"))


def last(rows, kind="redacted"):
    return next(row for row in reversed(rows) if row["type"] == kind)


def test_terms_are_gone_from_live_text_over_lines_and_through_separators(written, redact, tmp_path):
    path = written(LINES, ["A page with other words, which stay as they are."])
    code, rows, _ = redact(path, terms=["jane quimby", "123-45-6789"], codes=["(b)(6)"])
    assert code == ExitCode.DONE
    text = text_of(tmp_path / "out.pdf")
    for gone in ("Jane", "Quimby", "6789"):
        assert gone not in text
    for kept in ("officer", "garden", "embassy.", "denied", "April.", "which stay"):
        assert kept in text.replace("  ", " ") or kept.replace(" ", "") in text.replace(" ", "")
    end = last(rows)
    assert (end["boxes"], end["exact"], end["alike"], end["pages"]) == (4, 3, 0, 2)
    assert [row["boxes"] for row in rows if row["type"] == "page"] == [4, 0]
    assert left_over(tmp_path) == []


def test_neither_the_name_nor_the_bytes_of_the_file_pass_into_the_result(written, redact, tmp_path):
    path = written(LINES, name="source-of-the-leak.pdf")
    redact(path, terms=[TERM], out=tmp_path / "for release.pdf")
    data = (tmp_path / "for release.pdf").read_bytes()
    assert b"source-of-the-leak" not in data
    assert b"Times" not in data
    with pikepdf.open(tmp_path / "for release.pdf") as pdf:
        assert str(pdf.docinfo.Title) == "for-release"


def test_a_term_is_gone_from_a_scan_also_where_it_is_misspelt(typed_page, redact, tmp_path):
    lines = ("The officer met Jane Quimby in the garden.", "Then jane qu1mby left the embassy.")
    typed_page(lines).save(tmp_path / "in.pdf", resolution=300)
    code, rows, _ = redact(tmp_path / "in.pdf", terms=[TERM])
    assert code == ExitCode.DONE
    text = text_of(tmp_path / "out.pdf").lower()
    assert "officer" in text
    assert "embassy" in text
    assert "jane" not in text
    assert "mby" not in text
    assert last(rows)["exact"] + last(rows)["alike"] == 2
    assert last(rows)["alike"] >= 1 or "qu1mby" not in text


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_an_area_is_where_the_page_as_shown_has_it(written, redact, tmp_path, turn):
    path = written(LINES, rotate=turn)
    redact(path, areas=["1:30.5,40,130.5,90"])
    before, after = shown(path), shown(tmp_path / "out.pdf")
    assert before.size == after.size
    box = after.crop((33, 43, 128, 87))
    assert box.getextrema()[1] < 128  # black all over, nothing else of the page is
    changed = after.point(lambda v: 255 * (v < 64)).getbbox()
    assert changed is not None
    assert after.crop((0, 0, 28, 38)).getextrema()[0] > 128


@pytest.mark.parametrize("width", ["moved", "line"])
def test_every_width_goes_through_the_verifier(written, redact, tmp_path, width):
    more = [
        f"{word} line of the letter has nothing in it that anyone minds."
        for word in ("One", "A", "This")
    ]
    assert redact(written([*LINES, *more]), terms=[TERM], width=width)[0] == ExitCode.DONE
    text = text_of(tmp_path / "out.pdf")
    assert "Quimby" not in text
    assert "nothing in it" in text


def test_a_measured_width_is_told_for_each_box(written, redact):
    rows = redact(written(LINES), terms=[TERM], measure=lambda view: [1.5] * len(view.deletions))[1]
    assert last(rows, "page")["bits"] == [1.5, 1.5, 1.5]


def test_what_the_search_misses_the_verifier_finds_and_nothing_is_written(
    written, redact, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(seeking.Seeker, "find", lambda *_: ())
    with pytest.raises(VerificationFailedError) as caught:
        redact(written(LINES), terms=[TERM], areas=["1:300,300,400,400"])
    assert caught.value.exit_code == ExitCode.VERIFICATION_FAILED
    assert "page 1" in str(caught.value)
    said = str(caught.value) + "".join(capsys.readouterr())
    assert "Quimby" not in said
    assert [p.name for p in tmp_path.iterdir()] == ["in.pdf"]


def test_a_term_found_nowhere_is_told_by_its_number(written, redact):
    code, rows, said = redact(written(LINES), terms=[TERM, "Zebedee", "Quimby"])
    assert code == ExitCode.DONE
    assert last(rows, "warning")["terms"] == [2]
    assert "Zebedee" not in said
    assert "Quimby" not in said


def test_a_file_that_would_only_look_redacted_is_not_written(written, redact, tmp_path):
    with pytest.raises(UsageError, match="none of the terms was found"):
        redact(written(LINES), terms=["Zebedee"])
    assert [p.name for p in tmp_path.iterdir()] == ["in.pdf"]
    assert redact(written(LINES), terms=["Zebedee"], anyway=True)[0] == ExitCode.DONE


def test_a_term_that_only_the_pixels_show_is_gone(written, redact, tmp_path):
    path = written(LINES)
    shifted = "".join(f"<{c:02x}> <{c + 1:04x}>\n" for c in range(0x41, 0x7A))
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Shift def "
        "1 begincodespacerange <00> <ff> endcodespacerange "
        f"{0x7A - 0x41} beginbfchar\n{shifted}endbfchar endcmap end end"
    )
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            font.ToUnicode = pdf.make_stream(cmap.encode())
        pdf.save()
    assert "Quimby" not in text_of(path)
    code, rows, _ = redact(path, terms=[TERM])
    assert code == ExitCode.DONE
    assert last(rows)["exact"] >= 2


def test_a_term_that_no_page_shows_is_told_and_not_carried(written, redact, tmp_path):
    path = written(LINES)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.docinfo.Author = "Ottoline Plumtree"
        pdf.save()
    code, rows, said = redact(path, terms=["Ottoline Plumtree"])
    assert code == ExitCode.DONE
    assert last(rows)["terms_unshown"] == [1]
    assert last(rows)["boxes"] == 0
    assert b"Plumtree" not in (tmp_path / "out.pdf").read_bytes()
    assert "Plumtree" not in said


def test_a_term_over_the_end_of_a_page_is_gone_from_both(written, redact, tmp_path):
    redact(written(["It was said by Jane"], ["Quimby on the next page."]), terms=[TERM])
    text = text_of(tmp_path / "out.pdf")
    assert "Jane" not in text
    assert "Quimby" not in text
    assert "next" in text


def test_words_drawn_over_are_told_where_they_still_stand(written, redact, tmp_path):
    path = written(["Jane Quimby"], ["It was Jane Quimby again."])
    code, rows, said = redact(path, areas=["1:60,75,200,100"])
    assert code == ExitCode.DONE
    assert last(rows, "warning")["pages"] == [2]
    assert "Quimby" not in said
    assert "Quimby" in text_of(tmp_path / "out.pdf")


def test_a_page_that_nobody_could_read_is_told_and_a_blank_one_is_not(typed_page, redact, tmp_path):
    noise = Image.effect_noise((2550, 3300), 200).point(lambda v: 255 * (v > 60)).convert("1")
    sheets = [
        typed_page(["Jane Quimby was here in April."]),
        Image.new("1", (2550, 3300), 1),
        noise,
    ]
    sheets[0].save(tmp_path / "in.pdf", resolution=300, save_all=True, append_images=sheets[1:])
    code, rows, _ = redact(tmp_path / "in.pdf", terms=[TERM])
    assert code == ExitCode.PARTLY
    assert last(rows)["pages_in_doubt"] == [3]
    assert (tmp_path / "out.pdf").exists()


def test_text_and_images_come_out_as_pdf(typed_page, redact, tmp_path):
    (tmp_path / "in.txt").write_text("\n".join(LINES), "utf-8")
    redact(tmp_path / "in.txt", terms=[TERM])
    text = text_of(tmp_path / "out.pdf")
    assert "Quimby" not in text
    assert "garden" in text
    with pytest.raises(UsageError, match="a text file has no areas"):
        redact(tmp_path / "in.txt", areas=["1:1,1,2,2"], out=tmp_path / "two.pdf")
    typed_page(LINES).save(tmp_path / "in.png", dpi=(300, 300))
    redact(tmp_path / "in.png", terms=[TERM], out=tmp_path / "three.pdf")
    assert "Quimby" not in text_of(tmp_path / "three.pdf")


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ("1:1,2,3", "cannot be understood"),
        ("one:1,2,3,4", "cannot be understood"),
        ("1:1,2,nan,4", "cannot be understood"),
        ("1:5,5,5,9", "no surface"),
        ("1:9,5,5,9", "no surface"),
        ("2:1,1,5,9", "the file has 1 page"),
        ("0:1,1,5,9", "the file has 1 page"),
        ("1:700,1,800,9", "612 x 792 points"),
    ],
)
def test_an_area_that_is_none_is_named(written, redact, tmp_path, area, words):
    with pytest.raises(UsageError) as caught:
        redact(written(LINES), areas=[area])
    assert words in str(caught.value)
    assert area in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["in.pdf"]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"terms": ["--", TERM]},
        {"terms": [TERM], "codes": ["Jane Quimby"]},
        {"terms": [TERM], "codes": ["\u2588"]},
        {"terms": [TERM], "out": Path("jane_quimby_redacted.pdf")},
        {"terms": ["123-45-6789"], "out": Path("123456789.pdf")},
        {"terms": [TERM], "out": Path("out.png")},
        {"terms": [TERM], "out": Path("no/such/folder/out.pdf")},
    ],
)
def test_orders_that_would_mislead_or_tell_a_term_are_refused(redact, written, tmp_path, asked):
    if "out" in asked:
        asked = {**asked, "out": tmp_path / asked["out"]}
    with pytest.raises(UsageError) as caught:
        redact(written(LINES), **asked)
    assert "Quimby" not in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["in.pdf"]


def test_nothing_is_written_over(written, redact, tmp_path):
    path = written(LINES)
    (tmp_path / "out.pdf").write_text("mine")
    with pytest.raises(UsageError, match="already there"):
        redact(path, terms=[TERM])
    assert (tmp_path / "out.pdf").read_text() == "mine"


def test_a_file_that_appears_meanwhile_is_not_written_over(written, redact, tmp_path, monkeypatch):
    verify = verifying.verify

    def slow(*args, **kwargs):
        (tmp_path / "out.pdf").write_text("mine")
        return verify(*args, **kwargs)

    monkeypatch.setattr(verifying, "verify", slow)
    with pytest.raises(UsageError, match="there by now"):
        redact(written(LINES), terms=[TERM])
    assert (tmp_path / "out.pdf").read_text() == "mine"
    assert left_over(tmp_path) == []


def test_the_terms_touch_no_disk_and_no_argument(written, redact, tmp_path, monkeypatch):
    verify, popen = verifying.verify, subprocess.Popen
    commands = []

    def looked(part, *args, **kwargs):
        for path in part.parent.iterdir():
            assert b"Quimby" not in path.read_bytes()
        return verify(part, *args, **kwargs)

    def started(command, *args, **kwargs):
        commands.append(" ".join(map(str, command)))
        return popen(command, *args, **kwargs)

    monkeypatch.setattr(verifying, "verify", looked)
    monkeypatch.setattr(verifying.subprocess, "Popen", started)
    (tmp_path / "terms.txt").write_text(f"\ufeff{TERM}\n\n", "utf-8")
    path = written(LINES, name="Jane Quimby.pdf")
    order = flow.order_of({"out": tmp_path / "out.pdf", "terms_file": tmp_path / "terms.txt"})
    assert "Quimby" not in repr(order)
    redact(path, terms_file=tmp_path / "terms.txt")
    assert commands
    assert not any("Quimby" in command for command in commands)


def test_a_locked_pdf_is_refused_and_an_open_one_is_not(written, redact, tmp_path):
    path = written(LINES)
    for user, name in (("letmein", "closed.pdf"), ("", "open.pdf")):
        with pikepdf.open(path) as pdf:
            pdf.save(tmp_path / name, encryption=pikepdf.Encryption(owner="o", user=user))
    with pytest.raises(UsageError, match="password"):
        redact(tmp_path / "closed.pdf", terms=[TERM])
    assert redact(tmp_path / "open.pdf", terms=[TERM])[0] == ExitCode.DONE


def test_a_file_called_by_a_term_is_not_named(redact, tmp_path):
    (tmp_path / "Jane Quimby.pdf").write_bytes(b"%PDF-1.4 nothing else")
    with pytest.raises(TearlineError) as caught:
        redact(tmp_path / "Jane Quimby.pdf", terms=[TERM])
    assert caught.value.exit_code == ExitCode.USAGE
    assert "Quimby" not in str(caught.value)


def test_a_page_that_fails_ends_it_all(written, redact, tmp_path, monkeypatch):
    def fails(job):
        if job.number == 2:
            raise ValueError(TERM)
        return work(job)

    work = pages.redact_page
    monkeypatch.setattr(pages, "redact_page", fails)
    with pytest.raises(UsageError, match="page 2") as caught:
        redact(written(LINES, LINES), terms=[TERM])
    assert "Quimby" not in str(caught.value)
    assert [p.name for p in tmp_path.iterdir()] == ["in.pdf"]


def test_a_run_that_is_stopped_leaves_nothing(written, redact, tmp_path):
    stop = engine.Stop()
    run = Run(report=lambda stage, *_: stop.request() if stage == "redact" else None, stop=stop)
    with pytest.raises(KeyboardInterrupt):
        redact(written(LINES, LINES), terms=[TERM], run=run)
    assert [p.name for p in tmp_path.iterdir()] == ["in.pdf"]


KILLED = """
import os, signal, sys
from pathlib import Path
from tearline.verbs.redacting import flow
from tearline.editions import verifying
from tearline.store.queue import Run
from tearline.talk import Talk

if __name__ == "__main__":
    if len(sys.argv) > 3:
        verifying.verify = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
    asked = {"out": sys.argv[2], "terms_file": "-", "workers": 1}
    run = flow.redact(Path(sys.argv[1]), flow.order_of(asked), Run(), Talk(as_json=True))
    sys.exit(run)
"""


def test_a_killed_run_leaves_a_hidden_folder_that_the_next_removes(written, tmp_path):
    path, out, script = written(LINES), tmp_path / "out.pdf", tmp_path / "script.py"
    script.write_text(KILLED, "utf-8")
    words = [sys.executable, str(script), str(path), str(out)]
    done = subprocess.run([*words, "kill"], input=TERM, text=True, check=False, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    assert not out.exists()
    (hidden,) = (p for p in tmp_path.iterdir() if p not in (path, script))
    assert hidden.name.startswith(".")
    assert hidden.name.endswith(".part")
    assert not any(b"Quimby" in p.read_bytes() for p in hidden.iterdir())
    done = subprocess.run(words, input=TERM, text=True, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert "Quimby" not in done.stdout + done.stderr
    assert sorted(tmp_path.iterdir()) == sorted([path, out, script])


def test_what_an_area_or_a_term_does_beyond_what_was_asked_is_said(written, redact, tmp_path):
    path = written(LINES)
    areas = ("1:500,700,700,800", "1:72,60,200,80", "1:72,60,200,80.0")
    code, rows, _ = redact(path, terms=(TERM, "jane-quimby"), areas=areas)
    assert code == 0
    said = [row["message"] for row in rows if row["type"] == "warning"]
    assert said[0].startswith(
        "--area 1:500,700,700,800 goes beyond page 1, which as shown is 612 x 792"
    )
    assert said[1:] == [
        "--area 1:72,60,200,80.0 was given before",
        "term 2 of the list is term 1 again",
    ]
    with pytest.raises(UsageError, match="lies outside page 1") as refused:
        redact(path, areas=("1:612,0,700,50",), out=tmp_path / "b.pdf")
    assert "612 x 792" in refused.value.remedy
    with pytest.raises(UsageError, match="is a folder") as refused:
        redact(tmp_path, terms=(TERM,), out=tmp_path / "c.pdf")
    assert "tearline init" in refused.value.remedy


def test_a_word_carried_over_a_line_s_end_takes_one_box_a_line_and_nothing_beside_it(
    written, redact, tmp_path
):
    sheet = (
        "The letter was made by the clerk Quill-",
        "feather of the harbor office at noon.",
        "End.",
    )
    code, rows, _ = redact(written(sheet), terms=("Quillfeather",))
    assert (code, rows[0]["boxes"]) == (0, 2)
    read = text_of(tmp_path / "out.pdf")
    assert "The letter was made by the clerk [" in read
    assert "] of the harbor office at noon. End." in read
    assert "Quill" not in read
    assert "feather" not in read


def test_parts_of_a_word_are_told_apart_only_where_their_neighbours_show_them():
    def word(text, start, *box):
        return Word(text, start, start + len(text), Area(*box), None)

    def on(words, turn=0):
        text = " ".join(w.text for w in words)
        return Page(1, 9999, 9999, text, tuple(words), TextSource.LAYER, "", "", turn=turn)

    before, folded = word("by", 0, 60, 10, 80, 20), word("Quill-feather", 3, 10, 10, 140, 40)
    behind, far = word("of", 17, 60, 30, 80, 40), word("of", 17, 10, 50, 30, 60)
    usual = [word("it", 20 + 3 * n, 10, 70, 30, 80) for n in range(4)]
    for words, boxes in (
        ([before, folded, behind], [(80, 10, 140, 25), (10, 25, 60, 40)]),
        ([before, folded, far], [(80, 10, 140, 20), (10, 20, 140, 40)]),
        ([folded, behind], [(10, 10, 140, 30), (10, 30, 60, 40)]),
        ([folded, far], [(10, 10, 140, 40)]),
    ):
        made = line_ends.unfolded(on([*words, *usual])).words
        at = words.index(folded)
        assert [(*w.area.as_list(),) for w in made[at : at + len(boxes)]] == boxes
    page = on([before, folded, behind, *usual], turn=90)
    assert line_ends.unfolded(page) is page


def test_a_page_that_no_result_may_have_is_refused_by_its_number(redact, tmp_path):
    path = tmp_path / "in.pdf"
    paper = canvas.Canvas(str(path))
    for size in ((612, 792), (612, 2)):
        paper.setPageSize(size)
        paper.showPage()
    paper.save()
    with pytest.raises(UsageError, match="a side of page 2 is under 3 points"):
        redact(path, terms=(TERM,))
