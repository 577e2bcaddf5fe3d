"""Strings in tags, layers, private data, scripts, signatures and labels (d13 to d22)."""

from pikepdf import Array, Dictionary, Name, String
from planting import LEFT, SECRET_SLOT, show
from planting_document import furniture


def tagged(pdf, page, **keys):
    """Give the page a structure tree with one element that has these keys."""
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    element = Dictionary(Type=Name.StructElem, S=Name.Span, P=root, Pg=page, K=0, **keys)
    root.K = pdf.make_indirect(element)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    old = bytes(page.Contents.read_bytes())
    page.Contents = pdf.make_stream(b"/Span <</MCID 0>> BDC\n" + old + b"\nEMC")
    return root.K


for key, told in {
    "ActualText": "actual text",
    "Alt": "alternative description",
    "E": "expansion of an abbreviation",
    "T": "title",
}.items():

    @furniture(
        f"secret-in-a-tag-s-{told.replace(' ', '-')}",
        f"A structure element of the page holds the name as its {told} (/{key}).",
        "d13",
        lambda look, key=key: look.has(look.root.StructTreeRoot.K["/" + key]),
    )
    def _(plant, pdf, page, key=key):
        tagged(pdf, page, **{key: String(plant.secret)})


@furniture(
    "secret-in-marked-content-actual-text",
    "The page's content says in an inline property list what its dash 'really' reads.",
    "d13",
    lambda look: look.has(look.content()) and b"ActualText" in look.content(),
)
def _(plant, pdf, page):
    old = bytes(page.Contents.read_bytes())
    dash = show(LEFT, plant.baseline(SECRET_SLOT), "---")
    said = f"/Span <</ActualText ({plant.secret})>> BDC ".encode()
    page.Contents = pdf.make_stream(old + b"\n" + said + dash + b" EMC")


@furniture(
    "secret-in-user-properties",
    "A structure element's attributes are user properties with the name as a value.",
    "d13",
    lambda look: look.has(look.root.StructTreeRoot.K.A.P[0].V),
)
def _(plant, pdf, page):
    told = Dictionary(N=String("Recipient"), V=String(plant.secret), H=True)
    tagged(pdf, page, A=Dictionary(O=Name.UserProperties, P=Array([told])))
    pdf.Root.MarkInfo.UserProperties = True


def layer(pdf, page, name, content, *, on):
    """Draw content in a layer that is on or off."""
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name)))
    shown = Dictionary(Order=Array([group]))
    shown["/ON" if on else "/OFF"] = Array([group])
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=shown)
    page.Resources.Properties = Dictionary(L1=group)
    old = bytes(page.Contents.read_bytes())
    page.Contents = pdf.make_stream(old + b"\n/OC /L1 BDC\n" + content + b"\nEMC")


@furniture(
    "text-in-a-layer-that-is-off",
    "The sentence is in a layer (optional content) that is switched off.",
    "d14",
    lambda look: (
        look.has(look.content()) and len(look.root.OCProperties.D.OFF) == 1 and look.hidden()
    ),
)
def _(plant, pdf, page):
    said = show(LEFT, plant.baseline(SECRET_SLOT), f"{plant.before} {plant.text}")
    layer(pdf, page, "Notes", said, on=False)


@furniture(
    "text-in-a-layer-for-print-only",
    "The layer is off on the screen and on in print, by its usage dictionary.",
    "d14",
    lambda look: look.has(look.content()) and "/Usage" in look.root.OCProperties.OCGs[0],
)
def _(plant, pdf, page):
    said = show(LEFT, plant.baseline(SECRET_SLOT), f"{plant.before} {plant.text}")
    layer(pdf, page, "Notes", said, on=False)
    group = pdf.Root.OCProperties.OCGs[0]
    group.Usage = Dictionary(
        View=Dictionary(ViewState=Name.OFF), Print=Dictionary(PrintState=Name.ON)
    )
    applied = Dictionary(Event=Name.Print, OCGs=Array([group]), Category=Array([Name.Print]))
    pdf.Root.OCProperties.D.AS = Array([applied])


@furniture(
    "secret-as-the-name-of-a-layer",
    "A layer is called after the person; what it shows is harmless.",
    "d15",
    lambda look: look.has(look.root.OCProperties.OCGs[0].Name),
)
def _(plant, pdf, page):
    said = show(LEFT, plant.baseline(SECRET_SLOT), "A parcel was sent by hand.")
    layer(pdf, page, f"{plant.secret} (private)", said, on=True)


