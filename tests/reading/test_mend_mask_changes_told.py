"""What `tearline changes` tells: names of files masked, no order to the terminal, nothing withdrawn twice."""

import json
import runpy
from pathlib import Path

import pytest

from tearline.reading.comparing.kinds import Type
from tearline.talk import Talk, plain
from tearline.verbs import comparing

WORLD = runpy.run_path(str(Path(__file__).parent / "search_world.py"))
LINES = [
    "The watchman saw two lamps on the eastern pier before midnight",
    "and told the harbor office that nobody had answered his signal.",
    "A tally clerk wrote the names of all barges into the ledger",
    "and the fire began in the third shed behind the customs house.",
]
NEW = "\n".join(LINES)
OLD = NEW.replace("the names of all barges", "")
NUMBER = "104-10001-10001"
NAMED = f"{NUMBER}_quillfeather"
NUMBERED = "912-44-7310"
PEOPLE = b"person,protection\nHarold Quillfeather,source\n"


class _Stop:
    requested = False


def told(*folders, people=None, as_json=False, **asked):
    asked = {"sheets": (), "protected": people, "types": (), "before_release": False,
             "report": None, "harm": "", "workers": 1} | asked  # fmt: skip
    talk = Talk(as_json=as_json)
    return comparing.changes(folders, asked, lambda *_: None, _Stop(), talk)


@pytest.fixture(autouse=True)
def cached(monkeypatch, tmp_path):
    monkeypatch.setenv("TEARLINE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def texts(tmp_path):
    """Return two folders of texts whose files are named after somebody, and a list of people."""
    for folder, text in (("Quillfeather old", OLD), ("new", NEW)):
        (tmp_path / folder).mkdir()
        for name in (NAMED, NUMBERED, f"{NUMBERED} more"):
            (tmp_path / folder / f"{name}.txt").write_text(f"## Page 1\n{text}\n")
    (tmp_path / "new" / "912-44-7311.txt").write_bytes(b"## Page 1\nbad \xff byte here\n")
    (tmp_path / "people.csv").write_bytes(PEOPLE)
    return tmp_path / "Quillfeather old", tmp_path / "new", tmp_path / "people.csv"


@pytest.mark.parametrize("as_json", [True, False])
def test_neither_numbers_nor_people_in_names_are_told(texts, tmp_path, capsys, as_json):
    old, new, people = texts
    told(old, new, people=people, as_json=as_json, report=tmp_path / "report")
    said = "".join(capsys.readouterr())
    made = [path.read_bytes().decode() for path in (tmp_path / "report").rglob("*.*")
            if path.suffix in (".html", ".csv", ".jsonl")]  # fmt: skip
    assert len(made) > 3
    for one in (said, *made):
        assert "uillfeather" not in one.casefold()
        assert "912-44" not in one
        assert "912_44" not in one
    assert NUMBER in said, "the record number stays readable"
    assert any(NUMBER in one for one in made)


def test_two_names_that_are_masked_are_told_apart_by_their_place(texts, capsys):
    old, new, people = texts
    told(old, new, people=people, as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    names = [row["name"] for row in rows if row["type"] == "newly_visible"]
    assert len(set(names)) == len(names) == 3
    assert [row["name"][-7:] for row in rows if row["type"] == "problem"] == ["(no. 4)"]


def test_a_terminal_is_given_no_orders(tmp_path, capsys):
    evil = "the \x1b]0;owned\x07names\x9b31m of \u202eall barges"
    for folder, text in (("old", OLD), ("new", NEW.replace("the names of all barges", evil))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{NUMBER}_\x1b[2J.txt").write_text(f"## Page 1\n{text}\n")
    (tmp_path / "new" / "x\x9b31m\u202e.txt").write_bytes(b"\xff\n")
    for as_json in (False, True):
        told(tmp_path / "old", tmp_path / "new", as_json=as_json)
        said = "".join(capsys.readouterr())
        assert "barges" in said
        assert said.replace("\n", "").isprintable()


def test_json_says_the_same_value_with_signs_escaped(capsys):
    value = "a\x1b[0m\x9b\u202e\U000e0041 é"
    Talk(as_json=True).datum("x", value=value)
    line = capsys.readouterr().out.rstrip("\n")
    assert line.isprintable()
    assert "é" in line
    assert json.loads(line)["value"] == value
    assert plain("one\n\ttwo\xa0three\r") == "one\n\ttwo three?"


def _released(folder, date, statuses):
    """Write a release in which each record has a page, or a status that leaves it none."""
    pages = {name: None if status else [NEW] for name, status in statuses.items()}
    WORLD["write_release"](folder, pages, date)
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for row in manifest["records"]:
        row["status"] = statuses[row["record"]] or row["status"]
    path.write_text(json.dumps(manifest))
    return folder


def test_a_record_is_withdrawn_once_and_one_that_is_held_now_is_told_by_name(tmp_path, capsys):
    first, second, third = (f"104-10001-1000{n}" for n in (1, 2, 3))
    old = _released(tmp_path / "a", "2025-01-01", {first: "", second: "", third: ""})
    mid = _released(tmp_path / "b", "2025-06-01", {first: "withdrawn", second: "", third: ""})
    new = _released(
        tmp_path / "c", "2026-01-01", {first: "withdrawn", second: "withdrawn", third: "held"}
    )
    told(old, mid, new, as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows if row["type"] == "withdrawn"] == [second]
    assert rows[-1]["counts"]["withdrawn"] == 1
    assert rows[-1]["counts"]["closed_again"] == 1
    told(old, new, as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[-1]["counts"]["withdrawn"] == 2, "the release between is not there to say it"
    told(old, mid, new)
    said = capsys.readouterr().out
    assert f"  {third}: held" in said
    assert "1  records withdrawn\n" in said


def test_every_type_of_change_has_words():
    assert set(comparing.SAID) == set(Type)


def test_a_report_into_a_release_is_refused_before_anything_is_read(tmp_path):
    old = _released(tmp_path / "a", "2025-01-01", {NUMBER: ""})
    new = _released(tmp_path / "b", "2026-01-01", {NUMBER: ""})
    other = _released(tmp_path / "c", "2026-01-01", {NUMBER: ""})
    for place in (new / "report", other / "deep" / "report", other):
        with pytest.raises(comparing.UsageError, match="lies in a release"):
            told(old, new, report=place)
    assert not list(tmp_path.rglob("report*"))
