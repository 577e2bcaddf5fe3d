"""Live text in forms, patterns and fonts, on turned and scaled pages, and repeated (t15 to t28)."""

import math

import outlines
import pikepdf
from pikepdf import Array, Dictionary, Name
from planting import HEIGHT, LEFT, SECRET_SLOT, SIZE, WIDTH, case, fill, show, standard
from reportlab.pdfbase.pdfmetrics import stringWidth

ROW = SECRET_SLOT


def form(plant, pdf, content, **resources):
    """Return a form XObject with the usual font."""
    made = pdf.make_stream(content)
    made.Type, made.Subtype = Name.XObject, Name.Form
    made.BBox = Array([0, 0, WIDTH, HEIGHT])
    made.Resources = Dictionary(Font=Dictionary(F1=standard(pdf)), **resources)
    return made


@case(
    "text-in-a-form-xobject",
    "The secret's line is in a form XObject that the page draws.",
    family="text",
    catalogue="t15",
    visible=True,
    prove=lambda look: not look.has(look.content()) and look.has(look.page().Resources.XObject.Fm1),
)
def _(plant):
    pdf = plant.pdf()
    inner = form(plant, pdf, plant.secret_line())
    plant.page(pdf, b"q /Fm1 Do Q", resources={"/XObject": Dictionary(Fm1=inner)})
    plant.save(pdf)


@case(
    "text-in-nested-form-xobjects",
    "The secret's line is in a form within a form within a form.",
    family="text",
    catalogue="t16",
    visible=True,
    prove=lambda look: look.has(
        look.page().Resources.XObject.Fm1.Resources.XObject.Fm1.Resources.XObject.Fm1
    ),
)
def _(plant):
    pdf = plant.pdf()
    made = form(plant, pdf, plant.secret_line())
    for _ in range(2):
        made = form(plant, pdf, b"q /Fm1 Do Q", XObject=Dictionary(Fm1=made))
    plant.page(pdf, b"q /Fm1 Do Q", resources={"/XObject": Dictionary(Fm1=made)})
    plant.save(pdf)


@case(
    "text-in-a-tiling-pattern",
    "The secret is the cell of a tiling pattern with which a rectangle is filled.",
    family="text",
    catalogue="t17",
    visible=True,
    prove=lambda look: look.sees() and look.has(look.page().Resources.Pattern.P1),
)
def _(plant):
    pdf = plant.pdf()
    box = plant.secret_box()
    plant.area(box)
    cell = pdf.make_stream(show(plant.secret_x(), plant.baseline(ROW), plant.text))
    cell.Type, cell.PatternType, cell.PaintType, cell.TilingType = Name.Pattern, 1, 1, 1
    cell.BBox = Array([0, 0, WIDTH, HEIGHT])
    cell.XStep, cell.YStep = WIDTH, HEIGHT
    cell.Resources = Dictionary(Font=Dictionary(F1=standard(pdf)))
    content = plant.frame() + b"\n" + fill(box, "/Pattern cs /P1 scn")
    plant.page(pdf, content, resources={"/Pattern": Dictionary(P1=cell)})
    plant.save(pdf)


def around(plant, size=SIZE):
    """Return (x, y, content): where the secret goes in Vera, and the words around it."""
    x, y = plant.secret_x(), plant.baseline(ROW)
    end = x + outlines.width(plant.text, size) + 4
    plant.area((x - 1, y - 0.26 * size, end - 3, y + 0.8 * size))
    return x, y, show(LEFT, y, plant.before) + b"\n" + show(end, y, plant.after)


