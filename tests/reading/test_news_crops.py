"""Crops show what changed, and never a pixel of what the mask blocks."""

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

import tearline.reading.masking as module
from tearline.model.area import Area
from tearline.model.page import Word
from tearline.reading.comparing import crops as made
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.crops import COVERED, PLACE, Crops
from tearline.reading.comparing.kinds import Position, Type
from tearline.reading.comparing.two_pages import TwoPages
from tearline.reading.masking import Masking
from tearline.reading.witnesses.witness import WitnessPage, WitnessRecord

WIDTH, HEIGHT, PIXELS = 61_200, 79_200, (1224, 1584)
LETTER, LINE = 500, 1_500


def page_of(text, number=1):
    """Return a page with a box for each word."""
    words = []
    for match in re.finditer(r"\S+", text):
        row = text.count("\n", 0, match.start())
        left = 3_000 + (match.start() - text.rfind("\n", 0, match.start()) - 1) * LETTER
        top = 10_000 + row * LINE
        area = Area(left, top, left + len(match[0]) * LETTER, top + 900)
        words.append(Word(match[0], *match.span(), area, 90.0))
    return WitnessPage(number, text, tuple(words), WIDTH, HEIGHT)


def drawn(page, seed=0):
    """Return a bitmap whose every letter is a pattern of its own."""
    image = Image.new("L", PIXELS, 255)
    paint = ImageDraw.Draw(image)
    for word in page.words:
        left, top, _, bottom = word.area.to_pixels(PIXELS, (WIDTH, HEIGHT))
        for at, letter in enumerate(word.text):
            across = left + at * 10
            for bit in range(8):
                if (ord(letter) * 7 + seed) >> bit & 1:
                    row = top + bit * (bottom - top) // 8
                    paint.rectangle((across, row, across + 8, row + 1), fill=0)
    return image


class Scans:
    """A release of one record with one page and its bitmap."""

    engine = "tearline"

    def __init__(self, label, page, image):
        self.label, self.page, self.bitmap = label, page, image

    def records(self):
        yield "r"

    def key(self, name):
        return name

    def read(self, name):
        return WitnessRecord(name, name, self.label, self.engine, paged=True, pages=(self.page,))

    def image(self, name, page):
        return self.bitmap


def visible(text, words, **more):
    start = text.index(words)
    span = (start, start + len(words))
    areas = tuple(word.area for word in page_of(text).words if span[0] <= word.start < span[1])
    row = Change(
        Type.NEWLY_VISIBLE, "r", "r", 1, words, Position.INSIDE, start=span[0], end=span[1],
        areas=areas, old_release="2001", old_name="r", old_page=1, new_release="2002",
    )  # fmt: skip
    return replace(row, **more)


def world(new, change, old=None, seed=0, others=(), mask=None):
    pages = page_of(old or new), page_of(new)
    sources = [Scans(label, page, drawn(page, seed)) for label, page in
               zip(("2001", "2002"), pages, strict=True)]  # fmt: skip
    return Crops(TwoPages(sources, [change, *others]), mask or Masking())


def colours(crop):
    image = Image.open(io.BytesIO(crop.png)).convert("RGB")
    return image, {colour for _, colour in image.getcolors(1 << 24)}


PLAIN = "The watchman saw two lamps\nand told the harbor office\nthat nobody had answered\n"
SECRET = "The watchman saw two lamps\nof 523-45-6781 in the harbor office\nnobody had answered\n"
BROKEN = "The watchman saw two lamps\nin the harbor office 523-45-\n6781 nobody had answered\n"


def test_the_place_is_outlined_and_nothing_else_is_painted_over():
    crop = world(PLAIN, visible(PLAIN, "harbor office")).new(visible(PLAIN, "harbor office"))
    image, found = colours(crop)
    assert PLACE in found
    assert COVERED not in found
    assert (0, 0, 0) in found
    assert image.size == (crop.width, crop.height)
    assert not crop.about


@pytest.mark.parametrize("text", [SECRET, BROKEN])
@pytest.mark.parametrize("which", ["old", "new"])
def test_the_pixels_of_a_personal_number_never_reach_the_crop(text, which):
    change = visible(text, "harbor office", old_areas=visible(text, "harbor office").areas)
    shown = {}
    for other in (False, True):
        digits = re.sub(r"\d", lambda digit: str(9 - int(digit[0])), text) if other else text
        image = drawn(page_of(digits))
        page = page_of(text)
        pages = TwoPages([Scans("2001", page, image), Scans("2002", page, image)], [change])
        shown[other] = getattr(Crops(pages, Masking()), which)(change)
    assert shown[False].png == shown[True].png, "what lies under the number can be told apart"
    assert shown[False].covered >= 1
    assert COVERED in colours(shown[False])[1]


