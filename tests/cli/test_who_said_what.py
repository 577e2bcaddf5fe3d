"""`tearline articles --dates` and `tearline statements`: rows with places in the file, for people and for programs."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tearline.cli import main
from tearline.findings import language

PAGE = """Harbor talks end without a date

By Anna Reed
19 March 2031

The two towns agreed on a pause in the dredging on Tuesday, and on nothing else. “We will wait,” Mayor Vale said.

Mayor Marsh denied that the survey was finished, and declined to say when it would be.

Fleet blames Vale for closed season - The Salter Bay Courier

Two officials said the dredging would begin again in June.
"""
installed = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(PAGE, "utf-8")
    return path


def rows(*args):
    done = CliRunner().invoke(main, [*map(str, args), "--json"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_dates_are_rows_with_their_days_and_what_they_follow_from(page) -> None:
    dates = [row for row in rows("articles", page, "--dates") if row["type"] == "date"]
    assert [(row["text"], row["first"], row["last"], row["basis"]) for row in dates] == [
        ("Tuesday", "2031-03-18", "2031-03-18", "article date"),
        ("June", "2031-06-01", "2031-06-30", "article date"),
    ]
    assert all(PAGE[row["start"] : row["end"]] == row["text"] for row in dates)


def test_an_article_without_a_year_is_dated_by_whoever_reads_it(tmp_path) -> None:
    path = tmp_path / "wire.txt"
    path.write_text(
        "Pier closed\n\nSALTER BAY, March 19 (Tarn Press) - The pier was closed on Tuesday, the office said.\n\n"
        "It will stay closed, according to the office.\n",
        "utf-8",
    )
    (date,) = [row for row in rows("articles", path, "--dates") if row["type"] == "date"]
    assert (date["first"], date["basis"]) == (None, "unknown")
    (date,) = [
        row for row in rows("articles", path, "--dates", "--dated", "2031") if row["type"] == "date"
    ]
    assert date["first"] == "2031-03-18"
    done = CliRunner().invoke(main, ["articles", str(path), "--dates", "--dated", "2031-13-40"])
    assert done.exit_code == 2
    assert "2031-03-19, or the year alone" in done.stderr


@installed
def test_statements_are_rows_with_the_place_of_every_word(page) -> None:
    found = rows("statements", page)
    said = [(row["source"]["text"], row["cue"]["text"], row["kind"]) for row in found]
    assert said == [
        ("Mayor Vale", "said", "claims"),
        ("Mayor Marsh", "denied", "denies"),
        ("Mayor Marsh", "declined", "declines"),
        ("Two officials", "said", "claims"),
    ]
    for row in found:
        for place in (row["source"], row["cue"], *row["content"]):
            assert PAGE[place["start"] : place["end"]] == place["text"]
    assert found[3]["count"] == 2
    assert found[3]["named"] is False


@installed
def test_only_what_is_sure_where_that_is_asked(page) -> None:
    done = CliRunner().invoke(main, ["statements", str(page), "--sure"])
    assert done.exit_code == 0
    assert "please check" not in done.stdout
    assert "Mayor Vale | said | claims, direct" in done.stdout


@installed
def test_commitments_are_rows_with_their_terms_and_a_clock(tmp_path) -> None:
    text = PAGE + "\nThe mayor ordered the fleet to stay in port until 30 April.\n"
    path = tmp_path / "page.txt"
    path.write_text(text, "utf-8")
    row = rows("commitments", path, "--today", "2031-04-01")[-1]
    assert (row["ground"], row["obligor"]["text"], row["act"]["text"]) == (
        "order",
        "the fleet",
        "stay in port",
    )
    assert row["deadline"]["last"] == "2031-04-30"
    assert (row["clock"]["left"], row["clock"]["on"]) == (29, "2031-04-01")
    for place in (row["obligor"], row["act"], row["cue"], row["deadline"]):
        assert text[place["start"] : place["end"]] == place["text"]
    told = CliRunner().invoke(main, ["commitments", str(path), "--today", "2031-05-02"])
    assert "past by 2 days on 2031-05-02" in told.stdout
    assert CliRunner().invoke(main, ["commitments", str(path), "--today", "soon"]).exit_code == 2


@installed
def test_incidents_are_rows_with_the_words_of_each_field(tmp_path) -> None:
    text = PAGE + "\nPolice said somebody had set fire to a depot in Salter Bay on Monday.\n"
    path = tmp_path / "page.txt"
    path.write_text(text, "utf-8")
    (row,) = rows("incidents", path)
    assert (row["kind"], row["claim"], row["occurrence"]) == ("arson", "claimed", "completed")
    for place in (row["place"], row["when"], row["says"], *row["mentions"]):
        assert text[place["start"] : place["end"]] == place["text"]
    assert row["when"]["first"] == "2031-03-17"


def test_without_the_model_it_says_how_to_get_it(page, monkeypatch) -> None:
    from tearline.findings.statements import parsing

    parsing._model.cache_clear()
    monkeypatch.setattr(language, "folder", lambda: None)
    try:
        done = CliRunner().invoke(main, ["statements", str(page)])
    finally:
        parsing._model.cache_clear()
    assert done.exit_code == 6
    assert "tearline[nlp]" in done.stderr


@pytest.fixture
def desk(tmp_path, monkeypatch, page):
    """Return a collection that holds the page, read."""
    monkeypatch.setenv("TEARLINE_KEYS", str(tmp_path / "keys"))
    root = tmp_path / "c"
    for args in (
        ["init", str(root)],
        ["-C", str(root), "add", str(page)],
        ["-C", str(root), "read"],
    ):
        done = CliRunner().invoke(main, args)
        assert done.exit_code == 0, done.output
    return root


@installed
def test_a_collection_tells_of_its_texts_what_a_file_tells(desk, page) -> None:
    for command in ("articles", "statements", "commitments", "incidents"):
        alone = rows(command, page)
        of_record = rows("-C", desk, command, "--record", "page")
        assert [{**row, "file": ""} for row in alone] == [{**row, "file": ""} for row in of_record]
        assert of_record == rows("-C", desk, command)
        assert {row["file"] for row in of_record} <= {"page"}


@installed
def test_a_page_of_a_collection_is_read_once(desk, monkeypatch) -> None:
    first = rows("-C", desk, "statements")
    monkeypatch.setattr("tearline.findings.accounts.account_of", None)
    assert rows("-C", desk, "statements") == first


def test_a_record_that_is_no_text_says_what_is(desk) -> None:
    done = CliRunner().invoke(main, ["-C", str(desk), "statements", "--record", "nowhere"])
    assert done.exit_code == 2
    assert "no record is called nowhere" in done.stderr
