"""Measure what every deletion of a release gives away by its width: a stage of the catalog's queue.

Promises: every view with a deletion is measured once for the lists as they stand, in a worker; what is
kept is numbers alone. The desk's lists go to workers as paths of the collection's own blobs, as for
every other stage, and nowhere else. A record of which a page could not be measured is missing from what
is returned: whoever asks must not take it for one that tells nothing.

A release waits for what ``over_limit`` finds: deletions that break what their policy promises.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median
from typing import Any

import sqlalchemy as sa

from tearline.decisions.docket import Docketed
from tearline.decisions.gate import GateResult, Open, Outcome, Reason
from tearline.decisions.standing import Standing
from tearline.editions import view as views
from tearline.editions import widths
from tearline.editions.assembling import VIEW, view_key, withheld_on
from tearline.editions.widths import Measured, NameLists, ShortList
from tearline.findings import desk_lists
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.store import leaves
from tearline.store.blobs import read_blob
from tearline.store.catalog import PageRow, StageRow, key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through

STAGE = "width"
LIMIT = 0.1  # bits that a deletion may tell where its policy is to tell none
LISTS = ("protected", "people")  # of the desk's lists, those that name people


@dataclass(frozen=True, slots=True)
class WidthJob:
    """A page's views (the path of their blob) and the desk's lists, for one worker to measure."""

    views: str
    lists: desk_lists.Kept


@dataclass(frozen=True, slots=True)
class PageWidths:
    """What one page's views tell: how many views it has, and each deletion's measure.

    The measures' pages are counted from 1 within these views.
    """

    views: int
    measured: tuple[Measured, ...]


@lru_cache(maxsize=2)
def name_lists(where: desk_lists.Kept) -> NameLists:
    """Return what is measured against: the census, and each list of people at these paths."""
    told = desk_lists.settings(where)
    short = (ShortList.of(told.protected), ShortList.of(told.people))
    return NameLists(widths.surnames(), tuple(one for one in short if one.people))


def measure_page(job: WidthJob) -> PageWidths:
    """Measure one page's views (worker)."""
    found = leaves.unpack_views(read_blob(job.views))
    lists = name_lists(job.lists)
    measured = [
        replace(one, page=number)
        for number, view in enumerate(found, start=1)
        for one in widths.measure(view, lists)
    ]
    return PageWidths(len(found), tuple(measured))


def measure_all(
    collection: Collection,
    records: Sequence[Docketed],
    stands: Standing,
    run: Run,
    *,
    draft: bool,
) -> dict[str, tuple[Measured, ...]]:
    """Measure every deletion of these records' views; return them by the desk's name of the record.

    Pages are numbered through the edition. A record without deletions has none; one whose views or
    measures failed is left out. UsageError: a list of the desk cannot be read.
    """
    hashes = tuple(one for one in desk_lists.kept(collection) if one[0] in LISTS)
    lists = desk_lists.paths(collection, hashes)

    def keep(_: sa.Connection, __: WidthJob, made: PageWidths) -> str:
        return collection.blobs.put(packed(made))

    def units() -> Iterator[tuple[str, WidthJob]]:
        for docketed in records:
            for page, deleted in _pages(collection, docketed, stands):
                row = _view_row(collection, page, stands, draft=draft) if deleted else None
                if row is not None:
                    job = WidthJob(str(collection.blobs.path(row.blob)), lists)
                    yield _key(row, hashes), job

    stage = Stage(STAGE, widths.VERSION, measure_page, keep, sticky=False)
    work_through(collection, stage, units(), run)
    found = {}
    for docketed in records:
        measured = _measured(collection, docketed, stands, hashes, draft=draft)
        if measured is not None:
            found[docketed.name] = measured
    return found


def _key(row: StageRow, hashes: desk_lists.Kept) -> str:
    """Return the input hash of a unit: the views, and the lists they are measured against."""
    return key_of(row.blob, hashes)


def _pages(
    collection: Collection, docketed: Docketed, stands: Standing
) -> Iterator[tuple[PageRow, bool]]:
    """Yield a record's pages, and whether each is to be looked at.

    A text page without a deletion is looked at too: only its views say how many pages it became.
    """
    for file in docketed.files:
        for page in collection.catalog.pages(file.id):
            yield page, not page.width or bool(withheld_on(stands, page.sha256, page))


def _view_row(
    collection: Collection, page: PageRow, stands: Standing, *, draft: bool
) -> StageRow | None:
    """Return the row of a page's view; None where it has not been made."""
    key = view_key(page, withheld_on(stands, page.sha256, page), draft=draft)
    row = collection.catalog.stage_row(VIEW, key, views.VERSION)
    return row if row is not None and row.state == "done" and row.blob else None


