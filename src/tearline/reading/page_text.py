"""A page's text and where it stands: what is compared within and across releases."""

from __future__ import annotations

from typing import NamedTuple


class Where(NamedTuple):
    """A page's place: the release's label, the record's key, the page's number (from 1)."""

    release: str
    record: str
    page: int


class PageText(NamedTuple):
    """A page's place and its text as read, '' where nothing was read."""

    where: Where
    text: str
