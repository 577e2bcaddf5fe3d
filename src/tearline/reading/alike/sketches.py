"""What stands for a page's text: its letters run together, their hash, and 512 bytes that can be compared.

Promises: the same text gives the same sketch in every process, for one ``VERSION``. The share of equal
values of two sketches estimates the share of pieces of five letters that both texts have, whatever parts
the words; so two readings of one page stay alike where their words do not. Made for many pages at once:
0.1 ms a page, a third of what ``findings.duplicates.signature`` takes one by one, which is why this is here.

Does not promise: that a share is exact (it errs by some 3 points), nor a sketch of a page with fewer
than ``LEAST_LETTERS`` letters and digits: that says too little to be told from another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from importlib import metadata

import numpy as np
import rensa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from tearline.text import squeezed

# What kept sketches depend on: the rules here, and the hash functions behind them.
VERSION = f"1 rensa {metadata.version('rensa')}"
LEAST_LETTERS = 60  # fewer letters and digits say too little
VALUES = 256  # of a sketch, two bytes each
PIECE = 5  # letters
_SEED = 1963
_MIX = np.uint64(0x9E3779B97F4A7C15)

_NO_LETTERS = re.compile(r"[\W_]+")
_PLAIN_OTHERS = bytes(code for code in range(128) if not chr(code).isalnum())

Sketches = NDArray[np.uint16]


def letters(text: str) -> bytes:
    """Return the letters and digits of a text, folded, lower-cased and run together, as UTF-8."""
    if text.isascii():  # the same, by a table
        return text.lower().encode("ascii").translate(None, _PLAIN_OTHERS)
    return _NO_LETTERS.sub("", squeezed(text)).encode("utf-8", "surrogatepass")


def digest(run: bytes) -> int:
    """Return 64 bits that stand for the letters of a page: two pages of one digest say the same."""
    return int.from_bytes(hashlib.blake2b(run, digest_size=8).digest(), "little")


def sketches(runs: Sequence[bytes]) -> Sketches:
    """Return a row of ``VALUES`` for each page's letters. ValueError: one has too few of them."""
    if not runs:
        return np.zeros((0, VALUES), np.uint16)
    if min(map(len, runs)) < LEAST_LETTERS:
        msg = f"a page with fewer than {LEAST_LETTERS} letters has no sketch"
        raise ValueError(msg)
    data = np.frombuffer(b"".join(runs), np.uint8).astype(np.uint64)
    sizes = np.fromiter(map(len, runs), np.int64, len(runs))
    pieces = np.zeros(len(data) - PIECE + 1, np.uint64)
    for step in range(PIECE):
        pieces = (pieces << np.uint64(8)) | data[step : step + len(pieces)]
    # Neighbouring pieces are neighbouring numbers: spread them before the hashing proper.
    pieces = (pieces ^ (pieces >> np.uint64(31))) * _MIX
    pieces ^= pieces >> np.uint64(29)
    # Pieces that reach from one page into the next are nobody's.
    inside = np.ones(len(pieces), bool)
    borders = np.cumsum(sizes)[:-1]
    for step in range(1, PIECE):
        inside[borders - step] = False
    counts = np.concatenate(([0], np.cumsum(sizes - (PIECE - 1))))
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        pieces[inside], counts.tolist(), VALUES, _SEED
    )
    return np.array(matrix.to_rows(), np.uint32).astype(np.uint16)


def likeness(one: Sketches, others: Sketches) -> NDArray[np.float64]:
    """Return the share of equal values (0-1) of one sketch and each of many, or of rows pairwise."""
    return np.asarray((one == others).mean(axis=-1), np.float64)
