"""Live text put out of sight, or where it is not looked for, by the state it is drawn in."""

import re

from pikepdf import Array, Dictionary, Name, String
from planting import HEIGHT, LEFT, SECRET_SLOT, SIZE, WIDTH, case, fill, show, standard
from planting_text_in_glyphs import turned
from rawfile import RawFile, plain
from reportlab.pdfbase.pdfmetrics import stringWidth


def text(name, shows, prove, **options):
    """Register a case of family text."""
    return case(name, shows, family="text", prove=prove, **options)


def drawn(plant, content, **options):
    """Save a page with this content after the ordinary lines."""
    pdf = plant.pdf()
    plant.page(pdf, content, **options)
    plant.save(pdf)


def line(plant, extra="", size=SIZE, text=""):
    """Return content that shows the start of the secret's line and the secret."""
    said = text or f"{plant.before} {plant.text}"
    return show(LEFT, plant.baseline(SECRET_SLOT), said, size=size, extra=extra)


def unseen(look):
    """Say whether the secret is in the text that pdfium extracts and not to be seen."""
    return look.has(look.content()) and look.hidden()


for told, paint in (("white-paint", "1 g"), ("a-grey-bar", "0.6 g")):

    @text(
        f"text-under-{told}",
        f"{told.replace('-', ' ').capitalize()} is drawn over live text.",
        lambda look: look.has(look.text()) and look.spread() == 0,
    )
    def _(plant, paint=paint):
        drawn(plant, fill(plant.secret_box(), paint), secret=True)


@text(
    "text-in-the-colour-of-its-box",
    "The text is blue on a box of the very same blue.",
    lambda look: look.has(look.text()) and look.spread() == 0,
)
def _(plant):
    box = plant.secret_box()
    plant.area(box)
    blue = show(plant.secret_x(), plant.baseline(SECRET_SLOT), plant.text, extra="0.1 0.2 0.6 rg")
    drawn(plant, plant.frame() + b"\n" + fill(box, "0.1 0.2 0.6 rg") + b"\nq " + blue + b" Q")


@text(
    "text-under-a-shading",
    "A gradient from gray to black lies over live text.",
    lambda look: look.has(look.text()) and not look.sees() and b" sh " in look.content(),
)
def _(plant):
    x0, y0, x1, y1 = plant.secret_box()
    ramp = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0.4]), C1=Array([0]), N=1)
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceGray, Function=ramp, Extend=Array([True, True]),
        Coords=Array([round(v, 3) for v in (x0, y0, x1, y0)]),
    )  # fmt: skip
    clip = f"q {x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re W n /Sh1 sh Q".encode()
    shadings = {"/Shading": Dictionary(Sh1=shading)}
    drawn(plant, clip, secret=True, resources=shadings)


@text(
    "text-cut-off-by-a-clipping-path",
    "A clipping path of no size (W n) keeps the text from being painted.",
    unseen,
)
def _(plant):
    drawn(plant, b"q 0 0 1 1 re W n " + line(plant) + b" Q")


@text(
    "text-as-a-clipping-path",
    "The letters are a clip (rendering mode 7) through which a black box is seen.",
    lambda look: look.sees() and b"7 Tr" in look.content(),
    visible=True,
)
def _(plant):
    box = plant.secret_box()
    plant.area(box)
    clip = show(plant.secret_x(), plant.baseline(SECRET_SLOT), plant.text, extra="7 Tr")
    drawn(plant, plant.frame() + b"\nq " + clip + b" " + fill(box) + b" Q")


@text(
    "text-scaled-to-no-width",
    "The horizontal scale is a ten-thousandth: all letters fall on one hair line.",
    unseen,
)
def _(plant):
    drawn(plant, b"q " + line(plant, "0.01 Tz", text=plant.text) + b" Q")


@text(
    "text-ten-thousand-points-away",
    "The text is drawn ten thousand points to the right of the page.",
    unseen,
)
def _(plant):
    drawn(plant, show(10000, plant.baseline(SECRET_SLOT), f"{plant.before} {plant.text}"))


