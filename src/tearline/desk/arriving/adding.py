"""Files dropped into the browser, or chosen in a plain form, to be added to the collection.

Promises: a file that the page says it has is on disk in the collection's own folder, under its own name as
far as that is one, and noted in ``access.db`` with its hash before the page says so; each that is not taken
is told with the reason. What is done with them afterwards is told on the page, for everybody who may add.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.arriving.incoming import Incoming, Waiting
from tearline.desk.arriving.receiving import KEY, Came, Limits, Received, Receiving, told
from tearline.desk.arriving.taking_in import BUSY, TakingIn
from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door, sent_to, signed_of
from tearline.desk.shown import is_partial
from tearline.errors import UsageError

ADD = "/add"
FILES = "/add/files"  # its path takes files
ADDING = REVIEWING | {Role.ADMINISTRATOR}


class Adding:
    """The page on which files come in."""

    def __init__(self, desk: Desk, limits: Limits | None = None) -> None:
        """Take the desk; nothing that waits is begun before ``resume``, or the first file."""
        self._desk, self._limits = desk, limits or Limits()
        live = desk.live
        self._incoming = Incoming(live.collection.config.root)
        self._taking = TakingIn(live.collection, live.guide, self._incoming)
        self._shown_of: object = None

    def routes(self, door: Door) -> list[Route]:
        """Return the routes; ``FILES`` must be among those whose requests may be large."""
        takes = door.post(FILES, self.take, ADDING).app
        return [
            door.get(ADD, self.add, ADDING),
            door.get(f"{ADD}/doing", self.doing, ADDING),
            door.post(f"{ADD}/go-on", self.go_on, ADDING),
            Route(FILES, Receiving(takes, self._incoming, self._limits), methods=["POST"]),
        ]

    def resume(self) -> None:
        """Go on with what an earlier desk left."""
        self._incoming.sweep()
        self._taking.begin()

    def close(self) -> None:
        """Ask what runs to stop; it goes on with the next desk."""
        self._taking.close()

    def go_over(self) -> None:
        """Have everything searched again, as after a change of the desk's lists; told on this page."""
        self._taking.go_over()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until what came has been taken in."""
        self._taking.wait(seconds)

    def add(self, request: Request) -> Response:
        """Show the page."""
        limits = self._limits
        values = {
            "most": told(limits.file),
            "most_bytes": limits.file,
            "most_files": limits.files,
            "files_at": FILES,
        }
        return self._desk.shown.page(request, "add.html", values | self._state())

    def doing(self, request: Request) -> Response:
        """Show how far the files are: a part of the page."""
        return self._desk.shown.page(request, "add_state.html", self._state())

    def go_on(self, request: Request) -> Response:
        """Begin again with what waits."""
        self._taking.begin()
        return sent_to(request, ADD)

    def take(self, request: Request) -> Response:
        """Keep the files of a form, and begin to take them in."""
        received = request.scope.get(KEY)
        if not isinstance(received, Received) or not (received.files or received.fault):
            raise UsageError("no file came", "Choose files, or drop them on the page.")
        who = signed_of(request).person.name
        at = self._desk.access.now()
        for came in received.files:
            if came.fault or came.part is None:
                why = came.fault or "it broke off"
                self._taking.refused(came.name, who, at, f"{why}. It was not taken.")
            else:
                self._keep(came, who, at)
        self._taking.begin()
        if received.fault:
            raise UsageError(
                received.fault, "Files that the page lists were taken; send the others."
            )
        if is_partial(request):
            return self.doing(request)
        return sent_to(request, ADD)

    def _keep(self, came: Came, who: str, at: str) -> None:
        """Note a file, then keep it: one that is noted and not kept was refused by the disk."""
        if came.part is None:
            return
        detail = f"{came.sha256} {came.size} bytes, {came.name}"
        self._desk.reads.note(who, Read.FILE_ADDED, detail=detail)
        kept = Waiting("", came.name, who, at, came.sha256, came.size)
        try:
            self._incoming.keep(came.part, kept)
        except OSError as error:
            why = error.strerror or type(error).__name__
            self._taking.refused(came.name, who, at, f"it cannot be kept ({why})")

    def _state(self) -> dict[str, object]:
        """Return what the part about the files is given; the work list is brought up when they are in."""
        doing = self._taking.doing
        running = doing is not None and doing.running
        if doing is not None and not running and doing is not self._shown_of:
            self._shown_of = doing
            with self._desk.live.reading() as stands:
                self._desk.work.refresh(stands)
        return {
            "taking": doing,
            "running": running,
            "busy": running and doing is not None and doing.stage == BUSY,
            "waiting": self._incoming.waiting(),
            "became": self._taking.became(),
        }
