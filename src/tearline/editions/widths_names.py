"""How wide every name of a list is in a type: whole lists at once, without a name in any answer.

Promises: a public list (the census surnames, most common first) and the desk's short lists of known
people; of each, how many would fill a space between two widths, in numbers alone. No function here
returns, prints or raises a name, and no repr shows one.

Does not promise kerning, ligatures or letters outside Latin-1 (they count as an ``n``), nor the names
of people who are on no list. The weight of a surname is taken from its rank: about 1 / (rank + 10),
which follows the census counts from the first to the ten-thousandth name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tearline.editions.widths_type import Metric, table
from tearline.findings.names.census import census
from tearline.model.people import KnownPerson, ProtectedPerson

SHORT = 100  # names: a list up to this long must not have one of its names told apart
_RANK_BASE = 10

Widths = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ShortList:
    """People the desk knows; each by the forms a page may call them (name, aliases, last name)."""

    people: tuple[tuple[str, ...], ...] = field(repr=False)

    @classmethod
    def of(cls, people: Iterable[ProtectedPerson | KnownPerson]) -> ShortList:
        """Return the list of these people; one whose forms hold no letter is left out."""
        forms = (_forms((person.name, *person.aliases)) for person in people)
        return cls(tuple(sorted({one for one in forms if one})))


@dataclass(frozen=True, eq=False)
class PublicList:
    """A list of names that anyone has, lower case, in order of rank; itself is the key of its widths."""

    names: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NameLists:
    """What is measured against: a public list, and the desk's short lists."""

    public: PublicList = field(repr=False)
    short: tuple[ShortList, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class Fit:
    """How a public list fares: bits told, whether nothing fitted, the best guess's chance (0-1)."""

    bits: float
    hypothetical: bool
    guess: float


@lru_cache(maxsize=1)
def surnames() -> PublicList:
    """Return the census surnames, the most common first."""
    return PublicList(tuple(census().surnames))


def _forms(names: Iterable[str]) -> tuple[str, ...]:
    """Return the ways a page may name a person, each once: as listed, and by the last word."""
    found = set()
    for name in names:
        # A list may say "Last, First"; a page says it in either order.
        last, comma, first = (part.strip() for part in name.partition(","))
        whole = f"{first} {last}" if comma and first else last
        words = whole.split()
        if any(map(str.isalpha, whole)):
            found |= {" ".join(words), words[-1] if not comma or not first else last}
    return tuple(sorted(found))


def _bytes(names: Iterable[str]) -> NDArray[np.uint8]:
    """Return the letters as rows of Latin-1 bytes, 0 where a name is over."""
    rows = [name.encode("latin-1", "replace").replace(b"?", b"n") for name in names]
    longest = max((len(row) for row in rows), default=1) or 1
    joined = b"".join(row.ljust(longest, b"\0") for row in rows)
    return np.frombuffer(joined, np.uint8).reshape(len(rows), longest)


def advances(names: Iterable[str], metric: Metric) -> Widths:
    """Return the width of each string as written, in 1/1000 em: the sum of its advances."""
    wide: Widths = table(metric)[_bytes(names)].sum(axis=1)
    return wide


@lru_cache(maxsize=4)
def _written(public: PublicList, *, upper: bool) -> NDArray[np.uint8]:
    """Return a public list's letters as a page would have them."""
    return _bytes(n.upper() if upper else n[:1].upper() + n[1:] for n in public.names)


@lru_cache(maxsize=16)
def _public(public: PublicList, metric: Metric, *, upper: bool) -> tuple[Widths, Widths]:
    """Return the list's widths in rising order, and each one's weight."""
    wide = table(metric)[_written(public, upper=upper)].sum(axis=1)
    order = np.argsort(wide, kind="stable")
    return wide[order], (1.0 / (_RANK_BASE + 1 + np.arange(len(public.names))))[order]


def against_public(
    lists: NameLists,
    metric: Metric,
    low: float | None,
    high: float | None,
    *,
    upper: bool,
) -> Fit:
    """Say what a space tells of a name that is between ``low`` and ``high`` wide (1/1000 em, or open).

    Where no name of the list fits, the bits are what a space known this well would tell, as the mean
    over the list's own names; where one side is open, none can then be said, and they are 0.
    """
    wide, weights = _public(lists.public, metric, upper=upper)
    first = 0 if low is None else int(np.searchsorted(wide, low, "left"))
    last = len(wide) if high is None else int(np.searchsorted(wide, high, "right"))
    if first < last:
        inside = weights[first:last]
        guess = float(inside.max() / inside.sum())
        return Fit(float(np.log2(len(wide) / (last - first))), hypothetical=False, guess=guess)
    if low is None or high is None:
        return Fit(0.0, hypothetical=True, guess=float(weights.max() / weights.sum()))
    half = float(f"{(high - low) / 2:.2g}")  # near enough, and worked out once
    bits, guess = _hypothetical(lists.public, metric, half, upper=upper)
    return Fit(bits, hypothetical=True, guess=guess)


@lru_cache(maxsize=256)
def _hypothetical(
    public: PublicList, metric: Metric, half: float, *, upper: bool
) -> tuple[float, float]:
    """Return the mean bits, and the best guess's chance, of a space known to within ``half``."""
    wide, weights = _public(public, metric, upper=upper)
    low = np.searchsorted(wide, wide - half, "left")
    high = np.searchsorted(wide, wide + half, "right")
    bits = float(np.mean(np.log2(len(wide) / (high - low))))
    # Chance of the best guess: in each class of width, the share of its most common name.
    classes = np.floor((wide - wide[0]) / max(2 * half, 1e-6)).astype(np.int64)
    best = np.zeros(int(classes[-1]) + 1)
    np.maximum.at(best, classes, weights)
    return bits, float(best.sum() / weights.sum())


@lru_cache(maxsize=64)
def _known(short: ShortList, metric: Metric, *, upper: bool) -> tuple[Widths, NDArray[np.int64]]:
    """Return the width of every form of a short list, and whose it is."""
    forms = [(f.upper() if upper else f, i) for i, one in enumerate(short.people) for f in one]
    owners = np.array([i for _, i in forms], np.int64)
    return advances([form for form, _ in forms], metric), owners


def fitting(
    short: ShortList, metric: Metric, low: float | None, high: float | None, *, upper: bool
) -> int:
    """Return how many people of a short list have a form between these widths (1/1000 em, or open)."""
    if not short.people:
        return 0
    wide, owners = _known(short, metric, upper=upper)
    inside = np.ones(len(wide), bool)
    if low is not None:
        inside &= wide >= low
    if high is not None:
        inside &= wide <= high
    return len(np.unique(owners[inside]))
