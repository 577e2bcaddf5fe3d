"""A text cut into pieces to show: plain, found, closed. The template escapes each; nothing here is markup.

Promises: the pieces joined are the text, code point for code point.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tearline.reading.released import ReleasedPage
from tearline.reading.searching.snippets import Spans


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and what it is: '' plain, 'found' a word looked for, 'closed' a deletion's code."""

    text: str
    kind: str = ""


def pieces(text: str, found: Spans = (), closed: Spans = ()) -> tuple[Piece, ...]:
    """Cut a text at spans (start, end in code points); where two kinds meet, ``closed`` wins."""
    kinds = [""] * len(text)
    for name, spans in (("found", found), ("closed", closed)):
        for start, end in spans:
            kinds[start:end] = [name] * (min(end, len(text)) - start)
    return tuple(_runs(text, kinds, {start for start, _ in (*found, *closed)}))


def deletion_spans(page: ReleasedPage) -> Spans:
    """Return where deletions stand in a page's text, as their codes in brackets."""
    areas = {one.area for one in page.deletions}
    return tuple(
        (word.start, word.end)
        for word in page.words
        if word.confidence is None and word.area in areas
    )


def _runs(text: str, kinds: list[str], starts: set[int]) -> Iterable[Piece]:
    """Yield runs of one kind; a span that begins where another ends is a run of its own."""
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or kinds[at] != kinds[begin] or (kinds[at] and at in starts):
            yield Piece(text[begin:at], kinds[begin])
            begin = at
