"""Copying and scanning: what the years and the machines do to a sheet before an archive has it.

Takes a finished sheet, gives a bitmap and the same lines and boxes where they now lie. All chance
comes from the sheet's own seed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PIL import Image
from scipy import ndimage

from making.marked import Item
from making.sheet import Box, Sheet, Written, turn_box
from making.typefaces import Ink


@dataclass(frozen=True, slots=True)
class Copier:
    """How hard a copier is on a sheet; every figure is 0 for a copier that does nothing."""

    spread: float = 0.9  # pixels of blur before the threshold
    loss: float = 0.3  # how much ink the weak places lose
    grain: float = 0.12
    threshold: float = 0.42
    specks: int = 120
    smear: float = 0.0  # grey cloud
    edge: int = 0  # pixels of dark margin at the left
    skew: float = 0.0  # degrees against the clock
    turn: int = 0  # degrees clockwise that the sheet lay turned: 0, 90, 180, 270
    grey: float = 0.0  # 0: one bit; else the pixels to the inch of a grey scan


@dataclass(slots=True)
class Scan:
    """A page as an archive has it: bitmap, pixels to the inch, lines and marked words in its pixels."""

    image: Image.Image
    dpi: float
    lines: list[Written]
    items: list[Item]
    covered: list[Item] = field(default_factory=list)
    codec: str = "g4"  # g4, flate or jpeg
    rotate: int = 0  # the PDF's own /Rotate: the bitmap is stored turned back by it


def cloud(rng: np.random.Generator, shape: tuple[int, int], scale: int) -> Ink:
    """Return smooth noise between 0 and 1, with features of about ``scale`` pixels."""
    small = rng.random((shape[0] // scale + 3, shape[1] // scale + 3)).astype(np.float32)
    big = Image.fromarray(small).resize(
        (small.shape[1] * scale, small.shape[0] * scale), Image.Resampling.BICUBIC
    )
    return np.asarray(big)[: shape[0], : shape[1]].clip(0, 1)


def scan(sheet: Sheet, how: Copier, *, codec: str = "g4", rotate: int = 0) -> Scan:
    """Put a sheet through a copier and a scanner; ``codec`` and ``rotate`` are for the file."""
    sheet.cover()
    rng, shape = sheet.rng, (sheet.height, sheet.width)
    ink = ndimage.gaussian_filter(sheet.ink, how.spread)
    weak = cloud(rng, shape, 220) * 0.5 + cloud(rng, shape, 24) * 0.5
    ink = ink * (1.15 - how.loss * 2 * np.clip(weak - 0.25, 0, 1))
    for left, top, right, bottom in sheet.white:
        ink[round(top) + 4 : round(bottom) - 3, round(left) + 4 : round(right) - 3] = 0
    ink = np.maximum(ink, sheet.fixed)
    if how.skew:
        ink = np.asarray(Image.fromarray(ink).rotate(how.skew, Image.Resampling.BILINEAR))
    ink = ink + _dirt(rng, shape, how)
    noise = ndimage.gaussian_filter(rng.normal(0, 1, shape).astype(np.float32), 0.8)
    ink = ink + noise * how.grain
    image = _expose(ink, how)
    moved = [_place(w.box, sheet, how) for w in sheet.lines]
    lines = [Written(w.text, b, w.how) for w, b in zip(sheet.lines, moved, strict=True)]
    for item in sheet.items:
        item.boxes = [_place(box, sheet, how) for box in item.boxes]
    if how.turn:
        image = image.rotate(-how.turn, expand=True)
    return Scan(
        image,
        how.grey or 300,
        lines,
        [i for i in sheet.items if not i.boxed],
        [i for i in sheet.items if i.boxed],
        codec,
        rotate,
    )


def _dirt(rng: np.random.Generator, shape: tuple[int, int], how: Copier) -> Ink:
    dirt = np.zeros(shape, np.float32)
    for _ in range(how.specks):
        y, x = int(rng.integers(0, shape[0] - 12)), int(rng.integers(0, shape[1] - 12))
        high, wide = rng.integers(1, 5, 2)
        dirt[y : y + int(high), x : x + int(wide)] = 0.9
    if how.edge:
        ragged = how.edge * (0.4 + 1.2 * cloud(rng, (shape[0], 1), 90))
        dirt[np.arange(shape[1])[None, :] < ragged] = 1.0
        dirt[: how.edge // 4, :] = np.where(rng.random(shape[1]) < 0.8, 1.0, 0.0)
    if how.smear:
        wide = cloud(rng, shape, 700) * 0.6 + cloud(rng, shape, 160) * 0.4
        streak = cloud(rng, (shape[0], 1), 60)
        dirt += how.smear * np.clip(wide * 1.3 + streak * 0.5 - 0.55, 0, 1)
    return dirt


def _expose(ink: Ink, how: Copier) -> Image.Image:
    if not how.grey:
        return Image.fromarray(ink < how.threshold)
    tone = 232 - 190 * np.clip(ink, 0, 1.1)
    picture = Image.fromarray(tone.clip(0, 255).astype(np.uint8))
    scale = how.grey / 300
    size = (round(picture.width * scale), round(picture.height * scale))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _place(box: Box, sheet: Sheet, how: Copier) -> Box:
    """Return where a box of the sheet lies in the scan."""
    size = (sheet.width, sheet.height)
    box = turn_box(box, how.skew, size, size) if how.skew else box
    if how.turn:
        after = size if how.turn == 180 else size[::-1]
        box = turn_box(box, -how.turn, size, after)
    scale = (how.grey or 300) / 300
    wide, high = size if how.turn in (0, 180) else size[::-1]
    left, top, right, bottom = (side * scale for side in box)
    return (
        max(left, 0),
        max(top, 0),
        min(right, wide * scale),
        min(bottom, high * scale),
    )
