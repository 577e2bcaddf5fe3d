"""Which column of an index spreadsheet means what: by its name, by its values, or as a person says.

Promises: what a person says wins; a name decides where it is one of the names known here; values decide
which column holds record numbers, document ids and file names where no name does. A column that is
not understood is a loss with its count of values, and its values are kept under its own name.
Does not learn: a name that is not in the table is not understood until somebody says what it means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tearline.errors import UsageError
from tearline.reading.lists.cells import Cell, as_text
from tearline.reading.lists.losses import Loss, LossKind
from tearline.reading.lists.numbers import is_record_number, plain_name
from tearline.text import squeezed

_SURE = 0.6  # share of a column's values that must be of a form for the form to say what it is
_SHOWN = 3  # values that a loss shows
IGNORED = "-"  # in a person's mapping: leave this column out


class Field(StrEnum):
    """What a column may mean. ``pages`` is the paper's count, ``pages released`` the published file's."""

    RECORD = "record number"
    FILE = "file name"
    DOCUMENT_ID = "document id"
    FILE_NUMBER = "file number"
    TITLE = "title"
    DATE = "date"
    AGENCY = "agency"
    ORIGINATOR = "originator"
    FROM = "from"
    TO = "to"
    DOCUMENT_TYPE = "document type"
    SERIES = "series"
    PAGES = "pages"
    PAGES_RELEASED = "pages released"
    RELEASE_DATE = "release date"
    REVIEW_DATE = "review date"
    FORMERLY = "formerly withheld"
    STATUS = "status"
    RESTRICTIONS = "restrictions"
    COMMENTS = "comments"


# Names as archives write them, lower case, words apart; a field's own name is one too.
_NAMES: dict[Field, str] = {
    Field.RECORD: "record num, record no, record id, record, rif, rif number, rif no, identification number",
    Field.FILE: "filename, file title, file, pdf, pdf file, pdf name, document file, link, url",
    Field.DOCUMENT_ID: "docid, doc id, nara docid, document number, doc number, doc no",
    Field.FILE_NUMBER: "file num, file no, agency file number, agency file no",
    Field.TITLE: "document title, doc title, subject, description",
    Field.DATE: "document date, doc date, date of document",
    Field.AGENCY: "agency name, contributing agency",
    Field.ORIGINATOR: "originating agency, originating body, originated by",
    Field.FROM: "from name, author, sender",
    Field.TO: "to name, recipient, addressee",
    Field.DOCUMENT_TYPE: "doc type, type, record type, kind",
    Field.SERIES: "record series, series name, collection",
    Field.PAGES: "num pages, no of pages, number of pages, page count, pp, original document pages, "
    "original pages, document pages, doc pages",
    Field.PAGES_RELEASED: "document pages in pdf, pages in pdf, pdf pages, released pages, file pages",
    Field.RELEASE_DATE: "nara release date, date released, released, date of release",
    Field.REVIEW_DATE: "date of last review, last review, last review date, reviewed",
    Field.FORMERLY: "previously withheld, previous status, former status",
    Field.STATUS: "current status, disposition",
    Field.RESTRICTIONS: "exemptions, exemption, restriction",
    Field.COMMENTS: "comment, remarks, notes, note",
}
_FIELDS = {name: meant for meant, names in _NAMES.items() for name in (meant, *names.split(", "))}
_FILE = re.compile(r"\.(?:pdf|tiff?|jpe?g|png|txt|md|html?|mp3|wav|docx?)$", re.IGNORECASE)
_DOCID = re.compile(r"doc(?:ument)?[ _-]?id[ _-]*\d{6,9}", re.IGNORECASE)
_LETTERS = 26
_TELLING = {Field.RECORD, Field.FILE, Field.DOCUMENT_ID}  # what tells one record from another


def letter(column: int) -> str:
    """Return a column's letters as spreadsheet programs have them: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def field_named(name: str) -> Field | None:
    """Return what a column of this name means, None where the name is not known."""
    words = re.sub(r"[^a-z0-9]+", " ", squeezed(name.replace("#", " number "))).strip()
    return _FIELDS.get(words)


