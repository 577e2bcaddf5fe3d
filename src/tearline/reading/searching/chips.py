"""Forms of a word that scanning makes, offered as chips: "oswald, also as cswald 3, oswalo 1".

Promises: a form is one letter off (one changed, lost, added, or two swapped), stands in the indexes, is no
word or name of the lists, and is rare beside the word itself; so a search never strays into another word.
Offered, never added: what a search adds is what a reader chose, and its answer says so.
Does not find words that scanning destroyed: missing words are mostly gone, not misspelt.

Every form that is one letter off is looked up, some 500 for a word of six letters: over 350,000 pages 2
milliseconds, where reading the vocabulary alone took 2,400 (``benchmarks/search.py``); so no list of
words is kept beside the index, and none has to be parted by length.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass

from tearline.findings.names.census import census
from tearline.reading.searching.translating import Vocabulary

SHORTEST, LONGEST = 4, 30  # letters of a word that forms are offered for
OFFERED = 12
_FEW, _SHARE = 3, 0.1  # a form is rare up to so many pages, or that share of the word's own
_LETTERS = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a word and the pages it stands on, in the reading that has it most."""

    form: str
    pages: int


def expand(word: str, vocabulary: Vocabulary, most: int = OFFERED) -> tuple[Form, ...]:
    """Return the forms to offer for a word as the index has it, the most frequent first.

    A short or very long word, and a number, have none: one digit off is another number.
    """
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return ()
    rare = max(_FEW, _SHARE * vocabulary.pages(word))
    found = [
        Form(form, pages)
        for form in sorted(set(_one_off(word)))
        if 0 < (pages := vocabulary.pages(form)) <= rare and not is_word(form)
    ]
    return tuple(sorted(found, key=lambda one: (-one.pages, one.form))[:most])


def is_word(form: str) -> bool:
    """Say whether a form is a word or a name of the lists, or one of them in the plural."""
    known = census()
    stems = (form, form[:-1]) if form.endswith("s") else (form,)
    return any(
        stem in known.words or stem in known.given or stem in known.surnames for stem in stems
    )


def _one_off(word: str) -> Iterator[str]:
    """Yield every form that is one letter off."""
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        for letter in _LETTERS:
            yield before + letter + after
            if after and after[0] != letter:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1 and after[0] != after[1]:
            yield before + after[1] + after[0] + after[2:]
