"""What of newly visible words may be shown: personal identifiers and protected people are blocked out.

Promises: the detectors of ``findings`` and a list of protected people read the *whole* page, so that a
label before the words counts; whatever they doubt (``DOUBT``) is shown as a block whose length says
nothing, with its kind; so is anything of a social security number's shape, and every longer number in a
passage that has such a block, since a column of numbers is rarely found whole. A word is blocked whole; so is
a number typed with a space after every digit (``typed_apart``), which the detectors read closed up.
A protected person's surname is blocked wherever it stands, on any page; one that is a plain word too (Brown,
March), where it stands with a capital.
Should a detector fail on a page, nothing of that page is shown.
Does not promise that nothing personal is left that no detector knows; names of people who are on no
list are shown: a release means to show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Protocol

from tearline.findings.detector import Settings, find
from tearline.findings.lists import read_protected
from tearline.findings.masking import masked
from tearline.findings.names.census import census
from tearline.model.page import Page, TextSource
from tearline.reading.typed_apart import closed, shaped
from tearline.text import Folded, fold

BLOCK = "█████"
DOUBT = 0.4  # score of a finding from which on it is blocked
DETECTORS = (
    "ssn", "passport", "alien_number", "bank_account", "card", "driver_licence", "email", "phone",
    "birth_date", "birth_place", "address",
)  # fmt: skip
# A file number of the 201 series has the shape too, and is shown. A shape may go on in the next line.
_GAP = r"[ \t]?[-–.]?[ \t]?(?:\n[ \t]{0,40}[-–.]?[ \t]{0,3})?"
_SHAPE = re.compile(rf"(?<![\d-])(?!201-\d{{6}}(?!\d))\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{4}}(?![\d-])")
_NUMBER = re.compile(
    r"\d[\d-]{3,}\d|\d{4,}|(?<!\w)\d(?:(?:[ \t]{1,2}|[ \t]?[-–.][ \t]?)\d(?!\w)){3,}"
)
_LETTER = re.compile(r"\w")
_NAME = re.compile(r"[^\W\d_]{4,}")  # a word that may stand for a person by itself
_PARTED = re.compile(r"[^\W\d_]{2,}-[ \t]{0,3}\n[ \t]{0,40}[^\W\d_]{2,}")  # over a line's end
_PIECE = re.compile(r"[^\W\d_]+")
_JUNIOR = frozenset({"jr", "sr", "ii", "iii", "iv"})
_TELLING = re.compile(r"[^\W\d_]{4,}|\d{2,}")  # words that say something by themselves


class Mask(Protocol):
    """What stands between a page's words and whoever reads them."""

    def __call__(self, text: str, spans: Sequence[tuple[int, int]]) -> Sequence[str]:
        """Return what may be shown of each span of a page's whole text, in order."""
        ...


