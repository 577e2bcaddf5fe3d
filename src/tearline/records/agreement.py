"""Whether a page's text layer says what its pixels say: the layer's words beside the OCR's.

Promises: a word of the layer is set aside only when the OCR read its place with confidence, read
something clearly different, and read the same again from the word alone; or when most words of one
font are so (a font whose letters are mislabelled). Noise of the OCR never changes a sound page. Where both
read the same word, ``together`` makes one place of the two, never less than the layer's.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from tearline.model.area import Area
from tearline.model.page import Word

Boxes = NDArray[np.int64]

SURE = 80.0  # OCR confidence from which its word may stand against the layer's
UNLIKE = 45.0  # similarity (0-100) under which two words are not the same
ALIKE = 60.0
_LEAST = 3  # letters and digits a word needs to be compared
_NUMBER = 4  # digits the OCR must see where the layer has none
_FONT_WORDS, _FONT_SHARE = 4, 0.6
_SAME_WORD = 75.0  # similarity from which two readings of one place are of one word
_RUN = 4  # OCR words that may make up one of the layer's
_LETTER = 0.75  # of the type's height: what a letter takes of a line, at most
_SAME_SHAPE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s", "!": "l"})


def folded(text: str) -> str:
    """Return letters and digits in lower case without accents, look-alikes made equal."""
    plain = unicodedata.normalize("NFKD", text).lower().translate(_SAME_SHAPE)
    return "".join(c for c in plain if c.isascii() and c.isalnum())


def likeness(first: str, second: str) -> float:
    """Return how alike two texts are, 0-100; a part of a word is like the whole."""
    one, two = folded(first), folded(second)
    if not one or not two:
        return 0.0
    return max(fuzz.ratio(one, two), fuzz.partial_ratio(one, two))


def beside(area: Area, words: Sequence[Word]) -> list[Word]:
    """Return the words that share at least half of the smaller box with ``area``, in order."""
    return [w for w in words if w.area is not None and _share(area, w.area) >= 0.5]  # noqa: PLR2004 - half


def disputed(
    layer: Sequence[tuple[str, str, Area]],
    seen: Sequence[Word],
    look_again: Callable[[Area], str],
) -> set[int]:
    """Return which of the layer's words (text, font, area) the pixels contradict, by index.

    ``seen`` are the OCR's words; ``look_again`` reads one place once more, by itself.
    """
    against: dict[int, str] = {}
    compared: dict[str, list[int]] = defaultdict(list)
    for index, (text, font, area) in enumerate(layer):
        near = beside(area, seen)
        there = " ".join(w.text for w in near)
        if not near or min(w.confidence or 0 for w in near) < SURE or len(folded(there)) < _LEAST:
            continue
        if not _comparable(text):
            if _garbled(text) or _digits(there) >= _NUMBER:
                against[index] = there
            continue
        compared[font].append(index)
        if likeness(text, there) < UNLIKE:
            against[index] = there
    found: set[int] = set()
    for font, indexes in compared.items():
        wrong = sum(i in against for i in indexes)
        if wrong >= _FONT_WORDS and wrong >= _FONT_SHARE * len(indexes):
            found |= {i for i, (_, name, _) in enumerate(layer) if name == font}
    rest = set(against) - found
    if len(rest) > sum(len(indexes) for indexes in compared.values()) / 2:
        # The OCR did not cope with this page at all; it is no witness against single words.
        return found
    for index in sorted(rest):
        text, _, area = layer[index]
        again = look_again(area)
        if likeness(again, against[index]) >= ALIKE and (
            not _comparable(text) or likeness(text, again) < UNLIKE
        ):
            found.add(index)
    return found


def together(
    layer: Sequence[tuple[str, Area, bool]], seen: Sequence[Word], *, level: bool = True
) -> tuple[list[Area], set[int]]:
    """Return each layer word's (text, area, doubtful) area, with the place where the OCR read it,
    and the starts of the OCR words that so belong to the layer's.

    A word's match touches it on its line: one OCR word or a few side by side that read nearly the
    same, or one that reads it and its neighbours together. A doubtful area says little: its word
    is also looked for further along the line, and without a match gets the room its letters take.
    ``level`` says that lines run across the page as shown.
    """
    found = [area for _, area, _ in layer]
    placed = [w for w in seen if w.area is not None]
    if not layer:
        return found, set()
    order = [0, 1, 2, 3] if level else [1, 0, 3, 2]
    mine = np.array([area.as_list() for area in found], dtype=np.int64)[:, order]
    theirs = np.array([w.area.as_list() for w in placed if w.area], dtype=np.int64)
    theirs = theirs.reshape(-1, 4)[:, order]
    words = [folded(w.text) for w in placed]
    texts = [folded(text) for text, _, _ in layer]
    readers: dict[int, list[int]] = defaultdict(list)
    taken: set[int] = set()
    alone: list[int] = []
    for index, text in enumerate(texts):
        near = _on_line(mine[index], theirs, touching=True)
        run = _best_run(text, near, words, theirs)
        taken.update(run)
        if run:
            mine[index] = _around(mine[index], theirs[run])
            continue
        alone.append(index)
        for other in near:
            readers[other].append(index)
    for other, indexes in readers.items():
        # One OCR word may read several of the layer's: its ends belong to the first and the last.
        if len(indexes) > 1 and _alike("".join(texts[i] for i in indexes), words[other]):
            for index in indexes:
                place = theirs[other].copy()
                if not layer[index][2]:
                    place[0] = place[0] if index == indexes[0] else mine[index][0]
                    place[2] = place[2] if index == indexes[-1] else mine[index][2]
                mine[index] = _around(mine[index], place[None])
            taken.add(other)
            alone = [index for index in alone if index not in indexes]
    for index in alone:
        if texts[index] and layer[index][2]:
            mine[index] = _room(index, texts, mine, (words, theirs, taken))
    areas = [Area(*(int(v) for v in row[order])) for row in mine]
    return areas, {placed[k].start for k in taken}


def _on_line(box: Boxes, others: Boxes, *, touching: bool) -> list[int]:
    """Return which boxes stand on the line of ``box``, and touch it where ``touching``."""
    low, high = np.maximum(box[1], others[:, 1]), np.minimum(box[3], others[:, 3])
    least = np.minimum(box[3] - box[1], others[:, 3] - others[:, 1])
    fits = (high - low) * 2 >= least
    if touching:
        fits &= (others[:, 0] < box[2]) & (others[:, 2] > box[0])
    return [int(k) for k in np.flatnonzero(fits)]


def _best_run(text: str, near: list[int], words: list[str], boxes: Boxes) -> list[int]:
    """Return the OCR words side by side, one of them ``near``, that read most like ``text``."""
    best, found = _SAME_WORD, list[int]()
    if not text:
        return found
    for index in near:
        if words[index] == text:
            return [index]
    for first in sorted({max(k - back, 0) for k in near for back in range(_RUN)}):
        run = [first]
        joined = words[first]
        while True:
            if any(k in near for k in run) and _alike(text, joined):
                score = fuzz.ratio(text, joined)
                if score > best or (score == best and not found):
                    best, found = score, list(run)
            following = run[-1] + 1
            if len(run) == _RUN or following == len(words) or len(joined) > len(text):
                break
            if following not in _on_line(boxes[run[-1]], boxes[: following + 1], touching=False):
                break
            run.append(following)
            joined += words[following]
    return found


def _room(
    index: int, texts: list[str], mine: Boxes, read: tuple[list[str], Boxes, set[int]]
) -> Boxes:
    """Return a doubtful box with the nearest like word of its line, or as wide as its letters."""
    words, theirs, taken = read
    box = mine[index]
    like = [
        k
        for k in _on_line(box, theirs, touching=False)
        if k not in taken and _alike(texts[index], words[k])
    ]
    if like:
        nearest = min(like, key=lambda k: abs(int(theirs[k][0]) - int(box[0])))
        taken.add(nearest)
        return _around(box, theirs[nearest][None])
    wide: Boxes = box.copy()
    wide[2] = max(box[2], box[0] + int(_LETTER * (box[3] - box[1]) * len(texts[index])))
    if index + 1 < len(mine) and mine[index + 1][0] >= box[2]:
        # The next word of the line ends the room, if there is one.
        after = _on_line(box, mine[index + 1 : index + 2], touching=False)
        wide[2] = min(wide[2], mine[index + 1][0]) if after else wide[2]
    return wide


def _alike(one: str, two: str) -> bool:
    """Say whether two folded texts are one word read twice; a part is not like the whole."""
    if min(len(one), len(two)) < _LEAST:
        return one == two and bool(one)
    return bool(fuzz.ratio(one, two) >= _SAME_WORD)


def _around(box: Boxes, others: Boxes) -> Boxes:
    """Return the box around a box and others."""
    low = np.minimum(box[:2], others[:, :2].min(axis=0))
    return np.concatenate([low, np.maximum(box[2:], others[:, 2:].max(axis=0))])


def _share(one: Area, two: Area) -> float:
    """Return the share of the smaller of two boxes that lies in both."""
    across = min(one.right, two.right) - max(one.left, two.left)
    down = min(one.bottom, two.bottom) - max(one.top, two.top)
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / max(1, min(one.width * one.height, two.width * two.height))


def _comparable(text: str) -> bool:
    """Say whether a word is made of what the OCR's language can spell."""
    plain = [c for c in text if c.isalnum()]
    return len(folded(text)) >= _LEAST and len(folded(text)) * 2 > len(plain)


def _garbled(text: str) -> bool:
    """Say whether most of a word is in no script at all (private use, unassigned, replacement)."""
    odd = sum(c == "\ufffd" or unicodedata.category(c) in {"Co", "Cn", "Cc"} for c in text)
    return odd * 2 > len(text)


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)
