"""A reading benchmark that was stopped goes on with the next part; what cannot run here is skipped, and said."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import parts  # noqa: E402 - found by that path
import resuming  # noqa: E402


class Report:
    """Notes what it is told."""

    def __init__(self):
        self.told = []

    def figure(self, name, value, unit="", **more):
        self.told.append((name, value, unit, more))

    def say(self, text):
        self.told.append(text)


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(resuming, "ROOT", tmp_path)
    path = tmp_path / "src" / "search.py"
    path.parent.mkdir()
    path.write_text("first\n")
    return path


def measured(told):
    told.figure("a word", 1.5, "CPU-ms", at_most=3)
    told.say("for instance: pier")


def refuse(_):
    raise AssertionError("measured again")


def part(tmp_path, work, *asked):
    report = Report()
    parts.Parts(report, tmp_path, "search.py", *asked).part("ours", work)
    return report.told


def test_a_part_is_measured_once_and_told_again_with_its_targets(source, tmp_path):
    first = part(tmp_path, measured)
    assert first == [("a word", 1.5, "CPU-ms", {"at_most": 3}), "for instance: pier"]
    assert part(tmp_path, refuse) == ["ours: kept from an earlier run", *first]


def test_a_part_of_other_sources_or_asked_otherwise_is_measured_again(source, tmp_path):
    part(tmp_path, measured, 10)
    with pytest.raises(AssertionError, match="again"):
        part(tmp_path, refuse, 20)
    source.write_text("second\n")
    with pytest.raises(AssertionError, match="again"):
        part(tmp_path, refuse, 10)


def test_a_part_that_was_stopped_is_not_kept(source, tmp_path):
    def stopped(told):
        measured(told)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        part(tmp_path, stopped)
    assert len(part(tmp_path, measured)) == 2


def test_without_the_real_texts_each_is_skipped_with_what_is_missing(tmp_path):
    names = ["changes", "search", "near_duplicates", "related"]
    command = [sys.executable, str(ROOT / "benchmarks" / "run.py"), *names]
    done = subprocess.run(
        [*command, "--real", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("skipped: the folder of shared texts is not here") == len(names)


def test_a_benchmark_whose_module_is_missing_is_skipped(monkeypatch):
    import run
    from measuring import NotHereError

    assert set(run.READING) <= set(run.ALL)
    with pytest.raises(NotHereError, match="no_such_module is not here"):
        run.ran("no_such_module", [])
