"""Both texts of a change: the gap is found, and what is blocked on one page is blocked on both."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tearline.reading.masking as module
from tearline.reading.comparing.both_texts import BothTexts, gap
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.kinds import Type
from tearline.reading.comparing.two_pages import TwoPages
from tearline.reading.masking import BLOCK, Masking

WORLD = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
OLD = (
    "The watchman saw two lamps on the eastern pier before midnight\n"
    "and told the harbor office that nobody had answered his signal.\n"
    "A tally clerk wrote into the ledger\n"
    "and the fire began in the third shed behind the customs house.\n"
)
WORDS = "the names of all barges"
NEW = OLD.replace("wrote into", f"wrote {WORDS} into")


def texts(old, new, words=WORDS, kind=Type.NEWLY_VISIBLE, paged=True):
    where = old if kind is Type.NEWLY_WITHHELD else new
    start = where.index(words)
    change = Change(
        kind, "r", "r", 1, start=start, end=start + len(words), old_release="2001", old_name="r",
        old_page=1 if paged else None, new_release="2002",
    )  # fmt: skip
    sources = [WORLD["Texts"]("2001", {"r": [old] if paged else old}),
               WORLD["Texts"]("2002", {"r": [new]})]  # fmt: skip
    return BothTexts(TwoPages(sources, [change]), Masking()).of(change)


@pytest.mark.parametrize("paged", [True, False])
def test_the_new_words_are_marked_and_the_gap_is_where_they_are_missing(paged):
    old, new = texts(OLD, NEW, paged=paged)
    assert new.at == WORDS
    assert new.before.endswith("tally clerk wrote")
    assert new.after.startswith("into the ledger")
    assert (old.at, old.why) == ("", "")
    assert old.before.endswith("tally clerk wrote")
    assert old.after.startswith("into the ledger")


def test_what_stands_in_the_gap_is_shown_in_it():
    old, _ = texts(OLD.replace("wrote into", "wrote [       ] into"), NEW)
    assert old.at == "[ ]"


@given(seed=st.integers(0, 10_000), at=st.integers(4, 17), many=st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_the_gap_is_found_in_a_noisy_text_to_within_a_few_letters(seed, at, many):
    rng = WORLD["rng_of"](seed)
    lines = WORLD["lines_of"](rng)
    gone = [*lines[:at], [*lines[at][:3], *lines[at][3 + many :]], *lines[at + 1 :]]
    spare = {(at, n) for n in range(9)}
    old = WORLD["joined"](WORLD["noised"](rng, gone, 0.08, spare))
    new = WORLD["joined"](lines)
    start = len(WORLD["joined"](lines[:at])) + len(" ".join(lines[at][:3])) + 1
    end = start + len(" ".join(lines[at][3 : 3 + many]))
    found = gap(new, (start, end), old)
    true = old.index(lines[at][2]) + len(lines[at][2])
    assert found is not None
    assert abs(found[0] - true) <= 12


def test_a_text_that_has_nothing_of_the_place_says_so():
    old, new = texts("Quite another page about ships and their cargo, of some length.\n" * 3, NEW)
    assert old.why
    assert new.at == WORDS


@pytest.mark.parametrize("number", ["523-45-6781", "523-45-\n6781"])
def test_a_personal_number_beside_the_words_is_in_neither_text(number):
    made = [one.replace("nobody had", f"number {number} had") for one in (OLD, NEW)]
    for stretch in texts(*made):
        said = f"{stretch.before}{stretch.at}{stretch.after}"
        assert "6781" not in said
        assert BLOCK in said


def test_what_one_page_blocks_is_blocked_on_the_other():
    plain = [one.replace("nobody had", "dxtx bxrn 12 March 1921 had") for one in (OLD, NEW)]
    old, _ = texts(plain[0], NEW.replace("nobody had", "date of birth: 12 March 1921 had"))
    assert "1921" not in old.before
    old, _ = texts(*plain)
    assert "1921" in old.before


def test_words_withheld_since_are_shown_on_neither_side():
    old, new = texts(NEW, OLD, kind=Type.NEWLY_WITHHELD)
    assert "barges" not in old.before + old.at + old.after
    assert BLOCK in old.at
    assert new.at == ""


def test_a_detector_that_fails_shows_neither_text(monkeypatch):
    def broken(pages, settings):
        raise RuntimeError

    monkeypatch.setattr(module, "find", broken)
    for stretch in texts(OLD, NEW):
        assert stretch.why
        assert not stretch.before + stretch.at + stretch.after


def test_a_word_that_the_other_page_shows_elsewhere_is_no_secret_of_it():
    made = NEW.replace("nobody had", "address: 12 Harbor Street, Wexford had")
    old, _ = texts(OLD.replace("nobody had", "12 Harbor Strxxt had"), made)
    assert "harbor office" in old.before
