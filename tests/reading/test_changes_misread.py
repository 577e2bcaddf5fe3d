"""Misread words tied inside the gaps of an alignment: in order, each once, exact matches left alone."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from tearline.reading.comparing.alignment import align
from tearline.reading.comparing.misread import tie

C = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
OLDS = st.sampled_from(["of", "ot", "harb0r", "hatbor", "harborn", "lnvoice", "pelican"])
NEWS = st.sampled_from(["of", "at", "harbor", "harbour", "invoice", "inv0ice", "pelican"])


def tied(old, new):
    """Return the alignment before and after."""
    exact, after = align(old, new), align(old, new)
    tie(old, new, after.forward, after.backward)
    return exact, after


@given(st.lists(OLDS, max_size=12), st.lists(NEWS, max_size=12))
def test_ties_are_in_order_each_once_and_leave_exact_matches_alone(old, new):
    exact, after = tied(old, new)
    assert all(at in (-1, now) for at, now in zip(exact.forward, after.forward, strict=True))
    pairs = [(i, j) for i, j in enumerate(after.forward) if j >= 0]
    assert [j for _, j in pairs] == sorted({j for _, j in pairs})
    assert pairs == [(i, j) for j, i in enumerate(after.backward) if i >= 0]
    for i, j in pairs:
        assert exact.forward[i] == j or min(len(new[i]), len(old[j])) > 2


@given(st.lists(OLDS, max_size=12), st.lists(NEWS, max_size=12))
def test_from_the_other_side_the_ties_are_as_good(old, new):
    exact, after = tied(old, new)
    forward, backward = list(exact.backward), list(exact.forward)
    tie(new, old, forward, backward)

    def worth(match, words, others):
        both = [(words[i], others[j]) for i, j in enumerate(match) if j >= 0]
        return sum(Indel.normalized_similarity(a, b) * (len(a) + len(b)) for a, b in both)

    assert worth(after.forward, new, old) == pytest.approx(worth(backward, new, old))


@given(st.integers(0, 200))
def test_a_word_misread_is_tied_to_itself_and_words_unlike_it_are_not(seed):
    rng = C["rng_of"](seed)
    (line,) = C["lines_of"](rng, lines=1, words=12)
    at = rng.randrange(2, 9)
    misread = line[at][0] + "4" + line[at][2:]
    old = [*line[:at], misread, *line[at + 2 :]]  # and the next word is not there at all
    _, after = tied(old, line)
    assert after.forward[at] == at
    assert after.forward[at + 1] == -1


def test_of_two_like_words_the_likest_is_taken_and_order_is_kept():
    two, one = ["start", "hatbur", "harborn", "end"], ["start", "harbor", "invoice", "end"]
    assert tied(two, one)[1].forward == [0, 2, -1, 3]
    assert tied(one, two)[1].forward == [0, -1, 1, 3]


def test_a_gap_too_large_to_be_compared_is_left_alone():
    old = [f"left{at:03}" for at in range(70)]
    new = [f"Left{at:03}x" for at in range(70)]
    assert set(tied(old, new)[1].forward) == {-1}
    assert set(tied(old[:20], new[:20])[1].forward) != {-1}
