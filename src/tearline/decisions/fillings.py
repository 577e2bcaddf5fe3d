"""A form filled in otherwise is no copy: what is withheld on one page, and what stands there on another.

Two pages that share a printed form, a letterhead or a log's columns pass for copies of one another by their
words. Promises: a place counts as filled otherwise only where the words around it stand on the other page
letter for letter, what stands between is surely read and unlike what is withheld, and nothing like that
stands anywhere on the page. Where any of this is in doubt, it is not said. Pure; keeps no word.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from tearline.decisions.passages import SHORTEST_TERM, spans_under
from tearline.model.decision import Determination
from tearline.model.page import Page

CONTEXT = 12  # letters and digits before or behind a place by which it is found again
REACH = 80  # code points in which they are looked for
UNLIKE = 50.0  # of 100: less like one another than this, two fillings are two
STANDS = 75.0  # of 100: more like than this, what is withheld may stand elsewhere on the page
SURE = 60.0  # of 100: words read with less may be anything


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text's letters and digits, folded, and the code point each came from."""

    text: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Letters:
        pairs = [(f, i) for i, c in enumerate(text) for f in c.casefold() if f.isalnum()]
        return cls("".join(f for f, _ in pairs), tuple(i for _, i in pairs))


def otherwise(here: Page, there: Page, withheld: Determination) -> bool:
    """Say whether ``here`` has other words, surely, wherever ``withheld`` hides some of ``there``."""
    if not withheld.target.areas and withheld.target.start is None:
        return False
    letters = _Letters.of(here.text)
    spans = spans_under(there, withheld)
    return bool(spans) and all(_is_other(here, letters, there, span) for span in spans)


def _is_other(here: Page, letters: _Letters, there: Page, span: tuple[int, int]) -> bool:
    start, end = span
    value = _Letters.of(there.text[start:end]).text
    before = _Letters.of(there.text[max(0, start - REACH) : start]).text[-CONTEXT:]
    behind = _Letters.of(there.text[end : end + REACH]).text[:CONTEXT]
    if len(value) < SHORTEST_TERM or len(before) < CONTEXT:
        return False
    if fuzz.partial_ratio(value, letters.text) > STANDS:
        return False
    found = []
    at = letters.text.find(before)
    while at >= 0:
        first = at + len(before)
        stop = letters.text.find(behind, first, first + 3 * len(value) + CONTEXT) if behind else -1
        last = stop if stop >= 0 else min(first + len(value), len(letters.text))
        found.append((first, last))
        at = letters.text.find(before, at + 1)
    return bool(found) and all(_unlike(here, letters, one, value) for one in found)


def _unlike(here: Page, letters: _Letters, found: tuple[int, int], value: str) -> bool:
    """Say whether what was found is surely read, and another thing than what is withheld."""
    first, last = found
    if first >= last:
        return False  # nothing was read there: it may be what could not be
    words = here.words_in(letters.places[first], letters.places[last - 1] + 1)
    sure = all(word.confidence is None or word.confidence >= SURE for word in words)
    return sure and fuzz.ratio(letters.text[first:last], value) < UNLIKE
