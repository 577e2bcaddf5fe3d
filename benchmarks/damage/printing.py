"""The same numbers printed into real scans, in memory, and read again by the project's own reader.

Promises: a real page's own pixels, an empty place on it, a few lines typed there in the page's own
black, with uneven strokes, blur, a lean and gaps and specks of the page's own dirt, then Tesseract and the
detectors as in production. What is scored is whether the boxes proposed cover the box typed into.
Nothing of a real page is kept, printed or written.

Does not promise: the words that would stand around a real number; what is typed brings its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from damage.people import Person, people
from tearline.model.area import Area
from tearline.model.page import Page, TextSource
from tearline.model.record import MediaType
from tearline.records import ocr
from tearline.records.pdf import survey_pdf
from tearline.records.raster import Raster, raster

TYPE_INCHES = 0.155  # the size of the type; ten to eleven characters an inch
_INK = 128
_EMPTY = 0.012  # so little ink may lie in an empty place
_COVERED = 0.9

Grey = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as read with made-up lines on it: ``boxes`` of (kind, shape, digits or name, area)."""

    page: Page
    boxes: tuple[tuple[str, str, str, Area], ...]


def printed_pages(scans: Path, count: int, half: str, seed: int) -> Iterator[Printed]:
    """Yield up to ``count`` real pages with made-up lines printed into their empty places."""
    random = Random(f"{seed} printed {half}")
    folk = people(random, half)
    places = [
        (path, number)
        for path in sorted(scans.rglob("*.pdf"))
        for number in range(1, len(survey_pdf(str(path), path.name)) + 1)
    ]
    random.shuffle(places)
    for path, number in places:
        if count <= 0:
            return
        made = print_on(raster(str(path), MediaType.PDF, number), random, folk, half)
        if made is not None:
            count -= 1
            yield made


def print_on(paper: Raster, random: Random, folk: Iterator[Person], half: str) -> Printed | None:
    """Type a few lines into an empty place of a page and read it; None where there is none."""
    grey = np.array(paper.image.convert("L"), dtype=np.uint8)
    dpi = grey.shape[1] * 7200 / paper.width
    lines = _lines(random, folk, half)
    with as_file(files("tearline.editions") / "type" / "DejaVuSansMono.ttf") as path:
        font = ImageFont.truetype(str(path), max(10, round(TYPE_INCHES * dpi)))
    pitch, lead = font.getlength("0"), round(TYPE_INCHES * dpi * 1.25)
    wide = max(sum(len(text) for text, *_ in line) for line in lines) * pitch
    found = _empty(grey, round(wide + 2 * pitch), lead * (len(lines) + 1), random)
    if found is None:
        return None
    typed = Image.new("L", (grey.shape[1], grey.shape[0]), 255)
    draw = ImageDraw.Draw(typed)
    boxes = []
    for at, line in enumerate(lines):
        across, down = found[0] + pitch, found[1] + lead // 2 + at * lead
        for text, kind, shape in line:
            for place, char in enumerate(text):  # no key strikes quite where the last one did
                aside, up = random.gauss(0, 0.012) * lead, random.gauss(0, 0.02) * lead
                spot = (across + place * pitch + aside, down + up)
                draw.text(spot, char, fill=random.choice((0, 0, 20, 45)), font=font)
            right = across + len(text) * pitch
            if kind:
                box = (int(across), int(down), int(right), int(down + lead * 0.9))
                area = Area.of_pixels(box, (grey.shape[1], grey.shape[0]), paper.size)
                boxes.append((kind, shape, text, area))
            across = right
    worn = _worn(np.array(typed, dtype=np.uint8), grey, dpi, random)
    both = np.minimum(grey, worn)
    reading = ocr.read_bitmap(Image.fromarray(both), paper.size)
    page = Page(
        1, paper.width, paper.height, reading.text, reading.words, TextSource.OCR, "scan", "1",
        confidence=reading.confidence, turn=reading.turn,
    )  # fmt: skip
    return Printed(page, tuple(boxes))


_Piece = tuple[str, str, str]


def _lines(random: Random, folk: Iterator[Person], half: str) -> list[list[_Piece]]:
    """Return lines of (text, kind or '', shape): a form, a small roster, or a sentence."""
    tune = half == "tune"
    way = random.choice(("form", "roster", "sentence"))
    if way == "form":
        p = next(folk)
        head = "SOC. SEC. NO. " if tune else "SOCIAL SECURITY NUMBER  "
        return [
            [
                ("NAME  " if tune else "EMPLOYEE  ", "", ""),
                (f"{p.surname.upper()}, {p.given.upper()}", "name", "roster"),
            ],
            [(head, "", ""), _number(random, p)],
            [
                ("DATE OF BIRTH  ", "", ""),
                (f"{p.born.month}/{p.born.day}/{p.born.year}", "birth_date", ""),
            ],
        ]
    if way == "roster":
        rows = [
            [("NAME                 SSN" if tune else "EMPLOYEE             SOC SEC NO", "", "")]
        ]
        for p in (next(folk) for _ in range(random.randint(4, 8))):
            name = f"{p.surname.upper()}, {p.given.upper()}"[:20]
            rows.append(
                [(name, "name", "roster"), (" " * (21 - len(name)), "", ""), _number(random, p)]
            )
        return rows
    p = next(folk)
    return [
        [
            ("Mr. " if tune else "One ", "", ""),
            (f"{p.given} {p.surname}", "name", "full"),
            (" holds", "", ""),
        ],
        [("Social Security number ", "", ""), _number(random, p), (".", "", "")],
    ]


