"""A review copy's pages: the original with every withheld place as an outline with its number and code.

Promises: content stays visible under every outline, that is what the copy is for; each page says in a band
and across itself that it is a review copy and for whom; a text is set line for line, its places outlined
where they stand. Pages are pictures: nothing of a stranger's file goes along but what it shows. Done in
workers. Every outline is a redaction mark too, of the kind that was never applied: that is what it is, and
why `tearline verify` refuses the file.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw

from tearline.desk.previews.stamping import RED, across, banded, letters
from tearline.model.area import UNITS_PER_INCH, Area
from tearline.model.record import MediaType

DPI = 150
QUALITY = 70
ACROSS = "REVIEW COPY"
_SIZE = (1275, 1650)  # pixels of a set page: letter
_TYPE, _CELL, _RIM = 18, (11, 26), 100
_COLUMNS = (_SIZE[0] - 2 * _RIM) // _CELL[0]
_ROWS = (_SIZE[1] - 2 * _RIM) // _CELL[1]
_LABEL = 15  # pixels of the letters beside a box
_POINTS = 72
_LOCKED = 4 + 64 + 128  # printed, not to be changed, not to be moved


@dataclass(frozen=True, slots=True)
class Passage:
    """A withheld place: its number in the copy, page, codes and state; areas, or a span of a text."""

    number: int
    page: int
    codes: tuple[str, ...]
    state: str
    areas: tuple[Area, ...] = ()
    start: int | None = None
    end: int | None = None

    @property
    def label(self) -> str:
        """What stands beside its outline."""
        return " ".join((str(self.number), *self.codes))


@dataclass(frozen=True, slots=True)
class CopyPage:
    """A page to draw: its file, or ``text`` where it has no picture, its passages, the band's words."""

    path: str
    media_type: MediaType
    page: int
    width: int
    height: int
    text: str | None
    passages: tuple[Passage, ...]
    words: str


Box = tuple[int, int, int, int]  # pixels: left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as drawn: a JPEG, and the label and box of each outline on it."""

    data: bytes
    marks: tuple[tuple[str, Box], ...]


@dataclass(frozen=True, slots=True)
class CopyFile:
    """Pictures (paths of JPEGs, in order) with their outlines, for one PDF, and what it says of itself."""

    pictures: tuple[tuple[str, tuple[tuple[str, Box], ...]], ...]
    title: str
    subject: str
    target: str


def draw_page(job: CopyPage) -> tuple[Drawn, ...]:
    """Draw a page of a copy (in a worker); a text may need several. JPEGs at ``DPI``."""
    if job.text is not None:
        pages = _set(job.text, job.passages)
        return tuple(_finished(image, marks, job.words) for image, marks in pages)
    from tearline.records.raster import raster  # noqa: PLC0415 - texts need no renderer

    found = raster(job.path, job.media_type, job.page)
    wide = max(1, found.width * DPI // UNITS_PER_INCH)
    tall = max(1, found.height * DPI // UNITS_PER_INCH)
    image = found.image.convert("L" if found.image.mode == "1" else found.image.mode)
    if wide < image.width or tall < image.height:
        image = image.resize((wide, tall), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = image.convert("RGB")
    marks = [
        (one.label, area.to_pixels(image.size, found.size))
        for one in job.passages
        for area in one.areas or (Area(0, 0, found.width, found.height),)
    ]
    return (_finished(image, marks, job.words),)


def write_copy(job: CopyFile) -> int:
    """Put a copy's pictures into a PDF that says what it is (in a worker); return its pages."""
    pdf = Pdf.new()
    tree = pdf.make_indirect(Dictionary(Type=Name.Pages))
    kids = [_pdf_page(pdf, Path(path).read_bytes(), marks, tree) for path, marks in job.pictures]
    tree.Kids, tree.Count = Array(kids), len(kids)
    pdf.Root.Pages = tree
    pdf.Root.ReviewCopy = True
    told = Dictionary(
        Title=String(job.title),
        Subject=String(job.subject),
        Keywords=String("review copy, not for release"),
    )
    pdf.trailer.Info = pdf.make_indirect(told)
    pdf.save(job.target)
    pdf.close()
    return len(kids)


def _pdf_page(pdf: Pdf, data: bytes, marks: tuple[tuple[str, Box], ...], tree: object) -> object:
    with Image.open(io.BytesIO(data)) as image:
        wide, high = image.size
    picture = Stream(pdf, data)
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width, picture.Height = wide, high
    picture.BitsPerComponent, picture.ColorSpace = 8, Name.DeviceRGB
    picture.Filter = Name.DCTDecode
    across_, up = wide * _POINTS / DPI, high * _POINTS / DPI
    content = f"q {across_:.2f} 0 0 {up:.2f} 0 0 cm /Im0 Do Q".encode("ascii")
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            Parent=tree,
            MediaBox=Array([0, 0, round(across_, 2), round(up, 2)]),
            Resources=Dictionary(XObject=Dictionary(Im0=picture)),
            Contents=Stream(pdf, content),
            Annots=Array([_mark(pdf, label, box, high) for label, box in marks]),
        )
    )


def _mark(pdf: Pdf, label: str, box: Box, high: int) -> object:
    """Return a redaction mark (ISO 32000-2, 12.5.6.23) that nobody has applied, locked as it is."""
    left, top, right, bottom = (side * _POINTS / DPI for side in box)
    up = high * _POINTS / DPI
    rect = [round(side, 2) for side in (left, up - bottom, right, up - top)]
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Redact,
            Rect=Array(rect),
            Contents=String(label),
            C=Array([0.67, 0.08, 0.08]),
            F=_LOCKED,
        )
    )


