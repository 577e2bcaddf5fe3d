"""Reading text under damage: a folded view of a text, with an exact map back to it.

Promises: ``fold`` turns what only looks different into what is the same (Cyrillic and Greek
look-alikes, the many dashes and quotes, full-width forms, ligatures, accents, digits of other
scripts, no-break spaces), drops what does not show (soft hyphens, zero-width marks), and knows
for every folded code point the source code point it came from. A span found in the folded text
maps to a span of the source that covers it whole: rounding is outward, never off by one. Linear
time.

Does not promise: that the folded text reads well (real Russian or Greek comes out as soup, which
is right for matching and wrong for showing), nor that a digit misread as a letter becomes one
again: which letter stands for which digit is for the detector that expects a digit there.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_LOOK_ALIKES = dict(
    zip(
        # Cyrillic capitals, Cyrillic small letters, Greek capitals, Greek small letters
        "АВЕКМНОРСТУХІЈЅԌԚԜЅЗБЬ" + "авекмнорстухіјѕԛԝзбь" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "αικνορτυχ",
        "ABEKMHOPCTYXIJSGQWS36b" + "abekmhopctyxijsqw36b" + "ABEZHIKMNOPTYX" + "aikvoptux",
        strict=True,
    )
)
_LETTERS = {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
            "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ſ": "s"}  # fmt: skip
_SIGNS = {
    **dict.fromkeys("‘’‚‛′ʼʹ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("−⁃─—–‐‑‒―", "-"),
    **dict.fromkeys("∙⋅‧●▪", "•"),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("\t\v", " "),
    **dict.fromkeys("\r\f\x1c\x1d\x1e\x1f\x85\u2028\u2029", "\n"),
}
_FIXED = {**_LOOK_ALIKES, **_LETTERS, **_SIGNS}
# Everything that may fold into something else. Plain ASCII text never leaves the regex engine.
_STRANGE = re.compile(r"[^\n\x20-_a-\x7e]")


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    """Return what one code point folds to: nothing, one or several code points; a fixed point."""
    if char in _FIXED:
        return _FIXED[char]
    category = unicodedata.category(char)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    parts = unicodedata.normalize("NFKD", char)
    if parts != char:
        return "".join(_folded(part) for part in parts)
    return char


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    ``places[i]`` is the source code point that folded code point ``i`` came from (several may come
    from one); places never fall. ``length`` is the length of the source in code points.
    """

    text: str
    places: Sequence[int]
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source that covers folded code points ``start`` to ``end``.

        A code point that was expanded is covered whole; what was dropped behind the last one (an
        accent, a soft hyphen) is covered with it. An empty span stays empty. A span outside the
        folded text is a ValueError.
        """
        if not 0 <= start <= end <= len(self.places):
            msg = f"span {start}-{end} is outside a folded text of {len(self.places)}"
            raise ValueError(msg)
        if start == end:
            place = self.places[start] if start < len(self.places) else self.length
            return (place, place)
        last = self.places[end - 1]
        while end < len(self.places) and self.places[end] == last:
            end += 1  # the rest of an expansion: at most as long as the longest ligature
        return (self.places[start], self.places[end] if end < len(self.places) else self.length)

    def within(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the folded text that came from source code points ``start`` to ``end``."""
        return bisect_left(self.places, start), bisect_left(self.places, end)


def fold(text: str, *, lower: bool = False) -> Folded:
    """Return ``text`` folded, with its map; ``lower`` also lower-cases, code point for code point.

    Folding twice is folding once. The last few texts are kept, since every detector of a record
    asks for the same pages.
    """
    return _fold_lower(text) if lower else _fold_plain(text)


@lru_cache(maxsize=64)
def _fold_plain(text: str) -> Folded:
    """Fold runs of plain characters at once and the strange ones singly."""
    first = _STRANGE.search(text)
    if first is None:
        return Folded(text, range(len(text)), len(text))
    pieces: list[str] = []
    places = array("I")
    done = 0
    for match in _STRANGE.finditer(text, first.start()):
        at = match.start()
        pieces.append(text[done:at])
        places.extend(range(done, at))
        new = _folded(match.group())
        pieces.append(new)
        places.extend([at] * len(new))
        done = at + 1
    pieces.append(text[done:])
    places.extend(range(done, len(text)))
    return Folded("".join(pieces), places, len(text))


@lru_cache(maxsize=64)
def _fold_lower(text: str) -> Folded:
    """Lower-case the folded text without moving a code point."""
    plain = _fold_plain(text)
    low = plain.text.lower()
    if len(low) != len(plain.text):  # a letter whose small form is two code points: leave it be
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain.text)
    return Folded(low, plain.places, plain.length)


# Letters that a reader of scans sees where a digit stands.
_AS_DIGITS = str.maketrans("OoQDIil|!SsZzBGbgq", "000011111552286699")


def as_digits(text: str) -> str:
    """Return the digits of ``text``, letters that stand for digits read as such, the rest dropped.

    Only for a place where digits are expected: it makes ``0`` of every ``O``.
    """
    return "".join(c for c in text.translate(_AS_DIGITS) if "0" <= c <= "9")


def squeezed(text: str) -> str:
    """Return ``text`` folded, lower-cased, and with every run of white space as one space."""
    return " ".join(fold(text, lower=True).text.split())
