"""A photocopy is known through bad reading, and two sheets filled in on one form are not one page."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings import duplicates as d
from tearline.findings.duplicate_pairs import Rarity, Words, agreement

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "ol")]


PLAIN = ("the", "and", "with", "from", "this", "that", "were", "have", "station", "january")


def word(rng):
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4)))


def prose(seed, lines=24):
    """Return a page of made-up words with some numbers, and plain words that all pages have."""
    rng = random.Random(seed)
    rows = []
    for _ in range(lines):
        row = [rng.choice(PLAIN) if rng.random() < 0.5 else word(rng) for _ in range(9)]
        if rng.random() < 0.4:
            row.append(str(rng.randint(1000, 999_999)))
        rows.append(" ".join(row))
    return "\n".join(rows)


def payroll(seed, rows=14):
    """Return a sheet of a payroll form: labels that every sheet has, names and numbers of its own."""
    rng = random.Random(seed)
    text = [
        "UNITED STATES HARBOR OFFICE  SEMI-MONTHLY PAYROLL FOR PERSONAL SERVICES",
        "Employee Name   Social Security Number   Grade   Gross Pay   Deductions   Net Amount",
        "I certify that the persons named have rendered the services and are entitled to the pay",
    ]
    for _ in range(rows):
        number = f"9{rng.randint(0, 99):02}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}"
        pay = [f"{rng.randint(100, 999)}.{rng.randint(0, 99):02}" for _ in range(3)]
        text.append(
            f"{word(rng)}, {word(rng)}  {number}  GS-{rng.randint(3, 15)}  {'  '.join(pay)}"
        )
    text.append(
        "Approved for payment by the certifying officer. Budget, bureau and allotment symbol"
    )
    return "\n".join(text)


def read_badly(text, seed, share=0.06):
    """Return a text as another reader saw it: letters wrong, lost and doubled, blocks elsewhere."""
    rng = random.Random(seed)
    lines = text.split("\n")
    cut = rng.randint(1, len(lines) - 1)
    out = []
    for char in "\n".join(lines[cut:] + lines[:cut]):
        chance = rng.random()
        if char.isspace() or chance > share:
            out.append(char)
        elif chance < share * 0.6:
            out.append(rng.choice("0123456789" if char.isdigit() else LETTERS))
        elif chance < share * 0.8:
            out.append(char * 2)
    return "".join(out)


def pairs_of(texts):
    return d.same_pages((key, d.signature(text)) for key, text in texts.items())


def confirmed(texts):
    return {frozenset(pair[:2]) for pair in d.confirmed(pairs_of(texts), texts.__getitem__)}


def test_bad_photocopies_are_known_and_other_pages_are_not():
    texts = {f"page {n}": prose(n) for n in range(300)}
    texts |= {f"copy {n}": read_badly(texts[f"page {n}"], n) for n in range(40)}
    assert confirmed(texts) == {frozenset((f"page {n}", f"copy {n}")) for n in range(40)}


def test_sheets_of_one_form_are_not_one_page_but_their_copies_are():
    texts = {f"sheet {n}": payroll(n) for n in range(80)}
    texts |= {f"copy {n}": read_badly(texts[f"sheet {n}"], n, 0.04) for n in range(20)}
    assert confirmed(texts) == {frozenset((f"sheet {n}", f"copy {n}")) for n in range(20)}


def test_two_sheets_alone_are_told_apart_by_names_and_numbers():
    for n in range(30):
        assert d.confirm(payroll(n), payroll(n + 1)) < d.SAME - 0.1
        assert d.confirm(payroll(n), read_badly(payroll(n), n, 0.04)) > d.SAME + 0.1


def test_numbers_count_for_more_than_words():
    page = prose(1)
    words = " ".join(w for w in page.split() if not w.isdigit())
    numbers = " ".join(str(77_000 + n) for n in range(20))
    others = " ".join(str(11_000 + n * n) for n in range(20))
    assert d.confirm(f"{words} {numbers}", f"{words} {others}") < d.SAME
    assert d.confirm(f"{words} {numbers}", f"{words} {numbers}") == 1


def test_a_version_with_a_passage_taken_out_is_the_same_page():
    page = prose(7, lines=30)
    lines = page.split("\n")
    lines[8:18] = ["[JFK Act 6 (3)]"]
    texts = {"whole": page, "cut": read_badly("\n".join(lines), 3, 0.03)}
    texts |= {n: prose(100 + n) for n in range(60)}
    assert confirmed(texts) == {frozenset(("whole", "cut"))}


def test_a_page_that_stands_in_many_records_is_known_in_all_of_them():
    copies = 3 * d.RARE
    page = prose(5, lines=40)
    texts = {n: read_badly(page, n, 0.005) for n in range(copies)}
    joined = {n: n for n in texts}

    def leader(n):
        while joined[n] != n:
            n = joined[n]
        return n

    for one, other, _ in pairs_of(texts):
        joined[leader(other)] = leader(one)
    assert len({leader(n) for n in texts}) == 1


def test_a_thousand_exact_copies_are_not_half_a_million_pairs():
    mark = d.signature(prose(1))
    found = d.same_pages((n, mark) for n in range(1000))
    assert [pair[:2] for pair in found] == [(0, n) for n in range(1, 1000)]
    few = d.same_pages((n, mark) for n in range(4))
    assert [pair[:2] for pair in few] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_exact_copies_and_bad_copies_of_one_page_all_find_each_other():
    page = prose(2)
    texts = {"a": page, "b": page.upper(), "c": read_badly(page, 1)}
    assert confirmed(texts) == {frozenset("ab"), frozenset("ac"), frozenset("bc")}


def test_a_page_with_little_text_is_nobodys_duplicate():
    for text in ("", "SECRET", "- 12 -\n" * 3, "x" * (d.LEAST_LETTERS - 1), "÷ • — " * 500):
        assert d.signature(text) == b""
    assert d.same_pages([(1, b""), (2, b"")]) == ()
    assert d.same_pages([]) == ()
    assert d.same_pages([(1, d.signature(prose(1))), (2, b"")]) == ()


def test_spacing_case_dashes_and_look_alikes_make_no_difference():
    page = prose(3).replace("a", "e") + " 912-44-7310 Moscow"
    mark = d.signature(page)
    assert len(mark) == d.SIZE
    assert d.signature(" \n".join(page.upper().split())) == mark
    assert d.signature(page.replace("-", " — ").replace("e", "е")) == mark  # a Cyrillic letter
    assert d.signature(page + " and something else") != mark


def test_a_signature_of_another_size_is_refused():
    with pytest.raises(ValueError, match="512 bytes"):
        d.same_pages([(1, b"short")])


def test_likeness_is_the_share_of_what_both_say():
    page = prose(4, lines=40)
    half = "\n".join(page.split("\n")[:20])
    (pair,) = pairs_of({"a": page, "b": half})
    assert 0.4 < pair.likeness < 0.6
    assert pair[:2] == ("a", "b")


@given(st.text(max_size=400), st.text(max_size=400))
def test_agreement_is_a_share_and_takes_any_text(one, other):
    share = d.confirm(one, other)
    assert 0 <= share <= 1
    assert share == d.confirm(one, other)
    assert len(d.signature(one)) in (0, d.SIZE)


@given(st.lists(st.text(LETTERS + "0123456789", min_size=4, max_size=9), min_size=3, max_size=80))
def test_a_text_agrees_with_itself_in_any_order(words):
    text, turned = " ".join(words), " ".join(reversed(words))
    found = Words.of(text)
    expected = 1.0 if found.words or found.numbers else 0.0
    assert d.confirm(text, turned) == expected
    assert d.confirm(text, text) == expected


def test_words_that_most_pages_have_prove_nothing():
    label = "application voucher ledger claimant allotment appropriation certificate"
    pages = [f"{label} {word(random.Random(n))} {word(random.Random(n + 500))}" for n in range(60)]
    rarity = Rarity.of(pages)
    one, other = Words.of(pages[0]), Words.of(pages[1])
    assert agreement(one, other) > d.SAME > agreement(one, other, rarity)
    assert agreement(one, one, rarity) == 1


def test_a_page_of_a_million_letters_is_compared():
    rng = random.Random(9)
    page = " ".join(word(rng) + str(rng.randint(0, 9999)) * (n % 3) for n in range(80_000))
    other = " ".join(word(rng) for _ in range(80_000))
    assert d.confirm(page, other) < d.SAME
    assert d.confirm(page, page) == 1
    assert d.signature(page) != d.signature(other)
