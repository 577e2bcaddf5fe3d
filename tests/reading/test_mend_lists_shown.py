"""What a list tells of people: nothing by a heading, a row, a spelling, a sheet or a file's name either."""

import csv
import json
import runpy
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tearline.cli.holdings import COMMANDS
from tearline.cli.options import Failing
from tearline.engine import REASONS, Failed
from tearline.errors import UsageError
from tearline.reading.lists import held
from tearline.reading.lists.losses import LossKind
from tearline.reading.lists.numbers import Aliases
from tearline.reading.lists.spreadsheet import read_spreadsheet

WORLD = runpy.run_path(str(Path(__file__).parent / "search_world.py"))
A, B, C = (f"901-10001-1000{n}" for n in range(1, 4))
PERSONAL = "900-12-3456"  # a number nobody has
BARE = PERSONAL.replace("-", "")
WAYS = ((), ("--json",), ("--show-values",), ("--show-values", "--json"))


@pytest.fixture
def holdings(tmp_path, monkeypatch):
    """Run the command in this process beside one text of two pages; all it says and writes."""
    group = Failing()
    for command in COMMANDS:
        group.add_command(command)
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / f"{A}.md").write_text("## Page 1\nwords\n## Page 2\nwords\n")

    def run(*words, folders=(folder,)):
        report = tmp_path / "report.csv"
        report.unlink(missing_ok=True)
        places = [word for one in folders for word in ("--in", one)]
        words = ["holdings", *map(str, (*words, *places, "--report", report))]
        monkeypatch.setattr(sys, "argv", ["tearline", *words])
        done = CliRunner().invoke(group, words)
        table = report.read_text("utf-8-sig") if report.exists() else ""
        return done.exit_code, done.stdout, done.stderr, table

    return run


@pytest.fixture
def listed(tmp_path):
    def make(*rows, name="list.csv"):
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(rows)
        return path

    return make


def of(out, kind):
    rows = (json.loads(line) for line in out.splitlines() if line.startswith("{"))
    return [row for row in rows if row["type"] == kind]


def test_a_list_without_a_head_row_gives_no_person_away_as_a_heading(holdings, listed):
    rows = [
        (
            f"90I-10001-1000{n}" if n == 1 else f"901-10001-1000{n}",
            "Wendell Harrowgate",
            BARE,
            "pdf",
            2,
        )
        for n in range(1, 6)
    ]
    sheet = listed(*rows)
    listing = read_spreadsheet(sheet)
    assert len(listing.rows) == len(rows), "the first row is a record: a mistyped number, and 'pdf'"
    for how in WAYS:
        text = " ".join(map(str, holdings(sheet, *how)))
        assert BARE not in text
        assert ("Harrowgate" in text) == ("--show-values" in how), how


def test_a_row_with_a_record_number_is_never_taken_for_names(listed):
    rows = [(A, "link", "Wendell Harrowgate"), (B, "x", "y"), (C, "z", "w")]
    listing = read_spreadsheet(listed(*rows))
    assert [row.number for row in listing.rows] == [A, B, C]
    assert dict(listing.rows[0].other) == {"B": "link", "C": "Wendell Harrowgate"}


def test_a_first_row_that_is_taken_for_names_is_said_and_told_like_values(holdings, listed):
    sheet = listed(("number", "Wendell Harrowgate"), (A, "Imogen Tallbridge"), (B, "x"), (C, "y"))
    (loss, *_) = [one for one in read_spreadsheet(sheet).losses if one.kind is LossKind.HEADER]
    assert (loss.row, loss.cells) == (1, (("", "number"), ("", "Wendell Harrowgate")))
    for how in WAYS:
        text = " ".join(map(str, holdings(sheet, *how)))
        assert ("Harrowgate" in text) == ("--show-values" in how), how
    out = holdings(sheet)[1]
    assert "A (a) = record number" in out
    assert "B (a a)" in out


