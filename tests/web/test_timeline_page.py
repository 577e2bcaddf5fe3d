"""The timeline's pages: nothing left out, nothing too long, nothing that only eyes can read."""

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

from tearline.web import chronology
from tearline.web.chronology import rows
from tearline.web.room import build_room
from tearline.web.shelf import Shelf

WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
SHEET = """JFK ASSASSINATION SYSTEM
IDENTIFICATION FORM

AGENCY INFORMATION

AGENCY : CIA
RECORD NUMBER : {number}
RECORD SERIES : JFK

DOCUMENT INFORMATION

ORIGINATOR : CIA
FROM : HARVEY, WILLIAM
TITLE : {title}
DATE : {date}
PAGES : 3
"""
DATES = ["11/22/1963", "11/00/1963", "00/00/1963", "01/05/1959", "12/31/1975"]
INJECTED = "PLOTS <SCRIPT>ALERT(1)</SCRIPT>"


def sheet(at, date):
    return SHEET.format(number=f"104-10001-{at:05}", title=INJECTED, date=date)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    place = tmp_path_factory.mktemp("chronology")
    dated = {f"104-10001-{at:05}": [sheet(at, date), "two"] for at, date in enumerate(DATES)}
    undated = {f"none-{at}": ["castro"] for at in range(3)} | {"<b>closed</b>": None}
    WORLD["write_release"](place / "one", dated | undated, date="2026-01-31")
    shelf = Shelf([place / "one"], place / "cache")
    return WORLD["Reader"](build_room(shelf))


def text(page):
    """Return what a screen reader reads: tags away, blanks made one."""
    return " ".join(re.sub(r"<[^>]*>", " ", page[page.index("<main") :]).split())


def test_the_axis_has_the_years_with_records_the_empty_ones_and_the_releases(reader):
    page = reader.get("/timeline")
    assert page.status == 200
    told = text(page.text)
    assert "5 records with a date of their own; 4 records without one" in told
    assert "Of 1 record no page can be read" in told
    expected = ["1959 1 2", "1960 to 1962 nothing dated so", "1963 3 , 1 of them with no month known 6",
                "1964 to 1974 nothing", "1975 1 2", "1976 to 2025 nothing",
                "2026-01-31 Released: public , 9 records named"]  # fmt: skip
    places = [told.index(one) for one in expected]
    assert places == sorted(places)


def test_a_year_lists_its_records_each_with_its_own_precision(reader):
    page = reader.get("/timeline/1963").text
    told = text(page)
    for date in ("22 November 1963", "November 1963", "1963, no month known"):
        assert date in told
    assert [m[1] for m in re.finditer(r'<time datetime="([^"]*)"', page)] == [
        "1963",
        "1963-11",
        "1963-11-22",
    ]
    assert 'href="/record/104-10001-00000"' in page
    assert "No month known 1 2 November 2 4" in told
    assert "← 1959" in told
    assert "1975 →" in told


def test_a_month_has_what_is_known_to_be_of_it_and_names_the_rest(reader):
    told = text(reader.get("/timeline/1963/11").text)
    assert (
        "2 records dated so. 1 record of 1963 with no month known may be of this month too" in told
    )
    assert "104-10001-00002" not in told


def test_the_search_that_a_month_leads_to_finds_its_pages(reader):
    page = reader.get("/timeline/1963/11").text
    link = re.search(r'href="(/search\?[^"]*)"', page)[1]
    told = text(reader.get(link).text)
    assert "104-10001-00000" in told
    assert "104-10001-00003" not in told


def test_undated_records_are_listed_and_those_without_a_page_say_so(reader):
    page = reader.get("/timeline/undated").text
    assert "4 records." in text(page)
    assert "&lt;b&gt;closed&lt;/b&gt;" in page
    assert "none that can be read" in page


def test_what_a_record_says_stays_escaped(reader):
    for address in ("/timeline/1963", "/timeline/undated"):
        page = reader.get(address).text
        assert "<script" not in page.lower()
        assert "<b>closed" not in page
    assert "&lt;SCRIPT&gt;" in reader.get("/timeline/1963").text


@pytest.mark.parametrize(
    "address",
    ["/timeline/1800", "/timeline/x", "/timeline/1963/13", "/timeline/1963/0", "/timeline/1963/12",
     "/timeline/1963?page=2", "/timeline/0", "/timeline/%C2%B2"],
)  # fmt: skip
def test_a_time_without_records_is_said_and_never_fails(reader, address):
    assert reader.get(address).status == 404


def test_no_page_grows_with_the_collection(reader, monkeypatch):
    monkeypatch.setattr(chronology, "LISTED", 2)
    seen, address = [], "/timeline/1963"
    while address:
        page = reader.get(address).text
        found = re.findall(r'href="/record/([^"]*)"', page)
        assert len(found) <= 2
        seen += found
        later = re.search(r'<a rel="next" href="([^"]*\?page[^"]*)"', page)
        address = later[1] if later else None
    assert seen == ["104-10001-00002", "104-10001-00001", "104-10001-00000"]


def test_a_bar_is_drawn_beside_its_number_and_hidden_from_those_who_listen(reader):
    page = reader.get("/timeline").text
    bars = re.findall(r"<svg[^>]*>.*?</svg>", page)
    assert len(bars) == 3
    assert all('aria-hidden="true"' in bar for bar in bars)
    assert [float(w) for w in re.findall(r'<rect width="([0-9.]+)%', page)] == [33.3, 100.0, 33.3]
    assert "style=" not in page, "the room's policy allows no style of a tag's own"


def test_releases_of_records_without_any_date_are_still_on_the_axis():
    released = SimpleNamespace(date="2026-01-31"), SimpleNamespace(date="2028-01-31")
    axis = [(row.year, row.until, len(row.released)) for row in rows((), released)]
    assert axis == [(2026, 0, 1), (2027, 2027, 0), (2028, 0, 1)]
