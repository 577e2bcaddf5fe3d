"""The shapes a Social Security number takes on scanned paper: candidates, not yet findings.

Promises: every place of a folded text where nine digits (one more or fewer, where damage makes
that plausible) stand as such a number could, with the grade of its shape; overlapping candidates
are all given. Time is linear: every alternative is bounded and begins at a digit-like character.

Does not promise that a candidate is one: a grade below ``CANONICAL`` means little without its
context.
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from tearline.text import as_digits


class Grade(IntEnum):
    """How much a shape says by itself, from most to least."""

    CANONICAL = 1  # ddd-dd-dddd
    NEAR = 2  # dashes read as ÷ = • ~ or with spaces around them
    MIXED = 3  # one dash, the other a full stop, colon, comma or space
    LETTERS = 4  # dashes whole, one to three digits read as letters
    LOOSE = 5  # ddd dd dddd, ddd.dd.dddd
    BARE = 6  # ddddddddd
    TWO = 7  # one dash lost: ddddd-dddd, ddd-dddddd
    OFF = 8  # one digit lost or doubled, or the last group torn
    BROKEN = 9  # the number goes on in the next line
    SPACED = 10  # a digit in each box of a form
    GLUED = 11  # nine digits with a name printed right behind them
    COUNT = 12  # eight or ten digits and no dashes, or no dash and a group too long or short
    REST = 13  # what else stands right behind a label, or in a column of such numbers


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shape at ``start`` to ``end`` of a folded text: grade, group lengths, digits as read.

    ``chained``: part of a longer number with dashes. ``alone``: nothing else on its line.
    """

    start: int
    end: int
    grade: Grade
    lengths: tuple[int, ...]
    digits: str
    chained: bool
    alone: bool


