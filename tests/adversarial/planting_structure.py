"""What the file's own structure keeps: old revisions, orphans, gaps, tables (s01 to s06 and kin)."""

import re
import zlib

import filters
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from planting import AS_IS, HEIGHT, LEFT, SECRET_SLOT, WIDTH, case, show
from planting_document import furniture
from rawfile import RawFile, plain, stream


def bare(name, shows, prove, catalogue="", **options):
    """Register a case written byte by byte; the function gets (plant, objects of a plain page)."""

    def keep(plant_into):
        def plant(planting):
            objects = plain(planting.body(), WIDTH, HEIGHT)
            planting.write(bytes(plant_into(planting, objects).data))

        case(name, shows, family="structure", catalogue=catalogue, prove=prove, **options)(plant)
        return plant_into

    return keep


def sentence(plant) -> bytes:
    """Return content that shows the secret's line, without noting an area."""
    return show(LEFT, plant.baseline(SECRET_SLOT), f"{plant.before} {plant.text} {plant.after}")


def inflated(look) -> bytes:
    """Return all deflated streams of the raw file, un-deflated, found by their keyword."""
    found = []
    for start in re.finditer(rb"stream\r?\n", look.raw):
        try:
            found.append(zlib.decompressobj().decompress(look.raw[start.end() :]))
        except zlib.error:
            continue
    return b"\n".join(found)


@bare(
    "secret-in-the-revision-before-the-update",
    "An incremental update replaced the page's content; the earlier revision is still in the file.",
    lambda look: look.raw.count(b"%%EOF") == 2 and look.has(inflated(look)) and look.hidden(),
    "s01",
)
def _(plant, objects):
    old = objects | {4: stream(plant.body() + b"\n" + sentence(plant), deflate=True)}
    raw = RawFile()
    raw.end(raw.objects(old))
    raw.end(raw.objects({4: objects[4]}))
    return raw


@bare(
    "a-whole-page-tree-of-an-earlier-revision",
    "An update gave the document a new page tree; the old tree has the unredacted page.",
    lambda look: look.raw.count(b"/Type /Pages") == 2 and look.has(inflated(look)),
    "s01",
)
def _(plant, objects):
    old = objects | {4: stream(plant.body() + b"\n" + sentence(plant), deflate=True)}
    raw = RawFile()
    raw.end(raw.objects(old))
    new = {
        1: b"<< /Type /Catalog /Pages 6 0 R >>",
        6: objects[2].replace(b"3 0 R", b"7 0 R"),
        7: objects[3].replace(b"4 0 R", b"8 0 R").replace(b"2 0 R", b"6 0 R"),
        8: objects[4],
    }
    raw.end(raw.objects(new))
    return raw


@bare(
    "secret-in-an-unreferenced-object",
    "The redacted page has new content; the old content is an object that nothing refers to.",
    lambda look: any(look.has(data) for data in look.streams()) and look.hidden(),
    "s02",
)
def _(plant, objects):
    raw = RawFile()
    raw.end(raw.objects(objects | {6: stream(sentence(plant), deflate=True)}))
    return raw


@bare(
    "secret-after-the-end-of-the-file",
    "Bytes follow the last %%EOF; no reader shows them.",
    lambda look: look.has(look.raw.rpartition(b"%%EOF")[2]),
    "s03",
)
def _(plant, objects):
    raw = RawFile()
    raw.end(raw.objects(objects))
    raw.put(f"\nFROM: scanner\nTO: {plant.text}\n".encode())
    return raw


@furniture(
    "private-catalog-key-in-an-object-stream",
    "A private key of the catalog holds the name; object streams hide it from a byte search.",
    "s04",
    lambda look: look.has(look.root.ACME_Note.Who) and not look.has(look.raw),
    family="structure",
)
def _(plant, pdf, page):
    pdf.Root.ACME_Note = pdf.make_indirect(Dictionary(Who=String(plant.secret)))
    plant.options = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}


@bare(
    "secret-before-the-header",
    "Bytes stand before %PDF, as a mail gateway leaves them.",
    lambda look: look.has(look.raw.partition(b"%PDF")[0]),
    "s05",
)
def _(plant, objects):
    raw = RawFile(f"Subject: parcel for {plant.text}\r\n\r\n".encode())
    raw.end(raw.objects(objects))
    return raw


@furniture(
    "secret-behind-a-chain-of-four-filters",
    "A private stream is run-length, deflate, base-85 and hex coded, one over the other.",
    "s06",
    lambda look: look.has(look.root.ACME_Data) and len(look.root.ACME_Data.Filter) == 4,
    family="structure",
)
def _(plant, pdf, page):
    coded = filters.run_length(f"sent to {plant.text}".encode())
    coded = filters.ascii_hex(filters.ascii85(zlib.compress(coded)))
    made = pikepdf.Stream(pdf, coded)
    names = ("ASCIIHexDecode", "ASCII85Decode", "FlateDecode", "RunLengthDecode")
    made.Filter = Array([Name("/" + name) for name in names])
    pdf.Root.ACME_Data = made


@furniture(
    "secret-in-an-lzw-stream",
    "A private stream is LZW coded, as old scanners wrote it.",
    "s06",
    lambda look: look.has(look.root.ACME_Data) and look.root.ACME_Data.Filter == "/LZWDecode",
    family="structure",
)
def _(plant, pdf, page):
    made = pikepdf.Stream(pdf, filters.lzw(b"parcel " * 20 + f"sent to {plant.text}".encode()))
    made.Filter = Name.LZWDecode
    pdf.Root.ACME_Data = made
    plant.options = AS_IS


