"""From determinations to files: the views of every page that goes out, then an edition of each record.

Both are stages of the catalog's queue: a view is made once for a page and what is withheld on it, and an
edition's files are written again only where they are not already in the folder as they should be.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tearline.decisions.docket import Docketed
from tearline.decisions.standing import Standing
from tearline.editions import edition as editions
from tearline.editions import view as views
from tearline.editions.view import ViewJob, Withheld
from tearline.errors import TearlineError
from tearline.model.area import Area
from tearline.model.decision import Determination
from tearline.model.edition import Edition, PageView
from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.store import leaves
from tearline.store.blobs import read_blob
from tearline.store.catalog import PageRow, StageRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through

VIEW = "view"
EDITION = "edition"


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to be viewed: where its file and its reading lie, and what is withheld on it."""

    path: str
    sha256: str
    media_type: MediaType
    page: str
    withheld: tuple[Withheld, ...]
    draft: bool


@dataclass(frozen=True, slots=True)
class EditionJob:
    """A record to be put together from its views (paths of their blobs) into a folder.

    ``record`` is the desk's name, ``name`` the one outside.
    """

    record: str
    name: str
    numbers: tuple[str, ...]
    views: tuple[str, ...]
    folder: str


def view_page(job: PageJob) -> tuple[PageView, ...]:
    """Make one page's view (worker)."""
    page = leaves.unpack_page(read_blob(job.page))
    return views.view(ViewJob(job.path, job.sha256, job.media_type, page, job.withheld, job.draft))


def put_together(job: EditionJob) -> Edition:
    """Write one record's files (worker)."""
    return editions.write_edition(job.name, job.numbers, _views(job), Path(job.folder))


def _views(job: EditionJob) -> Iterator[PageView]:
    for path in job.views:
        yield from leaves.unpack_views(read_blob(path))


def withheld_on(stands: Standing, sha256: str, page: Page | PageRow) -> tuple[Withheld, ...]:
    """Return what is withheld on a page, in the order of its places; a whole page is one area."""
    found = [_withheld(d, page) for d in stands.withheld(sha256, page.number)]
    return tuple(sorted(set(found), key=lambda w: (w.start or 0, w.areas, w.codes)))


def _withheld(determination: Determination, page: Page | PageRow) -> Withheld:
    target = determination.target
    areas, start, end = target.areas, target.start, target.end
    if not areas and start is None:
        if page.width:
            areas = (Area(0, 0, page.width, page.height),)
        else:
            start, end = 0, None
    return Withheld(
        areas=areas,
        start=start,
        end=end,
        codes=determination.codes,
        policy=determination.policy,
        acknowledged=determination.acknowledged,
    )


def view_key(page: PageRow, withheld: tuple[Withheld, ...], *, draft: bool) -> str:
    """Return the input hash of a page's view."""
    places = [
        [[a.as_list() for a in w.areas], w.start, w.end, w.codes, w.policy, w.acknowledged]
        for w in withheld
    ]
    return key_of(page.sha256, page.number, page.blob, places, draft)


def view_all(
    collection: Collection,
    records: Sequence[Docketed],
    stands: Standing,
    run: Run,
    *,
    draft: bool,
) -> None:
    """Make the view of every page of these records that has none yet."""

    def keep(_: sa.Connection, __: PageJob, made: tuple[PageView, ...]) -> str:
        return collection.blobs.put(leaves.pack_views(made))

    def units() -> Iterator[tuple[str, PageJob]]:
        for docketed in records:
            for page in _pages(collection, docketed):
                withheld = withheld_on(stands, page.sha256, page)
                yield (
                    view_key(page, withheld, draft=draft),
                    PageJob(
                        str(collection.blobs.path(page.sha256)),
                        page.sha256,
                        MediaType(page.media_type),
                        str(collection.blobs.path(page.blob)),
                        withheld,
                        draft,
                    ),
                )

    total = sum(file.pages or 0 for docketed in records for file in docketed.files)
    stage = Stage(VIEW, views.VERSION, view_page, keep, sticky=False)
    work_through(collection, stage, units(), run, total=total)


