"""What was decided on other versions of a page: in earlier releases of its record, and on its copies.

Promises: each decision stands beside what stands here now at the same place or on the same words, or is told
as having nothing beside it here, which is what a reviewer must not miss. Whoever still owes a blind second
look on the page is shown none of it. Words come from the version's own reading, for the page alone.
Compares places and words, not meaning; a version whose file or list is gone says nothing here: the gate asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tearline.decisions import earlier
from tearline.decisions.earlier import Place, Was
from tearline.decisions.standing import Standing
from tearline.desk.rows import Row, rows_of
from tearline.desk.same_text import Copy
from tearline.desk.sheet import Leaf, Sheet, leaf_of, page_of, row_at, sheet_of
from tearline.errors import UsageError
from tearline.model.decision import Released
from tearline.model.guide import Guide
from tearline.model.page import Page
from tearline.store.collection import Collection

MOST_COPIES = 8  # copies whose decisions are read, the likest first
MOST_RELEASES = 6  # releases, the newest first
LONGEST = 120  # characters of the words that are shown
_TOLD = ("withheld", "released", "deferred", "referred", "in consultation")


@dataclass(frozen=True, slots=True)
class Before:
    """One decision on another version.

    ``where``: the version in words, ``record`` and ``number`` its page where it is one of this desk ('' and 0
    for a release). ``said``: the words. ``here``: the row here that answers it, None where nothing does.
    """

    where: str
    record: str
    number: int
    said: str
    state: str
    codes: tuple[str, ...]
    by: str
    at: str
    reason: str
    here: Row | None


def in_releases(
    collection: Collection,
    releases: Sequence[tuple[int, Released]],
    public: str,
    leaf: Leaf,
    rows: Sequence[Row],
) -> Iterator[Before]:
    """Yield what earlier releases withheld on this page, the newest first; ``public``: its name there."""
    newest = sorted(releases, key=lambda one: -one[0])[:MOST_RELEASES]
    for was in earlier.of_record(collection, newest, public, [leaf.file.sha256]):
        for place in was.places():
            if place.number == leaf.number or (place.sha256, place.page) == (
                leaf.file.sha256,
                leaf.local,
            ):
                yield _of_release(collection, was, place, leaf, rows)


def _of_release(
    collection: Collection, was: Was, place: Place, leaf: Leaf, rows: Sequence[Row]
) -> Before:
    said = _words(_page(collection, place, leaf), place)
    same = place.sha256 == leaf.file.sha256 and place.page == leaf.local
    here = _at(place, rows) if same else _saying(said, rows)
    where = f"release of {was.date} to {was.audience}"
    if not same:
        where += ", an earlier file"
    if not (place.areas or place.start is not None):
        said = "the whole page"
    return Before(where, "", 0, said, "withheld", place.codes, "", was.date, "", here)


def _page(collection: Collection, place: Place, leaf: Leaf) -> Page | None:
    """Return the page that a place is on; None where its file is gone or was not read."""
    file = collection.catalog.file(place.sha256)
    if file is None:
        return None
    try:
        row = row_at(collection, file, place.page)
    except UsageError:
        return None
    return page_of(collection, Leaf(leaf.record, place.number, leaf.pages, file, place.page, row))


def _words(page: Page | None, place: Place) -> str:
    if page is None:
        return ""
    if place.start is not None and place.end is not None:
        return _short(page.text[place.start : place.end])
    words = (w for w in page.words if w.area and any(a.meets(w.area) for a in place.areas))
    return _short(" ".join(word.text for word in words))


def _at(place: Place, rows: Sequence[Row]) -> Row | None:
    """Return the strictest row that lies where a place is."""
    met = [row for row in rows if _meets(place, row)]
    return min(met, key=lambda row: row.state != "withheld", default=None)


def _meets(place: Place, row: Row) -> bool:
    if place.areas:
        return any(mine.meets(area) for mine in row.boxes for area in place.areas)
    if place.start is None or place.end is None or row.span is None:
        return False
    return row.span[0] < place.end and place.start < row.span[1]


def on_copies(
    collection: Collection,
    copies: Sequence[Copy],
    here: tuple[Sheet, Sequence[Row]],
    guide: Guide,
    stands: Standing,
) -> Iterator[Before]:
    """Yield what was decided on a page's copies; ``here`` is the page and its rows."""
    sheet, rows = here
    keyed = {
        (case.row.value_key, case.row.finding.kind): case.id
        for case in sheet.cases
        if case.row.value_key
    }
    by_id = {row.id: row for row in rows}
    for copy in copies[:MOST_COPIES]:
        leaf = leaf_of(collection, copy.record, copy.number)
        there = sheet_of(collection, leaf, guide, stands)
        keys = {case.id: (case.row.value_key, case.row.finding.kind) for case in there.cases}
        where = f"{copy.record}, page {copy.number} ({100 * copy.likeness:.0f} % alike)"
        for row in rows_of(there, page_of(collection, leaf)):
            if row.state in _TOLD:
                found = by_id.get(keyed.get(keys.get(row.id, ("", "")), ""))
                yield _of_copy(where, copy, row, found or _saying(row.said, rows))


def _of_copy(where: str, copy: Copy, row: Row, here: Row | None) -> Before:
    said = _short(row.said)
    told = (row.state, row.codes, row.by, row.at, row.reason)
    return Before(where, copy.record, copy.number, said, *told, here)


def _saying(said: str, rows: Sequence[Row]) -> Row | None:
    """Return the row whose words are these, however they are spaced and written."""
    wanted = _plain(said)
    return next((row for row in rows if wanted and _plain(row.said) == wanted), None)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def differing(found: Sequence[Before]) -> Mapping[str, int]:
    """Return how many stand here as there, otherwise, and with nothing here at all."""
    counts = {"as there": 0, "otherwise": 0, "nothing here": 0}
    for one in found:
        if one.here is None:
            counts["nothing here"] += 1
        else:
            same = one.here.state in (one.state, "covered")
            counts["as there" if same else "otherwise"] += 1
    return counts
