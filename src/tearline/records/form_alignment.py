"""Giving a run of lines to the labels of a sheet that wait for values, as well as can be.

Promises: labels get their values in the order given, each line goes to one label or to none, and
the sum of how well lines suit labels is the greatest there is. A value is given out only if the
best reading without it is clearly worse; how much worse is how sure it is. Time is in proportion
to lines times labels.

Does not promise: that the best reading is the right one.
"""

# ruff: noqa: PLR2004  (weights are read best where they stand)
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tearline.records.form_labels import Mark
from tearline.records.form_values import NEVER, fit, page_count

# Fields whose value may run over several lines, and those whose shape tells them.
LONG = frozenset(
    {"subjects", "title", "comments", "restrictions", "agency_file_number", "opening_criteria",
     "series"}
)  # fmt: skip
TYPED = frozenset(
    {"date", "review_date", "update_date", "pages", "record_number", "print_date", "print_page"}
)
# What it costs to leave a waiting label without a value; the rest cost a little.
_EMPTY = {"record_number": 2.0, "originator": 2.0, "document_type": 1.5, "date": 1.0, "pages": 1.0,
          "agency": 1.0, "classification": 1.0, "status": 1.0, "restrictions": 0.7, "series": 0.5,
          "agency_file_number": 0.5, "review_date": 0.7, "subjects": 0.4, "from": 0.3, "to": 0.3,
          "title": 0.3}  # fmt: skip
_JUNK = -1.5  # a line that is no value
_SPACING = 1.5  # an empty line above the value and none above its label, or the reverse
_MARGIN = 0.9  # by how much the best reading must beat the best without this value
_NOTHING = NEVER * 9
RAN_ON = 0.8  # how sure a value is that goes on with one begun on the label's own line

_Table = list[list[float]]


@dataclass(frozen=True, slots=True)
class Value:
    """A field's value: the lines it stands on, in order, and how sure that is, 0 to 1."""

    name: str
    marks: tuple[Mark, ...]
    sure: float


@dataclass(slots=True)
class Waiting:
    """A label that has no value yet, or whose value may run on (``begun``).

    ``sure`` is 0 for a label that is not there but may be lost; ``run`` counts the runs of lines
    before it, ``passed`` the later labels that have their values already; ``gap`` says that an
    empty line stands above it.
    """

    name: str
    sure: float
    run: int
    begun: bool = False
    passed: int = 0
    gap: bool = True


def align(
    wanted: Sequence[Waiting], lines: Sequence[Mark], run: int
) -> tuple[list[Value], list[Mark]]:
    """Return the values of the best reading, and the lines it leaves over.

    Two passes, forwards and backwards, give for each line the best reading that gives it to each
    label and the best that leaves it out.
    """
    starts, goes_on = _weights(wanted, lines, run)
    skipped = [0.0]
    for one in wanted:
        free = one.begun or not one.sure
        skipped.append(skipped[-1] - (0.0 if free else _EMPTY.get(one.name, 0.1)))
    ahead = _forward(starts, goes_on, skipped)
    behind = _backward(starts, goes_on, skipped)
    best = behind[0][0]
    rows: dict[int, list[int]] = {}
    margins: dict[int, float] = {}
    for i in range(len(lines)):
        left_out = max(ahead[i][j] + _JUNK + behind[i + 1][j] for j in range(len(skipped)))
        ways, before = [left_out], _NOTHING
        for j in range(len(wanted)):
            before = max(before, ahead[i][j] - skipped[j])
            here = max(before + skipped[j] + starts[i][j], ahead[i][j + 1] + goes_on[i][j])
            ways.append(here + behind[i + 1][j + 1])
        worth, chosen = max((way, j) for j, way in enumerate(ways))
        if not chosen or worth < best - 1e-6:
            continue
        other = max(way for j, way in enumerate(ways) if j != chosen)
        rows.setdefault(chosen - 1, []).append(i)
        margins[chosen - 1] = min(margins.get(chosen - 1, 99.0), worth - other)
    values = [
        _value(wanted[j], tuple(lines[i] for i in held), margins[j]) for j, held in rows.items()
    ]
    used = {i for held in rows.values() for i in held}
    spare = [line for i, line in enumerate(lines) if i not in used]
    return [value for value in values if value.sure], spare


def _value(one: Waiting, marks: tuple[Mark, ...], margin: float) -> Value:
    """Return a label's value; sure is 0 where another reading is nearly as good."""
    if one.begun:
        return Value(one.name, marks, RAN_ON)
    if margin < (_MARGIN / 2 if one.name in LONG else _MARGIN):
        return Value(one.name, marks, 0.0)
    sure = min(one.sure or 0.75, 0.7 + min(margin, 4.0) * 0.06)
    return Value(one.name, marks, round(sure, 3))


def _weights(wanted: Sequence[Waiting], lines: Sequence[Mark], run: int) -> tuple[_Table, _Table]:
    """Return how well each line begins each field, and how well it goes on with it."""
    starts: _Table = []
    goes_on: _Table = []
    # Where the reader kept the empty lines, values stand apart as their labels do.
    spaced = not all(one.gap for one in wanted) and not all(line.gap for line in lines)
    for line in lines:
        starts.append([])
        goes_on.append([])
        for one in wanted:
            weight = fit(one.name, line.text)
            onward = NEVER
            if one.name in LONG and weight > -2.0 and page_count(line.text) is None:
                onward = min(weight, 1.0) - (1.2 if line.gap else 0.2)
            if line is lines[0] and one.name in {"agency", "originator"}:
                weight += 1.0  # both are the first of their half
            if spaced and one.gap != line.gap:
                weight -= _SPACING
            starts[-1].append(onward if one.begun else weight - _lateness(one, run))
            goes_on[-1].append(onward)
    return starts, goes_on


def _lateness(one: Waiting, run: int) -> float:
    """Return what it costs a label to get its value after others below it have theirs."""
    if one.name == "pages":
        return 2.0 * one.passed + (one.run < run)
    if one.name in TYPED:  # its shape tells, however late it comes
        return 1.0 if one.passed or one.run < run else 0.0
    return -NEVER if one.run < run else 2.0 * one.passed


def _forward(starts: _Table, goes_on: _Table, skipped: Sequence[float]) -> _Table:
    """Return the best worth of the lines before i, where label j - 1 was the last to get one."""
    table = [[_NOTHING] * len(skipped) for _ in range(len(starts) + 1)]
    table[0][0] = 0.0
    for i in range(len(starts)):
        here, then = table[i], table[i + 1]
        before = _NOTHING  # the best over the labels before j, less what skipping costs
        for j in range(len(skipped)):
            then[j] = here[j] + _JUNK
            if j:
                began = before + skipped[j - 1] + starts[i][j - 1]
                then[j] = max(then[j], began, here[j] + goes_on[i][j - 1])
            before = max(before, here[j] - skipped[j])
    return table


def _backward(starts: _Table, goes_on: _Table, skipped: Sequence[float]) -> _Table:
    """Return the best worth of the lines from i on, where label j - 1 was the last to get one."""
    table = [[skipped[-1] - cost for cost in skipped] for _ in range(len(starts) + 1)]
    for i in range(len(starts) - 1, -1, -1):
        here, then = table[i], table[i + 1]
        after = _NOTHING  # the best over the labels from j on
        for j in range(len(skipped) - 1, -1, -1):
            if j < len(skipped) - 1:
                after = max(after, skipped[j] + starts[i][j] + then[j + 1])
            here[j] = max(then[j] + _JUNK, after - skipped[j])
            if j:
                here[j] = max(here[j], then[j] + goes_on[i][j - 1])
    return table
