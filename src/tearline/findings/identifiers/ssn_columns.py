"""What the column a number stands in says of it.

Promises: for every candidate of a page the standing of its column: headed by a Social Security
label (also pages before), vouched for by the whole shapes among its cells, or claimed by the head
of something else; and the cells of a good column that are no candidate by themselves: digits lost,
doubled, a stray mark in front.

Does not promise that a column's head is right: a number with a label beside it needs no column.
"""

# ruff: noqa: PLR2004  (counts of cells are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from tearline.findings.identifiers import ssn_words as words
from tearline.findings.identifiers.ssn_shapes import Candidate, Grade, is_rest, longer
from tearline.tables import Column, Layout
from tearline.text import Folded

# Words right before a number that send the reader to a file.
_ELSEWHERE = re.compile(r"(?i)(?<![a-z])(?:see|cf|file|ref)[ .:]{1,3}\Z")

_TAXED = re.compile(
    r"\n[ ]{0,3}(?:tax(?:es)?|w[il1]thheld|w[il1]thh[a-z]{0,8}|c[o0]ntr[il1]but[il1][o0]ns?)\s{1,4}\Z"
)
_BENEFICIARY = re.compile(r"[ -]?(?:H?[ABCDEFM][1-9]?|W[1-9]?|T)(?![A-Za-z0-9])")


class Standing(IntEnum):
    """What a column says of the numbers in it, from what speaks against to what vouches."""

    CLAIMED = 0  # headed as the numbers of something else
    SERIES = 1  # nearly all begin alike: the serials of one file
    OTHER = 2  # headed as sums or dates
    NONE = 3
    DOUBTFUL = 4  # headed as Social Security and as something else
    VOUCHED = 5  # its other cells have the shape
    SERVICE = 6
    HEADED = 7


_BY_HEAD = {
    words.Head.SOCIAL: Standing.HEADED,
    words.Head.SERVICE: Standing.SERVICE,
    words.Head.BOTH: Standing.DOUBTFUL,
    words.Head.CLAIMED: Standing.CLAIMED,
    words.Head.OTHER: Standing.OTHER,
    words.Head.UNKNOWN: Standing.NONE,
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The standing of each candidate (by its start), and the cells that only a column vouches for."""

    standing: dict[int, Standing]
    rest: tuple[tuple[Candidate, Standing], ...]


def weigh(
    layout: Layout,
    folded: Folded,
    low: str,
    found: Sequence[Candidate],
    named: frozenset[int],
) -> Columns:
    """Weigh the columns of a page that hold candidates or whose head asks for them.

    ``low`` is the page's folded text, lower-cased; ``named`` the starts of the candidates with a
    person's name beside them.
    """
    inside: defaultdict[int, list[Candidate]] = defaultdict(list)
    columns = {id(column): column for column in layout.columns}
    for c in found:
        column = layout.column_at(*folded.span(c.start, c.end))
        if column is not None:
            inside[id(column)].append(c)
    standing: dict[int, Standing] = {}
    rest: list[tuple[Candidate, Standing]] = []
    for key, column in columns.items():
        held = inside.get(key, [])
        verdict = _standing(column, folded.text, held, named)
        if verdict is Standing.CLAIMED and words.of_soldiers(column.head, low):
            verdict = Standing.SERVICE
        if verdict is Standing.HEADED and column.cells:
            first = folded.within(column.cells[0].start, column.cells[0].end)[0]
            if _TAXED.search(low, max(0, first - 32), first):
                verdict = Standing.OTHER  # its head goes on in a second line
        cells = _cells(column, folded, held)
        for number, (cell, candidate) in enumerate(cells):
            here = verdict
            if verdict in {Standing.NONE, Standing.OTHER, Standing.DOUBTFUL} and _among(
                cells, number
            ):
                here = Standing.VOUCHED
            if candidate is not None:
                standing[candidate.start] = here
            elif cell is not None and here in {Standing.HEADED, Standing.VOUCHED}:
                rest.append((cell, here))
        for c in held:
            standing.setdefault(c.start, verdict)
    return Columns(standing, tuple(rest))


# A cell as a candidate of its digits (None: no such number), and the candidate it holds.
_Held = tuple[Candidate | None, Candidate | None]


def _cells(column: Column, folded: Folded, held: Sequence[Candidate]) -> list[_Held]:
    """Return a column's cells, top to bottom, each with what it holds."""
    starts = sorted(held, key=lambda c: c.start)
    places = [c.start for c in starts]
    made: list[_Held] = []
    for cell in column.cells:
        start, end = folded.within(cell.start, cell.end)
        at = max(0, bisect_left(places, start) - 1)
        over = [c for c in starts[at : at + 3] if c.start < end and c.end > start]
        best = min(over, key=lambda c: c.grade, default=None)
        digits = "".join(c for c in folded.text[start:end] if "0" <= c <= "9")
        number = (
            7 <= len(digits) <= 11
            and end - start <= 24
            and is_rest(folded.text[start:end])
            and not _ELSEWHERE.search(folded.text, max(0, start - 12), start)
        )
        made.append(
            (
                Candidate(start, end, Grade.REST, (len(digits),), digits, False, False)
                if number and not over
                else None,
                best,
            )
        )
    return made


def _among(cells: Sequence[_Held], number: int) -> bool:
    """Say whether most of the cells next above and below have the whole shape.

    Nine bare digits may be the first of another torn column, and three, three and four a telephone
    number: those ask for more.
    """
    around = [*cells[max(0, number - 2) : number], *cells[number + 1 : number + 3]]
    whole = sum(c is not None and c.grade <= Grade.NEAR for _, c in around)
    held = cells[number][1]
    if held is not None and held.lengths == (3, 3, 4):
        return False
    strict = held is not None and held.grade is Grade.BARE
    return whole >= 2 and whole * 2 > len(around) - (not strict)


def _standing(
    column: Column, text: str, held: Sequence[Candidate], named: frozenset[int]
) -> Standing:
    """Return what a column says of its cells.

    A head that may be a neighbour's claims no column of whole shapes with names beside them, and
    that of claims none where the letters of a beneficiary stand behind the numbers.
    """
    verdict = _BY_HEAD[words.head(column.head)]
    whole = [c for c in held if c.grade <= Grade.NEAR and not (c.chained and longer(text, c.end))]
    if verdict is Standing.CLAIMED and len(whole) >= 3:
        if sum(_BENEFICIARY.match(text, c.end) is not None for c in whole) * 2 >= len(whole):
            return Standing.HEADED
        people = sum(c.start in named for c in whole) * 2 >= len(whole)
        if people and len(whole) * 2 >= len(column.cells) and not words.of_files(column.head):
            verdict = Standing.NONE
    if verdict in {Standing.HEADED, Standing.SERVICE}:
        return verdict
    if verdict is Standing.DOUBTFUL and len(whole) * 2 >= len(column.cells):
        return Standing.HEADED
    if len(whole) >= 3:
        area, most = Counter(c.digits[:3] for c in whole).most_common(1)[0]
        # Classes of files begin with 1 (the Bureau) or 2 (the Agency); areas of birth are mixed.
        if most * 5 >= len(whole) * 4 and (area[0] in "12" or most >= 8):
            return Standing.SERIES
    shaped = len({c.start for c in whole})
    if verdict in {Standing.NONE, Standing.OTHER} and shaped >= 3:
        return Standing.VOUCHED if shaped * 5 >= len(column.cells) * 2 else Standing.NONE
    return verdict
