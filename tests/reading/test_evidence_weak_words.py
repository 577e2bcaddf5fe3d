"""Words that texts alone do not prove: told where the old scan hides them, and nowhere else, either way."""

import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from tearline.reading.comparing.changes import compare
from tearline.reading.comparing.kinds import Evidence, Type

HERE = Path(__file__).parent
W = runpy.run_path(str(HERE / "evidence_world.py"))
C = runpy.run_path(str(HERE / "changes_world.py"))
HIDING = (Evidence.BOX, Evidence.BRACKET, Evidence.BLANK)
LITTLE = ["which", "there", "would"]  # too common to say anything
DIRT = ["xqzvk", "wqxtp", "vjkqz"]
SHOWN = ["quarters", "umbrella"]
SEEDS = range(40, 43)


def scans(seed, cover, words):
    """Return two releases of a paper with some words inside a line, under a cover in the older one."""
    rng = W["rng_of"](seed)
    lines = C["lines_of"](rng, lines=16, words=8)
    lines[7][3:5] = words
    first = sum(map(len, lines[:7])) + 3
    return W["pair"](rng, lines, range(first, first + len(words)), cover, dpis=(200, 200))


def compared(old, new):
    """Return the changes of words, and the summary."""
    *rows, summary = compare(old if isinstance(old, list) else [old], [new], mask=C["show"])
    return [row for row in rows if getattr(row, "position", None)], summary


def errors(summary):
    return sum(rate.back for rate in summary.rates.values()), summary.proven.back


@pytest.mark.parametrize("cover", ["black", "typed bracket", "white", "ink", "other words"])
def test_a_weak_hit_is_told_where_the_old_scan_hides_it_and_only_there(cover):
    told = 0
    for seed in SEEDS:
        found, summary = compared(*scans(seed, cover, LITTLE))
        assert sum(summary.looks.get(kind, 0) for kind in HIDING) == len(found)
        assert all(one.type is Type.NEWLY_VISIBLE for one in found)
        assert all(one.proven is (one.evidence is not Evidence.BLANK) for one in found)
        assert all("the old scan shows" in one.note for one in found)
        told += len(found)
    assert told == 0 if cover in ("ink", "other words") else told > len(SEEDS) / 2


@pytest.mark.parametrize("lacks", ["old", "new", "both"])
def test_a_weak_hit_without_a_scan_of_both_pages_is_never_told_nor_counted(lacks):
    old, new = scans(40, "black", LITTLE)
    for release, name in ((old, "old"), (new, "new")):
        if lacks in (name, "both"):
            release._image = None
    for one, other in ((old, new), (new, old)):
        found, summary = compared(one, other)
        assert found == []
        assert errors(summary) == (0, 0)


@pytest.mark.parametrize("cover", ["black", "white", "ink", "other words"])
def test_backwards_the_same_words_are_counted_by_the_same_look(cover):
    for seed in SEEDS:
        old, new = scans(seed, cover, LITTLE)
        found, _ = compared(old, new)
        gone, summary = compared(new, old)
        proven = sum(one.proven for one in found)
        assert errors(summary) == (len(found) - proven, proven)
        assert [one.type for one in gone] == [Type.NEWLY_WITHHELD] * proven


def test_what_is_garbled_is_told_at_a_box_and_not_on_blank_paper():
    at_a_box = [one for seed in SEEDS for one in compared(*scans(seed, "black", DIRT))[0]]
    assert len(at_a_box) > len(SEEDS) / 2
    assert all(one.evidence is Evidence.BOX for one in at_a_box)
    blank = 0
    for seed in SEEDS:
        found, summary = compared(*scans(seed, "white", DIRT))
        assert found == []
        blank += summary.looks.get(Evidence.BLANK, 0)
        assert errors(compared(*reversed(scans(seed, "white", DIRT)))[1]) == (0, 0)
    assert blank > len(SEEDS) / 2


def misread(release, first, count, *, wholly=False):
    """Damage a letter of some words of a page, or leave no letter of them; every word stays where it is."""
    page = release.page
    text, words = page.text, list(page.words)
    for at in range(first, first + count):
        word = words[at]
        wrong = "." * len(word.text) if wholly else word.text[0] + "4" + word.text[2:]
        text = text[: word.start] + wrong + text[word.end :]
        words[at] = replace(word, text=wrong)
    release.page = replace(page, text=text, words=tuple(words))


@pytest.mark.parametrize("side", [-3, 0])
def test_misread_neighbours_do_not_hide_a_span_where_both_pages_have_boxes(side):
    old, new = scans(41, "black", ["harbor", "invoice", "pelican"])
    misread(old, 7 * 8 + 3 + side, 3)
    (found,), summary = compared(old, new)
    assert (found.words, found.evidence) == ("harbor invoice pelican", Evidence.BOX)
    assert not found.note  # its neighbours once tied, the texts tell it themselves
    assert summary.proven.found == 1
    _, summary = compared(new, old)
    assert errors(summary) == (0, 1)


