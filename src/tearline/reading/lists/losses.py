"""What was lost or doubtful when an archive's spreadsheet was read: one row each, none left out.

Promises: every loss says where (sheet, row and column as a spreadsheet program shows them), what stood
there, and what was done. A loss of a whole column or sheet is one row with its count.
Does not judge: a loss is no error of the archive's, only a place where a reader should look.
What a list brought is not trusted: ``printable`` is what may go to a terminal, ``shape`` what may go
anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

LONGEST_VALUE = 200  # code points of a value that a loss shows
LONGEST_SHAPE = 40
_LETTERS = re.compile(r"[^\W\d_]+")


class LossKind(StrEnum):
    """The kinds of loss; each is counted on its own."""

    SHEET_NOT_READ = "sheet not read"
    HIDDEN = "hidden"
    FORMULA = "formula"
    MERGED = "merged cells"
    ENCODING = "encoding"
    QUOTES = "quotes"
    HEADER = "header"
    COLUMN_NOT_UNDERSTOOD = "column not understood"
    COLUMN_BY_VALUES = "column known by its values"
    COLUMN_EMPTY = "column empty"
    NO_NUMBER = "no number"
    NUMBER_FORM = "number of another form"
    VALUE_NOT_READ = "value not read"
    VALUE_DOUBTFUL = "value doubtful"
    UNDATED = "undated"
    DUPLICATE_ROW = "duplicate row"


@dataclass(frozen=True, slots=True)
class Loss:
    """One loss. ``row`` is 0 where it is of a whole sheet or column; ``count`` is the cells or rows meant.

    ``cells`` are (heading, value) where the value is of several cells: each is masked under its own heading.
    """

    kind: LossKind
    sheet: str
    row: int
    column: str
    value: str = field(repr=False)
    done: str
    count: int = 1
    cells: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def as_json(self) -> dict[str, object]:
        """Return the loss as JSON Lines have it, its value as it stands: who shows it masks it."""
        return {
            "type": "loss",
            "kind": str(self.kind),
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value[:LONGEST_VALUE],
            "done": self.done,
            "count": self.count,
        }


def printable(text: str) -> str:
    """Return a text as a terminal may have it: what is no sign, a command to the terminal too, is '?'."""
    return "".join(char if char.isprintable() else "?" for char in text)


def shape(value: str) -> str:
    """Return what a value looks like and not what it says: a word is 'a', a digit '9', signs stay.

    A number that may be somebody's keeps its form alone; of a name not even its length is told.
    """
    form = "".join("9" if char.isdecimal() else char for char in value[:LONGEST_VALUE])
    form = printable(_LETTERS.sub("a", form))
    return form if len(form) <= LONGEST_SHAPE else f"{form[:LONGEST_SHAPE]}…"
