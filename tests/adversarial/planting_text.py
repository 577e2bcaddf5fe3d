"""Live text that is covered, taken apart, unseen or outside the page (t01 to t14)."""

import re

from pikepdf import Array, Dictionary, Name
from planting import HEIGHT, LEFT, SECRET_SLOT, SIZE, WIDTH, case, fill, show
from reportlab.pdfbase.pdfmetrics import stringWidth


def letters_placed(plant, order=None):
    """Return the secret's letters as single Tj operators, each at its place."""
    x, y = plant.secret_x(), plant.baseline(SECRET_SLOT)
    placed = []
    for letter in plant.text:
        placed.append(show(x, y, letter))
        x += stringWidth(letter, "Times-Roman", SIZE)
    return [placed[i] for i in order] if order else placed


@case(
    "text-under-a-black-box",
    "A black rectangle is drawn over live text; the text can still be selected and copied.",
    family="text",
    catalogue="t01",
    ssn=True,
    prove=lambda look: look.has(look.text()) and look.spread() == 0,
)
def _(plant):
    pdf = plant.pdf()
    plant.page(pdf, fill(plant.secret_box()), secret=True)
    plant.save(pdf)


def annotated(plant, subtype, **keys):
    """Plant a page whose secret only an annotation marks or covers."""
    pdf = plant.pdf()
    box = plant.secret_box()
    x0, y0, x1, y1 = box
    look = pdf.make_stream(f"0 g 0 0 {x1 - x0:.3f} {y1 - y0:.3f} re f".encode())
    look.Type, look.Subtype = Name.XObject, Name.Form
    look.BBox = Array([0, 0, round(x1 - x0, 3), round(y1 - y0, 3)])
    made = Dictionary(
        Type=Name.Annot,
        Subtype=Name("/" + subtype),
        Rect=Array([round(v, 3) for v in box]),
        QuadPoints=Array([round(v, 3) for v in (x0, y1, x1, y1, x0, y0, x1, y0)]),
        F=4,
        C=Array([0, 0, 0]),
        **keys,
    )
    if subtype != "Redact":
        made.AP = Dictionary(N=pdf.make_indirect(look))
    plant.page(pdf, secret=True, Annots=Array([pdf.make_indirect(made)]))
    plant.save(pdf)


@case(
    "redact-annotation-not-applied",
    "A redaction is marked with a Redact annotation and was never applied.",
    family="text",
    catalogue="t02",
    visible=True,
    ssn=True,
    prove=lambda look: look.page().Annots[0].Subtype == "/Redact" and look.has(look.text()),
)
def _(plant):
    annotated(plant, "Redact", IC=Array([0, 0, 0]), OverlayText="(b)(6)")


@case(
    "text-under-a-square-annotation",
    "A black square annotation lies over live text.",
    family="text",
    catalogue="t03",
    prove=lambda look: look.page().Annots[0].Subtype == "/Square" and look.has(look.text()),
)
def _(plant):
    annotated(plant, "Square", IC=Array([0, 0, 0]))


@case(
    "text-under-a-black-highlight",
    "A highlight annotation in black lies over live text.",
    family="text",
    catalogue="t04",
    prove=lambda look: look.page().Annots[0].Subtype == "/Highlight" and look.has(look.text()),
)
def _(plant):
    annotated(plant, "Highlight")


@case(
    "text-under-a-translucent-box",
    "A nearly black, translucent box lies over the text; stretching the contrast brings it back.",
    family="text",
    catalogue="t05",
    prove=lambda look: look.has(look.text()) and 0 < look.spread() < 60,
)
def _(plant):
    pdf = plant.pdf()
    states = Dictionary(G1=Dictionary(Type=Name.ExtGState, ca=0.88))
    box = fill(plant.secret_box(), "/G1 gs 0.2 g")
    plant.page(pdf, box, secret=True, resources={"/ExtGState": states})
    plant.save(pdf)


@case(
    "letters-kerned-apart-in-one-array",
    "The secret is a TJ array of single letters with kerning between them; no whole word is stored.",
    family="text",
    catalogue="t06",
    visible=True,
    prove=lambda look: not look.has(look.content()) and look.has(look.text()),
)
def _(plant):
    pdf = plant.pdf()
    plant.area(plant.secret_box())
    array = " -2 ".join(f"({letter})" for letter in plant.text)
    place = f"{plant.secret_x():.3f} {plant.baseline(SECRET_SLOT):.3f}"
    content = f"BT /F1 {SIZE} Tf 1 0 0 1 {place} Tm [{array}] TJ ET".encode()
    plant.page(pdf, plant.frame() + b"\n" + content)
    plant.save(pdf)


