"""What goes into a width policy and what comes out: portions, places, and lines to be moved.

Promises: plain frozen data. Does not decide anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.editions.flow import Upright
from tearline.model.guide import WidthPolicy

if TYPE_CHECKING:
    from tearline.editions.lineup import Line
    from tearline.model.area import Area
    from tearline.model.edition import Deletion

NEAR = 600  # units by which a box may begin elsewhere than the boxes of words said
CLOSE = 100  # units by which its other sides may lie elsewhere: pixels


@dataclass(frozen=True, slots=True)
class Portion:
    """A withheld portion: its areas on the page as shown, codes, policy, whether it is told of."""

    areas: tuple[Area, ...]
    codes: tuple[str, ...]
    acknowledged: bool
    policy: WidthPolicy


@dataclass(frozen=True, slots=True)
class Move:
    """A line to be moved: its geometry (upright), its box's width in units (0: only to be ended).

    ``turn`` and ``page`` (width, height) are the page's.
    """

    line: Line
    wide: int
    turn: int
    page: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A place to burn on the page as shown; ``move`` where the line's ink has a say in it."""

    area: Area
    codes: tuple[str, ...]
    acknowledged: bool
    policy: WidthPolicy
    move: Move | None = None

    def proposes(self, one: Deletion) -> bool:
        """Say whether a deletion may be this line's: it begins about where the rest of it does.

        A moved one is as wide as proposed and no higher; another one ends where this does.
        """
        if self.move is None:
            return False
        up = Upright(*self.move.page, self.move.turn)
        box, rest = up.of(one.area), up.of(self.area)
        if abs(box.left - rest.left) > NEAR:
            return False
        if one.policy is WidthPolicy.MOVED:
            within = rest.top - CLOSE <= box.top and box.bottom <= rest.bottom + CLOSE
            return within and abs(box.width - self.move.wide) <= CLOSE
        sides = ((box.top, rest.top), (box.right, rest.right), (box.bottom, rest.bottom))
        return one.policy is WidthPolicy.LINE and all(abs(a - b) <= CLOSE for a, b in sides)
