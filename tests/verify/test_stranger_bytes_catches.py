"""Each probe of the byte side catches what it is there for, with the value known and without."""

import base64
import io
import zlib
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from tearline_verify.leaks import Tally
from tearline_verify.stranger import bytes_side, carve, filters, tagged
from tearline_verify.stranger.case import Case
from tearline_verify.terms import Terms

SECRET = "Ostrowicki"
PLAIN = b"BT /F1 12 Tf 72 700 Td (The council met on Monday) Tj ET"
BOX = b" 0 g 150 640 80 14 re f"
AREA = (15000, 13800, 23000, 15200)  # where BOX lies, in units from the top left


def new(content=PLAIN, **keys):
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page = Dictionary(
        Type=Name.Page, MediaBox=[0, 0, 612, 792], Contents=pdf.make_stream(content),
        Resources=Dictionary(Font=Dictionary(F1=pdf.make_indirect(font))), **keys,
    )  # fmt: skip
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf


def saved(pdf, **how):
    out = io.BytesIO()
    pdf.save(out, **({"compress_streams": False} | how))
    return out.getvalue()


def found(raw, terms=(), areas=None):
    """Return the set of (probe, what) of every leak."""
    case = Case(Path("a.pdf"), raw, Terms(terms), areas or {}, bool(terms or areas))
    tally = Tally()
    for name, look in bytes_side.PROBES:
        if name != "extract" or not terms:
            tally.run(name, "(the file)", look(case))
        else:  # without the other programs, which want a file
            tally.run(name, "(the file)", (leak for leak in _own(look(case))))
    return {(leak.probe, leak.what) for leak in tally.leaks}


def _own(leaks):
    for leak in leaks:
        if "poppler" not in leak.what and "mutool" not in leak.what:
            yield leak


def probes(raw, terms=(), areas=None):
    return {probe for probe, _ in found(raw, terms, areas)}


PACKED = {
    "flate": lambda data: (zlib.compress(data), "/FlateDecode"),
    "hex": lambda data: (data.hex().encode() + b">", "/ASCIIHexDecode"),
    "85": lambda data: (base64.a85encode(data) + b"~>", "/ASCII85Decode"),
    "run": lambda data: (bytes([len(data) - 1]) + data + b"\x80", "/RunLengthDecode"),
}


@pytest.mark.parametrize("how", PACKED)
@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
def test_a_deleted_stream_is_read_through_any_filter_named_or_not(how, named):
    body, name = PACKED[how](f"(the name {SECRET} stands here)".encode())
    head = f"<< /Filter {name} >>" if named else "<< >>"
    raw = saved(new())
    at = raw.rfind(b"\nxref\n") + 1
    raw = (
        raw[:at]
        + b"99 0 obj\n"
        + head.encode()
        + b"\nstream\n"
        + body
        + b"\nendstream\nendobj\n"
        + raw[at:]
    )
    assert "carve" in probes(raw, [SECRET])
    assert "carve" not in probes(raw, ["Wojciechowski"])


@pytest.mark.parametrize(
    "spelt",
    [
        SECRET.encode(), SECRET[::-1].encode(), SECRET.encode("utf-16-be").hex().encode(),
        base64.b64encode(b"name: " + SECRET.encode()), b"[(Ost) -20 (row) 15 (icki)] TJ",
        "".join(f"\\{ord(c):03o}" for c in SECRET).encode(), b"/" + b"".join(b"#%02x" % ord(c) for c in SECRET),
        base64.b64encode(zlib.compress(b"in a packed and coded place: " + SECRET.encode() + b" stands the name")),
        "".join(f"{b:08b}" for b in SECRET.encode()).replace("0", " ").replace("1", "\t").encode(),
    ],
)  # fmt: skip
def test_a_value_after_the_end_is_found_in_any_spelling(spelt):
    if spelt.startswith((b"\\",)):
        spelt = b"(" + spelt + b")"
    assert "carve" in probes(saved(new()) + b"\n" + spelt + b"\n", [SECRET])


def place_info(pdf):
    pdf.docinfo["/Subject"] = String(SECRET)


def place_bookmark(pdf):
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(SECRET, 0))


def place_note(pdf):
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String(SECRET)
    )
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def place_label(pdf):
    pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(P=String(SECRET))])


def place_script(pdf):
    pdf.Root.OpenAction = Dictionary(
        S=Name.JavaScript, JS=pdf.make_stream(f"var who='{SECRET}'".encode())
    )


def place_xmp(pdf):
    pdf.pages[0].obj.Metadata = pdf.make_stream(
        f"<x><b>{SECRET[:4]}</b>{SECRET[4:]}</x>".encode(), Type=Name.Metadata
    )


