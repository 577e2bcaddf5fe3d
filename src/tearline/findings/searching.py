"""Have every file's pages searched by every detector, a whole file at a time, in workers.

A file is searched when each of its pages has been read or has failed; when a page is read anew, or a
detector or the term list changes, the file is searched again and the new findings take the old ones'
place. Terms travel by file, never in a row, a log or a message.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tearline.errors import UsageError
from tearline.findings import detector
from tearline.model.finding import Finding
from tearline.model.record import MediaType
from tearline.records import reader, reading
from tearline.store import leaves
from tearline.store.blobs import read_blob
from tearline.store.catalog import FileRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through

STAGE = "find"
TERMS_FILE = "terms.txt"  # in the collection, 0600


@dataclass(frozen=True, slots=True)
class FindJob:
    """A file's page blobs (paths), the term list's blob (path or '') for one worker to search."""

    sha256: str
    pages: tuple[str, ...]
    terms: str


def find(job: FindJob) -> tuple[Finding, ...]:
    """Search one file's pages (worker)."""
    pages = [leaves.unpack_page(read_blob(path)) for path in job.pages]
    return detector.find(pages, _settings(job.terms))


@functools.lru_cache(maxsize=2)
def _settings(terms: str) -> detector.Settings:
    """Read the term list once in each worker."""
    if not terms:
        return detector.Settings()
    return detector.Settings(terms=read_terms(read_blob(terms)))


def read_terms(data: bytes) -> tuple[str, ...]:
    """Return the terms of a list, one a line, UTF-8; empty lines and lines that open with # are none."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError("the term list is not UTF-8 text", "Save it as UTF-8.") from None
    terms = [line.strip() for line in lines]
    for number, term in enumerate(terms, start=1):
        if term and not term.startswith("#") and not any(c.isalnum() for c in term):
            raise UsageError(
                f"line {number} of the term list has no letter and no digit", "Remove it."
            )
    return tuple(term for term in terms if term and not term.startswith("#"))


def search_all(collection: Collection, run: Run) -> None:
    """Search every file that has not been searched as it now stands."""
    terms = terms_blob(collection)
    files = [row for row in collection.catalog.files() if row.pages]
    ids = {row.sha256: row.id for row in files}

    def keep(connection: sa.Connection, job: FindJob, found: tuple[Finding, ...]) -> str:
        collection.catalog.replace_findings(connection, ids[job.sha256], found)
        return ""

    def units() -> Iterator[tuple[str, FindJob]]:
        path = str(collection.blobs.path(terms)) if terms else ""
        for row in files:
            blobs = page_blobs(collection, row)
            if blobs is not None:
                pages = tuple(str(collection.blobs.path(blob)) for blob in blobs)
                yield key_of(row.sha256, blobs), FindJob(row.sha256, pages, path)

    stage = Stage(STAGE, version(collection), find, keep, sticky=False)
    work_through(collection, stage, units(), run, total=len(files))


def version(collection: Collection) -> str:
    """Return the version of the search: every detector's, and the term list's hash."""
    terms = terms_blob(collection)
    return hashlib.sha256(f"{detector.versions(detector.Settings())} {terms}".encode()).hexdigest()


def keep_terms(collection: Collection, path: Path) -> None:
    """Make a file the collection's term list; it is copied into the collection, readable by its owner."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the term list {path} cannot be read ({error.strerror})", "Check the path."
        ) from None
    read_terms(data)
    target = collection.config.root / TERMS_FILE
    part = target.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_bytes(data)
    os.replace(part, target)


def settings(collection: Collection) -> detector.Settings:
    """Return what the detectors are told, for looking at a name here and now."""
    blob = terms_blob(collection)
    return _settings(str(collection.blobs.path(blob)) if blob else "")


def terms_blob(collection: Collection) -> str:
    """Keep the collection's term list as a blob and return its hash; '' where there is none."""
    path = collection.config.terms or collection.config.root / TERMS_FILE
    if not path.is_file():
        if collection.config.terms is None:
            return ""
        raise UsageError(f"there is no term list {path}", "Mend find.terms in tearline.toml.")
    data = path.read_bytes()
    read_terms(data)
    return collection.blobs.put(data)


def page_blobs(collection: Collection, row: FileRow) -> list[str] | None:
    """Return the blobs of a file's pages that were read; None while one is neither read nor failed."""
    stage_version = reader.version_for(MediaType(row.media_type))
    blobs = []
    for page in collection.catalog.pages(row.id):
        if page.blob and page.version == stage_version:
            blobs.append(page.blob)
            continue
        key = reading.key(row.sha256, page.number)
        if collection.catalog.stage_row(reading.STAGE, key, stage_version) is None:
            return None
    return blobs


def searched(collection: Collection, row: FileRow, now: str) -> bool:
    """Say whether a file has been searched as it stands, by the search of version ``now``."""
    blobs = page_blobs(collection, row)
    if blobs is None:
        return False
    found = collection.catalog.stage_row(STAGE, key_of(row.sha256, blobs), now)
    return found is not None and found.state == "done"
