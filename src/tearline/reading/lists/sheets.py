"""The rows of an index spreadsheet, .xlsx or .csv, as they stand, and what could not be read of them.

Promises: a file is opened as what its bytes say it is, not as its name says. One that is locked by a
password, damaged, packed to burst, an old .xls or a web page saved under that name is a UsageError that
says so and what to do. Hidden sheets are not read and are losses; hidden rows and columns are read and
said; a formula gives the value stored with it; merged cells of one column give each row their value.
Empty rows cost nothing but time. Does not say what a column means, and never runs a formula.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]

from tearline.errors import UsageError
from tearline.reading.lists.cells import Cell
from tearline.reading.lists.columns import letter
from tearline.reading.lists.losses import Loss, LossKind
from tearline.reading.lists.separated import separated_rows

MOST_UNPACKED = 1 << 28  # bytes of a workbook's parts; the largest index met has some 2^24
MOST_ROWS = 1_048_576  # what a sheet can have
_CHUNK, _OVERLAP = 1 << 20, 1 << 12
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))
_MARKS = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="(?P<merged>[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"'
    rb'|<(?:\w+:)?row\s(?:[^>]*?\s)?hidden="(?:1|true)"(?P<row>)'
    rb'|<(?:\w+:)?col\s(?:[^>]*?\s)?hidden="(?:1|true)"(?P<column>)'
    rb"|<(?:\w+:)?f[\s>/](?P<formula>)"
)
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that has a value: its number, from 1, and its cells by column, from 1; empty ones left out."""

    number: int
    cells: dict[int, Cell]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's rows that have values, in order."""

    name: str
    rows: tuple[RawRow, ...]


def open_sheets(path: Path) -> tuple[tuple[RawSheet, ...], list[Loss]]:
    """Return a spreadsheet's visible sheets, and what was lost. UsageError: it cannot be read at all."""
    try:
        with path.open("rb") as stream:
            start = stream.read(4096)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "Name a file.") from error
    if start.startswith(b"PK"):
        return _workbook(path)
    if start.startswith(_OLE):
        if _LOCKED in path.read_bytes():
            raise UsageError(f"{path} is locked by a password", "Save it without one, or as .csv.")
        raise UsageError(f"{path} is an old workbook (.xls)", "Save it as .xlsx or .csv.")
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head", b"<meta")):
        raise UsageError(
            f"{path} is a web page or XML, whatever its name says",
            "Open it in a spreadsheet program and save it as .xlsx or .csv.",
        )
    if not start.strip():
        raise UsageError(f"{path} is empty", "Get it anew from where it was published.")
    losses: list[Loss] = []
    rows = separated_rows(path, losses)
    kept = []
    for number, row in enumerate(rows, 1):
        cells: dict[int, Cell] = {at: value for at, value in enumerate(row, 1) if value.strip()}
        if cells:
            kept.append(RawRow(number, cells))
    return (RawSheet(path.name, tuple(kept)),), losses


