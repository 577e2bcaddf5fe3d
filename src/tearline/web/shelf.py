"""The releases a room shows, side by side: by label, by record, by number.

Promises: opens releases and nothing else; what is at fault in a file is told with the record, and a page or
a file is handed out only where its bytes are the manifest's. Releases stand in the order of their dates.
A record that was withdrawn has no page and no file in older releases, unless that is asked for.
Does not say that two records with one name are one paper: a name is the archive's word for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import quote

from tearline.errors import UsageError
from tearline.reading.released import Fault, Listed, ReleasedRecord, ReleaseFolder
from tearline.reading.searching.fields import normal
from tearline.reading.searching.index import PageIndex, open_release
from tearline.reading.searching.search import Search
from tearline.reading.searching.snippets import ShownPage
from tearline.reading.timeline import sheet
from tearline.web.proven import MANIFEST, Proven
from tearline.web.withdrawn import Withdrawal, withdrawals

Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it stands in one release."""

    folder: ReleaseFolder
    listed: ReleasedRecord

    @property
    def label(self) -> str:
        """Return the release's name in addresses."""
        return self.folder.label

    @property
    def address(self) -> str:
        """Return the address of the record, over all its releases."""
        return record_address(self.listed.record)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return what is wrong with the record's files."""
        return self.folder.faults(self.listed.record)

    def page_address(self, number: int) -> str:
        """Return a page's permanent address."""
        return f"{self.address}/{quote(self.label, safe='')}/page/{number}"

    @property
    def said_address(self) -> str:
        """Return the address of who says what in it."""
        return f"{self.address}/{quote(self.label, safe='')}/said"

    def download_address(self, file: Listed) -> str:
        """Return a file's address."""
        return download_address(self.label, file)


class Shelf:
    """Opened releases, by label: ``releases``, ``indexes``, and ``built``, what each index holds.

    ``search`` looks through all of them. ``withdrawn``: label -> record -> who withdrew it since;
    ``also_withdrawn``: such records are shown all the same.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        cache: Path,
        report: Report | None = None,
        *,
        also_withdrawn: bool = False,
    ) -> None:
        """Open releases, building the indexes that are missing in ``cache``.

        ``report`` hears (release, records read, records in all). UsageError: there is none, one is no
        release or has no date, two have one label, the cache cannot be written.
        """
        opened = [Proven(path) for path in folders]
        for folder in opened:
            _dated(folder)
        _apart(opened)
        opened.sort(key=lambda one: (one.date, one.label))
        self.withdrawn, self.also_withdrawn = withdrawals(opened), also_withdrawn
        for folder in opened:
            if not also_withdrawn:
                folder.leave_out(self.withdrawn[folder.label])
        indexes = [_indexed(folder, cache, report) for folder in opened]
        self.indexes = {one.label: index for one, index in zip(opened, indexes, strict=True)}
        self.releases: dict[str, Proven] = {folder.label: folder for folder in opened}
        self.search = Search(indexes, self._page)
        self.built = {label: index.built for label, index in self.indexes.items()}

    def standings(self, record: str) -> tuple[Standing, ...]:
        """Return a record in each release that has it, the earliest first."""
        return tuple(
            Standing(folder, folder.records[record])
            for folder in self.releases.values()
            if record in folder.records
        )

    def standing(self, record: str, label: str) -> Standing | None:
        """Return a record in one release, None where there is none."""
        folder = self.releases.get(label)
        listed = None if folder is None else folder.records.get(record)
        return None if folder is None or listed is None else Standing(folder, listed)

    def withdrawal(self, label: str, record: str) -> Withdrawal | None:
        """Return who withdrew a record that a release still had, None where nobody did."""
        return self.withdrawn.get(label, {}).get(record)

    def withdrawn_file(self, label: str, path: str) -> Withdrawal | None:
        """Return who withdrew the record that a file of a release is of, where it is not handed out."""
        if self.also_withdrawn:
            return None
        rows = self.withdrawn.get(label, {}).values()
        return next((row for row in rows if any(f.path == path for f in row.listed.files)), None)

    def sheet(self, label: str, record: str) -> tuple[str, str]:
        """Return a record's title and date as its sheet gives them in a release, '' for none."""
        return sheet(self.indexes[label], record)

    def of_number(self, number: str) -> tuple[str, ...]:
        """Return the records that carry a number, whatever its dashes and case."""
        key = normal(number)
        return self._by_number.get(key, ()) if key else ()

    def file(self, label: str, path: str) -> tuple[ReleaseFolder, Listed, Fault | None] | None:
        """Return a file that a manifest lists, or the manifest, and what is wrong; None: not listed."""
        folder = self.releases.get(label)
        if folder is not None and path == MANIFEST:
            return folder, *folder.manifest()
        record = None if folder is None else self._owners[label].get(path)
        if folder is None or record is None:
            return None
        files = folder.records[record].files if record else folder.own
        listed = next(one for one in files if one.path == path)
        wrong = (fault for fault in folder.faults(record) if fault.path == path)
        return folder, listed, next(wrong, None)

    def faults(self) -> Iterator[tuple[str, Fault]]:
        """Yield the faults that were met when the indexes were made, each with its release."""
        for label, built in self.built.items():
            for fault in built.told():
                yield label, fault

    @cached_property
    def _by_number(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for folder in self.releases.values():
            for record in folder.records.values():
                for number in (record.record, *record.numbers):
                    found.setdefault(normal(number), {})[record.record] = None
        return {number: tuple(names) for number, names in found.items()}

    @cached_property
    def _owners(self) -> dict[str, dict[str, str]]:
        """Return for each release: path of a file -> its record, '' for the release's own."""
        return {
            label: {file.path: "" for file in folder.own}
            | {file.path: one.record for one in folder.records.values() for file in one.files}
            for label, folder in self.releases.items()
        }

    def _page(self, record: str, release: str, page: int) -> ShownPage | None:
        return self.releases[release].page(record, page)


def record_address(record: str) -> str:
    """Return the address of a record, over all its releases."""
    return f"/record/{quote(record, safe='', errors='replace')}"


def download_address(label: str, file: Listed) -> str:
    """Return the address of a file of a release."""
    return f"/downloads/{quote(label, safe='')}/{quote(file.path, errors='replace')}"


def _dated(folder: ReleaseFolder) -> None:
    """Refuse a release without a date: a room orders by it, and a feed has to give it."""
    try:
        good = date.fromisoformat(folder.date).isoformat() == folder.date
    except ValueError:
        good = False
    if not good:
        why = f"{folder.path}: its date '{folder.date}' is not a day as in 2026-01-31"
        raise UsageError(why, "Get the release anew from where it was published.")


def _apart(folders: Sequence[ReleaseFolder]) -> None:
    """Refuse two releases of one label, for addresses are made of it."""
    seen: dict[str, Path] = {}
    for one in folders:
        if one.label in seen:
            why = f"{seen[one.label]} and {one.path} are both the release '{one.label}'"
            raise UsageError(why, "Name each release once; addresses are made of its name.")
        seen[one.label] = one.path


def _indexed(folder: Proven, cache: Path, report: Report | None) -> PageIndex:
    """Open a release's index, telling how far its making is."""
    if report is not None:
        folder.report = partial(report, f"index of {folder.label}")
    try:
        return open_release(folder, cache)
    finally:
        folder.report = None
