"""The catalog: rows of files, records, pages and findings, written in batches by the parent alone.

It can be rebuilt from the files; nothing that a person decided is in it. Work to do is whatever has no
done-row for (input hash, stage, version), and a result and its done-row are one transaction.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tearline.errors import DiskFullError, TearlineError
from tearline.model.area import Area
from tearline.model.finding import Finding
from tearline.store import schema as t

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-16384",
    "PRAGMA temp_store=MEMORY",
)
_BATCH = 500  # rows fetched at a time: what keeps the parent's memory flat


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as the catalog knows it; ``pages`` is None until it has been surveyed."""

    id: int
    sha256: str
    size: int
    media_type: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as the catalog knows it; ``blob`` is '' while it is unread or failed."""

    file_id: int
    sha256: str
    media_type: str
    number: int
    width: int
    height: int
    version: str
    blob: str
    confidence: float | None
    words: int | None


@dataclass(frozen=True, slots=True)
class StageRow:
    """What became of one unit of work."""

    key: str
    stage: str
    version: str
    state: str
    reason: str = ""
    message: str = ""
    remedy: str = ""
    cpu_seconds: float = 0.0
    blob: str = ""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with its row's id (inside only), its file's hash and the keyed hash of its value."""

    id: int
    sha256: str
    finding: Finding
    value_key: str


