"""An archive's index spreadsheet, read into a listing: what each row says, and what was lost on the way.

Promises: every row that has a value becomes a listed row, a repeat of one, or a loss that says why not.
Values that were not understood are kept as written, under the column's own name. Spellings of one value
are counted beside the preferred one. A date has the precision it was written with.
Does not correct the list, nor follow its links, nor run its formulas.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path

from tearline.dates import DatedSpan
from tearline.errors import UsageError
from tearline.reading.lists.cells import (
    Cell,
    DateState,
    as_text,
    is_error,
    one_line,
    read_date,
    read_pages,
)
from tearline.reading.lists.columns import (
    Columns,
    Field,
    by_values,
    fields_said,
    header_score,
    letter,
    map_columns,
)
from tearline.reading.lists.listing import ListedRow, Listing
from tearline.reading.lists.losses import Loss, LossKind, shape
from tearline.reading.lists.numbers import document_name, is_record_number, plain_name
from tearline.reading.lists.sheets import RawRow, RawSheet, open_sheets
from tearline.reading.lists.spellings import NAMED, preferred
from tearline.text import squeezed

_HEADER_ROWS = 30  # rows among which the names of the columns are looked for
_DATES = {Field.DATE, Field.RELEASE_DATE, Field.REVIEW_DATE}
_COUNTS = {Field.PAGES, Field.PAGES_RELEASED}
_MANY_ALIKE = (
    0.03  # share of a column's dates that are one 1 January: it may stand for something else
)
_NOTHING: Mapping[str, str] = {}  # what most rows have in columns that were not understood
_SAID_OF_DATES = {
    DateState.UNDATED: (LossKind.UNDATED, "no date, as the list says"),
    DateState.SHORT_YEAR: (LossKind.VALUE_DOUBTFUL, "years of two digits are read as 19.."),
    DateState.DAY_NUMBER: (LossKind.VALUE_DOUBTFUL, "read as the day's number of a spreadsheet"),
    DateState.DAY_WITHOUT_MONTH: (
        LossKind.VALUE_DOUBTFUL,
        "a day without its month: the year is kept",
    ),
}


@dataclass(slots=True)
class _Reading:
    """What is gathered while the sheets are read."""

    losses: list[Loss]
    columns: dict[str, Field] = field(default_factory=dict)
    letters: dict[tuple[str, str], str] = field(default_factory=dict)
    dated: dict[str, tuple[DatedSpan | None, DateState]] = field(default_factory=dict)
    rows: list[ListedRow] = field(default_factory=list)
    called: set[str] = field(default_factory=set)
    read: int = 0
    repeats: int = 0
    nameless: int = 0
    not_read: int = 0


def read_spreadsheet(path: Path, mapping: Mapping[str, str] | None = None) -> Listing:
    """Read an index spreadsheet. ``mapping``: column name or letter to field, '-' to leave one out.

    UsageError: it cannot be read, no sheet of it has a column of record numbers or file names, or the
    mapping names a column or a field that is not there.
    """
    said = fields_said(mapping or {})
    opened, losses = open_sheets(path)
    sheets, reading = list(opened), _Reading(losses)
    del opened
    while sheets:
        _read_sheet(sheets.pop(0), said, reading)
    absent = sorted(said.keys() - reading.called)
    if absent:
        raise UsageError(
            f"{path} has no column '{absent[0]}'", "Name columns as their heading does."
        )
    if not reading.columns:
        raise UsageError(
            f"{path} has no column of record numbers or file names that is understood",
            "Say which one it is: 'its name=record number'.",
        )
    rows, spelled, proposed = preferred(reading.rows)
    return Listing(
        *(path, reading.columns, rows, tuple(reading.losses)),
        *(reading.read, reading.repeats, reading.nameless, reading.not_read),
        *(spelled, proposed, reading.letters),
    )


def _read_sheet(sheet: RawSheet, said: Mapping[str, Field | None], reading: _Reading) -> None:
    """Read one sheet, if a column of it tells records apart."""
    start, header, known = _header(sheet, said)
    body = []
    for row in sheet.rows[start:]:
        if {column: as_text(value) for column, value in row.cells.items()} == header:
            done = "names the columns once more: not read"
            reading.losses.append(Loss(LossKind.HEADER, sheet.name, row.number, "", "", done))
        else:
            body.append(row)
    for row in sheet.rows[: max(0, start - 1)]:
        done = "stands above the names of the columns: not read"
        reading.losses.append(_of_row(LossKind.HEADER, sheet.name, row, {}, done))
    if header and not known:
        done = (
            "taken for the names of the columns, though none is a known one: not read as a record"
        )
        reading.losses.append(_of_row(LossKind.HEADER, sheet.name, sheet.rows[start - 1], {}, done))
    values: defaultdict[int, list[str]] = defaultdict(list)
    for row in body:
        for column, value in row.cells.items():
            values[column].append(as_text(value))
    columns = map_columns(sheet.name, header, values, said)
    reading.read += len(body)
    reading.called |= {squeezed(name) for name in columns.names.values()}
    reading.called |= {letter(column).lower() for column in columns.names}
    for column, name in columns.names.items():
        before = reading.letters.get((sheet.name, name))
        letters = f"{before}, {letter(column)}" if before else letter(column)
        reading.letters[sheet.name, name] = letters
    if not columns.tells_records:
        done = "not read: no column of record numbers or file names is understood"
        loss = Loss(LossKind.SHEET_NOT_READ, sheet.name, 0, "", "", done, len(body))
        reading.losses.append(loss)
        reading.not_read += len(body)
        return
    if not header:
        done = "no row names the columns: what they mean is read from their values"
        reading.losses.append(Loss(LossKind.HEADER, sheet.name, 0, "", "", done))
    reading.losses.extend(columns.losses)
    reading.columns.update({columns.names[at]: meant for at, meant in columns.fields.items()})
    values.clear()
    done_before = len(reading.rows)
    _read_rows(sheet.name, body, columns, reading)
    _say_forms(reading.rows[done_before:], columns, reading)


def _of_row(kind: LossKind, sheet: str, row: RawRow, names: Mapping[int, str], done: str) -> Loss:
    """Return the loss of a whole row, each cell with its heading."""
    cells = tuple((names.get(at, ""), as_text(value)) for at, value in sorted(row.cells.items()))
    return Loss(
        kind, sheet, row.number, "", " | ".join(value for _, value in cells), done, 1, cells
    )


def _header(sheet: RawSheet, said: Mapping[str, Field | None]) -> tuple[int, dict[int, str], bool]:
    """Return where the rows begin, the columns' names, none where no row names them, and if one is known."""
    first = sheet.rows[:_HEADER_ROWS]
    often = Counter((at, as_text(value)) for row in first for at, value in row.cells.items())
    # what stands in most rows of a column is a value of it, be it "pdf" or "link"
    values = {one for one, times in often.items() if times > max(2, len(first) / 2)}
    scores = [
        header_score(
            {at: value for at, value in row.cells.items() if (at, as_text(value)) not in values},
            said,
        )
        for row in first
    ]
    best = max(scores, default=0)
    at = scores.index(best) if best else 0
    if not best and not _is_above(sheet.rows):
        return 0, {}, False
    names = {column: as_text(value) for column, value in sheet.rows[at].cells.items()}
    return at + 1, names, best > 0


