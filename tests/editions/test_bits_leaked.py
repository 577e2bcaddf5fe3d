"""The bits that a deletion's width tells are read off the output, and off nothing else."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from statistics import mean

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tearline.editions import burn, typeset
from tearline.editions.lineup import GAP
from tearline.editions.widening import WIDTHS
from tearline.editions.widths import NameLists, PublicList, ShortList, measure, surnames
from tearline.editions.withheld import Withheld
from tearline.model.area import Area
from tearline.model.edition import Deletion, PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Word

LETTER = (61200, 79200)
CENSUS = NameLists(surnames())
NAMES = ("Alder", "Brightwater", "Coe", "Dellinger", "Eastman", "Fitzsimmons", "Gow", "Hawthorne",
         "Imhoff", "Jessup", "Kowalczyk", "Lindqvist")  # fmt: skip
PLAIN = "we met the man from the coast when he came over with a friend of the firm that same day"
EXACT, MOVED, LINE = WidthPolicy.EXACT, WidthPolicy.MOVED, WidthPolicy.LINE


class Sheet:
    """A page of words at places, in points; what is withheld is drawn as the policies have it."""

    def __init__(self, path, face="Times-Roman", size=12.0):
        self.path, self.face, self.size = path, face, size
        self.canvas = Canvas(str(path), pagesize=(612, 792))
        self.canvas.setFont(face, size)
        self.words, self.deletions, self.astray = [], [], False

    def width(self, text):
        return stringWidth(text, self.face, self.size)

    def word(self, text, x, y):
        """Draw a word and return where the next one stands."""
        self.canvas.drawString(x, 792 - y, text)
        box = Area.of_points(x, y - 0.7 * self.size, x + self.width(text), y + 0.25 * self.size)
        box = box.grown(60)
        self.words.append(Word(text, 0, len(text), box, None))
        return x + self.width(text + " ")

    def line(self, text, x, y):
        for word in text.split():
            x = self.word(word, x, y)
        return x

    def gone(self, x0, x1, y, policy=EXACT, high=0.0):
        box = Area.of_points(x0, y - 0.7 * self.size - high, x1, y + 0.25 * self.size)
        self.deletions.append(Deletion(1, box, ("A",), "passage", policy))

    def exact(self, name, x, y):
        """Withhold a name; return where the next word stands, as on the page it was taken from."""
        self.gone(x, x + self.width(name), y)
        return x + self.width(name + " ")

    def moved(self, x, y, wide=144.0):
        """Withhold something of no matter what width; return where its line's tail begins."""
        left = math.floor((x - self.width(" ")) * 300 / 72) + math.ceil(GAP / 24) + 1
        self.gone(left * 72 / 300, left * 72 / 300 + wide, y, MOVED)
        return (left + wide * 300 / 72 + 1 + math.ceil(GAP / 24)) * 72 / 300

    def snapped(self, paper):
        """Move each tail's first ink column to where it is to stand."""
        for one in self.deletions:
            if one.policy is not MOVED or self.astray:
                continue
            box = one.area.to_pixels(paper.shape[::-1], LETTER)
            band = paper[box[1] - 3 : box[3] + 3, box[2] :]
            first = np.flatnonzero(~band[3:-3].all(axis=0))[0]
            band[:] = np.roll(band, burn.GROW + math.ceil(GAP / 24) - first, axis=1)
        return paper

    def view(self, dpi=300, turn=0, draft=False):
        self.canvas.save()
        page = pypdfium2.PdfDocument(self.path)[0]
        grey = np.asarray(page.render(scale=dpi / 72).to_pil().convert("L"))
        image = Image.fromarray(self.snapped(grey >= 128))
        if draft:
            image = burn.watermark(image)
        image = burn.burn(image, LETTER, (), [(d.area, d.codes) for d in self.deletions])
        shown, size, deletions = tuple(self.words), LETTER, tuple(self.deletions)
        if turn == 90:  # it must be turned clockwise to be read
            image = image.transpose(Image.Transpose.ROTATE_90)
            size = LETTER[::-1]
            shown = tuple(replace(w, area=lying(w.area)) for w in shown)
            deletions = tuple(replace(d, area=lying(d.area)) for d in deletions)
        text = " ".join(w.text for w in shown)
        return PageView(1, *size, burn.encode(image), text, shown, deletions, None, turn)


