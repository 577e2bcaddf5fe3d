"""The TAXII 2.1 server: partners read their own collection, and nobody writes.

Promises: a partner sees the collection that is theirs; any other id, of somebody's or of nobody's, is the
same 404, found out without looking. An answer is made of this partner's rows and of constants: no totals, no
clock. Objects leave in the bytes they were published in. What cannot be answered is a TAXII error in constant
words. ``more`` never comes without ``next``.
Does not speak TLS (``serve`` does) and keeps no session.
"""

from __future__ import annotations

import dataclasses
import hmac
import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.errors import UsageError
from tearline.sharing.taxii.accepting import STIX, TAXII
from tearline.sharing.taxii.door import Door, visit
from tearline.sharing.taxii.filters import STANDARD, Filters, MalformedError, read_filters
from tearline.sharing.taxii.limits import Limits
from tearline.sharing.taxii.moments import timestamp
from tearline.sharing.taxii.places import Places
from tearline.sharing.taxii.reading import Handing, Page, Partner, Reading, Row
from tearline.sharing.taxii.refusals import answer, paused, refusal
from tearline.sharing.taxii.shelf import now_utc
from tearline.sharing.taxii.wares import STIX_ID

ROOT = "/partner/"
_COLLECTION = ROOT + "collections/{collection}/"
_OBJECT = _COLLECTION + "objects/{object}/"
_SHORTEST_KEY = 16
_NO_BODY = 1  # max_content_length is greater than zero, though nothing may be sent
_READ = ("GET",)
_FIELDS = {
    "objects": STANDARD,
    "manifest": STANDARD,
    "object": frozenset({"version", "spec_version"}),
    "versions": frozenset({"spec_version"}),
}


def build_server(
    shelf_path: Path,
    *,
    title: str,
    clock: Callable[[], datetime] = now_utc,
    key: bytes,
    limits: Limits | None = None,
    ticks: Callable[[], float] = time.monotonic,
) -> Starlette:
    """Return the server over a shelf.

    ``title``: what partners read as its name; ``key``: signs the places of ``next``, the same in each process
    that serves this shelf; ``clock``: the time fetches are noted with; ``ticks``: seconds for the limits.
    UsageError: the shelf is none, the key is too short.
    """
    if len(key) < _SHORTEST_KEY:
        raise UsageError("the key of the server is too short", "Give 32 random bytes.")
    limits = limits or Limits()
    reading = Reading(shelf_path)
    answers = Answers(reading, title, Places(key), limits)
    made = Starlette(
        routes=[
            Route("/taxii2/", answers.discovery, methods=_READ),
            Route(ROOT, answers.root, methods=_READ),
            Route(ROOT + "status/{status}/", answers.status, methods=_READ),
            Route(ROOT + "collections/", answers.collections, methods=_READ),
            Route(_COLLECTION, answers.collection, methods=_READ),
            Route(_COLLECTION + "manifest/", answers.manifest, methods=_READ),
            Route(_COLLECTION + "objects/", answers.objects, methods=("GET", "POST")),
            Route(_OBJECT, answers.object, methods=("GET", "DELETE")),
            Route(_OBJECT + "versions/", answers.versions, methods=_READ),
        ],
        middleware=[Middleware(Door, reading=reading, limits=limits, clock=clock, ticks=ticks)],
        exception_handlers={HTTPException: _refused, Exception: _failed},
    )
    made.state.reading = reading  # for who closes it
    made.router.redirect_slashes = False  # an address is right or is not
    return made


