"""Every page gets a verdict, records are matched by key, and nothing that cannot be told is called told."""

import json
import runpy
from pathlib import Path

import pytest

from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.page import Word
from tearline.reading.comparing.change import Summary
from tearline.reading.comparing.changes import compare, with_rates
from tearline.reading.comparing.kinds import Position, Type
from tearline.reading.masking import BLOCK
from tearline.reading.witnesses.witness import WitnessPage

W = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
Texts, compared, joined, lines_of, rng_of, show = (
    W[name] for name in ("Texts", "compared", "joined", "lines_of", "rng_of", "show")
)


def pages_of(seed, count):
    rng = rng_of(seed)
    return [joined(lines_of(rng)) for _ in range(count)]


def types(changes):
    return [(change.record, change.page, change.type) for change in changes]


def test_a_record_no_older_release_has_is_new_with_each_page():
    changes, summary = compared({"a": pages_of(1, 1)}, {"a": pages_of(1, 1), "b": pages_of(2, 2)})
    assert types(changes)[1:] == [
        ("b", None, Type.NEW_RECORD), ("b", 1, Type.NEW_PAGE), ("b", 2, Type.NEW_PAGE),
    ]  # fmt: skip
    assert (summary.records, summary.pages, summary.common, summary.absent) == (2, 3, 1, 0)


def test_a_new_number_is_not_a_new_page():
    pages = pages_of(3, 3)
    extra = pages_of(4, 1)
    changes, _ = compared({"a": pages}, {"b": [pages[0], extra[0], pages[2]]})
    assert types(changes) == [
        ("b", None, Type.NEW_RECORD), ("b", 1, Type.REPOSTED), ("b", 2, Type.NEW_PAGE),
        ("b", 3, Type.REPOSTED),
    ]  # fmt: skip
    assert changes[1].seen_in == ("2001/a",)


def test_what_a_page_posted_under_a_new_number_gained_is_found():
    lines = lines_of(rng_of(5))
    old = [*lines[:9], lines[9][:3] + lines[9][6:], *lines[10:]]
    changes, _ = compared({"a": [joined(old)]}, {"b": [joined(lines)]})
    found = [change for change in changes if change.type is Type.NEWLY_VISIBLE]
    assert [change.words for change in found] == [" ".join(lines[9][3:6])]
    assert (found[0].old_name, found[0].name) == ("a", "b")


def test_an_index_of_copies_is_asked_before_a_page_is_called_new():
    asked = []

    def copies(key, page):
        asked.append((key, page.number))
        return "elsewhere/x p. 7"

    changes, _ = compared({"a": pages_of(1, 1)}, {"b": pages_of(2, 1)}, copies=copies)
    assert asked == [("b", 1)]
    assert changes[1].seen_in == ("elsewhere/x p. 7",)


def test_a_page_inserted_in_a_known_record_is_new_and_its_neighbours_unchanged():
    pages = pages_of(6, 4)
    changes, _ = compared({"a": [*pages[:2], pages[3]]}, {"a": pages})
    assert [change.type for change in changes] == [
        Type.UNCHANGED, Type.UNCHANGED, Type.NEW_PAGE, Type.UNCHANGED,
    ]  # fmt: skip


def test_pages_that_changed_places_are_unchanged():
    pages = pages_of(7, 5)
    changes, _ = compared({"a": pages}, {"a": [pages[i] for i in (0, 3, 1, 2, 4)]})
    assert {change.type for change in changes} == {Type.UNCHANGED}
    assert [change.old_page for change in changes] == [1, 4, 2, 3, 5]


def test_a_page_that_is_gone_is_missing_and_a_record_that_is_gone_is_only_absent():
    pages = pages_of(8, 3)
    changes, summary = compared({"a": pages, "z": pages_of(9, 1)}, {"a": [pages[0], pages[2]]})
    (gone,) = [change for change in changes if change.type is Type.MISSING_PAGE]
    assert (gone.record, gone.old_page) == ("a", 2)
    assert summary.absent == 1
    assert any("no withdrawal" in note for note in summary.notes)


def test_a_record_that_the_release_calls_withdrawn_is_withdrawn():
    new = Texts("2002", {"a": []}, statuses={"a": "withdrawn"})
    rows = list(compare([Texts("2001", {"a": pages_of(1, 1)})], [new], mask=show))
    assert [row.type for row in rows[:-1]] == [Type.WITHDRAWN]


@pytest.mark.parametrize("empty", ["", " \n\n", "--- . --"])
def test_an_empty_page_is_never_unchanged(empty):
    pages = pages_of(10, 2)
    changes, summary = compared({"a": [pages[0], empty]}, {"a": [pages[0], empty]})
    assert changes[1].type is Type.UNSETTLED
    assert "no text" in changes[1].note
    assert summary.counts.get(Type.UNCHANGED) == 1
    changes, _ = compared({"a": [pages[0], empty]}, {"a": pages})
    assert changes[1].type is Type.UNREADABLE_BEFORE


def test_a_record_that_was_empty_before_was_unreadable_and_is_not_new():
    changes, _ = compared({"a": [""]}, {"a": pages_of(11, 1)})
    assert [change.type for change in changes] == [Type.UNREADABLE_BEFORE]


