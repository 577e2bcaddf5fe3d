"""A collection that is open for work: its settings, its lock, its catalog and its blobs.

Two runs never have one collection at once: the second is told so (exit 11) and changes nothing.
Readers that only look take no lock.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tearline import config as settings
from tearline.config import Config
from tearline.errors import LockedError, UsageError
from tearline.store.blobs import Blobs
from tearline.store.catalog import Catalog, StageRow
from tearline.store.names import Names


@dataclass(frozen=True, slots=True)
class Collection:
    """What every stage works on."""

    config: Config
    catalog: Catalog
    blobs: Blobs
    names: Names


@contextmanager
def opened(root: Path, *, write: bool = True, workers: int | None = None) -> Iterator[Collection]:
    """Open the collection in ``root``; with ``write``, as the only run that has it."""
    config = settings.load(root, workers=workers)
    with _lock(root) if write else _no_lock():
        catalog = Catalog(config.catalog, settings.secret_key(config))
        try:
            _known_key(catalog)
            blobs = Blobs(config.blobs)
            if write:
                blobs.sweep()
            yield Collection(config, catalog, blobs, Names(config.names))
        finally:
            catalog.close()


def _known_key(catalog: Catalog) -> None:
    """Refuse a key that is not the one the catalog's values were hashed under."""
    mark = catalog.value_key("the key of this collection")
    row = catalog.stage_row("key", "key", "1")
    if row is None:
        with catalog.write() as connection:
            catalog.record_stage(connection, StageRow("key", "key", "1", "done", message=mark))
    elif row.message != mark:
        raise UsageError(
            "the key is not the one this collection was made with",
            "Restore it, or name its folder in TEARLINE_KEYS.",
        )


@contextmanager
def _lock(root: Path) -> Iterator[None]:
    """Hold the collection's lock; the kernel lets go of it when the process dies, however it dies."""
    descriptor = os.open(root / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(
                f"another run has the collection in {root}",
                "Wait until it has ended, then run the same command again.",
            ) from None
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _no_lock() -> Iterator[None]:
    yield
