"""Every address of the room answers, and what it shows leads on to addresses that answer."""

import hashlib
import io
import runpy
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from tearline.web.room import build_room
from tearline.web.shelf import Shelf

world = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
SHEET = "AGENCY : BUREAU OF HARBORS\nRECORD NUMBER : 104-10001-10001\nTITLE : THE PIER\nDATE : 04/14/1964\n"
BEFORE = {
    "104-10001-10001": [f"{SHEET}harbor lamp [(b)(6)]", "the second [(b)(1)] page of the harbor"],
    "104-10001-10002": [f"harbor watchman number {n}" for n in range(1, 46)],
    "lost": None,
}
NOW = {
    "104-10001-10001": [f"{SHEET}harbor lamp [(b)(6)]", "the second Jones page of the harbor"],
    "a/b c": ["watchmn of the quay OR harbor"],
    "104-10001-10003": ["harbor"],
    "104-10001-10003_x": [""],
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("room")
    numbers = {"104-10001-10003_x": ["104-10001-10003"], "a/b c": ["Q 17"]}
    world["write_release"](folder / "new", NOW, "2026-01-01", numbers=numbers)
    world["write_release"](folder / "old", BEFORE, "2025-03-18")
    return folder


@pytest.fixture(scope="module")
def shelf(place):
    return Shelf([place / "new", place / "old"], place / "cache")


@pytest.fixture(scope="module")
def ask(shelf):
    return world["Reader"](build_room(shelf)).get


def test_every_address_that_is_shown_answers_and_stays_in_the_room(ask):
    left, seen = ["/", "/search?q=harbor", "/search?q=watchman"], {}
    while left:
        address = left.pop()
        if address in seen:
            continue
        told = seen[address] = ask(address)
        assert told.status == 200, address
        if not told.headers["content-type"].startswith("text/html"):
            continue
        for _, attributes, _ in world["Tags"](told.text).found:
            for name in ("href", "src", "action"):
                found = urljoin(address, attributes.get(name) or "#").partition("#")[0]
                assert not urlsplit(found).scheme, found
                if "/page/" in found:
                    found = found.partition("?")[0]  # with each search it is the same page
                if found.count("+") < 2:
                    left.append(found)
        assert len(seen) < 400
    kinds = {told.headers["content-type"] for told in seen.values()}
    assert {"image/png", "application/pdf", "text/css; charset=utf-8"} <= kinds


def test_home_names_the_releases_the_latest_first(ask):
    told = ask("/").text
    assert -1 < told.index("public-2026-01-01") < told.index("public-2025-03-18")


def test_a_facet_narrows_to_the_pages_it_counts(shelf, ask):
    for query in ("harbor", "quay OR harbor", '"the harbor" OR lamp*'):
        found = shelf.search.search(query, facets=True)
        page = world["Tags"](ask("/search?q=" + query.replace(" ", "+").replace('"', "%22")).text)
        links = {row[2]: row[1]["href"] for row in page.all("a") if "search?" in row[1]["href"]}
        tried = 0
        for rows in found.facets.values():
            for value, pages in rows:
                if value in links:
                    tried += 1
                    many = "1 page" if pages == 1 else f"{pages} pages"
                    assert f'"lead">{many} of' in ask(links[value]).text, (query, value)
        assert tried >= 3


def test_hits_are_paged_and_the_pages_hold_each_once(ask):
    seen, address, turns = [], "/search?q=harbor", 0
    while address:
        page, turns = world["Tags"](ask(address).text), turns + 1
        seen += [r[1]["href"].split("?")[0] for r in page.all("a") if "/page/" in r[1]["href"]]
        later = [row[1]["href"] for row in page.all("a") if row[1].get("rel") == "next"]
        address = later[0] if later else ""
    assert turns == 3
    assert len(seen) == len(set(seen)) == 51


def test_past_the_last_hit_it_is_not_said_that_there_is_none(ask):
    told = ask("/search?q=harbor&page=9").text
    assert "51 pages of" in told
    assert "The hits end before this" in told
    assert "No page here" not in told


def test_a_form_is_offered_added_and_taken_out_by_links(ask):
    def chips(address):
        rows = world["Tags"](ask(address).text).all("a")
        return {
            row[2].split()[-6 if "form" in row[2] else 0]: row
            for row in rows
            if "chip" in row[1].get("class", "")
        }

    offered = [r for r in chips("/search?q=watchman").values() if "watchmn" in r[2]]
    assert offered[0][1]["class"] == "chip"
    told = ask(offered[0][1]["href"]).text
    assert "46 pages" in told
    added = [r for r in chips(offered[0][1]["href"]).values() if r[1]["class"] == "chip on"]
    assert "45 pages" in ask(added[0][1]["href"]).text


def test_a_search_without_hits_says_what_words_cannot_find(ask):
    told = ask("/search?q=unheard").text
    assert "1 page has no text" in told
    assert "Scanned words may be misread, and what is closed cannot be found" in told


def test_a_page_without_text_is_not_called_blank(ask):
    told = ask("/record/104-10001-10003_x/public-2026-01-01/page/1").text
    assert "No text was read on this page. That does not say it is blank" in told


def test_a_record_is_shown_over_its_releases_with_what_was_opened(ask):
    told = ask("/record/104-10001-10001").text
    opened = told[told.index("What changed between releases") :]
    assert "Closed before, no longer listed as closed" in opened
    assert "(b)(1)" in opened
    assert "(b)(6)" not in opened
    assert told.index("Still closed") < told.index("Closed then")


def test_a_number_leads_to_the_record_and_to_each_of_several(ask):
    told = ask("/record/q17")
    assert (told.status, told.headers["location"]) == (302, "/record/a%2Fb%20c")
    told = ask("/record/1041000110003").text
    assert "/record/104-10001-10003_x" in told
    assert '/record/104-10001-10003"' in told


def test_a_record_called_as_a_page_s_address_has_its_own(tmp_path):
    world["write_release"](tmp_path / "out", {"x/y/page/3": ["word"]})
    get = world["Reader"](build_room(Shelf([tmp_path / "out"], tmp_path / "cache"))).get
    assert "<h1>x/y/page/3</h1>" in get("/record/x%2Fy%2Fpage%2F3").text
    assert get("/record/x%2Fy%2Fpage%2F3/public-2026-01-01/page/1").status == 200


def test_boxes_of_a_search_are_those_of_its_words(ask):
    page = world["Tags"](ask("/record/104-10001-10001/public-2026-01-01/page/2?q=harbor").text)
    found = [row[1] for row in page.all("rect") if row[1]["class"] == "found"]
    at = "the second Jones page of the harbor".index("harbor")
    left, top = 4000 + at * 400, 4000
    sides = [int(found[0][side]) for side in ("x", "y", "width", "height")]
    assert len(found) == 1
    assert sides == [left - 120, top - 120, 6 * 400 + 240, 1000 + 240]


def test_deletions_are_outlined_where_they_are_with_their_code(ask):
    page = world["Tags"](ask("/record/104-10001-10001/public-2025-03-18/page/2").text)
    at = next(at for at, row in enumerate(page.found) if row[1].get("class") == "closed")
    (_, box, _), (tag, _, code) = page.found[at : at + 2]
    left, width = 4000 + len("the second ") * 400, len("[(b)(1)]") * 400
    assert (box["x"], box["y"], box["width"]) == (str(left), "4000", str(width))
    assert (tag, code) == ("title", "(b)(1)")


def test_the_image_is_the_page_s_bitmap_and_asked_for_again_costs_nothing(ask):
    address = "/record/104-10001-10001/public-2026-01-01/page/2/image.png"
    told = ask(address)
    image = Image.open(io.BytesIO(told.body))
    assert image.size == (850, 1100)
    assert image.getpixel((4000 // 72 + 4, 4000 // 72 + 4)) == 90
    again = ask(address, if_none_match=told.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert told.headers["cache-control"] == "no-cache"
    assert told.headers["etag"] != ask(address.replace("page/2", "page/1")).headers["etag"]


def test_a_citation_names_page_release_and_the_hash_of_the_file(ask, place):
    digest = hashlib.sha256((place / "new" / "records" / "r1.pdf").read_bytes()).hexdigest()
    address = "/record/104-10001-10001/public-2026-01-01/page/2"
    told = ask(f"{address}/cite").text
    rows = dict(line.split("  - ") for line in ask(f"{address}/cite.ris").text.splitlines())
    for text in (told, rows["N1"]):
        assert digest in text
    assert f"http://room.test{address}" in told
    assert (rows["TY"], rows["SP"], rows["T2"]) == ("GOVDOC", "2", "Release public, 2026-01-01")
    assert rows["UR"] == f"http://room.test{address}"


def test_the_room_s_own_address_stands_in_what_leaves_it(shelf):
    get = world["Reader"](build_room(shelf, address="https://room.example/")).get
    address = "/record/104-10001-10001/public-2026-01-01/page/2"
    assert f"https://room.example{address}" in get(f"{address}/cite").text
    assert "room.test" not in get("/releases/feed.atom").text


def test_the_feed_is_well_formed_and_names_each_release(ask):
    told = ask("/releases/feed.atom")
    feed, atom = ET.fromstring(told.body), "{http://www.w3.org/2005/Atom}"
    assert told.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert [one.find(f"{atom}title").text for one in feed.iter(f"{atom}entry")] == [
        "public, 2026-01-01", "public, 2025-03-18",
    ]  # fmt: skip
    for name in ("id", "title", "updated", "author"):
        assert feed.find(f"{atom}{name}") is not None, name


def test_a_draft_is_called_one_and_stands_in_no_feed(tmp_path):
    world["write_release"](tmp_path / "out", {"one": ["word"]}, draft=True)
    get = world["Reader"](build_room(Shelf([tmp_path / "out"], tmp_path / "cache"))).get
    assert "<entry>" not in get("/releases/feed.atom").text
    for address in ("/", "/record/one", "/release/public-2026-01-01-draft"):
        assert "A draft: not a release" in get(address).text, address
    assert "draft, not a release" in get("/record/one/public-2026-01-01-draft/page/1").text


def test_downloads_are_the_files_to_be_kept(ask, place):
    told = ask("/downloads/public-2026-01-01/records/r1.pdf")
    assert told.body == (place / "new" / "records" / "r1.pdf").read_bytes()
    assert told.headers["content-disposition"].startswith("attachment")
    again = ask("/downloads/public-2026-01-01/records/r1.pdf", if_none_match=told.headers["etag"])
    assert again.status == 304


def test_harm_is_reported_where_the_keepers_say(shelf):
    page = "/record/104-10001-10001/public-2026-01-01/page/2"
    for given, wanted in {
        "": f"/harm?at={page.replace('/', '%2F')}",
        "desk@room.example": f"mailto:desk@room.example?subject=Harm%20on%20{page.replace('/', '%2F')}",
        "https://room.example/harm": "https://room.example/harm",
    }.items():
        told = world["Tags"](world["Reader"](build_room(shelf, given)).get(f"{page}?q=x").text)
        assert [r[1]["href"] for r in told.all("a") if r[2] == "Report a harm"] == [wanted]
