"""A reader's labels: a file that only grows, and says what it could not read."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.errors import UsageError
from tearline.reading.relating.labels import Label, LabelFile, Sample

NOW = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=-5)))


def label(record, yes=True):
    return Label(record, yes, NOW, "a reader")


@pytest.fixture
def file(tmp_path):
    return LabelFile(tmp_path / "my labels.jsonl")


def test_what_is_added_is_read_again_and_the_last_label_holds(file):
    sample = Sample(("b", "c"), 40, 7, NOW, "a reader")
    file.add([label("a"), label("b", yes=False)])
    file.add([sample, label("a", yes=False), label("ü \n")])
    labels = file.read()
    assert labels.said == (label("a"), label("b", yes=False), label("a", yes=False), label("ü \n"))
    assert labels.samples == (sample,)
    assert (labels.yes, labels.no, labels.problems) == (("ü \n",), ("a", "b"), ())
    assert file.path.stat().st_mode & 0o077 == 0


def test_a_file_that_is_not_there_has_no_labels(file):
    labels = file.read()
    assert (labels.said, labels.samples, labels.problems) == ((), (), ())
    file.add([])
    assert not file.path.exists()


@given(st.data())
def test_a_line_cut_anywhere_costs_that_line_alone_and_the_next_is_whole(tmp_path_factory, data):
    file = LabelFile(tmp_path_factory.mktemp("cut") / "labels.jsonl")
    file.add([label("a"), label("b")])
    whole = file.path.read_bytes()
    first = whole.index(b"\n") + 1
    at = data.draw(st.integers(first + 1, len(whole) - 2))
    file.path.write_bytes(whole[:at])
    cut = file.read()
    assert [one.record for one in cut.said] == ["a"]
    assert len(cut.problems) == 1
    assert "line 2 is cut short" in cut.problems[0]
    file.add([label("c")])
    after = file.read()
    assert [one.record for one in after.said] == ["a", "c"]
    assert "line 2" in after.problems[0]
    assert file.path.read_bytes().startswith(whole[:at])


def test_a_last_line_that_only_lacks_its_end_still_counts(file):
    file.add([label("a")])
    file.path.write_bytes(file.path.read_bytes().rstrip(b"\n"))
    file.add([label("b")])
    labels = file.read()
    assert [one.record for one in labels.said] == ["a", "b"]
    assert labels.problems == ()


@pytest.mark.parametrize(
    "change",
    [
        {"yes": "true"},
        {"yes": None},
        {"record": ""},
        {"record": 3},
        {"when": "yesterday"},
        {"when": "2026-11-23"},
        {"schema_version": 99},
        {"type": "note"},
        {"by": None},
    ],
)
def test_a_line_that_is_no_label_is_said_and_passed_over(file, change):
    file.add([label("a"), label("b")])
    row = json.loads(file.path.read_bytes().splitlines()[0]) | change
    with file.path.open("ab") as out:
        out.write(json.dumps(row).encode() + b"\n")
    file.add([label("c")])
    labels = file.read()
    assert [one.record for one in labels.said] == ["a", "b", "c"]
    assert "line 3 is no label" in labels.problems[0]


@pytest.mark.parametrize(
    "junk", [b"\x89PNG\r\n\x1a\n\x00\xff\n\xfe\n", b"name;yes\na;1\n", b"[" * 9999 + b"\n[\n"]
)
def test_a_file_of_something_else_is_an_error_with_a_remedy(file, junk):
    file.path.write_bytes(junk)
    with pytest.raises(UsageError, match="holds no labels") as error:
        file.read()
    assert error.value.remedy


def test_a_folder_is_no_label_file(tmp_path):
    for act in (LabelFile(tmp_path).read, lambda: LabelFile(tmp_path).add([label("a")])):
        with pytest.raises(UsageError, match=r"cannot be"):
            act()


def test_a_label_without_a_record_or_a_zone_is_refused_before_anything_is_written(file):
    for wrong in (Label("", True, NOW, "x"), Label("a", True, datetime(2026, 1, 1), "x")):  # noqa: DTZ001
        with pytest.raises(ValueError, match="label"):
            file.add([label("a"), wrong])
    assert not file.path.exists()
    file.add([Label("a", True, datetime(2026, 1, 1, tzinfo=UTC), "x")])
    assert file.read().yes == ("a",)
