"""Characters as pdfminer.six reads them: every page, every appearance, every stream no page runs.

Promises: strings in the order in which they are drawn, each character with its box, its font and
whether it is drawn invisibly; dark filled rectangles; text of annotations' appearances, patterns,
switched-off layers and deleted content streams, with the fonts of any page. Bounded by counts.
"""

# ruff: noqa: ANN401 - pdfminer's objects are untyped
from __future__ import annotations

import io
import logging
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_pt, mult_matrix

from tearline_verify.leaks import GrammarError
from tearline_verify.stranger import bounds, safety
from tearline_verify.stranger.glyphs import Frame, Glyph, Sheet, frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its messages may quote the file
INVISIBLE = 3
DARK = 0.35
LEAST_COVER = (600, 400)  # units: lower than any line of print, narrower than any word
_WHOLE = Frame((0.0, 0.0, 1.0, 1.0), 0)
_TEXT = (b"Tj", b"TJ", b"'", b'"')
_BROKEN = (PDFException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError,
           AssertionError, RecursionError, ArithmeticError)  # fmt: skip


class _Enough(Exception):  # noqa: N818 - an allowance, no error
    """The allowance is used up."""


class _Pen(PDFTextDevice):
    """Takes down what is drawn on one sheet, and counts it."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.sheet = Sheet(0, 0, 0)
        self.frame = _WHOLE
        self.left = bounds.most(bounds.GLYPHS)
        self.forms = bounds.most(bounds.FORMS)
        self.ran: set[int] = set()
        self.string = 0
        self.hidden = False

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Take one string."""
        if textstate.font is None:
            return
        self.string += 1
        self.hidden = textstate.render == INVISIBLE
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, cid: int,
        ncs: Any, graphicstate: Any,
    ) -> float:  # fmt: skip
        """Take one character, and say how far it moves the pen."""
        del ncs, graphicstate
        self.left -= 1
        if self.left < 0:
            raise _Enough
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = ""
        ahead = font.char_width(cid) * fontsize * scaling
        low = font.get_descent() * fontsize + rise
        corners = ((0, low), (ahead, low), (0, low + fontsize), (ahead, low + fontsize))
        box = self.frame.box(apply_matrix_pt(matrix, corner) for corner in corners)
        turn = round(-math.degrees(math.atan2(matrix[1], matrix[0])) + self.frame.rotate) % 360
        called = getattr(font, "basefont", None) or font.fontname
        name = called if isinstance(called, str) else ""
        self.sheet.glyphs.append(Glyph(text, box, turn, self.hidden, name, self.string))
        return float(ahead)

    def paint_path(
        self, graphicstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any
    ) -> None:
        """Take note of a dark rectangle."""
        del stroke, evenodd
        if not fill or not 4 <= len(path) <= 6 or any(p[0] not in "mlh" for p in path):  # noqa: PLR2004
            return
        if _shade(graphicstate.ncolor) > DARK:
            return
        ctm = self.ctm or (1, 0, 0, 1, 0, 0)
        points = [apply_matrix_pt(ctm, p[-2:]) for p in path if p[0] in "ml"]
        box = self.frame.box(points)
        wide, high = box[2] - box[0], box[3] - box[1]
        page = self.sheet.width * self.sheet.height
        if min(wide, high) >= LEAST_COVER[1] and wide >= LEAST_COVER[0] and 2 * wide * high < page:
            self.sheet.painted.append((box, self.string))


def _shade(colour: Any) -> float:
    """Return how light a fill is: 0 black, 1 white; patterns count as light."""
    parts = list(colour) if isinstance(colour, tuple | list) else [colour]
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return 1.0
    if len(parts) == 4:  # noqa: PLR2004 - cyan, magenta, yellow, black
        return 1.0 - min(1.0, max(parts[:3]) / 3 + parts[3]) if parts[3] < 1 else 0.0
    return float(max(parts))


class _Runner(PDFPageInterpreter):
    """Runs content streams, each noted and counted on the pen."""

    def render_contents(self, resources: Any, streams: Any, ctm: Any = (1, 0, 0, 1, 0, 0)) -> None:
        """Run streams as one."""
        pen: Any = self.device
        pen.forms -= 1
        if pen.forms < 0:
            raise _Enough
        streams = [resolve1(one) for one in resolve1(streams) or ()]
        pen.ran.update(one.objid for one in streams if isinstance(one, PDFStream) and one.objid)
        super().render_contents(resources, streams, ctm)


class Loose:
    """One stream with text in it that no page runs, as a sheet of its own."""

    __slots__ = ("page", "sheet", "where")

    def __init__(self, sheet: Sheet, where: str, page: int | None = None) -> None:
        """Keep what was found, and the words for where."""
        self.sheet, self.where, self.page = sheet, where, page


