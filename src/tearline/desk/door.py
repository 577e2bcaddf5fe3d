"""Who may come in, and what a request must bring: a sign-in, a role, and for every change its token.

Promises: no endpoint behind the door is reached without a live session; none that changes anything without
the session's own token (a page of another site cannot send it); what a page of the desk shows of unreleased
records is noted before it is sent. An error of ours is said with its remedy; any other is said to be ours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tearline.desk.access.people import Role
from tearline.desk.access.sessions import Signed
from tearline.desk.answers import ConflictError
from tearline.desk.desk import Desk
from tearline.desk.shown import is_partial
from tearline.errors import LockedError, LogMovedError, TearlineError, UsageError

COOKIE = "tearline_desk"
ANYONE = frozenset(Role)
REVIEWING = frozenset({Role.REVIEWER, Role.SECOND, Role.OFFICER})

_UNCHANGED = ("/password", "/sign-out")  # what is open to who must choose a password first

Endpoint = Callable[[Request], Response]


class Door:
    """Wraps endpoints into routes. ``Door.get`` and ``Door.post`` are all that pages use."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk whose sessions count."""
        self._desk = desk

    def get(self, path: str, endpoint: Endpoint, roles: frozenset[Role] = ANYONE) -> Route:
        """Return a route for a page that signed-in people of one of these roles may see."""
        return Route(path, partial(self._answer, endpoint, roles), methods=["GET"])

    def post(self, path: str, endpoint: Endpoint, roles: frozenset[Role] = REVIEWING) -> Route:
        """Return a route for a change; the form, its token checked, is in ``form_of(request)``."""
        return Route(path, partial(self._change, endpoint, roles), methods=["POST"])

    async def _answer(
        self, endpoint: Endpoint, roles: frozenset[Role], request: Request
    ) -> Response:
        refused = await run_in_threadpool(self._enter, request, roles)
        if refused is not None:
            return refused
        return await run_in_threadpool(self._guarded, endpoint, request)

    async def _change(
        self, endpoint: Endpoint, roles: frozenset[Role], request: Request
    ) -> Response:
        refused = await run_in_threadpool(self._enter, request, roles)
        if refused is not None:
            return refused
        request.state.form = await request.form()
        given = request.headers.get("x-csrf", "") or str(request.state.form.get("csrf", ""))
        if not self._desk.sessions.check_csrf(request.state.signed, given):
            why = "The form did not come from a page of this sign-in, or the page is an old one."
            return self._desk.shown.told(
                request, "That was not done", why, HTTPStatus.FORBIDDEN, "Open the page again."
            )
        try:
            return await run_in_threadpool(self._guarded, endpoint, request)
        finally:
            await request.state.form.close()

    def _enter(self, request: Request, roles: frozenset[Role]) -> Response | None:
        """Find out who asks; return what is said to somebody who may not come in."""
        signed = self._desk.sessions.who(request.cookies.get(COOKIE, ""))
        if signed is None:
            return self._to_sign_in(request)
        request.state.signed = signed
        if signed.person.must_change and request.scope["path"] not in _UNCHANGED:
            return _sent(request, "/password")
        if not self._desk.paces.take(signed.sign_in):
            why = "This sign-in asks faster than anybody reads."
            status = HTTPStatus.TOO_MANY_REQUESTS
            remedy = "Wait a second, then do it again: nothing was done."
            return self._desk.shown.told(request, "Too fast", why, status, remedy)
        if not signed.person.roles & roles:
            needed = " or ".join(sorted(role.value for role in roles))
            why = f"This is for a {needed}; you are signed in as {signed.person.name}."
            return self._desk.shown.told(request, "Not yours to do", why, HTTPStatus.FORBIDDEN)
        return None

    def _to_sign_in(self, request: Request) -> Response:
        """Send to the sign-in, and back to the page afterwards; a change is never sent again."""
        back = request.scope["path"] if request.method == "GET" else ""
        if request.method == "GET" and request.url.query:
            back = f"{back}?{request.url.query}"
        return _sent(request, f"/sign-in?to={quote(back, safe='')}" if back else "/sign-in")

    def _guarded(self, endpoint: Endpoint, request: Request) -> Response:
        shown = self._desk.shown
        try:
            return endpoint(request)
        except ConflictError as error:
            return shown.refused(request, error, HTTPStatus.CONFLICT)
        except (LockedError, LogMovedError) as error:
            return shown.refused(request, error, HTTPStatus.SERVICE_UNAVAILABLE)
        except UsageError as error:
            return shown.refused(request, error, HTTPStatus.UNPROCESSABLE_ENTITY)
        except TearlineError as error:
            return shown.refused(request, error, HTTPStatus.INTERNAL_SERVER_ERROR)


def signed_of(request: Request) -> Signed:
    """Return who asks; only behind the door."""
    signed: Signed = request.state.signed
    return signed


def form_of(request: Request) -> FormData:
    """Return the form of a change; only behind the door."""
    form: FormData = request.state.form
    return form


def text_of(request: Request, name: str, most: int = 4000) -> str:
    """Return one field of the form as text, '' where it is not there. UsageError: it is too long."""
    value = form_of(request).get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise UsageError(f"the field {name} is longer than {most} characters", "Say it shorter.")
    return value.replace("\r\n", "\n")


def sent_to(request: Request, where: str) -> Response:
    """Send the browser to another page of the desk after a change."""
    return _sent(request, where)


def _sent(request: Request, where: str) -> Response:
    if is_partial(request):
        return Response(status_code=HTTPStatus.OK, headers={"hx-redirect": where})
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)
