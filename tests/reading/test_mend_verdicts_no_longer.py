"""What the new release has no more is told as what it is: a page missing, a record closed, or withdrawn."""

import runpy
from pathlib import Path

import pytest

from tearline.reading.comparing.changes import compare
from tearline.reading.comparing.kinds import Type

W = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
Texts, compared, joined, lines_of, rng_of, show = (
    W[name] for name in ("Texts", "compared", "joined", "lines_of", "rng_of", "show")
)


def pages_of(seed, count):
    return [joined(lines_of(rng_of(100 * seed + number))) for number in range(count)]


def told(olds, new):
    rows = list(compare(olds, [new], mask=show))
    return rows[:-1], rows[-1]


def test_two_files_of_one_record_number_on_both_sides_are_unchanged():
    files = {"a": pages_of(1, 1), "a_more": pages_of(2, 3)}
    changes, _ = compared(files, files)
    assert [one.type for one in changes] == [Type.UNCHANGED] * 4


def test_a_page_that_moved_to_another_file_of_its_record_is_not_missing():
    one, more = pages_of(1, 2), pages_of(2, 2)
    changes, _ = compared({"a": one, "a_more": more}, {"a": [*one, more[0]], "a_more": [more[1]]})
    assert {change.type for change in changes} == {Type.UNCHANGED}


def test_a_page_missing_of_one_file_of_several_is_told_once_and_counts_as_no_withdrawal():
    one, more = pages_of(1, 2), pages_of(2, 3)
    changes, summary = compared({"a": one, "a_more": more}, {"a": one, "a_more": more[:2]})
    gone = [change for change in changes if change.type is not Type.UNCHANGED]
    assert [(c.type, c.old_name, c.old_page) for c in gone] == [(Type.MISSING_PAGE, "a_more", 3)]
    assert summary.counts.get(Type.WITHDRAWN, 0) == 0


@pytest.mark.parametrize("status", ["held", "pending", "withheld in full"])
def test_a_record_public_before_and_now_named_without_a_page_is_closed_again(status):
    old = Texts("2001", {"a": pages_of(1, 2)})
    new = Texts("2002", {"a": [], "b": []}, statuses={"a": status, "b": status})
    changes, summary = told([old], new)
    assert [change.type for change in changes] == [Type.CLOSED_AGAIN, Type.UNSETTLED]
    assert (changes[0].note, changes[0].old_release, changes[0].old_name) == (status, "2001", "a")
    assert summary.counts[Type.CLOSED_AGAIN] == 1


def test_what_was_closed_already_is_not_closed_again():
    first = Texts("2000", {"a": pages_of(1, 2)})
    second = Texts("2001", {"a": []}, statuses={"a": "held"})
    changes, _ = told([first, second], Texts("2002", {"a": []}, statuses={"a": "held"}))
    assert [change.type for change in changes] == [Type.UNSETTLED]


def test_a_record_whose_pages_cannot_be_read_is_not_called_closed():
    old = Texts("2001", {"a": pages_of(1, 2)})
    changes, _ = told([old], Texts("2002", {"a": []}))
    assert [change.type for change in changes] == [Type.UNSETTLED]
