"""Cryptonyms: the desk's list decides; what it does not know is never clear."""

from __future__ import annotations

import pytest

from tearline.findings import cryptonyms
from tearline.findings.cryptonyms import CLOSED, RELEASED, UNKNOWN
from tearline.findings.detector import Settings
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource
from tearline.model.people import Cryptonym

LIST = (
    Cryptonym("AMPLUMTREE-1", released=False),
    Cryptonym("AMWICKER", released=True),
    Cryptonym("ZR/HOLLYHOCK", released=False),
    Cryptonym("KUSALTLICK", released=True),
    Cryptonym("ODMARZIPAN", released=False),
)


def findings(text: str, *, known: tuple[Cryptonym, ...] = LIST) -> list[Finding]:
    detector = cryptonyms.build(Settings(cryptonyms=known))
    page = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")
    found = list(detector.find([page], ()))
    assert {f.kind for f in found} <= detector.kinds
    return found


def told(text: str, *, known: tuple[Cryptonym, ...] = LIST) -> list[tuple[str, str]]:
    return [(f.kind, text[f.start : f.end]) for f in findings(text, known=known)]


@pytest.mark.parametrize(
    "text",
    ["AMPLUMTREE-1", "AMPLUMTREE/1", "AM/PLUMTREE-1", "AMPLUNTREE-1", "AMPLUM-\nTREE-1", "АMРLUMTREE-1", "ZR/HOLLYHOCK", "ZRHOLLYHOCK",
     "ZR HOLLYHOCK", "ZR/HOLLYHOCK-3", "ODMARZIPAN", "ODMARZ1PAN", "ODMARZlPAN", "ODMARZIPAM"],
)  # fmt: skip
def test_a_closed_one_is_withheld_in_any_spelling(text: str) -> None:
    for finding in findings(f"met {text} in"):
        assert finding.kind == CLOSED
        assert finding.score >= 0.8
    assert (CLOSED, text) in told(f"met {text} in")


@pytest.mark.parametrize(
    "text", ["AMWICKER", "AM/WICKER", "KUSALTLICK", "KU/SALTLICK", "KUSALTL1CK"]
)
def test_a_released_one_is_clear(text: str) -> None:
    (found,) = findings(f"the {text} plan")
    assert (found.kind, found.score) == (RELEASED, 0.2)


@pytest.mark.parametrize(
    "text",
    [
        "AMFERN-2",
        "AMFERN/2",
        "AM/FERN",
        "ZR/FERN",
        "LIGANDER-1",
        "QJ/FERN",
        "AMFERNLEAF1",
        "XX/FERNLEAF",
        "UNGANDER-9",
        "AMPLUMTREE-2",
    ],
)
def test_an_unknown_one_is_for_review_with_and_without_a_list(text: str) -> None:
    for known in (LIST, ()):
        (found,) = findings(f"met {text} in", known=known)
        assert found.kind == UNKNOWN
        assert 0.4 <= found.score <= 0.5


def test_a_number_of_a_released_family_is_for_review() -> None:
    (found,) = findings("met AMWICKER-4 in")
    assert found.kind == UNKNOWN
    assert 0.4 <= found.score < 0.75
    assert "family" in found.why


@pytest.mark.parametrize(
    "text",
    ["UNITED STATES", "AMERICAN", "AMERICANS-1", "AMENDMENT-14", "AMOUNT-5", "UNIT-3", "LINE-12", "LIST-2", "CI/OPS", "WH/COG", "LA/COGSA",
     "file a/b", "I/O", "w/o", "W/O", "AND/OR", "TO/FROM", "3/12/63", "AMBASSADOR-1", "JMWAVE-1", "KUBARK"],
)  # fmt: skip
def test_words_offices_and_dates_are_none(text: str) -> None:
    assert findings(f"see {text} here") == []


def test_a_listed_word_in_small_letters_is_for_review() -> None:
    (found,) = findings("some odmarzipan")
    assert found.kind == CLOSED
    assert 0.4 <= found.score < 0.75


def test_all_spellings_of_one_are_one_value_and_no_reason_repeats_it() -> None:
    found = findings(
        "AMPLUMTREE-1 AM/PLUMTREE-1 AMPLUMTREE/1 AMPLUMTREE/l ZR/HOLLYHOCK ZRHOLLYHOCK AMFERN-2 AM/FERN-2"
    )
    assert {f.value for f in found} == {"AMPLUMTREE1", "ZRHOLLYHOCK", "AMFERN2"}
    assert not any("PLUM" in f.why or "FERN" in f.why or "HOLLY" in f.why for f in found)


def test_many_on_one_page() -> None:
    assert len(told("AMPLUMTREE-1 and AM/FERN, AMWICKER; " * 2000)) == 6000
