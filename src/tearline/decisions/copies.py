"""What copies of a page mean for the gate: a hold reaches them, and reviewers may not disagree over them.

Promises: a hold covers the pages it was found on (an identification sheet's: up to the next sheet; a
person's: the whole record) and every copy of one of them, in whatever record it stands, for as long as
no instrument has lifted it where it was found; a page that shows what a copy of it has withheld is
told, until a person has looked at the whole page after that, unless the two are one form filled in
otherwise there (``fillings``); so is a page of which a copy stands in a
record that was withdrawn for what is in it. Which pages are copies is found by
``findings.twinning``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tearline.decisions import fillings, grounds, holds
from tearline.decisions import guide as guides
from tearline.decisions.earlier import Earlier
from tearline.decisions.gate import Copy
from tearline.decisions.holds import Reached
from tearline.decisions.passages import SHORTEST_TERM, sign, spans_under, without
from tearline.decisions.standing import Standing
from tearline.findings import twinning
from tearline.model.decision import Determination
from tearline.model.finding import Finding
from tearline.model.guide import Guide, Proposal, Tier
from tearline.model.page import Page
from tearline.store import leaves, sheets
from tearline.store import schema as t
from tearline.store.catalog import FileRow
from tearline.store.collection import Collection
from tearline.store.likeness import Leaf

# Of 2,867 pairs of sheets of different records, 8 % pass for copies at the pairing's own threshold and
# 0.8 % at this one. A page to be looked at may be one of those; a record to be held may not.
SURE = 0.6

Marks = list[tuple[str, Finding, Proposal]]


@dataclass(frozen=True, slots=True)
class Copies:
    """All copies of a collection, the pages that a standing hold covers, and who has which file."""

    twins: dict[Leaf, tuple[Leaf, ...]]
    sure: dict[Leaf, tuple[Leaf, ...]]
    covered: dict[Leaf, tuple[tuple[str, str], ...]]  # (kind of hold, record it was found in)
    owners: dict[str, tuple[str, ...]]

    def reached(self, name: str, files: tuple[FileRow, ...]) -> Iterator[Reached]:
        """Yield the holds of other records that reach a page of this one."""
        for leaf in _leaves(files):
            for other in self.sure.get(leaf, ()):
                for kind, record in self.covered.get(other, ()):
                    if record != name:
                        yield Reached(kind, leaf.sha256, leaf.page, record)

    def disagreeing(
        self, collection: Collection, files: tuple[FileRow, ...], stands: Standing
    ) -> Iterator[Copy]:
        """Yield the pages of these files of which a copy has more withheld, or other words."""
        for leaf in _leaves(files):
            mine = stands.withheld(leaf.sha256, leaf.page)
            for other in self.twins.get(leaf, ()):
                theirs = stands.withheld(other.sha256, other.page)
                if (gone := self._withdrawn(other, leaf, stands)) and not _whole(mine):
                    yield Copy(leaf.sha256, leaf.page, gone[0], other.page, gone[1])
                    continue
                if not theirs or _whole(mine):
                    continue
                if self._disagree(collection, leaf, mine, other, theirs):
                    records = self.owners.get(other.sha256, ())
                    since = stands.withheld_at(other.sha256, other.page)
                    name = records[0] if records else ""
                    yield Copy(leaf.sha256, leaf.page, name, other.page, since)

    @staticmethod
    def _disagree(
        collection: Collection,
        leaf: Leaf,
        mine: tuple[Determination, ...],
        other: Leaf,
        theirs: tuple[Determination, ...],
    ) -> bool:
        """Say whether a copy has more withheld, or words this page shows; a form filled otherwise has not."""
        here, there = _page(collection, leaf), _page(collection, other)
        if here and there:
            theirs = tuple(d for d in theirs if not fillings.otherwise(here, there, d))
        if not theirs:
            return False
        more = len(theirs) > len(mine) or _whole(theirs)
        return more or _shows(here, mine, there, theirs)

    def _withdrawn(self, other: Leaf, leaf: Leaf, stands: Standing) -> tuple[str, int] | None:
        """Return the record that was withdrawn for what a page of it holds, and by which entry."""
        for name in self.owners.get(other.sha256, ()):
            found = stands.withdrawn_at(name)
            reason = grounds.REASONS.get(found[1].reason, grounds.UNKNOWN) if found else None
            if found and reason and reason.spreads and other.sha256 != leaf.sha256:
                return name, found[0]
        return None


def namesakes(
    collection: Collection,
    name: str,
    public: str,
    files: tuple[FileRow, ...],
    stands: Standing,
    past: Earlier,
) -> Iterator[Copy]:
    """Yield the pages of a record that has the name or the number of one withdrawn for what is in it.

    Of a name that a release told, and of records that did not stand beside it there under another.
    """
    hashes = [file.sha256 for file in files]
    names = {public} | past.formerly.names_of(hashes)
    numbers = past.formerly.numbers_of(hashes)
    for other in stands.taken_back() if stands.withdrawn(name) is None else ():
        found = stands.withdrawn_at(other)
        if found is None or not grounds.REASONS.get(found[1].reason, grounds.UNKNOWN).spreads:
            continue
        rows = collection.catalog.record_named(other)
        had = [
            f.sha256
            for row, called in rows
            if called == other
            for f in collection.catalog.files_of(row)
        ]
        was = [w for sha256 in had for w in past.by_file.get(sha256, ())]
        was = was if had else list(past.by_name.get(other, ()))
        told = any(w.record in names and not past.stood_beside(w, hashes) for w in was)
        if told or numbers & (
            past.formerly.numbers_of(had) | {n for w in was for n in w.numbers()}
        ):
            for leaf in _leaves(files):
                yield Copy(leaf.sha256, leaf.page, other, 0, found[0])


def of(collection: Collection, guide: Guide, stands: Standing, date: str) -> Copies:
    """Gather what the gate must know of copies, once for a whole collection."""
    twins = twinning.twins(collection)
    sure = twinning.twins(collection, SURE) if twins else {}
    owners = {
        file.sha256: collection.catalog.names_of_file(file.id)
        for file in collection.catalog.files()
    }
    covered: defaultdict[Leaf, list[tuple[str, str]]] = defaultdict(list)
    if twins:
        for name, marks, files in _held(collection, guide, stands, owners):
            for hold in holds.unlifted(name, marks, stands, guide, date):
                for leaf in cover(collection, hold.kind, marks, files, stands, name):
                    covered[leaf].append((hold.kind, name))
    return Copies(twins, sure, {leaf: tuple(found) for leaf, found in covered.items()}, owners)


def _held(
    collection: Collection, guide: Guide, stands: Standing, owners: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, Marks, tuple[FileRow, ...]]]:
    """Yield each record that a mark or a person may hold: name, marks, files."""
    marked: defaultdict[str, Marks] = defaultdict(list)
    for row in collection.catalog.findings(where=[t.finding.c.kind.like("hold.%")]):
        for name in owners.get(row.sha256, ()):
            marked[name].append((row.sha256, row.finding, guides.propose(row.finding, guide)))
    said = {hold.record for hold in stands.holds()}
    for record_id, name, _ in collection.catalog.records():
        if name in marked or name in said:
            yield name, marked.get(name, []), collection.catalog.files_of(record_id)


def cover(
    collection: Collection,
    kind: str,
    marks: Marks,
    files: tuple[FileRow, ...],
    stands: Standing,
    name: str,
) -> Iterator[Leaf]:
    """Yield the pages that one kind of hold covers in the record it was found in."""
    if any(hold.kind.removeprefix("hold.") == kind for hold in stands.holds(name)):
        yield from _leaves(files)
        return
    for file in files:
        heads = {field.page for field in sheets.fields(collection.catalog, file.id)}
        for sha256, finding, proposal in marks:
            if sha256 != file.sha256 or finding.kind != f"hold.{kind}":
                continue
            if proposal.tier is not Tier.HOLD or holds.set_aside(finding, sha256, stands):
                continue
            last = finding.page
            if finding.page in heads:
                while last < (file.pages or 0) and last + 1 not in heads:
                    last += 1
            yield from (Leaf(sha256, page) for page in range(finding.page, last + 1))


def _whole(held: Iterable[Determination]) -> bool:
    """Say whether a page is withheld whole."""
    return any(not d.target.areas and d.target.start is None and not d.kind for d in held)


def _shows(
    here: Page | None,
    mine: Iterable[Determination],
    there: Page | None,
    theirs: Iterable[Determination],
) -> bool:
    """Say whether a page shows words that are withheld on its copy."""
    if here is None or there is None:
        return False
    hidden = [span for d in mine for span in spans_under(here, d)]
    shown = sign(without(here.text, hidden))
    for d in theirs:
        words = sign("".join(there.text[start:end] for start, end in spans_under(there, d)))
        if len(words) >= SHORTEST_TERM and words in shown:
            return True
    return False


def _page(collection: Collection, leaf: Leaf) -> Page | None:
    """Return a page as it was read, None where it was not."""
    file = collection.catalog.file(leaf.sha256)
    rows = collection.catalog.pages(file.id) if file else ()
    blob = next((row.blob for row in rows if row.number == leaf.page), "")
    return leaves.unpack_page(collection.blobs.get(blob)) if blob else None


def _leaves(files: tuple[FileRow, ...]) -> Iterator[Leaf]:
    for file in files:
        for page in range(1, (file.pages or 0) + 1):
            yield Leaf(file.sha256, page)
