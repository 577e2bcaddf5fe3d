"""Review copies: a record with its withheld places outlined and legible, for a body that is consulted.

Promises: made and handed out by a release officer alone, each time noted in ``access.db`` with the body and
the file's hash before a byte leaves; never where a hold stands unless the officer says that the body may see
what is held. What it is stands in its name, its metadata, a band on every page and words across it.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from tearline.decisions import pointing
from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import Door, sent_to, signed_of, text_of
from tearline.desk.hands import Hands
from tearline.desk.holding_pages import HoldingPages
from tearline.desk.previews.copy_file import Asked, Copies, Copy, planned
from tearline.desk.previews.in_turn import InTurn
from tearline.desk.shown import record_address
from tearline.desk.work.listing import Wanted
from tearline.errors import UsageError

OFFICER = frozenset({Role.OFFICER})
LONGEST = 120  # characters of a body's name


class ReviewCopies:
    """The pages about review copies."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; no worker is started before the first copy."""
        self._desk = desk
        config = desk.live.collection.config
        self._hands = Hands(config)
        self._copies = Copies(config.root, self._hands)
        self._making: InTurn[Copy] = InTurn()
        self._holds = HoldingPages(desk)

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        at = "/record/{record}/review-copy"
        return [
            door.get(at, self.copies, OFFICER),
            door.post(at, self.make, OFFICER),
            door.get(f"{at}/{{copy}}.pdf", self.pdf, OFFICER),
            door.get(f"{at}/{{copy}}.csv", self.csv, OFFICER),
        ]

    def close(self) -> None:
        """Let the workers go."""
        self._making.close()
        self._hands.close()

    def wait(self, record: str, seconds: float) -> None:
        """Wait until what is being made of a record is done."""
        self._making.wait(record, seconds)

    def copies(self, request: Request) -> Response:
        """Show the form, and the copies that were made of a record."""
        live = self._desk.live
        _, name = pointing.resolve(live.collection, request.path_params["record"])
        with live.reading() as stands:
            held = self._holds.held(name, stands)
        values = {
            "record": name,
            "address": f"{record_address(name)}/review-copy",
            "held": held.standing,
            "copies": self._copies.of(name),
            "doing": self._making.doing(name),
            "longest": LONGEST,
        }
        return self._desk.shown.page(request, "review_copy.html", values)

    def make(self, request: Request) -> Response:
        """Make a copy for a body; it is noted before it is begun."""
        desk, live = self._desk, self._desk.live
        record_id, name = pointing.resolve(live.collection, request.path_params["record"])
        body = " ".join(text_of(request, "body", LONGEST).split())
        if not body or not body.isprintable():
            raise UsageError("for whom is the copy?", "Name the body that is consulted.")
        self._check_looked(request, name)
        who = signed_of(request).person.name
        asked = Asked(name, body, who, desk.access.clock().date().isoformat())
        with live.reading() as stands:
            held = self._holds.held(name, stands).standing
            plan = planned(live.collection, record_id, asked, stands)
        if held and not text_of(request, "held_too", 8):
            raise UsageError(
                f"{name} is on hold: {held[0].detail}",
                f"Say that {body} may see what is held, or have the hold lifted first.",
            )
        under = ", what is held included" if held else ""
        desk.reads.note(who, Read.REVIEW_COPY, name, detail=f"to be made for {body}{under}")
        self._making.begin(
            name, f"the review copy of {name}", lambda run: self._copies.make(plan, asked, run)
        )
        return sent_to(request, f"{record_address(name)}/review-copy")

    def _check_looked(self, request: Request, record: str) -> None:
        """Refuse a copy, which shows every box, to an officer who still owes a blind second look on it."""
        desk, who = self._desk, signed_of(request).person
        blind = desk.live.guide.review.blind and Role.SECOND in who.roles
        if blind and desk.work.counts(Wanted(record=record)).seconds:
            raise UsageError(
                "second views of this record are owed, and the copy would show the first",
                "Give yours first, or have an officer who looks no second time make it.",
            )

    def pdf(self, request: Request) -> Response:
        """Hand a copy out."""
        return self._handed_out(request, "application/pdf")

    def csv(self, request: Request) -> Response:
        """Hand the list of a copy's passages out."""
        return self._handed_out(request, "text/csv; charset=utf-8")

    def _handed_out(self, request: Request, kind: str) -> Response:
        _, name = pointing.resolve(self._desk.live.collection, request.path_params["record"])
        copy = self._copies.copy(request.path_params["copy"])
        if copy is None or copy.record != name:
            why = "No review copy of this record has that number."
            return self._desk.shown.told(request, "There is no such copy", why)
        self._check_looked(request, name)
        pdf, listed = self._copies.files(copy)
        is_pdf = kind == "application/pdf"
        what = "handed out" if is_pdf else "its list handed out"
        detail = f"{what}, for {copy.body}, sha256 {copy.sha256}"
        self._desk.reads.note(signed_of(request).person.name, Read.REVIEW_COPY, name, detail=detail)
        file_name = copy.file_name if is_pdf else f"{copy.file_name.removesuffix('.pdf')}.csv"
        return FileResponse(pdf if is_pdf else listed, media_type=kind, filename=file_name)
