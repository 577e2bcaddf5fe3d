"""A view's words are in its objects, each in the same order whatever way it came, and none of the desk's own."""

from __future__ import annotations

import json
import runpy
import time
from dataclasses import replace
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tearline.editions import stix
from tearline.model.marking import Tlp
from tearline.model.register import PARTICULARS, Kind
from tearline.sharing import keyed

MADE = runpy.run_path(str(Path(__file__).with_name("partner_worlds.py")))
MANY = settings(deadline=None, max_examples=80)


def rows_of(held):
    return MADE["edition"](held)[0]


def texts(value, key=""):
    if isinstance(value, dict):
        for name, one in value.items():
            yield from texts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, key)
    elif isinstance(value, str):
        yield value


@MANY
@given(MADE["views"]())
def test_every_word_of_every_fact_is_in_its_items_objects(held):
    rows, written = MADE["edition"](held)
    del rows
    for item in held.items:
        told = list(texts([one.row for one in written if one.item == item.id]))
        for fact in item.facts:
            days = PARTICULARS[item.kind][fact.name].days
            for word in (fact.by, fact.on, "" if days else fact.value, fact.state):
                assert any(word in one for one in told), (fact, word)


def changed(fact):
    """Return a fact with one thing of it said otherwise, for each thing."""
    room = next(rooms[fact.name] for rooms in PARTICULARS.values() if fact.name in rooms)
    values = room.choices or (("2029",) if room.days else ("otherwise",))
    yield from (replace(fact, value=one) for one in values)
    yield from (replace(fact, state=one) for one in room.states)
    yield replace(fact, by="another office")
    yield replace(fact, on="2028-11")


@MANY
@given(MADE["views"](), st.data())
def test_whatever_is_said_otherwise_changes_the_edition(held, data):
    """Or a partner would not be told: an edition goes out when its objects change."""
    assume(held.items)
    item = data.draw(st.sampled_from(held.items))
    at = data.draw(st.integers(0, len(item.facts) - 1))
    before = rows_of(held)
    for other in changed(item.facts[at]):
        facts = (*item.facts[:at], other, *item.facts[at + 1 :])
        if {*facts} != {*item.facts}:
            items = tuple(replace(one, facts=facts) if one is item else one for one in held.items)
            assert rows_of(replace(held, items=items)) != before, other


@MANY
@given(MADE["views"](), st.randoms(use_true_random=False))
def test_the_order_of_items_and_facts_changes_nothing(held, chance):
    def mixed(some):
        return tuple(chance.sample(some, len(some)))

    items = [replace(one, facts=mixed(one.facts), same_as=mixed(one.same_as)) for one in held.items]
    other = replace(held, items=mixed(items))
    first, second = MADE["edition"](held), MADE["edition"](other)
    assert stix.lines(first[0]) == stix.lines(second[0])
    told = [MADE["newest"](written, rows) for rows, written in (first, second)]
    assert MADE["events"](held, told[0]) == MADE["events"](other, told[1])


def test_every_label_type_and_relation_is_a_word_that_was_agreed():
    for exercise in (False, True):
        for row in rows_of(MADE["whole"](exercise=exercise)):
            for key, value in fields(row):
                if key in {"labels", "relationship_type"} or key.endswith("_types"):
                    told = [value] if isinstance(value, str) else value
                    assert set(told) <= stix.WORDS, (key, value)
                    assert len(set(told)) == len(told)


def fields(value):
    if isinstance(value, dict):
        for key, one in value.items():
            yield key, one
            yield from fields(one)
    elif isinstance(value, list):
        for one in value:
            yield from fields(one)


@MANY
@given(MADE["views"]())
def test_no_object_is_marked_lower_than_what_it_tells(held):
    tlps = {stix.dating.TLP_IDS[one]: one for one in Tlp}
    rows = {row["id"]: row for row in rows_of(held)}
    items = {one.id: one.tlp for one in held.items}
    least = {}
    for one in stix.objects(held, keyed.ids(MADE["KEY"], MADE["AUDIENCE"])):
        tlp = tlps[one.row["object_marking_refs"][0]]
        assert tlp >= items.get(one.item, held.marking)
        least[one.row["id"]] = tlp
    for name, tlp in least.items():
        row = rows[name]
        if row["type"] == "relationship":
            assert tlp >= max(least[row["source_ref"]], least[row["target_ref"]])


@MANY
@given(MADE["views"]())
def test_neither_the_registers_ids_nor_another_audiences_are_in_an_edition(held):
    rows, written = MADE["edition"](held)
    told = MADE["events"](held, MADE["newest"](written, rows))
    raw = json.dumps([rows, told], ensure_ascii=False)
    assert not any(one.id in raw for one in held.items)
    others = stix.objects(held, keyed.ids(MADE["KEY"], "others"))
    assert not {one.row["id"] for one in others} & {row["id"] for row in rows}


def test_every_object_of_an_exercise_says_so_by_itself():
    for row in rows_of(MADE["whole"](exercise=True)):
        desk = row.get("created_by_ref") == row["id"]
        if row["type"] != "marking-definition" and not desk:
            assert "exercise" in row["labels"], row["type"]
        for key in ("name", "content", "explanation"):
            if key in row and row["type"] not in {"marking-definition", "report"} and not desk:
                assert row[key].startswith("EXERCISE ")


def test_twenty_thousand_objects_take_under_three_seconds():
    items = [
        replace(MADE["full"](list(Kind)[number % 3], number, many=False)) for number in range(3000)
    ]
    held = MADE["view"](items)
    first, _ = MADE["edition"](MADE["view"](items[:1500]))
    before = {row["id"]: row for row in first}
    ids = keyed.ids(MADE["KEY"], MADE["AUDIENCE"])
    held = replace(held, made=MADE["minute"](1))
    began = time.process_time()
    rows = stix.dated(stix.objects(held, ids), before, held.made, ids)
    raw = stix.lines(rows)
    took = time.process_time() - began
    print(f"{len(rows)} objects, {len(raw):,} bytes: {took:.2f} s CPU")
    assert len(rows) >= 20_000
    assert took < 3
