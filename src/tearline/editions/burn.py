"""Burn withheld areas into a page's bitmap, bit by bit, and encode what is left.

Promises: unacknowledged areas become white, then acknowledged ones black with their label, each
area grown by one pixel; nothing under them has any effect on what comes out. 1-bit pages are
lossless (CCITT Group 4).

Does not promise exact pixels for grey and colour: they are JPEG, whose ringing round a label stays
under the verifier's tolerance. It moves no line and hides no width: that is the policy's business.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw

from tearline.editions.label import DOTS_WIDE, Box, atlas, dots, label
from tearline.model.edition import Bitmap, PixelMode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tearline.model.area import Area

GROW = 1  # pixels
JPEG_QUALITIES = (65, 80, 92, 97)
CLEAN = 40  # levels of 255 by which a burnt box may differ in a JPEG; the verifier allows 48
EDGE = 2  # pixels inside a box's edge from where that counts
MODES = {"1": PixelMode.BILEVEL, "L": PixelMode.GREY, "RGB": PixelMode.COLOUR}
STRIP_OFFSETS, STRIP_SIZES = 273, 279  # TIFF tags
WATERMARK = "DRAFT"
LATTICE = 4  # pixels between the watermark's dots: each stands alone, so despeckling removes it


def burn(
    image: Image.Image,
    page_size: tuple[int, int],
    unacknowledged: Iterable[Area],
    acknowledged: Iterable[tuple[Area, tuple[str, ...]]],
) -> Image.Image:
    """Return a copy of ``image`` (mode 1, L or RGB) with the areas burnt in.

    ``page_size`` is the page's (width, height) in 1/100 points; acknowledged areas come with their
    codes. The order of the arguments' items has no effect. The copy carries no metadata.
    """
    burnt = Image.new(image.mode, image.size)
    burnt.paste(image)
    draw = ImageDraw.Draw(burnt)
    white = "white" if image.mode == "RGB" else 255
    black = "black" if image.mode == "RGB" else 0
    for area in unacknowledged:
        _fill(draw, area.to_pixels(image.size, page_size, GROW), white)
    coded = sorted(acknowledged)
    boxes = [area.to_pixels(image.size, page_size, GROW) for area, _ in coded]
    for box in boxes:
        _fill(draw, box, black)
    drawn: list[Box] = []
    for box, (_, codes) in zip(boxes, coded, strict=True):
        letters = list(dots(box, label(codes)))
        # Where boxes overlap, a label that would stand on another one is left out.
        if letters and not any(_cross(_around(letters), other) for other in drawn):
            drawn.append(_around(letters))
            for dot in letters:
                _fill(draw, dot, white)
    return burnt


def _around(boxes: Sequence[Box]) -> Box:
    """Return the smallest box that holds all of these."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def _cross(first: Box, second: Box) -> bool:
    """Say whether two boxes share a pixel."""
    return (
        first[0] < second[2]
        and second[0] < first[2]
        and first[1] < second[3]
        and second[1] < first[3]
    )


def _fill(draw: ImageDraw.ImageDraw, box: Box, ink: int | str) -> None:
    """Fill a pixel box whose right and bottom are exclusive; an empty one fills nothing."""
    left, top, right, bottom = box
    if left < right and top < bottom:
        draw.rectangle((left, top, right - 1, bottom - 1), fill=ink)


def encode(image: Image.Image, boxes: Sequence[Box] = ()) -> Bitmap:
    """Return a burnt bitmap encoded as the PDF will hold it; its mode decides the codec.

    ``boxes`` are the burnt pixel boxes: a JPEG is made as good as it must be for them to stand out
    clean, which only a page of noise ever needs.
    """
    if image.mode == "1":
        data = _group4(image)
    else:
        data = b""
        for quality in JPEG_QUALITIES:
            data = _jpeg(image, quality)
            if _clean(image, data, boxes):
                break
    return Bitmap(MODES[image.mode], image.width, image.height, data)


