"""What a release stamps on its pages: words that are new on every page and say nothing.

Promises: finds the release line of the 1992 act through the damage of scanning, in part or whole, the
footers of the archive (NW, HW, DocId, Page) and the record's own number, as spans of a folded,
lower-cased text. Only a line that holds a piece of a stamp's own words is looked at closely.
Does not promise: a stamp that no piece of was read; exemption codes are words of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

_ACT = "john f. kennedy assassination records"
_LINES = (
    f"2025 release under the president {_ACT} act of 1992",
    f"released under the {_ACT} collection act of 1992 (44 usc 2107 note). case#:nw 00000",
)
_PIECE = re.compile(
    r"releas|ease un|r the pres|resident j|john f|kenned|nnedy|ssassin|ssination|cords act|collection act"
)
_FOOTER = re.compile(
    r"(?<![a-z0-9])(?:nw|hw|ww|mw)[ \t]*#?:?[ \t]*\d{4,6}(?:[ \t]*date:?[ \t]*[0-9/-]{8,10})?"
    r"|(?<![a-z0-9])doc[il1]d[:;.]?[ \t]*\d{6,9}(?:[ \t]*page[ \t]*\d{1,4})?"
    r"|(?<![0-9])13-0{4,6}(?![0-9])"
    r"|(?<![0-9-])1[0-9]{2}-[0-9]{5}-[0-9]{5}(?![0-9])"
)
_SHORTEST, _LIKE = 14, 78.0  # code points of a piece of a stamp; how like it must be, of 100


def stamps(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a folded, lower-cased text that a release put there; they may overlap."""
    for match in _FOOTER.finditer(folded):
        yield match.span()
    done = 0
    for match in _PIECE.finditer(folded):
        if match.start() < done:
            continue
        start = folded.rfind("\n", 0, match.start()) + 1
        done = end if (end := folded.find("\n", match.start())) >= 0 else len(folded)
        yield from _line(folded[start:done], start)


def _line(line: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the part of one line that is like a stamp, where it is long enough to tell."""
    if len(line.strip()) < _SHORTEST:
        return
    for stamp in _LINES:
        found = fuzz.partial_ratio_alignment(line, stamp, score_cutoff=_LIKE)
        if found is not None and found.src_end - found.src_start >= _SHORTEST:
            yield at + found.src_start, at + found.src_end
            return