_D = r"[0-9OoQDIil|!SsBZGbgq]"
_MARK = r"[ ]{0,2}[-.,:;÷=•·~_'/*]{1,2}[ ]{0,2}"
_SEP = rf"(?:{_MARK}|[ ]{{1,3}})"
_SEP_OR_LINE = rf"(?:{_SEP}|[ ]?-?[ ]?\n[ \n]{{0,3}}-?[ ]?)"
_BAR = r"[ ]{0,3}[|\[\]]{1,2}[ ]{0,3}"
_BOX = rf"(?:[ ]{{1,4}}(?:-[ ]{{1,2}})?|{_BAR})"  # between the digits of a form
# A true canonical number may be glued to a word (NO.900-00-0000JOHN); anything weaker may not.
_SHAPE = re.compile(
    rf"(?<![0-9])(?={_D})(?="
    rf"(?P<plain>[0-9]{{3}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{4}}(?![0-9]))"
    rf"|(?<![A-Za-z])(?P<three>{_D}{{2,4}}{_SEP_OR_LINE}{_D}{{1,3}}{_SEP_OR_LINE}"
    rf"(?:{_D}{{3,5}}|{_D}{{2}}[ .,·]{_D}{{2}}|{_D}[ .,·]{_D}{{3}}|{_D}{{3}}[ .,·]{_D})"
    rf"(?![0-9A-Za-z]))"
    rf"|(?<![A-Za-z])(?<![0-9][|\]])(?P<spaced>[0-9](?:{_BOX}[0-9]){{8}}(?![0-9A-Za-z]))"
    rf"|(?<![A-Za-z])(?P<barred>[0-9]{{3}}{_BAR}[0-9]{{2}}{_BAR}[0-9]{{4}}(?![0-9A-Za-z]))"
    rf"|(?<![A-Za-z])(?P<glued>[0-9]{{9}}(?=[A-Z]{{2}}[A-Z', ]))"
    rf"|(?<![A-Za-z])(?P<two>[0-9]{{3,5}}{_MARK}[0-9]{{4,6}}(?![0-9A-Za-z]))"
    rf"|(?<![A-Za-z])(?P<bare>{_D}{{8,10}}(?![0-9A-Za-z]))"
    rf")"
)
_GROUPS = re.compile(r"[0-9OoQDIil|!SsBZGbgq]+|[^0-9OoQDIil|!SsBZGbgq]+")
_DASH = frozenset("-÷=•·~_")
_OFF = frozenset({(3, 2, 5), (3, 2, 3), (3, 3, 4), (4, 2, 4), (2, 2, 4), (3, 1, 4)})
_LAX = frozenset({(3, 2, 5), (3, 2, 3), (4, 2, 4), (3, 3, 4), (2, 2, 4), (3, 1, 4)})
_TWO = frozenset({(5, 4), (3, 6), (3, 5), (4, 4), (5, 3)})
# A slash between a number and words joins fields (NAME/900 00 0000/GRADE), not the number's parts.
_CHAIN_BEFORE = re.compile(r"[0-9A-Za-z]-\Z|[0-9]/\Z|[0-9][A-Za-z]/\Z")
_VETERAN = re.compile(r"(?<![A-Za-z0-9])X?C-\Z")  # the letters of a veteran's claim
_BENEFIT = re.compile(r"-(?:H?[ABCDEFM][1-9]?|W[1-9]?|T)(?![A-Za-z0-9-])")  # and of a beneficiary's
_CHAIN_AFTER = re.compile(r"-[0-9A-Za-z]|/[0-9]| -[0-9]")
_LONGER = re.compile(r"-[0-9]|/[0-9]")
_RUN = re.compile(r"[0-9]+")
_COUNTED = frozenset({"123456789", "012345678", "987654321"})
_CENTS = re.compile(r"[.,][0-9]{2}(?![0-9])")
_SUM = re.compile(r"[0-9]{3}\.[0-9]{2}(?![0-9])")
_REST = re.compile(r"[0-9OoQDIil|!SsBZGbgq?*\u00f7=\u2022\u00b7~.;_'/ -]+")
_DIGITS = re.compile(r"[0-9OoQDIil|!SsBZGbgq?*]+")
_HALVES = ((5, 4), (3, 6))
_BEHIND = re.compile(
    r"[\s:.,#()=_-]{0,8}([0-9][0-9OoQDIil|!SsBZGbgq?*÷=•·~.,:;/_-]{0,12}"
    r"(?: {1,2}[0-9?*.,-][0-9OoIl?*÷=•·~.,:;/_-]{0,8}){0,3}(?<=[0-9OISBl?*]))(?![0-9A-Za-z])"
)
_DAY_OR_SUM = re.compile(
    r"[0-9]{1,2} ?[-/.] ?[0-9]{1,2} ?[-/.] ?(?:[0-9]{2}|[0-9]{4})(?![0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+\.[0-9]{2}\Z|[0-9]{3}-[0-9]{4}\Z"
)
# Digits that a shape of letters must still have, of nine: three misread letters are too many to
# guess.
_TRUE_DIGITS = 6


def candidates(text: str) -> Iterator[Candidate]:
    """Yield the candidates of a folded text (its case kept), in order of their start."""
    for match in _SHAPE.finditer(text):
        shape = match.lastgroup
        if shape is None:
            continue
        start, end = match.span(shape)
        words = match.group(shape)
        # Between boxes a bar is a bar, not a one.
        boxed = shape in {"spaced", "barred"}
        digits = "".join(_RUN.findall(words)) if boxed else as_digits(words)
        if shape != "plain" and sum("0" <= c <= "9" for c in words) < _TRUE_DIGITS:
            continue
        graded = _grade(shape, words)
        if graded is None:
            continue
        grade, lengths = graded
        if grade in {Grade.OFF, Grade.COUNT} and _is_date(lengths, digits):
            continue
        if (
            grade > Grade.NEAR
            and _CENTS.match(text, end)
            and (grade in {Grade.BARE, Grade.COUNT, Grade.TWO} or _SUM.match(words))
        ):
            continue  # a sum of money, or two
        chained = bool(
            _CHAIN_BEFORE.search(text, max(0, start - 3), start)
            and not _VETERAN.search(text, max(0, start - 4), start)
        ) or bool(_CHAIN_AFTER.match(text, end) and not _BENEFIT.match(text, end))
        if chained and grade is not Grade.CANONICAL:
            continue
        yield Candidate(start, end, grade, lengths, digits, chained, _alone(text, start, end))


def longer(text: str, end: int) -> bool:
    """Say whether digits go on behind a number that ends at ``end``, after a dash or a slash."""
    return _LONGER.match(text, end) is not None


