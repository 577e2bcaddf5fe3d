"""Laws of editions one after another, for random chains of them: what a partner that follows along ends up with."""

from __future__ import annotations

import json
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from tearline.editions import stix
from tearline.errors import UsageError
from tearline.model.register import Kind
from tearline.sharing import keyed

MADE = runpy.run_path(str(Path(__file__).with_name("partner_worlds.py")))
MANY = settings(deadline=None, max_examples=60)


def own(rows):
    return {row["id"]: row for row in rows if row["type"] != "marking-definition"}


def version(row):
    """Return what clients tell versions by: a marking definition has one alone."""
    return row.get("modified", row["created"])


def raw(row):
    return json.dumps(row)


def bare(row):
    return {key: row[key] for key in row if key not in {"created", "modified", "published"}}


@MANY
@given(MADE["CHAINS"])
def test_an_object_that_says_the_same_keeps_its_bytes_and_one_that_changed_has_the_minute(views):
    before = {}
    for held, rows, _ in MADE["chain"](views):
        now = own(rows)
        for name, row in now.items():
            if name in before and bare(before[name]) == bare(row):
                assert raw(before[name]) == raw(row)
            else:
                assert row["modified"] == held.made.replace("Z", ".000Z")
                assert row["created"] == before.get(name, row)["created"]
        before = now


@MANY
@given(MADE["CHAINS"])
def test_no_id_and_time_stand_for_two_contents(views):
    seen = {}
    for _, rows, _ in MADE["chain"](views):
        for row in rows:
            key = (row["id"], row.get("modified", row["created"]))
            assert seen.setdefault(key, raw(row)) == raw(row)


@MANY
@given(MADE["CHAINS"])
def test_what_was_given_once_is_there_for_ever_whole_or_as_a_tombstone(views):
    given_out, gone = set(), {}
    for held, rows, _ in MADE["chain"](views):
        now = own(rows)
        assert given_out <= set(now)
        ids = keyed.ids(MADE["KEY"], MADE["AUDIENCE"], gone)
        due = {one.row["id"] for one in stix.objects(held, ids)}
        for name, row in now.items():
            desk = row["created_by_ref"] == name
            assert bool(row.get("revoked")) == (name not in due and not desk)
            assert gone.get(name, raw(row)) == raw(row)
        gone = {name: raw(row) for name, row in now.items() if row.get("revoked")}
        given_out |= set(now)


@MANY
@given(MADE["CHAINS"])
def test_a_partner_that_takes_what_was_added_has_what_a_full_pull_gives(views):
    kept, before = {}, {}
    for _, rows, _ in MADE["chain"](views):
        now = {row["id"]: raw(row) for row in rows}
        added = [json.loads(text) for name, text in now.items() if before.get(name) != text]
        for row in added:  # as clients do: the newest version stays
            if row["id"] not in kept or version(kept[row["id"]]) < version(row):
                kept[row["id"]] = row
        before = now
        assert {name: kept[name] for name in own(rows)} == own(rows)
        over = [kept[name] for name in set(kept) - set(now)]
        assert {row["type"] for row in over} <= {"marking-definition"}


@MANY
@given(MADE["CHAINS"])
def test_every_edition_of_a_chain_is_closed_and_marked(views):
    for held, rows, _ in MADE["chain"](views):
        ids = {row["id"] for row in rows}
        assert len(ids) == len(rows)
        assert set(references(rows)) <= ids
        living = {row["id"] for row in rows if not row.get("revoked")}
        for row in rows:
            if row["type"] in {"report", "relationship"} and not row.get("revoked"):
                named = row.get("object_refs", [row.get("source_ref"), row.get("target_ref")])
                assert set(named) <= living
        used = {ref for row in rows for ref in row.get("object_marking_refs", ())}
        marks = {row["id"] for row in rows if row["type"] == "marking-definition"}
        assert used == marks
        del held


def references(value):
    if isinstance(value, dict):
        for key, one in value.items():
            if key.endswith("_ref"):
                yield one
            elif key.endswith("_refs"):
                assert one
                yield from one
            else:
                yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def test_what_changed_or_went_within_one_minute_is_refused():
    item = MADE["full"](Kind.INCIDENT, many=False)
    rows, _ = MADE["edition"](MADE["view"]([item], 3))
    again, _ = MADE["edition"](MADE["view"]([item], 3), rows)
    assert again == rows
    other = replace(item, facts=item.facts[:1])
    for items in ([other], []):
        for minute in (2, 3):
            with pytest.raises(UsageError):
                MADE["edition"](MADE["view"](items, minute), rows)


def test_an_id_that_was_revoked_is_not_given_again():
    ids = keyed.ids(MADE["KEY"], MADE["AUDIENCE"])
    item = MADE["full"](Kind.STATEMENT, many=False)
    rows, _ = MADE["edition"](MADE["view"]([item]))
    gone, _ = MADE["edition"](MADE["view"]([], 1), rows)
    again = MADE["view"]([item], 2)
    with pytest.raises(UsageError):
        stix.dated(stix.objects(again, ids), own(gone), again.made, ids)
    last, _ = MADE["edition"](again, gone)
    assert {row["id"] for row in last if row.get("revoked")} == {
        row["id"] for row in gone if row.get("revoked")
    }
    assert sum(row["type"] == "note" and not row.get("revoked") for row in last) == 1
