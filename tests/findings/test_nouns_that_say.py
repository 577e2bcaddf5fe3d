"""A noun with a clause of its own says what somebody says; whose it is the sentence tells, or nobody does."""

from __future__ import annotations

import pytest

from tearline.findings.statements.found import statements
from tearline.model.statement import Kind, Tier

SAID = [
    ("The mayor repeated his claim that the line was cut on purpose.", "his", "claim", "the line was cut on purpose", Kind.CLAIMS, True),
    ("The ministry gave assurances that the water was safe.", "The ministry", "assurances", "the water was safe", Kind.PROMISES, True),
    ("Rivers rejected the army's claim that it had withdrawn.", "the army", "claim", "it had withdrawn", Kind.CLAIMS, True),
    ("Kessler's warning that more fires would follow went unheard.", "Kessler", "warning", "more fires would follow", Kind.WARNS, True),
    ("Marlow received a promise from the mayor to reopen the pier by June.", "the mayor", "promise", "to reopen the pier by June", Kind.PROMISES, False),
    ("His refusal to say where the money went angered the council.", "His", "refusal", "to say where the money went", Kind.DECLINES, False),
]  # fmt: skip
NONE = [
    "There were no assurances that it would end.",
    "The council made no promise to pay.",
    "The claim that he made was false.",
    "The claims office that burned was old.",
    "A warning light came on.",
]


def read(text):
    return list(statements(text, [(0, len(text))]))


@pytest.mark.parametrize(("text", "who", "cue", "said", "kind", "sure"), SAID)
def test_a_noun_with_a_clause_is_a_statement_of_whose_it_is(
    text, who, cue, said, kind, sure
) -> None:
    (one,) = [one for one in read(text) if one.cue and text[slice(*one.cue)] == cue]
    assert text[slice(*one.source.span)] == who
    assert [text[slice(*span)] for span in one.content] == [said]
    assert one.kind is kind
    assert (one.tier is Tier.SURE) is sure


@pytest.mark.parametrize("text", NONE)
def test_no_claim_is_made_of_none(text) -> None:
    assert not [
        one
        for one in read(text)
        if one.cue
        and text[slice(*one.cue)] in {"assurances", "promise", "claim", "claims", "warning"}
    ]


def test_nobody_is_made_up_where_nobody_is_named() -> None:
    text = "Amid claims that the dam would break, the town slept."
    (one,) = read(text)
    assert one.source.span is None
    assert one.tier is Tier.CHECK
    assert "nobody" in one.why
