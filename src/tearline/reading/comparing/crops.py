"""Crops of the two pages of a change: the words on the scan with some lines around, and what was before.

Promises: whatever the mask blocks out of a page's text is painted over in its crop, solid, from the boxes
of its words, grown; so is every longer number of a crop that has such a block in it or near it, and what
was withheld since. Each page is masked by its own text and by the other's: a date that is half under a box is
known from the page where it is whole. Where the mask fails, where the page has no word boxes, or where one
blocked stretch of the page cannot be placed on the pixels, there is no crop and ``why`` says so. The same
pixels and texts give the same bytes.
Does not promise that nothing personal is seen: words that the reader misread, or did not read at all, cannot
be masked. Grey only; 14 greys, so that a crop is small.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from PIL import Image, ImageDraw

from tearline.model.area import Area
from tearline.model.page import Page, TextSource, Word
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.two_pages import Side, TwoPages, absent, around
from tearline.reading.masking import Blocking, blocked_beside, long_numbers
from tearline.reading.witnesses.witness import WitnessPage

LEAST_WIDTH = 22_000  # units: some three inches, so that a line can be read
LINES = 3  # above and below
_ASIDE = 12  # line heights to the left and right of the place
_WIDEST = 1_400  # pixels
_GROWN = 0.35  # of a line's height that a painted box reaches beyond its words
_NARROW = 0.5  # of the page's usual width of a letter: a box below that does not hold its word
_FEW = 3  # letters of a word whose width says something
_CROOKED = 0.02  # how far bitmap and page may differ in shape
_GREYS = 14
COVERED, PLACE = (91, 107, 140), (200, 80, 0)  # colours: painted over, and the outline of the place
_COVER, _OUTLINE = _GREYS, _GREYS + 1
_PALETTE = [
    value for grey in range(_GREYS) for value in (grey * 255 // (_GREYS - 1),) * 3
] + [*COVERED, *PLACE]  # fmt: skip
_UPRIGHT = {
    90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}  # fmt: skip

NO_PAGE = "The release has no such page to show."
NO_IMAGE = "There is no scan of this page here: only its text was compared."
NO_PLACE = "The place on this page is not known."
NO_BOXES = "Not shown: this page has no word boxes, so what must be covered could not be placed."
UNCHECKED = "Not shown: this page could not be checked for personal numbers and protected people."
UNPLACED = "Not shown: something on this page must be covered, and where it stands is not certain."
CROOKED = "Not shown: the scan does not have the shape of the page that was read."


@dataclass(frozen=True, slots=True)
class Crop:
    """A crop as PNG, with its size in pixels; b'' and ``why`` where there is none.

    ``about``: the place on the page is a guess. ``covered``: stretches that were painted over.
    """

    png: bytes = b""
    width: int = 0
    height: int = 0
    why: str = ""
    about: bool = False
    covered: int = 0


class Crops:
    """Makes the crops of changes."""

    def __init__(self, pages: TwoPages, mask: Blocking) -> None:
        """Take what opens the pages, and the mask that stands before them."""
        self._pages, self._mask = pages, mask

    def new(self, change: Change) -> Crop:
        """Return the crop of the newer page."""
        return self._crop(self._pages.new(change), self._pages.old(change))

    def old(self, change: Change) -> Crop:
        """Return the crop of the older page."""
        return self._crop(self._pages.old(change), self._pages.new(change))

    def _crop(self, side: Side | None, other: Side | None) -> Crop:
        image = None if side is None else self._pages.image(side)
        if side is not None and image is None:
            return Crop(why=NO_IMAGE)
        plan = self._plan(side, other)
        if side is None or image is None or isinstance(plan, str):
            return Crop(why=str(plan))
        if not _fits(image, side.page):
            return Crop(why=CROOKED)
        drawn = _drawn(image, side.page, *plan, side.areas)
        out = io.BytesIO()
        drawn.save(out, "PNG")
        return Crop(out.getvalue(), *drawn.size, about=side.about, covered=len(plan[1]))

    def _plan(self, side: Side | None, other: Side | None) -> tuple[Area, list[Area]] | str:
        """Return what part of a page is shown and what of it is covered, or why nothing is shown."""
        if side is None:
            return NO_PAGE
        page = side.page
        if not page.words or not page.width or not page.height:
            return NO_BOXES
        if not side.areas:
            return NO_PLACE
        blocked = self._mask.blocked(page.text)
        beside = blocked_beside(page.text, around(other)[0], self._mask) if other else []
        if blocked is None or beside is None:
            return UNCHECKED
        line = _line_height(page)
        window = _window(page, side.areas, line)
        spans = [(start, end) for start, end, _ in (*blocked, *beside)] + list(side.hidden)
        if other is not None and not side.newer:
            spans += absent(page.text, around(other)[0])
        boxes = _boxes(page, spans, line)
        if boxes is not None and any(box.meets(window.grown(LINES * line)) for box in boxes):
            boxes = _boxes(page, [*spans, *long_numbers(page.text)], line)
        if boxes is None:
            return UNPLACED
        inside = [box for box in boxes if box.meets(window)]
        return window, [one for one in inside if not any(_within(one, other) for other in inside)]


def _fits(image: Image.Image, page: WitnessPage) -> bool:
    """Say whether a bitmap has the shape of the page, so that a box of the one is a place of the other."""
    (across, down), (width, height) = image.size, (page.width, page.height)
    return abs(across * height - down * width) <= _CROOKED * across * height


def _sizes(word: Word, page: WitnessPage) -> tuple[int, int]:
    """Return how long a word's box is along its line, and how high; (0, 0) without a box."""
    if word.area is None:
        return 0, 0
    along, across = word.area.width, word.area.height
    return (across, along) if page.turn in (90, 270) else (along, across)


