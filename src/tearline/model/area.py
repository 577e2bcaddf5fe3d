"""Boxes on a page, in one unit everywhere: whole 1/100 points, origin top left of the page as shown.

"As shown" is the page as a reader's screen shows it, after the file's own rotation. Every conversion
from pixels or float points rounds *outwards*, so a box never loses a sliver of what it covers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

UNITS_PER_POINT = 100
UNITS_PER_INCH = 7200


@dataclass(frozen=True, slots=True, order=True)
class Area:
    """A box: left, top, right, bottom in whole 1/100 points; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        """Refuse a box that is inside out; an empty one is allowed."""
        if self.left > self.right or self.top > self.bottom:
            msg = f"area is inside out: {self.as_list()}"
            raise ValueError(msg)

    @classmethod
    def of_points(cls, left: float, top: float, right: float, bottom: float) -> Area:
        """Return the smallest area in whole units that holds a box given in points."""
        per = UNITS_PER_POINT
        return cls(floor(left * per), floor(top * per), ceil(right * per), ceil(bottom * per))

    @classmethod
    def of_pixels(
        cls, box: tuple[int, int, int, int], pixels: tuple[int, int], page: tuple[int, int]
    ) -> Area:
        """Return the area of a pixel box (left, top, right, bottom, right and bottom exclusive).

        ``pixels`` is the bitmap's (width, height), ``page`` the page's (width, height) in units.
        """
        left, top, right, bottom = box
        (px, py), (width, height) = pixels, page
        return cls(
            left * width // px,
            top * height // py,
            -(-right * width // px),
            -(-bottom * height // py),
        )

    def to_pixels(
        self, pixels: tuple[int, int], page: tuple[int, int], grow: int = 0
    ) -> tuple[int, int, int, int]:
        """Return the pixel box that covers this area, grown by ``grow`` pixels, clipped to the bitmap."""
        (px, py), (width, height) = pixels, page
        left = min(max(self.left * px // width - grow, 0), px)
        top = min(max(self.top * py // height - grow, 0), py)
        right = max(min(-(-self.right * px // width) + grow, px), left)
        bottom = max(min(-(-self.bottom * py // height) + grow, py), top)
        return (left, top, right, bottom)

    @property
    def width(self) -> int:
        """Width in units."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Height in units."""
        return self.bottom - self.top

    def grown(self, units: int) -> Area:
        """Return this area with every side moved out by ``units``."""
        return Area(self.left - units, self.top - units, self.right + units, self.bottom + units)

    def meets(self, other: Area) -> bool:
        """Say whether the two share any surface (touching edges do not count)."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def shared(self, other: Area) -> int:
        """Return the surface the two share, in square units."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0) * max(down, 0)

    def holds(self, other: Area) -> bool:
        """Say whether ``other`` lies wholly inside this area."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def as_list(self) -> list[int]:
        """Return [left, top, right, bottom], the form used in JSON."""
        return [self.left, self.top, self.right, self.bottom]

    @staticmethod
    def around(areas: Iterable[Area]) -> Area:
        """Return the smallest area that holds all of ``areas``; an empty iterable is a ValueError."""
        found = list(areas)
        if not found:
            msg = "no area to go around"
            raise ValueError(msg)
        return Area(
            min(a.left for a in found),
            min(a.top for a in found),
            max(a.right for a in found),
            max(a.bottom for a in found),
        )
