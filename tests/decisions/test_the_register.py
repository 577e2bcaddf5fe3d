"""The register: what persons entered stands as they last entered it, nothing is lost, gathered things come apart."""

from __future__ import annotations

import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.decisions.bodies import from_json, to_json
from tearline.decisions.register import Register
from tearline.errors import UsageError
from tearline.model.decision import Begins, Entered, Particular, Target
from tearline.model.register import Kind, interval

made = runpy.run_path(str(Path(__file__).with_name("made_bodies.py")))
ANN, AT, entries = made["ANN"], made["AT"], made["entries"]
WORDS = Target("ab" * 32, 1, (), 3, 9)


def particular(name, value, **changes):
    return replace(Particular(name, value, "", "", "", (WORDS,)), **changes)


def item(name, *held, gathers=(), standing="accepted", candidate="", kind="incident"):
    return Entered(name, kind, standing, candidate, held, tuple(gathers), "", ANN, AT)


FIRE = particular("summary", "a warehouse burned")


def test_the_last_entry_of_an_item_stands_and_every_one_is_kept() -> None:
    later = item("i1", replace(FIRE, value="two warehouses burned"))
    register = Register.of(entries(item("i1", FIRE, candidate="c"), item("i2", FIRE), later))
    assert [one.id for one in register.items()] == ["i1", "i2"]
    assert register.item("i1").entries == (1, 3)
    assert register.item("i1").title == "two warehouses burned"
    assert register.answering("c").body == later
    assert register.answering("other") is None


def test_what_is_gathered_is_shown_under_another_and_comes_apart_again() -> None:
    log = [item("i1", FIRE), item("i2", FIRE), item("i3", FIRE, gathers=["i2"])]
    log.append(item("i1", FIRE, gathers=["i3"]))
    register = Register.of(entries(*log))
    assert [one.id for one in register.items()] == ["i1"]
    assert [one.id for one in register.gathered("i1")] == ["i2", "i3"]
    assert register.under("i2") == "i3"
    apart = Register.of(entries(*log, item("i1", FIRE)))
    assert [one.id for one in apart.items()] == ["i1", "i3"]
    withdrawn = Register.of(entries(*log, item("i1", FIRE, gathers=["i3"], standing="withdrawn")))
    assert [one.id for one in withdrawn.items()] == ["i3"]


@given(st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(0, 5), max_size=3)), max_size=12))
def test_no_gathering_loses_an_item_or_goes_in_a_circle(said) -> None:
    log = [
        item(f"i{one}", FIRE, gathers=[f"i{g}" for g in others if g != one]) for one, others in said
    ]
    register = Register.of(entries(*log))
    known = {one.item for one in log}
    shown = {one.id for one in register.items()}
    under = {one for one in known if register.under(one)}
    assert shown | under == known
    assert not shown & under
    for one in known:
        gathered = [each.id for each in register.gathered(one)]
        assert one not in gathered
        assert len(set(gathered)) == len(gathered)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (item("i", particular("colour", "red")), "'colour'"),
        (item("i", particular("type", "fire")), "arson"),
        (item("i", particular("claim", "x", state="proved")), "convicted"),
        (item("i", particular("when", "last week")), "2031-03-19"),
        (item("i", particular("when", "2031-03-09/2031-03-01")), "2031-03-19"),
        (
            item("i", particular("occurrence", "completed"), particular("occurrence", "foiled")),
            "once",
        ),
        (item("i", particular("summary", "  ")), "empty"),
        (item("i", FIRE, gathers=["i"]), "itself"),
        (item("i", FIRE, kind="rumour"), "kind"),
        (item("i"), "says something"),
        (item("", FIRE), "id"),
        (item("i", replace(FIRE, places=(Target(record="R"),))), "portion"),
        (Begins(Target("ab" * 32, 1), True, "", "", ANN, AT), "portion"),
    ],
)
def test_what_the_register_has_no_room_for_is_refused_with_the_remedy(body, said) -> None:
    with pytest.raises(UsageError) as refused:
        to_json(body)
    assert said in f"{refused.value.message} {refused.value.remedy}"


def test_an_item_goes_into_the_log_and_comes_out_the_same() -> None:
    body = item("i1", FIRE, particular("claim", "it was set", state="alleged", by="two officials"))
    assert from_json(to_json(body)) == body


def test_the_last_word_on_a_line_stands() -> None:
    first = Begins(WORDS, True, "2031-03-19", "", ANN, AT)
    register = Register.of(entries(first, replace(first, begins=False), item("i", FIRE)))
    assert [one.begins for one in register.begins("ab" * 32)] == [False]
    assert register.begins("cd" * 32) == ()


def test_a_month_or_a_year_is_all_of_its_days() -> None:
    assert interval("2031-02") == (date(2031, 2, 1), date(2031, 2, 28))
    assert interval("2030/2031-03") == (date(2030, 1, 1), date(2031, 3, 31))


def test_items_are_listed_by_kind() -> None:
    promise = item("c1", particular("act", "leave"), kind="commitment")
    register = Register.of(entries(item("i1", FIRE), promise))
    assert [one.id for one in register.items(Kind.COMMITMENT)] == ["c1"]


@pytest.mark.parametrize(
    "said", ["", "31", "2031-13", "2031-03-19/", "2031-02-30", "a/b", "２０３１"]
)
def test_a_day_is_a_day_or_two(said) -> None:
    if said == "2031-03-19/":
        assert interval(said)[0] == interval(said)[1]
        return
    with pytest.raises(ValueError, match=r".*"):
        interval(said)
