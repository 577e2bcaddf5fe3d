"""The report of a comparison: a folder that opens anywhere, of which nothing leads astray and nothing runs."""

import csv
import io
import json
import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tearline.errors import UsageError
from tearline.reading.comparing.change import Change, Problem
from tearline.reading.comparing.changes import compare, with_rates
from tearline.reading.comparing.kinds import Position, Type
from tearline.reading.lists.numbers import Aliases
from tearline.reading.masking import Masking
from tearline.reading.released import ReleaseFolder
from tearline.reading.witnesses.witness import ReleaseWitness
from tearline.web.new_report import Comparison, as_csv, write

ROOM = runpy.run_path(str(Path(__file__).parent / "room_world.py"))
LINES = [
    "The watchman saw two lamps on the eastern pier before midnight",
    "and told the harbor office 523-45-6781 that nobody answered",
    "A tally clerk wrote the names of all barges into the ledger",
    "and the fire began in the third shed behind the customs house",
]
NEW = "\n".join(LINES)
OLD = NEW.replace("the names of all barges ", "[(b)(1)] ")
SECRET = "6781"
HTML = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Return a comparison of two releases, and the folder they lie in."""
    root = tmp_path_factory.mktemp("news")
    ROOM["write_release"](root / "a", {"901-1": [OLD], "901-2": [LINES[0]]}, "2025-01-01")
    ROOM["write_release"](
        root / "b",
        {"901-1": [NEW], "901-2": [LINES[0]], f"x{HTML}": ["One page more"]},
        "2026-01-01",
    )
    sources = tuple(ReleaseWitness(ReleaseFolder(root / name), Aliases.none()) for name in "ab")
    *rows, summary = with_rates(compare(sources[:1], sources[1:], mask=Masking()))
    changes = [row for row in rows if isinstance(row, Change)]
    return root, Comparison(sources, changes, [Problem("b", HTML, HTML)], summary)


@pytest.fixture(scope="module")
def report(found):
    root, comparison = found
    write(root / "report", comparison, Masking(), "harm@office.example")
    return root / "report"


class Links(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.to, self.tags, self.ids, self.images = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        row = dict(attrs)
        self.tags.append(tag)
        self.to += [row[name] for name in ("href", "src") if name in row]
        self.ids += [row["id"]] if "id" in row else []
        self.images += [row] if tag == "img" else []


def pages(folder):
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.html"))}


def test_every_link_leads_to_a_file_of_the_report_or_to_who_hears_of_harm(report):
    for name, text in pages(report).items():
        found = Links(text)
        assert "script" not in found.tags
        assert len(found.ids) == len(set(found.ids))
        assert not re.search(r'style="|onclick|javascript:', text)
        for to in found.to:
            path, _, anchor = to.partition("#")
            path = path or name
            if not to.startswith("mailto:harm@office.example"):
                assert (report / path).is_file(), f"{name}: {to}"
                assert not anchor or anchor in Links((report / path).read_text("utf-8")).ids


def test_a_change_is_told_with_both_texts_both_crops_its_class_and_its_rate(report):
    (text,) = [text for name, text in pages(report).items() if name.startswith("newly_visible")]
    assert "<mark>the names of all barges</mark>" in text
    assert "too few to measure" in text
    assert "[(b)(1)]" in text
    old, new = Links(text).images
    assert old["alt"] != new["alt"]
    assert all(
        image["alt"] and int(image["width"]) and int(image["height"]) for image in (old, new)
    )
    assert "mailto:harm@office.example?subject=Harm%20in%20901-1" in text


def test_the_summary_counts_each_type_and_says_what_is_covered(report, found):
    text = pages(report)["index.html"]
    for kind, number in found[1].summary.counts.items():
        assert number, kind
        assert f'<td class="number">{number:,}</td>' in text
    assert "tearline withdraw" in text
    assert "no list of protected people" in text


def test_nothing_personal_and_no_markup_of_a_record_is_in_the_report(report):
    for path in report.rglob("*"):
        if path.suffix in {".html", ".csv", ".jsonl"}:
            assert SECRET not in path.read_text("utf-8"), path.name
        if path.suffix == ".html":
            assert HTML not in path.read_text("utf-8")
            assert "&lt;script&gt;" in path.read_text("utf-8") or "newly" in path.name


def test_the_same_comparison_gives_the_same_bytes_and_replaces_its_own_report(found, report):
    root, comparison = found
    before = {path.relative_to(report): path.read_bytes() for path in report.rglob("*.*")}
    (report / "stale.html").write_text("of an older comparison")
    write(report, comparison, Masking(), "harm@office.example")
    assert {path.relative_to(report): path.read_bytes() for path in report.rglob("*.*")} == before
    assert sorted(path.name for path in root.iterdir()) == ["a", "b", "report"]


def test_the_rows_for_programs_are_those_of_the_command(report, found):
    rows = [json.loads(line) for line in (report / "changes.jsonl").read_text("utf-8").splitlines()]
    own = found[1]
    assert rows == json.loads(json.dumps(
        [one.as_json() for one in (*own.problems, *own.changes, own.summary)]
    ))  # fmt: skip


def test_a_folder_that_is_no_report_is_left_as_it_is(found, tmp_path):
    for name in ("mine", "mine2.part"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    for name in ("mine", "mine2", "link"):
        with pytest.raises(UsageError, match="is no report"):
            write(tmp_path / name, found[1], Masking())
    assert (tmp_path / "mine" / "index.html").read_text() == "mine"


def test_what_a_killed_run_left_is_made_again(found, tmp_path):
    part = tmp_path / "report.part"
    part.mkdir()
    (part / ".tearline-changes").touch()
    (part / "half.html").write_text("half")
    write(tmp_path / "report", found[1], Masking())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report"]
    assert not (tmp_path / "report" / "half.html").exists()
    assert not (tmp_path / "report" / ".tearline-changes").exists()


def test_an_address_of_no_use_is_refused_and_without_one_the_office_is_named(found, tmp_path):
    with pytest.raises(UsageError):
        write(tmp_path / "report", found[1], Masking(), "javascript:alert(1)")
    write(tmp_path / "report", found[1], Masking())
    assert "tell the office that made the release" in pages(tmp_path / "report")["index.html"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_table_is_a_formula(sign):
    change = Change(
        Type.NEWLY_VISIBLE, f"{sign}r", f"{sign}n", 1, f"{sign}cmd|' /C calc'!A0", Position.INSIDE,
        f"{sign}before", seen_in=(f"{sign}a/b", "c"), note=f"{sign}note",
    )  # fmt: skip
    head, row = csv.reader(io.StringIO(as_csv([change]), newline=""))
    assert len(head) == len(row)
    assert not [cell for cell in row if cell.startswith(sign)]
    assert dict(zip(head, row, strict=True))["words"] == f"'{sign}cmd|' /C calc'!A0"


def test_the_command_writes_the_report_and_the_same_rows(tearline, found, tmp_path):
    root, _ = found
    env = {"TEARLINE_CACHE": str(tmp_path / "cache")}
    out = tmp_path / "report"
    said = tearline("changes", root / "a", root / "b", "--report", out, env=env)
    assert said.code == 0, said.err
    rows = [json.loads(line) for line in (out / "changes.jsonl").read_text("utf-8").splitlines()]
    assert rows == said.lines
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "x").touch()
    said = tearline("changes", root / "a", root / "b", "--report", tmp_path / "mine", env=env)
    assert said.code == 2
