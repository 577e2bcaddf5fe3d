"""Many values through the damage of scans: what is forgiven, what is not, and what it costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.alike import RUN_TOGETHER, Alike, Match

NAMES = [
    "Jane Gatherwood",
    "Orlando Vasquez Trembley",
    "Stonebury",
    "Ulric Burnham",
    "1421 Elmcourt Street",
]
LETTERS = st.text("abdghkmprstwxyz", min_size=1, max_size=7)


def seen(text: str, *values: str) -> list[tuple[str, float]]:
    """Return what is found in a text, and how far it is from the value."""
    return [(text[m.start : m.end], m.distance) for m in Alike(values).find(text)]


def texts(text: str, *values: str) -> list[str]:
    return [found for found, _ in seen(text, *values)]


@pytest.mark.parametrize(
    "damaged",
    [
        "GATHERWOOD", "Gathervvood", "Gatherwocd", "Gathrwood", "Gattherwood", "Gatberw00d", "Gath erwood",
        "G A T H E R W O O D", "Gather-\nwood", "Gather- \n wood", "Gаtherwооd", "Gátherwöod", "gather\u00adwood",
        "Gathexwoox", "Gatherw!od",
    ],
)  # fmt: skip
def test_a_value_is_found_through_every_damage(damaged: str) -> None:
    text = f"of {damaged}, he said"
    assert [text[m.start : m.end] for m in Alike(["Gatherwood"]).find(text)] == [damaged]


@pytest.mark.parametrize(
    "damaged",
    [
        "JaneGatherwood", "jane\nGATHERWOOD", "Jane. Gatherwood", "Jane, Gatherwood", "Jan Gatherwood",
        "Jane X Gatherwood", "Jane\n\nGather-\nwood", "Jave Gatherwocd",
    ],
)  # fmt: skip
def test_a_value_of_two_words_is_found_through_every_damage(damaged: str) -> None:
    assert texts(f"saw {damaged} there", "Jane Gatherwood") == [damaged]


def test_rn_and_m_hn_and_lm_cl_and_d_are_one() -> None:
    assert texts("Bumham, Stonehury", "Burnham", "Stonebury") == ["Bumham", "Stonehury"]
    assert texts("met Jolm Roe", "John Roe") == ["Jolm Roe"]
    assert texts("met Darke", "Clarke") == ["Darke"]


def test_the_same_has_distance_0_and_every_forgiveness_costs() -> None:
    value = "Jane Gatherwood"
    for same in ("Jane Gatherwood", "JANE\nGATHERWOOD", "Jane Gather-\nwood", "Jаnе Gatherwood"):
        assert seen(same, value) == [(same, 0.0)]
    confused, wrong, two = (
        seen(t, value)[0][1] for t in ("Jane Gatberwood", "Jane Gatxerwood", "Jxne Gatxerwood")
    )
    assert 0 < confused < wrong < two < RUN_TOGETHER


def test_run_together_is_found_from_six_letters_on_and_is_for_a_person() -> None:
    for text in ("wasGatherwood in", "Gatherwoodwas", "theGATHERWOODcase", "wasGathervvoodin"):
        ((found, distance),) = seen(text, "Gatherwood")
        assert distance >= RUN_TOGETHER
        assert "was" not in found
    assert texts("wasRoebuin", "Roebu") == []


def test_short_values_must_stand_as_they_are() -> None:
    assert texts("Roe Rоe ROE R0e Ro Roes roe", "Roe") == ["Roe", "Rоe", "ROE", "roe"]
    assert texts("a C-47, C47, C 47, C-41, C-477", "C-47") == ["C-47", "C47", "C 47"]
    assert texts("12 112 123 1-2 12.5 a 12", "12") == ["12", "12"]


def test_a_digit_in_a_name_or_an_address_is_never_forgiven() -> None:
    assert texts(
        "1421 Elmcourt Strcet; 1422 Elmcourt Street; 11421 Elmcourt Street", "1421 Elmcourt Street"
    ) == ["1421 Elmcourt Strcet"]


def test_two_wrong_in_one_short_word_are_another_word() -> None:
    assert texts("one Gatherwood", "Jane Gatherwood") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("900-12-3456", "900-12-3456"),
        ("900 12 3456", "900 12 3456"),
        ("no. 900123456.", "900123456"),
        ("900÷12•3456", "900÷12•3456"),
        ("900-12-\n3456", "900-12-\n3456"),
        ("9OO-l2-3456", "9OO-l2-3456"),
        ("x 900-12-3466 x", "900-12-3466"),
        ("x 900-12-345 x", "900-12-345"),
        ("x 900-12-34556 x", "900-12-34556"),
        ("x 1900-12-3456 x", "1900-12-3456"),
    ],
)
def test_a_number_is_its_digits(text: str, found: str) -> None:
    ((what, distance),) = seen(text, "900-12-3456")
    assert what == found
    exact = [c for c in found if c.isdigit()] == list("900123456")
    assert (distance < 0.05) == (exact or "O" in found)


def test_a_number_is_never_found_inside_a_longer_one() -> None:
    assert texts("19001234567 90012345678 900-12-34567890", "900-12-3456") == []
    ((_, distance),) = seen("12-900-12-3456", "900-12-3456")
    assert distance >= RUN_TOGETHER  # tied to more digits: a person looks
    assert texts("555-0143 and 1555-0143 and 555-01433", "555-0143") == ["555-0143"]


def test_short_numbers_are_not_put_together_over_lines() -> None:
    assert texts("123\n456 123 456", "123456") == ["123 456"]
    assert texts("555-0144", "555-0143") == []


def test_values_that_can_match_nothing_and_texts_without_anything() -> None:
    assert texts("anything -- at all", "", "--", " \n") == []
    assert texts("", *NAMES) == []
    assert list(Alike([]).find("a text")) == []


def test_every_value_that_is_the_same_is_named() -> None:
    matches = list(Alike(["Stonebury", "other", "STONEBURY"]).find("Stonebury"))
    assert matches == [Match(0, 9, 0, 0.0), Match(0, 9, 2, 0.0)]


def test_right_to_left_text_and_other_scripts() -> None:
    assert texts("כתב דוד לוי אתמול", "דוד לוי") == ["דוד לוי"]
    assert texts("встретил Плюмова вчера", "Плюмова") == ["Плюмова"]


@given(st.sampled_from(NAMES), st.data(), LETTERS, LETTERS)
def test_one_letter_wrong_lost_or_doubled_is_always_forgiven(
    name: str, data: st.DataObject, before: str, after: str
) -> None:
    places = [n for n, c in enumerate(name) if c.isalpha()]
    at = data.draw(st.sampled_from(places))
    new = data.draw(st.sampled_from(["", name[at] * 2, "x", "k"]))
    damaged = name[:at] + new + name[at + 1 :]
    text = f"# {before} # {damaged} # {after} #"
    start = len(f"# {before} # ")
    hits = [m for m in Alike(NAMES).find(text) if m.index == NAMES.index(name)]
    assert any(m.start <= start and m.end >= start + len(damaged) for m in hits)


@given(
    st.text("aeiodlmnrt1l0 -\n.éо", max_size=60),
    st.lists(st.text("aeiodlmnrt1l0 -é", max_size=12), max_size=5),
)
def test_spans_lie_in_the_text_and_do_not_overlap(text: str, values: list[str]) -> None:
    last: dict[int, int] = {}
    for match in Alike(values).find(text):
        assert 0 <= match.start < match.end <= len(text)
        assert 0 <= match.distance <= 1
        assert match.start >= last.get(match.index, 0)
        last[match.index] = match.end


@given(
    st.lists(
        st.sampled_from(["Jane", "Gatherwood", "was", "900-12-3456", "Roe", ",", "\n", "x"]),
        max_size=12,
    )
)
def test_the_order_of_the_values_and_what_was_searched_before_change_nothing(
    words: list[str],
) -> None:
    values = ["Jane Gatherwood", "900-12-3456", "Roe"]
    text = " ".join(words)
    one, other = Alike(values), Alike(values[::-1])
    list(one.find("Jane Gatherwoof 900-12-3457 roe"))
    forward = [(m.start, m.end, values[m.index], m.distance) for m in one.find(text)]
    backward = [(m.start, m.end, values[::-1][m.index], m.distance) for m in other.find(text)]
    assert sorted(forward) == sorted(backward)


def test_ten_thousand_values_and_a_long_page() -> None:
    values = [f"Agent{n} Plumtree{chr(97 + n % 26)}o" for n in range(5000)] + [
        f"9{n:08}" for n in range(5000)
    ]
    text = (
        "ordinary words in a row 12-34 " * 5000
        + "Agent1234 Plumtreemo; 900-00-1234 "
        + "a" * 100_000
    )
    matches = list(Alike(values).find(text))
    assert {1234, 6234} <= {m.index for m in matches if m.distance < 0.03}


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "a " * 100_000,
        "1-" * 100_000,
        "rn" * 100_000,
        "l|!1I" * 40_000,
        "Jane " * 40_000,
    ],
)
def test_no_text_is_too_odd(text: str) -> None:
    assert list(Alike([*NAMES, "900-12-3456", "aaaaab"]).find(text)) == []
