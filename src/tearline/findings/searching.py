"""Have every file's pages searched by every detector, a whole file at a time, in workers.

A file is searched when each of its pages has been read or has failed; when a page is read anew, or a
detector or a list changes, the file is searched again and the new findings take the old ones' place.
What the language model sees in a text is asked for once, however many pages have that text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tearline.findings import desk_lists, detector, duplicates, sheets
from tearline.findings.names import nlp
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.records import form, reader, reading
from tearline.store import leaves, likeness, present
from tearline.store import sheets as kept_sheets
from tearline.store.blobs import read_blob
from tearline.store.catalog import FileRow, PageRow, StageRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through
from tearline.store.sheets import SheetField

STAGE = "find"
MODEL_STAGE = "model"
SWEEP = "sweep"  # whose findings go when a file is searched again
VERSION = "2"
# Fields of a sheet that the gate asks for; the others may name people, and stay on their page.
KEPT = frozenset({"record_number", "series"})


@dataclass(frozen=True, slots=True)
class ModelJob:
    """A page's blob (path), for one worker to ask the language model about."""

    page: str


@dataclass(frozen=True, slots=True)
class FindJob:
    """A file for one worker to search, everything large by path; ``key`` is the unit's.

    ``pages``: its page blobs; ``model``: what the model saw in each ('' where it was not asked);
    ``lists``: the desk's lists; ``names``: what the file's records are called.
    """

    key: str
    sha256: str
    pages: tuple[str, ...]
    model: tuple[str, ...]
    lists: desk_lists.Kept
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What one worker found in a file: findings, signatures by page, fields of its sheets."""

    findings: tuple[Finding, ...]
    signatures: tuple[tuple[int, bytes], ...]
    fields: tuple[SheetField, ...]


def ask_model(job: ModelJob) -> tuple[tuple[int, int], ...]:
    """Return the spans of the names that the language model reads on one page (worker)."""
    return nlp.entities(leaves.unpack_page(read_blob(job.page)).text)


def find(job: FindJob) -> Found:
    """Search one file's pages (worker)."""
    pages = [leaves.unpack_page(read_blob(path)) for path in job.pages]
    seen = tuple(
        finding
        for page, path in zip(pages, job.model, strict=True)
        if path
        for finding in _by_model(page, path)
    )
    findings = detector.find(pages, desk_lists.settings(job.lists), seen)
    return Found(
        tuple(sorted((*findings, *sheets.number_unlike_names(pages, job.names)), key=_order)),
        tuple((page.number, duplicates.signature(page.text)) for page in pages),
        tuple(
            SheetField(sheet.page, f.name, f.value, f.start, f.end, f.confidence)
            for sheet in form.read_sheets(pages)
            for f in sheet.fields
            if f.name in KEPT and not _found_in(sheet.page, f, findings)
        ),
    )


def _found_in(page: int, field: form.Field, findings: Sequence[Finding]) -> bool:
    """Say whether a field holds what a detector found: such words stand in no row."""
    return any(
        f.page == page
        and f.start is not None
        and f.end is not None
        and f.start < field.end
        and field.start < f.end
        and not f.kind.startswith(("sheet.", "postponement"))
        for f in findings
    )


def _order(finding: Finding) -> tuple[object, ...]:
    return finding.order


def _by_model(page: Page, path: str) -> Iterator[Finding]:
    """Yield what the model saw on a page, as the detectors of names are told of it."""
    model = nlp.build(detector.Settings())
    for start, end in json.loads(read_blob(path)):
        yield detector.spanned(
            model, page, (start, end), nlp.KIND, nlp.SCORE, "Read by the language model.", ""
        )


