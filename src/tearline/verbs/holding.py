"""`tearline holdings`: an archive's lists laid beside what is there, told to a person or a program.

Promises: what was not understood of a list, and what was not compared, is told before any figure. Values of a
list are told by count and shape; their words only if asked for, and what looks personal is masked even then.
A report is written whole, never over another file, never into a release; no cell of it is a formula.
``completeness`` and ``keep`` are for an office: what was asked for beside what went out names records that a
release does not acknowledge, so it is kept in custody.
Does not compare what pages say, and does not say who is right.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tearline.engine import Stop
from tearline.errors import ExitCode, UsageError
from tearline.reading.lists.columns import Field
from tearline.reading.lists.completeness import Completeness, Kind
from tearline.reading.lists.held import Held, held_in
from tearline.reading.lists.holdings import reconcile
from tearline.reading.lists.listing import Listing
from tearline.reading.lists.losses import Loss, printable, shape
from tearline.reading.lists.numbers import Aliases, is_record_number, plain_name
from tearline.reading.masking import Masking
from tearline.reading.released import ReleaseFolder, is_release
from tearline.talk import Talk
from tearline.verbs.listed import Mapped, mapping_of, own_index, read_lists, twice

SHAPES = 3  # of one loss's values, shown on a terminal
HEAD = ("what", "record", "where", "files", "pages listed", "pages found", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Compared:
    """Lists beside folders: the lists as read, what is there, what came of it, what was not compared."""

    listings: tuple[Listing, ...]
    held: tuple[Held, ...]
    report: Completeness
    not_compared: tuple[str, ...]


def holdings(sheets: Sequence[Path], asked: dict[str, Any], stop: Stop, talk: Talk) -> int:
    """Compare, and say what came of it.

    ``asked`` has folders, maps, map_file, report, show_values, top and workers.
    """
    _check_report(asked["report"], asked["folders"])
    mapped = mapping_of(asked["maps"], asked["map_file"])
    found = compared(sheets, asked["folders"], mapped, asked["workers"] or 1, stop)
    told = _Told(show_values=asked["show_values"])
    if asked["report"]:
        _write_new(asked["report"], _as_csv(found, told))
    if talk.as_json:
        for row in told.rows(found):
            talk.datum(str(row.pop("type")), **row)
    else:
        for line in told.lines(found, asked["top"]):
            talk.datum("", line or " ")
    if asked["report"]:
        talk.say(f"written to {asked['report']}")
    return int(ExitCode.DONE if found.report.is_complete else ExitCode.PARTLY)


def compared(
    sheets: Sequence[Path],
    folders: Sequence[Path],
    mapped: Mapped | None = None,
    workers: int = 1,
    stop: Stop | None = None,
) -> Compared:
    """Read lists and folders and compare them. Without a list, one release answers for its own index.

    UsageError: a list or a folder cannot be read, or there is nothing to compare.
    """
    if not folders:
        raise UsageError("no folder to compare with", "Name one: --in FOLDER.")
    listings = read_lists(sheets, mapped or {}) if sheets else (own_index(folders),)
    aliases = Aliases.of_pairs(pair for listing in listings for pair in listing.aliases())
    held: list[Held] = []
    for folder in folders:
        own = held_in(folder, aliases, workers, stop)
        held += own if len(folders) == 1 else (_placed(one, folder) for one in own)
    report = reconcile(listings, held, aliases)
    missed = tuple(_not_compared(listings, held, report, folders))
    return Compared(tuple(listings), tuple(held), report, missed)


def completeness(
    sheets: Sequence[Path], folder: Path, mapping: Mapping[str, str] | None = None
) -> Completeness:
    """Return how complete a release is beside the lists of what was asked for; opens the release only.

    Its differences name records that the release may not acknowledge: ``keep`` writes them into custody.
    """
    return compared(sheets, [folder], dict(mapping or {})).report


def keep(report: Completeness, to: Path, release: Path) -> None:
    """Write a report as JSON Lines to a new file, mode 0600. UsageError: inside a release, or there already.

    ``release`` is the folder that the report is about: nothing of the report may ever lie in it.
    """
    _check_report(to, [release])
    rows = (json.dumps(row, ensure_ascii=False) + "\n" for row in report.as_json())
    _write_new(to, "".join(rows).encode("utf-8", "replace"), 0o600)


def keep_beside(lists: Sequence[Path], release: Path, place: Path, talk: Talk) -> None:
    """Lay lists of what was asked for beside a release, and keep what came of it in custody.

    ``place`` is the report's path without the release's hash and suffix. A report of the same release is
    replaced: the lists may be others.
    """
    report = completeness(lists, release)
    path = place.with_name(f"{place.name}-{ReleaseFolder(release).digest[:16]}.jsonl")
    path.unlink(missing_ok=True)
    keep(report, path, release)
    counts = report.counts()
    human = (
        f"completeness: {counts['records listed']:,} records listed, {counts['records missing']:,} of "
        f"them missing; {counts['files not listed']:,} here and not listed: {path}"
    )
    talk.datum("completeness", human, path=str(path), complete=report.is_complete, counts=counts)


class _Told:
    """How a comparison is told; every text of a list goes through the mask."""

    def __init__(self, *, show_values: bool) -> None:
        self._show, self._mask = show_values, Masking()

    def safe(self, text: str) -> str:
        """Return a text of a list or of a file's name as it may be shown anywhere."""
        if is_record_number(plain_name(text)):  # nearly all of them: the detectors need not look
            return printable(text)
        return printable(self._mask(text, [(0, len(text))])[0]) if text else ""

    def value(self, value: str, heading: str = "") -> str:
        """Return what may be shown of a list's value, which stands under a heading."""
        if not self._show:
            return shape(value)
        if is_record_number(plain_name(value)):
            return printable(value)
        # Nine digits are a date or a person's number by what stands over them.
        text = f"{heading}: {value}"
        return printable(self._mask(text, [(len(text) - len(value), len(text))])[0])

    def rows(self, found: Compared) -> Iterator[dict[str, Any]]:
        """Yield everything as JSON Lines have it: losses, lists, what was not compared, differences."""
        for listing in found.listings:
            own = [dict(row) for row in listing.as_json()]
            for row in own[:-1]:
                safe = {name: self.safe(str(row[name])) for name in ("sheet", "column", "done")}
                value = self.value(str(row["value"]), str(row["column"]))
                yield {**row, "file": self.safe(listing.path.name), **safe, "value": value}
            summary: dict[str, Any] = own[-1]
            summary["columns"] = {self.safe(n): one for n, one in summary["columns"].items()}
            if not self._show:
                for name in ("spelled", "maybe_one"):
                    summary[name] = {one: len(values) for one, values in summary[name].items()}
            yield summary
        yield from ({"type": "not_compared", "what": what} for what in found.not_compared)
        for row in found.report.as_json():
            if row["type"] == "difference":
                for name in ("record", "note"):
                    row[name] = self.safe(str(row[name]))
                row["files"] = [self.safe(one) for one in _texts(row["files"])]
            yield row

    def lines(self, found: Compared, top: int) -> Iterator[str]:
        """Yield the report for a person: losses, columns, what was not compared, counts, differences."""
        for listing in found.listings:
            yield f"{self.safe(listing.path.name)}: {listing.rows_read:,} rows read"
            yield "not understood, or doubtful:" if listing.losses else "nothing was lost"
            yield from (f"  {line}" for line in self._losses(listing.losses))
            yield "columns:"
            for name, meant in listing.columns.items():
                yield f"  {self.safe(name)} = {meant}"
            yield ""
        yield "not compared:"
        yield from (f"  {what}" for what in found.not_compared)
        yield ""
        yield from map(self.safe, found.report.lines(top))
        if not found.report.is_complete:
            yield ""
            yield "Differences: --report FILE.csv or --json has them all."

    def _losses(self, losses: Sequence[Loss]) -> Iterator[str]:
        """Yield one line for all losses of one kind and column, with the shapes of their values."""
        groups: defaultdict[tuple[str, str, str], list[Loss]] = defaultdict(list)
        for loss in losses:
            groups[(str(loss.kind), loss.sheet, loss.column)].append(loss)
        for (kind, sheet, column), own in groups.items():
            count = sum(loss.count for loss in own)
            seen = Counter(shape(loss.value) for loss in own if loss.value)
            values = [loss.value for loss in own if loss.value]
            told = (self.value(one, column) for one in values[:SHAPES])
            shown = dict.fromkeys(told) if self._show else seen
            where = " · ".join(self.safe(part) for part in (sheet, column) if part)
            first = next((loss.row for loss in own if loss.row), 0)
            row = f", first in row {first}" if first else ""
            like = f"; such as {' or '.join(list(shown)[:SHAPES])}" if shown else ""
            yield f"{count:>7,}  {kind}: {where}{row}: {self.safe(own[0].done)}{like}"


