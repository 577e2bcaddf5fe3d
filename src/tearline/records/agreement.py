"""Whether a page's text layer says what its pixels say: the layer's words beside the OCR's.

Promises: a word of the layer is set aside only when the OCR read its place with confidence, read
something clearly different, and read the same again from the word alone; or when most words of one
font are so (a font whose letters are mislabelled). Noise of the OCR never changes a sound page.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from tearline.model.area import Area
from tearline.model.page import Word

SURE = 80.0  # OCR confidence from which its word may stand against the layer's
UNLIKE = 45.0  # similarity (0-100) under which two words are not the same
ALIKE = 60.0
_LEAST = 3  # letters and digits a word needs to be compared
_NUMBER = 4  # digits the OCR must see where the layer has none
_FONT_WORDS, _FONT_SHARE = 4, 0.6
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
