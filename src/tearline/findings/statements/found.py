"""The statements of an article: for each cue its source and what was said, then words in marks without a cue.

Promises: every span is a piece of one paragraph, none is empty; what could be otherwise is "please
check".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tearline.findings.statements import parsing
from tearline.findings.statements.lexicon import lexicon
from tearline.findings.statements.paragraph import Paragraph
from tearline.model.article import ANSWERS, ASKS, SPOKEN
from tearline.model.statement import Form, Kind, Source, Span, Statement, Tier

if TYPE_CHECKING:
    from spacy.tokens import Doc


def statements(
    text: str, paragraphs: Iterable[tuple[int, int]], article: int = 0
) -> Iterator[Statement]:
    """Find the statements of an article whose paragraphs are given as spans of the page's text.

    ``inside`` counts within the article. ProgramMissingError: the language model is not installed.
    """
    yield from statements_of(text, parsing.parsed(text, paragraphs), article)


def statements_of(
    text: str, docs: Iterable[tuple[int, Doc]], article: int = 0
) -> Iterator[Statement]:
    """Find the statements of paragraphs that are parsed already, each with the place it begins at."""
    so_far = 0
    for base, doc in docs:
        found = Paragraph(doc, text[base : base + len(doc.text)], lexicon()).read()
        spoken = _spoken(text, base, len(doc.text))
        if spoken is not None:
            yield replace(spoken, article=article)
            so_far += 1
        for one in found:
            yield _moved(one, base, so_far, article)
        so_far += len(found)


def _spoken(text: str, base: int, length: int) -> Statement | None:
    """Return what stands behind a speaker's name and a colon, as the line of a transcript does.

    A question is nobody's statement; an answer without a name is somebody's that the line does not name.
    """
    line = text.rfind("\n", 0, base) + 1
    found = SPOKEN.match(text[line : base + 1]) if base > line else None
    if found is None or found.end() != base - line:
        return None
    who = found["who"].lower().rstrip(".")
    if who in ASKS:
        return None
    named = who not in ANSWERS
    at = (line + found.start("who"), line + found.end("who")) if named else None
    end = base + length
    while end > base and text[end - 1].isspace():
        end -= 1
    why = (
        "spoken under the name before it"
        if named
        else "an answer, by somebody the line does not name"
    )
    return Statement(
        Source(at, named), None, ((base, end),), Form.DIRECT, Kind.CLAIMS, Tier.CHECK, why
    )


def _moved(one: Statement, base: int, so_far: int, article: int) -> Statement:
    """Return a statement of a paragraph as one of the page."""

    def at(span: Span | None) -> Span | None:
        return None if span is None else (span[0] + base, span[1] + base)

    return replace(
        one,
        source=replace(one.source, span=at(one.source.span)),
        cue=at(one.cue),
        content=tuple((a + base, b + base) for a, b in one.content),
        hedges=tuple((a + base, b + base) for a, b in one.hedges),
        inside=one.inside + so_far if one.inside >= 0 else -1,
        article=article,
    )
