"""Text with marks: what a page says, and which of its words somebody will have to decide on.

A mark stands in the text as ``{{kind|words}}``. A sign before the kind says what becomes of it:
none = to withhold, ``+`` = found but to release, ``?`` = left open, ``=`` and ``~`` = already under a
black or white box on the paper (the words are then nowhere in the file). ``{{kind#key|words}}`` picks
another reason than the kind's own. Marks do not nest. ``¬`` is a blank at which no line is broken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

MARK = re.compile(r"\{\{([+?=~]?)([a-z_.]+)(?:#([a-z0-9_]+))?\|(.*?)\}\}", re.DOTALL)
HARD_BLANK = "¬"
VERDICTS = {"": "withhold", "+": "release", "?": "defer", "=": "black box", "~": "white box"}


@dataclass(slots=True, eq=False)
class Item:
    """Marked words: kind, what becomes of them, the key of their reason, and their boxes in pixels."""

    kind: str
    verdict: str
    key: str
    text: str
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    start: int | None = None
    end: int | None = None

    @property
    def boxed(self) -> bool:
        """Say whether the words were covered on the paper before it was scanned."""
        return self.verdict.endswith("box")

    @property
    def unseen(self) -> bool:
        """Say whether a reader of the page cannot see the words: boxed, or hidden in the file."""
        return self.boxed or self.kind.startswith("residue")


@dataclass(frozen=True, slots=True)
class Cell:
    """One character, and the marked words it belongs to."""

    char: str
    item: Item | None


Line = list[Cell]


def parse(text: str) -> Line:
    """Return the characters of a text with its marks taken off and attached to them."""
    cells: Line = []
    at = 0
    for found in MARK.finditer(text):
        cells += [Cell(char, None) for char in text[at : found.start()]]
        sign, kind, key, words = found.groups()
        item = Item(
            kind, VERDICTS[sign], key or "", " ".join(words.replace(HARD_BLANK, " ").split())
        )
        cells += [Cell(char, item) for char in words]
        at = found.end()
    return cells + [Cell(char, None) for char in text[at:]]


def wrap(text: str, columns: int, *, first: int = 0, hang: int = 0) -> list[Line]:
    """Return a paragraph set in lines of at most ``columns`` characters.

    ``first`` and ``hang`` are how many blanks the first line and the others start with.
    """
    words: list[Line] = [[]]
    for cell in parse(" ".join(text.split())):
        if cell.char == " ":
            words.append([])
        else:
            words[-1].append(cell)
    blank = Cell(" ", None)
    lines: list[Line] = [[blank] * first]
    fresh = True
    for word in words:
        if not fresh and len(lines[-1]) + 1 + len(word) > columns:
            lines.append([blank] * hang)
            fresh = True
        if not fresh:
            last, same = lines[-1][-1].item, word[0].item
            lines[-1].append(Cell(" ", last if last is same else None))
        lines[-1] += word
        fresh = False
    return [[Cell(" ", c.item) if c.char == HARD_BLANK else c for c in line] for line in lines]


def rows(text: str) -> list[Line]:
    """Return lines as they stand, blanks and all: for tables and forms."""
    return [parse(line) for line in text.strip("\n").split("\n")]


def plain(text: str) -> tuple[str, list[Item]]:
    """Return a text without its marks, and the marked words with their places in it."""
    cells = parse(text)
    items: list[Item] = []
    for place, cell in enumerate(cells):
        if cell.item is None:
            continue
        if cell.item.start is None:
            cell.item.start = place
            items.append(cell.item)
        cell.item.end = place + 1
    return "".join(cell.char for cell in cells), items


def shown(line: Sequence[Cell]) -> str:
    """Return what a reader sees of a line: unseen words are gone."""
    kept = "".join(" " if c.item is not None and c.item.unseen else c.char for c in line)
    return " ".join(kept.split())
