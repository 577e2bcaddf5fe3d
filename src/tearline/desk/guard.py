"""What every answer of the desk carries, and what every request must: headers, a known name, bounds.

Promises: nothing of the desk is kept by any cache, framed, run from elsewhere or told to another site; no
inline script or style runs; a request under a name that is not the desk's is refused, and so is one that is
larger than what it is for, before it is read.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src 'self'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store, private",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
FORM_BYTES = 256 << 10  # of a form; a file that is added has a limit of its own
_MISDIRECTED, _TOO_LARGE, _BAD = 421, 413, 400


class Guard:
    """ASGI middleware around the whole desk."""

    def __init__(
        self, app: ASGIApp, hosts: Collection[str] = (), large: Collection[str] = ()
    ) -> None:
        """Wrap an app; ``hosts``: names it answers to ('' all); ``large``: paths that take files."""
        self._app, self._large = app, frozenset(large)
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message))
            await send(message)

        refused = self._refusal(scope)
        if refused is not None:
            await refused(scope, receive, guarded)
            return
        room = FORM_BYTES if scope["path"] not in self._large else None
        await self._app(scope, _bounded(receive, room), guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        if self._hosts and _name(headers) not in self._hosts:
            return PlainTextResponse("This desk does not answer to that name.\n", _MISDIRECTED)
        told = headers.get("content-length", "0")
        if not told.isdecimal():
            return PlainTextResponse("The request's length is no number.\n", _BAD)
        if scope["path"] not in self._large and int(told) > FORM_BYTES:
            return PlainTextResponse("The form is too large.\n", _TOO_LARGE)
        return None


def dress(headers: MutableHeaders) -> None:
    """Set the headers on an answer."""
    for name, value in HEADERS.items():
        headers[name] = value


def _bounded(receive: Receive, room: int | None) -> Receive:
    """Return a receiver that gives up where more comes than was told: chunks have no length."""
    if room is None:
        return receive
    left = room

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            return {"type": "http.disconnect"}
        return message

    return bounded


def _name(headers: Headers) -> str:
    host = headers.get("host", "").lower()
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host
