"""The choke point: the only way from a page to an edition is through a view of it.

Promises: a view is a function of what lies outside the withheld places and of the acknowledged
withholdings. Scans with anything withheld are read again from the burnt bitmap, so a withheld word
cannot come back; words of a text layer are kept character for character where they meet no withheld
place; text files are set anew. No file's own object, name or metadata passes.

Does not decide anything, and does not close the width channel on scans (the policy ``exact``: the
box is as wide as the words; its bits are a measured bound). ``moved`` and ``line`` are refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tearline.editions import burn, flow, typeset
from tearline.editions.withheld import Places, Withheld, amount, check_policies, places
from tearline.model.area import Area
from tearline.model.edition import Deletion, PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import TextSource

if TYPE_CHECKING:
    from PIL import Image

    from tearline.model.page import Page, Word
    from tearline.model.record import MediaType

__all__ = ["VERSION", "ViewJob", "Withheld", "view"]

VERSION = "1"  # part of every cache key: raise it when the same page makes another view


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


def _pixels(job: ViewJob) -> PageView:
    """Return the view of a page that has a bitmap."""
    from tearline.records.raster import raster  # noqa: PLC0415 - text records need no renderer

    page = job.page
    size = (page.width, page.height)
    found = raster(job.path, job.media_type, page.number)
    where = places(page, job.withheld, found.image.size)
    burnt = _burnt(found.image, size, where, exact=found.exact)
    text, words, confidence, turn = _visible(page, burnt, where)
    if job.draft:
        burnt = _burnt(burn.watermark(burnt), size, where, exact=True)
    boxes = [area.to_pixels(burnt.size, size, burn.GROW) for area in where.areas]
    return PageView(
        number=page.number,
        width=page.width,
        height=page.height,
        bitmap=burn.encode(burnt, boxes),
        text=text,
        words=words,
        deletions=tuple(
            Deletion(page.number, area, codes, amount(area, page), WidthPolicy.EXACT)
            for area, codes in where.acknowledged
        ),
        confidence=confidence,
        turn=turn,
    )


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


def _visible(
    page: Page, burnt: Image.Image, where: Places
) -> tuple[str, tuple[Word, ...], float | None, int]:
    """Return the text, words, confidence and turn of what may be seen of a page."""
    if not where.areas:
        return page.text, page.words, page.confidence, page.turn
    text, words, confidence, turn = page.text, page.words, page.confidence, page.turn
    measured = True  # a layer's spacing may know of words that are gone
    whole = Area(0, 0, page.width, page.height)
    if any(area.holds(whole) for area in where.areas):
        text, words, confidence, turn = "", (), None, 0
    elif page.source is TextSource.OCR:
        from tearline.records.ocr import read_bitmap  # noqa: PLC0415 - only burnt scans need it

        reading = read_bitmap(burnt, (page.width, page.height), where.areas)
        text, words = reading.text, reading.words
        confidence, turn = reading.confidence, reading.turn
        measured = False
    if not measured:
        # These words were read beside the burnt places: what was seen of them may be shown.
        words = tuple(_beside(word, where.areas) for word in words)
    kept = [w for w in words if w.area is not None and not _meets(w.area, where.areas)]
    if measured:
        confidence = _confidence(kept)  # the page's own is a mean over the withheld words too
    marks = [flow.marker(codes, area) for area, codes in where.acknowledged]
    upright = flow.Upright(page.width, page.height, turn)
    text, words = flow.compose(kept, text, marks, upright, measured=measured)
    return text, words, confidence, turn


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
