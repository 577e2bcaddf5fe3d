"""A page of reporting as it came in, text or HTML: the text that is read, and where it stands in the file.

Promises: a text is read as it is, and every place in it is the file's own; an HTML page is read as the words
a reader sees, and every place is led back to the source. What the page's markup says of a line is a hint
beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from tearline.model.account import Shown
from tearline.model.article import Basis, Hints, PageFound, Told
from tearline.model.statement import Span
from tearline.records.articles.found import as_found
from tearline.records.articles.markup import Markup, is_markup, marked_up


@dataclass(frozen=True, slots=True)
class Sourced:
    """A page: ``text`` is what is read; ``shown`` leads it back to its file, None where it is the file's own.

    ``hints`` are what its markup says of its lines, None for a text.
    """

    text: str
    shown_from: Shown | None = None
    hints: Hints | None = None

    def found(self) -> PageFound:
        """Return its lines and articles."""
        return as_found(self.text, self.hints)

    def on_file(self, span: Span) -> Span:
        """Return where a span of the text stands in the file; an empty span stands at an empty one."""
        if self.shown_from is None:
            return span
        start, end = (min(max(place, 0), len(self.text)) for place in span)
        if start >= end:
            at = (
                self._one(start)[0]
                if start < len(self.text)
                else self._one(start - 1)[1]
                if start
                else 0
            )
            return at, at
        return self._one(start)[0], self._one(end - 1)[1]

    def _one(self, place: int) -> Span:
        """Return the span of the file that a character of the text came from."""
        runs = self.shown_from
        if runs is None:
            return place, place + 1
        run = bisect_right(runs.at, place) - 1
        start, end, at = runs.first[run], runs.last[run], runs.at[run]
        after = runs.at[run + 1] if run + 1 < len(runs.at) else len(self.text)
        if end - start != after - at:  # a reference, a gap, a break: it stands for its source whole
            return start, end
        return start + place - at, start + place - at + 1

    def shown(self, place: int) -> int:
        """Return which character of the text a place of the file is: itself, or the last one before it."""
        runs = self.shown_from
        if runs is None:
            return place
        run = bisect_right(runs.first, place) - 1
        if run < 0:
            return 0
        after = runs.at[run + 1] if run + 1 < len(runs.at) else len(self.text)
        return min(runs.at[run] + place - runs.first[run], max(runs.at[run], after - 1))


def sourced(decoded: str) -> Sourced:
    """Return a decoded file as a page. ProgramMissingError: it is HTML, and nothing here reads that."""
    if not is_markup(decoded):
        return Sourced(decoded)
    one = marked_up(decoded)
    places = one.places
    runs = Shown(one.text, tuple(places.at), tuple(places.first), tuple(places.last))
    return Sourced(one.text, runs, _hints(one))


def _hints(one: Markup) -> Hints:
    told = tuple(
        (name, Told(value, Basis.HEAD, start, end))
        for name, (value, start, end) in sorted(one.told.items())
    )
    main = one.main if any(one.main) else ()
    return Hints(main, one.levels, tuple(sorted(one.captions)), told)
