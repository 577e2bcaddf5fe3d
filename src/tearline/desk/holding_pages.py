"""Holds and what lifts them: each kind by itself, with its instruments.

Promises: an instrument is kept with its own file, whom it is from, its docket, date and scope, and what it
lifts is told at once, record by record: a court's order that is attached where a tax hold stands lifts the
seal alone, and the page says so and what would lift the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import guide as guides
from tearline.decisions import holds, importing, pointing, reaching
from tearline.decisions.standing import Standing
from tearline.desk.access.people import Role
from tearline.desk.arriving.incoming import Incoming
from tearline.desk.arriving.receiving import KEY, Limits, Received, Receiving
from tearline.desk.desk import Desk, actor
from tearline.desk.door import Door, sent_to, signed_of, text_of
from tearline.errors import UsageError
from tearline.model.decision import Instrument
from tearline.store import schema as t

OFFICERS = frozenset({Role.OFFICER})
INSTRUMENT = "/holds/instrument"  # its path takes a file
LIMITS = Limits(file=32 << 20, files=1, total=33 << 20)
LISTED = 50


@dataclass(frozen=True, slots=True)
class Held:
    """A record with the holds that stand on it now, each with why, and its instruments."""

    record: str
    standing: tuple[holds.Unlifted, ...]
    instruments: tuple[Instrument, ...]


class HoldingPages:
    """The pages about holds."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._incoming = Incoming(desk.live.collection.config.root)

    def routes(self, door: Door) -> list[Route]:
        """Return the routes; the instrument's file goes to the collection's own folder, never elsewhere."""
        takes = door.post(INSTRUMENT, self.instrument, OFFICERS).app
        return [
            door.get("/holds", self.holds),
            door.post("/holds/place", self.place, OFFICERS),
            Route(INSTRUMENT, Receiving(takes, self._incoming, LIMITS), methods=["POST"]),
        ]

    def holds(self, request: Request) -> Response:
        """List the records on which a hold stands, and say what lifts each kind."""
        return self._shown(request, request.query_params.get("after", ""), ())

    def _shown(
        self,
        request: Request,
        after: str,
        told: tuple[Held, ...],
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Response:
        desk = self._desk
        names, more = desk.work.held_records(after, LISTED)
        with desk.live.reading() as stands:
            held = [self.held(name, stands) for name in names]
            rows = [(one, self._reaches(one.record, stands)) for one in held if one.standing]
        values = {
            "rows": rows,
            "rules": desk.live.guide.holds,
            "told": told,
            "more": more,
            "may": bool(signed_of(request).person.roles & OFFICERS),
            "kinds": sorted({one for rule in desk.live.guide.holds for one in rule.lifted_by}),
            "record": request.query_params.get("record", ""),
        }
        return desk.shown.page(request, "holds.html", values, status)

    def _reaches(self, record: str, stands: Standing) -> tuple[str, ...]:
        """Return the other records that a record's holds keep back too, for a copy of a page."""
        live, today = self._desk.live, self._desk.access.clock().date().isoformat()
        return reaching.records_reached(live.collection, live.guide, stands, today, record)

    def held(self, record: str, stands: Standing) -> Held:
        """Return a record with what stands on it now."""
        live = self._desk.live
        record_id, name = pointing.resolve(live.collection, record)
        found = []
        files = live.collection.catalog.files_of(record_id)
        for file in files:
            rows = live.collection.catalog.findings(
                file_id=file.id, where=[t.finding.c.kind.startswith("hold.")]
            )
            for row in rows:
                proposal = guides.propose(row.finding, live.guide)
                found.append((file.sha256, row.finding, proposal))
        today = self._desk.access.clock().date().isoformat()
        # A hold reaches copies of its pages in whatever record they stand, as the gate has it.
        elsewhere = reaching.reached(live.collection, live.guide, stands, today, (name, files))
        standing = holds.unlifted(name, found, stands, live.guide, today, elsewhere)
        return Held(name, standing, stands.instruments(name))

    def place(self, request: Request) -> Response:
        """Place a hold on a record."""
        line: dict[str, object] = {
            "type": "hold",
            **{key: text_of(request, key) for key in ("record", "kind", "reason")},
        }
        self._append(request, line, Path())
        return sent_to(request, "/holds")

    def instrument(self, request: Request) -> Response:
        """Attach an instrument with its file, and say what it lifts."""
        line: dict[str, object] = {"type": "instrument"}
        for key in ("kind", "issuer", "docket", "date", "scope"):
            line[key] = text_of(request, key)
        names = [
            name.strip() for name in text_of(request, "records").replace(",", "\n").split("\n")
        ]
        today = self._desk.access.clock().date().isoformat()
        if text_of(request, "date") > today:
            raise UsageError("the instrument is dated in a time to come", "Give the date it bears.")
        records = [name for name in names if name]
        line["records"] = records
        received = request.scope.get(KEY)
        came = received.files if isinstance(received, Received) else []
        if len(came) != 1 or came[0].part is None or not came[0].size:
            why = (came[0].fault if came else "") or "the instrument's own file is missing"
            raise UsageError(why, "Attach the order itself, one file.")
        line["file"] = came[0].name
        self._append(request, line, came[0].part)  # a folder of its own, and the file in it
        with self._desk.live.reading() as stands:
            told = tuple(self.held(str(name), stands) for name in records)
        return self._shown(request, "", told)

    def _append(self, request: Request, line: dict[str, object], folder: Path) -> None:
        live, who = self._desk.live, actor(signed_of(request).person.name)
        live.append(
            lambda stands: importing.bodies_of(
                live.collection, live.guide, stands, folder, line, who
            )
        )
        with live.reading() as stands:
            self._desk.work.refresh(stands)
