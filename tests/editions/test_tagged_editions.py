"""Tags say what the page says: its lines in order, each deletion spoken by its codes, nothing else."""

from __future__ import annotations

import ctypes
import io
import json

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tearline.editions import burn, flow, pages, typeset
from tearline.editions.pdf import write_pdf
from tearline.editions.tags import lines, said
from tearline.editions.withheld import Withheld
from tearline.model.area import Area
from tearline.model.edition import Deletion, PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Word
from tearline_verify import grammar, instep, pagedata
from tearline_verify import tags as verified

PAGE = (61200, 79200)
BLANK = burn.encode(Image.new("1", (85, 110), 1))


def view(rows, gone=(), number=1, policy=WidthPolicy.EXACT):
    """Return a view of lines of words; ``gone``: (line, place in it, codes) of deletions."""
    words, text, deletions = [], "", []
    for row, line in enumerate(rows):
        text += "\n" if row else ""
        found = [(word, None) for word in line]
        for at, codes in [(at, codes) for where, at, codes in gone if where == row]:
            found.insert(at, (f"[{' '.join(codes)}]", codes))
        for column, (word, codes) in enumerate(found):
            text += " " if column else ""
            area = Area(
                3000 + 4000 * column, 3000 + 1500 * row, 6000 + 4000 * column, 4000 + 1500 * row
            )
            words.append(Word(word, len(text), len(text) + len(word), area, None))
            text += word
            if codes is not None:
                deletions.append(Deletion(number, area, codes, "passage", policy))
    return PageView(number, *PAGE, BLANK, text, tuple(words), tuple(deletions), None, 0)


def written(views, tmp_path):
    """Write views to a PDF; return its bytes."""
    path = tmp_path / "a.pdf"
    write_pdf(views, "a", path)
    return path.read_bytes()


