"""What can no longer be looked for: words withheld everywhere in a file that is lost, of a record taken back.

Promises: a lost file of a record that a person has withdrawn keeps back the records alone that were never
searched for its words: not one that went out after the words were withheld, for a release goes out only when
all of it has been searched. They wait until the file is back, or a person has said that it is gone for good
and why nothing need be looked for any more; that is in the log, under a name.
Does not say what the words were: nobody kept them. A file that is lost and not withdrawn is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tearline.decisions.standing import Standing
from tearline.errors import UsageError
from tearline.model.decision import Actor, Body, Determination
from tearline.store.catalog import FileRow
from tearline.store.collection import Collection

GONE = "gone for good: "  # how the reason begins under which nothing is looked for any more


@dataclass(frozen=True, slots=True)
class Lost:
    """A file whose words cannot be read: its record, why that was withdrawn, the last withholding's entry."""

    sha256: str
    record: str
    reason: str
    since: int


def of(collection: Collection, stands: Standing) -> tuple[Lost, ...]:
    """Return the lost files of withdrawn records whose words had to be looked for, by their hash."""
    found = []
    for sha256 in sorted(stands.withheld_files()):
        pages = {d.target.page for d in _unsought(collection, stands, sha256)}
        record = taken_back(collection, stands, sha256) if pages else ""
        withdrawn = stands.withdrawn(record) if record else None
        if withdrawn is not None:
            since = max(stands.withheld_at(sha256, page) for page in pages)
            found.append(Lost(sha256, record, withdrawn.reason, since))
    return tuple(found)


def never_searched(
    lost: Sequence[Lost], files: Sequence[FileRow], released: dict[str, int]
) -> tuple[Lost, ...]:
    """Return the lost files for whose words a record of ``files`` was never searched.

    ``released``: the entry of the last release of each file, by its hash.
    """
    return tuple(
        one for one in lost if any(released.get(file.sha256, -1) < one.since for file in files)
    )


def check(collection: Collection, stands: Standing) -> None:
    """Refuse to build where words are withheld in a file that is not here and nobody has withdrawn."""
    here = {row.sha256 for row in collection.catalog.files()}
    for sha256 in sorted(stands.withheld_files() - here):
        if taken_back(collection, stands, sha256):
            continue
        named = collection.names.get(sha256)
        whose = f"of {named.name} " if named else ""
        raise UsageError(
            f"the log withholds something in a file {whose}that is not here ({sha256[:12]}...)",
            "Add it again: what was withheld there may stand in another record. Where it is gone for good: "
            f"tearline withdraw {named.name if named else 'RECORD'} --reason WHY.",
        )


def taken_back(collection: Collection, stands: Standing, sha256: str) -> str:
    """Return the record of a file, where every record that has it was withdrawn; else ''."""
    file = collection.catalog.file(sha256)
    names = collection.catalog.names_of_file(file.id) if file else ()
    named = collection.names.get(sha256)
    if not names and named is not None:
        names = (named.name,)
    if not names or not all(stands.withdrawn(name) for name in names):
        return ""
    return names[0]


def is_lost(collection: Collection, sha256: str, page: int) -> bool:
    """Say whether the words of a page cannot be read: its file is not here, or its reading is gone."""
    file = collection.catalog.file(sha256)
    rows = collection.catalog.pages(file.id) if file else ()
    blob = next((row.blob for row in rows if row.number == page), "")
    return not blob or not collection.blobs.has(blob)


def passed_over(collection: Collection, stands: Standing, sha256: str, page: int) -> bool:
    """Say whether the sweep goes on without a page's words: they are told by ``of``, or given up."""
    held = stands.withheld(sha256, page)
    told = any(d.everywhere or d.reason.startswith(GONE) for d in held)
    return (
        told and is_lost(collection, sha256, page) and bool(taken_back(collection, stands, sha256))
    )


def given_up(
    collection: Collection, stands: Standing, record: str, why: str, actor: Actor, at: str
) -> list[Body]:
    """Return what says that nothing is looked for any more: the same withholdings, of their own place alone.

    UsageError: no reason, or no file of the record is lost.
    """
    if not why.strip():
        raise UsageError(
            "a person says why nothing need be looked for any more", "Give --gone WHY."
        )
    bodies: list[Body] = [
        replace(
            d,
            everywhere=False,
            reason=f"{GONE}{why}",
            actor=actor,
            at=at,
            supersedes=stands.prior(d.target, d.kind),
        )
        for sha256 in sorted(stands.withheld_files())
        if _name_of(collection, sha256) == record
        for d in _unsought(collection, stands, sha256)
    ]
    if not bodies:
        raise UsageError(
            f"no file of {record} is lost in which words are withheld everywhere",
            "Leave --gone out.",
        )
    return bodies


def _name_of(collection: Collection, sha256: str) -> str:
    file = collection.catalog.file(sha256)
    names = collection.catalog.names_of_file(file.id) if file else ()
    named = collection.names.get(sha256)
    return names[0] if names else named.name if named else ""


def _unsought(collection: Collection, stands: Standing, sha256: str) -> Iterator[Determination]:
    """Yield the withholdings of a file whose words may stand nowhere, and can no longer be read."""
    for d in stands.withholdings(sha256):
        if d.everywhere and is_lost(collection, sha256, d.target.page):
            yield d