def search_all(collection: Collection, run: Run) -> None:
    """Search every file that has not been searched as it now stands."""
    files = [row for row in collection.catalog.files() if row.pages]
    if collection.config.model:
        _ask_model(collection, files, run)
    if run.stopped:
        return
    hashes = desk_lists.kept(collection)
    lists, now = desk_lists.paths(collection, hashes), _version(collection, hashes)
    ids = {row.sha256: row.id for row in files}

    def keep(connection: sa.Connection, job: FindJob, found: Found) -> str:
        file_id = ids[job.sha256]
        collection.catalog.replace_findings(connection, file_id, found.findings)
        present.note(connection, file_id, STAGE, job.key, now)
        present.forget(connection, SWEEP, file_id)
        likeness.keep_signatures(connection, file_id, found.signatures)
        kept_sheets.replace_fields(connection, file_id, found.fields)
        return ""

    def units() -> Iterator[tuple[str, FindJob]]:
        for row in files:
            pages = read_pages(collection, row)
            if pages is not None:
                blobs = [page.blob for page in pages]
                model = model_blobs(collection, row, pages)
                key = key_of(row.sha256, blobs, model)
                job = FindJob(
                    key,
                    row.sha256,
                    tuple(str(collection.blobs.path(blob)) for blob in blobs),
                    tuple(str(collection.blobs.path(blob)) if blob else "" for blob in model),
                    lists,
                    collection.catalog.names_of_file(row.id),
                )
                yield key, job

    def stands(job: FindJob, _: StageRow) -> bool:
        return present.stands(collection.catalog, ids[job.sha256], STAGE, job.key, now)

    stage = Stage(STAGE, now, find, keep, stands, sticky=False)
    work_through(collection, stage, units(), run, total=len(files))


def _ask_model(collection: Collection, files: list[FileRow], run: Run) -> None:
    """Ask the language model about every text that it has not been asked about."""
    if not nlp.available():
        return

    def keep(_: sa.Connection, __: ModelJob, spans: tuple[tuple[int, int], ...]) -> str:
        return collection.blobs.put(json.dumps(spans).encode())

    def units() -> Iterator[tuple[str, ModelJob]]:
        asked: set[str] = set()
        for row in files:
            keys = likeness.text_keys(collection.catalog, row.id)
            for page in read_pages(collection, row) or ():
                key = keys.get(page.number, "")
                if key and key not in asked:
                    asked.add(key)
                    yield key, ModelJob(str(collection.blobs.path(page.blob)))

    stage = Stage(MODEL_STAGE, _model_version(), ask_model, keep, sticky=False)
    work_through(collection, stage, units(), run)


def model_blobs(collection: Collection, row: FileRow, pages: list[PageRow]) -> list[str]:
    """Return the blob of what the model saw on each page; '' where it is not asked, or failed."""
    if not (collection.config.model and nlp.available()):
        return [""] * len(pages)
    keys = likeness.text_keys(collection.catalog, row.id)
    version = _model_version()
    found = []
    for page in pages:
        key = keys.get(page.number, "")
        asked = collection.catalog.stage_row(MODEL_STAGE, key, version) if key else None
        found.append(asked.blob if asked is not None and asked.state == "done" else "")
    return found


def _model_version() -> str:
    return nlp.build(detector.Settings()).version


def version(collection: Collection) -> str:
    """Return the version of the search: every detector's, the lists' hashes, and the model's."""
    return _version(collection, desk_lists.kept(collection))


def _version(collection: Collection, lists: desk_lists.Kept) -> str:
    model = _model_version() if collection.config.model and nlp.available() else ""
    told = f"{VERSION} {detector.versions(detector.Settings())} {lists} {model}"
    return hashlib.sha256(told.encode()).hexdigest()


def read_pages(collection: Collection, row: FileRow) -> list[PageRow] | None:
    """Return a file's pages that were read; None while one is neither read nor failed."""
    stage_version = reader.version_for(MediaType(row.media_type))
    pages = []
    for page in collection.catalog.pages(row.id):
        if page.blob and page.version == stage_version:
            pages.append(page)
            continue
        key = reading.key(row.sha256, page.number)
        if collection.catalog.stage_row(reading.STAGE, key, stage_version) is None:
            return None
    return pages


def searched(collection: Collection, row: FileRow, now: str) -> bool:
    """Say whether a file has been searched as it stands, by the search of version ``now``."""
    pages = read_pages(collection, row)
    if pages is None:
        return False
    model = model_blobs(collection, row, pages)
    if collection.config.model and nlp.available():
        keys = likeness.text_keys(collection.catalog, row.id)
        # A page on which nothing stands is never asked about: there is nothing to ask.
        asked = (page.words or keys.get(page.number) for page in pages)
        if any(said and not blob for said, blob in zip(asked, model, strict=True)):
            return False
    key = key_of(row.sha256, [page.blob for page in pages], model)
    return present.stands(collection.catalog, row.id, STAGE, key, now)


def failures(collection: Collection) -> list[tuple[str, str]]:
    """Return what could not be searched: (stage, message), each once."""
    now = {MODEL_STAGE: _model_version(), STAGE: version(collection)}
    return sorted(
        {
            (stage, row.message)
            for stage in now
            for row in collection.catalog.failed(stage, now[stage])
        }
    )
