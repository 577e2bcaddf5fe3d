"""Tables whose cells a reader wrote one a line: the heads first, then row by row or column by column.

Promises: behind a run of short lines that are heads, lines that go round as often as there are
heads (or come in as many equal blocks with two empty lines between) are the cells of the columns;
the columns whose head names a kind are returned.

Does not promise: a table with empty cells, whose rows are of different lengths.
"""

# ruff: noqa: PLR2004, SIM905  (counts of lines are read best where they stand; words are words)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tearline.findings.identifiers.heads import fields_of, names_kind
from tearline.findings.identifiers.torn_columns import Block
from tearline.text import fold

ROWS = 3
HEAD, CELL = 34, 60  # code points of a head and of a cell at most
MOST = 400  # lines of a table
_HEADS = frozenset(
    "name names employee employees payee applicant subject citizenship nationality flight sex race "
    "grade rank title office agency occupation remarks amount salary plan premium class position "
    "no no. number last first".split()
)
_GOES_ON = frozenset("number numbers no no. nos nos. birth birth. number: # issue and".split())
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_DIGIT = re.compile("[0-9]")

Line = tuple[int, int]


def rows_of_cells(text: str) -> list[Block]:
    """Return the columns of the tables of a page that stand one cell a line."""
    low = fold(text, lower=True).text
    lines = [m.span() for m in _LINE.finditer(low)]
    found: list[Block] = []
    at = 0
    while at < len(lines):
        run = _heads(low, lines, at)
        if len(run) < 2:
            at += 1
            continue
        at += len(run)
        heads = _joined([low[slice(*line)].strip() for line in run])
        if not 2 <= len(heads) <= 8 or not any(map(names_kind, heads)):
            continue
        body = list(_body(lines[at : at + MOST]))
        for number, column in _columns(low, body, heads):
            if names_kind(heads[number]):
                found.append(Block(tuple(column), heads[number], inherited=False))
    return found


def _heads(low: str, lines: Sequence[Line], at: int) -> Sequence[Line]:
    """Return the run of lines from ``at`` that are heads, at most twelve."""
    stop = at
    while stop < len(lines) and stop - at < 12 and _is_head(low[slice(*lines[stop])]):
        stop += 1
    return lines[at:stop]


def _is_head(line: str) -> bool:
    """Say whether a line is short, without digits, and names a field or a usual column."""
    words = line.replace(".", " ").split()
    if len(line) > HEAD or not 0 < len(words) <= 5 or _DIGIT.search(line):
        return False
    return words[0] in _HEADS or bool(fields_of(line)) or line.strip() in _GOES_ON


def _joined(lines: Sequence[str]) -> list[str]:
    """Return the heads, those written on two lines joined: PASSPORT, NUMBER."""
    heads: list[str] = []
    for line in lines:
        two = heads and (line in _GOES_ON or heads[-1] in {"date of", "place of"})
        if two:
            heads[-1] += " " + line
        else:
            heads.append(line)
    return heads


def _body(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines up to the first that is too long for a cell."""
    for line in lines:
        if line[1] - line[0] > CELL:
            return
        yield line


def _columns(
    low: str, body: Sequence[Line], heads: Sequence[str]
) -> Iterator[tuple[int, list[Line]]]:
    """Yield the number of each column and its cells, by blocks or by rows; nothing if neither."""
    many = len(heads)
    blocks: list[list[Line]] = [[]]
    for before, line in zip((None, *body), body, strict=False):
        if before is not None and low.count("\n", before[1], line[0]) > 2:
            blocks.append([])
        blocks[-1].append(line)
    if len(blocks) >= many > 1:
        table = blocks[:many]
        if len({len(block) for block in table}) == 1 and len(table[0]) >= ROWS:
            yield from enumerate(table)
        return
    block = blocks[0]
    rows = len(block) // many
    if rows < ROWS:
        return
    for number, head in enumerate(heads):
        if not names_kind(head):
            continue
        column = [block[row * many + number] for row in range(rows)]
        good = _run(low, column, numbered=fields_of(head) != ("address",) and "place" not in head)
        if good >= ROWS and _differs(low, block, many, number, good):
            yield number, column[:good]


def _run(low: str, column: Sequence[Line], *, numbered: bool) -> int:
    """Return how many cells from the first on hold digits (all do, where none is asked for)."""
    if not numbered:
        return len(column)
    return next((n for n, line in enumerate(column) if not _DIGIT.search(low, *line)), len(column))


def _differs(low: str, block: Sequence[Line], many: int, number: int, rows: int) -> bool:
    """Say whether another column of the table is without digits, as one of names is."""
    return any(
        not any(_DIGIT.search(low, *block[row * many + other]) for row in range(rows))
        for other in range(many)
        if other != number
    )
