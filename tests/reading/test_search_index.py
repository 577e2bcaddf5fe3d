"""An index is what the release's bytes are: no more, no less, wherever it was stopped."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from tearline.errors import UsageError
from tearline.reading.released import ReleasedPage, ReleaseFolder
from tearline.reading.searching import index as indexing
from tearline.reading.searching.fields import When, released_fields
from tearline.reading.searching.index import open_release
from tearline.reading.searching.search import Search

WORLD = runpy.run_path(str(Path(__file__).with_name("search_world.py")))
write_release, found = WORLD["write_release"], WORLD["found"]

SHEET = """
JFK ASSASSINATION SYSTEM
IDENTIFICATION FORM

AGENCY INFORMATION

AGENCY : CIA
RECORD NUMBER : 104-10001-10001
RECORD SERIES : JFK
AGENCY FILE NUMBER : 80T01357A

DOCUMENT INFORMATION

ORIGINATOR : CIA
FROM : HARVEY, WILLIAM
TO : CHIEF, WH DIVISION
TITLE : THE CASTRO PLOTS
DATE : 11/00/1962
PAGES : 3
SUBJECTS : CASTRO
DOCUMENT TYPE : PAPER, TEXTUAL DOCUMENT
CLASSIFICATION : SECRET
RESTRICTIONS : 1B
CURRENT STATUS : RELEASED WITH DELETIONS
DATE OF LAST REVIEW : 06/10/98
"""


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def release(tmp_path):
    records = {"a": ["castro in havana", "page two"], "b": ["castro in mexico"], "w": None}
    return write_release(tmp_path / "release", records)


def search(cache, *releases):
    return Search.of_releases(releases, cache)


def bitten(path):
    """Change one byte of a file, its size unchanged."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.unlink()  # one that is open is mapped, and must not shrink
    path.write_bytes(bytes(data))


def test_pages_are_found_with_their_boxes_and_their_address(cache, release):
    (hit,) = search(cache, release).search("mexico castro", boxes=True).hits
    assert hit.address == "/record/b/public-2026-01-01/page/1"
    assert hit.verified
    assert [(box.left, box.right) for box in hit.areas] == [(0, 600), (1000, 1600)]


def test_fields_come_from_the_first_page_where_it_is_an_identification_sheet(tmp_path, cache):
    made = write_release(tmp_path / "r", {"104-10001-10001": [SHEET, "second page"], "x": ["plain"]},
                         codes={("104-10001-10001", 2): ["(b)(6)"]})  # fmt: skip
    ours = search(cache, made)
    both = [("104-10001-10001", 1), ("104-10001-10001", 2)]
    for query in ("agency:cia", 'title:"castro plots"', "date:1962-11", "from:harvey", "type:paper",
                  "file:80t01357a", "record:104-10001-10001", "series:jfk"):  # fmt: skip
        assert found(ours, query) == both, query
    assert found(ours, "code:1b") == both[:1]  # a code stands on the page that prints it
    assert found(ours, "code:(b)(6)") == both[1:]
    assert found(ours, "date:1962-12..") == []


def test_a_page_that_is_no_sheet_gives_its_record_no_fields():
    page = ReleasedPage("x", 1, 0, 0, 0, None, "AGENCY : CIA\nTITLE : NOTHING", (), ())
    fields, codes = released_fields(("x",), "released in full", page)
    assert (fields.agency, fields.title, fields.date, codes) == ("", "", None, ())
    assert fields.numbers == ("x",)


def test_a_date_is_as_wide_as_its_precision():
    assert (When.of_parts(1962).first, When.of_parts(1962).last) == (19620101, 19621231)
    assert When.of_parts(1964, 2).last == 19640229
    for wrong in ((1962, 13), (1962, 0), (1963, 2, 29)):
        with pytest.raises(ValueError, match="there is no"):
            When.of_parts(*wrong)


def test_a_record_whose_pages_were_altered_is_not_indexed_and_is_told(cache, release):
    bitten(release.path / "pages" / "a.jsonl.zst")
    answer = search(cache, release).search("castro")
    assert [(hit.record, hit.verified) for hit in answer.hits] == [("b", True)]
    assert [fault.record for fault in answer.unfound.faults] == ["a"]
    assert "1 record has files that are not what the manifest lists." in answer.notes()
    assert answer.unfound.without_pages == 2  # it, and the one that was withheld in full


def test_a_record_with_another_file_at_fault_is_found_and_is_not_verified(tmp_path, cache, release):
    path = release.path / "manifest.json"
    data = json.loads(path.read_text())
    data["records"][0]["files"].append({"path": "text/a.txt", "sha256": "0" * 64, "size": 1})
    path.write_text(json.dumps(data))
    answer = search(cache, ReleaseFolder(release.path)).search("castro")
    assert {hit.record: hit.verified for hit in answer.hits} == {"a": False, "b": True}


