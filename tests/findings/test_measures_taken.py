"""Measures: how far one has come follows from the words, what is to come is proposed, nothing is made up."""

from __future__ import annotations

from datetime import date

import pytest

from tearline.findings.incidents.measures import measures
from tearline.findings.statements.reading import read_article
from tearline.model.register import MEASURES

DAY = date(2031, 3, 19)
SAID = [
    ("The council adopted a law on drone patrols on Tuesday.", [("patrols", "adopted", "")]),
    (
        "Joint naval patrols continue, the ministry said.",
        [("patrols", "continuing", "the ministry")],
    ),
    ("Ministers are considering a ban on night flights.", [("ban", "under discussion", "")]),
    ("Weekly coordination meetings were suspended in March.", [("meetings", "paused", "")]),
    ("It was unclear whether the working group still meets.", [("group", "not established", "")]),
    ("The company will install cameras along the line.", [("cameras", "proposed", "")]),
    (
        "The two towns agreed to step up surveillance of the cables.",
        [("surveillance", "adopted", "")],
    ),
    ("Officials called for an expulsion of the attache.", [("expulsion", "proposed", "Officials")]),
    ("A pause in the intelligence sharing was announced.", [("sharing", "paused", "")]),
    ("The assembly has not approved the embargo.", [("embargo", "", "")]),
    ("The harbor office would suspend the patrols.", [("patrols", "", "")]),
    (
        "“We are discussing joint patrols,” Kessler said.",
        [("patrols", "under discussion", "Kessler")],
    ),
    (
        "The embargo was tightened and patrols were paused.",
        [("embargo", "adopted", ""), ("patrols", "paused", "")],
    ),
    ("The law of the sea is old, and the meeting was long.", []),
    ("Vale measured the fence twice.", []),
]


def read(text):
    return list(measures(read_article(text, [(0, len(text))], DAY)))


@pytest.mark.parametrize(("text", "wanted"), SAID)
def test_how_far_a_measure_has_come_and_who_says_so(text, wanted) -> None:
    found = [
        (text[slice(*one.thing)], one.state, text[slice(*one.says)] if one.says else "")
        for one in read(text)
    ]
    assert found == wanted
    assert all(not state or state in MEASURES for _, state, _ in found)


def test_places_are_the_pages_own_wherever_the_paragraph_stands() -> None:
    before = "Nothing to see here today.\n\n"
    text = before + SAID[0][0]
    (one,) = measures(read_article(text, [(0, len(before) - 2), (len(before), len(text))], DAY))
    assert text[slice(*one.sentence)] == SAID[0][0]
    assert text[slice(*one.cue)] == "adopted"
    assert one.when is not None
    assert one.when.first == date(2031, 3, 18)
