"""Typewriters, printers and pens: glyphs with the wear of one machine and the unrest of one hand.

Every machine has its own bent typebars: a character always sits a little off in the same way, and
besides each stroke differs. Fonts are found by file name anywhere under one folder and only drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Ink = NDArray[np.float32]
OVERSAMPLE = 4
VARIANTS = 5
# The GNU typewriter, like many real ones, has no brackets of its own.
NO_KEY = frozenset("()[]{}§+=<>*_")


@dataclass(frozen=True, slots=True)
class FontCase:
    """A folder of fonts; ``find`` looks through it and everything under it."""

    folder: Path

    def find(self, name: str) -> Path:
        """Return the path of a font file, or say which package it comes in."""
        for path in sorted(self.folder.rglob(name)):
            return path
        msg = f"{name} is not under the fonts folder; examples/README.md says where it comes from"
        raise FileNotFoundError(msg)


@dataclass(slots=True)
class Face:
    """A machine or pen: pixels from one character to the next (0: as the font says) and its wear."""

    name: str
    font: Path
    size: float
    pitch: float = 0.0
    spare: Path | None = None
    wear: float = 1.0
    tilt: float = 0.5
    bold: float = 0.0
    _cache: dict[tuple[str, int], Ink] = field(default_factory=dict, repr=False)
    _fonts: dict[Path, ImageFont.FreeTypeFont] = field(default_factory=dict, repr=False)

    def _face(self, char: str) -> ImageFont.FreeTypeFont:
        path = self.spare if self.spare is not None and char in NO_KEY else self.font
        if path not in self._fonts:
            self._fonts[path] = ImageFont.truetype(str(path), int(self.size * OVERSAMPLE))
        return self._fonts[path]

    @property
    def above(self) -> int:
        """Pixels a cell reaches above the base line."""
        return int(self.size * 0.82)

    @property
    def below(self) -> int:
        """Pixels a cell reaches below the base line."""
        return int(self.size * 0.28)

    def advance(self, char: str) -> float:
        """Return how far the carriage or pen moves on after a character, in pixels."""
        return self.pitch or self._face(char).getlength(char) / OVERSAMPLE

    def glyph(self, char: str, variant: int) -> Ink:
        """Return a character's ink, 0 to 1, with its origin at (size / 4, size) of the array."""
        key = (char, variant % VARIANTS)
        if key not in self._cache:
            self._cache[key] = self._draw(*key)
        return self._cache[key]

    def _draw(self, char: str, variant: int) -> Ink:
        bar = np.random.default_rng(crc32(f"{self.name} {char}".encode()))
        stroke = np.random.default_rng(crc32(f"{self.name} {char} {variant}".encode()))
        side = int(self.size * 2)
        big = Image.new("L", (side * OVERSAMPLE, side * OVERSAMPLE), 0)
        face = self._face(char)
        shift = bar.normal(0, self.wear, 2) * OVERSAMPLE * 0.8
        shift += stroke.normal(0, self.wear, 2) * OVERSAMPLE * 0.5
        place = (self.size / 4 * OVERSAMPLE + shift[0], self.size * OVERSAMPLE + shift[1])
        heavy = self.bold + (0.6 if char in NO_KEY and self.spare is not None else 0.0)
        ImageDraw.Draw(big).text(
            place, char, font=face, fill=255, anchor="ls", stroke_width=round(heavy * OVERSAMPLE)
        )
        angle = float(bar.normal(0, self.tilt) + stroke.normal(0, self.tilt / 2))
        big = big.rotate(angle, Image.Resampling.BILINEAR, center=place)
        small = big.resize((side, side), Image.Resampling.BOX)
        strength = 1.0 - abs(float(bar.normal(0, 0.05))) - abs(float(stroke.normal(0, 0.07)))
        return (np.asarray(small) * (strength / 255)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class TypeRoom:
    """All the machines the collection was written on."""

    office: Face  # a heavy pica machine
    elite: Face  # a finer one, twelve to the inch
    cable: Face  # the teletype
    printer: Face  # the line printer of the identification sheets
    stamp: Face
    caption: Face
    form: Face
    pen: Face
    pencil: Face
    signature: Face

    @classmethod
    def of(cls, case: FontCase) -> TypeRoom:
        """Set up every machine with fonts from a folder."""
        courier = case.find("Courier Prime.otf")
        sans = case.find("LiberationSans-Bold.ttf")
        return cls(
            office=Face("office", case.find("GNUTypewriter.ttf"), 48, 30, courier, 0.9, 0.5),
            elite=Face("elite", courier, 42, 25, None, 0.9, 0.6, 0.55),
            cable=Face("cable", case.find("Courier Prime Bold.otf"), 46, 30, None, 1.1, 0.4, 0.2),
            printer=Face(
                "printer", case.find("LiberationMono-Regular.ttf"), 42, 25.2, None, 0.3, 0.1, 0.2
            ),
            stamp=Face("stamp", sans, 44, 0, None, 0.4, 0.3),
            caption=Face("caption", sans, 30, 0, None, 0.2, 0.1),
            form=Face("form", case.find("LiberationSans-Regular.ttf"), 30, 0, None, 0.1, 0.0),
            pen=Face("pen", case.find("dkg.ttf"), 74, 0, None, 2.2, 1.6, 0.5),
            pencil=Face("pencil", case.find("dkg.ttf"), 60, 0, None, 1.8, 2.0),
            signature=Face("signature", case.find("Kristi.ttf"), 120, 0, None, 1.0, 1.0, 0.4),
        )
