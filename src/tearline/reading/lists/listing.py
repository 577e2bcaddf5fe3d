"""An archive's list as it was read: its rows, its losses, and what its values are called.

Promises: every row of the list that has a value is counted once: as a listed row, a repeat, a row
without a name, or one that was not read; ``rows_read`` is their sum. Names and numbers come as
``plain_name`` has them, so that any two lists compare.
Does not say that the list is right: ``holdings`` compares it with what is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tearline.dates import DatedSpan
from tearline.reading.lists.columns import Field
from tearline.reading.lists.losses import Loss, LossKind
from tearline.reading.lists.numbers import Aliases, document_name, is_record_number, plain_name


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row of a list: the record's number, its file's name ('' where not said), and its fields.

    ``values`` are the texts of every understood column, preferred spellings; ``dates`` and ``pages`` those
    that could be read; ``other`` what stands in columns that were not understood, by their own names.
    """

    sheet: str
    row: int
    number: str
    file: str
    values: Mapping[Field, str]
    dates: Mapping[Field, DatedSpan]
    pages: Mapping[Field, int]
    other: Mapping[str, str]

    @property
    def pages_there(self) -> int | None:
        """The pages that the published file should have: as released, else as the paper had."""
        return self.pages.get(Field.PAGES_RELEASED, self.pages.get(Field.PAGES))

    def key(self, aliases: Aliases) -> str:
        """Return what the record is compared by: its number, else its file's name."""
        return aliases.key(self.number or self.file)

    def as_json(self) -> dict[str, object]:
        """Return the row as JSON Lines have it; dates as far as they are known."""
        return {
            "type": "listed",
            "sheet": self.sheet,
            "row": self.row,
            "number": self.number,
            "file": self.file,
            **{str(name): value for name, value in self.values.items()},
            **{str(name): value for name, value in self.pages.items()},
            "dates": {
                str(name): {"date": one.iso, "precision": str(one.precision)}
                for name, one in self.dates.items()
            },
            "other": dict(self.other),
        }


@dataclass(frozen=True, slots=True)
class Listing:
    """A spreadsheet that was read. ``rows_read`` = rows + repeats + nameless + ``rows_not_read``.

    ``rows_read`` counts the rows with values of the visible sheets, without headings. ``spelled`` gives
    each preferred value its spellings with their counts, where there are several. ``letters`` gives each
    (sheet, column) its letters, by which a spreadsheet program shows it.
    """

    path: Path
    columns: Mapping[str, Field]
    rows: tuple[ListedRow, ...]
    losses: tuple[Loss, ...]
    rows_read: int
    repeats: int
    nameless: int
    rows_not_read: int
    spelled: Mapping[Field, Mapping[str, Mapping[str, int]]]
    maybe_one: Mapping[Field, Sequence[tuple[str, str]]]
    letters: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def aliases(self) -> Iterator[tuple[str, str]]:
        """Yield (another name, record number) as the rows state them; a number is no name of another."""
        for row in self.rows:
            if not row.number:
                continue
            names = (plain_name(row.file), document_name(row.values.get(Field.DOCUMENT_ID, "")))
            yield from ((name, row.number) for name in names if name and not is_record_number(name))

    def as_json(self) -> Iterator[dict[str, object]]:
        """Yield the losses, then one summary."""
        yield from (loss.as_json() for loss in self.losses)
        counts: Counter[LossKind] = Counter()
        for loss in self.losses:
            counts[loss.kind] += loss.count
        yield {
            "type": "listing",
            "file": self.path.name,
            "columns": {name: str(one) for name, one in self.columns.items()},
            "rows_read": self.rows_read,
            "rows": len(self.rows),
            "repeats": self.repeats,
            "nameless": self.nameless,
            "rows_not_read": self.rows_not_read,
            "losses": {str(kind): counts[kind] for kind in LossKind if kind in counts},
            "spelled": {str(one): dict(values) for one, values in self.spelled.items()},
            "maybe_one": {str(one): list(pairs) for one, pairs in self.maybe_one.items()},
        }
