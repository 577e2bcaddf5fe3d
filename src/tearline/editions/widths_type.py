"""Which type words are set in, told from their letters and their ink: advances, size, bearings.

Promises: the one of seven standard types that best explains how wide the visible words' ink is, its
size in pixels, and the white that letters carry on their two sides, as far as the words show it. A
fixed pitch is a type whose letters are all of one width. A pure function of letters and ink.

Does not promise the very typeface: another one of like proportions tells about as much. Where there
are too few words to judge by, it is Times, as large as the words are high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pdfminer.fontmetrics import FONT_METRICS

EM = 1000  # units of a metric
FEW = 5  # words under which no type is fitted
_EM_HEIGHT = 0.75  # of a size of type, from the foot to the top of a line's words at a guess
_ROUNDS = 3  # of fitting, each without the words that are furthest off
_OFF = 3.0  # times the usual distance from which a word is left out
_TIE = 0.9  # a type must be this much better than the one before it
_STIFF = 0.5  # how strongly a letter's bearing is held to that of the others

Floats = NDArray[np.float64]


class Metric(StrEnum):
    """The types that are tried, the most usual first; the bold and slanted have widths of their own."""

    TIMES = "Times-Roman"
    HELVETICA = "Helvetica"
    COURIER = "Courier"
    TIMES_BOLD = "Times-Bold"
    HELVETICA_BOLD = "Helvetica-Bold"
    TIMES_ITALIC = "Times-Italic"
    TIMES_BOLD_ITALIC = "Times-BoldItalic"


@dataclass(frozen=True, slots=True)
class Type:
    """A type on a page: pixels of 1/1000 em, and the white about letters in pixels.

    A word whose advances come to ``a`` has ``scale * a - room`` columns of ink, less ``first`` of its
    first letter and ``last`` of its last; ``space`` is the advance of a space where lines are ragged.
    """

    metric: Metric
    scale: float
    room: float
    space: float
    first: Mapping[str, float] = field(default_factory=dict, repr=False)
    last: Mapping[str, float] = field(default_factory=dict, repr=False)

    @property
    def fixed(self) -> bool:
        """Say whether all letters are of one width: then their number is all that can be told."""
        return self.metric is Metric.COURIER


@dataclass(frozen=True, slots=True)
class Inked:
    """A word as it was measured: its letters, its columns of ink, the white up to the next word."""

    text: str = field(repr=False)
    ink: float
    white: float | None = None
    next: str = field(default="", repr=False)


@lru_cache(maxsize=len(Metric))
def table(metric: Metric) -> Floats:
    """Return the advance of every Latin-1 byte in 1/1000 em; 0 for no letter."""
    advances: Mapping[str, float] = FONT_METRICS[metric.value][1]
    usual = advances["n"]
    wide = np.array([advances.get(chr(code), usual) for code in range(256)], np.float64)
    wide[0] = 0.0
    return wide


def fit(words: Sequence[Inked], high: float) -> Type:
    """Return the type that best explains how wide these words' ink is; ``high`` is their height."""
    if len(words) < FEW:
        return usual(high)
    counts = np.zeros((len(words), 256))
    for row, word in enumerate(words):
        codes = np.frombuffer(word.text.encode("latin-1", "replace"), np.uint8)
        counts[row] = np.bincount(codes, minlength=256)
    ink = np.array([word.ink for word in words])
    best: tuple[float, Metric, float] | None = None
    kept = np.ones(len(words), bool)
    for metric in Metric:
        scale, distance, close = _line(counts @ table(metric), ink)
        if scale > 0 and (best is None or distance < _TIE * best[0]):
            best, kept = (distance, metric, scale), close
    if best is None:
        return usual(high)
    chosen = [word for word, keep in zip(words, kept, strict=True) if keep]
    return _with_bearings(best[1], (counts @ table(best[1]))[kept], chosen)


def usual(high: float) -> Type:
    """Return Times in the size of words that are ``high`` pixels high."""
    scale = max(high, 1.0) / _EM_HEIGHT / EM
    return Type(Metric.TIMES, scale, 0.0, scale * float(table(Metric.TIMES)[ord(" ")]))


def _line(advances: Floats, ink: Floats) -> tuple[float, float, NDArray[np.bool_]]:
    """Return the scale and usual distance of ink against advances, and which words were not misread."""
    kept = np.ones(len(ink), bool)
    scale = distance = 0.0
    for _ in range(_ROUNDS):
        x, y = advances[kept], ink[kept]
        spread = float(((x - x.mean()) ** 2).sum())
        if spread < 1.0:  # words of one width tell a size, but no bearing
            scale, offset = float(y.mean() / max(x.mean(), 1.0)), 0.0
        else:
            scale = float(((x - x.mean()) * (y - y.mean())).sum()) / spread
            offset = float(y.mean() - scale * x.mean())
        apart = np.abs(scale * advances + offset - ink)
        distance = float(np.partition(apart[kept], kept.sum() // 2)[kept.sum() // 2])
        closer = apart <= _OFF * max(distance, 0.5)
        if closer.sum() < FEW or (closer == kept).all():
            break
        kept = closer
    return scale, max(distance, 0.1), kept


def _with_bearings(metric: Metric, advances: Floats, words: Sequence[Inked]) -> Type:
    """Return a type with the bearings of the letters that begin and end these words.

    Least squares over the words' ink and the white between them: what a letter lacks in ink, the white
    beside it has more; a letter that is rarely seen is held to have what the others have.
    """
    firsts = {
        c: i for i, c in enumerate(sorted({t[0] for w in words for t in (w.text, w.next) if t}))
    }
    lasts = {c: i for i, c in enumerate(sorted({w.text[-1] for w in words}))}
    at_first, at_last = 3, 3 + len(firsts)
    width = at_last + len(lasts)
    rows, seen = [], []
    for word, advance in zip(words, advances, strict=True):
        row = np.zeros(width)
        row[0], row[2] = advance / EM, -1.0
        row[at_first + firsts[word.text[0]]] = row[at_last + lasts[word.text[-1]]] = -1.0
        rows.append(row)
        seen.append(word.ink)
        if word.white is not None and word.next:
            row = np.zeros(width)
            row[1] = row[2] = 1.0
            row[at_first + firsts[word.next[0]]] = row[at_last + lasts[word.text[-1]]] = 1.0
            rows.append(row)
            seen.append(word.white)
    usual_space = float(table(metric)[ord(" ")]) / EM
    a, b = np.array(rows), np.array(seen)
    held = np.full(width, _STIFF)
    held[:3] = 1e-6
    # A space is about what its type has it be: with no white seen, that alone says how wide it is.
    tie = np.zeros(width)
    tie[0], tie[1] = usual_space, -1.0
    normal = a.T @ a + np.diag(held) + 0.1 * np.outer(tie, tie)
    found = np.linalg.solve(normal, a.T @ b)
    return Type(
        metric,
        max(float(found[0]), 1e-3) / EM,
        float(found[2]),
        float(found[1]),
        {c: float(found[at_first + i]) for c, i in firsts.items()},
        {c: float(found[at_last + i]) for c, i in lasts.items()},
    )
