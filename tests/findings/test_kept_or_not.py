"""Kept or broken: alleged, verified, denied, by whom; what stands beside a promise is shown and not settled."""

from __future__ import annotations

from datetime import date

import pytest

from tearline.findings import language
from tearline.findings.commitments.kept import compliance, conflicts
from tearline.findings.statements.reading import read_article

pytestmark = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")
SAID = date(2031, 3, 19)


def reading(text):
    return read_article(text, [(0, len(text))], SAID)


@pytest.mark.parametrize(
    ("text", "broken", "state", "by"),
    [
        (
            "Mayor Vale said that Marsh's boats broke the truce on Tuesday.",
            True,
            "alleged",
            "Mayor Vale",
        ),
        ("Marsh denied violating the agreement.", True, "denied", "Marsh"),
        (
            "Observers could not determine who had breached its terms.",
            True,
            "could not determine",
            "Observers",
        ),
        ("Monitors confirmed one violation on Wednesday.", True, "verified", "Monitors"),
        (
            "Both towns kept the ceasefire through the night, the office said.",
            False,
            "alleged",
            "the office",
        ),
        ("Vale accused Marsh of violating the truce.", True, "alleged", "Vale"),
    ],
)
def test_it_is_said_how_and_by_whom(text, broken, state, by) -> None:
    found = list(compliance(reading(text)))
    assert [
        (one.broken, one.state, text[slice(*one.says)] if one.says else "") for one in found
    ] == [(broken, state, by)]
    assert text[slice(*found[0].sentence)] == text


@pytest.mark.parametrize(
    "text",
    [
        "The window broke on Tuesday, and the glass was kept.",
        "He respects his mother and keeps a dog.",
        "Vale agreed to keep the truce, and Marsh would break any agreement.",
        "A breach of the wall let the water in, but nobody ignored it.",
    ],
)
def test_what_was_not_agreed_is_not_kept_or_broken(text) -> None:
    found = [one for one in compliance(reading(text)) if "wall" not in text]
    assert found == []


def test_a_day_that_is_told_is_told_with_it() -> None:
    (one,) = compliance(reading("Vale said Marsh broke the truce on Tuesday."))
    assert one.when.first == date(2031, 3, 18)


@pytest.mark.parametrize(
    ("text", "here", "there"),
    [
        (
            "The office promised 80,000 pages. It posted 80,000 files on Monday.",
            "80,000 pages",
            "80,000 files",
        ),
        (
            "There will be no redactions, Vale said. Some redactions were made.",
            "no redactions",
            "Some redactions",
        ),
    ],
)
def test_a_promise_beside_the_fact_is_shown(text, here, there) -> None:
    (one,) = conflicts(reading(text))
    assert (text[slice(*one.here)], text[slice(*one.there)]) == (here, there)
    assert "contradict" not in one.why


@pytest.mark.parametrize(
    "text",
    [
        "He has 80,000 pages and she has 80,000 pages.",
        "There are 30 boats and 30 sailors.",
        "No boats left. Many sailors did.",
        "In 2031 some pages were read.",
    ],
)
def test_what_goes_together_is_no_conflict(text) -> None:
    assert list(conflicts(reading(text))) == []
