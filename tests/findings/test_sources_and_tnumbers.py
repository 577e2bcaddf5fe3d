"""Informants by their signs: symbols in every damage, T-numbers, and the pages that unmask them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings import sources
from tearline.findings.characterisation import TOLD
from tearline.findings.detector import Settings
from tearline.findings.sources import SYMBOL, T_NUMBER
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource


def findings(text: str) -> list[Finding]:
    page = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")
    detector = sources.build(Settings())
    found = list(detector.find([page], ()))
    for finding in found:
        assert finding.kind in detector.kinds
        assert 0 <= finding.start < finding.end <= len(text)
    return found


def texts(text: str, kind: str, least: float = 0.0) -> list[str]:
    return [text[f.start : f.end] for f in findings(text) if f.kind == kind and f.score >= least]


@pytest.mark.parametrize(
    "end", ["S", "S*", "C-TE", "C TE", "C-TE*", "PSI", "PCI", "PC", "SI", "R", "C", "S(*)"]
)
@pytest.mark.parametrize("dash", ["-", " - ", "÷", "—", "=", "•", "."])
def test_a_symbol_is_found_whatever_its_end_and_its_dash(end: str, dash: str) -> None:
    symbol = f"MM 639{dash}{end}"
    assert texts(f"from {symbol} on Monday", SYMBOL, 0.75) == [symbol]


def test_the_value_of_a_symbol_is_the_symbol() -> None:
    text = "NY 694-S* NY 694—S NY 6O4-S* ny 694-S NY\n694-S"
    assert [f.value for f in findings(text)] == ["NY 694-S", "NY 694-S", "NY 604-S", "NY 694-S"]


def test_an_office_read_wrong_is_for_review() -> None:
    (found,) = findings("from HM 639-S on")
    assert 0.35 <= found.score < 0.75


@pytest.mark.parametrize("text", ["WS 311-SNY-52", "HK1-A", "LA 94-55", "NY 100-1234", "AMNY 639-S", "NY 694-Smith", "XX 12-R", "p. 639-S", "NY O-S"])  # fmt: skip
def test_what_only_looks_like_a_symbol_is_none(text: str) -> None:
    assert texts(text, SYMBOL) == []


def test_a_t_number_names_nobody_and_has_no_value() -> None:
    text = "NY T-3 advised. MM/T-1 too. Informant T-2 and confidential source I-4, NY T÷12"
    found = findings(text)
    assert [text[f.start : f.end] for f in found] == ["NY T-3", "MM/T-1", "T-2", "I-4", "NY T÷12"]
    assert {f.kind for f in found} == {T_NUMBER}
    assert {f.value for f in found} == {""}
    assert all(f.score < 0.35 for f in found)


def test_aircraft_and_sets_are_no_t_numbers() -> None:
    assert findings("the T-28 and the SRT-6, T-33s, CIT-3, T-644 and AT-6") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MM T-1 is MM 639-S, contacted by SA ROE", "MM 639-S"),
        ("NY T-2 is JANE GATHERWOOD, 12 Elm", "JANE GATHERWOOD"),
        ("NY T-2 was Jane Q. Gatherwood, who", "Jane Q. Gatherwood"),
        ("MM T-2 is JUAN\n\nTREMBLEY, former", "JUAN\n\nTREMBLEY"),
        ("INFORMANTS\n\nNY T-1   Jane Gatherwood\nNY T-2   other\n", "Jane Gatherwood"),
        ("INFORMANTS\nT-1 - Jane Gatherwood   134-12\n", "Jane Gatherwood"),
        ("INFORMANT     LOCATION\nNY T-1\nNY 694-S*\n", "NY 694-S*"),
        ("Identity of Source\nT-1: Jane Gatherwood\n", "Jane Gatherwood"),
    ],
)
def test_the_words_that_unmask_are_found_and_their_t_number_with_them(text: str, told: str) -> None:
    assert texts(text, TOLD, 0.75) == [told]
    assert texts(text, T_NUMBER, 0.4)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MM T-2 is a Cuban refugee who left", "a Cuban refugee"),
        ("Jane Gatherwood (protect identity) advised", "Jane Gatherwood (protect identity)"),
        (
            "JANE GATHERWOOD, by SA JOHN ROE\n(protect, by request)",
            "JANE GATHERWOOD, by SA JOHN ROE\n(protect, by request)",
        ),
        ("a woman whose identity must be concealed, said", "whose identity must be concealed"),
        ("Confidential Informant Jane Gatherwood said", "Jane Gatherwood"),
        ("under symbol number NY 694 since", "NY 694"),
    ],
)
def test_descriptions_and_requests_are_for_review(text: str, told: str) -> None:
    assert any(told in found for found in texts(text, TOLD))
    assert all(0.35 <= f.score < 0.75 for f in findings(text) if f.kind == TOLD)


def test_names_of_a_page_torn_into_columns_are_for_review() -> None:
    text = "INFORMANTS\n\nNY T-1\n\nNY T-2\n\nCOVER PAGE\n\nJane Gatherwood\n\nULRIC STONEBURY\n\n134-12\n"
    assert {"Jane Gatherwood", "ULRIC STONEBURY"} <= set(texts(text, TOLD, 0.5))
    assert "COVER PAGE" not in texts(text, TOLD)
    assert texts(text.replace("T-", "X-"), TOLD) == []


@given(
    st.lists(
        st.sampled_from(
            [
                "NY",
                "T-1",
                "is",
                "MM 639-S",
                "\n",
                "INFORMANTS",
                "Jane Roe",
                "(protect)",
                "é",
                ":",
                "  ",
            ]
        ),
        max_size=14,
    )
)
def test_every_finding_keeps_the_contract(words: list[str]) -> None:
    text = " ".join(words)
    for finding in findings(text):
        assert finding.why.endswith(".")
        assert text[finding.start : finding.end].strip()
        assert text[finding.start : finding.end] not in finding.why


@pytest.mark.parametrize("text", ["T-1 " * 30_000, "NY T-1 is " * 15_000, "informant " * 15_000, "INFORMANTS\nT-1\n" * 8_000, "(protect " * 15_000, "A" * 150_000, "Aa " * 50_000, " \n" * 75_000])  # fmt: skip
def test_no_text_is_too_odd(text: str) -> None:
    assert all(f.score <= 0.6 for f in findings(text))
