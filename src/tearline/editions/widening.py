"""From the places of withheld portions to those that say nothing of their width.

Promises: ``line`` takes the rest of the line, or all of it where what is left would tell; ``moved``
is only a proposal here, for ``moving`` to carry out on the pixels, and carries the ``line`` place
that holds where it cannot. Which of the two it is hangs on what stays visible, and on two facts of
the portion that are constants for all but rare ones: that it is of one line, and no wider than the
canonical width. What other portions a widened place takes in becomes a part of it, with their codes.

Does not look at pixels, and hides no count of lines: a passage of five lines is five boxes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tearline.editions.flow import Upright
from tearline.editions.lineup import GAP, Line, Seen, Sheet, beside
from tearline.editions.portions import (
    WIDTHS,
    Layout,
    Move,
    Place,
    Portion,
    held_words,
    own_part,
)
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.model.page import TextSource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tearline.model.page import Page

STEP = 12  # units that a line may drop from its box to its end: half a pixel at 300 dpi


__all__ = ["WIDTHS", "widened"]


def widened(page: Page, portions: Sequence[Portion], layout: Layout) -> tuple[Place, ...]:
    """Return the places of all portions of a page, in no order; whole pages stay what they are.

    Visible words have the areas that ``layout`` gives them, and their own where it gives none.
    """
    up = Upright(page.width, page.height, page.turn)
    size = (page.width, page.height) if page.turn in (0, 180) else (page.height, page.width)
    back = Upright(*size, -page.turn % 360)
    portions = _merged(portions)
    as_set = {
        area: area if portion.policy is WidthPolicy.EXACT else _as_set(area, page, layout)
        for portion in portions
        for area in portion.areas
    }
    gone = [up.of(as_set[area]) for portion in portions for area in portion.areas]
    seen = _visible(page, gone, up, layout)
    read = page.source is not TextSource.LAYER
    sheet = Sheet(seen, gone, size, [up.of(area) for area in layout.tall], read=read)
    places = []
    for portion in portions:
        for area in portion.areas:
            if portion.policy is WidthPolicy.EXACT:
                place = Place(area, portion.codes, portion.acknowledged, WidthPolicy.EXACT)
            else:
                place = _place(portion, up.of(as_set[area]), sheet, gone, page)
                place = replace(place, area=back.of(place.area))
            exact = portion.policy is WidthPolicy.EXACT
            places.append(replace(place, decided=(area if exact else own_part(area, page),)))
    return _joined(places, up, back)


def _as_set(area: Area, page: Page, layout: Layout) -> Area:
    """Return the area that a page's file gives the words whose boxes, as read, make this one.

    Boxes as read hold what a reader found joined to letters: a frame's side, and the word before it.
    """
    held = held_words(area, page)
    if not held or not all(index in layout.words for index in held):
        return area
    return Area.around([layout.words[index] for index in held])


def _merged(portions: Sequence[Portion]) -> list[Portion]:
    """Return portions, those of the very same areas as one: the codes that are told, one policy."""
    strict = (WidthPolicy.EXACT, WidthPolicy.MOVED, WidthPolicy.LINE)
    found: dict[tuple[Area, ...], Portion] = {}
    for portion in portions:
        areas = tuple(sorted(set(portion.areas)))
        other = found.get(areas)
        if other is not None:
            policy = max(other.policy, portion.policy, key=strict.index)
            told, codes = _told(other, portion)
            portion = Portion(areas, codes, told, policy)  # noqa: PLW2901 - the two as one
        found[areas] = replace(portion, areas=areas)
    return list(found.values())


def _told(*parts: Portion | Place) -> tuple[bool, tuple[str, ...]]:
    """Return whether readers are told of any of these, and the codes of those they are told of."""
    told = [part for part in parts if part.acknowledged]
    return bool(told), tuple(sorted({code for part in told for code in part.codes}))


def _visible(page: Page, gone: Sequence[Area], up: Upright, layout: Layout) -> list[Seen]:
    """Return the words that no withheld area takes half of."""
    words = []
    for index, word in enumerate(page.words):
        if word.area is None or not word.area.width or not word.area.height:
            continue
        boxes = {up.of(word.area), up.of(layout.words.get(index, word.area))}
        if not any(2 * b.shared(area) >= b.width * b.height for area in gone for b in boxes):
            words.append(Seen(up.of(layout.words.get(index, word.area)), word.text, index))
    return words


def _place(
    portion: Portion, gone: Area, sheet: Sheet, all_gone: Sequence[Area], page: Page
) -> Place:
    """Return the place (upright) of one area of a portion."""
    line = sheet.line(gone)
    one = len(portion.areas) == 1 and sheet.is_one_line(gone)
    if not one:
        line = replace(line, whole=True)
    if gone.holds(Area(0, 0, *sheet.size)):
        return Place(gone, portion.codes, portion.acknowledged, WidthPolicy.LINE)
    found = Place(line.rest, portion.codes, portion.acknowledged, WidthPolicy.LINE)
    alone = sum(beside(area, gone) for area in all_gone) == 1
    wide = next((wide for high, wide in WIDTHS if line.type_height <= high), 0)
    if (
        portion.policy is WidthPolicy.MOVED
        and portion.acknowledged
        and one
        and alone
        and not line.whole
        and not line.still
        and not line.goes_on
        and line.tail
        and gone.width <= wide
        and _has_room(line, wide)
        and (page.source is TextSource.LAYER or _is_level(line, sheet.lean))
    ):
        return replace(found, move=Move(line, wide))
    return replace(found, move=Move(line, 0))


def _has_room(line: Line, wide: int) -> bool:
    """Say whether a line's tail fits behind its box, and would have fitted behind words as wide."""
    tail = max(w.area.right for w in line.tail) - line.tail[0].area.left
    end = line.before[-1].area.right + wide + 3 * GAP + tail
    return end <= min(line.room, line.longest)


def _is_level(line: Line, lean: float | None) -> bool:
    """Say whether a scan's lines run so level that a tail can be moved along them unseen."""
    way = line.room - line.before[-1].area.right
    return lean is not None and abs(lean) * way <= STEP


def _joined(places: Sequence[Place], up: Upright, back: Upright) -> tuple[Place, ...]:
    """Return places without those that a widened one takes in; it grows to hold them."""
    found = list(places)
    for _ in range(len(found)):
        pair = next(
            (
                (one, two)
                for one in found
                if one.policy is WidthPolicy.LINE
                for two in found
                if two is not one and _takes_in(up.of(one.area), up.of(two.area))
            ),
            None,
        )
        if pair is None:
            break
        found = [place for place in found if not any(place is one for one in pair)]
        one, two = sorted(pair, key=lambda place: up.of(place.area).left)
        area = back.of(Area.around((up.of(one.area), up.of(two.area))))
        told, codes = _told(one, two)
        # The line is ended after the same visible word, if it was to be ended by its first place.
        move = replace(one.move, wide=0) if one.move else None
        decided = (*one.decided, *two.decided)
        found.append(Place(area, codes, told, WidthPolicy.LINE, move, decided))
    return tuple(found)


def _takes_in(one: Area, two: Area) -> bool:
    """Say whether two upright places of one line share any surface."""
    return one.meets(two) and beside(one, two)
