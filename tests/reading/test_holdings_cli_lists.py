"""`tearline holdings`: what was lost and not compared comes first, nothing personal is shown, nothing is overwritten."""

import csv
import json
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tearline.cli.holdings import COMMANDS
from tearline.cli.options import Failing
from tearline.errors import UsageError
from tearline.reading.lists.losses import printable, shape
from tearline.verbs import holding

WORLD = runpy.run_path(str(Path(__file__).parent / "search_world.py"))
REAL = Path(__file__).parents[2].parent / "shared" / "real"
A, B, C, D, E = (f"901-10001-1000{n}" for n in range(1, 6))
HEAD = ("Record Number", "File Name", "Title", "Pages")
PERSONAL = "900-12-3456"  # a number nobody has


@dataclass
class Said:
    code: int
    out: str
    err: str

    def of(self, kind):
        rows = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        return [row for row in rows if row["type"] == kind]


@pytest.fixture
def holdings(monkeypatch):
    """Run the command in this process."""
    group = Failing()
    for command in COMMANDS:
        group.add_command(command)

    def run(*words):
        words = ["holdings", *map(str, words)]
        monkeypatch.setattr(sys, "argv", ["tearline", *words])
        done = CliRunner().invoke(group, words)
        return Said(done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def listed(tmp_path):
    def make(*rows, head=HEAD, name="list.csv"):
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows([head, *rows])
        return path

    return make


@pytest.fixture
def texts(tmp_path):
    def make(**pages):
        folder = tmp_path / "texts"
        folder.mkdir(exist_ok=True)
        for name, count in pages.items():
            body = "".join(f"## Page {n}\nwords\n" for n in range(1, count + 1))
            (folder / f"{name.replace('_', '-')}.md").write_text(body)
        return folder

    return make


def pages_of(*counts):
    return {f"901_10001_1000{n}": count for n, count in enumerate(counts, 1)}


def test_what_is_complete_is_exit_0_and_still_says_what_was_not_compared(holdings, listed, texts):
    said = holdings(
        listed((A, "", "Paper", 2), (B, "", "Paper", 3)), "--in", texts(**pages_of(2, 3))
    )
    assert said.code == 0, said.err
    assert (
        said.out.index("columns:") < said.out.index("not compared:") < said.out.index("rows listed")
    )
    assert "what the pages say" in said.out


def test_missing_unlisted_and_other_page_counts_are_exit_3_and_each_a_row(holdings, listed, texts):
    sheet = listed((A, "", "", 2), (B, "", "", 9), (D, "", "", 1))
    said = holdings(sheet, "--in", texts(**pages_of(2, 3, 4)), "--json")
    assert said.code == 3
    kinds = {row["kind"]: row["record"] for row in said.of("difference")}
    assert kinds == {"listed but missing": D, "present but not listed": C, "page counts differ": B}
    (summary,) = said.of("completeness")
    assert summary["complete"] is False
    assert said.of("not_compared")


def test_what_a_release_says_of_a_record_it_keeps_is_not_called_missing(holdings, listed, tmp_path):
    folder = tmp_path / "release"
    WORLD["write_release"](folder, {A: ["one", "two"], B: None, C: None, D: None})
    manifest = json.loads((folder / "manifest.json").read_text())
    for row, status in zip(manifest["records"][1:], ("withdrawn", "held", "pending"), strict=True):
        row["status"] = status
    (folder / "manifest.json").write_text(json.dumps(manifest))
    sheet = listed(*((name, "", "", 2) for name in (A, B, C, D, E)))
    said = holdings(sheet, "--in", folder, "--json")
    assert said.code == 3
    kinds = {row["record"]: row["kind"] for row in said.of("difference")}
    assert kinds == {
        B: "listed, and withdrawn by the release", C: "listed, and held by the release",
        D: "listed, and pending in the release", E: "listed but missing",
    }  # fmt: skip
    (summary,) = said.of("completeness")
    counts = summary["counts"]
    assert [counts[f"records {n}"] for n in ("found", "named without pages", "missing")] == [
        1,
        3,
        1,
    ]


def test_a_release_is_held_to_its_own_index_and_to_its_own_files(holdings, tmp_path):
    folder = tmp_path / "release"
    WORLD["write_release"](folder, {A: ["one", "two"], B: ["three"]})
    with (folder / "index.csv").open("w", newline="") as stream:
        rows = [("record", "numbers", "status", "pages"), (A, A, "released in part", 2),
                (B, B, "released in part", 1)]  # fmt: skip
        csv.writer(stream).writerows(rows)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"] = [{"path": "index.csv", "sha256": "", "size": 0}]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "pages" / f"{B}.jsonl.zst").unlink()
    (folder / "stray.pdf").write_bytes(b"x")
    said = holdings("--in", folder, "--json")
    assert said.code == 3
    kinds = {(row["kind"], row["record"]) for row in said.of("difference")}
    assert kinds == {
        ("cannot be read", B),  # its file is missing
        ("cannot be read", "the release's own files"),  # the index is not what the manifest lists
        ("present but not listed", "the release's own files"),
        ("present but not listed", "stray.pdf"),
    }


def test_without_a_list_a_folder_that_is_no_release_is_refused(holdings, texts):
    said = holdings("--in", texts(**pages_of(1)), "--json")
    assert said.code == 2
    assert "no list" in said.of("error")[0]["message"]


def test_values_are_told_by_shape_and_masked_when_shown(holdings, listed, texts):
    sheet = listed(
        (A, "", "Paper", f"{PERSONAL}"), (B, "", "Paper", "Mr Hidden"), ("", "", PERSONAL, 3)
    )
    folder = texts(**pages_of(2, 3))
    for how in ((), ("--json",), ("--show-values",), ("--show-values", "--json")):
        said = holdings(sheet, "--in", folder, *how)
        assert PERSONAL not in said.out + said.err
        assert ("Hidden" in said.out) == ("--show-values" in how)
    assert "a a" in holdings(sheet, "--in", folder).out


@given(st.text(max_size=80))
def test_a_shape_says_nothing_of_a_value_but_its_form(value):
    form = shape(value)
    assert not {char for char in form if char.isalpha()} - {"a"}
    assert not {char for char in form if char.isdecimal()} - {"9"}
    assert form == printable(form)
    assert shape(value.upper()) == shape(value.lower()) or not value.isascii()


def test_a_person_s_mapping_wins_and_what_is_not_there_is_listed(holdings, listed, texts, tmp_path):
    sheet = listed((A, 7, 2), (B, 7, 3), head=("Identifier", "Pages", "Leaves"))
    folder = texts(**pages_of(2, 3))
    assert holdings(sheet, "--in", folder).code == 3, "7 pages by the list's own word"
    file = tmp_path / "columns.txt"
    file.write_text("# ours\nIdentifier = record number\nPages = -\n")
    said = holdings(sheet, "--in", folder, "--map-file", file, "--map", "Leaves=pages")
    assert said.code == 0, said.out
    assert "Leaves = pages" in said.out
    said = holdings(sheet, "--in", folder, "--map", "Sheets=pages", "--json")
    assert said.code == 2
    (error,) = said.of("error")
    assert "no column 'sheets'" in error["message"]
    assert "A (a), Pages, C (a)" in error["remedy"], "a heading that is not known may be a value"
    said = holdings(sheet, "--in", folder, "--map", "Sheets=pages", "--json", "--show-values")
    assert "A (Identifier), Pages, C (Leaves)" in said.of("error")[0]["remedy"]
    (error,) = holdings(sheet, "--in", folder, "--map", "Leaves=folios", "--json").of("error")
    assert "pages released" in error["remedy"]
    for bad in ("Leaves", "=pages", "Leaves="):
        assert holdings(sheet, "--in", folder, "--map", bad).code == 2
    twice = ("--map", "Leaves=pages", "--map", "Leaves=title")
    assert holdings(sheet, "--in", folder, *twice).code == 2


def test_of_several_lists_a_mapped_column_need_be_in_one(holdings, listed, texts):
    one = listed((A, 2), head=("Record Number", "Leaves"), name="one.csv")
    other = listed((B, 3), head=("Record Number", "Pages"), name="other.csv")
    folder = texts(**pages_of(2, 3))
    assert holdings(one, other, "--in", folder, "--map", "Leaves=pages").code == 0
    assert holdings(one, other, "--in", folder, "--map", "Folios=pages").code == 2


@pytest.mark.parametrize(
    ("rows", "head", "why"),
    [((), ("", ""), "no column"), ((("x", "y"),), ("Colour", "Mood"), "no column")],
)
def test_a_sheet_that_tells_no_records_apart_says_so(holdings, listed, texts, rows, head, why):
    said = holdings(listed(*rows, head=head), "--in", texts(**pages_of(1)), "--json")
    assert said.code == 2
    assert why in said.of("error")[0]["message"]


def test_lists_that_disagree_on_a_page_count_are_told_with_both_places(holdings, listed, texts):
    sheets = listed((A, "", "", 2), name="one.csv"), listed((A, "", "", 4), name="other.csv")
    said = holdings(*sheets, "--in", texts(**pages_of(2)), "--json")
    assert said.code == 3
    (row,) = (r for r in said.of("difference") if r["kind"] == "lists give different page counts")
    assert row["note"] == "pages: 2, 4"
    assert [place.split(",")[0] for place in row["places"]] == ["one.csv", "other.csv"]


def test_merged_cells_count_for_each_row_and_are_told(holdings, texts, tmp_path):
    book = openpyxl.Workbook()
    for row in (HEAD, (A, "", "", 2), (B, "", "", None)):
        book.active.append(row)
    book.active.merge_cells("D2:D3")
    book.save(tmp_path / "merged.xlsx")
    said = holdings(tmp_path / "merged.xlsx", "--in", texts(**pages_of(2, 2)), "--json")
    assert said.code == 0, said.out
    assert [row["kind"] for row in said.of("loss")].count("merged cells") == 1


def test_a_report_has_no_formula_and_is_never_written_over_or_into_a_release(
    holdings, listed, texts, tmp_path
):
    names = ('=HYPERLINK("x")', "+1", "-1", "@x", "\t=1")
    sheet = listed((A, "", "", 2), *(("", f"{name}.pdf", "", 1) for name in names))
    to = tmp_path / "report.csv"
    folder = texts(**pages_of(2))
    assert holdings(sheet, "--in", folder, "--report", to).code == 3
    with to.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert sum(row[0] == "listed but missing" for row in rows) == len(names)
    assert sum("HYPERLINK" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.strip()[:1] in set("=+-@")]
    before = to.read_bytes()
    assert holdings(sheet, "--in", folder, "--report", to).code == 2
    assert to.read_bytes() == before
    release = tmp_path / "release"
    WORLD["write_release"](release, {A: ["one"]})
    for inside in (release / "report.csv", release / "pages" / "report.csv"):
        assert holdings(sheet, "--in", folder, "--report", inside).code == 2
        assert not inside.exists()


def test_a_list_cannot_write_commands_to_a_terminal(holdings, listed, texts):
    evil = "\x1b[2Jabc\u202e<b>"
    head = ("Record Number", "File Name", evil, "Pages")
    sheet = listed((A, f"{A}{evil}.pdf", evil, 2), (f"{B}{evil}", "", evil, "none"), head=head)
    for how in ((), ("--show-values",)):
        said = holdings(sheet, "--in", texts(**pages_of(2)), *how)
        assert said.code == 3
        assert {char for char in said.out + said.err if not char.isprintable()} == {"\n"}
        assert "?[2jabc?<b>" in said.out.lower()


def test_pages_of_pdfs_are_counted_and_a_damaged_one_is_a_row(holdings, listed, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page()
        pdf.save(folder / f"{A}.pdf")
    (folder / f"{B}.pdf").write_bytes(b"%PDF-1.7 and no more")
    said = holdings(listed((A, "", "", 3), (B, "", "", 3)), "--in", folder, "--json")
    assert said.code == 3
    rows = {row["kind"]: row for row in said.of("difference")}
    assert rows["cannot be read"]["record"] == B
    assert rows["page counts not compared"]["record"] == B
    (summary,) = said.of("completeness")
    assert summary["counts"]["page counts equal"] == 1


def test_an_office_s_report_names_what_the_release_does_not_and_stays_out_of_it(
    listed, tmp_path, tree
):
    folder = tmp_path / "release"
    WORLD["write_release"](folder, {A: ["one"]})
    before = tree(folder)
    report = holding.completeness([listed((A, "", "", 1), (B, "", "", 1))], folder)
    assert [one.record for one in report.differences] == [B]
    for inside in (folder / "completeness.jsonl", folder / "pages" / "completeness.jsonl"):
        with pytest.raises(UsageError, match="release"):
            holding.keep(report, inside, folder)
    custody = tmp_path / "custody"
    custody.mkdir()
    link = tmp_path / "link"
    link.symlink_to(folder)
    with pytest.raises(UsageError, match="release"):
        holding.keep(report, link / "completeness.jsonl", folder)
    holding.keep(report, custody / "completeness.jsonl", folder)
    assert tree(folder) == before
    assert (custody / "completeness.jsonl").stat().st_mode & 0o777 == 0o600
    rows = [json.loads(line) for line in (custody / "completeness.jsonl").open()]
    assert [row["type"] for row in rows] == ["difference", "completeness"]
    with pytest.raises(UsageError, match="already"):
        holding.keep(report, custody / "completeness.jsonl", folder)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real records are not on this machine")
def test_a_real_index_is_laid_beside_its_texts(holdings):
    sheet = REAL / "index" / "national-archives-jfk-assassination-records-2023-release.xlsx"
    said = holdings(sheet, "--in", REAL / "jfk-text" / "2023", "--json")
    assert said.code == 3
    (summary,) = said.of("completeness")
    counts = summary["counts"]
    assert (counts["rows found"], counts["page counts equal"]) == (135, 135)
    assert counts["rows listed"] == 135 + counts["rows missing"]
