"""Wherever a file hides a word, it comes up as a finding; an OCR layer on a scan does not."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from drawing import bitmap, scanned_pdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

from tearline.findings.detector import Settings
from tearline.findings.residue import build
from tearline.model.page import Hidden, Page, TextSource
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.records.carried import carried

SECRET = "PLUMTREE"


def sheet(path: Path, draw=lambda _: None) -> Path:
    """Write a one-page PDF with two plain lines, and whatever ``draw`` adds."""
    page = canvas.Canvas(str(path), pagesize=letter, invariant=1)
    page.setFont("Helvetica", 12)
    page.drawString(72, 700, "The first line of the notice stays as it was.")
    page.drawString(72, 680, "So does the second line, of course.")
    draw(page)
    page.save()
    return path


def changed(path: Path, change) -> Path:
    """Write a one-page PDF and change it as a tree of objects."""
    sheet(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path)
    return path


def covered(page):
    page.drawString(72, 640, SECRET)
    page.rect(70, 636, 150, 16, fill=1, stroke=0)


def white(page):
    page.setFillGray(1)
    page.drawString(72, 640, SECRET)


def invisible(page):
    text = page.beginText(72, 640)
    text.setTextRenderMode(3)
    text.textLine(SECRET)
    page.drawText(text)


def clipped(page):
    path = page.beginPath()
    path.rect(0, 0, 10, 10)
    page.clipPath(path, stroke=0)
    page.drawString(72, 640, SECRET)


def under_picture(page):
    page.drawString(72, 640, SECRET)
    page.drawInlineImage(Image.new("RGB", (60, 20), (30, 60, 90)), 70, 636, 150, 16)


ON_THE_PAGE = {
    "under a box": covered,
    "white on white": white,
    "not drawn (render mode 3)": invisible,
    "clipped away": clipped,
    "beyond the edge": lambda page: page.drawString(700, 640, SECRET),
    "under a picture": under_picture,
    "a note": lambda page: page.textAnnotation(SECRET, (400, 640, 420, 660)),
}


def layer_off(pdf):
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("layer")))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([group]), D=Dictionary(OFF=Array([group]), Order=Array([group]))
    )
    page = pdf.pages[0]
    page.Resources.Properties = Dictionary(MC0=group)
    drawn = f"/OC /MC0 BDC BT /F1 12 Tf 72 640 Td ({SECRET}) Tj ET EMC".encode()
    page.contents_add(Stream(pdf, drawn))


def field_value(pdf):
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("f"), V=String(SECRET),
            Rect=Array([72, 600, 200, 620]), F=2,
        )
    )  # fmt: skip
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


HIDDEN_ON_THE_PAGE = {"a layer switched off": layer_off, "a field's value": field_value}


def annotation(**keys):
    def change(pdf):
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Text, Rect=Array([72, 600, 90, 620]), F=2, **keys
        )
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])

    return change


def attachment(pdf):
    pdf.attachments[f"{SECRET}.txt"] = b"attached"


def xmp(pdf):
    with pdf.open_metadata() as meta:
        meta["dc:description"] = SECRET


def info(pdf):
    pdf.docinfo["/Reviewer"] = SECRET


def outline(pdf):
    with pdf.open_outline() as tree:
        tree.root.append(pikepdf.OutlineItem(SECRET, 0))


def page_label(pdf):
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(SECRET))]))


def destination(pdf):
    place = Array([pdf.pages[0].obj, Name.Fit])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String(SECRET), place])))


def script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))


def script_stream(pdf):
    pdf.Root.OpenAction = Dictionary(
        S=Name.JavaScript, JS=Stream(pdf, f"app.alert('{SECRET}')".encode())
    )


def structure(**keys):
    def change(pdf):
        element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Span, **keys))
        pdf.Root.StructTreeRoot = pdf.make_indirect(
            Dictionary(Type=Name.StructTreeRoot, K=Array([element]))
        )

    return change


def private_data(pdf):
    pdf.pages[0].PieceInfo = Dictionary(Editor=Dictionary(Private=Dictionary(Was=String(SECRET))))


def undrawn_form(pdf):
    form = Stream(pdf, f"BT /F1 12 Tf 72 640 Td ({SECRET}) Tj ET".encode())
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 612, 792])
    pdf.pages[0].Resources.XObject = Dictionary(Left=form)


def picture_notes(pdf):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(buffer, "JPEG", comment=SECRET.encode())
    image = Stream(pdf, buffer.getvalue())
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 8, 8
    image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceRGB, 8, Name.DCTDecode
    pdf.pages[0].Resources.XObject = Dictionary(Im0=image)
    pdf.pages[0].contents_add(Stream(pdf, b"q 9 0 0 9 72 600 cm /Im0 Do Q"))


IN_THE_FILE = {
    "a note's author": annotation(T=String(SECRET)),
    "a note's subject": annotation(Subj=String(SECRET)),
    "a note's rich text": annotation(RC=String(f"<p>{SECRET}</p>")),
    "a field's help": annotation(TU=String(SECRET)),
    "a link's address": annotation(A=Dictionary(S=Name.URI, URI=String(f"http://x/{SECRET}"))),
    "an attached file": attachment,
    "a property": info,
    "a description (XMP)": xmp,
    "a bookmark": outline,
    "a page label": page_label,
    "a named place": destination,
    "a script": script,
    "a script in a stream": script_stream,
    "replacement text": structure(ActualText=String(SECRET)),
    "a picture's description": structure(Alt=String(SECRET)),
    "a program's own data": private_data,
    "a form nobody draws": undrawn_form,
    "a picture file's comment": picture_notes,
}


def read(path: Path) -> Page:
    """Read the first page as a worker does."""
    return reader.read(reader.ReadJob(str(path), "", MediaType.PDF, 1, "record.pdf"))


def residue(hidden: tuple[Hidden, ...]) -> list[str]:
    """Return the values of the residue detector's findings."""
    page = Page(1, 61200, 79200, "seen", (), TextSource.LAYER, "test", "1", hidden=hidden)
    return [finding.value for finding in build(Settings()).find([page], ())]


