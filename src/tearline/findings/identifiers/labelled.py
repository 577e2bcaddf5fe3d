"""Numbers that mean something only by their label: beside it, below it, or down its column.

Promises: a label's words are found through damage (``Passp0rt``, ``Acccunt N0``); its value is
looked for on its line, on the lines below, behind a block of labels, and in the column of a table
that it heads, also on the pages that go on with it. A number that another label on its own line
claims, or the head of another column, is left to that. Linear time: a word is judged once, a label
looks a bounded way.

Does not promise: a value that stands before its label, or one whose label lost more than its share
of letters (none of four, one of seven, two of more).
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from tearline.dates import Precision, find_dates
from tearline.findings.detector import AT_LEAST, spanned
from tearline.findings.identifiers.cells import Grid, Group, grids
from tearline.findings.identifiers.columns import Read, values
from tearline.findings.identifiers.label_words import words_on
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import as_digits, fold

# A digit, or a letter that a reader of scans sees in its place; and what stands between groups.
DIGIT = "[0-9OoIl|SBZb]"
GAP = "[ .=÷•-]"
BESIDE = 24  # code points from a label to the value it surely has
SENTENCE = 60  # and in running text
FORM = 220  # and in a form, where the labels of a block stand together
SUSPECTED = 0.35  # from this score up a Social Security number is left to its detector

_NUMBER = re.compile(
    r"[\s.,:;'\"_(-]{0,4}(?:(?:n[o0cq]s?|nu[a-z0-9]{1,4}(?:rs?|ro)|nbr|nr|num)(?![a-z])|#|n\.)[.:]?"
)
# On its own line, one of these claims the number behind it.
_CLAIM = re.compile(
    r"(?<![a-z])(?:f[il1]les?|serial|report|docid|te[l1i]e?phones?|phone|te[l1]|room|page|pages|"
    r"section|article|paragraph|para|cable|ref|reference|dispatch|dated?|zip|box|case|badge|"
    r"passport|alien|licen[sc]e|policy|invoice|check|cheque|voucher|ssn|social|exhibit|record number|"
    r"form|tag|plate|flight|"
    r"balance|total|sum of|in the amount)(?![a-z])"
)


# What stands before a cable's number, and the words of a release stamp in between.
_CABLE = re.compile(r"(?<![a-z])(?:in|dir)[ (]{0,2}\Z")
_STAMP = re.compile(r"document num|declassif|f[o0]ia|for release|docid")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a label: its word, and what must stand before or after it to make it one.

    ``after`` is matched where the word ends, ``before`` against the 40 code points in front of it
    (write it so that it ends where they end). ``score`` is that of a value right beside it.
    """

    words: frozenset[str]
    score: float
    after: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A label on a page: where it stands, and the score of a value right beside it."""

    start: int
    end: int
    score: float


class Where(Enum):
    """How a value stands to its label: a factor on the label's score, and how it is told."""

    BESIDE = (1.0, "It stands right after {}.")
    SENTENCE = (0.9, "It follows {} in the same passage.")
    BELOW = (0.95, "It stands below {}.")
    BLOCK = (0.86, "It is the first of its shape behind a block of labels with {}.")


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of labelled number: its labels, its shape, how a match is read, how labels are told.

    ``read`` returns the normalised value and a factor up to 1, or None where the match is no such
    number; ``short`` are labels that are no words of the list (``A-number``), as a pattern.
    """

    kind: str
    forms: tuple[Form, ...]
    shape: re.Pattern[str]
    read: Callable[[re.Match[str]], tuple[str, float] | None]
    told: str
    own: Callable[[re.Match[str]], bool] = lambda _: False  # whether its shape is no other field's
    short: re.Pattern[str] | None = None
    short_score: float = 0.93
    hints: tuple[str, ...] = ()  # every short label has one of these in it


@lru_cache(maxsize=2)
def labels(low: str, sort: Sort) -> tuple[Label, ...]:
    """Return the labels of one sort on a page, in order, the number word behind them included."""
    found: list[Label] = []
    for start, end, word in words_on(low):
        if _SOCIAL.search(low, max(0, start - 60), start):
            continue  # a Social Security account is no bank's
        for form in sort.forms:
            if word not in form.words:
                continue
            if form.before and not form.before.search(low, max(0, start - 40), start):
                continue
            after = form.after.match(low, end) if form.after else None
            if form.after and not after:
                continue
            stop = after.end() if after else end
            number = _NUMBER.match(low, stop)
            found.append(Label(start, number.end() if number else stop, form.score))
            break
    if sort.short and (not sort.hints or any(hint in low for hint in sort.hints)):
        found += [Label(m.start(), m.end(), sort.short_score) for m in sort.short.finditer(low)]
    found.sort(key=lambda label: (label.start, -label.end))
    kept: list[Label] = []
    for label in found:
        if kept and label.start < kept[-1].end:
            last = kept[-1]
            score = max(last.score, label.score)
            kept[-1] = Label(last.start, max(last.end, label.end), score)
        else:
            kept.append(label)
    return tuple(kept)


_SOCIAL = re.compile(
    r"(?:s[o0]c[a-z0-9|.]{0,6}\s{0,3}sec|\bs\.?s\.?(?![a-z]))(?:(?!n[o0u])[^0-9,;]){0,40}\Z"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A value of a label: where it stands, how it is told, its score and normalised value.

    ``near``: its own words or check digits say so, whatever column it stands in.
    """

    start: int
    end: int
    score: float
    why: str
    value: str
    near: bool = True


