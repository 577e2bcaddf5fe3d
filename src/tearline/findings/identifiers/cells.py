"""The cells of a page's tables, each with the fields that the heads above it name.

Promises: the pieces that a table was cut into joined to cells; a cell whose own column has no head
takes that of the cells it stands under, on this page or the one before; the lines of a column that
a reader tore off its table are cells too. And for a span, whether it stands under another head.

Does not promise: a column without a head; values known by their own shape or label need none.
"""

# ruff: noqa: PLR2004  (counts of cells are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tearline.findings.identifiers.cell_places import Fields, Places, at_edge, edges
from tearline.findings.identifiers.cell_rows import rows_of_cells
from tearline.findings.identifiers.heads import (
    fields_of,
    may_head,
    names_kind,
    rivals,
)
from tearline.findings.identifiers.torn_columns import Block, blocks
from tearline.model.page import Page
from tearline.tables import Column, Form, Layout, lay_out
from tearline.text import fold

SURE = 8  # cells under a head that make its word good against another's
FAR = 240  # code points a cell has at most
HEAD = 40  # code points of a head that is the first cell of its column
ROWS = 4  # lines with numbers that a page has if it goes on with a table
ENDS = 5  # lines beyond the first and last cell that may be of a torn column


@dataclass(frozen=True, slots=True)
class Group:
    """The text of one cell, places in the folded text, and the fields that its heads name."""

    start: int
    end: int
    fields: tuple[str, ...]
    inherited: bool
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a page whose columns have heads that name fields, and its layout."""

    layout: Layout
    page: Page
    groups: tuple[Group, ...]

    def fields_at(self, start: int, end: int) -> tuple[str, ...]:
        """Return the fields that the heads above a span of the folded text name."""
        middle = (start + end) // 2
        at = bisect_right(self.groups, middle, key=lambda g: g.start) - 1
        return self.groups[at].fields if at >= 0 and middle < self.groups[at].end else ()

    def elsewhere(self, kind: str, start: int, end: int) -> bool:
        """Say whether a span of the folded text stands in a column headed as something else."""
        fields = self.fields_at(start, end)
        if kind in fields or not rivals(kind).intersection(fields):
            return False
        return sum(group.fields == fields for group in self.groups) >= SURE


def grids(pages: Sequence[Page]) -> tuple[Grid, ...]:
    """Return the grid of each page; the last few records are kept, as every kind asks for them."""
    for known, kept in _recent:
        if len(known) == len(pages) and all(a is b for a, b in zip(known, pages, strict=True)):
            return kept
    made: list[Grid] = []
    last, before, above = -1, tuple[str, ...](), dict[int, tuple[str, ...]]()
    for page, layout in zip(pages, _layouts(pages), strict=True):
        if layout is None:
            made.append(Grid(_NOTHING, page, ()))
            continue
        if page.number != last + 1:
            before, above = (), {}
        torn, before = blocks(page.text, before)
        last = page.number
        torn = torn or tuple(rows_of_cells(page.text))
        groups, above = _groups(page, layout, above)
        made.append(Grid(layout, page, _with_blocks(groups, torn)))
    return _kept(pages, made)


def _layouts(pages: Sequence[Page]) -> list[Layout | None]:
    """Lay out the pages that may hold a head, and those that may go on with its table."""
    wanted: list[bool] = []
    for page in pages:
        goes_on = bool(wanted) and wanted[-1] and len(_NUMBERED.findall(page.text)) >= ROWS
        wanted.append(goes_on or may_head(fold(page.text, lower=True).text))
    if sum(wanted) * 2 > len(wanted):
        return list(lay_out(pages))  # as other detectors ask for them
    made: list[Layout | None] = [None] * len(pages)
    start = 0
    for at, want in enumerate((*wanted, False)):
        if not want and start < at:
            made[start:at] = lay_out(pages[start:at])
        start = start if want else at + 1
    return made


_NUMBERED = re.compile(r"\n[^\n]{0,40}[0-9][0-9/.-][0-9]")
_NOTHING = Layout(Form.RUNNING, ())


def _kept(pages: Sequence[Page], made: Sequence[Grid]) -> tuple[Grid, ...]:
    """Keep the grids of a record and return them."""
    _recent.append((tuple(pages), tuple(made)))
    return tuple(made)


_recent: deque[tuple[tuple[Page, ...], tuple[Grid, ...]]] = deque(maxlen=4)


def _with_blocks(groups: tuple[Group, ...], torn: Sequence[Block]) -> tuple[Group, ...]:
    """Return the cells, those of torn columns by the order of the columns and their heads."""
    if not torn:
        return groups
    own = [
        Group(*line, fields_of(block.head), block.inherited, (-2 - number,))
        for number, block in enumerate(torn)
        for line in block.lines
    ]
    starts = [group.start for group in own]
    kept = [g for g in groups if not _within(own, starts, g)]
    return tuple(sorted((*kept, *own), key=lambda g: g.start))


def _within(own: Sequence[Group], starts: Sequence[int], group: Group) -> bool:
    """Say whether a cell lies in one of the lines."""
    at = bisect_right(starts, group.start) - 1
    return at >= 0 and group.start < own[at].end


def _groups(
    page: Page, layout: Layout, above: dict[int, Fields]
) -> tuple[tuple[Group, ...], dict[int, Fields]]:
    """Join the pieces of each row that stand as close as words do, with the heads above them.

    ``above`` are the left edges of the columns on the page before; this page's are returned too.
    """
    heads = [_head(page, column) for column in layout.columns]
    if not above and not any(map(names_kind, heads)):
        return (), {}
    pieces: dict[int, tuple[int, int]] = {
        cell.start: (cell.end, -1) for row in layout.rows for cell in row
    }
    pieces.update(
        (cell.start, (cell.end, number))
        for number, column in enumerate(layout.columns)
        for cell in column.cells
    )
    close = Places(page)
    lefts: list[float | None] = []
    made: list[Group] = []
    stacked: list[Group] = []
    alone: list[Group] = []  # one after the other, each by itself on its line
    run: list[tuple[int, int, int]] = []
    for start in (*sorted(pieces), None):
        if run and (start is None or not close.joined(run[-1][1], start)):
            group = _group(page, layout, heads, run)
            if not _alone(page.text, run[0][0], run[-1][1]):
                made.append(group)
                lefts.append(close.left(run[0][0]))
            else:
                if alone and not (between := _between(page, alone[-1].end, group.start)):
                    stacked += _stack(page, alone)
                    alone = []
                elif alone:
                    alone += between[1:]
                alone.append(group)
            run = []
        if start is not None:
            run.append((start, *pieces[start]))
    own = edges(zip(lefts, (g.fields for g in made), strict=True))
    placed = [_placed(g, at, own, above) for g, at in zip(made, lefts, strict=True)]
    kept = [g for g in placed if g.fields]
    if not own and len({g.fields for g in kept}) < 2 and len(kept) < SURE:
        own = {}  # nothing of the table before goes on
        kept = [g for g in made if g.fields]
    else:
        own = {**{p: f for p, f in above.items() if f not in own.values()}, **own}
    stacked += _stack(page, alone)
    return tuple(sorted((*kept, *stacked), key=lambda g: g.start)), own


def _placed(
    group: Group, left: float | None, own: dict[int, Fields], above: dict[int, Fields]
) -> Group:
    """Return a cell with the fields of the cells it stands under, where it has no head itself."""
    if group.fields:
        return group
    if fields := at_edge(own, left):
        return replace(group, fields=fields)
    fields = at_edge(above, left)
    return replace(group, fields=fields, inherited=True) if fields else group


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether a span is all of its line."""
    before = text.rfind("\n", max(0, start - 8), start)
    behind = text.find("\n", end, end + 8)
    return (before >= 0 or start < 8) and (behind >= 0 or len(text) - end < 8)


