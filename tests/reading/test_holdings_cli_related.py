"""`tearline related`: labels are kept one by one, ranks have reasons, and what is left comes with its interval."""

import json
import random
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from tearline.cli.holdings import COMMANDS
from tearline.cli.options import Failing
from tearline.findings.names.census import census
from tearline.reading.relating.elusion import ENOUGH

WORLD = runpy.run_path(str(Path(__file__).parent / "search_world.py"))
WORDS = sorted(word for word in census().words if 4 < len(word) < 12)
SUBJECT = "nosenko defector interrogation geneva polygraph bagley golitsyn moscow tutor"
ABOUT = SUBJECT.split()
PERSONAL = "900-12-3456"  # a number nobody has
GOOD = [f"901-10001-100{n:02}" for n in range(1, 16)]
BAD = [f"901-10001-200{n:02}" for n in range(1, 41)]


@dataclass
class Said:
    code: int
    out: str
    err: str

    def of(self, kind):
        rows = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        return [row for row in rows if row["type"] == kind]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A folder of texts: fifteen on one subject, forty on none."""
    rng, folder = random.Random(3), tmp_path_factory.mktemp("shelf") / "2030"
    folder.mkdir()
    for name in (*GOOD, *BAD):
        words = rng.sample(WORDS, 60) + (rng.sample(ABOUT, 6) if name in GOOD else [])
        rng.shuffle(words)
        text = f"## Page 1\nSSN {PERSONAL} {' '.join(words)}\n## Page 2\n{' '.join(words[:20])}\n"
        (folder / f"{name}.md").write_text(text)
    return folder


@pytest.fixture
def related(monkeypatch, shelf):
    group = Failing()
    for command in COMMANDS:
        group.add_command(command)

    def run(*words, said=""):
        words = ["related", *map(str, words), "--in", str(shelf)]
        monkeypatch.setattr(sys, "argv", ["tearline", *words])
        done = CliRunner().invoke(group, words, input=said)
        return Said(done.exit_code, done.stdout, done.stderr)

    return run


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_few_records_bring_their_like_up_with_reasons_that_stand_in_the_record(related, shelf):
    said = related(*GOOD[:3], "--top", 12, "--json")
    assert said.code == 0, said.err
    rows = said.of("related")
    assert sum(row["record"] in GOOD for row in rows) >= 11
    for row in rows:
        text = (shelf / f"{row['record']}.md").read_text().lower()
        assert row["why"]
        assert all(reason["term"] in text and reason["places"] for reason in row["why"])
    assert set(ABOUT) & set(said.of("summary")[0]["terms"])


@pytest.mark.parametrize(
    "how", ["901-10001-10001", "9011000110001", "901 10001 10001.pdf", "901_10001_10001"]
)
def test_a_record_is_found_however_its_number_is_typed(related, how):
    rows = related(how, "--top", 1, "--json").of("summary")
    assert rows[0]["yes"] == 1


def test_a_record_that_is_not_there_is_told_with_its_neighbours_and_nothing_is_labelled(
    related, tmp_path
):
    file = tmp_path / "mine.jsonl"
    said = related(GOOD[0], "--yes", "901-10001-10099", "--labels", file, "--json")
    assert said.code == 2
    assert GOOD[0] in said.of("error")[0]["remedy"]
    assert not file.exists()
    assert related("--yes", GOOD[0], "--no", GOOD[0], "--labels", file).code == 2
    assert not file.exists()


def test_labels_are_added_never_rewritten_and_a_change_of_mind_is_told(related, tmp_path):
    file = tmp_path / "mine.jsonl"
    related(GOOD[0], "--no", BAD[0], "--labels", file)
    first = file.read_bytes()
    assert [(row["record"], row["yes"]) for row in lines_of(file)] == [
        (GOOD[0], True),
        (BAD[0], False),
    ]
    again = related(GOOD[0], "--yes", BAD[0], "--labels", file)
    assert file.read_bytes().startswith(first)
    assert [(row["record"], row["yes"]) for row in lines_of(file)[2:]] == [(BAD[0], True)]
    assert "was labelled no" in again.err


def test_each_answer_is_on_the_disk_before_the_next_question(related, tmp_path, monkeypatch):
    from tearline.verbs import relating

    file = tmp_path / "mine.jsonl"
    related(*GOOD[:3], "--labels", file)
    seen = []
    ask = relating._Session._answer
    monkeypatch.setattr(
        relating._Session, "_answer", lambda self: (seen.append(len(lines_of(file))), ask(self))[1]
    )
    said = related("--next", 4, "--labels", file, said="y\nwhat\nn\ns\nq\n")
    assert seen == [3, 4, 5, 5]
    assert [row["yes"] for row in lines_of(file)[3:]] == [True, False]
    assert "2 labelled" in said.err
    assert PERSONAL not in said.out + said.err
    assert "why:" in said.err


def test_who_goes_away_while_being_asked_loses_nothing(related, tmp_path):
    file = tmp_path / "mine.jsonl"
    said = related(GOOD[0], "--next", 5, "--labels", file, said="y\n")
    assert said.code == 0
    assert len(lines_of(file)) == 2


def test_with_json_nobody_is_asked(related, tmp_path):
    file = tmp_path / "mine.jsonl"
    said = related(*GOOD[:3], "--next", 5, "--labels", file, "--json", said="y\n")
    assert [row["rank"] for row in said.of("next")] == [1, 2, 3, 4, 5]
    assert len(lines_of(file)) == 3


def test_a_whole_session_ends_with_an_estimate_that_holds_the_truth(related, tmp_path):
    file = tmp_path / "mine.jsonl"

    def go_through(many):
        queue = related("--next", many, "--labels", file, "--json").of("next")
        answers = "".join("y\n" if row["record"] in GOOD else "n\n" for row in queue)
        return queue, related(
            "--next", many, "--labels", file, "--json" if not queue else "--top=0", said=answers
        )

    related(*GOOD[:3], "--labels", file)
    go_through(15)
    assert related("--labels", file, "--json").of("summary")[0]["by"] == "labels"
    drawn = related("--sample", 20, "--seed", 4, "--labels", file, "--json")
    (sample,) = drawn.of("sample")
    assert len(sample["records"]) == 20
    assert drawn.of("estimate")[0]["waiting"] == 20
    queue, _ = go_through(20)
    assert [row["record"] for row in queue] == sample["records"], "in the sample's own order"
    assert all(row["sampled"] for row in queue)
    end = related("--labels", file, "--json")
    (told,) = end.of("estimate")
    held = {row["record"]: row["yes"] for row in lines_of(file) if row["type"] == "label"}
    left = sum(name in GOOD and name not in held for name in GOOD)
    assert told["low"] <= left <= told["high"]
    assert told["waiting"] == 0
    assert told["stop"] == (told["recall"][0] >= ENOUGH)
    assert "95 % interval" in told["said"]
    assert "80%" in told["said"]


def test_labels_after_a_sample_that_are_not_of_it_are_told(related, tmp_path):
    file = tmp_path / "mine.jsonl"
    related(*GOOD[:3], "--labels", file)
    (sample,) = related("--sample", 5, "--labels", file, "--json").of("sample")
    other = next(name for name in BAD if name not in sample["records"])
    (told,) = related("--no", other, "--labels", file, "--json").of("estimate")
    assert "1 other was labelled since it was drawn" in told["said"]


def test_without_scikit_learn_labels_are_kept_and_the_way_to_get_it_is_told(
    related, tmp_path, monkeypatch
):
    file = tmp_path / "mine.jsonl"
    monkeypatch.setitem(sys.modules, "sklearn", None)
    labels = ("--no", BAD[0], "--no", BAD[1], "--labels", file)
    said = related(*GOOD[:3], *labels, "--json")
    assert said.code == 6
    assert "pip install 'tearline[related]'" in said.of("error")[0]["remedy"]
    assert len(lines_of(file)) == 5
    again = related("--labels", file, "--by-terms", "--json")
    assert again.code == 0
    assert again.of("summary")[0]["by"] == "terms"


def test_labels_need_a_file_and_never_lie_in_a_release(related, tmp_path):
    assert related(GOOD[0], "--sample", 5).code == 2
    assert related(GOOD[0], "--next", 5).code == 2
    release = tmp_path / "release"
    release.mkdir()
    for name in ("manifest.json", "index.jsonl"):
        (release / name).write_text("{}")
    assert related(GOOD[0], "--labels", release / "mine.jsonl").code == 2
    assert not (release / "mine.jsonl").exists()


def test_nothing_to_start_from_says_what_to_do(related, tmp_path):
    said = related("--labels", tmp_path / "mine.jsonl", "--json")
    assert said.code == 2
    assert "Name one record" in said.of("error")[0]["remedy"]
    (tmp_path / "odd.jsonl").write_text("no label\nat all\n")
    assert related(GOOD[0], "--labels", tmp_path / "odd.jsonl").code == 2


def test_titles_come_from_an_index_and_are_masked(related, tmp_path):
    sheet = tmp_path / "index.csv"
    sheet.write_text(f"Record Number,Title\n{GOOD[5]},NOSENKO FILE SSN {PERSONAL}\n")
    said = related(*GOOD[:3], "--index", sheet, "--top", 50, "--json")
    titles = {row["record"]: row["title"] for row in said.of("related")}
    assert titles[GOOD[5]].startswith("NOSENKO FILE")
    assert PERSONAL not in said.out


def test_records_of_a_release_are_known_by_any_number_and_those_without_a_word_can_be_drawn(
    related, tmp_path
):
    out, file = tmp_path / "release", tmp_path / "mine.jsonl"
    texts = {f"r{n}": [" ".join(random.Random(n).sample(WORDS, 40))] for n in range(3)}
    records = {**texts, "blank": [""], "held": None}
    numbers = {"r0": ["901-30001-10001", "901-30001-10002"]}
    WORLD["write_release"](out, records, numbers=numbers)
    said = related("9013000110002", "--in", out, "--labels", file, "--json")
    assert said.code == 0, said.err
    assert lines_of(file)[0]["record"] == "901-30001-10001"
    assert set(said.of("summary")[0]["unranked"]) == {"blank", "held"}
    related("--sample", 500, "--in", out, "--labels", file)
    queue = related("--next", 500, "--in", out, "--labels", file, "--json").of("next")
    assert {"blank", "held"} <= {row["record"] for row in queue}
    asked = related("--next", 500, "--in", out, "--labels", file, said="n\n" * 500)
    assert asked.code == 0, asked.err
    assert "no words with yours" in asked.err
    assert not [path for path in out.rglob("*") if path.suffix == ".jsonl" and path.parent != out]
