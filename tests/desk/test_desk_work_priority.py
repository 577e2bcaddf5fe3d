"""The queue's order: more danger is never later, and what a record lacks least comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.desk.work.priority import FAR, HELD, Facts, near_of, priority

MANY = st.integers(0, 600)
FACTS = st.builds(
    Facts,
    hard=MANY,
    withhold=MANY,
    review=MANY,
    poor=st.booleans(),
    empty=st.booleans(),
    disagreements=MANY,
    seconds=MANY,
    series=st.sampled_from([0.0, 0.1, 0.3, 0.5]),
    holds=MANY,
    near=st.sampled_from([HELD, 1, 2, 4, 8, 16, 32, 64, FAR]),
)


def weight(facts, **other):
    return priority(replace(facts, **other))[0]


@pytest.mark.parametrize("factor", ["hard", "withhold", "review", "disagreements", "seconds"])
@given(FACTS, st.integers(1, 50))
def test_more_of_a_thing_never_comes_later(factor, facts, more):
    assert weight(facts, **{factor: getattr(facts, factor) + more}) >= weight(facts)
    assert weight(facts, **{factor: 0}) < weight(facts, **{factor: 1})


@given(FACTS)
def test_a_page_read_poorly_comes_before_one_read_well(facts):
    assert weight(facts, poor=True) > weight(facts, poor=False, empty=False)
    assert weight(facts, poor=False, empty=True) > weight(facts, poor=False, empty=False)


@given(FACTS, st.floats(0.01, 0.5))
def test_a_risky_series_raises_whatever_is_to_be_done(facts, more):
    raised = weight(facts, series=facts.series + more)
    assert raised > weight(facts) if weight(facts) else raised == 0


@given(FACTS, st.integers(1, 2000), st.integers(1, 2000))
def test_a_record_that_lacks_less_never_comes_later(facts, one, other):
    less, more = sorted((one, other))
    nearer = weight(facts, near=near_of(less, held=False))
    assert nearer >= weight(facts, near=near_of(more, held=False))


@given(FACTS)
def test_of_pages_alike_one_decision_from_release_comes_before_five_hundred(facts):
    last, far = (weight(facts, near=near_of(left, held=False)) for left in (1, 500))
    assert last > far or weight(facts) == 0


@given(FACTS, MANY)
def test_a_hold_pushes_nothing_up_and_is_told(facts, marks):
    held = replace(facts, near=near_of(1, held=True))
    assert weight(held) == weight(facts, near=FAR)
    assert weight(held, holds=marks) == weight(held)
    told = priority(held)[1]
    assert not weight(held) or "on hold" in told


@given(FACTS, FACTS)
def test_one_personal_number_outweighs_all_else_on_a_page_of_a_like_record(one, other):
    alike = {"series": one.series, "near": one.near}
    assert weight(one, hard=1) > weight(other, hard=0, **alike)


@given(FACTS)
def test_a_page_with_nothing_to_do_weighs_nothing(facts):
    zero = dict.fromkeys(("hard", "withhold", "review", "disagreements", "seconds"), 0)
    weight_, why = priority(replace(facts, **zero, poor=False, empty=False))
    assert weight_ == 0
    assert bool(why) == bool(facts.holds)


@given(st.integers(0, 10_000))
def test_a_step_is_never_under_what_is_left(left):
    near = near_of(left, held=False)
    assert near == FAR or left <= near < 2 * max(1, left)
