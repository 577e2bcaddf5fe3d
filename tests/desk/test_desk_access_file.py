"""The desk's own file: its owner's alone, append-only where it must be, opened by many, never half written."""

import multiprocessing
import sqlite3
import stat
import threading

import pytest

from tearline.desk.access import file as access_file
from tearline.desk.access.file import KEPT, AccessFile
from tearline.desk.access.notes import Notes
from tearline.desk.access.people import People, Role
from tearline.desk.access.reads import Read, Reads
from tearline.errors import LockedError, TearlineError

WORDS = "seven green boats at noon"


@pytest.fixture
def access(tmp_path):
    with AccessFile(tmp_path / "access.db") as one:
        yield one


def _filled(access):
    People(access).add("vale", WORDS, frozenset({Role.ADMINISTRATOR}), "test")
    Reads(access).note("vale", Read.PAGE, "memo", 1)
    Notes(access).write("vale", "memo", 1, "Ask the originator.")


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_the_file_and_what_lies_beside_it_are_the_owner_s_alone(access):
    _filled(access)
    beside = list(access.path.parent.glob("access.db*"))
    assert len(beside) == 3
    assert {_mode(path) for path in beside} == {0o600}


def test_a_file_left_open_to_others_is_closed_to_them(tmp_path):
    AccessFile(tmp_path / "access.db").close()
    (tmp_path / "access.db").chmod(0o664)
    AccessFile(tmp_path / "access.db").close()
    assert _mode(tmp_path / "access.db") == 0o600


@pytest.mark.parametrize("table", KEPT)
def test_the_file_itself_refuses_to_change_a_row_that_was_written(access, table):
    _filled(access)
    with sqlite3.connect(access.path) as other:
        columns = len(other.execute(f"SELECT * FROM {table}").fetchone())
        marks = ", ".join("?" * columns)
        for statement, values in [
            (f"UPDATE {table} SET at = 'x'", ()),
            (f"UPDATE {table} SET id = 7", ()),
            (f"DELETE FROM {table}", ()),
            (f"INSERT OR REPLACE INTO {table} VALUES ({marks})", (1, *["0"] * (columns - 1))),
            (f"INSERT INTO {table} VALUES ({marks})", (9, *["0"] * (columns - 1))),
        ]:
            with pytest.raises(sqlite3.IntegrityError):
                other.execute(statement, values)
    other.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER read_stays",
        "DROP TRIGGER people_log_remains",
        "ALTER TABLE read ADD COLUMN more TEXT",
        "CREATE TRIGGER sly AFTER INSERT ON person BEGIN DELETE FROM session; END",
        "CREATE VIEW v AS SELECT 1",
        "DROP INDEX read_by",
    ],
)
def test_a_file_whose_tables_or_rules_were_changed_is_not_opened(tmp_path, statement):
    path = tmp_path / "access.db"
    with AccessFile(path) as access, sqlite3.connect(path) as other:
        access.check()
        other.execute(statement)
        other.commit()
        with pytest.raises(TearlineError, match="changed"):
            access.check()
    other.close()
    with pytest.raises(TearlineError, match=r"changed.*backup"):
        AccessFile(path)


def test_a_file_of_another_version_or_another_kind_is_not_opened_and_left_as_it_was(tmp_path):
    later, other, noise = (tmp_path / name for name in ("later.db", "other.db", "noise.db"))
    AccessFile(later).close()
    for path, statement in ((later, "PRAGMA user_version=2"), (other, "CREATE TABLE t (a)")):
        db = sqlite3.connect(path)
        db.execute(statement)
        db.commit()
        db.close()
        with pytest.raises(TearlineError, match="version 1"):
            AccessFile(path)
    noise.write_bytes(b"no database at all " * 100)
    with pytest.raises(TearlineError, match="backup"):
        AccessFile(noise)
    assert noise.read_bytes() == b"no database at all " * 100
    with pytest.raises(TearlineError, match="folder"):
        AccessFile(tmp_path / "nowhere" / "access.db")


