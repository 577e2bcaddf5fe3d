"""A collection's own pages as something to search: an index inside the collection, of what was read.

Promises: the index answers for what the catalog says now, page by page: record, its numbers, place, reading.
Pages that were read since are added; any other change builds it anew. It lies in ``index/`` of the
collection, its owner's alone, and nothing of it goes to the user's cache: what is unreleased stays where it
is. It is built aside and renamed, so a build that was killed leaves the one before, or none. What is not
searched is counted: pages not read, pages and files that failed, readings that are gone from ``blobs/``.
Does not promise to tell what a page may show to whom: all of it is for those who may open the collection.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa

from tearline.decisions import pointing
from tearline.errors import TearlineError, UsageError
from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.reading.released import ReleasedPage
from tearline.reading.searching import index
from tearline.reading.searching.fields import Fields, IndexPage, released_fields
from tearline.reading.searching.index import Built
from tearline.reading.searching.search import Search
from tearline.records import intake, reader, reading
from tearline.store import leaves
from tearline.store import schema as t
from tearline.store.collection import Collection
from tearline.store.queue import Report, silent

FOLDER = "index"
FORM = 1  # of what is indexed of a page; another form is another index
HIDDEN = "hidden text"  # who read what a file carries and its page does not show
_KEYS = "pages.txt"


@dataclass(frozen=True, slots=True)
class Left:
    """What is not searched, or only as it was read once.

    ``unread`` pages are still to be read, ``failed`` ones could not be, ``lost`` ones have no reading in
    ``blobs/`` any more; ``files`` could not be opened; ``earlier`` pages were read by an earlier reader.
    """

    unread: int = 0
    failed: int = 0
    lost: int = 0
    files: int = 0
    earlier: int = 0

    def is_whole(self) -> bool:
        """Say whether every page was searched."""
        return not (self.unread or self.failed or self.lost or self.files)

    def notes(self) -> tuple[str, ...]:
        """Return what a person has to know beside the hits, a sentence each."""
        why = "(`tearline status` says why)"
        told = (
            (self.unread, "page", "not read yet: not searched."),
            (self.failed, "page", f"could not be read: not searched {why}."),
            (self.lost, "page", "whose text is missing or damaged in blobs: not searched."),
            (self.files, "file", f"could not be opened: not searched {why}."),
            (self.earlier, "page", "read by an earlier reader: searched as read then."),
        )
        return tuple(f"{n:,} {what}{'' if n == 1 else 's'} {end}" for n, what, end in told if n)


@dataclass(frozen=True, slots=True)
class _Place:
    """A page of a record: its number there, its file and number in it, and its reading ('' for none)."""

    record: str
    page: int
    sha256: str
    number: int
    media_type: str
    version: str
    blob: str


@dataclass(frozen=True, slots=True)
class _Record:
    """A record with its numbers and its pages that have a reading."""

    name: str
    numbers: tuple[str, ...]
    places: tuple[_Place, ...]

    def lines(self) -> Iterator[tuple[str, _Place]]:
        """Yield each page with a line that says all it is indexed from; fields are the first page's."""
        told = (FORM, self.name, self.numbers, self.places[0].blob)
        head = hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        for place in self.places:
            yield f"{head} {place.page} {place.blob}", place


class OwnPages:
    """The pages of a collection that is open. ``left`` is what a search does not reach."""

    def __init__(self, collection: Collection, report: Report = silent) -> None:
        """Open the index, bringing it to what the catalog says. UsageError: it cannot be written."""
        self._collection = collection
        places = list(_places(collection))
        folder = collection.config.root / FOLDER
        if folder.is_symlink():
            why = f"{folder} is a link: unreleased text would leave the collection"
            raise UsageError(why, "Take it away; a folder is made in its place.")
        numbers = _numbers(collection)
        read = [place for place in places if place.blob]
        records = [
            _Record(name, numbers.get(name, ()), tuple(group))
            for name, group in groupby(read, lambda place: place.record)
        ]
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            place = folder / f"pages-{index.VERSION}"
            with index.alone(place):
                found, lost = _up_to_date(collection, records, place, report)
        except OSError as error:
            said = error.strerror or "the system says no more"
            why = f"{folder}: the index cannot be written ({said})"
            remedy = "See that the collection can be written, with room in it; then ask again."
            raise UsageError(why, remedy) from error
        self.search = Search([found], self.page)
        self.left = replace(_left(collection, places), lost=lost)

    def page(self, record: str, release: str, number: int) -> Page | None:
        """Return a page as it was read, None where it has no reading. ``release`` is ''."""
        del release
        sha256, local = self.file(record, number)
        row = self._collection.catalog.file(sha256)
        pages = self._collection.catalog.pages(row.id) if row else ()
        blob = next((page.blob for page in pages if page.number == local), "")
        return leaves.unpack_page(self._collection.blobs.get(blob)) if blob else None

    def file(self, record: str, number: int) -> tuple[str, int]:
        """Return the sha256 of the file that has page ``number`` of a record, and its number there."""
        record_id, name = pointing.resolve(self._collection, record)
        file, local = pointing.locate(self._collection, record_id, name, number)
        return file.sha256, local

    def file_name(self, sha256: str) -> str:
        """Return the name under which a file first came in."""
        row = self._collection.catalog.file(sha256)
        return intake.name_of(self._collection, row) if row else sha256[:12]


