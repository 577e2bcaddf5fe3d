"""What earlier releases withheld, place by place: kept when a release goes out, read back at the next.

The list of a release lies in the custody folder under its own hash, and the hash stands in the log. It
names files, pages, places, codes and the boxes readers saw, never a word under them.

Promises: a list that is gone, damaged or says nothing of a record that went out is told as lost, never
taken for empty; of releases whose log keeps no list, what stood withheld is read from the log itself.
Does not compare: that is ``superseding``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat, takewhile
from pathlib import Path
from typing import Any

import zstandard

from tearline.decisions.formerly import Formerly
from tearline.decisions.log import DecisionLog
from tearline.decisions.standing import Standing
from tearline.model.area import Area
from tearline.model.decision import Released
from tearline.model.edition import Edition
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page
from tearline.store import leaves
from tearline.store.catalog import FileRow, PageRow
from tearline.store.collection import Collection

SCHEMA_VERSION = 1
LEVEL = 6
STRENGTH = tuple(WidthPolicy).index  # how little a policy lets a width tell


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is withheld: of a file's page, which is page ``number`` of its record.

    A place with neither areas nor a span is the whole page. ``extent`` is the page's width and height in
    1/100 points, or (0, number of code points) of a text file's page. ``kinds``: of the findings it
    answered ('' for a portion a person drew). ``policy``: the strictest that shaped it; ``exact`` in
    lists from before policies were kept.
    """

    sha256: str
    page: int
    number: int
    extent: tuple[int, int]
    areas: tuple[Area, ...]
    start: int | None
    end: int | None
    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    acknowledged: bool
    policy: WidthPolicy = WidthPolicy.EXACT


@dataclass(frozen=True, slots=True)
class Was:
    """A record as an earlier release had it: its name there, the release's date and entry, its files.

    ``line``: what the list says of it, '' where the list is ``lost``. ``replayed``: its places, where
    they had to be read from the log.
    """

    record: str
    audience: str
    date: str
    seq: int
    files: tuple[tuple[str, int], ...]
    line: str = field(repr=False)
    lost: bool = False
    replayed: tuple[Place, ...] = ()

    @property
    def pages(self) -> int:
        """The number of pages the record had."""
        return sum(pages for _, pages in self.files)

    def places(self) -> tuple[Place, ...]:
        """Return what was withheld in it."""
        if not self.line:
            return self.replayed
        line = json.loads(self.line)
        policies = chain(line.get("policies", ()), repeat(WidthPolicy.EXACT))
        return tuple(
            _place(self.files, *one) for one in zip(line["places"], policies, strict=False)
        )

    def numbers(self) -> frozenset[str]:
        """Return the record numbers it had; lists of earlier versions say none."""
        return frozenset(json.loads(self.line).get("numbers", ())) if self.line else frozenset()

    def boxes(self) -> tuple[tuple[int, Area], ...]:
        """Return the redactions that readers saw: page of the edition, place."""
        rows = json.loads(self.line)["deletions"] if self.line else ()
        return tuple((page, Area(*area)) for page, area in rows)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last earlier release of every record that one audience, or any, has had.

    ``formerly`` knows what the records of now were ever called, and their numbers.
    """

    by_name: dict[str, tuple[Was, ...]]
    by_file: dict[str, tuple[Was, ...]]
    by_number: dict[str, tuple[Was, ...]] = field(default_factory=dict)
    formerly: Formerly = field(default_factory=Formerly)

    @classmethod
    def of(
        cls, collection: Collection, stands: Standing, audience: str = "", before: str = ""
    ) -> Earlier:
        """Gather the releases to an audience ('': to all), those dated ``before`` alone where given."""
        by_name: dict[str, list[Was]] = {}
        by_file: dict[str, list[Was]] = {}
        by_number: dict[str, list[Was]] = {}
        formerly = Formerly.of(collection)
        seen: set[tuple[str, str]] = set()
        for seq, released in reversed(stands.releases(audience)):
            if before and released.date >= before:
                continue
            of_this = list(_of_release(collection, seq, released))
            for was in of_this:
                if (was.audience, was.record) not in seen:
                    by_name.setdefault(was.record, []).append(was)
                    for number in was.numbers() | formerly.numbers_of(f for f, _ in was.files):
                        by_number.setdefault(number, []).append(was)
                for sha256, _ in was.files:
                    if (was.audience, sha256) not in seen:
                        by_file.setdefault(sha256, []).append(was)
            for was in of_this:
                seen |= {(was.audience, was.record), *((was.audience, f) for f, _ in was.files)}
        return cls(
            {name: tuple(found) for name, found in by_name.items()},
            {sha256: tuple(found) for sha256, found in by_file.items()},
            {number: tuple(found) for number, found in by_number.items()},
            formerly,
        )

    def of_record(self, public: str, files: Iterable[FileRow]) -> tuple[Was, ...]:
        """Return what a record was: by a file of it, by any name it ever had, by a record number.

        Where several records of now match one of then, each owes what it withheld: which of them holds
        the old words nobody knows but who looks, and a debt that one could leave to another, two renames
        would shed. But a record that went out itself, since then or beside it, was another one already.
        """
        hashes = [file.sha256 for file in files]
        found = list(self.by_name.get(public, ()))
        for sha256 in hashes:
            found += [was for was in self.by_file.get(sha256, ()) if was not in found]
        alike = [w for n in sorted(self.formerly.names_of(hashes)) for w in self.by_name.get(n, ())]
        for number in sorted(self.formerly.numbers_of(hashes)):
            alike += self.by_number.get(number, ())
        for was in alike:
            if was not in found and not self.stood_beside(was, hashes):
                found.append(was)
        return tuple(found)

    def stood_beside(self, was: Was, hashes: Iterable[str]) -> bool:
        """Say whether each of these files went out in another record, not before that one did."""
        return all(
            any(
                other.audience == was.audience
                and other.seq >= was.seq
                and other.record != was.record
                for other in self.by_file.get(sha256, ())
            )
            for sha256 in hashes
        )


def under_name(collection: Collection, stands: Standing, name: str) -> Iterator[Was]:
    """Yield every record that went out under a name, in all releases to anybody."""
    for seq, released in stands.releases():
        if name in released.records:
            yield from (w for w in _of_release(collection, seq, released) if w.record == name)


def places_of(
    collection: Collection, files: Sequence[FileRow], stands: Standing
) -> Iterator[Place]:
    """Yield what is withheld now in a record's files, in order."""
    number = 0
    for file in files:
        for row in collection.catalog.pages(file.id):
            number += 1
            yield from on_page(collection, row, number, stands)


