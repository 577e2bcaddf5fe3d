"""The search page: what was asked in the address, what was found, and links that ask more or less.

Promises: everything a reader chose stands in the address, so that a search can be kept and sent; the notes
of the answer are always shown. A query that cannot be read is answered with the place and the remedy. Hits
on one list that are one page of a record in several releases stand as one, the best first, the others named
in it; each is a page of the count, and none is lost. Editions on another list of the same search are not
drawn together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from tearline.errors import UsageError
from tearline.reading.searching.asked import Either
from tearline.reading.searching.query import QueryError
from tearline.reading.searching.search import Answer, Hit
from tearline.web.newer import newer
from tearline.web.pieces import Piece, pieces
from tearline.web.shelf import Shelf
from tearline.web.shown import Pages

PER_PAGE = 20
_SHOWN = 12  # values of a facet that are shown
_LONGEST_NUMBER = 6  # digits of a page number in an address
_FIELDS = {"year": "date"}  # the field of a query, where the facet has another name
_CHOSEN = 20  # forms that an address may name: each stands again in every link of the answer
_LONGEST_FORM = 60  # code points of a word and its form


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: the query, word -> forms to take for it too, page of hits from 1."""

    query: str
    also: Mapping[str, tuple[str, ...]]
    page: int = 1
    left_out: int = 0

    @classmethod
    def of(cls, given: QueryParams) -> Asked:
        """Read an address: ``q``, some ``also=word=form``, ``page``; count the forms it cannot take."""
        also: dict[str, dict[str, None]] = {}
        pairs = given.getlist("also")
        for pair in pairs[:_CHOSEN]:
            word, sign, form = pair.partition("=")
            if sign and len(pair) <= _LONGEST_FORM:
                also.setdefault(word, {})[form] = None
        forms = {word: tuple(chosen) for word, chosen in also.items()}
        left_out = len(pairs) - sum(map(len, forms.values()))
        return cls(given.get("q", ""), forms, whole_number(given.get("page", "")) or 1, left_out)

    def tail(self, page: int = 1) -> str:
        """Return it as the part of an address after the question mark."""
        rows = [("q", self.query)]
        rows += [("also", f"{word}={form}") for word, forms in self.also.items() for form in forms]
        return urlencode([*rows, ("page", page)] if page > 1 else rows)

    def asking(self, query: str) -> Asked:
        """Return the same with another query, from its first hit."""
        return Asked(query, self.also)

    def with_form(self, word: str, form: str) -> Asked:
        """Return the same with a form more."""
        return Asked(self.query, {**self.also, word: (*self.also.get(word, ()), form)})

    def without_form(self, word: str, form: str) -> Asked:
        """Return the same with a form less."""
        left = tuple(one for one in self.also.get(word, ()) if one != form)
        return Asked(self.query, {**self.also, word: left})


