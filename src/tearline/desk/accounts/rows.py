"""What a page of reporting shows: its lines with what was read in them, and a row for each candidate.

Promises: the lines put together are the page's text; each candidate has one row, with every particular, the
words it came from, how sure it is and what was answered. Draws nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tearline.decisions.register import Item
from tearline.decisions.told import Field, fields_of, title_of
from tearline.desk.accounts.reports import Report, Reports
from tearline.desk.texts import Piece, pieces_of
from tearline.findings.particulars import Candidate
from tearline.model.article import Line, LineLabel
from tearline.model.register import Kind

SURE = 0.8  # from which a statement was read as sure
LONGEST = 160_000  # characters of a page that is shown whole


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate as it is shown. ``state``: candidate, accepted, rejected or withdrawn."""

    number: int
    candidate: Candidate
    item: Item | None
    article: int

    @property
    def state(self) -> str:
        """What was answered."""
        return self.item.body.standing if self.item is not None else "candidate"

    @property
    def sure(self) -> str:
        """How sure it is: a word for a statement, else in a hundred."""
        if self.candidate.kind is Kind.STATEMENT:
            return "sure" if self.candidate.sure >= SURE else "please check"
        return f"{100 * self.candidate.sure:.0f} %"

    @property
    def fields(self) -> list[Field]:
        """Its particulars, as entered where it was answered."""
        held = self.item.body.particulars if self.item is not None else self.candidate.particulars
        return fields_of(self.candidate.kind, held)

    @property
    def title(self) -> str:
        """Its main words."""
        return title_of(self.candidate.kind, [field.said for field in self.fields])


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the page: what it is, its place in the file, its text in pieces that say what they are of."""

    line: Line
    start: int
    end: int
    headline: bool
    pieces: list[Piece]


def rows_of(report: Report, reports: Reports) -> list[Row]:
    """Return a row for each candidate of a page, in order of place."""
    articles = [(line.start, line.article) for line in report.account.lines]
    made, at = [], 0
    for number, one in enumerate(report.candidates):
        while at + 1 < len(articles) and articles[at + 1][0] <= one.span[0]:
            at += 1
        made.append(Row(number, one, reports.answer(one), articles[at][1] if articles else 0))
    return made


def lines_of(report: Report, rows: Sequence[Row], article: int) -> list[ShownLine]:
    """Return the lines of a page, or of one of its articles where one is asked for (0: all)."""
    shown = report.source.shown
    heads = {one.headline for one in report.account.articles}
    spans = [
        (
            shown(place.start),
            shown(place.end - 1) + 1,
            str(row.number),
            f"{row.candidate.kind.value} {row.state}",
        )
        for row in rows
        for part in row.candidate.particulars
        for place in part.places
        if place.start is not None
        and place.end is not None
        and part.name in {"speaker", "cue", "content", "obligor", "act", "mention"}
    ]
    spans.sort()
    made, first = [], 0
    for at, line in enumerate(report.account.lines):
        while first < len(spans) and spans[first][1] <= line.start:
            first += 1
        if article not in {0, line.article} or line.label is LineLabel.BLANK:
            continue
        inside = []
        for start, end, row, state in spans[first:]:
            if start >= line.end:
                break
            if end > line.start:
                inside.append((start - line.start, end - line.start, row, state))
        pieces = pieces_of(report.text[line.start : line.end], inside)
        moved = [
            replace(one, start=report.source.on_file((one.start + line.start, line.end))[0])
            for one in pieces
        ]
        made.append(
            ShownLine(line, *report.source.on_file((line.start, line.end)), at in heads, moved)
        )
    return made
