"""The page with nothing hidden: layers on, notes shown and not shown, covers off, edges moved out.

Promises: each picture of a page that differs from the page as shown, with what was done to it. The
file is changed in memory alone. What the pictures say is for whoever reads them.
"""

# ruff: noqa: ANN401 - pikepdf's objects have no types
from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pikepdf

from tearline_verify.leaks import GrammarError
from tearline_verify.stranger.sheets import (
    DPI,
    FORM,
    IMAGE,
    PATH,
    SHADING,
    TEXT,
    Drawn,
    Sheet,
    opened,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FURTHEST = 7000  # points beyond a page's edge that are looked at
SHOWN = 4  # an annotation's flags: printed, not hidden
DIFFERENT = 24  # grey levels
FEWEST = 12  # pixels
AROUND = 60  # pixels around a change that are read with it
BORDER = "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"
LAYERS = "with every layer and note switched on"
PEELED = "with what is painted over it taken off"
ALONE = "with its pictures taken off"
UNRULED = "with its lines and shapes taken off"
UNCLIPPED = "with its pictures shown whole"
BARE = "with all text made black and every clip opened, beyond the page's edges too"


@contextmanager
def revealed(raw: bytes, number: int, grown: float = 0.0) -> Iterator[Sheet]:
    """Open page ``number`` with layers and notes on; its edges moved out by ``grown`` points."""
    with pikepdf.open(io.BytesIO(raw)) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/OCG":
                _drop(thing, "/Usage")
        if number > len(document.pages):
            msg = (
                "the page is there for one program and not for another: what it hides was not seen"
            )
            raise GrammarError(msg)
        page = document.pages[number - 1]
        for note in _notes(page):
            note["/F"] = SHOWN
            _drop(note, "/OC")
        _move_edges(page, grown)
        out = io.BytesIO()
        alone = pikepdf.new()  # one page of many is written a hundred times sooner than all
        with warnings.catch_warnings():  # of form fields that lose their form: nobody fills them
            warnings.simplefilter("ignore")
            alone.pages.append(page)
            alone.save(out)
    with opened(out.getvalue(), 1) as sheet:
        yield sheet


def _drop(holder: Any, key: str) -> None:
    """Take a key off a dictionary, if it is there."""
    if key in holder:
        del holder[key]


def _notes(page: pikepdf.Page) -> Iterator[Any]:
    notes = page.obj.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        for note in list(notes):
            if isinstance(note, pikepdf.Dictionary):
                yield note


def _move_edges(page: pikepdf.Page, grown: float) -> None:
    """Show the whole of the page's widest box, and ``grown`` points around it."""
    boxes = [[float(side) for side in page.mediabox]]
    boxes += [
        [float(side) for side in held]
        for name in BORDER
        if isinstance(held := page.obj.get(name), pikepdf.Array) and len(held) == 4  # noqa: PLR2004
    ]
    left, right = min(min(b[0], b[2]) for b in boxes), max(max(b[0], b[2]) for b in boxes)
    low, high = min(min(b[1], b[3]) for b in boxes), max(max(b[1], b[3]) for b in boxes)
    for name in BORDER:
        _drop(page.obj, name)
    wide = [left - grown, low - grown, right + grown, high + grown]
    page.obj["/MediaBox"] = pikepdf.Array(wide)
    page.obj["/CropBox"] = pikepdf.Array(wide)


def outside(sheet: Sheet) -> float:
    """Return how far, in points, things that are drawn reach beyond a page's edges."""
    width, height = sheet.size
    far = 0
    for thing in sheet.drawn:
        if thing.kind in (TEXT, IMAGE, PATH) and thing.box[2] > thing.box[0]:
            left, top, right, bottom = thing.box
            far = max(far, -left, -top, right - width, bottom - height)
    return min(far / 100 + 10, FURTHEST) if far > 100 else 0.0  # noqa: PLR2004


def pictures(
    raw: bytes, number: int, sheet: Sheet, covers: list[Drawn]
) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Yield (what was done, picture) of page ``number``; ``sheet`` and its covers are of that page.

    ``sheet`` is used up: its text is made bare at the end.
    """
    by = {kind: [t for t in sheet.drawn if t.kind == kind] for kind in (IMAGE, PATH, SHADING)}
    if covers or any(sheet.notes()):
        with sheet.without(covers):
            yield PEELED, sheet.picture(notes=False)
    if by[IMAGE] and len(sheet.drawn) > len(by[IMAGE]):
        with sheet.without([*by[IMAGE], *covers]):
            yield ALONE, sheet.picture(notes=False)
    shapes = [*by[PATH], *by[SHADING]]
    if shapes and {id(t) for t in shapes} != {id(t) for t in covers}:
        with sheet.without(shapes):
            yield UNRULED, sheet.picture(notes=False)
    with revealed(raw, number) as whole:
        yield LAYERS, whole.picture()
        far = outside(whole)
    with opened(raw, number) as clipped:
        if clipped.unclip(IMAGE):
            yield UNCLIPPED, clipped.picture()
    with revealed(raw, number, far) as whole:
        if far:
            yield LAYERS, whole.picture()
        if any(thing.kind in (TEXT, FORM) for thing in whole.drawn) or far:
            whole.bare()
            order = (
                {thing.order for thing in covers} if len(whole.drawn) == len(sheet.drawn) else set()
            )
            with whole.without([t for t in whole.drawn if t.order in order]):
                yield BARE, whole.picture(DPI, notes=False)


def changed(seen: NDArray[np.uint8], other: NDArray[np.uint8]) -> tuple[slice, slice] | None:
    """Return the part of ``other`` that differs from ``seen``, with some room; None: nothing does."""
    height, width = other.shape[:2]
    if seen.shape != other.shape:
        return np.s_[0:height, 0:width]
    apart = cv2.absdiff(seen, other).max(axis=2) >= DIFFERENT
    if int(apart.sum()) < FEWEST:
        return None
    rows, columns = np.flatnonzero(apart.any(axis=1)), np.flatnonzero(apart.any(axis=0))
    return np.s_[
        max(int(rows[0]) - AROUND, 0) : int(rows[-1]) + AROUND,
        max(int(columns[0]) - AROUND, 0) : int(columns[-1]) + AROUND,
    ]
