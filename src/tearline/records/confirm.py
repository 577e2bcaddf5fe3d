"""Layer, ink and OCR brought together: what a PDF page says, and what it only carries.

Promises: where layer and pixels agree, the layer's text comes through character by character; a
word that does not show leaves the text and becomes ``Hidden``; a word the pixels contradict is
replaced by what they show; words only the pixels have (a pasted scan, a stamp) follow the layer's,
at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tearline.model.area import UNITS_PER_INCH, Area
from tearline.model.page import Hidden, TextSource, Word
from tearline.records import agreement, ocr
from tearline.records.boxes import components, snap
from tearline.records.evidence import Evidence, parts
from tearline.records.layer import Layer, area_of, around, ill_placed
from tearline.records.orientation import turned, turned_back
from tearline.records.raster import Raster
from tearline.records.tesseract import read_words

_PICTURE_SURE = 45.0  # OCR confidence for a word in a picture
_DRAWN_SURE = 75.0  # OCR confidence for a word among lines and shapes
_OVERLAP = 0.2  # of an OCR word's box in a layer word's: the layer has that word
_SOLID = 0.985  # of a place in one colour: a box, not paper with dirt
_ASTRAY = 0.3  # of a layer's words on plain paper: the layer lies beside its image
_SCAN = 0.8  # of a page under images: a scan, when its layer is not drawn
_NEARBY = 3600  # units (half an inch) within which a scan's layer may be misplaced


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a page says and carries; the fields are as in ``Page``."""

    text: str
    words: tuple[Word, ...]
    source: TextSource
    confidence: float | None
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of the text to be, with what separates it from the one before."""

    gap: str
    text: str
    area: Area | None
    font: str = ""
    confidence: float | None = None
    doubtful: bool = False  # its box may lie elsewhere than its ink


@dataclass(frozen=True, slots=True)
class _Lost:
    """A part of a word that does not show, with the gap before it."""

    gap: str
    text: str
    area: Area | None
    how: str


def is_scan(layer: Layer, pictures: Sequence[Area], size: tuple[int, int]) -> bool:
    """Say whether a page is images with at most an undrawn layer: strips of a scan, for one."""
    if any(glyph.drawn for word in layer.words for glyph in word.glyphs if glyph.box is not None):
        return False
    return sum(a.width * a.height for a in pictures) >= _SCAN * size[0] * size[1]


def of_scan(layer: Layer, raster: Raster, seen: ocr.Reading) -> Outcome:
    """Return what the OCR read, and the layer's words that the image blacks or whites out."""
    hidden = tuple(_under_boxes(layer, raster, seen.words))
    return Outcome(seen.text, seen.words, TextSource.OCR, seen.confidence, hidden)


def of_layer(
    layer: Layer,
    evidence: Evidence,
    raster: Raster,
    seen: ocr.Reading,
    pictures: Sequence[Area],
) -> Outcome:
    """Return the layer's text as far as the page shows it, with what only the pixels show added."""
    pieces, lost = _split(layer, evidence, raster.size)
    claimed = [p.area for p in pieces if p.area is not None]
    pieces, same = _covering(pieces, evidence, raster.size, seen)
    hidden = list(_hidden(lost, seen.words))
    placed = [(i, p.area) for i, p in enumerate(pieces) if p.area is not None]
    wrong = agreement.disputed(
        [(pieces[i].text, pieces[i].font, area) for i, area in placed],
        seen.words,
        lambda area: _look_again(raster, area),
    )
    replaced = {placed[k][0] for k in wrong}
    kept, used = _replace(pieces, replaced, seen.words)
    hidden += [Hidden(pieces[i].text, pieces[i].area, "disputed") for i in sorted(replaced)]
    if len(replaced) == len(pieces):
        # Nothing of the layer stands: the page is what the OCR read.
        return Outcome(seen.text, seen.words, TextSource.OCR, seen.confidence, tuple(hidden))
    tail = layer.text[layer.words[-1].end :] if layer.words and not lost else ""
    added = _additions(claimed, seen, used | same, pictures)
    return _joined(kept, tail, added, tuple(hidden))


