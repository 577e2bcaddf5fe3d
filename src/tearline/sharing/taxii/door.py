"""The door of the server: every request passes it, is counted, signed in, and let out again.

Promises: without a good login and password or token there is one answer, 401, whatever was asked; what a
stranger sends costs the same whether a login is somebody's or nobody's. Who asks too often is told when to
come again. An answer is made whole before any of it leaves, and leaves only if nothing has changed for its
partner since it was made (``Reading.hand``): else it is made again. HEAD has the headers of GET and no body.
Does not read a request's body: nobody may send anything here.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tearline.errors import TearlineError
from tearline.sharing.taxii.accepting import is_accepted
from tearline.sharing.taxii.credentials import BusyError, Credentials, token_digest
from tearline.sharing.taxii.limits import Buckets, Limits, place_of
from tearline.sharing.taxii.reading import Handing, Partner, Reading
from tearline.sharing.taxii.refusals import refusal, wait

_LONGEST = 4096  # characters of an Authorization header
_TRIES = 4  # times an answer is made, where things go on changing
_SOON = 2  # seconds
_VISIT = "tearline.visit"


@dataclass(slots=True)
class Visit:
    """One request of a partner; ``handing``: the objects of the answer, noted before it leaves."""

    partner: Partner
    handing: Handing | None = None


def visit(request: Request) -> Visit:
    """Return the visit that a request is of."""
    found: Visit = request.scope[_VISIT]
    return found


class Door:
    """ASGI middleware around the whole server."""

    def __init__(
        self,
        app: ASGIApp,
        reading: Reading,
        limits: Limits,
        clock: Callable[[], datetime],
        ticks: Callable[[], float],
    ) -> None:
        """Wrap an app; ``clock``: the time that fetches are noted with; ``ticks``: seconds for the limits."""
        self._app, self._reading, self._clock = app, reading, clock
        self._credentials = Credentials()
        kept = limits.kept
        self._by_login = Buckets(limits.login_burst, limits.login_per_second, kept, ticks)
        self._by_address = Buckets(limits.address_burst, limits.address_per_second, kept, ticks)
        self._failures = Buckets(limits.failure_burst, limits.failure_per_second, kept, ticks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        place = place_of(scope["client"][0] if scope.get("client") else "")
        answered = await self._answered(scope, receive, headers, place)
        if isinstance(answered, Response):
            answered = _messages(answered)
        for message in answered:
            is_body = message["type"] == "http.response.body"
            bare = is_body and scope["method"] == "HEAD"
            await send({**message, "body": b"", "more_body": False} if bare else message)

    async def _answered(
        self, scope: Scope, receive: Receive, headers: Headers, place: str
    ) -> Response | list[Message]:
        """Return a refusal, or all that is to be sent."""
        seconds = self._by_address.take(place)
        if seconds:
            return wait(seconds)
        counted = False
        try:
            for _ in range(_TRIES):
                partner = await run_in_threadpool(self._signed_in, headers, place)
                if isinstance(partner, Response):
                    return partner
                seconds = 0 if counted else self._by_login.take(partner.login)
                if seconds:
                    return wait(seconds)
                counted = True
                if not is_accepted(_accept(headers)):
                    return refusal(406)
                made = await self._made(scope, receive, partner)
                if made is not None:
                    return made
        except BusyError:
            return wait(_SOON)
        except TearlineError:
            pass  # the file is locked, full or damaged: its words are for the desk
        return wait(_SOON, 503)

    async def _made(self, scope: Scope, receive: Receive, partner: Partner) -> list[Message] | None:
        """Return an answer, noted down; None: what it was made of has changed."""
        messages: list[Message] = []
        here = Visit(partner)

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app({**scope, _VISIT: here}, receive, keep)
        good = await run_in_threadpool(self._may_leave, scope["method"], here)
        return messages if good else None

    def _may_leave(self, method: str, here: Visit) -> bool:
        if here.handing is None or method == "HEAD":
            return self._reading.stands(here.partner)
        return self._reading.hand(here.partner, here.handing, self._clock())

    def _signed_in(self, headers: Headers, place: str) -> Partner | Response:
        """Return who is asking, or the refusal."""
        said = headers.getlist("authorization")
        if len(said) != 1 or len(said[0]) > _LONGEST:
            return refusal(401)
        scheme, _, rest = said[0].partition(" ")
        partner: Partner | None = None
        if scheme.lower() == "bearer":
            partner = self._reading.by_token(token_digest(rest.strip()))
        elif scheme.lower() == "basic":
            login, password = _basic(rest.strip())
            found = self._reading.by_login(login)
            digest = "" if found is None else found.password
            if found is not None and self._credentials.is_known(login, digest, password):
                return found
            seconds = self._failures.take(place)
            if seconds:  # counted before the password is looked at: many at once gain nothing
                return wait(seconds)
            if not self._credentials.matches(login, digest, password) or found is None:
                return refusal(401)
            self._failures.give_back(place)
            return found
        if partner is None:
            seconds = self._failures.take(place)
            return wait(seconds) if seconds else refusal(401)
        return partner


def _accept(headers: Headers) -> str | None:
    """Return the Accept headers as one, or None."""
    return ",".join(headers.getlist("accept")) or None


def _basic(said: str) -> tuple[str, str]:
    """Return login and password; what is not well formed is nobody's."""
    try:
        login, _, password = base64.b64decode(said, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return login, password


def _messages(response: Response) -> list[Message]:
    start: Message = {
        "type": "http.response.start",
        "status": response.status_code,
        "headers": response.raw_headers,
    }
    return [start, {"type": "http.response.body", "body": bytes(response.body)}]
