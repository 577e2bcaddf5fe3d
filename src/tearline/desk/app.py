"""The review desk as an application: its routes, its guard, what is said where something fails.

Promises: every page but the sign-in and the static files stands behind the door. Makes no decision itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tearline.desk.accounts.beside import BesidePages
from tearline.desk.accounts.drawn import RegisterDrawn
from tearline.desk.accounts.items import RegisterPages
from tearline.desk.accounts.pages import ReportPages
from tearline.desk.accounts.papers import RegisterPapers
from tearline.desk.accounts.reports import Reports
from tearline.desk.accounts.speaking import SpeakerPages
from tearline.desk.arriving.adding import FILES, Adding
from tearline.desk.deciding_here import DecidingHere
from tearline.desk.desk import Desk
from tearline.desk.door import Door
from tearline.desk.guard import Guard, dress
from tearline.desk.holding_pages import INSTRUMENT, HoldingPages
from tearline.desk.log_pages import LogPages
from tearline.desk.managing import Managing
from tearline.desk.note_pages import NotePages
from tearline.desk.partners.approvals import ApprovalPages
from tearline.desk.partners.here import SharingHere
from tearline.desk.partners.partner_pages import PartnerPages
from tearline.desk.partners.portion_pages import PortionPages
from tearline.desk.previews.copies import ReviewCopies
from tearline.desk.previews.pages import Previewing
from tearline.desk.progress.pages import Progress
from tearline.desk.protecting import Protecting
from tearline.desk.queueing import Queueing
from tearline.desk.record_pages import RecordPages
from tearline.desk.referring import Referring
from tearline.desk.releases.index_pages import IndexPages
from tearline.desk.releases.releasing import Releasing
from tearline.desk.repeating import Repeating
from tearline.desk.reviewing import Reviewing, no_such
from tearline.desk.seeking.pages import Seeking
from tearline.desk.signing_in import SigningIn
from tearline.desk.version_pages import VersionPages

_STATIC = Path(__file__).with_name("static")


def build_desk(desk: Desk, *, hosts: Collection[str] = (), secure: bool = False) -> Starlette:
    """Return the desk as an application.

    ``hosts``: the names it answers to, all where there are none. ``secure``: it is reached by TLS alone.
    """
    door, reviewing, releasing = Door(desk), Reviewing(desk), Releasing(desk)
    seeking, adding = Seeking(desk), Adding(desk)
    previewing, copies = Previewing(desk), ReviewCopies(desk)
    progress, reports = Progress(desk, releasing), Reports(desk)
    reporting, partners = ReportPages(desk, reports), SharingHere(desk)
    living_on = (
        seeking,
        adding,
        previewing,
        copies,
        progress,
        releasing,
        reporting,
    )  # on threads of their own
    routes: list[Route] = [
        *SigningIn(desk, secure=secure).routes(door),
        *Queueing(desk, partners).routes(door),
        *RecordPages(desk).routes(door),
        *NotePages(desk).routes(door),
        *reviewing.routes(door),
        *DecidingHere(desk, reviewing).routes(door),
        *Repeating(desk).routes(door),
        *VersionPages(desk).routes(door),
        *HoldingPages(desk).routes(door),
        *Protecting(desk, adding.go_over).routes(door),
        *Referring(desk).routes(door),
        *Managing(desk).routes(door),
        *releasing.routes(door),
        *progress.routes(door),
        *IndexPages(desk, releasing).routes(door),
        *LogPages(desk).routes(door),
        *seeking.routes(door),
        *adding.routes(door),
        *previewing.routes(door),
        *copies.routes(door),
        *reporting.routes(door),
        *BesidePages(desk, reports).routes(door),
        *RegisterPapers(desk, reports).routes(door),
        *RegisterDrawn(desk, reports).routes(door),
        *PortionPages(desk, partners).routes(door),
        *PartnerPages(desk, partners).routes(door),
        *ApprovalPages(desk, partners).routes(door),
        *RegisterPages(desk, reports).routes(door),
        *SpeakerPages(desk, reports).routes(door),
    ]

    def refused(request: Request, error: Exception) -> Response:
        status = HTTPStatus(getattr(error, "status_code", HTTPStatus.NOT_FOUND))
        if status == HTTPStatus.NOT_FOUND:
            return no_such(desk, request)
        why = f"The desk does not take that here ({status.value} {status.phrase})."
        return desk.shown.told(request, "That cannot be done here", why, status)

    def failed(request: Request, _error: Exception) -> Response:
        why = "This could not be done. That is our fault; what was recorded before stands."
        told = desk.shown.told(
            request, "Something went wrong", why, HTTPStatus.INTERNAL_SERVER_ERROR
        )
        dress(told.headers)  # made outside of the guard
        return told

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        await run_in_threadpool(adding.resume)
        yield
        for one in living_on:
            await run_in_threadpool(one.close)

    made = Starlette(
        routes=[*routes, Mount("/static", StaticFiles(directory=_STATIC))],
        middleware=[Middleware(Guard, hosts=hosts, large=(INSTRUMENT, FILES))],
        exception_handlers={HTTPException: refused, Exception: failed},
        lifespan=living,
    )
    made.router.redirect_slashes = False
    return made
