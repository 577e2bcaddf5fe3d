"""Views of pages with pixels: nothing withheld passes, nothing else is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tearline.editions import flow
from tearline.editions.view import ViewJob, view
from tearline.editions.withheld import Withheld, snapped
from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.edition import PixelMode
from tearline.model.guide import WidthPolicy
from tearline.model.page import TextSource
from tearline.model.record import MediaType

LETTER = (61200, 79200)
LINES = [
    [("MEMORANDUM", 6000), ("for", 14000), ("the", 17000), ("record", 20000)],
    [("Subject:", 6000), ("John", 12000), ("Doe", 16000), ("was", 20000), ("here.", 24000)],
    [("Last", 6000), ("line", 10000)],
]


@pytest.fixture
def job(tmp_path, bitmap, layer_page):
    def make(lines=LINES, withheld=(), image=None, draft=False):
        path = tmp_path / "page.png"
        (image or bitmap()).save(path, dpi=(100, 100))
        return ViewJob(
            str(path), "0" * 64, MediaType.PNG, layer_page(lines), tuple(withheld), draft
        )

    return make


def over(job, *words):
    """Withhold the boxes of these words."""
    areas = [w.area for w in job.page.words if w.text in words]
    return replace(job, withheld=(Withheld(tuple(areas), None, None, ("(b)(6)",)),))


def test_an_untouched_page_keeps_its_words_and_text(job):
    (seen,) = view(job())
    assert [(w.text, w.area) for w in seen.words] == [(w.text, w.area) for w in job().page.words]
    assert seen.text == "MEMORANDUM for the record\n\nSubject: John Doe was here.\n\nLast line"
    assert seen.deletions == ()


def test_a_line_withheld_without_a_mark_leaves_no_trace_in_the_spacing(job):
    made = job()
    without = job(lines=[LINES[0], LINES[2]]).page.words
    areas = tuple(
        w.area for w in made.page.words if w.text in {"Subject:", "John", "Doe", "was", "here."}
    )
    hidden = Withheld(areas, None, None, ("(b)(6)",), acknowledged=False)
    (seen,) = view(replace(made, withheld=(hidden,)))
    assert [w.text for w in seen.words] == [w.text for w in without]
    assert seen.text == "MEMORANDUM for the record\n\nLast line"


def test_a_page_withheld_whole_says_nothing_of_its_source_s_pixels(job, bitmap):
    whole = Withheld((Area(0, 0, *LETTER),), None, None, ("(b)(6)",))
    (seen,) = view(replace(job(), withheld=(whole,)))
    (other,) = view(replace(job(image=bitmap().resize((1700, 2200))), withheld=(whole,)))
    assert seen == other


def test_words_of_a_text_layer_are_kept_to_the_character(job):
    made = over(job(), "John", "Doe")
    (seen,) = view(made)
    kept = [(w.text, w.area) for w in seen.words if not w.text.startswith("[")]
    assert kept == [(w.text, w.area) for w in made.page.words if w.text not in ("John", "Doe")]
    assert seen.text == (
        "MEMORANDUM for the record\n\nSubject: [(b)(6)] [(b)(6)] was here.\n\nLast line"
    )
    assert all(seen.text[w.start : w.end] == w.text for w in seen.words)


def test_a_span_alone_withholds_its_words_places(job):
    made = job()
    start = made.page.text.index("John")
    by_span = replace(made, withheld=(Withheld((), start, start + 8, ("(b)(6)",)),))
    (seen,) = view(by_span)
    assert "Subject: [(b)(6)] was here." in seen.text
    (deletion,) = seen.deletions
    assert deletion.area.holds(Area.around(w.area for w in made.page.words_in(start, start + 8)))


def test_no_word_meets_a_withheld_place(job):
    made = job(withheld=[Withheld((Area(0, 9000, 30000, 12000),), None, None, ("A",))])
    (seen,) = view(made)
    for word in seen.words:
        if not word.text.startswith("["):
            assert not any(word.area.meets(d.area) for d in seen.deletions)


def test_unacknowledged_places_have_no_marker_and_no_deletion(job):
    made = over(job(), "John", "Doe")
    silent = replace(made, withheld=(replace(made.withheld[0], acknowledged=False),))
    (seen,) = view(silent)
    assert seen.deletions == ()
    assert "[" not in seen.text
    assert "Doe" not in seen.text


def test_a_whole_page_is_black_and_says_page(job):
    whole = Withheld((), None, None, ("(b)(1)",))
    (seen,) = view(job(withheld=[whole]))
    assert [w.text for w in seen.words] == ["[(b)(1)]"]
    (deletion,) = seen.deletions
    assert (deletion.area, deletion.amount) == (Area(0, 0, *LETTER), "page")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    hidden=st.lists(st.sampled_from(["John", "Doe", "X", "Very-long-name"]), max_size=4),
    acknowledged=st.booleans(),
    shade=st.sampled_from([0, 90, 255]),
)
def test_views_do_not_depend_on_what_lies_under_a_place(job, bitmap, hidden, acknowledged, shade):
    place = Area(11000, 10000, 30000, 13000)
    line = [("Subject:", 2000), *((word, 12000 + 2500 * i) for i, word in enumerate(hidden))]
    image = bitmap("L").point(lambda v: 255 * (v > 127))
    image.paste(shade, place.to_pixels(image.size, LETTER))
    gone = Withheld((place,), None, None, ("(b)(6)",), acknowledged=acknowledged)
    one = view(job([LINES[0], [*line, ("end.", 40000)], LINES[2]], [gone], image))
    image.paste(255, place.to_pixels(image.size, LETTER))
    blank = image.convert("1", dither=Image.Dither.NONE)
    assert view(job([LINES[0], [line[0], ("end.", 40000)], LINES[2]], [gone], blank)) == one


def test_a_page_grey_only_where_it_is_burnt_is_not_told_by_its_codec(job):
    image = Image.new("RGB", (850, 1100), "white")
    ImageDraw.Draw(image).rectangle((100, 100, 200, 200), fill=(200, 30, 40))
    place = Area.of_pixels((90, 90, 210, 210), image.size, LETTER)
    (seen,) = view(job(withheld=[Withheld((place,), None, None, ("A",))], image=image))
    assert seen.bitmap.mode is PixelMode.BILEVEL


@pytest.mark.parametrize("policy", [WidthPolicy.MOVED, WidthPolicy.LINE])
def test_a_page_withheld_whole_is_the_same_under_any_policy(job, policy):
    gone = Withheld((Area(0, 0, *LETTER),), None, None, ("A",))
    (one,), (two,) = view(job(withheld=[gone])), view(job(withheld=[replace(gone, policy=policy)]))
    assert one.bitmap == two.bitmap
    assert [d.area for d in one.deletions] == [d.area for d in two.deletions]


@pytest.mark.parametrize(
    "gone",
    [
        Withheld((), 0, 0, ("A",)),
        Withheld((Area(70000, 0, 71000, 100),), None, None, ("A",)),
        Withheld((Area(5, 5, 5, 9),), None, None, ("A",)),
    ],
)
def test_a_withholding_without_a_place_is_an_error_not_nothing(job, gone):
    with pytest.raises(UsageError, match="no place"):
        view(job(withheld=[gone]))


def test_two_withholdings_of_one_place_are_one_under_both_codes(job):
    place = (Area(7200, 7200, 14400, 14400),)
    made = job(withheld=[Withheld(place, None, None, (code,)) for code in ("B", "A", "A")])
    (seen,) = view(made)
    assert [d.codes for d in seen.deletions] == [("A", "B")]


def test_a_draft_is_marked_and_reads_the_same(job):
    (plain,) = view(over(job(), "John"))
    (draft,) = view(over(job(draft=True), "John"))
    assert draft.bitmap != plain.bitmap
    assert draft.text == plain.text


@given(
    box=st.tuples(*[st.integers(0, 50000)] * 2, *[st.integers(1, 9000)] * 2),
    pixels=st.tuples(st.integers(200, 5000), st.integers(200, 5000)),
)
def test_snapping_covers_the_place_and_turns_into_the_same_pixels(box, pixels):
    left, top, wide, high = box
    area, size = Area(left, top, left + wide, top + high), (59528, 84189)
    exact = snapped(area, pixels, size)
    assert exact.holds(area)
    assert exact.to_pixels(pixels, size) == area.to_pixels(pixels, size)
    assert snapped(exact, pixels, size) == exact


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_markers_find_their_line_however_the_page_lies(layer_page, turn):
    upright = flow.Upright(*LETTER, 0)
    page = layer_page(LINES)
    back = flow.Upright(*(LETTER if turn in (0, 180) else LETTER[::-1]), (360 - turn) % 360)
    words = [replace(w, area=back.of(w.area)) for w in page.words if w.text not in ("Doe", "Last")]
    marks = [flow.marker(("X",), back.of(w.area)) for w in page.words if w.text in ("Doe", "Last")]
    shown = (upright.width, upright.height) if turn in (0, 180) else LETTER[::-1]
    text, found = flow.compose(words, page.text, marks, flow.Upright(*shown, turn), measured=True)
    assert text.split() == [
        "MEMORANDUM", "for", "the", "record", "Subject:", "John", "[X]", "was", "here.", "[X]", "line",
    ]  # fmt: skip
    assert all(text[w.start : w.end] == w.text for w in found)


def test_a_burnt_scan_is_read_again_and_its_withheld_words_are_gone(tmp_path, job):
    from PIL import ImageFont

    from tearline.editions.glyphless import TYPE
    from tearline.records.ocr import read_bitmap

    type_ = ImageFont.truetype(str(TYPE / "DejaVuSansMono.ttf"), 46)
    image = Image.new("1", (2550, 1200), 1)
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    for row, line in enumerate(["The witness met Abernathy in Havana", "on the second of March"]):
        draw.text((300, 300 + 120 * row), line, fill=0, font=type_)
    path = tmp_path / "scan.png"
    image.save(path, dpi=(300, 300))
    size = (61200, 28800)
    reading = read_bitmap(image, size)
    page = replace(
        job().page, width=size[0], height=size[1], text=reading.text, words=reading.words,
        source=TextSource.OCR, confidence=reading.confidence, turn=reading.turn,
    )  # fmt: skip
    (name,) = [w.area for w in page.words if w.text == "Abernathy"]
    gone = Withheld((name,), None, None, ("(b)(6)",))
    (seen,) = view(ViewJob(str(path), "0" * 64, MediaType.PNG, page, (gone,)))
    assert " ".join(seen.text.split()) == (
        "The witness met [(b)(6)] in Havana on the second of March"
    )
    assert seen.bitmap.mode is PixelMode.BILEVEL
    assert seen.turn == 0


def test_a_neighbour_whose_box_shares_its_margin_with_a_place_is_kept(job):
    made = job()
    doe = next(w.area for w in made.page.words if w.text == "Doe")
    was = next(w.area for w in made.page.words if w.text == "was")
    wide = Area(doe.left - 60, doe.top - 60, was.left + 40, doe.bottom + 60)
    (seen,) = view(replace(made, withheld=(Withheld((wide,), None, None, ("(b)(6)",)),)))
    assert wide.meets(was), "the case this test is about"
    texts = [w.text for w in seen.words]
    assert "was" in texts
    assert "Doe" not in texts
    assert not any(w.area.meets(wide) for w in seen.words if not w.text.startswith("["))


def test_hidden_letters_have_no_vote_on_which_way_is_up(job):
    made = over(job(), "John", "Doe")
    sideways = replace(made, page=replace(made.page, turn=90))
    (seen,), (other,) = view(made), view(sideways)
    assert (seen.turn, seen.text) == (other.turn, other.text)
