"""The work list: kept up page by page it is what it would be made anew; its lists and counts are exact."""

from __future__ import annotations

import random
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tearline.decisions import deciding
from tearline.decisions.standing import target_of
from tearline.desk.work.listing import Wanted
from tearline.model.decision import (
    Hold,
    Instrument,
    Merge,
    Target,
    Verdict,
)
from tearline.store import schema as t

WORLD = runpy.run_path(str(Path(__file__).parent / "work_world.py"))
place = WORLD["place"]
add_finding = WORLD["add_finding"]
listing = WORLD["listing"]
stands_now = WORLD["stands_now"]
say = WORLD["say"]
release = WORLD["release"]
everything = WORLD["everything"]
check_exact = WORLD["check_exact"]
AT = WORLD["AT"]
VALE = WORLD["VALE"]
OF_PLACES = WORLD["OF_PLACES"]
WANTED = [
    Wanted(),
    Wanted(state=""),
    Wanted(state="done"),
    Wanted(kind="name"),
    Wanted(kind="ssn", state=""),
    Wanted(poor=True),
    Wanted(record="r1"),
    Wanted(record="r1", kind="phone", state=""),
    Wanted(kind="ssn", poor=True),
    Wanted(holds=True, state=""),
    Wanted(least=200.0),
    Wanted(records=("r0", "r2")),
]


@pytest.mark.parametrize("seed", range(3))
def test_kept_up_page_by_page_it_is_what_it_would_be_made_anew(place, seed):
    draw = random.Random(seed)
    with listing(place) as (collection, work):
        work.refresh(stands_now(collection))
        findings = list(collection.catalog.findings())
        for step in range(40):
            row = draw.choice(findings)
            target, kind = target_of(row.finding, row.sha256), row.finding.kind
            if draw.random() < 0.2:
                target, kind = Target(row.sha256, row.finding.page), ""
            say(collection, release(target, kind, draw.choice(OF_PLACES)))
            stands = stands_now(collection)
            told = work.refresh_page(row.sha256, row.finding.page, stands)
            assert told == work.row(row.sha256, row.finding.page)
            if step % 8 == 0:
                check_exact(place, collection, work, stands)
        work.refresh(stands)
        check_exact(place, collection, work, stands)


def test_every_list_gives_each_page_once_in_the_queues_order(place):
    with listing(place) as (collection, work):
        work.refresh(stands_now(collection))
        every = everything(work)
        keys = [(-row.priority, row.record, row.page) for row in every]
        assert keys == sorted(keys)
        assert len({(row.sha256, row.local, row.record) for row in every}) == len(every) == 25
        for wanted in WANTED:
            rows = everything(work, wanted)
            assert rows == [row for row in every if row in rows], wanted
            assert {row.sha256 + str(row.local) for row in rows} == {
                row.sha256 + str(row.local) for row in every if fits(row, wanted, work)
            }, wanted
            first = work.next_page(wanted)
            assert first == (rows[0] if rows else None)
            assert len(rows) < 2 or work.next_page(wanted, first) == rows[1]


def fits(row, wanted, work):
    kinds = ()
    if wanted.kind:
        held = "open" if wanted.state == "open" else "found"
        query = f"SELECT kind FROM page_kind WHERE record = ? AND page = ? AND {held} > 0"
        kinds = [one["kind"] for one in work._file.rows(query, row.record, row.page)]
    return (
        wanted.state in ("", row.state)
        and wanted.record in ("", row.record)
        and (not wanted.records or row.record in wanted.records)
        and (not wanted.poor or row.look > 0)
        and (not wanted.holds or row.holds > 0)
        and row.priority >= wanted.least
        and (
            not wanted.kind
            or any(k == wanted.kind or k.startswith(wanted.kind + ".") for k in kinds)
        )
    )


def test_pages_that_others_have_are_left_out_and_the_list_stays_full(place):
    with listing(place) as (collection, work):
        work.refresh(stands_now(collection))
        every = everything(work, Wanted())
        taken = frozenset((row.sha256, row.local) for row in every[:3])
        rows, _ = work.rows(Wanted(without=taken), "", 2)
        assert rows == every[3:5]


@pytest.mark.parametrize(
    "after",
    ["", "x", "[]", '[1, "r"]', '[NaN, "r", 1]', '[1e999, "r", 1]', '["a", "r", 1]', "{}", "null",
     '[9e99, "\\ud800", 1]', '[9e99, "r", 1e300]', '[9e99, "r", 99999999999999999999999]', "[" * 5000],
)  # fmt: skip
def test_a_key_that_is_none_begins_at_the_beginning(place, after):
    with listing(place) as (collection, work):
        work.refresh(stands_now(collection))
        assert work.rows(Wanted(), after, 3)[0] == work.rows(Wanted(), "", 3)[0]


