"""A record may be set aside as no answer to what was asked: whole, with its reason, and never a part of it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from small_desk import Desk, line, statuses

from tearline.cli import main
from tearline.decisions import bodies
from tearline.errors import DecideFirstError, UsageError
from tearline.model.decision import Determination, Verdict

TEXTS = {
    "letter": "The clerk has signed for the parcel.\n",
    "menu": "Soup of the day, and bread: nothing about the harbor.\n",
}
FIRST, SECOND = "2026-01-10", "2026-02-10"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    one = Desk(tmp_path, monkeypatch)
    one.add(**TEXTS)
    return one


def aside(**more):
    row = line("menu", verdict="non_responsive") | {"reason": "a menu answers no request"} | more
    return {key: value for key, value in row.items() if value is not None}


def test_a_record_set_aside_does_not_go_out_and_no_release_names_it(desk):
    desk.say(aside(page=None))
    result = desk.gate("menu")
    assert (result.outcome, result.open[0].reason) == ("non_responsive", "non_responsive")
    assert result.open[0].detail == "not responsive: a menu answers no request"
    out = desk.build(FIRST)
    assert list(statuses(out)) == ["letter"]
    for file in out.rglob("*"):
        assert b"menu" not in (file.read_bytes() if file.is_file() else b"")


def test_what_the_release_is_does_not_depend_on_records_set_aside(desk, tmp_path, monkeypatch):
    desk.say(aside(page=None))
    out = desk.build(FIRST)
    (tmp_path / "other").mkdir()
    without = Desk(tmp_path / "other", monkeypatch)
    without.add(letter=TEXTS["letter"], card="A card of quite another kind, and longer.\n")
    without.say(aside(record="card", page=None))
    again = without.build(FIRST)
    told = [json.loads((one / "manifest.json").read_text("utf-8")) for one in (out, again)]
    assert told[0]["counts"] == told[1]["counts"]
    assert [list(statuses(one)) for one in (out, again)] == [["letter"], ["letter"]]


def test_what_readers_have_had_and_is_set_aside_now_leaves_a_tombstone_without_a_reason(desk):
    assert set(statuses(desk.build(FIRST))) == {"letter", "menu"}
    desk.say(aside(page=None))
    assert statuses(desk.build(SECOND))["menu"] == ("withdrawn", "withdrawn")


def test_where_nothing_else_is_left_nothing_goes_out(desk):
    desk.say(aside(page=None), aside(record="letter", page=None))
    with pytest.raises(DecideFirstError):
        desk.build(FIRST)


@pytest.mark.parametrize("place", [{}, {"start": 0, "end": 4}])
def test_no_part_of_a_record_is_set_aside(desk, place):
    with pytest.raises(UsageError, match="only a whole record can be not responsive"):
        desk.say(aside(**place))


def test_a_log_that_sets_a_part_aside_is_refused(desk):
    desk.say(aside(page=None))
    (body,) = (e.body for e in desk.entries() if isinstance(e.body, Determination))
    told = bodies.to_json(body)
    assert bodies.from_json(told) == body
    told["target"] |= {"record": "", "sha256": "a" * 64, "page": 1}
    with pytest.raises(UsageError, match="whole record"):
        bodies.from_json(told)


def test_a_later_release_of_the_record_lets_it_go_out_again(desk):
    desk.say(aside(page=None))
    desk.say(aside(verdict="release", page=None, reason="it was asked for after all"))
    assert desk.gate("menu").outcome == "pass"


def test_from_the_command_line_it_needs_the_record_and_a_reason(desk):
    def decide(*words):
        said = [
            *("-C", str(desk.c), "decide", "--verdict", "non_responsive", "--as", "ann"),
            *words,
        ]
        return CliRunner().invoke(main, said)

    assert decide("--record", "menu", "--whole-page", "--page", "1", "--reason", "x").exit_code == 2
    assert decide("--record", "menu", "--reason", "x").exit_code == 2
    assert decide("--whole-record", "--reason", "x").exit_code == 2
    assert decide("--record", "menu", "--whole-record", "--reason", " ").exit_code == 2
    assert desk.gate("menu").outcome == "pass"
    assert decide("--record", "menu", "--whole-record", "--reason", "a menu").exit_code == 0
    assert desk.gate("menu").outcome == Verdict.NON_RESPONSIVE
