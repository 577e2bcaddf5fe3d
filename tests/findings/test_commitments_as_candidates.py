"""Who is to do what: party, act, terms and stance as words of the page; a clock where the terms name a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings import language
from tearline.findings.commitments.found import commitments
from tearline.findings.statements.reading import read_article
from tearline.model.commitment import Duration, Position, clock

installed = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")
SAID = date(2031, 3, 19)

# The paragraph; who is bound, the act, the ground, and the terms by name.
PARAGRAPHS = [
    ("Both towns agreed to stop the dredging for 30 days.",
     ("Both towns", "stop the dredging", "agreement", {"duration": "for 30 days"})),
    ("The mayor ordered the fleet to stay in port until Friday.",
     ("the fleet", "stay in port", "order", {"deadline": "Friday"})),
    ("The archive promised to open the boxes by 30 June.",
     ("The archive", "open the boxes", "pledge", {"deadline": "30 June"})),
    ("Vale demanded that Marsh return the survey.", ("Marsh", "return the survey", "demand", {})),
    ("Vale wants the council to pay for the pier.", ("the council", "pay for the pier", "demand", {})),
    ("The office said it would hand over the logs within five days if its lawyers were let in.",
     ("it", "hand over the logs", "pledge", {"within": "within five days", "condition": "if its lawyers were let in"})),
    ("The company agreed to pay each house, provided that claims arrive before 1 May.",
     ("The company", "pay each house", "agreement", {"condition": "provided that claims arrive before 1 May"})),
    ("Marsh proposed to reopen the pier in June.", ("Marsh", "reopen the pier", "proposal", {})),
    ("The skipper is to give evidence on Monday.", ("The skipper", "give evidence", "plan", {"deadline": "Monday"})),
]  # fmt: skip


def of(text: str, said: date | None = SAID):
    return list(commitments(read_article(text, [(0, len(text))], said)))


def words(text: str, span):
    return text[span[0] : span[1]] if span else None


@installed
@pytest.mark.parametrize(("text", "wanted"), PARAGRAPHS)
def test_a_candidate_has_its_party_its_act_and_its_terms(text, wanted) -> None:
    (one,) = of(text)
    terms = {
        "duration": one.duration.span if one.duration else None,
        "within": one.within.span if one.within else None,
        "deadline": (one.deadline.start, one.deadline.end) if one.deadline else None,
        "condition": one.condition,
    }
    told = {name: words(text, span) for name, span in terms.items() if span is not None}
    if wanted[2] == "proposal":
        told.pop(
            "deadline", None
        )  # whether "in June" is a term or the matter is not said by its words
        assert words(text, one.act).startswith(wanted[1])
    else:
        assert words(text, one.act) == wanted[1]
    assert (words(text, one.obligor), one.ground.value, told) == (wanted[0], wanted[2], wanted[3])


@installed
def test_who_agrees_in_principle_has_not_accepted() -> None:
    (one,) = of("Vale agreed in principle to reopen the pier.")
    assert [stance.position for stance in one.stances] == [Position.IN_PRINCIPLE]


@installed
def test_who_rejects_it_is_a_stance_beside_who_proposed_it() -> None:
    text = "Marsh proposed to close the pier for a month. Vale rejected the idea."
    (one,) = of(text)
    assert [(words(text, each.party), each.position.value) for each in one.stances] == [
        ("Marsh", "proposed"),
        ("Vale", "rejected"),
    ]


@installed
def test_who_is_urged_takes_no_stance_by_it() -> None:
    (one,) = of("The council was urged to reopen the pier.")
    assert [stance.party for stance in one.stances] == [None]


@installed
@pytest.mark.parametrize(
    "text",
    ["The mayor declined to offer more detail.", "Vale asked whether it was safe.", "The ferry burned in 1964.",
     "He calls it a fantasy.", "Nobody agreed to anything.", "They committed crimes."],
)  # fmt: skip
def test_what_binds_nobody_is_no_candidate(text) -> None:
    assert of(text) == []


@installed
def test_a_clock_runs_to_the_deadline_and_says_what_it_follows_from() -> None:
    (one,) = of("The archive promised to open the boxes by 30 June.")
    found = clock(one, date(2031, 6, 1))
    assert (found.ends, found.left, found.basis) == (
        date(2031, 6, 30),
        29,
        "its deadline (article date)",
    )
    assert clock(one, date(2031, 7, 2)).left == -2


@installed
def test_without_the_article_s_day_there_is_no_clock() -> None:
    (one,) = of("The archive promised to open the boxes by 30 June.", None)
    assert clock(one, date(2031, 6, 1)) is None


@installed
def test_a_duration_with_a_start_has_a_last_day_and_one_without_has_none() -> None:
    (begun,) = of("The mayor ordered the fleet to stay in port for 90 days starting Monday.")
    assert clock(begun, SAID).ends == date(2031, 3, 24) + timedelta(days=89)
    (loose,) = of("Both towns agreed to stop the dredging for 30 days.")
    assert clock(loose, SAID) is None


@given(
    st.integers(1, 400),
    st.sampled_from(["day", "week", "month", "year"]),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
def test_a_duration_ends_no_earlier_than_it_begins_and_a_longer_one_later(count, unit, day) -> None:
    shorter, longer = Duration((0, 1), count, unit), Duration((0, 1), count + 1, unit)
    ends = shorter.after(day)
    assert ends >= day
    assert longer.after(day) > ends


def test_hours_end_on_no_day() -> None:
    assert Duration((0, 1), 72, "hour").after(SAID) is None
    assert Duration((0, 1), 1, "month").after(date(2031, 1, 31)) == date(2031, 2, 27)
