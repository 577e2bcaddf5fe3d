"""Who says what: source, cue and content as exact spans, by the way papers write it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.findings import language
from tearline.findings.statements.found import statements
from tearline.findings.statements.quoting import quotes
from tearline.model.statement import Form, Kind, Tier

pytestmark = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")

# The paragraph; then source, cue, contents, kind, form of the statements in it, in order.
PARAGRAPHS = [
    ("The harbor office said that the pier would close on Monday.",
     [("The harbor office", "said", ["the pier would close on Monday"], "claims", "indirect")]),
    ("“Nobody will be charged,” Anna Reed said. “The law was never on our side.”",
     [("Anna Reed", "said", ["Nobody will be charged", "The law was never on our side"], "claims", "direct")]),
    ("“Nobody will be charged,” said Anna Reed, the archivist, who has kept the files.",
     [("Anna Reed", "said", ["Nobody will be charged"], "claims", "direct")]),
    ("‘Nobody will be charged,’ said Anna Reed, and the officials’ plan was dropped.",
     [("Anna Reed", "said", ["Nobody will be charged"], "claims", "direct")]),
    ("« Nobody will be charged », explained Anna Reed.",
     [("Anna Reed", "explained", ["Nobody will be charged"], "claims", "direct")]),
    ("Reed said the ferry had been “beyond repair” for years.",
     [("Reed", "said", ["the ferry had been “beyond repair” for years"], "claims", "mixed")]),
    ("Two former officials familiar with the survey said the cable was cut on purpose.",
     [("Two former officials familiar with the survey", "said", ["the cable was cut on purpose"], "claims", "indirect")]),
    ("The ferry burned in 1964, according to the harbor office.",
     [("the harbor office", "according to", ["The ferry burned in 1964"], "claims", "indirect")]),
    ("According to the summary, both towns agreed to wait.",
     [("the summary", "According to", ["both towns agreed to wait"], "claims", "indirect")]),
    ("Reed denied that any page was missing.",
     [("Reed", "denied", ["any page was missing"], "denies", "indirect")]),
    ("The mayor declined to comment.", [("The mayor", "declined", ["to comment"], "declines", "indirect")]),
    ("The mayor’s office did not respond to a request for comment.",
     [("The mayor’s office", "did not respond", ["to a request for comment"], "declines", "indirect")]),
    ("The Courier could not determine whether the money was paid.",
     [("The Courier", "could not determine", ["whether the money was paid"], "could not determine", "indirect")]),
    ("Reed warned that the roof might fall.",
     [("Reed", "warned", ["the roof might fall"], "warns", "indirect")]),
    ("The mayor ordered the fleet to return to port.",
     [("The mayor", "ordered", ["the fleet to return to port"], "orders", "indirect")]),
    ("The mayor promised to open the files by June.",
     [("The mayor", "promised", ["to open the files by June"], "promises", "indirect")]),
    ("Vale demanded that the dredging stop.", [("Vale", "demanded", ["the dredging stop"], "demands", "indirect")]),
    ("Vale accused Marsh of hiding the survey.",
     [("Vale", "accused", ["Marsh of hiding the survey"], "accuses", "indirect")]),
]  # fmt: skip


def of(text: str):
    return list(statements(text, [(0, len(text))]))


def words(text: str, span):
    return text[span[0] : span[1]] if span else None


@pytest.mark.parametrize(("text", "wanted"), PARAGRAPHS)
def test_a_statement_has_its_source_its_cue_and_what_was_said(text, wanted) -> None:
    found = [
        (words(text, one.source.span), words(text, one.cue), [words(text, c) for c in one.content], one.kind.value, one.form.value)
        for one in of(text)
    ]  # fmt: skip
    assert [row for row in found if row in wanted] == wanted


def test_of_two_cues_with_one_speaker_each_has_the_speaker() -> None:
    text = "Reed said the roof was sound, but warned that the floor might give way."
    said, warned = of(text)
    assert words(text, said.source.span) == words(text, warned.source.span) == "Reed"
    assert (said.kind, warned.kind) == (Kind.CLAIMS, Kind.WARNS)
    assert [words(text, span) for span in warned.hedges] == ["might"]


def test_who_is_not_named_is_counted_as_far_as_a_number_says() -> None:
    rows = {
        "Two officials said it was late.": (False, 2),
        "A person familiar with the matter said it was late.": (False, 1),
        "Officials said it was late.": (False, None),
        "Anna Reed said it was late.": (True, None),
        "The ministry said it was late.": (True, None),
    }
    for text, wanted in rows.items():
        (one,) = of(text)
        assert (one.source.named, one.source.count) == wanted, text


def test_a_statement_within_a_statement_says_in_which_it_stands() -> None:
    text = "The officials said the agencies had warned that the harbor could be mined."
    outer, inner = of(text)
    assert (outer.inside, inner.inside) == (-1, 0)
    assert words(text, inner.source.span) == "the agencies"


def test_a_wish_is_no_statement_of_fact_and_never_sure() -> None:
    (one,) = of("Vale hopes to speak to Marsh before the weekend.")
    assert one.wish
    assert one.tier is Tier.CHECK


def test_words_in_marks_with_nobody_beside_them_have_no_source() -> None:
    (one,) = of("“You have a lot of reading to do, and nobody will help you with it.”")
    assert (one.source.span, one.cue, one.form, one.tier) == (None, None, Form.DIRECT, Tier.CHECK)


def test_who_is_told_does_not_tell() -> None:
    text = "Reed was told that the box was empty."
    assert all(words(text, one.source.span) != "Reed" for one in of(text))


def test_no_sentence_runs_over_a_paragraph_s_end() -> None:
    text = "“We will wait,” Vale said\n“We will not,” Marsh said"
    first, second = statements(text, [(0, 25), (26, len(text))])
    assert (words(text, first.source.span), words(text, second.source.span)) == ("Vale", "Marsh")
    assert first.content[0][1] < 25 < second.content[0][0]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said “yes” and ‘no’.", ["yes", "no"]),
        ("‘The officials’ plan,’ he said.", ["The officials’ plan,"]),
        ("It's the fleet's 'last chance', he said.", ["last chance"]),
        ('"Yes," he said. "No."', ["Yes,", "No."]),
        ("“It never ended", ["It never ended"]),
        ("« Oui », he said.", ["Oui"]),
        ("the dogs’ bowls", []),
    ],
)
def test_quotation_marks_are_paired_as_papers_set_them(text, inside) -> None:
    assert [text[one.start : one.end] for one in quotes(text)] == inside


@given(st.text(alphabet="“”‘’\"'«» abcAB.,\n", max_size=80))
def test_marks_of_any_text_are_paired_in_order_within_it(text) -> None:
    found = quotes(text)
    assert all(0 <= one.left < one.start <= one.end <= one.right <= len(text) for one in found)
    assert all(one.right <= two.left for one, two in itertools.pairwise(found))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from([row[0] for row in PARAGRAPHS]), st.text(max_size=60)), max_size=4
    )
)
def test_every_span_of_any_page_lies_within_one_paragraph(parts) -> None:
    text, paragraphs = "", []
    for part in parts:
        paragraphs.append((len(text), len(text) + len(part)))
        text += part + "\n"
    for one in statements(text, paragraphs):
        spans = [one.source.span, one.cue, *one.content, *one.hedges]
        own = [span for span in spans if span is not None]
        assert all(a < b for a, b in own)
        assert any(all(low <= a and b <= high for a, b in own) for low, high in paragraphs)
