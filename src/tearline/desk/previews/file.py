"""One record's edition made on the spot by a release's view and writer, kept under what it follows from.

Promises: the edition's own files, byte for byte what a release of now would hold for these pages; made in
confined workers; kept in ``previews/`` of the collection, its owner's alone, under a hash of the views' keys,
so that one decision more makes another and an old one is never shown for it. Killed, it goes on page by page.
Does not measure widths, nor pair copies, nor sweep: what a build may find beyond this, the page says.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tearline.decisions.standing import Standing
from tearline.desk.hands import Hands
from tearline.editions import assembling
from tearline.editions import edition as editions
from tearline.editions import view as views
from tearline.editions.assembling import PageJob
from tearline.errors import TearlineError, UsageError
from tearline.model.edition import Edition, PageView
from tearline.model.record import MediaType
from tearline.store import leaves
from tearline.store import schema as t
from tearline.store.catalog import FileRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run

FOLDER = "previews"
FORM = 1
KEPT, KEPT_VIEWS = 40, 4000  # editions, and views of pages, that are kept
_TOLD = "told.json"
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Planned:
    """What a record's edition would be made of: each page that was read with its number and its view's key.

    ``missing`` are pages that no edition can have: they were not read. ``key`` names all of it.
    """

    record: str
    public: str
    numbers: tuple[str, ...]
    pages: tuple[tuple[int, str, PageJob], ...]
    missing: tuple[int, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Made:
    """A preview: its folder, the edition's PDF, and of each of its pages the record's page it came from."""

    folder: Path
    pdf: Path
    pages: Path
    of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PutJob:
    """Views to be put together (paths, in order) into an edition."""

    name: str
    numbers: tuple[str, ...]
    views: tuple[str, ...]
    folder: str


def planned(collection: Collection, record_id: int, name: str, stands: Standing) -> Planned:
    """Return what an edition of a record would be made of, by what the log says now."""
    pages, missing, before = [], [], 0
    for file in collection.catalog.files_of(record_id):
        for row in collection.catalog.pages(file.id):
            if not row.blob:
                missing.append(before + row.number)
                continue
            withheld = assembling.withheld_on(stands, row.sha256, row)
            key = key_of(assembling.view_key(row, withheld, draft=False), views.VERSION)
            job = PageJob(
                *(str(collection.blobs.path(row.sha256)), row.sha256, MediaType(row.media_type)),
                *(str(collection.blobs.path(row.blob)), withheld, False),
            )
            pages.append((before + row.number, key, job))
        before += _pages(file)
    public = _title(collection, record_id)
    numbers = collection.catalog.numbers(record_id)
    told = (FORM, name, public, numbers, editions.VERSION, missing, [key for _, key, _ in pages])
    return Planned(name, public, numbers, tuple(pages), tuple(missing), key_of(*told)[:40])


class Previews:
    """The previews of one collection."""

    def __init__(self, collection: Collection, hands: Hands) -> None:
        """Take the collection and the workers that draw."""
        self._root = collection.config.root / FOLDER
        self._hands = hands

    def made(self, key: str) -> Made | None:
        """Return a preview that was made, None where there is none under this key."""
        folder = self._root / key
        try:
            told = json.loads((folder / _TOLD).read_text("utf-8"))
            of, public = tuple(map(int, told["of"])), str(told["public"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        pdf, pages = (folder / f"records/{public}.pdf", folder / f"pages/{public}.jsonl.zst")
        return Made(folder, pdf, pages, of) if pdf.is_file() and pages.is_file() else None

    def make(self, plan: Planned, run: Run) -> Made:
        """Make a preview. UsageError: no page of it was read, or its name cannot go out."""
        if not plan.pages:
            raise UsageError(f"no page of {plan.record} was read", "Run `tearline read` first.")
        if not editions.SLUG.fullmatch(plan.public):
            raise UsageError(
                "the record's name cannot be one of a released file", "tearline rename RECORD NAME."
            )
        self._folder(self._root)
        self._folder(self._root / "views")
        paths, of = [], list[int]()
        for number, path, count in self._views(plan, run):
            paths.append(str(path))
            of += [number] * count
        part = self._root / f".{plan.key}.{secrets.token_hex(4)}"
        self._folder(part)
        try:
            job = PutJob(plan.public, plan.numbers, tuple(paths), str(part))
            self._hands.do(put_together, job, f"the edition of {plan.record}")
            told = {"record": plan.record, "public": plan.public, "of": of}
            (part / _TOLD).write_text(json.dumps(told), "utf-8")
            target = self._root / plan.key
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        self._clear()
        made = self.made(plan.key)
        if made is None:
            raise TearlineError("the preview is gone already", "Ask again.")
        return made

    def _views(self, plan: Planned, run: Run) -> Iterator[tuple[int, Path, int]]:
        """Yield each page's number, its view's file and how many pages it became; made where need be."""
        wanted = {
            key: (f"page {n}", job) for n, key, job in plan.pages if not self._view(key).is_file()
        }
        each = self._hands.each(view_page, wanted.values(), run)
        for at, (key, (_, _, data)) in enumerate(zip(wanted, each, strict=True), 1):
            keep(self._view(key), data)
            run.report("pages", at, len(wanted))
        for number, key, _ in plan.pages:
            path = self._view(key)
            os.utime(path)  # what was used last is kept longest
            yield number, path, len(leaves.unpack_views(path.read_bytes()))

    def _view(self, key: str) -> Path:
        return self._root / "views" / f"{key}.view"

    @staticmethod
    def _folder(path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)

    def _clear(self) -> None:
        """Take the oldest away where there are too many, and what killed desks left half-made."""
        there = [one for one in self._root.iterdir() if one.is_dir() and one.name != "views"]
        made = [one for one in there if not one.name.startswith(".")]
        left = [
            one for one in there if one not in made and one.stat().st_mtime < time.time() - _DAY
        ]
        for old in (*_oldest(made, KEPT), *left):
            shutil.rmtree(old, ignore_errors=True)
        for old in _oldest(list((self._root / "views").iterdir()), KEPT_VIEWS):
            old.unlink(missing_ok=True)


def view_page(job: PageJob) -> bytes:
    """Make one page's view (in a worker), as a release's is made; packed."""
    return leaves.pack_views(assembling.view_page(job))


def put_together(job: PutJob) -> Edition:
    """Write a record's files (in a worker), as a release's are written."""
    return editions.write_edition(job.name, job.numbers, _read(job), Path(job.folder))


def _read(job: PutJob) -> Iterator[PageView]:
    for path in job.views:
        yield from leaves.unpack_views(Path(path).read_bytes())


def keep(path: Path, data: bytes) -> None:
    """Keep a file, its owner's alone, whole or not at all."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _pages(file: FileRow) -> int:
    return file.pages or 0


def _title(collection: Collection, record_id: int) -> str:
    query = sa.select(t.record.c.title).where(t.record.c.id == record_id)
    return str(next(collection.catalog.rows(query))[0])


def _oldest(paths: Sequence[Path], keep_most: int) -> list[Path]:
    """Return the oldest of these, but for so many."""
    aged = []
    for path in paths:
        try:
            aged.append((path.stat().st_mtime, path))
        except FileNotFoundError:
            continue
    return [path for _, path in sorted(aged)[: max(len(aged) - keep_most, 0)]]
