"""A stranger's page as pdfium draws it, and each thing drawn on it, which can be taken away.

Promises: pictures as arrays, boxes in 1/100 points from the top left of the page as shown; what is
taken away is taken away in memory alone. Does not judge anything. A file that pdfium cannot open is
an error of pdfium's own: whoever asks tells of it by its class.
"""

# ruff: noqa: ANN401 - pdfium's handles have no types
from __future__ import annotations

import ctypes
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from tearline_verify.leaks import Box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

DPI = 200
MOST_SIDE = 4800  # pixels: a wall chart is drawn at fewer dots an inch
DEEPEST = 12  # forms within forms
MOST_ITEMS = 20_000
TEXT, PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
IMAGE, SHADING = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING
FORM = pdfium.FPDF_PAGEOBJ_FORM
_FAR = 10_000.0  # a clip grown so many times shows everything


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing drawn: its kind, its box as shown, how deep in forms it lies, and pdfium's handle.

    ``order`` is its place in the order of drawing.
    """

    kind: int
    box: Box
    depth: int
    order: int
    raw: Any


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A run of characters without blanks between them: text, box, and whose they are.

    ``text`` holds what the file says the characters are; it is never told to anybody.
    """

    text: str
    box: Box
    owner: int
    count: int


class Sheet:
    """One page, open in pdfium; ``size`` is (width, height) in units. Close it after use."""

    def __init__(self, document: Any, number: int) -> None:
        """Open page ``number`` (from 1) of a document."""
        self._page = document[number - 1]
        width, height = self._page.get_size()
        self.size = (max(round(width * 100), 1), max(round(height * 100), 1))
        self.cut = False  # whether there is more on the page than was taken into ``drawn``
        self.drawn = tuple(self._walk())

    def close(self) -> None:
        """Let the page go."""
        self._page.close()

    def picture(self, dpi: float = DPI, *, notes: bool = True) -> NDArray[np.uint8]:
        """Draw the page: (height, width, 3), red first; ``notes``: with its annotations."""
        scale = min(dpi / 72, MOST_SIDE * 100 / max(self.size))
        bitmap = self._page.render(
            scale=scale, rev_byteorder=True, may_draw_forms=notes, draw_annots=notes
        )
        seen = bitmap.to_numpy()
        return np.ascontiguousarray(seen[:, :, :3] if seen.ndim == 3 else seen)  # noqa: PLR2004

    @contextmanager
    def without(self, things: list[Drawn]) -> Iterator[None]:
        """Take things away for as long as the block runs."""
        for thing in things:
            pdfium.FPDFPageObj_SetIsActive(thing.raw, False)
        try:
            yield
        finally:
            for thing in things:
                pdfium.FPDFPageObj_SetIsActive(thing.raw, True)

    def bare(self) -> None:
        """Make all text plain black ink and open every clip, for good: nothing hides itself."""
        for thing in self.drawn:
            self._unclip(thing.raw)
            if thing.kind == TEXT:
                pdfium.FPDFTextObj_SetTextRenderMode(thing.raw, pdfium.FPDF_TEXTRENDERMODE_FILL)
                pdfium.FPDFPageObj_SetFillColor(thing.raw, 0, 0, 0, 255)
                pdfium.FPDFPageObj_SetBlendMode(thing.raw, b"Normal")

    def unclip(self, *kinds: int) -> bool:
        """Open the clips of things of these kinds, for good; say whether there were any."""
        found = [self._unclip(thing.raw) for thing in self.drawn if thing.kind in kinds]
        return any(found)

    def notes(self) -> Iterator[tuple[int, Box]]:
        """Yield each annotation's subtype (pdfium's number) and box."""
        for index in range(min(pdfium.FPDFPage_GetAnnotCount(self._page.raw), MOST_ITEMS)):
            note = pdfium.FPDFPage_GetAnnot(self._page.raw, index)
            if not note:
                continue
            rect = pdfium.FS_RECTF()
            if pdfium.FPDFAnnot_GetRect(note, rect):
                sides = (rect.left, rect.bottom, rect.right, rect.top)
                yield int(pdfium.FPDFAnnot_GetSubtype(note)), self._shown(sides)
            pdfium.FPDFPage_CloseAnnot(note)

    def words(self) -> list[Glyphs]:
        """Return the page's characters in runs, each run of one text object."""
        textpage = self._page.get_textpage()
        found: list[Glyphs] = []
        run: list[tuple[str, Box]] = []
        owner = 0
        try:
            for index in range(min(textpage.count_chars(), MOST_ITEMS)):
                code = pdfium.FPDFText_GetUnicode(textpage.raw, index)
                if pdfium.FPDFText_IsGenerated(textpage.raw, index) == 1:
                    run = _end(found, run, owner)
                    continue
                char = chr(code) if 0 < code < 0x110000 else "\ufffd"  # noqa: PLR2004
                handle = pdfium.FPDFText_GetTextObject(textpage.raw, index)
                whose = ctypes.cast(handle, ctypes.c_void_p).value or 0
                box = self._char(textpage, index)
                if whose != owner or char.isspace() or box is None:
                    run = _end(found, run, owner)
                owner = whose
                if box is not None and not char.isspace():
                    run.append((char, box))
            _end(found, run, owner)
        finally:
            textpage.close()
        return found

    def _char(self, textpage: Any, index: int) -> Box | None:
        sides = [ctypes.c_double() for _ in range(4)]
        if not pdfium.FPDFText_GetCharBox(textpage.raw, index, *sides):
            return None
        left, right, bottom, top = (side.value for side in sides)
        box = self._shown((left, bottom, right, top))
        return box if box[2] > box[0] and box[3] > box[1] else None

    def _shown(self, sides: tuple[float, float, float, float]) -> Box:
        """Return a box of the page's own space (left, bottom, right, top) as shown, in units."""
        left, bottom, right, top = sides
        across, down = [], []
        for x, y in ((left, bottom), (left, top), (right, bottom), (right, top)):
            dx, dy = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDF_PageToDevice(self._page.raw, 0, 0, *self.size, 0, x, y, dx, dy)
            across.append(dx.value)
            down.append(dy.value)
        return (min(across), min(down), max(across), max(down))

    def _walk(self) -> Iterator[Drawn]:
        """Yield what is drawn, in order; what stands in forms after the form itself."""
        page = self._page.raw
        one = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        heads = [
            (pdfium.FPDFPage_GetObject(page, index), one, 0)
            for index in range(pdfium.FPDFPage_CountObjects(page))
        ]
        heads.reverse()
        order = 0
        while heads:
            raw, matrix, depth = heads.pop()
            if order >= MOST_ITEMS:
                self.cut = True
                return
            kind = int(pdfium.FPDFPageObj_GetType(raw))
            yield Drawn(kind, self._shown(_bounds(raw, matrix)), depth, order, raw)
            order += 1
            if kind == FORM and depth < DEEPEST:
                inner = _times(_matrix(raw), matrix)
                count = pdfium.FPDFFormObj_CountObjects(raw)
                heads += [
                    (pdfium.FPDFFormObj_GetObject(raw, index), inner, depth + 1)
                    for index in reversed(range(max(count, 0)))
                ]

    @staticmethod
    def _unclip(raw: Any) -> bool:
        """Grow a thing's clip about a point inside it, far beyond the page; say whether it has one."""
        clip = pdfium.FPDFPageObj_GetClipPath(raw)
        if not clip or pdfium.FPDFClipPath_CountPaths(clip) <= 0:
            return False
        x, y = ctypes.c_float(), ctypes.c_float()
        across, down = [], []
        for index in range(min(pdfium.FPDFClipPath_CountPathSegments(clip, 0), 50)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, 0, index)
            if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                across.append(x.value)
                down.append(y.value)
        if across:
            middle = ((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
            pdfium.FPDFPageObj_TransformClipPath(
                raw, _FAR, 0, 0, _FAR, -middle[0] * (_FAR - 1), -middle[1] * (_FAR - 1)
            )
        return bool(across)


@contextmanager
def opened(source: Path | bytes, number: int) -> Iterator[Sheet]:
    """Open page ``number`` (from 1) of a file or of its bytes."""
    document = pypdfium2.PdfDocument(source)
    try:
        sheet = Sheet(document, number)
        try:
            yield sheet
        finally:
            sheet.close()
    finally:
        document.close()


def lossy(thing: Drawn) -> bool:
    """Say whether a thing is a picture whose coding keeps its pixels only roughly (JPEG and its like)."""
    if thing.kind != IMAGE:
        return False
    for index in range(pdfium.FPDFImageObj_GetImageFilterCount(thing.raw)):
        held = ctypes.create_string_buffer(64)
        pdfium.FPDFImageObj_GetImageFilter(thing.raw, index, held, 64)
        if held.value in (b"DCTDecode", b"DCT", b"JPXDecode"):
            return True
    return False


def grey(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture's shades alone."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def _end(found: list[Glyphs], run: list[tuple[str, Box]], owner: int) -> list[tuple[str, Box]]:
    """Note a finished run; return a fresh one."""
    if run:
        boxes = [box for _, box in run]
        around = (
            min(b[0] for b in boxes), min(b[1] for b in boxes),
            max(b[2] for b in boxes), max(b[3] for b in boxes),
        )  # fmt: skip
        found.append(Glyphs("".join(char for char, _ in run), around, owner, len(run)))
    return []


Matrix = tuple[float, float, float, float, float, float]


def _matrix(raw: Any) -> Matrix:
    held = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(raw, held):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (held.a, held.b, held.c, held.d, held.e, held.f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does ``first``, then ``then``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def _bounds(raw: Any, matrix: Matrix) -> tuple[float, float, float, float]:
    """Return a thing's bounds (left, bottom, right, top) in the page's own space."""
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(raw, *sides):
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = (max(min(s.value, 1e6), -1e6) for s in sides)
    a, b, c, d, e, f = matrix
    points = [
        (a * x + c * y + e, b * x + d * y + f)
        for x, y in ((left, bottom), (left, top), (right, bottom), (right, top))
    ]
    across, down = [x for x, _ in points], [y for _, y in points]
    return (min(across), min(down), max(across), max(down))
