"""One record's new pages laid beside its older texts, page by page, and the words only one side has.

Promises: each new page is laid beside the older text that has most of it, the later release first where
it will do. Words are judged by the same rules in both directions: what is new (``visible``) and, the
other way round, what is gone (``gone``), which is withholding or noise. Where both sides have word boxes,
words that one of them misread count as matched, for the scans can be asked then (``misread``).
Does not promise: anything of a page that no older text could be laid beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise

from tearline.reading.comparing.alignment import Alignment, align
from tearline.reading.comparing.kinds import (
    CANCELLED,
    SETTLED,
    STRICT,
    UNREADABLE,
    Position,
    Rules,
    believed,
    position,
    tells,
)
from tearline.reading.comparing.misread import tie
from tearline.reading.comparing.plausible import Vocabulary
from tearline.reading.comparing.runs import Run, elsewhere, runs
from tearline.reading.comparing.tokens import Stream
from tearline.reading.comparing.windows import Window, windows

_FEW = 5  # ties below which a page may be better placed by its number (a form, a page said twice)
_AROUND, _TIED = 40, 14  # words looked at on either side of a hit, and matched ones taken there
_TRUSTED = 30  # matched words from which the older side's share counts too


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that one side has alone: indices of its stream, class, and the gap on the other side."""

    first: int
    last: int
    position: Position
    gap: tuple[int, int]


class Older:
    """One older text of a record, and where each new page came from in it."""

    def __init__(self, stream: Stream, new: Stream) -> None:
        """Keep the two; nothing is compared yet."""
        self.stream, self._new = stream, new

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Return the stretch of this text for each new page."""
        return windows(self.stream.words, self._new.words, self._new.firsts)

    def stretches(self, page: int) -> Iterator[tuple[Window, float]]:
        """Yield where a new page may have come from, and the coverage from which to believe it.

        By its ties first; where they are few, also the page of its number, if it is like it.
        """
        window = self.windows[page]
        yield window, 0.0
        number = self._new.record.pages[page].number
        at = self._pages.get(number) if window.ties < _FEW else None
        if at is not None:
            yield Window(self.stream.firsts[at], self.stream.firsts[at + 1], 0), UNREADABLE

    def pages(self, window: Window) -> range:
        """Return the indices of the pages that a stretch of this text reaches over."""
        if window.end <= window.start:
            return range(0)
        return range(self.stream.page_of(window.start), self.stream.page_of(window.end - 1) + 1)

    @cached_property
    def _pages(self) -> dict[int, int]:
        """Return the index of each page by its number, where numbers mean the same on both sides."""
        old, new = self.stream.record, self._new.record
        if old.paged != new.paged:
            return {}
        return {page.number: at for at, page in enumerate(old.pages)}


@dataclass(frozen=True)
class Laid:
    """A new page beside a stretch of an older text. ``coverage``: the share of its words found there.

    ``agreement`` is that share, or the older side's where it is higher: a page that gained much text
    covers little of itself, and yet was read well. ``is_boxed``: both sides have word boxes, and words that
    either misread count as found.
    """

    new: Stream
    page: int
    older: Older
    window: Window
    alignment: Alignment
    is_boxed: bool = False

    @property
    def coverage(self) -> float:
        """Return the share of the page's words that the older text has in order."""
        return self.alignment.coverage

    @cached_property
    def agreement(self) -> float:
        """Return how well the better-covered side agrees with the other."""
        back = self.alignment.backward
        found = [i for i, match in enumerate(back) if match >= 0]
        if len(found) < _TRUSTED:
            return self.coverage
        return max(self.coverage, len(found) / (found[-1] + 1 - found[0]))

    def visible(self, vocabulary: Vocabulary, rules: Rules = STRICT) -> Iterator[Hit]:
        """Yield what only the new page has."""
        first, end = self.new.firsts[self.page : self.page + 2]
        sides = (self.new, self.older.stream)
        ties = (self.alignment.forward, self.alignment.backward)
        slices = ((first, end), (self.window.start, self.window.end))
        yield from self._hits(sides, ties, slices, vocabulary, rules)

    def gone(self, vocabulary: Vocabulary, rules: Rules = STRICT) -> Iterator[Hit]:
        """Yield what only the older text has: the same comparison run backwards."""
        first, end = self.new.firsts[self.page : self.page + 2]
        sides = (self.older.stream, self.new)
        ties = (self.alignment.backward, self.alignment.forward)
        slices = ((self.window.start, self.window.end), (first, end))
        yield from self._hits(sides, ties, slices, vocabulary, rules)

    def ties(self, hit: Hit, *, back: bool = False) -> Iterator[tuple[int, int]]:
        """Yield the matched words nearest to a hit, before and behind it: of its own side, of the other.

        Indices of the streams; ``back`` for a hit that is ``gone``.
        """
        lows = (self.new.firsts[self.page], self.window.start)
        match = self.alignment.backward if back else self.alignment.forward
        low, other_low = reversed(lows) if back else lows
        before = range(hit.first - 1, low - 1, -1)
        for words in (before, range(hit.last + 1, low + len(match))):
            tied = ((i, match[i - low] + other_low) for i in words[:_AROUND] if match[i - low] >= 0)
            yield from islice(tied, _TIED)

    def _hits(
        self,
        sides: tuple[Stream, Stream],
        ties: tuple[Sequence[int], Sequence[int]],
        slices: tuple[tuple[int, int], tuple[int, int]],
        vocabulary: Vocabulary,
        rules: Rules,
    ) -> Iterator[Hit]:
        if self.agreement < rules.settled:
            return
        (mine, theirs), (low, other_low) = sides, (slices[0][0], slices[1][0])
        words, other = mine.words[slice(*slices[0])], theirs.words[slice(*slices[1])]
        for run in runs(words, ties[0], other, ties[1], rules):
            at = moved(run, low, other_low)
            if not believed(mine, at, vocabulary, rules):
                continue
            if mine.page_of(at.first) != mine.page_of(at.last):
                continue  # no span of one page: what stands at a page's edge is not told apart
            if rules.says and elsewhere(words, run, other, ties[1]) >= CANCELLED:
                continue
            yield from parts(mine, at, vocabulary, rules)


