"""Boxes move outwards to white space, never over a neighbour's half of the gap."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.records.boxes import components, snap

SIZE = (600, 200)
PAPER = np.array([[0, 0, *SIZE, 1]], dtype=np.int32)


def _page(*strokes):
    grey = np.full((SIZE[1], SIZE[0]), 255, dtype=np.uint8)
    for left, top, right, bottom in strokes:
        grey[top:bottom, left:right] = 0
    return components(grey, 128).stats


def test_a_letter_cut_by_its_box_is_taken_in():
    stats = _page((100, 50, 120, 80), (130, 50, 150, 80))
    ((left, top, right, bottom),) = snap([(100, 50, 140, 80)], [1], stats, SIZE, 300)
    assert (left, top) <= (100, 50)
    assert right >= 150
    assert bottom >= 80


def test_a_stray_last_letter_is_taken_in():
    stats = _page((100, 50, 120, 80), (128, 50, 148, 80))
    ((_, _, right, _),) = snap([(100, 50, 120, 80)], [1], stats, SIZE, 300)
    assert right >= 148


def test_a_neighbouring_word_is_left_alone():
    stats = _page((100, 50, 160, 80), (172, 50, 230, 80))
    one, two = snap([(100, 50, 160, 80), (172, 50, 230, 80)], [1, 1], stats, SIZE, 300)
    assert one[2] <= 166 <= two[0]


def test_a_swollen_box_goes_back_to_its_line():
    words = [(20, 50, 80, 80), (100, 50, 160, 140), (180, 50, 240, 80), (260, 50, 320, 80)]
    stats = _page(*(w if w[3] == 80 else (100, 50, 160, 80) for w in words))
    assert snap(words, [1] * 4, stats, SIZE, 300)[1][3] <= 105


def test_a_rule_across_the_page_does_not_widen_a_box():
    stats = _page((0, 70, 600, 74))
    ((left, _, right, _),) = snap([(100, 50, 160, 80)], [1], stats, SIZE, 300)
    assert (left, right) == (96, 164)


_boxes = st.lists(
    st.tuples(st.integers(0, 550), st.integers(0, 170), st.integers(5, 50), st.integers(5, 30)).map(
        lambda t: (t[0], t[1], t[0] + t[2], t[1] + t[3])
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None)
@given(_boxes, _boxes)
def test_boxes_of_one_height_never_shrink(boxes, strokes):
    level = [(left, top, right, top + 20) for left, top, right, _ in boxes]
    found = snap(level, list(range(len(level))), _page(*strokes), SIZE, 300)
    for before, after in zip(level, found, strict=True):
        assert after[0] <= before[0]
        assert after[1] <= before[1]
        assert after[2] >= before[2]
        assert after[3] >= before[3]
        assert 0 <= after[0] < after[2] <= SIZE[0]
        assert 0 <= after[1] < after[3] <= SIZE[1]
