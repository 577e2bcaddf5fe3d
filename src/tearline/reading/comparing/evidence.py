"""Looks at the page that lacks some words: where they would stand, and what its scan shows there.

The comparison run backwards is looked at in the same way: words only the *older* page has are looked for
on the *newer* page's scan, and what its ink refutes is no error of the newer text's findings. A rate of
findings that ink may refute, measured by findings that nothing may refute, would be of another thing. For
the same reason nothing is looked at backwards where the older page has no scan: forwards nobody could look
either. Where only the newer page has none, the rate comes out too high, never too low. Words that only a
scan can prove (``kinds.WEAK``) are looked at where both pages have one, in either direction.

Promises: opens the pages with words to look for alone, one of each side at a time. An image that cannot
be opened, or is too large, is a ``Problem`` said once, gives no evidence, and the rest goes on.
Does not promise that a page's scan is of the same paper: where it is not, the answer is ``UNCLEAR``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from tearline.errors import TearlineError
from tearline.model.area import Area
from tearline.reading.comparing.change import Problem
from tearline.reading.comparing.evidence_pixels import AROUND, PITCH, TALL, Grey, Strip, judged
from tearline.reading.comparing.gap import (
    Box,
    Fit,
    around,
    as_shown,
    boxed,
    fit,
    lines,
    room,
    same_line,
    slope,
    upright,
)  # fmt: skip
from tearline.reading.comparing.kinds import Evidence
from tearline.reading.comparing.pairing import Hit
from tearline.reading.comparing.tokens import Stream
from tearline.reading.witnesses.witness import Witnesses, WitnessPage
from tearline.records.raster import check_pixels

if TYPE_CHECKING:
    from PIL import Image

_PALE = 40  # grey levels between paper and ink, below which nothing can be told
_LONGEST = 200 * PITCH  # pixels of a strip: longer is no line
_SAMPLED = 60  # words that tell a page's levels of paper and ink
_KEPT = 2  # pages open at once
_LEAST = 3  # signs of a word that tells how wide a letter is
_SOFT = 1.3  # source pixels to a strip's pixel, from which shrinking wants smoothing

Ties = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Look:
    """Where words would stand on the page that lacks them, as shown, and what its scan shows there.

    ``page`` is the index of that page in its record, -1 where nothing could be looked at.
    """

    areas: tuple[Area, ...] = ()
    evidence: Evidence = Evidence.NONE
    page: int = -1

    def overrules(self, *, is_weak: bool) -> int | None:
        """Return the page whose text cannot be read to hold the words, for its scan hides them; or None.

        Blank paper that is all that bears out words does not overrule a text besides.
        """
        hides = self.evidence.proves if is_weak else self.evidence.hides
        return self.page if hides else None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's bitmap turned upright, with its levels of paper and ink, and pixels to a unit."""

    grey: Grey
    paper: float
    ink: float
    across: float
    down: float

    @property
    def matrix(self) -> NDArray[np.float64]:
        """Return the way from units of the upright page to pixels."""
        return np.diag([self.across, self.down, 1.0])


@dataclass(frozen=True, slots=True)
class _Gap:
    """The lines of a gap in units of the levelled upright page, and how many letters belong on each."""

    lines: tuple[Box, ...]
    letters: tuple[int, ...]
    pitch: float
    fall: float
    fit: Fit | None


