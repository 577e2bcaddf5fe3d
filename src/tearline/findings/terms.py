"""The desk's own terms: names, words and phrases from a list, wherever a page has them.

Promises: a term is found whatever its case, accents, dashes or spacing, over a line break,
through a hyphen at the end of a line, and with its spaces lost; as whole words, and from six
letters and digits on also run together with what stands beside it, which scores less: someone must
look. Time is linear in the text and does not grow with the number of terms but for how many lengths
they have; a hundred thousand are fine. No term stands in a reason, an error or a repr.

Does not promise: misread letters (step by step, elsewhere), or other forms of a word.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from tearline.errors import UsageError
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import Folded, fold

KIND = "term"

# Where each word begins in the compact text; where it begins and ends in the folded text.
Words = tuple[Sequence[int], Sequence[int], Sequence[int]]

_TOKEN = re.compile(r"[^\W_]+")
_LINE_HYPHEN = re.compile(r"-[ ]{0,2}\n\s{0,3}\Z")
_KEY = 4  # letters by which a term is looked up before its whole length is
_GLUED = 6  # letters and digits from which a term is found inside a longer run of them
_GLUED_SCORE = 0.6  # for review, not to be withheld unseen
_GAP = 8  # the most that may stand between two words of a term


class _TermDetector:
    """Terms and text are put together without their gaps; then gaps and word ends are checked."""

    name = "terms"
    version = "2"
    kinds = frozenset({KIND})

    def __init__(self, terms: Sequence[str]) -> None:
        """Index the terms by their first letters and lengths; a blank one is passed over."""
        # compact form -> where its words end in it, and the term as it is kept
        self._terms: dict[str, tuple[frozenset[int], str]] = {}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for number, term in enumerate(terms, 1):
            if not term.strip():
                continue
            tokens = _TOKEN.findall(fold(term, lower=True).text)
            if not tokens:
                raise UsageError(
                    f"term {number} of the list has no letter and no digit",
                    "take it out of the list: it would match nothing",
                )
            ends: list[int] = []
            for token in tokens[:-1]:
                ends.append((ends[-1] if ends else 0) + len(token))
            compact = "".join(tokens)
            known, kept = self._terms.get(compact, (frozenset(), " ".join(tokens)))
            self._terms[compact] = (known | frozenset(ends), kept)
            lengths[compact[:_KEY]].add(len(compact))
        self._lengths = {key: tuple(sorted(found)) for key, found in lengths.items()}
        glued: defaultdict[str, set[int]] = defaultdict(set)
        for compact in self._terms:
            if len(compact) >= _GLUED:
                glued[compact[:_GLUED]].add(len(compact))
        self._glued = {key: tuple(sorted(found)) for key, found in glued.items()}
        self._short = tuple(sorted({len(key) for key in lengths if len(key) < _KEY}))

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield every term on every page; terms inside longer ones are reported too."""
        del earlier
        if self._terms:
            for page in pages:
                yield from self._page(page)

    def _page(self, page: Page) -> Iterator[Finding]:
        """Look up what begins at each word of one page."""
        folded = fold(page.text, lower=True)
        begins, ends, starts = array("L"), array("L"), array("L")
        pieces: list[str] = []
        length = 0
        for match in _TOKEN.finditer(folded.text):
            starts.append(length)
            begins.append(match.start())
            ends.append(match.end())
            pieces.append(match.group())
            length += match.end() - match.start()
        compact = "".join(pieces)
        starts.append(length)
        for index in range(len(begins)):
            at = starts[index]
            key = compact[at : at + _KEY]
            sizes = self._lengths.get(key, ())
            for size in self._short:
                if size < len(key):
                    sizes = (*self._lengths.get(key[:size], ()), *sizes)
            for size in sizes:
                entry = self._terms.get(compact[at : at + size])
                if entry is None:
                    continue
                last = _word_ending_at(starts, index, at + size)
                if last is None:
                    continue
                score = _fit(folded.text, index, last, (starts, begins, ends), entry[0])
                if score:
                    span = folded.span(begins[index], ends[last])
                    why = "It stands in the desk's list of terms."
                    yield spanned(self, page, span, KIND, score, why, entry[1])
        if self._glued:
            yield from self._run_together(page, folded, compact, (starts, begins, ends))

    def _run_together(
        self, page: Page, folded: Folded, compact: str, words: Words
    ) -> Iterator[Finding]:
        """Look up what begins or ends inside a word of one page."""
        starts, begins, ends = words
        index = 0
        for at in range(len(compact) - _GLUED + 1):
            while starts[index + 1] <= at:
                index += 1
            for size in self._glued.get(compact[at : at + _GLUED], ()):
                end = at + size
                entry = self._terms.get(compact[at:end])
                if entry is None:
                    continue
                last = bisect_left(starts, end, index) - 1
                before, after = at - starts[index], starts[last + 1] - end
                if not (before or after):
                    continue  # whole words, which are found above
                if (before and _one_number(compact, at)) or (after and _one_number(compact, end)):
                    continue
                if _fit(folded.text, index, last, words, entry[0], before):
                    span = folded.span(begins[index] + before, ends[last] - after)
                    why = (
                        "It stands in the desk's list of terms; here it is run together with more."
                    )
                    yield spanned(self, page, span, KIND, _GLUED_SCORE, why, entry[1])


