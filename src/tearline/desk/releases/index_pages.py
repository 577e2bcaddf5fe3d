"""The index of what is withheld and the letter, of a release or of now: to look at and to take out.

Promises: a release's index is made from its own manifest and from what the log said when it went out, so that
it says the same in a year; that somebody took it out is noted before it is sent.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from http import HTTPStatus
from itertools import takewhile
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding
from tearline.decisions.standing import Standing
from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import Door, signed_of
from tearline.desk.releases import building, vaughn, vaughn_files
from tearline.desk.releases.letter import letter
from tearline.desk.releases.releasing import Releasing
from tearline.desk.releases.vaughn import Index
from tearline.desk.releases.withheld_here import Speaker
from tearline.editions.set_text import to_pdf
from tearline.errors import UsageError
from tearline.model.decision import Released

LOOKING = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
LISTED = 50
KEPT = 2  # indexes of releases, which never change
NOW = "now"
TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "pdf": "application/pdf",
    "txt": "text/plain",
}


class IndexPages:
    """The pages of indexes and letters."""

    def __init__(self, desk: Desk, releasing: Releasing) -> None:
        """Take the desk, and the release page, which knows what would go out now."""
        self._desk, self._releasing = desk, releasing
        self._lock = Lock()
        self._made: OrderedDict[int, Index] = OrderedDict()

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/release/index", self.index, LOOKING),
            door.get("/release/letter", self.letter, LOOKING),
            door.get("/release/index.{form:str}", self.index_file, LOOKING),
            door.get("/release/letter.{form:str}", self.letter_file, LOOKING),
            door.get("/release/{seq:int}/index", self.index, LOOKING),
            door.get("/release/{seq:int}/letter", self.letter, LOOKING),
            door.get("/release/{seq:int}/index.{form:str}", self.index_file, LOOKING),
            door.get("/release/{seq:int}/letter.{form:str}", self.letter_file, LOOKING),
        ]

    def index(self, request: Request) -> Response:
        """Show an index, fifty rows at a time."""
        made = self._of(request)
        after = request.query_params.get("after", "0")
        first = int(after) if after.isdecimal() and after.isascii() and len(after) < LISTED else 0
        rows = made.rows[first : first + LISTED]
        values = {
            "index": made,
            "rows": [vaughn_files.row_of(row) for row in rows],
            "counted": vaughn_files.counted(made),
            "more": first + LISTED if first + LISTED < len(made.rows) else 0,
            "here": _address(request),
            "now": vaughn_files.NOW,
        }
        return self._desk.shown.page(request, "vaughn.html", values)

    def letter(self, request: Request) -> Response:
        """Show the letter."""
        made = self._of(request)
        text = letter(made, self._desk.live.collection.config.root)
        values = {"index": made, "text": text, "here": _address(request)}
        return self._desk.shown.page(request, "letter.html", values)

    def index_file(self, request: Request) -> Response:
        """Send an index as a file."""
        form = _form(request, ("csv", "json", "pdf"))
        made = self._of(request)
        if form == "csv":
            data = vaughn_files.to_csv(made)
        elif form == "json":
            data = vaughn_files.to_json(made)
        else:
            title = f"Index of what is withheld, {made.audience}, {made.date}"
            data = to_pdf(vaughn_files.to_text(made), title)
        return self._sent(request, "index", form, data)

    def letter_file(self, request: Request) -> Response:
        """Send the letter as a file."""
        form = _form(request, ("txt", "pdf"))
        made = self._of(request)
        text = letter(made, self._desk.live.collection.config.root)
        title = f"Letter, {made.audience}, {made.date}"
        data = to_pdf(text, title) if form == "pdf" else text.encode("utf-8", "replace")
        return self._sent(request, "letter", form, data)

    def _sent(self, request: Request, what: str, form: str, data: bytes) -> Response:
        which = str(request.path_params.get("seq", NOW))
        who = signed_of(request).person.name
        self._desk.reads.note(who, Read.EXPORT, detail=f"{what}.{form} of {which}")
        name = f"{what}-{which}.{form}"
        return Response(
            data,
            HTTPStatus.OK,
            media_type=TYPES[form],
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    def _of(self, request: Request) -> Index:
        """Return the index a request asks for."""
        seq = request.path_params.get("seq")
        if seq is None:
            return self._of_now()
        with self._lock:
            if seq not in self._made:
                self._made[seq] = self._of_release(seq)
                while len(self._made) > KEPT:
                    self._made.popitem(last=False)
            return self._made[seq]

    def _of_release(self, seq: int) -> Index:
        live = self._desk.live
        with live.reading() as stands:
            released = dict(stands.releases()).get(seq)
        if released is None:
            raise UsageError(
                f"entry {seq} of the log is no release", "The release page lists them."
            )
        manifest = self._manifest(released)
        with deciding.open_log(live.collection) as log:
            then = Standing.of(takewhile(lambda entry: entry.seq < seq, log.entries()))
        speaker = Speaker(live.collection, live.guide, then)
        return vaughn.of_release(speaker, manifest, released.manifest, then)

    def _manifest(self, released: Released) -> dict[str, object]:
        config = self._desk.live.collection.config
        folder = building.find(config, released.manifest)
        if folder is None:
            raise UsageError(
                "the release's folder is not beside the collection",
                f"Put a copy of it into {building.releases_folder(config)}.",
            )
        data = (folder / building.MANIFEST).read_bytes()
        if hashlib.sha256(data).hexdigest() != released.manifest:
            raise UsageError("the release's manifest was changed", "Bring its folder back.")
        told: dict[str, object] = json.loads(data)
        return told

    def _of_now(self) -> Index:
        live, outlook = self._desk.live, self._releasing.fresh
        if outlook is None:
            raise UsageError(
                "what would go out now has not been worked out, or something changed since",
                "The release page works it out; then look here again.",
            )
        names = [name for _, name, _ in live.collection.catalog.records()]
        # Read anew and not from the desk's own: nobody could decide anything while this is written.
        with deciding.open_log(live.collection) as log:
            stands = Standing.of(log.entries())
        speaker = Speaker(live.collection, live.guide, stands)
        return vaughn.of_now(speaker, outlook, names, stands)


def _form(request: Request, known: tuple[str, ...]) -> str:
    form: str = request.path_params["form"]
    if form not in known:
        raise UsageError("there is no such file", f"There are {', '.join(known)}.")
    return form


def _address(request: Request) -> str:
    seq = request.path_params.get("seq")
    return "/release" if seq is None else f"/release/{seq}"
