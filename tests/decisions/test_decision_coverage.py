"""Coverage is exact: what the union of boxes covers, pixel by pixel, and nothing else."""

from __future__ import annotations

import made_bodies as made
from hypothesis import given
from hypothesis import strategies as st

from tearline.decisions.coverage import covers_areas, covers_span
from tearline.model.area import Area

small = st.tuples(*[st.integers(0, 6)] * 2, *[st.integers(1, 4)] * 2).map(
    lambda v: Area(v[0], v[1], v[0] + v[2], v[1] + v[3])
)


def _cells(area):
    return {(x, y) for x in range(area.left, area.right) for y in range(area.top, area.bottom)}


@given(st.lists(small, max_size=5), st.lists(small, min_size=1, max_size=2))
def test_areas_are_covered_when_and_only_when_each_cell_is(covers, wanted):
    seen = set().union(*map(_cells, covers)) if covers else set()
    assert covers_areas(covers, wanted) == all(_cells(area) <= seen for area in wanted)


@given(st.lists(made.spans, max_size=5), made.spans)
def test_a_span_is_covered_when_and_only_when_each_character_is(covers, wanted):
    seen = {n for start, end in covers for n in range(start, end)}
    assert covers_span(covers, wanted) == (set(range(*wanted)) <= seen)


def test_an_area_without_surface_is_covered_only_by_a_box_around_it():
    line = Area(5, 5, 5, 9)
    assert covers_areas([Area(0, 0, 9, 9)], [line])
    assert not covers_areas([Area(0, 0, 4, 9)], [line])
    assert not covers_areas([], [line])