def answers(text: str, low: str, sort: Sort) -> Iterator[Answer]:
    """Yield the values that the labels of a page speak of."""
    marks = labels(low, sort)
    for at, label in enumerate(marks):
        stop = marks[at + 1].start if at + 1 < len(marks) else len(text)
        yield from _answers(text, low, sort, label, stop)


def _answers(text: str, low: str, sort: Sort, label: Label, stop: int) -> Iterator[Answer]:
    """Yield one label's values: the first, those joined to it, and the column below."""
    reach = min(stop, label.end + FORM)
    for match in sort.shape.finditer(text, label.end, min(len(text), reach + 24)):
        if match.start() >= reach:
            return
        read = sort.read(match)
        if read is None or is_date(text, match):
            continue
        where, factor = _where(low, label, match.start(), own=sort.own(match))
        if where is None:
            return
        value, sure = read
        why = where.value[1].format(sort.told)
        if where is Where.BLOCK and not sort.own(match):
            yield from _later(text, sort, label, match.end(), reach)
            sure **= 3  # any field of the block may hold a number
        score = label.score * where.value[0] * factor * sure
        near = where in {Where.BESIDE, Where.SENTENCE} or sort.own(match)
        yield Answer(match.start(), match.end(), score, why, value, near)
        yield from _joined(text, low, sort, match, score)
        return


def _later(text: str, sort: Sort, label: Label, start: int, reach: int) -> Iterator[Answer]:
    """Yield the first number behind a block whose shape is this sort's own."""
    for match in sort.shape.finditer(text, start, min(len(text), reach + 24)):
        read = sort.read(match) if sort.own(match) and match.start() < reach else None
        if read is not None:
            score = label.score * Where.BLOCK.value[0] * read[1]
            why = Where.BLOCK.value[1].format(sort.told)
            yield Answer(match.start(), match.end(), score, why, read[0])
            return


def _where(low: str, label: Label, start: int, *, own: bool) -> tuple[Where | None, float]:
    """Return how a value at ``start`` stands to its label, and a factor for what is between."""
    between = low[label.end : start]
    lines = between.split("\n")
    if _CLAIM.search(lines[-1]) or _CABLE.search(lines[-1]) or _STAMP.search(between):
        return None, 0.0
    filled = [line for line in lines[:-1] if line.strip(" .,:;_-'|")]
    claimed = any(_CLAIM.search(line) for line in filled)
    if len(lines) == 1:
        if len(between) <= BESIDE:
            return Where.BESIDE, 1.0
        return (Where.SENTENCE, 1.0) if len(between) <= SENTENCE else (None, 0.0)
    if any(len(line) > 48 for line in filled) or len(lines[-1].strip()) > 24:
        # prose: a value broken over a line at most
        return (Where.SENTENCE, 0.8) if len(between) <= SENTENCE else (None, 0.0)
    if len(filled) <= 1 and len(between) <= 90:
        return Where.BELOW, 0.88 if claimed and not own else 1.0
    numbered = sum(sum("0" <= c <= "9" for c in line) >= 3 for line in filled)
    if own:
        return Where.BLOCK, 1.0
    return Where.BLOCK, 0.75 if numbered > 1 else 0.92 if claimed else 1.0


_AND = re.compile(r"\s{0,3}(?:,|&|and|or|y|/|;)\s{0,3}(?:n[o0]s?[.:]?\s{0,2}|#\s?)?")


