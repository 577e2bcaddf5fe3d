"""What a page's markup says of its lines and its article, taken as a hint where its words leave room for one.

Promises: a hint never makes text of a line that its words tell otherwise, and deletes nothing: what the
markup sets apart keeps its place with that as the reason. What the head tells fills only what the page does
not print, and only where the page has one article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tearline.model.article import Basis, Hints, LineLabel, Told
from tearline.records.articles.labels import Said

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_OUTSIDE = "outside of the page's main content, by its markup"
_CAPTION = "a caption or a picture's words, by its markup"
_HEADING = 2  # from this level on a heading stands within an article
_FIELDS = {"published": "date", "outlet": "outlet", "byline": "byline"}


def hinted(lines: Sequence[Said], hints: Hints | None) -> list[Said]:
    """Return lines with the labels that the markup gives; those of a text as they are."""
    if hints is None:
        return list(lines)
    captions = set(hints.captions)
    return [_hinted(one, at, hints, captions) for at, one in enumerate(lines)]


def _hinted(one: Said, at: int, hints: Hints, captions: set[int]) -> Said:
    if at >= len(hints.levels) or one.label is LineLabel.BLANK:
        return one
    if at in captions:
        return replace(one, label=LineLabel.CAPTION, why=_CAPTION, sure=0.9)
    level = hints.levels[at]
    outside = bool(hints.main) and not hints.main[at] and not level
    if outside and one.label in {LineLabel.BODY, None}:
        return replace(one, label=LineLabel.BOILERPLATE, why=_OUTSIDE, sure=0.7)
    if level > _HEADING and one.label in {LineLabel.BODY, None}:
        return replace(
            one, label=LineLabel.SUBHEAD, why="a heading within, by its markup", sure=0.8
        )
    return one


def in_head(own: dict[str, Told], hints: Hints | None, *, alone: bool) -> dict[str, Told]:
    """Return what is told of an article, with what the page's head tells where the page prints nothing."""
    if hints is None or not alone:
        return own
    filled = dict(own)
    for name, told in hints.told:
        field = _FIELDS.get(name, "")
        if not field or own[field].basis is Basis.PRINTED:
            continue
        value = told.value.strip()
        if field == "date":
            found = _DAY.match(value)
            value = found.group() if found and _is_day(found.group()) else ""
        if value:
            filled[field] = replace(told, value=value)
    return filled


def _is_day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True