class Answers:
    """The answer of each route."""

    def __init__(self, reading: Reading, title: str, places: Places, limits: Limits) -> None:
        """Take the shelf, the server's title, what signs places, and how much goes out at once."""
        self._reading, self._title = reading, title
        self._places, self._limits = places, limits

    def discovery(self, _: Request) -> Response:
        """Say what server this is and where its one root is."""
        return _json({"title": self._title, "default": ROOT, "api_roots": [ROOT]})

    def root(self, _: Request) -> Response:
        """Say what the root speaks."""
        said = {"title": self._title, "versions": [TAXII], "max_content_length": _NO_BODY}
        return _json(said)

    def status(self, _: Request) -> Response:
        """Say that there is no such status: nobody writes here."""
        return refusal(404)

    def collections(self, request: Request) -> Response:
        """List the partner's one collection."""
        return _json({"collections": [_told(visit(request).partner)]})

    def collection(self, request: Request) -> Response:
        """Tell of the partner's collection."""
        return self._refusal(request) or _json(_told(visit(request).partner))

    def manifest(self, request: Request) -> Response:
        """List what there is, without the objects themselves."""
        return self._refusal(request) or self._paged(request, "manifest", {}, _manifest)

    def objects(self, request: Request) -> Response:
        """Hand over a page of objects; POST is refused, as to a reader."""
        refused = self._refusal(request)
        if refused is not None:
            return refused
        if request.method == "POST":
            return refusal(403)
        return self._paged(request, "objects", {}, _objects)

    def object(self, request: Request) -> Response:
        """Hand over one object; DELETE is refused, as to a reader."""
        refused = self._refusal(request)
        if refused is not None:
            return refused
        if request.method == "DELETE":
            return refusal(403)
        return self._of_one(request, "object", _objects)

    def versions(self, request: Request) -> Response:
        """List the versions of one object that may be had."""
        return self._refusal(request) or self._of_one(request, "versions", _versions)

    def _of_one(
        self, request: Request, route: str, written: Callable[[Page], list[bytes]]
    ) -> Response:
        name = request.path_params["object"]
        if not STIX_ID.fullmatch(name) or not self._reading.has(visit(request).partner, name):
            return refusal(404)
        return self._paged(request, route, {"ids": (name,)}, written)

    def _paged(
        self,
        request: Request,
        route: str,
        narrowed: Mapping[str, Any],
        written: Callable[[Page], list[bytes]],
    ) -> Response:
        """Answer with a page, and have it noted before it leaves."""
        here = visit(request)
        try:
            filters = read_filters(request.query_params.multi_items(), _FIELDS[route])
        except MalformedError:
            return refusal(400)
        filters = dataclasses.replace(filters, **narrowed)
        after = filters.added_after if filters.added_after is not None else -1
        if filters.next is not None:
            place = self._places.read(filters.next, here.partner.collection, route, filters.digest)
            if place is None:
                return refusal(400)
            after = max(after, place)
        page = self._reading.page(
            here.partner,
            filters,
            after,
            min(filters.limit or self._limits.page, self._limits.page),
            weight=self._limits.page_bytes if written is _objects else None,
        )
        here.handing = Handing(route, page.rows)
        return self._sheet(here.partner, route, filters, page, written(page))

    def _sheet(
        self, partner: Partner, route: str, filters: Filters, page: Page, each: list[bytes]
    ) -> Response:
        """Return a page as it is sent."""
        if not page.rows:
            return answer(b"{}")
        first, last = page.rows[0].added, page.rows[-1].added
        head = b""
        if page.more:
            place = self._places.after(last, partner.collection, route, filters.digest)
            head = b'"more":true,"next":' + json.dumps(place).encode() + b","
        name = b'"versions":[' if route == "versions" else b'"objects":['
        body = b"".join((b"{", head, name, b",".join(each), b"]}"))
        times = {
            "x-taxii-date-added-first": timestamp(first),
            "x-taxii-date-added-last": timestamp(last),
        }
        return answer(body, times)

    def _refusal(self, request: Request) -> Response | None:
        """Return the refusal where the collection is not the partner's, or sharing is paused."""
        partner = visit(request).partner
        asked = request.path_params["collection"].encode("utf-8", "surrogatepass")
        if not hmac.compare_digest(asked, partner.collection.encode()):
            return refusal(404)
        return None if partner.paused is None else paused(partner.paused)


def _told(partner: Partner) -> dict[str, Any]:
    return {
        "id": partner.collection,
        "title": partner.title,
        "can_read": True,
        "can_write": False,
        "media_types": [STIX],
    }


def _objects(page: Page) -> list[bytes]:
    return [row.body for row in page.rows]


def _manifest(page: Page) -> list[bytes]:
    return [_bytes(_record(row)) for row in page.rows]


def _record(row: Row) -> dict[str, str]:
    added = timestamp(row.added)
    return {"id": row.id, "date_added": added, "version": row.version, "media_type": STIX}


def _versions(page: Page) -> list[bytes]:
    return [_bytes(row.version) for row in page.rows]


def _json(said: Mapping[str, Any]) -> Response:
    return answer(_bytes(said))


def _bytes(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _refused(_: Request, error: Exception) -> Response:
    """Answer what no route answers: 404, or 405 with what is allowed."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == 405:  # noqa: PLR2004 - a method that an address does not have
        allowed = (error.headers or {}) if isinstance(error, HTTPException) else {}
        return refusal(405, {"allow": _sorted(allowed.get("Allow", "GET"))})
    return refusal(404)


def _sorted(allowed: str) -> str:
    """Return the methods in one order: they come out of a set."""
    return ", ".join(sorted(one.strip() for one in allowed.split(",")))


def _failed(_: Request, __: Exception) -> Response:
    return refusal(500)
