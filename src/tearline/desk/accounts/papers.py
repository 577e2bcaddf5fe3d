"""What the register gives out at the desk: its export, the brief of a week as a page and as a PDF.

Promises: who took an export is noted before it is sent; every sentence of a brief leads to its sources.
Nothing that is given out here is an edition for an audience: it stays with those who sign in.
"""

from __future__ import annotations

import textwrap
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.desk.access.reads import Read
from tearline.desk.accounts.reports import Reports
from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door, signed_of
from tearline.editions.brief import Brief, brief, to_text
from tearline.editions.lines import COLUMNS
from tearline.editions.registered import to_csv, to_json
from tearline.editions.set_text import to_pdf
from tearline.errors import UsageError

WEEK = timedelta(days=6)


class RegisterPapers:
    """The export and the brief."""

    def __init__(self, desk: Desk, reports: Reports) -> None:
        """Take the desk and its register."""
        self._desk, self._reports = desk, reports

    def routes(self, door: Door) -> list[Route]:
        """Return the routes; they stand before those of single items."""
        return [
            door.get("/register/export.json", self.as_json, REVIEWING),
            door.get("/register/export.csv", self.as_csv, REVIEWING),
            door.get("/register/brief", self.brief, REVIEWING),
            door.get("/register/brief.pdf", self.brief_pdf, REVIEWING),
        ]

    def as_json(self, request: Request) -> Response:
        """Give the register as JSON."""
        self._note(request, "the register as JSON")
        data = to_json(self._reports.register, self._reports.record_of, self._today())
        return _file(data, "application/json", "register.json")

    def as_csv(self, request: Request) -> Response:
        """Give the register as a table."""
        self._note(request, "the register as a table")
        data = to_csv(self._reports.register, self._reports.record_of)
        return _file(data, "text/csv; charset=utf-8", "register.csv")

    def brief(self, request: Request) -> Response:
        """Show the brief of some days."""
        made = self._brief(request)
        values = {"brief": made}
        return self._desk.shown.page(request, "brief.html", values)

    def brief_pdf(self, request: Request) -> Response:
        """Give the brief as a PDF."""
        made, title = self._brief(request), f"Brief of {self._desk.shown.name}"
        self._note(request, f"the brief of {made.first} to {made.last}")
        lines = to_text(made, title).split("\n")
        text = "\n".join(
            row
            for line in lines
            for row in (textwrap.wrap(line, COLUMNS, subsequent_indent="  ") or [""])
        )
        name = f"brief-{made.first}-{made.last}.pdf"
        return _file(to_pdf(text, f"{title}, {made.first} to {made.last}"), "application/pdf", name)

    def _brief(self, request: Request) -> Brief:
        last = _day(request.query_params.get("last", ""), self._today())
        first = _day(request.query_params.get("first", ""), last - WEEK)
        if last < first:
            raise UsageError("those days end before they begin", "Change the two days.")
        reading = (self._reports.words_of, self._reports.head_of)
        return brief(self._reports.register, self._reports.record_of, reading, first, last)

    def _today(self) -> date:
        return self._desk.access.clock().date()

    def _note(self, request: Request, what: str) -> None:
        self._desk.reads.note(signed_of(request).person.name, Read.EXPORT, detail=what)


def _day(said: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(said) if said else otherwise
    except ValueError:
        raise UsageError(f"{said} is no day", "Write 2031-03-19.") from None


def _file(data: bytes, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(data, media_type=media_type, headers=headers)