class Masking:
    """The mask that the detectors make, with a list of protected people where there is one."""

    def __init__(self, protected: bytes = b"") -> None:
        """Take a list of protected people as CSV bytes. UsageError: it cannot be understood."""
        people = read_protected(protected) if protected else ()
        names = (*DETECTORS, "protected") if people else DETECTORS
        self._settings = Settings(detectors=names, protected=people)
        called = [name for person in people for name in (person.name, *person.aliases)]
        surnames = {name for name in map(_surname, called) if name}
        self._surnames = frozenset(surnames | {fold(name, lower=True).text for name in surnames})
        self._names = frozenset(word.casefold() for name in called for word in _NAME.findall(name))
        self._blocked = lru_cache(maxsize=4)(self._find)

    def __call__(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        """Return each span with blocks in place of what is not to be shown."""
        blocked = self._blocked(text)
        if blocked is None:
            return tuple(block("unchecked") for _ in spans)
        return tuple(_shown(text, start, end, blocked) for start, end in spans)

    def blocked(self, text: str) -> tuple[tuple[int, int, str], ...] | None:
        """Return what of a page's whole text is not to be shown, as (start, end, kind), in order.

        Spans are code points, whole words, and share none. None where a detector failed: then nothing
        of the page may be shown.
        """
        return self._blocked(text)

    def _find(self, text: str) -> tuple[tuple[int, int, str], ...] | None:
        """Return the stretches of a page to be blocked, whole words; None where a detector failed."""
        apart = closed(text)
        try:
            found = list(self._detected(text))
            found += [] if apart is None else self._detected_apart(*apart)
        except Exception:  # noqa: BLE001
            return None
        spans = [(*_whole(text, start, end), kind) for start, end, kind in found]
        folded = fold(text)
        shapes = [match.span() for match in _SHAPE.finditer(text)]
        shapes += [folded.span(*match.span()) for match in _SHAPE.finditer(folded.text)]
        spans += [(*span, "number") for span in (*shapes, *shaped(text))]
        # The detector weighs a surname by its record; here it is one page, or a word by itself.
        alone = self._names if _NAME.fullmatch(text) else frozenset[str]()
        spans += [(*one.span(), "protected") for one in _NAME.finditer(text)
                  if one[0].casefold() in alone]  # fmt: skip
        spans += [(*span, "protected") for span in self._named(text)]
        spans += [(*folded.span(*span), "protected") for span in self._named(folded.text)]
        merged: list[tuple[int, int, str]] = []
        for start, end, kind in sorted(spans):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
            else:
                merged.append((start, end, kind))
        return tuple(merged)

    def _named(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a listed surname stands, over a line's end too."""
        if not self._surnames:
            return
        for match in (*_NAME.finditer(text), *_PARTED.finditer(text)):
            word = "".join(_PIECE.findall(match[0]))
            if word.casefold() in self._surnames and _is_name(word):
                yield match.span()

    def _detected(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield what the detectors doubt in a page's text."""
        for one in find([Page(1, 0, 0, text, (), TextSource.PLAIN, "", "")], self._settings):
            if one.start is None or one.end is None or one.score < DOUBT or not masked(one.kind):
                continue
            yield one.start, one.end, one.kind.partition(".")[0]

    def _detected_apart(
        self, read: Folded, numbers: Sequence[tuple[int, int]]
    ) -> Iterator[tuple[int, int, str]]:
        """Yield what they doubt of the numbers that were typed apart, as spans of the page's own text."""
        for start, end, kind in self._detected(read.text):
            for first, last in numbers:
                if start < last and first < end:
                    yield *read.span(min(start, first), max(end, last)), kind


def _is_name(word: str) -> bool:
    """Say whether a listed surname is meant where this word stands: a plain word only if capitalised."""
    return word != word.lower() or word.casefold() not in census().words


def _surname(name: str) -> str:
    """Return the surname of a listed name, folded; '' where it is too short to stand for a person."""
    before, comma, _ = name.partition(",")
    words = [one.casefold() for one in _PIECE.findall(before) if one.casefold() not in _JUNIOR]
    own = bool(words) and (bool(comma) or len(words) > 1)
    return words[-1] if own and _NAME.fullmatch(words[-1]) else ""


def block(kind: str) -> str:
    """Return what stands for words of a kind: always the same length for the same kind."""
    return f"[{BLOCK} {kind}]"


def long_numbers(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the longer numbers of a text stand: near a block they are not shown either."""
    return tuple(match.span() for match in _NUMBER.finditer(text))


class Blocking(Protocol):
    """A mask that says what it blocks."""

    def blocked(self, text: str) -> Sequence[tuple[int, int, str]] | None:
        """Return what of a page's whole text is not to be shown, None where it cannot be said."""
        ...


class HidingMask(Mask, Blocking, Protocol):
    """What stands between a page and its reader, in text and in pixels."""


def blocked_beside(text: str, other: str, mask: Blocking) -> list[tuple[int, int, str]] | None:
    """Return where ``text`` has words that the mask blocks in ``other``, another text of the same page.

    A date that is plain on the one page may stand half under a box on the other, where no detector
    knows it any more. A word that ``other`` shows elsewhere is no secret of it. None where the other
    page could not be checked.
    """
    blocked = mask.blocked(other)
    if blocked is None:
        return None
    kinds: dict[str, str] = {}
    for start, end, kind in blocked:
        for word in _TELLING.findall(other[start:end]):
            kinds.setdefault(word.casefold(), kind)
    ends = [0, *(at for start, end, _ in blocked for at in (start, end)), len(other)]
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        for word in _TELLING.findall(other[start:end]):
            kinds.pop(word.casefold(), None)
    return [
        (*match.span(), kinds[match[0].casefold()])
        for match in _TELLING.finditer(text)
        if match[0].casefold() in kinds
    ]


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Grow a span to whole words."""
    while start > 0 and _LETTER.match(text[start - 1]):
        start -= 1
    while end < len(text) and _LETTER.match(text[end]):
        end += 1
    return start, end


def _shown(text: str, start: int, end: int, blocked: Sequence[tuple[int, int, str]]) -> str:
    """Return ``text[start:end]`` with its blocks."""
    inside = [one for one in blocked if one[0] < end and start < one[1]]
    if not inside:
        return text[start:end]
    pieces: list[str] = []
    done = start
    for first, last, kind in inside:
        pieces += [_NUMBER.sub(BLOCK, text[done : max(done, first)]), block(kind)]
        done = max(done, last)
    return "".join([*pieces, _NUMBER.sub(BLOCK, text[done:end]) if done < end else ""])
