"""Words of forms, letterheads and stamps, told from the words of what a record says by how they stand.

Promises: a form word is one that mostly stands in phrases of four words which very many records have, or
mostly where no sentence runs (routing lines, indicators, stamps): hardly a small word about it, against
how the whole collection reads. Nothing is on a list: each collection has its own. A word seen seldom is
called one only where nearly all its places say so; a collection that has no sentences has none by that.
The same records give the same words.
Does not promise that a form word tells nothing: an agency's letterhead says whose paper it is. Looks at the
beginnings of ``ASKED`` records at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tearline.findings.names.census import census
from tearline.reading.relating.subject_terms import Material
from tearline.text import fold

ASKED, LONGEST = 2000, 1500  # records, and words of each, that are looked at
_PHRASE = 4  # words
_RECORDS, _SHARE = 8, 0.02  # records that have a phrase of a form: so many, and such a share
_SET = 0.4  # of a word's places in such phrases, from which it is a form's
_ABOUT, _NEEDED = 6, 3  # words to each side of a place; small ones among them where a sentence runs
_RUNS = 0.5  # of the share of places in sentences that the whole collection has
_DOUBT = 3  # places added to each word's own, as the collection has them
_BREAK, _FIGURE = 0, 1  # tokens: the end of a page, a number
_TOKEN = re.compile(r"[a-z]{2}/[a-z]{3,14}(?![a-z0-9])|[a-z]+|\d+")
_LITTLE = """
a about after also an and any as at be been before but by can did do for from had has have he her
him his i if in into is it its may me my no not of on one or other our out said she so such than
that the their them then there they this to up upon was we were what when which who will with would
us
"""
_SMALL = frozenset(_LITTLE.split())
_MIX = np.uint64(0x9E3779B97F4A7C15)

Tokens = NDArray[np.int64]


def form_words(records: Sequence[str], material: Callable[[str], Material]) -> frozenset[str]:
    """Return the form words of records; ``material`` reads one. Copies of records are best left out."""
    step = max(1, -(-len(records) // ASKED))
    known: dict[str, int] = {"": _BREAK, "#": _FIGURE}
    texts = [_tokens(material(name), known) for name in records[::step]]
    if not texts:
        return frozenset()
    phrases = _phrases(texts)
    small = np.array([word in _SMALL for word in known])
    places, set_, runs = (np.zeros(len(known)) for _ in range(3))
    for tokens in texts:
        places += np.bincount(tokens, minlength=len(known))
        set_ += np.bincount(tokens[_inside(tokens, phrases)], minlength=len(known))
        runs += np.bincount(tokens[_in_sentence(small[tokens])], minlength=len(known))
    word = np.array([len(name) > 1 for name in known]) & ~small & (places > 0)
    usual_set = set_[word].sum() / max(1, places[word].sum())
    usual_runs = runs[word].sum() / max(1, places[word].sum())
    in_forms = (set_ + _DOUBT * usual_set) / (places + _DOUBT) >= _SET
    apart = (runs + _DOUBT * usual_runs) / (places + _DOUBT) < _RUNS * usual_runs
    # Names stand in lists and address lines whoever they are of: of a form only where its phrases have them.
    named = np.array([_is_name(name) for name in known])
    apart &= ~named
    names = np.array(list(known), object)
    return frozenset(str(name) for name in names[word & (in_forms | apart)])


def _is_name(word: str) -> bool:
    """Say whether a word is a person's name and no plain English word."""
    known = census()
    return word not in known.words and (word in known.given or word in known.surnames)


def _tokens(record: Material, known: dict[str, int]) -> Tokens:
    """Return the first words of a record's pages as numbers, a break after each page."""
    found: list[int] = []
    for page in record.pages:
        for match in _TOKEN.finditer(fold(page, lower=True).text):
            name = "#" if match[0].isdecimal() else match[0].replace("/", "")
            found.append(known.setdefault(name, len(known)))
        found.append(_BREAK)
        if len(found) >= LONGEST:
            break
    return np.array(found[:LONGEST], np.int64)


def _hashes(tokens: Tokens) -> NDArray[np.uint64]:
    """Return a number for each four words in a row; 0 where a page ends among them."""
    rows = max(0, len(tokens) - _PHRASE + 1)
    made, whole = np.zeros(rows, np.uint64), np.ones(rows, bool)
    for at in range(_PHRASE):
        part = tokens[at : at + rows]
        made = (made + part.astype(np.uint64) + np.uint64(1)) * _MIX
        made ^= made >> np.uint64(29)
        whole &= part != _BREAK
    return np.where(whole, made, np.uint64(0))


def _phrases(texts: Sequence[Tokens]) -> NDArray[np.uint64]:
    """Return the phrases that so many records have that they are of a form, sorted."""
    every = np.concatenate([np.unique(_hashes(tokens)) for tokens in texts])
    found, having = np.unique(every, return_counts=True)
    least = max(_RECORDS, int(_SHARE * len(texts)))
    return np.asarray(found[(having >= least) & (found != 0)])


def _inside(tokens: Tokens, phrases: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Say of each word whether it stands in one of the phrases."""
    hit = np.isin(_hashes(tokens), phrases)
    found = np.zeros(len(tokens), bool)
    for at in range(_PHRASE):
        found[at : at + len(hit)] |= hit
    return found


def _in_sentence(small: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say of each word whether small words enough stand about it."""
    total = np.concatenate(([0], np.cumsum(small)))
    at = np.arange(len(small))
    low, high = np.maximum(0, at - _ABOUT), np.minimum(len(small), at + _ABOUT + 1)
    return np.asarray(total[high] - total[low] >= _NEEDED)
