"""What a page, a title or a file is called, as it may be shown: masked with the page it stands for.

Promises: of a title nothing is shown that the mask blocks in it, in it beside what stands beside it (the row
of a list, the page that it was taken from), or anywhere on a page of its record: a number that is labelled
only there, or a name that is protected there, is blocked in the title too. A page that could not be checked
blocks the title whole. Of a file's or a record's name a record number is shown, the rest through the mask.
What is returned is printable and on one line. Two names may come out the same: they are for reading.
Does not look at pages that share no telling word with the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tearline.reading.lists.losses import printable
from tearline.reading.masking import BLOCK, HidingMask, block, blocked_beside, long_numbers

_NUMBER = re.compile(r"\d{3}[-_. ]?\d{5}[-_. ]?\d{5}(?!\d)")
_TELLING = re.compile(r"[^\W\d_]{4,}|\d{2,}")  # a word that the mask may know from another place


def name_shown(name: str, mask: HidingMask) -> str:
    """Return a record's or a file's name: its number as it is, the folders and the rest masked."""
    return "/".join(_part_shown(part, mask) for part in name.split("/"))


def title_shown(
    title: str, mask: HidingMask, pages: Iterable[str] = (), beside: Sequence[str] = ()
) -> str:
    """Return a title as it may be shown beside ``pages``, the whole texts of its record's pages.

    ``beside`` are texts that the title was taken from: they are read before it, as one with it.
    """
    if not title.strip():
        return ""
    spans: list[tuple[int, int, str]] = []
    for text in (*(f"{one}\n" for one in beside), ""):
        found = mask.blocked(f"{text}{title}")
        if found is None:
            return block("unchecked")
        low = len(text)
        spans += [(max(0, a - low), b - low, kind) for a, b, kind in found if b > low]
    words = {word.casefold() for word in _TELLING.findall(title)}
    for page in pages:
        if words.isdisjoint(word.casefold() for word in _TELLING.findall(page)):
            continue
        twins = blocked_beside(title, page, mask)
        if twins is None:
            return block("unchecked")
        spans += [(*_whole(title, start, end), kind) for start, end, kind in twins]
    return printable(" ".join(_blocked(title, spans).split()))


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Grow a span to whole words."""
    while start and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _part_shown(part: str, mask: HidingMask) -> str:
    number = _NUMBER.match(part)
    kept = number[0] if number else ""
    rest = part[len(kept) :]
    spoken = rest.replace("_", " ")  # to the detectors an underscore is a letter
    found = mask.blocked(spoken) if spoken.strip() else ()
    if found is None:
        return f"{printable(kept)}{block('unchecked')}"
    return printable(kept + (_blocked(spoken, found) if found else rest))


def _blocked(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with its blocks; near one no longer number is shown, for it may be the rest of it."""
    ordered = sorted(spans)
    if not ordered:
        return text
    hidden = [*ordered, *((*span, "") for span in long_numbers(text))]
    pieces: list[str] = []
    done = 0
    for start, end, kind in sorted(hidden, key=lambda one: (one[0], not one[2])):
        if end <= done:
            continue
        if start >= done:
            pieces += [text[done:start], block(kind) if kind else BLOCK]
        done = end
    return "".join([*pieces, text[done:]])
