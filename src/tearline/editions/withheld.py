"""What is withheld from one page for one audience, and the exact places that are burnt for it.

Promises: a withholding that has no place on its page is an error, never silently nothing. Places on
pages of a text layer are snapped outwards to the bitmap's pixels, so that no list of deletions
gives away glyph positions finer than the picture does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page, TextSource

if TYPE_CHECKING:
    from collections.abc import Sequence

Codes = tuple[str, ...]

PASSAGE, WHOLE_PAGE = "passage", "page"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A portion of a page that does not go out: its places, its codes, how it is shown.

    ``areas`` decide on a page with pixels; where they are empty, ``start`` and ``end`` (code points
    of the page's text) name whole words. In a text file the span decides; without one, the whole
    page. An unacknowledged withholding leaves white (pixels) or nothing at all (text).
    """

    areas: tuple[Area, ...]
    start: int | None
    end: int | None
    codes: Codes
    policy: WidthPolicy = WidthPolicy.EXACT
    acknowledged: bool = True


@dataclass(frozen=True, slots=True)
class Places:
    """Where a page is burnt: white places, and black ones with the codes on each, both in order."""

    unacknowledged: tuple[Area, ...]
    acknowledged: tuple[tuple[Area, Codes], ...]

    @property
    def areas(self) -> tuple[Area, ...]:
        """All places of either kind."""
        return (*self.unacknowledged, *(area for area, _ in self.acknowledged))


def check_policies(withheld: Sequence[Withheld], page: int) -> None:
    """Refuse the width policies that do not exist yet, rather than apply a weaker one."""
    for portion in withheld:
        if portion.policy is not WidthPolicy.EXACT:
            msg = f"page {page}: the width policy '{portion.policy.value}' is not available yet"
            raise UsageError(msg, "Decide this portion again with the policy 'exact'")


def places(page: Page, withheld: Sequence[Withheld], pixels: tuple[int, int]) -> Places:
    """Return the places to burn on a page with a bitmap of ``pixels`` (width, height).

    Two acknowledged withholdings of the very same place become one, under the codes of both; one that
    lies within another under the same codes is not told apart from it.
    The verifier is to be told exactly these places.
    """
    check_policies(withheld, page.number)
    size = (page.width, page.height)
    white: set[Area] = set()
    black: dict[Area, Codes] = {}
    for portion in withheld:
        for area in _areas(page, portion):
            exact = area
            if page.source is TextSource.LAYER:
                exact = snapped(area, pixels, size)
            if portion.acknowledged:
                black[exact] = tuple(sorted({*black.get(exact, ()), *portion.codes}))
            else:
                white.add(exact)
    told = tuple(item for item in sorted(black.items()) if not _within_another(item, black))
    return Places(tuple(sorted(white)), told)


def _within_another(item: tuple[Area, Codes], black: dict[Area, Codes]) -> bool:
    """Say whether a larger place that states the same codes covers this one: one box says it all."""
    area, codes = item
    return any(
        other != area and other.holds(area) and set(codes) <= set(others)
        for other, others in black.items()
    )


def snapped(area: Area, pixels: tuple[int, int], size: tuple[int, int]) -> Area:
    """Return the largest area that covers the same pixels as ``area``.

    It says no more of a place than the pixels do, and turns into the very same pixel box.
    """
    (px, py), (width, height) = pixels, size
    left, top, right, bottom = area.to_pixels(pixels, size)
    first = (-(-left * width // px), -(-top * height // py))
    last = (right * width // px, bottom * height // py)
    return Area(*first, max(last[0], first[0]), max(last[1], first[1]))


def _areas(page: Page, portion: Withheld) -> tuple[Area, ...]:
    """Return a portion's places within the page: its own, its words', or the whole page."""
    found = portion.areas
    if not found and portion.start is not None and portion.end is not None:
        found = page.areas(portion.start, portion.end)
    elif not found:
        found = (Area(0, 0, page.width, page.height),)
    clipped = tuple(_clipped(area, page) for area in found)
    if not clipped or any(area.width == 0 or area.height == 0 for area in clipped):
        msg = f"page {page.number}: a withheld portion has no place on the page"
        raise UsageError(msg, "Draw it as an area, or decide it again")
    return clipped


def _clipped(area: Area, page: Page) -> Area:
    """Return the part of an area that lies on the page (empty where there is none)."""
    left, top = min(max(area.left, 0), page.width), min(max(area.top, 0), page.height)
    right, bottom = min(max(area.right, left), page.width), min(max(area.bottom, top), page.height)
    return Area(left, top, right, bottom)


def amount(area: Area, page: Page) -> str:
    """Return the fixed phrase for how much a deletion takes: the page, or a passage of it."""
    whole = area.holds(Area(0, 0, page.width, page.height))
    return WHOLE_PAGE if whole else PASSAGE
