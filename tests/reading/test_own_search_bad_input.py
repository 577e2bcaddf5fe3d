"""Whatever is typed, and whatever became of a folder: an answer, or a message that says what and where."""

import errno
import hashlib
import json
import os
import random
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from tearline.errors import TearlineError, UsageError
from tearline.reading.released import ReleaseFolder
from tearline.reading.searching import index as indexing
from tearline.reading.searching.fields import IndexPage
from tearline.reading.searching.index import open_release
from tearline.reading.searching.query import QueryError
from tearline.reading.searching.search import Search

WORLD = runpy.run_path(str(Path(__file__).with_name("search_world.py")))
write_release, found = WORLD["write_release"], WORLD["found"]

# What is typed -> the place of the error, from 0.
REFUSED = {
    "x" * 10_000: 2000,
    "(" * 10_000: 2000,
    "(" * 1_999: 40,
    " OR ".join(["castro"] * 5_000): 2000,
    " OR ".join(["ab"] * 300): 6 * 100,
    "\ufdfa" * 1_900: 33,  # one sign that folds to eighteen letters and four blanks
    '"': 0,
    '"castro" "': 9,
    "'": 0,
    "& + / ! ?": 0,
    "\U0001f4a5": 0,
    "\u3000\u2028": 0,
    "\ud800": 0,
    '"castro havana"~1000000000': 15,
    "date:nonsense": 5,
    "date:9999-99": 5,
    "date:1963..1962": 5,
    "date:0000-00-00": 5,
    "page:" + "9" * 1_900: 5,
    "page:-1": 5,
    "castro nofield:x": 7,
    "http://example.org": 0,
    "agency:(" * 200: 320,
}
# What is typed -> the records that have it.
ANSWERED = {
    "castro \U0001f4a5": ["a"],
    "\u202ecastro\u202c": ["a"],
    "cas\u200ftro": ["a"],
    "cas\0tro": ["a"],
    "castro \x1b[31m": [],
    "(" * 39 + "castro" + ")" * 39: ["a"],
    " OR ".join(["castro"] * 90): ["a"],
    "the of and": ["a"],
    "e" + "\u0301" * 1_900: [],
    "1" * 1_900: [],
    "-".join(["1"] * 900): [],
    '"' + "the " * 480 + '"': [],
    "date:0000": [],
    "th* " * 10: ["a", "b"],
    "\ufb01" * 1_900: [],
}


@pytest.fixture(scope="module")
def search():
    text = "castro went to havana of the and \U0001f4a5 \u202eback\u202c <b>"
    pages = [IndexPage("a", "r", 1, text), IndexPage("b", "r", 1, "the the the")]
    return WORLD["search_of"](pages)


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:20]))
def test_what_cannot_be_read_is_told_with_its_place(search, text):
    with pytest.raises(QueryError) as told:
        search.search(text, facets=True, chips=True)
    assert told.value.position == REFUSED[text]
    assert told.value.remedy
    assert len(str(told.value)) < 500, "a query is not said again at length"


@pytest.mark.parametrize("text", ANSWERED, ids=lambda text: repr(text[:20]))
def test_what_is_strange_but_whole_is_answered(search, text):
    answer = search.search(text, facets=True, chips=True, boxes=True)
    assert sorted({hit.record for hit in answer.hits}) == ANSWERED[text]
    assert answer.notes() is not None


@pytest.fixture
def release(tmp_path):
    return write_release(tmp_path / "r", {"a": ["castro in havana"], "b": ["castro in mexico"]})


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def place_of(cache):
    (place,) = (path for path in cache.iterdir() if path.is_dir())
    return place


def swapped(path, data):
    """Put other bytes in a file's place: one that is open is mapped, and must not shrink."""
    aside = path.with_name(path.name + ".other")
    aside.write_bytes(data)
    aside.replace(path)


def asked(release, cache):
    return found(Search.of_releases([ReleaseFolder(release.path)], cache), "castro")


BOTH = [("a", 1), ("b", 1)]


