"""What was said: the clause, object or quotation that belongs to a cue, as spans of the paragraph.

Promises: a span begins and ends with a word of what was said: no "that" before it, no mark around it;
where the attribution stands in the middle there is a span on either side. Nothing reaches over a
paragraph's end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tearline.findings.statements.quoting import Quote
from tearline.model.statement import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_EDGE = " ,;:.–—-“”\"«»‘’'"
_OPEN_EDGE = " ,;:–—“\"«‘'."
_LEADS = {"that", "–", "—", ":"}


def clause(cue: Token) -> Token | None:
    """Return the head of the clause that a verb reports, None where it has none."""
    found = [
        child
        for child in cue.children
        if child.dep_ == "ccomp"
        and child.pos_ in {"VERB", "AUX", "NOUN", "ADJ", "PROPN", "PRON", "ADV", "NUM"}
    ]
    return max(found, key=lambda one: len(list(one.subtree)), default=None)


def tokens_span(doc: Doc, first: int, last: int) -> Span | None:
    """Return the characters from one word to another without marks and without a leading "that"."""
    while first <= last and (
        doc[first].is_punct or doc[first].is_space or doc[first].lower_ in _LEADS
    ):
        first += 1
    while last >= first and (
        doc[last].is_space or (doc[last].is_punct and doc[last].text not in "?!)")
    ):
        last -= 1
    if first > last:
        return None
    return doc[first].idx, doc[last].idx + len(doc[last])


def subtree(doc: Doc, head: Token, *, without: Token | None = None) -> Span | None:
    """Return the characters of all that depends on a word, but for one branch."""
    left_out = {token.i for token in without.subtree} if without is not None else set()
    places = sorted(token.i for token in head.subtree if token.i not in left_out)
    if not places:
        return None
    run = [places[0]]
    best = run
    for place in places[1:]:
        if all(doc[i].is_punct or doc[i].is_space for i in range(run[-1] + 1, place)):
            run.append(place)
        else:
            run = [place]
        if len(run) > len(best):
            best = run
    return tokens_span(doc, best[0], best[-1])


def trimmed(text: str, start: int, end: int) -> Span | None:
    """Return a span without the marks and spaces at its ends."""
    while start < end and text[start] in _OPEN_EDGE:
        start += 1
    while end > start and text[end - 1] in ' ,;:–—.“"':
        end -= 1
    while end > start and text[end - 1] in "”»’'" and not _has_open(text, start, end):
        end -= 1
        while end > start and text[end - 1] in " ,;:–—.":
            end -= 1
    return (start, end) if end > start else None


def balanced(text: str, span: Span) -> Span:
    """Return a span with the mark that closes what it opens, where that stands right behind it."""
    start, end = span
    said = text[start:end]
    for left, right in (("“", "”"), ("«", "»"), ("‘", "’"), ('"', '"')):
        more = said.count(left) % 2 if left == right else said.count(left) > said.count(right)
        if more:
            for by in (1, 2):
                if text[end + by - 1 : end + by] == right:
                    return start, end + by
    return span


def _has_open(text: str, start: int, end: int) -> bool:
    """Say whether the mark that ends a span was opened inside it (or is an apostrophe)."""
    mark = text[end - 1]
    opens = {"”": "“", "»": "«", "’": "‘", "'": "'"}[mark]
    inside = text[start : end - 1]
    if mark in "’'":
        return opens in inside if mark == "’" else True
    return inside.count(opens) > inside.count(mark)


def of_quote(text: str, quote: Quote) -> Span | None:
    """Return what stands inside a quotation, without the stop or comma before its last mark."""
    end = quote.end
    while end > quote.start and text[end - 1] in " ,.;":
        end -= 1
    return (quote.start, end) if end > quote.start else None


def over(one: Span, other: Span) -> bool:
    """Say whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]
