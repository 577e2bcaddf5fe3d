"""The work list: which page next, how many are left, kept beside the catalog and brought up to it.

Promises: exact as of the log's entry and the findings it was last brought to; a page that was decided is
brought up at once. Questions are answered by index, whatever the number of findings; bringing it up goes on
where it was stopped, and does again only files whose findings, or what was decided on them, are otherwise.
Does not keep anything that cannot be made again, nor a word of a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import sqlalchemy as sa

from tearline.decisions import deciding
from tearline.decisions.docket import risk_of
from tearline.decisions.standing import Standing
from tearline.desk.sheet import Found
from tearline.desk.work_file import COLUMNS, WorkFile
from tearline.desk.work_rows import PageOf, WorkRow, row_of, weighed
from tearline.engine import Stop
from tearline.model.decision import Body, Determination, Entry, Merge, Override, SecondView
from tearline.model.finding import Finding
from tearline.model.guide import Guide, Risk
from tearline.store import schema as t
from tearline.store.catalog import FileRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Report, silent

__all__ = ["Counts", "RecordRow", "Wanted", "WorkList", "WorkRow"]

_BATCH = 50  # files in one transaction
_INSERT = f"INSERT INTO page VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - no value


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages are asked for; state '' is any, ``kind`` a kind or its family ('' any)."""

    state: str = "open"
    kind: str = ""
    record: str = ""
    poor: bool = False
    holds: bool = False
    disagreements: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals: pages, pages with anything to do, findings, those open, awaiting an answer, decided."""

    pages: int = 0
    open_pages: int = 0
    findings: int = 0
    open: int = 0
    awaiting: int = 0
    holds: int = 0
    withheld: int = 0
    released: int = 0
    disagreements: int = 0


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record's totals."""

    record: str
    counts: Counts

    @property
    def blocks(self) -> int:
        """How many things keep the record from going out, its holds' marks included."""
        one = self.counts
        return one.open + one.awaiting + one.holds + one.disagreements


_COUNTED = ", ".join(Counts.__dataclass_fields__)