@pytest.mark.parametrize("ending", [".term", ".fast", ".json"])
def test_a_file_of_the_index_that_was_cut_or_changed_is_built_anew(release, cache, ending):
    asked(release, cache)
    path = next(path for path in place_of(cache).iterdir() if path.suffix == ending)
    swapped(path, path.read_bytes()[: path.stat().st_size // 2])
    assert asked(release, cache) == BOTH
    path = next(path for path in place_of(cache).iterdir() if path.suffix == ending)
    swapped(path, path.read_bytes()[:-1] + b"\xff")
    os.utime(path, ns=(1, 1))
    assert asked(release, cache) == BOTH


def test_a_byte_changed_inside_makes_the_index_be_built_anew_though_it_could_be_opened(
    release, cache, monkeypatch
):
    asked(release, cache)
    path = next(path for path in place_of(cache).iterdir() if path.suffix == ".pos")
    data = bytearray(path.read_bytes())
    data[0] ^= 0xFF
    swapped(path, bytes(data))
    os.utime(path, ns=(1, 1))
    built, build = [], indexing.build
    monkeypatch.setattr(indexing, "build", lambda *told: built.append(told) or build(*told))
    assert asked(release, cache) == BOTH
    assert len(built) == 1


def test_a_folder_without_anything_in_it_and_a_file_in_its_place_are_replaced_or_told(
    release, cache
):
    asked(release, cache)
    place = place_of(cache)
    for path in list(place.iterdir()):
        path.unlink()
    assert asked(release, cache) == BOTH
    for path in list(place.iterdir()):
        path.unlink()
    place.rmdir()
    place.write_text("")
    with pytest.raises(UsageError, match="the index cannot be written"):
        asked(release, cache)


def test_bytes_changed_behind_an_unchanged_time_are_an_answer_or_a_message():
    pages = [IndexPage(f"r{n}", "r", 1, f"castro went to havana {n} " * 5) for n in range(300)]
    one = WORLD["index_of"](pages)
    path = next(one.folder.glob("*.fast"))
    good, chance, refused = path.read_bytes(), random.Random(3), 0
    for _ in range(12):
        data = bytearray(good)
        for _ in range(4):
            data[chance.randrange(len(data))] ^= 0xFF
        swapped(path, bytes(data))
        (one.folder / "built.json").write_text("{}")
        try:
            with indexing.sound(one.folder):
                search = Search([indexing.open_built(one.folder, one.built)])
            search.search("castro OR cast*", facets=True)
        except UsageError as told:
            assert "damaged" in told.message
            assert not (one.folder / "built.json").exists(), "the next one builds it anew"
            refused += 1
    assert refused, "nothing was damaged enough to be seen: the test tests nothing"


def test_a_cache_that_nobody_may_write_is_told(release, cache, monkeypatch):
    def no(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as at:
        at.setattr(indexing.tempfile, "mkdtemp", no)
        with pytest.raises(UsageError, match="Permission denied") as told:
            open_release(release, cache)
    assert "room" in told.value.remedy
    assert asked(release, cache) == BOTH


def test_a_disk_that_is_full_is_told_and_leaves_nothing(release, cache, tmp_path):
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from tearline.errors import UsageError\n"
        "from tearline.reading.searching.index import open_release\n"
        "from tearline.reading.released import ReleaseFolder\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (400, 400))\n"
        "try:\n    open_release(ReleaseFolder(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "except UsageError as told:\n    print(told)\n"
    )
    command = [sys.executable, "-c", code, str(release.path), str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "the index cannot be written (the disk is full, or failed)" in done.stdout, done.stderr
    assert [path.name for path in cache.iterdir() if path.is_dir()] == []
    assert asked(release, cache) == BOTH


def test_two_processes_that_build_one_index_at_once_both_answer(release, cache):
    code = (
        "import sys; from pathlib import Path\n"
        "from tearline.reading.released import ReleaseFolder\n"
        "from tearline.reading.searching.search import Search\n"
        "one = Search.of_releases([ReleaseFolder(Path(sys.argv[1]))], Path(sys.argv[2]))\n"
        "print(one.search('castro').pages)\n"
    )
    command = [sys.executable, "-c", code, str(release.path), str(cache)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.communicate()[0].strip() for one in both] == ["2", "2"]
    assert not list(cache.glob("*.part-*"))


def altered(release, alter):
    path = release.path / "manifest.json"
    data = json.loads(path.read_text())
    alter(data, release.path)
    path.write_text(json.dumps(data))


def put(data, folder, content):
    """Put other bytes in the place of a record's page data, with their own hash in the manifest."""
    file = data["records"][0]["files"][0]
    (folder / file["path"]).write_bytes(content)
    file.update(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


PAGES = {
    "no compressed data": b"plain",
    "no JSON": zstandard.ZstdCompressor().compress(b"{\n"),
    "another form": zstandard.ZstdCompressor().compress(b'{"record": "a"}\n'),
    "no object": zstandard.ZstdCompressor().compress(b"7\n"),
    "nested": zstandard.ZstdCompressor().compress(b"[" * 100_000 + b"\n"),
}


@pytest.mark.parametrize("kind", PAGES)
def test_page_data_of_the_right_hash_and_the_wrong_form_is_a_fault_and_the_others_are_found(
    release, cache, kind
):
    altered(release, lambda data, folder: put(data, folder, PAGES[kind]))
    answer = Search.of_releases([ReleaseFolder(release.path)], cache).search("castro")
    assert [hit.record for hit in answer.hits] == ["b"]
    assert [(one.record, one.why) for one in answer.unfound.faults] == [
        ("a", "cannot be read as pages")
    ]


def test_a_record_never_shows_the_pages_of_another(release, cache):
    altered(release, lambda data, _: data["records"][1].update(files=data["records"][0]["files"]))
    answer = Search.of_releases([ReleaseFolder(release.path)], cache).search("castro")
    assert [hit.record for hit in answer.hits] == ["a"]
    assert [(one.record, one.why) for one in answer.unfound.faults] == [
        ("b", "is of another record")
    ]


def test_a_path_listed_twice_with_two_hashes_is_a_fault(release, cache):
    def alter(data, _):
        files = data["records"][0]["files"]
        files.append({**files[0], "sha256": "0" * 64})

    altered(release, alter)
    answer = Search.of_releases([ReleaseFolder(release.path)], cache).search("castro")
    assert [hit.record for hit in answer.hits] == ["b"]
    assert [one.record for one in answer.unfound.faults] == ["a"]


def test_releases_of_two_versions_are_refused_by_name(release, tmp_path, cache):
    newer = write_release(tmp_path / "newer", {"a": ["castro"]}, "2026-02-01")
    altered(newer, lambda data, _: data.update(schema_version=2))
    with pytest.raises(TearlineError, match=r"newer/manifest\.json is of version 2") as told:
        Search.of_releases([release, ReleaseFolder(newer.path)], cache)
    assert "later one" in told.value.remedy
