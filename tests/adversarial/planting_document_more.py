"""Strings in rarer furniture: actions, media, fonts, colour, forms of old programs.

As the other document cases: the page shows ordinary words alone.
"""

import io
import re

import outlines
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String
from planting import HEIGHT, LEFT, SECRET_SLOT, WIDTH, show, standard
from planting_document import attached, furniture
from planting_picture_files import profile


def annotate(pdf, page, subtype, **keys):
    """Give the page one annotation that shows nothing."""
    made = Dictionary(
        Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array([400, 10, 420, 20]), F=2, **keys
    )
    page.Annots = Array([pdf.make_indirect(made)])
    return page.Annots[0]


ACTIONS = {
    "the-file-a-link-opens": ("GoToR", "F", "another document's file name"),
    "the-program-a-link-starts": ("Launch", "F", "a file path to launch"),
    "the-address-a-form-is-sent-to": ("SubmitForm", "F", "a form's target"),
    "the-name-of-a-named-action": ("Named", "N", "a named action"),
}
for place, (kind, key, told) in ACTIONS.items():

    @furniture(
        f"secret-in-{place}",
        f"A hidden link's /{kind} action holds the secret as {told}.",
        "d09",
        lambda look, key=key: look.has(str(look.page().Annots[0].A["/" + key])),
    )
    def _(plant, pdf, page, kind=kind, key=key):
        value = Name(f"/{plant.secret}") if key == "N" else String(f"//desk/{plant.secret}.pdf")
        action = Dictionary({"/S": Name("/" + kind), "/" + key: value})
        if kind == "GoToR":
            action.D = Array([0, Name.Fit])
        annotate(pdf, page, "Link", A=action)


@furniture(
    "secret-in-the-base-address-of-all-links",
    "The catalog's /URI base for relative links has the name.",
    "d09",
    lambda look: look.has(look.root.URI.Base),
)
def _(plant, pdf, page):
    pdf.Root.URI = Dictionary(Base=String(f"https://example.org/{plant.secret}/"))


@furniture(
    "secret-in-the-assets-of-rich-media",
    "A RichMedia annotation's asset is a text file.",
    "d05",
    lambda look: look.has(look.page().Annots[0].RichMediaContent.Assets.Names[1].EF.F),
)
def _(plant, pdf, page):
    spec = attached(pdf, f"caption: {plant.text}".encode(), "captions.txt")
    assets = Dictionary(Names=Array([String("captions.txt"), spec]))
    annotate(pdf, page, "RichMedia", RichMediaContent=Dictionary(Assets=assets))


@furniture(
    "secret-in-a-3d-view",
    "A 3D annotation's stream is empty; one of its views is called after the person.",
    "d10",
    lambda look: look.has(look.page().Annots[0]["/3DD"].VA[0].XN),
)
def _(plant, pdf, page):
    view = Dictionary(Type=Name("/3DView"), XN=String(plant.secret), IN=String("view1"))
    art = pdf.make_stream(b"U3D")
    art.Type, art.Subtype, art.VA = Name("/3D"), Name.U3D, Array([view])
    annotate(pdf, page, "3D")["/3DD"] = art


@furniture(
    "secret-in-the-name-of-a-media-clip",
    "A rendition action's media clip is named after the person.",
    "d10",
    lambda look: look.has(look.page().Annots[0].A.R.C.N),
)
def _(plant, pdf, page):
    data = attached(pdf, b"RIFF", "clip.wav")
    clip = Dictionary(Type=Name.MediaClip, S=Name.MCD, N=String(plant.secret), D=data)
    rendition = Dictionary(Type=Name.Rendition, S=Name.MR, C=clip)
    annotate(pdf, page, "Screen", P=page, A=Dictionary(S=Name.Rendition, R=rendition))


@furniture(
    "secret-in-a-portfolio-s-columns",
    "A collection's schema has a column, and its entry a value, with the name.",
    "d04",
    lambda look: look.has(look.root.Names.EmbeddedFiles.Names[1].CI.Who),
)
def _(plant, pdf, page):
    spec = attached(pdf, b"\n", CI=Dictionary(Type=Name.CollectionItem, Who=String(plant.secret)))
    column = Dictionary(
        Type=Name.CollectionField, Subtype=Name.S, N=String(f"About {plant.secret}")
    )
    pdf.Root.Collection = Dictionary(
        Type=Name.Collection, Schema=Dictionary(Who=column), View=Name.D
    )
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("notes"), spec])))


