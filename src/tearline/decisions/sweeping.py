"""The sweep: what was withheld once is looked for on every page of the collection, however it is spelt there.

Promises: every value withheld everywhere, by a determination or by its rule, and every passage a person
drew a box over and asked to have withheld everywhere, is searched through the damage of scanning in
every file; each place where it stands unwithheld is a finding ``repeat.KIND`` with the value's own key,
so that the gate lists it. The words are read from their pages, travel to the workers through a pipe
and are written nowhere.

Does not promise to find what was read so badly that it is another word; the verifier looks once more
at the final bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from tearline.decisions import guide as guides
from tearline.decisions.passages import SHORTEST_TERM, sign, spans_under
from tearline.decisions.repeats import Occurrence, is_withheld_everywhere
from tearline.decisions.standing import Standing
from tearline.findings import detector, searching
from tearline.findings.detector import Settings
from tearline.model.decision import Determination, Verdict
from tearline.model.finding import Finding
from tearline.model.guide import Guide
from tearline.model.people import WithheldValue
from tearline.store import leaves
from tearline.store.blobs import read_blob
from tearline.store.catalog import FileRow, FindingRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through

STAGE = "sweep"
VERSION = "1"
DRAWN = "passage"  # the kind of what a person drew, in which no detector saw anything


@dataclass(frozen=True, slots=True)
class SweepJob:
    """A file's page blobs (paths) and the values to look for in them."""

    sha256: str
    pages: tuple[str, ...]
    settings: Settings


def sweep(job: SweepJob) -> tuple[Finding, ...]:
    """Look for the values in one file (worker)."""
    pages = [leaves.unpack_page(read_blob(path)) for path in job.pages]
    return detector.find(pages, job.settings)


def sweep_all(collection: Collection, guide: Guide, stands: Standing, run: Run) -> None:
    """Look for every value that is withheld everywhere in every file where that has not been done."""
    catalog = collection.catalog
    files = [row for row in catalog.files() if row.pages]
    owners = {row.id: catalog.names_of_file(row.id) for row in files}
    values = tuple(sorted(set(_values(collection, files, owners, guide, stands)), key=_order))
    if not values:
        with catalog.write() as connection:
            catalog.replace_swept(connection, None, ())
        return
    settings = Settings(detectors=("withheld",), withheld=values)
    ids = {row.sha256: row.id for row in files}

    def keep(connection: sa.Connection, job: SweepJob, found: tuple[Finding, ...]) -> str:
        file_id = ids[job.sha256]
        known = [
            row for row in catalog.findings(file_id=file_id) if row.finding.detector != "withheld"
        ]
        fresh = [f for f in found if not _known(f, known) and not _covered(f, job.sha256)]
        catalog.replace_swept(connection, file_id, fresh)
        return ""

    def _covered(finding: Finding, sha256: str) -> bool:
        return all(stands.is_withheld(finding, sha256, name) for name in owners[ids[sha256]])

    def units() -> Iterator[tuple[str, SweepJob]]:
        for row in files:
            pages = searching.read_pages(collection, row)
            if pages:
                blobs = [page.blob for page in pages]
                paths = tuple(str(collection.blobs.path(blob)) for blob in blobs)
                yield key_of(row.sha256, blobs), SweepJob(row.sha256, paths, settings)

    told = [(value.kind, value.text, value.value) for value in values]
    marks = sorted(d.at for row in files for d in stands.withholdings(row.sha256))
    version = catalog.value_key(key_of(VERSION, searching.version(collection), told, marks))
    work_through(
        collection,
        Stage(STAGE, version, sweep, keep, sticky=False),
        units(),
        run,
        total=len(files),
    )


def _order(value: WithheldValue) -> tuple[str, str, str]:
    return (value.kind, value.text, value.value)


def _known(finding: Finding, known: list[FindingRow]) -> bool:
    """Say whether a detector already reported this value here: then the gate knows of the place."""
    return any(
        row.value_key == finding.value
        and row.finding.page == finding.page
        and _overlap(row.finding, finding)
        for row in known
    )


def _overlap(one: Finding, other: Finding) -> bool:
    if None not in (one.start, one.end, other.start, other.end):
        return one.start < other.end and other.start < one.end  # type: ignore[operator]
    return any(a.meets(b) for a in one.areas for b in other.areas)


def _values(
    collection: Collection,
    files: list[FileRow],
    owners: dict[int, tuple[str, ...]],
    guide: Guide,
    stands: Standing,
) -> Iterator[WithheldValue]:
    """Yield what is withheld everywhere, in the words of each page where it is withheld."""
    for file in files:
        places: dict[int, list[tuple[str, int, int, str]]] = {}
        for row in collection.catalog.findings(file_id=file.id):
            f = row.finding
            if not row.value_key or f.start is None or f.end is None:
                continue
            everywhere = guides.propose(f, guide).everywhere
            seen = [
                Occurrence(n, file.sha256, f, row.value_key, everywhere) for n in owners[file.id]
            ]
            if any(is_withheld_everywhere(one, stands) for one in seen):
                kind = f.kind.removeprefix("repeat.")
                places.setdefault(f.page, []).append((kind, f.start, f.end, row.value_key))
        drawn: dict[int, list[Determination]] = {}
        for d in stands.withholdings(file.sha256):
            if d.everywhere and not d.kind and d.verdict is Verdict.WITHHOLD:
                drawn.setdefault(d.target.page, []).append(d)
        if places or drawn:
            yield from _read(collection, file, places, drawn)


def _read(
    collection: Collection,
    file: FileRow,
    places: dict[int, list[tuple[str, int, int, str]]],
    drawn: dict[int, list[Determination]],
) -> Iterator[WithheldValue]:
    """Yield the words of a file's withheld places."""
    for row in collection.catalog.pages(file.id):
        if not row.blob or not (row.number in places or row.number in drawn):
            continue
        page = leaves.unpack_page(collection.blobs.get(row.blob))
        for kind, start, end, key in places.get(row.number, ()):
            text = page.text[start:end]
            if len(sign(text)) >= SHORTEST_TERM:
                yield WithheldValue(kind, text, key)
        for determination in drawn.get(row.number, ()):
            for start, end in spans_under(page, determination):
                text = page.text[start:end]
                if len(sign(text)) >= SHORTEST_TERM:
                    yield WithheldValue(DRAWN, text, collection.catalog.value_key(sign(text)))
