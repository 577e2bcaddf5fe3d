"""Every built-in detector's own table of examples: what must be found, and what only looks like it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest

from tearline.findings.detector import AT_LEAST, BUILT_IN, Example, Settings, find
from tearline.model.page import Page, TextSource

TABLE = [
    pytest.param(name, example, id=f"{name}: {example.why}")
    for name, module in BUILT_IN
    for example in import_module(module).EXAMPLES
]


def settings_of(name: str, example: Example) -> Settings:
    """Return what the detector is told: the lists its table was written for, and the row's terms."""
    told = getattr(import_module(dict(BUILT_IN)[name]), "EXAMPLE_SETTINGS", Settings())
    return replace(told, terms=example.terms, detectors=(name,))


def pages_of(example: Example) -> list[Page]:
    """Return the example's pages, as a text file's reader would give them."""
    return [
        Page(
            number, 0, 0, text, (), TextSource.PLAIN, "test", "1",
            hidden=example.hidden if number == 1 else (),
        )
        for number, text in enumerate(example.text.split("\f"), 1)
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "example"), TABLE)
def test_a_detector_keeps_its_table_of_examples(name: str, example: Example) -> None:
    pages = pages_of(example)
    found = find(pages, settings_of(name, example))
    sure = tuple(
        (f.kind, f.value if f.start is None else pages[f.page - 1].text[f.start : f.end])
        for f in found
        if f.score >= AT_LEAST
    )
    assert sure == example.expected


@pytest.mark.parametrize(("name", "example"), TABLE)
def test_a_reason_never_repeats_the_value(name: str, example: Example) -> None:
    pages = pages_of(example)
    for finding in find(pages, settings_of(name, example)):
        assert finding.why.endswith(".")
        if finding.value:
            assert finding.value not in finding.why
        assert finding.value not in repr(finding) or not finding.value or len(finding.value) < 5
        if (
            finding.start is not None
            and finding.kind != "hold.court_seal"
            and "hold" not in finding.kind
        ):
            assert pages[finding.page - 1].text[finding.start : finding.end] not in finding.why


@pytest.mark.parametrize("name", [name for name, _ in BUILT_IN])
def test_every_table_has_both_what_is_found_and_what_is_not(name: str) -> None:
    examples = import_module(dict(BUILT_IN)[name]).EXAMPLES
    # Two detectors only inform or ask for eyes: their own tests say what they find.
    assert any(e.expected for e in examples) == (name not in {"legibility", "postponements"})
    assert any(not e.expected for e in examples)
    assert len({e.why for e in examples}) > len(examples) // 2
