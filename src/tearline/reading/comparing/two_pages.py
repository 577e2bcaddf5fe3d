"""The two pages that a change is about: the newer and the older one, each opened where it stands.

Promises: what has been withheld since stands in ``hidden`` of the older page, so that whoever shows that page
does not undo it; and ``absent`` (``same_place``) names all of it that the newer page does not show at that
place, found withheld or not.
The place of a change is the one the comparison found; where it has none, the same place of the other page is
given for pages of like size, and said to be a guess (``about``).
Does not mask anything: that is for whoever shows the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pikepdf

from tearline.errors import TearlineError
from tearline.model.area import Area
from tearline.reading.comparing.change import Change
from tearline.reading.comparing.kinds import Type
from tearline.reading.comparing.same_place import absent
from tearline.reading.witnesses.witness import Witnesses, WitnessPage, WitnessRecord

if TYPE_CHECKING:
    from PIL import Image

_WORTH = 6_000  # code points before and after a place in a text without page marks
_ALIKE = 0.02  # how far the sides of two pages of one size may differ

__all__ = ("Side", "TwoPages", "absent", "around")

_Place = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Side:
    """A page of a change: its release and record, and where the change stands on it.

    ``span`` is where words stand in ``page.text`` (None where they are absent), ``areas`` where they
    stand or would stand; ``about``: that place is a guess; ``hidden`` are spans that were withheld since;
    ``whole``: the page is a whole text without page marks. ``newer``: it is the newer of the two.
    """

    release: str
    name: str
    page: WitnessPage
    span: tuple[int, int] | None
    areas: tuple[Area, ...]
    about: bool = False
    hidden: tuple[tuple[int, int], ...] = ()
    whole: bool = False
    newer: bool = False


class TwoPages:
    """Opens the pages of changes in the releases that were compared; keeps the last few it opened."""

    def __init__(self, sources: Iterable[Witnesses], changes: Iterable[Change]) -> None:
        """Take the releases, and all changes: those newly withheld say what is hidden."""
        self._sources = {source.label: source for source in sources}
        self._hidden: dict[_Place, list[tuple[int, int]]] = defaultdict(list)
        for one in changes:
            if one.type is Type.NEWLY_WITHHELD and one.start is not None and one.end is not None:
                place = (one.old_release, one.old_name, one.old_page)
                self._hidden[place].append((one.start, one.end))
        self._record = lru_cache(maxsize=4)(self._read)
        self._bitmap = lru_cache(maxsize=4)(self._image)

    def new(self, change: Change) -> Side | None:
        """Return the newer page, None where the change has none."""
        withheld = change.type is Type.NEWLY_WITHHELD
        own, other = (change.old_areas, change.areas) if withheld else (change.areas, ())
        return self._side(change, newer=True, areas=own, guess=other)

    def old(self, change: Change) -> Side | None:
        """Return the older page, None where the change has none."""
        withheld = change.type is Type.NEWLY_WITHHELD
        own, other = (change.areas, ()) if withheld else (change.old_areas, change.areas)
        return self._side(change, newer=False, areas=own, guess=other)

    def image(self, side: Side) -> Image.Image | None:
        """Return the bitmap of a page, None where there is none or it cannot be drawn."""
        return self._bitmap(side.release, side.name, side.page.number)

    def _side(
        self, change: Change, *, newer: bool, areas: tuple[Area, ...], guess: tuple[Area, ...]
    ) -> Side | None:
        page = self._page(change, newer=newer)
        if page is None:
            return None
        found, whole = page
        about = False
        if not areas and guess and (beside := self._page(change, newer=not newer)) is not None:
            about = _alike(found, beside[0])
            areas = guess if about else ()
        release, name = _named(change, newer=newer)
        own = newer != (change.type is Type.NEWLY_WITHHELD)
        span = None
        if own and change.start is not None and change.end is not None:
            span = (change.start, change.end)
        hidden = [] if newer else list(self._hidden.get((release, name, change.old_page), []))
        if not newer and (beside := self._page(change, newer=True)) is not None:
            hidden += _covered(found, beside[0])
        return Side(release, name, found, span, areas, about, tuple(sorted(hidden)), whole, newer)

    def _page(self, change: Change, *, newer: bool) -> tuple[WitnessPage, bool] | None:
        release, name = _named(change, newer=newer)
        number = change.page if newer else change.old_page
        if not name or release not in self._sources:
            return None
        record = self._record(release, name)
        if record is None:
            return None
        if not record.paged and len(record.pages) == 1:
            return record.pages[0], True
        found = next((page for page in record.pages if page.number == number), None)
        return None if found is None else (found, False)

    def _read(self, release: str, name: str) -> WitnessRecord | None:
        try:
            return self._sources[release].read(name)
        except (TearlineError, OSError):
            return None

    def _image(self, release: str, name: str, page: int) -> Image.Image | None:
        try:
            return self._sources[release].image(name, page)
        except (TearlineError, pikepdf.PdfError, OSError, ValueError, LookupError, AttributeError,
                StopIteration, RuntimeError):  # fmt: skip
            return None  # a file as somebody published it: whatever it holds, the others go on


def around(side: Side) -> tuple[str, int]:
    """Return the text that the mask is asked about, and how many code points of it were left before.

    That is the page; of a whole text without page marks some pages' worth around the place.
    """
    text = side.page.text
    if not side.whole or side.span is None:
        return (text, 0) if not side.whole else (text[:_WORTH], 0)
    low, high = max(0, side.span[0] - _WORTH), side.span[1] + _WORTH
    while 0 < low < side.span[0] and not text[low - 1].isspace():
        low += 1
    while side.span[1] < high < len(text) and not text[high].isspace():
        high -= 1
    return text[low:high], low


def _covered(page: WitnessPage, newer: WitnessPage) -> list[tuple[int, int]]:
    """Return the words of an older page that stand where the newer page of that size has a deletion."""
    if not newer.deletions or not _alike(page, newer):
        return []
    return [
        (word.start, word.end)
        for word in page.words
        if word.area is not None and any(area.meets(word.area) for area in newer.deletions)
    ]


def _named(change: Change, *, newer: bool) -> tuple[str, str]:
    return (change.new_release, change.name) if newer else (change.old_release, change.old_name)


def _alike(one: WitnessPage, other: WitnessPage) -> bool:
    """Say whether two pages have one size and lie the same way."""
    if not (one.width and one.height) or one.turn != other.turn:
        return False
    return (
        abs(one.width - other.width) <= _ALIKE * one.width
        and abs(one.height - other.height) <= _ALIKE * one.height
    )