@furniture(
    "secret-in-an-editor-s-private-data",
    "The page's /PieceInfo holds an editor's private copy of the text.",
    "d16",
    lambda look: look.has(look.page().PieceInfo.Drawer.Private.Draft),
)
def _(plant, pdf, page):
    draft = pdf.make_stream(f"layer 1: {plant.before} {plant.text}".encode())
    private = Dictionary(LastModified=String("D:20000101000000Z"), Private=Dictionary(Draft=draft))
    page.PieceInfo = Dictionary(Drawer=private)
    page.LastModified = String("D:20000101000000Z")


@furniture(
    "secret-in-a-script",
    "A script of the document, run when it opens, holds the name as a string.",
    "d17",
    lambda look: look.has(look.root.OpenAction.JS),
)
def _(plant, pdf, page):
    code = f'var who = "{plant.secret}"; // checks a field\n'
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(code.encode()))


@furniture(
    "secret-in-a-named-script",
    "The catalog's tree of scripts holds the name in a script's body, in octal escapes.",
    "d17",
    lambda look: look.has(
        look.root.Names.JavaScript.Names[1].JS.read_bytes().decode("unicode_escape")
    ),
)
def _(plant, pdf, page):
    octal = "".join(f"\\{ord(letter):03o}" for letter in plant.secret)
    code = pdf.make_stream(f'var who = "{octal}";'.encode())
    action = Dictionary(S=Name.JavaScript, JS=code)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("check"), action])))


@furniture(
    "secret-in-a-signature",
    "A signature field's dictionary names the signer and the reason.",
    "d18",
    lambda look: look.has(look.root.AcroForm.Fields[0].V.Name),
)
def _(plant, pdf, page):
    signed = Dictionary(
        Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), SubFilter=Name("/adbe.pkcs7.detached"),
        Name=String(plant.secret), Reason=String(f"I am {plant.secret}"),
        ByteRange=Array([0, 0, 0, 0]), Contents=String(b"\x30\x00" + plant.secret.encode()),
    )  # fmt: skip
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String("Signature1"), F=2,
        Rect=Array([0, 0, 0, 0]), V=pdf.make_indirect(signed), P=page,
    )  # fmt: skip
    made = pdf.make_indirect(widget)
    page.Annots = Array([made])
    pdf.Root.AcroForm = Dictionary(Fields=Array([made]), SigFlags=1)


@furniture(
    "secret-in-a-page-label",
    "The page's label (what a viewer shows as its number) has the name as prefix.",
    "d19",
    lambda look: look.has(look.root.PageLabels.Nums[1].P),
)
def _(plant, pdf, page):
    label = Dictionary(S=Name.D, P=String(f"{plant.secret}-"))
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, label]))


@furniture(
    "secret-as-a-resource-name",
    "The page's font resource is called by the secret: it stands in the content and the resources.",
    "d20",
    lambda look: (
        look.has(look.content()) and any(look.has(key) for key in look.page().Resources.Font)
    ),
)
def _(plant, pdf, page):
    page.Resources.Font[f"/{plant.secret}"] = page.Resources.Font.F1
    old = bytes(page.Contents.read_bytes())
    row = show(LEFT, plant.baseline(SECRET_SLOT), "A parcel was sent.", font=plant.secret)
    page.Contents = pdf.make_stream(old + b"\n" + row)


@furniture(
    "secret-in-a-comment-of-the-content",
    "A comment in the page's content stream holds the sentence.",
    "d21",
    lambda look: look.has(look.content()) and look.hidden(),
)
def _(plant, pdf, page):
    old = bytes(page.Contents.read_bytes())
    comment = f"% was: {plant.before} {plant.text}\n".encode()
    page.Contents = pdf.make_stream(comment + old)


@furniture(
    "secret-in-an-article-thread",
    "An article thread's information dictionary is titled with the name.",
    "d22",
    lambda look: look.has(look.root.Threads[0].I.Title),
)
def _(plant, pdf, page):
    thread = pdf.make_indirect(
        Dictionary(Type=Name.Thread, I=Dictionary(Title=String(plant.secret)))
    )
    bead = pdf.make_indirect(
        Dictionary(Type=Name.Bead, T=thread, P=page, R=Array([36, 36, 396, 600]))
    )
    bead.N = bead.V = bead
    thread.F = bead
    page.B = Array([bead])
    pdf.Root.Threads = Array([thread])
