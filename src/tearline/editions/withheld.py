"""What is withheld from one page for one audience, and the exact places that are burnt for it.

Promises: a withholding that has no place on its page is an error, never silently nothing. Places on
pages of a text layer are snapped outwards to the bitmap's pixels, so that no list of deletions
gives away glyph positions finer than the picture does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tearline.editions.flow import Upright
from tearline.editions.portions import Layout, Place, Portion, own_part
from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page, TextSource

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tearline.model.edition import Deletion

Codes = tuple[str, ...]

RIM = 200  # units (2 points) from the page's edge within which a place goes up to it
PASSAGE, WHOLE_PAGE = "passage", "page"
STRICTER = (WidthPolicy.EXACT, WidthPolicy.MOVED, WidthPolicy.LINE)


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
    """Where a page is burnt: white places, and black ones with the codes on each, both in order.

    ``policies`` has, for each black place, the policy that shaped it; ``moves`` the places about which
    the pixels have a say (``moving``): their lines are moved or ended, ornaments wiped; ``widened``
    says that some place is not just as wide as its words.
    """

    unacknowledged: tuple[Area, ...]
    acknowledged: tuple[tuple[Area, Codes], ...]
    policies: tuple[WidthPolicy, ...] = ()
    moves: tuple[Place, ...] = ()
    widened: bool = False

    @property
    def areas(self) -> tuple[Area, ...]:
        """All places of either kind."""
        return (*self.unacknowledged, *(area for area, _ in self.acknowledged))

    @property
    def told(self) -> tuple[tuple[Area, Codes, WidthPolicy], ...]:
        """The black places with their codes and policies."""
        return tuple((*one, how) for one, how in zip(self.acknowledged, self.policies, strict=True))


def check_policies(withheld: Sequence[Withheld], page: int) -> None:
    """Refuse a width policy that does not exist, rather than apply a weaker one."""
    for portion in withheld:
        if portion.policy not in tuple(WidthPolicy):
            msg = f"page {page}: there is no such width policy"
            raise UsageError(msg, f"Decide this portion again: {', '.join(WidthPolicy)}")


def places(
    page: Page,
    withheld: Sequence[Withheld],
    pixels: tuple[int, int],
    shown: Sequence[Deletion] | None = None,
    layout: Layout | None = None,
) -> Places:
    """Return the places to burn on a page with a bitmap of ``pixels`` (width, height).

    Two acknowledged withholdings of the very same place become one, under the codes of both; one that
    lies within another under the same codes is not told apart from it. The verifier is to be told
    exactly these places: with ``shown``, the deletions of the view that was made, a widened place has
    the box it was given there, and an unacknowledged one is told no wider than was decided. Without,
    it has the place that the boxes of words give it, those of ``layout`` where it has any.
    """
    check_policies(withheld, page.number)
    wide = any(portion.policy is not WidthPolicy.EXACT for portion in withheld)
    found = [
        Portion(_areas(page, portion), portion.codes, portion.acknowledged, portion.policy)
        for portion in withheld
    ]
    spread = _widened(page, found, layout) if wide else _as_they_are(found)
    if shown is not None:
        up = Upright(page.width, page.height, page.turn)
        spread = [one for place in spread for one in _as_shown(place, shown, up)]
    return replace(gathered(page, spread, pixels), widened=wide)


def withheld_areas(page: Page, withheld: Sequence[Withheld]) -> list[Area]:
    """Return what was decided to be withheld on a page, whatever policy widens it (``own_part``)."""
    return [
        area if portion.policy is WidthPolicy.EXACT else own_part(area, page)
        for portion in withheld
        for area in _areas(page, portion)
    ]


def _widened(page: Page, portions: Sequence[Portion], layout: Layout | None) -> Sequence[Place]:
    """Return the places under the policies; most pages have none but ``exact``."""
    from tearline.editions.widening import widened  # noqa: PLC0415 - see above

    return widened(page, portions, layout or Layout({}))


def _as_they_are(portions: Sequence[Portion]) -> list[Place]:
    """Return the places of portions whose boxes are as wide as their words."""
    return [
        Place(area, portion.codes, portion.acknowledged, WidthPolicy.EXACT)
        for portion in portions
        for area in portion.areas
    ]


def _as_shown(place: Place, shown: Sequence[Deletion], up: Upright) -> list[Place]:
    """Return a place as the view has it: its box there, or what was decided where none tells of it."""
    if place.policy is WidthPolicy.EXACT:
        return [place]
    if not place.acknowledged:
        return [replace(place, area=area, policy=WidthPolicy.EXACT) for area in place.decided]
    for one in shown:
        if one.codes == _sorted(place.codes) and place.proposes(one, up):
            return [Place(one.area, place.codes, acknowledged=True, policy=one.policy)]
    return [place]


def gathered(page: Page, spread: Sequence[Place], pixels: tuple[int, int]) -> Places:
    """Return places in order, each once, snapped to pixels where the page has a text layer."""
    size = (page.width, page.height)
    white: set[Area] = set()
    black: dict[Area, Codes] = {}
    how: dict[Area, WidthPolicy] = {}
    moves = []
    for place in spread:
        exact = place.area
        if page.source is TextSource.LAYER or place.policy is not WidthPolicy.EXACT:
            exact = snapped(place.area, pixels, size)
        if place.move is not None:
            moves.append(replace(place, area=exact))
        if not place.acknowledged:
            white.add(exact)
            continue
        black[exact] = _sorted((*black.get(exact, ()), *place.codes))
        how[exact] = max(how.get(exact, WidthPolicy.EXACT), place.policy, key=STRICTER.index)
    told = [item for item in sorted(black.items()) if not _within_another(item, black)]
    return Places(
        tuple(sorted(white)),
        tuple(told),
        tuple(how[area] for area, _ in told),
        tuple(sorted(moves, key=lambda move: move.area)),
    )


def settled(
    where: Places, boxes: Mapping[Area, Area] | None = None, moved: Collection[Area] = ()
) -> Places:
    """Return the places once the pixels have been looked at: each old place's box, which moved."""
    boxes = boxes or {}
    black = [
        (boxes.get(area, area), codes, WidthPolicy.MOVED if area in moved else how)
        for area, codes, how in where.told
    ]
    black.sort()
    told = tuple((area, codes) for area, codes, _ in black)
    white = tuple(sorted(boxes.get(area, area) for area in where.unacknowledged))
    return Places(white, told, tuple(how for *_, how in black))


def _sorted(codes: Sequence[str]) -> Codes:
    """Return codes in order, each once."""
    return tuple(sorted(set(codes)))


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
    """Return the part of an area that lies on the page (empty where there is none).

    Where it comes near the page's edge it goes up to it: a word that runs off the page has ink there
    that its box may lack.
    """
    left, top = min(max(area.left, 0), page.width), min(max(area.top, 0), page.height)
    right, bottom = min(max(area.right, left), page.width), min(max(area.bottom, top), page.height)
    if left == right or top == bottom:
        return Area(left, top, right, bottom)
    return Area(
        0 if left <= RIM else left,
        0 if top <= RIM else top,
        page.width if right >= page.width - RIM else right,
        page.height if bottom >= page.height - RIM else bottom,
    )


def amount(area: Area, page: Page) -> str:
    """Return the fixed phrase for how much a deletion takes: the page, or a passage of it."""
    whole = area.holds(Area(0, 0, page.width, page.height))
    return WHOLE_PAGE if whole else PASSAGE
