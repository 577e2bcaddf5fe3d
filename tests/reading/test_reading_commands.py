"""The commands of readers: what a person types, what a program gets, and what is told of bad folders."""

import runpy
from pathlib import Path

import pytest

WORLD = runpy.run_path(str(Path(__file__).parent / "search_world.py"))

LINES = [
    "The watchman saw two lamps on the eastern pier before midnight",
    "and told the harbor office that nobody had answered his signal.",
    "A tally clerk wrote the names of all barges into the ledger",
    "and the fire began in the third shed behind the customs house.",
]
GAP = LINES[2].replace("the names of all barges", "")


@pytest.fixture
def cached(monkeypatch, tmp_path):
    monkeypatch.setenv("TEARLINE_CACHE", str(tmp_path / "cache"))
    return {"TEARLINE_CACHE": str(tmp_path / "cache")}


@pytest.fixture
def releases(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    before = "\n".join([*LINES[:2], GAP, LINES[3]])
    WORLD["write_release"](old, {"901-10001-10001": [before]}, "2025-01-01")
    WORLD["write_release"](
        new, {"901-10001-10001": ["\n".join(LINES)], "901-10001-10002": [""]}, "2026-01-01"
    )
    return old, new


def test_a_search_gives_pages_with_an_address_and_says_what_cannot_be_found(
    tearline, releases, cached
):
    said = tearline("search", '"customs house" barg*', *releases, env=cached)
    assert said.code == 0, said.err
    (hit,) = [line for line in said.lines if line["type"] == "hit"]
    assert hit["address"] == "/record/901-10001-10001/public-2026-01-01/page/1"
    assert "1 page has no text and cannot be found by words." in said.last("answer")["notes"]
    assert not list(releases[1].glob("*index*/*")), "a release is never written into"


def test_a_query_that_cannot_be_read_is_told_with_its_position(tearline, releases, cached):
    said = tearline("search", "pier AND (lamps", *releases, env=cached)
    assert said.code == 2
    assert "character 10" in said.last("error")["message"]


def test_an_altered_release_is_searched_but_told(tearline, releases, cached):
    page = next((releases[1] / "pages").glob("*10001.jsonl.zst"))
    page.write_bytes(page.read_bytes()[:-1] + b"x")
    said = tearline("search", "watchman", *releases, env=cached)
    assert said.code == 3
    assert "not what the manifest lists" in " ".join(said.last("answer")["notes"])


def test_what_is_newly_visible_is_told_with_its_class_its_place_and_its_error_rate(
    tearline, releases, cached
):
    said = tearline("changes", *releases, env=cached)
    assert said.code == 0, said.err
    (change,) = [line for line in said.lines if line["type"] == "newly_visible"]
    assert change["words"] == "the names of all barges"
    assert change["class"] == "inside_line"
    assert (change["old_release"], change["page"]) == ("public-2025-01-01", 1)
    assert change["areas"]
    assert change["error_rate"]["rate"] is None, "one finding is too few to measure"
    assert said.last("summary")["counts"]["new_record"] == 1


def test_one_release_alone_and_two_of_one_name_are_refused(tearline, releases, cached):
    assert tearline("changes", releases[0], env=cached).code == 2
    said = tearline("changes", releases[0], releases[0], env=cached)
    assert said.code == 2
    assert "both called" in said.last("error")["message"]


def test_a_folder_of_scans_is_read_once_and_laid_beside_texts(
    tearline, tmp_path, typed_page, cached
):
    scans, texts = tmp_path / "2026", tmp_path / "2025"
    scans.mkdir()
    texts.mkdir()
    typed_page(LINES).save(scans / "901-10001-10001.pdf", resolution=300)
    (scans / "901-10001-10009.pdf").write_bytes(b"%PDF-1.7 and no more")
    (texts / "901-10001-10001.md").write_text("\n".join([*LINES[:2], GAP, LINES[3]]), "utf-8")
    said = tearline("changes", texts, scans, env=cached)
    assert said.code == 3, "a file that cannot be read is told"
    assert [line["name"] for line in said.lines if line["type"] == "problem"] == ["901-10001-10009"]
    (change,) = [line for line in said.lines if line["type"] == "newly_visible"]
    assert change["words"] == "the names of all barges"
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.zst")}
    assert len(kept) == 1
    assert tearline("changes", texts, scans, env=cached).code == 3
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "cache").rglob("*.zst")} == kept


def test_readers_reach_no_collection():
    import subprocess
    import sys

    program = (
        "import sys, tearline.reading.searching.search, tearline.reading.comparing.changes, tearline.reading.witnesses.scans,"
        "tearline.reading.lists.holdings, tearline.reading.masking;"
        "print([m for m in sys.modules if m.startswith(('tearline.store', 'tearline.decisions',"
        "'tearline.editions', 'sqlalchemy'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
