"""Addresses: streets, boxes and Spanish streets, damaged or not; whose they are decides how sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import AT_LEAST, Settings
from tearline.findings.identifiers import address, places, streets
from tearline.model.page import Page, TextSource


def spans(text, at_least=AT_LEAST):
    shown = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1")
    found = sorted(address.build(Settings()).find([shown], ()), key=lambda f: f.start)
    return [text[f.start : f.end] for f in found if f.score >= at_least]


@pytest.mark.parametrize("example", address.EXAMPLES, ids=lambda e: e.why)
def test_it_keeps_its_table(example):
    assert spans(example.text) == [value for _, value in example.expected]


@pytest.mark.parametrize(
    "where",
    ["1234 N.W. 12th Ave.", "900 Plum Tree Road", "12 East 5th Street", "77 Elm St., Apt. 12", "1455-A Maple Lane",
     "P.O. Box 4321", "P.0. B0x 4321", "RFD 2", "Route 3, Box 45", "Apartado Postal 1234", "Calle 23 No. 456",
     "Avenida Juarez 123"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("before", "behind"),
    [("He resides at ", " with her"), ("Home address: ", "\n"), ("HOME ADDRESS\n\n", "\n")],
)
def test_a_word_of_living_there_makes_an_address_a_home(before, where, behind):
    (found,) = spans(before + where + behind)
    assert found.rstrip(".") == where.rstrip(".")


@pytest.mark.parametrize(
    "town",
    ["Miami, Fla.", "Miami 35, Florida", "Springfield, Illinois 62701", "Dallas 11, Texas", "Dayton, Ohio 45402-1234",
     "New York, N. Y.", "Washington, D.C.", "Miami,\nFlorida", "Dallas, Texxas"],
)  # fmt: skip
def test_town_state_and_code_are_part_of_it(town):
    (found,) = spans(f"lives at 1234 Maple Avenue, {town}\n\nThen")
    assert found.rstrip(".") == f"1234 Maple Avenue, {town}".rstrip(".")


def test_the_next_sentence_is_not():
    assert spans("lives at 1234 Maple Avenue. Mexico City heard of it") == ["1234 Maple Avenue"]
    assert spans("lives at 1234 Maple Avenue, and works") == ["1234 Maple Avenue"]


@pytest.mark.parametrize(
    "office",
    ["Embassy of Ruritania, 1234 Maple Avenue", "Federal Bureau of Investigation\n1234 Maple Street\nDallas, Texas",
     "Records Office, P.O. Box 1234, Washington 25, D.C.", "with offices at 1234 Maple Street, Dallas, Texas",
     "1234 Maple Street, Suite 12"],
)  # fmt: skip
def test_an_office_s_address_is_only_a_look(office):
    assert spans(office) == []
    assert len(spans(office, 0.35)) == 1


@pytest.mark.parametrize(
    "text",
    ["12 May Street photographs", "On 22 November 1963 Court records", "3, REFS REFLECT MOST RECENT PLACE",
     "4 COPIES TO THE COURT", "15 men drove down the street", "2 WORK REGION OR PLACE", "104-10004-10143 Dr. Roe",
     "No. 5 Main Road", "1300 HOURS\n\nC.\n\nPLACE", "Box 12, Folder 4"],
)  # fmt: skip
def test_numbers_before_words_are_no_addresses(text):
    assert spans(text) == []


@given(st.text(st.sampled_from("019 ElmStAve.,\nNWP OBox#-"), max_size=80))
def test_no_text_breaks_it(text):
    for found in spans(text, 0.0):
        assert found
        assert found in text


@pytest.mark.parametrize(
    "word", ["Street", "St.", "AVENUE", "Avenne", "Blvd.", "B1vd", "Strect", "Road"]
)
def test_kinds_of_streets_survive_damage(word):
    assert streets.kind_of_street(word) > 0


@pytest.mark.parametrize(
    "word", ["street", "State", "States", "Drives", "Revenue", "Strength", "X"]
)
def test_other_words_are_no_kinds_of_streets(word):
    assert streets.kind_of_street(word) == 0


def test_states_countries_and_towns_are_told_apart():
    assert [places.known(n) for n in ("Texas", "Fla.", "N. Y.", "Cuba", "Havana", "Plum")] == [
        3,
        3,
        3,
        2,
        1,
        0,
    ]
    assert places.known("Califorina") == 3


@given(st.text(max_size=60), st.integers(0, 70))
def test_a_town_begins_where_the_street_ends(text, end):
    stop, told = places.city_state(text, min(end, len(text)))
    assert min(end, len(text)) <= stop <= len(text)
    assert told == (stop > min(end, len(text)))
