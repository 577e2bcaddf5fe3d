"""A value withheld once is withheld everywhere."""

from __future__ import annotations

import made_bodies as made
import pytest

from tearline.decisions.repeats import Occurrence, repeats, withheld_values
from tearline.decisions.standing import Standing, target_of
from tearline.model.area import Area
from tearline.model.decision import Target, Verdict

A, B = "aa" * 32, "bb" * 32
FIRST = Occurrence("R", A, made.finding(), "key-1", everywhere=True)
AGAIN = Occurrence("S", B, made.finding(page=2, score=0.1), "key-1", everywhere=True)
OTHER = Occurrence("S", B, made.finding(page=3), "key-2", everywhere=True)
KEYLESS = Occurrence("S", B, made.finding(page=4), "", everywhere=True)
ALL = (OTHER, AGAIN, KEYLESS, FIRST)


def _standing(*bodies):
    return Standing.of(made.entries(*bodies))


def _on(seen, verdict=Verdict.WITHHOLD, **changes):
    given = {"kind": seen.finding.kind, "everywhere": True, **changes}
    return made.determination(target_of(seen.finding, seen.sha256), verdict, **given)


def _places(standing, seen=ALL):
    return [
        (r.record, r.page, r.withheld)
        for r in repeats(withheld_values(seen, standing), seen, standing)
    ]


def test_the_same_value_left_standing_in_another_record_is_a_repeat():
    assert _places(_standing(_on(FIRST))) == [("S", 2, 1)]


def test_a_release_of_the_repeat_does_not_make_it_agree():
    assert _places(_standing(_on(FIRST), _on(AGAIN, Verdict.RELEASE))) == [("S", 2, 1)]


@pytest.mark.parametrize(
    "cover", [_on(AGAIN), made.determination(Target(B, 2)), made.determination(Target(record="S"))]
)
def test_a_repeat_that_is_withheld_in_any_way_agrees(cover):
    assert _places(_standing(_on(FIRST), cover)) == []


def test_a_value_under_a_box_drawn_over_a_whole_passage_counts_as_withheld():
    passage = made.determination(Target(A, 1, (Area(0, 0, 500, 500),)))
    assert _places(_standing(passage)) == [("S", 2, 1)]


def test_nothing_withheld_means_no_repeats_and_neither_does_a_rule_that_says_once_only():
    once = tuple(Occurrence(s.record, s.sha256, s.finding, s.key, everywhere=False) for s in ALL)
    assert _places(_standing()) == []
    assert _places(_standing(_on(FIRST, everywhere=False)), once) == []
    assert _places(_standing(_on(FIRST)), once) == [("S", 2, 1)]


def test_places_come_in_the_same_order_whatever_the_order_asked():
    standing = _standing(_on(FIRST))
    more = tuple(
        Occurrence("T", B, made.finding(page=n), "key-1", everywhere=True) for n in (3, 1, 2)
    )
    assert _places(standing, ALL + more) == _places(standing, more[::-1] + ALL[::-1])