class Reading:
    """One file as pdfminer reads it."""

    def __init__(self, raw: bytes) -> None:
        """Read the pages, then what no page runs."""
        self._allowed = bounds.of(raw)
        self._document = PDFDocument(PDFParser(io.BytesIO(raw)))
        resources = PDFResourceManager()
        self._pen = _Pen(resources)
        self._runner = _Runner(resources, self._pen)
        self._shelves: list[Any] = []
        self.sheets: list[Sheet] = []
        self.loose: list[Loose] = []
        try:
            self._pages()
            self._others()
        except _Enough:
            self._allowed.cut.add("text beyond a fixed amount was not read by pdfminer")

    def _run(self, resources: Any, streams: Any, ctm: Any) -> bool:
        """Run streams onto the pen's sheet; say whether they ran to their end."""
        try:
            self._runner.render_contents(resolve1(resources) or {}, streams, ctm)
        except _BROKEN:
            return False
        return True

    def _pages(self) -> None:
        for number, page in enumerate(PDFPage.create_pages(self._document), 1):
            if number > bounds.most(bounds.SLOW_PAGES):
                self._allowed.cut.add(
                    f"the text of pages from {number} on was not read by pdfminer"
                )
                return
            shown = frame(page.mediabox, page.cropbox or page.mediabox, page.rotate)
            self._pen.frame, self._pen.sheet = shown, Sheet(number, *shown.size)
            self.sheets.append(self._pen.sheet)
            self._run(page.resources, page.contents, (1, 0, 0, 1, 0, 0))
            if page.resources not in self._shelves:
                self._shelves.append(page.resources)
            for stream, ctm in _appearances(page.annots):
                self._pen.sheet = Sheet(number, *shown.size)
                self._run(stream.get("Resources") or page.resources, [stream], ctm)
                if self._pen.sheet.glyphs:
                    where = "in an annotation's appearance"
                    self.loose.append(Loose(self._pen.sheet, where, number))

    def _others(self) -> None:
        """Run every other stream that draws text, with its own fonts or any page's."""
        self._pen.frame = _WHOLE
        tried = 0
        for objid in sorted({i for xref in self._document.xrefs for i in xref.get_objids()}):
            if objid in self._pen.ran:
                continue
            if tried >= bounds.most(bounds.LOOSE):
                self._allowed.cut.add("drawing instructions that no page uses were not all read")
                return
            try:
                thing = self._document.getobj(objid)
                if not isinstance(thing, PDFStream) or not _draws(thing):
                    continue
            except _BROKEN:
                continue
            tried += 1
            self._loose(thing)

    def _loose(self, stream: PDFStream) -> None:
        own = resolve1(stream.get("Resources"))
        for shelf in [own] if own else self._shelves[:8]:
            self._pen.sheet = Sheet(0, 0, 0)
            self._run(shelf, [stream], (1, 0, 0, 1, 0, 0))
            if self._pen.sheet.glyphs:
                where = "in drawing instructions that no page uses"
                self.loose.append(Loose(self._pen.sheet, where))

    def draw(self, data: bytes) -> Iterator[Sheet]:
        """Yield what content that stands nowhere in the file's tables would draw."""
        self._pen.frame = _WHOLE
        stream = PDFStream({}, data)
        stream.set_objid(-1, 0)
        for shelf in self._shelves[:8]:
            self._pen.sheet = Sheet(0, 0, 0)
            try:
                self._run(shelf, [stream], (1, 0, 0, 1, 0, 0))
            except _Enough:
                return
            if self._pen.sheet.glyphs:
                yield self._pen.sheet


def _draws(stream: PDFStream) -> bool:
    """Say whether a stream looks like drawing instructions with text in them."""
    kind = stream.get("Subtype")
    called = kind.name if isinstance(kind, PSLiteral) else ""
    if called in ("Image", "Type1C", "CIDFontType0C", "OpenType", "XML") or "Length1" in stream:
        return False
    data = stream.get_data()
    return b"BT" in data and b"Tf" in data and any(mark in data for mark in _TEXT)


def _appearances(annots: Any) -> Iterator[tuple[PDFStream, Any]]:
    """Yield the streams of a page's annotations with the matrix that puts them on the page."""
    for one in (resolve1(annots) or [])[: bounds.LOOSE]:
        annot = resolve1(one)
        if not isinstance(annot, dict):
            continue
        for stream in _streams(resolve1(annot.get("AP")), 0):
            rect = [resolve1(side) for side in resolve1(annot.get("Rect")) or (0, 0, 0, 0)]
            box = [resolve1(side) for side in resolve1(stream.get("BBox")) or (0, 0, 1, 1)]
            try:
                ctm = _placed(rect, box, resolve1(stream.get("Matrix")))
            except _BROKEN:
                ctm = (1, 0, 0, 1, 0, 0)
            yield stream, ctm


def _placed(rect: list[float], box: list[float], matrix: Any) -> Any:
    """Return the matrix that maps an appearance's box onto its annotation's rectangle."""
    own = tuple(matrix) if matrix else (1, 0, 0, 1, 0, 0)
    corners = [apply_matrix_pt(own, (x, y)) for x in box[::2] for y in box[1::2]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    wide, high = max(xs) - min(xs) or 1, max(ys) - min(ys) or 1
    left, bottom = min(rect[::2]), min(rect[1::2])
    across = (max(rect[::2]) - left) / wide
    down = (max(rect[1::2]) - bottom) / high
    onto = (across, 0, 0, down, left - min(xs) * across, bottom - min(ys) * down)
    return mult_matrix(own, onto)


def _streams(thing: Any, depth: int) -> Iterable[PDFStream]:
    if isinstance(thing, PDFStream):
        yield thing
    elif isinstance(thing, dict) and depth < 3:  # noqa: PLR2004 - AP, its state, its stream
        for inner in thing.values():
            yield from _streams(resolve1(inner), depth + 1)


@lru_cache(maxsize=3)
def reading(raw: bytes) -> Reading:
    """Read a file once; ``GrammarError`` where pdfminer cannot open it."""
    safety.check(raw, "pdfminer")
    try:
        return Reading(raw)
    except _BROKEN:
        msg = "could not be opened by pdfminer"
        raise GrammarError(msg) from None
