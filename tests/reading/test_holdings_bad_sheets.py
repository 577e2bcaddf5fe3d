"""A spreadsheet that cannot be read says why and what to do; one that can loses nothing in silence."""

import random
import zipfile
from collections import Counter

import openpyxl
import pytest

from tearline.errors import UsageError
from tearline.reading.lists import sheets
from tearline.reading.lists.columns import Field
from tearline.reading.lists.losses import LossKind
from tearline.reading.lists.spreadsheet import read_spreadsheet

HEAD = ("Record Number", "Title", "Pages")
ROWS = [(f"901-10001-{n:05}", f"Paper {n}", n) for n in range(1, 9)]


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook of HEAD and ROWS, after something was done to it."""

    def make(change=lambda _: None, rows=ROWS):
        made = openpyxl.Workbook()
        for row in (HEAD, *rows):
            made.active.append(row)
        change(made)
        made.save(tmp_path / "index.xlsx")
        return tmp_path / "index.xlsx"

    return make


def rewrite(path, part, change):
    """Replace the text of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def said(path):
    listing = read_spreadsheet(path)
    return listing, Counter(loss.kind for loss in listing.losses)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "old workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 9000 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xef\xbb\xbf\r\n<html><table><tr><td>Record Number</td></tr></table>", "web page"),
        ("<TABLE><tr>".encode("utf-16"), "web page"),
        (b"PK\x03\x04 and no more", "damaged"),
        (random.Random(5).randbytes(4000).replace(b"\0", b"\1"), "no column|separated"),
        (b"%PDF-1.7\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "neither a workbook nor a text"),
        (b'Record Number,Title\n901-10001-00001,"open\n901-10001-00002,x\n', "never closed"),
        (b"Record Number,Title\n" + b"901-10001-00001," + b"x" * 200_000, "line 2"),
        (b"Shelf,Colour\n4,red\n", "no column of record numbers"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path, data, why):
    path = tmp_path / "index.xls"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=why) as error:
        read_spreadsheet(path)
    assert error.value.remedy
    assert "index.xls" in error.value.message


def test_a_file_that_is_not_there_says_so(tmp_path):
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            read_spreadsheet(path)


def test_any_damage_to_a_workbook_is_an_error_or_a_listing(book, tmp_path):
    whole = book().read_bytes()
    dice = random.Random(7)
    ends = Counter()
    for turn in range(60):
        data = bytearray(whole)
        for _ in range(8):
            data[dice.randrange(4, len(data))] = dice.randrange(256)
        path = tmp_path / "damaged.xlsx"
        path.write_bytes(data[: dice.randrange(len(data))] if turn % 3 == 0 else data)
        try:
            read_spreadsheet(path)
            ends["read"] += 1
        except UsageError:
            ends["refused"] += 1
    assert ends["refused"] > 10


def test_a_workbook_packed_to_burst_is_refused_unopened(book):
    path = book()
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/fill.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(sheets.MOST_UNPACKED // (1 << 24) + 1):
            part.write(bytes(1 << 24))
    assert path.stat().st_size < 1 << 22
    with pytest.raises(UsageError, match="unpacks to"):
        read_spreadsheet(path)


def test_a_workbook_that_defines_entities_is_refused(book):
    def entities(data):
        return data.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)

    with pytest.raises(UsageError, match="entities"):
        read_spreadsheet(rewrite(book(), "xl/worksheets/sheet1.xml", entities))


def test_a_sheet_that_says_it_is_huge_is_not_believed(book):
    def huge(data):
        start, end = data.index(b'ref="'), data.index(b"</sheetData>")
        end_of_ref = data.index(b'"', start + 5)
        last = b'<row r="1048576"></row>'
        return data[:start] + b'ref="A1:XFD1048576' + data[end_of_ref:end] + last + data[end:]

    listing, losses = said(rewrite(book(), "xl/worksheets/sheet1.xml", huge))
    assert len(listing.rows) == len(ROWS)
    assert not losses

    def beyond(data):
        return data.replace(b"</sheetData>", b'<row r="2000000000"></row></sheetData>')

    with pytest.raises(UsageError, match="more rows than a sheet can have"):
        read_spreadsheet(rewrite(book(), "xl/worksheets/sheet1.xml", beyond))


