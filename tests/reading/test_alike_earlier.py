"""Where a page was published before: found under damage, and no form filled in otherwise taken for it."""

import random
import runpy
from pathlib import Path

import pytest

from tearline.reading.alike.earlier import OldPages
from tearline.reading.alike.page_text import PIECE, PageText, Where, pages_of
from tearline.reading.lists.numbers import Aliases
from tearline.reading.witnesses.witness import open_witnesses

_PAGES = runpy.run_path(str(Path(__file__).with_name("test_alike_pages.py")))
damaged, page, prose = _PAGES["damaged"], _PAGES["page"], _PAGES["prose"]
FORM = "name address city street date birth telephone signature salary grade office"
LABELS = FORM.split()


def filled(n):
    rng = random.Random(n)
    return " ".join(
        f"{label} {prose(f'{n} {label}', 3)} {rng.randrange(10**6):06d}" for label in LABELS * 2
    )


@pytest.fixture(scope="module")
def old():
    pages = [page(f"r{n}", prose(n), release="2022") for n in range(120)]
    pages += [page(f"f{n}", filled(n), release="2022") for n in range(60)]
    return OldPages.build([*pages, page("empty", ""), page("short", "SECRET")])


def test_the_same_letters_are_found_and_the_first_of_them_is_named():
    old = OldPages.build([page("a", prose(1)), page("b", prose(1)), page("c", prose(2))])
    assert old.same_as(prose(1).upper()) == (Where("2023", "a", 1), 1.0)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_a_page_read_with_many_wrong_letters_is_found(old, share):
    for n in (3, 50, 117):
        found = old.same_as(damaged(prose(n), share, seed=n))
        assert found is not None
        assert found.where.record == f"r{n}"


def test_a_page_that_was_not_published_is_not_found(old):
    assert [old.same_as(prose(f"new {n}")) for n in range(30)] == [None] * 30


def test_a_form_filled_in_otherwise_is_another_page(old):
    assert [old.same_as(filled(1000 + n)) for n in range(20)] == [None] * 20
    again = old.same_as(damaged(filled(7), 0.1))
    assert again is not None
    assert again.where.record == "f7"


def test_empty_and_short_pages_were_never_published(old):
    assert old.same_as("") is None
    assert old.same_as("SECRET") is None
    assert old.count == 182


def test_an_index_of_nothing_answers_nothing():
    assert OldPages.build([]).same_as(prose(1)) is None
    assert OldPages.build([PageText(Where("", "a", 1), "")]).same_as(prose(1)) is None


def test_a_page_with_a_passage_lifted_is_the_page_published_before(old):
    words = prose(9).split()
    lifted = " ".join([*words[:70], *prose("lifted", 20).split(), *words[70:]])
    found = old.same_as(lifted)
    assert found is not None
    assert found.where.record == "r9"


def test_more_agreement_can_be_asked_for(old):
    text = damaged(prose(5), 0.5)
    found = old.same_as(text)
    assert found is not None
    assert old.same_as(text, at_least=found.likeness) == found
    assert old.same_as(text, at_least=found.likeness + 0.01) is None


def test_a_text_without_page_marks_is_found_piece_by_piece(tmp_path):
    pages = [prose(n, 200) for n in range(10)]
    (tmp_path / "a.md").write_text("\n".join(pages), "utf-8")
    (tmp_path / "b.md").write_text(f"## Page 1\n{prose(77)}\n## Page 2\n\n## Page 3\n{prose(78)}\n")
    source = open_witnesses(tmp_path, Aliases.none(), "2018")
    made = list(pages_of(source))
    assert [p.where.page for p in made if p.where.record == "b"] == [1, 2, 3]
    old = OldPages.build(made)
    for n, text in enumerate(pages):
        found = old.same_as(text)
        assert found is not None, n
        assert found.where == Where("2018", "a", 0)
    found = old.same_as(prose(78))
    assert found is not None
    assert found.where == Where("2018", "b", 3)


@pytest.mark.parametrize("words", [0, 1, PIECE, PIECE + 9, 2 * PIECE, 5 * PIECE - 1])
def test_pieces_are_the_whole_text_and_none_is_a_scrap(tmp_path, words):
    text = " ".join(f"word{n}" for n in range(words))
    (tmp_path / "a.md").write_text(text, "utf-8")
    pieces = [p.text for p in pages_of(open_witnesses(tmp_path, Aliases.none()))]
    assert "".join(pieces) == text
    assert all(len(piece.split()) >= min(words, PIECE // 2) for piece in pieces)
    assert all(len(piece.split()) <= 3 * PIECE // 2 for piece in pieces)