def fields_said(mapping: Mapping[str, str]) -> dict[str, Field | None]:
    """Read a person's mapping of column names to fields; '-' leaves one out. UsageError: no such field."""
    said: dict[str, Field | None] = {}
    for column, name in mapping.items():
        meant = None if name.strip() == IGNORED else field_named(name)
        if meant is None and name.strip() != IGNORED:
            known = ", ".join(Field)
            raise UsageError(f"'{name}' is no field of a record", f"Say one of: {known}; or '-'.")
        said[squeezed(column)] = meant
    return said


def header_score(cells: Mapping[int, Cell], said: Mapping[str, Field | None]) -> int:
    """Return how many cells of a row are names of columns; 0 unless one tells records apart.

    A row that holds a record's number or a file's name is a record, though a cell of it be "pdf" or "link".
    """
    names = {column: as_text(value) for column, value in cells.items()}
    if any(by_values([name]) is not None for name in names.values()):
        return 0
    known = [said.get(squeezed(name)) or field_named(name) for name in names.values()]
    identified = _TELLING & {*known, *(said.get(letter(column).lower()) for column in names)}
    return sum(meant is not None for meant in known) if identified else 0


@dataclass(slots=True)
class Columns:
    """What a sheet's columns mean: ``fields`` the understood ones, ``others`` the own names of the rest.

    ``names`` is what every column is called, its letter where the sheet does not say.
    """

    names: dict[int, str]
    fields: dict[int, Field] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)

    @property
    def tells_records(self) -> bool:
        """Whether some column tells one record from another."""
        return bool(_TELLING & set(self.fields.values()))


def map_columns(
    sheet: str,
    header: Mapping[int, str],
    values: Mapping[int, Sequence[str]],
    said: Mapping[str, Field | None],
) -> Columns:
    """Return what each column means, and what was not understood.

    ``header`` holds the names by column, ``values`` each column's texts that are not empty. A person may
    call a column by its name or by its letter.
    """
    names = {column: header.get(column) or letter(column) for column in sorted({*header, *values})}
    columns = Columns(names)

    def lose(kind: LossKind, column: int, done: str) -> None:
        first = list(dict.fromkeys(values.get(column, ())))[:_SHOWN]
        count = len(values.get(column, ())) or 1
        cells = tuple((names[column], value) for value in first)
        loss = Loss(kind, sheet, 0, names[column], " | ".join(first), done, count, cells)
        columns.losses.append(loss)

    left = []
    for column, name in names.items():
        key = next((key for key in (squeezed(name), letter(column).lower()) if key in said), None)
        if key is None:
            left.append(column)
        elif (meant := said[key]) is not None:
            columns.fields[column] = meant
        else:
            lose(LossKind.COLUMN_NOT_UNDERSTOOD, column, "left out, as the mapping says")
    unknown = []
    for column in left:
        if not values.get(column):
            lose(LossKind.COLUMN_EMPTY, column, "it has a name and no value")
            continue
        meant = _checked(field_named(header.get(column, "")), values[column])
        if meant is None or meant in columns.fields.values():
            unknown.append(column)
        else:
            columns.fields[column] = meant
    for column in unknown:
        found = by_values(values[column])
        if found is not None and found not in columns.fields.values():
            columns.fields[column] = found
            done = f"read as '{found}', as its values look like that"
            lose(LossKind.COLUMN_BY_VALUES, column, done)
            continue
        name = names[column]
        again = name in columns.others.values() or name in {names[one] for one in columns.fields}
        columns.others[column] = f"{name} ({letter(column)})" if again else name
        done = f"its values are kept under its own name{' and letter' if again else ''}"
        lose(LossKind.COLUMN_NOT_UNDERSTOOD, column, done)
    return columns


def _checked(named: Field | None, values: Sequence[str]) -> Field | None:
    """Say what a name means where two archives use it for two things: only its values tell."""
    if named is Field.FILE and values and not _share(values, _is_file):
        return None
    return named


def _is_file(value: str) -> bool:
    return _FILE.search(value) is not None or is_record_number(plain_name(value))


def _share(values: Sequence[str], test: Callable[[str], object]) -> bool:
    return sum(1 for value in values if test(value)) >= _SURE * len(values)


def by_values(values: Sequence[str]) -> Field | None:
    """Return what a column's values look like: names of files, record numbers, document ids, or None."""
    if _share(values, _FILE.search):
        return Field.FILE
    if _share(values, lambda value: is_record_number(plain_name(value))):
        return Field.RECORD
    return Field.DOCUMENT_ID if _share(values, _DOCID.fullmatch) else None
