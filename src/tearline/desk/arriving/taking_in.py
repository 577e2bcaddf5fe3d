"""Files that came at the desk are taken in, read and searched, as `tearline add`, `read` and `find` would.

Promises: it is done on one thread under the collection's own lock; while another run has it the files wait,
and that is said; killed anywhere, it goes on where it was when the desk begins again; every file ends as a
record that is told with its pages and findings, or as refused with the reason and the remedy.
Does not promise to read these files alone: whatever the collection has still to read is read along.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tearline.decisions import deciding, sweeping
from tearline.desk.arriving.incoming import Incoming, Waiting
from tearline.desk.background import Background, Doing
from tearline.errors import LockedError
from tearline.findings import searching, twinning
from tearline.model.guide import Guide
from tearline.records import intake, reader, reading
from tearline.store.collection import Collection, opened
from tearline.store.queue import Run

KEPT = 300  # files of which it is told what became of them
TRY_AGAIN = 2.0  # seconds between looks whether another run has ended
_ENDING = 0.1  # seconds
BUSY = "waiting: another run has the collection"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a file: its record and pages, or ``reason`` why there is none.

    ``unread`` are pages that could not be read; ``known``: the same bytes were here before.
    """

    name: str
    who: str
    at: str
    record: str = ""
    pages: int = 0
    unread: int = 0
    findings: int = 0
    known: bool = False
    reason: str = ""


class TakingIn:
    """Takes in what waits in a collection's ``incoming``. Threads share it."""

    def __init__(self, collection: Collection, guide: Guide, incoming: Incoming) -> None:
        """Begin nothing yet."""
        self._config, self._guide, self._incoming = collection.config, guide, incoming
        self._work: Background[int] = Background()
        self._lock = threading.Lock()
        self._again = threading.Event()  # all is to be gone over though nothing waits
        self._became: deque[Became] = deque(maxlen=KEPT)

    def close(self) -> None:
        """Ask what runs to stop, and wait a little; what is left waits for the next time."""
        self._work.stop()
        self._work.wait(10)

    def wait(self, seconds: float | None = None) -> None:
        """Wait until what runs has ended."""
        self._work.wait(seconds)

    @property
    def doing(self) -> Doing[int] | None:
        """What is being done, or was done last."""
        return self._work.doing

    def became(self) -> list[Became]:
        """Return what became of files since the desk was opened, the newest first."""
        with self._lock:
            return list(reversed(self._became))

    def refused(self, name: str, who: str, at: str, reason: str) -> None:
        """Tell of a file that was never kept."""
        self._tell(Became(name, who, at, reason=reason))

    def go_over(self) -> None:
        """Have everything read and searched that must be, as after a change of the desk's lists."""
        self._again.set()
        self.begin()

    def begin(self) -> None:
        """Begin to take in what waits, unless that is being done: then it will be."""
        while self._incoming.waiting() or self._again.is_set():
            try:
                self._work.begin("taking files in", self._until_none_waits)
            except LockedError:
                # What runs looks again before it ends, unless it is just ending.
                self._work.wait(_ENDING)
                doing = self._work.doing
                if doing is not None and doing.running:
                    return
            else:
                return

    def _until_none_waits(self, run: Run) -> int:
        done = 0
        while (waiting := self._incoming.waiting()) or self._again.is_set():
            again = self._again.is_set()
            self._again.clear()
            try:
                with opened(self._config.root, workers=self._config.workers) as collection:
                    done += self._taken(collection, waiting, run)
            except LockedError:
                if again:
                    self._again.set()
                run.report(BUSY, 0, 0)
                self._pause(run)
            if run.stopped:
                raise KeyboardInterrupt
        return done

    def _pause(self, run: Run) -> None:
        until = time.monotonic() + TRY_AGAIN
        while time.monotonic() < until and not run.stopped:
            time.sleep(0.05)

    def _taken(self, collection: Collection, waiting: list[Waiting], run: Run) -> int:
        """Do all that is to be done for these files; return how many there were."""
        known = {one.sha256 for one in waiting if collection.catalog.file(one.sha256)}
        again = {one.sha256 for one in waiting if one.taken}
        new = {intake.printed(self._incoming.path(one)): one for one in waiting if not one.taken}
        paths = [self._incoming.path(one) for one in new.values()]
        skipped = dict(intake.add(collection, paths, run).skipped) if paths else {}
        if run.stopped:
            return 0
        for one in new.values():
            if collection.catalog.file(one.sha256) is not None:
                self._incoming.taken(one)
        reading.read_all(collection, run)
        searching.search_all(collection, run)
        if not run.stopped:
            twinning.pair_all(collection, run)
            stands = deciding.standing(collection)
            sweeping.sweep_all(collection, self._guide, stands, run)
        if run.stopped:
            return 0
        told = self._told(collection, waiting, skipped)
        for one, became in zip(waiting, told, strict=True):
            before = one.sha256 in known and one.sha256 not in again
            self._tell(replace(became, known=before))
            self._incoming.done(one)
        return len(waiting)

    def _told(
        self, collection: Collection, waiting: Iterable[Waiting], skipped: dict[str, str]
    ) -> list[Became]:
        """Return what became of each file."""
        told = []
        for one in waiting:
            base = Became(one.name, one.who, one.at)
            row = collection.catalog.file(one.sha256)
            if row is None:
                path = intake.printed(self._incoming.path(one))
                why = skipped.get(path, "its bytes are not those that came")
                told.append(replace(base, reason=why))
            elif row.pages is None:
                tried = collection.catalog.stage_row(
                    intake.STAGE, row.sha256, reader.SURVEY_VERSION
                )
                why = f"{tried.message}. {tried.remedy}" if tried else "it was not opened yet"
                told.append(replace(base, reason=why.removesuffix(". ")))
            else:
                kinds = Counter(
                    found.finding.kind for found in collection.catalog.findings(file_id=row.id)
                )
                told.append(
                    replace(
                        base,
                        record=min(collection.catalog.names_of_file(row.id), default=""),
                        pages=row.pages,
                        unread=len(reading.unread(collection, row)),
                        findings=kinds.total(),
                    )
                )
        return told

    def _tell(self, one: Became) -> None:
        with self._lock:
            self._became.append(one)
