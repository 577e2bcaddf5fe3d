"""The white label on a black box: letters of a fixed 5 x 7 dot matrix, placed by integer rules.

Promises: the dots are a function of the box in pixels and the label alone, in integers only, so a
verifier that shares no code can recompute them bit by bit from the rules in this file. A box too
small for its label gets none. A character the matrix lacks is drawn as ``?``.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from tearline.editions.glyphless import asset

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Box = tuple[int, int, int, int]

DOTS_WIDE = 5
CELL_WIDE = 6  # a letter and the gap to the next
CELL_HIGH = 9  # a letter and the rim above and below
LARGEST = 5  # pixels a side of one dot
RIM = 2


@cache
def atlas() -> dict[str, tuple[str, ...]]:
    """Return the rows of dots of each character, top first: ``{"A": ("01110", ...), ...}``."""
    loaded: dict[str, list[str]] = json.loads(asset("label_atlas.json"))
    return {character: tuple(rows) for character, rows in loaded.items()}


def label(codes: Sequence[str]) -> str:
    """Return the text that stands on a deletion: its codes, one space between."""
    return " ".join(codes)


def scale(box: Box, letters: int) -> int:
    """Return the pixels a side of one dot; below 1 there is no room and no label."""
    left, top, right, bottom = box
    wide = (right - left - RIM) // (CELL_WIDE * letters + 1)
    return min(wide, (bottom - top - RIM) // CELL_HIGH, LARGEST)


def dots(box: Box, text: str) -> Iterator[Box]:
    """Yield the white squares of ``text`` centred in a pixel box (right and bottom exclusive)."""
    side = scale(box, len(text))
    if side < 1 or not text:
        return
    left, top, right, bottom = box
    x0 = left + (right - left - side * (CELL_WIDE * len(text) + 1)) // 2 + side
    y0 = top + (bottom - top - CELL_HIGH * side) // 2 + side
    for index, character in enumerate(text):
        for row, line in enumerate(atlas().get(character, atlas()["?"])):
            for column, dot in enumerate(line):
                if dot == "1":
                    x = x0 + side * (CELL_WIDE * index + column)
                    y = y0 + side * row
                    yield (x, y, x + side, y + side)
