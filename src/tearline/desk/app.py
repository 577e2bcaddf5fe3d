"""The review desk as an application: its routes, its guard, what is said where something fails.

Promises: every page but the sign-in and the static files stands behind the door. Makes no decision itself.
"""

from __future__ import annotations

from collections.abc import Collection
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tearline.desk.deciding_here import DecidingHere
from tearline.desk.desk import Desk
from tearline.desk.door import Door
from tearline.desk.guard import Guard, dress
from tearline.desk.holding_pages import INSTRUMENT, HoldingPages
from tearline.desk.managing import Managing
from tearline.desk.queueing import Queueing
from tearline.desk.record_pages import RecordPages
from tearline.desk.referring import Referring
from tearline.desk.repeating import Repeating
from tearline.desk.reviewing import Reviewing, no_such
from tearline.desk.signing_in import SigningIn

_STATIC = Path(__file__).with_name("static")


def build_desk(desk: Desk, *, hosts: Collection[str] = (), secure: bool = False) -> Starlette:
    """Return the desk as an application.

    ``hosts``: the names it answers to, all where there are none. ``secure``: it is reached by TLS alone.
    """
    door, reviewing = Door(desk), Reviewing(desk)
    routes: list[Route] = [
        *SigningIn(desk, secure=secure).routes(door),
        *Queueing(desk).routes(door),
        *RecordPages(desk).routes(door),
        *reviewing.routes(door),
        *DecidingHere(desk, reviewing).routes(door),
        *Repeating(desk).routes(door),
        *HoldingPages(desk).routes(door),
        *Referring(desk).routes(door),
        *Managing(desk).routes(door),
    ]

    def refused(request: Request, error: Exception) -> Response:
        status = HTTPStatus(getattr(error, "status_code", HTTPStatus.NOT_FOUND))
        if status == HTTPStatus.NOT_FOUND:
            return no_such(desk, request)
        why = f"The desk does not take that here ({status.value} {status.phrase})."
        return desk.shown.told(request, "That cannot be done here", why, status)

    def failed(request: Request, _error: Exception) -> Response:
        why = "This could not be done. That is our fault; what was recorded before stands."
        told = desk.shown.told(
            request, "Something went wrong", why, HTTPStatus.INTERNAL_SERVER_ERROR
        )
        dress(told.headers)  # made outside of the guard
        return told

    made = Starlette(
        routes=[*routes, Mount("/static", StaticFiles(directory=_STATIC))],
        middleware=[Middleware(Guard, hosts=hosts, large=(INSTRUMENT,))],
        exception_handlers={HTTPException: refused, Exception: failed},
    )
    made.router.redirect_slashes = False
    return made