@case(
    "text-in-a-type3-font",
    "The letters are the drawing procedures of a Type 3 font with codes of its own.",
    family="text",
    catalogue="t18",
    visible=True,
    prove=lambda look: look.sees() and not look.has(look.text()),
)
def _(plant):
    pdf = plant.pdf()
    x, y, rest = around(plant)
    letters = sorted(set(plant.text))
    plant.rng.shuffle(letters)
    procs, differences, widths = Dictionary(), Array([1]), Array()
    for code, letter in enumerate(letters, 1):
        wide = outlines.advance(letter)
        body = f"{wide} 0 d0\n".encode() + outlines.letter_path(letter, 1000) + b"\nf"
        procs[f"/g{code}"] = pdf.make_stream(body)
        differences.append(Name(f"/g{code}"))
        widths.append(wide)
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([-200, -300, 1300, 1000]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=procs, FirstChar=1,
        Encoding=Dictionary(Type=Name.Encoding, Differences=differences), Widths=widths,
        LastChar=len(letters), Resources=Dictionary(),
    )  # fmt: skip
    shown = bytes(letters.index(letter) + 1 for letter in plant.text)
    fonts = Dictionary(F3=pdf.make_indirect(font))
    content = rest + b"\n" + show(x, y, shown, font="F3")
    plant.page(pdf, content, resources={"/Font": fonts})
    plant.save(pdf)


@case(
    "text-as-outlines",
    "The secret is drawn as filled paths; the file holds no letters, the reader sees them.",
    family="text",
    catalogue="t19",
    visible=True,
    prove=lambda look: look.sees() and not look.has(look.text()),
)
def _(plant):
    pdf = plant.pdf()
    x, y, rest = around(plant)
    plant.page(pdf, rest + b"\n" + outlines.drawn(plant.text, SIZE, x, y))
    plant.save(pdf)


@case(
    "secret-spelled-by-the-order-of-a-tounicode-map",
    "The text is gone from the page, but its font's ToUnicode map lists its letters in order.",
    family="text",
    catalogue="t20",
    isogram=True,
    prove=lambda look: look.has(
        "".join(
            chr(int(row.split(b"<")[2].split(b">")[0], 16))
            for row in bytes(look.page().Resources.Font.F2.ToUnicode.read_bytes()).splitlines()
            if row.startswith(b"<")
        )
    ),
)
def _(plant):
    pdf = plant.pdf()
    pairs = list(enumerate(plant.secret, 1))
    font, _ = outlines.composite(pdf, plant.secret, outlines.cmap(pairs))
    plant.page(pdf, resources={"/Font": Dictionary(F2=font)})
    plant.save(pdf)


def composed(plant, to_unicode, data=None):
    """Plant a page whose secret is set in a composite font with this ToUnicode map."""
    pdf = plant.pdf()
    x, y, rest = around(plant)
    font, encode = outlines.composite(pdf, plant.text, to_unicode, data)
    content = rest + b"\n" + show(x, y, encode(plant.text), font="F2")
    plant.page(pdf, content, resources={"/Font": Dictionary(F2=font)})
    plant.save(pdf)


@case(
    "text-without-a-tounicode-map",
    "The font has no ToUnicode map: the text is seen, and can be neither searched nor copied.",
    family="text",
    catalogue="t21",
    visible=True,
    prove=lambda look: look.sees() and not look.has(look.text()),
)
def _(plant):
    composed(plant, None)


@case(
    "text-with-a-wrong-tounicode-map",
    "The ToUnicode map says other letters than the glyphs show: a search for the secret is blind.",
    family="text",
    catalogue="t22",
    visible=True,
    prove=lambda look: look.sees() and not look.has(look.text()),
)
def _(plant):
    font = outlines.face()
    best = font.getBestCmap()
    used = sorted(set(plant.text))
    pairs = [
        (font.getGlyphID(best[ord(letter)]), used[(i + 3) % len(used)])
        for i, letter in enumerate(used)
    ]
    composed(plant, outlines.cmap(pairs))


def turned(box, angle, page=1):
    """Return a box of the unturned page (PDF units) as an area of the page turned clockwise."""
    x0, y0, x1, y1 = (100 * v for v in box)
    wide, high = 100 * WIDTH, 100 * HEIGHT
    return {
        90: (page, y0, x0, y1, x1),
        180: (page, wide - x1, y0, wide - x0, y1),
        270: (page, high - y1, wide - x1, high - y0, wide - x0),
    }[angle]


def rotated(plant, angle):
    """Plant a plain page that is shown turned."""
    pdf = plant.pdf()
    plant.page(pdf, secret=True, Rotate=angle)
    plant.areas.clear()
    plant.area_top(*turned(plant.secret_box(), angle))
    plant.save(pdf)


def reads_turned(look, angle):
    """Say whether the area, turned back, shows the secret."""
    return look.page().Rotate == angle and look.reads(look.crop().rotate(angle, expand=True))


