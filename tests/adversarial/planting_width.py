"""Where the width of what is withheld tells it: running lines, justified lines, columns (w01).

The names are plainly visible; what is tried is the place of the words after the box.
"""

import words
from planting import LEFT, SECRET_SLOT, SIZE, case, show
from reportlab.pdfbase.pdfmetrics import stringWidth


def width(name, shows, prove):
    """Register a case of family width."""
    return case(name, shows, family="width", catalogue="w01", visible=True, prove=prove)


def in_line(look, *words):
    """Say whether one line of the page's text has the secret and these words."""
    lines = look.text().splitlines()
    return any(look.has(row) and all(word in row for word in words) for row in lines)


@width(
    "name-within-a-running-line",
    "Words follow the name on its line: the gap between them gives its width to a hundredth point.",
    lambda look: in_line(look, "by hand."),
)
def _(plant):
    pdf = plant.pdf()
    plant.page(pdf, secret=True)
    plant.save(pdf)


@width(
    "name-within-a-line-of-typewriter-type",
    "In type of one width, the gap counts the letters of the name.",
    lambda look: in_line(look, "by hand.") and look.page().Resources.Font.F1.BaseFont == "/Courier",
)
def _(plant):
    pdf = plant.pdf()
    plant.lines = [row[:50].rpartition(" ")[0] for row in plant.lines]
    plant.survive = words.survivors(plant.lines)
    x = LEFT + stringWidth(plant.before + " ", "Courier", SIZE)
    plant.area(plant.secret_box(font="Courier", x=x))
    said = f"{plant.before} {plant.text} {plant.after}"
    plant.page(pdf, show(LEFT, plant.baseline(SECRET_SLOT), said), font="Courier")
    plant.save(pdf)


@width(
    "name-within-a-justified-line",
    "The line is justified: the width of its blanks tells the width of the name.",
    lambda look: b" Tw" in look.content() and in_line(look, "carried"),
)
def _(plant):
    pdf = plant.pdf()
    said = f"{plant.before} {plant.text} and was carried there by hand."
    blanks = said.count(" ")
    spare = 360 - stringWidth(said, "Times-Roman", SIZE)
    each = spare / blanks
    x = (
        LEFT
        + stringWidth(plant.before + " ", "Times-Roman", SIZE)
        + each * (plant.before.count(" ") + 1)
    )
    plant.area(plant.secret_box(x=x))
    line = show(LEFT, plant.baseline(SECRET_SLOT), said, extra=f"{each:.4f} Tw")
    plant.page(pdf, b"q " + line + b" Q")
    plant.save(pdf)


@width(
    "name-in-a-right-aligned-column",
    "The name ends at the column's edge: where it begins tells its width.",
    in_line,
)
def _(plant):
    pdf = plant.pdf()
    y = plant.baseline(SECRET_SLOT)
    x = 396 - stringWidth(plant.text, "Times-Roman", SIZE)
    plant.area(plant.secret_box(x=x))
    plant.page(pdf, show(LEFT, y, "Parcel sent to:") + b"\n" + show(x, y, plant.text))
    plant.save(pdf)


@width(
    "name-that-ends-a-paragraph-s-line",
    "The next word did not fit after the name: the line's end bounds its width.",
    in_line,
)
def _(plant):
    pdf = plant.pdf()
    before = "A parcel of books and of paper was sent on Friday to"
    x = LEFT + stringWidth(before + " ", "Times-Roman", SIZE)
    y = plant.baseline(SECRET_SLOT)
    plant.area(plant.secret_box(x=x))
    two = show(LEFT, y - 14, "by hand, as before.")
    plant.page(pdf, show(LEFT, y, f"{before} {plant.text}") + b"\n" + two)
    plant.save(pdf)
