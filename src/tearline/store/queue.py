"""The catalog is the queue: units of work without a row are done, each result kept with its row at once.

A unit is (input hash, stage, version). Killed anywhere and run again, work goes on with the units that
have no row; a unit that failed keeps its reason and is tried again only when asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa

from tearline import engine
from tearline.errors import DiskFullError
from tearline.store.catalog import StageRow
from tearline.store.collection import Collection

J = TypeVar("J")
R = TypeVar("R")

Report = Callable[[str, int, int], None]
"""Called with (stage, done, total); a total of 0 means that it is not known."""

FLUSH_SECONDS = 1.0
FLUSH_UNITS = 16


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """What every stage is told by whoever started it."""

    report: Report = silent
    stop: engine.Stop | None = None
    retry_failed: bool = False

    @property
    def stopped(self) -> bool:
        """Say whether a person has asked to stop."""
        return self.stop is not None and self.stop.requested


def _still_stands(job: object, row: StageRow) -> bool:
    """Take a done result as good: for stages whose results are all in the collection."""
    del job, row
    return True


@dataclass(frozen=True, slots=True)
class Stage(Generic[J, R]):
    """A stage: its name and version, the worker's function, and what the parent keeps of a result.

    ``keep`` writes rows in the transaction it is given and returns the sha256 of the blob it put, or ''.
    ``stands`` is asked of each unit done before whether its result is still where it was put.
    ``sticky``: a unit that failed is tried again only when asked for; where it is false, in each run.
    """

    name: str
    version: str
    work: Callable[[J], R]
    keep: Callable[[sa.Connection, J, R], str]
    stands: Callable[[J, StageRow], bool] = _still_stands
    sticky: bool = True

    def owes(self, job: J, row: StageRow | None, *, retry_failed: bool) -> bool:
        """Say whether a unit is still to be done."""
        if row is None:
            return True
        if row.state == "failed":
            return retry_failed or not self.sticky
        return not self.stands(job, row)


def work_through(
    collection: Collection,
    stage: Stage[J, R],
    units: Iterable[tuple[str, J]],
    run: Run,
    *,
    total: int = 0,
) -> None:
    """Do every unit (input hash, job) that has no row yet; results are written in batches."""
    catalog, config = collection.catalog, collection.config
    keys: dict[int, str] = {}

    def open_jobs() -> Iterator[J]:
        for key, job in units:
            row = catalog.stage_row(stage.name, key, stage.version)
            lost = row is not None and row.blob and not collection.blobs.has(row.blob)
            if lost or stage.owes(job, row, retry_failed=run.retry_failed):
                keys[id(job)] = key
                yield job

    limits = engine.Limits(seconds=config.page_seconds, address_space=config.worker_memory)
    outcomes = engine.run(
        stage.work, open_jobs(), workers=config.workers, limits=limits, stop=run.stop
    )
    waiting: list[tuple[str, engine.Done[J, R] | engine.Failed[J]]] = []
    since = time.monotonic()
    for done, outcome in enumerate(outcomes, start=1):
        if isinstance(outcome, engine.Failed) and outcome.error == DiskFullError.__name__:
            _flush(collection, stage, waiting)
            raise DiskFullError(outcome.message, outcome.remedy)
        waiting.append((keys.pop(id(outcome.job)), outcome))
        if len(waiting) >= FLUSH_UNITS or time.monotonic() - since > FLUSH_SECONDS:
            _flush(collection, stage, waiting)
            waiting.clear()
            since = time.monotonic()
        run.report(stage.name, done, total)
    _flush(collection, stage, waiting)


def _flush(
    collection: Collection,
    stage: Stage[J, R],
    waiting: list[tuple[str, engine.Done[J, R] | engine.Failed[J]]],
) -> None:
    """Write results and their done-rows in one transaction."""
    if not waiting:
        return
    with collection.catalog.write() as connection:
        for key, outcome in waiting:
            if isinstance(outcome, engine.Done):
                blob = stage.keep(connection, outcome.job, outcome.result)
                row = StageRow(
                    key,
                    stage.name,
                    stage.version,
                    "done",
                    cpu_seconds=outcome.cpu_seconds,
                    blob=blob,
                )
            else:
                row = StageRow(
                    key,
                    stage.name,
                    stage.version,
                    "failed",
                    outcome.refusal or outcome.reason,
                    outcome.message,
                    outcome.remedy,
                    outcome.cpu_seconds,
                )
            collection.catalog.record_stage(connection, row)
