"""A page by its number is the page that reading from the start gives, and a late one costs no more."""

import json
import runpy
import threading
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.reading import page_lines, released
from tearline.reading.page_lines import PageLines, lines
from tearline.reading.released import ReleaseFolder

WORLD = runpy.run_path(str(Path(__file__).parents[1] / "web" / "room_world.py"))


def written(path, rows):
    path.write_bytes(zstandard.compress(b"".join(row + b"\n" for row in rows)))
    return path


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    rows = [json.dumps({"page": n, "text": "word " * (n % 7)}).encode() for n in range(1, 1001)]
    return written(tmp_path_factory.mktemp("long") / "x.zst", rows)


@given(asked=st.lists(st.integers(-3, 1005), min_size=1, max_size=12), most=st.integers(0, 1 << 13))
@settings(max_examples=30, deadline=None)
def test_any_line_in_any_order_is_the_line_of_the_file(long, asked, most):
    known = list(lines(long))
    kept = PageLines(most)
    for number in asked:
        expected = known[number - 1] if 1 <= number <= len(known) else None
        assert kept.line(long, number) == expected
        assert sum(map(len, kept._blocks.values())) == kept._held <= most


def test_who_reads_a_record_through_unpacks_it_a_few_times_and_not_once_a_page(long, monkeypatch):
    unpacked, real = [], page_lines._unpacked

    def counted(stream):
        for line in real(stream):
            unpacked.append(1)
            yield line

    monkeypatch.setattr(page_lines, "_unpacked", counted)
    kept = PageLines()
    assert all(kept.line(long, number) for number in range(1, 1001))
    assert len(unpacked) <= 3 * 1000
    unpacked.clear()
    assert kept.line(long, 1000)
    assert unpacked == []


def test_only_the_page_asked_for_is_taken_apart(tmp_path, monkeypatch):
    folder = WORLD["write_release"](tmp_path / "o", {"r": [f"harbor {n}" for n in range(40)]})
    opened, real, made = ReleaseFolder(folder), released._page, []
    monkeypatch.setattr(released, "_page", lambda row: made.append(row["page"]) or real(row))
    assert opened.page("r", 39).text == "harbor 38"
    assert opened.page("r", 7).text == "harbor 6"
    assert made == [39, 7]
    assert opened.page("r", 41) is None


def test_pages_that_are_not_numbered_by_their_lines_are_found_all_the_same(tmp_path):
    folder = WORLD["write_release"](tmp_path / "o", {"r": ["one", "two", "three"]})
    path = folder / "pages/r1.jsonl.zst"
    rows = [row.rstrip(b"\n") for row in lines(path)]
    written(path, [rows[2], rows[0]])
    manifest = json.loads((folder / "manifest.json").read_text())
    listed = manifest["records"][0]["files"][0]
    listed |= WORLD["_listed"](folder, listed["path"])
    (folder / "manifest.json").write_text(json.dumps(manifest))
    opened = ReleaseFolder(folder)
    assert [opened.page("r", n) and opened.page("r", n).text for n in (1, 2, 3)] == [
        "one", None, "three",
    ]  # fmt: skip


def test_a_file_that_was_put_in_its_place_is_read_anew(tmp_path):
    path, kept = written(tmp_path / "x", [b"one", b"two"]), PageLines()
    assert kept.line(path, 2) == b"two\n"
    written(tmp_path / "y", [b"ONE", b"TWO"]).replace(path)
    assert kept.line(path, 2) == b"TWO\n"


def test_several_threads_get_what_they_asked_for(long):
    kept, wrong = PageLines(4_000), []

    def ask(step):
        for number in range(1, 1001, step):
            if json.loads(kept.line(long, number))["page"] != number:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(step,)) for step in (97, 101, 103)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not wrong
    assert kept._held == sum(map(len, kept._blocks.values())) <= 4_000
