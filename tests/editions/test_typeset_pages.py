"""A text record set anew keeps every visible character, in boxes that are exact."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tearline.editions import burn, lines, typeset
from tearline.editions.typeset import CELL, PAGE, PIXELS, set_pages
from tearline.editions.withheld import Withheld

SECRET = "900-12-3456"


def withheld(text, secret=SECRET, codes=("(b)(6)",), acknowledged=True):
    start = text.index(secret)
    return [Withheld((), start, start + len(secret), codes, acknowledged=acknowledged)]


def pixels(view):
    from io import BytesIO

    import pikepdf

    pdf = pikepdf.new()
    stream = pikepdf.Stream(pdf, view.bitmap.data)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height = PIXELS
    stream.BitsPerComponent, stream.ColorSpace = 1, pikepdf.Name.DeviceGray
    stream.Filter = pikepdf.Name.CCITTFaxDecode
    stream.DecodeParms = pikepdf.Dictionary(K=-1, Columns=PIXELS[0], Rows=PIXELS[1], BlackIs1=False)
    out = BytesIO()
    pikepdf.PdfImage(stream).as_pil_image().convert("L").save(out, "PNG")
    return np.array(Image.open(out))


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=300))
def test_no_visible_character_is_lost(text):
    text = text.replace("\u2028", " ").replace("\u2029", " ")
    views = list(set_pages(text, []))
    assert "".join(view.text for view in views) == text
    for view in views:
        assert all(view.text[w.start : w.end] == w.text for w in view.words)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_line_ends_of_any_kind_end_lines(end):
    (view,) = set_pages(end.join(["one", "", "two", ""]), [])
    assert view.text == "one\n\ntwo"
    assert view.words[1].area.top - view.words[0].area.top == 2 * CELL[1] * 24


def test_a_form_feed_starts_a_page():
    views = list(set_pages("one\n\ftwo\f\fthree", []))
    assert [view.text for view in views] == ["one", "two", "", "three"]
    assert [view.number for view in views] == [1, 2, 3, 4]


def test_an_empty_text_is_an_empty_page():
    (view,) = set_pages("", [])
    assert (view.text, view.words, view.deletions) == ("", (), ())


def test_control_characters_show():
    (view,) = set_pages("a\x07b\x1b[31m\x00\x7f\x9b", [])
    assert view.text == "a\u2407b\u241b[31m\u2400\u2421\ufffd"


def test_words_stand_in_whole_columns_on_the_page():
    text = "alpha\tbeta gamma " + "long" * 60 + "\n" + "words and words " * 30
    (view,) = set_pages(text, [])
    for word in view.words:
        assert word.area.width == len(word.text) * CELL[0] * 24
        assert 0 < word.area.left < word.area.right < PAGE[0]
        assert 0 < word.area.top < word.area.bottom < PAGE[1]
    boxes = [word.area for word in view.words]
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_ink_stands_inside_the_words_boxes():
    (view,) = set_pages("gjpqy_|{}[]() Ågjy\u0301 ÄÖÜ \u4e2d\u6587 €", [])
    dark = pixels(view) == 0
    for word in view.words:
        left, top, right, bottom = word.area.to_pixels(PIXELS, PAGE)
        assert dark[top:bottom, left:right].any()
        dark[top:bottom, left:right] = False
    assert not dark.any()


def test_every_deletion_is_a_box_of_one_size_with_its_codes():
    text = f"Name: Mr. Very Long Withheld Name, number {SECRET}, end."
    both = withheld(text) + withheld(text, "Mr. Very Long Withheld Name", ("(b)(7)(C)",))
    (view,) = set_pages(text, both)
    assert view.text == "Name: [(b)(7)(C)], number [(b)(6)], end."
    sizes = {(d.area.width, d.area.height) for d in view.deletions}
    assert len(sizes) == 1
    assert [d.codes for d in view.deletions] == [("(b)(7)(C)",), ("(b)(6)",)]
    marks = [word.area for word in view.words if word.text.startswith("[")]
    assert marks == [d.area for d in view.deletions]


def test_no_word_stands_in_a_withheld_place_and_nothing_there_is_left():
    text = f"before {SECRET} after " * 3
    spans = [i for i in range(len(text)) if text.startswith(SECRET, i)]
    gone = [Withheld((), i, i + len(SECRET), ("(b)(6)",)) for i in spans]
    (view,) = set_pages(text, gone)
    assert SECRET not in view.text
    expected = burn.burn(
        Image.new("1", PIXELS, 1), PAGE, (), [(d.area, d.codes) for d in view.deletions]
    )
    shown = pixels(view)
    for deletion in view.deletions:
        left, top, right, bottom = deletion.area.to_pixels(PIXELS, PAGE, 1)
        assert np.array_equal(
            shown[top:bottom, left:right],
            np.array(expected.convert("L"))[top:bottom, left:right],
        )
        for word in view.words:
            assert word.area == deletion.area or not word.area.meets(deletion.area)


def test_an_unacknowledged_deletion_leaves_no_trace():
    text = f"before {SECRET} after"
    views = list(set_pages(text, withheld(text, acknowledged=False)))
    assert views == list(set_pages("before  after", []))


def test_a_draft_says_so_and_keeps_its_words():
    text = f"before {SECRET} after"
    (plain,) = set_pages(text, withheld(text))
    (draft,) = set_pages(text, withheld(text), draft=True)
    assert draft.bitmap != plain.bitmap
    assert draft.words == plain.words


def test_long_texts_take_linear_time():
    def seconds(text):
        start = time.process_time()
        for _ in lines.paged(text, ()):
            pass
        return time.process_time() - start

    for piece in ("word and word\n", "x", "x ", "\u0301"):
        # Ten times the text: about ten times the work, a hundred times if it were quadratic.
        once = max(min(seconds(piece * 4_000) for _ in range(3)), 0.01)
        assert min(seconds(piece * 40_000) for _ in range(2)) < 60 * once


def test_pages_are_full_and_not_overfull():
    views = list(set_pages("line\n" * (2 * lines.ROWS + 1), []))
    assert [view.text.count("line") for view in views] == [lines.ROWS, lines.ROWS, 1]
    assert typeset.TOP > 0
