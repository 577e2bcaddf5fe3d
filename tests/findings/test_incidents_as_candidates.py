"""What happened: kind, how far it went and how it is said are separate; a legal step proves nothing."""

from __future__ import annotations

from datetime import date

import pytest

from tearline.findings import language
from tearline.findings.incidents.found import incidents
from tearline.findings.statements.reading import read_article
from tearline.model.incident import Claim, Occurrence

pytestmark = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")
SAID = date(2031, 3, 19)


def of(*paragraphs: str):
    text, spans = "", []
    for one in paragraphs:
        spans.append((len(text), len(text) + len(one)))
        text += one + "\n"
    return text, list(incidents(read_article(text, spans, SAID)))


def words(text: str, span):
    return text[span[0] : span[1]] if span else None


@pytest.mark.parametrize(
    ("said", "kind", "occurrence", "claim"),
    [
        ("Somebody set fire to a depot in Gdansk on Monday.", "arson", "completed", "stated"),
        (
            "Police said the blast in Riga had killed nobody.",
            "explosive-attack",
            "completed",
            "claimed",
        ),
        ("Marsh denied that there was any sabotage.", "sabotage", "completed", "denied"),
        ("The guards foiled an arson at the depot.", "arson", "foiled", "stated"),
        (
            "A freighter is suspected of dragging its anchor.",
            "cable-pipeline-damage",
            "completed",
            "alleged",
        ),
        ("A cyberattack froze the ticket office.", "cyber-disruption", "completed", "stated"),
        ("Two men were arrested in Vilnius.", "arrest", "completed", "stated"),
    ],
)
def test_kind_how_far_it_went_and_how_it_is_said_are_apart(said, kind, occurrence, claim) -> None:
    _, (one,) = of(said)
    assert (one.kind, one.occurrence.value, one.claim.value) == (kind, occurrence, claim)


def test_the_fields_are_the_page_s_own_words() -> None:
    text, (one,) = of(
        "Prosecutors in Riga said that two men had torched a depot in Gdansk in mid-2030."
    )
    assert words(text, one.place) == "Gdansk"
    assert (str(one.when.first), str(one.when.last)) == ("2030-06-01", "2030-07-31")
    assert words(text, one.says) == "Prosecutors in Riga"
    assert one.claim is Claim.CLAIMED


def test_a_charge_is_a_legal_step_and_no_finding_of_guilt() -> None:
    text, found = of("Prosecutors charged a couple with arson.")
    charge = next(one for one in found if one.kind == "charge")
    assert words(text, charge.legal).startswith("charged")
    assert charge.blamed is None


def test_mentions_that_point_back_are_of_one_incident_and_all_are_kept() -> None:
    text, (one,) = of(
        "A warehouse in Gdansk burned to the ground on Monday.",
        "Police said the blaze had been laid.",
    )
    assert [words(text, each.span) for each in one.mentions] == ["burned to the ground", "blaze"]
    assert [each.paragraph for each in one.mentions] == [0, 1]


def test_two_places_or_two_days_are_two_incidents() -> None:
    _, found = of(
        "An arson attack hit a depot in Gdansk on 3 January.",
        "An arson attack hit a depot in Vilnius on 4 February.",
    )
    assert len([one for one in found if one.kind == "arson"]) == 2


def test_a_number_of_acts_is_a_trend() -> None:
    _, found = of("The institute counted 31 acts of sabotage since 2030.")
    assert [one.occurrence for one in found] == [Occurrence.TREND]


@pytest.mark.parametrize(
    "said",
    ["They sat by the fire.", "The firm came under attack in the press.", "He struck a deal."],
)
def test_a_word_that_is_often_something_else_counts_only_with_telling_ones(said) -> None:
    assert of(said)[1] == []
