"""From what was asked to pages of the desk: words by the index, everything else by what stands on each page.

Promises: a page fits by what the person who asks may see of it: a first verdict that is kept from a second
reviewer finds nothing for them. No more pages are looked at for one answer than ``MOST_LOOKED`` (of words)
or ``MOST_ROWS`` (of the work list); where that was not enough the answer says how far it came, and where to
go on. Where a page is gone since it was indexed it is counted, not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from tearline.desk.access.people import Person
from tearline.desk.desk import Desk
from tearline.desk.rows import Row, rows_of
from tearline.desk.second_looks import looked_by
from tearline.desk.sheet import Sheet, leaf_of, sheet_of
from tearline.desk.shown import page_address
from tearline.desk.work.listing import Wanted
from tearline.errors import TearlineError
from tearline.reading.searching.query import QueryError, parse
from tearline.reading.searching.search import DEEPEST, Hit
from tearline.verbs.own_pages import OwnPages
from tearline.web.pieces import Piece, pieces

PER_PAGE = 20
MOST_LOOKED = 400  # hits of words looked at for one answer
MOST_ROWS = 2000  # rows of the work list
_BATCH = 50
STATES = (
    *("open", "withheld", "released", "deferred", "referred", "in consultation"),
    *("covered", "second", "disagreed", "hold", "clear"),
)
_OPEN = frozenset({"open", "second", "disagreed"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: words; a kind (or its family), a state, a reviewer, a record; where to go on."""

    words: str = ""
    kind: str = ""
    state: str = ""
    by: str = ""
    record: str = ""
    after: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """Read an address. A state that is none of ``STATES`` is no filter."""
        state = given.get("state", "")
        return cls(
            given.get("q", "").strip(),
            given.get("kind", "").strip(),
            state if state in STATES else "",
            given.get("by", "").strip(),
            given.get("record", "").strip(),
            given.get("after", ""),
        )

    def fields(self) -> dict[str, str]:
        """Return what was asked as a form has it, from the first page."""
        told = {
            "q": self.words,
            "kind": self.kind,
            "state": self.state,
            "by": self.by,
            "record": self.record,
        }
        return {name: value for name, value in told.items() if value}

    @property
    def filters(self) -> bool:
        """Say whether anything but words and a record is asked for."""
        return bool(self.kind or self.state or self.by)


