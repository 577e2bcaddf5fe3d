"""A withheld value is found in every spelling we say it is found in, and in no innocent one."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline_verify import forms
from tearline_verify.needles import Needles
from tearline_verify.terms import Terms

SSN, NAME, SHORT = "900-55-1234", "Quillfeather", "Ames"
TERMS = Terms([SSN, NAME, SHORT, "March 5, 1931", "a.person@example.org", "Ødegård", "555 12 34"])


@pytest.mark.parametrize(
    "text",
    [
        "No. 900-55-1234.", "900551234", "900 55 1234", "900.55.1234", "900÷55=1234",
        "900-55-\n1234", "9OO-55-l234", "9oo-5S-1Z34", "4321-55-009", "900-55-12345",
        "19 900-55-1234 77", "QUILLFEATHER", "Quill-\nfeather", "Q u i l l f e a t h e r",
        "Quіllfeаther", "rehtaeflliuQ", "ames", "A M E S", "march 5 1931", "MARCH 5, 1931",
        "a . person @ example . org", "Odegard", "call 555-1234",
    ],
)  # fmt: skip
def test_a_spelling_of_a_value_is_found(text: str) -> None:
    assert TERMS.in_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Games and James", "Thames", "Amesbury", "123 456 789", "9005512349999", "55 900 1234",
        "[900, 55, 1234]", "900 | 55 | 1234", "page 5551", "sembra a mesa", "500-55-1234",

    ],
)  # fmt: skip
def test_an_innocent_text_is_not_a_hit(text: str) -> None:
    assert not TERMS.in_text(text)


def test_numbers_of_json_never_join() -> None:
    assert not TERMS.in_value({"area": [900, 55, 1234], "size": 900551234})
    assert TERMS.in_value({"note": ["x", {"y": SSN}]})
    assert TERMS.in_value({SSN: 1})


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("value", [SSN, NAME, NAME.upper(), NAME.lower()])
def test_base64_is_found_at_every_shift(value: str, shift: int) -> None:
    coded = base64.b64encode(b"z" * shift + value.encode() + b"tail of it")
    assert TERMS.in_bytes(b"..." + coded, noise=False)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_bytes_of_a_value_are_found_in_noise(codec: str) -> None:
    assert TERMS.in_bytes(b"\x00\xff" * 40 + NAME.encode(codec) + b"\x9c" * 9, noise=True)


def test_pixels_may_differ_by_a_letter() -> None:
    assert TERMS.in_reading("signed by Qulllfcather himself")
    assert not TERMS.in_reading("signed by a feather and a quill")


def test_a_mask_tells_the_length_alone() -> None:
    assert TERMS.in_text(SSN) == {"11-character value"}


@given(st.lists(st.binary(min_size=3, max_size=6), min_size=25, max_size=60), st.binary())
def test_every_needle_is_found_where_it_is(needles: list[bytes], hay: bytes) -> None:
    hay = hay + needles[0] + hay
    found = {(n, at) for n, at, _ in Needles((b, i) for i, b in enumerate(needles)).find(hay)}
    due = {
        (i, at) for i, b in enumerate(needles)
        for at in range(len(hay)) if hay.startswith(b, at)
    }  # fmt: skip
    assert found == due


@given(st.text())
def test_squeezing_keeps_the_edges_of_tokens(text: str) -> None:
    body = forms.squeezed(text)
    assert {0, len(body.data)} <= body.edges
