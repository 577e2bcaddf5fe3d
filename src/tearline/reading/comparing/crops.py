"""Crops of the two pages of a change: the words on the scan with some lines around, and what was before.

Promises: whatever the mask blocks out of a page's text is painted over in its crop, solid, from the boxes
of its words, grown; so is every longer number of a crop that has such a block in it or near it, and what
was withheld since. Each page is masked by its own text and by the other's: a date that is half under a box is
known from the page where it is whole. Where longer numbers are painted over, they are on both crops of a
change. Where the mask fails, where the page has no word boxes, where one blocked stretch of the page has no
boxes that can hold it, or the pixels do not bear out those near the crop (``placed``), there is no crop and
``why`` says so. The same pixels and texts give the same bytes.
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
from tearline.reading.comparing.placed import misplaced, reach
from tearline.reading.comparing.two_pages import Side, TwoPages, absent, around
from tearline.reading.masking import Blocking, blocked_beside, long_numbers
from tearline.reading.witnesses.witness import WitnessPage

LEAST_WIDTH = 22_000  # units: some three inches, so that a line can be read
LINES = 3  # above and below
_ASIDE = 12  # line heights to the left and right of the place
_WIDEST = 1_400  # pixels
_GROWN = 0.35  # of a line's height that a painted box reaches beyond its words
_NARROW = 0.5  # of the page's usual width of a letter: a box below that does not hold its word
_AROUND = 3  # words before and after: a box that was moved away is known by them
_FLAT = 0.5  # of a line's height
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


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is shown of a page, what is painted over in it, and the words near it that this must hide.

    ``blocked`` are those that the mask blocks, ``words`` all of them.
    """

    window: Area
    boxes: list[Area]
    blocked: list[Word]
    words: list[Word]


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
        boxes = _borne_out(image, side.page, plan)
        if boxes is None:
            return Crop(why=UNPLACED)
        drawn = _drawn(image, side.page, plan.window, boxes, side.areas)
        out = io.BytesIO()
        drawn.save(out, "PNG")
        return Crop(out.getvalue(), *drawn.size, about=side.about, covered=len(boxes))

    def _plan(self, side: Side | None, other: Side | None) -> _Plan | str:
        """Return what part of a page is shown and what of it is covered, or why nothing is shown."""
        if side is None:
            return NO_PAGE
        page = side.page
        if not page.words or not page.width or not page.height:
            return NO_BOXES
        if not side.areas:
            return NO_PLACE
        blocked = self._blocked(side, other)
        if blocked is None:
            return UNCHECKED
        line = _line_height(page)
        window = _window(page, side.areas, line)
        spans = blocked + list(side.hidden)
        if other is not None and not side.newer:
            spans += absent(page.text, around(other)[0])
        if self._beside_block(side, other) or self._beside_block(other, side):
            spans += long_numbers(page.text)
        covered = _covered(page, spans, line)
        if covered is None:
            return UNPLACED
        blocks = _covered(page, blocked, line)
        near = window.grown(LINES * line)
        return _Plan(
            window,
            [box for box in covered[0] if box.meets(window)],
            _near(page, blocks[1] if blocks else (), near),
            _near(page, covered[1], near),
        )

    def _blocked(self, side: Side | None, other: Side | None) -> list[tuple[int, int]] | None:
        """Return what the mask blocks of a page by its own text and the other's, None for unchecked."""
        if side is None:
            return []
        text = side.page.text
        blocked = self._mask.blocked(text)
        beside = blocked_beside(text, around(other)[0], self._mask) if other else []
        if blocked is None or beside is None:
            return None
        return [(start, end) for start, end, _ in (*blocked, *beside)]

    def _beside_block(self, side: Side | None, other: Side | None) -> bool:
        """Say whether something that the mask blocks stands in a page's crop or near it."""
        if side is None or not side.areas or not side.page.words or not side.page.width:
            return False
        line = _line_height(side.page)
        near = _window(side.page, side.areas, line).grown(LINES * line)
        covered = _covered(side.page, self._blocked(side, other) or (), line)
        return covered is None or any(box.meets(near) for box in covered[0])


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


