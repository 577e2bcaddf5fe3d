"""The work list goes on: stopped, damaged, beside threads and other runs, it comes to the same."""

from __future__ import annotations

import random
import runpy
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from tearline.decisions.standing import target_of
from tearline.desk.live import Live
from tearline.desk.work import listing as work_module
from tearline.desk.work.listing import Wanted
from tearline.desk.work.making import Making
from tearline.engine import Stop
from tearline.model.decision import (
    Verdict,
)
from tearline.store import schema as t
from tearline.verbs.looking import guide_of

WORLD = runpy.run_path(str(Path(__file__).parent / "work_world.py"))
place = WORLD["place"]
add_finding = WORLD["add_finding"]
listing = WORLD["listing"]
stands_now = WORLD["stands_now"]
say = WORLD["say"]
release = WORLD["release"]
everything = WORLD["everything"]
check_exact = WORLD["check_exact"]
OF_PLACES = WORLD["OF_PLACES"]


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
