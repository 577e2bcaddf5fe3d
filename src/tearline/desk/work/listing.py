"""The work list: which page next, how many are left, kept beside the catalog and brought up to it.

Promises: exact as of the log's entry and the findings it was last brought to; a page that was decided is
brought up at once. Questions are answered by index, whatever the number of findings, and never wait for
the list being made. Stopped or killed, it goes on where it was; only files whose findings or readings are
others, or pages on which something was said since, are done again. What was made from a log that went on
meanwhile is not written. Does not keep anything that cannot be made again, nor a word of a page.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from tearline.decisions.standing import Standing
from tearline.desk.sheet import Found
from tearline.desk.work import questions
from tearline.desk.work.due import Touched
from tearline.desk.work.file import COLUMNS, WorkFile
from tearline.desk.work.making import EVERY, Making
from tearline.desk.work.owed import Due, Owed
from tearline.desk.work.questions import Counts, RecordRow, Wanted
from tearline.desk.work.rows import WorkRow
from tearline.desk.work.writing import Batch, Writing
from tearline.engine import Stop
from tearline.model.decision import Entry
from tearline.model.finding import Finding
from tearline.model.guide import Guide
from tearline.store.collection import Collection
from tearline.store.queue import Report, silent

__all__ = ["Counts", "Reading", "RecordRow", "Wanted", "WorkList", "WorkRow"]

SPAN = 200  # pages made and written at once: what a decision may have to wait for
_STILL = 2.0  # seconds after which a file's time says that nobody is writing it any more

Reading = Callable[[], AbstractContextManager[Standing]]
"""Gives what the log says now, for as long as it is held (``Live.reading``)."""


class WorkList:
    """The work list of one open collection; threads share it."""

    def __init__(self, path: Path, collection: Collection, guide: Guide) -> None:
        """Open the list's file; it may be empty, or behind, until ``refresh``."""
        self._collection, self._guide = collection, guide
        self._file = WorkFile(path)
        self._making = Making(collection.catalog, guide)
        self._writing = Writing(self._file, guide)
        self._owed = Owed(self._file, collection, guide.sha256)
        self._at_it = threading.Lock()
        self._gone_over: object = None  # the catalog as it lay when all of it was last gone over

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    # -- questions ------------------------------------------------------------------------------

    def rows(self, wanted: Wanted, after: str = "", limit: int = 50) -> tuple[list[WorkRow], str]:
        """Return pages in the queue's order, and the key of what follows them ('' for nothing)."""
        return questions.rows(self._file, wanted, after, limit)

    def next_page(self, wanted: Wanted, after: WorkRow | None = None) -> WorkRow | None:
        """Return the first page that is wanted, or the first after a row; None where there is none."""
        found, _ = self.rows(wanted, questions.key_of_row(after) if after else "", 1)
        return found[0] if found else None

    def row(self, sha256: str, local: int) -> WorkRow | None:
        """Return the row of a file's page (the first of its records'), or None."""
        query = (
            f"SELECT {', '.join(COLUMNS)} FROM page WHERE sha256 = ? AND local = ? "  # noqa: S608 - ours
            "ORDER BY record LIMIT 1"
        )
        found = self._file.rows(query, sha256, local)
        return WorkRow(*tuple(found[0])) if found else None

    def counts(self, wanted: Wanted | None = None) -> Counts:
        """Return the totals of the whole list, or of what is wanted where that names a record or state."""
        return questions.counts(self._file, wanted or Wanted(state=""))

    def by_record(self, after: str = "", limit: int = 50) -> tuple[list[RecordRow], str]:
        """Return records by name with their totals, and the name that the next ones follow."""
        return questions.by_record(self._file, after, limit)

    def held_records(self, after: str = "", limit: int = 50) -> tuple[list[str], str]:
        """Return the records on which a hold was found or placed, lifted or not, by name."""
        return questions.held_records(self._file, after, limit)

    def kinds(self) -> list[tuple[str, int]]:
        """Return the kinds of finding with how many are open, the most first."""
        return questions.kinds(self._file)

    @property
    def behind(self) -> int:
        """How many files and pages are known to be owed: 0 once ``refresh`` is through."""
        return self._owed.count()

    # -- bringing it up -------------------------------------------------------------------------

    def touched(
        self, entries: Iterable[Entry]
    ) -> tuple[frozenset[tuple[str, int]], frozenset[str]]:
        """Return what entries are about: pages (file hash, page in the file), and whole records."""
        about = Touched()
        about.take(entries)
        return frozenset(about.pages), frozenset(about.records | about.held)

    def refresh(
        self, stands: Standing | Reading, report: Report = silent, stop: Stop | None = None
    ) -> None:
        """Bring the list to what the catalog and the log say; stopped, it goes on another time.

        ``stands``: what the log says now, which must not change meanwhile; or a way to ask for it, for
        work beside others: it is held for the moments in which rows are made, never while writing. Where
        another thread is at it already, this one brings up what the log says, and leaves it the rest.
        """
        reading: Reading = stands if callable(stands) else lambda: nullcontext(stands)
        self._owed.note_log()
        self._work_off(reading, silent, stop, pages=True)
        if not self._at_it.acquire(blocking=False):
            return
        try:
            now = self._catalog_now()
            if now is None or now != self._gone_over:
                self._gone_over = None
                self._making.forget()
                self._owed.note_files(self._making.marked, stop)
            self._work_off(reading, report, stop, pages=False)
            if not self.behind:
                self._gone_over = now
        finally:
            self._at_it.release()

    def refresh_page(
        self, sha256: str, local: int, stands: Standing, found: Found | None = None
    ) -> WorkRow | None:
        """Bring one page up after a decision on it, in every record it stands in, and return its row.

        ``found``: what was found on it, where that is at hand. Where the file cannot be written now, the
        page is brought up by the next refresh, which sees it in the log.
        """
        findings = [row.finding for _, row, _ in found.rows] if found else None
        with contextlib.suppress(sqlite3.OperationalError):
            self._bring_up(
                (sha256,), (local, local), lambda: nullcontext(stands), findings=findings
            )
        return self.row(sha256, local)

    def _work_off(
        self, reading: Reading, report: Report, stop: Stop | None, *, pages: bool
    ) -> None:
        """Do what is owed (``pages``: pages alone), and mend what records' pages are weighed by."""
        total, done = self.behind, 0
        while due := self._owed.next(pages=pages):
            for group, span in self._groups(due):
                if stop is not None and stop.requested:
                    return
                self._bring_up([one.sha256 for one in group], span, reading, group, stop)
                done += len(group)
                report("work list", min(done, total), total)
        names = self._owed.records()
        if names:
            with reading() as stands:
                told = {name: self._writing.stand(name, stands) for name in names}
            self._writing.mend(told)

    def _groups(self, due: Sequence[Due]) -> Iterator[tuple[list[Due], tuple[int, int]]]:
        """Yield what is done in one go: a page, or files with no more pages together than a span."""
        files = self._making.files([one.sha256 for one in due])
        group: list[Due] = []
        pages = 0
        for one in due:
            if one.local:
                yield [one], (one.local, one.local)
                continue
            file = files.get(one.sha256)
            more = (file.pages or 0) if file else 0
            if group and pages + more > SPAN:
                yield group, EVERY
                group, pages = [], 0
            group.append(one)
            pages += more
        if group:
            yield group, EVERY

    def _bring_up(
        self,
        sha256s: Sequence[str],
        span: tuple[int, int],
        reading: Reading,
        due: Sequence[Due] = (),
        stop: Stop | None = None,
        findings: list[Finding] | None = None,
    ) -> None:
        """Make the rows of a span of files anew and write them; a span of many pages in pieces."""
        files = self._making.files(sha256s)
        gone = [sha256 for sha256 in sha256s if sha256 not in files]
        settled = [(one.sha256, one.local, one.turn, one.mark) for one in due]
        settled = [(*one[:3], "" if one[0] in gone else one[3]) for one in settled]
        for piece in _pieces(span, max((file.pages or 0 for file in files.values()), default=0)):
            last = piece[1] == span[1]
            while True:
                if stop is not None and stop.requested:
                    return
                ticket = self._writing.ticket(sha256s)
                with reading() as stands:
                    made = self._making.rows(list(files.values()), piece, stands, findings)
                    names = {row.record for row, _ in made}
                    told = {name: self._writing.stand(name, stands) for name in names}
                batch = Batch(
                    *(sha256s, piece, made, ticket, told),
                    due=settled if last else (),
                    gone=gone if last else (),
                )
                if self._writing.put(batch):
                    break

    def _catalog_now(self) -> object:
        """Return a mark of the catalog's file as it lies there; None while it is being written."""
        path = self._collection.config.catalog
        told = []
        for one in (path, path.with_name(f"{path.name}-wal")):
            try:
                state = one.stat()
            except FileNotFoundError:
                continue  # the log of its writes is taken away when nobody has it open
            if time.time() - state.st_mtime < _STILL:
                return None
            told.append((one.name, state.st_size, state.st_mtime_ns, state.st_ino))
        return tuple(told)


def _pieces(span: tuple[int, int], pages: int) -> Iterator[tuple[int, int]]:
    """Yield a span in pieces of at most ``SPAN`` pages; the last one is open to its end."""
    first, last = span
    while span == EVERY and pages - first > SPAN:
        yield first, first + SPAN
        first += SPAN + 1
    yield first, last
