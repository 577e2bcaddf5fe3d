"""Which terms tell a reader why two records belong together, and which only say on what paper they stand.

Promises: a term tells (``Says.SUBJECT``) unless it is a form's (``form_words``); or common: had by more than
``MANY`` of the records, or one of the ``PLAIN`` commonest English words; or said in passing: no name, and
said hardly more than once where it is said at all, as misreadings are; or strange: one letter from a word.
Of words of three letters, which chance makes, more is asked. The same table and form words, the same answer.
Says nothing of how much a term weighs: words of forms do find the papers of one office, and rank.
Does not promise that a term that tells is a name or a subject, nor that a name which is a common word, or
which its records say once each and no census counted, is taken for telling.
"""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tearline.findings.names.census import census
from tearline.reading.relating.subject_terms import FEW, TermTable

MANY = 0.25  # share of the records from which a term is common in a collection
PLAIN = 4000  # of English words by how common they are
_OFTEN, _SHORT_OFTEN = 1.3, 2.0  # places in a record that says it, from which it is none in passing
_SHORT = 3  # letters of a word that must be said so much more often
_LONG = 5  # letters from which a word one letter from another is taken for a misreading of it


class Says(StrEnum):
    """What a term says of a record that has it."""

    SUBJECT = "subject"
    FORM = "form"
    COMMON = "common"
    PASSING = "passing"
    STRANGE = "strange"


class Telling:
    """Says of each term of a table what it says."""

    def __init__(self, table: TermTable, forms: Container[str]) -> None:
        """Count how often a record that has a term says it."""
        terms = len(table.names)
        having = np.bincount(table.ids, minlength=terms)
        said = np.bincount(table.ids, weights=table.counts, minlength=terms)
        self._often = said / np.maximum(having, 1)
        self._common = table.spread > max(FEW, MANY * len(table.lengths))
        self._names, self._forms = table.names, forms

    def says(self, term: int) -> Says:
        """Return what the term of that number in the table says."""
        name = self._names[term]
        if name in self._forms:
            return Says.FORM
        if self._common[term] or 0 < census().words.get(name, 0) <= PLAIN:
            return Says.COMMON
        least = _SHORT_OFTEN if len(name) <= _SHORT else _OFTEN
        if self._often[term] < least and (len(name) <= _SHORT or not _is_name(name)):
            return Says.PASSING
        return Says.STRANGE if _misread(name) else Says.SUBJECT


def _is_name(word: str) -> bool:
    known = census()
    return word in known.given or word in known.surnames


@lru_cache(maxsize=1 << 14)
def _misread(word: str) -> bool:
    """Say whether a word that is none in English, nor a name, is one letter from one that is."""
    known = census().words
    if len(word) < _LONG or _is_name(word) or word in known or word.removesuffix("s") in known:
        return False
    near = process.extractOne(word, _words(), scorer=Levenshtein.distance, score_cutoff=1)
    return near is not None


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    return tuple(census().words)