def parts(mine: Stream, run: Run, vocabulary: Vocabulary, rules: Rules) -> Iterator[Hit]:
    """Yield a stretch as hits, parted where something is still deleted in it or a page ends.

    A part that says nothing by itself is none.
    """
    cuts = [
        at for at in range(run.first + 1, run.last + 1)
        if mine.parted(at) or mine.page_of(at - 1) != mine.page_of(at)
    ]  # fmt: skip
    for first, end in pairwise([run.first, *cuts, run.last + 1]):
        if not cuts or tells(mine.words[first:end], vocabulary, rules):
            yield Hit(first, end - 1, position(mine, first, end - 1), (run.start, run.end))


def lay(new: Stream, olds: Sequence[Older]) -> Iterator[Laid | None]:
    """Yield for each new page the older text it is best laid beside; None where there is none."""
    for page in range(len(new.record.pages)):
        words = new.words[new.firsts[page] : new.firsts[page + 1]]
        best: Laid | None = None
        places = ((source, *found) for source in olds for found in source.stretches(page))
        for older, window, least in places:
            theirs = older.stream.words[window.start : window.end]
            alignment = align(theirs, words)
            is_boxed = boxed(new, page) and boxed(older.stream, *older.pages(window))
            if is_boxed:
                tie(theirs, words, alignment.forward, alignment.backward)
            laid = Laid(new, page, older, window, alignment, is_boxed)
            if best is None or laid.coverage > max(best.coverage, least):
                best = laid
            if best.coverage >= SETTLED:
                break
        yield best


def boxed(stream: Stream, *pages: int) -> bool:
    """Say whether all of some pages have word boxes: our OCR read them, and a scan can be asked."""
    return all(stream.record.pages[page].words for page in pages)


def moved(run: Run, by: int, other_by: int) -> Run:
    """Return a stretch with indices of the streams instead of their slices."""
    return replace(
        run,
        first=run.first + by,
        last=run.last + by,
        start=run.start + other_by,
        end=run.end + other_by,
    )
