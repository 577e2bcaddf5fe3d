"""Layouts in which a page once told a secret's width: names of any width and shape give one view."""

from __future__ import annotations

import re

import pytest
from reportlab.pdfgen.canvas import Canvas

from tearline.editions.view import ViewJob, view
from tearline.editions.withheld import Withheld
from tearline.model.guide import WidthPolicy
from tearline.model.record import MediaType
from tearline.records.pdf import read_pdf

MOVED, LINE, EXACT = WidthPolicy.MOVED, WidthPolicy.LINE, WidthPolicy.EXACT
NAMES = ("Li", "Qyp", "Guy Jopling")
RAGGED = [
    "The committee met on Monday in the second building of the yard beside the river",
    "and heard what the officers of the port had to say about it and about the men.",
    "The informant was {} of the harbour office.",
    "     He was paid twice in the spring and once more in the autumn, and later,",
    "as the ledger has it that was found with the other papers of the same office.",
]
FORM = ["Source: {}", "Office: Harbour", "Date: 3 May", "Grade: B", "Seen: twice"]
ROWS = [
    ("No", "Name", "Office"),
    ("1", "{}", "Harbour"),
    ("2", "Otto", "Yard"),
    ("3", "Ann", "Port"),
]
TITLE = ["Report of the office", "Case of {} of Hull", "in the year of the great flood"]


def set_lines(sheet, name, lines=RAGGED, leading=14.4):
    for row, line in enumerate(lines):
        sheet.drawString(72, 700 - row * leading, line.format(name))


def solid(sheet, name):
    set_lines(sheet, name, leading=12)


def form(sheet, name):
    set_lines(sheet, name, FORM)


def heading(sheet, name):
    set_lines(sheet, name, ["{}", "", "The man was seen."])


def alone(sheet, name):
    set_lines(sheet, name, ["{}"])


def table(sheet, name):
    for row, cells in enumerate(ROWS):
        for left, cell in zip((72, 110, 260), cells, strict=True):
            sheet.drawString(left, 700 - 14 * row, cell.format(name))


def centred(sheet, name):
    for row, line in enumerate(TITLE):
        sheet.drawCentredString(306, 700 - 18 * row, line.format(name))


def word_by_word(sheet, name):
    for row, line in enumerate(RAGGED):
        at = 72.0
        for word in line.format(name).split(" "):
            sheet.drawString(round(at, 1), 700 - 14.4 * row, word)
            at += sheet.stringWidth(word + " ", "Times-Roman", 12)


def view_of(path, draw, name, policy):
    sheet = Canvas(str(path), pagesize=(612, 792), invariant=1)
    sheet.setFont("Times-Roman", 12)
    draw(sheet, name)
    sheet.showPage()
    sheet.save()
    page = read_pdf(str(path), 1)
    found = re.search(r"\s+".join(name.split()), page.text)
    gone = Withheld((), found.start(), found.end(), ("(b)(6)",), policy)
    (shown,) = view(ViewJob(str(path), "0" * 64, MediaType.PDF, page, (gone,)))
    assert not set(name.split()) & {word.text for word in shown.words}
    return shown


@pytest.mark.parametrize("draw", [solid, form, heading, alone, table, centred])
def test_a_line_s_end_says_nothing_of_what_it_hides(tmp_path, draw):
    views = [view_of(tmp_path / "page.pdf", draw, name, LINE) for name in NAMES]
    assert views[0] == views[1] == views[2]


def test_a_tail_that_would_tell_is_not_moved(tmp_path):
    views = [view_of(tmp_path / "page.pdf", word_by_word, name, MOVED) for name in NAMES]
    assert views[0] == views[1] == views[2]
    assert [one.policy for one in views[0].deletions] == [LINE]


def test_these_views_can_differ(tmp_path):
    views = [view_of(tmp_path / "page.pdf", solid, name, EXACT) for name in NAMES[:2]]
    assert views[0] != views[1]


def test_a_place_near_the_page_s_edge_goes_up_to_it(tmp_path):
    def at_the_edge(sheet, name):
        sheet.drawRightString(611, 400, name)

    (gone,) = view_of(tmp_path / "page.pdf", at_the_edge, "Otto", EXACT).deletions
    assert gone.area.right == 61200
