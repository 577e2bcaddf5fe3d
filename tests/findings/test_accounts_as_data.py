"""What was read of a page is kept as plain data and comes back the same; persons' words on lines divide it."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings import language
from tearline.findings.accounts import Beginning, account_of
from tearline.findings.particulars import Proposing
from tearline.model.account import PageAccount
from tearline.model.as_data import of_data, to_data
from tearline.model.decision import Actor, ActorKind, Entered
from tearline.model.register import check
from tearline.model.when import TimeBasis, When
from tearline.records.articles.source import Sourced

pytestmark = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")
gold = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "accounts_gold.py"))
PAGES = gold["pages"]("before")
ANN = Actor(ActorKind.PERSON, "ann", "login")


@pytest.fixture(scope="module", params=PAGES, ids=lambda page: page.name)
def read(request):
    page = request.param
    return page.text, account_of(Sourced(page.text), (), "2031-03-19")


def test_an_account_comes_back_as_it_was(read) -> None:
    _, account = read
    assert of_data(PageAccount, json.loads(json.dumps(to_data(account)))) == account


@given(
    st.builds(
        When,
        *(st.integers(), st.integers(), st.none() | st.dates(), st.none() | st.dates()),
        *(st.text(), st.sampled_from(TimeBasis), st.booleans(), st.text()),
    )
)
def test_every_noun_comes_back_as_it_was(when) -> None:
    assert of_data(When, json.loads(json.dumps(to_data(when)))) == when


@pytest.mark.parametrize("data", [None, [], [1], ["a"] * 8, {"start": 1}, [[], [], 3, 4]])
def test_data_of_another_shape_is_refused(data) -> None:
    with pytest.raises(ValueError, match=r".+"):
        of_data(When, data)


def test_every_candidate_can_be_entered_and_its_words_stand_where_it_says(read) -> None:
    text, account = read
    proposing = Proposing("ab" * 32, text, lambda span: span)
    named = set()
    for told in account.told:
        every = [
            *map(proposing.statement, told.statements),
            *map(proposing.commitment, told.commitments),
            *map(proposing.incident, told.incidents),
        ]
        for one in every:
            named.add(one.id)
            body = Entered("i", one.kind, "accepted", one.id, one.particulars, (), "", ANN, "")
            check(body)
            for part in one.particulars:
                for place in part.places:
                    words = " ".join(text[place.start : place.end].split())
                    days = part.name in {"when", "start", "end"}
                    chosen = part.name in {
                        "type",
                        "occurrence",
                        "saying",
                        "ground",
                        "stance",
                        "form",
                    }
                    assert words
                    assert days or chosen or words == part.value
    assert len(named) > 20


def test_where_a_person_says_an_article_begins_one_begins(read) -> None:
    text, account = read
    body = next(line for line in account.lines if line.label == "body" and line.article == 1)
    split = account_of(Sourced(text), [Beginning(body.start, begins=True, dated="2030-01-02")])
    assert len(split.articles) == len(account.articles) + 1
    undone = [Beginning(body.start, begins=False)]
    assert account_of(Sourced(text), undone, "2031-03-19") == account
    second = next((a for a in account.articles if a.number == 2), None)
    if second is not None:
        joined = account_of(
            Sourced(text), [Beginning(account.lines[second.headline].start, begins=False)]
        )
        assert len(joined.articles) == len(account.articles) - 1
