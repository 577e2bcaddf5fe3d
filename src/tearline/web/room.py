"""The reading room: releases in a browser, for readers. No login, no script, no cookie, no other site.

Promises: opens finished releases only, and imports nothing that reaches the store, the decisions or the
editions, so it cannot show what it was never given. A file is sent only where a manifest lists it and its
bytes are the listed ones. What is not there is said in our words.
Does not verify a release (``tearline verify`` does), speak TLS, or limit who asks how often: that is for the
web server before it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from pathlib import Path

from starlette.applications import Starlette
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tearline.web import chronology, whats_new
from tearline.web.drawing import Drawing
from tearline.web.finding import answer
from tearline.web.guard import Guard
from tearline.web.hall import Hall
from tearline.web.pages import Records
from tearline.web.shelf import Shelf
from tearline.web.shown import HARM_PAGE, Pages
from tearline.web.who_says import WhoSays

_STATIC = Path(__file__).with_name("static")
_PAGE = "/record/{record:whole}/{label}/page/{number}"
_SAID = "/record/{record:whole}/{label}/said"

Answering = Callable[[Request], Response | Awaitable[Response]]


class _Whole(StringConvertor):
    """What is left of an address, slashes and line ends with it: a name may have either."""

    regex = "(?s:.*)"


register_url_convertor("whole", _Whole())


def _said(request: Request, records: Records, says: WhoSays) -> Response:
    found = records.standing(request)
    return found if isinstance(found, Response) else says.show(request, found)


def build_room(
    shelf: Shelf,
    harm: str = "",
    *,
    address: str = "",
    name: str = "",
    hosts: Collection[str] = (),
    news: whats_new.News | None = None,
) -> Starlette:
    """Return the room over opened releases.

    ``harm``: where harm is reported, a mail address or an https: one; '' for a page that says how.
    ``name``: what the room calls itself.
    ``address``: the room's own, for citations and the feed; '' takes what each request names. ``hosts``: the
    names it answers to; all where there are none. ``news``: what ``whats_new.prepare`` found; None leaves
    these pages out. UsageError: ``harm`` or ``address`` is no address.
    """
    shown = Pages(harm, address, name)
    says = WhoSays(shown)
    records, hall = Records(shelf, shown, says.offered), Hall(shelf, shown, news)
    drawing = Drawing(shown)
    routes: list[tuple[str, Answering]] = [
        ("/", hall.home),
        ("/search", lambda request: answer(request, shelf, shown)),
        (f"{_PAGE}/image.png", drawing.bounded(records.image)),
        (f"{_PAGE}/image.jpg", drawing.bounded(records.jpeg)),
        (_SAID, drawing.bounded(lambda request: _said(request, records, says))),
        (f"{_PAGE}/cite", records.cite),
        (f"{_PAGE}/cite.ris", records.cite_ris),
        (_PAGE, records.page),
        ("/record/{record:whole}", records.record),
        ("/releases/feed.atom", hall.feed),
        ("/release/{label}", hall.release),
        ("/downloads/{label}/{path:whole}", hall.download),
        (HARM_PAGE, hall.harm),
    ]
    if news is not None:
        routes += whats_new.routes(shelf, shown, news, drawing)
        shown.places.append(("/new", "What is new"))
    routes += chronology.routes(shelf, shown)
    shown.places.append(("/timeline", "Timeline"))
    made = Starlette(
        routes=[
            *(Route(path, endpoint) for path, endpoint in routes),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={HTTPException: hall.refused, Exception: hall.failed},
    )
    # An address is right or is not: a redirect would be made of whatever name the request gave.
    made.router.redirect_slashes = False
    return made
