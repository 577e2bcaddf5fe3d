"""Postponement codes are read through damage, with ground and review date, and withhold nothing."""

from __future__ import annotations

import pytest

from tearline.findings.detector import Settings
from tearline.findings.postponements import GROUNDS, build
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource


def found_in(text: str) -> list[Finding]:
    """Return what the detector finds in a one-page text."""
    return list(
        build(Settings()).find([Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")], ())
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("JFK Act 6 (1)(B)", ["JFK Act 6 (1)(B)"]),
        ("JEK Act 6 (l)(8)", ["JFK Act 6 (1)(B)"]),
        ("SECTION 6(1)(A)", ["JFK Act 6 (1)(A)"]),
        ("Sec. 6(4)", ["JFK Act 6 (4)"]),
        ("6(1)(C)", ["JFK Act 6 (1)(C)"]),
        ("44 USC 2107(5)(g)(2)(D)(i)", ["JFK Act 5(g)(2)(D)"]),
        ("5 (9) (2) (D)", ["JFK Act 5(g)(2)(D)"]),
        ("5(g)(2)(D)", ["JFK Act 5(g)(2)(D)"]),
        ("5 (Q) (2) (D)", ["JFK Act 5(g)(2)(D)"]),
        ("(b)(1)", ["(b)(1)"]),
        ("{b) (7)", ["(b)(7)"]),
        ("25X1", ["25X"]),
        ("50x1", ["25X"]),
        ("TITLE: [Restricted]", ["[Restricted]"]),
        ("[R] - ITEM IS RESTRICTED", ["[Restricted]"]),
        ("CURRENT STATUS : POSTPONED IN FULL", ["in full"]),
        (
            "RESTRICTIONS : 1A, 1B; 3\nCURRENT STATUS : X",
            ["JFK Act 6 (1)(A)", "JFK Act 6 (1)(B)", "JFK Act 6 (3)"],
        ),
        ("RESTRICTIONS: IB; lC\nCURRENT", ["JFK Act 6 (1)(B)", "JFK Act 6 (1)(C)"]),
        ("memo\n1B\nmemo", ["JFK Act 6 (1)(B)"]),
    ],
)
def test_a_code_is_read_as_the_guides_write_it(text: str, codes: list[str]) -> None:
    found = found_in(text)
    assert [f.value for f in found] == codes
    assert all(f.score < 0.35 for f in found)
    for finding in found:
        authority, ground = GROUNDS[finding.value]
        assert authority in finding.why
        assert ground in finding.why


@pytest.mark.parametrize(
    "text",
    [
        "6 (2) the second item",
        "section 6 of the lease",
        "a restriction applies\n3\n",
        "25 x 12 boards",
        "la)\nia\nID\nHQ-ID",
        "(b) if so, (1) tell him",
        "restricted area",
    ],
)
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("RESTRICTIONS : 1B\nDATE OF LAST REVIEW : 07/24/98", "last reviewed on 1998-07-24"),
        ("RESTRICTIONS : 1B\nDATE OF LASTREVIEW: 11-17-20", "last reviewed on 2020-11-17"),
        ("JFK Act 6 (4), postponed to October 2017", "until 2017"),
        ("(b)(1) until 26 October 2017", "until 2017-10-26"),
    ],
)
def test_the_review_date_near_a_code_is_told(text: str, date: str) -> None:
    assert found_in(text)[0].why.endswith(f"{date}.")


def test_no_date_is_told_that_belongs_to_something_else() -> None:
    assert "19" not in found_in("(b)(1)\nDATE: 22 November 1963")[0].why


def test_a_code_again_at_the_same_place_says_nothing_new() -> None:
    assert len(found_in("(b)(1) " * 100)) == 1
    assert len(found_in("(b)(1) " + "word " * 400 + "(b)(1)")) == 2
