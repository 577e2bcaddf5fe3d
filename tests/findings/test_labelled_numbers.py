"""Numbers known by their label: through damage to either, beside, below, behind a block, in a column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import AT_LEAST, Settings
from tearline.findings.identifiers import (
    alien_number,
    bank_account,
    birth_date,
    birth_place,
    card,
    driver_licence,
    label_words,
    passport,
)
from tearline.model.page import Page, TextSource

MODULES = (passport, alien_number, driver_licence, bank_account, card, birth_date, birth_place)


def page(text, number=1):
    return Page(number, 0, 0, text, (), TextSource.PLAIN, "test", "1")


def found(module, text, at_least=AT_LEAST):
    pages = [page(part, number) for number, part in enumerate(text.split("\f"), 1)]
    return [
        (f.kind, pages[f.page - 1].text[f.start : f.end])
        for f in sorted(
            module.build(Settings()).find(pages, ()), key=lambda f: (f.page, f.start, f.end)
        )
        if f.score >= at_least
    ]


def values(module, text, at_least=AT_LEAST):
    return [value for _, value in found(module, text, at_least)]


@pytest.mark.parametrize(
    ("module", "example"),
    [pytest.param(m, e, id=f"{m.KIND}: {e.why}") for m in MODULES for e in m.EXAMPLES],
)
def test_each_kind_keeps_its_table(module, example):
    assert tuple(found(module, example.text)) == example.expected


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.KIND)
@given(text=st.text(st.sampled_from("0189-A. \n/#:aoPNISEcnt'"), max_size=120))
def test_no_text_breaks_a_kind_and_spans_lie_in_it(module, text):
    for label in (
        "passport no ",
        "Acct # ",
        "alien reg no\n",
        "driver's license ",
        "born in ",
        "DOB\n",
        "VISA ",
    ):
        whole = label + text
        for finding in module.build(Settings()).find([page(whole)], ()):
            assert 0 <= finding.start < finding.end <= len(whole)
            assert 0 <= finding.score <= 1
            assert whole[finding.start : finding.end] not in finding.why


LABELS = (
    (passport, "Passport No. ", "Z123456"),
    (passport, "PASSPORT NUMBER: ", "1234567"),
    (bank_account, "Account No. ", "12345678"),
    (driver_licence, "Driver's License No. ", "A1234567"),
    (alien_number, "Alien Registration No. ", "A12345678"),
)


@pytest.mark.parametrize(("module", "label", "value"), LABELS)
@given(place=st.integers(0, 60), letter=st.sampled_from("eoxr"))
def test_a_label_with_one_letter_wrong_is_still_a_label(module, label, value, place, letter):
    letters = [at for at, c in enumerate(label.partition("N")[0] or label) if c.isalpha()]
    at = letters[place % len(letters)]
    damaged = label[:at] + letter + label[at + 1 :]
    if damaged.lower().startswith("all") or label[at] == "'":
        return  # a name
    assert values(module, damaged + value) == [value]


@pytest.mark.parametrize(("module", "label", "value"), LABELS)
@pytest.mark.parametrize("gap", ["", "\n", "\n\n", ": \n", "  "])
def test_a_value_stands_beside_or_below_its_label(module, label, value, gap):
    assert values(module, f"it was said\n{label}{gap}{value}\nthereafter") == [value]


@pytest.mark.parametrize(("module", "label", "value"), LABELS)
def test_labels_of_a_block_first_and_their_values_after(module, label, value):
    text = f"NAME\n{label}\nSEX\n\nROE, JANE\n{value}\nF\n"
    assert values(module, text) == [value]


@pytest.mark.parametrize("rows", [3, 40])
def test_a_head_speaks_for_its_column(rows):
    numbers = [f"{100200 + row}" for row in range(rows)]
    assert values(passport, "PASSPORT NO.\n" + "\n".join(numbers)) == numbers


@pytest.mark.parametrize("module", [passport, birth_date], ids=lambda m: m.KIND)
def test_a_head_speaks_for_the_rows_of_its_page_and_of_the_next(module):
    head = "NAME            DATE OF BIRTH    PASSPORT NO.\n"
    rows = [
        f"ROE, JANE {n}       {n % 12 + 1}/{n % 28 + 1}/{1901 + n}        Z123{n:03}"
        for n in range(36)
    ]
    text = head + "\n".join(rows[:18]) + "\f" + "\n".join(rows[18:])
    assert len(values(module, text)) == 36
    assert values(module, "\n".join(rows)) == []


def test_a_chronology_below_a_form_is_no_list_of_births():
    days = "\n".join(f"{n % 28 + 1} October 1963\nhe met them" for n in range(30))
    assert values(birth_date, f"DATE OF BIRTH\n9 May 1931\nTHE TALKS\n{days}") == ["9 May 1931"]


def test_a_social_security_account_is_no_bank_s():
    for label in ("SOCIAL SECURITY ACCOUNT NO.\n", "Social Security\nAccount Number: "):
        assert values(bank_account, label + "900123456", 0.35) == []


def test_two_numbers_below_a_label_are_no_column():
    assert values(passport, "PASSPORT NO.\n\n123456\n234567\n") == ["123456"]


@pytest.mark.parametrize("claim", ["file", "serial", "phone", "room", "cable", "page"])
def test_a_number_that_another_label_claims_is_left_to_it(claim):
    assert values(passport, f"Passport, {claim} 123456") == []


@pytest.mark.parametrize("date", ["12 May 1961", "5/12/1961", "12-5-61", "MAY 12, 1961"])
def test_a_date_is_no_number(date):
    for module, label, _ in LABELS:
        assert values(module, label + date) == []


@given(st.text(st.sampled_from("abcdefglmnoprstuvy"), min_size=4, max_size=14))
def test_a_word_is_a_label_word_only_within_its_share_of_damage(token):
    word = label_words.word_of(token)
    assert word == "" or abs(len(word) - len(token)) <= 2


@pytest.mark.parametrize("word", ["allen", "amount", "visas", "drive", "count", "operation"])
def test_a_word_of_its_own_is_no_damaged_label(word):
    assert label_words.word_of(word) == ""


def test_a_bare_alien_number_is_noise_and_near_the_service_is_none():
    assert values(alien_number, "lot A12345678 was sold", 0.3) == []
    assert values(alien_number, "the Immigration Service, A12345678") == ["A12345678"]


def test_a_label_far_from_a_number_in_prose_says_nothing():
    prose = "His passport was with him when he came, as he told those who asked for it there. "
    assert values(passport, prose * 2 + "There were 123456 of them.", 0.3) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Date of Birth: 11/2 4/21\nSex: M", "11/2 4/21"),
        ("NAME\nDATE OF BIRTH\nJOB\n\nROE, JANE\nFe b. 14, 1945\nclerk", "Fe b. 14, 1945"),
        ("DOB: Z0 MAR 48", "Z0 MAR 48"),
        ("was bom 9 May 1931", "9 May 1931"),
        ("DATE OF IRTH\n\n27 May 1905", "27 May 1905"),
    ],
)
def test_a_date_of_birth_past_reading_is_withheld_whole(text, value):
    assert value in values(birth_date, text)


def test_a_country_alone_is_a_look_and_a_town_is_withheld():
    assert values(birth_place, "born in Cuba,") == []
    assert values(birth_place, "born in Cuba,", 0.35) == ["Cuba"]
    assert values(birth_place, "born in Matanzas, Cuba,") == ["Matanzas, Cuba"]


def test_what_a_form_prints_beside_its_label_is_no_place():
    assert values(birth_place, "PLACE OF BIRTH (City, State, Country)\n\nDayton, Ohio\n") == [
        "Dayton, Ohio"
    ]


BIRTHS = ("04/15/1941", "06/03/1925", "07/10/1926", "08/25/1925", "10/12/1948")
ENTRIES = ("11/26/1960", "06/02/1962", "03/22/1961", "10/13/1959", "05/05/1963")
PEOPLE = ("ROE, JANE T.", "DOE, ANN W.", "POE, RUTH M.", "FOE, MARY K.", "LOE, IRENE A.")


@pytest.mark.parametrize("head", ["DOB", "BIRTHDATE", "D.O.B.", "DATE OF\nBIRTH", "DATE OF BIRTH"])
@pytest.mark.parametrize("form", ["cells", "heads first", "torn", "rows"])
def test_births_are_the_earlier_dates_of_a_table_however_it_was_torn(head, form):
    rows = list(zip(PEOPLE, BIRTHS, ENTRIES, strict=True))
    heads = ["NAME", *head.split("\n"), "ENTRY DATE"]
    columns = ["\n\n".join(column) for column in zip(*rows, strict=True)]
    text = {
        "cells": "\n".join([*heads, *(cell for row in rows for cell in row)]),
        "heads first": "\n\n".join(heads) + "\n\n" + "\n\n\n".join(columns),
        "torn": f"NAME\n\n{columns[0]}\n\n\n"
        + head.replace("\n", "\n\n")
        + f"\n\n{columns[1]}\n\n\nENTRY DATE\n\n{columns[2]}",
        "rows": f"NAME {head} ENTRY DATE\n".replace("DATE OF\nBIRTH", "BIRTH")
        + "\n".join(" ".join(row) for row in rows),
    }[form]
    assert sorted(values(birth_date, text + "\n")) == sorted(BIRTHS)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_passports_of_a_table_with_a_cell_a_line_are_all_found(gap):
    numbers = ["B-123456", "Z150624", "1506231", "150625", "D150626"]
    rows = zip(PEOPLE, numbers, ["CU 469"] * 5, ENTRIES, strict=True)
    if gap == "\n":
        cells = [cell for row in rows for cell in row]
        text = gap.join(["NAME", "PASSPORT", "NUMBER", "FLIGHT", "DATE", *cells])
    else:
        blocks = "\n\n\n".join(gap.join(column) for column in zip(*rows, strict=True))
        text = gap.join(["NAME", "PASSPORT", "NUMBER", "FLIGHT", "DATE", blocks])
    assert sorted(values(passport, text + "\n")) == sorted(numbers)


@pytest.mark.parametrize("money", ["1753.81", "1,753.81", "12.50"])
def test_money_below_an_account_is_no_account(money):
    assert values(bank_account, f"ACCOUNT\n{money}\n{money}\n{money}\n{money}\n", 0.35) == []


def test_a_sentence_below_a_head_is_no_sure_birth():
    text = "NAME  DOB  AGENCY\nOn April 3, 1965 the man applied to them for a visa.\n"
    assert values(birth_date, text) == []
