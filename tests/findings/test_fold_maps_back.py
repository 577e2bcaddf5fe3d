"""Folding: what looks alike becomes alike, and every folded place maps back to its source."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.text import as_digits, fold, squeezed

MIXED = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs",)),
        st.sampled_from("АВЕОЗо–—−÷ﬁﬃßé\u0301\u00ad\u200b\u00a0０９٣“’‐½İΣ"),
        st.sampled_from("abc 019-\n"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("ОСТ 3О", "OCT 3O"),
        ("З–4—5−6", "3-4-5-6"),
        ("ﬁle oﬃce", "file office"),
        ("so\u00adft\u200b ware\ufeff", "soft ware"),
        ("a\u00a0b\u2003c\td", "a b c d"),
        ("１２-３", "12-3"),
        ("٣٤", "34"),
        ("“it’s”", '"it\'s"'),
        ("Íñigo e\u0301", "Inigo e"),
        ("÷=•", "÷=•"),
        ("one\r\ntwo\u2028three", "one\n\ntwo\nthree"),
    ],
)
def test_what_looks_alike_becomes_alike(source: str, folded: str) -> None:
    assert fold(source).text == folded


@given(MIXED)
def test_folding_twice_is_folding_once(text: str) -> None:
    for lower in (False, True):
        once = fold(text, lower=lower).text
        assert fold(once, lower=lower).text == once


@given(MIXED)
def test_places_never_fall_and_lie_in_the_source(text: str) -> None:
    folded = fold(text)
    places = list(folded.places)
    assert len(places) == len(folded.text)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    assert len(fold(text, lower=True).text) == len(folded.text)


@given(MIXED, st.data())
def test_a_span_covers_what_its_letters_came_from(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    left, right = folded.span(start, end)
    assert 0 <= left <= right <= len(text)
    # outward: folding the source span again gives the folded span at least, and nothing before it
    # but the rest of an expansion that the span cut through
    assert folded.text[start:end] in fold(text[left:right]).text
    if end > start:
        assert left == folded.places[start]
        assert right > folded.places[end - 1]
        assert (
            fold(text[right:]).text
            == folded.text[len(folded.text) - len(fold(text[right:]).text) :]
        )


@given(MIXED)
def test_neighbouring_spans_tile_the_source(text: str) -> None:
    folded = fold(text)
    starts = sorted({folded.span(i, i + 1) for i in range(len(folded.text))})
    assert all(a[1] == b[0] for a, b in pairwise(starts))


def test_an_accent_typed_apart_is_covered_with_its_letter() -> None:
    text = "e\u0301t"
    assert fold(text).span(0, 1) == (0, 2)


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        fold("abc").span(2, 4)


def test_plain_text_costs_no_map() -> None:
    text = "plain text\n" * 1000
    assert isinstance(fold(text).places, range)
    assert fold(text).span(5, 9) == (5, 9)


def test_letters_that_stand_for_digits() -> None:
    assert as_digits("9O0-l2-34S6") == "900123456"
    assert squeezed("  A\n  b ") == "a b"


@given(MIXED, st.data())
def test_a_span_of_the_source_is_found_in_the_folded_text(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = folded.within(start, end)
    assert list(folded.places[first:last]) == [p for p in folded.places if start <= p < end]