def _covered(
    page: WitnessPage, spans: Iterable[tuple[int, int]], line: int
) -> tuple[list[Area], list[Word]] | None:
    """Return the boxes that cover stretches of a page's text, and their words; None: not to be placed."""
    read = Page(page.number, page.width, page.height, page.text, page.words, TextSource.OCR, "", "",
                turn=page.turn)  # fmt: skip
    usual = _letter(page)
    found: list[Area] = []
    held: dict[Word, None] = {}
    for start, end in spans:
        words = read.words_in(start, end)
        if not all(_is_placed(word, page, usual, line) for word in words):
            return None
        covered = {at for word in words for at in range(word.start, word.end)}
        if any(at not in covered and not page.text[at].isspace() for at in range(start, end)):
            return None
        found += [area.grown(int(_GROWN * line)) for area in read.areas(start, end)]
        found += [word.area.grown(int(_GROWN * line)) for word in words if word.area is not None]
        held |= dict.fromkeys(words)
    return list(dict.fromkeys(found)), list(held)


def _borne_out(image: Image.Image, page: WitnessPage, plan: _Plan) -> list[Area] | None:
    """Return what is painted over once the pixels were asked; None where they bear the boxes not out.

    What the mask blocks must stand in its boxes, word for word. Of what is only not on the newer page the
    whole line is painted over instead, as long as most words of the crop stand where their boxes are.
    """
    line = _line_height(page)
    grown = int(_GROWN * line)
    if misplaced(image, page, plan.blocked, line, grown):
        return None
    boxes = plan.boxes
    doubtful = misplaced(image, page, plan.words, line, grown)
    if doubtful:
        shown = [w for w in page.words if w.area is not None and w.area.meets(plan.window)]
        if 2 * len(misplaced(image, page, shown, line, grown)) > len(shown):
            return None
        more = [reach(page, word.area, line, grown) for word in doubtful if word.area is not None]
        boxes = boxes + [_line(page, part, plan.window) for part in more if part.meets(plan.window)]
    return [one for one in boxes if not any(_within(one, other) for other in boxes)]


def _line(page: WitnessPage, part: Area, window: Area) -> Area:
    """Return a part of a page made as long as the window along its lines."""
    if page.turn in (90, 270):
        return Area(
            part.left, min(part.top, window.top), part.right, max(part.bottom, window.bottom)
        )
    return Area(min(part.left, window.left), part.top, max(part.right, window.right), part.bottom)


def _near(page: WitnessPage, words: Iterable[Word], near: Area) -> list[Word]:
    """Return the words that stand near a place by their own box, or by a box beside them in the text."""
    chosen = set(words)
    found: list[Word] = []
    for at, word in enumerate(page.words):
        if word in chosen:
            beside = page.words[max(at - _AROUND, 0) : at + _AROUND + 1]
            if any(one.area is not None and one.area.meets(near) for one in beside):
                found.append(word)
    return found


def _within(one: Area, other: Area) -> bool:
    return one != other and other.holds(one)


def _letter(page: WitnessPage) -> float:
    """Return how wide a letter of the page usually is, in units."""
    wide = [_sizes(word, page)[0] / len(word.text) for word in page.words
            if word.area is not None and len(word.text) >= _FEW]  # fmt: skip
    return median(wide) if wide else 0.0


def _is_placed(word: Word, page: WitnessPage, usual: float, line: int) -> bool:
    """Say whether a word's box can hold the word: a line's reading sometimes gives it a sliver."""
    along, across = _sizes(word, page)
    if not along or not across:
        return False
    if len(word.text) < _FEW:
        return True
    return along >= _NARROW * usual * len(word.text) and across >= _FLAT * line


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
