"""What a word looks like to a reader of bad scans: one key for all the words it may be taken for.

Promises: words that differ only by letters that scans confuse (l, 1, I; O, 0; c, e; h, b; n, u, v;
rn, m; cl, d; vv, w; hn, lm; s, 5; b, 8; and so on) have one key, and every key letter knows where in the
word it came from. ``Grams`` says where in a long key text a short piece may stand, at the speed
of array arithmetic. Everything is linear.

Does not promise: that words of one key are the same word. A key proposes; the letters decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

_PAIRS = {"rn": "m", "cl": "d", "vv": "w"}
_PAIR = re.compile("rn|cl|vv")
_CLASSES = str.maketrans("l1!|0eh86uv5$2@9q", "iiiiocbbbnnssza" + "gg")

GRAM = 6  # key letters of a piece
_BITS = 22  # a table of four million places: a hundred thousand pieces fill a fortieth
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def key_of(word: str) -> str:
    """Return the key of a folded, lower-cased word; never longer than the word, never empty."""
    word = word.replace("lm", "hn")
    if "rn" in word or "cl" in word or "vv" in word:
        word = _PAIR.sub(lambda pair: _PAIRS[pair.group()], word)
    return word.translate(_CLASSES)


def plain_key(word: str) -> str:
    """Return the key of a word letter by letter: what is wrong beside a pair breaks the pair up."""
    return word.translate(_CLASSES)


def key_places(word: str) -> list[int]:
    """Return where in ``word`` each letter of its key begins, and then the word's length."""
    seconds = {match.start() + 1 for match in _PAIR.finditer(word)}
    return [place for place in range(len(word)) if place not in seconds] + [len(word)]


def shortened(key: str) -> Iterator[str]:
    """Yield ``key`` with each of its letters left out in turn, one of a double letter only."""
    for place in range(len(key)):
        if place == 0 or key[place] != key[place - 1]:
            yield key[:place] + key[place + 1 :]


def shortened_twice(key: str) -> set[str]:
    """Return ``key`` with one or two of its letters left out."""
    once = set(shortened(key))
    return once | {twice for each in once for twice in shortened(each)}


class Grams:
    """Pieces of ``GRAM`` key letters, to be looked for at every place of a text at once."""

    def __init__(self, pieces: Sequence[str]) -> None:
        """Fill the table; every piece has ``GRAM`` letters."""
        self._table = np.zeros(1 << _BITS if pieces else 0, dtype=bool)
        if pieces:
            letters = _letters("".join(pieces)).reshape(len(pieces), GRAM)
            self._table[_hashes([letters[:, place] for place in range(GRAM)])] = True

    def places(self, text: str) -> list[int]:
        """Return where a piece may begin in a key text; a few places are wrong, none is left out."""
        if not self._table.size or len(text) < GRAM:
            return []
        letters = _letters(text)
        last = len(text) - GRAM + 1
        hashes = _hashes([letters[place : place + last] for place in range(GRAM)])
        found: list[int] = np.flatnonzero(self._table[hashes]).tolist()
        return found


def _letters(text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _hashes(
    columns: Sequence[np.ndarray[tuple[int, ...], np.dtype[np.uint32]]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    """Return a place in the table for each row of letters."""
    total = columns[0].astype(np.uint64)
    for column in columns[1:]:
        total *= np.uint64(131)
        total += column
    total *= _FACTOR  # wraps on purpose: the high bits are the mixed ones
    total >>= np.uint64(64 - _BITS)
    return total
