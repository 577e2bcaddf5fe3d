"""What stands behind a box that readers see: kinds of finding in words, reviewers' reasons, never a value.

Promises: a reason in which the words under its box stand, or a name that is withheld anywhere in these
records, or in which a detector or the desk's lists find something, is left out and the log's entry named
instead; a kind is told in the words of the desk. A box that answers to several decisions has the kinds and
reasons of all.

Does not promise that a reason in other words gives nothing away: reasons are people's own words, and whoever
sends an index reads it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tearline.decisions.naming import Naming
from tearline.decisions.places import Live
from tearline.decisions.standing import Standing
from tearline.desk.rows import title_of
from tearline.findings import desk_lists
from tearline.model.area import Area
from tearline.model.decision import Determination, Verdict
from tearline.model.guide import Guide
from tearline.model.page import Page
from tearline.store import leaves
from tearline.store.catalog import FileRow, PageRow
from tearline.store.collection import Collection

SHORTEST = 4  # letters of a word that gives something away by itself
NAMES = ("name.", "protected.", "term", "source.", "cryptonym.")  # kinds whose words are names
PASSAGE = "passage chosen by a reviewer"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Behind:
    """What a box answers to: kinds in words, reasons, the log's entries."""

    kinds: tuple[str, ...]
    reasons: tuple[str, ...]
    entries: tuple[int, ...]


@dataclass
class Speaker:
    """Says what stands behind boxes, for one collection and what its log said at a time."""

    collection: Collection
    guide: Guide
    stands: Standing
    _naming: Naming | None = field(default=None, repr=False)
    _judged: dict[str, bool] = field(default_factory=dict, repr=False)
    _known: set[str] = field(default_factory=set, repr=False)
    _last: tuple[str, Page | None] = field(default=("", None), repr=False)

    def pages(self, files: Iterable[FileRow]) -> list[PageRow]:
        """Return a record's pages in order, as its edition has them where no file is a text."""
        return [row for file in files for row in self.collection.catalog.pages(file.id)]

    def learn(self, files: Iterable[FileRow]) -> None:
        """Take in the names that are withheld in a record, told or not: no reason may say one."""
        for row in self.pages(files):
            for one in self.stands.withheld(row.sha256, row.number):
                if one.kind.removeprefix("repeat.").startswith(NAMES):
                    self._known.update(w.casefold() for w in _telling(self._words(row, one)))

    def withheld(self, row: PageRow) -> list[Live]:
        """Return the acknowledged withholdings of a page, each with its entry."""
        return [
            live
            for live in self.stands.on_page(row.sha256, row.number)
            if live.determination.verdict is Verdict.WITHHOLD and live.determination.acknowledged
        ]

    def under(self, row: PageRow, area: Area, codes: Sequence[str]) -> Behind:
        """Return what stands behind a box of a page with pixels."""
        found = [
            live
            for live in self.withheld(row)
            if set(live.determination.codes) <= set(codes)
            and any(one.meets(area) for one in self._areas(row, live.determination))
        ]
        return self.said([(row, live) for live in found])

    def coded(self, rows: Iterable[PageRow], codes: Sequence[str]) -> Behind:
        """Return what stands in a record under these codes: for a text, whose pages are set anew."""
        return self.said(
            [
                (row, live)
                for row in rows
                for live in self.withheld(row)
                if set(live.determination.codes) <= set(codes)
            ]
        )

    def said(self, found: Iterable[tuple[PageRow, Live]]) -> Behind:
        """Return the kinds and reasons of decisions, each once, in order."""
        kinds: dict[str, None] = {}
        reasons: dict[str, None] = {}
        entries = []
        for row, live in found:
            one = live.determination
            kinds[title_of(one.kind.removeprefix("repeat.")) if one.kind else PASSAGE] = None
            reasons[self.reason(one.reason, live.seq, self._words(row, one))] = None
            entries.append(live.seq)
        reasons.pop("", None)
        return Behind(tuple(sorted(kinds)), tuple(reasons), tuple(sorted(entries)))

    def reason(self, reason: str, entry: int, words: str = "") -> str:
        """Return a reviewer's reason, or where it is kept if it says what is withheld."""
        reason = " ".join(reason.split())
        if not reason:
            return ""
        if reason not in self._judged:
            self._judged[reason] = bool(self._names().kinds_in(reason))
        if self._judged[reason] or _tells(reason, words) or self._known & _said(reason):
            place = f", entry {entry}" if entry else ""
            return f"the reason is in the log{place}: it names what is withheld"
        return reason

    def _names(self) -> Naming:
        if self._naming is None:
            self._naming = Naming.of((), desk_lists.of(self.collection), self.guide)
        return self._naming

    def _page(self, row: PageRow) -> Page | None:
        if self._last[0] != row.blob:
            there = row.blob and self.collection.blobs.has(row.blob)
            page = leaves.unpack_page(self.collection.blobs.get(row.blob)) if there else None
            self._last = (row.blob, page)
        return self._last[1] if row.blob else None

    def _areas(self, row: PageRow, one: Determination) -> tuple[Area, ...]:
        target = one.target
        if target.areas:
            return target.areas
        if target.start is None or target.end is None:
            return (Area(0, 0, row.width, row.height),)
        page = self._page(row)
        return page.areas(target.start, target.end) if page else ()

    def _words(self, row: PageRow, one: Determination) -> str:
        """Return the words under a withholding: to be compared, never told."""
        page = self._page(row)
        if page is None:
            return ""
        target = one.target
        if target.areas:
            return " ".join(w.text for w in page.words if w.area and _meets(target.areas, w.area))
        if target.start is None or target.end is None:
            return page.text
        return page.text[target.start : target.end]


def _meets(areas: Iterable[Area], word: Area) -> bool:
    return any(area.meets(word) for area in areas)


def _tells(reason: str, words: str) -> bool:
    """Say whether a reason holds what is withheld: its signs in a row, or a name or number of it."""
    signs = "".join(_WORD.findall(words)).casefold()
    if len(signs) >= SHORTEST and signs in "".join(_WORD.findall(reason)).casefold():
        return True
    said = _said(reason)
    return any(word.casefold() in said for word in _telling(words))


def _said(reason: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(reason)}


def _telling(words: str) -> Iterator[str]:
    """Yield the words that tell something by themselves: names and numbers."""
    for word in _WORD.findall(words):
        number = any(sign.isdigit() for sign in word)
        if number or (len(word) >= SHORTEST and word[0].isupper()):
            yield word
