"""The work list: kept up page by page it is what it would be made anew; stopped, it goes on; counts are exact."""

from __future__ import annotations

import random
import threading
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tearline.decisions import deciding
from tearline.decisions.standing import Standing, target_of
from tearline.desk.live import Live
from tearline.desk.work import listing as work_module
from tearline.desk.work.listing import Counts, Wanted, WorkList
from tearline.desk.work.making import Making
from tearline.engine import Stop
from tearline.findings import searching
from tearline.model.decision import (
    Actor,
    ActorKind,
    Determination,
    Hold,
    Instrument,
    Merge,
    Target,
    Verdict,
)
from tearline.model.guide import WidthPolicy
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.store import schema as t
from tearline.store.collection import opened
from tearline.verbs import changing
from tearline.verbs.looking import guide_of

AT = "2026-11-22T09:30:00Z"
VALE = Actor(ActorKind.PERSON, "vale", "desk")
KINDS = [("ssn", 0.9), ("phone", 0.9), ("name.person", 0.8), ("name.tied", 0.4), ("phone", 0.01)]
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
# What can be said of a place on a page: a record alone can be not responsive.
OF_PLACES = [one for one in Verdict if one is not Verdict.NON_RESPONSIVE]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return the folder of a collection of four records over five files of three to seven pages."""
    monkeypatch.setenv("TEARLINE_KEYS", str(tmp_path / "keys"))
    root = tmp_path / "c"
    changing.begin(root, "foia", "small")
    draw = random.Random(5)
    with opened(root, workers=0) as collection:
        for n in range(5):
            add_file(collection, n, 3 + n, draw, record=min(n, 3))
    return root


def add_file(collection, n, pages, draw, record):
    sha256 = f"{n + 1:064x}"
    with collection.catalog.write() as db:
        values = {"sha256": sha256, "size": 1, "media_type": "application/pdf", "pages": pages}
        file_id = db.execute(sa.insert(t.file).values(values)).inserted_primary_key[0]
        name = f"r{record}"
        known = db.execute(sa.select(t.record.c.id).where(t.record.c.name == name)).scalar()
        if known is None:
            made = db.execute(sa.insert(t.record).values(uid=name, name=name, title=name))
            known = made.inserted_primary_key[0]
        db.execute(sa.insert(t.record_file).values(record_id=known, file_id=file_id, position=n))
        stage = {"file_id": file_id, "stage": searching.STAGE, "key": "k", "version": "1"}
        db.execute(sa.insert(t.present).values(stage))
        for number in range(1, pages + 1):
            row = {"file_id": file_id, "number": number, "width": 61200, "height": 79200}
            row |= {"version": reader.version_for(MediaType.PDF), "blob": "x", "source": "ocr"}
            row |= {"confidence": draw.choice([20.0, 90.0, 90.0]), "words": draw.choice([0, 9, 9])}
            db.execute(sa.insert(t.page).values(row))
            for at in range(draw.randint(0, 4)):
                add_finding(db, file_id, number, at, *draw.choice(KINDS))
    return sha256


def add_finding(db, file_id, page, at, kind, score):
    row = {"file_id": file_id, "page": page, "start": 20 * at, "end": 20 * at + 9, "score": score}
    row |= {"areas": f"[[100,{1000 * at},900,{1000 * at + 900}]]", "kind": kind, "value_key": ""}
    row |= {"detector": "test", "version": "1", "why": "made up"}
    db.execute(sa.insert(t.finding).values(row))


@contextmanager
def listing(root, name="desk.db"):
    with (
        opened(root, write=False) as collection,
        closing(WorkList(root / name, collection, guide_of(collection))) as work,
    ):
        yield collection, work


def stands_now(collection):
    with deciding.open_log(collection) as log:
        return Standing.of(log.entries())


def say(collection, *bodies):
    with deciding.open_log(collection) as log:
        log.append(bodies)


def release(target, kind="", verdict=Verdict.RELEASE):
    codes = ("(b)(6)",) if verdict is Verdict.WITHHOLD else ()
    return Determination(
        target, verdict, codes, WidthPolicy.EXACT, True, False, kind, "y", VALE, AT
    )


EVERY = Wanted(state="")


def everything(work, wanted=EVERY):
    """Return all rows, a few at a time, by their keys."""
    rows, after = [], ""
    while True:
        some, after = work.rows(wanted, after, 4)
        rows += some
        if not after:
            return rows


def scanned(rows):
    """Return totals counted from rows."""
    named = (
        "findings",
        "open",
        "awaiting",
        "holds",
        "withheld",
        "released",
        "disagreements",
        "seconds",
    )
    sums = {name: sum(getattr(row, name) for row in rows) for name in named}
    open_pages = sum(row.state == "open" for row in rows)
    looks = sum(row.look > 0 for row in rows)
    return Counts(pages=len(rows), open_pages=open_pages, looks=looks, **sums)


def anew(root, collection, stands):
    """Return the rows of a list that is made from nothing."""
    for path in root.glob("other.db*"):
        path.unlink()
    with closing(WorkList(root / "other.db", collection, guide_of(collection))) as other:
        other.refresh(stands)
        return everything(other), other.kinds(), other.by_record()


def check_exact(root, collection, work, stands):
    rows, kinds, records = anew(root, collection, stands)
    mine = everything(work)
    assert mine == rows
    assert work.kinds() == kinds
    assert work.by_record() == records
    assert work.counts() == scanned(rows)
    for state in ("open", "waiting", "unread", "done"):
        assert work.counts(Wanted(state=state)) == scanned([r for r in rows if r.state == state])
    for one in records[0]:
        assert one.counts == scanned([r for r in rows if r.record == one.record])


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


def test_stopped_anywhere_it_goes_on_and_comes_to_the_same(place, monkeypatch):
    monkeypatch.setattr(work_module, "SPAN", 2)
    with listing(place) as (collection, work):
        stands = stands_now(collection)
        for _ in range(40):
            stop = Stop()

            def told(stage, done, total, stop=stop):
                stop.requested = True

            before = work.behind
            work.refresh(stands, told, stop)
            if not work.behind:
                break
            assert not before or work.behind < before, "each run does its part"
        assert not work.behind
        check_exact(place, collection, work, stands)


def test_what_did_not_change_is_not_made_again(place, monkeypatch):
    made = []
    rows = Making.rows
    monkeypatch.setattr(
        Making, "rows", lambda self, files, *a: made.extend(files) or rows(self, files, *a)
    )
    with listing(place) as (collection, work):
        work.refresh(stands_now(collection))
        assert len(made) == 5
        made.clear()
        work.refresh(stands_now(collection))
        assert not made
        with collection.catalog.write() as db:
            add_finding(db, 2, 1, 9, "ssn", 0.9)
        row = next(iter(collection.catalog.findings(file_id=4)))
        say(collection, release(target_of(row.finding, row.sha256), row.finding.kind))
        work.refresh(stands_now(collection))
        assert sorted(file.id for file in made) == [2, 4]
    with listing(place) as (collection, again):
        made.clear()
        again.refresh(stands_now(collection))
        assert not made


def test_what_another_run_finds_reads_or_takes_away_is_seen(place):
    with listing(place) as (collection, work):
        stands = stands_now(collection)
        work.refresh(stands)
        changes = [
            sa.delete(t.finding).where(t.finding.c.file_id == 1),
            sa.update(t.finding).where(t.finding.c.file_id == 2, t.finding.c.id % 2 == 0).values(id=t.finding.c.id + 1000),
            sa.update(t.page).where(t.page.c.file_id == 3, t.page.c.number == 2).values(confidence=3.0, words=5),
            sa.update(t.page).where(t.page.c.file_id == 4, t.page.c.number == 1).values(blob="", version=""),
            sa.update(t.record).where(t.record.c.name == "r0").values(name="renamed"),
        ]  # fmt: skip
        for change in changes:
            with collection.catalog.write() as db:
                db.execute(change)
            work.refresh(stands)
            check_exact(place, collection, work, stands)
        with collection.catalog.write() as db:
            for table in (t.finding, t.page, t.record_file, t.present):
                db.execute(sa.delete(table).where(table.c.file_id == 2))
            db.execute(sa.delete(t.file).where(t.file.c.id == 2))
        work.refresh(stands)
        assert not any(row.record == "r1" for row in everything(work))
        assert work.by_record()[0][0].record == "r2"
        check_exact(place, collection, work, stands)


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


def test_threads_that_decide_while_it_is_being_made_leave_it_exact(place, monkeypatch):
    monkeypatch.setattr(work_module, "SPAN", 1)
    with listing(place) as (collection, work):
        live = Live(collection, guide_of(collection))
        findings = list(collection.catalog.findings())
        failed = []

        def decide(n):
            draw = random.Random(n)
            for _ in range(12):
                row = draw.choice(findings)
                target = target_of(row.finding, row.sha256)
                verdict = draw.choice(OF_PLACES)
                body = release(target, row.finding.kind, verdict)
                live.append(lambda _, body=body: [body])
                with live.reading() as stands:
                    work.refresh_page(row.sha256, row.finding.page, stands)
                work.rows(Wanted(), "", 5)

        def make():
            for _ in range(4):
                work.refresh(live.reading)

        def told(work_, *args):
            try:
                work_(*args)
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=told, args=(decide, n)) for n in range(3)]
        threads += [threading.Thread(target=told, args=(make,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not failed
        assert not any(thread.is_alive() for thread in threads)
        check_exact(place, collection, work, stands_now(collection))
        live.close()


def test_rows_made_before_a_later_decision_was_written_are_not_written_over_it(place, monkeypatch):
    with listing(place) as (collection, work):
        work.refresh(stands_now(collection))
        row = next(iter(collection.catalog.findings(file_id=1)))
        old = stands_now(collection)
        rows, at = Making.rows, []

        def slow(self, files, span, stands, findings=None):
            made = rows(self, files, span, stands, findings)
            if stands is old and not at:
                at.append(1)
                say(
                    collection,
                    release(target_of(row.finding, row.sha256), row.finding.kind, Verdict.WITHHOLD),
                )
                work.refresh_page(row.sha256, row.finding.page, stands_now(collection))
            return made

        monkeypatch.setattr(Making, "rows", slow)
        asked = []

        @contextmanager
        def reading():
            asked.append(1)
            yield old if len(asked) == 1 else stands_now(collection)

        with collection.catalog.write() as db:
            add_finding(db, 1, 1, 9, "ssn", 0.9)
        work.refresh(reading)
        assert at
        assert work.row(row.sha256, row.finding.page).withheld == 1


def test_a_list_that_is_damaged_or_of_another_form_is_made_anew(place):
    path = place / "desk.db"
    with listing(place) as (collection, work):
        work.refresh(stands_now(collection))
        rows = everything(work)
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"not a list at all " * 300)
    path.chmod(0o644)
    with listing(place) as (collection, work):
        assert not everything(work)
        work.refresh(stands_now(collection))
        assert everything(work) == rows
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_decision_is_not_lost_where_the_list_cannot_be_written(place):
    import sqlite3

    with listing(place) as (collection, work):
        work.refresh(stands_now(collection))
        row = next(iter(collection.catalog.findings(file_id=1)))
        work._file._writer.execute("PRAGMA busy_timeout=1")
        with closing(sqlite3.connect(place / "desk.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            say(
                collection,
                release(target_of(row.finding, row.sha256), row.finding.kind, Verdict.WITHHOLD),
            )
            assert (
                work.refresh_page(row.sha256, row.finding.page, stands_now(collection)).withheld
                == 0
            )
            other.execute("ROLLBACK")
        work.refresh(stands_now(collection))
        assert work.row(row.sha256, row.finding.page).withheld == 1


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
