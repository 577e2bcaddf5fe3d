"""Two fillings of one printed form agree in most words; only what stands at the withheld place tells."""

import pytest

from tearline.decisions.fillings import otherwise
from tearline.model.area import Area
from tearline.model.decision import Actor, ActorKind, Determination, Target, Verdict
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page, TextSource, Word

FORM = "BERTHING FORM of the harbor. Name of the applicant: {} Address of the office: river yard."
THERE = FORM.format("Ida Quillfeather")
AT = (THERE.index("Ida"), THERE.index(" Address"))


def page(text, sure=None):
    words, at = [], 0
    for word in text.split(" "):
        words.append(Word(word, at, at + len(word), Area(at, 0, at + 1, 1), sure))
        at += len(word) + 1
    return Page(1, 999, 999, text, tuple(words), TextSource.OCR, "", "")


def withheld(start=AT[0], end=AT[1]):
    target = Target("ab", 1, (), start, end)
    ann = Actor(ActorKind.PERSON, "ann", "login")
    at, exact = "2026-01-01T00:00:00Z", WidthPolicy.EXACT
    return Determination(target, Verdict.WITHHOLD, ("P",), exact, True, False, "", "", ann, at)


@pytest.mark.parametrize("name", ["Bob Ames", "Maximilian Worthington"])
def test_another_name_in_the_same_box_of_the_form_is_another_filling(name):
    assert otherwise(page(FORM.format(name), 91.0), page(THERE), withheld())


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (THERE, None),  # the same page
        (FORM.format("Ida Quil1feathcr"), None),  # the same, badly read
        (FORM.format("Bob Ames"), 40.0),  # unlike, but hardly read
        (FORM.format("").replace("  ", " "), None),  # nothing was read there
        (FORM.format("Bob Ames") + " Witness: Ida Quillfeather", None),  # it stands elsewhere
        ("Quite another letter of which nothing is in the form.", None),  # no such place
    ],
)
def test_whatever_is_in_doubt_stays_a_copy_to_be_looked_at(text, sure):
    assert not otherwise(page(text, sure), page(THERE), withheld())


def test_a_page_withheld_whole_and_a_place_without_words_are_never_another_filling():
    here = page(FORM.format("Bob Ames"))
    assert not otherwise(here, page(THERE), withheld(None, None))
    assert not otherwise(here, page(THERE), withheld(0, 8))  # nothing stands before it
