"""Channels that are outputs: what a careless copy, index, thumbnail, listing or second record shows.

Each case stands for a derivative: if it is made from the input and not from the released bytes, the
name comes out with it.
"""

import base64
import hashlib
import json
import zlib

import numpy as np
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from planting import SECRET_SLOT, case, fill
from planting_document import attached, furniture, xml
from planting_images import burnt
from scanned import Sheet, blurred, gray_image, jpeg, scan_page, small


def channel(name, shows, prove, **options):
    """Register a case of family channel written by its own function."""
    return case(name, shows, family="channel", prove=prove, **options)


def told(name, shows, prove, **options):
    """Register a case of family channel on a plain page."""
    return furniture(name, shows, "", prove, family="channel", **options)


@channel(
    "another-copy-of-the-page-in-another-record",
    "Two records hold the same page; the given area is on the first record's copy.",
    lambda look: len(look.paths) == 2 and all(look.has(look.text(1, path)) for path in look.paths),
    visible=True,
)
def _(plant):
    first = plant.pdf()
    plant.page(first, secret=True)
    plant.save(first)
    areas = list(plant.areas)
    second = plant.pdf()
    plant.page(second, body=True, secret=True)
    second.docinfo["/Title"] = String("Second copy")
    plant.save(second, ".second-copy")
    plant.areas[:] = areas


@channel(
    "scanned-copy-of-a-typed-page-in-another-record",
    "The second record is a blurred photocopy of the first one's page: its words are legible pixels.",
    lambda look: look.has(look.text()) and look.reads(look.pixels(1, 200, look.paths[1])),
    visible=True,
)
def _(plant):
    first = plant.pdf()
    plant.page(first, secret=True)
    plant.save(first)
    second = plant.pdf()
    sheet = Sheet(plant, dpi_note=False)
    gray = np.array(Image.fromarray(blurred(sheet.array(), 0.8)).rotate(0.4, fillcolor=244)) & 0xF0
    scan_page(plant, second, gray_image(second, gray))
    plant.save(second, ".photocopy")


@channel(
    "copies-that-were-redacted-in-different-places",
    "One copy has the name burnt and the other has something else boxed: together they tell all.",
    lambda look: (
        look.spread() == 0
        and not look.has(look.text(1, look.paths[0]))
        and look.has(look.text(1, look.paths[1]))
    ),
)
def _(plant):
    box = plant.secret_box()
    plant.area(box)
    first = plant.pdf()
    plant.page(first, plant.frame() + b"\n" + fill(box))
    plant.save(first)
    areas = list(plant.areas)
    second = plant.pdf()
    other = fill((36, plant.baseline(12) - 4, 200, plant.baseline(12) + 10))
    plant.page(second, other, secret=True)
    plant.save(second, ".other-copy")
    plant.areas[:] = areas


@channel(
    "secret-in-the-file-s-own-name",
    "The page is clean; the file is called after the person, and so would be what is made from it.",
    lambda look: look.has(look.path.name) and not look.has(look.raw),
)
def _(plant):
    pdf = plant.pdf()
    plant.page(pdf)
    plant.save(pdf, f"-{plant.secret}")


@channel(
    "thumbnail-in-the-xmp-not-burnt",
    "The page is burnt; the XMP has a thumbnail (a JPEG in base 64) made before.",
    lambda look: look.spread() == 0 and look.reads(look.jpeg(xmp_thumbnail(look))),
    searchable="scan",
)
def _(plant):
    pdf, _, clean, dark = burnt(plant)
    coded = base64.b64encode(jpeg(small(clean), 45)).decode()
    scan_page(plant, pdf, gray_image(pdf, dark))
    picture = f"<rdf:li rdf:parseType='Resource'><xmpGImg:image>{coded}</xmpGImg:image></rdf:li>"
    said = f"<xmp:Thumbnails><rdf:Alt>{picture}</rdf:Alt></xmp:Thumbnails>"
    pdf.Root.Metadata = xml(pdf, said)
    plant.save(pdf)


def xmp_thumbnail(look) -> bytes:
    """Return the thumbnail in the document's XMP."""
    text = bytes(look.root.Metadata.read_bytes())
    return base64.b64decode(text.partition(b"<xmpGImg:image>")[2].partition(b"<")[0])


@channel(
    "thumbnail-of-a-live-page-not-boxed",
    "A box was drawn over the text and the text cut out; the page's /Thumb shows it still.",
    lambda look: (
        look.spread() == 0
        and not look.has(look.text())
        and look.reads(look.image(look.page().Thumb))
    ),
)
def _(plant):
    pdf = plant.pdf()
    box = plant.secret_box()
    plant.area(box)
    sheet = Sheet(plant, dpi_note=False)
    thumb = gray_image(pdf, small(sheet.array(0), 0.6) & 0xF0)
    plant.page(pdf, plant.frame() + b"\n" + fill(box), Thumb=thumb)
    plant.save(pdf)