def test_a_page_before_it_is_found_moves_the_numbers_of_a_records_later_files(place):
    with listing(place) as (collection, work):
        stands = stands_now(collection)
        work.refresh(stands)
        assert [
            row.page
            for row in sorted(everything(work, Wanted(state="", record="r3")), key=lambda r: r.page)
        ] == list(range(1, 14))
        with collection.catalog.write() as db:
            db.execute(sa.update(t.file).where(t.file.c.id == 4).values(pages=9))
        work.refresh(stands)
        check_exact(place, collection, work, stands)
        assert max(row.page for row in everything(work, Wanted(state="", record="r3"))) == 16


def test_a_file_of_two_records_is_brought_up_in_both(place):
    with listing(place) as (collection, work):
        with collection.catalog.write() as db:
            db.execute(sa.insert(t.record_file).values(record_id=3, file_id=1, position=9))
        work.refresh(stands_now(collection))
        row = next(iter(collection.catalog.findings(file_id=1)))
        say(
            collection,
            release(target_of(row.finding, row.sha256), row.finding.kind, Verdict.WITHHOLD),
        )
        stands = stands_now(collection)
        work.refresh_page(row.sha256, row.finding.page, stands)
        both = [
            one
            for one in everything(work)
            if (one.sha256, one.local) == (row.sha256, row.finding.page)
        ]
        assert sorted(one.record for one in both) == ["r0", "r2"]
        assert all(one.withheld == 1 for one in both)
        check_exact(place, collection, work, stands)


def test_a_hold_is_told_and_an_instrument_of_its_kind_takes_it_off(place):
    with listing(place) as (collection, work):
        with collection.catalog.write() as db:
            add_finding(db, 3, 1, 8, "hold.court_seal", 0.9)
        work.refresh(stands_now(collection))
        seen = {row.record: row for row in work.by_record()[0]}
        assert seen["r2"].held
        assert all("on hold" in row.why for row in everything(work, Wanted(record="r2")))
        assert work.held_records() == (["r2"], "")
        say(collection, Hold("r1", "court_seal", "a seal", VALE, AT))
        work.refresh(stands_now(collection))
        assert work.held_records() == (["r1", "r2"], "")
        blocked = {row.record: row.blocks for row in work.by_record()[0]}
        for kind in ("donor_consent", "court_order"):
            say(
                collection,
                Instrument(
                    ("r1", "r2"), kind, "a court", "1", "2026-01-01", "all", "0" * 64, VALE, AT
                ),
            )
            work.refresh(stands_now(collection))
            held = {row.record for row in work.by_record()[0] if row.held}
            assert held == (set() if kind == "court_order" else {"r1", "r2"})
        assert not everything(work, Wanted(state="", holds=True))
        after = {row.record: row.blocks for row in work.by_record()[0]}
        assert (blocked["r1"] - after["r1"], blocked["r2"] - after["r2"]) == (1, 1)
        check_exact(place, collection, work, stands_now(collection))


def test_what_is_said_of_a_record_reaches_those_it_was_merged_with(place):
    with listing(place) as (collection, work):
        say(collection, Merge(("r0", "r1"), "one", VALE, AT))
        work.refresh(stands_now(collection))
    with listing(place) as (collection, work):
        say(
            collection,
            Merge(("r1", "r2"), "one", VALE, AT),
            release(Target(record="r0"), "", Verdict.DEFER),
        )
        work.refresh(stands_now(collection))
        rows = {row.record: row for row in work.by_record()[0]}
        assert [rows[name].awaits for name in ("r0", "r1", "r2", "r3")] == [True, True, True, False]
        say(collection, release(Target(record="r2"), "", Verdict.WITHHOLD))
        work.refresh(stands_now(collection))
        assert {row.record for row in everything(work, Wanted()) if row.open} == {"r3"}
        check_exact(place, collection, work, stands_now(collection))


def test_what_an_entry_is_about_is_told(place):
    with listing(place) as (collection, work):
        say(
            collection,
            release(Target("a" * 64, 3)),
            replace(release(Target(record="r1")), verdict=Verdict.DEFER),
            Hold("r2", "court_seal", "why", VALE, AT),
        )
        with deciding.open_log(collection) as log:
            pages, records = work.touched(log.entries())
        assert pages == {("a" * 64, 3)}
        assert records == {"r1", "r2"}
