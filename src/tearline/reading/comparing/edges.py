"""Words that only one side has at a page's very start or end: their neighbours are on the page beside it.

Pages are laid beside an older text one by one, so what stands before a page's first match, or behind its
last, has a neighbour on one side alone. Here the last words of one page and the first of the next are laid
beside what the older text has between them, wherever it breaks its pages; where there is no page before or
behind, or it came from elsewhere, the older page's own edge is the neighbour.

Promises: words are judged by the rules of ``kinds.STRICT`` in both directions, on one alignment; what the
pages themselves gave may be given again (whoever asks leaves it out). ``own`` parts the older text among
the pages: every word between two pages belongs to one of them, or to both.
Does not promise anything where the older text has far more between two pages than they have: a page is gone
there, and is told as one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tearline.reading.comparing.alignment import align
from tearline.reading.comparing.deletion_marks import empty
from tearline.reading.comparing.kinds import CANCELLED, SETTLED, STRICT, believed
from tearline.reading.comparing.misread import tie
from tearline.reading.comparing.pairing import Hit, Laid, boxed, moved, parts
from tearline.reading.comparing.plausible import Vocabulary
from tearline.reading.comparing.runs import elsewhere, runs
from tearline.reading.comparing.tokens import Stream

_TIED = 24  # matched words taken from a page on its side of the edge
_HELD, _AMONG = 3, 4  # matched words among so many on from a page's edge: from there on it is sure
_MOST = 240  # words of the older text between two pages, beyond which they are no neighbours
_BEYOND = "\0"  # what stands beyond an edge that is an edge on both sides: no word is like it
_WIDE = 8  # of them: as many neighbours as are looked at


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A match from which a page is sure, and one farther in: indices of the new stream and of the older."""

    edge: tuple[int, int]
    inner: tuple[int, int]


class Edges:
    """The edges of a record's pages: what was found at them, and which old words belong to each page."""

    def __init__(self, laid: Sequence[Laid | None], vocabulary: Vocabulary) -> None:
        """Look at every edge."""
        self._visible: dict[int, list[Hit]] = defaultdict(list)
        self._gone: dict[int, list[Hit]] = defaultdict(list)
        self._own: dict[int, list[int]] = {}
        self._vocabulary = vocabulary
        starts = [None if one is None else _anchor(one, last=False) for one in laid]
        ends = [None if one is None else _anchor(one, last=True) for one in laid]
        for at, one in enumerate(laid):
            if one is not None:
                self._own[at] = [one.window.start, one.window.end]
        for at in range(len(laid) + 1):
            left, right = laid[at - 1] if at else None, laid[at] if at < len(laid) else None
            end, start = ends[at - 1] if at else None, starts[at] if at < len(laid) else None
            if left and right and end and start and _neighbours(left, right, end, start):
                self._between(at, left, end, start)
                continue
            if left and end:
                self._alone(at - 1, left, end, last=True)
            if right and start:
                self._alone(at, right, start, last=False)

    def visible(self, page: int) -> Sequence[Hit]:
        """Return what only the new page has at its edges."""
        return self._visible[page]

    def gone(self, page: int) -> Sequence[Hit]:
        """Return what only the older text has at a new page's edges."""
        return self._gone[page]

    def own(self, page: int) -> tuple[int, int]:
        """Return the words of the older text that belong to a new page that is laid beside it."""
        first, end = self._own[page]
        return first, max(first, end)

    def _between(self, at: int, left: Laid, end: _Anchor, start: _Anchor) -> None:
        """Look at the edge between two pages that stand one behind the other on both sides."""
        old, new = left.older.stream, left.new
        low, high = end.edge[1] + 1, start.edge[1]
        breaks = _breaks(old, low, high)
        if breaks:
            self._own[at - 1][1], self._own[at][0] = breaks[0], breaks[-1]
        else:
            tail, lead = new.firsts[at] - 1 - end.edge[0], start.edge[0] - new.firsts[at]
            self._own[at - 1][1], self._own[at][0] = _parted(new, at, low + tail, high - lead)
        mine, theirs = (end.inner[0], start.inner[0] + 1), (end.inner[1], start.inner[1] + 1)
        pages = (at - 1, at)
        self._look(left, mine, theirs, (end.edge, start.edge), pages, beyond=(False, False))

    def _alone(self, page: int, laid: Laid, anchor: _Anchor, *, last: bool) -> None:
        """Look at an edge that has no neighbour: the older page's own edge is taken for one."""
        old, new = laid.older.stream, laid.new
        on = old.page_of(anchor.edge[1])
        first, end = new.firsts[page : page + 2]
        if last:
            self._own[page][1] = old.firsts[on + 1]
            mine, theirs = (anchor.inner[0], end), (anchor.inner[1], old.firsts[on + 1])
            zone = (anchor.edge, (end, old.firsts[on + 1]))
        else:
            self._own[page][0] = old.firsts[on]
            mine, theirs = (first, anchor.inner[0] + 1), (old.firsts[on], anchor.inner[1] + 1)
            zone = ((first - 1, old.firsts[on] - 1), anchor.edge)
        if zone[1][1] - zone[0][1] <= _MOST:
            self._look(laid, mine, theirs, zone, (page, page), beyond=(not last, last))

    def _look(
        self,
        laid: Laid,
        mine: tuple[int, int],
        theirs: tuple[int, int],
        zone: tuple[tuple[int, int], tuple[int, int]],
        pages: tuple[int, int],
        *,
        beyond: tuple[bool, bool],
    ) -> None:
        """Find words of either side inside a zone, which lies between two matches: new and old word each."""
        new, old = laid.new, laid.older.stream
        ends = tuple([_BEYOND] * _WIDE if is_beyond else [] for is_beyond in beyond)
        ours = [*ends[0], *new.words[slice(*mine)], *ends[1]]
        others = [*ends[0], *old.words[slice(*theirs)], *ends[1]]
        found = align(others, ours)
        if laid.is_boxed and boxed(new, *set(pages)):
            tie(others, ours, found.forward, found.backward)
        low, other_low = mine[0] - len(ends[0]), theirs[0] - len(ends[0])
        for forward, source, words, match, other, back, by, other_by in (
            (True, new, ours, found.forward, others, found.backward, low, other_low),
            (False, old, others, found.backward, ours, found.forward, other_low, low),
        ):
            side = 0 if forward else 1
            for run in runs(words, match, other, back, STRICT):
                at = moved(run, by, other_by)
                if not zone[0][side] < at.first <= at.last < zone[1][side]:
                    continue
                if not believed(source, at, self._vocabulary, STRICT):
                    continue
                if elsewhere(words, run, other, back) >= CANCELLED:
                    continue
                for hit in parts(source, at, self._vocabulary, STRICT):
                    if forward:
                        self._visible[new.page_of(hit.first)].append(hit)
                    else:
                        end = self._own[pages[0]][1]
                        self._gone[pages[0] if hit.first < end else pages[1]].append(hit)