@dataclass(frozen=True, slots=True)
class Found:
    """A page that fits: where, what is left on it, the finding to begin with, and what was found of it.

    ``snippet`` is empty where no words were asked for; ``reading`` names another reading than the page's
    own; ``rows`` are titles and states of what fits the filters, ``more`` how many are not listed.
    """

    record: str
    page: int
    address: str
    open: int
    decided: int
    snippet: tuple[Piece, ...] = ()
    cut: tuple[bool, bool] = (False, False)
    reading: str = ""
    rows: tuple[Row, ...] = ()
    more: int = 0

    @property
    def state(self) -> str:
        """Say in a word how the page stands."""
        if self.open:
            return "open"
        return "decided" if self.decided else "nothing found on it"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: pages that fit; ``matched`` with the words in all (None without words); where to go on.

    ``looked``: how many were looked at for it; ``gone``: pages that are not there any more.
    """

    found: tuple[Found, ...]
    matched: int | None
    looked: int
    gone: int
    after: str
    notes: tuple[str, ...] = ()


LISTED = 3  # findings told of a hit


class Looking:
    """Looks for one person; made for one request."""

    def __init__(self, desk: Desk, who: Person) -> None:
        """Take the desk, and whose eyes it is looked with."""
        self._desk, self._who = desk, who
        self._gone = 0

    def by_words(self, asked: Asked, own: OwnPages) -> Answered:
        """Answer words and filters. QueryError: they cannot be read. UsageError: the index is damaged."""
        parse(asked.words)
        words = _within(asked)
        at = (
            int(asked.after)
            if asked.after.isdecimal() and len(asked.after) <= len(str(DEEPEST))
            else 0
        )
        begun, found, matched = at, list[Found](), 0
        notes: tuple[str, ...] = ()
        batch = _BATCH if asked.filters else PER_PAGE
        while len(found) < PER_PAGE and at - begun < MOST_LOOKED and at + batch <= DEEPEST:
            answer = own.search.search(words, limit=batch, offset=at)
            matched, notes = answer.pages, (*answer.notes(), *own.left.notes())
            for hit in answer.hits:
                at += 1
                one = self._of_hit(hit, asked)
                if one is not None:
                    found.append(one)
                if len(found) == PER_PAGE:
                    break
            if at >= matched or not answer.hits:
                break
        after = str(at) if at < min(matched, DEEPEST - batch) else ""
        return Answered(tuple(found), matched, at - begun, self._gone, after, notes)

    def by_filters(self, asked: Asked) -> Answered:
        """Answer filters alone, in the work list's order."""
        wanted = Wanted("open" if asked.state == "open" else "", asked.kind, asked.record)
        found, looked, after = list[Found](), 0, asked.after
        while True:
            rows, after = self._desk.work.rows(wanted, after, _BATCH)
            looked += len(rows)
            for row in rows:
                if asked.by or asked.state not in ("", "open"):
                    with self._desk.live.reading() as stands:
                        bare = not stands.on_page(row.sha256, row.local)
                        bare = bare and stands.record_verdict(row.record) is None
                    if bare and asked.state not in ("hold", "clear"):
                        continue
                one = self._at(row.record, row.page, asked)
                if one is not None:
                    found.append(one)
            if not after or len(found) >= PER_PAGE or looked >= MOST_ROWS:
                return Answered(tuple(found), None, looked, self._gone, after)

    def _of_hit(self, hit: Hit, asked: Asked) -> Found | None:
        """Return a hit as a page of the desk, None where it does not fit."""
        if asked.record and hit.record != asked.record:
            return None
        begin = hit.snippet.start
        spans = [] if hit.reading else [(begin + s, begin + e) for s, e in hit.snippet.spans]
        one = self._at(hit.record, hit.page, asked, spans)
        if one is None:
            return None
        return replace(
            one,
            snippet=pieces(hit.snippet.text, hit.snippet.spans),
            cut=(hit.snippet.cut_before, hit.snippet.cut_after),
            reading=hit.reading,
        )

    def _at(
        self, record: str, page: int, asked: Asked, spans: Iterable[tuple[int, int]] = ()
    ) -> Found | None:
        live = self._desk.live
        try:
            leaf = leaf_of(live.collection, record, page)
            with live.reading() as stands:
                sheet = sheet_of(live.collection, leaf, live.guide, stands)
                rows = looked_by(rows_of(sheet, None), sheet, self._who, live.guide, stands)
        except TearlineError:
            self._gone += 1
            return None
        fitting = [row for row in rows if _fits(row, asked)]
        if asked.filters and not fitting:
            return None
        first = _first(fitting, sheet, list(spans)) if fitting else None
        address = page_address(leaf.record, leaf.number)
        return Found(
            leaf.record,
            leaf.number,
            f"{address}?finding={first.id}" if first else address,
            sum(row.state in _OPEN for row in rows),
            sum(row.state not in (*_OPEN, "clear", "hold") for row in rows),
            rows=tuple(fitting[:LISTED]) if asked.filters else (),
            more=max(len(fitting) - LISTED, 0) if asked.filters else 0,
        )


def _fits(row: Row, asked: Asked) -> bool:
    """Say whether one finding is what was asked for, in all respects at once."""
    if asked.kind and row.kind != asked.kind and not row.kind.startswith(f"{asked.kind}."):
        return False
    if asked.state and row.state != asked.state:
        return False
    return not asked.by or row.by == asked.by


def _first(rows: list[Row], sheet: Sheet, spans: list[tuple[int, int]]) -> Row | None:
    """Return the finding to begin with: one under the words found, else one that is open, else the first.

    Where nothing stands under the words and nothing is open, a page is shown without one chosen.
    """
    under = set(_under(sheet, spans))
    ordered = sorted(rows, key=lambda row: (row.id not in under, row.state not in _OPEN))
    best = ordered[0]
    return best if best.id in under or best.state in _OPEN or not spans else None


def _under(sheet: Sheet, spans: list[tuple[int, int]]) -> Iterator[str]:
    for case in sheet.cases:
        start, end = case.row.finding.start, case.row.finding.end
        if start is not None and end is not None and any(s < end and start < e for s, e in spans):
            yield case.id


def _within(asked: Asked) -> str:
    """Return the words within a record, where the query language can say that."""
    if not asked.record or '"' in asked.record:
        return asked.words
    both = f'({asked.words}) record:"{asked.record}"'
    try:
        parse(both)
    except QueryError:
        return asked.words  # its hits are gone through one by one
    return both