def _line_height(page: WitnessPage) -> int:
    heights = [high for high in (_sizes(word, page)[1] for word in page.words) if high]
    return max(400, int(median(heights))) if heights else 900


def _window(page: WitnessPage, areas: Iterable[Area], line: int) -> Area:
    """Return what part of a page is shown: the place, and some lines and words around it."""
    place = Area.around(areas)
    beside, above = _ASIDE * line, LINES * line
    if page.turn in (90, 270):
        beside, above = above, beside
    left, right = _reach(place.left, place.right, beside, page.width)
    top, bottom = _reach(place.top, place.bottom, above, page.height)
    if page.turn in (90, 270):
        top, bottom = _reach(top, bottom, max(0, LEAST_WIDTH - (bottom - top)) // 2, page.height)
    else:
        left, right = _reach(left, right, max(0, LEAST_WIDTH - (right - left)) // 2, page.width)
    return Area(left, top, right, bottom)


def _reach(low: int, high: int, more: int, size: int) -> tuple[int, int]:
    """Return a stretch made longer at both ends; at the page's edge the other end gets what is over."""
    first, last = low - more, high + more
    over, under = max(0, -first), max(0, last - size)
    return max(0, first - under), min(size, last + over)


def _boxes(page: WitnessPage, spans: Iterable[tuple[int, int]], line: int) -> list[Area] | None:
    """Return the boxes that cover stretches of a page's text; None where one cannot be placed."""
    read = Page(page.number, page.width, page.height, page.text, page.words, TextSource.OCR, "", "",
                turn=page.turn)  # fmt: skip
    usual = _letter(page)
    found: list[Area] = []
    for start, end in spans:
        words = read.words_in(start, end)
        if not all(_is_placed(word, page, usual) for word in words):
            return None
        covered = {at for word in words for at in range(word.start, word.end)}
        if any(at not in covered and not page.text[at].isspace() for at in range(start, end)):
            return None
        found += [area.grown(int(_GROWN * line)) for area in read.areas(start, end)]
        found += [word.area.grown(int(_GROWN * line)) for word in words if word.area is not None]
    return list(dict.fromkeys(found))


def _within(one: Area, other: Area) -> bool:
    return one != other and other.holds(one)


def _letter(page: WitnessPage) -> float:
    """Return how wide a letter of the page usually is, in units."""
    wide = [_sizes(word, page)[0] / len(word.text) for word in page.words
            if word.area is not None and len(word.text) >= _FEW]  # fmt: skip
    return median(wide) if wide else 0.0


def _is_placed(word: Word, page: WitnessPage, usual: float) -> bool:
    """Say whether a word's box can hold the word: a line's reading sometimes gives it a sliver."""
    along, across = _sizes(word, page)
    if not along or not across:
        return False
    return len(word.text) < _FEW or along >= _NARROW * usual * len(word.text)


def _drawn(
    image: Image.Image,
    page: WitnessPage,
    window: Area,
    covered: Iterable[Area],
    places: Iterable[Area],
) -> Image.Image:
    """Return the window of a page: 14 greys, what is covered, and the place outlined; upright."""
    size = (page.width, page.height)
    left, top, right, bottom = window.to_pixels(image.size, size)
    grey = image.crop((left, top, right, bottom)).convert("L")
    paint = ImageDraw.Draw(grey)
    boxes = [_moved(area.to_pixels(image.size, size), left, top) for area in covered]
    for box in boxes:
        paint.rectangle(box, fill=128)
    scale = min(1.0, _WIDEST / max(grey.size))
    if scale < 1:  # painted first, so that nothing of what is covered is mixed into its edges
        small = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(small, Image.Resampling.LANCZOS)
    out = grey.point([value * _GREYS // 256 for value in range(256)]).convert("L")
    shown = Image.frombytes("P", out.size, out.tobytes())
    shown.putpalette(_PALETTE)
    paint = ImageDraw.Draw(shown)
    for box in boxes:
        paint.rectangle([value * scale for value in box], fill=_COVER)
    broad = max(2, round(shown.width / 320))
    for area in places:
        box = _moved(area.to_pixels(image.size, size, grow=2 * broad + 2), left, top)
        paint.rectangle([value * scale for value in box], outline=_OUTLINE, width=broad)
    return shown.transpose(_UPRIGHT[page.turn]) if page.turn in _UPRIGHT else shown


def _moved(box: tuple[int, int, int, int], left: int, top: int) -> tuple[int, int, int, int]:
    """Return a box of the page as a box of the crop, its last pixels included."""
    return box[0] - left, box[1] - top, box[2] - left, box[3] - top