@case(
    "letters-drawn-in-shuffled-order",
    "Every letter of the secret is drawn by itself, in an order that is not the reading order.",
    family="text",
    catalogue="t07",
    visible=True,
    prove=lambda look: (
        look.sees() and not look.has(b"".join(re.findall(rb"\((\w)\) Tj", look.content())))
    ),
)
def _(plant):
    pdf = plant.pdf()
    plant.area(plant.secret_box())
    order = list(range(len(plant.text)))
    while order == sorted(order):
        plant.rng.shuffle(order)
    plant.page(pdf, plant.frame() + b"\n" + b"\n".join(letters_placed(plant, order)))
    plant.save(pdf)


@case(
    "word-split-over-two-content-streams",
    "The page has two content streams and the secret begins in one and ends in the other.",
    family="text",
    catalogue="t08",
    visible=True,
    prove=lambda look: (
        len(look.page().Contents) == 2
        and not any(look.has(bytes(part.read_bytes())) for part in look.page().Contents)
        and look.has(look.text())
    ),
)
def _(plant):
    pdf = plant.pdf()
    plant.area(plant.secret_box())
    half = len(plant.text) // 2
    place = f"{plant.secret_x():.3f} {plant.baseline(SECRET_SLOT):.3f}"
    one = f"BT /F1 {SIZE} Tf 1 0 0 1 {place} Tm ({plant.text[:half]}) Tj".encode()
    two = f"({plant.text[half:]}) Tj ET".encode()
    page = plant.page(pdf)
    first = plant.body() + b"\n" + plant.frame() + b"\n" + one
    page.obj.Contents = Array([pdf.make_stream(first), pdf.make_stream(two)])
    plant.save(pdf)


@case(
    "word-hyphenated-over-two-lines",
    "The secret is broken with a hyphen at the end of a line.",
    family="text",
    catalogue="t09",
    visible=True,
    prove=lambda look: (
        not look.has(look.text()) and look.secret[:5] + "-" in look.content().decode("latin-1")
    ),
)
def _(plant):
    pdf = plant.pdf()
    first, rest = plant.text[:5] + "-", plant.text[5:]
    before = "A parcel of books and of paper was sent on Friday to"
    x = LEFT + stringWidth(before + " ", "Times-Roman", SIZE)
    y = plant.baseline(SECRET_SLOT)
    plant.area(plant.secret_box(first, x=x))
    wide = stringWidth(rest, "Times-Roman", SIZE)
    plant.area((LEFT - 1, y - 14 - 0.26 * SIZE, LEFT + wide + 1, y - 14 + 0.82 * SIZE))
    two = show(LEFT, y - 14, rest + " by hand.")
    plant.page(pdf, show(LEFT, y, before + " " + first) + b"\n" + two)
    plant.save(pdf)


def unseen(plant, x, y, size=SIZE, extra="", around=b"%s"):
    """Plant the secret's text at a place, with a text state that keeps it from sight."""
    pdf = plant.pdf()
    plant.page(pdf, around % show(x, y, f"{plant.before} {plant.text}", size=size, extra=extra))
    plant.save(pdf)


@case(
    "text-in-rendering-mode-3",
    "The text is drawn in rendering mode 3: it is not painted, and can be searched and copied.",
    family="text",
    catalogue="t10",
    ssn=True,
    prove=lambda look: look.has(look.text()) and b"3 Tr" in look.content() and look.hidden(),
)
def _(plant):
    unseen(plant, LEFT, plant.baseline(SECRET_SLOT), extra="3 Tr", around=b"q %s Q")


@case(
    "white-text-on-white-paper",
    "The text is painted white on the white page.",
    family="text",
    catalogue="t11",
    prove=lambda look: look.has(look.text()) and b"1 g" in look.content() and look.hidden(),
)
def _(plant):
    unseen(plant, LEFT, plant.baseline(SECRET_SLOT), extra="1 g", around=b"q %s Q")


@case(
    "text-too-small-to-see",
    "The text is set in a tenth of a point: a dot on the page, a sentence in the file.",
    family="text",
    catalogue="t12",
    prove=lambda look: look.has(look.content()) and b" 0.1 Tf" in look.content() and look.hidden(),
)
def _(plant):
    unseen(plant, LEFT, plant.baseline(SECRET_SLOT), size=0.1)


@case(
    "text-outside-the-crop-box",
    "The text lies in the page's MediaBox and outside its CropBox.",
    family="text",
    catalogue="t13",
    prove=lambda look: look.has(look.content()) and look.hidden(),
)
def _(plant):
    pdf = plant.pdf()
    boxes = Array([0, 0, WIDTH, HEIGHT + 60])
    content = show(LEFT, HEIGHT + 30, f"{plant.before} {plant.text}")
    plant.page(pdf, content, MediaBox=boxes, CropBox=Array([0, 0, WIDTH, HEIGHT]))
    plant.save(pdf)


@case(
    "text-outside-the-media-box",
    "The text lies beside the page, outside its MediaBox.",
    family="text",
    catalogue="t14",
    prove=lambda look: look.has(look.content()) and look.hidden(),
)
def _(plant):
    unseen(plant, WIDTH + 40, plant.baseline(SECRET_SLOT))
