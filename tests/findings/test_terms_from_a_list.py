"""Term lists: whole words only, any spacing, thousands at once, and nothing told in errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.decisions.guide import load, rule_for
from tearline.errors import UsageError
from tearline.findings.detector import Settings, find
from tearline.model.page import Page, TextSource


def spans(text: str, *terms: str) -> list[str]:
    """Return what is found of the terms in one page of text."""
    shown = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")
    return [
        text[f.start : f.end] for f in find([shown], Settings(terms=terms, detectors=("terms",)))
    ]


WORD = st.text("abcdeé", min_size=1, max_size=6)


@given(
    st.lists(WORD, min_size=1, max_size=4),
    WORD,
    WORD,
    st.sampled_from([" ", "\n", "  \n ", "-", ", "]),
)
def test_a_term_is_found_between_other_words(
    term: list[str], before: str, after: str, gap: str
) -> None:
    text = f"{before} # {gap.join(term)} # {after}"
    assert gap.join(term).upper() in [
        found.upper() for found in spans(text.upper(), " ".join(term))
    ]


@given(st.lists(WORD, min_size=1, max_size=12), WORD)
def test_a_term_of_one_word_is_found_as_often_as_it_stands(words: list[str], term: str) -> None:
    text = " ; ".join(words)
    folded = [w.replace("é", "e") for w in words]
    assert len(spans(text, term)) == folded.count(term.replace("é", "e"))


def test_terms_inside_longer_ones_are_reported_too() -> None:
    assert spans("Jane Roe", "Jane", "Jane Roe", "roe") == ["Jane", "Jane Roe", "Roe"]


def test_short_terms_and_digits_are_terms() -> None:
    assert spans("a B 7 c", "b", "7") == ["B", "7"]


def test_blank_lines_in_the_list_are_passed_over() -> None:
    assert spans("some text", "", "  ", "\n") == []


def test_a_term_that_could_match_nothing_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="term 2 of the list") as caught:
        spans("text", "good", "~~%~~")
    assert "%" not in str(caught.value)


def test_right_to_left_text_and_other_scripts() -> None:
    assert spans("כתב דוד לוי אתמול", "דוד לוי") == ["דוד לוי"]
    assert spans("встретил Плюмова вчера", "плюмова") == ["Плюмова"]


def test_a_hundred_thousand_terms() -> None:
    terms = tuple(f"agent {n:05} plum" for n in range(100_000))
    assert spans("x agent 01234 plum y agent 99999\nplum", *terms) == [
        "agent 01234 plum",
        "agent 99999\nplum",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "the source wasGatherwood in June",
        "Gatherwoodwas here",
        "theGatherwoodcase",
        "Gatherwood2",
        "wasGATHER-\nWOODhere",
        "waѕGаtherwооd",
    ],
)
def test_a_long_term_run_together_with_its_neighbours_is_found_for_review(text: str) -> None:
    shown = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")
    (found,) = find([shown], Settings(terms=("Gatherwood",), detectors=("terms",)))
    assert len(text[found.start : found.end].replace("-\n", "")) == len("Gatherwood")
    assert "run together" in found.why
    assert "Gatherwood" not in found.why
    for name in ("foia", "jfk"):
        rule = rule_for("term", load(name))
        assert rule is not None
        assert rule.review_at <= found.score < rule.withhold_at


def test_a_term_of_two_words_is_found_where_its_end_is_run_together() -> None:
    assert spans("saw Jane Roemer", "Jane Roe") == ["Jane Roe"]
    assert spans("sawJane\nRoe there", "Jane Roe") == ["Jane\nRoe"]


def test_short_terms_and_parts_of_numbers_are_whole_words_only() -> None:
    assert spans("wasRoebuck was", "Roe", "Roebu") == []
    assert spans("9123456 1234567 91234567", "123456") == []
    assert spans("No123456a", "123456") == ["123456"]
    assert spans("Gather (wood) wasGather; wood", "Gatherwood") == []


def test_a_whole_word_scores_as_before() -> None:
    shown = Page(1, 0, 0, "Gatherwood, wasGatherwood", (), TextSource.PLAIN, "test", "1")
    found = find([shown], Settings(terms=("Gatherwood",), detectors=("terms",)))
    assert [f.score for f in found] == [0.99, 0.6]
