"""Markings: who may see the whole may see every part, and the other way round; what is not marked is for nobody."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.errors import UsageError
from tearline.model.marking import (
    UNMARKED,
    Clearance,
    Level,
    Mark,
    Tlp,
    may_see,
    parsed,
    rolled_up,
    told,
)

GROUPS = {
    "FVEY": frozenset({"USA", "GBR", "CAN", "AUS", "NZL"}),
    "NATO": frozenset({"USA", "GBR", "POL", "DEU"}),
}
COUNTRIES = ["USA", "GBR", "POL", "DEU", "LVA"]
PARTNERS = ["warsaw", "riga", "london"]
ORIGINS = ["bureau", "service"]
some = st.frozensets(st.sampled_from(COUNTRIES))
marks = st.builds(
    lambda tlp, level, rel, named, noforn, orcon: Mark(
        tlp,
        level,
        rel if level is not None and not noforn else None,
        named if tlp is Tlp.RED else frozenset(),
        noforn and level is not None,
        orcon if level is not None else frozenset(),
    ),
    st.none() | st.sampled_from(Tlp),
    st.none() | st.sampled_from(Level),
    st.none() | some,
    st.frozensets(st.sampled_from(PARTNERS)),
    st.booleans(),
    st.frozensets(st.sampled_from(ORIGINS)),
)
partners = st.builds(
    Clearance,
    st.sampled_from(PARTNERS),
    st.sampled_from(COUNTRIES),
    st.none() | st.sampled_from(Tlp),
    st.none() | st.sampled_from(Level),
    st.frozensets(st.sampled_from(ORIGINS)),
)


@given(st.lists(marks, min_size=1, max_size=5), partners)
def test_who_may_see_the_whole_may_see_every_part_and_the_other_way_round(held, who) -> None:
    assert may_see(rolled_up(held), who) == all(may_see(one, who) for one in held)


@given(st.lists(marks, max_size=5), st.randoms())
def test_the_order_in_which_portions_are_put_together_does_not_matter(held, draw) -> None:
    whole = rolled_up(held)
    mixed = [*held, *held]
    random.Random(draw.random()).shuffle(mixed)
    assert rolled_up(mixed) == whole
    if held:
        assert rolled_up([rolled_up(held[:1]), rolled_up(held)]) == whole


@given(partners, st.lists(marks, max_size=3))
def test_what_is_not_marked_is_for_nobody_and_makes_the_whole_so(who, held) -> None:
    assert not may_see(UNMARKED, who)
    assert rolled_up([*held, UNMARKED]) == UNMARKED
    assert rolled_up([]) == UNMARKED


@given(marks, partners, partners)
def test_nobody_sees_more_by_being_allowed_less(mark, who, other) -> None:
    if may_see(mark, who) and other.country == who.country and other.name == who.name:
        more = (
            (other.tlp if other.tlp is not None else -1) >= (who.tlp if who.tlp is not None else -1)
            and (other.level if other.level is not None else -1)
            >= (who.level if who.level is not None else -1)
            and other.approved >= who.approved
        )
        assert may_see(mark, other) or not more


WARSAW = Clearance("warsaw", "POL", Tlp.RED, Level.S)


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("TLP:GREEN", True),
        ("TLP:RED", True),  # it is named
        ("(U)", True),
        ("(U//NF)", False),
        ("(S)", False),  # classified and on no list
        ("(S//REL TO USA, POL)", True),
        ("(S//REL TO USA, NATO)", True),
        ("(S//REL TO USA, FVEY)", False),
        ("(TS//REL TO USA, POL)", False),
        ("(S//OC/REL TO USA, POL)", False),  # nobody has asked the originator
        ("TLP:AMBER (S//REL TO USA, GBR)", False),  # each of the two must allow it
        ("TLP:AMBER (C//REL TO USA, POL)", True),
    ],
)
def test_a_marking_is_read_as_it_is_written(said, seen) -> None:
    mark = parsed(said, GROUPS, named=["warsaw"], origin="bureau")
    assert may_see(mark, WARSAW) is seen


def test_an_originator_s_word_is_for_what_it_was_given() -> None:
    mark = parsed("(S//OC/REL TO USA, POL)", GROUPS, origin="bureau")
    asked = Clearance("warsaw", "POL", Tlp.RED, Level.S, frozenset({"bureau"}))
    other = Clearance("warsaw", "POL", Tlp.RED, Level.S, frozenset({"service"}))
    assert may_see(mark, asked)
    assert not may_see(mark, other)


@pytest.mark.parametrize(
    "said",
    ["", "TLP:BLUE", "SECRETISH", "(S//REL TO)", "(S//REL TO USA, XXXX)", "(S//NF//REL TO USA, POL)", "(S//SI)",
     "(C) (S)", "TLP:RED TLP:GREEN", "(S//OC)"],
)  # fmt: skip
def test_what_is_not_understood_is_an_error_and_no_marking(said) -> None:
    with pytest.raises(UsageError):
        parsed(said, GROUPS)


@given(marks)
def test_a_marking_that_is_written_down_is_read_back(mark) -> None:
    if not mark.is_marked or mark.rel == frozenset() or len(mark.orcon) > 1:
        return
    again = parsed(told(mark), GROUPS, named=mark.named, origin="".join(mark.orcon))
    assert again == mark
