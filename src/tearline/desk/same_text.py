"""The same value in many places, and copies of one page: known by keyed hashes, decided together.

Promises: a group is exactly the findings of one value (or the findings of a copy that have the value of a
decided one); one decision on it is as many determinations as there are places, each with its own entry, all
in one append or none; a place that somebody decided meanwhile is left as it stands and counted. Nothing that
is hard to let go is let go in a group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from tearline.decisions import deciding
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Case, Verdicting
from tearline.decisions.standing import Standing
from tearline.desk.sheet import Sheet
from tearline.model.area import Area
from tearline.model.decision import Body, Verdict
from tearline.model.finding import Finding
from tearline.model.guide import Guide, Tier
from tearline.store import schema as t
from tearline.store.catalog import FindingRow
from tearline.store.collection import Collection

MANY = 1000  # places that are counted one by one
MOST = 5000  # places that one decision may reach


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a value: the finding as a case of its record, the page's number in that record."""

    case: Case
    record: str
    number: int


@dataclass(frozen=True, slots=True)
class Group:
    """A value's places, and how they are decided: places by state."""

    places: tuple[Place, ...]
    total: int

    def undecided(self) -> tuple[Place, ...]:
        """Return the places that nobody has decided and somebody must."""
        tiers = (Tier.WITHHOLD, Tier.REVIEW)
        return tuple(
            p for p in self.places if p.case.decided is None and p.case.proposal.tier in tiers
        )

    def states(self) -> dict[str, int]:
        """Return how many places stand how, in words."""
        counts: dict[str, int] = {}
        for place in self.places:
            decided = place.case.decided
            state = decided.verdict.value if decided else "undecided"
            counts[state] = counts.get(state, 0) + 1
        return counts


def count_of(collection: Collection, value_key: str) -> int:
    """Return in how many places a value was found, by the index alone."""
    if not value_key:
        return 0
    query = sa.select(sa.func.count()).where(t.finding.c.value_key == value_key)
    return int(next(collection.catalog.rows(query))[0])


def counts_of(collection: Collection, value_keys: set[str]) -> dict[str, int]:
    """Return in how many places each of these values was found, by the index alone.

    Counted up to ``MANY``, which stands for itself and more: a value may stand in a hundred thousand.
    """
    found = {}
    for key in value_keys:
        places = sa.select(sa.literal(1)).where(t.finding.c.value_key == key).limit(MANY).subquery()
        query = sa.select(sa.func.count()).select_from(places)
        found[key] = int(next(collection.catalog.rows(query))[0])
    return found


def group_of(
    collection: Collection, value_key: str, kind: str, guide: Guide, stands: Standing
) -> Group:
    """Return the places where a value stands as a finding of one kind, at most ``MOST``, in order."""
    places = tuple(_places(collection, value_key, kind, guide, stands))
    return Group(places, count_of(collection, value_key))


def decided_together(
    group: Group, saying: Verdicting, guide: Guide, stands: Standing
) -> tuple[Body, ...]:
    """Return a determination for each undecided place of a group. UsageError: not in a group."""
    cases = [place.case for place in group.undecided()]
    deciding.check(cases, saying, guide, by_page=False, by_id=saying.verdict is not Verdict.RELEASE)
    return tuple(deciding.determination(case, saying, stands) for case in cases)


def _places(
    collection: Collection, value_key: str, kind: str, guide: Guide, stands: Standing
) -> Iterator[Place]:
    if not value_key:
        return
    found = t.finding.c
    query = (
        sa.select(t.finding, t.file.c.sha256, t.record.c.name)
        .join(t.file, t.file.c.id == found.file_id)
        .join(t.record_file, t.record_file.c.file_id == t.file.c.id)
        .join(t.record, t.record.c.id == t.record_file.c.record_id)
        .where(found.value_key == value_key)
        .order_by(t.record.c.name, t.record_file.c.position, found.page, found.start, found.id)
        .limit(MOST)
    )
    before = _Before(collection)
    for row in collection.catalog.rows(query):
        if row.kind.removeprefix("repeat.") != kind.removeprefix("repeat."):
            continue
        finding = Finding(
            *(row.page, row.start, row.end),
            tuple(Area(*area) for area in json.loads(row.areas)),
            *(row.kind, row.score, row.detector, row.version, row.why),
        )
        found_row = FindingRow(row.id, row.sha256, finding, row.value_key)
        case = Case(
            deciding.finding_id(found_row),
            row.name,
            found_row,
            guides.propose(finding, guide),
            stands.decided(finding, row.sha256, row.name),
        )
        yield Place(case, row.name, before.of(row.name, row.sha256) + row.page)


