"""A text cut into pieces to show: plain, found, closed. The template escapes each; nothing here is markup.

Promises: the pieces joined are the text, code point for code point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tearline.reading.searching.snippets import Spans


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text and what it is: '' plain, 'found' a word looked for, 'closed' a deletion's code, ..."""

    text: str
    kind: str = ""


def pieces(text: str, found: Spans = (), closed: Spans = ()) -> tuple[Piece, ...]:
    """Cut a text at spans (start, end in code points); where two kinds meet, ``closed`` wins."""
    return cut(text, {"found": found, "closed": closed})


def cut(text: str, named: Mapping[str, Spans]) -> tuple[Piece, ...]:
    """Cut a text at the spans of several kinds; where two meet, the later one wins."""
    kinds = [""] * len(text)
    for name, spans in named.items():
        for start, end in spans:
            kinds[start:end] = [name] * (min(end, len(text)) - start)
    return tuple(_runs(text, kinds, {start for spans in named.values() for start, _ in spans}))


def _runs(text: str, kinds: list[str], starts: set[int]) -> Iterable[Piece]:
    """Yield runs of one kind; a span that begins where another ends is a run of its own."""
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or kinds[at] != kinds[begin] or (kinds[at] and at in starts):
            yield Piece(text[begin:at], kinds[begin])
            begin = at
