"""Signing in and out, and one's own password.

Promises: a wrong name and a wrong password look the same and take the same; trying too often must wait; the
session is a cookie that no script reads and no other site sends. Where one goes afterwards is a page of
this desk, whatever the address asked for.
"""

from __future__ import annotations

import threading
import time
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tearline.desk.access.people import TooOftenError
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import ANYONE, COOKIE, Door, sent_to, signed_of, text_of
from tearline.errors import UsageError

KNOWN = "tearline_browser"  # a browser in which somebody has signed in before
KNOWN_SECONDS = 90 * 24 * 3600
MINUTE, NOTED = 60.0, 30  # seconds; failures of a minute that have a row each


class SigningIn:
    """The pages of signing in."""

    def __init__(self, desk: Desk, *, secure: bool) -> None:
        """Take the desk; ``secure``: it is reached by TLS, and the cookie goes no other way."""
        self._desk, self._secure = desk, secure
        self._lock = threading.Lock()
        self._minute, self._failures = -MINUTE, 0

    def routes(self, door: Door) -> list[Route]:
        """Return the routes; signing in itself stands before the door."""
        return [
            Route("/sign-in", self.form, methods=["GET"]),
            Route("/sign-in", self.sign_in, methods=["POST"]),
            door.post("/sign-out", self.sign_out, ANYONE),
            door.get("/password", self.password_form),
            door.post("/password", self.password, ANYONE),
        ]

    def form(self, request: Request) -> Response:
        """Show the form."""
        return self._form(request, request.query_params.get("to", ""))

    def _form(
        self, request: Request, to: str, why: str = "", status: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        return self._desk.shown.page(request, "sign_in.html", {"to": own(to), "why": why}, status)

    async def sign_in(self, request: Request) -> Response:
        """Take a name and a password."""
        form = await request.form(max_files=0, max_fields=8)
        name, password = str(form.get("name", "")), str(form.get("password", ""))
        return await run_in_threadpool(
            self._sign_in, request, name, password, str(form.get("to", ""))
        )

    def _sign_in(self, request: Request, name: str, password: str, to: str) -> Response:
        desk, address = self._desk, request.client.host if request.client else ""
        try:
            known = request.cookies.get(KNOWN, "")
            person = desk.people.check(name, password, address, known)
        except TooOftenError as error:
            self._failed("too often")
            why = f"Too many tries. Wait {error.seconds} seconds, then try again."
            return self._form(request, to, why, HTTPStatus.TOO_MANY_REQUESTS)
        if person is None:
            self._failed("")
            why = "That name and password do not go together."
            return self._form(request, to, why, HTTPStatus.FORBIDDEN)
        # A cookie of an earlier sign-in is never taken over.
        desk.sessions.end(request.cookies.get(COOKIE, ""))
        token = desk.sessions.begin(person, address)
        desk.reads.note(person.name, Read.SIGNED_IN)
        where = "/password" if person.must_change else own(to) or "/"
        answer = RedirectResponse(where, HTTPStatus.SEE_OTHER)
        answer.set_cookie(
            COOKIE, token, httponly=True, samesite="strict", secure=self._secure, path="/"
        )
        # Strangers who fail under this name do not make this browser wait; it lets nobody in.
        answer.set_cookie(
            *(KNOWN, desk.people.know(person)),
            max_age=KNOWN_SECONDS,
            httponly=True,
            samesite="strict",
            secure=self._secure,
            path="/",
        )
        return answer

    def _failed(self, detail: str) -> None:
        """Note a try that failed: each, up to a few in a minute, then how many more there were.

        The access file only grows: who has no account must not be able to fill it.
        """
        now = time.monotonic()
        with self._lock:
            if now - self._minute >= MINUTE:
                more, self._minute, self._failures = self._failures - NOTED, now, 0
                if more > 0:
                    told = f"and {more} more within a minute"
                    self._desk.reads.note("", Read.SIGN_IN_FAILED, detail=told)
            self._failures += 1
            noted = self._failures <= NOTED
        if noted:
            self._desk.reads.note("", Read.SIGN_IN_FAILED, detail=detail)

    def sign_out(self, request: Request) -> Response:
        """End the session."""
        self._desk.reads.note(signed_of(request).person.name, Read.SIGNED_OUT)
        self._desk.sessions.end(request.cookies.get(COOKIE, ""))
        answer = sent_to(request, "/sign-in")
        answer.delete_cookie(COOKIE, path="/")
        return answer

    def password_form(self, request: Request) -> Response:
        """Show the form for one's own password."""
        return self._desk.shown.page(request, "password.html", {"why": ""})

    def password(self, request: Request) -> Response:
        """Change one's own password; every session ends, and one signs in again."""
        desk, name = self._desk, signed_of(request).person.name
        address = request.client.host if request.client else ""
        old, new = text_of(request, "old"), text_of(request, "new")
        try:
            known = request.cookies.get(KNOWN, "")
            good = desk.people.check(name, old, address, known) is not None
            _check_new(good=good, same=new == text_of(request, "again"))
            desk.people.set_password(name, new, name)
        except (UsageError, TooOftenError) as error:
            values = {"why": str(error)}
            return desk.shown.page(
                request, "password.html", values, HTTPStatus.UNPROCESSABLE_ENTITY
            )
        answer = sent_to(request, "/sign-in")
        answer.delete_cookie(COOKIE, path="/")
        return answer


def _check_new(*, good: bool, same: bool) -> None:
    """Refuse a change of password that is not its owner's, or a slip of the hand."""
    if not good:
        raise UsageError("the present password is another", "Type it again.")
    if not same:
        raise UsageError("the two new passwords differ", "Type both again.")


def own(to: str) -> str:
    """Return an address if it is a page of this desk, '' for anything else."""
    try:
        parts = urlsplit(to)
    except ValueError:
        return ""
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and not parts.netloc
    return to if plain and not parts.scheme and to.isprintable() and "\\" not in to else ""
