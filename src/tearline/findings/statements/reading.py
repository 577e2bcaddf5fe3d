"""An article read once: its paragraphs parsed, its expressions of time and its statements.

Promises: what looks for commitments, incidents or accounts in an article looks at this one reading, so that
no paragraph is parsed twice; nothing in it is changed by them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tearline.findings.statements import parsing
from tearline.findings.statements.found import statements_of
from tearline.findings.times.found import times
from tearline.model.statement import Span, Statement
from tearline.model.when import When

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article: its parse, where it begins in the page, its number, what was read in it."""

    text: str
    base: int
    doc: Doc
    number: int
    whens: tuple[When, ...]
    saying: tuple[Statement, ...]

    def on_page(self, span: Span | None) -> Span | None:
        """Return a span of the paragraph as one of the page."""
        return None if span is None else (span[0] + self.base, span[1] + self.base)

    def saying_at(self, place: int) -> list[Statement]:
        """Return the statements in whose content a place of the paragraph lies, in order."""
        at = self.base + place
        return [one for one in self.saying if any(a <= at < b for a, b in one.content)]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article of a page: ``said`` is the day it is dated, None where that is not known."""

    text: str
    article: int
    said: date | None
    passages: tuple[Passage, ...]
    whens: tuple[When, ...]
    statements: tuple[Statement, ...]


def read_article(
    text: str, paragraphs: Sequence[Span], said: date | None = None, article: int = 0, year: int = 0
) -> Reading:
    """Read an article whose paragraphs are given as spans of the page's text.

    ``said`` is the day it is dated, ``year`` its year where only that is known.

    ProgramMissingError: the language model is not installed.
    """
    docs = list(parsing.parsed(text, paragraphs))
    whens = tuple(times(text, paragraphs, said, year))
    found = tuple(statements_of(text, docs, article))
    of_time = sorted(whens, key=lambda one: one.start)
    of_speech = sorted((one.content[0][0], at) for at, one in enumerate(found) if one.content)
    passages = []
    for number, (base, doc) in enumerate(docs):
        end = base + len(doc.text)
        first, last = (bisect_left(of_time, place, key=_start) for place in (base, end))
        begins, ends = (bisect_left(of_speech, (place, -1)) for place in (base, end))
        saying = tuple(found[at] for at in sorted(at for _, at in of_speech[begins:ends]))
        passages.append(Passage(text, base, doc, number, tuple(of_time[first:last]), saying))
    return Reading(text, article, said, tuple(passages), whens, found)


def _start(one: When) -> int:
    return one.start