_NOBODYS = Group(0, 0, (), inherited=False, columns=(-1,))
_LINE = re.compile(r"[^\n]+")


def _between(page: Page, end: int, start: int) -> list[Group]:
    """Return the lines between two of a block, behind an empty group; [] if one is empty."""
    text = fold(page.text).text
    if start - end > FAR * 4 or _EMPTY.search(text, end, start) or "\n" not in text[end:start]:
        return []
    lines = (m for m in _LINE.finditer(text, end, start) if not m.group().isspace())
    return [_NOBODYS, *(_line(m) for m in lines)]


_EMPTY = re.compile(r"\n[ \t]{0,8}\n")


def _line(match: re.Match[str]) -> Group:
    """Return a line as a cell without a head."""
    return Group(match.start(), match.end(), (), inherited=False, columns=(-1,))


def _stack(page: Page, alone: Sequence[Group]) -> Iterator[Group]:
    """Yield lines that follow each other; one without a head is of the column of those around it.

    A torn column whose numbers are written in different ways comes as several.
    """
    heads = [at for at, group in enumerate(alone) if group.fields]
    if not heads:
        return
    text = fold(page.text).text
    first, last = alone[0].start, alone[-1].end
    above = text[max(0, first - FAR) : first].rpartition("\n\n")[2]
    below = text[last : last + FAR].partition("\n\n")[0]
    ends = (
        [_line(m) for m in _LINE.finditer(text, first - len(above), first)][-ENDS:],
        [_line(m) for m in _LINE.finditer(text, last, last + len(below))][:ENDS],
    )
    lines = (*ends[0], *alone, *ends[1])
    numbered = sum(_is_number(text, group) for group in lines)
    if len(lines) < numbered * 5 < len(lines) * 4:
        lines = tuple(group for group in alone if group.fields)  # not all of one sort
    keys: dict[tuple[str, ...], int] = {}
    like = alone[heads[0]]
    for group in lines:
        like = group if group.fields else like
        number = keys.setdefault(like.fields, like.columns[0])
        if _is_head(text, group):
            continue
        yield Group(group.start, group.end, like.fields, like.inherited, (number,))