def on_page(collection: Collection, row: PageRow, number: int, stands: Standing) -> Iterator[Place]:
    """Yield what is withheld now on one page, one for each place."""
    found: dict[tuple[tuple[Area, ...], int | None, int | None], Place] = {}
    standing = stands.withheld(row.sha256, row.number)
    extent = extent_of(collection, row) if standing else (0, 0)
    for determination in standing:
        target = determination.target
        areas = target.areas
        start, end = (None, None) if areas else (target.start, target.end)
        if start is not None and end is not None and row.width:
            page = _reading(collection, row)
            if page and (boxes := page.areas(start, end)):
                areas, start, end = boxes, None, None
        one = found.get((areas, start, end))
        found[areas, start, end] = Place(
            row.sha256,
            row.number,
            number,
            extent,
            areas,
            start,
            end,
            tuple(sorted({*determination.codes, *(one.codes if one else ())})),
            tuple(sorted({determination.kind, *(one.kinds if one else ())})),
            determination.acknowledged or bool(one and one.acknowledged),
            max(determination.policy, one.policy if one else WidthPolicy.EXACT, key=STRENGTH),
        )
    yield from found.values()


def extent_of(collection: Collection, row: PageRow) -> tuple[int, int]:
    """Return how large a page is: by which another file's page may be taken for the same.

    (0, 0) where the page's reading is lost.
    """
    page = None if row.width else _reading(collection, row)
    return (0, len(page.text)) if page else (row.width, row.height)


def _reading(collection: Collection, row: PageRow) -> Page | None:
    """Return a page as it was read, None where that is lost: what stood there is then not found again."""
    if not row.blob or not collection.blobs.has(row.blob):
        return None
    return leaves.unpack_page(collection.blobs.get(row.blob))