def _split(
    layer: Layer, evidence: Evidence, size: tuple[int, int]
) -> tuple[list[_Piece], list[_Lost]]:
    """Tell the layer's words that show from those that do not, part by part."""
    pieces: list[_Piece] = []
    lost: list[_Lost] = []
    end, owed = 0, ""
    for word in layer.words:
        gap = layer.text[end : word.start]
        end = word.end
        for how, glyphs in parts(word, evidence):
            box = around(glyphs)
            area = area_of(box, size) if box is not None else None
            text = "".join(g.text for g in glyphs)
            if how:
                lost.append(_Lost(gap, text, area, how))
                owed = _merged(owed, gap or " ")
            else:
                before = _merged(owed, gap) if owed else gap
                piece = _Piece(
                    before if pieces else gap, text, area, word.font, doubtful=ill_placed(glyphs)
                )
                pieces.append(piece)
                owed = ""
            gap = ""
    return pieces, lost


def _covering(
    pieces: list[_Piece], evidence: Evidence, size: tuple[int, int], seen: ocr.Reading
) -> tuple[list[_Piece], set[int]]:
    """Widen the words' places over their ink and over where the OCR read the same word.

    A layer's boxes come from what the file says of its glyphs, and the ink may lie elsewhere.
    Returns also the starts of the OCR's words that are the layer's.
    """
    placed = [(i, p, p.area) for i, p in enumerate(pieces) if p.area is not None]
    if not placed:
        return pieces, set()
    line, lines = 0, []
    for piece in pieces:
        line += "\n" in piece.gap
        lines.append(line)
    areas = _inked(
        [area for _, _, area in placed], [lines[i] for i, _, _ in placed], evidence, size, seen.turn
    )
    areas, same = agreement.together(
        [(p.text, area, p.doubtful) for (_, p, _), area in zip(placed, areas, strict=True)],
        seen.words,
        level=seen.turn in {0, 180},
    )
    found = list(pieces)
    for (index, piece, _), area in zip(placed, areas, strict=True):
        found[index] = replace(piece, area=area)
    return found, same


def _inked(
    areas: list[Area], lines: list[int], evidence: Evidence, size: tuple[int, int], turn: int
) -> list[Area]:
    """Return each area grown over the visible ink of the letters that touch it."""
    height, width = evidence.letters.shape
    letters = turned(evidence.letters, turn)
    stats = components(letters, 128).stats
    upright = (letters.shape[1], letters.shape[0])
    # Turning back by the rest of the circle turns a box the way the bitmap was turned.
    boxes = [turned_back(a.to_pixels((width, height), size), -turn % 360, upright) for a in areas]
    grown = snap(boxes, lines, stats, upright, evidence.scale * 72, drawn=True)
    found = []
    for area, box in zip(areas, grown, strict=True):
        place = Area.of_pixels(turned_back(box, turn, (width, height)), (width, height), size)
        found.append(Area.around((area, place)))
    return found


def _merged(one: str, two: str) -> str:
    """Return the gap that stays when the word between two gaps goes."""
    return max(one, two, key=lambda gap: (gap.count("\n"), len(gap)))


def _hidden(lost: Iterable[_Lost], seen: Sequence[Word]) -> list[Hidden]:
    """Gather hidden words that follow one another on a line; leave out what the pixels show
    anyway.
    """
    found: list[Hidden] = []
    open_line = False
    for part in lost:
        near = agreement.beside(part.area, seen) if part.area is not None else []
        there = " ".join(w.text for w in near)
        # A layer under or over a picture of the same words, or of words it read differently.
        if near and (
            agreement.likeness(part.text, there) >= agreement.ALIKE or part.how == "invisible"
        ):
            open_line = False
            continue
        last = found[-1] if found else None
        if open_line and last is not None and last.how == part.how and "\n" not in part.gap:
            areas = [a for a in (last.area, part.area) if a is not None]
            joined = Area.around(areas) if areas else None
            found[-1] = Hidden(last.text + part.gap + part.text, joined, part.how)
        else:
            found.append(Hidden(part.text, part.area, part.how))
        open_line = True
    return found


def _look_again(raster: Raster, area: Area) -> str:
    """Read one place of the page by itself."""
    box = area.grown(400).to_pixels(raster.image.size, raster.size)
    crop = np.asarray(raster.image.crop(box).convert("L"), dtype=np.uint8)
    if crop.size == 0:
        return ""
    dpi = round(raster.image.width * UNITS_PER_INCH / raster.width)
    return " ".join(w.text for w in read_words(crop, dpi, single_block=True))


