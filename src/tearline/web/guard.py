"""What every answer of the room carries, whatever made it: headers that leave a browser little to do wrong.

Promises: no script runs, nothing is loaded from elsewhere, no page is framed, no type is guessed, no address
of the room is told to another site, and no cookie is set: one that anything below would set is taken out.
Answers are asked for again before they are shown again, so that what was withdrawn does not linger; an
answer to a question is for the one who asked. A room on one's own machine answers to its own names only:
another site cannot read it by a name that leads here.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_MISDIRECTED = 421


class Guard:
    """ASGI middleware that sets the headers and refuses names that are not ours."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = ()) -> None:
        """Wrap an app; ``hosts``: the names it answers to, without ports; all where there are none."""
        self._app, self._hosts = app, frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asked = bool(scope.get("query_string"))

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message), asked=asked)
            await send(message)

        if self._hosts and scope["type"] == "http" and _name(scope) not in self._hosts:
            why = "This room does not answer to that name. Open it with --address to give it one.\n"
            await PlainTextResponse(why, _MISDIRECTED)(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)


def dress(headers: MutableHeaders, *, asked: bool) -> None:
    """Set the headers on an answer; ``asked``: its address holds a question of the reader's."""
    del headers["set-cookie"]
    for name, value in HEADERS.items():
        headers[name] = value
    headers["cache-control"] = "private, no-cache" if asked else "no-cache"


def _name(scope: Scope) -> str:
    """Return the name a request was sent to, without its port."""
    host = Headers(scope=scope).get("host", "").lower()
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host


def is_known(request: Request, tag: str) -> bool:
    """Say whether who asks has this very answer already, by its tag."""
    given = request.headers.get("if-none-match", "")
    return tag in {one.strip().removeprefix("W/") for one in given.split(",")}
