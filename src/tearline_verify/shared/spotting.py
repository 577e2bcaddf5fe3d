"""Thousands of values looked for at once in squeezed texts, each by the rule that fits its kind.

Promises: the time grows with the texts and hardly with the number of values. The rules, by what is
left of a value when it is squeezed:
- digits alone: not inside a longer number;
- machine words (ids, canaries): anywhere, from four on;
- other words: under 4 letters as whole, unbroken words; from 4 to 7 as whole words, or at the beginning of
  one that goes on for at most three letters (inflected names); from 8 on with one edge of a word at
  either end; from 12 on anywhere; scripts without blanks between words: anywhere from two letters on.
Does not look for values in which no letter or digit is left (``unsought`` counts them).
"""

# ruff: noqa: PLR2004 - the lengths of the rules above
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tearline_verify.shared.squeezing import Squeezed, needle

WHOLE, EDGES, EDGE, ANYWHERE, NUMBER = range(5)
INFLECTED = 3
CHUNK = 4 << 20
_BITS = 22
_MIXER = np.uint64(0x9E3779B97F4A7C15)


def rule(value: bytes, *, machine: bool) -> int:
    """Return how a squeezed value must stand in a text to count."""
    text = value.decode("utf-8")
    if text.isdigit():
        return NUMBER
    if len(text) >= 2 and any("\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" for c in text):
        return ANYWHERE
    if len(text) < 4:
        return WHOLE
    if machine or len(text) >= 12:
        return ANYWHERE
    return EDGES if len(text) < 8 else EDGE


class Spotter:
    """A fixed set of values; ``use`` numbers are whatever the caller tells values apart by."""

    def __init__(self, values: Iterable[tuple[str, int, bool]]) -> None:
        """Take (value, use, machine word or not)."""
        self.unsought = 0
        self._uses: dict[bytes, list[tuple[int, int]]] = {}
        for value, use, machine in values:
            squeezed = needle(value)
            if not squeezed:
                self.unsought += 1
                continue
            self._uses.setdefault(squeezed, []).append((use, rule(squeezed, machine=machine)))
        by_width: dict[int, list[bytes]] = {8: [], 4: [], 3: [], 2: [], 1: []}
        for one in self._uses:
            by_width[next(width for width in by_width if len(one) >= width)].append(one)
        self._tables = [_Table(found, width) for width, found in by_width.items() if found]

    def find(self, texts: Squeezed, guessed: Sequence[bool]) -> Iterator[tuple[int, int]]:
        """Yield (use, number of the text) for every value in every text, once each.

        ``guessed`` says of each text whether it is one that chance may have made: whole words of under
        four letters are not looked for there.
        """
        told = set()
        for table in self._tables:
            for value, start in table.find(texts.data):
                end = start + len(value)
                for use, how in self._uses[value]:
                    if not _counts(texts, start, end, how):
                        continue
                    hit = (use, texts.text_of(start))
                    if hit not in told and not (how == WHOLE and guessed[hit[1]]):
                        told.add(hit)
                        yield hit


def _counts(texts: Squeezed, start: int, end: int, how: int) -> bool:
    """Say whether a match at a place counts by a rule."""
    if how == ANYWHERE:
        return True
    first, last = texts.edge(start), texts.edge(end)
    if how == WHOLE:
        return texts.whole(start, end)
    if how == EDGE:
        return first or last
    if how == EDGES:
        if first and last:
            return True
        return first and texts.unbroken(start, end) and texts.edge_within(end, INFLECTED)
    return first and last


class _Table:
    """Values of one width or more, each looked up by the window of it that is the rarest."""

    def __init__(self, values: list[bytes], width: int) -> None:
        self._width = width
        counted = Counter(w for value in values for w in set(_windows(value, width)))
        self._by_window: dict[bytes, list[tuple[bytes, int]]] = {}
        for value in values:
            windows = list(_windows(value, width))
            at = min(range(len(windows)), key=lambda n: (counted[windows[n]], n))
            self._by_window.setdefault(windows[at], []).append((value, at))
        self._marks = np.zeros(1 << _BITS, bool)
        keys = b"".join(window.ljust(8, b"\0") for window in self._by_window)
        self._marks[_mixed(np.frombuffer(keys, "<u8"))] = True

    def find(self, data: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield (value, start) for every place of every value."""
        for begin in range(0, len(data), CHUNK):
            part = data[begin : begin + CHUNK + self._width - 1]
            for at in self._candidates(part):
                window = part[at : at + self._width]
                for value, inside in self._by_window.get(window, ()):
                    start = begin + at - inside
                    if start >= 0 and data.startswith(value, start):
                        yield value, start

    def _candidates(self, part: bytes) -> list[int]:
        """Return the places whose window may be one of ours."""
        places = len(part) - self._width + 1
        if places <= 0:
            return []
        if self._width in (4, 8):
            # A view at each offset: windows without computing them.
            found = []
            for offset in range(min(self._width, places)):
                count = (len(part) - offset) // self._width
                view = np.frombuffer(part, f"<u{self._width}", count, offset).astype(np.uint64)
                hits = np.flatnonzero(self._marks[_mixed(view)])
                found.append(hits * self._width + offset)
            return [int(at) for at in np.concatenate(found)]
        raw = np.frombuffer(part, np.uint8).astype(np.uint64)
        keys = np.zeros(places, np.uint64)
        for at in range(self._width):
            keys |= raw[at : at + places] << np.uint64(8 * at)
        return [int(at) for at in np.flatnonzero(self._marks[_mixed(keys)])]


def _windows(value: bytes, width: int) -> Iterator[bytes]:
    for at in range(len(value) - width + 1):
        yield value[at : at + width]


def _mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return where each window is marked."""
    return (keys * _MIXER) >> np.uint64(64 - _BITS)
