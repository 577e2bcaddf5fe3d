"""A step of the law is the one the words tell: sought is not arrested, charged is not convicted, and back."""

from __future__ import annotations

from datetime import date

import pytest

from tearline.findings.incidents.found import incidents
from tearline.findings.particulars import Proposing
from tearline.findings.statements.reading import read_article


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("A man is being sought by police in the north.", "investigated"),
        ("A sixth person is wanted internationally.", "investigated"),
        ("A woman was arrested in Douglas on Thursday.", "arrested"),
        ("The office has opened criminal proceedings over the fire.", "investigated"),
        ("Two men were charged with arson.", "charged"),
        ("A court sentenced a youth to three years.", "convicted"),
        ("She was acquitted after a trial of nine days.", "acquitted"),
        ("The trial begins on Monday.", "tried"),
    ],
)
def test_a_step_is_what_its_words_tell(text, step) -> None:
    found = incidents(read_article(text, [(0, len(text))], date(2034, 2, 10)))
    told = [
        part.state
        for one in found
        for part in Proposing("ab" * 32, text, lambda span: span).incident(one).particulars
        if part.name == "legal"
    ]
    assert step in told
    assert {"arrested", "convicted"}.isdisjoint(set(told) - {step})


def test_the_day_of_an_article_has_the_words_that_print_it() -> None:
    text = "2034-02-10 A woman was arrested in Douglas on Thursday."
    (one,) = incidents(read_article(text, [(11, len(text))], date(2034, 2, 10)))
    proposing = Proposing("ab" * 32, text, lambda span: span, (date(2034, 2, 10), (0, 10)))
    (said,) = [part for part in proposing.incident(one).particulars if part.name == "dated"]
    assert [text[place.start : place.end] for place in said.places] == ["2034-02-10"]
    given = Proposing("ab" * 32, text, lambda span: span, (date(2034, 2, 10), None)).incident(one)
    assert next(part for part in given.particulars if part.name == "dated").places == ()