def test_a_backup_made_by_vacuum_opens_and_so_does_a_file_that_was_analysed(tmp_path):
    with AccessFile(tmp_path / "access.db") as access:
        _filled(access)
    db = sqlite3.connect(tmp_path / "access.db")
    db.execute("ANALYZE")
    db.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    db.close()
    for name in ("access.db", "copy.db"):
        with AccessFile(tmp_path / name) as access:
            assert Reads(access).verify() == 1


def _open(path, start, said):
    start.wait()
    try:
        AccessFile(path).close()
        said.put("")
    except Exception as error:
        said.put(repr(error))


def test_many_that_make_the_same_file_at_once_all_open_it(tmp_path):
    context = multiprocessing.get_context("fork")
    for turn in range(4):
        start, said = context.Barrier(6), context.Queue()
        path = tmp_path / f"access{turn}.db"
        all_of_them = [context.Process(target=_open, args=(path, start, said)) for _ in range(6)]
        for one in all_of_them:
            one.start()
        assert [said.get(timeout=60) for _ in all_of_them] == [""] * 6
        for one in all_of_them:
            one.join()


def test_who_finds_the_new_file_busy_asks_again(tmp_path, monkeypatch):
    class Busy(sqlite3.Connection):
        refused = 0

        def execute(self, statement, *values):
            if "journal_mode" in statement and Busy.refused < 3:
                Busy.refused += 1
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = sqlite3.SQLITE_BUSY
                raise error
            return super().execute(statement, *values)

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **more: connect(*a, factory=Busy, **more))
    AccessFile(tmp_path / "access.db").close()
    assert Busy.refused == 3


def test_what_is_acknowledged_is_on_the_disk(access):
    assert [access.row(f"PRAGMA {name}")[0] for name in ("journal_mode", "synchronous")] == [
        "wal",
        2,
    ]


def test_no_thread_sees_what_another_has_written_and_not_yet_kept(access):
    notes, seen = Notes(access), []
    reader = threading.Thread(target=lambda: seen.append(notes.of("memo")))
    with pytest.raises(ZeroDivisionError), access.transaction():
        notes.write("vale", "memo", 1, "one")
        reader.start()
        reader.join(0.2)  # it waits for the end of this
        raise ZeroDivisionError
    reader.join()
    assert seen == [[]]


def test_a_transaction_is_kept_whole_or_not_at_all_and_a_part_of_it_likewise(access):
    notes, people = Notes(access), People(access)
    with pytest.raises(ZeroDivisionError), access.transaction():
        notes.write("vale", "memo", 1, "one")
        raise ZeroDivisionError
    with access.transaction():
        notes.write("vale", "memo", 1, "two")
        with pytest.raises(ZeroDivisionError), access.transaction():
            notes.write("vale", "memo", 1, "three")
            raise ZeroDivisionError
        notes.write("vale", "memo", 1, "four")
    assert [one.text for one in notes.of("memo")] == ["two", "four"]
    assert people.all() == []


def test_who_waits_for_another_program_too_long_is_told_so_and_nothing_was_written(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(access_file, "BUSY_SECONDS", 0.05)
    with AccessFile(tmp_path / "access.db") as access:
        other = sqlite3.connect(access.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError, match="Wait"):
            Reads(access).note("vale", Read.PAGE)
        other.execute("ROLLBACK")
        other.close()
        assert Reads(access).entries() == []


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "access.db"
    with AccessFile(path) as access:
        Reads(access).note_all("vale", Read.PAGE, [("memo", n, "x" * 80) for n in range(200)])
    data = bytearray(path.read_bytes())
    data[9 * 4096 : 14 * 4096] = b"\xff" * (5 * 4096)
    path.write_bytes(bytes(data))
    with pytest.raises(TearlineError, match="backup"), AccessFile(path) as access:
        Reads(access).verify()


def test_threads_share_the_file_and_no_row_of_theirs_is_lost(access):
    reads, notes = Reads(access), Notes(access)

    def work(who):
        for n in range(20):
            reads.note(who, Read.PAGE, "memo", n)
            notes.write(who, "memo", n, "seen")
            assert reads.entries(who=who, limit=1)[0].page == n

    threads = [threading.Thread(target=work, args=(f"p{n}",)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (reads.verify(), len(notes.of("memo"))) == (160, 160)