@given(area=st.integers(500, 665), group=st.integers(10, 99), serial=st.integers(1000, 9999),
       gaps=st.tuples(*[st.sampled_from(["-", " ", "-\n", "\n"])] * 2), at=st.integers(0, 10))  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_two_numbers_of_one_shape_give_one_crop(area, group, serial, gaps, at):
    def made_of(first, second, third):
        words = PLAIN.split()
        words[at:at] = [f"{first}{gaps[0]}{second}{gaps[1]}{third}"]
        return " ".join(words[:6]) + "\n" + " ".join(words[6:]) + "\n"

    one, other = made_of(area, group, serial), made_of(523, 45, 6781)
    crops = [world(text, visible(text, "watchman")).new(visible(text, "watchman"))
             for text in (one, other)]  # fmt: skip
    assert crops[0].png
    assert crops[0].png == crops[1].png


def test_a_long_number_beside_a_personal_one_is_painted_over_too():
    text = "number 523-45-6781 and 77812345\nin the harbor office\n"
    for seed in (0, 3):
        crop = world(text, visible(text, "harbor office"), seed=seed).new(
            visible(text, "harbor office")
        )
        assert crop.covered == 2, "both are covered"


def test_each_page_is_masked_by_its_own_text():
    old = PLAIN.replace("that nobody had answered", "523-45-6781 had answered")
    change = visible(PLAIN, "harbor office", old_areas=visible(PLAIN, "harbor office").areas)
    crops = world(PLAIN, change, old=old)
    assert crops.old(change).covered == 1
    assert crops.new(change).covered == 0


def test_what_was_withheld_since_is_painted_over_on_the_old_page():
    start = PLAIN.index("watchman")
    gone = Change(
        Type.NEWLY_WITHHELD, "r", "r", 1, start=start, end=start + 8, old_release="2001",
        old_name="r", old_page=1, new_release="2002", areas=visible(PLAIN, "watchman").areas,
    )  # fmt: skip
    change = visible(PLAIN, "lamps", old_areas=visible(PLAIN, "lamps").areas)
    crops = world(PLAIN, change, others=[gone])
    assert crops.old(change).covered == 1
    assert crops.old(gone).covered == 1
    assert crops.new(change).covered == 0


def test_a_detector_that_fails_gives_no_crop(monkeypatch):
    def broken(pages, settings):
        raise RuntimeError

    monkeypatch.setattr(module, "find", broken)
    change = visible(PLAIN, "lamps")
    crop = world(PLAIN, change).new(change)
    assert crop.png == b""
    assert crop.why == made.UNCHECKED


def changed(page, **how):
    """Return the page with the box of its number changed."""
    words = [replace(word, **how) if "523" in word.text else word for word in page.words]
    return replace(page, words=tuple(words))


SLIVER = Area(5_000, 11_500, 5_300, 12_400)


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (replace(page_of(SECRET), words=()), made.NO_BOXES),
        (changed(page_of(SECRET), area=None), made.UNPLACED),
        (changed(page_of(SECRET), area=SLIVER), made.UNPLACED),
        (replace(page_of(SECRET), words=tuple(w for w in page_of(SECRET).words
                                              if "523" not in w.text)), made.UNPLACED),
        (replace(page_of(SECRET), height=61_200), made.CROOKED),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_on_the_pixels_is_not_shown_and_why_is_told(page, why):
    change = visible(SECRET, "harbor office")
    pages = TwoPages([Scans("2002", page, drawn(page_of(SECRET)))], [change])
    crop = Crops(pages, Masking()).new(change)
    assert crop.png == b""
    assert crop.why == why


def test_without_a_place_on_the_old_page_the_same_place_is_shown_as_a_guess():
    change = visible(PLAIN, "lamps")
    crop = world(PLAIN, change).old(change)
    assert crop.png
    assert crop.about


def test_a_page_that_lies_on_its_side_is_shown_upright():
    page = replace(page_of(PLAIN), turn=90)
    change = visible(PLAIN, "lamps")
    pages = TwoPages([Scans("2002", page, drawn(page))], [change])
    turned = Crops(pages, Masking()).new(change)
    straight = world(PLAIN, change).new(change)
    assert turned.png != straight.png
    assert COVERED not in colours(turned)[1]


def test_no_scan_and_no_page_are_told_apart():
    change = visible(PLAIN, "lamps")
    texts = Scans("2002", page_of(PLAIN), None)
    crops = Crops(TwoPages([texts], [change]), Masking())
    assert crops.new(change).why == made.NO_IMAGE
    assert crops.old(change).why == made.NO_PAGE


def test_what_the_mask_knows_on_one_page_is_covered_on_the_other():
    new = "The watchman, date of birth: 12 March 1921, told the\nharbor office nobody answered\n"
    old = "The watchman, dxtx xx bxrxh: 12 March 1921, told the\nharbor office nobody answered\n"
    change = visible(new, "harbor office", old_areas=visible(new, "harbor office").areas)
    crops = world(new, change, old=old)
    assert Masking().blocked(old) == (), "the old page alone would not be known"
    assert crops.old(change).covered
    assert COVERED in colours(crops.old(change))[1]
