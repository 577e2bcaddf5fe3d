"""The score counts what must be read and forgives what need not be."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from ocr_scoring import parse_truth, score, tokens


def test_tokens_are_normalised_on_both_sides():
    assert tokens("“The” Station: (June,1962) -- CD–971.") == [
        "the",
        "station",
        "june",
        "1962",
        "cd-971",
    ]


def test_marked_lines_are_neither_asked_for_nor_held_against_the_reader():
    truth = parse_truth("one two 1962\n^ three\n~four\n|five")
    found = score("one two three four", truth)
    assert (found.required, found.read, found.right) == (3, 2, 2)
    assert (found.numbers, found.numbers_right) == (1, 0)
    assert found.precision == 1


def test_scores_add_up():
    truth = parse_truth("one two")
    both = score("one", truth) + score("one two six", truth)
    assert (both.required, both.read, both.right) == (4, 4, 3)
