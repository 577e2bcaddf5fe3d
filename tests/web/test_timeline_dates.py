"""A timeline holds every record once for each date it has, and knows no more of a date than the index."""

import runpy
from calendar import monthrange
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.reading import timeline as module
from tearline.reading.searching.fields import Fields, IndexPage, When
from tearline.reading.timeline import Entry, Timeline, iso, said, timeline, title

WORLD = runpy.run_path(str(Path(__file__).parents[1] / "reading" / "search_world.py"))
YEARS = st.integers(1000, 2099)


@st.composite
def whens(draw):
    year, month = draw(YEARS), draw(st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, monthrange(year, month)[1])) if month else None
    return When.of_parts(year, month, day)


ENTRIES = st.lists(
    st.builds(
        lambda record, when: Entry(record, when.first, when.last, ("r",), 1) if when
        else Entry(record, 0, 0, ("r",), 1),
        st.sampled_from("abcdefgh"), st.none() | whens(),
    ),
    unique=True,
)  # fmt: skip


@given(whens())
def test_an_interval_says_what_the_date_said(when):
    assert iso(when.first, when.last) == when.iso


@given(ENTRIES)
def test_every_entry_is_in_one_year_and_at_most_one_month_or_among_the_undated(entries):
    line = Timeline(entries)
    listed = [one for span in line.years for one in line.of(span.year)]
    assert sorted([*listed, *line.undated], key=str) == sorted(entries, key=str)
    for span in line.years:
        months = line.months(span.year)
        assert span.pages == len({one.record for one in line.of(span.year)})
        by_month = [one for each in months if each.month for one in line.of(span.year, each.month)]
        bare = [one for one in line.of(span.year) if "-" not in one.iso]
        assert sorted([*by_month, *bare], key=str) == sorted(line.of(span.year), key=str)
        assert span.without_month <= span.records == len({one.record for one in line.of(span.year)})


def test_a_year_is_not_its_january():
    line = Timeline(
        [Entry("a", 19620101, 19621231, ("r",), 2), Entry("b", 19620101, 19620131, ("r",), 1)]
    )
    assert [one.record for one in line.of(1962, 1)] == ["b"]
    assert [(one.month, one.records) for one in line.months(1962)] == [(0, 1), (1, 1)]
    assert line.years[0].without_month == 1


@pytest.mark.parametrize(
    ("first", "last", "short", "words"),
    [
        (19620305, 19620305, "1962-03-05", "5 March 1962"),
        (19620301, 19620331, "1962-03", "March 1962"),
        (19640201, 19640229, "1964-02", "February 1964"),
        (19620101, 19621231, "1962", "1962, no month known"),
        (19620303, 19620309, "1962-03-03/1962-03-09", "3 March 1962 to 9 March 1962"),
        (19621101, 19630131, "1962-11-01/1963-01-31", "1 November 1962 to 31 January 1963"),
        (0, 0, "", "no date known"),
    ],
)
def test_a_range_is_shown_as_a_range(first, last, short, words):
    assert (iso(first, last), said(first, last)) == (short, words)


@pytest.fixture(scope="module")
def two_releases(tmp_path_factory):
    """Releases that agree on a, disagree on b, and know nothing of c; w has no page."""
    place = tmp_path_factory.mktemp("lines")
    dated = {
        "first": {"a": (1962, 3), "b": (1962,), "c": None},
        "second": {"a": (1962, 3), "b": (1962, 5, 4)},
    }
    releases = []
    for at, (name, records) in enumerate(dated.items(), 1):
        texts = {record: ["one", "two"] for record in records} | {"w": None}
        folder = WORLD["write_release"](place / name, texts, date=f"2026-0{at}-01")
        pages = [
            IndexPage(record, folder.label, number, "x", fields=Fields(
                date=When.of_parts(*parts) if parts else None, title=f"OF {record} <b>"))
            for record, parts in records.items() for number in (1, 2)
        ]  # fmt: skip
        releases.append((folder, WORLD["index_of"](pages)))
    return releases


def test_releases_that_agree_make_one_entry_and_others_one_each(two_releases):
    line = timeline(two_releases)
    both = ("public-2026-01-01", "public-2026-02-01")
    assert [(one.record, one.iso, one.releases, one.pages) for one in line.entries] == [
        ("b", "1962", both[:1], 2),
        ("a", "1962-03", both, 2),
        ("b", "1962-05-04", both[1:], 2),
    ]
    assert line.records == 2
    assert line.years[0].records == 2


def test_a_record_that_any_release_dates_is_not_undated(tmp_path):
    """The newer release only names it."""
    made = []
    for date, texts in (("2025-01-01", {"a": ["x", "y"]}), ("2026-01-01", {"a": None})):
        folder = WORLD["write_release"](tmp_path / date, texts, date=date)
        fields = Fields(date=When.of_parts(1962, 3))
        pages = [
            IndexPage("a", folder.label, at, "x", fields=fields) for at in (1, 2) if texts["a"]
        ]
        made.append((folder, WORLD["index_of"](pages)))
    line = timeline(made)
    assert not line.undated
    assert [(one.record, one.iso, one.pages) for one in line.entries] == [("a", "1962-03", 2)]


def test_records_without_a_date_or_a_page_are_among_the_undated(two_releases):
    undated = timeline(two_releases).undated
    assert [(one.record, one.pages, len(one.releases)) for one in undated] == [
        ("c", 2, 1),
        ("w", 0, 2),
    ]


def test_records_are_counted_in_as_many_goes_as_needed(two_releases, monkeypatch):
    whole = timeline(two_releases)
    monkeypatch.setattr(module, "_AT_ONCE", 1)
    assert timeline(two_releases).entries == whole.entries


def test_a_title_is_the_sheet_s(two_releases):
    assert title(two_releases[0][1], "a") == "OF a <b>"
    assert title(two_releases[0][1], "w") == ""