def _clean(image: Image.Image, data: bytes, boxes: Sequence[Box]) -> bool:
    """Say whether a JPEG shows the inside of every box as the bitmap has it, nearly."""
    if not boxes:
        return True
    with Image.open(io.BytesIO(data)) as shown:
        for left, top, right, bottom in boxes:
            inner = (left + EDGE, top + EDGE, right - EDGE, bottom - EDGE)
            if inner[0] >= inner[2] or inner[1] >= inner[3]:
                continue
            apart = ImageChops.difference(image.crop(inner), shown.crop(inner))
            if max(high for _, high in _ranges(apart)) > CLEAN:
                return False
    return True


def _ranges(image: Image.Image) -> list[tuple[int, int]]:
    """Return the lowest and highest value of each band."""
    return [band.getextrema() for band in image.split()]  # type: ignore[misc]


def _group4(image: Image.Image) -> bytes:
    """Return the raw CCITT Group 4 stream of a 1-bit image: libtiff's one strip, out of its TIFF.

    libtiff codes a 0 as white, a PDF page shows a white run as 1: hence the inversion.
    """
    out = io.BytesIO()
    inverted = image.point([255] + [0] * 255)
    whole = image.width * image.height  # bytes; more than the bitmap has, so it is one strip
    inverted.save(out, "TIFF", compression="group4", strip_size=whole)
    out.seek(0)
    with Image.open(out) as tiff:
        tags = tiff.tag_v2  # type: ignore[attr-defined]
        (start,), (size,) = tags[STRIP_OFFSETS], tags[STRIP_SIZES]
    return out.getvalue()[start : start + size]


def _jpeg(image: Image.Image, quality: int) -> bytes:
    """Return a baseline JPEG with no segment but JFIF's; colour is not subsampled.

    Subsampled colour would bleed from outside an area far into it.
    """
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0, optimize=False, progressive=False)
    return out.getvalue()


def watermark(image: Image.Image) -> Image.Image:
    """Return a copy with DRAFT across it in lone dots; drawn before burning, blind to the page."""
    marked = image.copy()
    black = "black" if image.mode == "RGB" else 0
    marked.paste(black, mask=_watermark(image.size))
    return marked


@lru_cache(maxsize=4)
def _watermark(size: tuple[int, int]) -> Image.Image:
    """Return the mask of the watermark's dots for a bitmap of this size."""
    width, height = size
    rows = len(atlas()["D"])
    small = Image.new("1", ((DOTS_WIDE + 1) * len(WATERMARK) + 1, rows + 2))
    for index, character in enumerate(WATERMARK):
        for y, line in enumerate(atlas()[character]):
            for x, dot in enumerate(line):
                small.putpixel((1 + (DOTS_WIDE + 1) * index + x, 1 + y), int(dot))
    # Turned up by the angle of a 3-4-5 triangle, about the middle, as wide as the page allows.
    dot_side = min(width * 5 / (4 * small.width), height * 5 / (3 * small.width)) * 0.9
    cos, sin = 0.8 / dot_side, 0.6 / dot_side
    middle = (small.width / 2, small.height / 2)
    matrix = (
        cos,
        -sin,
        middle[0] - cos * width / 2 + sin * height / 2,
        sin,
        cos,
        middle[1] - sin * width / 2 - cos * height / 2,
    )
    letters = small.transform(size, Image.Transform.AFFINE, matrix, Image.Resampling.NEAREST)
    cell = Image.new("1", (LATTICE, LATTICE))
    cell.putpixel((0, 0), 1)
    lattice = Image.new("1", size)
    strip = Image.new("1", (width, LATTICE))
    for x in range(0, width, LATTICE):
        strip.paste(cell, (x, 0))
    for y in range(0, height, LATTICE):
        lattice.paste(strip, (0, y))
    return ImageChops.logical_and(letters, lattice)