@furniture(
    "page-content-in-run-length-and-lzw",
    "The visible page's own content is LZW over run-length coded, and holds the name.",
    "s06",
    lambda look: look.has(look.text()) and len(look.page().Contents.Filter) == 2,
    family="structure",
    visible=True,
)
def _(plant, pdf, page):
    content = plant.body() + b"\n" + plant.secret_line()
    made = pikepdf.Stream(pdf, filters.lzw(filters.run_length(content)))
    made.Filter = Array([Name.LZWDecode, Name.RunLengthDecode])
    page.Contents = pdf.make_indirect(made)
    plant.options = AS_IS


@bare(
    "secret-in-a-comment-between-objects",
    "A comment line stands between two objects.",
    lambda look: re.search(rb"endobj\n%[^\n]*" + look.secret.encode(), look.raw) is not None,
)
def _(plant, objects):
    raw = RawFile()
    raw.end(raw.objects(objects, between=f"% {plant.text}\n".encode()))
    return raw


@bare(
    "secret-written-in-spaces-and-tabs",
    "Blanks between two objects spell the name: a space is 0, a tab is 1.",
    lambda look: look.has(
        bytes(
            int(bits.replace(b" ", b"0").replace(b"\t", b"1"), 2)
            for bits in re.findall(
                rb"[ \t]{8}", re.findall(rb"endobj\n([ \t]{64,})\n", look.raw)[0]
            )
        )
    ),
    covert=True,
)
def _(plant, objects):
    bits = "".join(f"{byte:08b}" for byte in plant.secret.encode())
    raw = RawFile()
    places = raw.objects({number: objects[number] for number in (1, 2)})
    raw.put(bits.replace("0", " ").replace("1", "\t").encode() + b"\n")
    raw.end(places | raw.objects({number: objects[number] for number in (3, 4, 5)}))
    return raw


@bare(
    "secret-in-the-file-identifier",
    "The trailer's /ID is not a hash: its bytes spell the name.",
    lambda look: look.has(bytes(look.pdf.trailer.ID[0])) and not look.has(look.raw),
)
def _(plant, objects):
    raw = RawFile()
    told = plant.secret.encode().ljust(16)[:16].hex().encode()
    raw.end(raw.objects(objects), b"/ID [<" + told + b"> <" + told + b">]")
    return raw


@bare(
    "secret-in-an-object-marked-free",
    "The table says the object is free; its bytes were never removed.",
    lambda look: look.has(inflated(look)) and not any(look.has(data) for data in look.streams()),
)
def _(plant, objects):
    raw = RawFile()
    places = raw.objects(objects)
    raw.objects({6: stream(sentence(plant), deflate=True)})
    raw.end(places, free=(6,))
    return raw


@bare(
    "secret-in-an-overridden-object-number",
    "Two objects have the same number in one revision; the table names the harmless one.",
    lambda look: look.raw.count(b"\n4 0 obj") == 2 and look.has(inflated(look)) and look.hidden(),
)
def _(plant, objects):
    raw = RawFile()
    raw.objects({4: stream(plant.body() + b"\n" + sentence(plant), deflate=True)})
    raw.end(raw.objects(objects))
    return raw


@bare(
    "secret-past-the-length-of-a-stream",
    "A stream's deflate data ends, and more bytes follow before endstream, within its /Length.",
    lambda look: look.has(look.raw) and look.hidden() and not look.has(look.content()),
)
def _(plant, objects):
    packed = zlib.compress(plant.body(), 9) + f"\n{plant.text}".encode()
    raw = RawFile()
    raw.end(raw.objects(objects | {4: stream(packed, b"/Filter /FlateDecode")}))
    return raw


@bare(
    "secret-in-a-private-trailer-key",
    "The trailer has a key of its own with the name.",
    lambda look: look.has(look.pdf.trailer.ACME_From),
)
def _(plant, objects):
    raw = RawFile()
    raw.end(raw.objects(objects), f"/ACME_From ({plant.text})".encode())
    return raw


@bare(
    "name-split-by-a-line-continuation",
    "A private string is written with octal escapes and broken lines: no byte search sees it whole.",
    lambda look: look.has(look.root.ACME_Note) and not look.has(look.raw),
)
def _(plant, objects):
    mid = len(plant.secret) // 2
    octal = "".join(f"\\{ord(letter):03o}" for letter in plant.secret[mid:])
    said = f"({plant.secret[:3]}\\\n{plant.secret[3:mid]}{octal})".encode()
    raw = RawFile()
    raw.end(raw.objects(objects | {1: objects[1].replace(b">>", b"/ACME_Note " + said + b" >>")}))
    return raw


@bare(
    "page-only-a-hybrid-cross-reference-shows",
    "A classic table hides an object; the cross-reference stream beside it (/XRefStm) lists it.",
    lambda look: look.has(look.page().ACME_Old) and b"/XRefStm" in look.raw and look.hidden(),
)
def _(plant, objects):
    raw = RawFile()
    objects = objects | {3: objects[3].replace(b"/Type /Page ", b"/Type /Page /ACME_Old 6 0 R ")}
    places = raw.objects(objects)
    six = raw.objects({6: stream(sentence(plant), deflate=True)})[6]
    row = b"\x01" + six.to_bytes(4, "big") + b"\x00\x00"
    keys = b"/Type /XRef /Size 8 /Index [6 1] /W [1 4 2] /Root 1 0 R"
    where = raw.objects({7: stream(row, keys)})[7]
    raw.size = 8
    raw.end(places, b"/XRefStm %d" % where)
    return raw
