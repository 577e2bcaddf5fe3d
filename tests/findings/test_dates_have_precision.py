"""Dates: each form the papers use, damaged or not, with the precision it really has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.dates import Precision, find_dates, find_years, month_of


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("12 Mar 1921", "1921-03-12"),
        ("12 March 1921", "1921-03-12"),
        ("March 12, 1921", "1921-03-12"),
        ("MAR. 12, 1921", "1921-03-12"),
        ("12MAR21", "1921-03-12"),
        ("3/12/21", "1921-03-12"),
        ("12-3-1921", "1921-12-03"),
        ("25-3-1921", "1921-03-25"),
        ("3.12.1921", "1921-03-12"),
        ("1921-03-12", "1921-03-12"),
        ("l2 Mar l921", "1921-03-12"),
        ("12 Decernber 1921", "1921-12-12"),
        ("August 4th, 1931", "1931-08-04"),
        ("21 August\n\n1927", "1927-08-21"),
        ("May 1931", "1931-05"),
        ("29 Feb 1924", "1924-02-29"),
    ],
)
def test_every_form_is_read(text: str, iso: str) -> None:
    (found,) = find_dates(f"x {text} y", 0, len(text) + 4)
    assert found.iso == iso
    assert (found.start, found.end) == (2, 2 + len(text))


@pytest.mark.parametrize(
    "text",
    ["13/13/1921", "29 Feb 1923", "00/00/0000", "104-10004-10143", "so it is", "12 apples 1921"],
)
def test_what_is_no_date_is_not_read(text: str) -> None:
    assert list(find_dates(text, 0, len(text))) == []


def test_precision_is_what_the_text_says() -> None:
    (month,) = find_dates("May 1931", 0, 8)
    assert month.precision is Precision.MONTH
    (year,) = find_years("in 1931.", 0, 8)
    assert (year.precision, year.iso) == (Precision.YEAR, "1931")


def test_a_two_digit_year_goes_into_the_century_it_is_told() -> None:
    (found,) = find_dates("11-17-20", 0, 8, century=2000)
    assert found.iso == "2020-11-17"


def test_months_that_are_as_near_as_each_other_say_nothing() -> None:
    assert month_of("Juna") == 6
    assert month_of("Ju") is None
    assert month_of("Sept") == 9


@given(st.text(st.sampled_from("0123456789 -/.,lIOJanuryMch\n"), max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    for found in find_dates(text, 0, len(text)):
        assert 0 <= found.start < found.end <= len(text)
        assert 1 <= (found.month or 1) <= 12