def lying(area):
    return Area(area.top, LETTER[0] - area.right, area.bottom, LETTER[0] - area.left)


@pytest.fixture
def sheet(tmp_path):
    made = []

    def make(face="Times-Roman", size=12.0):
        made.append(0)
        return Sheet(tmp_path / f"{len(made)}.pdf", face, size)

    return make


def lines_of(sheet, names=NAMES, put=Sheet.exact):
    """Fill a page with lines of plain words, a name withheld in each."""
    words = PLAIN.split()
    for row, name in enumerate(names):
        y = 80 + 30 * row
        x = sheet.line(" ".join(words[row % 7 : row % 7 + 4]), 72, y)
        sheet.line(" ".join(words[row % 5 + 8 : row % 5 + 13]), put(sheet, name, x, y), y)
    return sheet


def fits(view, names=NAMES):
    """Return for each deletion whether its own name is among those that fit."""
    return [
        not measure(view, NameLists(PublicList((name.lower(),))))[at].hypothetical
        for at, name in enumerate(names)
    ]


@pytest.mark.parametrize(("face", "size"), [("Times-Roman", 12), ("Helvetica", 11)])
def test_a_tight_box_tells_five_bits_and_the_name_under_it_is_among_those_that_fit(
    sheet, face, size
):
    view = lines_of(sheet(face, size)).view()
    measured = measure(view, CENSUS)
    assert 4.4 < mean(m.bits for m in measured) < 6.5
    assert sum(fits(view)) >= len(NAMES) - 2
    assert all(m.of == round(math.log2(len(CENSUS.public.names)), 4) for m in measured)
    assert not any(m.hypothetical for m in measured)


def test_a_finer_bitmap_tells_more(sheet):
    coarse = measure(lines_of(sheet()).view(dpi=150), CENSUS)
    fine = measure(lines_of(sheet()).view(dpi=300), CENSUS)
    assert mean(m.bits for m in coarse) + 0.5 < mean(m.bits for m in fine)


def test_of_typewritten_names_the_number_of_letters_is_told_and_no_more(sheet):
    view = lines_of(sheet("Courier", 12)).view()
    lengths = Counter(map(len, CENSUS.public.names))
    told = [round(math.log2(lengths.total() / lengths[len(name)]), 4) for name in NAMES]
    assert [m.bits for m in measure(view, CENSUS)] == told


def test_names_in_capitals_are_measured_in_capitals(sheet):
    shouted = tuple(name.upper() for name in NAMES)
    page = sheet()
    words = PLAIN.upper().split()
    for row, name in enumerate(shouted):
        y = 80 + 30 * row
        x = page.line(" ".join(words[row % 7 : row % 7 + 4]), 72, y)
        page.line(" ".join(words[row % 5 + 8 : row % 5 + 11]), page.exact(name, x, y), y)
    made = page.view()
    found = [
        not measure(made, NameLists(PublicList((name.lower(),))))[at].hypothetical
        for at, name in enumerate(shouted)
    ]
    assert sum(found) >= 8, "set in lower case, hardly one would fit"


def test_padding_a_box_while_its_neighbours_stay_hides_nothing(sheet):
    page = lines_of(sheet())
    tight = measure(page.view(), CENSUS)
    padded = lines_of(sheet())
    padded.deletions = [
        replace(d, area=Area(d.area.left - 250, d.area.top, d.area.right + 250, d.area.bottom))
        for d in padded.deletions
    ]
    told = measure(padded.view(), CENSUS)
    assert abs(mean(m.bits for m in told) - mean(m.bits for m in tight)) < 0.3


def moved_lines(sheet, names=NAMES, wide=144.0):
    return lines_of(sheet, names, lambda s, _, x, y: s.moved(x, y, wide))


def test_a_line_moved_to_its_canonical_place_tells_nothing(sheet):
    view = moved_lines(sheet()).view()
    measured = measure(view, CENSUS)
    assert {m.policy for m in measured} == {MOVED}
    assert max(m.bits for m in measured) <= 0.1