def _placed(one: Held, folder: Path) -> Held:
    """Return a file of one of several folders, with the folder in its name."""
    return Held(f"{folder.resolve().name}/{one.name}", one.keys, one.pages, one.status, one.why)


def _not_compared(
    listings: Sequence[Listing],
    held: Sequence[Held],
    report: Completeness,
    folders: Sequence[Path],
) -> Iterator[str]:
    """Yield, in words, what this comparison leaves open."""
    yield "what the pages say: only numbers, names and page counts were compared"
    for why, count in Counter(
        one.note for one in report.differences if one.kind is Kind.NOT_COMPARED
    ).most_common():
        yield f"the page counts of {count:,} rows: {why}"
    if report.rows_named:
        yield f"the page counts of {report.rows_named:,} rows that the release names without pages"
    if unread := sum(bool(one.why) for one in held):
        yield f"{unread:,} files that cannot be read"
    for listing in listings:
        name = printable(listing.path.name)
        yield from (f"{name}: {printable(said)}" for said in twice(listing))
        if listing.rows_not_read:
            yield f"{listing.rows_not_read:,} rows of {name} on sheets without a column of numbers"
        if listing.nameless:
            yield f"{listing.nameless:,} rows of {name} that have neither number nor file name"
        if not {Field.PAGES, Field.PAGES_RELEASED} & set(listing.columns.values()):
            yield f"page counts of {name}: no column of it was understood as one"
    if not all(map(is_release, folders)):
        yield "hidden files, and whether any file is as it was published"


