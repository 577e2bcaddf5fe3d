"""What is marked for partners goes to them, what is not does not, and all forms of an edition say the same."""

from __future__ import annotations

import csv
import io
import json
import runpy
from pathlib import Path

import pytest

from tearline.errors import DecideFirstError, VerificationFailedError

MADE = runpy.run_path(str(Path(__file__).with_name("made_sharing.py")))
VALE, MORROW = MADE["VALE"], MADE["MORROW"]


@pytest.fixture
def fire():
    return MADE["incident"]("r00000000aaaa", *MADE["FIRE"])


def sent(tmp_path, *bodies, partners=None):
    sharing = MADE["desk"](tmp_path / "desk", *bodies)
    MADE["with_partners"](sharing, *(partners or [MADE["partner"]("est")]))
    shared = sharing.send(sharing.prepared("allies"), VALE)
    return sharing, shared


def objects(sharing, shared):
    return sharing.kept(shared).objects


def test_what_is_marked_for_a_partner_is_in_every_form(tmp_path, fire):
    bodies = [fire, MADE["STATEMENT"], MADE["COMMITMENT"]]
    marked = [mark for body in bodies for mark in MADE["marks"](body)]
    sharing, shared = sent(tmp_path, *bodies, *marked)
    folder = sharing.kept(shared).folder
    for one in fire.particulars:
        if one.name in {"title", "summary", "claim", "attribution", "harm", "measure", "target"}:
            assert one.value in (folder / "objects.jsonl").read_text("utf-8"), one.name
            assert one.value in (folder / "misp.json").read_text("utf-8"), one.name
    rows = list(csv.DictReader(io.StringIO((folder / "incidents.csv").read_text("utf-8"))))
    assert [row["title"] for row in rows] == [fire.particulars[0].value]
    assert rows[0]["attribution.by"] == "officer Quill of the Branmoor station"
    kinds = {row["type"] for row in objects(sharing, shared).values()}
    assert kinds >= {
        *("report", "incident", "event", "impact", "task", "location", "identity"),
        *("relationship", "note", "marking-definition"),
    }


def test_a_portion_without_a_mark_is_in_no_form(tmp_path, fire):
    marked = MADE["marks"](fire, but={"attribution": "", "where": "TLP:RED"})
    sharing, shared = sent(tmp_path, fire, *marked)
    every = b"".join(path.read_bytes() for path in sharing.kept(shared).folder.rglob("*.*"))
    for hidden in (b"Northern Directorate", b"Quill", b"Branmoor", b"Tallinn"):
        assert hidden not in every
    assert not any(
        row["type"] == "location" or row.get("relationship_type") == "attributed-to"
        for row in objects(sharing, shared).values()
    )


def test_a_hidden_name_in_a_marked_sentence_stops_the_edition(tmp_path, fire):
    loud = MADE["said"]("summary", "It was told by officer Quill of the Branmoor station himself.")
    body = MADE["incident"]("r00000000aaaa", *MADE["FIRE"], loud)
    sharing = MADE["desk"](
        tmp_path / "desk", body, *MADE["marks"](body, but={"attribution": "TLP:RED"})
    )
    MADE["with_partners"](sharing, MADE["partner"]("est"))
    with pytest.raises(VerificationFailedError) as refused:
        sharing.send(sharing.prepared("allies"), VALE)
    assert "Quill" not in str(refused.value)
    assert sharing.resting.partners.shared() == []
    assert not list((tmp_path / "desk" / "shared").rglob("*.jsonl"))
    del fire


def test_red_goes_out_with_two_names_under_it_and_to_the_named_alone(tmp_path, fire):
    marked = MADE["marks"](fire, "TLP:RED", named=("est",))
    partners = [
        MADE["partner"]("est", tlp="TLP:RED"),
        MADE["partner"]("lva", "others", "LVA", "TLP:RED"),
    ]
    sharing = MADE["desk"](tmp_path / "desk", fire, *marked)
    MADE["with_partners"](sharing, *partners)
    with pytest.raises(DecideFirstError):
        sharing.send(sharing.prepared("allies"), VALE)
    sharing.sign(sharing.prepared("allies"), VALE)
    with pytest.raises(DecideFirstError):
        sharing.send(sharing.prepared("allies"), VALE)
    sharing.sign(sharing.prepared("allies"), MORROW)
    shared = sharing.send(sharing.prepared("allies"), VALE)
    assert shared.approved == ("vale", "morrow")
    assert sharing.prepared("others").items == ()