@furniture(
    "secret-in-an-output-intent",
    "The output intent's information string holds the name.",
    "d03",
    lambda look: look.has(look.root.OutputIntents[0].Info),
)
def _(plant, pdf, page):
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("Custom"),
        Info=String(f"proof for {plant.secret}"),
    )  # fmt: skip
    pdf.Root.OutputIntents = Array([intent])


@furniture(
    "secret-in-a-colour-profile",
    "The page's text is set in an ICC colour space whose profile's description is the name.",
    "",
    lambda look: look.has(look.page().Resources.ColorSpace.C1[1]),
)
def _(plant, pdf, page):
    stream = pdf.make_stream(profile(plant.text))
    stream.N, stream.Alternate = 1, Name.DeviceGray
    page.Resources.ColorSpace = Dictionary(C1=Array([Name.ICCBased, stream]))
    old = bytes(page.Contents.read_bytes())
    page.Contents = pdf.make_stream(b"/C1 cs 0 sc\n" + old)


@furniture(
    "secret-as-the-name-of-an-ink",
    "The text is printed in a spot colour (/Separation) called after the person.",
    "d20",
    lambda look: look.has(str(look.page().Resources.ColorSpace.C1[1])),
)
def _(plant, pdf, page):
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
    space = Array([Name.Separation, Name(f"/{plant.secret}"), Name.DeviceGray, tint])
    page.Resources.ColorSpace = Dictionary(C1=space)
    old = bytes(page.Contents.read_bytes())
    page.Contents = pdf.make_stream(b"/C1 cs 1 scn\n" + old)


@furniture(
    "secret-in-what-a-web-capture-remembers",
    "The catalog's /SpiderInfo names the address that the page was taken from.",
    "d09",
    lambda look: look.has(look.root.SpiderInfo.C[0].URL),
)
def _(plant, pdf, page):
    command = Dictionary(URL=String(f"https://example.org/{plant.secret}.html"), L=1, F=0)
    pdf.Root.SpiderInfo = Dictionary(V=1.0, C=Array([pdf.make_indirect(command)]))


@furniture(
    "template-page-that-no-page-tree-shows",
    "A template page (/Names /Templates) shows the line; it is in no page tree.",
    "",
    lambda look: look.has(look.root.Names.Templates.Names[1].Contents) and len(look.pdf.pages) == 1,
    family="structure",
)
def _(plant, pdf, page):
    hidden = Dictionary(
        Type=Name.Template, MediaBox=Array([0, 0, WIDTH, HEIGHT]),
        Resources=Dictionary(Font=Dictionary(F1=standard(pdf))),
        Contents=pdf.make_stream(show(LEFT, plant.baseline(SECRET_SLOT), plant.text)),
    )  # fmt: skip
    tree = Dictionary(Names=Array([String("blank"), pdf.make_indirect(hidden)]))
    pdf.Root.Names = Dictionary(Templates=tree)


@furniture(
    "secret-in-the-name-of-a-measured-view",
    "A viewport of the page, made for measuring maps, is named after the person.",
    "d16",
    lambda look: look.has(look.page().VP[0].Name),
)
def _(plant, pdf, page):
    view = Dictionary(Type=Name.Viewport, BBox=Array([0, 0, 100, 100]), Name=String(plant.secret))
    page.VP = Array([view])


@furniture(
    "secret-in-a-marked-content-point",
    "A marked-content point (DP) in the content has a private property with the name.",
    "d21",
    lambda look: look.has(look.content()) and b" DP" in look.content(),
)
def _(plant, pdf, page):
    old = bytes(page.Contents.read_bytes())
    page.Contents = pdf.make_stream(f"/Acme << /Who ({plant.text}) >> DP\n".encode() + old)


@furniture(
    "secret-in-the-comment-of-a-function",
    "A PostScript calculator function has a comment with the name.",
    "d21",
    lambda look: look.has(look.page().Resources.ExtGState.G1.TR2),
)
def _(plant, pdf, page):
    code = pdf.make_stream(f"{{ % for {plant.text}\n }}".encode())
    code.FunctionType, code.Domain, code.Range = 4, Array([0, 1]), Array([0, 1])
    page.Resources.ExtGState = Dictionary(G1=Dictionary(Type=Name.ExtGState, TR2=code))


@furniture(
    "secret-in-a-picture-s-print-path",
    "A form's /OPI dictionary names the high-resolution file by the person.",
    "d16",
    lambda look: look.has(look.page().Resources.XObject.Fm1.OPI["/2.0"].F),
)
def _(plant, pdf, page):
    form = pdf.make_stream(b"q Q")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    told = Dictionary({"/Type": Name.OPI, "/Version": 2.0, "/F": String(f"{plant.secret}.tif")})
    form.OPI = Dictionary({"/2.0": told})
    page.Resources.XObject = Dictionary(Fm1=form)


