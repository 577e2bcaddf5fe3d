"""A language model's word on who is a person: spaCy's small English model, where it is installed.

Promises: ``entities`` returns the spans the model calls persons, on the text and on a copy whose
runs of capitals are written as names are, so that pages in capitals are read too; cut at line
breaks, without cryptonyms, streets, ships and spans with digits. The model is loaded on first use,
once, and only after the hash of its files is the one this version was measured with. Where it is
not installed ``available`` says so without loading anything, and the detector finds nothing.

Does not promise: that a span is a name, or that every name is found: the score is that of a
candidate. About 20,000 characters a second on one core, both looks taken together.
"""

# ruff: noqa: PLR2004  (scores and lengths are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from tearline.findings import language
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.findings.names.words import THINGS, standing
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import fold, squeezed

if TYPE_CHECKING:
    from spacy.language import Language

KIND = "name.model"
SCORE = 0.5
# Over the files that decide what the model says, in order of their names.
MODEL_SHA256 = "192e7a8ba5ce4ba57425c9ba3cdc68fd7f69472d93e84fc8d53efdeedeef5732"
_PARTS = ("config.cfg", "meta.json", "tokenizer", "ner", "vocab")
_LEFT_OUT = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
CHUNK = 20_000  # code points read at once: what bounds the memory
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z][A-Z']{1,29}(?![A-Za-z])")
_CAPITAL_RUN = re.compile(
    r"(?<![A-Za-z])[A-Z][A-Z']{1,29}[ ,.]{1,3}(?:[A-Z]\.? )?[A-Z]{2,30}(?![A-Za-z])"
)
_WORD_LIKE = re.compile(r"(?<!\S)[\"'(]?[A-Za-z]*[aeiouyAEIOUY][A-Za-z]*[\"').,;:?!]{0,2}(?!\S)")
_CRYPTONYM = re.compile(r"[A-Z]{4,}[-/]\d|[A-Z]{2,}/[A-Z]|\d")
_EDGE = " \t\n.,;:-'\"()[]*/&"
_SHIP = re.compile(r"\b(?:USS|HMS|S\.S\.|SS|M/V|MV|ship|vessel|yacht)\s\"?\Z")


def available() -> bool:
    """Say whether spaCy and the model are installed, without loading either."""
    return language.folder() is not None


@lru_cache(maxsize=1)
def _model() -> Language:
    """Load the model, named entities alone; an error where it is absent or another one."""
    model = language.loaded(_PARTS, MODEL_SHA256, _LEFT_OUT)
    model.max_length = 2 * CHUNK
    return model


def entities(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans (code points of ``text``) that the model calls persons, in order.

    Overlapping spans of the two passes are one. A text with hardly a word in it has none.
    """
    if not _is_readable(text):
        return ()
    folded = fold(text)
    passes = [folded.text]
    if _CAPITAL_RUN.search(folded.text):
        passes.append(_CAPITALS.sub(_as_written, folded.text))
    spans: list[tuple[int, int]] = []
    for view in passes:
        for begin, end in _chunks(view):
            for entity in _model()(view[begin:end]).ents:
                if entity.label_ == "PERSON":
                    span = (begin + entity.start_char, begin + entity.end_char)
                    spans.extend(_cut(folded.text, *span))
    return tuple(folded.span(*span) for span in _merged(spans))


def _as_written(capitals: re.Match[str]) -> str:
    """Return a word in capitals as running text has it: a plain word small, a name with a capital."""
    word = capitals.group()
    return word.lower() if standing(word) == "W" else word.title()


def _is_readable(text: str) -> bool:
    """Say whether at least one in twenty of the words looks like a word."""
    total = len(text.split())
    return total > 0 and sum(1 for _ in _WORD_LIKE.finditer(text)) * 20 >= total


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Yield pieces of at most ``CHUNK`` code points, cut at a line's end where there is one."""
    begin = 0
    while begin < len(text):
        end = min(begin + CHUNK, len(text))
        if end < len(text):
            line = text.rfind("\n", begin + CHUNK // 2, end)
            end = line + 1 if line > 0 else end
        yield begin, end
        begin = end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of one span between empty lines that may be a name."""
    for part in re.finditer(r"(?:[^\n]|\n(?![ \t]*\n))+", text[start:end]):
        begin, stop = start + part.start(), start + part.end()
        while begin < stop and text[begin] in _EDGE:
            begin += 1
        while stop > begin and text[stop - 1] in _EDGE:
            stop -= 1
        if _may_be_a_name(text, begin, stop):
            yield begin, stop


def _may_be_a_name(text: str, start: int, end: int) -> bool:
    """Say whether a span is no cryptonym, street, ship or scrap."""
    span = text[start:end]
    words = re.findall(r"[A-Za-z']+", span)
    if not 2 < len(span) <= 60 or len(words) > 6 or not span[0].isalpha():
        return False
    if not any(len(word) > 2 for word in words) or not any(c.isupper() for c in span):
        return False
    if _CRYPTONYM.search(text[start : end + 3]) or _SHIP.search(text[max(0, start - 10) : start]):
        return False
    if words[-1].lower() in THINGS:
        return False
    following = re.match(r" ([A-Z][a-z]+\b|[A-Z]+\b)\.?", text[end : end + 24])
    return following is None or following[1].lower() not in THINGS


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class _ModelDetector:
    """The model's persons, page by page: a page's findings depend on its text alone."""

    name = "name_model"
    kinds = frozenset({KIND})
    per_page = True

    def __init__(self) -> None:
        """Say in the version which model it is, or that there is none."""
        self.version = f"1:{MODEL_SHA256[:12]}" if available() else "1:absent"

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the persons of each page; nothing where no model is installed."""
        del earlier
        if not available():
            return
        for page in pages:
            for span in entities(page.text):
                value = squeezed(page.text[span[0] : span[1]])
                why = "The language model reads it as a person."
                yield spanned(self, page, span, KIND, SCORE, why, value)


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _ModelDetector()


# Nothing here reaches the score that counts as found: the model alone never proposes.
EXAMPLES: tuple[Example, ...] = (
    Example("Yesterday Jane Roe met Thomas Wexley in Dayton.", (), "a candidate, never sure"),
    Example("The ship sailed from Dayton in May.", (), "no person"),
)