def test_a_formula_gives_its_stored_value_or_is_said_to_have_none(book):
    def formulas(made):
        made.active["C2"] = "=1+1"
        made.active["C3"] = "=1+2"

    def store(data):
        assert data.count(b"<f>1+1</f><v") == 1
        return data.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        )

    listing, losses = said(rewrite(book(formulas), "xl/worksheets/sheet1.xml", store))
    assert [row.pages_there for row in listing.rows[:3]] == [2, None, 3]
    found = [(loss.row, loss.column, loss.done[:4]) for loss in listing.losses]
    assert sorted(found) == [(2, "C", "the "), (3, "C", "left")]
    assert set(losses) == {LossKind.FORMULA}


def test_what_is_hidden_is_said(book):
    def hide(made):
        made.create_sheet("Names").append(("Record Number",))
        made["Names"].append(("901-10001-09999",))
        made["Names"].sheet_state = "hidden"
        made.active.row_dimensions[4].hidden = True
        made.active.column_dimensions["B"].hidden = True

    listing, losses = said(book(hide))
    assert len(listing.rows) == len(ROWS)
    assert losses == {LossKind.SHEET_NOT_READ: 1, LossKind.HIDDEN: 2}
    assert {loss.sheet for loss in listing.losses if loss.kind is LossKind.SHEET_NOT_READ} == {
        "Names"
    }


def test_every_visible_sheet_is_read_or_said(book):
    def more(made):
        second = made.create_sheet("Second")
        second.append(("Rec No", "Page Count"))
        second.append(("901-10002-00001", 7))
        made.create_sheet("Read me").append(("How to use this file",))
        made.create_sheet("Nothing")

    listing, _ = said(book(more))
    assert [(row.sheet, row.row, row.pages_there) for row in listing.rows[-1:]] == [
        ("Second", 2, 7)
    ]
    assert len(listing.rows) == len(ROWS) + 1
    assert [loss.sheet for loss in listing.losses if loss.kind is LossKind.SHEET_NOT_READ] == [
        "Read me",
        "Nothing",
    ]
    assert listing.rows_read == len(listing.rows) + listing.rows_not_read


def test_merged_cells_give_each_row_their_value_and_say_so(book):
    def merge(made):
        made.active.merge_cells("A2:A4")
        made.active.merge_cells("B6:C6")

    listing, losses = said(book(merge))
    assert [row.number for row in listing.rows[:4]] == [ROWS[0][0]] * 3 + [ROWS[3][0]]
    assert listing.rows[4].pages_there is None
    assert losses == {LossKind.MERGED: 2}


def test_separated_values_are_read_whatever_separates_them(tmp_path):
    texts = {}
    for at, (separator, encoding) in enumerate(
        [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), ("|", "cp1252")]
    ):
        rows = [
            HEAD,
            ("901-10001-00001", "Café, a \u2018note\u2019", "3"),
            ("901-10001-00002", "b; c", "4"),
        ]
        lines = (separator.join(f'"{cell}"' for cell in row) for row in rows)
        path = tmp_path / f"index{at}.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        listing, losses = said(path)
        texts[encoding] = [
            (row.number, row.values[Field.TITLE], row.pages_there) for row in listing.rows
        ]
        assert losses == ({LossKind.ENCODING: 1} if encoding == "cp1252" else {})
    assert len({str(text) for text in texts.values()}) == 1
    assert texts["utf-8"][0] == ("901-10001-00001", "Café, a \u2018note\u2019", 3)


def test_quotes_that_do_not_hold_are_said(tmp_path):
    path = tmp_path / "index.csv"
    path.write_bytes(b'Record Number,Title\n901-10001-00001,"a" b\n901-10001-00002,c\n')
    listing, losses = said(path)
    assert len(listing.rows) == 2
    assert losses == {LossKind.QUOTES: 1}
