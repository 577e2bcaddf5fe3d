"""What the gate is told of each record: gathered from the catalog, record by record, nothing kept.

The gate itself is pure; this is where its facts come from. For a draft, which only the desk sees, pages
that a person must still look at do not keep a record back, and nothing else is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tearline.decisions import copies, gate, holds, lost, superseding, sweeping, weaker
from tearline.decisions import guide as guides
from tearline.decisions.earlier import Earlier
from tearline.decisions.gate import GateResult, GateRules, Open, Outcome, Reason, RecordFacts
from tearline.decisions.naming import Naming
from tearline.decisions.reasons import is_outsized
from tearline.decisions.repeats import Occurrence, repeats, withheld_values
from tearline.decisions.standing import Standing
from tearline.findings import desk_lists, searching
from tearline.model.guide import Guide, Risk
from tearline.records import intake, reader, reading
from tearline.store import sheets
from tearline.store.catalog import FileRow
from tearline.store.collection import Collection

NAMESAKE = "another record has the same name: tearline rename RECORD NAME"
NO_RECORD = frozenset({"unknown kind", "empty"})


@dataclass(frozen=True, slots=True)
class Docketed:
    """A record, its numbers, its files in order, and what the gate says of it.

    ``name`` is what the desk calls it, ``public`` what it would be called outside: the two differ where
    another record had the name first.

    ``holds`` are the kinds of hold that stand on it; ``codes`` those of a withholding in full, and
    ``acknowledged`` whether that withholding may be told.
    """

    name: str
    public: str
    numbers: tuple[str, ...]
    files: tuple[FileRow, ...]
    result: GateResult
    holds: tuple[str, ...]
    codes: tuple[str, ...]
    acknowledged: bool
    refusals: frozenset[str]

    @property
    def is_no_record(self) -> bool:
        """Say whether nothing of it is a record of a kind we read: such a file is not acknowledged."""
        return not any(file.pages for file in self.files) and self.refusals <= NO_RECORD

    @property
    def is_unsayable(self) -> bool:
        """Say whether its name holds what may not be said; a name that another has too may be."""
        named = (o.detail for o in self.result.open if o.reason is Reason.NAME)
        return any(detail != NAMESAKE for detail in named)

    @property
    def failed(self) -> bool:
        """Say whether a file or a page of it could not be read."""
        failures = (Reason.FILE_FAILED, Reason.UNREAD)
        return any(o.reason in failures for o in self.result.open)


def without_namesakes(docketed: Iterable[Docketed], told: Iterable[str]) -> tuple[Docketed, ...]:
    """Keep back the records that would go by one name outside; ``told`` are the names a release tells.

    Who came in first cannot decide: that is the order of work. A record that a release may not tell
    of takes no name away.
    """
    shared = {name for name, count in Counter(told).items() if count > 1}
    return tuple(_kept_back(one) if one.public in shared else one for one in docketed)


def _kept_back(one: Docketed) -> Docketed:
    if one.result.outcome is not Outcome.PASS:
        return replace(one, public=one.name)
    why = Open(Reason.NAME, None, NAMESAKE)
    result = GateResult(one.name, Outcome.PENDING, (why,))
    return replace(one, public=one.name, result=result)


def check_all(
    collection: Collection,
    guide: Guide,
    stands: Standing,
    *,
    date: str = "",
    draft: bool = False,
    swept: sweeping.Sweep | None = None,
    audience: str = "",
) -> Iterator[Docketed]:
    """Put every record to the gate, in the order of their names.

    ``audience``: whose earlier releases count, '' for everybody's. ``swept``: the sweep that was just
    run, which every file must have been through; None where somebody only looks, and a build will sweep.
    """
    search = searching.version(collection)
    strict = swept is not None
    swept = swept or sweeping.of(collection, guide, stands)
    naming = Naming.of(swept.values, desk_lists.of(collection), guide)
    known = copies.of(collection, guide, stands, date)
    values = withheld_values(_occurrences(collection, guide), stands)
    earlier = None if draft else Earlier.of(collection, stands, audience)
    unsought = _Unsought.of(collection, stands)
    for record_id, name, title in collection.catalog.records():
        files = collection.catalog.files_of(record_id)
        facts = _facts(
            collection,
            name,
            title,
            files,
            guide,
            stands,
            search,
            values,
            naming,
            known,
            draft=draft,
        )
        if strict and not all(swept.done(collection, file) for file in files if file.pages):
            facts = replace(facts, unswept=True)
        facts = replace(facts, unsought=unsought.by(files))
        if earlier is not None:
            found = superseding.lifted(collection, name, title, files, guide, stands, earlier)
            alike = copies.namesakes(collection, name, title, files, stands, earlier)
            told = weaker.weaker(collection, name, title, files, stands, earlier)
            copied = (*facts.copies, *alike)
            facts = replace(facts, lifted=found, weaker=told, copies=copied)
        result = gate.check(facts, stands, guide, GateRules(date=date))
        held: tuple[str, ...] = ()
        if result.outcome is Outcome.HELD:
            held = tuple(
                hold.kind
                for hold in holds.unlifted(name, facts.findings, stands, guide, date, facts.reached)
            )
        whole = stands.record_verdict(name)
        yield Docketed(
            name,
            name if draft else title,
            collection.catalog.numbers(record_id),
            files,
            result,
            held,
            whole.codes if whole else (),
            whole.acknowledged if whole else True,
            _refusals(collection, files),
        )


@dataclass(frozen=True, slots=True)
class _Unsought:
    """The lost files of withdrawn records, and when each file here last went out."""

    missing: tuple[lost.Lost, ...]
    released: dict[str, int]

    @classmethod
    def of(cls, collection: Collection, stands: Standing) -> _Unsought:
        found = lost.of(collection, stands)
        past = Earlier.of(collection, stands).by_file if found else {}
        return cls(found, {sha256: max(was.seq for was in past[sha256]) for sha256 in past})

    def by(self, files: tuple[FileRow, ...]) -> tuple[lost.Lost, ...]:
        """Return those for whose words a record of these files was never searched."""
        return lost.never_searched(self.missing, files, self.released)


def _refusals(collection: Collection, files: tuple[FileRow, ...]) -> frozenset[str]:
    """Return why files of a record could not be opened, in words of the closed list."""
    tried = (
        collection.catalog.stage_row(intake.STAGE, file.sha256, reader.SURVEY_VERSION)
        for file in files
        if file.pages is None
    )
    return frozenset(row.reason if row else "" for row in tried)


def _facts(
    collection: Collection,
    name: str,
    title: str,
    files: tuple[FileRow, ...],
    guide: Guide,
    stands: Standing,
    search: str,
    values: dict[str, int],
    naming: Naming,
    known: copies.Copies,
    *,
    draft: bool,
) -> RecordFacts:
    catalog = collection.catalog
    risk = risk_of(collection, files, guide)
    failed, unread, unsearched, empty, confidences, findings, seen = [], [], [], [], [], [], []
    outsized: list[tuple[str, int]] = []
    for file in files:
        if file.pages is None:
            tried = catalog.stage_row(intake.STAGE, file.sha256, reader.SURVEY_VERSION)
            why = tried.message if tried else "not surveyed yet: `tearline add` goes on with it"
            failed.append((intake.name_of(collection, file), why))
            continue
        missing = dict(reading.unread(collection, file))
        unread += [(file.sha256, page, why) for page, why in missing.items()]
        searched = searching.searched(collection, file, search)
        for page in catalog.pages(file.id):
            if page.number in missing:
                continue
            if not searched:
                unsearched.append((file.sha256, page.number))
            if is_outsized(page.width, page.height):
                outsized.append((file.sha256, page.number))
            if not page.words and not draft:
                empty.append((file.sha256, page.number))
            elif page.confidence is not None and not draft:
                confidences.append((file.sha256, page.number, page.confidence))
        for row in catalog.findings(file_id=file.id):
            proposal = guides.propose(row.finding, guide, risk)
            placed = row.finding.areas or row.finding.start is not None
            if placed or not draft:
                findings.append((file.sha256, row.finding, proposal))
            seen.append(
                Occurrence(name, file.sha256, row.finding, row.value_key, proposal.everywhere)
            )
    return RecordFacts(
        name=name,
        sha256s=tuple(file.sha256 for file in files if file.pages is not None),
        pages_total=sum(file.pages or 0 for file in files),
        unread=tuple(unread),
        failed=tuple(failed),
        findings=tuple(findings),
        unsearched=tuple(unsearched),
        empty=tuple(empty),
        confidences=tuple(confidences),
        repeats=repeats(values, seen, stands),
        in_name=naming.kinds_in(title, *_told(collection, title, files)),
        reached=tuple(known.reached(name, files)),
        outsized=tuple(outsized),
        copies=() if draft else tuple(known.disagreeing(collection, files, stands)),
    )


def _told(collection: Collection, title: str, files: tuple[FileRow, ...]) -> Iterator[str]:
    """Yield the names of files of which the record's name is what is left: letters were lost in it."""
    for file in files:
        stem = Path(intake.name_of(collection, file)).stem
        if intake.slug(stem) == title:
            yield stem


def risk_of(collection: Collection, files: Iterable[FileRow], guide: Guide) -> Risk | None:
    """Return the risk of the series that a record's identification sheets name, or None."""
    if not guide.risks:
        return None
    series = [
        field.value
        for file in files
        for field in sheets.fields(collection.catalog, file.id, "series")
    ]
    return guides.risk_of(series, guide)


def _occurrences(collection: Collection, guide: Guide) -> Iterator[Occurrence]:
    """Stream every finding that has a value, under the name of each record it belongs to."""
    for record_id, name, _ in collection.catalog.records():
        for file in collection.catalog.files_of(record_id):
            for row in collection.catalog.findings(file_id=file.id):
                everywhere = guides.propose(row.finding, guide).everywhere
                yield Occurrence(name, file.sha256, row.finding, row.value_key, everywhere)