def tells(values: list[str]) -> bool:
    """Say whether a finding holds the secret."""
    return any(SECRET.lower() in value for value in values)


@pytest.mark.parametrize("name", [*ON_THE_PAGE, *HIDDEN_ON_THE_PAGE])
def test_what_a_page_hides_is_a_finding_and_not_its_text(name, tmp_path):
    path = tmp_path / "a.pdf"
    if name in ON_THE_PAGE:
        sheet(path, ON_THE_PAGE[name])
    else:
        changed(path, HIDDEN_ON_THE_PAGE[name])
    page = read(path)
    assert SECRET not in page.text
    assert tells(residue(page.hidden))


@pytest.mark.parametrize("name", IN_THE_FILE)
def test_what_a_file_carries_is_a_finding(name, tmp_path):
    assert tells(residue(carried(str(changed(tmp_path / "a.pdf", IN_THE_FILE[name])))))


def _with_orphan(path: Path) -> None:
    """Add an object that nothing leads to, by hand: a writer would leave it out."""
    data = path.read_bytes()
    with pikepdf.open(path) as pdf:
        size = int(pdf.trailer["/Size"])
        root = pdf.Root.objgen[0]
    before = data.rindex(b"startxref")
    last = data[before:].split()[1].decode()
    at = len(data)
    stream = f"BT ({SECRET}) Tj ET".encode()
    added = f"{size} 0 obj\n<< /Length {len(stream)} >>\nstream\n".encode() + stream
    added += b"\nendstream\nendobj\n"
    table = f"xref\n{size} 1\n{at:010} 00000 n \n".encode()
    trailer = f"trailer\n<< /Size {size + 1} /Root {root} 0 R /Prev {last} >>\n".encode()
    end = f"startxref\n{at + len(added)}\n%%EOF\n".encode()
    path.write_bytes(data + added + table + trailer + end)


def test_an_object_nothing_leads_to_is_a_finding(tmp_path):
    path = sheet(tmp_path / "a.pdf")
    _with_orphan(path)
    assert tells(residue(carried(str(path))))


def test_an_earlier_version_below_the_present_one_is_a_finding(tmp_path):
    path = sheet(tmp_path / "a.pdf", lambda page: page.setTitle(SECRET))
    data = path.read_bytes()
    with pikepdf.open(path) as pdf:
        number, root = pdf.docinfo.objgen[0], pdf.Root.objgen[0]
        size = int(pdf.trailer["/Size"])
    last = data[data.rindex(b"startxref") :].split()[1].decode()
    at = len(data)
    new = f"{number} 0 obj\n<< /Title (clean) >>\nendobj\n".encode()
    table = f"xref\n{number} 1\n{at:010} 00000 n \n".encode()
    keys = f"/Size {size} /Root {root} 0 R /Info {number} 0 R /Prev {last}"
    end = f"trailer\n<< {keys} >>\nstartxref\n{at + len(new)}\n%%EOF\n".encode()
    path.write_bytes(data + new + table + end)
    found = carried(str(path))
    assert [h.how for h in found if SECRET in h.text] == ["earlier"]


def test_a_plain_file_carries_nothing(tmp_path):
    def bare(pdf):
        if "/Info" in pdf.trailer:
            del pdf.trailer["/Info"]

    assert carried(str(changed(tmp_path / "a.pdf", bare))) == ()


def test_a_file_that_cannot_be_listed_is_for_a_person(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert len(residue(carried(str(tmp_path / "a.pdf")))) == 1


def test_an_ocr_layer_on_a_scan_is_no_finding(tmp_path):
    image, _ = bitmap()
    layer = b"BT 3 Tr /F0 10 Tf 29 208 Td (MEMCRANDUM FDR THE RECQRD) Tj 0 -22 Td (Subjett) Tj ET"
    path = scanned_pdf(tmp_path / "a.pdf", image, extra=layer)
    assert residue(read(path).hidden + carried(str(path))) == []


def test_real_scans_carry_their_properties_at_most(real_records):
    for path in sorted(real_records.glob("scans/*/*.pdf")):
        found = carried(str(path))
        assert {h.how for h in found} <= {"metadata"}, path.name
        assert len(found) <= 1, path.name