def test_a_file_altered_after_the_index_was_built_is_noticed_and_so_is_its_repair(cache, release):
    assert search(cache, release).search("castro").pages == 2
    path = release.path / "pages" / "a.jsonl.zst"
    good = path.read_bytes()
    bitten(path)
    assert found(search(cache, ReleaseFolder(release.path)), "castro") == [("b", 1)]
    path.write_bytes(good)
    assert search(cache, ReleaseFolder(release.path)).search("castro").pages == 2


def test_an_index_is_built_once_and_used_again_even_when_a_file_was_only_touched(
    cache, release, monkeypatch
):
    open_release(release, cache)
    monkeypatch.setattr(indexing, "build", None)  # would fail
    os.utime(release.path / "pages" / "a.jsonl.zst")
    for _ in range(2):
        assert found(search(cache, ReleaseFolder(release.path)), "mexico") == [("b", 1)]


def test_a_release_with_other_bytes_has_an_index_of_its_own(tmp_path, cache):
    first = write_release(tmp_path / "1", {"a": ["old words"]})
    second = write_release(tmp_path / "2", {"a": ["new words"]})
    assert search(cache, first).search("old").pages == 1
    assert search(cache, second).search("old").pages == 0


@pytest.mark.parametrize("kill", ["while pages come", "before the rename"])
def test_a_build_that_was_stopped_leaves_nothing_and_the_next_one_is_whole(
    cache, release, monkeypatch, kill
):
    class KilledError(BaseException):
        pass

    def die(*_):
        raise KilledError

    with monkeypatch.context() as at:
        if kill == "while pages come":
            at.setattr(indexing, "_document", die)
        else:
            at.setattr(indexing.os, "replace", die)
        at.setattr(
            indexing.shutil, "rmtree", lambda *_, **__: None
        )  # nothing is tidied after a kill
        with pytest.raises(KilledError):
            open_release(release, cache)
    assert list(cache.glob("*.part-*"))
    assert search(cache, release).search("castro").pages == 2
    assert not list(cache.glob("*.part-*"))


def test_a_damaged_cache_is_built_anew(cache, release):
    open_release(release, cache)
    (place,) = [path for path in cache.iterdir() if path.is_dir()]
    (place / "built.json").write_text("{}[")
    assert search(cache, release).search("castro").pages == 2
    (place / "meta.json").unlink()
    assert search(cache, release).search("castro").pages == 2
    for damaged in ("*.term", "*.store", "meta.json"):
        for path in place.glob(damaged):
            path.unlink()  # one that is open is mapped, and must not shrink
            path.write_bytes(b"")
        assert search(cache, release).search("castro").pages == 2, damaged


def test_an_index_is_never_written_into_the_release(release):
    before = sorted(path.name for path in release.path.rglob("*"))
    for place in (release.path, release.path / "cache"):
        with pytest.raises(UsageError, match="inside the release"):
            open_release(release, place)
    assert sorted(path.name for path in release.path.rglob("*")) == before


def test_a_cache_that_cannot_be_written_is_told(tmp_path, release):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        open_release(release, tmp_path / "file")


def test_two_releases_of_one_record_are_two_pages_and_one_record(tmp_path, cache):
    old = write_release(tmp_path / "1", {"a": ["castro [(b)(1)] havana"]}, "2022-12-15")
    new = write_release(tmp_path / "2", {"a": ["castro met oswald havana"]}, "2025-03-18")
    both = search(cache, old, new)
    answer = both.search("castro", facets=True)
    assert {hit.address for hit in answer.hits} == {
        "/record/a/public-2022-12-15/page/1",
        "/record/a/public-2025-03-18/page/1",
    }
    assert (answer.pages, answer.records) == (2, 1)
    assert [hit.release for hit in both.search("oswald").hits] == ["public-2025-03-18"]
    assert [hit.release for hit in both.search("castro release:public-2022*").hits] == [
        "public-2022-12-15"
    ]


def test_one_release_named_twice_is_refused(cache, release):
    with pytest.raises(UsageError, match="there twice"):
        search(cache, release, ReleaseFolder(release.path))
    with pytest.raises(UsageError, match="no release"):
        search(cache)


def test_boxes_are_not_given_for_a_page_that_was_altered_meanwhile(cache, release):
    ours = search(cache, ReleaseFolder(release.path))
    bitten(release.path / "pages" / "b.jsonl.zst")
    late = Search(ours._indexes, _source(release.path))
    (hit,) = late.search("mexico", boxes=True).hits
    assert hit.areas == ()


def _source(path):
    folder = ReleaseFolder(path)
    return lambda record, _release, page: folder.page(record, page)


def test_searching_reaches_neither_a_collection_nor_its_log():
    code = (
        "import sys, tearline.reading.searching.search\n"
        "bad = [m for m in sys.modules if m.startswith(('tearline.store', 'tearline.decisions',"
        " 'tearline.editions', 'sqlalchemy'))]\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
