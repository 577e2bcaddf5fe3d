"""What the verifier is told through its pipe: the places that were withheld and the words under them.

These lines never touch a disk. A term is sent only where the release should not show it: one that also
stands visibly elsewhere on its page (a drawn box over a common word) is not asked for on that page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from tearline.decisions.docket import Docketed
from tearline.decisions.passages import SHORTEST_TERM, sign, spans_under, without
from tearline.decisions.standing import Standing
from tearline.editions.assembling import views_of, withheld_on
from tearline.editions.withheld import Places, places
from tearline.model.area import Area
from tearline.model.decision import Determination
from tearline.model.edition import Edition
from tearline.model.page import Page
from tearline.store import leaves
from tearline.store.collection import Collection


def lines(
    collection: Collection,
    docketed: Docketed,
    edition: Edition,
    stands: Standing,
    *,
    draft: bool,
) -> Iterator[dict[str, Any]]:
    """Yield the lines about one released record; edition pages are counted over all its files."""
    typeset = False
    number = 0
    for file in docketed.files:
        for row in collection.catalog.pages(file.id):
            number += 1
            withheld = withheld_on(stands, row.sha256, row)
            if not withheld:
                continue
            page = leaves.unpack_page(collection.blobs.get(row.blob))
            typeset = typeset or not page.width
            place = number if page.width else None
            if place is not None:
                view = views_of(collection, row, withheld, draft=draft)[0]
                pixels = (view.bitmap.width, view.bitmap.height)
                # Lines that were moved, or taken to their end, have the places they got there.
                shown = places(replace(page, turn=view.turn), withheld, pixels, view.deletions)
                yield from _areas(docketed.public, place, shown)
            yield from _terms(docketed.public, place, page, stands.withheld(row.sha256, row.number))
    if typeset:
        for deletion in edition.deletions:
            yield _line(docketed.public, deletion.page, (deletion.area,), deletion.codes)


def values(texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield a line for each value that may stand nowhere in the release."""
    for text in texts:
        yield {**_line("", None, (), ()), "terms": [text], "scope": "release"}


def absent(names: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield a line for each record of which a release may not even say that it exists."""
    for name in names:
        yield {"type": "absent", "record": name}


def _areas(name: str, number: int, burnt: Places) -> Iterator[dict[str, Any]]:
    """Yield a line for each place that must be burnt, as the decisions have it."""
    for area in burnt.unacknowledged:
        yield _line(name, number, (area,), (), acknowledged=False)
    for area, codes, policy in burnt.told:
        yield {**_line(name, number, (area,), codes), "policy": policy.value}


def _terms(
    name: str, number: int | None, page: Page, determinations: Iterable[Determination]
) -> Iterator[dict[str, Any]]:
    held = [(d, spans_under(page, d)) for d in determinations]
    hidden = [span for _, spans in held for span in spans]
    visible = sign(without(page.text, hidden))
    for determination, spans in held:
        terms = {page.text[start:end] for start, end in spans}
        if determination.everywhere:
            # What breaks over lines is one value: half of a name stands openly on other pages.
            whole = " ".join(page.text[start:end] for start, end in spans)
            if len(sign(whole)) >= SHORTEST_TERM:
                yield {**_line(name, number, (), ()), "terms": [whole], "scope": "release"}
            if len(terms) == 1:
                continue
        kept = sorted(t for t in terms if _is_hidden(t, visible))
        if kept:
            yield {**_line(name, number, (), ()), "terms": kept, "scope": "page"}


def _is_hidden(term: str, visible: str) -> bool:
    """Say whether a term is long enough to look for and stands nowhere in what may be seen."""
    letters = sign(term)
    return len(letters) >= SHORTEST_TERM and letters not in visible


def _line(
    name: str,
    number: int | None,
    areas: Iterable[Area],
    codes: Iterable[str],
    *,
    acknowledged: bool = True,
) -> dict[str, Any]:
    return {
        "type": "withheld",
        "record": name,
        "page": number,
        "areas": [area.as_list() for area in areas],
        "codes": list(codes),
        "acknowledged": acknowledged,
        "terms": [],
        "scope": "page",
    }
