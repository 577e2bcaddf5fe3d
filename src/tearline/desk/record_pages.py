"""A record as a whole, and all that was ever said of one finding.

Promises: every determination that bears on a finding is told with who, when and why, newest last; a record's
holds and instruments are told side by side, with what is still wanted. No list here has a word of a page.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import pointing
from tearline.decisions.history import bearing
from tearline.desk import second_looks
from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import Door, signed_of
from tearline.desk.note_pages import noted
from tearline.desk.rows import row_of
from tearline.desk.sheet import leaf_of, page_of, sheet_of
from tearline.desk.work.listing import Wanted
from tearline.errors import UsageError

PAGES = 100  # pages of a record that are listed


class RecordPages:
    """The pages about records and their history."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/record/{record}", self.record),
            door.get("/record/{record}/page/{number:int}/finding/{finding}/history", self.history),
        ]

    def record(self, request: Request) -> Response:
        """Show a record: its pages with what is left on each, its holds, what was said of it whole."""
        live, who = self._desk.live, signed_of(request).person
        record_id, name = pointing.resolve(live.collection, request.path_params["record"])
        wanted = Wanted(state="", record=name)
        rows, more = self._desk.work.rows(wanted, request.query_params.get("after", ""), PAGES)
        # How much is withheld would tell a first verdict, and so would what was written about it.
        blind = live.guide.review.blind and Role.SECOND in who.roles
        owed = blind and bool(self._desk.work.counts(Wanted(record=name)).seconds)
        with live.reading() as stands:
            values = {
                "record": name,
                "blind": blind,
                "given": self._desk.notes.given(name),
                "numbers": live.collection.catalog.numbers(record_id),
                "rows": sorted(rows, key=lambda row: row.page),
                "more": more,
                "whole": stands.record_verdict(name),
                "withdrawn": stands.withdrawn(name),
                "holds": stands.holds(name),
                "instruments": stands.instruments(name),
                "lifting": {rule.kind: rule for rule in live.guide.holds},
                "noted": noted(self._desk.notes.of(name), who, blind=owed),
            }
        return self._desk.shown.page(request, "record.html", values)

    def history(self, request: Request) -> Response:
        """Show all that was said of a finding."""
        live, params = self._desk.live, request.path_params
        leaf = leaf_of(live.collection, params["record"], params["number"])
        with live.reading() as stands:
            sheet = sheet_of(live.collection, leaf, live.guide, stands)
            case = sheet.case(params["finding"])
            who = signed_of(request).person
            hidden = second_looks.is_hidden(case, who, live.guide, stands)
        if hidden:
            raise UsageError(
                "the guide has a second reviewer look before the first verdict is shown",
                "Give yours; then all that was said of it is here.",
            )
        self._desk.reads.note(who.name, Read.TEXT, leaf.record, leaf.number)
        records = frozenset(live.collection.catalog.names_of_file(leaf.file.id))
        entries = live.naming(leaf.file.sha256, *sorted(records))
        values = {
            "leaf": leaf,
            "row": row_of(sheet, case.id, page_of(live.collection, leaf)),
            "proposal": case.proposal,
            "told": list(bearing(entries, case.row.finding, leaf.file.sha256, records)),
        }
        return self._desk.shown.page(request, "history.html", values)
