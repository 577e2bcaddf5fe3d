"""Whether the characters of a text layer can be seen: measured by drawing the page without its
text.

Promises: a character counts as shown when taking the page's text away changes enough of the pixels
where its own ink would be; anything else is hidden, and said how. It does not read: that the ink
spells something else is for ``agreement`` to find.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

from tearline.records.layer import Box, Glyph, LayerWord, ill_placed
from tearline.records.pdf_pixels import render, render_dpi
from tearline.records.raster import Pixels

DPI = 200
UNKNOWN = "unknown"
_CHANGED = 20  # grey levels by which a pixel must change when the text goes
_OWN_INK = 200  # darker than this in the drawing of the text alone is ink
_SHOWN = 0.4  # of a character's ink that must show
_SAME = 26  # grey levels within which a place is of one colour
_PAPER = 200  # lighter than this is paper
_DEEP = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """Drawings of one page at one resolution: as shown, without its text, and what the text
    adds (``letters``: 0 where the page's text can be seen, 255 elsewhere).
    """

    shown: Pixels
    bare: Pixels
    letters: Pixels
    ink: NDArray[np.int32]
    seen: NDArray[np.int32]
    scale: float
    size: tuple[float, float]

    def state(self, glyph: Glyph, *, doubtful: bool = False) -> str:
        """Return '' for a character that is shown, else how it is hidden (as in ``Hidden``).

        UNKNOWN stands for a sign without ink of its own, or for a letter where its box is
        ``doubtful``: it goes with the letters beside it.
        """
        if glyph.box is None or not glyph.text.isprintable():
            return ""
        left, top, right, bottom = glyph.box
        across, down = (left + right) / 2, (top + bottom) / 2
        if not (0 <= across <= self.size[0] and 0 <= down <= self.size[1]):
            return "outside"
        if not glyph.drawn:
            return "invisible"
        box = self._pixels(glyph.box)
        own, seen = _sum(self.ink, box), _sum(self.seen, box)
        if seen and seen >= _SHOWN * own:
            return ""
        if own == 0 and (doubtful or not glyph.text.isalnum()):
            return UNKNOWN
        return self._how(glyph, box)

    def bare_ink(self, box: Box) -> bool:
        """Say whether something other than text is drawn at a place."""
        left, top, right, bottom = self._pixels(box)
        place = self.bare[top:bottom, left:right]
        return place.size > 0 and int(place.max()) - int(place.min()) > 2 * _SAME

    def _how(self, glyph: Glyph, box: tuple[int, int, int, int]) -> str:
        """Tell text under something from text in the colour of its paper."""
        left, top, right, bottom = box
        place = cv2.cvtColor(self.shown[top:bottom, left:right], cv2.COLOR_RGB2GRAY)
        if place.size == 0 or _sum(self.ink, box) == 0:
            return "unseen"
        flat = int(place.max()) - int(place.min()) <= _SAME
        as_paper = flat and place.mean() > _PAPER and abs(int(place.mean()) - glyph.fill) <= _SAME
        return "unseen" if as_paper else "covered"

    def _pixels(self, box: Box) -> tuple[int, int, int, int]:
        """Return the pixels a box in points touches, at least one."""
        height, width = self.bare.shape
        left = min(max(int(box[0] * self.scale), 0), width - 1)
        top = min(max(int(box[1] * self.scale), 0), height - 1)
        right = max(min(int(np.ceil(box[2] * self.scale)), width), left + 1)
        bottom = max(min(int(np.ceil(box[3] * self.scale)), height), top + 1)
        return (left, top, right, bottom)


def gather(page: pdfium.PdfPage) -> Evidence:
    """Draw an open page three times. The page's objects are changed: use it for nothing else
    after.
    """
    dpi = min(DPI, render_dpi(page, "The page"))
    shown = render(page, dpi)
    objects = list(page.get_objects(max_depth=_DEEP))
    text = [o for o in objects if o.type == pdfium_c.FPDF_PAGEOBJ_TEXT]
    other = [
        o for o in objects if o.type not in {pdfium_c.FPDF_PAGEOBJ_TEXT, pdfium_c.FPDF_PAGEOBJ_FORM}
    ]
    for item in text:
        pdfium_c.FPDFPageObj_SetIsActive(item, False)
    bare = render(page, dpi)
    changed = cv2.absdiff(shown, bare).max(axis=2) > _CHANGED
    for item in other:
        pdfium_c.FPDFPageObj_SetIsActive(item, False)
    for item in text:
        pdfium_c.FPDFPageObj_SetIsActive(item, True)
        pdfium_c.FPDFPageObj_SetFillColor(item, 0, 0, 0, 255)
        pdfium_c.FPDFPageObj_SetStrokeColor(item, 0, 0, 0, 255)
    alone = page.render(scale=dpi / 72, grayscale=True, draw_annots=False, may_draw_forms=False)
    own = np.asarray(alone.to_numpy()).reshape(bare.shape[:2]) < _OWN_INK
    return Evidence(
        shown=shown,
        bare=np.asarray(cv2.cvtColor(bare, cv2.COLOR_RGB2GRAY), dtype=np.uint8),
        letters=np.where(changed, 0, 255).astype(np.uint8),
        ink=np.asarray(cv2.integral(own.astype(np.uint8)), dtype=np.int32),
        seen=np.asarray(cv2.integral((own & changed).astype(np.uint8)), dtype=np.int32),
        scale=dpi / 72,
        size=page.get_size(),
    )


def parts(word: LayerWord, evidence: Evidence) -> list[tuple[str, tuple[Glyph, ...]]]:
    """Split a word where showing turns into hiding: (how, glyphs) in order; how is '' where shown.

    Signs follow the letters beside them, so that a comma at a box's edge makes no part of its own.
    """
    doubtful = ill_placed(word.glyphs)
    states = [evidence.state(g, doubtful=doubtful) for g in word.glyphs]
    firm = [i for i, g in enumerate(word.glyphs) if g.text.isalnum() and states[i] != UNKNOWN]
    if not firm:
        states = [evidence.state(g) for g in word.glyphs]
        firm = [i for i, g in enumerate(word.glyphs) if g.text.isalnum()]
    if firm:
        for index, glyph in enumerate(word.glyphs):
            if states[index] and (not glyph.text.isalnum() or states[index] == UNKNOWN):
                states[index] = states[min(firm, key=lambda i: abs(i - index))]
    states = ["" if state == UNKNOWN else state for state in states]
    found: list[tuple[str, tuple[Glyph, ...]]] = []
    for state, glyph in zip(states, word.glyphs, strict=True):
        if found and bool(found[-1][0]) == bool(state):
            found[-1] = (found[-1][0], (*found[-1][1], glyph))
        else:
            found.append((state, (glyph,)))
    return found


def _sum(table: NDArray[np.int32], box: tuple[int, int, int, int]) -> int:
    """Return the sum over a box from an integral image."""
    left, top, right, bottom = box
    return int(table[bottom, right] - table[top, right] - table[bottom, left] + table[top, left])
