"""Who read what: every row acknowledged is there, in a chain, and whatever is done to one is noticed."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tearline
from tearline.desk.access.file import AccessFile
from tearline.desk.access.notes import Notes
from tearline.desk.access.reads import FIRST, LONGEST, Read, Reads
from tearline.errors import TearlineError

few = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Clock:
    def __init__(self):
        self.at = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def access(tmp_path):
    with AccessFile(tmp_path / "access.db", Clock()) as one:
        yield one


def _filled(access):
    reads = Reads(access)
    for n in range(1, 8):
        reads.note("vale" if n % 2 else "marsh", Read.PAGE, f"memo{n % 3}", n)
    return reads


def test_a_row_says_who_read_what_when_and_is_found_by_person_and_record_newest_first(access):
    reads = _filled(access)
    newest = reads.entries(limit=1)[0]
    assert newest.at == "2026-11-22T09:00:07+00:00"
    assert (newest.id, newest.who, newest.what, newest.record, newest.page) == (
        7,
        "vale",
        "page",
        "memo1",
        7,
    )
    assert [one.id for one in reads.entries(who="marsh")] == [6, 4, 2]
    assert [one.id for one in reads.entries(record="memo1")] == [7, 4, 1]
    assert [one.id for one in reads.entries(who="vale", record="memo1")] == [7, 1]
    assert reads.entries(who="nobody") == []


@few
@given(size=st.integers(1, 9), who=st.sampled_from(["", "vale", "marsh"]))
def test_pages_of_rows_are_all_the_rows_once_each_while_new_ones_come_in(access, size, who):
    reads = Reads(access)
    if not reads.entries():
        _filled(access)
    wanted = [one.id for one in reads.entries(who=who, limit=10**6)]
    got, before = [], 0
    while rows := reads.entries(who=who, before=before, limit=size):
        got += [one.id for one in rows]
        before = rows[-1].id
        assert len(got) <= len(wanted)
        reads.note("vale", Read.SEARCH, detail="boats")
    assert got == wanted
    assert reads.entries(before=10**40)[0].id == reads.verify()


@few
@given(who=st.text(max_size=9), record=st.text(max_size=9), detail=st.text(max_size=700))
def test_any_text_can_be_noted_and_none_is_cut_unseen(access, who, record, detail):
    reads = Reads(access)
    reads.note(who, Read.SEARCH, record, 2, detail + "\ud800\x00")
    one = reads.entries(limit=1)[0]
    assert (one.who, one.record) == (who, record)
    assert one.detail == (
        detail + "?\x00" if len(detail) + 2 <= LONGEST else detail[: LONGEST - 1] + "…"
    )
    assert reads.verify() == one.id


def test_rows_of_a_batch_are_all_there_or_none(access):
    reads = _filled(access)
    reads.note_all("vale", Read.PREVIEW, [("memo", n, "") for n in range(5)])
    reads.note_all("vale", Read.PREVIEW, [])
    with pytest.raises(TypeError):
        reads.note_all("vale", Read.PREVIEW, [("memo", 1, ""), ("memo", None, "")])
    assert reads.verify() == 12
    reads.note_all("vale", Read.PREVIEW, [("memo", "3", ""), ("memo", True, "")])
    assert reads.verify() == 14


def _vandal(path, *statements):
    """Change the file as someone would who can write it: guards off, guards on again."""
    db = sqlite3.connect(path, isolation_level=None)
    guards = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        db.execute(*statement)
    for _, sql in guards:
        db.execute(sql)
    db.close()


@pytest.mark.parametrize(
    "column", ["at", "who", "what", "record", "page", "detail", "prev", "hash"]
)
@pytest.mark.parametrize("row", [1, 4, 7])
def test_any_column_of_any_row_changed_is_noticed(access, column, row):
    reads = _filled(access)
    other = 99 if column == "page" else "x"
    _vandal(access.path, (f"UPDATE read SET {column} = ? WHERE id = ?", (other, row)))
    with pytest.raises(TearlineError, match=f"row {row} .*backup"):
        reads.verify()


@pytest.mark.parametrize(
    "statements",
    [
        [("DELETE FROM read WHERE id = 1",)],
        [("DELETE FROM read WHERE id = 3",)],
        [("DELETE FROM read WHERE id = 3",), ("UPDATE read SET id = id - 1 WHERE id > 3",)],
        [
            ("UPDATE read SET id = -id WHERE id IN (2, 3)",),
            ("UPDATE read SET id = 5 + id WHERE id < 0",),
        ],
        [
            (
                "INSERT INTO read SELECT 8, at, who, what, record, page, detail, prev, hash FROM read WHERE id = 7",
            )
        ],
        [
            (
                "INSERT INTO read SELECT -1, at, who, what, record, page, detail, prev, hash FROM read WHERE id = 7",
            )
        ],
        [("DROP TRIGGER IF EXISTS read_stays",), ("CREATE TABLE t (a)",)],
    ],
    ids=["first", "middle", "gap closed", "two swapped", "last doubled", "one before", "a table"],
)
def test_a_row_taken_out_put_in_or_moved_is_noticed(access, statements):
    reads = _filled(access)
    _vandal(access.path, *statements)
    with pytest.raises(TearlineError, match="backup"):
        reads.verify()


def test_rows_cut_off_at_the_end_are_noticed_by_a_head_kept_elsewhere(access):
    reads = Reads(access)
    assert reads.head() == FIRST
    _filled(access)
    head = reads.head()
    reads.note("vale", Read.IMAGE)
    assert reads.verify(head) == reads.verify(FIRST) == reads.verify() == 8
    _vandal(access.path, ("DELETE FROM read WHERE id >= 7",))
    assert reads.verify() == 6
    with pytest.raises(TearlineError, match="head"):
        reads.verify(head)


WRITER = """
    import sys
    from pathlib import Path
    from tearline.desk.access.file import AccessFile
    from tearline.desk.access.notes import Notes
    from tearline.desk.access.reads import Read, Reads
    with AccessFile(Path(sys.argv[1])) as access:
        reads, notes = Reads(access), Notes(access)
        for n in range(1, 10**6):
            with access.transaction():
                notes.write("vale", "memo", n, "seen")
                reads.note("vale", Read.PAGE, "memo", n)
            print(n, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 40, 173])
def test_kill_9_in_the_middle_of_writing_loses_nothing_that_was_acknowledged(
    tmp_path, acknowledged
):
    path = tmp_path / "access.db"
    env = {**os.environ, "PYTHONPATH": str(Path(tearline.__file__).parents[1])}
    words = [sys.executable, "-c", textwrap.dedent(WRITER), path]
    last = 0
    for _ in range(2):  # killed, and killed again where it goes on
        with subprocess.Popen(words, stdout=subprocess.PIPE, env=env, text=True) as writer:
            said = [int(writer.stdout.readline()) for _ in range(acknowledged)]
            writer.send_signal(signal.SIGKILL)
            said += [int(line) for line in writer.stdout.read().splitlines()]
        assert writer.returncode == -signal.SIGKILL
        with AccessFile(path) as access:
            count = Reads(access).verify()
            assert last + len(said) <= count <= last + len(said) + 1
            notes = [one.page for one in Notes(access).of("memo")]
            reads = [one.page for one in Reads(access).entries(limit=10**6)]
            assert notes == reads[::-1]
            last = count
