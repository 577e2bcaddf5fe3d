"""Lines of type that page analysis passed over: found by their ink, read by themselves.

Promises: looks only where letter-like ink stands in a row and no believed word has it; adds words that
are read well, in place; takes away only words hardly believed that the new ones replace. Leaves pages
without believed words (handwriting) alone. One more call of the engine at most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tearline.records.boxes import Ints
from tearline.records.tesseract import Grey, PixelBox, RawWord, read_words

_BELIEVED = 50.0  # confidence from which a word owns its ink
_READ_WELL = 60.0  # confidence from which a word speaks for the line found here
_READ_FAIRLY = 45.0  # mean confidence under which a line found here is noise
_ENOUGH = 8  # believed words a page needs to tell how high its letters are
_LETTERS = 4  # letter-like components that make a line
_MOST_LINES = 24
_JOIN = 0.9  # how far letters reach out to the next, in letter heights
_COARSE = 4  # pixels of the bitmap to one of the map the lines are found on


@dataclass(frozen=True, slots=True)
class _Strip:
    """A line without words: its box in the bitmap, and where it stands on the sheet read at once."""

    box: PixelBox
    top: int


def missed_lines(
    words: list[RawWord], clean: Grey, stats: Ints, scale: float, dpi: float
) -> list[RawWord]:
    """Return ``words`` with those of lines that had none, in reading order.

    ``clean`` is the despeckled bitmap the words were read from, shrunk to ``dpi``; boxes and ``stats``
    are in pixels of the full bitmap, ``scale`` times as many.
    """
    believed = [w for w in words if w.confidence >= _BELIEVED]
    if len(believed) < _ENOUGH:
        return words
    high = float(np.median([w.box[3] - w.box[1] for w in believed]))
    boxes = _lines(_free_letters(stats, believed, high), high)
    if not boxes:
        return words
    found = _read(boxes, clean, scale, dpi, high)
    for line in found:
        words = _placed(words, line)
    return words


def _free_letters(stats: Ints, believed: list[RawWord], high: float) -> Ints:
    """Return the boxes of letter-sized components whose middle lies in no believed word's box."""
    rows = stats[1:]
    tall, wide, area = rows[:, 3], rows[:, 2], rows[:, 4]
    fits = (tall >= 0.45 * high) & (tall <= 1.5 * high) & (wide <= 2.5 * high)
    rows = rows[fits & (area >= 0.06 * high * high)]
    across, down = rows[:, 0] + rows[:, 2] / 2, rows[:, 1] + rows[:, 3] / 2
    taken = np.zeros(len(rows), dtype=bool)
    for word in believed:
        left, top, right, bottom = word.box
        taken |= (across >= left) & (across < right) & (down >= top) & (down < bottom)
    free = rows[~taken]
    return np.stack(
        [free[:, 0], free[:, 1], free[:, 0] + free[:, 2], free[:, 1] + free[:, 3]], axis=1
    ).astype(np.int32)