def line_of(
    collection: Collection, files: Sequence[FileRow], edition: Edition, stands: Standing
) -> str:
    """Return what a release's list says of one record that goes out."""
    order = {file.sha256: i for i, file in enumerate(files)}
    places = list(places_of(collection, files, stands))
    value = {
        "type": "withheld",
        "schema_version": SCHEMA_VERSION,
        "record": edition.record,
        "numbers": list(edition.numbers),
        "files": [[file.sha256, file.pages or 0] for file in files],
        "places": [
            [
                order[place.sha256],
                place.page,
                place.number,
                list(place.extent),
                [area.as_list() for area in place.areas],
                place.start,
                place.end,
                list(place.codes),
                list(place.kinds),
                place.acknowledged,
            ]
            for place in places
        ],
        "policies": [place.policy.value for place in places],
        "deletions": [[deletion.page, deletion.area.as_list()] for deletion in edition.deletions],
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def keep(custody: Path, lines: Iterable[str]) -> str:
    """Keep a release's list, one line a record, and return the hash it lies under."""
    text = "".join(f"{line}\n" for line in lines)
    data = zstandard.ZstdCompressor(level=LEVEL).compress(text.encode("utf-8", "surrogatepass"))
    sha256 = hashlib.sha256(data).hexdigest()
    custody.mkdir(mode=0o700, exist_ok=True)
    path = path_of(custody, sha256)
    if _bytes(path, sha256) is None:
        part = path.with_suffix(".part")
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    return sha256


def path_of(custody: Path, sha256: str) -> Path:
    """Return where the list of that hash lies, whether or not it is there."""
    return custody / f"withheld-{sha256[:32]}.jsonl.zst"


def _bytes(path: Path, sha256: str) -> bytes | None:
    """Return a list's bytes, None where they are gone or not what they were."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def of_record(
    collection: Collection,
    releases: Iterable[tuple[int, Released]],
    name: str,
    files: Iterable[str],
) -> Iterator[Was]:
    """Yield how releases had a record, by the name it has outside or by a file of it (hashes).

    ``releases`` come with their entries' numbers. Read as lists are, a record at a time; a release
    without a list, or one that lost it, says nothing here.
    """
    wanted = tuple(json.dumps(one, ensure_ascii=False) for one in (name, *files))
    for seq, released in releases:
        if released.withheld:
            for was in _of_release(collection, seq, released, wanted):
                if not was.lost:
                    yield was


def _of_release(
    collection: Collection, seq: int, released: Released, wanted: tuple[str, ...] = ()
) -> Iterator[Was]:
    """Yield what a release says of its records, or of those alone whose line has a wanted word."""
    if not released.withheld:
        yield from _replayed(collection, seq, released)
        return
    data = _bytes(path_of(collection.config.custody, released.withheld), released.withheld)
    found = set()
    if data is not None:
        text = zstandard.ZstdDecompressor().decompress(data).decode("utf-8", "surrogatepass")
        for line in text.split("\n")[:-1]:
            if wanted and not any(word in line for word in wanted):
                continue
            row = json.loads(line)
            found.add(row["record"])
            files = tuple((str(sha256), int(pages)) for sha256, pages in row["files"])
            yield Was(row["record"], released.audience, released.date, seq, files, line)
    for name in sorted(set(() if wanted else released.records) - found):
        yield Was(name, released.audience, released.date, seq, (), "", lost=True)


def _replayed(collection: Collection, seq: int, released: Released) -> Iterator[Was]:
    """Yield the records of a release without a list as the log had them then, in the files of now."""
    with DecisionLog(collection.config.decisions, must_exist=True) as log:
        then = Standing.of(takewhile(lambda entry: entry.seq < seq, log.entries()))
    titles: dict[str, int] = {}
    for number, _, title in collection.catalog.records():
        titles.setdefault(title, number)  # the first: the others came under its name later
    for name in sorted(released.records):
        record_id = titles.get(name)
        files = collection.catalog.files_of(record_id) if record_id is not None else ()
        yield Was(
            name,
            released.audience,
            released.date,
            seq,
            tuple((file.sha256, file.pages or 0) for file in files),
            "",
            replayed=tuple(places_of(collection, files, then)),
        )


def _place(files: tuple[tuple[str, int], ...], row: list[Any], policy: str) -> Place:
    """Return the place that a row of the list states."""
    file, page, number, extent, areas, start, end, codes, kinds, acknowledged = row
    width, height = extent
    return Place(
        files[file][0],
        page,
        number,
        (width, height),
        tuple(Area(*area) for area in areas),
        start,
        end,
        tuple(codes),
        tuple(kinds),
        acknowledged,
        WidthPolicy(policy),
    )