def is_rest(text: str) -> bool:
    """Say whether a cell of a column could be what damage left of a number: digits and its marks.

    Groups between dashes must be near to three, two and four digits.
    """
    if not _REST.fullmatch(text) or sum(map(str.isalpha, text)) > 2 or text[:2].isalpha():
        return False
    lengths = [len(p) for p in _DIGITS.findall(text)]
    if "-" not in text and len(lengths) != 2:
        return True
    if len(lengths) == 2:
        return any(abs(lengths[0] - a) <= 1 and abs(lengths[1] - b) <= 1 for a, b in _HALVES)
    return (
        len(lengths) >= 3
        and abs(lengths[0] - 3) <= 1
        and abs(lengths[1] - 2) <= 1
        and abs(sum(lengths[2:]) - 4) <= 1
    )


def behind(text: str, place: int) -> Candidate | None:
    """Return what stands right behind a label that ends at ``place``, if it is a number at all.

    Whatever its shape: six to eleven digits, no day, no sum of money.
    """
    match = _BEHIND.match(text, place)
    if match is None:
        return None
    words = match.group(1)
    digits = "".join(c for c in words if c.isdigit())
    if not 6 <= len(digits) <= 11 or _DAY_OR_SUM.match(words):
        return None
    start, end = match.span(1)
    lengths = tuple(len(p) for p in _GROUPS.findall(words)[::2])
    return Candidate(start, end, Grade.REST, lengths, digits, False, _alone(text, start, end))


def _grade(shape: str, words: str) -> tuple[Grade, tuple[int, ...]] | None:
    """Return the grade and group lengths of a shape, or None where the groups fit no number."""
    parts = _GROUPS.findall(words)
    lengths = tuple(len(p) for p in parts[::2])
    marks = [p.replace(" ", "") for p in parts[1::2]]
    letters = any(not p.isdigit() for p in parts[::2])
    if shape == "bare":
        if letters and sum(map(str.isdigit, words)) < 7:
            return None
        return (Grade.BARE if len(words) == 9 else Grade.COUNT, lengths)
    if shape in {"spaced", "barred"}:
        runs = _RUN.findall(words)
        if "".join(runs) in _COUNTED:
            return None
        return (Grade.SPACED if shape == "spaced" else Grade.LOOSE, tuple(map(len, runs)))
    if shape == "glued":
        return (Grade.GLUED, lengths)
    if shape == "two":
        return (Grade.TWO, lengths) if lengths in _TWO and set(marks[0]) <= _DASH | {"/"} else None
    if any("\n" in p for p in parts[1::2]):
        return (Grade.BROKEN, lengths) if lengths == (3, 2, 4) and not letters else None
    dashed = [bool(m) and set(m) <= _DASH for m in marks[:2]]
    if lengths == (3, 2, 4):
        if letters:
            return (Grade.LETTERS if all(dashed) else Grade.OFF, lengths)
        if parts[1::2] == ["-", "-"]:
            return (Grade.CANONICAL, lengths)
        if all(dashed):
            return (Grade.NEAR, lengths)
        return (Grade.MIXED if any(dashed) else Grade.LOOSE, lengths)
    torn = len(lengths) == 4 and lengths[:2] == (3, 2)
    if (torn or lengths in _OFF) and all(dashed) and not (letters and torn):
        return (Grade.OFF, lengths)
    if lengths in _LAX and not letters:
        return (Grade.COUNT, lengths)
    return None


def _is_date(lengths: tuple[int, ...], digits: str) -> bool:
    """Say whether two, two and four digits are a day of this or the last century."""
    if lengths != (2, 2, 4):
        return False
    first, second, century = int(digits[:2]), int(digits[2:4]), digits[4:6]
    return century in {"18", "19", "20"} and min(first, second) <= 12 and max(first, second) <= 31


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether nothing but white space or stray marks stands beside it on its line."""
    before = text[max(0, start - 3) : start].rpartition("\n")
    after = text[end : end + 3].partition("\n")
    clear_before = not before[2].strip(" .,'-") and (bool(before[1]) or start <= 3)
    clear_after = not after[0].strip(" .,'-") and (bool(after[1]) or end + 3 >= len(text))
    return clear_before and clear_after
