"""Break a visible text and its deletions into rows and pages of a fixed number of columns.

Promises: linear in the text; rows depend on the visible text and the deletions alone, for every
deletion is as wide as any other. Characters are kept as they are, but that line ends of any kind
become one kind and control characters visible signs. A form feed starts a page. Does not hyphenate:
a word longer than a row is cut where the row ends.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tearline.editions.visible import Mark

COLUMNS = 84
ROWS = 64
TAB = 8
MARK_COLUMNS = 12  # of every deletion, whatever it hides

_END = re.compile("\r\n|[\n\r\f\x85\u2028\u2029]")
_TOKEN = re.compile(r"\s+|\S+")
_PLAIN = re.compile(r"[ -~]*")
_NO_WIDTH = frozenset({"Mn", "Me"})  # accents that stand on the character before them
_SIGNS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\f\r"}
_SIGNS |= {0x7F: 0x2421}
_SIGNS |= dict.fromkeys([*range(0x80, 0x85), *range(0x86, 0xA0), *range(0xD800, 0xE000)], 0xFFFD)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a deletion or white space in a row: its text, its first column, how many it takes."""

    text: str
    column: int
    columns: int
    mark: Mark | None = None


@dataclass(slots=True)
class Row:
    """A row's pieces in order; ``ends`` says that the text itself has a line end there."""

    pieces: list[Piece]
    ends: bool = True


def paged(text: str, marks: Sequence[Mark]) -> Iterator[list[Row]]:
    """Yield the rows of each page; at least one page, if an empty one."""
    page: list[Row] = []
    for line, feed in _lines(text.translate(_SIGNS), marks):
        for row in line:
            if len(page) == ROWS:
                yield page
                page = []
            page.append(row)
        if feed:
            yield page
            page = []
    yield page


def _lines(text: str, marks: Sequence[Mark]) -> Iterator[tuple[list[Row], bool]]:
    """Yield each line of the text as rows, and whether a form feed follows it.

    What ends a line opens no row of its own: a file's last line end is not an empty line.
    """
    at = next_mark = 0
    while True:
        end = _END.search(text, at)
        stop = end.start() if end else len(text)
        first = next_mark
        while next_mark < len(marks) and marks[next_mark].at <= stop:
            next_mark += 1
        own = marks[first:next_mark]
        feed = end is not None and end[0] == "\f"
        if own:
            yield _broken(_clusters(text, at, stop, own)), feed
        elif stop > at or (end is not None and not feed):
            yield _rows(text[at:stop]), feed
        elif feed:
            yield [], True
        if end is None:
            return
        at = end.end()


def _rows(line: str) -> list[Row]:
    """Return the rows of a line without deletions; most lines fit into one and are plain."""
    if len(line) <= COLUMNS and _PLAIN.fullmatch(line):
        return [Row([Piece(m[0], m.start(), len(m[0])) for m in _TOKEN.finditer(line)])]
    return _broken([[token] for token in _TOKEN.findall(line)])


def _clusters(text: str, start: int, stop: int, marks: Sequence[Mark]) -> list[list[str | Mark]]:
    """Return a line as runs: white space alone, or words and deletions that touch each other."""
    atoms: list[str | Mark] = []
    at = start
    for mark in marks:
        place = max(mark.at, start)  # a mark inside a two-character line end comes after it
        atoms += _TOKEN.findall(text, at, place)
        atoms.append(mark)
        at = max(at, place)
    atoms += _TOKEN.findall(text, at, stop)
    runs: list[list[str | Mark]] = []
    for atom in atoms:
        if runs and not _is_space(atom) and not _is_space(runs[-1][-1]):
            runs[-1].append(atom)
        else:
            runs.append([atom])
    return runs


def _is_space(atom: str | Mark) -> bool:
    """Say whether an atom is white space."""
    return isinstance(atom, str) and atom.isspace()


def _broken(runs: Sequence[Sequence[str | Mark]]) -> list[Row]:
    """Return the rows of a line: broken at white space, or where a run has no room in any row."""
    rows = [Row([])]
    column = 0
    for run in runs:
        if _is_space(run[0]):
            space = str(run[0])
            wide = _space_columns(space, column)
            rows[-1].pieces.append(Piece(space, column, wide))
            column += wide
            continue
        wide = sum(_columns(atom) for atom in run)
        if column and column + wide > COLUMNS and (wide <= COLUMNS or column >= COLUMNS - TAB):
            rows.append(Row([]))
            column = 0
        for atom in run:
            column = _put(rows, column, atom)
    for row in rows[:-1]:
        row.ends = False
    return rows


def _put(rows: list[Row], column: int, atom: str | Mark) -> int:
    """Put a word or a deletion into the last row and, where it ends, into new ones."""
    if not isinstance(atom, str):
        if column + MARK_COLUMNS > COLUMNS:
            rows.append(Row([]))
            column = 0
        text = f"[{' '.join(atom.codes)}]"
        rows[-1].pieces.append(Piece(text, column, MARK_COLUMNS, atom))
        return column + MARK_COLUMNS
    at = 0
    while at < len(atom):
        if column >= COLUMNS:
            rows.append(Row([]))
            column = 0
        stop, wide = _fitting(atom, at, COLUMNS - column)
        rows[-1].pieces.append(Piece(atom[at:stop], column, wide))
        column += wide
        at = stop
    return column


def _fitting(word: str, at: int, room: int) -> tuple[int, int]:
    """Return where to cut a word to fit into ``room`` columns, and the columns of the piece."""
    if word.isascii():
        stop = min(at + room, len(word))
        return stop, stop - at
    wide, stop = 1, at + 1  # a piece's first character takes a column even if it is an accent
    while stop < len(word):
        step = width(word[stop])
        if wide + step > room:
            break
        wide += step
        stop += 1
    return stop, wide


def _columns(atom: str | Mark) -> int:
    """Return the columns a word or deletion takes when nothing breaks it."""
    if not isinstance(atom, str):
        return MARK_COLUMNS
    return _fitting(atom, 0, len(atom))[1]


def _space_columns(space: str, column: int) -> int:
    """Return the columns white space takes from ``column`` on; tabs reach to the next stop."""
    at = column
    for character in space:
        at = at + TAB - at % TAB if character == "\t" else at + 1
    return at - column


def width(character: str) -> int:
    """Return the columns a character takes after another: 0 for an accent, else 1."""
    return 0 if unicodedata.category(character) in _NO_WIDTH else 1