def test_a_heading_is_masked_wherever_it_is_told_and_a_known_one_stands(holdings, listed):
    heading = "Wendell Harrowgate, born 3 May 1921"
    sheet = listed(("Record Number", "Pages", heading, f"SSN {BARE}"), (A, 2, "x", "y"))
    for how in WAYS:
        code, out, err, table = holdings(sheet, *how)
        text = out + err + table
        assert code == 0
        assert "1921" not in text
        assert BARE not in text
        assert ("Harrowgate" in text) == ("--show-values" in how), how
        assert "Record Number" in text
        assert "C (" in text, "by its letter the column can still be mapped"


@pytest.mark.parametrize("heading", ["SSN", "Soc_Sec_No", "SocialSecurityNumber"])
def test_a_value_is_masked_together_with_its_heading(holdings, listed, heading):
    passport = "K12345678"
    sheet = listed(
        ("Record Number", "Pages", heading, "Passport number"),
        (A, 2, BARE, passport),
        ("", 3, BARE, passport),  # a row without a name: its cells are told with their headings
        (B, 2, "900123457", "K12345679"),
    )
    for how in WAYS:
        text = " ".join(map(str, holdings(sheet, *how)))
        assert not any(one in text for one in (BARE, "900123457", passport, "K12345679")), how
    assert "passport]" in holdings(sheet, "--show-values")[1]


def test_a_number_at_the_cut_of_a_long_value_is_masked_before_it_is_cut(holdings, listed):
    long = f"{'w ' * 97}{PERSONAL}"
    sheet = listed(("Record Number", "Pages"), (A, long))
    for how in WAYS:
        assert PERSONAL[:6] not in " ".join(map(str, holdings(sheet, *how)))


