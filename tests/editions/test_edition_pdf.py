"""The PDF edition holds one image and its visible words a page, exactly, and nothing else."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from pdfminer.converter import TextConverter
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from tearline.editions.pdf import content, number, write_pdf
from tearline.model.area import Area
from tearline_verify import grammar
from tearline_verify.leaks import GrammarError

WORDS = ["MEMORANDUM", "for", "the", "record,", "1963", "[(b)(6)]", "étude", "Δοκιμή", "a.b@c.org",
         "(900)", "x" * 40, "–", "I", "日本", "end"]  # fmt: skip


def by_pdfium(path, page=0):
    return pypdfium2.PdfDocument(path)[page].get_textpage().get_text_range().split()


def by_pdfminer(path):
    out = io.StringIO()
    manager = PDFResourceManager()
    interpreter = PDFPageInterpreter(manager, TextConverter(manager, out, laparams=None))
    with path.open("rb") as file:
        for page in PDFPage.get_pages(file):
            interpreter.process_page(page)
    return out.getvalue().split()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_two_readers_find_every_word_in_order(page_view, tmp_path, turn):
    path = tmp_path / "a.pdf"
    write_pdf([page_view(WORDS, turn=turn)], "a", path)
    assert by_pdfium(path) == WORDS
    assert by_pdfminer(path) == WORDS


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_stand_at_their_boxes(page_view, tmp_path, turn):
    view = page_view(WORDS, turn=turn)
    path = tmp_path / "a.pdf"
    write_pdf([view], "a", path)
    page = pypdfium2.PdfDocument(path)[0].get_textpage()
    at = page.get_text_range().index("MEMORANDUM")
    # The word and the blank after it fill its box, so that readers who go by gaps see one.
    boxes = [page.get_charbox(at + i) for i in range(len("MEMORANDUM") + 1)]
    area = view.words[0].area
    assert min(b[0] for b in boxes) * 100 == pytest.approx(area.left, abs=40)
    assert max(b[2] for b in boxes) * 100 == pytest.approx(area.right, abs=40)
    assert view.height - max(b[3] for b in boxes) * 100 == pytest.approx(area.top, abs=40)
    assert view.height - min(b[1] for b in boxes) * 100 == pytest.approx(area.bottom, abs=40)


def test_words_whose_boxes_touch_are_words_to_readers_that_go_by_gaps(page_view, tmp_path):
    poppler = shutil.which("pdftotext")
    if poppler is None:
        pytest.skip("pdftotext is not on this machine")
    view = page_view(["Dear", "Mr.", "Quillon,", "the", "officer", "met"])
    boxes = [Area(7200 + 3000 * at, 9000, 10200 + 3000 * at, 10300) for at in range(6)]
    words = tuple(replace(w, area=box) for w, box in zip(view.words[:6], boxes, strict=True))
    text = " ".join(w.text for w in words)
    starts = [text.index(w.text) for w in words]
    words = tuple(
        replace(w, start=at, end=at + len(w.text)) for w, at in zip(words, starts, strict=True)
    )
    path = tmp_path / "a.pdf"
    write_pdf([replace(view, words=words, text=text, deletions=())], "a", path)
    said = subprocess.run([poppler, str(path), "-"], capture_output=True, text=True, check=True)
    assert said.stdout.split() == text.split()


def test_characters_beyond_16_bits_and_right_to_left_are_in_the_layer(page_view, tmp_path):
    view = page_view(["a😀b", "שלום", "العربية", "𝔄"])
    path = tmp_path / "a.pdf"
    write_pdf([view], "a", path)
    (page,) = grammar.Edition(path.read_bytes()).pages()
    assert [word.text for word in page.words] == [word.text for word in view.words]
    found = by_pdfium(path)
    assert found[0] == "a😀b"
    # pdfium takes the order of the glyphs for the order on paper and turns these round.
    assert found[1][::-1] == "שלום"


def test_the_verifier_accepts_it_as_our_own_grammar(page_view, tmp_path):
    path = tmp_path / "a.pdf"
    views = [page_view(WORDS), page_view([]), page_view(WORDS, turn=270)]
    write_pdf(iter(views), "104-10001-10001", path)
    edition = grammar.Edition(path.read_bytes())
    assert edition.title == "104-10001-10001"
    pages = list(edition.pages())
    assert [len(page.words) for page in pages] == [len(WORDS), 0, len(WORDS)]
    for page, view in zip(pages, views, strict=True):
        for shown, word in zip(page.words, view.words, strict=True):
            assert all(abs(a - b) <= 2 for a, b in zip(shown.box, word.area.as_list(), strict=True))


def test_objects_have_exactly_the_keys_of_the_grammar(page_view, tmp_path):
    path = tmp_path / "a.pdf"
    write_pdf([page_view(WORDS)], "a", path)
    with pikepdf.open(path) as pdf:
        assert set(pdf.Root.keys()) == {
            "/Type", "/Pages", "/Lang", "/MarkInfo", "/Metadata", "/OutputIntents",
            "/StructTreeRoot", "/ViewerPreferences",
        }  # fmt: skip
        assert set(pdf.trailer.keys()) == {"/Size", "/Root", "/Info", "/ID"}
        assert set(pdf.docinfo.keys()) == {"/Title", "/Producer"}
        page = pdf.pages[0].obj
        assert set(page.keys()) == {
            "/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/StructParents",
        }  # fmt: skip
        image = page.Resources.XObject.Im0
        assert set(image.keys()) == {
            "/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace",
            "/Filter", "/DecodeParms", "/Length",
        }  # fmt: skip
    raw = path.read_bytes()
    assert raw.startswith(b"%PDF-1.7\n%")
    assert raw.count(b"%%EOF") == 1
    assert raw.endswith(b"%%EOF\n")
    assert b"Date" not in raw
    assert b"ObjStm" not in raw
    assert str(tmp_path).encode() not in raw


def test_the_same_views_make_the_same_bytes(page_view, tmp_path):
    views = [page_view(WORDS), page_view(["two"], number=2)]
    for name in ("a", "b"):
        write_pdf(iter(views), "same", tmp_path / f"{name}.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_title_that_metadata_cannot_hold_is_refused(page_view, tmp_path):
    with pytest.raises(ValueError, match="metadata"):
        write_pdf([page_view(["one"])], "a\x01b", tmp_path / "a.pdf")


@pytest.mark.parametrize("title", ["a & b <c>", "(x)\\", "Über", "日本", "😀"])
def test_any_other_title_is_told_three_times_and_accepted(page_view, tmp_path, title):
    path = tmp_path / "a.pdf"
    write_pdf([page_view(["one"])], title, path)
    assert grammar.Edition(path.read_bytes()).title == title


def test_an_edition_has_a_page(tmp_path):
    with pytest.raises(ValueError, match="at least one page"):
        write_pdf([], "none", tmp_path / "a.pdf")


def test_a_thousand_pages_stay_a_flat_tree(page_view, tmp_path):
    path = tmp_path / "a.pdf"
    view = page_view(["one"])
    write_pdf((view for _ in range(1000)), "a", path)
    assert len(pypdfium2.PdfDocument(path)) == 1000


@pytest.mark.parametrize("size", [(3_000_000, 72000), (250, 79200), (1, 1)])
def test_a_page_beyond_the_limits_of_pdf_a_is_refused_by_the_verifier(page_view, tmp_path, size):
    path = tmp_path / "a.pdf"
    write_pdf([replace(page_view([]), width=size[0], height=size[1])], "a", path)
    with pytest.raises(GrammarError, match="no PDF/A page"):
        list(grammar.Edition(path.read_bytes()).pages())


def test_content_is_the_closed_list_of_operators(page_view):
    lines = content(page_view(WORDS)).decode("ascii").splitlines()
    assert lines[:3] == ["/Artifact BMC", "q 612 0 0 792 0 0 cm /Im0 Do Q", "EMC"]
    assert (lines[3], lines[-1]) == ("BT 3 Tr", "ET")
    kinds = {
        re.sub(r"<[0-9A-F]+>", "<>", re.sub(r"(?<!\w)-?\d+(\.\d{1,2})?(?= |>>)", "n", x))
        for x in lines
    }
    assert kinds <= {
        "q n n n n n n cm /Im0 Do Q", "BT n Tr", "/F0 n Tf", "n Tz", "n n n n n n Tm", "<> Tj", "ET",
        "/Artifact BMC", "/P <</MCID n>> BDC", "EMC",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("units", "written"),
    [
        (0, "0"),
        (100, "1"),
        (1250, "12.5"),
        (5, "0.05"),
        (-7, "-0.07"),
        (61200, "612"),
        (-150, "-1.5"),
    ],
)
def test_numbers_are_written_shortest(units, written):
    assert number(units) == written
