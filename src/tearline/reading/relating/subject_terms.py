"""What records are about, as counted terms: the one table behind ranking, learning and reasons.

Promises: a term is a word of three letters or more, folded and lower-cased, or a cryptonym with its
slash left out (``AM/LASH`` and ``AMLASH`` are one). Nothing with a digit is a term, so no personal number
becomes a reason that is shown. The same records give the same table. Terms that one record alone
has relate it to none, and go, and so do those that more than half the records have.
Does not promise: to read a record beyond its first ``MOST_WORDS`` words, nor to mend what was misread.
Holds, while it is made, every word once: some 300 MB for 40,000 records.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tearline.text import fold

MOST_WORDS = 6000
USUAL = 0.5  # share of the records from which a term says nothing
FEW = 10  # records up to which every term that two have is kept
_TERM = re.compile(r"(?<![a-z0-9])([a-z]{2}/[a-z]{3,14}|[a-z]{3,24})(?![a-z0-9])")
_LITTLE = """
the and for that with this was from has had have were are not been which will would his her him she they
them there their what when who all any but can did may our out one two you your its into than then also
such other upon said made page under about after before more only over some these those
"""
_SMALL = frozenset(_LITTLE.split())


class Place(NamedTuple):
    """Where a term stands: the page (from 1) and code points of its text, or a field by name (page 0)."""

    page: int
    start: int
    end: int
    field: str = ""


class Material(NamedTuple):
    """A record to be ranked: its key, its pages' texts in order, fields by name (title, originator, …).

    A page that was not read is '' in its place, so that pages keep their numbers.
    """

    record: str
    pages: Sequence[str]
    fields: Mapping[str, str] = {}


def terms(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the terms of a text, each with its code points in it."""
    folded = fold(text, lower=True)
    for match in _TERM.finditer(folded.text):
        term = match[1].replace("/", "")
        if term not in _SMALL:
            yield term, *folded.span(*match.span())


def placed(material: Material) -> Iterator[tuple[str, Place]]:
    """Yield a record's first terms with their places: its fields, then its pages."""
    left = MOST_WORDS
    for name, value in material.fields.items():
        for term, start, end in terms(value):
            yield term, Place(0, start, end, name)
    for number, text in enumerate(material.pages, 1):
        for term, start, end in terms(text):
            if not left:
                return
            left -= 1
            yield term, Place(number, start, end)


@dataclass(frozen=True, slots=True)
class TermTable:
    """Which terms each record has, how often. Row ``r`` is ``ids[starts[r]:starts[r + 1]]``.

    ``lengths``: terms of each record before any went; ``spread``: records that have each term.
    """

    names: tuple[str, ...]
    starts: NDArray[np.int64]
    ids: NDArray[np.int32]
    counts: NDArray[np.float32]
    lengths: NDArray[np.int64]
    spread: NDArray[np.int64]

    @classmethod
    def of(cls, records: Iterable[Material], copies: Container[str] = ()) -> TermTable:
        """Count the terms of records, read once.

        ``copies``: records that are copies of others. What they alone share with those relates nobody, so
        they do not count in how many records have a term.
        """
        known: dict[str, int] = {}
        ids, counts, lengths, sizes = array("i"), array("f"), array("q"), array("q")
        speaks: list[bool] = []
        for material in records:
            found = Counter(term for term, _ in placed(material))
            ids.extend(known.setdefault(term, len(known)) for term in found)
            counts.extend(found.values())
            lengths.append(found.total())
            sizes.append(len(found))
            speaks.append(material.record not in copies)
        every = np.frombuffer(ids, np.int32) if ids else np.zeros(0, np.int32)
        rows = np.repeat(np.arange(len(lengths)), np.array(sizes, np.int64))
        own = np.array(speaks, bool)
        spread = np.bincount(every[own[rows]], minlength=len(known))
        most = max(FEW, int(USUAL * own.sum()))
        kept = np.flatnonzero((spread > 1) & (spread <= most))
        new = np.full(len(known), -1, np.int32)
        new[kept] = np.arange(len(kept))
        stays = new[every] >= 0
        per_row = np.bincount(rows[stays], minlength=len(lengths))
        names = np.array(list(known), object)[kept] if known else np.zeros(0, object)
        return cls(
            tuple(names.tolist()),
            np.concatenate(([0], np.cumsum(per_row))).astype(np.int64),
            new[every[stays]],
            (np.frombuffer(counts, np.float32) if counts else np.zeros(0, np.float32))[stays],
            np.array(lengths, np.int64),
            spread[kept],
        )

    def rows(self) -> NDArray[np.int64]:
        """Return the row of each entry of ``ids``."""
        return np.repeat(np.arange(len(self.lengths)), np.diff(self.starts))

    def row(self, number: int) -> slice:
        """Return the entries of one record."""
        return slice(int(self.starts[number]), int(self.starts[number + 1]))
