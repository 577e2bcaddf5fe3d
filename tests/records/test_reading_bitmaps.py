"""Reading a bitmap: words, boxes that cover their ink, any way up, and nothing from blanked places."""

from __future__ import annotations

import numpy as np
import pytest
from drawing import LINES, bitmap, units
from PIL import Image, ImageDraw

from tearline.model.area import Area
from tearline.records.ocr import is_junk, read_bitmap

PAGE, DRAWN = bitmap()
EXPECTED = " ".join(LINES).split()


@pytest.fixture(scope="module")
def reading():
    return read_bitmap(PAGE, units(PAGE))


def test_printed_words_are_read(reading):
    assert len(set(reading.text.split()) & set(EXPECTED)) >= 0.9 * len(set(EXPECTED))
    assert reading.confidence > 80
    assert reading.turn == 0


def test_words_are_places_in_the_text(reading):
    assert reading.words
    assert all(reading.text[w.start : w.end] == w.text for w in reading.words)
    assert reading.text.count("\n") >= len(LINES) - 1


def test_a_box_covers_its_words_ink_and_stays_off_its_neighbours(reading):
    black = np.asarray(PAGE.convert("L")) < 128
    at = {text: box for text, box in DRAWN if EXPECTED.count(text) == 1}
    checked = 0
    for word in reading.words:
        if word.text not in at:
            continue
        left, top, right, bottom = (round(v) for v in at[word.text])
        box = word.area.to_pixels(PAGE.size, units(PAGE))
        rows, columns = np.nonzero(black[top:bottom, left:right])
        assert box[0] <= left + columns.min()
        assert box[1] <= top + rows.min()
        assert box[2] > left + columns.max()
        assert box[3] > top + rows.max()
        # Half the white between two words is the most that a box may take.
        assert box[0] >= left - 12
        assert box[2] <= right + 12
        assert box[3] - box[1] <= 70
        checked += 1
    assert checked >= 20


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_read(reading, turn):
    # Pillow turns counter-clockwise: a page so turned must be turned clockwise by as much to be read.
    lying = PAGE.transpose(
        {
            90: Image.Transpose.ROTATE_90,
            180: Image.Transpose.ROTATE_180,
            270: Image.Transpose.ROTATE_270,
        }[turn]
    )
    found = read_bitmap(lying, units(lying))
    assert found.turn == turn
    assert found.text == reading.text
    black = np.asarray(lying.convert("L")) < 128
    for word in found.words:
        left, top, right, bottom = word.area.to_pixels(lying.size, units(lying))
        assert black[top:bottom, left:right].any()


@pytest.mark.parametrize("angle", [-4, 3])
def test_a_skewed_page_is_read(angle):
    grey = PAGE.convert("L").rotate(
        angle, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    found = read_bitmap(grey, units(grey))
    assert len(set(found.text.split()) & set(EXPECTED)) >= 0.85 * len(set(EXPECTED))
    black = np.asarray(grey) < 128
    left, top, right, bottom = next(w for w in found.words if w.text == "harbor").area.to_pixels(
        grey.size, units(grey)
    )
    assert black[top:bottom, left:right].mean() > 0.05


def test_what_lies_under_a_blank_area_changes_nothing():
    areas = [Area.of_pixels((300, 470, 900, 560), PAGE.size, units(PAGE))]
    other = PAGE.copy()
    ImageDraw.Draw(other).rectangle((300, 470, 899, 559), fill=0)
    first = read_bitmap(PAGE, units(PAGE), areas)
    assert first == read_bitmap(other, units(PAGE), areas)
    assert "4711" in first.text or "4711" in " ".join(LINES)
    blanked = areas[0]
    assert not any(blanked.holds(w.area) for w in first.words)


def test_reading_one_page_leaves_no_trace_on_the_next(reading):
    other, _ = bitmap(["Entirely different words in between", "zebra quartz vixen"])
    read_bitmap(other, units(other))
    assert read_bitmap(PAGE, units(PAGE)) == reading


def test_an_empty_page_reads_as_nothing():
    empty = Image.new("1", (1000, 800), 1)
    found = read_bitmap(empty, units(empty))
    assert (found.text, found.words, found.confidence, found.turn) == ("", (), None, 0)


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (40, 30)])
def test_odd_sizes_do_no_harm(size):
    read_bitmap(Image.new("L", size, 0), units(Image.new("L", size)))


def test_specks_do_not_swell_boxes_nor_stop_the_reading():
    grey = PAGE.convert("L")
    generator = np.random.default_rng(7)
    draw = ImageDraw.Draw(grey)
    for across, down in generator.integers(0, (PAGE.width, PAGE.height), (4000, 2)).tolist():
        draw.rectangle((across, down, across + 1, down + 1), fill=0)
    found = read_bitmap(grey, units(PAGE))
    assert len(set(found.text.split()) & set(EXPECTED)) >= 0.7 * len(set(EXPECTED))
    assert all(w.area.height * 300 // 7200 <= 90 for w in found.words if w.text in EXPECTED)


def test_a_token_with_a_digit_is_never_junk():
    assert not is_junk("7", 0)
    assert not is_junk("~-4~", 1)
    assert is_junk("~-~", 10)
    assert not is_junk("Smith", 10)


def test_a_coarse_picture_of_a_page_is_read():
    coarse = PAGE.convert("L").resize(
        (PAGE.width * 3 // 10, PAGE.height * 3 // 10), Image.Resampling.BOX
    )
    found = read_bitmap(coarse, units(PAGE))
    assert len(set(found.text.split()) & set(EXPECTED)) >= 0.8 * len(set(EXPECTED))
    assert all(Area(0, 0, *units(PAGE)).holds(w.area) for w in found.words)


def test_a_fax_with_oblong_pixels_is_read():
    fax = PAGE.convert("L").resize((PAGE.width * 2 // 3, PAGE.height // 3), Image.Resampling.BOX)
    found = read_bitmap(fax, units(PAGE))
    assert len(set(found.text.split()) & set(EXPECTED)) >= 0.7 * len(set(EXPECTED))
    assert all(Area(0, 0, *units(PAGE)).holds(w.area) for w in found.words)