def test_a_moved_box_whose_tail_stayed_behind_is_measured_as_a_tight_one(sheet):
    def stayed(page, name, x, y):
        page.astray = True
        page.gone(x, x + 108, y, MOVED)
        return x + 108 + page.width(name) / 4

    measured = measure(lines_of(sheet(), put=stayed).view(), CENSUS)
    assert min(m.bits for m in measured) > 2


def test_a_box_of_no_canonical_width_is_measured_as_a_tight_one(sheet):
    measured = measure(moved_lines(sheet(), wide=60.0).view(), CENSUS)
    assert min(m.bits for m in measured) > 2
    assert 6000 not in dict(WIDTHS).values()


@pytest.fixture
def broken(sheet):
    """A ragged paragraph with a moved line in it, and the first word of the line that follows it."""

    def make(following):
        page = sheet()
        first, name, tail = (
            "we came to see him and then he was with",
            "Dellinger",
            "on the last day",
        )
        margin = 72 + page.width(f"{first} {name} {tail}") + 8
        for row, less in ((0, 0), (1, 23), (3, 9), (4, 31)):
            start = following if row == 3 else "after"
            page.line(f"{start} that it was so", 72, 80 + 15 * row)
            page.word("enough", margin - less - page.width("enough"), 80 + 15 * row)
        page.line(tail, page.moved(page.line(first, 72, 110), 110), 110)
        return page.view()

    return make


def test_a_moved_line_in_a_paragraph_tells_what_its_break_tells(broken):
    (short,) = measure(broken("I"), CENSUS)
    (long,) = measure(broken("notwithstanding"), CENSUS)
    assert not short.hypothetical
    assert short.bits > 0.5
    assert long.bits < short.bits


def test_a_moved_line_of_justified_text_tells_all_its_width(sheet):
    page = sheet()
    words = PLAIN.split()
    for row in (0, 1, 2, 4, 5, 6):
        some = words[row:][:14]
        space = (468 - sum(map(page.width, some))) / (len(some) - 1)
        x = 72.0
        for word in some:
            page.word(word, x, 80 + 15 * row)
            x += page.width(word) + space
    page.line("there at last and so", page.moved(page.line("he came to", 72, 125), 125), 125)
    (told,) = measure(page.view(), CENSUS)
    assert told.bits > 2


def test_a_box_to_the_page_s_edge_tells_nothing_and_one_to_where_lines_end_tells_that(sheet):
    told = []
    for end in (612, 72 + sheet().width(PLAIN) + 9):
        page = sheet()
        for row in range(4):
            page.line(PLAIN, 72, 80 + 20 * row)
        page.gone(page.line("he said that my dear old friend and his own", 72, 160), end, 160, LINE)
        (one,) = measure(page.view(), CENSUS)
        told.append(one.bits)
    assert told[0] == 0
    assert told[1] > 0.1


def test_a_box_to_where_its_own_text_ended_tells_that(sheet):
    page = sheet()
    for row in range(4):
        page.line(PLAIN, 72, 80 + 20 * row)
    x = page.line("he said that", 72, 160)
    page.gone(x, x + page.width("Dellinger"), 160, LINE)
    (told,) = measure(page.view(), CENSUS)
    assert told.bits > 2


def test_a_box_to_a_margin_too_near_for_most_names_tells_that(sheet):
    page = sheet()
    for row in range(4):
        page.line(PLAIN, 72, 80 + 20 * row)
    x = page.line(PLAIN.removesuffix(" day"), 72, 160)
    page.gone(x, 72 + page.width(PLAIN) + 9, 160, LINE)
    (told,) = measure(page.view(), CENSUS)
    assert told.bits > 0.1


def test_a_page_withheld_whole_and_a_block_of_lines_tell_nothing(sheet):
    whole = sheet()
    whole.deletions = [Deletion(1, Area(0, 0, *LETTER), ("A",), "page", EXACT)]
    assert [m.bits for m in measure(whole.view(), CENSUS)] == [0]
    page = sheet()
    page.line(PLAIN, 72, 80)
    page.gone(72, 400, 180, EXACT, high=60)
    assert [m.bits for m in measure(page.view(), CENSUS)] == [0]


