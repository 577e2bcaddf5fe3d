"""A spreadsheet says what it says: every row is a row or a loss, and nothing is understood by luck."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.dates import Precision
from tearline.errors import UsageError
from tearline.reading.lists.cells import DateState, read_date, read_pages
from tearline.reading.lists.columns import Field, letter
from tearline.reading.lists.losses import LossKind
from tearline.reading.lists.numbers import Aliases
from tearline.reading.lists.spreadsheet import read_spreadsheet

INDEX = Path(__file__).parents[2].parent / "shared" / "real" / "index"
HEAD = ("File Name", "Record Num", "Doc Date", "Originator", "Num Pages", "Pages Released")


@pytest.fixture
def sheet(tmp_path):
    def make(*rows, name="index.xlsx", mapping=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        return read_spreadsheet(tmp_path / name, mapping)

    return make


def number(n):
    return f"901-10001-{n:05}"


def kinds(listing):
    return Counter(loss.kind for loss in listing.losses)


def adds_up(listing):
    parts = (len(listing.rows), listing.repeats, listing.nameless, listing.rows_not_read)
    return listing.rows_read == sum(parts)


@pytest.mark.parametrize(
    ("written", "iso", "precision"),
    [
        ("00/00/1963", "1963", Precision.YEAR),
        ("0/0/1963", "1963", Precision.YEAR),
        ("1963", "1963", Precision.YEAR),
        (1963, "1963", Precision.YEAR),
        (1963.0, "1963", Precision.YEAR),
        ("06/00/64", "1964-06", Precision.MONTH),
        ("8/00/1963", "1963-08", Precision.MONTH),
        ("06/1964", "1964-06", Precision.MONTH),
        ("1964-06", "1964-06", Precision.MONTH),
        ("March 26, 1964", "1964-03-26", Precision.DAY),
        ("26 Mar 64", "1964-03-26", Precision.DAY),
        ("03/26/1964", "1964-03-26", Precision.DAY),
        ("26/03/1964", "1964-03-26", Precision.DAY),  # month first where it can be, else day first
        ("1964-03-26 00:00:00", "1964-03-26", Precision.DAY),
        (date(1964, 3, 26), "1964-03-26", Precision.DAY),
        ("19640326", "1964-03-26", Precision.DAY),
        (23462, "1964-03-26", Precision.DAY),
    ],
)
def test_a_date_has_the_precision_it_was_written_with(written, iso, precision):
    found, _ = read_date(written)
    assert (found.iso, found.precision) == (iso, precision)


@pytest.mark.parametrize(
    "written", ["[No Date]", "n.d.", "Undated", "00/00/0000", "00/00/00", "01/01/0000", 0]
)
def test_no_date_is_a_statement(written):
    assert read_date(written) == (None, DateState.UNDATED)


@pytest.mark.parametrize(
    "written",
    ["09/10/0000", "02/30/1964", "13/13/1964", "1963-1964", "spring 1964", "9", "99999999", "06/00/00",
     "03/26/1964 and later", True],
)  # fmt: skip
def test_what_is_no_date_is_not_made_one(written):
    assert read_date(written) == (None, DateState.NOT_READ)


@given(
    st.one_of(
        st.text(max_size=20), st.from_regex(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}", fullmatch=True)
    )
)
def test_any_cell_can_be_read_as_a_date_or_pages(text):
    found, state = read_date(text)
    assert (found is None) == (state in {DateState.UNDATED, DateState.NOT_READ})
    assert read_pages(text) is None or read_pages(text) >= 0


def test_pages_are_whole_numbers_or_not_read():
    assert [read_pages(v) for v in (12, 12.0, "12", "1,204", "3 pp.", 0)] == [
        12,
        12,
        12,
        1204,
        3,
        0,
    ]
    assert [read_pages(v) for v in (1.5, -2, "12-14", "1,20", "many", True, "9" * 30)] == [None] * 7


def test_rows_are_understood_by_the_names_of_their_columns(sheet):
    listing = sheet(
        HEAD,
        ("2031/901-10001-00001 (C01234567).pdf", number(1), "00/00/1963", "Harbor Board", 3, 4),
        ("2031/docid-3111111.pdf", number(2), "[No Date]", "Harbor Board", "1,204", None),
    )
    first, second = listing.rows
    assert first.number == number(1)
    assert first.file == "901-10001-00001 (C01234567).pdf"
    assert first.dates[Field.DATE].iso == "1963"
    assert (first.pages[Field.PAGES], first.pages_there) == (3, 4)
    assert second.pages_there == 1204
    assert second.row == 3
    assert list(listing.aliases()) == [("docid-3111111", number(2))]
    assert kinds(listing) == {LossKind.UNDATED: 1}


def test_a_number_is_no_other_name_of_another_record(sheet):
    listing = sheet(HEAD[:2], (f"{number(7)}.pdf", number(8)), (f"{number(7)}.pdf", number(7)))
    assert list(listing.aliases()) == []


def test_two_columns_are_enough_and_a_number_may_be_a_file_name(sheet):
    listing = sheet(
        ("Record Number", "NARA Release Date"), (f"{number(1)}_multirif.pdf", "03/18/2031")
    )
    assert [(row.number, row.file) for row in listing.rows] == [
        (number(1), f"{number(1)}_multirif.pdf")
    ]


def test_what_is_not_understood_is_said_and_kept(sheet):
    listing = sheet(
        ("Record Number", "Shelf", "Agency", "Pages", "Page count", "Pages"),
        (number(1), "B 7", None, 4, 5, 6),
        (number(2), "B 8", None, 4, 5, None),
        (None, None, None, None, None, None),
        (number(3), None, None, 4, 5, 6, "stray"),
    )
    said = {(loss.kind, loss.column): loss.count for loss in listing.losses}
    assert said == {
        (LossKind.COLUMN_NOT_UNDERSTOOD, "Shelf"): 2,
        (LossKind.COLUMN_EMPTY, "Agency"): 1,
        (LossKind.COLUMN_NOT_UNDERSTOOD, "Page count"): 3,
        (LossKind.COLUMN_NOT_UNDERSTOOD, "Pages"): 2,
        (LossKind.COLUMN_NOT_UNDERSTOOD, "G"): 1,
    }
    assert dict(listing.rows[0].other) == {"Shelf": "B 7", "Page count": "5", "Pages (F)": "6"}
    assert dict(listing.rows[2].other) == {"Page count": "5", "Pages (F)": "6", "G": "stray"}


def test_columns_without_a_known_name_are_known_by_their_values(sheet):
    rows = [(n, f"x/{number(n)}.pdf", number(n)) for n in range(1, 5)]
    listing = sheet(("No", "Where", "Key"), *rows)
    assert listing.columns == {"Where": Field.FILE, "Key": Field.RECORD}
    assert [row.number for row in listing.rows] == [number(n) for n in range(1, 5)]
    bare = sheet(*rows)
    assert bare.columns == {"B": Field.FILE, "C": Field.RECORD}
    assert [row.number for row in bare.rows] == [row.number for row in listing.rows]
    assert kinds(bare) == kinds(listing), "what stands above, or that nothing does, is said"
    assert kinds(listing)[LossKind.HEADER] == 1
    assert [row.key(Aliases.none()) for row in sheet(*[row[:2] for row in rows]).rows] == [
        number(n) for n in range(1, 5)
    ]


def test_a_person_says_what_a_column_means(sheet):
    rows = (("Key", "Leaves", "Pages"), ("A-1", 4, 9), ("A-2", 5, 9))
    mapping = {"key": "record number", "B": "pages", "Pages": "-"}
    listing = sheet(*rows, mapping=mapping)
    assert [(row.number, row.pages_there) for row in listing.rows] == [("a-1", 4), ("a-2", 5)]
    assert kinds(listing) == {LossKind.COLUMN_NOT_UNDERSTOOD: 1, LossKind.NUMBER_FORM: 1}
    with pytest.raises(UsageError, match="no column 'lock'"):
        sheet(*rows, mapping={**mapping, "Lock": "title"})
    with pytest.raises(UsageError, match="'colour' is no field"):
        sheet(*rows, mapping={"Key": "colour"})
    with pytest.raises(UsageError, match="no column of record numbers"):
        sheet(*rows)


def test_rows_that_are_no_record_are_losses_and_the_sum_holds(sheet):
    listing = sheet(
        ("The index of the Harbor Board",),
        HEAD,
        (f"{number(1)}.pdf", number(1), "x", "Board", 3, 3),
        (f"{number(1)}.pdf", number(1), "x", "Board", 3, 3),
        (f"{number(1)}.pdf", number(1), "x", "Board", 3, 4),
        HEAD,
        (None, None, None, None, 5, 5),
        (f"{number(2)}.pdf", None, None, None, "#REF!", "many"),
    )
    assert kinds(listing) == {
        LossKind.HEADER: 2,
        LossKind.VALUE_NOT_READ: 4,
        LossKind.DUPLICATE_ROW: 1,
        LossKind.NO_NUMBER: 2,
    }
    assert [row.row for row in listing.rows] == [3, 5, 8]
    assert listing.rows[2].key(Aliases.none()) == number(2)
    assert (listing.rows_read, listing.repeats, listing.nameless) == (5, 1, 1)
    assert adds_up(listing)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", number(1), number(2), "A-7", "n/a"]),
                  st.sampled_from(["", "1", "x", "00/00/1963", "Pages"]),
                  st.sampled_from(["", "7", "many"])),
        max_size=12,
    )
)  # fmt: skip
def test_every_row_is_counted_once(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("sums") / "index.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([("Record Number", "Date", "Pages"), *rows])
    with_values = [row for row in rows if any(row)]
    if not any(row[0] for row in rows):
        with pytest.raises(UsageError):
            read_spreadsheet(path)
        return
    listing = read_spreadsheet(path)
    assert adds_up(listing)
    assert listing.rows_read == len(with_values)
    distinct = {row for row in with_values if row[0]}
    assert len(listing.rows) == len(distinct)


def test_a_number_of_another_form_is_said_row_by_row_or_form_by_form_where_it_is_the_lists_own(
    sheet,
):
    broken = ("901-10001-1", "9O1-10001-10001", "see below")
    for good in (3, 40):
        rows = [(number(n),) for n in range(1, good + 1)]
        listing = sheet(("Record Number",), *rows, *((one,) for one in broken))
        said = [(loss.row, loss.column, loss.value) for loss in listing.losses]
        assert said == [(good + 2 + n, "Record Number", one) for n, one in enumerate(broken)]
    own = sheet(("Record Number",), *[(f"A-{n}",) for n in range(9)], ("B-77",), (number(1),))
    assert [(one.kind, one.row, one.count) for one in own.losses] == [
        (LossKind.NUMBER_FORM, 2, 9),
        (LossKind.NUMBER_FORM, 11, 1),
    ]


def test_spellings_of_one_value_are_joined_and_kept(sheet):
    written = ["PAPER - NOTE", "PAPER - NOTE", "PAPER, NOTE", "Paper-Note", "PAPER NOTED"]
    made_by = ["HB", "Harbor Board", "H.B.", "HB\nHB", "Harbor  Board"]
    listing = sheet(
        ("Record Number", "Doc Type", "Originator"),
        *[(number(n), *values) for n, values in enumerate(zip(written, made_by, strict=True))],
    )
    assert [row.values[Field.DOCUMENT_TYPE] for row in listing.rows] == ["PAPER - NOTE"] * 4 + [
        "PAPER NOTED"
    ]
    assert listing.spelled[Field.DOCUMENT_TYPE] == {
        "PAPER - NOTE": {"PAPER - NOTE": 2, "PAPER, NOTE": 1, "Paper-Note": 1}
    }
    assert listing.spelled[Field.ORIGINATOR] == {"HB": {"HB": 2, "H.B.": 1}}
    assert listing.maybe_one[Field.ORIGINATOR] == [("Harbor Board", "HB")]  # proposed, not joined
    assert Counter(row.values[Field.ORIGINATOR] for row in listing.rows) == {
        "HB": 3,
        "Harbor Board": 2,
    }


def test_dates_that_a_program_made_or_that_stand_for_nothing_are_said(sheet):
    listing = sheet(
        ("Record Number", "File Number", "Document Date"),
        (number(1), date(2008, 6, 10), date(2000, 1, 1)),
        (number(2), "62-3-9", date(2000, 1, 1)),
        (number(3), "62-3-9", "06/12/64"),
        (number(4), "62-3-9", 23462),
        (number(5), "62-3-9", "00/12/1964"),
    )
    said = [(loss.column, loss.row, loss.count) for loss in listing.losses]
    assert sorted(said) == [
        ("Document Date", 0, 2),
        ("Document Date", 4, 1),
        ("Document Date", 5, 1),
        ("Document Date", 6, 1),
        ("File Number", 2, 1),
    ]
    assert listing.rows[0].values[Field.FILE_NUMBER] == "2008-06-10"
    assert listing.rows[0].dates[Field.DATE].iso == "2000-01-01"
    assert listing.rows[4].dates[Field.DATE].iso == "1964"


def test_the_loss_report_counts_what_it_lists(sheet):
    listing = sheet(HEAD, (None, number(1), "x", None, "many", "many"), (None, None, None, "y"))
    *losses, summary = listing.as_json()
    assert summary["type"] == "listing"
    assert sum(summary["losses"].values()) == sum(loss["count"] for loss in losses)
    assert {loss["kind"] for loss in losses} == set(summary["losses"])


def test_columns_have_the_letters_programs_give_them():
    assert [letter(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.skipif(not INDEX.is_dir(), reason="the archive's own index spreadsheets are not here")
def test_the_archives_own_sheets_are_read_whole():
    found = {path.name[-17:-13]: read_spreadsheet(path) for path in INDEX.glob("*2023*.xlsx")}
    listing = found["2023"]
    assert adds_up(listing)
    assert len(listing.rows) == 2693
    assert len({row.number for row in listing.rows}) == 2677
    pages = [(row.pages[Field.PAGES], row.pages[Field.PAGES_RELEASED])
             for row in listing.rows if len(row.pages) == 2]  # fmt: skip
    assert Counter((there > paper) - (there < paper) for paper, there in pages) == {
        0: 2075,
        1: 395,
        -1: 222,
    }
    assert {loss.column for loss in listing.losses if loss.kind is LossKind.COLUMN_EMPTY} == {
        "Agency"
    }