for degrees in (90, 180, 270):
    case(
        f"page-shown-turned-by-{degrees}",
        f"The page has /Rotate {degrees}: the place on the screen is not the place in the content.",
        family="text",
        catalogue="t23",
        visible=True,
        prove=lambda look, angle=degrees: reads_turned(look, angle),
    )(lambda plant, angle=degrees: rotated(plant, angle))


@case(
    "media-box-with-another-origin",
    "The MediaBox begins at (-200, 300): a box computed from (0, 0) misses the secret.",
    family="text",
    catalogue="t24",
    visible=True,
    prove=lambda look: look.sees() and int(look.page().MediaBox[0]) == -200,
)
def _(plant):
    pdf = plant.pdf()
    content = b"q 1 0 0 1 -200 300 cm\n" + plant.body() + b"\n" + plant.secret_line() + b"\nQ"
    box = Array([-200, 300, WIDTH - 200, HEIGHT + 300])
    plant.page(pdf, content, body=False, MediaBox=box)
    plant.save(pdf)


@case(
    "page-with-a-user-unit",
    "The page has /UserUnit 2: its units are two points long; areas are in those units, as drawn.",
    family="text",
    catalogue="t25",
    visible=True,
    prove=lambda look: int(look.page().UserUnit) == 2 and look.reads(look.crop(dpi=400)),
)
def _(plant):
    pdf = plant.pdf()
    content = b"q 0.5 0 0 0.5 0 0 cm\n" + plant.body() + b"\n" + plant.secret_line() + b"\nQ"
    box = Array([0, 0, WIDTH / 2, HEIGHT / 2])
    plant.areas.clear()
    plant.area(tuple(v / 2 for v in plant.secret_box()), height=HEIGHT / 2)
    plant.page(pdf, content, body=False, MediaBox=box, UserUnit=2)
    plant.save(pdf, min_version="1.6")


@case(
    "text-set-diagonally",
    "The secret runs diagonally over the page's foot.",
    family="text",
    catalogue="t26",
    visible=True,
    prove=lambda look: (
        look.has(look.text())
        and look.reads(look.crop().rotate(-25, expand=True, fillcolor=(255, 255, 255)))
    ),
)
def _(plant):
    pdf = plant.pdf()
    angle, x, y, size = math.radians(25), 120, 90, 14
    c, s = math.cos(angle), math.sin(angle)
    long = stringWidth(plant.text, "Times-Roman", size)
    corners = [
        (x + u * c - v * s, y + u * s + v * c)
        for u in (-1, long + 1)
        for v in (-0.26 * size, 0.82 * size)
    ]
    xs, ys = zip(*corners, strict=True)
    plant.area((min(xs), min(ys), max(xs), max(ys)))
    matrix = f"{c:.5f} {s:.5f} {-s:.5f} {c:.5f} {x} {y} Tm"
    plant.page(pdf, f"BT /F1 {size} Tf {matrix} ({plant.text}) Tj ET".encode())
    plant.save(pdf)


@case(
    "same-name-again-on-another-page",
    "The name stands on two pages; the given area is on the first alone.",
    family="text",
    catalogue="t27",
    visible=True,
    prove=lambda look: (
        look.has(look.text(1))
        and look.has(look.text(2))
        and {area[0] for area in look.truth["areas"]} == {1}
    ),
)
def _(plant):
    pdf = plant.pdf()
    plant.page(pdf, secret=True)
    second = show(LEFT, plant.baseline(2), f"As was said before, {plant.text} was there.")
    plant.page(pdf, second, body=False)
    plant.save(pdf)


@case(
    "encrypted-with-an-empty-password",
    "The file is encrypted with an empty user password: anyone opens it, a byte search sees nothing.",
    family="text",
    catalogue="t28",
    visible=True,
    prove=lambda look: look.pdf.is_encrypted and not look.has(look.raw) and look.has(look.text()),
)
def _(plant):
    pdf = plant.pdf()
    plant.page(pdf, secret=True)
    how = pikepdf.Encryption(owner="owner", user="", R=3, aes=False, metadata=False)
    plant.save(pdf, encryption=how, static_id=True, deterministic_id=False)