def _texts(values: object) -> list[str]:
    return list(map(str, values)) if isinstance(values, list) else []


def _as_csv(found: Compared, told: _Told) -> bytes:
    """Return the losses and the differences as one table, UTF-8 with its mark, no cell a formula."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(HEAD)
    for listing in found.listings:
        for loss in listing.losses:
            places = (
                *(
                    told.safe(listing.path.name),
                    told.safe(loss.sheet),
                    f"row {loss.row}" if loss.row else "",
                ),
                f"column {told.safe(loss.column)}" if loss.column else "",
            )
            where = ", ".join(filter(None, places))
            note = f"{loss.count} x {told.value(loss.value, loss.column)}: {told.safe(loss.done)}"
            rows.writerow(_cell(one) for one in (f"list: {loss.kind}", "", where, "", "", "", note))
    for what in found.not_compared:
        rows.writerow(_cell(one) for one in ("not compared", "", "", "", "", "", what))
    for one in found.report.differences:
        cells = (
            *(str(one.kind), told.safe(one.record), " | ".join(one.places)),
            " | ".join(map(told.safe, one.files)),
            *("" if n is None else str(n) for n in (one.pages_listed, one.pages_found)),
            told.safe(one.note),
        )
        rows.writerow(_cell(cell) for cell in cells)
    return out.getvalue().encode("utf-8-sig", "replace")


def _cell(text: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula, on one line."""
    return f"'{printable(text)}" if text.lstrip(" ").startswith(_FORMULA) else printable(text)


def outside_releases(to: Path, folders: Sequence[Path]) -> None:
    """Refuse to write into a release: one of ``folders``, or any other that the file would lie in."""
    place = to.resolve()
    inside = [*folders, *place.parents]
    if any(place.is_relative_to(one.resolve()) and is_release(one) for one in inside):
        raise UsageError(f"{to} lies in a release", "A release is never written into.")


def _check_report(to: Path | None, folders: Sequence[Path]) -> None:
    """Refuse to write over a file, or into a release."""
    if to is None:
        return
    if to.exists() or to.is_symlink():
        raise UsageError(f"{to} is there already", "Name another file, or move that one away.")
    outside_releases(to, folders)


def _write_new(to: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all, never over one that is there. UsageError: it cannot be written."""
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
            stream.write(data)
            os.fsync(stream.fileno())
        os.link(part, to)  # fails where something came there meanwhile
    except OSError as error:
        what = f"{to} cannot be written ({error.strerror or 'no reason given'})"
        raise UsageError(what, "Name a file in a folder that can be written to.") from error
    finally:
        part.unlink(missing_ok=True)
