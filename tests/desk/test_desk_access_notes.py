"""Notes and assignments: never changed, answered on their own record, closed once, due first things first."""

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tearline.desk.access.file import AccessFile
from tearline.desk.access.notes import LONGEST, Notes
from tearline.errors import UsageError


@pytest.fixture
def access(tmp_path):
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    with AccessFile(tmp_path / "access.db", lambda: at) as one:
        yield one


@pytest.fixture
def notes(access):
    return Notes(access)


def test_a_note_says_who_when_and_on_what_and_stands_on_its_record_or_page(notes):
    first = notes.write("vale", "memo", 1, "  Ask the originator.\n")
    notes.write("marsh", "memo", 0, "Whole record.")
    notes.write("marsh", "cable", 1, "Elsewhere.")
    reply = notes.write("marsh", "memo", 1, "Done.", answers=first)
    assert [one.text for one in notes.of("memo")] == [
        "Ask the originator.",
        "Whole record.",
        "Done.",
    ]
    assert [one.text for one in notes.of("memo", 0)] == ["Whole record."]
    one, two = notes.of("memo", 1)
    assert (one.id, one.at, one.who, one.page, one.closed) == (
        *(first, "2026-11-22T09:00:00+00:00", "vale", 1, False),
    )
    assert (two.id, two.answers) == (reply, first)
    assert notes.of("nothing") == []


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=30))
def test_a_note_comes_back_as_it_was_written(notes, text):
    try:
        number = notes.write("vale", "memo", 1, text)
    except UsageError:
        assert not text.strip()
        return
    assert [one.text for one in notes.of("memo") if one.id == number] == [text.strip()]


def test_a_note_that_is_empty_too_long_or_answers_nothing_is_refused_and_not_written(notes):
    elsewhere = notes.write("vale", "cable", 1, "Elsewhere.")
    notes.close("vale", elsewhere)
    for text, answers in [
        *(("", 0), (" \n ", 0), ("x" * (LONGEST + 1), 0)),
        *(("x", elsewhere), ("x", 77), ("x", elsewhere + 1), ("x", 10**30), ("x", -1)),
    ]:
        with pytest.raises(UsageError):
            notes.write("vale", "memo", 1, text, answers)
    assert notes.of("memo") == []
    notes.write("vale", "memo", 1, "x" * LONGEST + "\ud800" * 0)
    notes.write("vale", "memo", 1, "half \ud800 a letter")
    assert notes.of("memo")[-1].text == "half ? a letter"


def test_closing_is_a_row_of_its_own_written_once_and_nothing_is_changed(notes, access):
    number = notes.write("vale", "memo", 1, "Ask.")
    answer = notes.write("vale", "memo", 1, "Asked.", answers=number)
    for who in ("marsh", "vale", "marsh"):
        notes.close(who, number)
    assert [(one.id, one.closed) for one in notes.of("memo")] == [(number, True), (answer, False)]
    closing = access.rows("SELECT who, closes FROM note WHERE closes > 0")
    assert [tuple(row) for row in closing] == [("marsh", number)]
    for unknown in (0, 99, 3, 10**30):
        with pytest.raises(UsageError):
            notes.close("vale", unknown)
    with pytest.raises(sqlite3.IntegrityError), sqlite3.connect(access.path) as other:
        other.execute("UPDATE note SET body = 'x'")
    other.close()


def test_open_notes_are_counted_by_record(notes):
    for n in range(1200):
        notes.write("vale", f"r{n}", 0, "one")
    two = notes.write("vale", "r7", 2, "two")
    closed = notes.of("r9")[0].id
    for _ in range(2):
        notes.close("vale", closed)
    asked = [f"r{n}" for n in range(1200)] + ["r7", "nothing"]
    counts = notes.open_on(asked)
    assert counts == {f"r{n}": 1 for n in range(1200) if n != 9} | {"r7": 2}
    notes.close("marsh", two)
    assert notes.open_on(["r7", "r9"]) == {"r7": 1}
    assert notes.open_on([]) == {}


def test_what_is_due_comes_first_and_what_is_done_is_gone(notes):
    for record, due in [("a", ""), ("b", "2026-12-24"), ("c", "2026-12-01"), ("d", "2026-12-01")]:
        notes.assign(record, "marsh", "vale", due)
    notes.assign("a", "birch", "vale")
    assert [one.record for one in notes.open_for("marsh")] == ["c", "d", "b", "a"]
    one = notes.open_for("marsh")[0]
    assert (one.person, one.by, one.due, one.at) == (
        *("marsh", "vale", "2026-12-01", "2026-11-22T09:00:00+00:00"),
    )
    notes.done(one.id, "marsh")
    notes.done(one.id, "vale")
    assert [one.record for one in notes.open_for("marsh")] == ["d", "b", "a"]
    assert [bool(one.done) for one in notes.given("c")] == [True]
    assert [one.person for one in notes.given("a")] == ["marsh", "birch"]


def test_a_record_given_again_to_the_same_person_is_one_task_with_the_newer_date(notes):
    notes.assign("a", "marsh", "vale", "2026-12-01")
    notes.assign("a", "marsh", "birch", "2026-12-09")
    assert [(one.by, one.due) for one in notes.open_for("marsh")] == [("birch", "2026-12-09")]
    notes.done(notes.open_for("marsh")[0].id)
    notes.assign("a", "marsh", "vale")
    assert [one.due for one in notes.open_for("marsh")] == [""]
    assert len(notes.given("a")) == 2


def test_only_who_was_given_something_or_gave_it_says_that_it_is_done(notes):
    notes.assign("a", "marsh", "vale")
    (one,) = notes.open_for("marsh")
    for number, who in [(one.id, "birch"), (99, "marsh"), (10**30, "")]:
        with pytest.raises(UsageError):
            notes.done(number, who)
    assert notes.open_for("marsh") == [one]


@pytest.mark.parametrize("due", ["tomorrow", "2026-13-01", "20261201x", "2026-12-01T09:00"])
def test_a_date_that_is_none_is_refused(notes, due):
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        notes.assign("a", "marsh", "vale", due)
    assert notes.given("a") == []
