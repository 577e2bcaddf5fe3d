"""The normal forms a text is compared in: letters folded, separators gone, digits through confusions.

Promises: pure functions of their argument. ``squeezed`` keeps where the tokens of the text began and
ended, so that a match can ask for the edge of a word. Says nothing about terms.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

_LOOKALIKES = str.maketrans(
    "авекмнорстухіјѕԁԛԝѵһьзοαεικνρτυχγηωςμøłđħŧıɑɡⅼ",
    "abekmhopctyxijsdqwvhb3oaeikvptuxynwcuoldhtiagl",
)
_TOKEN = re.compile(r"[^\W_]+")
# What an OCR engine takes for a digit.
_DIGITS = str.maketrans("OoQDIl|!iZzSsBGbgq", "000011111225586699")
_DIGIT_LIKE = "0-9OoQDIl|!iZzSsBGbgq"
_GAP = r"(?:[ \t]?-?[ \t]*\r?\n[ \t]*|[-./ \t÷=•:·–—‐‑−_\u00a0]{1,2})"
_RUN = re.compile(rf"(?<![^\W\d_{_DIGIT_LIKE}])(?<!\d)[{_DIGIT_LIKE}]+(?![^\W_])")
_BETWEEN = re.compile(_GAP)
# How much of a number must be digits: a long one cannot be met by chance, a short one could.
LONG, LEAST_LONG, LEAST_SHORT = 7, 0.3, 0.6
# Shapes a reader (or a machine) takes for one another, for words read from pixels.
_SKELETON = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"),
             ("8", "b"), ("j", "l"), ("2", "z"), ("6", "b"))  # fmt: skip


def fold(text: str) -> str:
    """Return text with case, width, accents, invisible characters and look-alikes folded away."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = (c for c in text if unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(kept).translate(_LOOKALIKES)


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text's letters and digits alone, in UTF-8, and the places where its tokens begin and end."""

    data: bytes
    edges: frozenset[int]

    def edges_met(self, start: int, end: int) -> int:
        """Return how many of the two ends of a match are at the edge of a token: 0, 1 or 2."""
        return (start in self.edges) + (end in self.edges)


def squeezed(text: str) -> Squeezed:
    """Return the squeezed form of ``text``."""
    tokens = [token.encode("utf-8", "surrogatepass") for token in _TOKEN.findall(fold(text))]
    return Squeezed(b"".join(tokens), frozenset(accumulate(map(len, tokens), initial=0)))


def tokens(text: str) -> list[str]:
    """Return the folded tokens of ``text``."""
    return _TOKEN.findall(fold(text))


def skeleton(text: str) -> str:
    """Return a word's shape: letters that pixels confuse made one."""
    for seen, one in _SKELETON:
        text = text.replace(seen, one)
    return text


def only_digits(text: str) -> str:
    """Return the digits of ``text``."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(c)) for c in folded if c.isdigit())


def numbers(text: str, longest: int) -> set[str]:
    """Return the digit strings that ``text`` can be read as.

    Groups of digits (or of letters an OCR takes for digits, where enough of the number is digits) join
    across at most two separators or a line break, up to ``longest`` digits in all.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    found: set[str] = set()
    groups = [(m.start(), m.end(), m[0]) for m in _RUN.finditer(text)]
    mapped = [group.translate(_DIGITS) for _, _, group in groups]
    real = [sum(c.isdigit() for c in group) for _, _, group in groups]
    for first in range(len(groups)):
        whole, digits, last = mapped[first], real[first], first
        while len(whole) <= longest:
            if digits >= (LEAST_LONG if len(whole) >= LONG else LEAST_SHORT) * len(whole):
                found.add(whole)
            if last + 1 == len(groups):
                break
            between = text[groups[last][1] : groups[last + 1][0]]
            if not _BETWEEN.fullmatch(between):
                break
            last += 1
            whole, digits = whole + mapped[last], digits + real[last]
    return found
