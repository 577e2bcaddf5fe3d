"""Records ranked by what a reader labelled: TF-IDF and a logistic regression, from labels of both kinds.

Promises: the same table, labels and seed give the same weights. Records that nobody labelled stand in for
what does not belong, ``OTHERS`` of them drawn by the seed; what the reader called no counts full. The
weight of a term is the regression's own, so a score is explained by what it is made of.
Needs scikit-learn (``pip install tearline[related]``: with scipy some 200 MB installed); without it ``ready``
says no, and the ranking by terms goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tearline.errors import ProgramMissingError
from tearline.reading.relating.subject_terms import TermTable

OTHERS = 3000  # unlabelled records taken as not belonging
LEAST_YES, LEAST = 3, 5  # labels from which there is something to learn
_STRENGTH = 10.0  # how far the regression follows the labels (scikit-learn's C)
_BY_CHANCE = 0.3  # what an unlabelled record weighs against one labelled no


def ready(yes: int, no: int) -> bool:
    """Say whether there are labels enough, and the program to learn from them."""
    enough = yes >= LEAST_YES and yes + no >= LEAST
    return enough and find_spec("sklearn") is not None


def values(table: TermTable) -> NDArray[np.float64]:
    """Return the TF-IDF value of each entry of the table; each record's have length 1."""
    rows = len(table.lengths)
    rarity = np.log((1 + rows) / (1 + table.spread)) + 1
    found = (1 + np.log(table.counts)) * rarity[table.ids]
    norm = np.sqrt(np.bincount(table.rows(), weights=found**2, minlength=rows))
    return np.asarray(found / np.maximum(norm, 1e-12)[table.rows()], np.float64)


def weighed(
    table: TermTable,
    entries: NDArray[np.float64],
    yes: Sequence[int],
    no: Sequence[int],
    seed: int,
) -> NDArray[np.float64]:
    """Return each term's learned weight. ProgramMissingError: scikit-learn is not there."""
    try:
        from scipy.sparse import (  # type: ignore[import-untyped]  # noqa: PLC0415 - heavy, an extra
            csr_matrix,
        )
        from sklearn.linear_model import (  # type: ignore[import-untyped]  # noqa: PLC0415 - the same
            LogisticRegression,
        )
    except ImportError as error:
        raise ProgramMissingError(
            "learning from labels needs scikit-learn", "Run `pip install tearline[related]`."
        ) from error
    rows = len(table.lengths)
    labelled = {*yes, *no}
    free = np.array([row for row in range(rows) if row not in labelled], np.int64)
    drawn = np.random.default_rng(seed).permutation(free)[:OTHERS]
    chosen = np.concatenate((np.array([*yes, *no], np.int64), np.sort(drawn)))
    truth = np.zeros(len(chosen), np.int8)
    truth[: len(yes)] = 1
    if len(chosen) == len(yes):
        return np.zeros(len(table.names))
    against = len(no) + _BY_CHANCE * len(drawn)
    weight = np.concatenate(
        (
            np.full(len(yes), 0.5 / len(yes)),
            np.full(len(no), 0.5 / against),
            np.full(len(drawn), _BY_CHANCE * 0.5 / against),
        )
    ) * len(chosen)
    matrix = csr_matrix((entries, table.ids, table.starts), (rows, len(table.names)))
    model: Any = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=seed)
    model.fit(matrix[chosen], truth, sample_weight=weight)
    return np.asarray(model.coef_[0], np.float64)
