"""A page of reporting as it came in, text or HTML: the text that is read, and where it stands in the file.

Promises: a text is read as it is, and every place in it is the file's own; an HTML page is read as the
words a reader sees, and every place is led back to the source. What the page's markup says of a line is a
hint beside it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from tearline.model.article import Basis, Hints, PageFound, Told
from tearline.model.statement import Span
from tearline.records.articles.found import as_found
from tearline.records.articles.markup import Markup, is_markup, marked_up


@dataclass(frozen=True)
class Sourced:
    """A page: ``text`` is what is read; ``markup`` how it came, None where it came as text."""

    text: str
    markup: Markup | None = None

    def found(self) -> PageFound:
        """Return its lines and articles."""
        return as_found(self.text, self.hints)

    @cached_property
    def hints(self) -> Hints | None:
        """What the page's markup says of its lines, None for a text."""
        one = self.markup
        if one is None:
            return None
        told = tuple(
            (name, Told(value, Basis.HEAD, start, end))
            for name, (value, start, end) in sorted(one.told.items())
        )
        main = one.main if any(one.main) else ()
        return Hints(main, one.levels, tuple(sorted(one.captions)), told)

    def on_file(self, span: Span) -> Span:
        """Return where a span of the text stands in the file."""
        return span if self.markup is None else self.markup.original(*span)

    def shown(self, place: int) -> int:
        """Return which character of the text a place of the file is: itself, or the last one before it."""
        if self.markup is None:
            return place
        places = self.markup.places
        run = bisect_right(places.first, place) - 1
        if run < 0:
            return 0
        after = places.at[run + 1] if run + 1 < len(places.at) else places.length
        return min(places.at[run] + place - places.first[run], max(places.at[run], after - 1))


def sourced(decoded: str) -> Sourced:
    """Return a decoded file as a page. ProgramMissingError: it is HTML, and nothing here reads that."""
    if not is_markup(decoded):
        return Sourced(decoded)
    markup = marked_up(decoded)
    return Sourced(markup.text, markup)
