"""A page's text and where it stands: what is compared within and across releases.

Promises: ``pages_of`` yields every page of a release, an empty one as '', and a text without page marks in
pieces of ``PIECE`` words, so that it can be compared with pages at all; such a piece has page 0.
Does not promise that a piece ends where a page did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tearline.reading.witnesses.witness import Witnesses

PIECE = 350  # words: about a typed page
_WORD = re.compile(r"\S+")


class Where(NamedTuple):
    """A page's place: the release's label, the record's key, the page's number (from 1).

    Page 0 is a piece of a text that has no page marks.
    """

    release: str
    record: str
    page: int


class PageText(NamedTuple):
    """A page's place and its text as read, '' where nothing was read."""

    where: Where
    text: str


def pages_of(source: Witnesses) -> Iterator[PageText]:
    """Yield every page of a release, one record in memory at a time."""
    for name in source.records():
        record = source.read(name)
        for page in record.pages:
            if record.paged or len(record.pages) > 1:
                yield PageText(Where(record.release, record.key, page.number), page.text)
                continue
            for piece in _pieces(page.text):
                yield PageText(Where(record.release, record.key, 0), piece)


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces; a last one of less than half a piece stays with the one before."""
    starts = [word.start() for word in _WORD.finditer(text)]
    cuts = [0, *starts[PIECE::PIECE][: max(0, (len(starts) - PIECE // 2) // PIECE)], len(text)]
    for start, end in pairwise(cuts):
        yield text[start:end]
