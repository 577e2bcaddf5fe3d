"""Whatever is typed is a question or an error that names its place."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tearline.errors import UsageError
from tearline.reading.searching.asked import All, Compound, Either, Filter, Phrase, Prefix, Word
from tearline.reading.searching.query import LONGEST, QueryError, parse

A, B, C = Word("a"), Word("b"), Word("c")

UNDERSTOOD = {
    "a b": All((A, B)),
    "a AND b": All((A, B)),
    "a and b": All((A, Word("and"), B)),
    "a OR b c": Either((A, All((B, C)))),
    "(a OR b) c": All((Either((A, B)), C)),
    "a NOT b": All((A,), (B,)),
    "a -b": All((A,), (B,)),
    "a -(b OR c)": All((A,), (Either((B, C)),)),
    "a (NOT b NOT c)": All((A,), (Either((B, C)),)),
    "a NOT (NOT b)": All((A, B)),
    "NOT NOT a": A,
    '"Mexico City"': Phrase(("mexico", "city")),
    "“Mexico  City”": Phrase(("mexico", "city")),
    '"oswald embassy"~5': Phrase(("oswald", "embassy"), 5),
    '"oswald"': Word("oswald"),
    "OSW*": Prefix(("osw",)),
    "201-28*": Prefix(("201", "28")),
    "104-10012-10078": Compound(("104", "10012", "10078")),
    "10410012 10078 a": All((Compound(("10410012", "10078")), A)),
    "AM/LASH": Compound(("am", "lash")),
    "AMLASH-1": Compound(("amlash", "1")),
    "12:30": Compound(("12", "30")),
    "Núñez": Word("nunez"),
    "code:(b)(6)": Filter("code", ("b6",)),
    "code:1B": Filter("code", ("1b",)),
    "agency:CIA": Filter("agency", ("cia",)),
    'Title:"Castro plots"': Filter("title", ("castro", "plots")),
    "agency:(CIA OR FBI)": Either((Filter("agency", ("cia",)), Filter("agency", ("fbi",)))),
    "record:104-10012*": Filter("record", ("10410012",), prefix=True),
    "date:1963": Filter("date", low=19630101, high=19631231),
    "date:1962..1963-02": Filter("date", low=19620101, high=19630228),
    "date:..1963-11-22": Filter("date", high=19631122),
    "date:1962..": Filter("date", low=19620101),
    'date:"22 Nov 1963"': Filter("date", low=19631122, high=19631122),
    "page:1..3": Filter("page", low=1, high=3),
}  # fmt: skip

# Query -> where it goes wrong (from 0) and a word of why.
REFUSED = {
    "": (0, "no word"),
    "  & ": (0, "no word"),
    "NOT castro": (0, "beside"),
    "-castro": (0, "beside"),
    "a OR -b": (5, "beside"),
    "a OR": (4, "OR"),
    "OR a": (0, "OR"),
    "a OR OR b": (5, "OR"),
    "a AND": (2, "AND"),
    "a AND AND b": (6, "AND"),
    "a NOT": (2, "left out"),
    "(a": (0, "never closed"),
    "a (b": (2, "never closed"),
    "a)": (1, "closes none"),
    "a ()": (2, "nothing in"),
    'a "b': (2, "never closed"),
    '""': (0, "no word"),
    '"a b c"~3': (0, "between two"),
    '"a b"~': (5, "number of words"),
    '"a b"~999999999999': (5, "number of words"),
    '"a a"~000000000999999999': (5, "number of words"),
    '"os* b"': (3, "phrase"),
    "os*ld": (2, "behind a word"),
    "*": (0, "behind a word"),
    "o*": (0, "at least 2"),
    "oswald~": (6, "behind a phrase"),
    "nosuch:x": (0, "no field"),
    "agency:&": (7, "no value"),
    "page:x": (5, "no number of a page"),
    "page:3..1": (5, "ends before"),
    "date:1963-13": (5, "no date"),
    "date:1963..x": (5, "no date"),
    "ok date:..": (8, "no date"),
    "\u00adok )": (4, "closes none"),
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_a_query_means_what_it_says(text):
    assert parse(text).root == UNDERSTOOD[text]


@pytest.mark.parametrize("text", REFUSED)
def test_broken_syntax_is_told_with_its_place(text):
    place, why = REFUSED[text]
    with pytest.raises(QueryError) as told:
        parse(text)
    assert told.value.position == place
    assert f"character {place + 1}:" in str(told.value)
    assert why in told.value.message
    assert told.value.remedy


@pytest.mark.parametrize("sign", ["a", "(", "-", '"', "a ", "NOT "])
def test_ten_thousand_characters_are_refused_and_the_limit_is_named(sign):
    with pytest.raises(UsageError, match=f"{LONGEST:,}"):
        parse(sign * (10_000 // len(sign)))


@pytest.mark.parametrize(
    "text", ["(" * 900, "NOT " * 400 + "a", "-" * 1900 + "a", "a " * 900, '"' * 1999, "ab* " * 11]
)
def test_what_is_built_too_deep_or_too_long_is_an_error_with_a_place(text):
    with pytest.raises(QueryError):
        parse(text)


def test_signs_that_stand_alone_are_left_out_and_told():
    assert parse("smith & wesson -").ignored == ("&", "-")
    assert parse("smith & wesson").root == All((Word("smith"), Word("wesson")))


_PIECES = st.sampled_from(
    ["a", "oswald", "AND", "OR", "NOT", "(", ")", '"', "-", "*", "~", "~3", ":", "..", " ", "  ", "title:",
     "date:", "1963", "1963-13", "code:", "(b)(6)", "page:", "\u00ad", "é", "“", "\ud800", "\0", "104-10012-10078"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map("".join)))
@example("title:(a")
@example("code:(b)(")
@example("NOT -(")
@example('date:"')
def test_anything_typed_is_a_query_or_an_error_with_a_place(text):
    try:
        query = parse(text)
    except QueryError as told:
        assert 0 <= told.position <= len(text)
        assert told.remedy
    else:
        leaves = list(query.leaves())
        assert leaves
        assert Word("") not in leaves
