"""A year alone, or a month and a year, on a sheet is a date of that precision: in search, facets, timeline."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.model.page import Page, TextSource
from tearline.reading.searching.index import open_release
from tearline.reading.searching.query_values import ValueRefusedError, days
from tearline.reading.searching.search import Search
from tearline.reading.timeline import timeline
from tearline.records.form import read_sheets
from tearline.records.form_values import sheet_date

WORLD = runpy.run_path(str(Path(__file__).with_name("search_world.py")))
WRITTEN = {
    "year": "DATE : 1962",
    "noughts": "DATE: 00/00/62",
    "month": "DATE : 03/00/1964",
    "slash": "DATE : 11/1963",
    "doubt": "DATE : [1962?]",
    "about": "DATE : CA. 1961",
    "blanks": "DATE : / /1962",
    "none": "DATE : 00/00/0000",
}
KNOWN = {"year": "1962", "noughts": "1962", "month": "1964-03", "slash": "1963-11", "doubt": "1962",
         "about": "1961", "blanks": "1962"}  # fmt: skip


def sheet(date):
    return f"""JFK Assassination System
Identification Form
AGENCY : CIA
RECORD NUMBER : 999-10001-10001
RECORD SERIES : JFK
ORIGINATOR : CIA
FROM : HARBOR, PILOT
TO : DIRECTOR
TITLE : PIERS AND TIDES
{date}
PAGES : 3
SUBJECTS : PIERS
DOCUMENT TYPE : PAPER
CLASSIFICATION : SECRET
CURRENT STATUS : REDACT
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    place = tmp_path_factory.mktemp("years")
    records = {name: [sheet(line), "harbor"] for name, line in WRITTEN.items()}
    release = WORLD["write_release"](place / "r", records)
    return release, open_release(release, place / "cache")


def names(opened, query):
    return {hit.record for hit in Search([opened[1]]).search(query, limit=100).hits}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("date:1962", {"year", "noughts", "doubt", "blanks"}),
        ("date:1962-05", {"year", "noughts", "doubt", "blanks"}),  # may lie in it
        ("date:1962-05-07", {"year", "noughts", "doubt", "blanks"}),
        ("date:1964", {"month"}),
        ("date:1964-04", set()),
        ("date:03/00/1964", {"month"}),
        ("date:00/00/62", {"year", "noughts", "doubt", "blanks"}),
        ("date:11/1963", {"slash"}),
        ("date:..1961", {"about"}),
        ("date:1963..", {"slash", "month"}),
        ("date:1961-12..1963-10", {"about", "year", "noughts", "doubt", "blanks"}),
        ("title:piers", set(WRITTEN)),
    ],
)
def test_a_date_is_found_at_its_precision(opened, query, expected):
    assert names(opened, query) == expected


def test_hits_and_facets_say_no_more_than_is_known(opened):
    answer = Search([opened[1]]).search("title:piers", limit=100, facets=True)
    assert {hit.record: hit.date for hit in answer.hits} == KNOWN | {"none": ""}
    assert dict(answer.facets["year"]) == {"1961": 2, "1962": 8, "1963": 2, "1964": 2}
    assert opened[1].built.undated == 2


def test_the_timeline_has_them_as_years_and_months(opened):
    line = timeline([opened])
    assert {one.record: one.iso for one in line.entries} == KNOWN
    assert [one.record for one in line.undated] == ["none"]


@pytest.mark.parametrize(
    "text",
    [
        "1962-63",
        "1962-1963",
        "1960S",
        "62",
        "19620305",
        "1O62",
        "13/1962",
        "FILE 1962",
        "1O6Z",
        "2962",
    ],
)
def test_what_may_be_something_else_is_no_year(text):
    assert sheet_date(text) is None


def test_two_digits_alone_are_no_date_in_a_query():
    with pytest.raises(ValueRefusedError):
        days("62")


@pytest.mark.parametrize("values", [("1962", "3"), ("3", "1962"), ("1962",), ("1998", "3")])
def test_a_year_among_loose_values_is_never_a_count_of_pages(values):
    labels, last = sheet("DATE :").split("PAGES : 3")
    text = labels + "PAGES :\n" + "\n".join(values) + last
    (read,) = read_sheets((Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1"),))
    assert read.pages in {None, 3}
    assert read.date is None or read.date.iso == values[0]


@given(st.integers(1800, 2099), st.integers(1, 12), st.sampled_from(["", "[", "- ", "CA. ", "C. "]))
def test_every_year_and_month_is_read_as_written(year, month, before):
    alone, both = sheet_date(f"{before}{year}"), sheet_date(f"{month}/{year}")
    assert alone is not None
    assert alone.iso == f"{year:04}"
    assert both is not None
    assert both.iso == f"{year:04}-{month:02}"
