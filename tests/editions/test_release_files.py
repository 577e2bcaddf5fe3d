"""A release's files: whole, equal for equal views, all from one set of counts."""

from __future__ import annotations

import csv
import errno
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.editions import edition as editions
from tearline.editions.edition import prepare, write_edition
from tearline.editions.files import released_file
from tearline.editions.index import COLUMNS, cell, to_csv, to_jsonl, write_index
from tearline.editions.manifest import OWN_FILES, by_code, counts, write_manifest
from tearline.editions.note import write_note
from tearline.editions.pages import page_sizes, read_pages, write_pages
from tearline.editions.text import write_text
from tearline.editions.typeset import set_pages
from tearline.editions.withheld import Withheld
from tearline.errors import DiskFullError, UsageError
from tearline.model.area import Area
from tearline.model.edition import Deletion, Edition, Status
from tearline.model.guide import Guide, WidthPolicy
from tearline_verify import folder as verify_folder
from tearline_verify import pagedata

GUIDE = Guide("foia", "2026-01", "A guide", (), (), (), (), True, "0" * 64)
CLOSED = {
    Status.HELD: "held: it waits for an instrument",
    Status.PENDING: "pending: its review is not finished",
    Status.WITHDRAWN: "withdrawn",
}


def closed(name, status):
    return Edition(name, (), status, 0, (), (), CLOSED[status])


@pytest.fixture
def release(tmp_path, page_view):
    """A small release folder and its editions."""
    out = tmp_path / "out"
    prepare(out)
    views = [page_view(["Visible", "words"], codes=("(b)(6)",)), page_view(["More"], turn=90)]
    made = [
        write_edition("104-10001", ("104-10001", "=1+1"), views, out),
        write_edition("104-10002", (), set_pages("a text\n\fof two pages", ()), out),
        closed("104-10003", Status.HELD),
        closed("104-10004", Status.PENDING),
    ]
    write_index(made, out)
    write_note(made, out, "public", "2026-11-22", GUIDE)
    write_manifest(made, out, "public", "2026-11-22", GUIDE)
    return out, made


def test_the_verifier_accepts_the_folder(release):
    out, made = release
    manifest = verify_folder.read((out / "manifest.json").read_bytes())
    assert list(verify_folder.inventory(out, manifest)) == []
    assert [entry.record for entry in manifest.entries] == [e.record for e in made]
    for entry in manifest.entries:
        for file in entry.files:
            if file.path.startswith("pages/"):
                data = (out / file.path).read_bytes()
                for number, line in enumerate(pagedata.lines(data), 1):
                    pagedata.page(line, entry.record, number)


def test_manifest_index_and_note_say_the_same(release):
    out, made = release
    found = counts(made)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["counts"] == found
    assert found["records"] == 4 == sum(list(found.values())[3:])
    assert found["pages"] == 4
    assert found["redactions"] == 1
    rows = list(csv.DictReader(io.StringIO((out / "index.csv").read_text("utf-8"), newline="")))
    lines = [json.loads(x) for x in (out / "index.jsonl").read_text("utf-8").splitlines()]
    for row, line, entry in zip(rows, lines, manifest["records"], strict=True):
        assert row["record"] == line["record"] == entry["record"]
        assert row["status"] == line["status"] == entry["status"]
        assert int(row["pages"]) == line["pages"] == entry["pages"] == len(entry["page_sizes"])
        assert int(row["redactions"]) == line["redactions"] == len(entry["withholdings"])
    note = (out / "note.md").read_text("utf-8")
    for what, key in (("pages released", "pages"), ("redactions", "redactions"), ("held", "held")):
        assert any(x.endswith(f"{what} | {found[key]} |") for x in note.splitlines())
    assert "104-10003: held: it waits for an instrument" in note
    assert "(b)(6) | 1 |" in note


def test_a_draft_says_so(tmp_path):
    write_note([], tmp_path, "public", "2026-11-22", GUIDE, draft=True)
    assert (tmp_path / "note.md").read_text("utf-8").startswith("# DRAFT, not a release\n")


def test_an_editions_three_files_say_the_same(release):
    out, (first, second, *_) = release
    pages = list(read_pages(out / "pages/104-10001.jsonl.zst"))
    texts = (out / "text/104-10001.txt").read_text("utf-8")
    assert texts == "\n\f\n".join(page["text"] for page in pages) + "\n"
    assert [page["page"] for page in pages] == [1, 2]
    assert pages[0]["confidence"] == 90.0
    assert page_sizes(out / "pages/104-10002.jsonl.zst") == [(61200, 79200)] * 2
    assert first.status is Status.RELEASED_IN_PART
    assert second.status is Status.RELEASED_IN_FULL
    assert first.deletions[0].page == 1
    for file in (*first.files, *second.files):
        assert released_file(out / file.path, out) == file


