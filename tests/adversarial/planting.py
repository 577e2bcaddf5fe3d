"""One case of the corpus while it is made: its secret, its page, its places, its file.

Promises: everything in a case comes from (seed, name); areas are whole 1/100 points from the top left
of the page as shown, rounded outwards. Does not know where a secret is hidden: the families do.
"""

import json
import math
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import words
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase.pdfmetrics import stringWidth

WIDTH, HEIGHT = 432, 648
LEFT, TOP, LEADING, SIZE = 36, 580, 27, 12
SLOTS, SECRET_SLOT = 12, 5


@dataclass(frozen=True)
class Case:
    """One hiding place: what it shows, the code that plants it and the look that finds it there."""

    name: str
    shows: str
    family: str
    catalogue: str
    searchable: str
    visible: bool
    ssn: bool
    isogram: bool
    covert: bool
    plant: Callable[["Planting"], None]
    prove: Callable[[Any], bool]


CASES: dict[str, Case] = {}
AS_IS = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}


def case(
    name,
    shows,
    *,
    family,
    prove,
    catalogue="",
    searchable="text",
    visible=False,
    ssn=False,
    isogram=False,
    covert=False,
):
    """Register the decorated function as the planting of one case.

    ``covert``: the name is in a code of the hider's own; no un-filtering brings it back.
    """

    def keep(plant):
        assert name not in CASES, name
        assert re.fullmatch(r"[a-z0-9-]+", name), name
        CASES[name] = Case(
            name, shows, family, catalogue, searchable, visible, ssn, isogram, covert, plant, prove
        )
        return plant

    return keep


