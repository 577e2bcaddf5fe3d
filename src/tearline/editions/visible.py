"""A text with its withheld spans taken out: the visible characters, and where deletions stand.

Promises: the result is a function of the visible text and of the acknowledged deletions (the place
of each in the visible text, its codes) and of nothing else: not of what a span held, how long it
was, or of unacknowledged spans, which vanish. Deletions that touch once hidden text is gone are one
deletion if their codes are the same, and stand in the order of their codes if not; visible text
between two deletions, white space included, keeps them apart. A span that is empty still shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tearline.editions.withheld import Codes, Withheld


@dataclass(frozen=True, slots=True)
class Mark:
    """A deletion: how many visible characters stand before it, its codes, whether all is gone."""

    at: int
    codes: Codes
    whole: bool


def visible(text: str, withheld: Sequence[Withheld]) -> tuple[str, tuple[Mark, ...]]:
    """Return the visible text and its deletions in order.

    A withholding without a span, or with one over all of the text, takes the whole.
    """
    spans = sorted(_span(portion, len(text)) for portion in withheld)
    kept: list[str] = []
    starts: list[tuple[int, int]] = []  # for each span in order: its start, and the place kept
    length = at = 0
    for start, end in spans:
        if start > at:
            kept.append(text[at:start])
            length += start - at
        at = max(at, end)
        starts.append((start, length))
    kept.append(text[at:])
    before = dict(starts)
    marks = set()
    for portion in withheld:
        start, end = _span(portion, len(text))
        if portion.acknowledged:
            whole = portion.start is None or portion.end is None
            marks.add((before[start], tuple(sorted(set(portion.codes))), whole))
    ordered = sorted(marks, key=lambda mark: (mark[0], mark[1], not mark[2]))
    return "".join(kept), _merged(Mark(*mark) for mark in ordered)


def _merged(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Drop a mark of the same place and codes as the one before it."""
    out: list[Mark] = []
    for mark in marks:
        if not out or (out[-1].at, out[-1].codes) != (mark.at, mark.codes):
            out.append(mark)
    return tuple(out)


def _span(portion: Withheld, length: int) -> tuple[int, int]:
    """Return the code points a withholding takes, within the text."""
    if portion.start is None or portion.end is None:
        return (0, length)
    start = min(max(portion.start, 0), length)
    return (start, min(max(portion.end, start), length))
