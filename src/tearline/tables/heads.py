"""What stands at the head of a column: above its cells, or where the table began pages before.

Promises: on paper with boxes and on a grid, a head is the one to three short lines of words right
above the column's first cell; where a table was torn into one column after the other, the nearest
lines before it that read as heads do. A column without a head of its own takes that of the same
column on the page before: the same place, or, where places mean nothing, the same shape and turn.

Does not promise that the words are about the cells: a page's title may stand above a column.
"""

# ruff: noqa: PLR2004  (counts of rows are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from tearline.model.page import Page
from tearline.tables.rows import Piece, Row, Rows, Shape
from tearline.text import Folded, fold

LINES = 3  # lines of a head
ABOVE = 3  # rows without words of a head that may stand between it and the first cell
LONGEST = 200  # code points of a head

_FLAT = str.maketrans("01|!i5$", "ollllss")
_TERMS = frozenset(
    re.findall(
        r"[a-z]+",
        "name names employee no nos number numbers date dates title position step amount rate pay "
        "salary net hours total address city state zip phone telephone account acct file case serial "
        "service soclal securlty secunty soc sec ssn ssan ssno blrth born dob age sex offlce badge ld "
        "ldentlflcatlon lnvolce voucher check payee contract ltem quantlty unlt descrlptlon remarks "
        "code serles agency class status passport llcense vlsa allen reglstratlon subject document "
        "doc record pages balance deposlt debit credlt pollcy premlum clalm ext extenslon perlod "
        "ppt pspt seat resldence res born blrthplace place town country tel ph home street "
        "effectlve entered asn sn tax taxes wlthheld wlthholdlng flca deductlons grade gross",
    )
)  # spelt as _flat leaves them
_SMALL = frozenset(("of", "and", "the", "in", "or", "for", "a"))
_TERM = re.compile(r"[a-z0-9|!$]+(?:\.[a-z]\b)*|#")


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head and where the column stood, so that the next page can go on with it.

    ``shape`` None: words of heads at the end of a page, for whatever column comes first.
    """

    text: str
    inherited: bool
    known: bool  # it has a word that heads have
    left: float
    right: float
    shape: Shape | None
    turn: int  # how many columns of its shape stand before it on the page
    loose: bool  # its rows are torn: places mean nothing


def _flat(word: str) -> str:
    """Return a word with the signs and letters that scans mix up made one."""
    return word.replace(".", "").translate(_FLAT)


def reads_as_head(low: str) -> bool:
    """Say whether the words of a lower-cased folded text are those that heads of columns have.

    Two in five must be; small words do not count.
    """
    words = [m.group() for m in _TERM.finditer(low[:LONGEST])]
    heads = sum(word == "#" or _flat(word) in _TERMS for word in words)
    return heads > 0 and heads * 5 >= 2 * sum(word not in _SMALL for word in words)


def heads_of(
    page: Page,
    rows: Rows,
    headings: tuple[Sequence[tuple[int, str]], frozenset[int]],
    chains: Sequence[tuple[Piece, ...]],
    before: Sequence[Head],
) -> tuple[list[Head], tuple[Head, ...]]:
    """Return the head of each column, and what the page hands on to the next.

    ``before`` is what the page before handed on, ``headings`` the page's own rows of heads, and
    which of them are the heads of several columns.
    """
    low = fold(page.text, lower=True)
    stacks, tops = _stacks(headings[0]), headings[1]
    prose = list(accumulate(row.prose for row in rows.rows))
    turns: Counter[Shape] = Counter()
    made: list[Head] = []
    seen: list[Head] = []
    torn = _torn_heads(rows, chains, stacks)
    for index, chain in enumerate(chains):
        shape = Counter(p.shape for p in chain).most_common(1)[0][0]
        loose = sum(len(rows.rows[p.row].pieces) == 1 for p in chain) * 2 > len(chain)
        left = sorted(p.left for p in chain)[len(chain) // 2]
        right = sorted(p.right for p in chain)[len(chain) // 2]
        text, known = "", False
        if loose and not rows.boxed:
            text, known = _torn(torn.get(index), chain, prose)
        if not known:
            text = _above(low, rows, chain, (left, right), tops)
            known = reads_as_head(text)
        if not known and not rows.boxed:
            far = _torn(torn.get(index), chain, prose)
            text, known = far if far[1] else (text, False)
        bare = Head("", False, False, left, right, shape, turns[shape], loose)
        turns[shape] += 1
        inherited = False
        if not known:
            source = _same(bare, seen, rows.letter) or _same(bare, before, rows.letter)
            if source is not None:
                text, known = source.text, True
                inherited = source.inherited or source in before
        made.append(Head(text, inherited, known, left, right, shape, bare.turn, loose))
        if known:
            seen.append(made[-1])
    return made, _handed_on(rows, chains, stacks, [h for h in made if h.known], before)


def _above(
    low: Folded,
    rows: Rows,
    chain: Sequence[Piece],
    edges: tuple[float, float],
    tops: frozenset[int],
) -> str:
    """Return the words right above a column's first cell, on one to three rows, '' for none.

    Above a row of heads only what is as narrow as the column still belongs to its head.
    """
    first = chain[0]
    kept: list[str] = []
    start = first.row
    if first.shape is Shape.WORDS:  # the head of a column of words looks like its first cell
        text = _text(low, first.start, first.end)
        if not reads_as_head(text):
            return ""
        kept.append(text)
    tight = not rows.boxed and rows.rows[start].tight
    missed = 0
    topped = start in tops
    for number in range(start - 1, max(-1, start - 1 - LINES - ABOVE), -1):
        row = rows.rows[number]
        whole = tight and len(row.pieces) == 1 and row.pieces[0].shape is Shape.WORDS
        if whole:  # blanks were lost: places on the grid mean nothing
            words, stop = _text(low, row.pieces[0].start, row.pieces[0].end), False
        else:
            words, stop = _over(low, row, edges, rows.letter, narrow=topped)
        if stop or (row.prose and not words):
            break
        topped = topped or number in tops
        if words:
            kept.append(words)
            if len(kept) == LINES:
                break
        elif kept or missed == ABOVE:
            break
        else:
            missed += 1
    return " ".join(reversed(kept))[:LONGEST]


def _over(
    low: Folded, row: Row, edges: tuple[float, float], letter: float, *, narrow: bool
) -> tuple[str, bool]:
    """Return a row's words over the edges of a column, and whether a number stands there.

    ``narrow``: only pieces as narrow as the column.
    """
    left, right = edges[0] - 1.5 * letter, edges[1] + 1.5 * letter
    parts: list[str] = []
    for piece in row.pieces:
        if piece.right <= left or piece.left >= right:
            continue
        if piece.shape is not Shape.WORDS:
            return "", True
        if piece.left >= left - (right - left) / 2 and piece.right <= right + (right - left) / 2:
            parts.append(_text(low, piece.start, piece.end))
            continue
        bits = [b for b in piece.bits if b.right > left and b.left < right]
        if bits and not narrow:
            parts.append(_text(low, bits[0].start, bits[-1].end))
    return " ".join(parts), False


def _text(low: Folded, start: int, end: int) -> str:
    """Return part of a page's text folded and lower-cased; spans are of the page's text."""
    first, last = low.within(start, min(end, start + LONGEST))
    return low.text[first:last]


def heading_rows(page: Page, rows: Rows) -> list[tuple[int, str]]:
    """Return the rows that read as heads and hold no long number: their numbers, their words."""
    low = fold(page.text, lower=True)
    found: list[tuple[int, str]] = []
    for number, row in enumerate(rows.rows):
        if not row.pieces or row.prose or any(p.shape > Shape.SHORT for p in row.pieces):
            continue
        if row.pieces[0].shape is not Shape.WORDS:
            continue
        chars = sum(p.end - p.start for p in row.pieces)
        if chars > 2 * LONGEST:
            continue
        text = " ".join(_text(low, p.start, p.end) for p in row.pieces)
        if "," not in text and reads_as_head(text):  # a comma: rather a name of the table's
            found.append((number, text))
    return found


def head_rows(page: Page, rows: Rows, headings: Sequence[tuple[int, str]]) -> frozenset[int]:
    """Return those of the rows of heads that are the heads of several columns.

    They have no number, and at least half of their pieces read as heads.
    """
    low = fold(page.text, lower=True)
    found: set[int] = set()
    for number, _ in headings:
        pieces = rows.rows[number].pieces
        if len(pieces) < 2 or any(p.shape is not Shape.WORDS for p in pieces):
            continue
        heads = sum(reads_as_head(_text(low, p.start, p.end)) for p in pieces)
        if heads >= 2 and heads * 2 >= len(pieces):
            found.add(number)
    return frozenset(found)


# The text of a group of heads one under the other, its last row, and the single heads.
_Stack = tuple[str, int, tuple[str, ...]]


def _stacks(headings: Sequence[tuple[int, str]]) -> list[_Stack]:
    """Join heads that stand one under the other."""
    stacks: list[_Stack] = []
    for number, text in headings:
        if stacks and number - stacks[-1][1] <= 1 and len(stacks[-1][0]) < LONGEST:
            before = stacks[-1]
            stacks[-1] = (f"{before[0]} {text}", number, (*before[2], text))
        else:
            stacks.append((text, number, (text,)))
    return stacks


def _torn_heads(
    rows: Rows, chains: Sequence[tuple[Piece, ...]], stacks: Sequence[_Stack]
) -> dict[int, tuple[str, int]]:
    """Return for each column the heads before it: all of a group, or its own where they pair off."""
    last = [s[1] for s in stacks]
    groups: dict[int, list[int]] = {}
    for index, chain in enumerate(chains):
        at = bisect_left(last, chain[0].row) - 1
        if at >= 0:
            groups.setdefault(at, []).append(index)
    found: dict[int, tuple[str, int]] = {}
    for at, members in groups.items():
        text, row, single = stacks[at]
        pair = len(single) == len(members) > 1 and all(
            len(rows.rows[p.row].pieces) == 1 for i in members for p in chains[i][:2]
        )
        for turn, index in enumerate(members):
            found[index] = (single[turn] if pair else text, row)
    return found


def _torn(
    stack: tuple[str, int] | None, chain: Sequence[Piece], prose: Sequence[int]
) -> tuple[str, bool]:
    """Return the heads before a column, unless running text stands between."""
    if stack is None or prose[chain[0].row] - prose[stack[1]] > LINES:
        return "", False
    return stack[0], True


def _same(column: Head, known: Sequence[Head], letter: float) -> Head | None:
    """Return the known head of the same column: by its place, or by its shape and its turn."""
    best: Head | None = None
    if column.loose and column.shape is Shape.WORDS:
        return None  # lines of words go on everywhere
    for head in known:
        if head.shape is None:
            if column.shape is not Shape.WORDS and best is None:
                best = head
            continue
        if head.shape is not column.shape:
            continue
        if column.loose and head.loose:
            if best is None or best.shape is None or head.turn == column.turn:
                best = head
            continue
        shared = min(head.right, column.right) - max(head.left, column.left)
        narrow = min(head.right - head.left, column.right - column.left)
        if shared * 2 >= narrow - letter:
            best = head
    return best


def _handed_on(
    rows: Rows,
    chains: Sequence[tuple[Piece, ...]],
    stacks: Sequence[_Stack],
    heads: Sequence[Head],
    before: Sequence[Head],
) -> tuple[Head, ...]:
    """Return what the next page may go on with: columns, and heads that no column followed."""
    if len(rows.rows) <= 3 and not chains and not stacks:
        return tuple(before)  # an empty page, or its number: the table goes on behind it
    end = max((c[-1].row for c in chains if c[0].shape is not Shape.WORDS), default=-1)
    kept = [Head(h.text, True, True, h.left, h.right, h.shape, h.turn, h.loose) for h in heads]
    open_heads = [s for s in stacks if s[1] > end]
    if open_heads:
        kept.append(Head(open_heads[-1][0], True, True, 0, 0, None, 0, True))
    return tuple(kept)
