"""Makes rows of the work list from the catalog: a span of pages of some files at a time, nothing kept.

Promises: reads only; costs a bounded number of queries a span, and of a page of which nothing was said only
the kinds and scores of its findings. What it makes may be old by the time it is written: whoever writes sees
to that.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tearline.decisions import guide as guides
from tearline.decisions.standing import Standing
from tearline.desk.work.rows import Bare, PageOf, Tiers, WorkRow, lifted_kinds, row_of
from tearline.findings import searching
from tearline.model.decision import Verdict
from tearline.model.finding import Finding
from tearline.model.guide import Guide, Risk
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.store import schema as t
from tearline.store.catalog import Catalog, FileRow

EVERY = (0, 2**31)  # a span that is the whole file
_MOST_PLACES = 256

Made = tuple[WorkRow, dict[str, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Place:
    """What a page's record gives it: its id, the pages before each of its files, its series' risk."""

    before: dict[int, int]
    risk: Risk | None


class Making:
    """Makes rows from one catalog under one guide."""

    def __init__(self, catalog: Catalog, guide: Guide) -> None:
        """Take both."""
        self._catalog, self._guide = catalog, guide
        self._tiers = Tiers(guide)
        self._places: OrderedDict[int, Place] = OrderedDict()
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Forget what was known of records: the catalog may be another."""
        with self._lock:
            self._places.clear()

    def files(self, sha256s: Sequence[str]) -> dict[str, FileRow]:
        """Return files by their hashes; those that are gone are not there."""
        query = sa.select(t.file).where(t.file.c.sha256.in_(sha256s))
        found = (FileRow(*tuple(row)) for row in self._catalog.rows(query))
        return {file.sha256: file for file in found}

    def marked(self, record_id: int, file_id: int) -> object:
        """Return what a file's mark says of a record of several files."""
        place = self._place(record_id)
        return place.before.get(file_id), place.risk and (place.risk.series, place.risk.lower)

    def rows(
        self,
        files: Sequence[FileRow],
        span: tuple[int, int],
        stands: Standing,
        findings: list[Finding] | None = None,
    ) -> list[Made]:
        """Return the rows of the pages of some files that lie in ``span``, in every record of theirs.

        ``findings``: those of the one page that is asked for, where they are at hand.
        """
        by_id = {file.id: file for file in files}
        records = self._records(list(by_id))
        pages = self._pages(by_id, span)
        told = {
            (file_id, number)
            for file_id, number, *_ in pages
            if stands.on_page(by_id[file_id].sha256, number)
        }
        withheld = {
            record_id
            for of in records.values()
            for record_id, name in of
            if (whole := stands.record_verdict(name)) is not None
            and whole.verdict in (Verdict.WITHHOLD, Verdict.NON_RESPONSIVE)
        }
        for file_id, of in records.items():
            if any(record_id in withheld for record_id, _ in of):
                told |= {(file_id, number) for one, number, *_ in pages if one == file_id}
        found: dict[tuple[int, int], Sequence[Finding | Bare]]
        if findings is not None and pages:
            found = {(pages[0][0], pages[0][1]): findings}
        else:
            found = self._found(by_id, span, told)
        made = []
        lifted: dict[str, frozenset[str]] = {}
        for file_id, number, is_read, words, confidence, searched in pages:
            for record_id, name in records.get(file_id, ()):
                place = self._place(record_id)
                ones = found.get((file_id, number), ())
                page = PageOf(
                    by_id[file_id].sha256,
                    number,
                    name,
                    place.before.get(file_id, 0) + number,
                    is_read,
                    words,
                    confidence,
                    searched,
                )
                gone = self._lifted(name, ones, stands, lifted)
                made.append(row_of(page, ones, self._tiers, stands, place.risk, gone))
        return made

    def _lifted(
        self,
        record: str,
        found: Sequence[Finding | Bare],
        stands: Standing,
        known: dict[str, frozenset[str]],
    ) -> frozenset[str]:
        """Return the kinds of hold among these findings that instruments have lifted."""
        if not stands.instruments(record):
            return frozenset()
        named = {one[0] if isinstance(one, tuple) else one.kind for one in found}
        marks = sorted(kind.removeprefix("hold.") for kind in named if guides.is_hold(kind))
        if not marks:
            return frozenset()
        key = f"{record} {' '.join(marks)}"
        if key not in known:
            known[key] = lifted_kinds(marks, record, stands, self._guide)
        return known[key]

    def _records(self, file_ids: list[int]) -> dict[int, list[tuple[int, str]]]:
        query = (
            sa.select(t.record_file.c.file_id, t.record.c.id, t.record.c.name)
            .join(t.record)
            .where(t.record_file.c.file_id.in_(file_ids))
            .order_by(t.record.c.name)
        )
        found: dict[int, list[tuple[int, str]]] = {}
        for file_id, record_id, name in map(tuple, self._catalog.rows(query)):
            found.setdefault(file_id, []).append((record_id, name))
        return found

    def _pages(
        self, files: dict[int, FileRow], span: tuple[int, int]
    ) -> list[tuple[int, int, bool, int | None, float | None, bool]]:
        page = t.page.c
        query = sa.select(
            page.file_id, page.number, page.blob != "", page.version, page.words, page.confidence
        ).where(page.file_id.in_(list(files)), page.number.between(*span))
        over = sa.select(t.present.c.file_id).where(
            t.present.c.file_id.in_(list(files)), t.present.c.stage == searching.STAGE
        )
        searched = {row.file_id for row in self._catalog.rows(over)}
        found = []
        ordered = query.order_by(page.file_id, page.number)
        for file_id, number, blob, version, words, confidence in map(
            tuple, self._catalog.rows(ordered)
        ):
            kind = files[file_id].media_type
            is_read = bool(blob) and (not kind or version == reader.version_for(MediaType(kind)))
            found.append((file_id, number, is_read, words, confidence, file_id in searched))
        return found

    def _found(
        self, files: dict[int, FileRow], span: tuple[int, int], told: set[tuple[int, int]]
    ) -> dict[tuple[int, int], Sequence[Finding | Bare]]:
        """Return the findings by page: bare where nothing was said of the page."""
        finding = t.finding.c
        here = (finding.file_id.in_(list(files)), finding.page.between(*span))
        found: dict[tuple[int, int], list[Finding | Bare]] = {}
        whole: dict[int, set[int]] = {}
        query = sa.select(finding.file_id, finding.page, finding.kind, finding.score).where(*here)
        for file_id, page, kind, score in map(tuple, self._catalog.rows(query)):
            if (file_id, page) in told:
                whole.setdefault(file_id, set()).add(page)
            else:
                found.setdefault((file_id, page), []).append((kind, score))
        for file_id, pages in whole.items():
            where = [finding.page.between(min(pages), max(pages))]
            for row in self._catalog.findings(file_id=file_id, where=where):
                if row.finding.page in pages:
                    found.setdefault((file_id, row.finding.page), []).append(row.finding)
        return dict(found)

    def _place(self, record_id: int) -> Place:
        place = self._places.get(record_id)
        if place is None:
            files = self._catalog.files_of(record_id)
            before, at = {}, 0
            for file in files:
                before[file.id] = at
                at += file.pages or 0
            place = Place(before, self._risk(record_id))
            with self._lock:
                while len(self._places) >= _MOST_PLACES:
                    self._places.popitem(last=False)
                self._places[record_id] = place
        return place

    def _risk(self, record_id: int) -> Risk | None:
        """Return the risk of the series that a record's identification sheets name, as the gate does."""
        if not self._guide.risks:
            return None
        query = (
            sa.select(t.sheet_field.c.value)
            .join(t.record_file, t.record_file.c.file_id == t.sheet_field.c.file_id)
            .where(t.record_file.c.record_id == record_id, t.sheet_field.c.name == "series")
        )
        return guides.risk_of([row.value for row in self._catalog.rows(query)], self._guide)
