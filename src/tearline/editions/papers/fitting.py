"""Paragraphs broken into rows of a fixed number of columns, and rows put onto pages.

Promises: rows and pages are a function of the paragraphs alone; every character stands in one row, but that
blanks at which a row is broken and line ends go; an accent stays with the character before it. A heading
never stands last on a page. Does not hyphenate: a word longer than a row is cut where the row ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tearline.editions.papers.face import ADVANCE
from tearline.editions.papers.turned import columns_of

PAGE = (612, 792)  # letter, in points
LEFT = 54
MEASURE = PAGE[0] - 2 * LEFT
TOP, BOTTOM = 734, 62  # of the rows, in points from the page's foot
_LEADING = 1.28  # of the type's size
_KEPT = 3  # rows of plain size that must have room under a heading
_TOKEN = re.compile(r" +|[^ ]+")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's look: size of its type and room above it, in points; columns its later rows go in."""

    size: float
    above: float
    inset: int = 0
    heading: bool = False
    ruled: bool = False  # a thin line above it

    @property
    def columns(self) -> int:
        """Return how many characters a row has."""
        return int(MEASURE * 1000 / (self.size * ADVANCE))


TITLE = Style(16, 0, heading=True)
SECTION = Style(13, 16, heading=True)
ITEM = Style(10, 9, heading=True, ruled=True)
FACT = Style(9, 2, inset=4)
PLAIN = Style(9, 2)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some words in one style."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Row:
    """One row on a page: its baseline and left end in points, its words."""

    left: float
    baseline: float
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """What stands of a paragraph on one page."""

    style: Style
    rows: tuple[Row, ...]
    rule: float | None  # height of the line above it


def pages(paragraphs: Iterable[Paragraph]) -> Iterator[list[Block]]:
    """Yield each page's blocks; at least one page, if an empty one."""
    page: list[Block] = []
    at = float(TOP)
    for paragraph in paragraphs:
        style = paragraph.style
        step = style.size * _LEADING
        broken = broken_rows(paragraph.text, style.columns, style.inset)
        above = style.above if page else 0.0
        needed = above + step * (len(broken) if style.heading else 1)
        needed += PLAIN.size * _LEADING * _KEPT if style.heading else 0
        if page and at - needed < BOTTOM:
            yield page
            page, at, above = [], float(TOP), 0.0
        rule = at - above / 2 if style.ruled and page else None
        at -= above
        rows: list[Row] = []
        for inset, text in broken:
            if at - step < BOTTOM and (rows or page):
                if rows:
                    page.append(Block(style, tuple(rows), rule))
                yield page
                page, at, rows, rule = [], float(TOP), [], None
            at -= step
            rows.append(
                Row(LEFT + inset * style.size * ADVANCE / 1000, at + step - style.size, text)
            )
        if rows:
            page.append(Block(style, tuple(rows), rule))
    yield page


def broken_rows(text: str, columns: int, inset: int) -> list[tuple[int, str]]:
    """Return a text's rows, each with the columns it is set in by; the first by none."""
    rows: list[tuple[int, str]] = []
    for line in text.split("\n"):
        if not rows and len(line) <= columns:
            rows.append((0, line))
        else:
            rows += _of_line(line, columns, inset, first=not rows)
    return [row for row in rows if row[1].strip(" ")]


def _of_line(line: str, columns: int, inset: int, *, first: bool) -> Iterator[tuple[int, str]]:
    """Yield the rows of one line."""
    by = 0 if first else inset
    row, taken = "", 0
    for token in _TOKEN.findall(line):
        wide = columns_of(token)
        if token[0] == " ":
            row, taken = row + token, taken + wide
            continue
        if taken + wide > columns - by and row.strip(" "):
            yield by, row.rstrip(" ")
            by, row, taken = inset, "", 0
        word = token
        while taken + columns_of(word) > columns - by:
            stop = _stop(word, max(columns - by - taken, 1))
            yield by, row + word[:stop]
            word, row, taken, by = word[stop:], "", 0, inset
        row, taken = row + word, taken + columns_of(word)
    if row.strip(" "):
        yield by, row.rstrip(" ")


def _stop(word: str, room: int) -> int:
    """Return where to cut a word, never before an accent; at least one character is taken."""
    if columns_of(word) == len(word):
        return room
    at = taken = 0
    while at < len(word):
        step = columns_of(word[at])
        if taken + step > room and at:
            break
        taken += step
        at += 1
    return at
