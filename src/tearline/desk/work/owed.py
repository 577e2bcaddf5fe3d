"""What the work list owes: pages and files that are to be made again, written down until they are.

Promises: what the log's entries are about is noted together with the log's place, so a killed run forgets
nothing; a file is owed as long as its mark is not the catalog's. Memory does not grow with the collection.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tearline.decisions import deciding
from tearline.desk.work.due import Touched, marks
from tearline.desk.work.file import WorkFile
from tearline.engine import Stop
from tearline.model.decision import Merge
from tearline.store.collection import Collection

_NOTED = 1000  # files in one transaction
_TAKEN = 64  # files or pages taken up at once


@dataclass(frozen=True, slots=True)
class Due:
    """A page, or with ``local`` 0 a whole file, that is owed; ``mark`` is the file's from then on."""

    sha256: str
    local: int
    mark: str
    turn: int


class Owed:
    """What one list's file says is owed."""

    def __init__(self, file: WorkFile, collection: Collection, guide: str) -> None:
        """Take the file, the collection and the guide's hash."""
        self._file, self._collection, self._guide = file, collection, guide
        self._lock = threading.Lock()
        self._touched: Touched | None = None

    def count(self) -> int:
        """Return how many files and pages are owed."""
        return int(self._file.rows("SELECT count(*) FROM due")[0][0])

    def next(self, *, pages: bool) -> list[Due]:
        """Return some of what is owed: pages, and where there are none (and not ``pages``) files."""
        query = "SELECT sha256, local, mark, turn FROM due WHERE {} ORDER BY local, sha256 LIMIT ?"
        found = self._file.rows(query.format("local > 0"), _TAKEN)
        if not found and not pages:
            found = self._file.rows(query.format("local = 0"), _TAKEN)
        return [Due(*tuple(row)) for row in found]

    def records(self) -> list[str]:
        """Return the records of which something was said as wholes."""
        return [row["name"] for row in self._file.rows("SELECT name FROM due_record")]

    def note_log(self) -> None:
        """Note what entries since the last time are about, together with the log's place."""
        with self._lock, deciding.open_log(self._collection) as log:
            if self._touched is None:
                self._touched = Touched()
                for entry in log.naming('"merge"'):
                    if isinstance(entry.body, Merge):
                        self._touched.merge(entry.body)
            told = self._file.rows("SELECT value FROM told WHERE key = 'log'")
            if not told:
                # An empty list owes every file anyway.
                newest = log.entry(log.head())
                with self._file.transaction():
                    self._note_place(newest.seq if newest else 0)
                return
            about, last = self._touched, int(told[0]["value"])
            about.clear()
            for entry in log.entries(last):
                last = entry.seq
                about.take([entry])
            if last == int(told[0]["value"]):
                return
            due = set(about.pages)
            for record in about.records:
                due.update((sha256, 0) for sha256 in self._files_of(record))
            for record in about.held:
                due.update(self._marked(record))
            with self._file.transaction():
                self._owe((sha256, local, "") for sha256, local in sorted(due))
                self._file.write_many(
                    "INSERT OR IGNORE INTO due_record VALUES (?)",
                    [(record,) for record in sorted(about.records | about.held)],
                )
                self._note_place(last)

    def note_files(self, place: Callable[[int, int], object], stop: Stop | None) -> None:
        """Note the files whose marks are other than they were, and those that are gone.

        ``place``: what a record of several files makes of one of them (``Making.marked``).
        """
        known = self._known()
        before = next(known, None)
        due: list[tuple[str, int, str]] = []
        for sha256, mark in marks(self._collection.catalog, self._guide, place):
            while before is not None and before[0] < sha256:
                due.append((before[0], 0, ""))
                before = next(known, None)
            if before is None or before[0] != sha256:
                due.append((sha256, 0, mark))
            else:
                if before[1] != mark:
                    due.append((sha256, 0, mark))
                before = next(known, None)
            if len(due) >= _NOTED:
                self._flush(due)
                if stop is not None and stop.requested:
                    return
        while before is not None:
            due.append((before[0], 0, ""))
            before = next(known, None)
        self._flush(due)

    def _known(self) -> Iterator[tuple[str, str]]:
        """Yield the files of the list with their marks, in the order of their hashes."""
        query = "SELECT sha256, mark FROM file WHERE sha256 > ? ORDER BY sha256 LIMIT ?"
        rows = self._file.rows(query, "", _NOTED)
        while rows:
            yield from ((row["sha256"], row["mark"]) for row in rows)
            rows = self._file.rows(query, rows[-1]["sha256"], _NOTED)

    def _files_of(self, record: str) -> Iterator[str]:
        """Yield the hashes of a record's files, by the catalog and by the list."""
        catalog = self._collection.catalog
        for record_id, name in catalog.record_named(record):
            if name == record:
                yield from (file.sha256 for file in catalog.files_of(record_id))
        query = "SELECT DISTINCT sha256 FROM page WHERE record = ?"
        yield from (row["sha256"] for row in self._file.rows(query, record))

    def _marked(self, record: str) -> Iterator[tuple[str, int]]:
        """Yield the pages of a record that bear a hold's mark."""
        query = (
            "SELECT sha256, local FROM page INDEXED BY page_marked WHERE record = ? AND marks > 0"
        )
        yield from ((row["sha256"], row["local"]) for row in self._file.rows(query, record))

    def _flush(self, due: list[tuple[str, int, str]]) -> None:
        if due:
            with self._file.transaction():
                self._owe(due)
            due.clear()

    def _note_place(self, seq: int) -> None:
        self._file.write("INSERT OR REPLACE INTO told VALUES ('log', ?)", seq)

    def _owe(self, due: Iterable[tuple[str, int, str]]) -> None:
        self._file.write_many(
            "INSERT INTO due VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET turn = turn + 1, "
            "mark = CASE WHEN excluded.mark = '' THEN mark ELSE excluded.mark END",
            due,
        )
