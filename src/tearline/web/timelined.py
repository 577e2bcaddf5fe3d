"""A timeline as a drawing: each thing a bar as long as the days it may have been, none on another.

Promises: a month is a month wide and never a point; what is uncertain is dashed; each bar is a link that
says its words and its days, and the same stands in a table beside it; equal bars give equal bytes in
whatever order they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

_ROW = 26.0
_TOP = 30.0
_LEAST = 5.0  # points of a bar
_LETTER = 6.6  # points, about, of a letter of 12 px
_LONGEST = 44  # letters of a label
_TICKS = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """A thing and the first and last day it may have been."""

    first: date
    last: date
    label: str
    href: str
    kind: str
    uncertain: bool


def timeline_svg(bars: Sequence[Bar], *, title: str, width: int = 960) -> str:
    """Return a timeline of the bars as an SVG; an empty one says so."""
    ordered = sorted(bars, key=_order)
    if not ordered:
        return (
            f'<svg class="drawn" viewBox="0 0 {width} 40" role="group" aria-label="{escape(title)}">'
            '<text x="10" y="24">Nothing with a day.</text></svg>'
        )
    begin, end = ordered[0].first, max(one.last for one in ordered)
    days = max(7, (end - begin).days + 1)
    begin -= timedelta(days=max(1, days // 40))
    scale = (width - 20) / (days * 1.08 + 2)

    def at(day: date) -> float:
        return 10 + (day - begin).days * scale

    rows: list[float] = []
    drawn = []
    for one in ordered:
        left = at(one.first)
        wide = max(_LEAST, at(one.last + timedelta(days=1)) - left)
        said = one.label if len(one.label) <= _LONGEST else one.label[: _LONGEST - 1] + "…"
        text = len(said) * _LETTER
        inside = left + wide + 6 + text > width  # then the label stands to the left of its bar
        begins = max(0.0, left - 6 - text) if inside else left
        ends = left + wide if inside else left + wide + 6 + text
        row = next((n for n, free in enumerate(rows) if free + 8 <= begins), len(rows))
        rows[row : row + 1] = [ends]
        drawn.append(_bar(one, (left, wide, _TOP + row * _ROW), said, before=inside))
    height = _TOP + len(rows) * _ROW + 8
    head = (
        f'<svg class="drawn" viewBox="0 0 {width} {height:.0f}" role="group"'
        f' aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg">'
    )
    ticks = "".join(
        f'<line class="tick" x1="{at(day):.1f}" x2="{at(day):.1f}" y1="20" y2="{height:.0f}"/>'
        f'<text class="day" x="{at(day) + 3:.1f}" y="14">{label}</text>'
        for day, label in _ticks(begin, end)
    )
    return f"{head}{ticks}{''.join(drawn)}</svg>"


def _order(one: Bar) -> tuple[date, date, str, str, bool]:
    return one.first, one.last, one.label, one.href, one.uncertain


def _bar(one: Bar, box: tuple[float, float, float], said: str, *, before: bool) -> str:
    left, wide, top = box
    days = f"{one.first}" if one.first == one.last else f"{one.first} to {one.last}"
    x, anchor = (left - 6, "end") if before else (left + wide + 6, "start")
    uncertain = " uncertain" if one.uncertain else ""
    return (
        f'<a href="{escape(one.href)}"><title>{escape(one.label)} ({days})</title>'
        f'<rect class="bar{uncertain}" x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="14" rx="2"/>'
        f'<text x="{x:.1f}" y="{top + 12:.1f}" text-anchor="{anchor}">{escape(said)}</text></a>'
    )


def _ticks(begin: date, end: date) -> Iterator[tuple[date, str]]:
    """Yield days with their labels, at most some: years, months or days by how much there is."""
    days = (end - begin).days + 1
    if days > 365 * 2:
        step = max(1, (end.year - begin.year) // _TICKS + 1)
        for year in range(begin.year + 1, end.year + 1, step):
            yield date(year, 1, 1), str(year)
    elif days > 62:  # noqa: PLR2004
        months = [
            date(begin.year + (begin.month + n) // 12, (begin.month + n) % 12 + 1, 1)
            for n in range(days // 28 + 1)
        ]
        kept = [one for one in months if begin <= one <= end]
        for one in kept[:: len(kept) // _TICKS + 1]:
            yield one, one.strftime("%Y-%m")
    else:
        for n in range(1, days, days // _TICKS + 1):
            day = begin + timedelta(days=n)
            yield day, day.isoformat()
