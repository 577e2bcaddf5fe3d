"""A picture of a finding's place: the page as it is shown, around it, with a red frame.

Promises: draws what a reader of the file sees and nothing that is hidden in it. Does not draw
anything but the frame itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from tearline_verify.areas import pixel_box
from tearline_verify.stranger.sheets import opened

if TYPE_CHECKING:
    from pathlib import Path

    from tearline_verify.leaks import Box

DPI = 150
ROOM = 60  # pixels around the place
FRAME = (220, 0, 0)


def write(path: Path, number: int, area: Box, to: Path) -> None:
    """Write the place ``area`` (units) of page ``number`` of the file at ``path`` as a PNG."""
    with opened(path, number) as sheet:
        picture = Image.fromarray(sheet.picture(DPI))
        left, top, right, bottom = pixel_box(area, picture.size, sheet.size, grow=3)
    ImageDraw.Draw(picture).rectangle((left, top, right, bottom), outline=FRAME, width=3)
    around = (
        max(left - ROOM, 0), max(top - ROOM, 0),
        min(max(right, left + 1) + ROOM, picture.width),
        min(max(bottom, top + 1) + ROOM, picture.height),
    )  # fmt: skip
    aside = to.with_name(f".{to.name}.part")
    picture.crop(around).save(aside, "PNG")
    aside.replace(to)
