"""Values in the columns of tables whose head names their kind.

Promises: for a kind and a way to read its values, every value under a head that names the kind, on
this page or pages before, whatever pieces its cell was cut into; where one head names several
kinds (scanning ran them together) the values that their shape or the order of columns gives to
this one; and the cells of a good column that cannot be read.

Does not promise: values under a head whose cells mostly hold something else.
"""

# ruff: noqa: PLR2004  (counts of cells are read best where they stand)
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tearline.findings.identifiers.cells import Grid, Group
from tearline.findings.identifiers.heads import DATES, PLACES, rivals
from tearline.text import fold

CELLS = 3  # values that make a column one of a kind
HEADED, INHERITED, SHARED, UNREAD = 0.86, 0.82, 0.78, 0.5
DOUBTFUL = 0.6


@dataclass(frozen=True, slots=True)
class Read:
    """A value in a cell, places in the folded text; ``own``: its shape is no other field's."""

    start: int
    end: int
    value: str
    sure: float = 1.0
    own: bool = False
    turn: bool = False  # the only one of its row in its place


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its score and the reason for it."""

    read: Read
    score: float
    why: str


Reader = Callable[[str, Group], Iterable[Read]]  # of a folded text and a cell in it


def values(grid: Grid, kind: str, read: Reader) -> Iterator[Found]:
    """Yield the values of a kind in the columns whose heads name it, and the cells past reading."""
    groups = [g for g in grid.groups if kind in g.fields]
    if not groups:
        return
    folded = fold(grid.page.text)
    held: dict[int, list[tuple[Group, Read]]] = {}
    empty: dict[int, list[Group]] = {}
    for group in groups:
        some = list(read(folded.text, group))
        for one in _in_turn(kind, group, some):
            held.setdefault(_column_of(grid, group, one), []).append((group, one))
        if not some:
            empty.setdefault(group.columns[0], []).append(group)
    paired = _paired(kind, held)
    for column, found in held.items():
        rest = empty.get(column, ())
        if len(found) < max(CELLS, len(rest)):
            continue  # a head over cells of something else
        yield from (_judged(kind, group, one, paired=column in paired) for group, one in found)
        yield from _unread(folded.text, kind, rest)


def _in_turn(kind: str, group: Group, some: Sequence[Read]) -> Sequence[Read]:
    """Return the values of a row that are the kind's: all, or the one whose turn it is.

    Where a row's blanks were lost and it holds as many values as its heads name such fields, the
    first is the first field's.
    """
    fields = [f for f in group.fields if f == kind or f in rivals(kind)]
    if len(fields) < 2 or len(fields) != len(some) or group.columns[0] < -1:
        return some
    return (replace(some[fields.index(kind)], turn=True),)


def _column_of(grid: Grid, group: Group, one: Read) -> int:
    """Return the number of the column that a value's middle lies in."""
    if group.columns[0] < 0:
        return group.columns[0]
    span = fold(grid.page.text).span(one.start, one.end)
    column = grid.layout.column_at(*span)
    for number in group.columns:
        if grid.layout.columns[number] is column:
            return number
    return group.columns[0]


def _paired(kind: str, held: dict[int, list[tuple[Group, Read]]]) -> set[int]:
    """Return the columns that the order of a shared head's fields gives to the kind.

    As many columns as the head has fields of this sort: the first column is the first field's.
    """
    paired: set[int] = set()
    shared: dict[tuple[str, ...], list[int]] = {}
    for column, found in held.items():
        fields = tuple(f for f in found[0][0].fields if f == kind or f in rivals(kind))
        if len(fields) > 1 and len(found) >= CELLS:
            shared.setdefault(fields, []).append(column)
    for fields, columns in shared.items():
        if len(columns) == 1 and kind != "birth_date":
            paired.add(columns[0])
        elif len(columns) == len(fields):
            order = sorted(columns, key=lambda c: held[c][0][1].start)
            paired.add(order[fields.index(kind)])
    return paired


def _judged(kind: str, group: Group, one: Read, *, paired: bool) -> Found:
    """Return a value with what its column says of it."""
    against = rivals(kind).intersection(group.fields)
    where = "on a page before" if group.inherited else "above it"
    if not against:
        score = INHERITED if group.inherited else HEADED
        return Found(one, score * max(one.sure, 0.9), f"It stands in a column headed so {where}.")
    score = SHARED if paired or one.turn or (one.own and kind not in DATES) else DOUBTFUL
    why = f"It stands in one of the columns that a head {where} names together."
    return Found(one, score * one.sure if score < SHARED else score, why)


def _unread(text: str, kind: str, groups: Sequence[Group]) -> Iterator[Found]:
    """Yield the cells of a good column that hold something, but nothing of the kind's shape."""
    for group in groups:
        written = text[group.start : group.end].strip()
        least = 2 if kind in PLACES else sum("0" <= c <= "9" for c in written)
        if least >= 2 and len(written) >= 4 and not rivals(kind).intersection(group.fields):
            one = Read(group.start, group.end, " ".join(written.split()))
            yield Found(one, UNREAD, "It stands among such values in a column headed so.")