class _Before:
    """How many pages of a record stand before a file of it; asked once a record."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._known: dict[str, dict[str, int]] = {}

    def of(self, record: str, sha256: str) -> int:
        """Return the pages of the record's files before this one."""
        if record not in self._known:
            ((record_id, _),) = self._collection.catalog.record_named(record)
            before, files = 0, {}
            for file in self._collection.catalog.files_of(record_id):
                files[file.sha256] = before
                before += file.pages or 0
            self._known[record] = files
        return self._known[record].get(sha256, 0)


@dataclass(frozen=True, slots=True)
class Copy:
    """A page that is a copy of another: where it is, how alike (1.0: the same text), what stands there."""

    record: str
    number: int
    likeness: float
    withheld: int
    by: tuple[str, ...]


def copies_of(collection: Collection, sheet: Sheet, stands: Standing) -> tuple[Copy, ...]:
    """Return the pages whose text is this page's, or a reading of the same page, the likest first."""
    leaf = sheet.leaf
    own = next(
        collection.catalog.rows(
            sa.select(t.page_text.c.text_key).where(
                t.page_text.c.file_id == leaf.file.id, t.page_text.c.page == leaf.local
            )
        ),
        None,
    )
    if own is None:
        return ()
    alike = {own.text_key: 1.0}
    twin = t.twin.c
    for one, other in ((twin.text_key, twin.other_key), (twin.other_key, twin.text_key)):
        query = sa.select(other.label("key"), twin.likeness).where(one == own.text_key)
        alike.update({row.key: row.likeness for row in collection.catalog.rows(query)})
    places = (
        sa.select(t.page_text.c.text_key, t.page_text.c.page, t.file.c.sha256, t.record.c.name)
        .join(t.file, t.file.c.id == t.page_text.c.file_id)
        .join(t.record_file, t.record_file.c.file_id == t.file.c.id)
        .join(t.record, t.record.c.id == t.record_file.c.record_id)
        .where(t.page_text.c.text_key.in_(alike))
        .order_by(t.record.c.name, t.page_text.c.page)
        .limit(MOST)
    )
    before, found = _Before(collection), []
    for row in collection.catalog.rows(places):
        if (row.sha256, row.page, row.name) == (leaf.file.sha256, leaf.local, leaf.record):
            continue
        withheld = stands.withheld(row.sha256, row.page)
        by = tuple(sorted({one.actor.name for one in withheld}))
        number = before.of(row.name, row.sha256) + row.page
        found.append(Copy(row.name, number, alike[row.text_key], len(withheld), by))
    return tuple(sorted(found, key=lambda copy: (-copy.likeness, copy.record, copy.number)))


def decided_as_there(
    here: Sheet, there: Sheet, saying: Verdicting, guide: Guide, stands: Standing
) -> tuple[Body, ...]:
    """Return, for each undecided finding here, what was decided of the same value on a copy of the page.

    Only what was withheld or released by a decision of its own there is carried; the reason is the
    reviewer's, and so is the name under it. UsageError: not without looking at each.
    """
    decided = {
        (case.row.value_key, case.row.finding.kind): case.decided
        for case in there.cases
        if case.decided and case.row.value_key and there.marks[case.id]
    }
    bodies: list[Body] = []
    for case in here.open():
        was = decided.get((case.row.value_key, case.row.finding.kind))
        if was is None or was.verdict not in (Verdict.WITHHOLD, Verdict.RELEASE):
            continue
        said = Verdicting(was.verdict, was.codes, saying.reason, saying.actor, policy=was.policy)
        deciding.check([case], said, guide, by_page=False, by_id=False)
        bodies.append(deciding.determination(case, said, stands))
    return tuple(bodies)
