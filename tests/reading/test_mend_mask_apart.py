"""A number typed with a space after every digit is what it is closed up; surnames in odd dress are theirs."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.reading.masking import BLOCK, Masking
from tearline.reading.typed_apart import closed, shaped

PEOPLE = 'person,protection\nGus Quillfeather,source\nMary Brown,source\n"Tarnówitz, Jo",source\n'
MASK, LISTED = Masking(), Masking(PEOPLE.encode())


def shown(text, mask=MASK):
    return mask(text, [(0, len(text))])[0]


@given(
    digits=st.text("0123456789", min_size=9, max_size=9),
    glue=st.sampled_from([" ", "  ", ".", " . "]),
    dash=st.sampled_from(["-", " - ", " – ", "—", " -\n", "_"]),
)
@settings(max_examples=60, deadline=None)
def test_no_digit_is_left_of_a_number_in_three_groups_of_single_digits(digits, glue, dash):
    groups = (digits[:3], digits[3:5], digits[5:])
    typed = dash.join(glue.join(group) for group in groups)
    told = shown(f"He gave his number as {typed} and left.")
    assert not re.search(r"\d", told)
    assert told.startswith("He gave his number as [")
    assert told.endswith("] and left.")


@pytest.mark.parametrize(
    "typed",
    [
        "SSN |9|0|0|1|2|3|4|5|6",
        "SSN: 9 0 0 1 2\n3 4 5 6",
        "Telephone 2 0 2 - 5 5 5 - 0 1 4 3",
        "Telephone 2 0 2 5 5 5 0 1 4 3",
        "Account No. 4 4 5 5 6 6 7 7 8 8",
        "SSN: ９ ０ ０ － １ ２ － ３ ４ ５ ６",
        "his number 900\xad12\xad3456",
    ],
)
def test_a_label_counts_for_digits_apart_as_for_digits_together(typed):
    told = shown(typed)
    assert BLOCK in told
    assert not re.search(r"\d", told)


@pytest.mark.parametrize(
    "plain",
    [
        "1, 2, 3, 4, 5, 6, 7, 8, 9",
        "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
        "1   0   2   0   3   1   0   0   4",
        "|1|2|3|4|5|6|7|8|9|",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "on 1 2 - 0 3 - 6 3 at noon",
        "pages 3 4 5 to 6 7",
        "7 11-22-1963 4 5 6",
    ],
)
def test_lists_columns_pages_and_dates_stay(plain):
    assert shown(plain) == plain


@given(st.text("12 -.\n|ab\u200b–０", max_size=60))
@settings(max_examples=300, deadline=None)
def test_what_is_closed_up_leads_back_to_the_same_digits(text):
    found = closed(text)
    if found is None:
        return
    read, numbers = found
    assert len(read.text) == len(read.places)
    for start, end in numbers:
        low, high = read.span(start, end)
        own = [str(int(char)) for char in text[low:high] if char.isdigit()]
        assert own == [char for char in read.text[start:end] if char.isdigit()]
        assert text[low].isdigit()
        assert text[high - 1].isdigit() or text[high - 1] == "\u200b"
    for low, high in shaped(text):
        assert text[low].isdigit()
        assert low < high <= len(text)


def test_near_a_block_no_longer_number_apart_is_shown():
    told = shown("SSN 900-12-3456 and beside it 7 7 8 8 1 there\n")
    assert not re.search(r"\d", told)


@pytest.mark.parametrize(
    "text",
    [
        "quillfeather had left",
        "of QuillFEATHER's",
        "qUILLFEATHER",
        "met Quill-\n  feather there",
        "quill\u200bfeather",
        "the man TARNOWITZ",
        "tarnówitz",
    ],
)
def test_a_listed_surname_is_blocked_however_it_is_written(text):
    told = shown(text, LISTED).casefold()
    assert "feather" not in told
    assert "witz" not in told
    assert BLOCK in told


def test_a_plain_word_in_small_letters_stays_and_with_a_capital_does_not():
    assert shown("a brown coat", LISTED) == "a brown coat"
    assert "BrOWN" not in shown("a BrOWN left", LISTED)