class WorkList:
    """The work list of one open collection; threads share it."""

    def __init__(self, path: Path, collection: Collection, guide: Guide) -> None:
        """Open the list's file; it may be empty, or behind, until ``refresh``."""
        self._collection, self._guide = collection, guide
        self._file = WorkFile(path)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    # -- questions ------------------------------------------------------------------------------

    def rows(self, wanted: Wanted, after: str = "", limit: int = 50) -> tuple[list[WorkRow], str]:
        """Return pages in the queue's order, and the key of what follows them ('' for nothing)."""
        where, values = _where(wanted)
        if after:
            weight, record, page = _key(after)
            where.append("(-p.priority, p.record, p.page) > (?, ?, ?)")
            values += [-weight, record, page]
        columns = ", ".join(f"p.{name}" for name in COLUMNS)
        query = (
            f"SELECT {columns} FROM page p WHERE {' AND '.join(where)} "  # noqa: S608 - names are ours
            "ORDER BY p.priority DESC, p.record, p.page LIMIT ?"
        )
        found = [WorkRow(*tuple(row)) for row in self._file.rows(query, *values, limit + 1)]
        if len(found) <= limit:
            return found, ""
        last = found[limit - 1]
        return found[:limit], json.dumps([last.priority, last.record, last.page])

    def row(self, sha256: str, local: int) -> WorkRow | None:
        """Return the row of a file's page (the first of its records'), or None."""
        query = (
            f"SELECT {', '.join(COLUMNS)} FROM page WHERE sha256 = ? AND local = ? ORDER BY record"  # noqa: S608
        )
        found = self._file.rows(query, sha256, local)
        return WorkRow(*tuple(found[0])) if found else None

    def counts(self, wanted: Wanted | None = None) -> Counts:
        """Return the totals of the whole list, or of what is wanted where that names a record or state."""
        wanted = wanted or Wanted(state="")
        of, names = "state", [wanted.state] if wanted.state else []
        if wanted.record:
            of, names = "record", [wanted.record]
        totals = ", ".join(f"coalesce(sum({name}), 0)" for name in Counts.__dataclass_fields__)
        where = " AND name = ?" if names else ""
        query = f"SELECT {totals} FROM total WHERE of = ?{where}"  # noqa: S608 - names are ours
        (row,) = self._file.rows(query, of, *names)
        return Counts(*tuple(row))

    def by_record(self, after: str = "", limit: int = 50) -> tuple[list[RecordRow], str]:
        """Return records by name with their totals, and the name that the next ones follow."""
        query = (
            f"SELECT name, {_COUNTED} FROM total WHERE of = 'record' AND name > ? "  # noqa: S608 - ours
            "AND pages > 0 ORDER BY name LIMIT ?"
        )
        found = self._file.rows(query, after, limit + 1)
        rows = [RecordRow(row["name"], Counts(*tuple(row)[1:])) for row in found]
        return rows[:limit], rows[limit - 1].record if len(rows) > limit else ""

    def held_records(self, after: str = "", limit: int = 50) -> tuple[list[str], str]:
        """Return the records with a hold's mark on a page, by name."""
        query = "SELECT DISTINCT record FROM page WHERE holds > 0 AND record > ? ORDER BY record LIMIT ?"
        names = [row["record"] for row in self._file.rows(query, after, limit + 1)]
        return names[:limit], names[limit - 1] if len(names) > limit else ""

    def kinds(self) -> list[tuple[str, int]]:
        """Return the kinds of finding with how many are open, the most first."""
        query = "SELECT kind, open FROM kind_total WHERE found > 0 ORDER BY open DESC, kind"
        return [(row["kind"], row["open"]) for row in self._file.rows(query)]

    # -- bringing it up -------------------------------------------------------------------------

    def refresh(self, stands: Standing, report: Report = silent, stop: Stop | None = None) -> None:
        """Bring the list to what the catalog and the log say; stopped, it goes on another time."""
        touched = self._touched()
        known = {row["sha256"]: row["mark"] for row in self._file.rows("SELECT * FROM file")}
        marks = dict(self._marks())
        gone = known.keys() - marks.keys()
        due = [
            sha256 for sha256 in marks if known.get(sha256) != marks[sha256] or sha256 in touched
        ]
        with self._file.transaction():
            for sha256 in gone:
                self._drop(sha256)
                self._file.write("DELETE FROM file WHERE sha256 = ?", sha256)
            for sha256 in touched & marks.keys():
                # Marked as due before the log's place is noted: a stopped run does them later.
                self._file.write("DELETE FROM file WHERE sha256 = ?", sha256)
            self._file.write("INSERT OR REPLACE INTO told VALUES ('log', ?)", str(self._log_at))
        for first in range(0, len(due), _BATCH):
            if stop is not None and stop.requested:
                return
            with self._file.transaction():
                for sha256 in due[first : first + _BATCH]:
                    file = self._collection.catalog.file(sha256)
                    if file is not None:
                        self._do_file(file, stands)
                    self._file.write(
                        "INSERT OR REPLACE INTO file VALUES (?, ?)", sha256, marks[sha256]
                    )
            report("work list", min(len(due), first + _BATCH), len(due))

    def refresh_page(
        self, sha256: str, local: int, stands: Standing, found: Found | None = None
    ) -> None:
        """Bring one page up after a decision on it, in every record it stands in.

        ``found``: what was found on it, where that is at hand.
        """
        file = self._collection.catalog.file(sha256)
        if file is not None:
            findings = [row.finding for _, row in found.rows] if found else None
            with self._file.transaction():
                self._do_file(file, stands, local, findings)

    def _touched(self) -> set[str]:
        """Return the files that entries since the last refresh are about."""
        told = self._file.rows("SELECT value FROM told WHERE key = 'log'")
        since = int(told[0]["value"]) if told else 0
        files: set[str] = set()
        records: set[str] = set()
        self._log_at = since
        with deciding.open_log(self._collection) as log:
            for entry in log.entries(since):
                self._log_at = entry.seq
                _about(entry, files, records)
        for record in records:
            for record_id, _ in self._collection.catalog.record_named(record):
                files.update(file.sha256 for file in self._collection.catalog.files_of(record_id))
        return files

    def _marks(self) -> Iterator[tuple[str, str]]:
        """Yield each file with a mark of what its rows follow from, its decisions left out."""
        present: dict[int, list[tuple[str, str, str]]] = {}
        for row in self._collection.catalog.rows(sa.select(t.present)):
            present.setdefault(row.file_id, []).append((row.stage, row.key, row.version))
        pages = {
            row.file_id: (row.pages, row.read)
            for row in self._collection.catalog.rows(
                sa.select(
                    t.page.c.file_id,
                    sa.func.count().label("pages"),
                    sa.func.sum(t.page.c.blob != "").label("read"),
                ).group_by(t.page.c.file_id)
            )
        }
        records: dict[int, list[tuple[str, int]]] = {}
        query = sa.select(t.record_file.c.file_id, t.record_file.c.position, t.record.c.name).join(
            t.record
        )
        for row in self._collection.catalog.rows(query):
            records.setdefault(row.file_id, []).append((row.name, row.position))
        for file in self._collection.catalog.files():
            told = (
                sorted(present.get(file.id, ())),
                pages.get(file.id),
                sorted(records.get(file.id, ())),
            )
            yield file.sha256, key_of(told, self._guide.sha256)[:32]

    def _do_file(
        self,
        file: FileRow,
        stands: Standing,
        only: int = 0,
        at_hand: list[Finding] | None = None,
    ) -> None:
        """Make the rows of a file's pages (or of one) anew, in each of its records."""
        findings: dict[int, list[Finding]] = {only: at_hand} if at_hand is not None else {}
        where = [t.finding.c.page == only] if only else []
        if at_hand is None:
            for one in self._collection.catalog.findings(file_id=file.id, where=where):
                findings.setdefault(one.finding.page, []).append(one.finding)
        pages = list(self._pages(file, only))
        self._drop(file.sha256, only)
        for record in self._collection.catalog.names_of_file(file.id):
            before, risk = self._place(record, file)
            told = [
                row_of(
                    PageOf(file.sha256, number, record, before + number, read, words, confidence),
                    findings.get(number, ()),
                    self._guide,
                    stands,
                    risk,
                )
                for number, read, words, confidence in pages
            ]
            left = self.counts(Wanted(record=record)).open + sum(one.open for one, _ in told)
            rows = [astuple(weighed(one, risk, left)) for one, _ in told]
            kinds = [(record, one.page, kind, *n) for one, by in told for kind, n in by.items()]
            self._file.write_many(_INSERT, rows)
            self._file.write_many("INSERT INTO page_kind VALUES (?, ?, ?, ?, ?)", kinds)

    def _drop(self, sha256: str, only: int = 0) -> None:
        part = " AND local = ?" if only else ""
        values = (sha256, only) if only else (sha256,)
        where = f"SELECT record, page FROM page WHERE sha256 = ?{part}"  # noqa: S608 - names are ours
        query = f"DELETE FROM page_kind WHERE (record, page) IN ({where})"  # noqa: S608
        self._file.write(query, *values)
        self._file.write(f"DELETE FROM page WHERE sha256 = ?{part}", *values)  # noqa: S608

    def _pages(
        self, file: FileRow, only: int
    ) -> Iterator[tuple[int, bool, int | None, float | None]]:
        page = t.page.c
        query = sa.select(page.number, page.blob, page.words, page.confidence).where(
            page.file_id == file.id
        )
        if only:
            query = query.where(page.number == only)
        for row in self._collection.catalog.rows(query.order_by(page.number)):
            yield row.number, bool(row.blob), row.words, row.confidence

    def _place(self, record: str, file: FileRow) -> tuple[int, Risk | None]:
        """Return how many pages of a record stand before a file, and the risk of its series."""
        before, files = 0, tuple[FileRow, ...]()
        for record_id, name in self._collection.catalog.record_named(record):
            if name == record:
                files = self._collection.catalog.files_of(record_id)
        for one in files:
            if one.id == file.id:
                break
            before += one.pages or 0
        return before, risk_of(self._collection, files, self._guide)


