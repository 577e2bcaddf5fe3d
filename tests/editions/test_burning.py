"""Burning is exact: a second program can say what every pixel of a withheld place must be."""

from __future__ import annotations

import io
import json

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tearline.editions import burn
from tearline.editions.glyphless import asset
from tearline.model.area import Area
from tearline.model.edition import PixelMode

LETTER = (61200, 79200)
PLACES = [
    (Area(5000, 5000, 30000, 9000), ("(b)(6)",)),
    (Area(5000, 12000, 20000, 13300), ("(b)(6)", "(b)(7)(C)")),
    (Area(40000, 0, 61200, 4000), ("JFK Act 5(g)(2)(D)",)),
    (Area(100, 70000, 500, 70400), ("too long for its box",)),
]
WHITE = [Area(29000, 4000, 45000, 20000), Area(0, 78000, 61200, 79200)]
AREAS = st.builds(
    lambda x, y, w, h: Area(x, y, x + w, y + h),
    st.integers(0, 60000),
    st.integers(0, 78000),
    st.integers(1, 20000),
    st.integers(1, 9000),
)


def pixel_box(area, size):
    """The brief's rule, written again: outwards to whole pixels, one more on every side."""
    scale_x, scale_y = size[0] / LETTER[0], size[1] / LETTER[1]
    left, top = int(area.left * scale_x) - 1, int(area.top * scale_y) - 1
    right = -int(-area.right * size[0] // LETTER[0]) + 1
    bottom = -int(-area.bottom * size[1] // LETTER[1]) + 1
    return max(left, 0), max(top, 0), min(right, size[0]), min(bottom, size[1])


def expected(image, white, places):
    """The burnt bitmap (0 black, 255 white) by numpy, from the written rules alone."""
    atlas = json.loads(asset("label_atlas.json"))
    out = np.array(image.convert("L"))
    for area in white:
        left, top, right, bottom = pixel_box(area, image.size)
        out[top:bottom, left:right] = 255
    for area, _ in places:
        left, top, right, bottom = pixel_box(area, image.size)
        out[top:bottom, left:right] = 0
    taken = np.zeros(out.shape, bool)  # where a label stands, another is not drawn
    for area, codes in sorted(places):
        left, top, right, bottom = pixel_box(area, image.size)
        word, wide, high = " ".join(codes), right - left, bottom - top
        side = min((wide - 2) // (6 * len(word) + 1), (high - 2) // 9, 5)
        if side < 1:
            continue
        x0 = left + (wide - side * (6 * len(word) + 1)) // 2 + side
        y0 = top + (high - 9 * side) // 2 + side
        dots = [
            (x0 + side * (6 * i + cx), y0 + side * cy)
            for i, letter in enumerate(word)
            for cy, row in enumerate(atlas[letter])
            for cx, dot in enumerate(row)
            if dot == "1"
        ]
        xs, ys = [x for x, _ in dots], [y for _, y in dots]
        around = np.s_[min(ys) : max(ys) + side, min(xs) : max(xs) + side]
        if taken[around].any():
            continue
        taken[around] = True
        for x, y in dots:
            out[y : y + side, x : x + side] = 255
    return out


def decoded(encoded):
    """A CCITT stream as a PDF reader decodes it."""
    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, encoded.data)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height = encoded.width, encoded.height
    stream.BitsPerComponent, stream.ColorSpace = 1, pikepdf.Name.DeviceGray
    stream.Filter = pikepdf.Name.CCITTFaxDecode
    stream.DecodeParms = pikepdf.Dictionary(
        K=-1, Columns=encoded.width, Rows=encoded.height, BlackIs1=False
    )
    return np.array(pikepdf.PdfImage(stream).as_pil_image().convert("L"))


@pytest.mark.parametrize("mode", ["1", "L"])
def test_every_pixel_is_as_the_rules_say(bitmap, mode):
    image = bitmap(mode)
    burnt = burn.burn(image, LETTER, WHITE, PLACES)
    assert np.array_equal(np.array(burnt.convert("L")), expected(image, WHITE, PLACES))


@settings(max_examples=100, deadline=None)
@given(places=st.lists(st.tuples(AREAS, st.sampled_from([("(b)(6)",), ("A", "b")])), max_size=4))
def test_any_places_burn_as_the_rules_say(places):
    image = Image.new("1", (425, 550), 1)
    burnt = burn.burn(image, LETTER, (), places)
    assert np.array_equal(np.array(burnt.convert("L")), expected(image, [], places))


def test_what_lies_under_a_place_does_not_show(bitmap):
    one, other = bitmap("1"), bitmap("1")
    for area in [*WHITE, *(area for area, _ in PLACES)]:
        left, top, right, bottom = area.to_pixels(other.size, LETTER, grow=1)
        other.paste(1 - (left % 2), (left, top, right, bottom))
    assert np.array(one).tobytes() != np.array(other).tobytes()
    first = burn.encode(burn.burn(one, LETTER, WHITE, PLACES))
    second = burn.encode(burn.burn(other, LETTER, reversed(WHITE), reversed(PLACES)))
    assert first == second


def test_group_4_gives_back_the_same_bitmap(bitmap):
    burnt = burn.burn(bitmap("1"), LETTER, WHITE, PLACES)
    encoded = burn.encode(burnt)
    assert encoded.mode is PixelMode.BILEVEL
    assert np.array_equal(decoded(encoded), np.array(burnt.convert("L")))


@pytest.mark.parametrize("size", [(1, 1), (7, 3), (8, 1), (1, 300), (2551, 40)])
def test_group_4_takes_bitmaps_of_any_size(bitmap, size):
    image = Image.effect_noise(size, 90).point(lambda v: 255 * (v > 128)).convert("1")
    assert np.array_equal(decoded(burn.encode(image)), np.array(image.convert("L")))


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_burnt_places_stay_clean_in_a_jpeg_of_noise(mode):
    noise = np.random.default_rng(7).integers(0, 256, (550, 425, 3), dtype=np.uint8)
    image = Image.fromarray(noise).convert(mode)
    burnt = burn.burn(image, LETTER, WHITE, PLACES)
    areas = [*WHITE, *(area for area, _ in PLACES)]
    boxes = [area.to_pixels(image.size, LETTER, 1) for area in areas]
    shown = Image.open(io.BytesIO(burn.encode(burnt, boxes).data))
    apart = np.abs(np.asarray(shown, int) - np.asarray(burnt, int))
    for left, top, right, bottom in boxes:
        inner = apart[top + 2 : bottom - 2, left + 2 : right - 2]
        assert inner.size == 0 or inner.max() <= 48


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_jpeg_holds_no_segment_but_jfif(bitmap, mode):
    image = bitmap(mode)
    image.info.update(comment=b"who scanned this", exif=b"Exif\0\0secret", icc_profile=b"profile")
    data = burn.encode(burn.burn(image, LETTER, (), PLACES)).data
    at, seen = 2, []
    while data[at + 1] != 0xDA:
        seen.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    assert [m for m in seen if 0xE0 <= m <= 0xEF or m == 0xFE] == [0xE0]
    assert 0xC0 in seen, "baseline"
    assert b"secret" not in data
    assert b"scanned" not in data


def test_the_watermark_is_lone_dots(bitmap):
    marked = np.array(burn.watermark(Image.new("1", (850, 1100), 1)))
    dark = np.argwhere(~marked)
    assert 500 < len(dark) < marked.size / 20
    for y, x in dark[:: max(1, len(dark) // 300)]:
        near = marked[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]
        assert (~near).sum() == 1


def test_burning_covers_the_watermark():
    blank = Image.new("1", (850, 1100), 1)
    place = [Area(10000, 20000, 50000, 60000)]
    marked = burn.burn(burn.watermark(blank), LETTER, place, ())
    left, top, right, bottom = place[0].to_pixels(blank.size, LETTER, 1)
    assert np.array(marked)[top:bottom, left:right].all()
