"""Telephone numbers: exchange names and area codes, other countries, damage; and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import AT_LEAST, Settings
from tearline.findings.identifiers import phone
from tearline.model.page import Page, TextSource


def found(text):
    shown = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")
    return sorted(phone.build(Settings()).find([shown], ()), key=lambda f: f.start)


def spans(text, at_least=AT_LEAST):
    return [text[f.start : f.end] for f in found(text) if f.score >= at_least]


@pytest.mark.parametrize(
    "number",
    ["MElrose 5-1234", "MELROSE 5-1234", "PL 5-1234", "(202) 555-0143", "202-555-0143", "202.555.0143",
     "+44 20 7946 0958", "+52 55 1234 5678"],
)  # fmt: skip
def test_a_whole_number_needs_no_word(number):
    assert spans(f"he gave {number}, and left") == [number]


@pytest.mark.parametrize(
    "number",
    ["555-0143", "MElrase 5-1234", "55S-0l43", "555=0143", "(2O2) 555-0143", "202 555 0143", "5550143"],
)  # fmt: skip
@pytest.mark.parametrize("word", ["Telephone No. ", "TELEPHONE:\n\n", "Te1ephono ", "home phone: "])
def test_a_word_makes_a_number_of_what_damage_left(word, number):
    assert spans(word + number) == [number]


@pytest.mark.parametrize("number", ["15-60-55", "30-1234", "M-1234"])
def test_a_short_number_is_one_right_behind_its_word_and_a_look_below_it(number):
    assert spans(f"his Telephone No. {number}, Mexico") == [number]
    assert spans(f"TELEPHONE:\n\n{number}\n") == []
    assert spans(f"TELEPHONE:\n\n{number}\n", 0.35) == [number]


@pytest.mark.parametrize(
    "text",
    ["104-10004-10143", "124-10274-10032", "201-289248", "docid-32424242", "900-12-3456", "12-30-63", "5/12/1961",
     "NO 7-1234", "DIR 84888", "APR 6-1963", "1963-1964", "$202.555.0143", "20250-1234", "A12345678", "105-82555-123",
     "4111 1111 1111 1111", "180-10110-10484"],
)  # fmt: skip
def test_records_dates_and_serials_are_no_telephone_numbers(text):
    assert spans(text, 0.35) == []


@pytest.mark.parametrize("text", ["104-10004-10143", "900-12-3456", "12-30-63", "5/12/1961"])
def test_not_even_behind_a_word(text):
    assert spans("telephone " + text) == []


@given(st.from_regex(r"[1-2][0-9]{2}-[0-9]{5}-[0-9]{5}", fullmatch=True))
def test_no_record_number_is_one(number):
    assert spans(f"RECORD NUMBER : {number}", 0.35) == []


@given(st.integers(2, 9), st.integers(0, 9999))
def test_letters_and_their_digits_on_the_dial_are_one_value(exchange, line):
    (named,) = found(f"at MElrose {exchange}-{line:04}")
    (lettered,) = found(f"at ME {exchange}-{line:04} then")
    assert named.value == lettered.value == f"63{exchange}{line:04}"


@pytest.mark.parametrize(
    "text",
    [
        "Department of State\nWashington, D.C. 20520\n(202) 555-0143",
        "FAX: (202) 555-0143",
        "Embassy: 202-555-0143",
    ],
)
def test_an_office_s_number_is_only_a_look(text):
    assert spans(text) == []
    assert len(spans(text, 0.35)) == 1


def test_a_home_s_number_in_an_office_s_letter_is_withheld():
    assert spans("Department of State, his home phone is (202) 555-0143") == ["(202) 555-0143"]


def test_a_prefix_is_believed_only_with_a_country_s_plan():
    assert spans("from 00 44 20 7946 0958 here", 0.35) == ["00 44 20 7946 0958"]
    assert spans("from 00 00 12 3456 0958 here", 0.35) == []


@given(st.text(st.sampled_from("0123456789-+(). \nTelphonMEx"), max_size=80))
def test_no_text_breaks_it(text):
    for word in ("", "telephone "):
        for finding in found(word + text):
            assert 0 <= finding.start < finding.end <= len(word + text)
