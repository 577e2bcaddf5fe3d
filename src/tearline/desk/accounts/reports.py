"""The pages of reporting of a desk's collection, read as persons divided them, and their answers.

Promises: a page is read in a confined worker the first time somebody opens it, unless a command has read it
before; a few are kept in memory. The register follows the log: what another program enters is seen with the
next page. Writes nothing.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tearline.decisions import pointing
from tearline.decisions.candidates import candidates
from tearline.decisions.pairing import beginnings_of
from tearline.decisions.register import OF_REGISTER, Item, Register
from tearline.desk.desk import Desk
from tearline.desk.hands import Hands
from tearline.errors import TearlineError, UsageError
from tearline.findings import accounts
from tearline.findings.accounts import Beginning
from tearline.findings.particulars import Candidate, Proposing
from tearline.findings.roots import Root, roots
from tearline.findings.statements import parsing
from tearline.model.account import PageAccount
from tearline.model.article import TEXT
from tearline.model.decision import Entry, Particular, Target
from tearline.model.register import Kind
from tearline.records.articles.source import Sourced
from tearline.store.catalog import FileRow

J = TypeVar("J")
MOST_ROOTS = 20  # records of an item that are compared
KEPT = 12  # pages


@dataclass(frozen=True, slots=True)
class Report:
    """A page of reporting: its record, file and source, what it tells, its candidates in order of place."""

    record: str
    row: FileRow
    source: Sourced
    account: PageAccount
    candidates: tuple[Candidate, ...]

    @property
    def text(self) -> str:
        """The text that is read and shown."""
        return self.source.text


class Reports:
    """The pages and the register of one desk. Threads share it."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the register is made from its log, and follows it."""
        self._desk = desk
        self._hands = Hands(desk.live.collection.config)
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, Report] = OrderedDict()
        self.register = Register()
        with desk.live.reading():
            for entry in desk.live.naming(*OF_REGISTER):
                if entry.seq <= desk.live.at[0]:
                    self.register.add(entry)
            desk.live.follow(self._follow)

    def close(self) -> None:
        """Let the workers go."""
        self._hands.close()

    def _follow(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.register.add(entry)

    def beginnings(self, sha256: str) -> tuple[Beginning, ...]:
        """Return what persons said of a file's lines."""
        return beginnings_of(self.register, sha256)

    def listed(self, after: str = "") -> Iterator[tuple[FileRow, str, PageAccount | None]]:
        """Yield the texts of the collection by their records' names, those behind ``after``.

        Each with what it tells; None where it was not read.
        """
        collection = self._desk.live.collection
        for name, row in self.named(after):
            yield row, name, accounts.kept(collection, row, self.beginnings)

    def named(self, after: str = "") -> list[tuple[str, FileRow]]:
        """Return the texts of the collection by their records' names, those behind ``after``."""
        catalog = self._desk.live.collection.catalog
        found = (
            (name, row)
            for row in accounts.pages_of(self._desk.live.collection)
            for name in catalog.names_of_file(row.id)
            if name > after
        )
        return sorted(found, key=lambda one: one[0])

    def report(self, record: str) -> Report:
        """Return the page of a record. UsageError: it is no text. ProgramMissingError: no language model."""
        collection = self._desk.live.collection
        number, name = pointing.resolve(collection, record)
        texts = {row.id for row in accounts.pages_of(collection)}
        row = next((one for one in collection.catalog.files_of(number) if one.id in texts), None)
        if row is None:
            raise UsageError(
                f"{name} is no page of reporting",
                "Text files are: save the page's text, and add it.",
            )
        key = (row.sha256, name, self.beginnings(row.sha256))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = self._made(row, name)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def _made(self, row: FileRow, name: str) -> Report:
        collection = self._desk.live.collection
        account = accounts.kept(collection, row, self.beginnings)
        if account is None:
            parsing.ready()
            job = accounts.job_of(collection, row, self.beginnings)
            account = accounts.unpacked(
                self._hands.do(accounts.read_account, job, f"the reading of {name}")
            )
        source = accounts.source_of(collection, row, account)
        return Report(name, row, source, account, candidates(row.sha256, source, account))

    def said_of(self, kind: Kind, record: str) -> list[Particular]:
        """Return what a page says that an item of a kind could be given.

        Of an incident the measures; of a promise what is said of keeping it, and what stands beside it.
        """
        found: dict[Particular, None] = {}
        for report in self._readable([record]):
            proposing = Proposing(report.row.sha256, report.text, report.source.on_file)
            for told in report.account.told:
                if kind is Kind.COMMITMENT:
                    found |= dict.fromkeys(map(proposing.compliance, told.compliance))
                    found |= dict.fromkeys(map(proposing.conflict, told.conflicts))
                elif kind is Kind.INCIDENT:
                    found |= dict.fromkeys(map(proposing.measure, told.measures))
        return list(found)

    def roots_of(self, records: Sequence[str]) -> tuple[list[Root], list[str]]:
        """Return which of some records go back to one root, by their text and the agencies they credit.

        And those that were not compared, because they cannot be read or there are too many: each may be a
        root of its own, or not.
        """
        reports = list(self._readable(records[:MOST_ROOTS]))
        texts = {
            one.record: "\n".join(
                one.text[line.start : line.end] for line in one.account.lines if line.label in TEXT
            )
            for one in reports
        }
        agencies = {
            one.record: next((a.outlet.value for a in one.account.articles if a.place.value), "")
            for one in reports
        }
        return roots(texts, agencies), [one for one in records if one not in texts]

    def _readable(self, records: Sequence[str]) -> Iterator[Report]:
        """Yield the pages of records; one that cannot be read keeps no other back."""
        for one in records:
            with contextlib.suppress(TearlineError):
                yield self.report(one)

    def do(self, work: Callable[[J], bytes], job: J, what: str) -> bytes:
        """Do a job in a confined worker. PageFailedError: it could not be done; ``what`` names it."""
        return self._hands.do(work, job, what)

    def candidate(self, name: str) -> Candidate | None:
        """Return a candidate by its id, None where no page says it (any more)."""
        record = self.record_of(name.partition(":")[0]) if name else ""
        found = (
            one
            for report in self._readable([record] if record else [])
            for one in report.candidates
        )
        return next((one for one in found if one.id == name), None)

    def words_of(self, place: Target) -> str:
        """Return the words of a portion, '' where its page cannot be read. A text is not parsed for it."""
        row = self._desk.live.collection.catalog.file(place.sha256)
        if row is None or place.start is None or place.end is None:
            return ""
        try:
            text = accounts.text_of(self._desk.live.collection, row)
            if text is not None:
                return " ".join(text[place.start : place.end].split())
            report = self._page_of(place)
        except TearlineError:
            return ""
        return "" if report is None else words_at(report, place)

    def head_of(self, place: Target) -> str:
        """Return what a portion's article is: outlet, headline, day; '' where that was not read yet."""
        row = self._desk.live.collection.catalog.file(place.sha256)
        if row is None or not self._was_read(row):
            return ""
        report = self._page_of(place)
        if report is None:
            return ""
        at = report.source.shown(place.start or 0)
        lines = report.account.lines
        line = next((one for one in lines if one.start <= at <= one.end), None)
        number = line.article if line is not None else 0
        article = next((one for one in report.account.articles if one.number == number), None)
        if article is None:
            return ""
        told = next((one for one in report.account.told if one.number == number), None)
        head = lines[article.headline] if article.headline >= 0 else None
        said = " ".join(report.text[head.start : head.end].split()) if head is not None else ""
        day = told.said.isoformat() if told is not None and told.said else "no day printed"
        return ", ".join(filter(None, (article.outlet.value, said and f"“{said}”", day)))

    def _was_read(self, row: FileRow) -> bool:
        """Say whether a page needs no reading now: it is in memory, or kept."""
        with self._lock:
            if any(one.row.sha256 == row.sha256 for one in self._kept.values()):
                return True
        return accounts.kept(self._desk.live.collection, row, self.beginnings) is not None

    def _page_of(self, place: Target) -> Report | None:
        record = self.record_of(place.sha256)
        return next(self._readable([record] if record else []), None)

    def record_of(self, sha256: str) -> str:
        """Return the record that a file belongs to (the first by name), '' where it is in none."""
        catalog = self._desk.live.collection.catalog
        row = catalog.file(sha256)
        return next(iter(catalog.names_of_file(row.id)), "") if row is not None else ""

    def places_of(self, said: Particular) -> list[tuple[str, int, int]]:
        """Return where a particular's words stand: (record, start, end)."""
        return [
            (record, place.start, place.end)
            for place in said.places
            if place.start is not None and place.end is not None
            if (record := self.record_of(place.sha256))
        ]

    def answer(self, candidate: Candidate) -> Item | None:
        """Return what a candidate was answered with, None where nobody has answered it."""
        return self.register.answering(candidate.id)


def words_at(report: Report, place: Target) -> str:
    """Return the words of a portion of a page."""
    start, end = place.start or 0, place.end or 0
    return " ".join(
        report.text[report.source.shown(start) : report.source.shown(end - 1) + 1].split()
    )