def _about(entry: Entry, files: set[str], records: set[str]) -> None:
    """Add the files and records that an entry bears on."""
    body: Body = entry.body
    if isinstance(body, Determination | Override | SecondView):
        if body.target.record:
            records.add(body.target.record)
        else:
            files.add(body.target.sha256)
    elif isinstance(body, Merge):
        records.update(body.records)


def _where(wanted: Wanted) -> tuple[list[str], list[object]]:
    where: list[str] = ["1"]
    values: list[object] = []
    if wanted.state:
        where.append("p.state = ?")
        values.append(wanted.state)
    if wanted.record:
        where.append("p.record = ?")
        values.append(wanted.record)
    if wanted.kind:
        # An open page is asked for by what is open on it, any other by what was found.
        held = "open" if wanted.state == "open" else "found"
        where.append(
            f"(p.record, p.page) IN (SELECT record, page FROM page_kind WHERE {held} > 0 "  # noqa: S608
            "AND (kind = ? OR kind GLOB ?))"
        )
        values += [wanted.kind, f"{wanted.kind}.*"]
    for asked, column in (
        (wanted.poor, "look"),
        (wanted.holds, "holds"),
        (wanted.disagreements, "disagreements"),
    ):
        if asked:
            where.append(f"p.{column} > 0")
    return where, values


def _key(after: str) -> tuple[float, str, int]:
    """Return the place a key names; what is none begins at the beginning."""
    try:
        weight, record, page = json.loads(after)
        return float(weight), str(record), int(page)
    except (ValueError, TypeError):
        return float("inf"), "", 0