@dataclass(frozen=True, slots=True)
class Narrower:
    """A value of a facet: how many pages have it and the search for them, '' where all have it."""

    value: str
    pages: int
    tail: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit with its snippet cut into pieces; ``verified``: as its record's files are now.

    ``withdrawn``: its record was, since; ``closed_since``: the date since which more of it is withheld.
    ``number``: its place among the hits, from 1; ``also``: the same page in other releases.
    """

    hit: Hit
    pieces: tuple[Piece, ...]
    verified: bool
    withdrawn: bool = False
    closed_since: str = ""
    number: int = 0
    also: tuple[Shown, ...] = ()


def whole_number(text: str) -> int:
    """Return a number of an address, 0 where it is none that a page can have."""
    short = 0 < len(text) <= _LONGEST_NUMBER and text.isascii()
    return int(text) if short and text.isdigit() else 0


def answer(request: Request, shelf: Shelf, shown: Pages) -> Response:
    """Answer a search."""
    asked = Asked.of(request.query_params)
    if not asked.query.strip():
        return shown.show(request, "search.html", {"answer": None, "error": None})
    try:
        found = shelf.search.search(
            asked.query,
            limit=PER_PAGE,
            offset=(asked.page - 1) * PER_PAGE,
            also=asked.also,
            facets=True,
            chips=True,
        )
    except UsageError as error:
        values = {
            "query": asked.query,
            "answer": None,
            "error": error,
            "around": _around(error, asked),
        }
        return shown.show(request, "search.html", values, HTTPStatus.BAD_REQUEST)
    return shown.show(request, "search.html", _values(asked, found, shelf))


def _values(asked: Asked, found: Answer, shelf: Shelf) -> dict[str, object]:
    last = found.offset + len(found.hits)
    more = last < found.pages and bool(found.hits)
    return {
        "query": asked.query,
        "error": None,
        "answer": found,
        "hits": _grouped(found, shelf),
        "left_out": asked.left_out,
        # The same with every search: a number of those that have the words would tell of the words.
        "withdrawn": 0
        if shelf.also_withdrawn
        else len({name for rows in shelf.withdrawn.values() for name in rows}),
        "begin": asked.tail(),
        "first": found.offset + 1,
        "last": last,
        "tail": asked.tail(),
        "earlier": asked.tail(asked.page - 1) if asked.page > 1 else "",
        "later": asked.tail(asked.page + 1) if more else "",
        "added": [
            (word, form, asked.without_form(word, form.form).tail())
            for word, forms in found.added.items()
            for form in forms
        ],
        "offered": [
            (word, form, asked.with_form(word, form.form).tail())
            for word, forms in found.offered.items()
            for form in forms
        ],
        "facets": _facets(asked, found),
        "left": {name: len(rows) - _SHOWN for name, rows in (found.facets or {}).items()},
    }


def _grouped(found: Answer, shelf: Shelf) -> list[Shown]:
    """Return the hits; those that are one page of a record in several releases are one, the best first."""
    rows: dict[tuple[str, int], list[Shown]] = {}
    for number, hit in enumerate(found.hits, found.offset + 1):
        cut = pieces(hit.snippet.text, hit.snippet.spans)
        row = Shown(hit, cut, *_known(hit, shelf), number=number)
        rows.setdefault((hit.record, hit.page), []).append(row)
    return [replace(first, also=tuple(others)) for first, *others in rows.values()]


def _known(hit: Hit, shelf: Shelf) -> tuple[bool, bool, str]:
    """Return of a hit: its files are verified, its record was withdrawn since, more is closed since."""
    standing = shelf.standing(hit.record, hit.release)
    if standing is None:
        return False, False, ""
    later = newer(shelf, standing, hit.page)
    verified = hit.verified and not standing.faults
    withdrawn = shelf.withdrawal(hit.release, hit.record) is not None
    return verified, withdrawn, later.closed_since if later else ""


def _facets(asked: Asked, found: Answer) -> dict[str, list[Narrower]]:
    """Return the facets that say something, each value with the search that narrows to it."""
    shown: dict[str, list[Narrower]] = {}
    for name, rows in (found.facets or {}).items():
        if rows:
            shown[name] = [
                Narrower(
                    value,
                    pages,
                    "" if pages == found.pages else _narrowed(asked, found, name, value),
                )
                for value, pages in rows[:_SHOWN]
            ]
    return shown


def _narrowed(asked: Asked, found: Answer, facet: str, value: str) -> str:
    """Return the search with ``field:"value"`` beside it; what is joined by OR stays together."""
    query = f"({asked.query})" if isinstance(found.query.root, Either) else asked.query
    quoted = value if facet == "year" else '"' + value.replace('"', " ") + '"'
    return asked.asking(f"{query} {_FIELDS.get(facet, facet)}:{quoted}").tail()


def _around(error: UsageError, asked: Asked) -> tuple[str, str] | None:
    """Return the query's text before and after the place of an error, some 40 characters of each."""
    if not isinstance(error, QueryError):
        return None
    at = error.position
    return asked.query[max(at - 40, 0) : at], asked.query[at : at + 40]
