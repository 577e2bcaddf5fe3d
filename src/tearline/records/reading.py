"""Have every page of every file read: a row and a blob for each page, or a row with the reason why not.

A page is read once for each version of its reader; a page that could not be read leaves its record
pending and the others go on.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.records.intake import name_of
from tearline.store import leaves, likeness
from tearline.store import schema as t
from tearline.store.catalog import FileRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through

STAGE = "read"
NOT_YET = "not read yet"


def key(sha256: str, number: int) -> str:
    """Return the input hash of reading one page."""
    return key_of(sha256, number)


def read_all(collection: Collection, run: Run) -> None:
    """Read every page that has not been read by the present version of its reader."""
    catalog = collection.catalog
    files = [row for row in catalog.files() if row.pages]
    for media_type in sorted({row.media_type for row in files}):
        mine = [row for row in files if row.media_type == media_type]
        _read(collection, MediaType(media_type), mine, run)
        if run.stopped:
            return


def _read(collection: Collection, media_type: MediaType, files: list[FileRow], run: Run) -> None:
    version = reader.version_for(media_type)
    ids = {row.sha256: row.id for row in files}

    def keep(connection: sa.Connection, job: reader.ReadJob, page: Page) -> str:
        blob = collection.blobs.put(leaves.pack_page(page))
        connection.execute(
            sa.update(t.page)
            .where(t.page.c.file_id == ids[job.sha256], t.page.c.number == job.page)
            .values(
                width=page.width,
                height=page.height,
                version=version,
                blob=blob,
                confidence=page.confidence,
                words=len(page.words),
                source=page.source,
            )
        )
        likeness.keep_text(collection.catalog, connection, ids[job.sha256], page)
        return blob

    def units() -> Iterator[tuple[str, reader.ReadJob]]:
        for row in files:
            path, name = str(collection.blobs.path(row.sha256)), name_of(collection, row)
            for number in range(1, (row.pages or 0) + 1):
                yield (
                    key(row.sha256, number),
                    reader.ReadJob(path, row.sha256, media_type, number, name),
                )

    stage = Stage(STAGE, version, reader.read, keep)
    work_through(collection, stage, units(), run, total=sum(row.pages or 0 for row in files))


def unread(collection: Collection, row: FileRow) -> tuple[tuple[int, str], ...]:
    """Return the pages of a file that have no reading, each with its reason: (number, reason)."""
    if not row.media_type:
        return ()
    version = reader.version_for(MediaType(row.media_type))
    found = []
    for page in collection.catalog.pages(row.id):
        if page.blob and page.version == version:
            continue
        failed = collection.catalog.stage_row(STAGE, key(row.sha256, page.number), version)
        found.append((page.number, failed.message if failed else NOT_YET))
    return tuple(found)