def read(raw, page=0):
    """Return a page's tags, read with pikepdf alone: (kind, what is spoken, words) of each line."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        found, number = {}, None
        for operation in pikepdf.parse_content_stream(pdf.pages[page]):
            if str(operation.operator) == "BDC":
                number = int(operation.operands[1].MCID)
                found[number] = []
            elif str(operation.operator) == "Tj":
                code = bytes(operation.operands[0])
                found[number].append(code.decode("utf-16-be")[:-1])
        sheet = pdf.Root.StructTreeRoot.K.K[page]
        return [_line(element, found) for element in sheet.K]


def _line(element, found):
    kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
    out = []
    for kid in kids:
        if isinstance(kid, int):
            out += [(str(element.S), None, word) for word in found[kid]]
        else:
            out.append((str(kid.S), str(kid.ActualText), " ".join(found[kid.K])))
    return out


def by_pdfium(path, number=0):
    """Return pdfium's own reading of a page's tags: (kind, what is spoken) in order."""
    page = pypdfium2.PdfDocument(path)[number]
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    out = []

    def told(call, element):
        size = call(element, None, 0)
        room = ctypes.create_string_buffer(size)
        call(element, room, size)
        return room.raw[:size].decode("utf-16-le").rstrip("\0")

    def walk(element):
        out.append((told(pdfium.FPDF_StructElement_GetType, element),
                    told(pdfium.FPDF_StructElement_GetActualText, element)
                    or told(pdfium.FPDF_StructElement_GetAltText, element)))  # fmt: skip
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                walk(child)

    for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at))
    pdfium.FPDF_StructTree_Close(tree)
    return out


def test_each_line_is_a_paragraph_and_each_deletion_a_span_that_speaks(tmp_path):
    shown = view([["one", "two"], ["three"], ["four"]], [(0, 1, ("(b)(6)",)), (2, 0, ("A", "B"))])
    assert read(written([shown], tmp_path)) == [
        [("/P", None, "one"), ("/Span", "redacted, (b)(6)", "[(b)(6)]"), ("/P", None, "two")],
        [("/P", None, "three")],
        [("/Span", "redacted, A, B", "[A B]"), ("/P", None, "four")],
    ]


def test_another_reader_speaks_the_same(tmp_path):
    shown = view([["one", "two"], []], [(0, 1, ("(b)(6)",)), (1, 0, ("(b)(7)(C)", "x y"))])
    written([shown, view([], number=2)], tmp_path)
    assert by_pdfium(tmp_path / "a.pdf") == [
        ("Document", ""), ("Div", ""), ("P", ""), ("Span", "redacted, (b)(6)"),
        ("P", ""), ("Span", "redacted, (b)(7)(C), x y"),
    ]  # fmt: skip
    assert by_pdfium(tmp_path / "a.pdf", 1)[-1] == (
        "Figure", "page 2: a picture on which no text was read")  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "spoken"),
    [
        (WidthPolicy.EXACT, "redacted, (b)(6)"),
        (WidthPolicy.LINE, "redacted, (b)(6)"),
        (WidthPolicy.MOVED, "redacted, (b)(6), line shifted"),
    ],
)
def test_a_shifted_line_is_said(policy, spoken, tmp_path):
    shown = view([["one"]], [(0, 1, ("(b)(6)",))], policy=policy)
    raw = written([shown], tmp_path)
    assert said(shown.deletions[0]) == spoken
    assert read(raw)[0][1] == ("/Span", spoken, "[(b)(6)]")
    (page,) = grammar.Edition(raw).pages()
    assert page.tagged == verified.Tagged((2,), ((1, spoken),))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_every_number_of_the_layer_follows_from_the_page_data(page_view, turn, tmp_path):
    shown = page_view(["MEMORANDUM", "for", "étude", "日本", "a😀b", "x" * 40] * 9, turn=turn)
    (page,) = grammar.Edition(written([shown], tmp_path)).pages()
    line = json.dumps(pages.to_json(shown, "a"), ensure_ascii=False, separators=(",", ":"))
    assert list(instep.leaks("a", pagedata.page(line.encode(), "a", 1), page)) == []


def test_a_word_that_only_looks_like_a_marker_is_a_word(tmp_path):
    """An earlier release's own marker, read from the page, is text of the page."""
    shown = view([["one", "[(b)(6)]"]], [(0, 1, ("(b)(6)",))])
    assert [kind for kind, _, _ in read(written([shown], tmp_path))[0]] == ["/P", "/Span", "/P"]


def test_a_page_withheld_whole_speaks(tmp_path):
    whole = Area(0, 0, *PAGE)
    mark = flow.marker(("(b)(1)",), whole)
    gone = (Deletion(1, whole, ("(b)(1)",), "page", WidthPolicy.EXACT),)
    shown = PageView(1, *PAGE, BLANK, mark.text, (mark,), gone, None, 0)
    assert read(written([shown], tmp_path)) == [[("/Span", "redacted, (b)(1)", "[(b)(1)]")]]


def test_a_text_record_speaks_for_each_of_its_deletions(tmp_path):
    text = "He was Quillfeather.\n\nHe lived at Marrowgate.\n"
    spans = [(text.index(w), text.index(w) + len(w)) for w in ("Quillfeather", "Marrowgate")]
    views = list(typeset.set_pages(text, [Withheld((), a, b, ("(b)(6)",)) for a, b in spans]))
    found = read(written(views, tmp_path))
    assert [[word for _, _, word in line] for line in found] == [
        ["He", "was", "[(b)(6)]", "."], ["He", "lived", "at", "[(b)(6)]", "."],
    ]  # fmt: skip
    assert sum(spoken == "redacted, (b)(6)" for line in found for _, spoken, _ in line) == 2


def test_a_deletion_that_nothing_stands_for_is_an_error(tmp_path):
    shown = view([["one"]])
    gone = (Deletion(1, Area(0, 0, 9, 9), ("A",), "passage", WidthPolicy.EXACT),)
    silent = PageView(1, *PAGE, BLANK, shown.text, shown.words, gone, None, 0)
    with pytest.raises(ValueError, match="no marker"):
        written([silent], tmp_path)


