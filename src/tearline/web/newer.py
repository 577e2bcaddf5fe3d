"""An older page beside its newer edition: that there is one, and whether more is withheld there.

Promises: looks at releases for the same readers, never at drafts. More is withheld where a deletion of a
later edition, on a page of the same size of a record with the same pages, lies over a word that the older
page shows; where the older page's words cannot be read, where it meets no deletion of the older page.
Does not look at pixels, nor follow a page that stands under another number in the newer edition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tearline.model.area import Area
from tearline.model.edition import Deletion
from tearline.reading.released import ReleasedPage
from tearline.web.shelf import Shelf, Standing


@dataclass(frozen=True, slots=True)
class Newer:
    """The newest edition of a page. ``closed_since``: the date since which more is withheld, '' for no."""

    standing: Standing
    closed_since: str


def newer(
    shelf: Shelf, standing: Standing, number: int, page: ReleasedPage | None = None
) -> Newer | None:
    """Return the newest edition of a page, None where there is none. ``page``: the older one, if opened."""
    later = [
        one
        for one in shelf.standings(standing.listed.record)
        if one.folder.audience == standing.folder.audience
        and not one.folder.draft
        and one.folder.date > standing.folder.date
        and number <= len(one.listed.page_sizes)
    ]
    if not later:
        return None
    same = [one for one in later if one.listed.page_sizes == standing.listed.page_sizes]
    if not same or not _more(standing, same[-1], number):
        return Newer(later[-1], "")
    if page is None:
        page = standing.folder.page(standing.listed.record, number)
    ours = _of(standing, number)
    closing = [one for one in same if _closes(page, ours, _more(standing, one, number))]
    since = closing[0].folder.date if closing and closing[-1] is same[-1] else ""
    return Newer(later[-1], since)


def _of(standing: Standing, number: int) -> list[Deletion]:
    return [one for one in standing.listed.deletions if one.page == number]


def _more(older: Standing, later: Standing, number: int) -> list[Deletion]:
    """Return the deletions of a later page whose places are not those of the older one."""
    known = {one.area for one in _of(older, number)}
    return [one for one in _of(later, number) if one.area not in known]


def _closes(page: ReleasedPage | None, ours: Sequence[Deletion], more: Sequence[Deletion]) -> bool:
    """Say whether later deletions lie over what the older page shows."""
    if page is None:
        return any(not any(old.area.meets(one.area) for old in ours) for one in more)
    covered = {one.area for one in page.deletions}
    shown = [word.area for word in page.words if word.area and word.area not in covered]
    return any(_lies_over(one.area, area) for one in more for area in shown)


def _lies_over(box: Area, word: Area) -> bool:
    """Say whether a box has the middle of a word: its rim may touch the word beside."""
    across, down = (word.left + word.right) // 2, (word.top + word.bottom) // 2
    return box.left <= across < box.right and box.top <= down < box.bottom
