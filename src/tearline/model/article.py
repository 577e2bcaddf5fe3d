"""A page as it was found: its lines with what each is, and the articles they make up.

Every place is a pair of code points in the page's own text, so that what is shown of a page can be laid over
it. Nothing of a page is left out: what is no article's text is a line with another label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class LineLabel(StrEnum):
    """What a line of a page is."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"  # the sentence under a headline
    BYLINE = "byline"
    SUBHEAD = "subhead"
    BODY = "body"
    REPEATED = "repeated"  # a headline or a paragraph that stood above already
    STALE = "stale"  # text of an older story: what the article says was done is still to come in it
    CAPTION = "caption"
    ALT = "alt"  # what stands for a picture
    RELATED = "related"  # the headline of another story
    FOREIGN = "foreign"  # in another language than the page
    BOILERPLATE = "boilerplate"
    BLANK = "blank"


SPOKEN = re.compile(
    r"\s*(?P<who>[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,4})(?:,\s[^:\n]{2,40})?:\s+(?=\S)"
)
"""What a line of a transcript begins with: who speaks, and a colon."""
ASKS, ANSWERS = frozenset({"question", "q"}), frozenset({"answer", "a"})
TEXT = frozenset({LineLabel.BODY, LineLabel.STANDFIRST})
"""The labels of lines that say something of an article's matter; statements are looked for in these alone."""


class Basis(StrEnum):
    """How something about an article is known."""

    PRINTED = "printed"
    HEAD = "told by the page's head"  # its places are those of the file, where no reader sees it
    INFERRED = "inferred"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: ``start`` and ``end`` in the page's text (without the line's end), what it is and why.

    ``article`` is the number of the article it stands in, 0 for none; ``sure`` of 0 to 1.
    """

    start: int
    end: int
    label: LineLabel
    why: str
    sure: float
    article: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One thing about an article (an outlet, a date, a place): its words where they stand, and the basis.

    ``start`` and ``end`` are -1 where it stands nowhere on the page.
    """

    value: str
    basis: Basis
    start: int = -1
    end: int = -1


NOT_TOLD = Told("", Basis.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a page: its number (1 is the first), its headline's line, and what is told of it.

    ``headline`` is the index of a line, -1 for none. ``sure`` of 0 to 1: that it begins where it is said to.
    ``date`` is as far as it is known: 2025-03-19, --03-19 where no year is printed.
    """

    number: int
    headline: int
    sure: float
    byline: Told = NOT_TOLD
    outlet: Told = NOT_TOLD
    place: Told = NOT_TOLD
    date: Told = NOT_TOLD


@dataclass(frozen=True, slots=True)
class Hints:
    """What a page's markup says, line by line (cut at line feeds).

    ``main``: whether a line is of the page's main content (empty where that is not known); ``levels``, 1 to
    6 of a heading, 0 for none; ``captions``, the numbers of lines that are captions or stand for pictures.
    ``told``: title, published, outlet, byline as the page's head has them.
    """

    main: tuple[bool, ...]
    levels: tuple[int, ...]
    captions: tuple[int, ...]
    told: tuple[tuple[str, Told], ...]


@dataclass(frozen=True, slots=True)
class PageFound:
    """A page as it was found: its text, all its lines in order, its articles, its markup's hints."""

    text: str
    lines: tuple[Line, ...]
    articles: tuple[Article, ...]
    hints: Hints | None = None

    def said(self, line: Line) -> str:
        """Return the words of a line."""
        return self.text[line.start : line.end]