def _workbook(path: Path) -> tuple[tuple[RawSheet, ...], list[Loss]]:
    """Read an .xlsx, its size looked at before anything is unpacked."""
    damaged = f"{path} is no workbook, or a damaged one"
    remedy = "Get it anew, or open it in a spreadsheet program and save it as .xlsx or .csv."
    losses: list[Loss] = []
    try:
        with zipfile.ZipFile(path) as archive:
            _harmless(path, archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and print areas: nothing that is read here
            return tuple(_sheets(path, losses)), losses
    except UsageError:
        raise
    except Exception as error:  # a damaged file may end in any error of three parsers
        raise UsageError(damaged, remedy) from error


def _harmless(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse parts that unpack to too much, that are locked, or that define entities."""
    size = sum(part.file_size for part in archive.infolist())
    if size > MOST_UNPACKED:
        raise UsageError(
            f"{path} unpacks to {size} bytes, more than the {MOST_UNPACKED} an index may have",
            "If it is really that large, save it as .csv.",
        )
    for part in archive.infolist():
        if part.flag_bits & 1:
            raise UsageError(f"{path} is locked by a password", "Save it without one, or as .csv.")
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                start = stream.read(_OVERLAP)
            if any(doctype in start for doctype in _DOCTYPES):
                raise UsageError(f"{path} defines its own XML entities", "Save it anew as .xlsx.")


def _sheets(path: Path, losses: list[Loss]) -> Iterator[RawSheet]:
    """Yield the visible sheets of a workbook."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for chart in book.chartsheets:
            done = "not read: it is a chart"
            losses.append(Loss(LossKind.SHEET_NOT_READ, chart.title, 0, "", "", done))
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                done = "not read: the sheet is hidden"
                count = sum(1 for _ in _rows(path, sheet))
                losses.append(Loss(LossKind.SHEET_NOT_READ, sheet.title, 0, "", "", done, count))
                continue
            rows = {row.number: row for row in _rows(path, sheet)}
            marks, merged = _marks(book, sheet)
            _say_marks(sheet.title, marks, losses)
            if marks["formula"]:
                _say_formulas(path, sheet.title, rows, losses)
            for area in merged:
                _fill(sheet.title, area, rows, losses)
            yield RawSheet(sheet.title, tuple(rows[number] for number in sorted(rows)))
    finally:
        book.close()


def _rows(path: Path, sheet: Any) -> Iterator[RawRow]:  # noqa: ANN401 - a worksheet of openpyxl, untyped
    """Yield the rows that have values. What the sheet says of its own size is not believed."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MOST_ROWS:
            raise UsageError(f"{path} has more rows than a sheet can have", "Save it as .csv.")
        cells = {
            column: value
            for column, value in enumerate(row, 1)
            if value is not None and not (isinstance(value, str) and not value.strip())
        }
        if cells:
            yield RawRow(number, cells)


def _marks(book: Any, sheet: Any) -> tuple[Counter[str], list[str]]:  # noqa: ANN401 - as above
    """Count what reading by rows does not show: hidden rows and columns, formulas, merged ranges."""
    counts: Counter[str] = Counter()
    merged: dict[str, None] = {}
    with book._archive.open(sheet._worksheet_path) as stream:  # noqa: SLF001 - it has no public name
        before, done = b"", 0
        while chunk := stream.read(_CHUNK):
            text = before + chunk
            done = 0
            for match in _MARKS.finditer(text):
                if match["merged"]:
                    merged[match["merged"].decode()] = None
                else:
                    counts[str(match.lastgroup)] += 1
                done = match.end()
            # an element may be cut by the chunk's end: it is kept for the next, and counted there once
            before = text[max(done, len(text) - _OVERLAP) :]
    return counts, list(merged)


def _say_marks(sheet: str, marks: Counter[str], losses: list[Loss]) -> None:
    for kind in ("row", "column"):
        if marks[kind]:
            done = f"{kind}s that are hidden are read like the others"
            losses.append(Loss(LossKind.HIDDEN, sheet, 0, "", "", done, marks[kind]))


def _say_formulas(path: Path, sheet: str, rows: dict[int, RawRow], losses: list[Loss]) -> None:
    """Say which cells are formulas, and which of them have no value stored."""
    used: Counter[int] = Counter()
    first: dict[int, int] = {}
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        book[sheet].reset_dimensions()
        for number, row in enumerate(book[sheet].iter_rows(), 1):
            for column, cell in enumerate(row, 1):
                if cell.data_type != "f":
                    continue
                if number in rows and column in rows[number].cells:
                    used[column] += 1
                    first.setdefault(column, number)
                    continue
                done = "left empty: the formula has no value stored with it"
                losses.append(Loss(LossKind.FORMULA, sheet, number, letter(column), "", done))
    finally:
        book.close()
    done = "the value stored with the formula was read"
    losses.extend(
        Loss(LossKind.FORMULA, sheet, first[column], letter(column), "", done, count)
        for column, count in sorted(used.items())
    )


def _fill(sheet: str, area: str, rows: dict[int, RawRow], losses: list[Loss]) -> None:
    """Give each row of a merged range its value, where the range is of one column."""
    found = _RANGE.fullmatch(area)
    if found is None:
        return
    left, top, right, bottom = found[1], int(found[2]), found[3], int(found[4])
    column = sum((ord(c) - 64) * 26**place for place, c in enumerate(reversed(left)))
    value = rows[top].cells.get(column) if top in rows else None
    if value is None:
        return
    if left != right:
        done = "its value is read in the first cell alone"
        losses.append(Loss(LossKind.MERGED, sheet, top, left, str(value), f"{area}: {done}"))
        return
    # rows without any other value stay empty: nothing is made of a format alone
    meant = [number for number in range(top + 1, min(bottom, MOST_ROWS) + 1) if number in rows]
    for number in meant:
        rows[number].cells.setdefault(column, value)
    done = f"{area}: its value is read in each of these rows"
    losses.append(Loss(LossKind.MERGED, sheet, top, left, str(value), done, len(meant) + 1))
