"""Lists laid beside what is there, as they are told: lines for a person, JSON Lines, one table.

Promises: what was not understood of a list, and what was not compared, comes before any figure. Nothing of a
list or of a file's name is told but through ``ListShown``. On a terminal what is many is counted, with the
first few; the rows and the table have all of it. No cell of the table is a formula.
Does not compare anything, and writes nothing.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tearline.reading.lists.columns import Field
from tearline.reading.lists.completeness import Completeness, Kind
from tearline.reading.lists.held import Held
from tearline.reading.lists.listing import Listing
from tearline.reading.lists.losses import Loss, printable
from tearline.reading.released import is_release
from tearline.verbs.list_shown import ListShown
from tearline.verbs.listed import twice

SHAPES = 3  # of one loss's values, shown on a terminal
HEAD = ("what", "record", "where", "files", "pages listed", "pages found", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Compared:
    """Lists beside folders: the lists as read, what is there, and what came of it."""

    listings: tuple[Listing, ...]
    held: tuple[Held, ...]
    report: Completeness
    folders: tuple[Path, ...]


def rows(found: Compared, shown: ListShown) -> Iterator[dict[str, Any]]:
    """Yield everything as JSON Lines have it: losses, lists, what was not compared, differences."""
    for listing in found.listings:
        file = shown.name(listing.path.name)
        for loss in listing.losses:
            yield {
                **loss.as_json(),
                "file": file,
                "sheet": shown.text(loss.sheet),
                "column": _column(listing, loss, shown),
                "value": shown.loss(listing, loss),
                "done": shown.text(loss.done),
            }
        yield {**_summary(listing, shown), "file": file}
    yield from ({"type": "not_compared", "what": what} for what in not_compared(found, shown))
    safe = replace(
        found.report,
        lists=tuple(map(shown.name, found.report.lists)),
        differences=tuple(map(shown.difference, found.report.differences)),
    )
    yield from safe.as_json()


def lines(found: Compared, shown: ListShown, top: int) -> Iterator[str]:
    """Yield the report for a person: losses, columns, what was not compared, counts, differences."""
    for listing in found.listings:
        yield f"{shown.name(listing.path.name)}: {listing.rows_read:,} rows read"
        yield "not understood, or doubtful:" if listing.losses else "nothing was lost"
        if listing.losses and not shown.show_values:
            yield "  (of a value only its shape: a for a word, 9 for a digit; --show-values shows it, masked)"
        yield from (f"  {line}" for line in _losses(listing, shown))
        yield "columns:"
        for name, meant in listing.columns.items():
            yield f"  {shown.heading(listing, name)} = {meant}"
        yield ""
    yield "not compared:"
    yield from (f"  {what}" for what in not_compared(found, shown))
    yield ""
    yield from found.report.lines(top, shown.difference)
    if found.report.differences:
        yield ""
        yield "Differences: --report FILE.csv or --json has them all."


def table(found: Compared, shown: ListShown) -> bytes:
    """Return the losses and the differences as one table, UTF-8 with its mark, no cell a formula."""
    out = io.StringIO(newline="")
    written = csv.writer(out)
    written.writerow(HEAD)
    for listing in found.listings:
        for loss in listing.losses:
            column = _column(listing, loss, shown)
            places = (
                shown.name(listing.path.name),
                "" if loss.sheet == listing.path.name else shown.text(loss.sheet),
                f"row {loss.row}" if loss.row else "",
                f"column {column}" if column else "",
            )
            where = ", ".join(filter(None, places))
            what = " ".join(filter(None, (f"{loss.count} x", shown.loss(listing, loss))))
            note = f"{what}: {shown.text(loss.done)}"
            written.writerow(
                _cell(one) for one in (f"list: {loss.kind}", "", where, "", "", "", note)
            )
    for what in not_compared(found, shown):
        written.writerow(_cell(one) for one in ("not compared", "", "", "", "", "", what))
    for one in map(shown.difference, found.report.differences):
        cells = (
            *(str(one.kind), one.record, " | ".join(one.places), " | ".join(one.files)),
            *("" if n is None else str(n) for n in (one.pages_listed, one.pages_found)),
            one.note,
        )
        written.writerow(_cell(cell) for cell in cells)
    return out.getvalue().encode("utf-8-sig", "replace")


def not_compared(found: Compared, shown: ListShown) -> Iterator[str]:
    """Yield, in words, what a comparison leaves open."""
    report = found.report
    yield "what the pages say: only numbers, names and page counts were compared"
    reasons = Counter(one.note for one in report.differences if one.kind is Kind.NOT_COMPARED)
    for why, count in reasons.most_common():
        yield f"the page counts of {count:,} rows: {why}"
    if report.rows_named:
        yield f"the page counts of {report.rows_named:,} rows that the release names without pages"
    if unread := sum(bool(one.why) for one in found.held):
        yield f"{unread:,} files that cannot be read"
    for listing in found.listings:
        name = shown.name(listing.path.name)
        yield from (f"{name}: {said}" for said in twice(listing, shown.heading))
        if listing.rows_not_read:
            yield f"{listing.rows_not_read:,} rows of {name} on sheets without a column of numbers"
        if listing.nameless:
            yield f"{listing.nameless:,} rows of {name} that have neither number nor file name"
        if not {Field.PAGES, Field.PAGES_RELEASED} & set(listing.columns.values()):
            yield f"page counts of {name}: no column of it was understood as one"
    if not all(map(is_release, found.folders)):
        yield "hidden files, and whether any file is as it was published"


def _column(listing: Listing, loss: Loss, shown: ListShown) -> str:
    return shown.heading(listing, loss.column, loss.sheet) if loss.column else ""


def _summary(listing: Listing, shown: ListShown) -> dict[str, Any]:
    """Return a list's summary: its columns and its values as they may be shown."""
    *_, summary = listing.as_json()
    row: dict[str, Any] = dict(summary)
    row["columns"] = {shown.heading(listing, name): one for name, one in row["columns"].items()}
    if not shown.show_values:
        for name in ("spelled", "maybe_one"):
            row[name] = {one: len(values) for one, values in row[name].items()}
        return row
    row["spelled"] = {
        one: {
            shown.value(value, one): _counts(forms, one, shown) for value, forms in values.items()
        }
        for one, values in row["spelled"].items()
    }
    row["maybe_one"] = {
        one: [[shown.value(value, one) for value in pair] for pair in pairs]
        for one, pairs in row["maybe_one"].items()
    }
    return row


