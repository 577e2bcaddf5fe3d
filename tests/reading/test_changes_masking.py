"""Personal identifiers and protected people never stand in what the mask lets through."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tearline.reading.masking as module
from tearline.reading.masking import BLOCK, Masking

PROTECTED = b"person,protection\nWenzel Tarnowitz,source\n"


def shown(mask, text, part):
    start = text.index(part)
    return mask(text, [(start, start + len(part))])[0]


@given(area=st.integers(100, 665), group=st.integers(10, 99), serial=st.integers(1000, 9999),
       gap=st.sampled_from(["-", " ", ""]))  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_a_social_security_number_is_blocked_at_one_length(area, group, serial, gap):
    number = f"{area}{gap}{group}{gap}{serial}"
    text = f"The subject, social security number {number}, was seen in the harbor.\n"
    out = Masking()(text, [(0, len(text))])[0]
    assert str(serial) not in out
    assert BLOCK in out
    assert "was seen in the harbor" in out


def test_a_span_within_a_number_shows_none_of_it():
    text = "His social security number is 123-45-6789 as said.\n"
    mask = Masking()
    for start in range(30, 41):
        (out,) = mask(text, [(start, start + 1)])
        assert not any(c.isdigit() for c in out)


def test_the_label_before_the_span_counts():
    text = "Date of birth: 12 March 1921. He wrote again on 14 May 1963.\n"
    mask = Masking()
    assert "1921" not in shown(mask, text, "12 March 1921")
    assert "1963" in shown(mask, text, "14 May 1963")


def test_a_protected_person_of_the_list_is_blocked_and_without_the_list_shown():
    text = "The money was handed to Wenzel Tarnowitz near the mill.\n"
    assert "Tarnowitz" not in shown(Masking(PROTECTED), text, "to Wenzel Tarnowitz near")
    assert "Tarnowitz" in shown(Masking(), text, "to Wenzel Tarnowitz near")


def test_a_protected_surname_is_blocked_alone_on_any_page_and_as_a_term_by_itself():
    mask = Masking(PROTECTED)
    page = "The clerk said that Tarnowitz had left, and TARNOWITZ was not seen again.\n"
    assert "arnowitz" not in mask(page, [(0, len(page))])[0].casefold()
    for term in ("tarnowitz", "Wenzel", "wenzel"):
        assert term not in mask(term, [(0, len(term))])[0]
    assert mask("harbor", [(0, 6)])[0] == "harbor"
    assert "Wenzel the cat" in shown(mask, "They saw Wenzel the cat.\n", "Wenzel the cat")


def test_a_number_that_goes_on_far_in_on_the_next_line_is_blocked():
    for indent in (0, 3, 8, 30):
        text = f"His social security number is 123-45-\n{' ' * indent}6789 as said.\n"
        assert "6789" not in Masking()(text, [(0, len(text))])[0]


def test_plain_words_pass_as_they_are():
    text = "Ref 201-289248, file 104-10012-10035: the cargo left on 4 May.\n"
    assert Masking()(text, [(0, len(text)), (4, 14)]) == (text, text[4:14])


def test_nothing_of_a_page_is_shown_when_a_detector_fails(monkeypatch):
    def broken(pages, settings):
        raise RuntimeError

    monkeypatch.setattr(module, "find", broken)
    (out,) = Masking()("plain words here", [(0, 11)])
    assert "plain" not in out
    assert BLOCK in out


@pytest.mark.parametrize("text", ["", "   ", "\0\ufffd"])
def test_nothing_and_garbage_are_no_error(text):
    assert Masking()(text, [(0, len(text))]) == (text,)