@text(
    "text-lifted-by-its-rise",
    "The text's baseline is at the page's foot, and a text rise (Ts) lifts it to another line.",
    lambda look: look.sees() and b" Ts" in look.content(),
    visible=True,
)
def _(plant):
    plant.area(plant.secret_box())
    rise = plant.baseline(SECRET_SLOT) - 40
    lifted = show(plant.secret_x(), 40, plant.text, extra=f"{rise:g} Ts")
    drawn(plant, plant.frame() + b"\nq " + lifted + b" Q")


@text(
    "text-with-no-opacity",
    "The graphics state makes the text wholly transparent.",
    unseen,
)
def _(plant):
    state = Dictionary(G1=Dictionary(Type=Name.ExtGState, ca=0, CA=0))
    drawn(plant, b"q /G1 gs " + line(plant) + b" Q", resources={"/ExtGState": state})


@text(
    "text-bleached-by-its-blend-mode",
    "Black text is blended with Screen onto a white box: nothing is seen.",
    unseen,
)
def _(plant):
    state = Dictionary(G1=Dictionary(Type=Name.ExtGState, BM=Name.Screen))
    white = fill((0, 0, WIDTH, HEIGHT), "1 g")
    pdf = plant.pdf()
    content = white + b"\n" + plant.body() + b"\nq /G1 gs " + line(plant) + b" Q"
    plant.page(pdf, content, body=False, resources={"/ExtGState": state})
    plant.save(pdf)


@text(
    "letters-spread-wide-apart",
    "Character spacing sets the letters far apart; extractors give single letters.",
    lambda look: b" Tc" in look.content() and look.has(look.text().replace(" ", "")),
    visible=True,
)
def _(plant):
    x0, y0, x1, y1 = plant.secret_box()
    plant.area((x0, y0, x1 + 8 * len(plant.text), y1))
    before = show(LEFT, plant.baseline(SECRET_SLOT), plant.before)
    wide = show(plant.secret_x(), plant.baseline(SECRET_SLOT), plant.text, extra="8 Tc")
    drawn(plant, before + b"\nq " + wide + b" Q")


@text(
    "letters-one-below-another",
    "The name is set vertically in the margin, each letter below the other.",
    lambda look: look.has("".join(look.text().split())) and not look.has(look.content()),
    visible=True,
)
def _(plant):
    x, top = WIDTH - 24, plant.baseline(1)
    content = [show(x, top - 14 * row, letter) for row, letter in enumerate(plant.text)]
    plant.area((x - 2, top - 14 * len(plant.text) + 8, x + 13, top + 11))
    drawn(plant, b"\n".join(content))


@text(
    "number-with-its-figures-set-apart",
    "The number is set with blanks between its figures, as forms print it.",
    lambda look: "".join(look.terms[1].split("-")) in "".join(look.text().replace("-", "").split()),
    visible=True,
    ssn=True,
)
def _(plant):
    spaced = " ".join(plant.terms[1])
    said = f"{plant.secret}, number {spaced}"
    plant.area(plant.secret_box(said))
    y = plant.baseline(SECRET_SLOT)
    drawn(plant, show(LEFT, y, plant.before) + b"\n" + show(plant.secret_x(), y, said))


@text(
    "name-in-capitals-and-in-pieces",
    "The name stands in capitals here and run together with other words there.",
    lambda look: look.secret.upper() in look.text() and f"x{look.secret.lower()}x" in look.text(),
    visible=True,
)
def _(plant):
    loud, joined = plant.secret.upper(), f"x{plant.secret.lower()}x"
    y, low = plant.baseline(SECRET_SLOT), plant.baseline(13)
    wide = stringWidth(loud, "Times-Roman", SIZE)
    plant.area((plant.secret_x() - 1, y - 4, plant.secret_x() + wide + 1, y + 10))
    wide = stringWidth(joined, "Times-Roman", SIZE)
    plant.area((LEFT - 1, low - 4, LEFT + wide + 1, low + 10))
    drawn(plant, line(plant, text=f"{plant.before} {loud}") + b"\n" + show(LEFT, low, joined))


