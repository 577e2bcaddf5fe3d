"""What was withdrawn is handed out by no older release; what was closed since is said on the older page."""

import json
import runpy
from pathlib import Path

import pytest

from tearline.web import whats_new
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.still import write

WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
SHEET = """JFK ASSASSINATION SYSTEM
IDENTIFICATION FORM

AGENCY INFORMATION

AGENCY : CIA
RECORD NUMBER : 104-10001-10001
RECORD SERIES : JFK

DOCUMENT INFORMATION

ORIGINATOR : CIA
FROM : HARVEY, WILLIAM
TITLE : THE PIER
DATE : 11/00/1962
PAGES : 3
"""
OLD = {
    "gone": ["the zanzibar cable of the harbor"],
    "back": ["the harbor came back"],
    "one": ["the harbor lamp Jones", "a second harbor page"],
    "104-10001-10001": [f"{SHEET}harbor lamp"],
    "before": ["the quay"],
}
NEW = {"one": ["the harbor lamp [(b)(6)]", "a second harbor page"]}
LABELS = ("public-2025-01-01", "public-2026-01-01", "public-2026-05-01")
PAGE = "/record/gone/public-2025-01-01/page/1"


def withdraw(folder, notes):
    """Have a release say of some records that they are withdrawn."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for row in manifest["records"]:
        if row["record"] in notes:
            row |= {"status": "withdrawn", "note": notes[row["record"]]}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("withdrawn")
    made = WORLD["write_release"]
    made(place / "a", OLD, "2025-01-01")
    middle = dict.fromkeys(("gone", "back", "before")) | NEW
    withdraw(made(place / "b", middle, "2026-01-01"),
             {"gone": "a living <b>informant", "back": "in error", "before": "a"})  # fmt: skip
    made(place / "c", NEW | {"back": OLD["back"]} | dict.fromkeys(("gone", "before")), "2026-05-01")
    withdraw(place / "c", {"gone": "later words", "before": "a"})
    made(place / "draft", {"gone": OLD["gone"]}, "2025-06-01", draft=True)
    made(place / "allies", {"gone": OLD["gone"]}, "2025-01-01", audience="allies")
    return [place / name for name in ("a", "b", "c", "draft", "allies")]


def opened(folders, cache, **how):
    shelf = Shelf(folders, cache / "index", **how)
    news = whats_new.prepare(shelf, cache, lambda *_: None)
    return shelf, build_room(shelf, news=news, name="Archive of <Harbors>")


@pytest.fixture(scope="module")
def room(folders, tmp_path_factory):
    return opened(folders, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def ask(room):
    return WORLD["Reader"](room[1]).get


@pytest.mark.parametrize(
    "address",
    [
        PAGE, f"{PAGE}/image.png", f"{PAGE}/cite", f"{PAGE}/cite.ris",
        "/record/gone/public-2025-06-01-draft/page/1",
        *(f"/downloads/public-2025-01-01/{kind}/r1.{end}"
          for kind, end in (("pages", "jsonl.zst"), ("records", "pdf"), ("text", "txt"))),
    ],
)  # fmt: skip
def test_what_is_withdrawn_is_gone_and_who_said_so_is_told(ask, address):
    told = ask(address)
    assert told.status == 410
    assert "public, 2026-01-01, withdrew this record" in told.text
    assert "a living &lt;b&gt;informant" in told.text
    assert "zanzibar" not in told.text


def test_other_readers_and_what_came_back_are_served(ask):
    assert ask("/record/gone/allies-2025-01-01/page/1").status == 200
    assert ask("/record/back/public-2025-01-01/page/1").status == 200
    assert ask("/downloads/allies-2025-01-01/records/r1.pdf").status == 200


def test_a_search_leaves_out_what_is_withdrawn_and_says_so_whatever_was_asked(ask):
    for query in ("zanzibar", "nothinghasthis"):
        told = ask(f"/search?q={query}").text
        assert "/public-2025-01-01/page/" not in told
        assert "2 records withdrawn since are not shown" in told
    assert PAGE not in ask("/search?q=harbor").text


def test_a_record_keeps_its_history_without_pages(ask):
    told = ask("/record/gone").text
    assert told.count("1 page of this release is not shown here") == 2
    assert PAGE not in told
    assert "/record/gone/allies-2025-01-01/page/1" in told


def test_an_index_made_before_the_withdrawal_is_not_used_after_it(folders, tmp_path):
    first = Shelf(folders[:1], tmp_path)
    assert first.search.search("zanzibar").pages == 1
    assert Shelf(folders[:3], tmp_path).search.search("zanzibar").pages == 0


def test_a_copy_in_files_has_nothing_of_it(room, tmp_path):
    write(room[1], room[0], tmp_path / "copy", lambda *_: None)
    files = [one for one in (tmp_path / "copy").rglob("*") if one.is_file()]
    mine = [one for one in files if "allies" not in str(one)]
    assert len(mine) > 20
    assert not [one for one in mine if b"zanzibar" in one.read_bytes()]
    assert not [one for one in mine if "2025-01-01" in str(one) and one.name == "r1.pdf"]


def test_an_archive_can_see_it_all_the_same(folders, tmp_path):
    _, app = opened(folders, tmp_path, also_withdrawn=True)
    told = WORLD["Reader"](app).get(PAGE)
    assert told.status == 200
    assert "Withdrawn since." in told.text
    hits = WORLD["Reader"](app).get("/search?q=zanzibar").text
    assert "Withdrawn since." in hits
    assert "not shown" not in hits


def test_an_older_page_says_what_the_newer_one_closed(ask):
    older = ask("/record/one/public-2025-01-01/page/1").text
    assert "More is withheld on this page since 2026-01-01" in older
    assert 'href="/record/one/public-2026-05-01/page/1"' in older[: older.index('class="viewer"')]
    same = ask("/record/one/public-2025-01-01/page/2").text
    assert "a newer edition of this page, 2026-05-01" in same
    assert "More is withheld" not in same
    newest = ask("/record/one/public-2026-05-01/page/1").text
    assert "newer edition" not in newest
    hits = ask("/search?q=lamp").text
    assert hits.count("More is withheld on this page since 2026-01-01") == 1


def test_only_what_an_earlier_release_had_not_withdrawn_counts_as_withdrawn(ask):
    assert "Withdrawn" not in ask("/new/public-2026-05-01").text
    assert "1 to 3 of 3" in ask("/new/public-2026-01-01?type=withdrawn").text


def test_titles_and_dates_of_sheets_are_shown_and_cited(ask):
    page = "/record/104-10001-10001/public-2025-01-01/page/1"
    for address in ("/release/public-2025-01-01", "/record/104-10001-10001", page, f"{page}/cite"):
        assert "THE PIER" in ask(address).text
        assert "1962-11" in ask(address).text
    rows = ask(f"{page}/cite.ris").text.split("\r\n")
    assert {
        "TI  - THE PIER",
        "PY  - 1962",
        "DA  - 1962/11//",
        "T2  - Release public, 2025-01-01",
    } <= set(rows)
    bare = ask("/record/one/public-2025-01-01/page/1/cite.ris").text
    assert "TI  - Record one" in bare
    assert "DA  -" not in bare
    assert "PY  -" not in bare


def test_the_manifest_can_be_had_and_an_altered_one_cannot(folders, tmp_path):
    folder = WORLD["write_release"](tmp_path / "x", NEW)
    (folder / "report.html").write_text("x")
    reader = WORLD["Reader"](build_room(Shelf([folder], tmp_path / "cache")))
    own = reader.get("/release/public-2026-01-01").text
    assert "report.html of the release is not listed" in own
    address = "/downloads/public-2026-01-01/manifest.json"
    assert address in own
    assert reader.get(address).body == (folder / "manifest.json").read_bytes()
    assert reader.get("/downloads/public-2026-01-01/report.html").status == 404
    (folder / "manifest.json").write_text("{}")
    assert reader.get(address).status == 409


def test_the_room_has_the_name_it_was_given(ask):
    for address in ("/", "/releases/feed.atom", "/no"):
        assert "Archive of &lt;Harbors&gt;" in ask(address).text
        assert "Reading room" not in ask(address).text


def test_the_front_page_and_the_feed_say_what_is_new(ask):
    home, feed = ask("/").text, ask("/releases/feed.atom").text
    assert "/new/public-2026-01-01?type=newly_withheld" in home or "?type=withdrawn" in home
    assert "Browse its 4 records" in home
    assert "withdrawn 3" in feed
    assert "unchanged" not in home + feed
