"""Find the pages that are copies of one page, in whatever records they stand.

Promises: the pairs follow from the texts of the collection alone, in whatever order files came in; they are
found again only when a text was added or changed. The gate then asks that copies be treated alike.
"""

from __future__ import annotations

from tearline.findings import duplicates
from tearline.store import leaves, likeness, sheets
from tearline.store.catalog import StageRow, key_of
from tearline.store.collection import Collection
from tearline.store.likeness import Leaf
from tearline.store.queue import Run

STAGE = "twins"
BEYOND_A_FORM = 0.75  # of 2,867 pairs of sheets of different records fewer than 1 % reach 0.6


def pair_all(collection: Collection, run: Run) -> None:
    """Pair the texts that are readings of one page, where that is not done for the texts there are."""
    catalog = collection.catalog
    signatures: dict[str, bytes] = {}
    blobs: dict[str, str] = {}
    for text in likeness.texts(catalog):
        signatures.setdefault(text.key, text.signature)
        blobs.setdefault(text.key, text.blob)
    unit = key_of(sorted(signatures))
    if catalog.stage_row(STAGE, unit, duplicates.VERSION) is not None:
        return

    def text_of(key: str) -> str:
        return leaves.unpack_page(collection.blobs.get(blobs[key])).text

    pairs = duplicates.same_pages(sorted(signatures.items()))
    found: list[tuple[str, str, float]] = []
    for number, pair in enumerate(duplicates.confirmed(pairs, text_of), start=1):
        if run.stopped:
            return
        found.append((min(pair[:2]), max(pair[:2]), pair.likeness))
        run.report(STAGE, number, 0)
    with catalog.write() as connection:
        likeness.replace_twins(connection, found)
        catalog.forget_stage(connection, STAGE)  # what was paired before does not stand any more
        catalog.record_stage(connection, StageRow(unit, STAGE, duplicates.VERSION, "done"))


def paired(collection: Collection) -> bool:
    """Say whether the texts that there are have been paired."""
    unit = key_of(sorted({text.key for text in likeness.texts(collection.catalog)}))
    return collection.catalog.stage_row(STAGE, unit, duplicates.VERSION) is not None


def twins(collection: Collection, at_least: float = 0.0) -> dict[Leaf, tuple[Leaf, ...]]:
    """Return the copies of each page that has any; ``at_least``: how much of their words must agree.

    Two identification sheets with different numbers are no copies, alike as the form makes them,
    unless more of their words agree than the form's.
    """
    pairs = likeness.twins(collection.catalog, at_least)
    strong = likeness.twins(collection.catalog, max(at_least, BEYOND_A_FORM)) if pairs else {}
    numbers = sheets.record_numbers(collection.catalog) if pairs else {}
    found = {}
    for leaf, others in pairs.items():
        mine = numbers.get(leaf)
        sure = strong.get(leaf, ())
        same = [
            o for o in others if mine is None or o not in numbers or mine & numbers[o] or o in sure
        ]
        if same:
            found[leaf] = tuple(same)
    return found