def test_where_two_deletions_have_the_same_words_each_has_its_own_span(tmp_path):
    shown = view([["a", "b"]], [(0, 1, ("X",)), (0, 2, ("X",))])
    assert [spoken for _, spoken, _ in read(written([shown], tmp_path))[0]].count(
        "redacted, X"
    ) == 2


def test_five_hundred_pages_nest_no_deeper_than_one(tmp_path):
    shown = view([["one", "two"], ["three"]], [(1, 0, ("A",))])
    raw = written((shown for _ in range(500)), tmp_path)
    assert sum(len(page.tagged.spoken) for page in grammar.Edition(raw).pages()) == 500


WORDS = st.lists(st.text("ab[]()é日", min_size=1, max_size=4), max_size=3)
GONE = st.tuples(
    st.integers(0, 3),
    st.integers(0, 3),
    st.lists(st.sampled_from(["(b)(6)", "A", "x y"]), max_size=2, unique=True).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=4), st.lists(GONE, max_size=3), st.sampled_from(list(WidthPolicy)))
def test_tags_hold_every_word_once_and_agree_with_the_page_data(
    tmp_path_factory, rows, gone, policy
):
    shown = view(rows, gone, policy=policy)
    runs = [run for line in lines(shown) for run in line]
    assert [word for run in runs for word in run.words] == list(shown.words)
    assert sorted(run.said for run in runs if run.said) == sorted(map(said, shown.deletions))
    raw = written([shown], tmp_path_factory.mktemp("tags"))
    (page,) = grammar.Edition(raw).pages()
    line = json.dumps(pages.to_json(shown, "a"), ensure_ascii=False, separators=(",", ":"))
    told = pagedata.page(line.encode(), "a", 1)
    assert list(instep.leaks("a", told, page)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.update(text=row["text"].replace("\n", " ")),
        lambda row: row["deletions"][0].update(policy="moved"),
        lambda row: row["deletions"].clear(),
        lambda row: row["words"]["right"].__setitem__(0, row["words"]["right"][0] + 3),
        lambda row: row["words"]["top"].__setitem__(0, row["words"]["top"][0] + 1),
        lambda row: row["deletions"][0].update(codes=["(b)(7)"]),
        lambda row: row["deletions"][0].update(area=[0, 0, 9, 9]),
    ],
)
def test_page_data_that_says_otherwise_is_told(change, tmp_path):
    shown = view([["one", "two"], ["three"]], [(0, 1, ("(b)(6)",))])
    (page,) = grammar.Edition(written([shown], tmp_path)).pages()
    row = pages.to_json(shown, "a")
    change(row)
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
    found = list(instep.leaks("a.pdf", pagedata.page(line, "a", 1), page))
    assert {leak.probe for leak in found} == {"tags"}


@pytest.mark.parametrize(
    ("spoken", "marker", "fits"),
    [
        ("redacted, (b)(6)", "[(b)(6)]", True),
        ("redacted, (b)(6), (b)(7)(C)", "[(b)(6) (b)(7)(C)]", True),
        ("redacted, (b)(6), line shifted", "[(b)(6)]", True),
        ("redacted", "[]", True),
        ("redacted, line shifted", "[]", True),
        ("redacted, (b)(6), Quillfeather", "[(b)(6)]", False),
        ("Redacted, (b)(6)", "[(b)(6)]", False),
        ("redacted,(b)(6)", "[(b)(6)]", False),
        ("(b)(6)", "[(b)(6)]", False),
        ("redacted, ", "[]", False),
        ("redacted, (b)(6)", "[(b)(7)]", False),
        ("redacted, (b)(6)", "(b)(6)", False),
        ("", "[]", False),
    ],
)
def test_only_a_marker_s_own_codes_may_be_spoken(spoken, marker, fits):
    assert verified.says(spoken, marker) is fits
