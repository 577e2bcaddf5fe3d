"""What an audience may have of a record: views of its pages, and what a release says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.model.page import Word


class PixelMode(StrEnum):
    """How a view's bitmap is stored: 1-bit as CCITT G4, grey or colour as JPEG."""

    BILEVEL = "bilevel"
    GREY = "grey"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Bitmap:
    """An encoded page image: pixels wide and high, and the stream's bytes as the PDF will hold them.

    BILEVEL: a raw CCITT Group 4 stream (K -1, black is 0 in the decoded image, i.e. BlackIs1 false).
    GREY, COLOUR: a baseline JPEG with no APPn or COM segment but JFIF.
    """

    mode: PixelMode
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Deletion:
    """An acknowledged withholding as readers see it: page of the edition, place, codes, policy.

    ``area`` is in 1/100 points of the edition's page. ``amount`` is a fixed phrase of the guide's
    ("passage", "page", "record"), never a count of what was hidden.
    """

    page: int
    area: Area
    codes: tuple[str, ...]
    amount: str
    policy: WidthPolicy


@dataclass(frozen=True, slots=True)
class PageView:
    """One page as one audience may see it: burnt bitmap, visible words, acknowledged deletions.

    ``text`` holds the visible words in reading order with each acknowledged deletion as a marker
    ``[(b)(6)]`` in its place; the words' start and end are places in it. Markers are words too, with
    the deletion's area and confidence None. ``turn`` is as in ``Page``.
    """

    number: int
    width: int
    height: int
    bitmap: Bitmap
    text: str
    words: tuple[Word, ...]
    deletions: tuple[Deletion, ...]
    confidence: float | None
    turn: int


class Status(StrEnum):
    """What became of a record in a release; the words readers see."""

    RELEASED_IN_FULL = "released in full"
    RELEASED_IN_PART = "released in part"
    WITHHELD_IN_FULL = "withheld in full"
    HELD = "held"
    PENDING = "pending"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Edition:
    """One record for one audience: its public name and numbers, its files in the release, its pages.

    ``page_sizes`` holds (width, height) in 1/100 points for each page.
    """

    record: str
    numbers: tuple[str, ...]
    status: Status
    pages: int
    files: tuple[ReleasedFile, ...]
    deletions: tuple[Deletion, ...]
    note: str
    page_sizes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """A file of a release: its path in the folder (with /), sha256, size in bytes."""

    path: str
    sha256: str
    size: int
