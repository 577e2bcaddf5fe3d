"""A benchmark that was stopped goes on where it was, and never with rows of other sources."""

import argparse
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

import resuming


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(resuming, "ROOT", tmp_path)
    path = tmp_path / "src" / "redactor.py"
    path.parent.mkdir()
    path.write_text("first\n")
    return path


def refuse():
    raise AssertionError("made again")


def test_a_row_is_made_once(source, tmp_path):
    log = tmp_path / "rows.jsonl"
    assert resuming.Rows(log, 1).made("case", lambda: {"leaks": 2}) == {"leaks": 2}
    assert resuming.Rows(log, 1).made("case", refuse) == {"leaks": 2}


def test_a_row_of_other_sources_or_of_another_seed_is_made_again(source, tmp_path):
    log = tmp_path / "rows.jsonl"
    resuming.Rows(log, 1).add("case", "old")
    assert "case" not in resuming.Rows(log, 2).known
    source.write_text("second\n")
    assert "case" not in resuming.Rows(log, 1).known
    assert resuming.Rows(log, 1, of=()).known == {}


def test_a_line_cut_off_is_no_row_and_spoils_none(source, tmp_path):
    log = tmp_path / "rows.jsonl"
    rows = resuming.Rows(log, 1)
    rows.add("one", 1)
    rows.add("two", 2)
    log.write_bytes(log.read_bytes()[:-5])
    rows = resuming.Rows(log, 1)
    assert rows.known == {"one": 1}
    rows.add("three", 3)
    assert resuming.Rows(log, 1).known == {"one": 1, "three": 3}


@pytest.mark.parametrize(("sample", "left"), [(None, 10), (3, 3), (10, 10), (40, 10)])
def test_a_sample_is_spread_over_all(sample, left):
    asked = argparse.Namespace(only=[], sample=sample)
    taken = resuming.chosen(range(10), asked, str)
    assert len(taken) == len(set(taken)) == left
    assert taken[0] == 0
    assert taken[-1] >= 10 - 10 // left - 1


def test_things_can_be_named(source):
    asked = argparse.Namespace(only=["2", "7"], sample=None)
    assert resuming.chosen(range(10), asked, str) == [2, 7]
