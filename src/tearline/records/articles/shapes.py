"""What a line of a scraped page looks like by itself: lines cut with their places, and their shapes.

Promises: lines cover the text, in order, each by its code points; a shape is a function of the line alone and
of the phrases in ``phrases.toml``. Does not say what a line is: that is for ``labels``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_SUFFIX = re.compile(r"\s(?:[-–—|]|:)\s+(?P<outlet>[A-Z][\w.&'’ ]{1,48})$")
_CLOSED = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]]\.?$")
_PIECES = re.compile(r"\s{2,}|\t|\s[|•·]\s")
_MOST_IN_PIECE = 4  # words of an entry of a menu
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
DATE = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_MONTHS}|(?:{_SHORT})\b\.?),?\s+(?P<y>(?:19|20)\d\d)"
    rf"|(?P<m2>{_MONTHS}|(?:{_SHORT})\b\.?)\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)"
    r"|(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>(?:19|20)\d\d))\b"
)
"""A whole date as a page prints it: day, month and year."""
_SMALL = frozenset(
    re.findall(
        r"\w+", "a an the of in on at to for and or but as by with from is are was were be it its"
    )
)
LATIN_EXTRA = frozenset("éèêëàâäáãåçñóòôöõøúùûüíìîïýÿßæœ")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of ``phrases.toml``."""

    boilerplate: tuple[str, ...]
    credits: tuple[str, ...]
    agencies: tuple[str, ...]
    bylines: tuple[str, ...]
    titles: tuple[str, ...]
    telling: tuple[str, ...]
    alone: tuple[str, ...]
    points: tuple[str, ...]
    foreign: tuple[str, ...]
    leading: tuple[str, ...]


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """Return the phrases that lines are known by."""
    text = resources.files("tearline.records.articles").joinpath("phrases.toml").read_text("utf-8")
    return Phrases(**{name: tuple(words) for name, words in tomllib.loads(text).items()})


@dataclass(frozen=True, slots=True)
class Shape:
    """A line: its place, its words, and what can be seen of it.

    ``stopped``: it ends as a sentence does. ``titled``: how much of its longer words begins with a capital.
    ``outlet``: the name after a dash or bar at its end, '' for none. ``strange``: how much of its letters no
    English word has. ``pieces``: the entries of a line that is set as a menu is, none for other lines.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    stopped: bool
    titled: float
    capitals: bool
    outlet: str
    strange: float
    pieces: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Say whether nothing is to be read on it."""
        return not self.text.strip()


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of a text: first code point, and the one after the last, line ends left out."""
    at = 0
    while at <= len(text):
        found = _LINE.match(text, at)
        end = found.end() if found else at
        yield at, end
        at = end + (2 if text[end : end + 2] == "\r\n" else 1)


def shape_of(text: str, start: int, end: int) -> Shape:
    """Return the shape of a line."""
    said = text[start:end]
    plain = " ".join(said.split())
    words = tuple(_WORD.findall(plain))
    long = [word for word in words if word.lower() not in _SMALL and len(word) > 2]  # noqa: PLR2004
    suffix = _SUFFIX.search(plain)
    letters = [c for c in plain.lower() if c.isalpha()]
    strange = sum(not c.isascii() and c not in LATIN_EXTRA for c in letters)
    return Shape(
        start,
        end,
        plain,
        words,
        stopped=bool(_END.search(plain)),
        titled=sum(word[0].isupper() for word in long) / len(long) if long else 0.0,
        capitals=bool(letters) and plain.upper() == plain and any(c.isalpha() for c in plain),
        outlet=suffix["outlet"] if suffix and not _END.search(plain) else "",
        strange=strange / len(letters) if letters else 0.0,
        pieces=_pieces(said),
    )


def _pieces(said: str) -> tuple[str, ...]:
    pieces = tuple(piece.strip() for piece in _PIECES.split(said.strip()) if piece.strip())
    few = all(len(piece.split()) <= _MOST_IN_PIECE for piece in pieces)
    return pieces if len(pieces) > 1 and few else ()


def bracketed(shape: Shape) -> str:
    """Return what stands in brackets at a line's end, '' for nothing."""
    found = _CLOSED.search(shape.text)
    return found[1] if found else ""


def plain_of(text: str) -> str:
    """Return a line as it is known again: letters and digits alone, without accents and case."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if c.isalnum())
