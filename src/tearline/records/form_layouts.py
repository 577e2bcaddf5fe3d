"""Pairing the labels of one identification sheet with their values, however the page was torn.

Promises: a value on its label's line is its label's, if it can be; values that stand below, or
below a whole block of labels, are given to the labels still waiting, in the printed order, so that
all suit as well as they can together. A value that suits a second label nearly as well is given
to neither.

Does not promise: a value whose line was lost, nor order where a column was read upside down.
"""

# ruff: noqa: PLR2004  (weights are read best where they stand)
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tearline.records.form_alignment import LONG, RAN_ON, TYPED, Value, Waiting, align
from tearline.records.form_labels import HEADS, ORDER, SECOND_HALF, SYSTEM, UNREAD, Mark
from tearline.records.form_values import ACT, NEVER, fit, is_undated, sheet_date

# Fields whose value, begun on the label's own line, may run on below it.
_RUNS_ON = LONG - {"agency_file_number", "series"}
_UPPER = frozenset({"originator", "from", "to", "title"})  # what stands above the date
_NO_FIELDS = frozenset({"print_date", "print_page", "new"})
_PLACE = {name: place for place, name in enumerate(ORDER)}
_SECOND = _PLACE["originator"]  # the first field of the second half
_LINES = 60  # of a run that are looked at


def pair(marks: Sequence[Mark]) -> list[Value]:
    """Return the values of one sheet's labels; a field in dispute is left out."""
    found: list[Value] = []
    waiting: list[Waiting] = []
    lines: list[Mark] = []
    names = {mark.label for mark in marks}
    run = 0
    for index, mark in enumerate([*marks, Mark(SYSTEM, "", 0, 0, -1, gap=True)]):
        if not mark.label:
            lines.append(mark)
            continue
        if lines:
            later: list[Waiting] = []
            if mark.label == SECOND_HALF:  # what stands above it belongs to the first half
                later = [one for one in waiting if _PLACE[one.name] >= _SECOND]
                waiting[:] = [one for one in waiting if _PLACE[one.name] < _SECOND]
            _hand_out(waiting, lines, run, found, names)
            lines, run = [], run + 1
            if later:
                waiting[:] = [replace(one, run=run) for one in later]
        if mark.label not in HEADS:
            _take(mark, waiting, lines, run, found)
        elif mark.label == SECOND_HALF and "originator" not in names:
            lines_below = marks[index + 1 : index + 2]
            if lines_below and not lines_below[0].label and (
                fit("originator", lines_below[0].text) >= 5.0):  # fmt: skip
                found.append(Value("originator", tuple(lines_below), 0.8))
    return _settled(found)


def _take(
    mark: Mark, waiting: list[Waiting], lines: list[Mark], run: int, found: list[Value]
) -> None:
    """Take one label: with the value on its line, where that can be its value."""
    name = _renamed(mark, waiting, found)
    if not name:
        return
    if not mark.text:
        waiting.append(Waiting(name, mark.sure, run, gap=mark.gap))
        return
    weight = fit(name, mark.text)
    if name == "pages" and fit("date", mark.text) >= 5.0 and not is_undated(mark.text):
        # The two lines were read as one: the date's value behind the other's label.
        waiting[:] = [one for one in waiting if one.name != "date"]
        found.append(Value("date", (mark,), 0.8))
        return
    if weight <= NEVER or (weight <= -4.0 and name not in {"restrictions", "status"}):
        waiting.append(Waiting(name, mark.sure, run, gap=mark.gap))
        lines.append(replace(mark, label=""))
        return
    found.append(Value(name, (mark,), min(mark.sure, 0.97 if weight > 0 else 0.9)))
    waiting[:] = [one for one in waiting if not one.begun]
    for one in waiting:
        one.passed += 1
    if name in _RUNS_ON:
        waiting.append(Waiting(name, mark.sure, run, begun=True))


def _renamed(mark: Mark, waiting: Sequence[Waiting], found: Sequence[Value]) -> str:
    """Return the field a label names here: some mean another after what stands before them."""
    seen = [one.name for one in waiting] + [value.name for value in found]
    name = mark.label
    if name == "date" and not _UPPER.intersection(seen):
        return "print_date"
    if (
        name == "date"
        and mark.text
        and not _UPPER.difference({"originator"}).intersection(seen[-2:])
    ):
        day = sheet_date(mark.text)
        if day and day.year >= ACT:
            return "print_date"
    if name == "classification" and ("new" in seen[-3:] or "classification" in seen):
        return "new_classification"
    return "" if name in {"original", UNREAD} else name


def _hand_out(
    waiting: list[Waiting], lines: Sequence[Mark], run: int, found: list[Value], names: set[str]
) -> None:
    """Give a run of lines to the labels that wait for values, and keep those that still do."""
    wanted = [one for one in waiting if one.name != "new"]
    wanted = [one for i, one in enumerate(wanted) if not one.begun or i == len(wanted) - 1]
    if "opening_criteria" in names:  # the printed form: a column read out of order is put right
        wanted.sort(key=lambda one: _PLACE[one.name])
    wanted = _with_lost_labels(wanted, run, names)
    lines = lines[:_LINES]
    if not wanted:
        waiting.clear()
        return
    taken, spare = align(wanted, lines, run)
    found.extend(taken)
    named = {value.name for value in taken}
    found.extend(_by_type(wanted, named, spare))
    waiting[:] = [one for one in wanted if one.name not in named and not one.begun and one.sure]


def _with_lost_labels(wanted: list[Waiting], run: int, names: set[str]) -> list[Waiting]:
    """Add a date's and a page count's label where they cannot be read: their values tell alone."""
    lost = [name for name in ("date", "pages") if name not in names]
    above = [i for i, one in enumerate(wanted) if one.name in _UPPER]
    if not lost or not above:
        return wanted
    at = above[-1] + 1
    return [*wanted[:at], *(Waiting(name, 0.0, run) for name in lost), *wanted[at:]]


def _by_type(wanted: Sequence[Waiting], named: set[str], spare: Sequence[Mark]) -> Iterator[Value]:
    """Yield lines out of order that can be one waiting field's alone: a number, a date."""
    for one in wanted:
        if one.name in named or one.name not in {"pages", "date", "record_number"} or (
            one.passed > 2 or not one.sure):  # fmt: skip
            continue
        able = [line for line in spare if fit(one.name, line.text) >= 5.0]
        rivals = [o for o in wanted if o is not one and o.name not in named
                  and any(fit(o.name, line.text) >= 5.0 for line in able)]  # fmt: skip
        if len(able) == 1 and not rivals:
            yield Value(one.name, (able[0],), 0.7)
            named.add(one.name)


def _settled(found: Sequence[Value]) -> list[Value]:
    """Return one value a field, running lines joined; two that disagree leave it empty."""
    kept: dict[str, Value] = {}
    disputed: set[str] = set()
    for value in found:
        if value.name in _NO_FIELDS:
            continue
        old = kept.get(value.name)
        if old is None:
            kept[value.name] = value
        elif value.name in LONG and value.marks[0].line > old.marks[-1].line and (
            value.sure == RAN_ON):  # fmt: skip
            kept[value.name] = replace(old, marks=old.marks + value.marks)
        elif _plain(old) != _plain(value) and value.name in TYPED:
            disputed.add(value.name)
    return [kept[name] for name in ORDER if name in kept and name not in disputed]


def _plain(value: Value) -> str:
    """Return a value's letters and digits, to compare two by."""
    text = " ".join(mark.text for mark in value.marks)
    if is_undated(text):
        return "undated"
    return "".join(c for c in text.upper() if c.isalnum())
