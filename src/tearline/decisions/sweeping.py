"""The sweep: what was withheld once is looked for on every page of the collection, however it is spelt there.

Promises: every value withheld everywhere, by a determination or by its rule, and every passage a person
drew a box over and asked to have withheld everywhere, is searched through the damage of scanning in
every file, for as long as the log says so, whatever detectors and lists find by then; each place where it
stands unwithheld is a finding ``repeat.KIND`` with the value's own key, so that the gate lists it. The
words are read from their pages, travel to the workers through a pipe and are written nowhere.

Does not promise to find what was read so badly that it is another word; the verifier looks once more
at the final bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from tearline.decisions import guide as guides
from tearline.decisions import lost
from tearline.decisions.passages import SHORTEST_TERM, sign, spans_under
from tearline.decisions.repeats import Occurrence, is_withheld_everywhere
from tearline.decisions.standing import Standing, target_of
from tearline.findings import detector, searching
from tearline.findings.detector import Settings
from tearline.model.decision import Determination, Target
from tearline.model.finding import Finding
from tearline.model.guide import Guide
from tearline.model.page import Page
from tearline.model.people import WithheldValue
from tearline.store import leaves, present
from tearline.store.blobs import read_blob
from tearline.store.catalog import FileRow, FindingRow, StageRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through

STAGE = searching.SWEEP
VERSION = "2"
DRAWN = "passage"  # the kind of what a person drew, in which no detector saw anything


@dataclass(frozen=True, slots=True)
class SweepJob:
    """A file's page blobs (paths) and the values to look for in them; ``key`` is the unit's."""

    key: str
    sha256: str
    pages: tuple[str, ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is withheld everywhere now, and the version of a search for it."""

    values: tuple[WithheldValue, ...]
    version: str

    def done(self, collection: Collection, file: FileRow) -> bool:
        """Say whether a file has been searched for all of it, as both now stand."""
        if not self.values:
            return True
        key = _key(collection, file)
        return not key or present.stands(collection.catalog, file.id, STAGE, key, self.version)


def sweep(job: SweepJob) -> tuple[Finding, ...]:
    """Look for the values in one file (worker)."""
    pages = [leaves.unpack_page(read_blob(path)) for path in job.pages]
    return detector.find(pages, job.settings)


def of(collection: Collection, guide: Guide, stands: Standing) -> Sweep:
    """Return what is withheld everywhere, read from its pages."""
    files = [row for row in collection.catalog.files() if row.pages]
    owners = {row.id: collection.catalog.names_of_file(row.id) for row in files}
    values = tuple(sorted(set(_values(collection, files, owners, guide, stands)), key=_order))
    told = [(value.kind, value.text, value.value) for value in values]
    # What is withheld where decides which places are told, so it is part of the version.
    marks = sorted(d.at for row in files for d in stands.withholdings(row.sha256))
    whole = sorted(
        (name, verdict.verdict, verdict.at)
        for _, name, _ in collection.catalog.records()
        if (verdict := stands.record_verdict(name)) is not None
    )
    asked = (VERSION, searching.version(collection), told, marks, whole)
    return Sweep(values, collection.catalog.value_key(key_of(*asked)))


def sweep_all(collection: Collection, guide: Guide, stands: Standing, run: Run) -> Sweep:
    """Look for every value that is withheld everywhere in every file where that has not been done."""
    catalog = collection.catalog
    now = of(collection, guide, stands)
    files = [row for row in catalog.files() if row.pages]
    if not now.values:
        with catalog.write() as connection:
            catalog.replace_swept(connection, None, ())
            present.forget(connection, STAGE)
        return now
    settings = Settings(detectors=("withheld",), withheld=now.values)
    ids = {row.sha256: row.id for row in files}

    def keep(connection: sa.Connection, job: SweepJob, found: tuple[Finding, ...]) -> str:
        file_id = ids[job.sha256]
        names = catalog.names_of_file(file_id)
        known = [r for r in catalog.findings(file_id=file_id) if r.finding.detector != "withheld"]
        fresh = [
            f
            for f in found
            if stands.exact(f, job.sha256) is not None
            or not (
                _known(f, known) or all(stands.is_withheld(f, job.sha256, name) for name in names)
            )
        ]
        catalog.replace_swept(connection, file_id, fresh)
        present.note(connection, file_id, STAGE, job.key, now.version)
        return ""

    def units() -> Iterator[tuple[str, SweepJob]]:
        for row in files:
            pages = searching.read_pages(collection, row)
            if pages:
                paths = tuple(str(collection.blobs.path(page.blob)) for page in pages)
                key = _key(collection, row)
                yield key, SweepJob(key, row.sha256, paths, settings)

    def stands_there(job: SweepJob, _: StageRow) -> bool:
        return present.stands(catalog, ids[job.sha256], STAGE, job.key, now.version)

    stage = Stage(STAGE, now.version, sweep, keep, stands_there, sticky=False)
    work_through(collection, stage, units(), run, total=len(files))
    return now


