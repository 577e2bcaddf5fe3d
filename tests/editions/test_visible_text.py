"""Text records: two worlds that differ in withheld content alone give the same pages, to the byte."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.editions.typeset import set_pages
from tearline.editions.visible import Mark, visible
from tearline.editions.withheld import Withheld

TEXT = st.text(st.sampled_from("ab .\n\t\f\ré\u0301😀-"), max_size=30)
CODES = st.sampled_from([("(b)(6)",), ("(b)(7)(C)",), ("(b)(1)", "(b)(6)")])
GONE = st.tuples(st.text(st.sampled_from("xyz \n\r\f\t"), max_size=40), CODES, st.booleans())


def withhold(start, end, codes=("(b)(6)",), acknowledged=True):
    return Withheld((), start, end, codes, acknowledged=acknowledged)


def world(kept, gone):
    """A text of visible pieces with withheld ones between them, and what is withheld from it."""
    text, withheld = kept[0], []
    for piece, (hidden, codes, acknowledged) in zip(kept[1:], gone, strict=True):
        withheld.append(withhold(len(text), len(text) + len(hidden), codes, acknowledged))
        text += hidden + piece
    return text, withheld


@settings(max_examples=120, deadline=None)
@given(data=st.data(), gone=st.lists(GONE, max_size=5))
def test_visible_text_does_not_depend_on_withheld_content(data, gone):
    kept = [data.draw(TEXT) for _ in range(len(gone) + 1)]
    one = visible(*world(kept, gone))
    others = [(data.draw(st.text(max_size=60)), codes, known) for _, codes, known in gone]
    text, withheld = world(kept, others)
    assert visible(text, withheld[::-1]) == one
    assert one[0] == "".join(kept)


@settings(max_examples=15, deadline=None)
@given(data=st.data(), gone=st.lists(GONE, min_size=1, max_size=3))
def test_pages_do_not_depend_on_withheld_content(data, gone):
    kept = [data.draw(TEXT) for _ in range(len(gone) + 1)]
    one = list(set_pages(*world(kept, gone)))
    others = [(data.draw(st.text(max_size=200)), codes, known) for _, codes, known in gone]
    assert list(set_pages(*world(kept, others))) == one
    silent = [("", codes, known) for _, codes, known in gone if known]
    between = iter(kept[1:])
    left = [kept[0]]
    for _, _, known in gone:
        if known:
            left.append(next(between))
        else:
            left[-1] += next(between)
    assert list(set_pages(*world(left, silent))) == one, "unacknowledged spans leave no trace"


def test_touching_deletions_of_one_code_are_one_and_of_two_codes_two():
    text = "name 900-12-3456 end"
    same = visible(text, [withhold(5, 9), withhold(9, 16)])
    assert same == ("name  end", (Mark(5, ("(b)(6)",), whole=False),))
    two = visible(text, [withhold(9, 16, ("(b)(7)(C)",)), withhold(5, 9)])
    assert [mark.codes for mark in two[1]] == [("(b)(6)",), ("(b)(7)(C)",)]


def test_overlapping_and_nested_spans_take_their_union():
    text = "0123456789"
    kept, marks = visible(text, [withhold(2, 6), withhold(4, 8), withhold(3, 4)])
    assert (kept, len(marks)) == ("0189", 1)


def test_white_space_between_two_deletions_stays():
    kept, marks = visible("aa bb", [withhold(0, 2), withhold(3, 5)])
    assert kept == " "
    assert [mark.at for mark in marks] == [0, 1]


def test_a_withholding_without_a_span_takes_the_whole_text():
    whole = Withheld((), None, None, ("(b)(6)",))
    kept, marks = visible("all of this", [whole, Withheld((), 0, None, ("(b)(6)",))])
    assert (kept, marks) == ("", (Mark(0, ("(b)(6)",), whole=True),))
