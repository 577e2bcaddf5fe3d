"""Many texts squeezed into one byte string: letters and digits alone, folded, with words' edges kept.

Promises: case, accents, look-alikes, blanks, hyphens and line breaks are gone, so that a value is
found however it is set; for every place it can be told whether a word begins or ends there (also in
``camelCase`` and between letters and digits). A NUL stands between two texts. Takes time in
proportion to the texts alone. Does not search.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tearline_verify import forms

_SEPARATOR, _LETTER, _DIGIT, _BETWEEN = 0, 1, 2, 3


class _Fold(dict[int, str]):
    """What each character becomes, worked out when it is first met; ASCII keeps its case."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code < 128:  # noqa: PLR2004 - ASCII
            made = char
        elif unicodedata.category(char) in ("Me", "Mc"):  # what the fold leaves of marks
            made = ""
        elif char.isdigit():
            made = str(unicodedata.digit(char))
        else:
            made = "".join(c if c.isalnum() else " " for c in forms.fold(char))
        self[code] = made
        return made


_FOLD = _Fold()


def _kinds() -> NDArray[np.uint8]:
    kinds = np.full(256, _BETWEEN, np.uint8)
    kinds[0] = _SEPARATOR
    kinds[ord("0") : ord("9") + 1] = _DIGIT
    kinds[ord("A") : ord("Z") + 1] = _LETTER
    kinds[ord("a") : ord("z") + 1] = _LETTER
    kinds[128:] = _LETTER  # what the fold leaves beyond ASCII is letters alone
    return kinds


_KINDS = _kinds()


def folded(text: str) -> str:
    """Return text with accents, look-alikes and invisible characters folded away, ASCII case kept."""
    return text if text.isascii() else text.translate(_FOLD)


def needle(text: str) -> bytes:
    """Return what a value is looked for as."""
    low = folded(text).lower().encode("utf-8", "replace")
    return bytes(byte for byte in low if _KINDS[byte] in (_LETTER, _DIGIT))


class Squeezed:
    """Texts squeezed together: ``data``, and where words and texts begin and end in it."""

    __slots__ = ("_gaps", "_parted", "_starts", "_turns", "data")

    def __init__(self, texts: Iterable[str]) -> None:
        """Squeeze ``texts``; none of them holds a NUL."""
        whole = np.frombuffer(folded("\0".join(texts)).encode("utf-8", "replace"), np.uint8).copy()
        kinds = _KINDS[whole]
        kept = kinds != _BETWEEN
        gap = np.ones(len(whole) + 1, bool)
        upper = (whole >= ord("A")) & (whole <= ord("Z"))
        lower = (whole >= ord("a")) & (whole <= ord("z"))
        if len(whole):
            gap[1:-1] = ~kept[:-1] | (upper[1:] & lower[:-1])
        whole[upper] += 32
        squeezed = whole[kept]
        self.data = squeezed.tobytes()
        kinds = kinds[kept]
        edge = (kinds[1:] == _SEPARATOR) | (kinds[:-1] == _SEPARATOR) if len(kinds) else kinds
        # Before each byte, and after the last: whether a word ended here, and whether letters turn to digits.
        self._gaps = np.append(gap[:-1][kept], True)
        self._turns = np.ones(len(squeezed) + 1, bool)
        if len(squeezed):
            self._turns[1:-1] = kinds[1:] != kinds[:-1]
        self._parted = self._gaps.copy()
        if len(squeezed):
            self._parted[1:-1] |= edge
        self._starts = np.flatnonzero(squeezed == 0)

    def text_of(self, at: int) -> int:
        """Return the number of the text that a place in ``data`` belongs to."""
        return int(np.searchsorted(self._starts, at, side="right"))

    def edge(self, at: int) -> bool:
        """Say whether a word, or a number in one, begins or ends at a place."""
        return bool(self._gaps[at] or self._turns[at])

    def whole(self, start: int, end: int) -> bool:
        """Say whether a word stands between two places, one and no more."""
        ends = self._parted[start] and self._parted[end]
        return bool(ends and self.unbroken(start, end))

    def unbroken(self, start: int, end: int) -> bool:
        """Say whether nothing was squeezed out between two places."""
        return not self._gaps[start + 1 : end].any()

    def edge_within(self, at: int, reach: int) -> bool:
        """Say whether a word ends at a place or at most ``reach`` bytes after it."""
        until = at + reach + 1
        return bool(self._gaps[at:until].any() or self._turns[at:until].any())