def _key(collection: Collection, file: FileRow) -> str:
    """Return the input hash of sweeping one file, '' where nothing of it has been read."""
    pages = searching.read_pages(collection, file)
    return key_of(file.sha256, [page.blob for page in pages]) if pages else ""


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
        found = [
            row
            for row in collection.catalog.findings(file_id=file.id)
            if row.value_key and row.finding.start is not None and _is_a_value(row.finding)
        ]
        by_rule: dict[int, list[FindingRow]] = {}
        for row in found:
            everywhere = guides.propose(row.finding, guide).everywhere
            if any(
                is_withheld_everywhere(
                    Occurrence(name, file.sha256, row.finding, row.value_key, everywhere), stands
                )
                for name in owners[file.id]
            ):
                by_rule.setdefault(row.finding.page, []).append(row)
        said: dict[int, list[Determination]] = {}
        for d in stands.withholdings(file.sha256):
            if d.everywhere:
                said.setdefault(d.target.page, []).append(d)
        if by_rule or said:
            keys = {(target_of(row.finding, file.sha256), row.finding.kind): row for row in found}
            yield from _read(collection, file, by_rule, said, keys, stands)


def _is_a_value(finding: Finding) -> bool:
    """Say whether a finding is of something that can stand elsewhere: a stamp is no value."""
    return not finding.kind.startswith("hold.")


def _read(
    collection: Collection,
    file: FileRow,
    by_rule: dict[int, list[FindingRow]],
    said: dict[int, list[Determination]],
    keys: dict[tuple[Target, str], FindingRow],
    stands: Standing,
) -> Iterator[WithheldValue]:
    """Yield the words of a file's withheld places."""
    for leaf in collection.catalog.pages(file.id):
        if not leaf.blob or not (leaf.number in by_rule or leaf.number in said):
            continue
        if lost.passed_over(collection, stands, file.sha256, leaf.number):
            continue  # the gate tells which records were never searched for its words
        page = leaves.unpack_page(collection.blobs.get(leaf.blob))
        for row in by_rule.get(leaf.number, ()):
            text = _words(page, [(row.finding.start or 0, row.finding.end or 0)])
            if text:
                kind = row.finding.kind.removeprefix("repeat.")
                for form in _forms(kind, text):
                    yield WithheldValue(kind, form, row.value_key)
        for d in said.get(leaf.number, ()):
            if (d.target, d.kind) in keys:
                continue  # its finding has said so
            text = _words(page, spans_under(page, d))
            if text:
                kind = d.kind.removeprefix("repeat.") or DRAWN
                key = collection.catalog.value_key(sign(text))
                for form in _forms(kind, text):
                    yield WithheldValue(kind, form, key)


def _forms(kind: str, text: str) -> Iterator[str]:
    """Yield the text, and a person's name the other way round."""
    yield text
    if kind.startswith(("name.", "protected.")):
        first, comma, rest = text.partition(",")
        words = text.split()
        if comma and rest.strip():
            yield f"{rest.strip()} {first.strip()}"
        elif len(words) > 1:
            yield " ".join([words[-1], *words[:-1]])


def _words(page: Page, spans: list[tuple[int, int]]) -> str:
    """Return the words of spans on one line, '' where they are too few to be looked for."""
    text = " ".join(" ".join(page.text[start:end] for start, end in spans).split())
    return text if len(sign(text)) >= SHORTEST_TERM else ""