def test_two_files_of_one_record_are_both_older_texts_and_both_compared():
    pages = pages_of(12, 2)
    old = {"a_1": [pages[0]], "a_2": [pages[1]]}
    changes, summary = compared(old, {"a_multi": pages, "a_x": [pages[1]]})
    assert {change.type for change in changes} == {Type.UNCHANGED}
    assert [(change.name, change.old_name) for change in changes] == [
        ("a_multi", "a_1"), ("a_multi", "a_2"), ("a_x", "a_2"),
    ]  # fmt: skip
    assert (summary.records, summary.common) == (2, 1)


def test_no_common_record_is_said():
    _, summary = compared({"a": pages_of(1, 1)}, {"b": pages_of(2, 1)})
    assert any("no record is in both" in note for note in summary.notes)
    assert all(rate.rate is None for rate in summary.rates.values())


def test_nothing_to_compare_with_is_a_usage_error():
    with pytest.raises(UsageError, match="nothing to compare"):
        list(compare([], [Texts("2002", {})], mask=show))


def page_with_deletion(lines, row, first, size):
    """Return a page of a release on which words gave way to a marker, with boxes."""
    kept = [*lines[:row], [*lines[row][:first], "[(b)(6)]", *lines[row][first + size :]],
            *lines[row + 1 :]]  # fmt: skip
    text, words, at = joined(kept), [], 0
    for y, line in enumerate(kept):
        for x, word in enumerate(line):
            start = text.index(word, at)
            at = start + len(word)
            area = Area(x * 1000, y * 1000, x * 1000 + 900, y * 1000 + 800)
            words.append(Word(word, start, at, area, None if word[0] == "[" else 95.0))
    deleted = next(word.area for word in words if word.confidence is None)
    return WitnessPage(1, text, tuple(words), 10_000, 30_000, deletions=(deleted,))


def test_words_gone_at_a_deletion_are_newly_withheld_unshown_and_no_error_of_the_class():
    lines = lines_of(rng_of(14))
    new = page_with_deletion(lines, 9, 3, 3)
    changes, summary = compared({"a": [joined(lines)]}, {"a": [new]})
    (gone,) = changes
    assert (gone.type, gone.position) == (Type.NEWLY_WITHHELD, Position.INSIDE)
    assert BLOCK in gone.words
    assert not set(lines[9][3:6]) & set(gone.words.split())
    assert joined(lines)[gone.start : gone.end] == " ".join(lines[9][3:6])
    assert summary.rates[Position.INSIDE].back == 0
    changes, _ = compared({"a": [joined(lines)]}, {"a": [new]}, show_withheld=True)
    assert changes[0].words == " ".join(lines[9][3:6])


def test_words_lifted_from_a_deletion_are_newly_visible_with_their_boxes():
    lines = lines_of(rng_of(15))
    old = page_with_deletion(lines, 9, 3, 3)
    whole = page_with_deletion([*lines[:9], [*lines[9], "x"], *lines[10:]], 9, 9, 1)
    changes, _ = compared({"a": [old]}, {"a": [whole]})
    (found,) = [change for change in changes if change.type is Type.NEWLY_VISIBLE]
    assert found.words == " ".join(lines[9][3:6])
    assert [area.as_list() for area in found.areas] == [[3000, 9000, 5900, 9800]]


def test_nothing_leaves_without_the_mask():
    lines = lines_of(rng_of(16))
    old = [*lines[:9], lines[9][:3] + lines[9][6:], *lines[10:]]
    asked = []

    def mask(text, spans):
        asked.append(text)
        return ["hidden"] * len(spans)

    changes, _ = compared({"a": [joined(old)]}, {"a": [joined(lines)]}, mask=mask)
    assert asked == [joined(lines)]
    (found,) = changes
    assert (found.words, found.context_before, found.context_after) == ("hidden",) * 3
    told = " ".join(str(value) for value in found.as_json().values())
    assert not any(word in told.split() for line in lines for word in line)
    assert "hidden" not in repr(found)


def test_the_same_input_gives_the_same_bytes():
    old = {"a": pages_of(17, 2), "b": [joined(lines_of(rng_of(18)))]}
    lines = lines_of(rng_of(18))
    new = {"b": [joined(lines)], "a": pages_of(17, 2), "c": pages_of(19, 1)}

    def run():
        changes, summary = compared(old, new)
        return json.dumps([row.as_json() for row in (*changes, summary)])

    assert run() == run()


def test_each_change_of_words_carries_the_rate_of_its_class_with_its_n():
    new, old = [], []
    for seed in range(12):
        lines = lines_of(rng_of(100 + seed))
        new.append(joined(lines))
        old.append(joined([*lines[:9], lines[9][:3] + lines[9][6:], *lines[10:]]))
    rows = list(with_rates(compare([Texts("1", {"a": old})], [Texts("2", {"a": new})], mask=show)))
    assert isinstance(rows[-1], Summary)
    rates = {row.error_rate for row in rows[:-1] if row.type is Type.NEWLY_VISIBLE}
    (rate,) = rates
    assert (rate.found, rate.back, rate.rate) == (12, 0, 0.0)
    assert 0 < rate.high < 0.5
    data = rows[0].as_json()
    assert data["error_rate"]["n"] == 12
    assert data["type"] == "newly_visible"
    assert data["class"] == "inside_line"


def test_a_record_withdrawn_earlier_is_not_counted_again():
    olds = [
        Texts("2001", {"a": pages_of(1, 1)}),
        Texts("2002", {"a": []}, statuses={"a": "withdrawn"}),
    ]
    new = Texts("2003", {"a": []}, statuses={"a": "withdrawn"})
    assert list(compare(olds, [new], mask=show))[:-1] == []