def place_name(pdf):
    pdf.pages[0].obj.Resources["/Font"]["/" + SECRET] = pdf.pages[0].obj.Resources.Font.F1


WHERE = {
    place_info: "metadata", place_bookmark: "bookmark", place_note: "annotation", place_label: "page label",
    place_script: "script", place_xmp: "XMP", place_name: "resources",
}  # fmt: skip


@pytest.mark.parametrize("plant", WHERE, ids=lambda plant: plant.__name__)
@pytest.mark.parametrize("locked", [False, True], ids=["open", "encrypted"])
def test_the_walk_says_in_words_where_a_value_stands(plant, locked):
    pdf = new()
    plant(pdf)
    how = {"encryption": pikepdf.Encryption(owner="x", user="", R=6)} if locked else {}
    told = [what for probe, what in found(saved(pdf, **how), [SECRET]) if probe == "objects"]
    # The names of keys are not encrypted, but the walk reads them in both.
    assert any(WHERE[plant] in what or "font" in what for what in told)
    assert all(SECRET not in what for what in told)


def test_shuffled_letters_are_read_by_their_place():
    order = [3, 0, 9, 5, 1, 8, 2, 7, 4, 6]
    content = b"".join(
        b"BT /F1 12 Tf %d 600 Td (%s) Tj ET " % (100 + 8 * i, SECRET[i].encode()) for i in order
    )
    told = found(saved(new(content)), [SECRET])
    assert {what for probe, what in told if probe == "extract"}
    assert "carve" not in {probe for probe, _ in told}


def test_any_character_in_a_withheld_area_is_a_leak_but_a_deletion_s_own_mark():
    under = PLAIN + b" BT /F1 11 Tf 152 643 Td (%s) Tj ET" + BOX
    areas = {1: (AREA,)}
    assert "extract" in probes(saved(new(under % b"Ostrow")), areas=areas)
    assert "extract" not in probes(saved(new(under % b"[\\(b\\)\\(6\\)]")), areas=areas)
    assert "extract" not in probes(saved(new()), areas=areas)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_shown(turn):
    raw = saved(new(b"BT /F1 12 Tf 300 500 Td (M) Tj ET", Rotate=turn, CropBox=[100, 50, 612, 792]))
    wide, high = (51200, 74200) if turn % 180 == 0 else (74200, 51200)
    across, down = {0: (205, 288), 90: (454, 205), 180: (307, 454), 270: (288, 307)}[turn]
    area = (across * 100 - 700, down * 100 - 700, across * 100 + 700, down * 100 + 700)
    assert 0 < area[0] < wide and 0 < area[1] < high
    told = {what for probe, what in found(raw, areas={1: (area,)}) if probe == "extract"}
    assert {what.rpartition(" ")[2] for what in told} == {"pdfium)", "pdfminer)"}
    assert "extract" not in probes(raw, areas={1: ((100, 100, 900, 900),)})


def increment(raw, number, body):
    """Append a new version of object ``number``, as a program that saves incrementally does."""
    at = len(raw)
    new_object = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = int(raw[raw.rfind(b"startxref") :].split()[1])
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        root, size = pdf.Root.objgen[0], len(pdf.objects) + 2
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer << /Size %d /Root %d 0 R /Prev %d >>\n" % (
        number, at, size, root, start,
    )  # fmt: skip
    return raw + new_object + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(new_object))


def changed(before, after):
    raw = saved(new(before), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
    return increment(raw, number, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(after), after))


def test_an_earlier_version_that_shows_more_is_told_and_one_that_shows_no_more_is_not():
    more = PLAIN + b" BT /F1 12 Tf 72 650 Td (and heard Ostrowicki speak) Tj ET"
    cut = changed(more, PLAIN)
    assert "revisions" in probes(cut)
    assert "revisions" in probes(cut, [SECRET])
    assert not found(changed(PLAIN, more))


def test_deleted_text_is_told_and_a_live_form_is_not():
    body = b"BT /F1 9 Tf 9 9 Td (written by Ostrowicki) Tj ET"
    pdf = new(PLAIN + b" /X Do")
    form = pdf.make_stream(body, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 99, 99])
    form.Resources = pdf.pages[0].obj.Resources
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=form)
    assert not found(saved(pdf))
    raw = increment(
        saved(new()), 77, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)
    )
    assert any("deleted" in what for _, what in found(raw))
    assert any("deleted" in what for probe, what in found(raw, [SECRET]) if probe == "revisions")


