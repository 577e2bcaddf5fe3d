"""Expressions of time are intervals of days: as wide as their words, reckoned from the article's day, none made up."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.times import calendar
from tearline.findings.times.found import times
from tearline.model.when import TimeBasis

SAID = date(2031, 3, 19)  # a Wednesday

# The sentence, the expression in it, its first and its last day.
EXPRESSIONS = [
    ("The mayor left on 18 March 2031.", "18 March 2031", "2031-03-18", "2031-03-18"),
    ("The mayor left on March 18, 2031, at noon.", "March 18, 2031", "2031-03-18", "2031-03-18"),
    ("It was Tuesday, March 18.", "Tuesday, March 18", "2031-03-18", "2031-03-18"),
    ("He took office on Jan. 20.", "Jan. 20", "2031-01-20", "2031-01-20"),
    ("The ferry burned on 3 October.", "3 October", "2030-10-03", "2030-10-03"),
    ("The depot will close on 3 October.", "3 October", "2031-10-03", "2031-10-03"),
    ("The survey ran 3-7 March.", "3-7 March", "2031-03-03", "2031-03-07"),
    ("A trial is due to begin in June.", "June", "2031-06-01", "2031-06-30"),
    ("Six men were charged in November.", "November", "2030-11-01", "2030-11-30"),
    ("The files came in late February.", "late February", "2031-02-21", "2031-02-28"),
    ("It grew in spring 2030.", "spring 2030", "2030-03-01", "2030-05-31"),
    ("The blazes of last summer were forgotten.", "last summer", "2030-06-01", "2030-08-31"),
    ("It was late last summer.", "late last summer", "2030-08-01", "2030-08-31"),
    ("By late summer, the council had met.", "late summer", "2030-08-01", "2030-08-31"),
    ("Nothing moved last winter.", "last winter", "2030-12-01", "2031-02-28"),
    ("Cases fell at the end of 2030.", "the end of 2030", "2030-11-01", "2030-12-31"),
    ("In mid-2030, a cable broke.", "mid-2030", "2030-06-01", "2030-07-31"),
    ("He resigned in 1963.", "1963", "1963-01-01", "1963-12-31"),
    ("It began in the early 2010s.", "the early 2010s", "2010-01-01", "2013-12-31"),
    ("The order came last month.", "last month", "2031-02-01", "2031-02-28"),
    ("Ministers met late last month.", "late last month", "2031-02-21", "2031-02-28"),
    ("It rained last week.", "last week", "2031-03-10", "2031-03-16"),
    ("They spoke on Tuesday.", "Tuesday", "2031-03-18", "2031-03-18"),
    ("They will speak on Sunday.", "Sunday", "2031-03-23", "2031-03-23"),
    ("They will meet next Friday.", "next Friday", "2031-03-28", "2031-03-28"),
    ("It happened three weeks ago.", "three weeks ago", "2031-02-26", "2031-02-26"),
    ("It began three years ago.", "three years ago", "2028-01-01", "2028-12-31"),
    ("It spoke of fire yesterday.", "yesterday", "2031-03-18", "2031-03-18"),
    ("Over the last three years it grew.", "Over the last three years", "2028-03-19", "2031-03-19"),
    ("They promised it by Christmas.", "Christmas", "2030-12-25", "2030-12-25"),
    ("The truce must hold until 30 April.", "30 April", "2031-04-30", "2031-04-30"),
]


def of(text: str, said: date | None = SAID):
    return list(times(text, [(0, len(text))], said))


@pytest.mark.parametrize(("text", "words", "first", "last"), EXPRESSIONS)
def test_an_expression_has_the_days_its_words_can_mean(text, words, first, last) -> None:
    (when,) = of(text)
    assert text[when.start : when.end] == words
    assert (str(when.first), str(when.last)) == (first, last)


def test_a_day_beside_another_is_reckoned_from_it() -> None:
    text = "The files came out on Tuesday. He had promised them one day earlier. The next day, all was calm."
    tuesday, before, after = of(text)
    assert before.first == before.last == tuesday.first - timedelta(days=1)
    assert before.basis is TimeBasis.NEIGHBOUR
    assert after.first == before.first + timedelta(days=1)


@pytest.mark.parametrize(
    "text", ["He left recently.", "It held for years.", "It broke in recent weeks."]
)
def test_what_is_vague_has_no_days(text) -> None:
    (when,) = of(text)
    assert (when.first, when.last, when.unit) == (None, None, "vague")


@pytest.mark.parametrize(
    "text",
    ["He may march in the rain.", "They released 2400 newly found pages.", "It runs for 30 days.",
     "March on, she said.", "The fall of the city came.", "He saw 2,024 ships."],
)  # fmt: skip
def test_what_only_looks_like_a_date_is_none(text) -> None:
    assert of(text) == []


def test_without_the_article_s_day_only_what_is_printed_has_days() -> None:
    text = "It burned on Tuesday, as in June, and as on 4 May 2029; last year it flooded."
    assert [(when.first is not None, when.basis.value) for when in of(text, None)] == [
        (False, "unknown"),
        (False, "unknown"),
        (True, "printed"),
        (False, "unknown"),
    ]


def test_a_day_named_in_a_quotation_is_said_to_be_unsure() -> None:
    inside, outside = of("“We begin tomorrow,” she said on Monday.")
    assert inside.unsure
    assert not outside.unsure


@given(st.sampled_from(EXPRESSIONS), st.integers(1, 40))
def test_years_added_to_the_article_s_day_move_what_is_reckoned_from_it_and_nothing_else(
    row, years
) -> None:
    text = row[0]
    (before,), (after,) = of(text, SAID), of(text, SAID.replace(year=SAID.year + years))
    assert (before.start, before.end, before.basis) == (after.start, after.end, after.basis)
    if before.basis is TimeBasis.PRINTED:
        assert (before.first, before.last) == (after.first, after.last)
    else:
        assert after.first.year - before.first.year == years


@given(st.text(max_size=200), st.dates())
def test_any_text_has_expressions_in_order_within_it(text, said) -> None:
    found = of(text, said)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert all((one.first is None) is (one.last is None) for one in found)
    assert all(one.first is None or one.first <= one.last for one in found)


@given(
    st.sampled_from([row[0] for row in EXPRESSIONS]), st.dates(date(1990, 1, 1), date(2060, 12, 31))
)
def test_a_month_is_never_a_day(text, said) -> None:
    least = {"month": 28, "season": 89, "year": 365, "decade": 3652, "week": 7, "day": 1}
    for when in of(text, said):
        if when.first is not None and when.unit in least:
            assert (when.last - when.first).days + 1 >= least[when.unit]


@pytest.mark.parametrize("said", [date.min, date.max])
def test_at_the_ends_of_the_calendar_there_are_days_or_none(said) -> None:
    for row in EXPRESSIONS:
        of(row[0], said)


def test_easter_is_where_the_churches_have_it() -> None:
    known = {
        1961: (4, 2),
        2000: (4, 23),
        2008: (3, 23),
        2011: (4, 24),
        2025: (4, 20),
        2038: (4, 25),
    }
    assert {
        year: (day.month, day.day) for year in known for day in [calendar.easter(year)]
    } == known
