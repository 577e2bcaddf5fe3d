"""Made-up pages as the reader would hand them over, with the place of every value that matters.

Promises: each gold span is exactly the characters that stand for the value on the page, damage and
line breaks included; spans are in order and do not overlap; where a page has boxes, each word has
one, at the place it would have on the sheet, and ``text[word.start:word.end] == word.text``. A
table may be read row by row or torn into columns; its boxes do not care.

Does not promise: the slant, the stains and the handwriting of a real sheet (``printing.py`` uses
real ones).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from damage.damage import Noise
from tearline.model.area import Area
from tearline.model.page import Page, TextSource, Word

WIDTH, HEIGHT = 61200, 79200  # a Letter sheet in 1/100 points
PITCH, LEAD = 560, 1240  # one character, one line
LEFT, TOP = 4200, 4000
RUNNING = 72  # characters in a line of running text


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it was read: its kind, its text, for names the form, for numbers the shape."""

    kind: str
    text: str = field(repr=False)
    form: str = ""


Part = str | Value


@dataclass(frozen=True, slots=True)
class Gold:
    """Where a value stands: code points ``start`` to ``end`` of page ``page``'s text."""

    page: int
    start: int
    end: int
    kind: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up record: its family, its half, its pages, and every value on them.

    ``torn``: its tables were read column by column.
    """

    family: str
    half: str
    pages: tuple[Page, ...]
    gold: tuple[Gold, ...]
    torn: bool = False


@dataclass(slots=True)
class _Strip:
    """A few words read in one go, at a column and row of the sheet; ``gold`` within its text."""

    column: int
    row: int
    text: str
    gold: list[tuple[int, int, Value]]
    apart: bool  # an empty line stands before it


@dataclass(slots=True)
class Sheet:
    """A sheet being typed: parts go on in reading order, the rows run down by themselves."""

    noise: Noise
    upper: bool = False
    row: int = 0
    _strips: list[_Strip] = field(default_factory=list)
    _apart: bool = False

    def line(self, *parts: Part, column: int = 0) -> None:
        """Type one line."""
        self._put(parts, column, self.row)
        self.row += 1 + self._strips[-1].text.count("\n")

    def label(self, text: str, *parts: Part, column: int = 0) -> None:
        """Type a label, damaged as labels are, and what stands right behind it."""
        self.line(self.noise.label(text), *parts, column=column)

    def say(self, *parts: Part, width: int = RUNNING, column: int = 0) -> None:
        """Type a paragraph, broken into lines; a value may be broken too."""
        strip = self._strip(parts, column, self.row)
        strip.text = _wrapped(strip.text, width)
        self._strips.append(strip)
        self.row += 1 + strip.text.count("\n")
        self.gap()

    def gap(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows
        self._apart = True

    def cells(self, *cells: tuple[int, Sequence[Part]]) -> None:
        """Type one row of cells at their columns, read from left to right."""
        deepest = 0
        for column, parts in cells:
            self._put(parts, column, self.row)
            deepest = max(deepest, self._strips[-1].text.count("\n"))
        self.row += 1 + deepest

    def block(self, labels: Sequence[str], values: Sequence[Sequence[Part]], column: int) -> None:
        """Type labels with their values beside them, read as blocks are: the labels first."""
        top = self.row
        for at, label in enumerate(labels):
            self._put([self.noise.label(label).replace("\n", " ")], 0, top + at)
        self._apart = True
        for at, value in enumerate(values):
            self._put(value, column, top + at)
        self.row = top + max(len(labels), len(values))
        self.gap()

    def table(
        self,
        columns: Sequence[int],
        heads: Sequence[str],
        rows: Sequence[Sequence[Sequence[Part]]],
        *,
        torn: bool,
        heads_first: bool = False,
    ) -> None:
        """Type a table. ``torn``: read column by column; ``heads_first``: all the heads before that.

        Without heads (an empty sequence) it goes on from the page before.
        """
        top = self.row
        deep = max((h.count("\n") + 1 for h in heads), default=0)
        shown = [self.noise.label(h) for h in heads]
        first = top + deep + (1 if heads else 0)
        if not torn:
            for column, head in zip(columns, shown, strict=False):
                self._put([head], column, top)
            self._apart = bool(heads)
            for at, row in enumerate(rows):
                for column, cell in zip(columns, row, strict=True):
                    self._put(cell, column, first + at)
        else:
            if heads_first:
                for column, head in zip(columns, shown, strict=False):
                    self._put([head], column, top)
                    self._apart = True
            for index, column in enumerate(columns):
                self._apart = True
                if heads and not heads_first:
                    self._put([shown[index]], column, top)
                for at, row in enumerate(rows):
                    self._put(row[index], column, first + at)
        self.row = first + len(rows)
        self.gap()

    def _put(self, parts: Sequence[Part], column: int, row: int) -> None:
        self._strips.append(self._strip(parts, column, row))

    def _strip(self, parts: Sequence[Part], column: int, row: int) -> _Strip:
        """Join parts, damage the plain ones, and note where the values stand."""
        text, gold = "", []
        for part in parts:
            if isinstance(part, Value):
                words = part.text.upper() if self.upper and part.kind != "email" else part.text
                gold.append((len(text), len(text) + len(words), part))
                text += words
            else:
                text += self.noise.words(part.upper() if self.upper else part)
        strip = _Strip(column, row, text, gold, self._apart)
        self._apart = False
        return strip

    def page(self, number: int, *, boxes: bool) -> tuple[Page, list[Gold]]:
        """Return the sheet as it was read, as page ``number``, and its gold."""
        text, gold, words = "", [], []
        last_row = None
        for strip in self._strips:
            if text:
                same = strip.row == last_row and not strip.apart
                text += " " if same else "\n\n" if strip.apart else "\n"
            begin = len(text)
            text += strip.text
            for start, end, value in strip.gold:
                form = (
                    "split"
                    if value.kind == "name" and "\n" in strip.text[start:end]
                    else value.form
                )
                gold.append(Gold(number, begin + start, begin + end, value.kind, form))
            if boxes:
                words += _words(strip, begin, 92.0 - 12 * self.noise.level)
            last_row = strip.row + strip.text.count("\n")
        if not boxes:
            return Page(number, 0, 0, text, (), TextSource.PLAIN, "made", "1"), gold
        made = Page(
            number, WIDTH, HEIGHT, text, tuple(words), TextSource.OCR, "made", "1",
            confidence=92.0 - 12 * self.noise.level,
        )  # fmt: skip
        return made, gold


def _wrapped(text: str, width: int) -> str:
    """Turn blanks into line ends so that no line is longer than ``width``; nothing moves."""
    out = list(text)
    begin = 0
    blank = -1
    for place, char in enumerate(text):
        if char == "\n":
            begin, blank = place + 1, -1
        elif char == " ":
            blank = place
        if place - begin >= width and blank >= begin:
            out[blank] = "\n"
            begin, blank = blank + 1, -1
    return "".join(out)


def _words(strip: _Strip, begin: int, confidence: float) -> list[Word]:
    """Return the words of a strip with the boxes they have on the sheet."""
    words = []
    place = 0
    for down, line in enumerate(strip.text.split("\n")):
        across = strip.column
        for piece in line.split(" "):
            if piece:
                left = LEFT + across * PITCH
                top = TOP + (strip.row + down) * LEAD
                area = Area(left, top, left + len(piece) * PITCH - 60, top + LEAD - 340)
                at = begin + place
                words.append(Word(piece, at, at + len(piece), area, confidence))
            across += len(piece) + 1
            place += len(piece) + 1
    return words