def _measured(
    collection: Collection,
    docketed: Docketed,
    stands: Standing,
    hashes: desk_lists.Kept,
    *,
    draft: bool,
) -> tuple[Measured, ...] | None:
    """Return a record's measures from what is kept, or None where a page's are not there."""
    found: list[Measured] = []
    before = 0
    for page, deleted in _pages(collection, docketed, stands):
        if not deleted:
            before += 1
            continue
        view = _view_row(collection, page, stands, draft=draft)
        row = view and collection.catalog.stage_row(STAGE, _key(view, hashes), widths.VERSION)
        if not row or row.state != "done":
            return None
        made = unpacked(collection.blobs.get(row.blob))
        found += [replace(one, page=before + one.page) for one in made.measured]
        before += made.views
    return tuple(found)


def packed(made: PageWidths) -> bytes:
    """Return a page's measures as bytes: JSON, numbers and policies alone."""
    rows = [[*_place(one), *_told(one)] for one in made.measured]
    return json.dumps({"views": made.views, "measured": rows}, separators=(",", ":")).encode()


def unpacked(blob: bytes) -> PageWidths:
    """Return the measures that ``packed`` made these bytes of."""
    kept = json.loads(blob)
    measured = tuple(
        Measured(page, Area(*area), WidthPolicy(policy), *rest)
        for page, area, policy, *rest in kept["measured"]
    )
    return PageWidths(kept["views"], measured)


def _place(one: Measured) -> list[Any]:
    return [one.page, one.area.as_list(), one.policy.value]


def _told(one: Measured) -> list[Any]:
    return [one.bits, one.of, one.hypothetical, one.guess, one.split, one.share]


def over_limit(measured: Iterable[Measured]) -> list[Measured]:
    """Return the deletions that tell more than their policy promises, in order.

    Under ``moved`` and ``line`` that is more than ``LIMIT`` bits, or a short list of which one person
    alone fits; ``exact`` promises nothing.
    """
    return [
        one
        for one in measured
        if one.policy is not WidthPolicy.EXACT and (one.bits > LIMIT or one.split)
    ]


def kept_back(
    records: Iterable[Docketed], measured: Mapping[str, Sequence[Measured]]
) -> tuple[Docketed, ...]:
    """Return the records with a box that tells more than its policy promises, now pending for it."""
    found = []
    for one in records:
        over = over_limit(measured.get(one.name, ()))
        if over:
            opened = tuple(Open(Reason.WIDTH, box.page, _too_wide(box)) for box in over)
            found.append(replace(one, result=GateResult(one.name, Outcome.PENDING, opened)))
    return tuple(found)


def _too_wide(box: Measured) -> str:
    """Return what a person is told of such a box, and what to do."""
    tells = f"{box.bits:.1f} bits" if box.bits > LIMIT else "one name of a list of the desk's"
    left, top = box.area.left / 100, box.area.top / 100
    return (
        f"p. {box.page}: the box at {left:g}, {top:g} points tells {tells} by its width, under "
        f"'{box.policy.value}': tearline decide ID --verdict withhold --width line "
        '--reason "...", or a larger area'
    )


def summary(measured: Mapping[str, Sequence[Measured]]) -> dict[str, Any]:
    """Return what the custody record says of widths: figures by policy, and a row for each deletion.

    ``{"measured_by": VERSION, "of": bits, "limit": LIMIT, "policies": {policy: {"deletions",
    "median_bits", "max_bits", "split", "over_limit"}}, "deletions": [[record, page, area, policy,
    bits, hypothetical, split], ...]}``; ``split`` counts deletions that single out a person of a list.
    """
    every = [one for record in sorted(measured) for one in measured[record]]
    policies = {}
    for policy in WidthPolicy:
        own = [one for one in every if one.policy is policy]
        if own:
            policies[policy.value] = {
                "deletions": len(own),
                "median_bits": round(median(one.bits for one in own), 2),
                "max_bits": round(max(one.bits for one in own), 2),
                "split": sum(one.split > 0 for one in own),
                "over_limit": len(over_limit(own)),
            }
    return {
        "measured_by": widths.VERSION,
        "of": max((one.of for one in every), default=0.0),
        "limit": LIMIT,
        "policies": policies,
        "deletions": [
            [record, *_place(one), round(one.bits, 2), one.hypothetical, one.split]
            for record in sorted(measured)
            for one in measured[record]
        ],
    }