def test_text_set_anew_tells_nothing_by_its_own_geometry():
    text = "The agent met John Alder on Monday, and then Dellinger came.\n" * 3
    spans = [(at, at + 5) for at in range(len(text)) if text.startswith("Alder", at)]
    gone = [Withheld((), start, end, ("(b)(6)",)) for start, end in spans]
    (view,) = typeset.set_pages(text, gone)
    assert [m.bits for m in measure(view, CENSUS)] == [0, 0, 0]
    narrow = tuple(
        replace(d, area=Area(d.area.left, d.area.top, d.area.right - 1800, d.area.bottom))
        for d in view.deletions
    )
    assert min(m.bits for m in measure(replace(view, deletions=narrow), CENSUS)) > 0.1


def test_a_page_on_its_side_tells_what_it_tells_upright(sheet):
    upright = measure(lines_of(sheet()).view(), CENSUS)
    aside = measure(lines_of(sheet()).view(turn=90), CENSUS)
    assert [m.bits for m in aside] == [m.bits for m in upright]


def test_a_draft_s_watermark_is_no_ink(sheet):
    clean = measure(lines_of(sheet()).view(), CENSUS)
    draft = measure(lines_of(sheet()).view(draft=True), CENSUS)
    assert abs(mean(m.bits for m in clean) - mean(m.bits for m in draft)) < 0.3


def test_what_is_no_name_of_the_list_is_measured_as_a_name_in_its_place(sheet):
    page = sheet()
    page.line(PLAIN, 72, 80)
    page.line("at once", page.exact("a friend of a friend of the whole family", 200, 110), 110)
    (told,) = measure(page.view(), CENSUS)
    assert told.hypothetical
    assert 3 < told.bits < 7


def test_a_short_list_is_split_where_one_of_its_people_alone_fits(sheet):
    view = lines_of(sheet(), NAMES[:1]).view()
    suspects = ShortList((("Alder",), ("Fitzsimmons",), ("Brightwater", "Kowalczyk")))
    (told,) = measure(view, NameLists(surnames(), (suspects,)))
    assert (told.split, told.share) == (1, round(1 / 3, 4))
    (two,) = measure(view, NameLists(surnames(), (ShortList((("Alder",), ("Aldre",))),)))
    assert (two.split, two.share) == (0, 1)
    (alone,) = measure(view, NameLists(surnames(), (ShortList((("Alder",),)),)))
    assert alone.split == 0
    long = ShortList((("Alder",), *((f"Fitzsimmons-Kowalczyk{i}",) for i in range(100))))
    (many,) = measure(view, NameLists(surnames(), (long,)))
    assert (many.split, many.share) == (0, round(1 / 101, 4))


def test_no_short_list_is_split_by_a_moved_line(sheet):
    suspects = ShortList(tuple((name,) for name in NAMES))
    measured = measure(moved_lines(sheet()).view(), NameLists(surnames(), (suspects,)))
    assert {(m.split, m.share) for m in measured} == {(0, 1.0)}


def test_no_name_is_in_a_result_or_in_a_repr(sheet):
    lists = NameLists(PublicList(("alder", "gow")), (ShortList((("Dellinger", "Alder"),)),))
    said = repr(measure(lines_of(sheet()).view(), lists)) + repr(lists) + repr(lists.short)
    assert not [name for name in NAMES if name.lower() in said.lower()]
    with pytest.raises(ValueError, match="no bits"):
        measure(lines_of(sheet()).view(), NameLists(PublicList(())))


def test_a_page_without_deletions_is_not_even_decoded(sheet):
    page = sheet()
    page.line(PLAIN, 72, 80)
    view = page.view()
    broken = replace(view, bitmap=replace(view.bitmap, data=b"none"))
    assert measure(broken, CENSUS) == ()


@pytest.mark.parametrize("turn", [30, 45, 90])
def test_a_name_that_is_set_aslant_is_measured_along_itself(sheet, turn):
    page = sheet()
    for row in range(4):
        page.line(PLAIN, 72, 80 + 20 * row)
    long, high = page.width("Dellinger"), 0.95 * 12 + 1.2
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    page.deletions.append(
        Deletion(
            1,
            Area.of_points(200, 300, 200 + long * cos + high * sin, 300 + long * sin + high * cos),
            ("A",),
            "passage",
            EXACT,
        )
    )
    shown = page.view()
    (told,) = measure(shown, CENSUS)
    (own,) = measure(shown, NameLists(PublicList(("dellinger",))))
    assert told.bits > 2
    assert not own.hypothetical
