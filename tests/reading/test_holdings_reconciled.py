"""Lists against files: each row found or missing, each file listed or not, and every sum holds."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.errors import UsageError
from tearline.reading.lists.completeness import Kind
from tearline.reading.lists.held import Held, held_in
from tearline.reading.lists.holdings import reconcile
from tearline.reading.lists.numbers import Aliases, plain_name
from tearline.reading.lists.spreadsheet import read_spreadsheet

REAL = Path(__file__).parents[2].parent / "shared" / "real"
A, B, C, D = (f"901-10001-1000{n}" for n in range(1, 5))


def held(*files, aliases=None):
    aliases = aliases or Aliases.none()
    return tuple(
        Held(name, (aliases.key(name),) if aliases.key(name) else (), pages)
        for name, pages in files
    )


@pytest.fixture
def listed(tmp_path):
    def make(*rows, head=("Record Number", "File Name", "Pages", "Pages Released")):
        path = tmp_path / "list.csv"
        with path.open("w", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])
        return read_spreadsheet(path)

    return make


def check(listing, files, aliases=None):
    report = reconcile([listing], files, aliases or Aliases.none())
    assert all(report.sums().values()), report.sums()
    return report


def of(report, kind):
    return [one for one in report.differences if one.kind is kind]


def test_what_is_listed_and_there_with_its_pages_is_complete(listed):
    listing = listed((A, f"2031/{A}.pdf", 9, 3), (B, f"2031/{B}.pdf", 4, None))
    report = check(listing, held((f"x/{A}.pdf", 3), (f"{B}_C01234567.PDF", 4)))
    assert report.is_complete
    assert report.differences == ()
    assert (report.rows, report.pages_equal, report.files_listed) == (2, 2, 2)


def test_missing_unlisted_and_unequal_are_each_a_difference(listed):
    listing = listed((A, "", 9, 3), (B, "", 4, 4), (C, "", 5, 0), (D, "", "", ""))
    report = check(
        listing, held((f"{A}.pdf", 2), ("docid-5555555.pdf", 8), (f"{C}.pdf", 5), (f"{D}.pdf", 1))
    )
    assert not report.is_complete
    assert [one.record for one in of(report, Kind.MISSING)] == [B]
    assert [one.files for one in of(report, Kind.UNLISTED)] == [("docid-5555555.pdf",)]
    differ = {
        one.record: (one.pages_listed, one.pages_found, one.note)
        for one in of(report, Kind.PAGES_DIFFER)
    }
    assert differ == {
        A: (3, 2, "the paper's own count is 9"),
        C: (0, 5, "the paper's own count is 5"),
    }
    assert [(one.record, one.note) for one in of(report, Kind.NOT_COMPARED)] == [
        (D, "the list gives no page count")
    ]
    assert of(report, Kind.PAGES_DIFFER)[0].places == ("list.csv, row 2",)


def test_a_file_named_by_a_document_id_is_found_by_what_the_list_states(listed):
    listing = listed((A, "2031/docid-5555555.pdf", 3, 3))
    aliases = Aliases.of_pairs(listing.aliases())
    for files in (held(("DOCID-5555555.pdf", 3)), held((f"{A}.pdf", 3)),
                  held(("docid-5555555.pdf", 3), aliases=aliases)):  # fmt: skip
        assert check(listing, files).is_complete
        assert check(listing, files, aliases).is_complete


def test_a_file_is_found_by_its_name_though_another_list_gives_it_another_number(listed):
    elsewhere = Aliases.of_pairs([("docid-5555555", B)])
    listing = listed((A, "docid-5555555.pdf", 3, 3))
    assert check(listing, held(("docid-5555555.pdf", 3), aliases=elsewhere), elsewhere).is_complete


def test_rows_of_one_number_are_paired_by_the_files_own_names(listed):
    listing = listed(
        (A, f"{A}[c01111111].pdf", 1, 1), (A, f"{A}.pdf", 9, 9), (A, "docid-5555555.pdf", 7, 7)
    )
    report = check(listing, held((f"{A}.pdf", 9), (f"{A} (C01111111).pdf", 1)))
    assert (report.pages_equal, report.rows_missing, report.records_missing) == (2, 1, 0)
    (missing,) = of(report, Kind.MISSING)
    assert missing.files == ("docid-5555555.pdf",)
    assert missing.note == "another file of its number is there"
    assert len(of(report, Kind.LISTED_TWICE)) == len(of(report, Kind.SEVERAL_FILES)) == 1


def test_which_file_a_row_means_is_not_guessed(listed):
    listing = listed((A, "one.pdf", 3, 3), (A, "two.pdf", 4, 4))
    report = check(
        listing, held((f"{A}_C01111111.pdf", 5), (f"{A}_multirif.pdf", 6), (f"{A}.pdf", 7))
    )
    assert (report.pages_not_compared, report.pages_differ, report.files_unlisted) == (2, 0, 0)
    notes = {one.note for one in of(report, Kind.NOT_COMPARED)}
    assert notes == {"which of the number's files the row means is not said"}
    alike = check(listing, held((f"{A}_multirif.pdf", 4), (f"{A}.pdf", 3)))
    assert (alike.pages_equal, alike.pages_not_compared) == (2, 0)


def test_a_number_that_is_listed_nowhere_still_has_its_files_counted(listed):
    report = check(
        listed((A, "", 3, 3)),
        held((f"{B}.pdf", 1), (f"x/{B}_multirif.pdf", 1), ("_redacted.pdf", 1)),
    )
    assert [one.record for one in of(report, Kind.UNLISTED)] == [B, B, "_redacted.pdf"]
    assert [one.files for one in of(report, Kind.SEVERAL_FILES)] == [
        (f"{B}.pdf", f"x/{B}_multirif.pdf")
    ]


def test_one_file_answers_for_every_record_it_carries(listed):
    listing = listed((A, "docid-5555555.pdf", 2, 6), (B, "docid-5555555.pdf", 4, 6))
    aliases = Aliases.of_pairs(listing.aliases())
    assert aliases.disputed == {"docid-5555555"}
    report = check(listing, held(("docid-5555555.pdf", 6), aliases=aliases), aliases)
    assert (report.records_found, report.pages_equal, report.files) == (2, 2, 1)
    (shared,) = of(report, Kind.SHARED_FILE)
    assert shared.note == f"it carries {A}, {B}"


def test_a_file_that_cannot_be_read_is_its_own_difference(listed, tmp_path):
    folder = tmp_path / "files"
    (folder / "box 1").mkdir(parents=True)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        pdf.save(folder / "box 1" / f"{A}.pdf")
        pdf.save(folder / f"{C}.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    (folder / f"{B}.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    (folder / "tape.mp3").write_bytes(b"ID3")
    (folder / ".hidden").write_bytes(b"")
    listing = listed((A, "", 2, 2), (B, "", 2, 2), (C, "", 2, 2))
    report = check(listing, held_in(folder, Aliases.none()))
    assert (report.files, report.pages_equal, report.pages_not_compared) == (4, 1, 2)
    why = {one.record: one.note for one in of(report, Kind.UNREADABLE)}
    assert why.keys() == {B, C}
    assert "password" in why[C]
    assert [one.record for one in of(report, Kind.UNLISTED)] == ["tape"]


def test_texts_without_page_marks_have_no_page_count(listed, tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / f"{A}.md").write_text("## Page 1\n\na\n\n## Page 2\n\nb\n")
    (folder / f"{B}.md").write_text("a stream")
    report = check(listed((A, "", 2, 2), (B, "", 2, 2)), held_in(folder, Aliases.none()))
    assert (report.pages_equal, report.pages_not_compared) == (1, 1)
    assert of(report, Kind.NOT_COMPARED)[0].note == "the file gives no page count"
    empty = tmp_path / "none"
    empty.mkdir()
    for path in (empty, tmp_path / "absent"):
        with pytest.raises(UsageError):
            held_in(path, Aliases.none())


def test_a_release_answers_with_its_records_and_their_status(listed, tmp_path):
    def record(name, numbers, status, pages):
        return {"record": name, "numbers": numbers, "status": status, "pages": pages, "note": "", "files": [],
                "withholdings": [], "page_sizes": [[61200, 79200]] * pages}  # fmt: skip

    manifest = {
        "type": "release", "schema_version": 1, "audience": "public", "date": "2031-03-18", "draft": False,
        "guide": {"name": "foia", "version": "1"}, "files": [],
        "records": [record("r1", [A, B], "released in part", 3), record("r2", [C], "withheld in full", 0)],
    }  # fmt: skip
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "index.jsonl").write_text("")
    report = check(listed((A, "", 3, 3), (C, "", 5, 5)), held_in(folder, Aliases.none()))
    assert (report.files, report.records_found, report.pages_equal) == (2, 1, 1)
    assert [one.record for one in of(report, Kind.WITHHELD)] == [C]
    assert (report.records_named, report.rows_named, report.pages_differ) == (1, 1, 0)


NAMES = st.sampled_from(
    [A, B, C, f"{A}_C01111111", f"{A}[c02222222]", f"{B}_multirif", "docid-5555555", "x"]
)
COUNTS = st.sampled_from(["", "1", "2", "many"])


@settings(max_examples=150)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([A, B, C, ""]), st.one_of(st.just(""), NAMES), COUNTS), max_size=6
    ),
    files=st.dictionaries(NAMES, st.sampled_from([None, 1, 2]), max_size=6),
    aliased=st.booleans(),
)
def test_the_sums_hold_whatever_is_listed_and_there(tmp_path_factory, rows, files, aliased):
    path = tmp_path_factory.mktemp("sums") / "list.csv"
    with path.open("w", newline="") as stream:
        named = [(number, file and f"{file}.pdf", count) for number, file, count in rows]
        csv.writer(stream).writerows([("Record Number", "File Name", "Pages"), (D, "", ""), *named])
    listing = read_spreadsheet(path)
    aliases = Aliases.of_pairs(listing.aliases()) if aliased else Aliases.none()
    report = check(
        listing,
        held(*[(f"{name}.pdf", pages) for name, pages in files.items()], aliases=aliases),
        aliases,
    )
    assert report.rows == len(listing.rows)
    assert report.files == len(files)
    # said without the code under test: a file is unlisted where neither its name nor its number is listed
    names = {plain_name(text) for row in listing.rows for text in (row.number, row.file)}
    keys = names | {aliases.key(name) for name in names} - {""}
    there = {name: plain_name(name) for name in files}
    unlisted = {n for n, plain in there.items() if plain not in keys and aliases.key(n) not in keys}
    assert {one.files[0] for one in of(report, Kind.UNLISTED)} == {
        f"{name}.pdf" for name in unlisted
    }
    *differences, summary = report.as_json()
    assert len(differences) == len(report.differences)
    assert summary["counts"]["rows missing"] == sum(
        one["kind"] == Kind.MISSING for one in differences
    )
    assert summary["complete"] == report.is_complete


def test_the_report_in_lines_shows_the_counts_and_the_first_of_each_kind(listed):
    listing = listed(*[(f"901-10001-{n:05}", "", n, n) for n in range(1, 31)])
    files = held(("901-10001-00030.pdf", 1), ("evil\x1b[2J\nname.pdf", 1))
    lines = list(check(listing, files).lines(first=3))
    assert lines[0].split() == ["rows", "listed", "30"]
    assert "listed but missing: 29" in lines
    assert "  and 26 more" in lines
    at = lines.index("listed but missing: 29")
    assert lines[at + 1].startswith("  901-10001-00001 · pages: 1 listed, ? found · list.csv")
    assert "page counts differ: 1" in lines
    assert all(line.isprintable() for line in lines)


def test_a_list_is_reconciled_without_any_private_part_of_the_program():
    code = (
        "import sys, tearline.reading.lists.holdings, tearline.reading.lists.held, tearline.reading.lists.spreadsheet;"
        "print([name for name in sys.modules if name.startswith(('tearline.store', 'tearline.decisions',"
        " 'tearline.editions', 'tearline.web'))])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


@pytest.mark.skipif(not REAL.is_dir(), reason="the archive's own lists and texts are not here")
def test_the_archives_list_of_2023_has_every_one_of_our_texts_with_its_pages():
    listing = read_spreadsheet(next((REAL / "index").glob("*2023*.xlsx")))
    report = check(listing, held_in(REAL / "jfk-text" / "2023", Aliases.none()))
    assert (report.rows, report.records) == (2693, 2677)
    assert (report.files, report.files_unlisted, report.pages_equal) == (134, 0, 135)
    assert len(of(report, Kind.LISTED_TWICE)) == 16
