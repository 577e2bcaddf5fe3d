"""A pause stops, a topic freezes, a partner that moves keeps nothing of before; a send that was killed is ended."""

from __future__ import annotations

import json
import multiprocessing
import os
import runpy
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from tearline.decisions import marking
from tearline.decisions.log import DecisionLog
from tearline.decisions.portions import name_of
from tearline.errors import LogMovedError, UsageError
from tearline.model.decision import Pause
from tearline.model.sharing import OriginatorWord, PortionMark
from tearline.sharing import editions, kept

MADE = runpy.run_path(str(Path(__file__).with_name("made_sharing.py")))
VALE, AT = MADE["VALE"], MADE["AT"]
PLACES = ("put", "scanned", "place", "say", "deliver")


def fire():
    return MADE["incident"]("r00000000aaaa", *MADE["FIRE"])


def shelved(sharing, name):
    """Return what a partner would fetch now, by id."""
    from tearline.sharing.taxii.file import ShelfFile

    file = ShelfFile(sharing._shelf_file, new=False)
    try:
        rows = file.rows(
            "SELECT id, body, added FROM object JOIN partner ON partner.n=object.partner "
            "WHERE login=? AND live ORDER BY seq",
            name,
        )
        return {row["id"]: (json.loads(row["body"]), row["added"]) for row in rows}
    finally:
        file.close()


def killed_at(where, folder):
    """Send, and be killed by the system where a function of that name is called."""
    module = {"put": editions, "scanned": editions, "place": kept}.get(where)
    sharing = MADE["desk"](folder)

    def die(*_args, **_more):
        os.kill(os.getpid(), signal.SIGKILL)

    if module is None:
        sharing.__dict__[where] = die
    else:
        setattr(module, where, die)
    sharing.send(sharing.prepared("allies"), VALE, "2031-03-04T09:00:00Z")


@pytest.mark.parametrize("where", PLACES)
def test_a_send_that_was_killed_is_ended_by_the_same_command(tmp_path, where):
    body = fire()
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body))
    MADE["with_partners"](sharing, MADE["partner"]("est"))
    process = multiprocessing.get_context("spawn").Process(
        target=killed_at, args=(where, tmp_path / "desk")
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    again = MADE["desk"](tmp_path / "desk")
    again.send(again.prepared("allies"), VALE, "" if where == "deliver" else "2031-03-04T09:00:00Z")
    made = [one.made for _, one in again.resting.partners.shared()]
    assert made == ["2031-03-04T09:00:00Z"]
    folder = again.last("allies").folder
    assert {row["id"] for row, _ in shelved(again, "est").values()} == set(
        again.last("allies").objects
    )
    assert [one.name for one in folder.parent.iterdir()] == [folder.name]
    DecisionLog(tmp_path / "desk" / "decisions.db").verify()


def test_a_paused_partner_gets_nothing_and_others_go_on(tmp_path):
    body = fire()
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body))
    MADE["with_partners"](sharing, MADE["partner"]("est"), MADE["partner"]("lva", country="LVA"))
    sharing.pause(Pause("est", "", True, "why", "2031-06-01", VALE, AT), "Paused.")
    sharing.send(sharing.prepared("allies"), VALE)
    assert all(added is None for _, added in shelved(sharing, "est").values())
    assert all(added is not None for _, added in shelved(sharing, "lva").values())
    assert [what for what, _ in sharing.missed(sharing.resting.partners.partner("est"))] == ["new"]
    count = sharing.resume(Pause("est", "", False, "renewed", "", VALE, AT))
    assert count == len(shelved(sharing, "lva"))


def test_a_paused_topic_stays_as_it_was_and_is_not_taken_back(tmp_path):
    body = fire()
    other = MADE["incident"]("r00000000dddd", MADE["said"]("type", "recruitment"), title="An offer")
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body))
    MADE["with_partners"](sharing, MADE["partner"]("est"))
    sharing.send(sharing.prepared("allies"), VALE)
    before = sharing.last("allies").objects
    sharing.pause(Pause("allies", "arson", True, "why", "2031-06-01", VALE, AT), "")
    more = MADE["incident"](
        "r00000000aaaa", *MADE["FIRE"], MADE["said"]("claim", "new", "alleged", "Moss")
    )
    sharing.say(more, *MADE["marks"](more), other, *MADE["marks"](other))
    sharing.send(sharing.prepared("allies"), VALE)
    now = sharing.last("allies").objects
    assert {key: row for key, row in now.items() if key in before and row["type"] != "report"} == {
        key: row for key, row in before.items() if row["type"] != "report"
    }
    assert "An offer" in str(now)
    sharing.resume(Pause("allies", "arson", False, "renewed", "", VALE, AT))
    sharing.send(sharing.prepared("allies"), VALE)
    assert "Moss" in str(sharing.last("allies").objects)


def test_a_partner_that_moves_to_another_audience_keeps_tombstones_of_the_first(tmp_path):
    body = fire()
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body))
    MADE["with_partners"](sharing, MADE["partner"]("est"), MADE["partner"]("lva", "wider", "LVA"))
    for audience in ("allies", "wider"):
        sharing.send(sharing.prepared(audience), VALE)
    first = set(sharing.last("allies").objects)
    sharing.take_in(MADE["partner"]("est", "wider"), None)
    sharing.send(sharing.prepared("wider"), VALE)
    has = shelved(sharing, "est")
    left = [
        row for key, (row, _) in has.items() if key in first and row["type"] != "marking-definition"
    ]
    assert left
    assert all(row.get("revoked") or row["type"] == "identity" for row in left)
    assert set(sharing.last("wider").objects) <= set(has)
    assert not any(
        key in first for key, _ in shelved(sharing, "lva").items() if "marking" not in key
    )