def _number(random: Random, who: Person) -> _Piece:
    """Return a number as typed: with dashes, with blanks, or bare."""
    d = who.ssn
    shape = random.choices(("###-##-####", "### ## ####", "#########"), weights=(80, 16, 4))[0]
    mark = {"###-##-####": "-", "### ## ####": " ", "#########": ""}[shape]
    return (mark.join((d[:3], d[3:5], d[5:])), "ssn", shape)


def _empty(grey: Grey, wide: int, high: int, random: Random) -> tuple[int, int] | None:
    """Return the top left corner of a place with hardly any ink, or None."""
    height, width = grey.shape
    margin = width // 14
    if wide > width - 2 * margin or high > height - 2 * margin:
        return None
    ink = cv2.integral((grey < _INK).astype(np.uint8))
    fits = []
    for down in range(margin, height - margin - high, max(8, high // 4)):
        for across in range(margin, width - margin - wide, max(8, wide // 6)):
            dark = (
                ink[down + high, across + wide] - ink[down, across + wide]
                - ink[down + high, across] + ink[down, across]
            )  # fmt: skip
            if dark <= _EMPTY * wide * high:
                fits.append((across, down))
    return random.choice(fits) if fits else None


def _worn(typed: Grey, page: Grey, dpi: float, random: Random) -> Grey:
    """Return the typing as worn as the page around it: worn ribbon, blur, the page's own dirt."""
    two_valued = np.count_nonzero((page > 48) & (page < 208)) < 0.002 * page.size
    badly = random.choice((0.4, 0.7, 0.9, 1.2))  # so that four numbers in five are read rightly
    scale = dpi / 300
    chance = np.random.default_rng(random.randrange(2**32))
    worn = _leaning(typed, random.uniform(-0.5, 0.5))
    worn = _blurred(worn, random.uniform(0.7, 1.7) * scale * badly**0.5)
    faded = worn.astype(np.float32)
    # A ribbon that is fresh here and dry there: coarse and fine unevenness, of ink alone.
    for cell, strength in ((40, 45.0), (3, 38.0)):
        size = max(2, round(cell * scale))
        rough = chance.normal(0, 1, (page.shape[0] // size + 1, page.shape[1] // size + 1))
        spread = cv2.resize(rough, (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
        faded += spread * strength * badly * (255 - worn) / 255
    dirt = _dirt(page, scale)
    by = (random.randrange(page.shape[0]), random.randrange(page.shape[1]))
    faded[np.roll(dirt, by, axis=(0, 1))] = 255  # gaps of the shapes that this page's specks have
    faded = np.clip(faded, 0, 255)
    if two_valued:
        faded = np.where(faded < random.uniform(95, 175), 0, 255)
    else:
        black = float(np.percentile(page[page < _INK], 30)) if (page < _INK).any() else 30.0
        faded = black + faded * (255 - black) / 255
    by = (random.randrange(page.shape[0]), random.randrange(page.shape[1]))
    near = cv2.dilate((worn < 250).astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    faded[np.roll(dirt, by, axis=(0, 1)) & near] = 0  # and specks as it has elsewhere
    return np.asarray(np.clip(faded, 0, 255), dtype=np.uint8)


def _leaning(typed: Grey, degrees: float) -> Grey:
    """Return the typing turned a little about the middle of what is typed."""
    rows, columns = np.nonzero(typed < _INK)
    turn = cv2.getRotationMatrix2D((float(columns.mean()), float(rows.mean())), degrees, 1.0)
    size = (typed.shape[1], typed.shape[0])
    return np.asarray(cv2.warpAffine(typed, turn, size, borderValue=(255,)), dtype=np.uint8)


def _blurred(typed: Grey, width: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(typed, (0, 0), max(width, 0.3)), dtype=np.uint8)


def _dirt(page: Grey, scale: float) -> NDArray[np.bool_]:
    """Return where the page's own specks are: marks smaller than a full stop."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((page < _INK).astype(np.uint8))
    small = stats[:, cv2.CC_STAT_AREA] < 40 * scale**2
    small[0] = False
    return np.asarray(small[labels], dtype=np.bool_)


def box_covered(area: Area, proposed: list[Area]) -> bool:
    """Say whether nine tenths of a box's width lie under boxes that share half its height."""
    pieces = sorted(
        (max(p.left, area.left), min(p.right, area.right))
        for p in proposed
        if min(p.bottom, area.bottom) - max(p.top, area.top) >= 0.5 * min(area.height, p.height)
        and p.left < area.right
        and area.left < p.right
    )
    total, reach = 0, area.left
    for left, right in pieces:
        if right > reach:
            total += right - max(left, reach)
            reach = right
    return total >= _COVERED * area.width


def read_rightly(printed: Printed, text: str, area: Area) -> bool:
    """Say whether the reader got a number's digits right, marks aside."""
    seen = "".join(
        w.text
        for w in printed.page.words
        if w.area is not None and w.area.meets(area) and w.area.top < area.bottom - area.height // 3
    )
    wanted = "".join(c for c in text if c.isdigit())
    return wanted in "".join(c for c in seen if c.isdigit())