def test_texts_without_boxes_are_judged_by_exact_neighbours_as_before():
    old, new = scans(41, "black", ["harbor", "invoice", "pelican"])
    misread(old, 7 * 8, 3)
    for release in (old, new):
        release.page = replace(release.page, words=())
    assert compared(old, new)[0] == []


@pytest.mark.parametrize("side", ["old", "new"])
def test_a_paper_scanned_twice_has_nothing_new_whatever_was_misread(side):
    for seed in SEEDS:
        rng = W["rng_of"](seed)
        lines = C["lines_of"](rng, lines=16, words=8)
        old, new = W["pair"](rng, lines, (), "ink")
        for first in (20, 57, 90):
            misread(old if side == "old" else new, first, 5)
        found, summary = compared(old, new)
        assert found == []
        assert errors(summary) == (0, 0)


def narrowed(seed, cover, side):
    """Return two releases with a word under a cover, and two beside it that were not read."""
    rng = W["rng_of"](seed)
    lines = C["lines_of"](rng, lines=16, words=8)
    lines[7][3:6] = [*SHOWN, "harbor"] if side == "left" else ["harbor", *SHOWN]
    hidden = 7 * 8 + (5 if side == "left" else 3)
    old, new = W["pair"](rng, lines, [hidden], cover, dpis=(200, 200))
    misread(old, 7 * 8 + 3, 2, wholly=True)
    return old, new


@pytest.mark.parametrize("side", ["left", "right"])
def test_words_at_an_end_that_the_old_scan_shows_are_left_out_of_what_it_hides(side):
    told = proven = 0
    for seed in SEEDS:
        found, _ = compared(*narrowed(seed, "black", side))
        _, summary = compared(*reversed(narrowed(seed, "black", side)))
        assert {one.words for one in found if one.proven} <= {"harbor"}
        told += sum(one.proven for one in found)
        proven += summary.proven.back
    assert told == proven > len(SEEDS) / 2


@pytest.mark.parametrize("cover", ["ink", "other words"])
def test_nothing_is_narrowed_to_what_the_old_scan_does_not_hide(cover):
    for seed in SEEDS:
        old, new = narrowed(seed, cover, "right")
        found, summary = compared(old, new)
        assert not any(one.evidence.hides for one in found)
        unclear = [one.words for one in found if one.evidence is Evidence.UNCLEAR]
        assert unclear == ["harbor quarters umbrella"] * len(unclear)
        assert summary.proven.found == 0
        assert compared(new, old)[1].proven.back == 0


def said_twice(seed, cover, words=()):
    """Return two releases of a paper that has a line twice, two words under a cover in one place."""
    rng = W["rng_of"](seed)
    lines = C["lines_of"](rng, lines=16, words=8)
    lines[3][3 : 3 + len(words)] = words
    lines[11] = list(lines[3])
    return W["pair"](rng, lines, range(11 * 8 + 3, 11 * 8 + 5), cover, dpis=(200, 200))


def test_a_box_overrules_what_the_text_of_its_own_page_can_be_read_to_say():
    (found,), _ = compared(*said_twice(50, "black"))
    assert (found.type, found.seen_in, found.proven) == (Type.NEWLY_VISIBLE, (), True)
    _, summary = compared(*reversed(said_twice(50, "black")))
    assert errors(summary) == (0, 1)


def test_where_the_scan_hides_nothing_the_text_of_the_page_counts():
    (found,), _ = compared(*said_twice(50, "other words"))
    assert (found.type, found.seen_in) == (Type.ALREADY_PUBLIC, ("2001/r",))
    _, summary = compared(*reversed(said_twice(50, "other words")))
    assert errors(summary) == (0, 0)


@pytest.mark.parametrize("name", ["r", "s"])
def test_no_box_overrules_another_release_or_another_record_that_shows_the_words(name):
    old, new = said_twice(50, "black")
    shows = C["Texts"]("2000", {name: [new.page.text]})
    (found,), _ = compared([shows, old], new)
    assert (found.type, found.evidence) == (Type.ALREADY_PUBLIC, Evidence.BOX)
    assert found.seen_in == (f"2000/{name}",)


def test_blank_paper_alone_does_not_overrule_a_text_and_a_box_does():
    weak = LITTLE[:2]
    found, summary = compared(*said_twice(50, "white", weak))
    assert found == []
    assert summary.looks.get(Evidence.BLANK) == 1
    assert errors(compared(*reversed(said_twice(50, "white", weak)))[1]) == (0, 0)
    (found,), _ = compared(*said_twice(50, "black", weak))
    assert (found.type, found.proven) == (Type.NEWLY_VISIBLE, True)


def test_a_weak_hit_that_another_text_shows_is_not_told():
    old, new = scans(40, "black", LITTLE)
    shows = C["Texts"]("2000", {"r": [new.page.text]})
    assert compared([shows, old], new)[0] == []