def _replace(
    pieces: list[_Piece], replaced: set[int], seen: Sequence[Word]
) -> tuple[list[_Piece], set[int]]:
    """Put the OCR's words where the layer was contradicted; return also the words used, by
    start.
    """
    if not replaced:
        return pieces, set()
    kept: list[_Piece] = []
    used: set[int] = set()
    for index, piece in enumerate(pieces):
        if index not in replaced or piece.area is None:
            kept.append(piece)
            continue
        gap = piece.gap
        for word in agreement.beside(piece.area, seen):
            if word.start not in used:
                used.add(word.start)
                kept.append(_Piece(gap, word.text, word.area, confidence=word.confidence))
                gap = " "
    return kept, used


def _additions(
    taken: list[Area], seen: ocr.Reading, used: set[int], pictures: Sequence[Area]
) -> list[_Piece]:
    """Return the OCR's words at places where the layer has none, in the OCR's order and lines.

    ``taken`` are the layer's places as the file has them, ``used`` the starts of the OCR's words
    that stand in the text already.
    """
    found: list[_Piece] = []
    end = 0
    for word in seen.words:
        if word.area is None or word.start in used:
            continue
        if any(_covered(word.area, other) > _OVERLAP for other in taken if other.meets(word.area)):
            continue
        letters = sum(c.isalnum() for c in word.text)
        pictured = any(_covered(word.area, picture) > 0.5 for picture in pictures)  # noqa: PLR2004 - half
        sure = _PICTURE_SURE if pictured else _DRAWN_SURE
        if (word.confidence or 0) < sure or letters < (1 if pictured else 2):
            continue
        gap = "\n" if "\n" in seen.text[end : word.start] else " "
        found.append(_Piece(gap, word.text, word.area, confidence=word.confidence))
        end = word.end
    return found


def _covered(area: Area, other: Area) -> float:
    """Return the share of ``area`` that lies in ``other``."""
    across = min(area.right, other.right) - max(area.left, other.left)
    down = min(area.bottom, other.bottom) - max(area.top, other.top)
    return max(across, 0) * max(down, 0) / max(1, area.width * area.height)


def _joined(
    kept: list[_Piece], tail: str, added: list[_Piece], hidden: tuple[Hidden, ...]
) -> Outcome:
    """Write the pieces out as one text with its words."""
    parts_: list[str] = []
    words: list[Word] = []
    place = 0
    first = kept and added
    for index, piece in enumerate(kept + added):
        gap = piece.gap
        if index == len(kept):
            gap = tail.rstrip() + "\n\n" if first else ""
        parts_ += [gap, piece.text]
        place += len(gap)
        end = place + len(piece.text)
        words.append(Word(piece.text, place, end, piece.area, piece.confidence))
        place = end
    if not added:
        parts_.append(tail)
    weights = [(w.confidence, sum(c.isalnum() for c in w.text)) for w in words]
    total = sum(n for c, n in weights if c is not None)
    mean = round(sum(c * n for c, n in weights if c is not None) / total, 2) if total else None
    return Outcome("".join(parts_), tuple(words), TextSource.LAYER, mean, hidden)


def _under_boxes(layer: Layer, raster: Raster, seen: Sequence[Word]) -> list[Hidden]:
    """Return the words of a scan's layer whose place the image shows as one black or white box."""
    grey = np.asarray(raster.image.convert("L"), dtype=np.uint8)
    black: list[Hidden] = []
    white: list[Hidden] = []
    looked_at = 0
    for word in layer.words:
        box = word.box
        if box is None or sum(c.isalnum() for c in word.text) < 2:  # noqa: PLR2004 - dirt
            continue
        area = area_of(box, raster.size)
        left, top, right, bottom = area.to_pixels(raster.image.size, raster.size)
        inset = max(1, (bottom - top) // 8)
        place = grey[top + inset : bottom - inset, left + inset : right - inset]
        if place.size == 0:
            continue
        looked_at += 1
        near = [w for w in seen if w.area is not None and w.area.meets(area.grown(_NEARBY))]
        if any(agreement.likeness(word.text, w.text) >= agreement.ALIKE for w in near):
            continue
        if np.count_nonzero(place < 96) >= _SOLID * place.size:  # noqa: PLR2004 - near black
            black.append(Hidden(word.text, area, "covered"))
        elif place.min() > 224 and len(agreement.folded(word.text)) >= 3:  # noqa: PLR2004 - near white
            white.append(Hidden(word.text, area, "covered"))
    return black + (white if len(white) <= _ASTRAY * looked_at else [])
