"""A page's text in pieces, so that what was found in it can be marked where it stands.

Promises: the pieces put together are the text, character for character; where findings overlap each piece
has all their rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: where it begins, the rows that lie on it, the strictest state among them."""

    start: int
    text: str
    rows: tuple[str, ...]
    state: str


_STRICT = ("withheld", "open", "hold", "deferred", "referred", "in consultation", "covered")


def pieces_of(text: str, spans: Sequence[tuple[int, int, str, str]]) -> list[Piece]:
    """Return a text cut at the edges of spans (start, end, row, state)."""
    inside = [(max(0, s), min(len(text), e), row, state) for s, e, row, state in spans]
    inside = [one for one in inside if one[0] < one[1]]
    edges = sorted({0, len(text), *(s for s, *_ in inside), *(e for _, e, *_ in inside)})
    starts: dict[int, list[tuple[str, str]]] = {}
    ends: dict[int, list[tuple[str, str]]] = {}
    for start, end, row, state in inside:
        starts.setdefault(start, []).append((row, state))
        ends.setdefault(end, []).append((row, state))
    pieces: list[Piece] = []
    now: list[tuple[str, str]] = []
    for first, last in pairwise(edges):
        for one in ends.get(first, ()):
            now.remove(one)
        now.extend(starts.get(first, ()))
        states = {state for _, state in now}
        state = next((one for one in _STRICT if one in states), min(states, default=""))
        pieces.append(Piece(first, text[first:last], tuple(row for row, _ in now), state))
    return pieces
