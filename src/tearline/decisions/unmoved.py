"""A release that opens nothing: its place lies under a withholding that still stands.

Who releases a part of a box, or a place whose box answers another finding, has said so in the log and
changed nothing: what is withheld wins. Promises: after decisions were appended, each such release is told
with the record, the page and the place that stays withheld, and never a word of it. A release of a whole
page or record is none: it says that somebody looked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tearline.decisions import deciding
from tearline.decisions.coverage import covers_areas
from tearline.decisions.earlier import Place, on_page
from tearline.decisions.places import LIFTED
from tearline.decisions.superseding import where
from tearline.model.decision import Determination, Target, Verdict
from tearline.store import leaves
from tearline.store.catalog import PageRow
from tearline.store.collection import Collection


@dataclass(frozen=True, slots=True)
class Unmoved:
    """A release without effect, or with less than was meant: the record, its page, what stays withheld there.

    ``whole``: whether nothing of the released place shows.
    """

    record: str
    page: int
    stays: str
    codes: tuple[str, ...]
    whole: bool

    @property
    def detail(self) -> str:
        """Say it in a sentence."""
        how = "lies wholly" if self.whole else "lies partly"
        return (
            f"{self.record} p. {self.page}: what was released {how} under a withholding that still stands "
            f"({self.stays}, {', '.join(self.codes) or 'no code'}); it stays withheld until that is decided "
            "anew: released as a whole, or drawn smaller"
        )


def since(collection: Collection, seq: int) -> tuple[Unmoved, ...]:
    """Return the releases after the entry numbered ``seq`` that open nothing, or only in part."""
    with deciding.open_log(collection) as log:
        said = [entry.body for entry in log.entries(seq)]
    released = [
        body.target
        for body in said
        if isinstance(body, Determination)
        and body.verdict is Verdict.RELEASE
        and not body.kind.startswith(LIFTED)  # said of what an earlier release withheld
        and _placed(body.target)
    ]
    if not released:
        return ()
    stands = deciding.standing(collection)
    pages = {target.sha256: _pages(collection, target.sha256) for target in released}
    found: dict[Unmoved, None] = {}
    for target in released:
        for name, number, row in pages[target.sha256]:
            if row.number == target.page:
                held = tuple(on_page(collection, row, number, stands))
                found |= dict.fromkeys(_under(collection, name, number, row, target, held))
    return tuple(found)


def last(collection: Collection) -> int:
    """Return the number of the log's newest entry, 0 where it has none."""
    with deciding.open_log(collection) as log:
        return log.verify()


def _placed(target: Target) -> bool:
    return bool(target.areas) or target.start is not None


def _pages(collection: Collection, sha256: str) -> list[tuple[str, int, PageRow]]:
    """Return the pages of a file as every record that has it counts them: record, number, page."""
    found = []
    for record_id, name, _ in collection.catalog.records():
        files = collection.catalog.files_of(record_id)
        rows = [row for file in files for row in collection.catalog.pages(file.id)]
        numbered = enumerate(rows, start=1)
        found += [(name, number, row) for number, row in numbered if row.sha256 == sha256]
    return found


def _under(
    collection: Collection,
    name: str,
    number: int,
    row: PageRow,
    target: Target,
    held: tuple[Place, ...],
) -> Iterator[Unmoved]:
    """Yield what stays withheld of one released place."""
    areas, start, end = target.areas, target.start, target.end
    if not areas and start is not None and end is not None and row.width and row.blob:
        areas = leaves.unpack_page(collection.blobs.get(row.blob)).areas(start, end)
    for place in held:
        if areas and place.areas:
            meets = any(a.meets(b) for a in areas for b in place.areas)
            whole = covers_areas(place.areas, areas)
        elif not areas and None not in (start, end, place.start, place.end):
            meets = place.start < end and start < place.end  # type: ignore[operator]
            whole = place.start <= start and end <= place.end  # type: ignore[operator]
        else:
            meets = whole = not place.areas and place.start is None
        if meets:
            at = Target(place.sha256, place.page, place.areas, place.start, place.end)
            yield Unmoved(name, number, where(at), place.codes, whole)
