"""A crop is shown only where the pixels bear out the boxes of what it covers; both crops cover alike."""

import io
import random
import re
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont

from tearline.model.area import Area
from tearline.model.page import Word
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.crops import COVERED, UNPLACED, Crops
from tearline.reading.comparing.kinds import Position, Type
from tearline.reading.comparing.two_pages import TwoPages
from tearline.reading.masking import Masking
from tearline.reading.witnesses.witness import WitnessPage, WitnessRecord

WIDTH, HEIGHT, PIXELS = 61_200, 79_200, (1224, 1584)
FONT = ImageFont.load_default(22)
TOP, LEFT, LINE = 200, 80, 34  # pixels
TEXT = (
    "The watchman saw two lamps beside the water\nof 523-45-6781 in the harbor office today\n"
    "and nobody had answered the second letter\nwhich the surveyor sent in the following week\n"
)


def typed(text):
    """Return a page as letters stand on it, and its bitmap: the boxes are those of the ink."""
    image = Image.new("L", PIXELS, 255)
    paint = ImageDraw.Draw(image)
    words = []
    for match in re.finditer(r"\S+", text):
        begin = text.rfind("\n", 0, match.start()) + 1
        across = LEFT + FONT.getlength(text[begin : match.start()])
        at = (across, TOP + LINE * text.count("\n", 0, begin))
        paint.text(at, match[0], fill=0, font=FONT)
        left, top, right, bottom = paint.textbbox(at, match[0], font=FONT)
        box = (int(left), int(top), int(right) + 1, int(bottom) + 1)
        words.append(
            Word(match[0], *match.span(), Area.of_pixels(box, PIXELS, (WIDTH, HEIGHT)), 90)
        )
    return WitnessPage(1, text, tuple(words), WIDTH, HEIGHT), image


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


def change_of(old, new, words="harbor office"):
    """Return a change whose words stand on both pages at the place of the newer one."""
    start = new.text.index(words)
    areas = tuple(w.area for w in new.words if start <= w.start < start + len(words))
    return Change(
        Type.NEWLY_VISIBLE, "r", "r", 1, words, Position.INSIDE, start=start, end=start + len(words),
        areas=areas, old_areas=areas, old_release="2001", old_name="r", old_page=1,
        new_release="2002",
    )  # fmt: skip


def crops_of(old, new):
    """Return the older and the newer crop of two (page, bitmap)."""
    change = change_of(old[0], new[0])
    made = Crops(TwoPages([Scans("2001", *old), Scans("2002", *new)], [change]), Masking())
    return made.old(change), made.new(change)


def boxed(page, squeeze, only=""):
    """Return the page with boxes changed: of all words, or of those that hold a text."""
    words = [replace(w, area=squeeze(w.area)) if only in w.text else w for w in page.words]
    return replace(page, words=tuple(words))


