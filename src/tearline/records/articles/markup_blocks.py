"""The blocks of an HTML page as text, every character of it with the place in the source it came from.

Promises: any page is read in time linear in its length, and nothing is raised; a block is a line, with a
blank line between two; words that stand together in a browser stay together, and space is one space. Does not
say what is the page's own matter: that is for ``markup``.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from html import unescape
from html.entities import html5

from tearline.records.articles.markup_tags import Kind, Part, Span, Tags

_GONE = "\0\u00ad\u200b\u2060\ufeff"  # no width, or none unless a word is broken there
_PIECE = re.compile(
    rf"(?P<said>[^\s&{_GONE}]+(?: [^\s&{_GONE}]+)*|(?:&(?![#A-Za-z]))+)"
    r"|(?P<gap>\s+)"
    r"|(?P<reference>&(?:#(?:[0-9]+|[xX][0-9a-fA-F]+);?|[A-Za-z][A-Za-z0-9]{0,31};?))"
    rf"|(?P<sign>&)|[{_GONE}]+"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")  # in an attribute, where it is none
_LINE_END = re.compile(r"\r\n|\r|\n")
_LONGEST_NUMBER = 40  # characters of a reference by number; no character has a longer one
_LETTER = 2  # characters of an alternative text that is read in its line: an initial, an emoji


@dataclass(frozen=True, slots=True)
class Places:
    """Where each character of a text stands in its source: runs, each by its first character.

    A run as long as its source is that source; any other (a reference, a gap, a break) stands for it whole.
    """

    length: int
    at: array[int]
    first: array[int]
    last: array[int]

    def of(self, one: int) -> Span:
        """Return the span of the source that a character of the text (0 to length - 1) came from."""
        run = bisect_right(self.at, one) - 1
        start, end, at = self.first[run], self.last[run], self.at[run]
        after = self.at[run + 1] if run + 1 < len(self.at) else self.length
        whole = end - start != after - at
        return (start, end) if whole else (start + one - at, start + one - at + 1)


@dataclass(frozen=True, slots=True)
class Blocks:
    """A page's text, and for each of its lines (cut at line feeds) its heading's level, 0 for none.

    ``captions``: the lines in a figure's caption or an image's alternative text; ``alts``: the latter.
    """

    text: str
    levels: tuple[int, ...]
    captions: frozenset[int]
    alts: frozenset[int]
    places: Places


def blocks_of(tags: Tags) -> Blocks:
    """Return the blocks of a page."""
    writing = _Writing(tags.source)
    for kind, one, two in tags.shown():
        match kind:
            case Kind.TEXT:
                writing.text(one, two)
            case Kind.ALT:
                writing.alt(one, two)
            case Kind.BREAK:
                writing.stop(one)
            case _:
                writing.part(Part(one), two, kind)
    writing.stop(2)
    return writing.blocks()


def words_of(source: str, span: Span) -> str:
    """Return a span of the source as text: references read, space as one space. For attributes and titles."""
    writing = _Writing(source)
    writing.text(*span)
    return "".join(writing.said)


def _reference(said: str) -> tuple[str, int]:
    """Return what a character reference stands for, and how many characters of it say so; '' and 0: none."""
    if said.startswith("&#"):
        return (unescape(said) if len(said) <= _LONGEST_NUMBER else "\ufffd"), len(said)
    for end in range(len(said), 2, -1):
        if (known := html5.get(said[1:end])) is not None:
            return known, end
    return "", 0


@dataclass(slots=True)
class _Writing:
    """Text as it is put together."""

    source: str
    said: list[str] = field(default_factory=list)
    length: int = 0
    at: array[int] = field(default_factory=lambda: array("q"))
    first: array[int] = field(default_factory=lambda: array("q"))
    last: array[int] = field(default_factory=lambda: array("q"))
    levels: list[int] = field(default_factory=list)
    captions: set[int] = field(default_factory=set)
    alts: set[int] = field(default_factory=set)
    begun: bool = False  # the line has words
    breaks: int = 0  # line ends before the next word
    gap: Span | None = None  # the space before it
    open: dict[Part, int] = field(default_factory=dict)
    once: set[Part] = field(default_factory=set)  # parts that end with their line
    in_alt: bool = False
    waiting: list[Span] = field(default_factory=list)  # pictures behind the words of a line

    def blocks(self) -> Blocks:
        """Return what was written."""
        places = Places(self.length, self.at, self.first, self.last)
        levels = tuple(self.levels) or (0,)
        captions, alts = frozenset(self.captions), frozenset(self.alts)
        return Blocks("".join(self.said), levels, captions, alts, places)

    def part(self, part: Part, value: int, kind: Kind) -> None:
        """Begin or end a heading, a caption, lines as they are."""
        self.once.discard(part)
        if kind is Kind.CLOSE:
            self.open.pop(part, None)
            return
        self.open[part] = value
        if kind is Kind.LINE:
            self.once.add(part)

    def stop(self, breaks: int) -> None:
        """End the line: 1, for another of its block; 2, for another block. Two of 1 are 2."""
        waiting, self.waiting = self.waiting, []
        if self.begun:
            for part in self.once:
                self.open.pop(part, None)
            self.once.clear()
        self.breaks = 2 if not self.begun and self.breaks else max(self.breaks, breaks)
        self.begun, self.gap = False, None
        for span in waiting:
            self.alt(*span)

    def alt(self, start: int, end: int) -> None:
        """Write an image's alternative text: a block, or nothing within the words of a line."""
        if end - start <= _LETTER:
            self.text(start, end)
        elif self.begun:
            self.waiting.append((start, end))
        else:
            self.stop(2)
            self.in_alt = True
            for tag in _TAG.finditer(self.source, start, end):
                self.text(start, tag.start())
                start = tag.end()
            self.text(start, end)
            self.in_alt = False
            self.stop(2)

    def text(self, start: int, end: int) -> None:
        """Write a piece of the source."""
        for piece in _PIECE.finditer(self.source, start, end):
            match piece.lastgroup:
                case "said" | "sign":
                    self._put(piece[0], *piece.span())
                case "gap":
                    self._space(piece[0], *piece.span())
                case "reference":
                    said, used = _reference(piece[0])
                    begun, ended = piece.span()
                    self._read(said, begun, begun + used)
                    if used < ended - begun:
                        self._put(piece[0][used:], begun + used, ended)

    def _read(self, said: str, start: int, end: int) -> None:
        """Write what a reference stands for."""
        if said.isspace():
            self._space(said, start, end)
        elif said and said not in _GONE:
            self._put(said, start, end)

    def _space(self, said: str, start: int, end: int) -> None:
        if Part.LINES in self.open and not self.in_alt:
            ends = len(_LINE_END.findall(said))
            for _ in range(min(ends, 2)):
                self.stop(1)
            if ends:
                return
        if self.begun and self.gap is None:
            self.gap = (start, end)

    def _put(self, said: str, start: int, end: int) -> None:
        """Write words as they are, and what stands before them."""
        if not self.begun:
            if self.said:
                self._run("\n" * self.breaks, self.last[-1], start)
            self._line()
        elif self.gap:
            self._run(" ", *self.gap)
        self.begun, self.breaks, self.gap = True, 0, None
        self.waiting.clear()
        self._run(said, start, end)

    def _line(self) -> None:
        if self.levels and self.breaks > 1:
            self.levels.append(0)
        here = len(self.levels)
        self.levels.append(self.open.get(Part.HEADING, 0))
        if self.in_alt:
            self.alts.add(here)
        if self.in_alt or Part.CAPTION in self.open:
            self.captions.add(here)

    def _run(self, said: str, start: int, end: int) -> None:
        """Add a run, or make the last one longer where both are the source as it is."""
        self.said.append(said)
        as_it_is = len(said) == end - start
        whole = bool(self.at) and self.last[-1] - self.first[-1] == self.length - self.at[-1]
        if as_it_is and whole and self.last[-1] == start:
            self.last[-1] = end
        else:
            self.at.append(self.length)
            self.first.append(start)
            self.last.append(end)
        self.length += len(said)