def test_an_audience_sees_what_every_one_of_its_partners_may(tmp_path):
    body = fire()
    marked = MADE["marks"](
        body, "TLP:GREEN", but={"claim": "TLP:AMBER", "harm": "(C//REL TO USA, EST)"}
    )
    sharing = MADE["desk"](tmp_path / "desk", body, *marked)
    MADE["with_partners"](sharing, MADE["partner"]("est", level="S"))
    names = {fact.name for fact in sharing.prepared("allies").items[0].facts}
    assert {"claim", "harm"} <= names
    MADE["with_partners"](
        sharing, MADE["partner"]("lva", country="LVA", tlp="TLP:GREEN", days="month")
    )
    one = sharing.prepared("allies").items[0]
    assert not {"claim", "harm"} & {fact.name for fact in one.facts}
    assert [fact.value for fact in one.of("when")] == ["2031-02"]


def test_an_originators_word_is_for_one_portion_and_one_partner(tmp_path):
    body = fire()
    held = next(one for one in body.particulars if one.name == "claim")
    orcon = PortionMark(body.item, name_of(held), "(U//OC)", (), "the Bureau", "why", VALE, AT)
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body, but={"claim": ""}), orcon)
    MADE["with_partners"](
        sharing,
        MADE["partner"]("est", "est", level="C"),
        MADE["partner"]("lva", "lva", "LVA", level="C"),
    )
    for audience in ("est", "lva"):
        assert not sharing.prepared(audience).items[0].of("claim")
    word = OriginatorWord(body.item, name_of(held), "the Bureau", "est", True, "7", "why", VALE, AT)
    sharing.say(word)
    assert sharing.prepared("est").items[0].of("claim")
    assert sharing.prepared("est").guarded
    assert not sharing.prepared("lva").items[0].of("claim")
    sharing.say(replace(word, given=False))
    assert not sharing.prepared("est").items[0].of("claim")


def test_a_partner_that_ended_can_fetch_nothing_and_comes_back_with_nothing(tmp_path):
    body = fire()
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body))
    MADE["with_partners"](sharing, MADE["partner"]("est"))
    sharing.send(sharing.prepared("allies"), VALE)
    sharing.let_go(MADE["partner"]("est", ended=True))
    assert shelved(sharing, "est") == {}
    with pytest.raises(UsageError, match="no partner is of the audience"):
        sharing.prepared("allies")
    sharing.take_in(MADE["partner"]("est"), "nine tin whistles under a stair")
    assert shelved(sharing, "est") == {}
    sharing.send(sharing.prepared("allies"), VALE)
    assert shelved(sharing, "est")


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": "Estmark"},
        {"tlp": "TLP:PURPLE"},
        {"level": "COSMIC"},
        {"places": "street"},
        {"days": "hour"},
        {"audience": "The Allies"},
        {"title": "two\nlines"},
    ],
)
def test_a_partner_that_cannot_be_understood_is_refused(wrong):
    with pytest.raises(UsageError):
        marking.partner(MADE["partner"]("est", **wrong))


def test_a_paused_topic_gives_nobody_more_than_it_may_see_now(tmp_path):
    body = fire()
    sharing = MADE["desk"](
        tmp_path / "desk", body, *MADE["marks"](body, but={"claim": "TLP:AMBER"})
    )
    MADE["with_partners"](sharing, MADE["partner"]("est"))
    sharing.send(sharing.prepared("allies"), VALE)
    assert "Two men were paid" in str(sharing.last("allies").objects)
    sharing.pause(Pause("allies", "arson", True, "why", "2031-06-01", VALE, AT), "")
    MADE["with_partners"](sharing, MADE["partner"]("lva", country="LVA", tlp="TLP:GREEN"))
    assert "Two men were paid" not in str(sharing.prepared("allies").items)


def test_to_take_back_waits_for_no_signature_under_something_else(tmp_path):
    body = fire()
    red = MADE["incident"]("r00000000eeee", MADE["said"]("summary", "A plan"), title="Named only")
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body))
    MADE["with_partners"](sharing, MADE["partner"]("est", tlp="TLP:RED"))
    sharing.send(sharing.prepared("allies"), VALE)
    sharing.say(red, *MADE["marks"](red, "TLP:RED", named=("est",)))
    resting = sharing.resting
    sharing.say(marking.recalled(resting.register, resting.partners, body.item, "", MADE["WHY"]))
    shared = sharing.take_back("allies", body.item, VALE)
    rows = sharing.kept(shared).objects.values()
    assert all(row.get("revoked") for row in rows if row["type"] == "incident")
    assert "A plan" not in str(rows)
    assert not shared.approved


def test_what_rests_on_less_than_the_log_says_now_is_not_written(tmp_path):
    body = fire()
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body))
    MADE["with_partners"](sharing, MADE["partner"]("est"))
    one = sharing.prepared("allies")
    other = MADE["desk"](tmp_path / "desk")
    other.say(*MADE["marks"](body, ""))
    with pytest.raises(LogMovedError):
        sharing.send(one, VALE)
    assert other.resting.partners.shared() == []
    assert shelved(sharing, "est") == {}


def test_a_partner_does_not_come_back_to_an_audience_it_left(tmp_path):
    body = fire()
    sharing = MADE["desk"](tmp_path / "desk", body, *MADE["marks"](body))
    MADE["with_partners"](sharing, MADE["partner"]("est"))
    for audience in ("allies", "wider"):
        sharing.take_in(MADE["partner"]("est", audience), None)
        sharing.send(sharing.prepared(audience), VALE)
    with pytest.raises(UsageError, match="revoked for good"):
        sharing.take_in(MADE["partner"]("est", "allies"), None)
