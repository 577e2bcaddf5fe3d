"""Search over the collection itself: words, kinds of finding, states, reviewers, records: hits lead to pages.

Promises: every query is in ``access.db`` before it is answered, whole however long, and so is every page of
which a piece is shown; words come in a form, never in an address, which histories and logs keep. A query
that cannot be read is answered with its place and what to write. While the index is being made the page
says how far that is, and no other page waits for it. Nothing is kept by a cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import pointing
from tearline.desk.access.reads import LONGEST, Read
from tearline.desk.desk import Desk
from tearline.desk.door import ANYONE, Door, form_of, signed_of
from tearline.desk.rows import title_of
from tearline.desk.seeking.hits import STATES, Answered, Asked, Looking
from tearline.desk.seeking.index import OwnIndex
from tearline.errors import UsageError
from tearline.reading.searching.query import QueryError
from tearline.web.pieces import Piece, pieces

SEARCH = "/search"
_PIECE = LONGEST - 20  # characters of a query in one row of access.db
_AROUND = 60  # characters shown before and behind the place of a fault


class Seeking:
    """The search page."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the index is opened with the first search."""
        self._desk = desk
        self._index = OwnIndex(desk.live.collection)

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get(SEARCH, self.by_address),
            door.post(SEARCH, self.search, ANYONE),
            door.post(f"{SEARCH}/index", self.index, ANYONE),
        ]

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def by_address(self, request: Request) -> Response:
        """Show the form, or answer what an address may ask: filters, never words."""
        asked = Asked.of(request.query_params)
        if asked.words:
            error = UsageError(
                "words are not taken from an address, which histories and logs keep",
                "Write them here.",
            )
            bare = replace(asked, words="")
            return self._shown(request, bare, {"error": error}, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._answered(request, asked)

    def search(self, request: Request) -> Response:
        """Answer a search."""
        return self._answered(request, _asked(request))

    def _answered(self, request: Request, asked: Asked) -> Response:
        if not asked.fields():
            return self._shown(request, asked)
        signed = signed_of(request)
        self._note(signed.person.name, asked)
        try:
            asked = self._named(asked)
        except UsageError as error:
            return self._shown(request, asked, {"error": error}, HTTPStatus.UNPROCESSABLE_ENTITY)
        looking = Looking(self._desk, signed.person)
        if not asked.words:
            return self._answer(request, asked, looking.by_filters(asked))
        own = self._index.now()
        if own.pages is None:
            return self._shown(request, asked, {"doing": own.doing})
        try:
            answered = looking.by_words(asked, own.pages)
        except QueryError as error:
            values = {"error": error, "around": _around(asked.words, error.position)}
            return self._shown(request, asked, values, HTTPStatus.BAD_REQUEST)
        except UsageError as error:
            self._index.again()
            return self._shown(request, asked, {"error": error}, HTTPStatus.SERVICE_UNAVAILABLE)
        return self._answer(request, asked, answered, {"doing": own.doing, "behind": own.behind})

    def index(self, request: Request) -> Response:
        """Say how far the index is: a part of the page."""
        own = self._index.now(0.0)
        ready = own.pages is not None
        values = {"doing": own.doing, "ready": ready, "asked": _asked(request)}
        return self._desk.shown.page(request, "seek_index.html", values)

    def _named(self, asked: Asked) -> Asked:
        """Return what was asked with the record by its own name. UsageError: there is no such record."""
        if not asked.record:
            return asked
        _, name = pointing.resolve(self._desk.live.collection, asked.record)
        return Asked(asked.words, asked.kind, asked.state, asked.by, name, asked.after)

    def _note(self, who: str, asked: Asked) -> None:
        """Write a query down, in as many rows as it needs."""
        told = " · ".join(
            value if name == "q" else f"{name}: {value}" for name, value in asked.fields().items()
        )
        parts = [told[at : at + _PIECE] for at in range(0, len(told), _PIECE)]
        rows = (
            ("", 0, part if len(parts) == 1 else f"({n} of {len(parts)}) {part}")
            for n, part in enumerate(parts, start=1)
        )
        self._desk.reads.note_all(who, Read.SEARCH, rows)

    def _answer(
        self,
        request: Request,
        asked: Asked,
        answered: Answered,
        values: Mapping[str, object] | None = None,
    ) -> Response:
        """Show an answer, each page of which a piece is shown written down."""
        seen = [(one.record, one.page, "in a search") for one in answered.found if one.snippet]
        if seen:
            self._desk.reads.note_all(signed_of(request).person.name, Read.TEXT, seen)
        more = {"answer": answered, "next": answered.after}
        return self._shown(request, asked, more | dict(values or {}))

    def _shown(
        self,
        request: Request,
        asked: Asked,
        values: Mapping[str, object] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        base = {
            "asked": asked,
            "kinds": [(kind, title_of(kind)) for kind, _ in self._desk.work.kinds()],
            "states": STATES,
            "people": sorted(person.name for person in self._desk.people.all()),
            "answer": None,
            "error": None,
            "around": (),
            "doing": None,
            "behind": False,
            "next": "",
        }
        return self._desk.shown.page(request, "seek.html", base | dict(values or {}), status)


def _asked(request: Request) -> Asked:
    """Return what a form asks."""
    given = form_of(request)
    return Asked.of({key: value for key, value in given.items() if isinstance(value, str)})


def _around(query: str, position: int) -> tuple[Piece, ...]:
    """Return the query about the place of a fault, the character there marked."""
    begin, end = max(position - _AROUND, 0), position + _AROUND
    at = position - begin
    near = query[begin:end] + (" " if position >= len(query) else "")
    return pieces(near, ((at, at + 1),))