def test_nothing_new_is_no_edition(tmp_path, fire):
    sharing, shared = sent(tmp_path, fire, *MADE["marks"](fire))
    assert shared is not None
    assert sharing.send(sharing.prepared("allies"), VALE) is None
    assert len(sharing.resting.partners.shared()) == 1


def test_what_changed_has_a_new_time_and_the_rest_its_own(tmp_path, fire):
    sharing, first = sent(
        tmp_path, fire, MADE["STATEMENT"], *MADE["marks"](fire), *MADE["marks"](MADE["STATEMENT"])
    )
    more = MADE["incident"](
        "r00000000aaaa",
        *MADE["FIRE"],
        MADE["said"]("claim", "It was an accident", "denied", "Moss"),
    )
    sharing.say(more, *MADE["marks"](more))
    second = sharing.send(sharing.prepared("allies"), VALE)
    was, now = objects(sharing, first), objects(sharing, second)
    changed = {row["type"] for name, row in now.items() if was.get(name) != row}
    assert changed == {"opinion", "report"}
    assert all(
        row["modified"] == "2031-03-04T09:01:00.000Z"
        for row in now.values()
        if row["type"] == "opinion"
    )


def test_what_is_recalled_becomes_a_tombstone_without_words(tmp_path, fire):
    from tearline.decisions import marking

    sharing, first = sent(
        tmp_path, fire, MADE["STATEMENT"], *MADE["marks"](fire), *MADE["marks"](MADE["STATEMENT"])
    )
    resting = sharing.resting
    sharing.say(
        marking.recalled(resting.register, resting.partners, fire.item, "allies", MADE["WHY"])
    )
    second = sharing.send(sharing.prepared("allies"), VALE)
    was, now = objects(sharing, first), objects(sharing, second)
    assert set(was) <= set(now)
    folder = sharing.kept(second).folder
    every = b"".join(path.read_bytes() for path in folder.rglob("*.*"))
    for one in fire.particulars:
        if one.name not in {"type", "occurrence", "when"}:
            assert one.value.encode() not in every, one.name
    gone = [row for row in now.values() if row.get("revoked")]
    assert {row["type"] for row in gone} >= {
        "incident",
        "event",
        "location",
        "note",
        "relationship",
    }
    assert all(row["modified"] > row["created"] for row in gone)
    assert "withdrawn" in (folder / "incidents.csv").read_text("utf-8")
    events = json.loads((folder / "misp.json").read_text("utf-8"))["response"]
    assert "Withdrawn" in {one["Event"]["info"] for one in events}


def test_what_is_given_again_after_a_recall_has_other_ids(tmp_path, fire):
    from tearline.decisions import marking

    sharing, first = sent(tmp_path, fire, *MADE["marks"](fire))
    resting = sharing.resting
    sharing.say(
        marking.recalled(resting.register, resting.partners, fire.item, "allies", MADE["WHY"])
    )
    second = sharing.send(sharing.prepared("allies"), VALE)
    lifted = marking.recalled(
        resting.register, resting.partners, fire.item, "allies", MADE["WHY"], lifted=True
    )
    sharing.say(lifted)
    third = sharing.send(sharing.prepared("allies"), VALE)
    last = objects(sharing, third)
    revoked = {name for name, row in objects(sharing, second).items() if row.get("revoked")}
    assert all(last[name].get("revoked") for name in revoked)
    again = [row for row in last.values() if row["type"] == "incident" and not row.get("revoked")]
    assert len(again) == 1
    assert again[0]["id"] not in objects(sharing, first)
