"""Strings around the pages: metadata, attachments, bookmarks, notes, forms (d01 to d12).

The page shows ordinary words alone; the secret stands in the document's own furniture.
"""

import io
import zipfile

from pikepdf import Array, Dictionary, Name, String
from planting import case


def furniture(name, shows, catalogue, prove, family="document", **options):
    """Register a case whose pages are plain; the function plants into (plant, pdf, page)."""

    def keep(plant_into):
        def plant(planting):
            pdf = planting.pdf()
            page = planting.page(pdf)
            plant_into(planting, pdf, page.obj)
            planting.save(pdf)

        case(name, shows, family=family, catalogue=catalogue, prove=prove, **options)(plant)
        return plant_into

    return keep


def packet(body: str) -> bytes:
    """Return an XMP packet round an rdf:Description's content."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:xmpGImg="http://ns.adobe.com/xap/1.0/g/img/">'
        f'{body}</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def xml(pdf, body: str):
    """Return a metadata stream."""
    stream = pdf.make_stream(packet(body))
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    return stream


def attached(pdf, data: bytes, name="notes.txt", **keys):
    """Return a file specification with its file inside."""
    inside = pdf.make_stream(data)
    inside.Type = Name.EmbeddedFile
    made = Dictionary(
        Type=Name.Filespec, F=String(name), UF=String(name), EF=Dictionary(F=inside), **keys
    )
    return pdf.make_indirect(made)


@furniture(
    "secret-in-the-document-title",
    "The document information holds the name as title and the number among the keywords.",
    "d01",
    lambda look: look.has(look.pdf.docinfo["/Title"]),
    ssn=True,
)
def _(plant, pdf, page):
    pdf.docinfo["/Title"] = String(f"Parcel for {plant.secret}")
    pdf.docinfo["/Keywords"] = String(plant.terms[1])


@furniture(
    "secret-in-a-private-information-key",
    "The document information has a key of its own with the name in UTF-16.",
    "d01",
    lambda look: look.has(str(look.pdf.docinfo["/Recipient"])) and not look.has(look.raw),
)
def _(plant, pdf, page):
    pdf.docinfo["/Recipient"] = String(f"\u2192 {plant.secret}")


@furniture(
    "secret-in-xmp-metadata",
    "The XMP metadata of the document describes it with the name.",
    "d02",
    lambda look: look.has(look.root.Metadata),
)
def _(plant, pdf, page):
    said = f"<dc:description><rdf:Alt><rdf:li>{plant.secret}</rdf:li></rdf:Alt></dc:description>"
    pdf.Root.Metadata = xml(pdf, said)


@furniture(
    "secret-in-xmp-history",
    "The XMP edit history names a file with the secret in its path.",
    "d02",
    lambda look: look.has(look.root.Metadata),
)
def _(plant, pdf, page):
    where = f"file:///C:/cases/{plant.secret}/draft2.indd"
    said = f"<xmp:History><rdf:Seq><rdf:li>saved {where}</rdf:li></rdf:Seq></xmp:History>"
    pdf.Root.Metadata = xml(pdf, said)


@furniture(
    "secret-in-a-page-s-metadata",
    "The page object has XMP metadata of its own.",
    "d03",
    lambda look: look.has(look.page().Metadata),
)
def _(plant, pdf, page):
    page.Metadata = xml(pdf, f"<dc:subject>{plant.secret}</dc:subject>")


@furniture(
    "secret-in-an-attached-file",
    "A text file with the name is attached to the document.",
    "d04",
    lambda look: look.has(look.root.Names.EmbeddedFiles.Names[1].EF.F),
)
def _(plant, pdf, page):
    spec = attached(pdf, f"sent to {plant.text}\n".encode())
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("notes.txt"), spec])))


@furniture(
    "secret-in-an-attached-file-s-name",
    "An attached file is empty, but its name and description hold the secret.",
    "d04",
    lambda look: look.has(look.root.Names.EmbeddedFiles.Names[1].UF),
)
def _(plant, pdf, page):
    spec = attached(pdf, b"\n", f"{plant.secret}.txt", Desc=String(f"card of {plant.secret}"))
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("card"), spec])))


def zipped(data: bytes) -> bytes:
    """Return a zip archive, deflated, with one file and a fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("letter.txt", (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED
        )
    return out.getvalue()


def unzipped(data: bytes) -> bytes:
    """Return the first file of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(archive.namelist()[0])


@furniture(
    "secret-in-a-zip-behind-a-paper-clip",
    "A file-attachment annotation holds a zip archive with a letter.",
    "d05",
    lambda look: look.has(unzipped(bytes(look.page().Annots[0].FS.EF.F.read_bytes()))),
)
def _(plant, pdf, page):
    letter = (f"To {plant.text}. " * 3).encode() + b"Yours in haste. " * 9
    spec = attached(pdf, zipped(letter), "letter.zip")
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.FileAttachment, FS=spec, Rect=Array([400, 610, 420, 630]), F=2
    )
    page.Annots = Array([pdf.make_indirect(note)])


@furniture(
    "secret-in-an-associated-file",
    "The page has an associated file (/AF), which no list of attachments shows.",
    "d06",
    lambda look: look.has(look.page().AF[0].EF.F),
)
def _(plant, pdf, page):
    spec = attached(
        pdf, f"<who>{plant.text}</who>".encode(), "data.xml", AFRelationship=Name.Source
    )
    page.AF = Array([spec])


@furniture(
    "secret-in-a-bookmark",
    "The outline has an entry with the name.",
    "d07",
    lambda look: look.has(look.root.Outlines.First.Title),
)
def _(plant, pdf, page):
    outlines = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    entry = Dictionary(
        Title=String(f"Letter to {plant.secret}"), Parent=outlines, Dest=Array([page, Name.Fit])
    )
    outlines.First = outlines.Last = pdf.make_indirect(entry)
    pdf.Root.Outlines = outlines


@furniture(
    "secret-in-a-named-destination",
    "A named destination is called after the person.",
    "d08",
    lambda look: look.has(look.root.Names.Dests.Names[0]),
)
def _(plant, pdf, page):
    key = String(f"section.{plant.secret}")
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([key, Array([page, Name.Fit])])))


@furniture(
    "secret-in-an-old-style-destination",
    "The catalog's /Dests dictionary has the name as a key.",
    "d08",
    lambda look: any(look.has(key) for key in look.root.Dests),
)
def _(plant, pdf, page):
    pdf.Root.Dests = Dictionary({f"/{plant.secret}": Array([page, Name.Fit])})


@furniture(
    "secret-in-a-link-s-address",
    "A link annotation opens a web address with the name in it.",
    "d09",
    lambda look: look.has(look.page().Annots[0].A.URI),
)
def _(plant, pdf, page):
    where = String(f"https://example.org/people?name={plant.secret}")
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([36, 590, 200, 606]), Border=Array([0, 0, 0]),
        A=Dictionary(S=Name.URI, URI=where),
    )  # fmt: skip
    page.Annots = Array([pdf.make_indirect(link)])


def note(pdf, **keys):
    """Return a hidden text annotation."""
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Text, Rect=Array([400, 600, 420, 620]), F=2, **keys
        )
    )


@furniture(
    "secret-in-a-sticky-note",
    "A hidden note's contents hold the name, its rich text the number.",
    "d10",
    lambda look: look.has(look.page().Annots[0].Contents),
    ssn=True,
)
def _(plant, pdf, page):
    rich = String(f"<body><p>{plant.terms[1]}</p></body>")
    page.Annots = Array([note(pdf, Contents=String(f"Is this {plant.secret}?"), RC=rich)])


@furniture(
    "secret-as-the-author-of-a-note",
    "A note is harmless, but its author field (/T) holds the name.",
    "d10",
    lambda look: look.has(look.page().Annots[0].T),
)
def _(plant, pdf, page):
    page.Annots = Array([note(pdf, Contents=String("Checked."), T=String(plant.secret))])


@furniture(
    "secret-in-a-popup",
    "The popup of a note holds the name in its own contents.",
    "d10",
    lambda look: look.has(look.page().Annots[1].Contents),
)
def _(plant, pdf, page):
    parent = note(pdf, Contents=String("See below."))
    popup = Dictionary(
        Type=Name.Annot, Subtype=Name.Popup, Parent=parent, Rect=Array([200, 500, 400, 600]), F=2,
        Contents=String(f"That is {plant.secret}."),
    )  # fmt: skip
    parent.Popup = pdf.make_indirect(popup)
    page.Annots = Array([parent, parent.Popup])


def field(plant, pdf, page, **keys):
    """Plant one hidden form field with these keys."""
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("answer"), F=2,
        Rect=Array([36, 30, 200, 50]), DA=String("/Helv 10 Tf 0 g"), P=page, **keys,
    )  # fmt: skip
    made = pdf.make_indirect(widget)
    page.Annots = Array([made])
    pdf.Root.AcroForm = Dictionary(Fields=Array([made]))
    return made


for key, told in {
    "V": "value",
    "DV": "default value",
    "TU": "tooltip",
    "TM": "export name",
    "RV": "rich value",
}.items():

    @furniture(
        f"secret-in-a-form-field-s-{told.replace(' ', '-')}",
        f"A hidden form field holds the name as its {told} (/{key}).",
        "d11",
        lambda look, key=key: look.has(look.root.AcroForm.Fields[0]["/" + key]),
    )
    def _(plant, pdf, page, key=key):
        field(plant, pdf, page, **{key: String(plant.secret)})


@furniture(
    "secret-among-a-field-s-options",
    "A choice field offers the name among its options (/Opt) and has another one chosen.",
    "d11",
    lambda look: look.has(look.root.AcroForm.Fields[0].Opt[1]),
)
def _(plant, pdf, page):
    choices = Array([String("Library"), String(plant.secret)])
    made = field(plant, pdf, page, Opt=choices, V=String("Library"))
    made.FT, made.Ff = Name.Ch, 1 << 17


@furniture(
    "secret-in-an-xfa-form",
    "The form's XFA packet holds the name as data.",
    "d12",
    lambda look: look.has(look.root.AcroForm.XFA[1]),
)
def _(plant, pdf, page):
    data = f"<xfa:datasets xmlns:xfa='http://www.xfa.org/schema/xfa-data/1.0/'>{plant.text}</xfa:datasets>"
    pdf.Root.AcroForm = Dictionary(
        Fields=Array(), XFA=Array([String("datasets"), pdf.make_stream(data.encode())])
    )
