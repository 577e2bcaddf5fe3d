"""Whatever the verifier would take for a term, the search has taken for one before."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tearline.verbs.redacting.seeking import Seeker, merged
from tearline_verify.terms import Terms

NAMES = ("Jane Quimby", "Anderson", "Roe", "Ottoline Plumtree", "Nuñez", "C-47", "O'Dell")
NUMBERS = ("123-45-6789", "4711", "555 0100 22", "90210")
letters = st.sampled_from("abcdefijlmnoqrstuvwyJQ01258 -\n.,")


@st.composite
def damaged(draw):
    """Draw a term and a text in which it stands, more or less."""
    term = draw(st.sampled_from(NAMES + NUMBERS))
    body = list(term)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(body) - 1))
        body[at] = draw(st.sampled_from(["", body[at] * 2, "l", "rn", "0", " ", "-\n", "x"]))
    around = st.text(letters, max_size=12)
    return term, draw(around) + "".join(body) + draw(around)


@example(("4711", "r44711"))
@example(("4711", "47111r"))
@given(damaged())
def test_every_place_a_verifier_would_block_is_found(case):
    term, text = case
    if Terms([term]).in_reading(text) and not backwards(term, text):
        assert Seeker([term]).find(text), (term, text)


def backwards(term, text):
    """Say whether the verifier saw the term from right to left, which nobody reads."""
    found = Seeker([term]).find(text)
    return not found and bool(Terms([term]).in_reading(text[::-1]))


@pytest.mark.parametrize(
    ("term", "text", "hits"),
    [
        ("123-45-6789", "no. 123 45 6789, 123456789 and 123.45.6789", 3),
        ("123-45-6789", "no. 99123456789", 0),
        ("Roe", "Roe's row, ROE and Roebuck", 2),
        ("Jane Roe", "Jane\nRoe, JANE  ROE, Jane-Roe", 3),
        ("Plumtree", "the Plum-\ntree file", 1),
        ("Nunez", "Íñigo Núñez", 1),
        ("Anderson", "Mr Henderson", 1),
        ("Al", "Al also came, as all do", 1),
    ],
)
def test_terms_stand_where_a_person_would_say_they_do(term, text, hits):
    assert len(merged(Seeker([term]).find(text))) == hits


@given(st.sampled_from(NAMES), st.text(letters, max_size=20), st.text(letters, max_size=20))
def test_a_hit_is_exact_when_the_very_letters_stand_there(name, before, after):
    text = f"{before} {name.upper()} {after}"
    assert any(hit.exact for hit in Seeker([name]).find(text))
    for hit in Seeker([name]).find(text):
        assert 0 <= hit.start < hit.end <= len(text)
        said = re.sub(r"[\W_]", "", text[hit.start : hit.end]).lower()
        assert not hit.exact or len(said) == len(re.sub(r"\W", "", name))