@text(
    "crop-box-with-its-corners-swapped",
    "The CropBox names its upper right corner first; the text lies outside of it.",
    lambda look: (
        look.has(look.content())
        and look.hidden()
        and look.page().CropBox[0] > look.page().CropBox[2]
    ),
)
def _(plant):
    content = show(LEFT, HEIGHT + 30, f"{plant.before} {plant.text}")
    boxes = Array([0, 0, WIDTH, HEIGHT + 60])
    drawn(plant, content, MediaBox=boxes, CropBox=Array([WIDTH, HEIGHT, 0, 0]))


@text(
    "turned-and-cropped-page",
    "The page is turned by 90 and cropped from another origin: two offsets at once.",
    lambda look: look.reads(look.crop().rotate(90, expand=True)),
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    content = b"q 1 0 0 1 50 70 cm\n" + plant.body() + b"\n" + plant.secret_line() + b"\nQ"
    media, crop = Array([0, 0, WIDTH + 90, HEIGHT + 110]), Array([50, 70, WIDTH + 50, HEIGHT + 70])
    plant.page(pdf, content, body=False, MediaBox=media, CropBox=crop, Rotate=90)
    plant.areas.clear()
    plant.area_top(*turned(plant.secret_box(), 90))
    plant.save(pdf)


@text(
    "rotation-inherited-from-the-page-tree",
    "The page itself says nothing; its parent node says /Rotate 180.",
    lambda look: (
        re.search(rb"/Type /Page /[^>]*/Rotate", look.raw) is None
        and b"/Count 1 /Rotate 180" in look.raw
        and look.reads(look.crop().rotate(180))
    ),
    visible=True,
)
def _(plant):
    objects = plain(plant.body() + b"\n" + plant.secret_line(), WIDTH, HEIGHT)
    plant.areas[:] = []
    plant.area_top(*turned(plant.secret_box(), 180))
    raw = RawFile()
    tree = objects[2].replace(b"/Count 1", b"/Count 1 /Rotate 180")
    raw.end(raw.objects(objects | {2: tree}))
    plant.write(bytes(raw.data))


@text(
    "appearance-of-a-note-shows-the-name",
    "The name is only in the appearance (/AP /N) of a free-text annotation; its contents are empty.",
    lambda look: (
        look.has(look.page().Annots[0].AP.N) and not look.has(look.content()) and look.sees()
    ),
    visible=True,
)
def _(plant):
    pdf = plant.pdf()
    annotation = appearance(plant, pdf, "FreeText", Contents=String(""), F=4)
    plant.area(plant.secret_box())
    annotation.AP = Dictionary(N=annotation.hold)
    del annotation["/hold"]
    plant.page(pdf, plant.frame(), Annots=Array([annotation]))
    plant.save(pdf)


@text(
    "appearance-for-a-pressed-button-shows-the-name",
    "A button looks harmless; its appearance while pressed (/AP /D) holds the name.",
    lambda look: look.has(look.page().Annots[0].AP.D) and look.hidden(),
)
def _(plant):
    pdf = plant.pdf()
    button = appearance(plant, pdf, "Widget", FT=Name.Btn, Ff=1 << 16, T=String("push"), F=4)
    plain = pdf.make_stream(b"0.9 g 0 0 20 10 re f")
    plain.Type, plain.Subtype, plain.BBox = Name.XObject, Name.Form, Array([0, 0, 20, 10])
    button.AP = Dictionary(N=plain, D=button.hold)
    del button["/hold"]
    pdf.Root.AcroForm = Dictionary(Fields=Array([button]))
    plant.page(pdf, Annots=Array([button]))
    plant.save(pdf)


def appearance(plant, pdf, subtype, **keys):
    """Return an annotation at the secret's place; ``/hold`` is a form that shows the secret."""
    x0, y0, x1, y1 = (round(v, 3) for v in plant.secret_box())
    form = pdf.make_stream(show(1, 0.26 * SIZE, plant.text))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, round(x1 - x0, 3), round(y1 - y0, 3)])
    form.Resources = Dictionary(Font=Dictionary(F1=standard(pdf)))
    made = Dictionary(
        Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array([x0, y0, x1, y1]),
        DA=String("/F1 12 Tf 0 g"), hold=form, **keys,
    )  # fmt: skip
    return pdf.make_indirect(made)
