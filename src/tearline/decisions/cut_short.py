"""A name that was withheld, and a word beside it that may be the rest of it.

Who withholds "Anton Quillfeather" where the page says "Anton Quillfeather Dufresquet" has left the surname
in sight. Promises: after decisions were appended, each withheld name with a capitalised word right beside it
that no list has as a plain word is told, with the record, the page and the finding's place, and never a word
of it; a word that is withheld too is no such word.
Does not promise: to know that it is one. A name whose rest stands on another line, or is a plain word, is
not told; a title's or a town's word may be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from tearline.decisions import deciding
from tearline.decisions.standing import Standing
from tearline.findings.names.words import Words, read
from tearline.model.area import Area
from tearline.model.decision import Determination, Target, Verdict
from tearline.model.page import Page
from tearline.store import leaves
from tearline.store.catalog import PageRow
from tearline.store.collection import Collection
from tearline.text import fold

_OF_A_NAME = frozenset("OSBGF")  # unknown, surname, given name: ``findings.names.words``
_SPACE = "_"


@dataclass(frozen=True, slots=True)
class CutShort:
    """A withheld name of a record's page, and on which side of it a word was left that may belong to it."""

    record: str
    page: int
    start: int
    end: int
    side: str

    @property
    def detail(self) -> str:
        """Say it in a sentence."""
        return (
            f"{self.record} p. {self.page}: {self.side} the name withheld at characters "
            f"{self.start}-{self.end} stands a word that may be part of it and still shows; if it is, "
            "withhold it too (a listed term, or a portion by import-decisions)"
        )


def since(collection: Collection, seq: int) -> tuple[CutShort, ...]:
    """Return the names withheld after the log's entry numbered ``seq`` that may be cut short."""
    with deciding.open_log(collection) as log:
        said = [entry.body for entry in log.entries(seq)]
    names: dict[str, list[Determination]] = {}
    for body in said:
        if isinstance(body, Determination) and _withholds_a_name(body):
            names.setdefault(body.target.sha256, []).append(body)
    if not names:
        return ()
    stands = deciding.standing(collection)
    found: dict[CutShort, None] = {}
    for record, number, row in _pages(collection, frozenset(names)):
        own = [one for one in names[row.sha256] if one.target.page == row.number]
        if own and row.blob:
            page = leaves.unpack_page(collection.blobs.get(row.blob))
            found |= dict.fromkeys(on_page(page, (record, number), own, _shut(row, stands)))
    return tuple(found)


def _withholds_a_name(body: Determination) -> bool:
    placed = bool(body.target.areas) or body.target.start is not None
    return body.verdict is Verdict.WITHHOLD and body.kind.startswith("name.") and placed


def _pages(collection: Collection, wanted: frozenset[str]) -> Iterator[tuple[str, int, PageRow]]:
    """Yield the pages of files as every record that has them counts them."""
    for record_id, name, _ in collection.catalog.records():
        files = collection.catalog.files_of(record_id)
        rows = [row for file in files for row in collection.catalog.pages(file.id)]
        for number, row in enumerate(rows, start=1):
            if row.sha256 in wanted:
                yield name, number, row


def _shut(row: PageRow, stands: Standing) -> list[tuple[tuple[Area, ...], int | None, int | None]]:
    """Return what is withheld on a page now: areas, or a span, or neither for the whole page."""
    standing = stands.withheld(row.sha256, row.number)
    return [(one.target.areas, one.target.start, one.target.end) for one in standing]


def on_page(
    page: Page,
    place: tuple[str, int],
    names: list[Determination],
    shut: list[tuple[tuple[Area, ...], int | None, int | None]],
) -> Iterator[CutShort]:
    """Yield the names of one page that may be cut short; ``shut`` is what is withheld on it."""
    folded = fold(page.text)
    words = read(folded.text)
    for one in names:
        start, end = _span(page, one.target)
        for side, word in _beside(words, *folded.within(start, end)):
            span = folded.span(words.starts[word], words.ends[word])
            if not _hidden(page, span, shut):
                yield CutShort(*place, start, end, side)


def _span(page: Page, target: Target) -> tuple[int, int]:
    """Return the code points of a withheld name: stated, or of the words that its areas lie on."""
    if not target.areas:
        return target.start or 0, target.end or 0
    own = [
        word
        for word in page.words
        if word.area and any(area.meets(word.area) for area in target.areas)
    ]
    return (own[0].start, own[-1].end) if own else (0, 0)


def _beside(words: Words, first: int, last: int) -> Iterator[tuple[str, int]]:
    """Yield the words that may go on with a name, by which side of it they stand on."""
    before, after = bisect_left(words.starts, first) - 1, bisect_right(words.ends, last)
    if before >= 0 and _goes_on(words, before, 2 * before + 1):
        yield "before", before
    if after and after < len(words.starts) and _goes_on(words, after, 2 * after - 1):
        yield "after", after


def _goes_on(words: Words, word: int, gap: int) -> bool:
    """Say whether a word, with only a space between, may be of the name."""
    return words.letters[2 * word] in _OF_A_NAME and words.letters[gap : gap + 1] == _SPACE


def _hidden(
    page: Page,
    span: tuple[int, int],
    shut: list[tuple[tuple[Area, ...], int | None, int | None]],
) -> bool:
    """Say whether a word is withheld itself."""
    own = page.areas(*span)
    for areas, start, end in shut:
        if areas and own:
            if all(any(area.meets(one) for area in areas) for one in own):
                return True
        elif start is not None and end is not None:
            if start <= span[0] and span[1] <= end:
                return True
        elif not areas:
            return True
    return False
