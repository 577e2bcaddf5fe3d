"""Quotation marks of a paragraph, paired: what is inside them, and where they stand.

Promises: “ ”, „ “, « », " ", a dash that begins a paragraph of dialogue ("– We wait, – said Vale")
and, where a paragraph has none of these at work, ‘ ’ and ' ' as British papers
set them. An apostrophe inside a word closes nothing. A mark that is never closed runs to the paragraph's
end, and is said to be open: a new paragraph may go on with the same words. Nothing here raises on any
text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIALOGUE = re.compile(r"\s*[–—]\s(?P<said>[^\n]+?[,.?!…])\s[–—]\s(?=[^\W\d_])")
_ENDS = ",.?!…;:"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in marks: ``start`` and ``end`` of what is inside, ``left`` and ``right`` with the marks."""

    start: int
    end: int
    left: int
    right: int
    closed: bool = True


def quotes(text: str) -> tuple[Quote, ...]:
    """Return the quotations of a paragraph, in order, none inside another."""
    found: list[Quote] = []
    at = 0
    while at < len(text):
        quote = _one(text, at)
        if quote is None:
            at += 1
            continue
        found.append(quote)
        at = max(quote.right, at + 1)
    return tuple(found)


def _one(text: str, at: int) -> Quote | None:
    """Return the quotation whose mark stands at a place."""
    mark = text[at]
    if mark == "“":
        return _until(text, at, "”", also='"')
    if mark == "«":
        return _until(text, at, "»")
    if mark == "„":
        return _until(text, at, "“", also='”"')
    if at == 0 and (dialogue := _DIALOGUE.match(text)):
        return _made(text, at, dialogue.end("said"))
    if mark == '"' and _opens(text, at):
        return _until(text, at, '"', also="”")
    if mark in "‘'" and _opens(text, at):
        return _single(text, at)
    return None


def _opens(text: str, at: int) -> bool:
    """Say whether a mark may open: before it a space, a bracket or nothing, after it a word."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    return (before.isspace() or before in '([—–-:“"«…') and not after.isspace()


def _until(text: str, at: int, close: str, also: str = "") -> Quote:
    end = min(
        (place for place in (text.find(one, at + 1) for one in close + also) if place >= 0),
        default=-1,
    )
    if end < 0:
        return _made(text, at, len(text), closed=False)
    return _made(text, at, end)


def _made(text: str, at: int, end: int, *, closed: bool = True) -> Quote:
    """Return a quotation without the spaces that some papers set inside its marks."""
    start, stop = at + 1, end
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return Quote(start, stop, at, min(len(text), end + 1), closed)


def _single(text: str, at: int) -> Quote | None:
    """Return a quotation in single marks, closed by the first that can close."""
    close = "’'" if text[at] == "‘" else "'’"
    again = re.compile(r"(?<![\w])[‘'](?=\w)").search(text, at + 1)
    until = again.start() if again else len(text)
    ends = [
        place
        for place in range(at + 2, until)
        if text[place] in close and not (place + 1 < len(text) and text[place + 1].isalnum())
    ]
    if not ends:
        return None
    sure = [place for place in ends if text[place - 1] in _ENDS]
    plain = [place for place in ends if text[place - 1] != "s"]
    first = min((rows[0] for rows in (sure, plain) if rows), default=ends[-1])
    return _made(text, at, first)
