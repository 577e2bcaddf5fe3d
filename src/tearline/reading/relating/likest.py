"""Records like a few given ones, by the terms they have and others have not: the start of a search.

Promises: instant and explainable: ``WANTED`` terms at most, each with its weight, and a score that is the
sum of what a record's terms weigh (BM25, so long records gain nothing by length). With labels of records
that do not belong, terms that those have weigh less. No learning, no chance: same table, same answer.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tearline.reading.relating.subject_terms import TermTable

WANTED = 30
_SATURATED, _LENGTH = 1.2, 0.75  # BM25's k1 and b
_OVER_NO = 0.5  # what a record that does not belong takes off, against what one that does gives


def saturated(table: TermTable) -> NDArray[np.float64]:
    """Return what each entry of the table counts for: near 1 once, at most 2.2, less in long records."""
    lengths = np.maximum(table.lengths, 1)
    norm = _SATURATED * (1 - _LENGTH + _LENGTH * lengths / max(1.0, float(lengths.mean())))
    return np.asarray(
        table.counts * (_SATURATED + 1) / (table.counts + norm[table.rows()]), np.float64
    )


def wanted(
    table: TermTable, weights: NDArray[np.float64], yes: Sequence[int], no: Sequence[int]
) -> NDArray[np.float64]:
    """Return each term's weight: its log-odds in ``yes`` rows against all, those that say most; else 0."""
    terms, rows = len(table.names), len(table.lengths)
    inside, said = _summed(table, weights, yes, terms)
    share = (inside + 0.5) / (len(yes) + 1)
    # Copies do not count in the spread, so a labelled copy may have more than the spread has.
    outside = np.maximum(table.spread - inside, 0)
    rest = ((outside + 0.5) / (rows - len(yes) + 1)).clip(1e-9, 1 - 1e-9)
    odds = np.log(share / (1 - share)) - np.log(rest / (1 - rest))
    # A term can bring as many records as have it. With one record to begin with, what two share by chance
    # would say the most and bring the least, so reach counts too; the more records agree, the less.
    reach = np.log2(1 + outside) ** (1 / max(1, len(yes)))
    score = odds * reach * said / max(1, len(yes))
    if no:
        score -= _OVER_NO * odds * reach * _summed(table, weights, no, terms)[1] / len(no)
    score[(inside == 0) | (odds <= 0)] = 0
    top = np.argsort(-score, kind="stable")[:WANTED]
    found = np.zeros(terms)
    found[top] = np.where(score[top] > 0, odds[top], 0)
    return found


def scored(
    table: TermTable, weights: NDArray[np.float64], of_term: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each record's score."""
    parts = weights * of_term[table.ids]
    found = np.bincount(table.rows(), weights=parts, minlength=len(table.lengths))
    return found.astype(np.float64)


def _summed(
    table: TermTable, weights: NDArray[np.float64], rows: Sequence[int], terms: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each term how many of some rows have it, and what it counts for there in all."""
    slices = [table.row(row) for row in rows]
    ids = np.concatenate([table.ids[one] for one in slices]) if slices else np.zeros(0, np.int32)
    parts = np.concatenate([weights[one] for one in slices]) if slices else np.zeros(0)
    having = np.bincount(ids, minlength=terms).astype(np.float64)
    return having, np.bincount(ids, weights=parts, minlength=terms).astype(np.float64)
