"""MISP events of an edition: another library reads them, receivers have no cause to refuse or to miss a row."""

from __future__ import annotations

import json
import runpy
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pymisp
import pytest
from hypothesis import given, settings

from tearline.model.partner_view import Fact
from tearline.model.register import PARTICULARS, Kind

MADE = runpy.run_path(str(Path(__file__).with_name("partner_worlds.py")))
MANY = settings(deadline=None, max_examples=60)


def events_of(told):
    return {one["Event"]["uuid"]: one["Event"] for one in told["response"]}


def stamp(held):
    return str(int(datetime.fromisoformat(held.made).timestamp()))


@pytest.fixture(scope="module")
def chain():
    """Every particular; without some of them; nothing; all of it again."""
    held = MADE["whole"]()
    fewer = [replace(one, facts=one.facts[: len(one.facts) // 2 + 1]) for one in held.items]
    return MADE["chain"]([held, replace(held, items=tuple(fewer)), MADE["view"]([]), held])


def test_another_library_reads_each_event_and_writes_the_same(chain):
    """All but what receivers set themselves, and times, which it writes with their zone."""
    for _, _, told in chain:
        for event in told["response"]:
            read = pymisp.MISPEvent(strict_validation=True)
            read.load(json.dumps(event))
            back = json.loads(read.to_json())
            row = event["Event"]
            for key, value in row.items():
                if key not in {"Attribute", "Org", "Orgc", "Tag"}:
                    assert str(back[key]) == str(value), key
            assert [one["name"] for one in back["Tag"]] == [one["name"] for one in row["Tag"]]
            assert back["Orgc"]["uuid"] == row["Orgc"]["uuid"]
            kept = {one["uuid"]: one for one in back["Attribute"]}
            assert len(kept) == len(row["Attribute"])
            for one in row["Attribute"]:
                for key in one:
                    assert str(kept[one["uuid"]][key]) == str(one[key]), key


def test_types_and_categories_are_the_receivers_own(chain):
    known = pymisp.MISPEvent().describe_types
    for _, _, told in chain:
        for event in events_of(told).values():
            for one in event["Attribute"]:
                assert one["type"] in known["category_type_mappings"][one["category"]]
            assert event["distribution"] == event["sharing_group_id"] == "0"
            assert {one["distribution"] for one in event["Attribute"]} <= {"5"}


@MANY
@given(MADE["views"]())
def test_no_two_rows_of_an_event_have_one_value(held):
    """A receiver refuses the second: "A similar attribute already exists for this event"."""
    rows, written = MADE["edition"](held)
    for event in events_of(MADE["events"](held, MADE["newest"](written, rows))).values():
        values = Counter((one["type"], one["category"], one["value"]) for one in event["Attribute"])
        assert max(values.values()) == 1
        assert all(value.strip() for _, _, value in values)


def test_a_value_that_two_facts_share_says_both():
    facts = [
        replace(MADE["facts_of"](Kind.INCIDENT, name, many=False)[0], value="Harrow Logistics")
        for name in ("target", "actor")
    ]
    item = replace(MADE["full"](Kind.INCIDENT), facts=tuple(facts))
    ((_, _, told),) = MADE["chain"]([MADE["view"]([item])])
    (event,) = events_of(told).values()
    (row,) = [one for one in event["Attribute"] if one["value"] == "Harrow Logistics"]
    assert row["comment"].startswith("Target: ")
    assert "; Actor: " in row["comment"]


@MANY
@given(MADE["CHAINS"])
def test_a_receiver_that_takes_newer_rows_alone_has_what_the_last_edition_has(views):
    """It keeps what it is not told of, and passes over what is not newer than what it has."""
    kept, rows_kept = {}, {}
    for _, _, told in MADE["chain"](views):
        now = events_of(told)
        assert set(kept) <= set(now)
        for name, event in now.items():
            if name in kept and int(event["timestamp"]) <= int(kept[name]["timestamp"]):
                continue
            kept[name] = event
            for row in event["Attribute"]:
                old = rows_kept.get(row["uuid"])
                if old is None or int(row["timestamp"]) > int(old["timestamp"]):
                    rows_kept[row["uuid"]] = row
        for name, event in now.items():
            assert kept[name] == event
            assert all(rows_kept[row["uuid"]] == row for row in event["Attribute"])
        there = {row["uuid"] for event in now.values() for row in event["Attribute"]}
        assert set(rows_kept) == there


@MANY
@given(MADE["CHAINS"])
def test_no_row_and_time_stand_for_two_contents_and_what_is_the_same_keeps_its_time(views):
    seen, before = {}, {}
    for held, _, told in MADE["chain"](views):
        now = events_of(told)
        rows = {**now, **{one["uuid"]: one for event in now.values() for one in event["Attribute"]}}
        for name, row in rows.items():
            text = json.dumps(row)
            assert seen.setdefault((name, row["timestamp"]), text) == text
            if before.get(name) != text:
                assert row["timestamp"] == stamp(held)
        before = {name: json.dumps(row) for name, row in rows.items()}


@MANY
@given(MADE["CHAINS"])
def test_a_row_that_is_gone_is_deleted_and_says_nothing(views):
    for held, _, told in MADE["chain"](views):
        due = {
            " ".join(text.split()) for item in held.items for one in item.facts for text in (one.value, one.by)
        } | {item.handle for item in held.items}  # fmt: skip
        living = [one for event in events_of(told).values() for one in event["Attribute"]]
        for row in living:
            if row["deleted"]:
                assert (row["value"], row["comment"]) == ("withdrawn", "")
            else:
                assert row["value"] in due
        there = {one["uuid"] for one in living if not one["deleted"]}
        facts = sum(
            len({*(" ".join(one.value.split()) for one in item.facts), item.handle})
            for item in held.items
        )
        assert len(there) == facts


def test_a_fact_that_only_this_form_tells_otherwise_still_gives_a_new_time(chain):
    """Spaces alone are the same; another word is not."""
    item = MADE["full"](Kind.COMMITMENT, many=False)
    other = replace(item, facts=tuple(_with(one, "from the clerk") for one in item.facts))
    (first, _, told), (second, _, after) = MADE["chain"](
        [MADE["view"]([item]), MADE["view"]([other])]
    )
    (was,), (now,) = events_of(told).values(), events_of(after).values()
    assert (was["timestamp"], now["timestamp"]) == (stamp(first), stamp(second))


def _with(fact, by):
    assert isinstance(fact, Fact)
    assert fact.name in PARTICULARS[Kind.COMMITMENT]
    return replace(fact, by=by)