def _is_number(text: str, group: Group) -> bool:
    """Say whether a line is a number or a date rather than words."""
    words = text[group.start : group.end]
    digits = sum("0" <= c <= "9" for c in words)
    return digits >= 3 and digits * 3 >= sum(map(str.isalpha, words))


def _is_head(text: str, group: Group) -> bool:
    """Say whether a line holds no digits and names fields: a head itself."""
    words = text[group.start : group.end]
    return not any("0" <= c <= "9" for c in words) and bool(fields_of(words.lower()))


def _head(page: Page, column: Column) -> str:
    """Return a column's head; a column of words may have it for its first cell."""
    first = column.cells[0]
    if fields_of(column.head) or first.end - first.start > HEAD:
        return column.head
    words = fold(page.text[first.start : first.end], lower=True).text
    plain = bool(fields_of(words)) and not any("0" <= c <= "9" for c in words)
    return words if plain else column.head


def _group(
    page: Page, layout: Layout, heads: Sequence[str], run: Sequence[tuple[int, int, int]]
) -> Group:
    """Return the cell that pieces make together, with the fields its heads name, if any."""
    numbers = tuple(dict.fromkeys(n for _, _, n in run if n >= 0))
    fields = fields_of(" ".join(dict.fromkeys(heads[n] for n in numbers)))
    if run[-1][1] - run[0][0] > FAR:
        fields = ()
    start, end = fold(page.text).within(run[0][0], run[-1][1])
    inherited = any(layout.columns[n].inherited for n in numbers if heads[n])
    return Group(start, end, fields, inherited, numbers or (-1,))
