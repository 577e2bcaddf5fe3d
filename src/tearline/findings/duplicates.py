"""Which pages may be the same page: photocopies, other versions, the same sheet in another record.

Promises: ``signature`` is 512 bytes a page, the same for the same text and the same ``VERSION``;
``same_pages`` names the pairs of pages that share several rare bits of text. Both are pure. Two
readings of one sheet of paper agree in far less than half of what they say when the copy is bad, so
a pair needs only ``SHARED`` values in common, but ones that few other pages have: what a form
prints on every page makes no pair.

Does not promise that a pair is one page: that is for ``duplicate_pairs.confirm``, which reads both
texts; ``confirmed`` does so for every pair. A page with fewer than ``LEAST_LETTERS`` letters and
digits has no signature and is nobody's duplicate; a picture's likeness is not looked at.

Cost: 0.4 ms a page for the signature; ``same_pages`` 0.1 ms and some 5 KB a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import metadata
from itertools import combinations, product
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import rensa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from tearline.findings.duplicate_pairs import SAME, Rarity, Words, agreement, confirm
from tearline.text import squeezed

__all__ = ["SAME", "VERSION", "Pair", "confirm", "confirmed", "same_pages", "signature"]

K = TypeVar("K", bound=Hashable)

# What stored signatures and pairs depend on: the rules here, and the hash functions behind them.
VERSION = f"1 rensa {metadata.version('rensa')}"
LEAST_LETTERS = 60  # fewer letters and digits say too little
SLOTS = 256  # values of a signature
SIZE = 2 * SLOTS  # its bytes
GRAM = 5  # letters of a shingle
SEED = 1963
RARE = 32  # a value that more pages have is what forms and plain English have in common
SHARED = 4  # rare values two pages must share
FEW = 16  # copies of one signature that are all paired with one another
_MOST_BITS = 25  # of the table that counts pairs
_AT_ONCE = 1 << 16  # pairs compared at a time
_CACHED = 4096  # pages whose words are kept while pairs are confirmed

_NO_LETTERS = re.compile(r"[\W_]+")
_MIX = np.uint64(0x9E3779B97F4A7C15)

Slots = NDArray[np.uint16]
Codes = NDArray[np.int64]


class Pair(NamedTuple, Generic[K]):
    """Two pages that may be one, in the order they came in.

    ``likeness`` is the estimated share (0-1) of the two texts' shingles that both have: 0.9 for two
    good readings, 0.05 to 0.3 for a bad photocopy, and as much for two sheets of one form.
    """

    first: K
    second: K
    likeness: float


def signature(text: str) -> bytes:
    """Return the ``SIZE`` bytes that stand for a page's text, or b'' where it says too little.

    Letters and digits alone count, folded and lower-cased, so that spacing, punctuation and line
    breaks make no difference. Linear in the text.
    """
    letters = _NO_LETTERS.sub("", squeezed(text))
    if len(letters) < LEAST_LETTERS:
        return b""
    data = np.frombuffer(letters.encode("utf-8", "surrogatepass"), np.uint8).astype(np.uint64)
    last = len(data) - GRAM + 1
    grams = np.zeros(last, np.uint64)
    for place in range(GRAM):
        grams = (grams << np.uint64(8)) | data[place : place + last]
    grams = np.unique(grams)
    # Neighbouring shingles are neighbouring numbers: spread them before the hashing proper.
    grams = (grams ^ (grams >> np.uint64(31))) * _MIX
    grams ^= grams >> np.uint64(29)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        grams, [0, len(grams)], SLOTS, SEED
    )
    return np.array(matrix.to_rows()[0], np.uint32).astype("<u2").tobytes()


def same_pages(signatures: Iterable[tuple[K, bytes]]) -> tuple[Pair[K], ...]:
    """Return the pairs of pages that may be one page, those with the very same signature first.

    Takes (key, signature) in any stable order; an empty signature takes no part. Where more than
    ``FEW`` pages have one signature, the first of them speaks for the rest: each is paired with it
    alone, and it alone with others, so a page that stands in a thousand records makes a thousand
    pairs and not half a million. ValueError for a signature of another size.
    """
    copies: dict[bytes, list[K]] = {}
    for key, data in signatures:
        if data:
            copies.setdefault(data, []).append(key)
            if len(data) != SIZE:
                msg = f"a signature has {SIZE} bytes, not {len(data)}: it is another version's"
                raise ValueError(msg)
    found: list[Pair[K]] = []
    for keys in copies.values():
        several = combinations(keys, 2) if len(keys) <= FEW else ((keys[0], k) for k in keys[1:])
        found.extend(Pair(first, second, 1.0) for first, second in several)
    if len(copies) < 2:  # noqa: PLR2004 - nobody to compare with
        return tuple(found)
    speaking = [keys if len(keys) <= FEW else keys[:1] for keys in copies.values()]
    slots = np.frombuffer(b"".join(copies), "<u2").reshape(len(copies), SLOTS)
    for one, other, likeness in _compared(slots, _often(slots)):
        both = product(speaking[one], speaking[other])
        found.extend(Pair(first, second, round(likeness, 3)) for first, second in both)
    return tuple(found)


def confirmed(
    pairs: Sequence[Pair[K]], text_of: Callable[[K], str], *, at_least: float = SAME
) -> Iterator[Pair[K]]:
    """Yield the pairs whose texts are readings of one page; ``likeness`` is then their agreement.

    ``text_of`` gives a page's text. It is asked for each page once, to learn which words are rare,
    and again where a pair is confirmed (0.3 ms a pair); a few thousand pages' words are in memory
    at a time. No chains are made: where A is B and B is C, A and C are one only if they say so
    themselves, or have the very same signature. Sheets of one form would else all become one.
    """
    rarity = Rarity.of(text_of(key) for key in dict.fromkeys(_keys(pairs)))

    @lru_cache(maxsize=_CACHED)
    def words_of(key: K) -> Words:
        return Words.of(text_of(key))

    for pair in pairs:
        same = agreement(words_of(pair.first), words_of(pair.second), rarity)
        if same >= at_least:
            yield Pair(pair.first, pair.second, same)


def _keys(pairs: Iterable[Pair[K]]) -> Iterator[K]:
    for pair in pairs:
        yield pair.first
        yield pair.second


def _often(slots: Slots) -> Codes:
    """Return the pairs of rows that share ``SHARED`` rare values, as first * rows + second, sorted.

    Two passes: the first counts pairs in a table of fixed size, where two of them may fall into
    one cell; the second keeps those whose cell is full enough, and counts them truly.
    """
    bits = min(max(12, (slots.size - 1).bit_length()), _MOST_BITS)
    table = np.zeros(1 << bits, np.uint16)

    def cell(codes: Codes) -> Codes:
        spread = (codes.astype(np.uint64) * _MIX) >> np.uint64(64 - bits)
        return spread.astype(np.int64)

    for codes in _shared(slots):
        np.add.at(table, cell(codes), 1)
    kept = [codes[table[cell(codes)] >= SHARED] for codes in _shared(slots)]
    if not kept:
        return np.zeros(0, np.int64)
    codes, counts = np.unique(np.concatenate(kept), return_counts=True)
    return np.asarray(codes[counts >= SHARED], dtype=np.int64)


def _shared(slots: Slots) -> Iterator[Codes]:
    """Yield, value by value, the pairs of rows that share a rare one.

    A value that too many rows have links only neighbours in the order of the two values after it,
    where these agree too: a page that stands in a hundred records is known, and a form is no pair.
    """
    rows = len(slots)
    for place in range(SLOTS):
        values = slots[:, place]
        counts = np.bincount(values, minlength=1 << 16)[values]
        rare = np.flatnonzero((counts > 1) & (counts <= RARE))
        order = rare[np.argsort(values[rare], kind="stable")]
        yield from _neighbours(values[order], order, rows, RARE - 1)
        many = np.flatnonzero(counts > RARE)
        after = [slots[many, (place + step) % SLOTS].astype(np.uint64) for step in range(3)]
        triples = (after[0] << np.uint64(32)) | (after[1] << np.uint64(16)) | after[2]
        order = np.argsort(triples, kind="stable")
        yield from _neighbours(triples[order], many[order], rows, 1)


def _neighbours(
    values: NDArray[np.unsignedinteger], order: NDArray[np.intp], rows: int, reach: int
) -> Iterator[Codes]:
    """Yield the pairs of equal values that stand up to ``reach`` places apart in a sorted list."""
    for step in range(1, reach + 1):
        same = values[step:] == values[:-step]
        if not same.any():
            return
        first, second = order[:-step][same], order[step:][same]
        # Sorted stably, so equal values stand in the order of their rows.
        yield (first * rows + second).astype(np.int64)


def _compared(slots: Slots, codes: Codes) -> Iterator[tuple[int, int, float]]:
    """Yield (first row, second row, share of equal values) of each pair."""
    for start in range(0, len(codes), _AT_ONCE):
        first, second = np.divmod(codes[start : start + _AT_ONCE], len(slots))
        alike = (slots[first] == slots[second]).mean(axis=1)
        yield from zip(first.tolist(), second.tolist(), alike.tolist(), strict=True)