def _finished(image: Image.Image, marks: list[tuple[str, Box]], words: str) -> Drawn:
    """Return a page as it goes into the file: its outlines, words across it, a band above it."""
    out, draw = io.BytesIO(), ImageDraw.Draw(image)
    for label, box in marks:
        _outline(draw, image.width, box, label)
    done = banded(across(image, ACROSS), words)
    done.save(out, "JPEG", quality=QUALITY)
    band = done.height - image.height
    lower = ((label, (box[0], box[1] + band, box[2], box[3] + band)) for label, box in marks)
    return Drawn(out.getvalue(), tuple(lower))


def _outline(draw: ImageDraw.ImageDraw, across_: int, box: Box, label: str) -> None:
    """Draw the outline about a place, and its label above it, or in it at the page's edge."""
    left, top, right, bottom = box
    draw.rectangle((left - 2, top - 2, right + 1, bottom + 1), outline=RED, width=2)
    wide = int(letters(_LABEL).getlength(label)) + 4
    at = (max(0, min(left - 2, across_ - wide)), max(0, top - _LABEL - 4))
    draw.rectangle((*at, at[0] + wide, at[1] + _LABEL + 2), fill="white")
    draw.text((at[0] + 2, at[1]), label, fill=RED, font=letters(_LABEL))


def _set(
    text: str, passages: tuple[Passage, ...]
) -> list[tuple[Image.Image, list[tuple[str, Box]]]]:
    """Set a text on pages, line for line; return each with the places of its passages."""
    places: list[tuple[int, int]] = []  # of each code point: row, column
    row = column = 0
    for one in text:
        if column == _COLUMNS and one != "\n":
            row, column = row + 1, 0
        places.append((row, column))
        row, column = (row + 1, 0) if one == "\n" else (row, column + 1)
    pages = [Image.new("RGB", _SIZE, "white") for _ in range(row // _ROWS + 1)]
    draws = [ImageDraw.Draw(page) for page in pages]
    marks: list[list[tuple[str, Box]]] = [[] for _ in pages]
    for one, (line, at) in zip(text, places, strict=True):
        if one.isprintable() and one != " ":
            left, top = _corner(line, at)
            draws[line // _ROWS].text((left, top), one, fill="black", font=letters(_TYPE))
    for passage in passages:
        start = passage.start or 0
        end = len(text) if passage.end is None else min(passage.end, len(text))
        rows: dict[int, list[int]] = {}
        for line, at in places[start:end]:
            rows.setdefault(line, []).append(at)
        for line, columns in rows.items():
            left, top = _corner(line, min(columns))
            right = _corner(line, max(columns) + 1)[0]
            marks[line // _ROWS].append((passage.label, (left, top, right, top + _TYPE + 3)))
    return list(zip(pages, marks, strict=True))


def _corner(row: int, column: int) -> tuple[int, int]:
    return _RIM + column * _CELL[0], _RIM + row % _ROWS * _CELL[1]
