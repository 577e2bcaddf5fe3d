"""Holds that reach one record through copies of its pages, asked of that record alone.

Promises: what ``copies.Copies.reached`` says of a record, without going through the whole collection; the
records that a record's own holds reach so, the other way round. Which pages are copies is what the last
pairing found (``findings.twinning``): a copy that has not been paired yet is reached by nothing here, and the
gate, which pairs before a build, has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sqlalchemy as sa

from tearline.decisions import copies, holds
from tearline.decisions import guide as guides
from tearline.decisions.holds import Reached
from tearline.decisions.standing import Standing
from tearline.model.guide import Guide
from tearline.store import schema as t
from tearline.store.catalog import FileRow
from tearline.store.collection import Collection
from tearline.store.likeness import Leaf

_PART = 400  # keys or files of one query


def reached(
    collection: Collection,
    guide: Guide,
    stands: Standing,
    date: str,
    record: tuple[str, tuple[FileRow, ...]],
) -> tuple[Reached, ...]:
    """Return the holds of other records that reach a page of this one; ``record``: its name and files."""
    name, files = record
    pairs = _copies(collection, files)
    owners = _owners(collection, {other.sha256 for _, other in pairs})
    others = sorted({one for names in owners.values() for one in names} - {name})
    covered: dict[Leaf, list[tuple[str, str]]] = {}
    for other in others:
        for kind, leaf in covers(collection, guide, stands, date, other):
            covered.setdefault(leaf, []).append((kind, other))
    return tuple(
        Reached(kind, leaf.sha256, leaf.page, other)
        for leaf, twin in pairs
        for kind, other in covered.get(twin, ())
    )


def covers(
    collection: Collection, guide: Guide, stands: Standing, date: str, name: str
) -> Iterator[tuple[str, Leaf]]:
    """Yield the pages that a record's own standing holds cover, with the kind of each hold."""
    ((record_id, _),) = [one for one in collection.catalog.record_named(name) if one[1] == name]
    files = collection.catalog.files_of(record_id)
    marks = [
        (row.sha256, row.finding, guides.propose(row.finding, guide))
        for file in files
        for row in collection.catalog.findings(
            file_id=file.id, where=[t.finding.c.kind.startswith("hold.")]
        )
    ]
    if marks or stands.holds(name):
        for hold in holds.unlifted(name, marks, stands, guide, date):
            for leaf in copies.cover(collection, hold.kind, marks, files, stands, name):
                yield hold.kind, leaf


def records_reached(
    collection: Collection, guide: Guide, stands: Standing, date: str, name: str
) -> tuple[str, ...]:
    """Return the other records that a record's own holds reach, by name."""
    leaves = {leaf for _, leaf in covers(collection, guide, stands, date, name)}
    found = (collection.catalog.file(sha256) for sha256 in sorted({one.sha256 for one in leaves}))
    files = tuple(file for file in found if file is not None)
    twins = {other.sha256 for leaf, other in _copies(collection, files) if leaf in leaves}
    owners = _owners(collection, twins)
    return tuple(sorted({one for names in owners.values() for one in names} - {name}))


def _copies(collection: Collection, files: Iterable[FileRow]) -> list[tuple[Leaf, Leaf]]:
    """Return the pages of files, each with a page that is surely a copy of it, in page order."""
    rows = collection.catalog.rows
    text, twin = t.page_text.c, t.twin.c
    keys: dict[str, list[Leaf]] = {}
    for file in files:
        query = sa.select(text.page, text.text_key).where(
            text.file_id == file.id, sa.func.length(text.signature) > 0
        )
        for row in rows(query):
            keys.setdefault(row.text_key, []).append(Leaf(file.sha256, row.page))
    alike: dict[str, set[str]] = {key: {key} for key in keys}  # a key there, and the keys here
    for part in _parts(list(keys)):
        for one, other in ((twin.text_key, twin.other_key), (twin.other_key, twin.text_key)):
            pairs = sa.select(one.label("here"), other.label("there")).where(
                one.in_(part), twin.likeness >= copies.SURE
            )
            for row in rows(pairs):
                alike.setdefault(row.there, set()).add(row.here)
    found = []
    for part in _parts(list(alike)):
        places = (
            sa.select(text.text_key, text.page, t.file.c.sha256)
            .join(t.file, t.file.c.id == text.file_id)
            .where(text.text_key.in_(part), sa.func.length(text.signature) > 0)
        )
        for row in rows(places):
            there = Leaf(row.sha256, row.page)
            mine = (leaf for key in alike[row.text_key] for leaf in keys.get(key, ()))
            found += [(leaf, there) for leaf in mine if leaf != there]
    return sorted(set(found))


def _owners(collection: Collection, hashes: set[str]) -> dict[str, tuple[str, ...]]:
    """Return the records that have each of these files."""
    found: dict[str, list[str]] = {}
    for part in _parts(sorted(hashes)):
        query = (
            sa.select(t.file.c.sha256, t.record.c.name)
            .join(t.record_file, t.record_file.c.file_id == t.file.c.id)
            .join(t.record, t.record.c.id == t.record_file.c.record_id)
            .where(t.file.c.sha256.in_(part))
        )
        for row in collection.catalog.rows(query):
            found.setdefault(row.sha256, []).append(row.name)
    return {sha256: tuple(sorted(names)) for sha256, names in found.items()}


def _parts(every: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(every), _PART):
        yield every[first : first + _PART]
