"""Where the gap is: fits bear out their neighbours, turned pages turn back, room ends at its neighbours."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.model.area import Area
from tearline.reading.comparing.gap import FEWEST, as_shown, fit, lines, room, slope, upright
from tearline.reading.witnesses.witness import WitnessPage

GRID = [
    (x, y, x + 3000, y + 900)
    for y in range(20_000, 28_000, 1500)
    for x in range(9000, 40_000, 4000)
]


def moved(box, scale, turn, across, down):
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    u, v = cos * x - sin * y + across, sin * x + cos * y + down
    wide, tall = scale * (box[2] - box[0]) / 2, scale * (box[3] - box[1]) / 2
    return (u - wide, v - tall, u + wide, v + tall)


@given(scale=st.floats(0.6, 1.8), turn=st.floats(-0.03, 0.03), across=st.floats(-5000, 5000),
       down=st.floats(-5000, 5000), wrong=st.integers(0, 6))  # fmt: skip
def test_a_fit_puts_any_word_where_it_lies_though_some_neighbours_are_wrong(
    scale, turn, across, down, wrong
):
    how = (scale, turn, across, down)
    pairs = [(box, moved(box, *how)) for box in GRID[:20]]
    for at in range(wrong):
        box, (left, top, right, bottom) = pairs[3 * at]
        pairs[3 * at] = (
            box,
            (left + 9000, top - 7000 * scale, right + 9000, bottom - 7000 * scale),
        )
    found = fit(pairs)
    assert found is not None
    for box in GRID[20:]:
        assert found.box(box) == pytest.approx(moved(box, *how), abs=120)


def test_pages_that_do_not_lie_on_each_other_have_no_fit():
    assert fit([(a, b) for a, b in zip(GRID[:20], reversed(GRID[:20]), strict=True)]) is None
    assert fit([(box, box) for box in GRID[: FEWEST - 1]]) is None
    assert fit([]) is None


@given(left=st.integers(0, 500), top=st.integers(0, 700), wide=st.integers(0, 100),
       high=st.integers(0, 90), turn=st.sampled_from([0, 90, 180, 270]))  # fmt: skip
def test_an_area_turned_upright_turns_back(left, top, wide, high, turn):
    page = WitnessPage(1, "", (), 600, 790, turn)
    area = Area(left, top, left + wide, top + high)
    assert as_shown(upright(area, page), page) == area


def test_the_room_on_one_line_ends_at_its_neighbours():
    left, right = (1000, 500, 2000, 600), (5000, 510, 6000, 610)
    assert room(left, right, [left, right]) == ((2000, 500, 5000, 610),)
    assert room(right, left, [left, right]) == ()


def test_the_room_over_lines_is_the_rest_of_one_those_between_and_the_start_of_the_next():
    left, right = (1000, 500, 2000, 600), (3000, 900, 4000, 1000)
    others = [left, right, (500, 300, 9000, 400)]
    assert room(left, right, others) == (
        (2000, 500, 9000, 600), (500, 600, 9000, 900), (500, 900, 3000, 1000),
    )  # fmt: skip
    assert room(right, left, others) == ()  # the next column


def test_words_of_a_line_are_one_box_and_of_two_lines_two():
    assert lines(GRID[:16]) == [(9000, 20000, 40000, 20900), (9000, 21500, 40000, 22400)]


@given(fall=st.floats(-0.026, 0.026))
def test_a_page_s_slope_is_that_of_its_lines(fall):
    leaning = [(x, y + fall * x, u, v + fall * x) for x, y, u, v in GRID]
    assert slope(leaning) == pytest.approx(fall, abs=0.001)
    assert slope(GRID[:2]) == 0
