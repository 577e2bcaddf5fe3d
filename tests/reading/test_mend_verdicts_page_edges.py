"""Words lifted or withheld at a page's very start or end are found there, wherever pages break."""

import runpy
from itertools import pairwise
from pathlib import Path

import pytest

from tearline.reading.comparing.kinds import Type

W = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
compared, joined, lines_of, rng_of = (
    W[name] for name in ("compared", "joined", "lines_of", "rng_of")
)


def pages_of(seed=40, count=3):
    lines = lines_of(rng_of(seed), lines=10 * count)
    return [lines[at : at + 10] for at in range(0, len(lines), 10)]


def at_edge(pages, page, where):
    """Return the same pages with three words of a page's first or last line taken out, and those words."""
    made = [[line[:] for line in lines] for lines in pages]
    if where == "start":
        made[page][0] = made[page][0][3:]
        return made, pages[page][0][:3]
    made[page][-1] = made[page][-1][:-3]
    return made, pages[page][-1][-3:]


def texts(pages, mark="", where=None, page=None):
    made = [joined(lines) for lines in pages]
    if where == "start":
        made[page] = f"{mark} {made[page]}"
    elif where == "end":
        made[page] = f"{made[page].rstrip()} {mark}\n"
    return made


def flat(made):
    return "".join(made)


def rebroken(made):
    """Return the same text with its page breaks two lines later."""
    lines = flat(made).splitlines(keepends=True)
    cuts = [0, 12, 22, len(lines)]
    return ["".join(lines[low:high]) for low, high in pairwise(cuts)]


FORMS = {"same breaks": list, "one text": flat, "other breaks": rebroken}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ["start", "end"])
@pytest.mark.parametrize("page", [0, 1, 2])
def test_words_lifted_at_a_page_s_edge_are_newly_visible(page, where, form):
    pages = pages_of()
    less, words = at_edge(pages, page, where)
    changes, summary = compared(
        {"r": FORMS[form](texts(less, "[ ]", where, page))}, {"r": texts(pages)}
    )
    (found,) = [one for one in changes if one.type is Type.NEWLY_VISIBLE]
    assert (found.page, found.words) == (page + 1, " ".join(words))
    assert sum(rate.back for rate in summary.rates.values()) == 0


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ["start", "end"])
@pytest.mark.parametrize("page", [0, 1, 2])
def test_words_withheld_at_a_page_s_edge_are_newly_withheld(page, where, form):
    pages = pages_of()
    less, words = at_edge(pages, page, where)
    changes, _ = compared(
        {"r": FORMS[form](texts(pages))},
        {"r": texts(less, "[ ]", where, page)},
        show_withheld=True,
    )
    (found,) = [one for one in changes if one.type is Type.NEWLY_WITHHELD]
    assert found.words == " ".join(words)
    assert {one.page for one in changes if one.type is Type.UNCHANGED} == {1, 2, 3} - {page + 1}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ["start", "end"])
def test_words_gone_at_a_page_s_edge_without_a_mark_are_never_unchanged(where, form):
    pages = pages_of()
    for page in range(3):
        less, words = at_edge(pages, page, where)
        changes, _ = compared({"r": FORMS[form](texts(pages))}, {"r": texts(less)})
        left = [one for one in changes if one.type is not Type.UNCHANGED]
        assert {one.type for one in left} == {Type.UNSETTLED}
        assert all(one.note.startswith(f"{len(words)} words of the older text") for one in left)
        # Where the older text has no break there, nobody can say which of two pages had the words.
        beside = {page, page + 1} if where == "start" else {page + 1, page + 2}
        assert {page + 1} <= {one.page for one in left} <= beside
        assert form != "same breaks" or len(left) == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_same_text_with_other_breaks_is_unchanged(form):
    made = texts(pages_of())
    changes, _ = compared({"r": FORMS[form](made)}, {"r": made})
    assert {one.type for one in changes} == {Type.UNCHANGED}


def test_words_over_a_page_break_are_two_findings():
    pages = pages_of()
    less = [[line[:] for line in lines] for lines in pages]
    less[0][-1], less[1][0] = less[0][-1][:-3], less[1][0][3:]
    changes, _ = compared({"r": flat(texts(less))}, {"r": texts(pages)})
    found = [(one.page, one.words) for one in changes if one.type is Type.NEWLY_VISIBLE]
    assert found == [(1, " ".join(pages[0][-1][-3:])), (2, " ".join(pages[1][0][:3]))]


LINE = "the agent {} arrived in september with officers present near the embassy of the region"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("was paid $1000 for 12 rifles", "was paid $9000 for 72 rifles"),
        ("LI", "[ ]"),
        ("", "LI"),
        ("7", ""),
        ("did not", "did"),
        ("Иванов", ""),
        ("田中", "鈴木"),
    ],
)
@pytest.mark.parametrize("row", [0, 9, 19])
def test_short_words_numbers_and_other_scripts_that_differ_are_not_unchanged(old, new, row):
    lines = [" ".join(line) for line in lines_of(rng_of(7), lines=20)]
    pair = [[*lines[:row], LINE.format(words), *lines[row:]] for words in (old, new)]
    changes, _ = compared(*({"r": ["\n".join(one)]} for one in pair))
    assert Type.UNCHANGED not in {one.type for one in changes}


def test_a_page_of_another_script_is_read():
    page = "Совсем другое дело жизнь щука цыплёнок эхо юность " * 4
    changes, _ = compared({"r": [page]}, {"r": [page]})
    assert [one.type for one in changes] == [Type.UNCHANGED]
    changes, _ = compared({"r": [page]}, {"r": [page.replace("щука", "рыба", 1)]})
    assert [one.type for one in changes] == [Type.UNSETTLED]


def test_what_else_differs_on_a_page_with_a_finding_is_said():
    lines = lines_of(rng_of(9))
    old, new = [line[:] for line in lines], [line[:] for line in lines]
    old[5] = [*lines[5][:3], "[", "]", *lines[5][6:]]
    changes, _ = compared({"r": [joined(old)]}, {"r": [joined(new)]})
    assert [one.type for one in changes] == [Type.NEWLY_VISIBLE]
    new[12] = [*lines[12][:4], "4711", *lines[12][4:]]
    changes, _ = compared({"r": [joined(old)]}, {"r": [joined(new)]})
    assert [one.type for one in changes] == [Type.NEWLY_VISIBLE, Type.UNSETTLED]
    assert changes[1].note.startswith("besides what is told of it, 1 word")


@pytest.mark.parametrize("mark", ["[redacted]", "[(b)(6)]", "[ ]", "█████", "[JFK 5(g)(2)(D)]"])
def test_newly_visible_words_are_parted_where_something_is_still_deleted(mark):
    lines = lines_of(rng_of(12))
    old, new = [line[:] for line in lines], [line[:] for line in lines]
    old[8] = [*lines[8][:2], "[", "]", *lines[8][6:]]
    new[8] = [*lines[8][:4], mark, *lines[8][4:]]
    changes, _ = compared({"r": [joined(old)]}, {"r": [joined(new)]})
    found = [one.words for one in changes if one.type is Type.NEWLY_VISIBLE]
    assert found == [" ".join(lines[8][2:4]), " ".join(lines[8][4:6])]