SQUEEZED = {
    "a flat line": lambda a: Area(a.left, a.top, a.right, a.top + 10),
    "a third as high": lambda a: Area(a.left, a.top, a.right, a.top + a.height // 3),
    "the lower half": lambda a: Area(a.left, a.top + a.height // 2, a.right, a.bottom),
    "55 of 100 as wide": lambda a: Area(a.left, a.top, a.left + a.width * 55 // 100, a.bottom),
    "75 of 100 as wide": lambda a: Area(a.left, a.top, a.left + a.width * 75 // 100, a.bottom),
    "the middle alone": lambda a: Area(a.left + a.width // 5, a.top, a.right - a.width // 5, a.bottom),
    "moved by a third": lambda a: Area(
        a.left + a.width // 3, a.top, a.right + a.width // 3, a.bottom
    ),
    "below the lines": lambda a: Area(a.left, a.top + 20_000, a.right, a.bottom + 20_000),
}  # fmt: skip


@pytest.mark.parametrize("only", ["", "523"], ids=["the whole text layer", "the number alone"])
@pytest.mark.parametrize("how", SQUEEZED)
def test_a_number_whose_box_is_too_small_for_it_is_in_no_crop(how, only):
    page, image = typed(TEXT)
    bad = boxed(page, SQUEEZED[how], only)
    for crop, where in zip(crops_of((bad, image), (bad, image)), ("older", "newer"), strict=True):
        assert (crop.png, crop.why) == (b"", UNPLACED), where


def test_boxes_that_hold_their_words_give_crops_and_hide_the_number():
    page, image = typed(TEXT)
    other = typed(TEXT.replace("523-45-6781", "523-45-6187"))[1]
    for crop, twin in zip(
        crops_of((page, image), (page, image)), crops_of((page, other), (page, other)), strict=True
    ):
        assert crop.png
        assert crop.covered == 1
        assert crop.png == twin.png, "what lies under the number can be told apart"


def test_a_scan_with_specks_is_shown_all_the_same():
    page, image = typed(TEXT)
    rng = random.Random(5)
    for _ in range(800):
        image.putpixel((rng.randrange(PIXELS[0]), rng.randrange(PIXELS[1])), 0)
    assert all(crop.png for crop in crops_of((page, image), (page, image)))


def test_a_page_turned_on_its_side_is_checked_along_its_lines():
    page, image = typed(TEXT)
    turned = image.transpose(Image.Transpose.ROTATE_270)

    def laid(area):
        return Area(HEIGHT - area.bottom, area.left, HEIGHT - area.top, area.right)

    whole = replace(boxed(page, laid), width=HEIGHT, height=WIDTH, turn=270)
    narrow = boxed(whole, lambda a: Area(a.left, a.top, a.right, a.top + a.height * 6 // 10))
    assert all(crop.png for crop in crops_of((whole, turned), (whole, turned)))
    assert [crop.why for crop in crops_of((narrow, turned), (narrow, turned))] == [UNPLACED] * 2


def painted(crop):
    """Return how many pixels of a crop are painted over."""
    found = Image.open(io.BytesIO(crop.png)).convert("RGB").getcolors(1 << 24)
    return next((count for count, colour in found if colour == COVERED), 0)


def test_a_longer_number_is_painted_over_on_both_crops_or_on_none():
    text = (
        "RECORD NUMBER 104-10001-10001 in the harbor\nthe number x is in the harbor office today\n"
    )
    blocked = text.replace("number x is", "523-45-6781")
    plain, known = typed(text), typed(blocked)
    for old, new in ((plain, known), (known, plain)):
        crops = crops_of(old, new)
        assert all(crop.png for crop in crops)
        number = next(w for w in plain[0].words if "104" in w.text)
        gone = boxed(plain[0], lambda a: a)
        assert number in gone.words
        assert all(
            painted(crop) >= number.area.width * number.area.height // 2_500 for crop in crops
        )
    crops = crops_of(plain, plain)
    assert [painted(crop) for crop in crops] == [0, 0]


def test_words_withheld_since_do_not_paint_over_the_numbers_beside_them():
    new = (
        "RECORD NUMBER 104-10001-10001 in the harbor\nthe letter went to the harbor office today\n"
    )
    old = typed(new.replace("letter", "zanzibar"))
    older, newer = crops_of(old, typed(new))
    assert older.covered == 1, "the word that the newer page lacks, and no number"
    assert newer.covered == 0


def test_the_whole_line_is_painted_over_where_a_box_does_not_hold_a_withheld_word():
    new = typed(TEXT.replace("523-45-6781", "the letters"))
    page = typed(TEXT.replace("523-45-6781", "zanzibarine"))[0]
    narrow = boxed(page, SQUEEZED["55 of 100 as wide"], "zanzibar")
    twins = [
        crops_of((narrow, typed(TEXT.replace("523-45-6781", word))[1]), new)[0]
        for word in ("zanzibarine", "zanzibarune")
    ]
    assert twins[0].png
    assert twins[0].png == twins[1].png, "what lies under the word can be told apart"
    whole = crops_of((page, typed(page.text)[1]), new)[0]
    assert painted(twins[0]) > painted(whole)


def test_withheld_words_of_a_squeezed_text_layer_are_in_no_crop():
    new = typed(TEXT.replace("523-45-6781", "the letters"))
    page, image = typed(TEXT.replace("523-45-6781", "zanzibarine"))
    narrow = boxed(page, SQUEEZED["55 of 100 as wide"])
    assert crops_of((narrow, image), new)[0].why == UNPLACED