class Looker:
    """The eyes of one comparison. ``problems`` says what could not be opened, ``looks`` counts looks."""

    def __init__(self, sources: Mapping[tuple[str, str], Witnesses]) -> None:
        """Take the witnesses by label and record name; nothing is opened yet."""
        self._sources = sources
        self._open: dict[tuple[str, str, int], Sheet | None] = {}
        self._failed: set[tuple[str, str, int]] = set()
        self._levels: dict[tuple[str, str, int], float] = {}
        self.problems: list[Problem] = []
        self.looks: Counter[Evidence] = Counter()

    def look(
        self, mine: Stream, hit: Hit, other: Stream, ties: Ties, *, both: bool = False
    ) -> Look:
        """Return where the words of ``hit``, which ``mine`` has, stand on ``other``, and what is there.

        ``ties`` are words both have, nearest first, before the hit and then behind it. ``both``: say
        nothing unless both pages have a scan.
        """
        on = mine.page_of(hit.first)
        nearest = [next((to for at, to in ties if (at < hit.first) is side), -1)
                   for side in (True, False)]  # fmt: skip
        number = other.page_of(nearest[0])
        if min(nearest) < 0 or other.page_of(nearest[1]) != number:
            return Look()
        ties = [tie for tie in ties
                if mine.page_of(tie[0]) == on and other.page_of(tie[1]) == number]  # fmt: skip
        page = other.record.pages[number]
        if not page.words:
            return Look()
        gap = self._gap(mine, hit, other, page, ties)
        if gap is None:
            return Look()
        areas = tuple(_shown(box, gap.fall, page) for box in gap.lines)
        own = mine.record.pages[on]
        if both and (not own.words or self._sheet(mine, own) is None):
            return Look(areas)
        sheet = self._sheet(other, page)
        if sheet is None:
            return Look(areas)
        words = self._sheet(mine, own) if gap.fit is not None else None
        found = judged(list(_strips(gap, sheet, words)))
        self.looks[found] += 1
        return Look(areas, found, number)

    def _gap(
        self, mine: Stream, hit: Hit, other: Stream, page: WitnessPage, ties: Ties
    ) -> _Gap | None:
        pairs, widths = [], []
        for at, to in ties:
            own, found = boxed(mine, at), boxed(other, to)
            if found is not None and found[1] >= _LEAST:
                widths.append((found[0][2] - found[0][0]) / (found[1] - 0.25))
            if own is not None and found is not None and own[1] == found[1]:
                pairs.append((own[0], found[0]))
        if not widths or not page.width or not page.height:
            return None
        pitch, fall = median(widths), self._fall(other, page)
        laid = fit(pairs)
        if laid is not None and pitch > 0:
            placed = _placed(mine, hit, laid, pitch, fall)
            if placed is not None and all(_is_on(box, fall, page) for box in placed.lines):
                return placed
        return _between(mine, other, page, ties, hit, pitch, fall) if pitch > 0 else None

    def _fall(self, stream: Stream, page: WitnessPage) -> float:
        where = (stream.record.release, stream.record.name, page.number)
        if where not in self._levels:
            self._levels = dict(list(self._levels.items())[-_KEPT:])
            self._levels[where] = slope([upright(w.area, page) for w in page.words if w.area])
        return self._levels[where]

    def _sheet(self, stream: Stream, page: WitnessPage) -> Sheet | None:
        record = stream.record
        where = (record.release, record.name, page.number)
        if where in self._open:
            self._open[where] = self._open.pop(where)  # the latest stays longest
            return self._open[where]
        source = self._sources.get(where[:2])
        if source is None or where in self._failed or not page.words:
            return None
        sheet = None
        try:
            image = source.image(record.name, page.number)
            if image is not None:
                check_pixels(image.width, image.height, f"page {page.number}")
                sheet = _opened(image, page)
        except TearlineError as error:
            self._say(where, error.message)
        except Exception:  # noqa: BLE001 - a decoder may raise anything on a damaged file
            self._say(where, "its image is damaged")
        while len(self._open) >= _KEPT:
            del self._open[next(iter(self._open))]
        self._open[where] = sheet
        return sheet

    def _say(self, where: tuple[str, str, int], why: str) -> None:
        self._failed.add(where)
        said = f"the image of page {where[2]} cannot be looked at ({why})"
        self.problems.append(Problem(where[0], where[1], said))


