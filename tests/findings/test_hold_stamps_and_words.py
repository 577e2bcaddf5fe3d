"""Stamps and codes hold a record; words only open a review; an unclear kind raises both holds."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import Settings
from tearline.findings.holds import build
from tearline.model.area import Area
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource, Word

SEAL, JURY, TAX, DEED = (
    "hold.court_seal",
    "hold.grand_jury",
    "hold.tax_6103",
    "hold.deed_of_gift",
)
REVIEW = 0.35  # from here up the built-in guides hold a record, or ask a person


def found_in(text: str) -> list[Finding]:
    """Return what the detector finds in a one-page text."""
    return list(
        build(Settings()).find([Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")], ())
    )


def holds_in(text: str) -> set[str]:
    """Return the kinds of hold that a text raises."""
    return {f.kind for f in found_in(text) if f.kind.startswith("hold.") and f.score >= REVIEW}


def mentions_in(text: str) -> dict[str, float]:
    """Return the kinds of mention in a text, each with its best score."""
    best: dict[str, float] = {}
    for finding in found_in(text):
        if finding.kind.startswith("mention."):
            best[finding.kind] = max(finding.score, best.get(finding.kind, 0))
    return best


@pytest.mark.parametrize(
    "text",
    [
        "[JFK Law 10(a)1]", "JFK Law 10(a}1", "JFK Law 10{a)1", "JFK Law 10fa)1", "JFK Law 10(aj1",
        "JFK Law 10(al", "JEK Law 10(a)1", "JFX Lav 10(a)1", "JFK Law l0(a)l", "JFK Law lO(a)1",
        "JFKLaw10(a)1", "J FK Law 10 (a) 1", "FK Law 10(a)1", "JFK\nLaw\n10(a)1", "[JFK taw 10(a)1J",
        "JFK Lew 10(a)1", "Court Seal [JFK Law 10(a)1]", "Court\n\nSeal\n\n[JFK Law 10(a)1]",
        "C0urt Sea1 [JFK Law 10(a)1]", "COURT SEAL", "Court\nSeal", "FILED UNDER SEAL",
    ],
)  # fmt: skip
def test_every_damaged_court_seal_of_the_study_holds(text: str) -> None:
    for around in (text, f"memo\n\n{text}\n\nNW 65924", f"the end of a line\n{text}\nanother"):
        assert SEAL in holds_in(around)


def test_an_unread_paragraph_raises_both_of_its_holds() -> None:
    assert holds_in("[JFK Law 10(a)]") == {SEAL, JURY}
    assert holds_in("JFK Law 10") == {SEAL, JURY}
    assert holds_in("RESTRICTIONS : 10(a)") == {SEAL, JURY}


def test_words_and_number_that_disagree_raise_both() -> None:
    assert holds_in("Court Seal [JFK Law 10(a)2]") == {SEAL, JURY}
    assert holds_in("Grand Jury [JFK Law 10(a)1]") == {SEAL, JURY}
    assert holds_in("Grand Jury [JFK Law 10(a)2]") == {JURY}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("[JFK Law 11(a)]", {TAX, DEED}),
        ("IRS [JFK Law 11(a)]", {TAX}),
        ("I.R.S. [JFK Law 11(a)]", {TAX}),
        ("lRS\n[JFK Law ll(a)]", {TAX}),
        ("JFK Law 11(a)\ntax return", {TAX}),
        ("JFK Law 11(a)\ndeed of gift", {DEED}),
        ("JFK Law 11(a)\ndonor, tax", {TAX, DEED}),
        ("RESTRICTIONS : 4, SECTION 11(a)", {TAX, DEED}),
        ("RESTRICTIONS : SECTION 11(a), DONOR REST.", {DEED}),
        ("RESTRICTIONS: Consulted; 1A; 3; Donor Restricted", {DEED}),
        ("RESTRICTIONS : IRS", {TAX}),
        ("RESTRICTIONS : GRAND JURY", {JURY}),
        ("RESTRICTIONS : COURT SEAL", {SEAL}),
        ("RESTRICTIONS : 1B; 4", set()),
        ("RESTRICTIONS : OPEN IN FULL\nCOMMENTS : grand jury, tax return", set()),
    ],
)
def test_section_11_is_told_apart_by_its_words_or_raises_both(text: str, kinds: set[str]) -> None:
    assert holds_in(text) == kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He gave testimony before a federal grand jury in 1964.", "mention.grand_jury"),
        ("The transcript of the grand\njury is in the vault.", "mention.grand_jury"),
        ("It was filed under seal by order of the judge.", "mention.court_seal"),
        ("The judge heard it in camera after a motion.", "mention.court_seal"),
        ("A protective order of the court covers the file.", "mention.court_seal"),
        ("He sent a copy of his income tax return for 1962.", "mention.tax_6103"),
        ("IRS would audit him, a source said.", "mention.tax_6103"),
        ("Information under section 6103 was filed with it.", "mention.tax_6103"),
        ("The deed of gift was signed; the papers are restricted.", "mention.deed_of_gift"),
    ],
)
def test_words_with_a_second_cue_open_a_review_and_hold_nothing(text: str, kind: str) -> None:
    assert holds_in(text) == set()
    assert REVIEW <= mentions_in(text)[kind] < 0.75


@pytest.mark.parametrize(
    "text",
    [
        "The press wrote of a grand jury.",
        "held under the injunction of secrecy of a grand jury, for testimony in any court",
        "petition any court to release any information that is held under seal of the court",
        "CIPA allows for in camera ex parte hearings in which the judge can rule",
        "except section 6103 of the Internal Revenue Code",
        "enclosed in a sealed envelope, by order",
        "IN 6103 DIR 84888",
        "Irs. Smith called",
        "Internal Revenue Building, Washington",
    ],
)
def test_words_alone_and_printed_law_are_clear(text: str) -> None:
    assert holds_in(text) == set()
    assert all(score < REVIEW for score in mentions_in(text).values())


def test_the_paper_itself_scores_above_talk_of_it() -> None:
    form = (
        "Form 1040\nU.S. Individual Income Tax Return\nFiling status\nExemptions\n"
        "Wages, salaries, tips\nAdjusted gross income\nTaxable income\n"
    )
    wages = "WAGE AND TAX STATEMENT 1962\nEmployer's name\nFederal income tax withheld\nF.I.C.A."
    heard = (
        "BEFORE THE GRAND JURY\n\nQ. Your name?\nA. Jane Roe.\nQ. Where do you live?\nA. Dayton."
    )
    assert mentions_in(form)["mention.tax_6103"] == 0.7
    assert mentions_in(wages)["mention.tax_6103"] == 0.7
    assert mentions_in(heard)["mention.grand_jury"] == 0.7
    assert mentions_in("BEFORE THE GRAND JURY\n\nin session")["mention.grand_jury"] < 0.7


def test_a_long_page_of_mentions_gives_a_few_with_their_places() -> None:
    text = "testimony before the grand jury. " * 300
    found = found_in(text)
    assert 3 <= len(found) <= 1 + len(text) // 600
    assert all(text[f.start : f.end] == "grand jury" for f in found)


DAMAGE = {"1": "1lI|", "0": "0O", "(": "({[", ")": ")}]", "a": "a", "l": "l1", "w": "wv", "K": "KX",
          "F": "FE", "o": "o0", "S": "S5", "e": "ec", "J": "J"}  # fmt: skip


@given(st.integers(0, 10_000))
def test_damage_at_any_place_of_a_stamp_still_holds(seed: int) -> None:
    random = Random(seed)
    for stamp, kind in (
        ("Court Seal [JFK Law 10(a)1]", SEAL),
        ("IRS [JFK Law 11(a)]", TAX),
        ("Grand Jury [JFK Law 10(a)2]", JURY),
    ):
        places = {random.randrange(len(stamp)) for _ in range(2)}
        text = "".join(
            random.choice(DAMAGE.get(c, c)) if i in places else c for i, c in enumerate(stamp)
        )
        assert kind in holds_in(text)


def shown(*words: tuple[str, int, int]) -> Page:
    """Return a page of words (text, left, top), read in the order given, one to a line."""
    read, at = [], 0
    for text, left, top in words:
        area = Area(left, top, left + 300 * len(text), top + 900)
        read.append(Word(text, at, at + len(text), area, 90.0))
        at += len(text) + 1
    text = "\n".join(word.text for word in read)
    return Page(1, 61200, 79200, text, tuple(read), TextSource.OCR, "test", "1", 90.0)


def test_a_stamp_torn_by_columns_is_put_together_by_its_boxes() -> None:
    torn = shown(("Court", 9000, 1000), ("memo", 1000, 5000), ("Seal", 9000, 2000))
    (found,) = build(Settings()).find([torn], ())
    assert (found.kind, found.score) == (SEAL, 0.8)
    assert len(found.areas) == 2


def test_words_of_a_sentence_are_no_torn_stamp() -> None:
    apart = shown(("Court", 9000, 1000), ("memo", 1000, 5000), ("Seal", 9000, 20000))
    prose = shown(
        ("Court", 9000, 1000), ("ruled", 10600, 1000), ("memo", 1000, 5000), ("Seal", 9000, 2000)
    )
    for page in (apart, prose):
        assert list(build(Settings()).find([page], ())) == []