def _lines(letters: Ints, high: float) -> list[PixelBox]:
    """Join letters that stand in a row into lines, from top to bottom."""
    if len(letters) < _LETTERS:
        return []
    reach = int(_JOIN * high)
    right, bottom = letters[:, 2].max() + reach, letters[:, 3].max()
    sheet = np.zeros((int(bottom) // _COARSE + 2, int(right) // _COARSE + 2), dtype=np.uint8)
    inset = int(high / 6)
    for left, top, end, foot in letters.tolist():
        low, deep = (
            (top + inset) // _COARSE,
            max((foot - inset) // _COARSE, (top + inset) // _COARSE),
        )
        start = max(0, left - reach) // _COARSE
        sheet[low : deep + 1, start : (end + reach) // _COARSE + 1] = 1
    _, labels = cv2.connectedComponents(sheet, connectivity=8, ltype=cv2.CV_32S)
    middle = (letters[:, :2] + letters[:, 2:]) // 2 // _COARSE
    mine: NDArray[np.int32] = labels[middle[:, 1], middle[:, 0]]
    found: list[PixelBox] = []
    for label in np.unique(mine[mine > 0]):
        part = letters[mine == label]
        box = (*part[:, :2].min(axis=0).tolist(), *part[:, 2:].max(axis=0).tolist())
        if len(part) >= _LETTERS and box[3] - box[1] <= 2 * high and box[2] - box[0] >= 2 * high:
            found.append(box)
    found.sort(key=lambda b: (b[1], b[0]))
    return found if len(found) <= _MOST_LINES else []


def _read(
    boxes: list[PixelBox], clean: Grey, scale: float, dpi: float, high: float
) -> list[list[RawWord]]:
    """Read lines cut out and set one under the other; return those read well, boxes put back."""
    rim = max(2, int(high / scale / 4))
    cuts: list[tuple[_Strip, Grey]] = []
    top = 4 * rim
    for box in boxes:
        left, low = max(int(box[0] / scale) - rim, 0), max(int(box[1] / scale) - rim, 0)
        right, deep = int(box[2] / scale) + rim + 1, int(box[3] / scale) + rim + 1
        cut = clean[low:deep, left:right]
        if cut.size:
            cuts.append((_Strip((left, low, right, deep), top), cut))
            top += cut.shape[0] + 4 * rim
    sheet = np.full((top, max(c.shape[1] for _, c in cuts) + 8 * rim), 255, dtype=np.uint8)
    for strip, cut in cuts:
        sheet[strip.top : strip.top + cut.shape[0], 4 * rim : 4 * rim + cut.shape[1]] = cut
    read = read_words(sheet, round(dpi), single_block=True)
    found: list[list[RawWord]] = []
    for strip, cut in cuts:
        line = [w for w in read if 0 <= (w.box[1] + w.box[3]) // 2 - strip.top < cut.shape[0]]
        weights = [(w.confidence, sum(c.isalnum() for c in w.text)) for w in line]
        sure = sum(n for confidence, n in weights if confidence >= _READ_WELL)
        total = sum(confidence * n for confidence, n in weights)
        if sure < _LETTERS or total < _READ_FAIRLY * sum(n for _, n in weights):
            continue
        across, down = strip.box[0] - 4 * rim, strip.box[1] - strip.top
        found.append([replace(w, box=_moved(w.box, across, down, scale)) for w in line])
    return found


def _moved(box: PixelBox, across: int, down: int, scale: float) -> PixelBox:
    """Return a box of the sheet in pixels of the full bitmap."""
    left, top, right, bottom = box
    return (
        max(0, int((left + across) * scale)),
        max(0, int((top + down) * scale)),
        int((right + across) * scale) + 1,
        int((bottom + down) * scale) + 1,
    )


def _placed(words: list[RawWord], line: list[RawWord]) -> list[RawWord]:
    """Put a line's words into the reading order: into the row they stand in, or under the one above."""
    box = (
        min(w.box[0] for w in line),
        min(w.box[1] for w in line),
        max(w.box[2] for w in line),
        max(w.box[3] for w in line),
    )
    words = [w for w in words if w.confidence >= _BELIEVED or not _inside(w.box, box)]
    number = max((w.line for w in words), default=0) + 1
    above: int | None = None
    for index, word in enumerate(words):
        if word.box[0] < box[2] and box[0] < word.box[2] and word.box[3] <= (box[1] + box[3]) // 2:
            nearest = above is None or word.box[3] >= words[above].box[3]
            above = index if nearest else above
    if above is None:
        paragraph = words[0].paragraph if words else 1
        return [replace(w, line=number, paragraph=paragraph) for w in line] + words
    end = above + 1
    while end < len(words) and words[end].line == words[above].line:
        end += 1
    fresh = [replace(w, line=number, paragraph=words[above].paragraph) for w in line]
    return words[:end] + fresh + words[end:]


def _inside(box: PixelBox, other: PixelBox) -> bool:
    """Say whether most of a box lies in another."""
    across = min(box[2], other[2]) - max(box[0], other[0])
    down = min(box[3], other[3]) - max(box[1], other[1])
    own = (box[2] - box[0]) * (box[3] - box[1])
    return across > 0 and down > 0 and 2 * across * down >= own