@dataclass
class Planting:
    """What a planting function writes into: ``plant.secret`` is what it must hide."""

    case: Case
    seed: int
    folder: Path
    areas: list = field(default_factory=list)
    files: list = field(default_factory=list)
    options: dict = field(default_factory=dict)  # what pikepdf's save is asked besides

    def __post_init__(self):
        """Draw the secret and the ordinary words from the seed and the case's name."""
        self.rng = random.Random(f"{self.seed}:{self.case.name}")
        self.secret = words.name(self.rng, isogram=self.case.isogram)
        self.terms = [self.secret]
        if self.case.ssn:
            self.terms.append(words.number(self.rng))
        self.text = " ".join(self.terms)
        self.title, self.lines = words.sentences(self.rng, SLOTS - 2)
        self.survive = words.survivors(self.lines)
        self.before, self.after = "The parcel was sent to", "by hand."

    # -- places -------------------------------------------------------------------------------
    def baseline(self, slot: int) -> float:
        """Return the baseline of a slot in PDF units."""
        return TOP - LEADING * slot

    def ordinary(self):
        """Yield (slot, text) for every line that is not withheld."""
        yield 0, self.title
        slots = [slot for slot in range(1, SLOTS) if slot != SECRET_SLOT]
        yield from zip(slots, self.lines, strict=False)

    def secret_box(self, text="", font="Times-Roman", size=SIZE, slot=SECRET_SLOT, x=None):
        """Return the box (x0, y0, x1, y1) in PDF units of the secret set after the usual words."""
        x = self.secret_x(font, size) if x is None else x
        wide = stringWidth(text or self.text, font, size)
        y = self.baseline(slot)
        return x - 1, y - 0.26 * size, x + wide + 1, y + 0.82 * size

    def secret_x(self, font="Times-Roman", size=SIZE):
        """Return where the secret begins on its line."""
        return LEFT + stringWidth(self.before + " ", font, size)

    def area(self, box, page=1, height=HEIGHT, origin=(0, 0)):
        """Note a box (PDF units, unrotated page) as an area to withhold."""
        x0, y0, x1, y1 = box
        ox, oy = origin
        self.area_top(
            page,
            (x0 - ox) * 100,
            (oy + height - y1) * 100,
            (x1 - ox) * 100,
            (oy + height - y0) * 100,
        )

    def area_top(self, page, left, top, right, bottom):
        """Note an area in 1/100 points from the top left of the page as shown."""
        low, high = math.floor, math.ceil
        self.areas.append(
            [page, low(left + 1e-6), low(top + 1e-6), high(right - 1e-6), high(bottom - 1e-6)]
        )

    # -- drawing ------------------------------------------------------------------------------
    def pdf(self):
        """Return an empty file."""
        return pikepdf.new()

    def page(
        self,
        pdf,
        content=b"",
        *,
        body=True,
        secret=False,
        resources=None,
        font="Times-Roman",
        **keys,
    ):
        """Add a page: the ordinary lines, the secret's line if asked, then ``content``."""
        parts = []
        if body:
            parts.append(self.body(font))
        if secret:
            parts.append(self.secret_line(font))
        parts.append(content)
        means = Dictionary(Font=Dictionary(F1=standard(pdf, font)))
        for key, value in (resources or {}).items():
            if key in means:
                for inner, thing in value.items():
                    means[key][inner] = thing
            else:
                means[key] = value
        made = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, WIDTH, HEIGHT]),
            Resources=means,
            Contents=pdf.make_stream(b"\n".join(parts)),
        )
        for key, value in keys.items():
            made["/" + key] = value
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(made)))
        return pdf.pages[-1]

    def body(self, font="Times-Roman", lines=None):
        """Return content that shows the ordinary lines in /F1."""
        rows = self.ordinary() if lines is None else lines
        return b"\n".join(show(LEFT, self.baseline(slot), text) for slot, text in rows)

    def frame(self, font="Times-Roman"):
        """Return content that shows the words around the secret, not the secret."""
        y = self.baseline(SECRET_SLOT)
        end = self.secret_x(font) + stringWidth(self.text + " ", font, SIZE)
        return show(LEFT, y, self.before) + b"\n" + show(end, y, self.after)

    def secret_line(self, font="Times-Roman"):
        """Return content that shows the secret's whole line, and note its area."""
        self.area(self.secret_box(font=font))
        return show(LEFT, self.baseline(SECRET_SLOT), f"{self.before} {self.text} {self.after}")

    # -- writing ------------------------------------------------------------------------------
    def save(self, pdf, suffix="", **options):
        """Write the file, the same bytes for the same objects; return its path."""
        path = self.folder / f"{self.case.name}{suffix}.pdf"
        chosen = {
            "deterministic_id": True,
            "object_stream_mode": pikepdf.ObjectStreamMode.disable,
            **self.options,
            **options,
        }
        pdf.save(path, **chosen)
        self.files.append(path.name)
        return path

    def write(self, data: bytes, suffix=""):
        """Write raw bytes as the file; return its path."""
        path = self.folder / f"{self.case.name}{suffix}.pdf"
        path.write_bytes(data)
        self.files.append(path.name)
        return path

    def truth(self):
        """Return what the JSON beside the file says."""
        return {
            "name": self.case.name,
            "shows": self.case.shows,
            "family": self.case.family,
            "catalogue": self.case.catalogue,
            "files": self.files,
            "terms": self.terms,
            "areas": self.areas,
            "survive": self.survive,
            "searchable": self.case.searchable,
            "visible": self.case.visible,
            "covert": self.case.covert,
        }


def make(case_: Case, seed: int, folder: Path) -> dict:
    """Make one case in ``folder``: its PDF or PDFs and its JSON; return the JSON's content."""
    planting = Planting(case_, seed, folder)
    case_.plant(planting)
    truth = planting.truth()
    text = json.dumps(truth, indent=1, sort_keys=True) + "\n"
    (folder / f"{case_.name}.json").write_text(text, encoding="utf-8")
    return truth


def standard(pdf, name="Times-Roman"):
    """Return one of the standard 14 fonts as an object of ``pdf``."""
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/" + name), Encoding=Name.WinAnsiEncoding
    )
    return pdf.make_indirect(font)


def show(x, y, text, font="F1", size=SIZE, extra=""):
    """Return content that shows ``text`` at a place; ``extra`` goes before the Tj."""
    if isinstance(text, str):
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        shown = f"({escaped})".encode("latin-1")
    else:
        shown = b"<" + text.hex().encode() + b">"
    start = f"BT /{font} {size:g} Tf {extra} 1 0 0 1 {x:.3f} {y:.3f} Tm ".encode()
    return start + shown + b" Tj ET"


def fill(box, how="0 g"):
    """Return content that fills a box (x0, y0, x1, y1) in PDF units."""
    x0, y0, x1, y1 = box
    return f"q {how} {x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re f Q".encode()