def _is_above(rows: Sequence[RawRow]) -> bool:
    """Say whether the first row is a heading, by a column whose other values are of a form it is not.

    A value with a digit is no name of such a column: it may be a number that somebody mistyped.
    """
    columns: defaultdict[int, list[str]] = defaultdict(list)
    for row in rows[1:]:
        for column, value in row.cells.items():
            columns[column].append(as_text(value))
    first = {column: as_text(value) for column, value in rows[0].cells.items()} if rows else {}
    return any(
        not any(map(str.isdecimal, value))
        and by_values([value]) is None
        and column in columns
        and by_values(columns[column]) is not None
        for column, value in first.items()
    )


def _read_rows(sheet: str, body: Sequence[RawRow], columns: Columns, reading: _Reading) -> None:
    """Read the rows of one sheet; a row that repeats another cell by cell is kept once.

    The cells of a row that was read are let go: an index may have a million.
    """
    first: dict[bytes, int] = {}
    notes: dict[tuple[LossKind, int, str, str], list[int]] = {}
    dated: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in body:
        cells = {column: as_text(value) for column, value in sorted(row.cells.items())}
        digest = blake2b(repr(cells).encode("ascii", "backslashreplace"), digest_size=16).digest()
        before = first.setdefault(digest, row.number)
        if before != row.number:
            reading.repeats += 1
            done = f"not counted again: the same as row {before}, cell by cell"
            reading.losses.append(Loss(LossKind.DUPLICATE_ROW, sheet, row.number, "", "", done))
            continue
        listed = _row(sheet, row, columns, reading, notes)
        if not listed.number and not listed.file:
            reading.nameless += 1
            done = "not counted as a record: it has neither number nor file name"
            reading.losses.append(_of_row(LossKind.NO_NUMBER, sheet, row, columns.names, done))
            continue
        row.cells.clear()
        if not listed.number and Field.RECORD in columns.fields.values():
            done = "known by its file's name alone"
            loss = Loss(LossKind.NO_NUMBER, sheet, row.number, "", listed.file, done)
            reading.losses.append(loss)
        reading.rows.append(listed)
        for at, meant in columns.fields.items():
            if meant is Field.DATE and meant in listed.dates:
                dated[at][listed.dates[meant].iso] += 1
    for (kind, at, value, done), rows in notes.items():
        name = columns.names[at]
        reading.losses.append(Loss(kind, sheet, rows[0], name, value, done, len(rows)))
    for at, count in dated.items():
        for iso, times in count.most_common():
            if iso.endswith("-01-01") and times > max(1, _MANY_ALIKE * count.total()):
                done = "kept, but so many rows have it that it may stand for a year, or for no date"
                name = columns.names[at]
                reading.losses.append(
                    Loss(LossKind.VALUE_DOUBTFUL, sheet, 0, name, iso, done, times)
                )


