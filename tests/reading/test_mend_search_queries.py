"""Whatever is typed has an answer, or an error that says what is wrong, where, and what to write."""

import runpy
from pathlib import Path

import pytest

from tearline.reading.searching.query import LONGEST, QueryError, parse

WORLD = runpy.run_path(str(Path(__file__).with_name("search_world.py")))
search_of = WORLD["search_of"]

# Query -> position of the error, from 0.
REFUSED = {
    "agncy:CIA": 0, "harbor nmber:1": 7, "http://example.org": 0,
    "date:": 4, "date: 1962": 4, "harbor Agency: CIA": 13, 'agency:""': 7, 'agency:"': 7, "agency:*": 7,
    "date:1963..1962": 5, "date:..": 5, "date:1962-13": 5, "date:1962-02-30": 5, "date:99999": 5,
    "date:1962...1963": 5, "date:1962..1963..1964": 5, "date:1962*": 5, "date:-1962": 5,
    "date:1962\u20131963": 5, "date:1960s": 5, "date:62": 5,
    "page:-1": 5, "page:2..1": 5, "page:x": 5, "page:99999999999": 5, "verified:maybe": 9,
    '""': 0, '"': 0, '"harbor': 0, 'harbor"': 6, '"*"': 1, "\u201charbor": 0,
    "*": 0, "**": 0, "har*or": 3, "*harbor": 0, "h*": 0, "title:ha*r": 6,
    "()": 0, "(": 0, "((harbor)": 0, "harbor)": 6, "code:(b)(6": 8, "code:()": 5,
    "NOT": 0, "NOT harbor": 0, "-harbor": 0, "harbor OR -pilot": 10, "harbor NOT": 7, "AND": 0,
    "OR harbor": 0, "harbor OR": 9, "harbor AND OR pilot": 7, "harbor OR OR pilot": 10,
    '"harbor pilot"~': 14, '"harbor pilot"~-1': 14, '"harbor pilot"~101': 14, '"a b c"~5': 0,
    '"harbor"~2': 0, "harbor~2": 6,
    "...": 0, "!!! ???": 0, "": 0, "   ": 0, "\u200b": 0, "\U0001f600": 0, "\ud800": 0, "record:---": 7,
    "a" * 10_000: LONGEST, "(" * 50 + "a" + ")" * 50: 40, "-" * 100 + "a": 0, "har* " * 11: 50,
    "a " * 500: 200,
}  # fmt: skip
ANSWERED = (
    "harbor -pilot", "harbor - pilot", "--harbor", "harbor\x00pilot", "ha\u0301rbor", "harb\u00ador",
    "\ufb01del", "\u202eharbor", "page:\u0661", "harbor \U0001f600", "the of and", "harbor AND(pilot)",
    "\u201charbor pilot\u201d", "harbor\uff0a", "12:30", "title:a:b", "date:1962..", "date:0000",
    "date:9999", 'date:"14 March 1962"', "date:(1962 OR 1963)", "date:..1963 date:1965..", "page:0",
    "a" * 2000, '"' + "x " * 900 + '"', '"harbor pilot"~0', 'title:"har*"', "harbor;DROP TABLE",
)  # fmt: skip


@pytest.fixture(scope="module")
def search():
    from tearline.reading.searching.fields import IndexPage

    return search_of(
        [IndexPage("r", "public-2026-01-01", 1, "harbor pilot fidel and the NEAR pier")]
    )


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: ascii(query[:30]))
def test_a_query_that_cannot_be_read_says_where_and_what_to_write(query):
    with pytest.raises(QueryError) as told:
        parse(query)
    assert told.value.position == REFUSED[query]
    assert f"character {told.value.position + 1}:" in told.value.message
    assert told.value.remedy
    assert "Error" not in str(told.value)


@pytest.mark.parametrize("query", ANSWERED, ids=lambda query: ascii(query[:30]))
def test_any_other_query_has_an_answer(search, query):
    answer = search.search(query, chips=True, facets=True, editions=True)
    assert answer.pages >= 0
    assert isinstance(answer.notes(), tuple)


def test_a_field_misspelled_is_told_with_the_one_that_is_like_it():
    with pytest.raises(QueryError, match="Did you mean agency:"):
        parse("agncy:CIA")


def test_a_field_without_its_value_is_not_taken_for_a_word():
    for query in ("date: 1962", "harbor date:", "(from: jones)"):
        with pytest.raises(QueryError, match=r"has no value.*without a blank"):
            parse(query)
    assert parse("memo: 1962").words() == ("memo", "1962"), "what is no field is a word"


@pytest.mark.parametrize("sign", ["NEAR", "NEAR/5", "W/3", "ADJ", "ADJ4"])
def test_an_operator_of_others_is_a_word_and_said_to_be(search, sign):
    answer = search.search(f"harbor {sign} pilot")
    assert answer.notes()[0].startswith(f"{sign} is looked for as a word here")
    assert '"a b"~5' in answer.notes()[0]


def test_small_letters_and_quotation_marks_make_it_a_word_without_a_note(search):
    for query in ("harbor near pier", 'harbor "NEAR" pier'):
        answer = search.search(query)
        assert (answer.pages, answer.query.foreign) == (1, ())
