"""Words blanked out of an older text are found with their class; noise alone is never inside a line."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.reading.comparing.kinds import Position, Type

W = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
compared, joined, lines_of, noised, rng_of = (
    W[name] for name in ("compared", "joined", "lines_of", "noised", "rng_of")
)
WORDS = (Type.NEWLY_VISIBLE, Type.NEWLY_WITHHELD, Type.ALREADY_PUBLIC)
BOXES = ("", "[]", "24", "{i}")


def words_found(changes):
    return [change for change in changes if change.type in WORDS]


def blanked(lines, row, first, size, box):
    """Take words out of one line, leave what a reader makes of a box."""
    left = [box] if box else []
    return [
        line[:first] + left + line[first + size :] if at == row else line
        for at, line in enumerate(lines)
    ]


@given(seed=st.integers(0, 10**6), size=st.integers(1, 5), flat=st.booleans(),
       box=st.sampled_from(BOXES))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_words_blanked_inside_a_line_are_found_there_under_noise(seed, size, flat, box):
    rng = rng_of(seed)
    drawn = lines_of(rng, lines=42)  # no word twice in the record: elsewhere it would be another's
    pages = [drawn[:14], drawn[14:28], drawn[28:]]
    row, first = rng.randrange(4, 10), rng.randrange(1, 9 - size)
    # one line is nine words: what stands next to the box was read well, the rest as it comes
    near = {(row, at) for at in range(9)} | {(row - 1, at) for at in range(4, 9)}
    near |= {(row + 1, at) for at in range(5)}
    old = [noised(rng, page) for page in pages]
    old[1] = blanked(noised(rng, pages[1], spare=near), row, first, size, box)
    texts = [joined(page) for page in old]
    changes, summary = compared(
        {"r": "".join(texts) if flat else texts}, {"r": [joined(page) for page in pages]}
    )
    (found,) = words_found(changes)
    want = " ".join(pages[1][row][first : first + size])
    assert (found.type, found.page, found.words) == (Type.NEWLY_VISIBLE, 2, want)
    assert found.position is Position.INSIDE
    assert joined(pages[1])[found.start : found.end] == want
    assert found.context_before.split()[-1] == pages[1][row][first - 1]
    assert summary.counts[Type.NEWLY_VISIBLE] == 1


@pytest.mark.parametrize(
    ("row", "first", "size", "place"),
    [
        (9, 0, 3, Position.EDGE),
        (9, 6, 3, Position.EDGE),
        (9, 0, 9, Position.LINES),
    ],
)
def test_words_at_a_lines_end_and_whole_lines_have_their_own_class(row, first, size, place):
    page = lines_of(rng_of(3))
    old = blanked(page, row, first, size, "")
    changes, _ = compared({"r": [joined(old)]}, {"r": [joined(page)]})
    (found,) = words_found(changes)
    assert found.position is place
    assert found.position.check_scan == (place is Position.LINES)


def test_words_over_a_lines_end_are_never_called_inside_a_line():
    page = lines_of(rng_of(4))
    old = [list(line) for line in page]
    old[8], old[9] = old[8][:6], old[9][2:]
    changes, _ = compared({"r": [joined(old)]}, {"r": [joined(page)]})
    (found,) = words_found(changes)
    assert found.position is Position.EDGE
    assert found.words.split() == [*page[8][6:], *page[9][:2]]


def test_brackets_around_the_words_are_told():
    page = lines_of(rng_of(5))
    page[7][3], page[7][4] = "[" + page[7][3], page[7][4] + "]"
    old = blanked(page, 7, 3, 2, "[]")
    changes, _ = compared({"r": [joined(old)]}, {"r": [joined(page)]})
    (found,) = words_found(changes)
    assert found.position is Position.BRACKETS


@given(seed=st.integers(0, 10**6), flat=st.booleans())
@settings(max_examples=40, deadline=None)
def test_noise_alone_gives_nothing_inside_a_line_in_either_direction(seed, flat):
    rng = rng_of(seed)
    pages = [lines_of(rng) for _ in range(2)]
    old = [joined(noised(rng, page, 0.2)) for page in pages]
    new = [joined(noised(rng, page, 0.05)) for page in pages]
    changes, summary = compared({"r": "".join(old) if flat else old}, {"r": new})
    assert [change for change in words_found(changes) if change.position is Position.INSIDE] == []
    assert summary.rates[Position.INSIDE].back == 0


@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_identical_texts_have_nothing_new_whatever_they_repeat(seed):
    rng = rng_of(seed)
    page = joined(lines_of(rng, lines=rng.randrange(1, 9)))
    pages = [page, page, joined(lines_of(rng)), "one two\n", page]
    changes, summary = compared({"r": pages}, {"r": pages})
    assert {change.type for change in changes} == {Type.UNCHANGED}
    assert len(changes) == summary.pages == 5


def test_lines_read_in_another_order_are_not_new():
    page = lines_of(rng_of(6))
    order = [*range(8), 14, 15, *range(8, 14), *range(16, 22)]
    changes, _ = compared({"r": [joined(page)]}, {"r": [joined([page[i] for i in order])]})
    assert words_found(changes) == []


def test_words_that_another_older_text_has_are_already_public_and_it_is_named():
    page = lines_of(rng_of(7))
    old = blanked(page, 9, 3, 4, "[]")
    releases = [
        W["Texts"]("1998", {"r": joined(page)}),
        W["Texts"]("2001", {"r": [joined(old)]}),
    ]
    changes, _ = compared(releases, {"r": [joined(page)]})
    (found,) = words_found(changes)
    assert (found.type, found.seen_in) == (Type.ALREADY_PUBLIC, ("1998/r",))


def test_words_that_a_copy_in_another_record_shows_are_already_public():
    page = lines_of(rng_of(8))
    old = {"r": [joined(blanked(page, 9, 3, 4, ""))], "s": [joined(page)]}
    changes, _ = compared(old, {"r": [joined(page)]})
    (found,) = words_found(changes)
    assert (found.type, found.seen_in) == (Type.ALREADY_PUBLIC, ("2001/s",))


def test_a_name_that_stands_elsewhere_in_the_record_is_still_newly_visible_here():
    page = lines_of(rng_of(9))
    page[3][4] = page[9][4] = "warrenton"
    changes, _ = compared({"r": [joined(blanked(page, 9, 4, 1, ""))]}, {"r": [joined(page)]})
    (found,) = words_found(changes)
    assert (found.type, found.words) == (Type.NEWLY_VISIBLE, "warrenton")


def test_a_page_hardly_readable_before_is_never_called_unredacted():
    rng = rng_of(10)
    pages = [lines_of(rng) for _ in range(3)]
    garbage = "tbe wcn\nofi 1ll\nnmu qua\nzzx\n" * 12
    old = [joined(pages[0]), garbage, joined(pages[2])]
    changes, _ = compared({"r": old}, {"r": [joined(page) for page in pages]})
    assert [change.type for change in changes] == [
        Type.UNCHANGED, Type.UNREADABLE_BEFORE, Type.UNCHANGED,
    ]  # fmt: skip


def test_a_rare_name_that_is_on_no_list_is_found_and_a_heap_of_letters_is_not():
    page = lines_of(rng_of(11))
    page[9][4] = "brandorella"
    changes, _ = compared({"r": [joined(blanked(page, 9, 4, 1, ""))]}, {"r": [joined(page)]})
    assert [change.words for change in words_found(changes)] == ["brandorella"]
    page[9][4] = "brqndoxella"
    changes, _ = compared({"r": [joined(blanked(page, 9, 4, 1, ""))]}, {"r": [joined(page)]})
    assert words_found(changes) == []


def test_garbage_between_good_words_is_no_finding():
    page = lines_of(rng_of(12))
    new = blanked(page, 9, 4, 0, "qxzv wkjt bbnr")
    changes, _ = compared({"r": [joined(page)]}, {"r": [joined(new)]})
    assert words_found(changes) == []


def test_a_stamp_of_the_release_is_not_new():
    page = lines_of(rng_of(13))
    stamp = ["2025 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992"]
    damaged = ["2025 RELEASE UNDER THÉ PRESlDENT JOHN F. KENNEDV ASSASSINATION RECORD5 ACT"]
    for line in (stamp, damaged, ["NW 68261 DocId:32307660 Page 3"]):
        new = [*page[:9], line, *page[9:]]
        changes, _ = compared({"r": [joined(page)]}, {"r": [joined(new)]})
        assert [change.type for change in changes] == [Type.UNCHANGED]
