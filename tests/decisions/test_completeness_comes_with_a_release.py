"""A list of what was asked for beside what went out: kept in custody, never in the release."""

import csv
import json
import runpy
from pathlib import Path

import pytest

from tearline.errors import UsageError
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs import changing

SMALL = runpy.run_path(str(Path(__file__).parent / "small_desk.py"))
ASKED = {"audience": "public", "date": "2026-01-31", "full": False, "earlier": False}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = SMALL["Desk"](tmp_path, monkeypatch)
    made.add(
        **{"176-10011-10001": "A calm day at the pier.\n", "176-10011-10002": "Nobody came.\n"}
    )
    return made


def sheet(path, *numbers):
    with path.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["Record Number", "Title", "Pages"])
        rows.writerows([number, "a paper", 1] for number in numbers)
    return path


def build(desk, out, lists, capsys):
    asked = ASKED | {"out": out, "listed": lists}
    changing.build(desk.c, asked, Run(), Talk(as_json=True), 0)
    return [json.loads(row) for row in capsys.readouterr().out.splitlines()]


def test_what_was_listed_and_did_not_go_out_is_kept_in_custody_alone(desk, tmp_path, capsys):
    missing = "176-10011-10003"
    lists = (sheet(tmp_path / "asked.csv", "176-10011-10001", missing),)
    rows = build(desk, tmp_path / "out", lists, capsys)
    said = next(row for row in rows if row["type"] == "completeness")
    assert rows[-1]["type"] == "release"
    assert not said["complete"]
    assert said["counts"]["records missing"] == 1
    assert said["counts"]["files not listed"] == 1
    kept = Path(said["path"])
    assert kept.parent == desk.c / "custody"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert missing in kept.read_text("utf-8")
    for file in (tmp_path / "out").rglob("*"):
        assert missing.encode() not in (file.read_bytes() if file.is_file() else b"")


def test_the_list_leaves_no_trace_in_the_release(desk, tmp_path, capsys):
    lists = (sheet(tmp_path / "asked.csv", "176-10011-10009"),)
    build(desk, tmp_path / "with", lists, capsys)
    build(desk, tmp_path / "without", (), capsys)
    one, two = (
        {str(f.relative_to(top)): f.read_bytes() for f in top.rglob("*") if f.is_file()}
        for top in (tmp_path / "with", tmp_path / "without")
    )
    assert one == two


def test_a_list_that_cannot_be_read_is_told_before_anything_is_built(desk, tmp_path, capsys):
    with pytest.raises(UsageError):
        build(desk, tmp_path / "out", (tmp_path / "nothing.csv",), capsys)
    assert not (tmp_path / "out").exists()
