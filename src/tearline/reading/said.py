"""Who says what in a released record of text: statements as places of the released pages.

Promises: reads what was released and nothing else, so that a withheld name is its code here too; every
statement lies within one page; a record that was read from pictures is not asked (its lines are no
paragraphs). ProgramMissingError: no language model is installed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tearline.findings import language
from tearline.findings.statements.found import statements
from tearline.model.statement import Span, Statement
from tearline.reading.released import ReleasedPage
from tearline.records.articles.found import as_found, paragraphs

_NAME = "Withheld"
LONGEST = 160_000  # characters of a record that is read


@dataclass(frozen=True, slots=True)
class SaidOn:
    """A page and its statements; their spans are places of the page's own text."""

    page: ReleasedPage
    statements: tuple[Statement, ...]


def read_as_text(pages: Iterable[ReleasedPage]) -> tuple[ReleasedPage, ...]:
    """Return the pages of a record that came as text, with an article in it; none of any other.

    None too where no language model is installed. Reads no further than it must.
    """
    kept, length = [], 0
    for page in pages if language.folder() is not None else ():
        kept.append(page)
        length += len(page.text)
        if page.confidence is not None or length > LONGEST:
            return ()
    whole = "\n".join(page.text for page in kept)
    return tuple(kept) if kept and as_found(whole).articles else ()


def said_in(pages: Sequence[ReleasedPage]) -> list[SaidOn]:
    """Return the pages of a record, as ``read_as_text`` gave them, with what is said on each."""
    whole = "\n".join(page.text for page in pages)
    found = as_found(whole)
    spans = [span for one in found.articles for span in paragraphs(found, one.number)]
    every = list(statements("\n".join(map(_with_names, pages)), sorted(spans)))
    told, at = [], 0
    for page in pages:  # a paragraph is a line, and a page ends a line
        end = at + len(page.text)
        here = [one for one in every if at <= _begins(one) < end]
        told.append(SaidOn(page, tuple(_moved(one, at) for one in here)))
        at = end + 1
    return told


def _with_names(page: ReleasedPage) -> str:
    """Return a page's text with a word for each code: a sentence is parsed with a name, not with brackets."""
    text = page.text
    for start, end in page.closed:
        text = text[:start] + _NAME.ljust(end - start, "d")[: end - start] + text[end:]
    return text


def _begins(one: Statement) -> int:
    return min(start for start, _ in _spans(one))


def _spans(one: Statement) -> list[Span]:
    return [span for span in (one.source.span, one.cue, *one.content) if span is not None]


def _moved(one: Statement, base: int) -> Statement:
    """Return a statement of the whole record as one of a page that begins at a place of it."""

    def at(span: Span | None) -> Span | None:
        return None if span is None else (span[0] - base, span[1] - base)

    return replace(
        one,
        source=replace(one.source, span=at(one.source.span)),
        cue=at(one.cue),
        content=tuple((start - base, end - base) for start, end in one.content),
        hedges=tuple((start - base, end - base) for start, end in one.hedges),
        inside=-1,
    )
