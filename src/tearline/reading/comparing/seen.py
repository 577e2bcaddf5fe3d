"""Whether words that look new could be read in an older text after all, under any damage of scanning.

Promises: pieces of six letters of the words *and of their seams with the words around them* are looked
for in an older text run together; they must lie there in one place. A name that stands elsewhere in the
record does not count as read here: its seams differ.
Does not promise: to find words of which scanning left less than four tenths.
"""

from __future__ import annotations

from collections.abc import Sequence

PIECE = 6  # letters
SEAM = 5  # letters of the words around that the pieces reach into: one less than a piece
ENOUGH = 0.4  # share of the pieces that must lie in one place
# Shorter words stand elsewhere by chance: both seams must be among the pieces; one, up to LONG letters.
SHORT, LONG = 24, 60
_PIECES, _PLACES = 80, 40  # looked for at most; places kept of each
_DRIFT = 8  # letters that a place may shift by for every hundred of the words, and at least


def readable(run: str, before: str, after: str, text: str) -> bool:
    """Say whether ``text`` has the words ``run`` between the words around them; all run together."""
    lead, tail = before[-SEAM:], after[:SEAM]
    needle = lead + run + tail
    last = len(needle) - PIECE
    if last < 0 or not text:
        return False
    pieces = range(0, last + 1, max(1, last // _PIECES))
    places = sorted(
        (place - at, at) for at in pieces for place in _places(needle[at : at + PIECE], text)
    )
    wanted = max(2, ENOUGH * len(pieces))
    if len(places) < wanted:
        return False
    width = _DRIFT + len(run) * _DRIFT // 100
    low = 0
    for high, (place, _) in enumerate(places):
        while place - places[low][0] > width:
            low += 1
        together = [at for _, at in places[low : high + 1]]
        if len(together) >= wanted and _joined(together, len(lead), len(lead) + len(run)):
            return True
    return False


def _joined(pieces: Sequence[int], start: int, end: int) -> bool:
    """Say whether pieces found lie over the seams of the words, as many as their length asks for."""
    before = start == 0 or any(at < start for at in pieces)
    behind = any(at + PIECE > end for at in pieces)
    if end - start < SHORT:
        return before and behind
    return end - start >= LONG or before or behind


def _places(piece: str, text: str) -> Sequence[int]:
    """Return where a piece stands in a text, the first places of it."""
    found: list[int] = []
    at = text.find(piece)
    while at >= 0 and len(found) < _PLACES:
        found.append(at)
        at = text.find(piece, at + 1)
    return found