def _counts(forms: Mapping[str, int], heading: str, shown: ListShown) -> dict[str, int]:
    """Return how often each spelling stands; two that are masked alike are counted as one."""
    counts: Counter[str] = Counter()
    for form, times in forms.items():
        counts[shown.value(form, heading)] += times
    return dict(counts)


def _losses(listing: Listing, shown: ListShown) -> Iterator[str]:
    """Yield one line for all losses of one kind, column and remedy, with the first few of their values."""
    groups: defaultdict[tuple[str, str, str, str], list[Loss]] = defaultdict(list)
    for loss in listing.losses:
        groups[(str(loss.kind), loss.sheet, loss.column, loss.done)].append(loss)
    for (kind, sheet, _, done), own in groups.items():
        count = sum(loss.count for loss in own)
        told: dict[str, None] = {}
        for loss in own:
            if len(told) == SHAPES:
                break
            if one := shown.loss(listing, loss):
                told[one] = None
        place = (shown.text(sheet), _column(listing, own[0], shown))
        where = " · ".join(filter(None, place))
        first = next((loss.row for loss in own if loss.row), 0)
        row = f", first in row {first}" if first else ""
        like = f"; such as {' or '.join(told)}" if told else ""
        yield f"{count:>7,}  {kind}: {where}{row}: {shown.text(done)}{like}"


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula, on one line."""
    return f"'{printable(text)}" if text.lstrip(" ").startswith(_FORMULA) else printable(text)
