"""Templates to answers. Every value that a template shows is escaped, in HTML and in the feed alike.

Promises: one place where pages are rendered, with the link to report a harm on each of them. A template
that names a value which is not there is an error, never a blank.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from tearline.errors import UsageError
from tearline.web.shelf import download_address, record_address
from tearline.web.withdrawn import Withdrawal

HARM_PAGE = "/harm"
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
# Code points that no XML may hold, however they are written.
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Pages:
    """Renders templates; made once for a room."""

    def __init__(self, harm: str = "", address: str = "", name: str = "") -> None:
        """Take where harm is reported: a mail address, a mailto: or an https: one, '' for our own page.

        ``address``: the room's own, as its readers have it; '' takes what each request names. ``name``:
        what the room calls itself. UsageError: one of the addresses is something else.
        """
        self._harm, self._address = _harm(harm), _own(address)
        self.places: list[tuple[str, str]] = [("/", "What is here")]
        self._env = Environment(
            loader=PackageLoader("tearline.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.update(record_address=record_address, download_address=download_address)
        self._env.globals["places"] = self.places
        self._env.globals["room"] = " ".join(name.split()) or "Reading room"
        self._env.filters["count"] = counted

    def show(
        self,
        request: Request,
        template: str,
        values: Mapping[str, object],
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Render a page. ``values`` are the template's own; ``query`` fills the search box."""
        base: dict[str, object] = {
            "query": "",
            "harm": self._link(request),
        }
        text = self._env.get_template(template).render(base | dict(values))
        kind = "text/html"
        if template.endswith(".atom"):
            kind, text = "application/atom+xml", _NO_XML.sub("\ufffd", text)
        # Half a code point can stand in a text and cannot be sent.
        data = text.encode("utf-8", "replace")
        return Response(data, status, media_type=f"{kind}; charset=utf-8")

    def base(self, request: Request) -> str:
        """Return where the room stands, for what leaves it: citations and the feed."""
        scheme, given = request.scope.get("scheme", "http"), request.headers.get("host", "")
        name, port = request.scope.get("server") or ("localhost", None)
        host = given if _HOST.fullmatch(given) else f"{name}:{port}" if port else name
        return self._address or f"{scheme}://{host}"

    def gone(self, request: Request, label: str, withdrawal: Withdrawal) -> Response:
        """Say that a record was withdrawn, by whom, when and why."""
        record = withdrawal.listed.record
        values = {"record": record, "label": label, "withdrawal": withdrawal}
        return self.show(request, "gone.html", values, HTTPStatus.GONE)

    def told(
        self, request: Request, title: str, why: str, status: HTTPStatus = HTTPStatus.NOT_FOUND
    ) -> Response:
        """Say in our words why there is nothing to show."""
        return self.show(request, "told.html", {"title": title, "why": why}, status)

    def _link(self, request: Request) -> str:
        """Return where harm is reported from this page, naming it where that can be done."""
        at = request.scope["path"]
        if self._harm.startswith("mailto:"):
            return f"{self._harm}?subject={quote(f'Harm on {at}', safe='', errors='replace')}"
        return (
            f"{HARM_PAGE}?at={quote(at, safe='', errors='replace')}"
            if self._harm == HARM_PAGE
            else self._harm
        )


def counted(number: int, what: str) -> str:
    """Return '1 page', '2,000 pages'."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _harm(given: str) -> str:
    if not given:
        return HARM_PAGE
    parts = _parts(given)
    if not parts.scheme and "@" in given:
        return f"mailto:{given}"
    if (parts.scheme == "mailto" and "?" not in given) or (
        parts.scheme in {"https", "http"} and parts.netloc
    ):
        return given
    why = f"'{given}' is no place to report a harm to"
    raise UsageError(why, "Give a mail address, or an address that begins with https://.")


def _own(given: str) -> str:
    parts = _parts(given)
    good = parts.scheme in {"https", "http"} and parts.netloc and not parts.query + parts.fragment
    if given and (not good or parts.path.strip("/")):
        why = f"'{given}' is no address of a room"
        raise UsageError(why, "Give it as https://room.example, with nothing after the name.")
    return given.rstrip("/")


def _parts(given: str) -> SplitResult:
    """Return the parts of an address, none of one that cannot be taken apart."""
    try:
        return urlsplit(given)
    except ValueError:
        return SplitResult("", "", "", "", "")