def test_a_mark_that_was_never_applied_an_attachment_and_a_hidden_layer_are_told():
    pdf = new()
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Redact, Rect=[150, 640, 230, 654])
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])
    assert {what for probe, what in found(saved(pdf)) if probe == "hiding places"}
    pdf = new()
    pdf.attachments["a.txt"] = b"some text"
    assert "attachments" in probes(saved(pdf))
    pdf = new()
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("notes")))
    pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer]))
    assert not found(saved(pdf))  # nothing is drawn on it
    pdf.pages[0].obj.Resources.Properties = Dictionary(L=layer)
    assert "hiding places" in probes(saved(pdf))


def test_an_attached_pdf_is_looked_through_as_one():
    inner = new(
        b"".join(
            b"BT /F1 9 Tf %d 9 Td (%s) Tj ET " % (9 + 7 * i, SECRET[i].encode())
            for i in (1, 0, *range(2, 10))
        )
    )
    pdf = new()
    pdf.attachments["inner.pdf"] = saved(inner)
    assert any("attached PDF" in what for _, what in found(saved(pdf), [SECRET]))


def test_a_bookmark_that_spells_what_stands_under_a_box_is_told_and_a_heading_is_not():
    line = b"BT /F1 12 Tf 72 643 Td (Statement of) Tj ET" + BOX
    for title, due in (("Statement of Ostrowicki", True), ("Statement", False), ("Annex", False)):
        pdf = new(PLAIN + b" " + line)
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(title, 0))
        assert ("hiding places" in probes(saved(pdf))) is due, title


def test_a_tag_that_spells_what_a_box_hides_is_told_and_a_deletion_s_mark_is_not():
    for text, due in ((SECRET, True), ("redacted, (b)(6)", False)):
        tag = (
            b" /Span << /ActualText (%s) >> BDC"
            % text.replace("(", "\\(").replace(")", "\\)").encode()
        )
        raw = saved(new(PLAIN + tag + BOX + b" EMC"))
        assert ("hiding places" in probes(raw)) is due, text


def subset(letters, drawn):
    """Return a page whose font is cut down to ``letters``, of which ``drawn`` are drawn."""
    rows = b"".join(b"<%02x> <%04x>\n" % (i + 1, ord(c)) for i, c in enumerate(letters))
    codes = bytes(letters.index(c) + 1 for c in drawn)
    pdf = new(b"BT /F1 12 Tf 72 700 Td <" + codes.hex().encode() + b"> Tj ET" + BOX)
    cmap = b"/CIDInit /ProcSet findresource begin begincmap\n%d beginbfchar\n" % len(letters)
    font = pdf.pages[0].obj.Resources.Font.F1
    font.BaseFont = Name("/ABCDEF+Cut")
    font.ToUnicode = pdf.make_stream(cmap + rows + b"endbfchar endcmap end")
    return saved(pdf)


def test_letters_left_in_a_font_are_told():
    assert "fonts" in probes(subset("Ostrowickanem", "same"), [SECRET])
    assert "fonts" in probes(subset("Ostrowickanem", "same"))
    assert "fonts" not in probes(subset("sameon", "sameon"), [SECRET])
    assert "fonts" not in probes(subset("sameon", "sameon"))


def test_a_mark_of_a_deletion_is_one_and_a_name_is_none():
    for mark in ("[(b)(6)]", "redacted, (b)(7)(C)", "XXXXX", "JFK Act 5(g)(2)(D)", "(b)(1) 1.4(c)"):
        assert tagged.MARK.fullmatch(mark.replace(" ", "")), mark
    for name in ("Ostrow", "571-23-4410", "Kim", "J. Roe"):
        assert not tagged.MARK.fullmatch(name), name


@given(st.binary(max_size=400))
def test_decoders_end_on_any_bytes_and_keep_to_their_limit(data):
    for decode in (
        filters.flate,
        filters.lzw,
        filters.run_length,
        filters.ascii_hex,
        filters.ascii_85,
    ):
        assert len(decode(data, 100)) <= 100
    assert all(len(out) <= 100 for out in filters.inflating(data, 100))
    assert all(len(out) <= 100 for _, out in filters.members(data, 100))
    assert all(isinstance(stream.data, bytes) for stream in carve.streams(data))


@given(st.binary(min_size=1, max_size=300))
def test_what_was_packed_comes_out_again(data):
    assert filters.flate(zlib.compress(data), 999) == data
    assert filters.ascii_85(base64.a85encode(data) + b"~>", 999) == data
    assert filters.ascii_hex(data.hex().encode() + b">", 999) == data
