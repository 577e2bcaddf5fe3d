"""What is said where a request is not answered: a TAXII error, in constant words, and the headers of all.

Promises: the same refusal is the same bytes, whoever asks and whatever for; nothing of the request, of an
object or of an error inside stands in it. The one text that is not constant is what the desk wrote for a
partner whose sharing is paused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from starlette.responses import Response

from tearline.sharing.taxii.accepting import TAXII

HEADERS = {
    "cache-control": "no-store",
    "vary": "Accept, Authorization",
    "x-content-type-options": "nosniff",
}
_CHALLENGE = 'Basic realm="TAXII 2.1", charset="UTF-8", Bearer realm="TAXII 2.1"'
_WORDS = {
    400: (
        "Bad request",
        "A parameter of this address is malformed, repeated or not for this route.",
    ),
    401: ("Sign in", "Sign in with your login and password, or with your token."),
    403: ("Read only", "This collection is read only."),
    404: ("Not found", "There is nothing here for you. Addresses end with a slash."),
    405: ("Method not allowed", "This address is for reading."),
    406: ("Not acceptable", f"Answers here are {TAXII}."),
    429: ("Too many requests", "Wait as long as Retry-After says, then go on."),
    500: ("Failure", "This server could not answer. Tell the desk when it was."),
    503: ("Not just now", "This server is being written to. Try again in a moment."),
}
PAUSED = "Sharing with you is paused; what was not sent is kept for you."


def answer(body: bytes, extra: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """Return an answer of the server's media type, that no cache may keep."""
    headers = {"content-type": TAXII, **HEADERS, **(extra or {})}
    return Response(body, status, headers)


def refusal(status: int, extra: Mapping[str, str] | None = None) -> Response:
    """Return the one refusal of a status."""
    title, description = _WORDS[status]
    more = dict(extra or {})
    if status == 401:  # noqa: PLR2004 - the status whose answers say how to sign in
        more["www-authenticate"] = _CHALLENGE
    return answer(_error(status, title, description), more, status)


def wait(seconds: int, status: int = 429) -> Response:
    """Return the refusal that says when to come again."""
    return refusal(status, {"retry-after": str(seconds)})


def paused(text: str) -> Response:
    """Return what a partner is told while sharing is paused."""
    said = f"{PAUSED} {text}".rstrip()
    return answer(_error(403, "Sharing is paused", said), None, 403)


def _error(status: int, title: str, description: str) -> bytes:
    said = {"title": title, "description": description, "http_status": str(status)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
