"""The choke point: the only way from a page to an edition is through a view of it.

Promises: a view is a function of what lies outside the withheld places and of the acknowledged
withholdings. Scans with anything withheld are read again from the burnt bitmap, so a withheld word
cannot come back; words of a text layer are kept character for character where they meet no withheld
place; text files are set anew. No file's own object, name or metadata passes.

Does not decide anything, and does not close the width channel under the policy ``exact``: the box is
as wide as the words; its bits are a measured bound. ``moved`` and ``line`` close it (``lineup`` and
``moving`` say what remains); a deletion tells the policy it was in fact made by, for a line that
cannot be moved without telling is taken to its end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tearline.editions import burn, flow, rest, typeset
from tearline.editions.flow import Upright
from tearline.editions.lineup import GAP, usual_height
from tearline.editions.portions import Layout
from tearline.editions.withheld import (
    Places,
    Withheld,
    amount,
    check_policies,
    places,
    settled,
    withheld_areas,
)
from tearline.model.area import UNITS_PER_INCH, Area
from tearline.model.edition import Deletion, PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import TextSource
from tearline.model.record import MediaType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tearline.editions.portions import Place
    from tearline.model.page import Page, Word
    from tearline.records.ocr import Reading

__all__ = ["VERSION", "ViewJob", "Withheld", "view"]

VERSION = "4"  # part of every cache key: raise it when the same page makes another view


BLANK_DPI = 150  # of a page that is withheld whole
SURE = 75.0  # OCR confidence for a word that a page's text layer does not have
LETTERS = 2  # that such a word has at least
PAD = 60  # units of room around the ink of a word that was read
RIM = 100  # units within which a word's ink was cut by a place
ROOM = 150  # units (1.5 points) around the ink of a layer word, at most


@dataclass(frozen=True, slots=True)
class ViewJob:
    """A page as read, the file it is a page of, what is withheld from it, draft or not.

    ``path`` is where the file's bytes are; ``sha256`` their hash. Plain data, so that any worker
    can take it.
    """

    path: str
    sha256: str
    media_type: MediaType
    page: Page
    withheld: tuple[Withheld, ...]
    draft: bool = False


def view(job: ViewJob) -> tuple[PageView, ...]:
    """Return the page as its audience may have it; a text file's page flows into many.

    Views are numbered from the page's own number (a text page's from 1); an edition numbers anew.
    UsageError: a width policy that is not available, or a withheld portion without a place.
    """
    check_policies(job.withheld, job.page.number)
    if job.page.source is TextSource.PLAIN:
        return tuple(typeset.set_pages(job.page.text, job.withheld, draft=job.draft))
    return (_pixels(job),)


def _pixels(job: ViewJob, *, again: bool = True) -> PageView:
    """Return the view of a page that has a bitmap; ``again``: once more if its lines run otherwise."""
    from tearline.records.raster import raster  # noqa: PLC0415 - text records need no renderer

    page = job.page
    size = (page.width, page.height)
    if _all_of_it(job):
        image, exact = Image.new("1", _blank_size(page), 1), True
    else:
        found = raster(job.path, job.media_type, page.number)
        image, exact = found.image, found.exact
    where = places(page, job.withheld, image.size)
    if where.widened:
        image, page, where = _moved(job, image, where, exact=exact)
    burnt = _burnt(image, size, where, exact=exact)
    text, words, confidence, turn = _visible(page, burnt, where)
    if again and turn != page.turn and any(how is not WidthPolicy.EXACT for how in where.policies):
        # Lines run another way than was thought when hidden letters still had a vote.
        return _pixels(replace(job, page=replace(job.page, turn=turn)), again=False)
    if job.draft:
        burnt = _burnt(_drafted(burnt, size, where), size, where, exact=True)
    boxes = [area.to_pixels(burnt.size, size, burn.GROW) for area in where.areas]
    return PageView(
        number=page.number,
        width=page.width,
        height=page.height,
        bitmap=burn.encode(burnt, boxes),
        text=text,
        words=words,
        deletions=tuple(
            Deletion(page.number, area, codes, amount(area, page), how)
            for area, codes, how in where.told
        ),
        confidence=confidence,
        turn=turn,
    )


def _drafted(burnt: Image.Image, size: tuple[int, int], where: Places) -> Image.Image:
    """Return a draft's bitmap: its watermark keeps off the gaps beside boxes that hide a width."""
    marked = burn.watermark(burnt)
    for area, _, how in where.told:
        if how is not WidthPolicy.EXACT:
            box = area.grown(2 * GAP).to_pixels(burnt.size, size)
            marked.paste(burnt.crop(box), box)
    return marked


