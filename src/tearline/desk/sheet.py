"""One page as a reviewer has it: its findings in order, what the guide proposes, and what stands on it.

Promises: everything the log says of the page is here: findings, drawn boxes and passages, a decision on the
whole page or record, holds. Cost is one page's, however large the collection. Values are never kept.
Does not promise the page is read: ``page`` is None where it is not, and ``unread`` says why.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from tearline.decisions import deciding, pointing
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Case
from tearline.decisions.docket import risk_of
from tearline.decisions.places import Live
from tearline.decisions.standing import Standing, target_of
from tearline.errors import TearlineError, UsageError
from tearline.model.decision import Determination, Hold, Target
from tearline.model.guide import Guide, Risk, Tier
from tearline.model.page import Page
from tearline.store import leaves
from tearline.store import schema as t
from tearline.store.catalog import FileRow, FindingRow, PageRow
from tearline.store.collection import Collection


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a page is: its record, its number there, its file and its number in that; its row."""

    record: str
    number: int
    pages: int
    file: FileRow
    local: int
    row: PageRow


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with all that was found and said on it.

    ``cases`` are its findings in page order; ``drawn`` what people decided on places that answer no
    finding; ``whole_page`` and ``whole_record`` what stands on the page and the record as a whole.
    ``marks`` has, for each finding by its id, the hash of the entry that answers it ('' for none);
    ``whole_marks`` those of the page and of the record as a whole.
    """

    leaf: Leaf
    cases: tuple[Case, ...]
    marks: dict[str, str]
    drawn: tuple[Live, ...]
    whole_marks: tuple[str, str]
    whole_page: Determination | None
    whole_record: Determination | None
    holds: tuple[Hold, ...]
    risk: Risk | None

    def case(self, finding: str) -> Case:
        """Return a finding by its id. UsageError: it is no longer on this page."""
        for case in self.cases:
            if case.id == finding:
                return case
        raise UsageError(
            f"finding {finding} is not on this page any more",
            "The page was searched again; look at what stands there now.",
        )

    def open(self) -> tuple[Case, ...]:
        """Return the findings that a person must still decide."""
        tiers = (Tier.WITHHOLD, Tier.REVIEW)
        return tuple(c for c in self.cases if c.decided is None and c.proposal.tier in tiers)


def leaf_of(collection: Collection, record: str, number: int) -> Leaf:
    """Return where page ``number`` of a record is. UsageError: there is no such record or page."""
    record_id, name = pointing.resolve(collection, record)
    file, local = pointing.locate(collection, record_id, name, number)
    pages = sum(one.pages or 0 for one in collection.catalog.files_of(record_id))
    return Leaf(name, number, pages, file, local, row_at(collection, file, local))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a page, whatever anybody says of it: ids, rows, targets in page order; the risk."""

    rows: tuple[tuple[str, FindingRow, Target], ...]
    risk: Risk | None

    def only(self, finding: str) -> Found:
        """Return the one finding of this id, or all where there is none of it."""
        one = tuple(row for row in self.rows if row[0] == finding)
        return Found(one, self.risk) if one else self


def found_on(collection: Collection, leaf: Leaf, guide: Guide) -> Found:
    """Return what was found on a page: to be asked once for all that one request does with it."""
    return Found(rows_on(collection, leaf), risk_on(collection, leaf, guide))


def risk_on(collection: Collection, leaf: Leaf, guide: Guide) -> Risk | None:
    """Return the risk that the guide sees in the page's record."""
    return risk_of(collection, _files(collection, leaf.record), guide)


def rows_on(collection: Collection, leaf: Leaf) -> tuple[tuple[str, FindingRow, Target], ...]:
    """Return what was found on a page: ids, rows and targets in page order."""
    on_page = [t.finding.c.page == leaf.local]
    rows = sorted(
        collection.catalog.findings(file_id=leaf.file.id, where=on_page),
        key=lambda row: row.finding.order,
    )
    return tuple(
        (deciding.finding_id(row), row, target_of(row.finding, row.sha256)) for row in rows
    )


def sheet_of(
    collection: Collection,
    leaf: Leaf,
    guide: Guide,
    stands: Standing,
    found: Found | None = None,
) -> Sheet:
    """Return a page with all that was found and said on it, by what the log says now."""
    found = found or found_on(collection, leaf, guide)
    risk, sha256 = found.risk, leaf.file.sha256
    cases = tuple(
        Case(
            one,
            leaf.record,
            row,
            guides.propose(row.finding, guide, risk),
            stands.decided(row.finding, sha256, leaf.record, target),
        )
        for one, row, target in found.rows
    )
    answered = {(target, row.finding.kind) for _, row, target in found.rows}
    drawn = tuple(
        one
        for one in stands.on_page(sha256, leaf.local)
        if (one.determination.target, one.determination.kind) not in answered
        and _has_place(one.determination.target)
    )
    return Sheet(
        leaf,
        cases,
        {one: stands.prior(target, row.finding.kind) for one, row, target in found.rows},
        drawn,
        (stands.prior(Target(sha256, leaf.local)), stands.prior(Target(record=leaf.record))),
        stands.whole_page(sha256, leaf.local),
        stands.record_verdict(leaf.record),
        stands.holds(leaf.record),
        risk,
    )


def page_of(collection: Collection, leaf: Leaf) -> Page | None:
    """Return the page as it was read; None where it was not, or where its reading is lost."""
    if not leaf.row.blob:
        return None
    try:
        return leaves.unpack_page(collection.blobs.get(leaf.row.blob))
    except TearlineError:
        return None


def _has_place(target: Target) -> bool:
    return bool(target.areas) or target.start is not None


def _files(collection: Collection, record: str) -> tuple[FileRow, ...]:
    record_id, _ = pointing.resolve(collection, record)
    return collection.catalog.files_of(record_id)


def row_at(collection: Collection, file: FileRow, local: int) -> PageRow:
    """Return one page's row without going through those before it."""
    page = t.page.c
    query = sa.select(
        *(page.file_id, page.number, page.width, page.height),
        *(page.version, page.blob, page.confidence, page.words),
    ).where(page.file_id == file.id, page.number == local)
    found = next(collection.catalog.rows(query), None)
    if found is None:
        raise UsageError(f"page {local} is not in the catalog", "Run `tearline read` first.")
    return PageRow(
        found.file_id,
        file.sha256,
        file.media_type,
        *(found.number, found.width, found.height, found.version, found.blob),
        *(found.confidence, found.words),
    )
