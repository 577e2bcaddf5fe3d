"""What goes into a width policy and what comes out: portions, places, and lines to be moved.

Promises: plain frozen data, and which words an area was drawn around. Does not decide anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.editions.flow import Upright
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.model.page import TextSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tearline.editions.lineup import Line
    from tearline.model.edition import Deletion
    from tearline.model.page import Page

NEAR = 1200  # units by which a moved box may begin beside what it hides: a space
CLOSE = 100  # units by which a box may be narrower than what was decided: pixels, a reader's room
WIDTHS = ((850, 10800), (1450, 14400), (2200, 21600))  # units: type no higher, width of its box


@dataclass(frozen=True, slots=True)
class Layout:
    """Where words stand for themselves, on the page as shown, whatever hidden ink is beside them.

    ``words`` has an area for a page's words by index, as far as one is known; ``tall`` the areas of a
    layer's words, each as high as its type.
    """

    words: Mapping[int, Area]
    tall: tuple[Area, ...] = ()


def held_words(area: Area, page: Page) -> tuple[int, ...]:
    """Return the words, by index, whose boxes as read make an area; none where it is larger than they are."""
    held = [
        (index, word.area)
        for index, word in enumerate(page.words)
        if word.area and word.area.width and word.area.height and area.holds(word.area)
    ]
    if not held or not Area.around([one for _, one in held]).grown(CLOSE).holds(area):
        return ()
    return tuple(index for index, _ in held)


def own_part(area: Area, page: Page) -> Area:
    """Return an area of words of a layer without what their neighbours' boxes, as read, share of it.

    A reader of ink joins to a word what touches it: a frame's side, and the word on its other side. No
    more than twice the height of the line is taken off a side: beyond that it may be the word's own.
    """
    held = held_words(area, page) if page.source is TextSource.LAYER else ()
    if not held:
        return area
    up = Upright(page.width, page.height, page.turn)
    size = (page.width, page.height) if page.turn in (0, 180) else (page.height, page.width)
    box = up.of(area)
    left, right = box.left, box.right
    for index, word in enumerate(page.words):
        other = up.of(word.area) if word.area and index not in held else None
        if other is None or not other.meets(box):
            continue
        shared = min(other.bottom, box.bottom) - max(other.top, box.top)
        if 2 * shared < min(other.height, box.height):
            continue
        if other.left < box.left < other.right <= box.left + 2 * box.height:
            left = max(left, other.right)
        elif box.right - 2 * box.height <= other.left < box.right < other.right:
            right = min(right, other.left)
    if left >= right:
        return area
    return Upright(*size, -page.turn % 360).of(Area(left, box.top, right, box.bottom))


@dataclass(frozen=True, slots=True)
class Portion:
    """A withheld portion: its areas on the page as shown, codes, policy, whether it is told of."""

    areas: tuple[Area, ...]
    codes: tuple[str, ...]
    acknowledged: bool
    policy: WidthPolicy


@dataclass(frozen=True, slots=True)
class Move:
    """A line to be moved: its geometry (upright), its box's width in units (0: only to be ended)."""

    line: Line
    wide: int


@dataclass(frozen=True, slots=True)
class Place:
    """A place to burn on the page as shown; ``move`` where the line's ink has a say in it.

    ``decided`` are the areas, as shown, that were decided to be withheld there.
    """

    area: Area
    codes: tuple[str, ...]
    acknowledged: bool
    policy: WidthPolicy
    move: Move | None = None
    decided: tuple[Area, ...] = ()

    def proposes(self, one: Deletion, up: Upright) -> bool:
        """Say whether a deletion may be the one that was made of this place, on its pixels.

        One to the line's end is as wide as what was decided, in its rows; a moved one is of a
        canonical width, about where that began, in its rows.
        """
        if not self.decided:
            return False
        box, gone = up.of(one.area), up.of(Area.around(self.decided))
        if one.policy is WidthPolicy.LINE:
            rows = min(box.bottom, gone.bottom) - max(box.top, gone.top)
            across = box.left - CLOSE <= gone.left and gone.right <= box.right + CLOSE
            return across and 2 * rows >= gone.height
        if one.policy is not WidthPolicy.MOVED or abs(box.left - gone.left) > NEAR:
            return False
        rows = min(box.bottom, gone.bottom) - max(box.top, gone.top)
        canonical = any(abs(box.width - wide) <= CLOSE for _, wide in WIDTHS)
        return canonical and 2 * rows >= min(box.height, gone.height)
