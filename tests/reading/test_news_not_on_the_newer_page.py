"""The older page is shown only as far as the newer one goes, whatever the comparison noticed."""

import re
import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.model.area import Area
from tearline.model.page import Word
from tearline.reading.comparing.both_texts import BothTexts
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.kinds import Type
from tearline.reading.comparing.two_pages import TwoPages, absent
from tearline.reading.masking import Masking
from tearline.reading.witnesses.witness import WitnessPage

WORLD = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
WORDS = "the names of all barges"
NAME = "Dora Vantongeren"
HEAD = "The watchman saw two lamps on the eastern pier before midnight\nA tally clerk wrote"
TAIL = "into the ledger\nand left, says"


def shown(old, new, paged=True):
    """Return all that is shown of the older page beside words newly visible."""
    start = new.index(WORDS)
    change = Change(
        Type.NEWLY_VISIBLE, "r", "r", 1, start=start, end=start + len(WORDS), old_release="2001",
        old_name="r", old_page=1 if paged else None, new_release="2002",
    )  # fmt: skip
    sources = [WORLD["Texts"]("2001", {"r": [old] if paged else old}),
               WORLD["Texts"]("2002", {"r": [new] if paged else new})]  # fmt: skip
    stretch, _ = BothTexts(TwoPages(sources, [change]), Masking()).of(change)
    return f"{stretch.before} {stretch.at} {stretch.after}"


@pytest.mark.parametrize("paged", [True, False])
@pytest.mark.parametrize("mark", ["[(b)(6)]", "", "█████"])
def test_a_name_withheld_at_the_page_s_end_is_not_shown_though_nobody_noticed(mark, paged):
    old = f"{HEAD} [ ] {TAIL} {NAME}.\n"
    seen = shown(old, f"{HEAD} {WORDS} {TAIL} {mark}\n", paged)
    assert "antongeren" not in seen
    assert "into the ledger" in seen
    assert "tally clerk wrote" in seen


def test_a_name_withheld_at_the_page_s_start_and_in_the_very_gap_is_not_shown():
    new = f"{HEAD} {WORDS} {TAIL}\n"
    assert "antongeren" not in shown(f"{NAME} {HEAD} [ ] {TAIL}\n", new)
    assert "antongeren" not in shown(f"{HEAD} [ ] {NAME} {TAIL}\n", new)


def test_what_scanning_explains_is_the_same_word():
    assert (
        absent(
            "The watchrnan wrote 1,407 into the led-\nger",
            "The watchman wrote 1,407 into the ledger",
        )
        == []
    )
    assert absent("paid 1407", "paid 1408") == [(5, 9)]


@given(seed=st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_a_noisy_reading_of_the_same_page_is_shown_nearly_whole(seed):
    rng = WORLD["rng_of"](seed)
    lines = WORLD["lines_of"](rng)
    noisy = WORLD["joined"](WORLD["noised"](rng, lines))
    gone = absent(noisy, WORLD["joined"](lines))
    assert len(gone) <= 0.02 * len(noisy.split())


def test_a_short_name_is_not_shown_either():
    old = f"{HEAD} [ ] {TAIL} Kim Orr.\n"
    seen = shown(old, f"{HEAD} {WORDS} {TAIL} [(b)(6)]\n")
    assert "Kim" not in seen
    assert "Orr" not in seen


def test_a_word_under_the_newer_page_s_deletion_is_hidden_though_it_stands_elsewhere_on_it():
    def boxed(text, deletions=()):
        words = tuple(
            Word(m[0], *m.span(), Area(100 * m.start(), 0, 100 * m.end() - 50, 900), 90.0)
            for m in re.finditer(r"\S+", text)
        )
        return WitnessPage(1, text, words, 61_200, 79_200, deletions=deletions)

    old = boxed("Corvane sailed [ ] early, says Corvane.")
    last = old.words[-1].area
    new = boxed("Corvane sailed in the night early, says [(b)(6)]", (last,))
    start = new.text.index("in the night")
    change = Change(
        Type.NEWLY_VISIBLE, "r", "r", 1, start=start, end=start + 12, old_release="2001",
        old_name="r", old_page=1, new_release="2002",
    )  # fmt: skip
    sources = [WORLD["Texts"]("2001", {"r": [old]}), WORLD["Texts"]("2002", {"r": [new]})]
    side = TwoPages(sources, [change]).old(change)
    assert [old.text[a:b] for a, b in side.hidden] == ["Corvane."]
    assert side.hidden[0][0] > 20