def _row(
    sheet: str,
    row: RawRow,
    columns: Columns,
    reading: _Reading,
    notes: dict[tuple[LossKind, int, str, str], list[int]],
) -> ListedRow:
    """Read one row; what is alike in many rows goes to ``notes``, the rest to the losses."""
    values: dict[Field, str] = {}
    dates: dict[Field, DatedSpan] = {}
    pages: dict[Field, int] = {}

    def lose(kind: LossKind, at: int, value: Cell, done: str) -> None:
        place = (sheet, row.number, columns.names[at])
        reading.losses.append(Loss(kind, *place, as_text(value), done))

    for at, meant in columns.fields.items():
        value = row.cells.get(at)
        if value is None:
            continue
        if is_error(value):
            lose(LossKind.VALUE_NOT_READ, at, value, "left empty: the sheet has an error there")
            continue
        values[meant] = text = one_line(value) if meant in NAMED else as_text(value)
        if text != as_text(value):
            done = "one value on several lines: read once"
            notes.setdefault((LossKind.VALUE_DOUBTFUL, at, text, done), []).append(row.number)
        if meant in _DATES:
            found, state = _date(value, reading)
            if found is not None:
                dates[meant] = found
            if state is DateState.NOT_READ:
                lose(LossKind.VALUE_NOT_READ, at, value, "no date is read from it; kept as written")
            elif state in _SAID_OF_DATES:
                kind, done = _SAID_OF_DATES[state]
                shown = "" if state is DateState.SHORT_YEAR else as_text(value)
                notes.setdefault((kind, at, shown, done), []).append(row.number)
        elif meant in _COUNTS:
            count = read_pages(value)
            if count is None:
                lose(LossKind.VALUE_NOT_READ, at, value, "no number of pages; kept as written")
            else:
                pages[meant] = count
        elif isinstance(value, date):
            done = (
                f"a date where the '{meant}' should stand, perhaps made one by a program; kept so"
            )
            lose(LossKind.VALUE_DOUBTFUL, at, value, done)
    written = values.get(Field.RECORD, "")
    file = values.get(Field.FILE, "")
    if not file and Field.FILE not in columns.fields.values() and written.lower().endswith(".pdf"):
        file = written
    file = file or document_name(values.get(Field.DOCUMENT_ID, ""))
    other = {name: as_text(row.cells[at]) for at, name in columns.others.items() if at in row.cells}
    name = file.replace("\\", "/").rsplit("/", 1)[-1]
    plain = plain_name(written)
    number = written if plain == written else plain
    return ListedRow(sheet, row.number, number, name, values, dates, pages, other or _NOTHING)


def _date(value: Cell, reading: _Reading) -> tuple[DatedSpan | None, DateState]:
    """Read a date; one that many rows have is read, and kept, once."""
    if not isinstance(value, str):
        return read_date(value)
    if value not in reading.dated:
        reading.dated[value] = read_date(value)
    return reading.dated[value]


def _say_forms(rows: Sequence[ListedRow], columns: Columns, reading: _Reading) -> None:
    """Say which numbers of a sheet are not of the usual form; form by form where most are not."""
    numbered = [row for row in rows if row.number]
    others = [row for row in numbered if not is_record_number(row.number)]
    name = next(
        (columns.names[at] for at, one in columns.fields.items() if one is Field.RECORD), ""
    )
    if len(others) * 2 <= len(numbered):
        done = "no record number of the form ddd-ddddd-ddddd, as others are: kept as written"
        reading.losses.extend(
            Loss(LossKind.NUMBER_FORM, row.sheet, row.row, name, row.values[Field.RECORD], done)
            for row in others
        )
        return
    forms: defaultdict[str, list[ListedRow]] = defaultdict(list)
    for row in others:
        forms[shape(row.values[Field.RECORD])].append(row)
    done = "not of the form ddd-ddddd-ddddd, as most of the list's are not: kept as written"
    for own in forms.values():
        value = own[0].values[Field.RECORD]
        place = (own[0].sheet, own[0].row, name)
        reading.losses.append(Loss(LossKind.NUMBER_FORM, *place, value, done, len(own)))
