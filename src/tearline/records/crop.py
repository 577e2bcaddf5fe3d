"""The picture around a place on a page, as a PNG: what a reviewer looks at before deciding.

Promises: the page is decoded and drawn in a confined worker, never here; the picture shows the
areas with a margin, upright, each area in a frame of two pixels that lies outside it and covers no
ink; at most ``WIDEST`` x ``TALLEST`` pixels; nothing of the file goes along but the pixels. A text
file has no picture.

Does not promise the scan's own resolution (a large region is made smaller), nor that what it shows
may go out: it is for the desk, and holds the very words a finding is about.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tearline import engine
from tearline.errors import PageFailedError
from tearline.model.area import UNITS_PER_INCH, Area
from tearline.model.record import MediaType

WIDEST, TALLEST = 1600, 2200  # pixels
MARGIN = UNITS_PER_INCH // 2  # around the areas, in 1/100 points
FRAME = 2  # pixels
FRAME_COLOUR = (200, 0, 0)
_PNG = b"\x89PNG\r\n\x1a\n"
_REMEDY = "`tearline page` shows the words; the file itself shows the page"


@dataclass(frozen=True, slots=True)
class CropJob:
    """A region to draw: the file, what it is, the page (1-based), and where (1/100 points)."""

    path: str
    media_type: MediaType
    page: int
    areas: tuple[Area, ...]
    margin: int
    turn: int


def crop(
    path: Path | str,
    media_type: MediaType,
    page: int,
    areas: Sequence[Area],
    *,
    margin: int = MARGIN,
    turn: int = 0,
    limits: engine.Limits | None = None,
) -> bytes | None:
    """Return a PNG of the page around ``areas`` (of the whole page for none); None for a text file.

    ``areas`` and ``margin`` are in 1/100 points of the page as shown; ``turn`` is the page's own
    (0, 90, 180, 270 degrees clockwise). Raises PageFailedError where the page cannot be drawn.
    """
    if media_type is MediaType.TEXT:
        return None
    job = CropJob(str(path), media_type, page, tuple(areas), margin, turn)
    for told in engine.run(draw, [job], workers=1, limits=limits or engine.Limits()):
        if isinstance(told, engine.Failed):
            raise PageFailedError(
                f"page {page} could not be drawn: {told.message}", told.remedy or _REMEDY
            )
        if isinstance(told.result, bytes) and told.result.startswith(_PNG):
            return told.result
    raise PageFailedError(f"page {page} could not be drawn", _REMEDY)


def draw(job: CropJob) -> bytes:
    """Decode the page and draw the region (in a worker)."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - for the worker alone

    from tearline.records.raster import raster  # noqa: PLC0415

    found = raster(job.path, job.media_type, job.page)
    whole = Area(0, 0, found.width, found.height)
    areas = [area for area in job.areas if area.meets(whole)]
    region = Area.around(areas).grown(max(job.margin, 0)) if areas else whole
    left, top, right, bottom = region.to_pixels(found.image.size, found.size)
    part = found.image.crop((left, top, right, bottom))
    # A page of two values is shrunk as a grey one, or thin strokes would go.
    plain = Image.new("RGB", part.size)
    plain.paste(part.convert("L") if part.mode == "1" else part)
    scale = min(1.0, *_room(plain.size, job.turn))
    if scale < 1.0:
        size = (max(1, int(plain.width * scale)), max(1, int(plain.height * scale)))
        plain = plain.resize(size, Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(plain)
    for area in areas:
        x0, y0, x1, y1 = area.to_pixels(found.image.size, found.size)
        box = (
            (x0 - left) * scale - FRAME - 1,
            (y0 - top) * scale - FRAME - 1,
            (x1 - left) * scale + FRAME,
            (y1 - top) * scale + FRAME,
        )
        pen.rectangle(box, outline=FRAME_COLOUR, width=FRAME)
    turns = {
        90: Image.Transpose.ROTATE_270,  # Pillow turns the other way
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    if job.turn in turns:
        plain = plain.transpose(turns[job.turn])
    out = io.BytesIO()
    plain.save(out, "PNG", optimize=True)
    return out.getvalue()


def _room(size: tuple[int, int], turn: int) -> tuple[float, float]:
    """Return by how much the picture must shrink to be neither too wide nor too tall."""
    width, height = size if turn not in (90, 270) else (size[1], size[0])
    return (WIDEST / width, TALLEST / height)