def _joined(
    text: str, low: str, sort: Sort, match: re.Match[str], score: float
) -> Iterator[Answer]:
    """Yield the values joined to the first by a comma or an *and*, at most eight."""
    end = match.end()
    for _ in range(8):
        link = _AND.match(low, end)
        following = sort.shape.match(text, link.end()) if link else None
        read = sort.read(following) if following else None
        if following is None or read is None or is_date(text, following):
            return
        value, sure = read
        why = f"It is joined to a number under {sort.told}."
        yield Answer(following.start(), following.end(), score * 0.95 * sure, why, value)
        end = following.end()


def is_date(text: str, match: re.Match[str]) -> bool:
    """Say whether a match is a day, or a part of one."""
    return any(
        date.precision is Precision.DAY
        and date.start <= match.start()
        and date.end >= match.end() - 1
        for date in find_dates(text, max(0, match.start() - 8), match.start() + 1)
    )


def digits_of(written: str, least: int, most: int) -> str | None:
    """Return the digits of a number read through damage, or None where it is none.

    At least 60 % must be digits as they stand, and at least three; ``least`` to ``most`` in all.
    """
    digits = as_digits(written)
    plain = sum("0" <= c <= "9" for c in written)
    if not least <= len(digits) <= most or plain < 3 or plain * 10 < len(digits) * 6:
        return None
    return digits


_SSN = re.compile("[0-9]{3}-[0-9]{2}-[0-9]{4}")


class LabelledDetector:
    """A detector of one sort; where two labels reach one place, the better reason stays."""

    version = "2"

    def __init__(self, sort: Sort) -> None:
        """Keep the sort; its kind is the detector's name."""
        self.sort = sort
        self.name = sort.kind
        self.kinds = frozenset({sort.kind})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the values of each page, but for what may be Social Security numbers."""
        social: dict[int, list[tuple[int, int]]] = {}
        for f in earlier:
            if f.kind == "ssn" and f.score >= SUSPECTED and f.start is not None:
                social.setdefault(f.page, []).append((f.start, f.end or f.start))
        for page, grid in zip(pages, grids(pages), strict=True):
            folded = fold(page.text)
            best: dict[tuple[int, int], Answer] = {}
            cells = list(self._cells(grid))
            inside = Spans([(a.start, a.end) for a in cells if a.score >= AT_LEAST])
            for number, answer in enumerate((*cells, *self.on_page(page))):
                if number >= len(cells) and inside.crosses(answer.start, answer.end):
                    continue  # the cell knows where its value begins and ends
                if not answer.near and grid.elsewhere(self.sort.kind, answer.start, answer.end):
                    continue
                span = folded.span(answer.start, answer.end)
                if span not in best or answer.score > best[span].score:
                    best[span] = answer
            taken = Spans(social.get(page.number, ()))
            for span, answer in sorted(best.items()):
                if not taken.touch(*span):
                    yield spanned(
                        self, page, span, self.sort.kind, answer.score, answer.why, answer.value
                    )

    def _cells(self, grid: Grid) -> Iterator[Answer]:
        """Yield the values in the columns whose heads name the sort."""
        for found in values(grid, self.sort.kind, self._read):
            read = found.read
            yield Answer(read.start, read.end, found.score, found.why, read.value)

    def _read(self, text: str, cell: Group) -> Iterator[Read]:
        """Yield the numbers of the sort's shape in a cell."""
        for match in self.sort.shape.finditer(text, cell.start, cell.end):
            read = self.sort.read(match)
            if read is None or is_date(text, match) or _SSN.search(match.group()):
                continue
            yield Read(match.start(), match.end(), *read, own=self.sort.own(match))

    def on_page(self, page: Page) -> Iterator[Answer]:
        """Yield what the page's text says, places in its folded text."""
        low = fold(page.text, lower=True).text
        yield from answers(fold(page.text).text, low, self.sort)


class Spans:
    """Spans of a page in order, to be asked whether one of them is touched."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        """Sort them; those that overlap are joined."""
        self._spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self._spans and start <= self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))

    def crosses(self, start: int, end: int) -> bool:
        """Say whether one of them overlaps ``start`` to ``end`` without being the same."""
        at = bisect_left(self._spans, (start, end))
        return self.touch(start, end) and (start, end) not in self._spans[at : at + 1]

    def touch(self, start: int, end: int) -> bool:
        """Say whether one of them overlaps ``start`` to ``end``."""
        at = bisect_left(self._spans, (end, -1))
        return at > 0 and self._spans[at - 1][1] > start
