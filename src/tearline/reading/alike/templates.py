"""Forms and sheets that stand in many records: named, so that nobody reads a million pairs of them.

Promises: a name is made of words that most of a group's pages begin with, none with a digit in it, so what
was filled in does not become a name. The kind is a proposal from those words and from how the page reads;
``COPIED`` is running text that many records hold, which is no form at all.
Does not promise that a kind is right, nor read more than the beginning of a few pages of a group.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tearline.reading.alike.page_text import Where

HEAD = 400  # letters of a page's beginning that are kept to name it
_ASKED = 20  # pages of a group whose beginnings are compared
_MOST_HAVE = 0.8
_TITLE = 10  # words
_PROSE = 0.25  # share of small words from which a text runs
_WORD = re.compile(r"[^\W\d_]{2,}")
_LITTLE = """
a an and are as at be been by for from had has have he his in is it not of on or that the they this to was
were which who will with would
"""
_SMALL = frozenset(_LITTLE.split())


class TemplateKind(StrEnum):
    """What a page that stands in many records seems to be."""

    IDENTIFICATION = "identification sheet"
    COVER = "cover sheet"
    SEPARATOR = "separator sheet"
    FORM = "form"
    COPIED = "copied page"


# Words of which so many must be shared. The first kind that fits is taken.
_IDENTIFICATION = "agency record number originator identification series assassination"
_SEPARATOR = "separator divider withdrawal withdrawn target removed postponed begin end"
_COVER = "cover routing transmittal folder envelope slip"
_CUES: tuple[tuple[TemplateKind, int, frozenset[str]], ...] = (
    (TemplateKind.IDENTIFICATION, 3, frozenset(_IDENTIFICATION.split())),
    (TemplateKind.SEPARATOR, 1, frozenset(_SEPARATOR.split())),
    (TemplateKind.COVER, 1, frozenset(_COVER.split())),
)


@dataclass(frozen=True, slots=True)
class Template:
    """Pages on one form: its kind, its name ('' where they share no word), one of them, all of them."""

    kind: TemplateKind
    title: str
    example: Where
    pages: tuple[Where, ...]

    @property
    def records(self) -> int:
        """Return how many records have such a page."""
        return len({place.record for place in self.pages})


def template(example: Where, pages: Sequence[Where], heads: Sequence[str]) -> Template:
    """Return a group's template. ``heads``: how its pages begin, the example's first."""
    shared = _shared(heads)
    return Template(_kind(shared, heads[0]), " ".join(shared[:_TITLE]), example, tuple(pages))


def _shared(heads: Sequence[str]) -> tuple[str, ...]:
    """Return the words that most pages begin with, each once, in the order of the example."""
    step = max(1, len(heads) // _ASKED)
    asked = heads[::step][:_ASKED]
    having = Counter(word for head in asked for word in {w.lower() for w in _WORD.findall(head)})
    first = dict.fromkeys(_WORD.findall(heads[0]))
    once = {word.lower(): word for word in reversed(first)}
    wanted = _MOST_HAVE * len(asked)
    return tuple(word for low, word in reversed(once.items()) if having[low] >= wanted)


def _kind(shared: Sequence[str], head: str) -> TemplateKind:
    words = [word.lower() for word in _WORD.findall(head)]
    small = sum(word in _SMALL for word in words)
    if words and small >= _PROSE * len(words):
        return TemplateKind.COPIED
    known = {word.lower() for word in shared}
    for kind, least, cues in _CUES:
        if len(known & cues) >= least:
            return kind
    return TemplateKind.FORM
