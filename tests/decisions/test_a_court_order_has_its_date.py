"""What a court ordered taken down is withdrawn with the order's date and docket, and lifts nothing."""

import runpy
from pathlib import Path

import pytest

from tearline.decisions import withdrawing
from tearline.decisions.withdrawing import CourtOrder
from tearline.errors import UsageError
from tearline.model.decision import Instrument, Withdrawal

SMALL = runpy.run_path(str(Path(__file__).parent / "small_desk.py"))
ORDERED = CourtOrder("2026-05-02", "No. 12")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = SMALL["Desk"](tmp_path, monkeypatch)
    made.add(letter="To the harbor office: he has signed for it.\n")
    return made


def withdraw(desk, reason="court-order", order=ORDERED):
    with desk.at_work() as collection:
        withdrawing.withdraw(collection, "letter", reason, SMALL["ANN"], order=order)


def test_the_order_is_kept_beside_the_withdrawal_and_can_be_said_later(desk):
    withdraw(desk, order=None)
    with pytest.raises(UsageError, match="already"):
        withdraw(desk, order=None)
    withdraw(desk)
    first, second = (entry.body for entry in desk.entries())
    assert isinstance(first, Withdrawal)
    assert isinstance(second, Instrument)
    assert (second.records, second.date, second.docket) == (("letter",), "2026-05-02", "No. 12")
    row = {"type": "withdrawal", "record": "letter", "reason": "court-order", "actor": "ann"}
    assert desk.say(row | {"date": "2026-05-03"}) == 2
    assert desk.say(row | {"date": "2026-05-03"}) == 0


@pytest.mark.parametrize("order", [CourtOrder("2 May 2026"), CourtOrder("", "No. 12")])
def test_an_order_without_a_date_is_refused_and_so_is_one_beside_another_reason(desk, order):
    for reason, given in (("court-order", order), ("privacy", ORDERED)):
        with pytest.raises(UsageError, match="order"):
            withdraw(desk, reason, given)
    assert desk.entries() == []


def test_an_order_to_withdraw_lifts_no_hold(desk):
    desk.say(
        {"type": "hold", "record": "letter", "kind": "court_seal", "reason": "x", "actor": "a"}
    )
    withdraw(desk)
    desk.reinstate("letter")
    [hold] = [one for one in desk.gate("letter").open if one.reason == "hold"]
    assert "is not of a kind that lifts this hold" in hold.detail


def test_readers_are_told_the_order_s_date_or_that_none_was_given(desk):
    desk.build("2026-01-10")
    statuses = SMALL["statuses"]
    withdraw(desk, order=None)
    said = "withdrawn: by order of a court"
    assert statuses(desk.build("2026-06-10"))["letter"] == ("withdrawn", f"{said}, date not given")
    withdraw(desk)
    out = desk.build("2026-07-10")
    assert statuses(out)["letter"] == ("withdrawn", f"{said} of 2026-05-02")
    assert "No. 12" not in (out / "note.md").read_text("utf-8")
