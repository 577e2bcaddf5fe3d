"""Tables on a page: its columns and what stands at their head, through what scanning does to them.

Promises: ``lay_out`` gives one layout a page, in order. With boxes the columns come from where the
words stand; without, from the grid of a text's letters, or, where a reader tore a table into one
column after the other, from runs of bare lines of one shape. A column whose head stands on an
earlier page keeps it as long as the same column goes on. Cells lie in their page's text and never
overlap. Linear but for sorting, in the size of the page.

Does not promise that every column is found, nor that a head is right: it is evidence, to be
weighed with the shape of the cells.
"""

# ruff: noqa: PLR2004  (counts of rows are read best where they stand)
from __future__ import annotations

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tearline.model.page import Page
from tearline.tables.heads import Head, head_rows, heading_rows, heads_of
from tearline.tables.rows import Piece, Row, Rows, Shape, rows_of

CELLS = 3  # cells that make a column
REST = 5  # rows a column may leave out: a heading inside the table, a cell that was not read
_KEPT = 4  # records whose layouts are kept


class Form(StrEnum):
    """What kind of page it is: a table of many alike rows, labels and values, or prose."""

    ROSTER = "roster"
    FORM = "form"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: code points ``start`` to ``end`` (exclusive) of its page's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head (folded, lower-cased, '' where unknown) and its cells, top to bottom.

    ``inherited``: the head stands on an earlier page.
    """

    head: str
    inherited: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What kind of page it is, its columns, and its rows of cells, left to right."""

    form: Form
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(default=(), repr=False)
    _in_columns: tuple[tuple[int, int, int], ...] = field(default=(), repr=False)
    _in_rows: tuple[tuple[int, int, int], ...] = field(default=(), repr=False)

    def column_at(self, start: int, end: int) -> Column | None:
        """Return the column that the middle of a span of the page's text lies in, if any."""
        found = _holding(self._in_columns, start, end)
        return None if found is None else self.columns[found]

    def row_at(self, start: int, end: int) -> tuple[Cell, ...]:
        """Return the cells beside a span's own on its row, left to right; () where unknown."""
        found = _holding(self._in_rows, start, end)
        if found is None:
            return ()
        middle = (start + end) // 2
        return tuple(c for c in self.rows[found] if not c.start <= middle < c.end)


def lay_out(pages: Sequence[Page]) -> tuple[Layout, ...]:
    """Return the layout of each of a record's pages, in order.

    The last few records are kept, since every detector of a record asks for the same pages.
    """
    for known, layouts in _recent:
        if len(known) == len(pages) and all(a is b for a, b in zip(known, pages, strict=True)):
            return layouts
    layouts = tuple(_layouts(pages))
    _recent.append((tuple(pages), layouts))
    return layouts


_recent: deque[tuple[tuple[Page, ...], tuple[Layout, ...]]] = deque(maxlen=_KEPT)


def _layouts(pages: Sequence[Page]) -> list[Layout]:
    """Lay out the pages in order, each with what the one before hands on."""
    layouts: list[Layout] = []
    before: tuple[Head, ...] = ()
    number: int | None = None
    for page in pages:
        if number is None or page.number != number + 1:
            before = ()
        rows = rows_of(page)
        headings = heading_rows(page, rows)
        tops = head_rows(page, rows, headings)
        chains = _chains(rows, frozenset(number for number, _ in headings), tops)
        heads, before = heads_of(page, rows, (headings, tops), chains, before)
        number = page.number
        layouts.append(_layout(rows, chains, heads))
    return layouts


def _layout(rows: Rows, chains: Sequence[tuple[Piece, ...]], heads: Sequence[Head]) -> Layout:
    """Put a page's layout together."""
    columns = tuple(
        Column(h.text, h.inherited, tuple(Cell(p.start, p.end) for p in chain))
        for chain, h in zip(chains, heads, strict=True)
    )
    in_columns = sorted((c.start, c.end, i) for i, col in enumerate(columns) for c in col.cells)
    used = {p.row for chain in chains for p in chain}
    shown = [
        r.pieces
        for number, r in enumerate(rows.rows)
        if len(r.pieces) > 1 and (number in used or not r.prose)
    ]
    in_rows = sorted((p.start, p.end, i) for i, pieces in enumerate(shown) for p in pieces)
    cells = tuple(tuple(Cell(p.start, p.end) for p in pieces) for pieces in shown)
    return Layout(_form(rows, chains), columns, cells, tuple(in_columns), tuple(in_rows))


def _holding(spans: tuple[tuple[int, int, int], ...], start: int, end: int) -> int | None:
    """Return what the span that holds the middle of ``start`` to ``end`` belongs to."""
    middle = (start + end) // 2
    at = bisect_right(spans, middle, key=lambda s: s[0]) - 1
    if at < 0 or spans[at][1] <= middle:
        return None
    return spans[at][2]