def _places(collection: Collection) -> Iterator[_Place]:
    """Yield every page of every record, in the order of records, their files and pages."""
    query = (
        sa.select(
            *(t.record.c.name, t.file.c.sha256, t.file.c.pages, t.file.c.media_type),
            *(t.page.c.number, t.page.c.version, t.page.c.blob),
        )
        .select_from(t.record)
        .join(t.record_file)
        .join(t.file)
        .join(t.page, t.page.c.file_id == t.file.c.id)
        .order_by(t.record.c.name, t.record_file.c.position, t.file.c.sha256, t.page.c.number)
    )
    file, before, pages = ("", ""), 0, 0  # before: pages of the record's files before this one
    for row in collection.catalog.rows(query):
        name, sha256, many, media_type, number, version, blob = tuple(row)
        if file != (name, sha256):
            before = before + pages if file[0] == name else 0
            file, pages = (name, sha256), many or 0
        yield _Place(name, before + number, sha256, number, media_type, version, blob)


def _numbers(collection: Collection) -> dict[str, tuple[str, ...]]:
    """Return the record numbers of each record that has any, by its name."""
    number = t.record_number.c
    query = (
        sa.select(t.record.c.name, number.value)
        .join(t.record_number)
        .where(number.kind == "record")
        .distinct()
        .order_by(t.record.c.name, number.value)
    )
    rows = groupby(collection.catalog.rows(query), lambda row: str(row.name))
    return {name: tuple(row.value for row in group) for name, group in rows}


def _left(collection: Collection, places: Sequence[_Place]) -> Left:
    """Count what has no reading, and why."""
    present = {kind: reader.version_for(MediaType(kind)) for kind in {p.media_type for p in places}}
    failed = {
        row.key
        for version in set(present.values())
        for row in collection.catalog.failed(reading.STAGE, version)
    }
    without = [place for place in places if not place.blob]
    broken = sum(reading.key(place.sha256, place.number) in failed for place in without)
    query = sa.select(sa.func.count()).select_from(t.file).where(t.file.c.pages.is_(None))
    return Left(
        unread=len(without) - broken,
        failed=broken,
        files=int(next(collection.catalog.rows(query))[0]),
        earlier=sum(bool(p.blob) and p.version != present[p.media_type] for p in places),
    )


def _up_to_date(
    collection: Collection, records: Sequence[_Record], place: Path, report: Report
) -> tuple[index.PageIndex, int]:
    """Return the index as the catalog has it, and how many of its pages have lost their reading."""
    wanted = [key for record in records for key, _ in record.lines()]
    digest = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    told = index.standing(place) or {}
    fits = told.get("digest") == digest and not told.get("lost")
    if not fits:
        have = _have(place) if told else set[str]()
        if not have.issubset(wanted):
            have, told = set(), {}
        with index.aside(place, again=bool(have)) as folder:
            pages = _Pages(collection, records, have, len(wanted), report)
            new = index.build(pages, folder)
            built = _together(Built(**told["built"]), new) if have else new
            built.records, built.releases = len(records), [""]
            told = {"built": asdict(built), "digest": digest, "lost": pages.lost}
            (folder / _KEYS).unlink(missing_ok=True)  # it is the old index's too
            (folder / _KEYS).write_text("\n".join([*sorted(have), *pages.done]), "ascii")
            index.seal(folder, told)
        _clear(place)
    with index.sound(place):
        return index.open_built(place, Built(**told["built"])), int(told["lost"])


def _have(place: Path) -> set[str]:
    """Return the lines of the pages that an index has."""
    return set((place / _KEYS).read_text("ascii").split("\n")) - {""}


def _together(old: Built, new: Built) -> Built:
    """Return what an index holds after pages were added to it."""
    return Built(
        pages=old.pages + new.pages,
        empty=old.empty + new.empty,
        undated=old.undated + new.undated,
        others=old.others or new.others,
    )


def _clear(place: Path) -> None:
    """Take away what indexes of earlier forms were."""
    for other in place.parent.glob("pages-*"):
        if other.name.partition(".")[0] != place.name:
            shutil.rmtree(other) if other.is_dir() else other.unlink()


class _Pages:
    """Yields the pages that an index lacks; afterwards ``done`` has their lines, ``lost`` a count."""

    def __init__(
        self,
        collection: Collection,
        records: Sequence[_Record],
        have: set[str],
        total: int,
        report: Report,
    ) -> None:
        """Keep what is to be gone through."""
        self._collection, self._records, self._have = collection, records, have
        self._total, self._report = total, report
        self.done: list[str] = []
        self.lost = 0

    def __iter__(self) -> Iterator[IndexPage]:
        """Yield them record by record."""
        for record in self._records:
            missing = [(key, place) for key, place in record.lines() if key not in self._have]
            if not missing:
                continue
            first = self._read(record.places[0])
            fields, codes = _fields(record, first)
            for key, place in missing:
                page = first if place is record.places[0] else self._read(place)
                if page is None:
                    self.lost += 1
                    continue
                hidden = " … ".join(one.text for one in page.hidden)
                yield IndexPage(
                    *(record.name, "", place.page, page.text),
                    others=((HIDDEN, hidden),) if hidden.strip() else (),
                    fields=fields,
                    codes=codes if place is record.places[0] else (),
                )
                self.done.append(key)
                self._report("index", len(self._have) + len(self.done), self._total)

    def _read(self, place: _Place) -> Page | None:
        """Return a page's reading, None where it is gone or damaged."""
        try:
            return leaves.unpack_page(self._collection.blobs.get(place.blob))
        except TearlineError:
            return None


def _fields(record: _Record, page: Page | None) -> tuple[Fields, tuple[str, ...]]:
    """Return what a record's first page says of it, read as a released one is, and the codes it names."""
    if page is None:
        return released_fields(record.numbers, "", None)
    size = (page.width, page.height, page.turn, page.confidence)
    first = ReleasedPage(record.name, record.places[0].page, *size, page.text, page.words, ())
    return released_fields(record.numbers, "", first)
