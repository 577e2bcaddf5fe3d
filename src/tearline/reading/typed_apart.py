"""Numbers typed with a space after every digit, as forms have them: closed up, with the way back.

Promises: ``closed`` returns a page's text with such numbers closed up, so that whatever knows a number by
its shape or by a label before it knows these too, and an exact map back to the page; None where the page has
none. ``shaped`` says which of them are a social security number by their groups alone: three, two and four
digits with a dash or broad spaces between, or nine and no more with one close sign between all of them.
Does not close up digits with a comma between (a list), nor down a column: digits that stand one above the
other are the numbers of rows.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from tearline.text import Folded, fold

LEAST = 7  # digits: of a telephone number, the shortest that anybody looks for
_GROUPS = (3, 2, 4)
_ALL = sum(_GROUPS)
# What may stand between two digits, of folded text: spaces, a sign with spaces, a dash at a line's end.
_BETWEEN = r"(?:\.? {1,6}| {0,3}[-=_~/|.•·] {0,3}| {0,3}-? {0,3}\n {0,40}-? {0,3})"
_RUN = re.compile(rf"(?<![A-Za-z0-9])[0-9](?:{_BETWEEN}[0-9](?![A-Za-z0-9]))+")
_DIGIT = re.compile(r"[0-9]")
_DASHES = frozenset("-=_~/")
_CLOSE = frozenset(" -.")  # the rest stands between the cells of a table
_COUNT, _ON = "123456789", re.compile(r"[ .]{1,3}10(?![0-9])")
_BROAD = 3  # spaces from which on they part groups


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits one by one: where each stands, and what kind of sign stands before each but the first."""

    places: tuple[int, ...]
    signs: tuple[str, ...]  # ' ', 'broad', '-', '\n', or the sign itself

    @property
    def glue(self) -> str:
        """Return what stands between the digits of one group: the sign that is there most often."""
        counts = Counter(sign for sign in self.signs if sign != "\n")
        return max(counts, key=lambda sign: (counts[sign], sign == " "), default="")

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Return the digits by group, as indices of ``places``."""
        made: list[list[int]] = [[0]]
        for at, sign in enumerate(self.signs, 1):
            if sign == self.glue:
                made[-1].append(at)
            else:
                made.append([at])
        return tuple(map(tuple, made))

    @property
    def is_shaped(self) -> bool:
        """Say whether the groups are those of a social security number."""
        lengths = tuple(map(len, self.groups))
        if lengths == (_ALL,):
            return self.glue in _CLOSE
        breaks = [sign for sign in self.signs if sign != self.glue]
        return any(
            lengths[at] >= _GROUPS[0] and lengths[at + 1] == _GROUPS[1]
            and lengths[at + 2] >= _GROUPS[2] and "-" in breaks[at : at + 2]
            for at in range(len(lengths) - 2)
        ) or (lengths == _GROUPS and set(breaks) == {"broad"})  # fmt: skip


def shaped(text: str) -> Iterator[tuple[int, int]]:
    """Yield where such numbers stand whose groups say enough, as spans of code points of ``text``."""
    folded = fold(text)
    for run in _runs(folded.text):
        if run.is_shaped and not _is_count(folded.text, run):
            yield folded.span(run.places[0], run.places[-1] + 1)


def closed(text: str) -> tuple[Folded, tuple[tuple[int, int], ...]] | None:
    """Return a text with such numbers closed up, its map, and where they stand in it; None: it has none."""
    folded = fold(text)
    pieces: list[str] = []
    places = array("I")
    numbers: list[tuple[int, int]] = []
    done = 0
    for run in _runs(folded.text):
        first, last = run.places[0], run.places[-1]
        pieces.append(folded.text[done:first])
        places.extend(folded.places[done:first])
        start = len(places)
        for group in run.groups:
            if len(places) > start:  # a dash in place of what parts the groups
                pieces.append("-")
                places.append(folded.places[run.places[group[0]] - 1])
            pieces.append("".join(folded.text[run.places[at]] for at in group))
            places.extend(folded.places[run.places[at]] for at in group)
        numbers.append((start, len(places)))
        done = last + 1
    if not numbers:
        return None
    pieces.append(folded.text[done:])
    places.extend(folded.places[done:])
    return Folded("".join(pieces), places, len(text)), tuple(numbers)


def _runs(text: str) -> Iterator[_Run]:
    """Yield the runs that have digits enough, and some of them side by side in one group."""
    for match in _RUN.finditer(text):
        places = tuple(one.start() for one in _DIGIT.finditer(text, *match.span()))
        signs = tuple(_sign(text[one + 1 : other]) for one, other in pairwise(places))
        run = _Run(places, signs)
        if len(places) >= LEAST and run.glue:
            yield run


def _is_count(text: str, run: _Run) -> bool:
    """Say whether digits are 1 to 9 and a 10 follows: somebody counts, or numbers columns."""
    end = run.places[-1] + 1
    counted = "".join(text[at] for at in run.places) == _COUNT
    return counted and _ON.match(text, end) is not None


def _sign(between: str) -> str:
    """Return what kind of sign stands between two digits."""
    if _DASHES & set(between):
        return "-"
    if "\n" in between:
        return "\n"
    bare = between.strip(" ")
    if bare:
        return bare
    return "broad" if len(between) >= _BROAD else " "