def test_merged_cells_and_spellings_are_masked_too(holdings, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = f"SSN {PERSONAL}"
    for row in (
        ("Record Number", "Pages", "Passport number", "Originator"),
        (A, 2, "K12345678", f"Board {PERSONAL}"),
        (B, 2, None, f"BOARD, {PERSONAL}"),
        (C, 2, None, f"Board {PERSONAL}"),
    ):
        book.active.append(row)
    book.active.merge_cells("C2:C4")
    book.save(tmp_path / "list.xlsx")
    for how in WAYS:
        code, out, err, table = holdings(tmp_path / "list.xlsx", *how)
        assert code == 3
        assert PERSONAL not in out + err + table
        assert "K12345678" not in out + err + table
    (summary,) = of(holdings(tmp_path / "list.xlsx", "--show-values", "--json")[1], "listing")
    (told,) = summary["spelled"]["originator"].items()
    assert sum(told[1].values()) == 3, "two spellings that are masked alike are both counted"


def test_names_of_lists_folders_and_files_are_masked(holdings, listed, tmp_path):
    folder = tmp_path / "files"
    (folder / f"of {PERSONAL}").mkdir(parents=True)
    (folder / f"of {PERSONAL}" / f"{B}.txt").write_text("words")
    (folder / f"letter_{PERSONAL}_a.txt").write_text("words")
    (folder / "Passport number").mkdir()
    (folder / "Passport number" / "K12345678.txt").write_text("words")
    sheet = listed(
        ("Record Number", "File Name"),
        (A, f"of {PERSONAL}/{A}.pdf"),
        (C, f"memo_{PERSONAL}.pdf"),
        (f"{C} x", f"memo_{PERSONAL}.pdf"),  # one file for several numbers: a note names them
        ("", f"paper {PERSONAL}.pdf"),
        ("", f"paper {PERSONAL}.pdf "),
        name=f"list of {PERSONAL}.csv",
    )
    for how in WAYS:
        _, out, err, table = holdings(sheet, *how, folders=(folder, folder))
        assert PERSONAL not in out + err + table
        assert "K12345678" not in out + err + table
        assert B in out


def test_an_error_names_columns_by_letter_and_no_person(holdings, listed):
    sheet = listed(("Wendell Harrowgate", PERSONAL, "x"), ("y", "z", "w"))
    code, out, err, _ = holdings(sheet, "--json")
    assert code == 2
    assert "Harrowgate" not in out + err
    assert PERSONAL not in out + err
    assert "A (a a), B (" in of(out, "error")[0]["remedy"]


def test_a_second_folder_after_in_is_told_how_to_say_it(holdings, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    code, out, _, _ = holdings(other, "--json")
    assert code == 2
    (error,) = of(out, "error")
    assert "is a folder" in error["message"]
    assert f"--in {tmp_path / 'texts'} --in {other}" in error["remedy"]


def test_a_list_after_in_is_told_where_it_stands(holdings, listed):
    code, out, _, _ = holdings("--json", folders=(listed(("Record Number",), (A,)),))
    assert code == 2
    assert "is a file" in of(out, "error")[0]["message"]


def test_a_broken_number_is_a_loss_with_its_shape(holdings, listed):
    sheet = listed(
        ("Record Number", "Pages"), (A, 2), (B, 2), ("9O1-10001-1000", "four"), (C, "unsaid")
    )
    code, out, _, table = holdings(sheet, "--json")
    assert code == 3
    said = {row["kind"]: row for row in of(out, "loss") if row["row"] == 4}
    assert said["number of another form"]["value"] == "9a9-99999-9999"
    assert said["value not read"]["value"] == "four", "a number word is nobody's"
    text = holdings(sheet)[1]
    assert "such as 9a9-99999-9999" in text
    assert "such as four or a" in text
    assert "a for a word" in text
    assert "9a9-99999-9999" in table


def test_what_was_not_compared_is_counted_on_a_terminal_and_whole_elsewhere(
    holdings, listed, tmp_path
):
    folder = tmp_path / "many"
    folder.mkdir()
    names = [f"901-10002-{n:05}" for n in range(40)]
    for name in names:
        (folder / f"{name}.md").write_text("## Page 1\nwords\n")
    sheet = listed(("Record Number",), *((name,) for name in names))
    code, out, _, table = holdings(sheet, "--top", "7", folders=(folder,))
    assert code == 0
    assert "  40: the list gives no page count; such as " in out
    assert sum(name in out for name in names) == 3
    assert "--json has them all" in out
    assert sum(name in table for name in names) == 40
    rows = of(holdings(sheet, "--json", folders=(folder,))[1], "difference")
    assert [row["record"] for row in rows] == names


def test_a_list_is_kept_once_in_memory(listed):
    """What many rows have is one object, and an unread column costs nothing where it is empty."""
    rows = read_spreadsheet(
        listed(
            ("Record Number", "Title", "Document Date", "Shelf"),
            *((f"901-10001-{n:05}", f"Paper {n}", "03/04/1961", "") for n in range(50)),
            (A, "Paper", "03/04/1961", "B 7"),
        )
    ).rows
    assert len({id(one.dates[name]) for one in rows for name in one.dates}) == 1
    assert len({id(one.other) for one in rows}) == 2
    assert all(
        one.number is value for one in rows for value in one.values.values() if value == one.number
    )


def test_a_list_that_cannot_be_read_is_told_in_plain_words(tmp_path):
    for data in (
        b"PK\x03\x04 and no more",
        b"\0\0\0\0" * 9,
        b'Record Number\n"a',
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    ):
        path = tmp_path / "list.xlsx"
        path.write_bytes(data)
        with pytest.raises(UsageError) as error:
            read_spreadsheet(path)
        said = f"{error.value.message} {error.value.remedy}"
        assert "Error" not in said
        assert "Exception" not in said
        assert error.value.remedy


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_file_that_cannot_be_opened_is_told_in_plain_words(tmp_path, monkeypatch, reason):
    message = "is locked by a password" if reason == "refused" else "KeyError at reading.py:7"
    (tmp_path / f"{A}.pdf").write_bytes(b"x")
    failed = Failed(str(tmp_path / f"{A}.pdf"), reason, message, "", "KeyError", 1, 0.0)
    monkeypatch.setattr(held, "run", lambda *_, **__: [failed])
    (one,) = held.held_in(tmp_path, Aliases.none())
    assert "Error" not in one.why
    assert len(one.why.split()) > 3
