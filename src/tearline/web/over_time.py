"""One record over its releases: what is still closed and under which code, and what no longer is.

Promises: speaks of acknowledged deletions only, as the manifests list them. Two releases are compared
place by place where the record has the same pages, of the same sizes, in both; elsewhere it says that
places cannot be compared and gives no list. Only releases for one audience are compared, drafts with none.
Does not read the pages: that a place is no longer listed says that it was opened, or that the page was
replaced; what can be read there now is for ``tearline changes`` and the reader's own eye.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tearline.model.edition import Deletion
from tearline.web.shelf import Standing


@dataclass(frozen=True, slots=True)
class Closed:
    """The deletions under one code: how many places, and on which pages how many of them."""

    code: str
    places: int
    pages: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """From one release to the next: places opened and places newly closed, by code.

    ``comparable`` is False where the pages of the two differ; both lists are empty then.
    """

    earlier: Standing
    later: Standing
    comparable: bool
    opened: tuple[Closed, ...]
    newly_closed: tuple[Closed, ...]

    @property
    def status_changed(self) -> bool:
        """Say whether the record's status is another one than before."""
        return self.earlier.listed.status != self.later.listed.status


def closed(deletions: Sequence[Deletion]) -> tuple[Closed, ...]:
    """Return deletions by code, the most frequent first; one under two codes counts under each."""
    found: dict[str, dict[int, int]] = {}
    for one in deletions:
        for code in one.codes or ("no code given",):
            pages = found.setdefault(code, {})
            pages[one.page] = pages.get(one.page, 0) + 1
    rows = (
        Closed(code, sum(pages.values()), tuple(sorted(pages.items())))
        for code, pages in found.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.places, row.code)))


def steps(standings: Sequence[Standing]) -> tuple[Step, ...]:
    """Return what became of a record from release to release, the latest first."""
    found: list[Step] = []
    last: dict[str, Standing] = {}
    for one in standings:
        if one.folder.draft:
            continue
        if (before := last.get(one.folder.audience)) is not None:
            found.append(_step(before, one))
        last[one.folder.audience] = one
    return tuple(reversed(found))


def _step(earlier: Standing, later: Standing) -> Step:
    before, now = earlier.listed, later.listed
    if not before.page_sizes or before.page_sizes != now.page_sizes:
        return Step(earlier, later, comparable=False, opened=(), newly_closed=())
    opened = closed(_gone(before.deletions, now.deletions))
    return Step(earlier, later, True, opened, closed(_gone(now.deletions, before.deletions)))


def _gone(ours: Sequence[Deletion], theirs: Sequence[Deletion]) -> list[Deletion]:
    """Return those of ours that meet none of theirs on the same page."""
    on_page: dict[int, list[Deletion]] = {}
    for one in theirs:
        on_page.setdefault(one.page, []).append(one)
    return [
        one
        for one in ours
        if not any(other.area.meets(one.area) for other in on_page.get(one.page, ()))
    ]
