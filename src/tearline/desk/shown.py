"""Templates to answers of the desk: every value escaped, every form with its token, a fault in our words.

Promises: one place where pages are rendered; a template that names a value which is not there is an error,
never a blank; what goes wrong is said without a word of a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from tearline.errors import TearlineError

PLACES: tuple[tuple[str, str], ...] = (
    ("/queue", "Queue"),
    ("/records", "Records"),
    ("/search", "Search"),
    ("/reports", "Reporting"),
    ("/partners", "Partners"),
    ("/holds", "Holds"),
    ("/protected", "Protected"),
    ("/referrals", "Referrals"),
    ("/add", "Add"),
    ("/progress", "Progress"),
)


class Shown:
    """Renders templates; made once for a desk. ``places`` is the bar at the top."""

    def __init__(self, name: str) -> None:
        """Take what the desk calls itself."""
        self.name = name
        self.places: list[tuple[str, str]] = list(PLACES)
        self._env = Environment(
            loader=PackageLoader("tearline.desk"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._env.globals.update(
            desk=name, places=self.places, page_address=page_address, record_address=record_address
        )
        self._env.filters["count"] = counted

    def page(
        self,
        request: Request,
        template: str,
        values: Mapping[str, object] | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        """Render a page, or a part of one for a request that asks for a part."""
        signed = getattr(request.state, "signed", None)
        base = {
            "signed": signed,
            "csrf": signed.csrf if signed else "",
            "path": request.scope["path"],
            "partial": is_partial(request),
        }
        text = self._env.get_template(template).render(base | dict(values or {}))
        return Response(text.encode("utf-8", "replace"), status, media_type="text/html")

    def told(
        self,
        request: Request,
        title: str,
        why: str,
        status: HTTPStatus = HTTPStatus.NOT_FOUND,
        remedy: str = "",
    ) -> Response:
        """Say in our words why something is not shown or not done."""
        values = {"title": title, "why": why, "remedy": remedy, "sent": request.method == "POST"}
        return self.page(request, "told.html", values, status)

    def refused(self, request: Request, error: TearlineError, status: HTTPStatus) -> Response:
        """Say an error's message and remedy."""
        return self.told(request, "That was not done", error.message, status, error.remedy)


def is_partial(request: Request) -> bool:
    """Say whether a part of a page was asked for, to be swapped in."""
    return request.headers.get("hx-request") == "true"


def page_address(record: str, number: int) -> str:
    """Return where a page of a record is."""
    return f"{record_address(record)}/page/{number}"


def record_address(record: str) -> str:
    """Return where a record is."""
    return f"/record/{quote(record, safe='', errors='replace')}"


def counted(number: int, what: str) -> str:
    """Return '1 page', '2,000 pages'."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
