"""Where a page was published before: an index over the older releases' pages, asked for one page at a time.

Promises: an answer names an older page that says the same letters, or one whose text was read beside the
asked one and agrees (``findings.duplicate_pairs``: words and numbers, whatever their order), so two sheets
filled in on one form are not taken for one page. Another engine's reading of the page is found where
it shares a tenth of its pieces of five letters or more. The same pages and question, the same answer.

Does not promise: that no answer means a new page. A bad reading agrees with nothing, and a page of fewer
than ``LEAST_LETTERS`` letters is never said to have been published. Of many copies it names one of the
likest, the earliest given among equals. Two blank forms of one kind are one page to it.

Keeps, for each page, 0.9 KB of sketch and index, and its text compressed (some 0.6 KB).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, Self

import numpy as np
import zstandard
from numpy.typing import NDArray

from tearline.findings.duplicate_pairs import SAME, Rarity, Words, agreement
from tearline.reading.alike.page_text import PageText, Where
from tearline.reading.alike.sketches import (
    LEAST_LETTERS,
    Sketches,
    digest,
    letters,
    likeness,
    sketches,
)

_VALUES = 128  # of a sketch's values, those looked up
_RARE = 64  # pages of a value that are looked at
_SHARED = 3  # values looked up that a page must share to be compared
_TRIED = 48  # pages compared as sketches, of which
_READ = 4  # are read beside the asked one
_CERTAIN = 0.9  # agreement from which no other page is read
_FAINT = 0.04  # likeness below which a page is not read
_WEIGHED = 5000  # pages from which is learnt how rare words are
_AT_ONCE = 512


class Earlier(NamedTuple):
    """An older page: its place, and how far the two texts agree (0-1; 1 for the same letters)."""

    where: Where
    likeness: float


class OldPages:
    """The pages of older releases. ``build`` it once, then ask ``same_as``."""

    def __init__(self) -> None:
        """Begin without a page; ``build`` is the way to fill it."""
        self.count = 0
        self._places: list[Where] = []
        self._texts: list[bytes] = []
        self._rows: dict[int, int] = {}
        self._sketches: Sketches = sketches([])
        self._starts: NDArray[np.uint32] = np.zeros((_VALUES, (1 << 16) + 1), np.uint32)
        self._order: NDArray[np.uint32] = np.zeros((_VALUES, 0), np.uint32)
        self._rarity = Rarity(0, {})
        self._open = zstandard.ZstdDecompressor()

    @classmethod
    def build(cls, pages: Iterable[PageText]) -> Self:
        """Return the index of all pages, read once; of pages that say the same the first stands for all."""
        found = cls()
        flow = iter(pages)
        press = zstandard.ZstdCompressor(level=3)
        parts: list[Sketches] = []
        while chunk := list(islice(flow, _AT_ONCE)):
            runs: list[bytes] = []
            for where, text in chunk:
                found.count += 1
                run = letters(text)
                if len(run) < LEAST_LETTERS:
                    continue
                if found._rows.setdefault(digest(run), len(found._places)) == len(found._places):
                    found._places.append(where)
                    found._texts.append(press.compress(text.encode("utf-8", "surrogatepass")))
                    runs.append(run)
            parts.append(sketches(runs))
        found._index(parts)
        return found

    def same_as(self, text: str, at_least: float = SAME) -> Earlier | None:
        """Return where a page that says what ``text`` says was published; None where none is found.

        ``at_least`` is the agreement asked for, 0-1. On the shared records two sheets filled in on one
        long form reached 0.61; whoever calls a page old in another record asks for more than that.
        """
        run = letters(text)
        if len(run) < LEAST_LETTERS or not self._places:
            return None
        row = self._rows.get(digest(run))
        if row is not None:
            return Earlier(self._places[row], 1.0)
        own = sketches([run])[0]
        words = Words.of(text)
        for rows in self._candidates(own):
            best = (0.0, 0)
            for row in rows:
                agreed = agreement(words, Words.of(self._text(row)), self._rarity)
                best = max(best, (agreed, -row))
                if agreed >= _CERTAIN:
                    break
            if best[0] >= at_least:
                return Earlier(self._places[-best[1]], best[0])
        return None

    def _index(self, parts: list[Sketches]) -> None:
        """Sort the values looked up, and learn which words are rare."""
        self._sketches = np.concatenate(parts) if parts else self._sketches
        parts.clear()
        rows = len(self._sketches)
        self._order = np.empty((_VALUES, rows), np.uint32)
        for place in range(_VALUES):
            values = np.ascontiguousarray(self._sketches[:, place])
            self._order[place] = np.argsort(values, kind="stable")
            counts = np.bincount(values, minlength=1 << 16)
            np.cumsum(counts, out=self._starts[place, 1:])
        step = max(1, rows // _WEIGHED)
        self._rarity = Rarity.of(self._text(row) for row in range(0, rows, step))

    def _candidates(self, own: Sketches) -> Iterator[list[int]]:
        """Yield two lists of rows to be read, each with the likest sketch first.

        Rare values are asked first; a page that has none but what every form has is looked for among
        the first pages of its values.
        """
        places = np.arange(_VALUES)
        values = own[:_VALUES].astype(np.int64)
        low, high = self._starts[places, values], self._starts[places, values + 1]
        rare = high - low <= _RARE
        for chosen in (np.flatnonzero(rare), np.flatnonzero(~rare)):
            slices = [self._order[p, low[p] : min(high[p], low[p] + _RARE)] for p in chosen]
            if not slices:
                continue
            rows, counts = np.unique(np.concatenate(slices), return_counts=True)
            often = counts >= _SHARED
            rows, counts = rows[often], counts[often]
            rows = rows[np.argsort(-counts, kind="stable")[:_TRIED]]
            shares = likeness(own, self._sketches[rows])
            order = np.argsort(-shares, kind="stable")[:_READ]
            yield [int(rows[at]) for at in order if shares[at] >= _FAINT]

    def _text(self, row: int) -> str:
        return self._open.decompress(self._texts[row]).decode("utf-8", "surrogatepass")