def _moved(
    job: ViewJob, image: Image.Image, where: Places, *, exact: bool
) -> tuple[Image.Image, Page, Places]:
    """End or move the lines of widened places: the bitmap, the page's words, and the places after that.

    Before anything is looked at, the widened places are white, never those decided alone: these are as
    wide as what they hide, and bite out of their neighbours. The mode of the bitmap is found again
    after that too: on a page that has greys nothing is moved, for a JPEG's blocks would tell how far.
    """
    from tearline.editions import moving  # noqa: PLC0415 - as are the renderers below

    page, size = job.page, (job.page.width, job.page.height)
    layout = _layout(job)
    first = places(page, job.withheld, image.size, layout=layout)
    white = burn.burn(image, size, first.areas, ())
    # Words that were read from the pixels were read beside what is hidden: their ink says where.
    read = {i for i, word in enumerate(page.words) if i not in layout.words and word.area}
    inked = moving.words_inked(white, page, {})
    found = {i: area.grown(PAD) for i, area in inked.items() if i in read}
    layout = replace(layout, words={**found, **layout.words})
    where = places(page, job.withheld, image.size, layout=layout)
    white = _burnt(image, size, Places(where.areas, ()), exact=exact)
    sharp = image.mode == white.mode == "1"
    up = Upright(*size, page.turn)
    back = Upright(*(size if page.turn in (0, 180) else size[::-1]), -page.turn % 360)

    def afresh(place: Place) -> Image.Image | None:
        """Return the bitmap to take a tail from: a scan's own, or a rendering in phase."""
        if not sharp or place.move is None:
            return None
        line, source = place.move.line, image
        if not exact:
            from tearline.records.phase import raster_in_phase  # noqa: PLC0415

            tail = [back.of(word.area) for word in line.tail]
            source = raster_in_phase(job.path, page.number, tail, page.turn) or image
            if source is image or source.mode != "1":
                return None
        return burn.burn(source, size, (back.of(line.band),), ())

    done = moving.carry_out(white, page, where.moves, layout.words, afresh)
    shown = done.image if sharp else burn.burn(image, size, done.strays, ())
    where = settled(where, done.boxes, done.moved)
    decided = withheld_areas(page, job.withheld)
    image = rest.wiped(shown, image, decided, where.areas, size)
    high = usual_height([up.of(area).height for area in done.words.values()])
    words = []
    for index, word in enumerate(page.words):
        area = done.words.get(index)
        if area is not None and not _is_sliver(up.of(area), high, [up.of(a) for a in first.areas]):
            words.append(replace(word, area=area))
    return image, replace(page, words=tuple(words)), where


def _layout(job: ViewJob) -> Layout:
    """Return where the words of a page's layer stand by what their file alone says."""
    page = job.page
    if page.source is not TextSource.LAYER or job.media_type is not MediaType.PDF:
        return Layout({})
    from tearline.records.phase import set_words  # noqa: PLC0415 - as the other renderers

    by_text: dict[str, list[Area]] = {}
    found = set_words(job.path, page.number, page.turn)
    for one in found:
        by_text.setdefault(one.text, []).append(one.area)
    words = {}
    for index, word in enumerate(page.words):
        area = word.area
        if area is None or word.confidence is not None:
            continue
        best = max(by_text.get(word.text, ()), key=area.shared, default=None)
        if best is not None and best.shared(area):
            words[index] = best
    return Layout(words, tuple(one.tall for one in found))


def _is_sliver(area: Area, high: int, places: Sequence[Area]) -> bool:
    """Say whether what is left of a word is the rim of one that a widened place took."""
    near = area.grown(RIM)
    return 2 * area.height < high and any(near.meets(place) for place in places)


def _burnt(image: Image.Image, size: tuple[int, int], where: Places, *, exact: bool) -> Image.Image:
    """Return the burnt bitmap in the plainest mode that holds it.

    A page that had greys or colours only where it is now burnt must not be told by its mode, so
    what a rendering was put through to find its mode is done again on what is left of it.
    """
    from tearline.records.raster import as_image  # noqa: PLC0415 - as in the caller

    burnt = burn.burn(image, size, where.unacknowledged, where.acknowledged)
    if burnt.mode == "1" or not where.areas:
        return burnt
    return as_image(np.array(burnt), threshold=not exact)


def _all_of_it(job: ViewJob) -> bool:
    """Say whether the whole page is withheld: then not even its resolution is looked up."""
    whole = Area(0, 0, job.page.width, job.page.height)
    places_of = (area for portion in job.withheld for area in portion.areas)
    return any(area.holds(whole) for area in places_of)