def key_of(*parts: object) -> str:
    """Return the input hash of a unit of work: sha256 over its parts as canonical JSON."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Catalog:
    """Rows in SQLite (WAL). ``key`` is the secret under which values of findings are hashed."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the catalog, making or migrating it as need be."""
        self._key = key
        self.engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
        sa.event.listen(self.engine, "connect", _set_pragmas)
        sa.event.listen(self.engine, "begin", _begin_immediate)
        self._migrate(path)

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """Give a connection in one transaction: all of it is kept, or none."""
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(writes=True)
                with connection.begin():
                    yield connection
        except sa.exc.OperationalError as error:
            if "full" in str(error.orig):
                raise DiskFullError(
                    "no room left to write the catalog",
                    "Free some space and run the same command again: it goes on where it stopped.",
                ) from None
            raise

    def _migrate(self, path: Path) -> None:
        with self.write() as connection:
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            if version > len(t.MIGRATIONS):
                msg = f"{path.name} was written by a newer Tearline (catalog version {version})"
                raise TearlineError(msg, "Use that version or a newer one.")
            for number, migration in enumerate(t.MIGRATIONS[version:], start=version + 1):
                migration(connection)
                connection.exec_driver_sql(f"PRAGMA user_version={number}")

    def rows(self, query: sa.Select[Any]) -> Iterator[sa.Row[Any]]:
        """Stream a query's rows, a bounded number in memory at a time."""
        with self.engine.connect() as connection:
            result = connection.execution_options(yield_per=_BATCH).execute(query)
            yield from result

    # -- files, records -------------------------------------------------------------------------

    def value_key(self, value: str) -> str:
        """Return the keyed hash under which a finding's value is kept; '' for no value."""
        if not value:
            return ""
        data = value.encode("utf-8", "surrogatepass")
        return hmac.new(self._key, data, "sha256").hexdigest()

    def file(self, sha256: str) -> FileRow | None:
        """Return a file by its hash."""
        query = sa.select(t.file).where(t.file.c.sha256 == sha256)
        row = next(self.rows(query), None)
        return FileRow(*tuple(row)) if row else None

    def files(self) -> Iterator[FileRow]:
        """Stream every file in the order of its hash."""
        for row in self.rows(sa.select(t.file).order_by(t.file.c.sha256)):
            yield FileRow(*tuple(row))

    def records(self) -> Iterator[tuple[int, str, str]]:
        """Stream every record's (id, name, title) in the order of its name."""
        query = sa.select(t.record.c.id, t.record.c.name, t.record.c.title)
        for row in self.rows(query.order_by(t.record.c.name)):
            yield (row.id, row.name, row.title)

    def record_named(self, name: str) -> list[tuple[int, str]]:
        """Return the records of that name, or else of that number or alias: (id, name)."""
        exact = sa.select(t.record.c.id, t.record.c.name).where(t.record.c.name == name)
        found = [(row.id, row.name) for row in self.rows(exact)]
        if found:
            return found
        by_number = (
            sa.select(t.record.c.id, t.record.c.name)
            .join(t.record_number)
            .where(t.record_number.c.value == name)
            .distinct()
            .order_by(t.record.c.name)
        )
        return [(row.id, row.name) for row in self.rows(by_number)]

    def numbers(self, record_id: int) -> tuple[str, ...]:
        """Return a record's record numbers, sorted."""
        query = (
            sa.select(t.record_number.c.value)
            .where(t.record_number.c.record_id == record_id, t.record_number.c.kind == "record")
            .distinct()
            .order_by(t.record_number.c.value)
        )
        return tuple(row.value for row in self.rows(query))

    def files_of(self, record_id: int) -> tuple[FileRow, ...]:
        """Return a record's files in their order."""
        query = (
            sa.select(t.file)
            .join(t.record_file)
            .where(t.record_file.c.record_id == record_id)
            .order_by(t.record_file.c.position)
        )
        return tuple(FileRow(*tuple(row)) for row in self.rows(query))

    def names_of_file(self, file_id: int) -> tuple[str, ...]:
        """Return the names of the records a file belongs to, sorted."""
        query = (
            sa.select(t.record.c.name)
            .join(t.record_file)
            .where(t.record_file.c.file_id == file_id)
            .order_by(t.record.c.name)
        )
        return tuple(row.name for row in self.rows(query))

    # -- pages ----------------------------------------------------------------------------------

    def pages(self, file_id: int | None = None) -> Iterator[PageRow]:
        """Stream pages (of one file, or all) in the order of file hash and page number."""
        query = (
            sa.select(
                t.page.c.file_id,
                t.file.c.sha256,
                t.file.c.media_type,
                t.page.c.number,
                t.page.c.width,
                t.page.c.height,
                t.page.c.version,
                t.page.c.blob,
                t.page.c.confidence,
                t.page.c.words,
            )
            .join(t.file)
            .order_by(t.file.c.sha256, t.page.c.number)
        )
        if file_id is not None:
            query = query.where(t.page.c.file_id == file_id)
        for row in self.rows(query):
            yield PageRow(*tuple(row))

    # -- the queue ------------------------------------------------------------------------------

    def stage_row(self, stage: str, key: str, version: str) -> StageRow | None:
        """Return what became of one unit of work, or None where it has not been tried."""
        query = sa.select(t.stage).where(
            t.stage.c.stage == stage, t.stage.c.key == key, t.stage.c.version == version
        )
        row = next(self.rows(query), None)
        if row is None:
            return None
        return StageRow(
            row.key,
            row.stage,
            row.version,
            row.state,
            row.reason,
            row.message,
            row.remedy,
            row.cpu_seconds,
            row.blob,
        )

    def record_stage(self, connection: sa.Connection, row: StageRow) -> None:
        """Note what became of a unit of work; a second try takes the first one's place."""
        values = {
            "state": row.state,
            "reason": row.reason,
            "message": row.message,
            "remedy": row.remedy,
            "blob": row.blob,
        }
        done = connection.execute(
            sa.update(t.stage)
            .where(
                t.stage.c.stage == row.stage,
                t.stage.c.key == row.key,
                t.stage.c.version == row.version,
            )
            .values(
                **values,
                attempts=t.stage.c.attempts + 1,
                cpu_seconds=t.stage.c.cpu_seconds + row.cpu_seconds,
            )
        )
        if not done.rowcount:
            connection.execute(
                sa.insert(t.stage).values(
                    key=row.key,
                    stage=row.stage,
                    version=row.version,
                    cpu_seconds=row.cpu_seconds,
                    **values,
                )
            )

    def failed(self, stage: str, version: str) -> Iterator[StageRow]:
        """Stream the units of a stage that failed in this version."""
        query = sa.select(t.stage).where(
            t.stage.c.stage == stage, t.stage.c.version == version, t.stage.c.state == "failed"
        )
        for row in self.rows(query.order_by(t.stage.c.id)):
            yield StageRow(row.key, stage, version, row.state, row.reason, row.message, row.remedy)

    def forget_stage(self, connection: sa.Connection, stage: str) -> None:
        """Take out the rows of a stage, where its one result is about to be another."""
        connection.execute(sa.delete(t.stage).where(t.stage.c.stage == stage))

    def cpu_by_stage(self) -> dict[str, float]:
        """Return the CPU seconds spent in workers, by stage."""
        total = sa.func.sum(t.stage.c.cpu_seconds).label("total")
        query = (
            sa.select(t.stage.c.stage, total)
            .where(t.stage.c.stage.not_in(("key", "twins")))  # marks, and no work of workers
            .group_by(t.stage.c.stage)
            .order_by(t.stage.c.stage)
        )
        return {str(row.stage): round(float(row.total), 3) for row in self.rows(query)}

    # -- findings -------------------------------------------------------------------------------

    def replace_findings(
        self, connection: sa.Connection, file_id: int, findings: Sequence[Finding]
    ) -> None:
        """Put a file's findings in the place of those it had."""
        connection.execute(sa.delete(t.finding).where(t.finding.c.file_id == file_id))
        rows = [_finding_row(file_id, f, self.value_key(f.value)) for f in findings]
        if rows:
            connection.execute(sa.insert(t.finding), rows)

    def replace_swept(
        self, connection: sa.Connection, file_id: int | None, findings: Sequence[Finding]
    ) -> None:
        """Put what the sweep found in a file (None: in any) in the place of what it found before.

        The value of such a finding is a key already: the value itself is not known here.
        """
        swept = sa.delete(t.finding).where(t.finding.c.detector == "withheld")
        connection.execute(
            swept if file_id is None else swept.where(t.finding.c.file_id == file_id)
        )
        if file_id is not None and findings:
            rows = [_finding_row(file_id, f, f.value) for f in findings]
            connection.execute(sa.insert(t.finding), rows)

    def findings(
        self, *, file_id: int | None = None, where: Iterable[sa.ColumnElement[bool]] = ()
    ) -> Iterator[FindingRow]:
        """Stream findings in the order of file hash, page and place."""
        query = sa.select(t.finding, t.file.c.sha256).join(t.file)
        if file_id is not None:
            query = query.where(t.finding.c.file_id == file_id)
        query = query.where(*where).order_by(
            t.file.c.sha256, t.finding.c.page, t.finding.c.start, t.finding.c.id
        )
        for row in self.rows(query):
            found = Finding(
                page=row.page,
                start=row.start,
                end=row.end,
                areas=tuple(Area(*a) for a in json.loads(row.areas)),
                kind=row.kind,
                score=row.score,
                detector=row.detector,
                version=row.version,
                why=row.why,
            )
            yield FindingRow(row.id, row.sha256, found, row.value_key)


def _finding_row(file_id: int, f: Finding, value_key: str) -> dict[str, object]:
    """Return a finding as a row, its value as a key."""
    return {
        "file_id": file_id,
        "page": f.page,
        "start": f.start,
        "end": f.end,
        "areas": json.dumps([a.as_list() for a in f.areas], separators=(",", ":")),
        "kind": f.kind,
        "score": f.score,
        "detector": f.detector,
        "version": f.version,
        "why": f.why,
        "value_key": value_key,
    }


def _set_pragmas(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own object
    """Set what every connection needs; transactions are begun by us (below), not by the driver."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin_immediate(connection: sa.Connection) -> None:
    """Let a writer take the write lock at the start, so that it waits instead of failing late.

    A reader takes no lock: it may stream rows while results are being written beside it.
    """
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