# -- fonts --------------------------------------------------------------------------------------
def font_of(look):
    """Return the font that a font case adds."""
    return look.page().Resources.Font.F2


def lettered(plant, pdf, page, font, shown, name="F2"):
    """Show a harmless word in a font of the case's own."""
    page.Resources.Font["/" + name] = font
    old = bytes(page.Contents.read_bytes())
    row = show(LEFT, plant.baseline(13), shown, font=name)
    page.Contents = pdf.make_stream(old + b"\n" + row)


@furniture(
    "secret-as-a-font-s-name",
    "A font (as a foundry makes one of a person's handwriting) is called after the person.",
    "d20",
    lambda look: look.has(str(font_of(look).BaseFont)),
)
def _(plant, pdf, page):
    font, encode = outlines.composite(pdf, "Received", outlines.cmap([(1, "x")]))
    font.BaseFont = font.DescendantFonts[0].BaseFont = Name(f"/AAAAAA+{plant.secret}Hand")
    font.DescendantFonts[0].FontDescriptor.FontFamily = String(plant.secret)
    lettered(plant, pdf, page, font, encode("Received"))


@furniture(
    "secret-in-the-name-table-of-a-font-program",
    "An embedded TrueType's own name table has the name as its designer.",
    "d20",
    lambda look: (
        TTFont(
            io.BytesIO(
                bytes(font_of(look).DescendantFonts[0].FontDescriptor.FontFile2.read_bytes())
            )
        )["name"].getDebugName(9)
        == look.secret
    ),
)
def _(plant, pdf, page):
    program = TTFont(io.BytesIO(outlines.cut("Received")), recalcTimestamp=False)
    program["name"].setName(plant.secret, 9, 3, 1, 0x409)
    out = io.BytesIO()
    program.save(out)
    font, encode = outlines.composite(pdf, "Received", outlines.cmap([(1, "x")]), out.getvalue())
    lettered(plant, pdf, page, font, encode("Received"))


@furniture(
    "secret-in-the-name-of-an-embedded-cmap",
    "A composite font's embedded CMap is called after the person.",
    "d20",
    lambda look: look.has(font_of(look).Encoding),
)
def _(plant, pdf, page):
    font, encode = outlines.composite(pdf, "Received", outlines.cmap([(1, "x")]))
    code = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        f"/CMapName /{plant.secret}-H def /CMapType 1 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        "1 begincidrange <0000> <ffff> 0 endcidrange\nendcmap end end\n"
    )
    stream = pdf.make_stream(code.encode())
    stream.Type, stream.CMapName = Name.CMap, Name(f"/{plant.secret}-H")
    stream.CIDSystemInfo = Dictionary(
        Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
    )
    font.Encoding = stream
    lettered(plant, pdf, page, font, encode("Received"))


@furniture(
    "secret-as-a-glyph-s-name",
    "A Type 3 font's drawing procedure is called after the person.",
    "d20",
    lambda look: look.has("".join(str(key) for key in font_of(look).CharProcs)),
)
def _(plant, pdf, page):
    glyph = pdf.make_stream(b"500 0 d0 0 0 400 400 re f")
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 500]), FirstChar=1, LastChar=1,
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary({f"/{plant.secret}": glyph}),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([1, Name(f"/{plant.secret}")])),
        Widths=Array([500]), Resources=Dictionary(),
    )  # fmt: skip
    lettered(plant, pdf, page, pdf.make_indirect(font), b"\x01")


@furniture(
    "letters-left-in-the-list-of-a-cut-font",
    "A font descriptor's /CharSet lists the letters that were used: they spell the name in order.",
    "t20",
    lambda look: look.has("".join(re.findall(r"/(\w)", str(font_of(look).FontDescriptor.CharSet)))),
    isogram=True,
)
def _(plant, pdf, page):
    told = String("".join(f"/{letter}" for letter in plant.secret))
    described = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/AAAAAA+Times-Bold"), Flags=32, ItalicAngle=0,
        FontBBox=Array([-168, -218, 1000, 935]), Ascent=683, Descent=-217, CapHeight=676, StemV=139,
        CharSet=told,
    )  # fmt: skip
    font = standard(pdf, "AAAAAA+Times-Bold")
    font.FontDescriptor = pdf.make_indirect(described)
    page.Resources.Font.F2 = font