def page_data(plant) -> bytes:
    """Return the page's words with their boxes, a JSON line a word."""
    rows = [f"{plant.before} {plant.text} {plant.after}".split()]
    rows += [text.split() for _, text in plant.ordinary()]
    words = [{"text": word, "slot": slot} for slot, row in enumerate(rows) for word in row]
    return "\n".join(json.dumps(word, sort_keys=True) for word in words).encode()


@told(
    "page-data-attached-before-the-redaction",
    "The words of the page with their boxes are attached as data, the withheld ones too.",
    lambda look: look.has(look.root.Names.EmbeddedFiles.Names[1].EF.F),
)
def _(plant, pdf, page):
    spec = attached(pdf, page_data(plant), "pages.jsonl", AFRelationship=Name.Data)
    pdf.Root.AF = Array([spec])
    pdf.Root.Names = Dictionary(
        EmbeddedFiles=Dictionary(Names=Array([String("pages.jsonl"), spec]))
    )


@told(
    "text-edition-attached-before-the-redaction",
    "The whole text of the page is attached as an alternative for those who cannot see it.",
    lambda look: look.has(look.page().AF[0].EF.F),
)
def _(plant, pdf, page):
    rows = dict(plant.ordinary()) | {SECRET_SLOT: f"{plant.before} {plant.text} {plant.after}"}
    said = "\n".join(rows[slot] for slot in sorted(rows)).encode()
    page.AF = Array([attached(pdf, said, "page.txt", AFRelationship=Name.Alternative)])


@told(
    "manifest-attached-with-the-withheld-values",
    "An attached manifest lists what was withheld, by value, as a work list does.",
    lambda look: look.terms[1].encode() in bytes(look.root.AF[0].EF.F.read_bytes()),
    ssn=True,
)
def _(plant, pdf, page):
    listed = [{"page": 1, "code": "(b)(6)", "value": term} for term in plant.terms]
    data = json.dumps({"withheld": listed}, sort_keys=True).encode()
    pdf.Root.AF = Array([attached(pdf, data, "manifest.json")])


@told(
    "search-index-kept-in-the-catalog",
    "A desktop program kept its search index (words, sorted) in a private deflated stream.",
    lambda look: (
        look.secret.lower().encode()
        in zlib.decompress(bytes(look.root.PieceInfo.Finder.Private.Index.read_bytes()))
    ),
)
def _(plant, pdf, page):
    words = sorted(
        {word.lower().strip(".,") for _, row in plant.ordinary() for word in row.split()}
    )
    words = sorted([*words, plant.secret.lower()])
    index = pdf.make_stream(zlib.compress("\0".join(words).encode()))
    kept = Dictionary(LastModified=String("D:20000101000000Z"), Private=Dictionary(Index=index))
    pdf.Root.PieceInfo = Dictionary(Finder=kept)


@told(
    "index-of-tags-by-the-name",
    "The structure tree's /IDTree is an index whose key is the name.",
    lambda look: look.has(look.root.StructTreeRoot.IDTree.Names[0]),
)
def _(plant, pdf, page):
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    part = Dictionary(Type=Name.StructElem, S=Name.P, P=root, Pg=page, ID=String(plant.secret))
    root.K = pdf.make_indirect(part)
    root.IDTree = Dictionary(Names=Array([String(plant.secret), root.K]))
    pdf.Root.StructTreeRoot = root


@told(
    "title-that-a-listing-would-show",
    "Only the title is telling, and the file asks viewers to show it instead of the file's name.",
    lambda look: (
        look.has(look.pdf.docinfo["/Title"]) and look.root.ViewerPreferences.DisplayDocTitle
    ),
)
def _(plant, pdf, page):
    pdf.docinfo["/Title"] = String(f"Case of {plant.secret}")
    pdf.docinfo["/Subject"] = String("parcels")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


@told(
    "name-in-base-64-in-private-data",
    "A private key holds the name in base 64, as a program's state.",
    lambda look: look.has(base64.b64decode(str(look.root.ACME_State))),
)
def _(plant, pdf, page):
    said = base64.b64encode(f'{{"to": "{plant.text}"}}'.encode()).decode()
    pdf.Root.ACME_State = String(said)


@told(
    "name-spelled-backwards-in-private-data",
    "A private key holds the name backwards.",
    lambda look: look.has(str(look.root.ACME_State)[::-1]),
)
def _(plant, pdf, page):
    pdf.Root.ACME_State = String(plant.text[::-1])


@told(
    "digest-of-the-number-in-private-data",
    "A private key holds the SHA-256 of the number: all numbers can be tried in minutes.",
    lambda look: str(look.root.ACME_State) == hashlib.sha256(look.terms[1].encode()).hexdigest(),
    ssn=True,
    covert=True,
)
def _(plant, pdf, page):
    pdf.Root.ACME_State = String(hashlib.sha256(plant.terms[1].encode()).hexdigest())
