"""Two accounts of one event: aligned by their rarer words, differences kept in both wordings, no verdict."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tearline.cli import main
from tearline.findings import language

pytestmark = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")

NORTH = """Readout of the north bank

Mayor Vale and Mayor Marsh agreed that the dredging of the channel will stop for 30 days.

Both towns will spare energy infrastructure on the two banks while the surveyors work.

Surveyors of both towns will meet in Salter Bay to count the moorings.

There was no mention of the closed archive.
"""
SOUTH = """Readout of the south bank

The dredging of the channel will stop for 45 days, as Mayor Marsh and Mayor Vale agreed.

Both towns will spare energy and infrastructure on the two banks while the surveyors work.

A hockey match between the schools will be played on the frozen harbor.
"""


@pytest.fixture
def pair(tmp_path):
    paths = tmp_path / "north.txt", tmp_path / "south.txt"
    for path, text in zip(paths, (NORTH, SOUTH), strict=True):
        path.write_text(text, "utf-8")
    return paths


def laid(*args):
    done = CliRunner().invoke(main, ["readouts", *map(str, args), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_what_both_say_is_aligned_and_what_differs_is_kept_in_both_wordings(pair) -> None:
    rows = [row for row in laid(*pair) if row["type"] == "aligned"]
    told = [
        [(d["kind"], d["here"]["text"], d["there"]["text"]) for d in row["differences"]]
        for row in rows
    ]
    assert len(rows) == 2
    assert ("number", "30", "45") in told[0]
    assert ("wording", "energy infrastructure", "energy and infrastructure") in told[1]


def test_what_only_one_says_is_said_by_whom(pair) -> None:
    alone = {
        (row["account"], row["text"].split()[0]) for row in laid(*pair) if row["type"] == "alone"
    }
    assert ("south", "A") in alone
    assert ("north", "Surveyors") in alone


def test_what_the_text_says_is_left_out_is_told_as_that(pair) -> None:
    (row,) = [row for row in laid(*pair) if row["type"] == "omission"]
    assert row["what"]["text"] == "the closed archive"


def test_every_row_points_into_its_own_file_and_no_verdict_is_given(pair) -> None:
    texts = {path.name: path.read_text("utf-8") for path in pair}
    rows = laid(*pair)
    for row in rows:
        for place in [
            value for value in (row, *row.values()) if isinstance(value, dict) and "start" in value
        ]:
            assert (
                " ".join(texts[place["file"]][place["start"] : place["end"]].split())
                == place["text"]
            )
    assert "contradict" not in json.dumps(rows).lower()


def test_the_order_of_the_accounts_changes_no_pair(pair) -> None:
    def pairs(rows):
        return {
            frozenset((row["here"]["text"], row["there"]["text"]))
            for row in rows
            if row["type"] == "aligned"
        }

    assert pairs(laid(*pair)) == pairs(laid(*reversed(pair)))


def test_speakers_of_one_page_are_accounts_too(tmp_path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "Two banks, two stories\n\nThe north bank said the dredging of the channel would stop for 30 days.\n\n"
        "The south bank said the dredging of the channel would stop for 45 days. It said nothing about the archive.\n",
        "utf-8",
    )
    rows = laid(path, "--account", "North=north bank", "--account", "South=south bank")
    (one,) = [row for row in rows if row["type"] == "aligned"]
    assert (one["here"]["account"], one["there"]["account"]) == ("North", "South")
    assert [(d["kind"], d["here"]["text"], d["there"]["text"]) for d in one["differences"]] == [
        ("number", "30", "45")
    ]


def test_one_account_is_no_comparison(pair) -> None:
    done = CliRunner().invoke(main, ["readouts", str(pair[0])])
    assert done.exit_code == 2
    assert "--account" in done.stderr