def _opened(image: Image.Image, page: WitnessPage) -> Sheet | None:
    """Return a bitmap turned upright with its levels; None where paper and ink cannot be told apart."""
    grey = np.asarray(image.convert("L"), dtype=np.uint8)
    grey = np.ascontiguousarray(np.rot90(grey, k=-page.turn // 90))
    left, top, right, bottom = upright(Area(0, 0, page.width, page.height), page)
    across, down = grey.shape[1] / (right - left), grey.shape[0] / (bottom - top)
    boxes = [upright(word.area, page) for word in page.words if word.area is not None]
    levels = []
    for box in boxes[:: max(1, len(boxes) // _SAMPLED)]:
        rows = slice(int(box[1] * down), int(box[3] * down) + 1)
        cut = grey[rows, int(box[0] * across) : int(box[2] * across) + 1]
        if cut.size:
            levels.append(np.percentile(cut, (90, 2)))
    if not levels:
        return None
    paper, ink = (float(level) for level in np.median(levels, axis=0))
    return Sheet(grey, paper, ink, across, down) if paper - ink >= _PALE else None


def _placed(mine: Stream, hit: Hit, laid: Fit, pitch: float, fall: float) -> _Gap | None:
    """Return the very places of the words, from where they stand on their own page."""
    found = [boxed(mine, at) for at in range(hit.first, hit.last + 1)]
    if any(one is None for one in found):
        return None
    boxes = list(dict.fromkeys((laid.box(one[0]), one[1]) for one in found if one is not None))
    level = [_levelled(box, fall) for box, _ in boxes]
    parts = lines(level)
    letters = [
        sum(n for box, (_, n) in zip(level, boxes, strict=True) if same_line(part, box))
        for part in parts
    ]
    grown = tuple(_grown(part, pitch) for part in parts)
    return _Gap(grown, tuple(letters), pitch, fall, laid)


def _between(
    mine: Stream, other: Stream, page: WitnessPage, ties: Ties, hit: Hit, pitch: float, fall: float
) -> _Gap | None:
    """Return the room between the nearest neighbours on the page that lacks the words."""
    before = next((tie for tie in ties if tie[0] < hit.first), None)
    behind = next((tie for tie in ties if tie[0] > hit.last), None)
    if before is None or behind is None:
        return None
    ends = boxed(other, before[1]), boxed(other, behind[1])
    if ends[0] is None or ends[1] is None:
        return None
    left, right = (_levelled(end[0], fall) for end in ends if end is not None)
    others = [_levelled(upright(word.area, page), fall) for word in page.words if word.area]
    parts = room(left, right, others)
    if not parts:
        return None
    letters = sum(len(word) for word in mine.words[before[0] + 1 : behind[0]])
    whole = sum(part[2] - part[0] for part in parts)
    share = tuple(round(letters * (part[2] - part[0]) / whole) for part in parts)
    return _Gap(tuple(_grown(part, pitch) for part in parts), share, pitch, fall, None)


def _levelled(box: Box, fall: float) -> Box:
    down = fall * (box[0] + box[2]) / 2
    return (box[0], box[1] - down, box[2], box[3] - down)


def _grown(box: Box, pitch: float) -> Box:
    """Return a line's box at least as tall as its letters reach, about its middle."""
    more = max(0.0, TALL * pitch - (box[3] - box[1])) / 2
    return (box[0], box[1] - more, box[2], box[3] + more)


def _shown(box: Box, fall: float, page: WitnessPage) -> Area:
    """Return a levelled box as an area of the page as shown, which covers it aslant."""
    drops = (fall * box[0], fall * box[2])
    return as_shown((box[0], box[1] + min(drops), box[2], box[3] + max(drops)), page)


def _is_on(box: Box, fall: float, page: WitnessPage) -> bool:
    """Say whether the middle of both ends of a levelled box lies on the page."""
    left, top, right, bottom = upright(Area(0, 0, page.width, page.height), page)
    y = (box[1] + box[3]) / 2
    ends = (y + fall * box[0], y + fall * box[2])
    return left <= box[0] < box[2] <= right and top < min(ends) and max(ends) < bottom


def _strips(gap: _Gap, sheet: Sheet, words: Sheet | None) -> list[Strip]:
    """Return each line of a gap as a strip, with the words laid on it where that can be."""
    found, scale = [], PITCH / gap.pitch
    for box, letters in zip(gap.lines, gap.letters, strict=True):
        wide, high = round((box[2] - box[0]) * scale), round((box[3] - box[1]) * scale)
        if not 0 < wide <= _LONGEST or not 0 < high <= _LONGEST:
            return []
        margin = AROUND / scale
        x, y = box[0] - margin, box[1] - margin
        # from the strip's pixels to the upright page: scaled, moved, and made to fall as its lines do
        to_page = np.array([[1 / scale, 0, x], [gap.fall / scale, 1 / scale, y + gap.fall * x],
                            [0, 0, 1]])  # fmt: skip
        size = (wide + 2 * AROUND, high + 2 * AROUND)
        likeness = None
        if words is not None and gap.fit is not None:
            back = np.linalg.inv(gap.fit.matrix)
            likeness = _cut(words, words.matrix @ back @ to_page, size)
        found.append(
            Strip(
                _cut(sheet, sheet.matrix @ to_page, size),
                left=AROUND, top=AROUND, right=AROUND + wide, bottom=AROUND + high,
                paper=sheet.paper, ink=sheet.ink,
                words=likeness, letters=letters, placed=gap.fit is not None,
            )
        )  # fmt: skip
    return found


def _cut(sheet: Sheet, matrix: NDArray[np.float64], size: tuple[int, int]) -> Grey:
    """Return the part of a bitmap that a matrix, from the part's pixels to the bitmap's, names."""
    corners = matrix @ np.array([[0, size[0], 0, size[0]], [0, 0, size[1], size[1]], [1, 1, 1, 1]])
    box = around([(x, y, x, y) for x, y in corners[:2].T.tolist()])
    high, wide = sheet.grey.shape
    left, top = max(0, int(box[0]) - 4), max(0, int(box[1]) - 4)
    right, bottom = min(wide, int(box[2]) + 4), min(high, int(box[3]) + 4)
    if left >= right or top >= bottom:
        return np.full((size[1], size[0]), round(sheet.paper), np.uint8)
    part = sheet.grey[top:bottom, left:right]
    factor = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    if factor > _SOFT:
        part = cv2.GaussianBlur(part, (0, 0), 0.4 * factor).astype(np.uint8)
    moved = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ matrix
    cut = cv2.warpAffine(part, moved[:2], size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                         borderMode=cv2.BORDER_CONSTANT, borderValue=sheet.paper)  # fmt: skip
    return np.asarray(cut, dtype=np.uint8)
