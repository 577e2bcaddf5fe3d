"""Cards, routing numbers and IBANs carry their own proof; a label speaks for those damage made fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import AT_LEAST, Settings
from tearline.findings.identifiers import bank_account, card
from tearline.model.page import Page, TextSource


def spans(module, text, at_least=AT_LEAST):
    shown = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")
    found = sorted(module.build(Settings()).find([shown], ()), key=lambda f: f.start)
    return [text[f.start : f.end] for f in found if f.score >= at_least]


def completed(body):
    """Return the digits with the check digit that makes them pass, worked out the long way."""
    return next(body + c for c in "0123456789" if luhn(body + c) == 0)


def luhn(digits):
    total = 0
    for place, c in enumerate(digits[::-1]):
        total += int(c) if place % 2 == 0 else sum(map(int, str(2 * int(c))))
    return total % 10


@given(st.from_regex(r"(?:4|5[1-5]|6011|37)[0-9]{11,16}", fullmatch=True))
def test_a_number_that_passes_is_a_card_and_one_that_fails_is_none(body):
    length = 15 if body.startswith("37") else 16
    number = completed((body + "0" * 16)[: length - 1])
    assert spans(card, f"paid {number} then") == [number]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert spans(card, f"paid {wrong} then", 0.0) == []
    assert spans(card, f"credit card no. {wrong} then") == [wrong]


@pytest.mark.parametrize("gap", [" ", "-"])
def test_groups_of_four_are_one_number(gap):
    number = gap.join(("4111", "1111", "1111", "1111"))
    assert spans(card, f"({number})") == [number]


@given(st.from_regex(r"[0-9]{3}-[0-9]{5}-[0-9]{5}", fullmatch=True))
def test_no_record_number_is_a_card(number):
    assert spans(card, number, 0.0) == []


@given(st.from_regex(r"[017-9][0-9]{15}", fullmatch=True))
def test_what_nobody_issues_is_no_card(number):
    assert spans(card, number, 0.0) == []


def iban(country, rest):
    """Return an IBAN with the check digits the standard asks for."""
    value = int("".join(str(int(c, 36)) for c in rest + country + "00"))
    return f"{country}{98 - value % 97:02}{rest}"


@given(
    st.sampled_from([("DE", 18), ("NO", 11), ("ES", 20)]),
    st.integers(0, 10**11 - 1),
    st.integers(0, 9),
)
def test_an_iban_is_known_by_its_remainder(country, number, other):
    name, length = country
    whole = iban(name, f"{number:0{length}}")
    assert spans(bank_account, f"to {whole} today") == [whole]
    spaced = " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))
    assert spans(bank_account, f"to {spaced}, today") == [spaced]
    if whole[-1] != str(other):
        assert spans(bank_account, f"to {whole[:-1]}{other} today", 0.0) == []


def test_an_iban_of_another_length_is_none():
    assert spans(bank_account, "DE8937040044053201300", 0.0) == []


def test_a_routing_number_is_surer_when_its_check_digit_is_right():
    text = "routing number {}"
    assert spans(bank_account, text.format("021000021"), 0.9) == ["021000021"]
    assert spans(bank_account, text.format("021000022"), 0.9) == []
    assert spans(bank_account, text.format("021000022")) == ["021000022"]
    assert spans(bank_account, "the number 021000021", 0.0) == []


@pytest.mark.parametrize("digits", ["021000021", "011401533", "121000248"])
def test_published_routing_numbers_pass(digits):
    assert bank_account.routes(digits)


@pytest.mark.parametrize("digits", ["021000020", "991000021", "131000021"])
def test_others_do_not(digits):
    assert not bank_account.routes(digits)


def test_an_office_s_account_is_only_a_look():
    assert spans(bank_account, "Allotment account No. 123456") == []
    assert spans(bank_account, "Allotment account No. 123456", 0.35) == ["123456"]


@pytest.mark.parametrize(
    "text", ["the account of 12 May 1961", "balance on account: $12,345.67", "account 1963 1,234"]
)
def test_dates_and_money_are_no_accounts(text):
    assert spans(bank_account, text) == []


@given(st.text(st.sampled_from("0123456789 -DEGB4acountIVS#\n"), max_size=80))
def test_no_text_breaks_them(text):
    for module in (card, bank_account):
        for found in spans(module, "VISA acct no " + text, 0.0):
            assert found
