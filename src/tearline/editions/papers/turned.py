"""Where each character of a row stands, and in which form it is drawn: accents, words from the right.

Promises: words of Hebrew and Arabic scripts run from the right within rows that run from the left, numbers in
them from the left, brackets turned; Arabic letters are drawn joined where the face has the form. An
accent stands on the character before it, as one with it where the face has that.

Does not follow the Unicode algorithm to the letter: marks that set a direction by themselves are passed over,
a row is judged by its own characters, and lam and alef are not drawn as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter

from tearline.editions.lines import width
from tearline.editions.papers.glyphs import glyphs

LEFT, RIGHT, NUMBER, NEUTRAL = "L", "R", "N", "-"
_STRONG = {"L": LEFT, "R": RIGHT, "AL": RIGHT, "EN": NUMBER, "AN": NUMBER}
_WITHIN_NUMBERS = ("CS", "ES")  # 3.5, 2031-03-04
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FORMS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFF))
_MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))
_LONGEST = 4  # characters of a cluster that is drawn by one
_JOINING = "\u200d\u0640"  # the joiner and the stretch, which have no forms of their own
_NO_FORMS: Mapping[str, str] = {}
_NAMES = {(False, False): "<isolated>", (True, False): "<final>", (False, True): "<initial>",
          (True, True): "<medial>"}  # fmt: skip


Piece = tuple[str, int, str]
"""A piece of a row: its text, its column, the character it is drawn as."""

_column = itemgetter(1)


class _Advancing(dict[int, str | None]):
    """Takes out of a text, by ``translate``, what takes no room of its own."""

    def __missing__(self, code: int) -> str | None:
        one = chr(code)
        none = width(one) == 0 or unicodedata.category(one) == "Cf"
        self[code] = None if none else one
        return self[code]


_ADVANCING = _Advancing()


def columns_of(text: str) -> int:
    """Return how many columns a text takes: accents, joiners and marks of direction take none."""
    return len(text) if text.isascii() else len(text.translate(_ADVANCING))


def plainly_set(text: str) -> bool:
    """Say whether a row's characters stand one after the other, each drawn as itself."""
    return text.isascii() or (columns_of(text) == len(text) and not _FROM_RIGHT.search(text))


def placed(text: str) -> list[Piece]:
    """Return a row's pieces as they are drawn.

    A piece is a character, or one with what has no room of its own after it where one character of the face
    can draw both; else an accent is a piece on the column of the character before it. Words follow one
    another as in the text. Within a word from the right the letter that stands last comes first: so readers
    of PDF expect it, who turn such words, and so words are found and copied as they are written.
    """
    clusters = _clusters(text)
    if not _FROM_RIGHT.search(text):
        found: list[Piece] = []
        for column, (start, end) in enumerate(clusters):
            found += _pieces(text[start:end], column, text[start])
        return found
    forms = _joined(text)
    levels = _levels([text[start] for start, _ in clusters])
    columns = _columns(levels)
    found, word = [], list[Piece]()
    for (start, end), column, level in zip(clusters, columns, levels, strict=True):
        form = forms[start]
        shown = _MIRRORED.get(form, form) if level == 1 else form
        if text[start] == " ":
            word.sort(key=_column)
            found += word
            found += _pieces(text[start:end], column, shown)
            word = []
        elif end - start == 1:
            word.append((text[start], column, shown))
        else:
            word += _pieces(text[start:end], column, shown)
    word.sort(key=_column)
    return found + word


def _pieces(cluster: str, column: int, form: str) -> list[Piece]:
    """Return the pieces of one cluster."""
    if len(cluster) > 1:
        one = _as_one(cluster)
        if one:
            return [(cluster, column, form if one == cluster[0] else one)]
    return [(cluster[0], column, form), *((accent, column, accent) for accent in cluster[1:])]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return the first and the end of each character with what has no room of its own after it."""
    firsts = [at for at, one in enumerate(text) if not at or _ADVANCING[ord(one)]]
    return list(zip(firsts, [*firsts[1:], len(text)], strict=True))


@lru_cache(maxsize=4096)
def _as_one(cluster: str) -> str:
    """Return the one character that draws a cluster, '' where several must."""
    if len(cluster) > _LONGEST:
        return ""
    seen = "".join(one for one in cluster[1:] if unicodedata.category(one) != "Cf")
    whole = unicodedata.normalize("NFC", cluster[0] + seen)
    known = whole == cluster[0] or (len(whole) == 1 and ord(whole) in glyphs())
    return whole if known else ""


def _levels(bases: Sequence[str]) -> list[int]:
    """Return 0 for what runs from the left, 1 from the right, 2 for a number within the latter."""
    kinds = [_STRONG.get(unicodedata.bidirectional(one), NEUTRAL) for one in bases]
    for at in range(1, len(kinds) - 1):
        between = kinds[at - 1] == NUMBER == kinds[at + 1]
        if between and unicodedata.bidirectional(bases[at]) in _WITHIN_NUMBERS:
            kinds[at] = NUMBER
    last = LEFT
    sides = []
    for kind in kinds:
        last = kind if kind in (LEFT, RIGHT) else last
        sides.append(NEUTRAL if kind == NEUTRAL else last)
    levels = []
    after = LEFT
    following = []
    for side in reversed(sides):
        following.append(after)
        after = side if side != NEUTRAL else after
    before = LEFT
    for kind, side, ahead in zip(kinds, sides, reversed(following), strict=True):
        turned = side == RIGHT or (side == NEUTRAL and before == RIGHT == ahead)
        levels.append((2 if kind == NUMBER else 1) if turned else 0)
        before = side if side != NEUTRAL else before
    return levels


def _columns(levels: Sequence[int]) -> list[int]:
    """Return the column of each cluster: runs of each level turned, the highest first."""
    order = list(range(len(levels)))
    for level in (2, 1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = max(end, at + 1)
    columns = [0] * len(order)
    for column, cluster in enumerate(order):
        columns[cluster] = column
    return columns


def _joined(text: str) -> list[str]:
    """Return each character in the form its neighbours ask for."""
    forms = _forms()
    shown = list(text)
    letters = [at for at, one in enumerate(text) if one in forms or width(one)]
    joined = False  # with the letter before
    for at, following in zip(letters, [*letters[1:], -1], strict=True):
        own = forms.get(text[at], _NO_FORMS)
        after = forms.get(text[following], _NO_FORMS) if following >= 0 else _NO_FORMS
        joins = "<initial>" in own and "<final>" in after
        shown[at] = own.get(_NAMES[joined, joins]) or text[at]
        joined = joins
    return shown


@cache
def _forms() -> Mapping[str, Mapping[str, str]]:
    """Return the joined forms of each letter, by their names in Unicode."""
    both: dict[str, str] = {"<initial>": "", "<final>": ""}
    found: dict[str, dict[str, str]] = {one: dict(both) for one in _JOINING}
    for code in _FORMS:
        name, _, letter = unicodedata.decomposition(chr(code)).partition(" ")
        if name in _NAMES.values() and " " not in letter and code in glyphs():
            found.setdefault(chr(int(letter, 16)), {}).setdefault(name, chr(code))
    return found
