"""What is put to a hidden name beside its letters, as wide as it: two names of other widths, one view."""

from __future__ import annotations

import re

import numpy as np
import pytest
from reportlab.pdfgen.canvas import Canvas

from tearline.editions import ornament
from tearline.editions.view import ViewJob, view
from tearline.editions.withheld import Withheld
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.model.record import MediaType
from tearline.records.pdf import read_pdf

MOVED, LINE, EXACT = WidthPolicy.MOVED, WidthPolicy.LINE, WidthPolicy.EXACT
NAMES = ("Li", "Alice Worthington")
BEFORE = [
    "The committee met on Monday in the second building of the yard beside the river",
    "and heard what the officers of the port had to say about it and about the men.",
]
HEAD, TAIL = "The informant was ", " of the harbour office."
AFTER = ["     He was paid twice in the spring and once more in the autumn, and later,"]
FACE = ("Times-Roman", 12)


def framed(sheet, left, wide, foot):
    sheet.setLineWidth(1.5)
    sheet.rect(left - 2, foot - 6, wide + 4, 18)


def barred(sheet, left, wide, foot):
    sheet.setFillGray(0.5)
    sheet.rect(left - 6, foot - 7, wide + 12, 18, fill=1, stroke=0)
    sheet.setFillGray(0)


def underlined(sheet, left, wide, foot):
    sheet.setLineWidth(0.5)
    sheet.line(left, foot - 5.2, left + wide, foot - 5.2)


def marked(sheet, left, wide, foot):
    sheet.setFont("Times-Roman", 6)
    sheet.drawString(left + wide, foot + 5, "12")
    sheet.setFont(*FACE)


def highlighted(sheet, left, wide, foot):
    sheet.setFillGray(0.75)
    sheet.rect(left - 1, foot - 5, wide + 2, 16, fill=1, stroke=0)
    sheet.setFillGray(0)


def photograph(sheet):
    for step in range(60):
        sheet.setFillGray(0.3 + 0.01 * step)
        sheet.rect(100 + 5 * step, 100, 5, 150, fill=1, stroke=0)
    sheet.setFillGray(0)


def view_of(path, name, policy, ornaments, *, grey=False):
    """Return the view of a page with a name in as many lines as there are ornaments."""
    sheet = Canvas(str(path), pagesize=(612, 792), invariant=1)
    sheet.setFont(*FACE)
    if grey:
        photograph(sheet)
    foot = 720.0
    for put in ornaments:
        for line in (*BEFORE, None, *AFTER):
            if line is None:
                left = 72 + sheet.stringWidth(HEAD, *FACE)
                put(sheet, left, sheet.stringWidth(name, *FACE), foot)
                # A mark set right behind the name has its own width before the next word.
                gap = 6 if put is marked else 0
                sheet.drawString(72, foot, HEAD + name)
                sheet.drawString(left + sheet.stringWidth(name, *FACE) + gap, foot, TAIL)
            else:
                sheet.drawString(72, foot, line)
            foot -= 14.4
        foot -= 30
    sheet.showPage()
    sheet.save()
    page = read_pdf(str(path), 1)
    found = list(re.finditer(r"(?<=was )" + r"\s+".join(name.split()), page.text))
    assert len(found) == len(ornaments)
    gone = tuple(Withheld((), m.start(), m.end(), ("(b)(6)",), policy) for m in found)
    (shown,) = view(ViewJob(str(path), "0" * 64, MediaType.PDF, page, gone))
    assert not set(name.split()) & {word.text for word in shown.words}
    return shown


@pytest.mark.parametrize("policy", [MOVED, LINE])
def test_nothing_about_a_hidden_name_s_ornament_says_how_wide_the_name_is(tmp_path, policy):
    every = (framed, barred, underlined, marked)
    views = [view_of(tmp_path / "page.pdf", name, policy, every) for name in NAMES]
    assert views[0] == views[1]
    assert len(views[0].deletions) == len(every)


def test_nor_does_a_highlight_on_a_page_of_greys(tmp_path):
    views = [view_of(tmp_path / "p.pdf", n, LINE, (highlighted,), grey=True) for n in NAMES]
    assert views[0] == views[1]
    assert views[0].bitmap.mode.value == "grey"


WORDS = (Area(300, 140, 360, 170), Area(400, 140, 460, 178))
BOX = (100, 80, 600, 130)


def page_of(*strokes):
    ink = np.zeros((400, 600), bool)
    for left, top, right, bottom in strokes:
        ink[top:bottom, left:right] = True
    return ink


def test_a_bar_that_reaches_among_words_takes_their_line_wherever_it_ends():
    zone = ornament.Zone(BOX, 110, 34, WORDS)
    for end in (150, 330, 520):
        assert ornament.reached(page_of((105, 120, end, 142)), zone) == (100, 80, 600, 178)


def test_a_stroke_between_the_lines_or_one_that_begins_elsewhere_takes_none():
    zone = ornament.Zone(BOX, 110, 34, WORDS)
    for stroke in ((105, 134, 300, 137), (290, 142, 500, 145), (0, 142, 600, 145)):
        assert ornament.reached(page_of(stroke), zone) == BOX


def test_what_is_to_be_white_is_all_of_the_zone_but_the_words():
    zone = ornament.Zone(BOX, 110, 34, WORDS)
    free = page_of(*((a.left, a.top, a.right, a.bottom) for a in ornament.rectangles(zone, 400)))
    due = page_of((100, 80 - 26, 600, 80), (100, 130, 600, 130 + 26))
    for word in WORDS:
        due[word.top : word.bottom, word.left : word.right] = False
    assert (free == due).all()