def test_pages_are_numbered_through_an_edition(tmp_path):
    gone = [Withheld((), 0, 1, ("(b)(6)",))]
    views = [*set_pages("one\ftwo", gone), *set_pages("three", gone)]
    made = write_edition("r", (), views, tmp_path)
    assert made.pages == 3
    assert [deletion.page for deletion in made.deletions] == [1, 3]


def test_the_same_views_make_the_same_files(tmp_path, page_view):
    views = [page_view(["a", "b"]), page_view(["c"], codes=("A",))]
    one = write_edition("r", ("1",), iter(views), tmp_path / "one")
    two = write_edition("r", ("1",), iter(views), tmp_path / "two")
    assert one == two


def test_streaming_writers_write_what_the_edition_has(tmp_path, page_view):
    views = [page_view(["a", "b"]), page_view(["c"], number=2)]
    write_edition("r", (), views, tmp_path)
    write_text(views, tmp_path / "t")
    write_pages(views, "r", tmp_path / "p")
    assert (tmp_path / "t").read_bytes() == (tmp_path / "text/r.txt").read_bytes()
    assert (tmp_path / "p").read_bytes() == (tmp_path / "pages/r.jsonl.zst").read_bytes()


def test_a_failure_half_way_leaves_nothing(tmp_path, page_view):
    def views():
        yield page_view(["a"])
        raise OSError(errno.ENOSPC, "no room")

    with pytest.raises(DiskFullError):
        write_edition("r", (), views(), tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_failure_half_way_keeps_what_was_there(tmp_path, page_view, monkeypatch):
    made = write_edition("r", (), [page_view(["a"])], tmp_path)
    monkeypatch.setattr(editions, "write_pdf", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_edition("r", (), [page_view(["b"])], tmp_path)
    assert tuple(released_file(tmp_path / f.path, tmp_path) for f in made.files) == made.files
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("name", ["", "../up", ".hidden", "a/b", "a b", "-rf", "é", "x" * 201])
def test_a_name_that_is_no_slug_is_refused(tmp_path, page_view, name):
    with pytest.raises(UsageError):
        write_edition(name, (), [page_view(["a"])], tmp_path)


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", ["=1", "b"]])
def test_no_cell_acts_as_a_formula(value):
    assert cell(value).startswith("'")


@given(note=st.text(max_size=40), numbers=st.lists(st.text(max_size=10), max_size=3))
def test_csv_cells_come_back_as_they_were(note, numbers):
    note = note.encode("utf-8", "replace").decode()
    numbers = tuple(n.encode("utf-8", "replace").decode() for n in numbers)
    row = Edition("r", numbers, Status.HELD, 0, (), (), note)
    raw = to_csv([row]).decode("utf-8")
    assert raw.startswith(",".join(COLUMNS) + "\r\n")
    (back,) = csv.DictReader(io.StringIO(raw, newline=""))
    assert back["note"].removeprefix("'") == note.removeprefix("'")
    assert not back["numbers"].startswith(tuple("=+-@\t\r\n"))
    assert json.loads(to_jsonl([row]))["numbers"] == list(numbers)


def test_counts_do_not_depend_on_order_and_codes_count_once_each():
    place = Deletion(1, Area(0, 0, 1, 1), ("A", "B"), "passage", WidthPolicy.EXACT)
    one = Edition("r", (), Status.RELEASED_IN_PART, 1, (), (place, replace(place, page=1)), "")
    two = closed("q", Status.WITHDRAWN)
    assert counts([one, two]) == counts([two, one])
    assert by_code([one, two]) == {"A": 2, "B": 2}
    assert to_csv([one, two]) == to_csv([two, one])


def test_one_name_twice_is_an_error():
    with pytest.raises(ValueError, match="one record's name"):
        to_csv([closed("q", Status.HELD), closed("q", Status.PENDING)])


def test_the_folder_holds_nothing_but_what_it_lists(release):
    out, made = release
    there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    listed = {file.path for edition in made for file in edition.files}
    assert there == listed | set(OWN_FILES) | {"manifest.json"}
