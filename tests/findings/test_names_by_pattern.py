"""Names by their shape and the dictionary: every form, damage, and what only looks like a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import AT_LEAST, Settings
from tearline.findings.names import detecting
from tearline.findings.names.census import census, damaged_given
from tearline.findings.names.words import read
from tearline.model.page import Page, TextSource
from tearline.text import fold


def page_of(text: str, number: int = 1) -> Page:
    return Page(number, 0, 0, text, (), TextSource.PLAIN, "test", "1")


def names_of(text: str, least: float = 0.35) -> list[str]:
    found = detecting.build(Settings()).find([page_of(text)], ())
    return [text[f.start : f.end] for f in found if f.score >= least]


@pytest.mark.parametrize("example", detecting.EXAMPLES, ids=lambda e: e.why)
def test_the_table_of_examples_holds(example) -> None:
    pages = [page_of(text, number) for number, text in enumerate(example.text.split("\f"), 1)]
    found = detecting.build(Settings()).find(pages, ())
    sure = sorted(
        (f.page, f.start, f.kind, pages[f.page - 1].text[f.start : f.end])
        for f in found
        if f.score >= AT_LEAST
    )
    assert tuple(row[2:] for row in sure) == example.expected


@pytest.mark.parametrize(
    "form",
    [
        "Thomas Harper", "Thomas R. Harper", "T. R. Harper", "THOMAS HARPER", "HARPER, THOMAS R.",
        "Harper, Thomas", "Wm. Harper", "Tomas GARCIA Harper", "Tomas Garcia y Harper",
        "Tomas de la Garza", "Thomas Harper, Jr.", "Thomas Rohert Harper", "Rohert Harper",
        "Thomas Hamp-\ner", "Qwilliam R. Harper", "5tephen Harper",
    ],
)  # fmt: skip
def test_a_form_is_found_whole(form: str) -> None:
    text = f"It was said by the source that {form} left." if "," not in form else f"{form}\n"
    covered = set()
    for finding in detecting.build(Settings()).find([page_of(text)], ()):
        covered.update(range(finding.start, finding.end))
    start = text.index(form)
    digit_first = form[
        0
    ].isdigit()  # a name that begins with a digit is found from its second letter on
    missing = set(range(start + digit_first, start + len(form.rstrip(".")))) - covered
    assert not {i for i in missing if text[i].isalpha()} or digit_first


def test_a_given_name_that_no_list_has_does_not_leave_its_surname_out():
    assert "Anselm Dufresquet" in names_of("We met Mr. Anselm Dufresquet at noon.\n")
    assert "DUFRESQUET" in names_of(
        "WE MET MR. DUFRESQUET REPORTD ILL.\n"
    )  # not the word behind it


@pytest.mark.parametrize("title", ["Mr.", "SA", "Dr.", "Sen.", "Lt. Col.", "Mrs.", "Señor", "Mr"])
def test_a_title_makes_an_unknown_word_a_name_and_stays_outside(title: str) -> None:
    assert names_of(f"yesterday {title} Qualmberg left") == ["Qualmberg"]


@pytest.mark.parametrize(
    "text",
    [
        "John Harper Street", "the USS Thomas Harper", "San Antonio and Santa Clara", "Fort Thomas Jackson",
        "U. S. Government", "MEMO FOR THE RECORD, COPY TO FILE", "in March or May", "Washington, D. C.",
        "Dallas, Texas", "A. Contact the asset. B. Report.", "General Motors", "Harper Foundation",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_not_sure(text: str) -> None:
    assert names_of(text, AT_LEAST) == []


def test_a_list_of_names_makes_its_other_lines_names() -> None:
    text = "SMITH, JOHN\nJONES, MARY\nHARPER, THOMAS\nXQWRTZ, BVNMK\nCOMMITTEE, STREET\n"
    assert "XQWRTZ, BVNMK" in names_of(text)
    assert "COMMITTEE, STREET" not in names_of(text)
    assert "XQWRTZ, BVNMK" not in names_of("XQWRTZ, BVNMK\n")


def test_names_in_a_list_do_not_run_into_each_other() -> None:
    text = "LONG, TROY J.\nCRUZ, DANA H.\nTOVAR, ANA\nHARPER, THOMAS\n"
    assert names_of(text) == ["LONG, TROY J.", "CRUZ, DANA H.", "TOVAR, ANA", "HARPER, THOMAS"]


def test_the_census_has_its_names_in_order_and_words_are_told_apart() -> None:
    table = census()
    assert table.surnames["smith"] == 1
    assert len(table.surnames) == 45_000
    assert table.given["james"] < table.given["thomas"]
    assert read("Smith Price Report John Houston").letters[::2] == "SsQBg"


def test_a_damaged_given_name_is_one_letter_away_at_most() -> None:
    assert damaged_given("rohert")
    assert damaged_given("willam")
    assert not damaged_given("qxzwvk")


LETTERS = st.text(alphabet="JohnSmith ,.\n-'REZ@aO0é\u0430\u00ad", max_size=200)


@given(LETTERS)
def test_any_text_gives_spans_inside_it_that_never_hold_a_value_in_their_reason(text: str) -> None:
    for finding in detecting.build(Settings()).find([page_of(text)], ()):
        assert 0 <= finding.start < finding.end <= len(text)
        assert 0.0 <= finding.score <= 1.0
        assert finding.why.endswith(".")
        assert finding.value == finding.value.lower()
        assert finding.value not in finding.why


@given(LETTERS)
def test_words_and_gaps_alternate(text: str) -> None:
    words = read(fold(text).text)
    assert len(words.letters) == max(0, 2 * len(words.starts) - 1)
    assert set(words.letters[::2]) <= set("GSBgsbFOWLTJIPNQ")
    assert set(words.letters[1::2]) <= set("_n.,p:q|")


ROSTER = "KOWALCZYK MIGUEL W\nHARPER THOMAS R\nTREMBLAY RUTH A\n"


@pytest.mark.parametrize(
    ("text", "name", "least"),
    [
        (ROSTER, "KOWALCZYK MIGUEL W", 0.8),
        ("KOWALCZYK MIGUEL W  GS-12  WH/4\n", "KOWALCZYK MIGUEL W", 0.8),
        ("KOWALCZYK MIGUEL W\n", "KOWALCZYK MIGUEL W", 0.35),
        ("TREMBLAY  900-12-3456  12.50\n", "TREMBLAY", 0.8),
        ("HARPER, W. B.\nTREMBLAY, R. A.\nWEXLEY, J. D.\n", "HARPER, W. B.", 0.75),
        ("HARPER, F. P. GS-07 C/I\nTREMBLAY, R. A. GS-07\n", "HARPER, F. P.", 0.35),
    ],
)
def test_a_name_without_comma_or_given_name_is_whole_in_its_list(
    text: str, name: str, least: float
) -> None:
    assert name in names_of(text, least)


@pytest.mark.parametrize(
    "text",
    [
        "BROWN hair, HAIR: BROWN",
        "Santiago de Cuba",
        "They saw San Juan",
        "the Harper Oil subsidiary",
        "ITEM 12, ITEM HARPER",
        "NAME\nHARPER, JOHN\nTREMBLAY, RUTH\nWEXLEY, ANN\nFalls Church, VA\n",
    ],
)
def test_towns_colours_and_firms_are_no_names(text: str) -> None:
    assert set(names_of(text)) <= {"HARPER, JOHN", "TREMBLAY, RUTH", "WEXLEY, ANN"}
