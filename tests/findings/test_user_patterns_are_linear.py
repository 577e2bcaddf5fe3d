"""The desk's own patterns: refused or searched, and never at the price of a page's square."""

from __future__ import annotations

import pytest

from tearline.errors import UsageError
from tearline.findings import patterns
from tearline.findings.detector import Settings
from tearline.findings.patterns import BLOCK, REACH
from tearline.model.page import Page, TextSource
from tearline.model.people import UserPattern


def found(text: str, pattern: str) -> list[str]:
    detector = patterns.build(Settings(patterns=(UserPattern("pattern.own", pattern, 0.8),)))
    page = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")
    return [text[f.start : f.end] for f in detector.find([page], ())]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (r"(a)SECRET\1", "refers back"), (r"(?P<n>a)SECRET(?P=n)", "refers back"), (r"a(?=SECRET)", "looks ahead"),
        (r"(?<!SECRET)a", "looks ahead or behind"), (r"a(?!SECRET)", "looks ahead"), (r"SECRET(", "no RE2 pattern"),
        (r"SECRET{2000}", "no RE2 pattern"), (r"((SECRET{100}){100}){100}", "no RE2 pattern"), (r"*SECRET", "no RE2"),
    ],
)  # fmt: skip
def test_what_re2_cannot_take_is_refused_with_the_reason_and_the_name(
    pattern: str, reason: str, capfd
) -> None:
    with pytest.raises(UsageError, match=f"'own'.*{reason}") as caught:
        found("a", pattern)
    assert "SECRET" not in str(caught.value)
    assert caught.value.remedy
    assert "SECRET" not in "".join(capfd.readouterr())


def test_an_escaped_backslash_is_no_back_reference() -> None:
    assert found(r"x\1 y", r"x\\1") == [r"x\1"]


def test_matches_of_nothing_are_no_findings() -> None:
    assert found("abc", "x*") == []


def test_places_are_code_points_of_the_page_whatever_stands_before() -> None:
    assert found("é÷😀ﬁ AB12 ß AВ12", "AB[0-9]+") == ["AB12", "AВ12"]
    assert found("half \ud800 AB12", "AB[0-9]+") == ["AB12"]


@pytest.mark.parametrize("gap", [" ", "\n", "x"])
def test_long_pages_are_searched_whole_and_each_match_is_told_once(gap: str) -> None:
    text = gap.join(f"ab{n:07}c" for n in range(5 * BLOCK // 10))
    assert found(text, "ab[0-9]+c") == [f"ab{n:07}c" for n in range(5 * BLOCK // 10)]


def test_a_match_across_a_cut_is_whole_up_to_its_reach() -> None:
    for shift in range(BLOCK - 600, BLOCK + 100, 50):
        text = "x" * shift + "<" + "y" * (REACH - 100) + ">" + "x" * BLOCK
        assert found(text, "<y*>") == ["<" + "y" * (REACH - 100) + ">"]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a|aa)+c", "a" * 200_000 + "b"), ("(a*)*b", "a" * 200_000), ("(x+x+)+y", "x" * 200_000),
        ("a[^b]*b|ac", "a" * 200_000), ("(?s)a.*b|ac", "a" * 200_000),
    ],
)  # fmt: skip
def test_patterns_that_backtrack_elsewhere_end_here(pattern: str, text: str) -> None:
    assert found(text, pattern) == []


def test_there_may_be_no_patterns() -> None:
    detector = patterns.build(Settings())
    assert detector.kinds == frozenset()
    assert list(detector.find([Page(1, 0, 0, "abc", (), TextSource.PLAIN, "test", "1")], ())) == []