def _one_number(compact: str, place: int) -> bool:
    """Say whether digits stand on both sides of a place: part of a number is another number."""
    return compact[place - 1].isdigit() and compact[place].isdigit()


def _word_ending_at(starts: Sequence[int], index: int, end: int) -> int | None:
    """Return the word, from ``index`` on, that ends at ``end`` of the compact text, or None."""
    while starts[index + 1] < end:
        index += 1
    return index if starts[index + 1] == end else None


def _fit(
    text: str,
    first: int,
    last: int,
    words: Words,
    gaps: frozenset[int],
    skipped: int = 0,
) -> float:
    """Return the score of a match by its gaps, 0 where one stands where the term has none.

    ``skipped`` letters of the first word come before the match.
    """
    starts, begins, ends = words
    score = 0.99
    seen: set[int] = set()
    for index in range(first, last):
        gap = text[ends[index] : begins[index + 1]]
        place = starts[index + 1] - starts[first] - skipped
        if place in gaps:
            seen.add(place)
            if len(gap) > _GAP:
                return 0.0
            if gap.strip(" \n-'."):
                score = min(score, 0.9)  # a comma or a bracket stands between
        elif not _LINE_HYPHEN.match(gap):
            return 0.0
    return score if seen == gaps else min(score, 0.85)


def build(settings: Settings) -> Detector:
    """Return the detector for the desk's terms; one without a letter or digit is a UsageError."""
    return _TermDetector(settings.terms)


_ROE = ("Jane Roe", "PLUMTREE", "C-47", "O'Dell, J.", "Íñigo Núñez")

EXAMPLES: tuple[Example, ...] = (
    Example("met JANE ROE there", ((KIND, "JANE ROE"),), "any case", _ROE),
    Example("met Jane\nRoe there", ((KIND, "Jane\nRoe"),), "over a line break", _ROE),
    Example("met Jane   Roe", ((KIND, "Jane   Roe"),), "any white space", _ROE),
    Example(
        "the PLUM-\nTREE file", ((KIND, "PLUM-\nTREE"),), "hyphenated at the end of a line", _ROE
    ),
    Example("the РLUМTRЕЕ file", ((KIND, "РLUМTRЕЕ"),), "Cyrillic letters among them", _ROE),
    Example("JaneRoe", ((KIND, "JaneRoe"),), "its space lost", _ROE),
    Example("a C47 and a C 47", ((KIND, "C47"), (KIND, "C 47")), "dashes come and go", _ROE),
    Example("O’Dell, J", ((KIND, "O’Dell, J"),), "another apostrophe", _ROE),
    Example("INIGO NUNEZ", ((KIND, "INIGO NUNEZ"),), "accents lost", _ROE),
    Example("plum\u00adtree", ((KIND, "plum\u00adtree"),), "a soft hyphen", _ROE),
    Example("Mary-Jane Roebuck, plumtrees, plum tree", (), "inside longer words: less sure", _ROE),
    Example("wasPlumtree", (), "run together: less sure", _ROE),
    Example("anything at all", (), "no terms, no findings"),
)
