"""The log is durable, append-only and chained: whatever is done to it is noticed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import sqlite3
import threading
from pathlib import Path

import made_bodies as made
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tearline.decisions import log as log_module
from tearline.decisions.bodies import canonical, to_json
from tearline.decisions.log import GENESIS, DecisionLog
from tearline.errors import (
    DiskFullError,
    LockedError,
    LogBrokenError,
    NoCollectionError,
    UsageError,
)

SOME = [made.determination(made.box(10 * n), reason=f"räson {n}") for n in range(5)]
few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def log(tmp_path):
    with DecisionLog(tmp_path / "decisions.db") as made_log:
        yield made_log


def test_an_empty_log_has_the_genesis_head_and_no_entries(log):
    assert (log.head(), log.verify(), list(log.entries()), log.append([])) == (GENESIS, 0, [], ())


def test_entries_come_back_as_they_went_in_and_chain_by_the_stated_formula(log):
    written = log.append(SOME[:2]) + log.append(SOME[2:])
    assert tuple(log.entries()) == written
    assert [e.body for e in written] == SOME
    assert [e.seq for e in written] == [1, 2, 3, 4, 5]
    prev = GENESIS
    for entry in written:
        text = canonical(to_json(entry.body))
        assert entry.hash == hashlib.sha256((prev + text).encode()).hexdigest()
        prev = entry.hash
    assert log.head() == prev
    assert log.verify() == 5
    assert [e.seq for e in log.entries(since=3)] == [4, 5]


def test_all_bodies_of_one_append_go_in_or_none(log):
    def failing():
        yield SOME[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        log.append(failing())
    with pytest.raises(UsageError):
        log.append([SOME[0], made.determination(made.Target())])
    assert log.verify() == 0


def test_the_file_itself_refuses_update_delete_replace_and_a_gap(log):
    log.append(SOME)
    row = (3, "p", "h", "b")
    with sqlite3.connect(log.path) as other:
        for statement, values in [
            ("UPDATE entry SET body = 'x' WHERE seq = 2", ()),
            ("DELETE FROM entry WHERE seq = 5", ()),
            ("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?)", row),
            ("INSERT INTO entry VALUES (?, ?, ?, ?)", (9, *row[1:])),
        ]:
            with pytest.raises(sqlite3.IntegrityError):
                other.execute(statement, values)
    assert log.verify() == 5


def _vandal(path, *statements):
    """Change the file as someone would who can write it: guards off, guards on again."""
    db = sqlite3.connect(path, isolation_level=None)
    guards = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
    ).fetchall()
    for name, _ in guards:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(*statement)
    for _, sql in guards:
        db.execute(sql)
    db.close()


@few
@given(data=st.data())
def test_any_byte_of_any_entry_changed_is_noticed(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("log") / "decisions.db"
    with DecisionLog(path) as log:
        log.append(SOME)
        seq = data.draw(st.integers(1, 5))
        column = data.draw(st.sampled_from(["prev", "hash", "body"]))
        db = sqlite3.connect(path)
        (value,) = db.execute(f"SELECT {column} FROM entry WHERE seq = ?", (seq,)).fetchone()
        db.close()
        at = data.draw(st.integers(0, len(value) - 1))
        other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != value[at]))
        changed = value[:at] + other + value[at + 1 :]
        _vandal(path, (f"UPDATE entry SET {column} = ? WHERE seq = ?", (changed, seq)))
        with pytest.raises(LogBrokenError, match=r"Entry \d"):
            log.verify()


@pytest.mark.parametrize(
    "statements",
    [
        [("DELETE FROM entry WHERE seq = 1",)],
        [("DELETE FROM entry WHERE seq = 3",)],
        [("DELETE FROM entry WHERE seq = 3",), ("UPDATE entry SET seq = seq - 1 WHERE seq > 3",)],
        [
            ("UPDATE entry SET seq = -seq WHERE seq IN (2, 3)",),
            ("UPDATE entry SET seq = 5 + seq WHERE seq < 0",),
        ],
        [("UPDATE entry SET seq = 9 WHERE seq = 5",)],
        [("INSERT INTO entry SELECT 6, prev, hash, body FROM entry WHERE seq = 5",)],
    ],
    ids=["first gone", "middle gone", "gap closed", "two swapped", "last moved", "last doubled"],
)
def test_an_entry_taken_out_put_in_or_moved_is_noticed(log, statements):
    log.append(SOME)
    _vandal(log.path, *statements)
    with pytest.raises(LogBrokenError):
        log.verify()


def test_a_log_cut_short_is_noticed_by_a_head_kept_elsewhere(log):
    log.append(SOME)
    head = log.head()
    middle = list(log.entries())[2].hash
    assert log.verify(head) == log.verify(middle) == log.verify(GENESIS) == 5
    _vandal(log.path, ("DELETE FROM entry WHERE seq = 5",))
    assert log.verify() == 4
    with pytest.raises(LogBrokenError, match="head"):
        log.verify(head)


def test_guards_taken_off_the_file_are_noticed(log):
    log.append(SOME)
    with sqlite3.connect(log.path) as other:
        other.execute("DROP TRIGGER entry_stays")
    with pytest.raises(LogBrokenError, match="triggers"):
        log.verify()


def test_a_body_of_a_newer_version_is_refused_with_its_number(log):
    log.append(SOME[:1])
    body = canonical({**to_json(SOME[0]), "schema_version": 2})
    digest = log_module.chained(log.head(), body)
    with sqlite3.connect(log.path) as other:
        other.execute("INSERT INTO entry VALUES (2, ?, ?, ?)", (log.head(), digest, body))
    assert log.verify() == 2  # the chain holds; the content is not for this version
    with pytest.raises(LogBrokenError, match="Entry 2"):
        list(log.entries())


def test_a_missing_log_is_begun_or_refused_as_asked(tmp_path):
    with pytest.raises(NoCollectionError):
        DecisionLog(tmp_path / "none.db", must_exist=True)
    assert not (tmp_path / "none.db").exists()
    DecisionLog(tmp_path / "none.db").close()
    DecisionLog(tmp_path / "none.db", must_exist=True).close()


def test_a_file_that_is_no_log_is_refused_and_left_alone(tmp_path):
    text, other = tmp_path / "text.db", tmp_path / "other.db"
    text.write_bytes(b"not a database at all" * 100)
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE mine (x)")
    for path in (text, other):
        with pytest.raises(LogBrokenError):
            DecisionLog(path)
    assert text.read_bytes() == b"not a database at all" * 100


def test_a_full_disk_is_said_and_nothing_half_written_stays(log):
    log.append(SOME[:1])
    (pages,) = log._db.execute("PRAGMA page_count").fetchone()
    log._db.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(DiskFullError):
        log.append([made.determination(made.box(n), reason="x" * 4000) for n in range(50)])
    log._db.execute("PRAGMA max_page_count=1000000")
    assert log.verify() == 1
    assert log.append(SOME[1:2])[0].seq == 2


def test_a_writer_that_never_lets_go_is_said_to_be_in_the_way(tmp_path, monkeypatch):
    monkeypatch.setattr(log_module, "BUSY_SECONDS", 0.05)
    with DecisionLog(tmp_path / "d.db") as log:
        other = sqlite3.connect(log.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError):
            log.append(SOME)
        other.execute("ROLLBACK")
        assert log.append(SOME)[-1].seq == 5


def _write(path, count, who):
    with DecisionLog(path) as log:
        for n in range(count):
            log.append([made.determination(made.box(n), reason=who)])


def test_two_processes_writing_at_once_lose_nothing_and_fork_nothing(tmp_path):
    path = tmp_path / "decisions.db"
    DecisionLog(path).close()
    started = [
        multiprocessing.get_context("fork").Process(target=_write, args=(path, 20, who))
        for who in "ab"
    ]
    for process in started:
        process.start()
    for process in started:
        process.join(60)
    with DecisionLog(path) as log:
        assert log.verify() == 40
        assert sorted(e.body.reason for e in log.entries()) == ["a"] * 20 + ["b"] * 20


def test_threads_may_share_one_log(log):
    threads = [
        threading.Thread(target=lambda: [log.append(SOME[:1]) for _ in range(10)]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.verify() == 40


def test_entries_can_be_appended_while_they_are_read(log):
    log.append(SOME)
    for entry in log.entries():
        if entry.seq <= 5:
            log.append(SOME[:1])
    assert log.verify() == 10


@few
@given(st.lists(made.bodies, max_size=5))
def test_an_exported_log_replays_to_the_same_hashes(tmp_path_factory, bodies):
    folder = tmp_path_factory.mktemp("export")
    with DecisionLog(folder / "a.db") as first, DecisionLog(folder / "b.db") as second:
        first.append(bodies)
        assert first.export(folder / "log.jsonl") == len(bodies)
        assert second.restore(folder / "log.jsonl", first.head() if bodies else "") == len(bodies)
        assert second.head() == first.head()
        assert list(second.entries()) == list(first.entries())
    assert sorted(p.name for p in folder.glob("*.part")) == []


@few
@given(data=st.data())
def test_any_byte_of_an_export_changed_added_or_lost_is_noticed(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("export")
    exported = folder / "log.jsonl"
    with DecisionLog(folder / "a.db") as first:
        first.append(SOME[:3])
        first.export(exported)
        head = first.head()
    lines = exported.read_bytes()
    at = data.draw(st.integers(0, len(lines) - 1))
    new = data.draw(st.binary(max_size=2).filter(lambda b: b != lines[at : at + 1]))
    exported.write_bytes(lines[:at] + new + lines[at + 1 :])
    with DecisionLog(folder / "b.db") as second:
        with pytest.raises(LogBrokenError):
            second.restore(exported, head)
        assert second.verify() == 0


def test_an_export_fills_an_empty_log_only(log, tmp_path):
    log.append(SOME)
    log.export(tmp_path / "log.jsonl")
    with pytest.raises(UsageError, match="empty"):
        log.restore(tmp_path / "log.jsonl")


def test_an_export_is_json_lines_with_each_body_whole(log, tmp_path):
    log.append(SOME)
    log.export(tmp_path / "log.jsonl")
    lines = [
        json.loads(line) for line in Path(tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    ]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4, 5]
    assert [line["body"] for line in lines] == [to_json(body) for body in SOME]