def _anchor(laid: Laid, *, last: bool) -> _Anchor | None:
    """Return from where a page is sure at its start, or at its end; None where it agrees too little."""
    if laid.agreement < SETTLED:
        return None
    match = laid.alignment.forward
    first, low = laid.new.firsts[laid.page], laid.window.start
    step = -1 if last else 1
    tied = [i for i in range(len(match))[::step] if match[i] >= 0]
    for place, i in enumerate(tied):
        near = tied[place : place + _HELD]
        if len(near) == _HELD and abs(near[-1] - i) < _AMONG:
            break
    else:
        return None
    inner = tied[min(place + _TIED, len(tied) - 1)]
    return _Anchor((first + i, low + match[i]), (first + inner, low + match[inner]))


def _neighbours(left: Laid, right: Laid, end: _Anchor, start: _Anchor) -> bool:
    """Say whether two pages stand one behind the other in one older text, without a page between."""
    return left.older is right.older and 0 < start.edge[1] - end.edge[1] <= _MOST


def _parted(new: Stream, at: int, low: int, high: int) -> tuple[int, int]:
    """Return where the older words of one page end and those of the next begin, without a break there.

    What the older text has besides, from ``low`` to ``high``, belongs to the page that has a deletion mark
    at this edge; where that does not tell, it is both pages' to explain.
    """
    if high <= low:
        return max(low, high), max(low, high)
    behind, before = empty(new.after(new.firsts[at] - 1)), empty(new.between(new.firsts[at]))
    return (low, low) if before and not behind else (high, high if behind and not before else low)


def _breaks(old: Stream, low: int, high: int) -> list[int]:
    """Return where an older text with pages breaks one between two of its words, the ends included."""
    if not old.record.paged:
        return []
    return sorted(set(old.firsts[bisect_left(old.firsts, low) : bisect_right(old.firsts, high)]))
