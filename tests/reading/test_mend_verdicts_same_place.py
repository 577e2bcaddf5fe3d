"""A word of the older page is shown only where the newer page shows it, wherever else that has it."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.reading.comparing.both_texts import BothTexts
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.kinds import Type
from tearline.reading.comparing.same_place import absent
from tearline.reading.comparing.two_pages import TwoPages
from tearline.reading.masking import Masking

W = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
MARKS = ["[(b)(6)]", "[ ]", "", "█████", "[redacted]", "[JFK 5(g)(2)(D)]"]


def hidden(old, new):
    return [old[start:end] for start, end in absent(old, new)]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("at", [(3, 4), (0, 0), (21, 8)])
def test_a_withheld_word_that_stands_elsewhere_too_is_hidden_at_its_own_place(mark, at):
    lines = W["lines_of"](W["rng_of"](11))
    row, place = at
    old = [line[:] for line in lines]
    old[row][place] = "Corvane"
    old[10][5] = "Corvane"
    new = [line[:] for line in old]
    new[row][place] = mark
    text = W["joined"](old)
    (span,) = absent(text, W["joined"](new))
    assert text[slice(*span)] == "Corvane"
    assert text.count("\n", 0, span[0]) == row


@given(st.integers(0, 10_000), st.integers(1, 5), st.sampled_from(MARKS))
@settings(max_examples=40, deadline=None)
def test_what_was_withheld_is_hidden_even_if_the_newer_page_says_all_of_it_elsewhere(
    seed, size, mark
):
    rng = W["rng_of"](seed)
    lines = W["lines_of"](rng, lines=14)
    words = [word for line in lines for word in line]
    secret = [f"{word.capitalize()}" for word in rng.sample(words, size)]
    first, second = sorted(rng.sample(range(4, len(words) - 4), 2))
    if second - first < 12:
        return
    opened = rng.random() < 0.5  # the other place: public all the time, or opened in the newer page
    old = [
        *words[:first],
        *secret,
        *words[first:second],
        *([] if opened else secret),
        *words[second:],
    ]
    new = [*words[:first], mark, *words[first:second], *secret, *words[second:]]
    text = " ".join(old)
    gone = absent(text, " ".join(new))
    start = len(" ".join(words[:first])) + 1
    place = (start, start + len(" ".join(secret)))
    for match in text[slice(*place)].split():
        at = text.index(match, place[0])
        assert any(low <= at < high for low, high in gone)


def test_where_a_word_can_be_matched_in_two_ways_it_is_hidden_on_both():
    line = "the clerk of the quay says they saw {} beside them at noon that day"
    gone = hidden(line.format("Corvane at Corvane"), line.format("Corvane"))
    assert gone.count("Corvane") == 2


def test_a_word_that_two_different_passages_share_is_hidden():
    line = "the clerk of the quay says they saw {} beside them at noon that day"
    old = line.format("how Kim went over Rome harbour")
    assert "Kim" in hidden(old, line.format("[ ] and Kim stayed inside Oslo"))


def test_a_like_word_between_two_deletions_is_another_word():
    line = "the clerk of the quay says they saw {} beside them at noon that day"
    assert hidden(line.format("Corvane"), line.format("[ ] Corvanes [ ]")) == ["Corvane"]
    assert hidden(line.format("Corvane"), line.format("Corvanes")) == []


def test_a_page_laid_beside_itself_hides_nothing_whatever_it_repeats():
    lines = W["lines_of"](W["rng_of"](4))
    lines[3] = lines[9] = lines[10]
    for text in (
        W["joined"](lines),
        "x",
        "",
        "[(b)(6)] a a a",
        "Привет мир " * 20,
        "東京東京の報告",
    ):
        assert hidden(text, text) == []


def test_names_numbers_and_single_letters_of_any_script_count():
    rest = "мы видели его на пристани поздно вечером"
    assert hidden(f"Иванов {rest}", f"[ ] {rest}") == ["Иванов"]
    assert hidden("東京で田中が話した", "東京で██が話した") == ["田", "中"]
    line = "the clerk paid them {} barges at noon on the quay"
    assert hidden(line.format("7 new"), line.format("[] new")) == ["7"]
    assert hidden(line.format("1000 old"), line.format("9000 old")) == ["1000"]


def test_half_a_word_is_not_the_word():
    line = "the clerk met {} at noon on the quay"
    assert hidden(line.format("Vantongeren"), line.format("Vanton███")) == ["Vantongeren"]


def test_deletion_marks_of_the_older_page_are_no_words_to_hide():
    line = "the clerk met {} at noon on the quay"
    assert hidden(line.format("[(b)(1)]"), line.format("Dora Corvane")) == []
    assert hidden(line.format("[Kim]"), line.format("[ ]")) == ["Kim"]


def test_a_stretch_read_in_another_order_is_shown():
    lines = W["lines_of"](W["rng_of"](8))
    turned = [*lines[:4], lines[15], *lines[4:15], *lines[16:]]
    assert hidden(W["joined"](lines), W["joined"](turned)) == []


def test_words_hidden_side_by_side_are_one_block():
    words = "the names of all barges"
    old = "Dora of Kim Corvane wrote into the ledger of the quay [ ] and left early, says Kim."
    new = f"[(b)(6)] wrote into the ledger of the quay {words} and left early, says Kim."
    start = new.index(words)
    change = Change(
        Type.NEWLY_VISIBLE, "r", "r", 1, start=start, end=start + len(words), old_release="2001",
        old_name="r", old_page=1, new_release="2002",
    )  # fmt: skip
    sources = [W["Texts"]("2001", {"r": [old]}), W["Texts"]("2002", {"r": [new]})]
    stretch, _ = BothTexts(TwoPages(sources, [change]), Masking()).of(change)
    assert stretch.before.startswith("[█████ not on the newer page] wrote into the ledger")
    assert stretch.before.count("█████") == 1
    assert stretch.after == "and left early, says Kim."


def test_a_withheld_word_beside_the_same_word_is_not_told_by_which_of_the_two_is_hidden():
    old = "the safety response of the ultimate Weekly weekly topic in the single garden of them all"
    new = (
        "the safety response of the ultimate [(b)(6)] weekly topic in the single garden of them all"
    )
    hidden = [old[low:high] for low, high in absent(old, new)]
    assert hidden == ["Weekly", "weekly"]
