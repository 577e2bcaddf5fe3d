"""What a comparison leaves open on a page: differences that it neither found nor can explain.

Promises: a page is unchanged only where every word of either text stands at its place in the other, as far as
scanning explains it (``same_place``), words of every script and numbers too, and the same places are
withheld. What was found on the page, or was seen to stand there, is no difference left open.
Does not promise that what is left open changed: two readings of one page differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tearline.model.area import Area
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.pairing import Laid
from tearline.reading.comparing.same_place import absent
from tearline.reading.comparing.tokens import Stream
from tearline.reading.witnesses.witness import WitnessPage


@dataclass(slots=True)
class Known:
    """Words of a page, and of the older text, that are told already: first and last of each stretch."""

    new: list[tuple[int, int]] = field(default_factory=list)
    old: list[tuple[int, int]] = field(default_factory=list)


def left_open(laid: Laid, own: tuple[int, int], known: Known, found: Sequence[Change]) -> str:
    """Return why a page cannot be called unchanged besides what was ``found`` on it, '' where it can.

    ``own``: the words of the older text that belong to the page (``edges.Edges.own``).
    """
    besides = "besides what is told of it, " if found else ""
    why = ""
    for extent in _extents(laid, own):
        differing = _differing(laid, extent, known)
        if not differing and _same_places(laid, extent, found):
            return ""
        differing = differing or "other places are withheld on this page than before"
        why = why or besides + differing
    return why


def _differing(laid: Laid, own: tuple[int, int], known: Known) -> str:
    """Return how many words of the page, or of its older text, the other lacks; '' for none."""
    new, old = laid.new, laid.older.stream
    first, end = new.firsts[laid.page : laid.page + 2]
    text, older = new.read(first, end, known.new), old.read(*own, known.old)
    if strange := len(absent(text, older)):
        words = "1 word" if strange == 1 else f"{strange} words"
        return f"{words} of this page could be neither found in the older text nor judged"
    if gone := len(absent(older, text)):
        words = "1 word" if gone == 1 else f"{gone} words"
        return f"{words} of the older text could be neither found on this page nor judged"
    return ""


def _extents(laid: Laid, own: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the page's own words of the older text, then whole pages of it that may be the very page.

    A record may have a page twice, and then its matches may stand on either.
    """
    yield own
    new, old = laid.new.record, laid.older.stream
    if not (new.paged and old.record.paged):
        return
    matched = [laid.window.start + at for at in laid.alignment.forward if at >= 0]
    pages = [old.page_of(matched[at]) for at in (len(matched) // 2, 0, -1)] if matched else []
    number = new.pages[laid.page].number
    pages += [at for at, page in enumerate(old.record.pages) if page.number == number]
    for at in dict.fromkeys(pages):
        yield old.firsts[at], old.firsts[at + 1]


def _same_places(laid: Laid, own: tuple[int, int], found: Sequence[Change]) -> bool:
    """Say whether the same places are withheld on a page and on the older one, but for what was found."""
    new, old = laid.new, laid.older.stream
    pages = range(old.page_of(own[0]), old.page_of(max(own[0], own[1] - 1)) + 1)
    page = new.record.pages[laid.page]
    before = [old.record.pages[at] for at in pages if at < len(old.record.pages)]
    told = [area for one in found for area in (*one.areas, *one.old_areas)]
    if old.record.paged and len(before) == 1 and _sized(page, before[0]):
        ours, theirs = page.deletions, before[0].deletions
        return _met(ours, [*theirs, *told]) and _met(theirs, [*ours, *told])
    if found or not (page.deletions or any(one.deletions for one in before)):
        return True
    first, end = new.firsts[laid.page : laid.page + 2]
    return _count(new, first, end) == _count(old, *own)


def _sized(page: WitnessPage, before: WitnessPage) -> bool:
    return bool(page.width) and (page.width, page.height) == (before.width, before.height)


def _met(some: Iterable[Area], others: Sequence[Area]) -> bool:
    return all(any(one.meets(other) for other in others) for one in some)


def _count(stream: Stream, first: int, end: int) -> int:
    """Return how many deletions stand between words: what stands at an edge may be the next page's."""
    return sum(count for word, count in stream.deleted.items() if first < word < end)
