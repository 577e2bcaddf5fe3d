"""Tables that a reader tore into one block of lines a column: which head belongs to which block.

Promises: on a page without places, blocks of bare short lines, equally long, one after the other,
are the columns of one table; each has its head in its first line, or in the lines of heads before
the first block, in their order; and on the pages that follow, while as many blocks go on.

Does not promise: a table whose columns were read with no empty line between them.
"""

# ruff: noqa: PLR2004  (counts of lines are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tearline.findings.identifiers.heads import fields_of
from tearline.text import fold

_BIRTH = "birth"  # DATE AND PLACE OF BIRTH is one cell's
LINES = 4  # that make a block
SHORT = 48  # code points a line of a column has at most
SLACK = 2  # lines by which blocks of one table may differ: one was not read, or a sum stands below
HEADS = 16  # lines of heads before a table
_ROW = re.compile(r"[a-z][^\n0-9]{1,30}[ ,.][^\n0-9]{1,30} [^\n0-9 ]{0,3}[0-9]")
_PARAGRAPH = re.compile(r"(?:[^\n]*[^\s][^\n]*(?:\n|\Z))+")
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")


@dataclass(frozen=True, slots=True)
class Block:
    """A column: its lines in the folded text, top to bottom, its head, and whether that is far."""

    lines: tuple[tuple[int, int], ...]
    head: str
    inherited: bool


def blocks(text: str, before: Sequence[str]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Return the blocks of a page with their heads, and the heads for the next page.

    ``text`` is the page's own, ``before`` the heads of the table that the page before ended with.
    """
    folded, low = fold(text).text, fold(text, lower=True).text
    found: list[Block] = []
    heads: list[str] = []
    table: list[tuple[tuple[tuple[int, int], ...], str]] = []
    last: tuple[str, ...] = ()
    for lines in _paragraphs(folded):
        own = _own_head(low, lines)
        if len(fields_of(own)) > 1 and _BIRTH not in own:
            own = ""  # the heads of a row of cells
        body = lines[1:] if own else lines
        if _is_column(low, body):
            if table and abs(len(table[0][0]) - len(body)) > SLACK:
                last = _close(table, heads, before, found) or last
                table, heads = [], []
            table.append((tuple(body), own))
            continue
        if table:
            last = _close(table, heads, before, found) or last
            table, heads = [], []
        heads += [low[start:end] for start, end in lines if end - start <= SHORT]
        del heads[:-HEADS]
    last = _close(table, heads, before, found) or last
    return tuple(found), last or (tuple(before) if len(folded) < 80 else ())


def _is_column(low: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Say whether lines are cells: enough of them, short, and not themselves a block of labels."""
    if len(lines) < LINES or any(end - start > SHORT for start, end in lines):
        return False
    rows = sum(_ROW.match(low, *line) is not None for line in lines)
    if rows * 4 > len(lines):
        return False  # each holds several cells: a name and its numbers
    named = sum(bool(fields_of(low[slice(*line)])) for line in lines if not _digits(low, line))
    return named * 4 < len(lines)


def _paragraphs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines of each stretch between empty lines."""
    for paragraph in _PARAGRAPH.finditer(text):
        yield [m.span() for m in _LINE.finditer(text, *paragraph.span())]


def _own_head(low: str, lines: Sequence[tuple[int, int]]) -> str:
    """Return a block's first line where it is a head: no digits, and lines with digits below."""
    if len(lines) <= LINES or _digits(low, lines[0]):
        return ""
    numbered = sum(_digits(low, line) for line in lines[1:])
    head = low[slice(*lines[0])]
    return head if fields_of(head) or numbered * 2 > len(lines) else ""


def _digits(low: str, line: tuple[int, int]) -> bool:
    """Say whether a line holds a digit."""
    return any("0" <= c <= "9" for c in low[slice(*line)])


def _close(
    table: Sequence[tuple[tuple[tuple[int, int], ...], str]],
    heads: Sequence[str],
    before: Sequence[str],
    found: list[Block],
) -> tuple[str, ...]:
    """Give each block of a table its head; return the heads in order, () where none is known."""
    if not table:
        return ()
    owned = [own for _, own in table]
    if not any(owned):
        whole = len(heads) >= len(table) > 1
        owned = list(heads[-len(table) :]) if whole else [""] * len(table)
        if any(map(_numbered, owned)):
            owned = [""] * len(table)
    far = not any(map(fields_of, owned)) and len(before) == len(table)
    owned = list(before) if far else owned
    if not any(map(fields_of, owned)):
        return ()
    found += [Block(lines, own, far) for (lines, _), own in zip(table, owned, strict=True)]
    return tuple(owned)


def _numbered(head: str) -> bool:
    """Say whether a line is no head: it holds more than a digit or two."""
    return sum("0" <= c <= "9" for c in head) > 2
