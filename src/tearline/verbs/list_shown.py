"""What may be shown of an archive's list and of the names beside it: headings, values, places, files.

Promises: a value is told by its shape; as it stands only where a person asks for values, and then masked
together with the heading that it stands under and with the rest of its row. A heading may be a value (of a
list without a head row it is one): it is shown as values are, beside its column's letters, unless it is a
name known for a field or one that the person typed. A file's name is masked but for its record's number.
All that comes out is printable and on one line.
Does not hide names of people whom no detector knows where values are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tearline.reading.lists.columns import field_named
from tearline.reading.lists.completeness import Difference
from tearline.reading.lists.listing import Listing
from tearline.reading.lists.losses import LONGEST_VALUE, Loss, printable, shape
from tearline.reading.masking import BLOCK, Masking
from tearline.text import squeezed
from tearline.verbs.named import name_shown

# A record's number, with what publishing adds to it: nearly all names are this, and need no detector.
_RECORD = re.compile(
    r"\d{3}[-_. ]?\d{5}[-_. ]?\d{5}(?:[ _]?[(\[]?[cC]0\d{7}[)\]]?)?(?:_multirif)?(?:\.[A-Za-z]{1,5})?"
)
# Words that say of nobody anything, and of a cell why it was not read: these are shown in any case.
_PLAIN = {
    "none", "nil", "na", "n/a", "no", "unknown", "undated", "various", "several", "many", "missing", "blank",
    "illegible", "unnumbered", "tbd", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
    "nine", "ten", "eleven", "twelve",
}  # fmt: skip


class ListShown:
    """How lists, their values and their files are shown to a person."""

    def __init__(self, *, show_values: bool, said: Iterable[str] = ()) -> None:
        """Take whether values are asked for, and the columns that the person called by name."""
        self.show_values = show_values
        self._said = {squeezed(name) for name in said}
        self._mask = Masking()
        self._prefixes: dict[str, str] = {}

    def text(self, text: str) -> str:
        """Return a note, a reason or a sheet's name."""
        if _RECORD.fullmatch(text) or not text.strip():
            return printable(text)
        masked = self._mask(text, [(0, len(text))])[0]
        return name_shown(masked, self._mask)

    def name(self, name: str) -> str:
        """Return a file's or a record's name; a label in a folder's name counts for what it holds."""
        if _RECORD.fullmatch(name):
            return printable(name)
        shown = name_shown(name, self._mask)
        if "/" in name and BLOCK not in shown:
            whole = name_shown(name.replace("/", " "), self._mask)
            shown = whole if BLOCK in whole else shown
        return shown

    def place(self, place: str) -> str:
        """Return where a row stands: the list's and the sheet's names, which many rows share, and the row."""
        before, row, number = place.rpartition(", row ")
        if before not in self._prefixes:
            self._prefixes[before] = self.text(before)
        return f"{self._prefixes[before]}{row}{number}" if row else self.text(place)

    def value(self, value: str, heading: str = "") -> str:
        """Return what may be shown of one cell, which stands under a heading."""
        return self.row(((heading, value),))

    def row(self, cells: Sequence[tuple[str, str]]) -> str:
        """Return what may be shown of several cells, (heading, value), of one row or of one column."""
        told = self._masked(cells) if self.show_values else [_plain(value) for _, value in cells]
        text = printable(" | ".join(told))
        return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"

    def heading(self, listing: Listing, name: str, sheet: str = "") -> str:
        """Return what a column is called; of a list's sheet, or of all of them."""
        letters = [
            at
            for (own, called), at in listing.letters.items()
            if called == name and sheet in {"", own}
        ]
        if squeezed(name) in self._said or field_named(name) is not None or name in letters:
            return printable(name)
        if not letters and (sheet, name) in _called_by_letter(listing):
            return printable(name)
        return f"{' or '.join(dict.fromkeys(letters)) or 'a column'} ({self.value(name)})"

    def loss(self, listing: Listing, loss: Loss) -> str:
        """Return what may be shown of what stood where a list lost something, '' where nothing stood."""
        if loss.cells:
            return self.row(loss.cells)
        heading = _called_by_letter(listing).get((loss.sheet, loss.column), loss.column)
        return self.value(loss.value, heading) if loss.value else ""

    def difference(self, one: Difference) -> Difference:
        """Return a difference as it may be shown."""
        return replace(
            one,
            record=self.name(one.record),
            places=tuple(map(self.place, one.places)),
            files=tuple(map(self.name, one.files)),
            note=self.text(one.note),
        )

    def _masked(self, cells: Sequence[tuple[str, str]]) -> list[str]:
        """Return each value masked under its heading; where that finds nothing, beside its neighbours."""
        text, spans, told = "", [], []
        for heading, value in cells:
            text += f"{_spoken(heading)}: "
            spans.append((len(text), len(text) + len(value)))
            text += f"{_spoken(value)}\n"
        beside = self._mask(text, spans) if len(cells) > 1 else ()
        for at, (heading, value) in enumerate(cells):
            if _RECORD.fullmatch(value):
                told.append(value)
                continue
            own = f"{_spoken(heading)}: {_spoken(value)}"
            shown = self._mask(own, [(len(own) - len(value), len(own))])[0]
            if BLOCK not in shown and beside and BLOCK in beside[at]:
                shown = beside[at]
            told.append(shown if BLOCK in shown else value)
        return told


def _called_by_letter(listing: Listing) -> dict[tuple[str, str], str]:
    """Return the heading of each (sheet, column's letters): some losses know the letters alone."""
    return {
        (sheet, one): name
        for (sheet, name), letters in listing.letters.items()
        for one in letters.split(", ")
    }


def _plain(value: str) -> str:
    return value if value.strip(" .").lower() in _PLAIN else shape(value)


def _spoken(text: str) -> str:
    return text.replace("_", " ")  # to the detectors an underscore is a letter
