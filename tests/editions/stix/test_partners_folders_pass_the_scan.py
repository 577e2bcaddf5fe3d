"""Whole folders of an audience, one after another, looked over by the second program: clean, and not by blindness."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from tearline.model.register import Kind
from tearline.sharing import editions, keyed
from tearline.sharing.kept import Kept
from tearline_verify.shared.scan import Hidden, look_through

MADE = runpy.run_path(str(Path(__file__).with_name("partner_worlds.py")))
SHARING = runpy.run_path(str(Path(__file__).parents[2] / "sharing" / "made_sharing.py"))
CANARY = "marsh-lantern-7731"
ITEMS = MADE["whole"]().items
PARTNERS = (SHARING["partner"]("est"),)


def hidden(held=()):
    """Return what may not go out: the register's ids, another audience's, another partner's name, a canary."""
    others = keyed.ids(MADE["KEY"], "others")
    ids = [f"incident--{others('incident', one.id)}" for one in ITEMS]
    return Hidden(
        ids=(*ids, *(one.id for one in ITEMS)),
        names=("Vellmark Service",),
        canaries=(CANARY,),
        vocabulary=tuple(sorted(editions.WORDS)),
        values=tuple(held),
    )


def folders(tmp_path, *views):
    """Write the editions of these items one after another, each from the one before; return their folders."""
    before, found = None, []
    for number, items in enumerate(views):
        prepared = editions.Prepared(MADE["AUDIENCE"], PARTNERS, tuple(items), before, str(number))
        desk = editions.Desk(MADE["DESK"], MADE["KEY"])
        made = editions.made(prepared, desk, MADE["minute"](number))
        folder, custody = tmp_path / str(number), tmp_path / f"{number}.json"
        folder.mkdir()
        editions.put(made.files, folder)
        custody.write_text(made.state.to_json(), "utf-8")
        before = Kept(folder, custody, made.manifest)
        found.append(folder)
    return found


def told(scan):
    return [(one.check, one.file, one.place, one.what) for one in scan.leaks]


def test_every_edition_of_a_chain_is_clean(tmp_path):
    fewer = [replace(one, facts=one.facts[: len(one.facts) // 2 + 1]) for one in ITEMS[:2]]
    chain = folders(tmp_path, ITEMS, fewer, (), ITEMS)
    for folder in chain:
        scan = look_through(folder, hidden())
        assert told(scan) == []
        assert scan.clean


def test_words_of_what_was_withdrawn_are_in_no_file_of_the_next_edition(tmp_path):
    *_, last = folders(tmp_path, ITEMS, ITEMS[2:3])
    gone = [
        fact.value
        for item in (ITEMS[0], ITEMS[1], ITEMS[3])
        for fact in item.facts
        if " in words, of " in fact.value
    ]
    kept = {fact.value for fact in ITEMS[2].facts}
    assert len({*gone} - kept) > 10
    scan = look_through(last, hidden({*gone} - kept))
    assert told(scan) == []


@pytest.mark.parametrize("field", ["value", "by"])
def test_a_canary_in_any_fact_is_found_in_every_form(tmp_path, field):
    item = MADE["full"](Kind.INCIDENT, 1, many=False)
    for number, name in enumerate(("summary", "claim", "target", "measure", "harm")):
        facts = [
            replace(one, **{field: f"as {CANARY} said"}) if one.name == name else one
            for one in item.facts
        ]
        (tmp_path / f"of {number}").mkdir()
        (folder,) = folders(tmp_path / f"of {number}", [replace(item, facts=tuple(facts))])
        found = {(one.check, one.file) for one in look_through(folder, hidden()).leaks}
        files = {file for _, file in found}
        assert {"objects.jsonl", "misp.json", "incidents.csv", "edition.pdf"} <= files, (
            name,
            files,
        )
