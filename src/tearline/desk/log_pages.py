"""The log's head at the desk: to be kept in a second place, and held against the log at any time.

Promises: what is given out is signed with the collection's key and says nothing of a decision; a head that
comes back is checked as the command line does it. That somebody took it out is noted.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline import config as settings
from tearline.decisions import deciding, heads
from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import Door, form_of, signed_of
from tearline.errors import UsageError

LOOKING = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


class LogPages:
    """The page of the log's head."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/log", self.log, LOOKING),
            door.get("/log/head.json", self.head, LOOKING),
            door.post("/log/check", self.check, LOOKING),
        ]

    def log(self, request: Request) -> Response:
        """Show how long the log is and what its last entry's hash is."""
        return self._shown(request, "")

    def head(self, request: Request) -> Response:
        """Send the signed head as a file."""
        config = self._desk.live.collection.config
        with deciding.open_verified(self._desk.live.collection) as log:
            key = settings.secret_key(config)
            reads = self._desk.reads.end()
            head = heads.head_of(log, config.id, key, self._desk.access.now(), reads)
        who = signed_of(request).person.name
        self._desk.reads.note(who, Read.EXPORT, detail=f"the log's head, entry {head.seq}")
        name = f"log-head-{head.seq}.json"
        return Response(
            heads.to_text(head),
            media_type="application/json",
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    def check(self, request: Request) -> Response:
        """Hold a head from the second place against the log."""
        file = form_of(request).get("head")
        if not isinstance(file, UploadFile) or not file.filename:
            raise UsageError("no file was given", "Choose the file from the second place.")
        head = heads.from_text(file.file.read(heads.LONGEST).decode("utf-8", "replace"))
        config = self._desk.live.collection.config
        with deciding.open_log(self._desk.live.collection) as log:
            since = heads.check(log, head, config.id, settings.secret_key(config))
        told = f"The log holds the head of {head.at}, entry {head.seq}; {since} came since."
        if head.reads:
            rows = self._desk.reads.verify(head.reads) - head.read_rows
            told += f" Who read what holds its row {head.read_rows}; {rows} came since."
        return self._shown(request, told)

    def _shown(self, request: Request, told: str) -> Response:
        with self._desk.live.reading():
            seq, last = self._desk.live.at
        values = {"seq": seq, "head": last, "told": told}
        return self._desk.shown.page(request, "release_log.html", values, HTTPStatus.OK)