def _pages(collection: Collection, docketed: Docketed) -> Iterator[PageRow]:
    for file in docketed.files:
        yield from collection.catalog.pages(file.id)


def put_together_all(
    collection: Collection,
    records: Sequence[Docketed],
    stands: Standing,
    folder: Path,
    run: Run,
    *,
    draft: bool,
) -> dict[str, str]:
    """Write the files of every record into ``folder``; return each name's edition blob.

    A record whose view failed is left out: its name is missing from what is returned.
    """
    found: dict[str, str] = {}

    def units() -> Iterator[tuple[str, EditionJob]]:
        for docketed in records:
            paths = _view_paths(collection, docketed, stands, draft=draft)
            if paths is not None:
                job = EditionJob(
                    docketed.name, docketed.public, docketed.numbers, paths, str(folder)
                )
                yield _edition_key(docketed, paths), job

    def keep(_: sa.Connection, job: EditionJob, made: Edition) -> str:
        found[job.record] = collection.blobs.put(leaves.pack_edition(made))
        return found[job.record]

    def still_there(job: EditionJob, row: StageRow) -> bool:
        if not _is_there(collection, row.blob, folder):
            return False
        found[job.record] = row.blob
        return True

    stage = Stage(EDITION, editions.VERSION, put_together, keep, still_there, sticky=False)
    work_through(collection, stage, units(), run, total=len(records))
    return found


def views_of(
    collection: Collection, page: PageRow, withheld: tuple[Withheld, ...], *, draft: bool
) -> tuple[PageView, ...]:
    """Return the views that were made of a page; TearlineError where they are gone."""
    key = view_key(page, withheld, draft=draft)
    row = collection.catalog.stage_row(VIEW, key, views.VERSION)
    if row is None or not row.blob:
        raise TearlineError("a page has no view", "Run the same command again.")
    return leaves.unpack_views(collection.blobs.get(row.blob))


def check_sources(collection: Collection, records: Sequence[Docketed]) -> None:
    """Refuse to build from a file whose bytes are no longer those that were decided on."""
    for docketed in records:
        for file in docketed.files:
            collection.blobs.check(file.sha256)


def made_before(
    collection: Collection, records: Sequence[Docketed], stands: Standing, *, draft: bool
) -> dict[str, str]:
    """Return the edition blobs of records that were put together before; nothing is written."""
    found = {}
    for docketed in records:
        paths = _view_paths(collection, docketed, stands, draft=draft)
        row = paths and collection.catalog.stage_row(
            EDITION, _edition_key(docketed, paths), editions.VERSION
        )
        if row and row.state == "done":
            found[docketed.name] = row.blob
    return found


def _edition_key(docketed: Docketed, paths: tuple[str, ...]) -> str:
    return key_of(docketed.public, docketed.numbers, [Path(path).name for path in paths])


def _view_paths(
    collection: Collection, docketed: Docketed, stands: Standing, *, draft: bool
) -> tuple[str, ...] | None:
    paths = []
    for page in _pages(collection, docketed):
        withheld = withheld_on(stands, page.sha256, page)
        key = view_key(page, withheld, draft=draft)
        row = collection.catalog.stage_row(VIEW, key, views.VERSION)
        if row is None or row.state != "done":
            return None
        paths.append(str(collection.blobs.path(row.blob)))
    return tuple(paths)


def _is_there(collection: Collection, blob: str, folder: Path) -> bool:
    """Say whether an edition's files stand in the folder as they should."""
    made = leaves.unpack_edition(collection.blobs.get(blob))
    for file in made.files:
        path = folder / file.path
        if not path.is_file() or path.stat().st_size != file.size:
            return False
        if hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            return False
    return True


def edition_of(collection: Collection, blob: str) -> Edition:
    """Return the edition that a blob holds."""
    try:
        return leaves.unpack_edition(collection.blobs.get(blob))
    except FileNotFoundError:
        raise TearlineError(
            "a blob of the collection is missing", "Restore the blobs folder from its backup."
        ) from None