def _form(rows: Rows, chains: Sequence[tuple[Piece, ...]]) -> Form:
    """Say what kind of page it is, by what most of its rows are."""
    prose = sum(r.prose for r in rows.rows)
    numbers = [c for c in chains if _most(c) is not Shape.WORDS]
    covered = len({p.row for c in numbers if len(c) >= 4 for p in c})
    longest = max((len(c) for c in numbers), default=0)
    if longest >= 4 and covered * 3 >= len(rows.rows):
        return Form.ROSTER
    return Form.RUNNING if prose * 2 >= len(rows.rows) else Form.FORM


def _most(chain: Sequence[Piece]) -> Shape:
    """Return the shape most cells have."""
    return Counter(p.shape for p in chain).most_common(1)[0][0]


def _chains(
    rows: Rows, headings: frozenset[int], tops: frozenset[int]
) -> tuple[tuple[Piece, ...], ...]:
    """Return the columns of a page as runs of pieces, top to bottom, in order of their begin.

    ``headings`` are the rows that read as heads: one that is a single piece is no cell. ``tops``
    are those that are the heads of several columns: no column goes on over one, so that a title's
    date is no cell of the table below it.
    """
    whole: list[list[Piece]] = []
    live: list[list[Piece]] = []  # those that may go on, left to right
    turns: dict[_Turn, list[Piece]] = {}  # in rows that lost their blanks, by their turn
    for number, row in enumerate(rows.rows):
        if not row.pieces:
            continue
        live = [] if number in tops else [c for c in live if number - c[-1].row <= REST]
        if len(row.pieces) == 1 and number in headings:
            # Another column of a torn table begins; one that stands beside others goes on.
            live = [c for c in live if len(rows.rows[c[-1].row].pieces) > 1]
            continue
        if not rows.boxed and (row.tight or _goes_on(row, turns)):
            _in_turn(row, turns, whole)
            continue
        taken: set[int] = set()
        fresh: list[list[Piece]] = []
        at = 0
        for piece in row.pieces:
            while at < len(live) and live[at][-1].right < piece.left - 1.5 * rows.letter:
                at += 1
            chain = _above(piece, live, at, taken, rows)
            if chain is None:
                chain = []
                whole.append(chain)
                fresh.append(chain)
            chain.append(piece)
            taken.add(id(chain))
        live = sorted([*live, *fresh], key=lambda c: c[-1].left)
    return tuple(tuple(c) for c in whole if _is_column(c, rows.rows))


# Of which shape, which of its shape in the row, of how many.
_Turn = tuple[Shape, int, int]


def _goes_on(row: Row, turns: dict[_Turn, list[Piece]]) -> bool:
    """Say whether a row of one piece goes on a column of rows that lost their blanks."""
    if len(row.pieces) > 1:
        return False
    (piece,) = row.pieces
    chain = turns.get((piece.shape, 0, 1))
    return chain is not None and piece.row - chain[-1].row <= REST


def _in_turn(row: Row, turns: dict[_Turn, list[Piece]], whole: list[list[Piece]]) -> None:
    """Lengthen the columns of a row whose blanks were lost, or begin them.

    Places on the grid mean nothing there, but what is the second long number of each row goes on.
    """
    many = Counter(p.shape for p in row.pieces)
    seen: Counter[Shape] = Counter()
    for piece in row.pieces:
        turn = (piece.shape, seen[piece.shape], many[piece.shape])
        seen[piece.shape] += 1
        chain = turns.get(turn)
        if chain is None or piece.row - chain[-1].row > REST:
            chain = turns[turn] = []
            whole.append(chain)
        chain.append(piece)


def _above(
    piece: Piece, live: Sequence[list[Piece]], at: int, taken: set[int], rows: Rows
) -> list[Piece] | None:
    """Return the column that a piece goes on: the nearest above with the most in common."""
    best: tuple[float, list[Piece]] | None = None
    for chain in live[max(0, at - 2) : at + 12]:
        last = chain[-1]
        if id(chain) in taken or not _alike(piece, last, rows.rows):
            continue
        shared = min(piece.right, last.right) - max(piece.left, last.left)
        narrow = min(piece.right - piece.left, last.right - last.left)
        edge = min(abs(piece.left - last.left), abs(piece.right - last.right))
        if shared * 2 < narrow and edge > 1.5 * rows.letter:
            continue
        rank = (piece.row - last.row) + 2 * (piece.shape is not last.shape) - shared / (narrow + 1)
        if best is None or rank < best[0]:
            best = (rank, chain)
    return None if best is None else best[1]


def _alike(piece: Piece, last: Piece, rows: Sequence[Row]) -> bool:
    """Say whether two pieces could be of one column by what stands in them."""
    if piece.shape is last.shape:
        return True
    if Shape.WORDS in {piece.shape, last.shape}:
        return False
    # Where a row is one cell, only the shape tells one column from the next.
    return len(rows[piece.row].pieces) > 1 and len(rows[last.row].pieces) > 1


def _is_column(chain: Sequence[Piece], rows: Sequence[Row]) -> bool:
    """Say whether a run of pieces is a column: enough of them, and words only beside others."""
    if len(chain) < CELLS:
        return False
    if _most(chain) is not Shape.WORDS:
        return True
    beside = sum(len(rows[p.row].pieces) > 1 for p in chain)
    return beside * 2 > len(chain) or len(chain) > REST