def _blank_size(page: Page) -> tuple[int, int]:
    """Return the pixels of a blank page, at a resolution that says nothing of the source."""
    wide = max(1, page.width * BLANK_DPI // UNITS_PER_INCH)
    return wide, max(1, page.height * BLANK_DPI // UNITS_PER_INCH)


def _visible(
    page: Page, burnt: Image.Image, where: Places
) -> tuple[str, tuple[Word, ...], float | None, int]:
    """Return the text, words, confidence and turn of what may be seen of a page."""
    marks = [flow.marker(codes, area) for area, codes in where.acknowledged]
    if page.source is TextSource.LAYER:
        return _layer(page, burnt, where, marks)
    if not where.areas:
        return page.text, page.words, page.confidence, page.turn
    reading = _read_again(burnt, page, where)
    # These words were read beside the burnt places: what was seen of them may be shown.
    kept = [_beside(word, where.areas) for word in reading.words]
    kept = [w for w in kept if w.area is not None and not _meets(w.area, where.areas)]
    upright = Upright(page.width, page.height, reading.turn)
    text, words = flow.compose(kept, reading.text, marks, upright, measured=False)
    return text, words, reading.confidence, reading.turn


def _layer(
    page: Page, burnt: Image.Image, where: Places, marks: list[Word]
) -> tuple[str, tuple[Word, ...], float | None, int]:
    """Return what may be seen of a page with a text layer.

    Words of the layer (no confidence: nothing was recognised) are kept as they are. Where anything is
    withheld, words that were read from the pixels, and which way is up, come from the burnt bitmap,
    so that nothing under a place has a part in them. The white space between words is measured on
    every page, withheld or not: it cannot tell which pages have an unmarked deletion.
    """
    words, turn = page.words, page.turn
    if where.areas:
        reading = _read_again(burnt, page, where)
        layer = [w for w in words if w.confidence is None]
        taken = [w.area for w in layer if w.area is not None]
        seen = [w for w in reading.words if _is_new(w, taken) and (w.confidence or 0) >= SURE]
        if reading.turn != page.turn:
            # Letters that nobody may see outvoted the others; their order is not taken over either.
            layer.sort(key=lambda w: (w.area.top, w.area.left) if w.area else (0, 0))
        words, turn = (*layer, *seen), reading.turn
    kept = [
        _beside(w, where.areas)
        for w in words
        if w.area is not None and not _meets(_heart(w.area), where.areas)
    ]
    kept = [w for w in kept if w.area is not None and not _meets(w.area, where.areas)]
    upright = Upright(page.width, page.height, turn)
    text, found = flow.compose(kept, page.text, marks, upright, measured=True)
    return text, found, _confidence(kept), turn


def _heart(area: Area) -> Area:
    """Return a layer word's box without the room around its ink that its reader gave it.

    Boxes of neighbours may share that room; a place that takes no more of a word leaves it legible.
    """
    across, down = min(ROOM, area.width // 4), min(ROOM, area.height // 4)
    return Area(area.left + across, area.top + down, area.right - across, area.bottom - down)


def _read_again(burnt: Image.Image, page: Page, where: Places) -> Reading:
    """Read a burnt bitmap, its places painted white."""
    from tearline.records.ocr import read_bitmap  # noqa: PLC0415 - only burnt pages need it

    return read_bitmap(burnt, (page.width, page.height), where.areas)


def _is_new(word: Word, taken: list[Area]) -> bool:
    """Say whether a word read from the pixels stands where the layer has no word."""
    area = word.area
    if area is None or sum(c.isalnum() for c in word.text) < LETTERS:
        return False
    return not any(5 * area.shared(other) > area.width * area.height for other in taken)


def _confidence(words: list[Word]) -> float | None:
    """Return the mean confidence of words, weighted by their length; None where none has one."""
    sure = [(w.confidence, len(w.text)) for w in words if w.confidence is not None]
    total = sum(length for _, length in sure)
    return sum(c * length for c, length in sure) / total if total else None


def _beside(word: Word, places: tuple[Area, ...]) -> Word:
    """Return a word with its box cut back to where no place is, if a place merely brushes it."""
    area = word.area
    for place in places:
        if area is None or not area.meets(place):
            continue
        if 2 * area.shared(place) >= area.width * area.height:
            return word  # it stands in the place, and is dropped
        rest = (
            Area(area.left, area.top, min(area.right, max(place.left, area.left)), area.bottom),
            Area(max(area.left, min(place.right, area.right)), area.top, area.right, area.bottom),
            Area(area.left, area.top, area.right, min(area.bottom, max(place.top, area.top))),
            Area(area.left, max(area.top, min(place.bottom, area.bottom)), area.right, area.bottom),
        )
        area = max(rest, key=lambda a: a.width * a.height)
    return replace(word, area=area)


def _meets(area: Area, others: tuple[Area, ...]) -> bool:
    """Say whether a word's box shares any surface with a withheld place."""
    return any(area.meets(other) for other in others)
