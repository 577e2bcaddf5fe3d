"""Who speaks in the register, and what it holds on the word of one.

Promises: every speaker leads to the items, and every item to its words.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions.register import Item
from tearline.decisions.speakers import Speaker, speakers
from tearline.desk.accounts.reports import Reports
from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door
from tearline.errors import UsageError


class SpeakerPages:
    """The list of speakers, and each."""

    def __init__(self, desk: Desk, reports: Reports) -> None:
        """Take the desk and its pages of reporting."""
        self._desk, self._reports = desk, reports

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/speakers", self.every, REVIEWING),
            door.get("/speakers/{speaker}", self.one, REVIEWING),
        ]

    def every(self, request: Request) -> Response:
        """List who speaks in the accepted statements."""
        found = speakers(self._reports.register)
        return self._desk.shown.page(request, "speakers.html", {"rows": found})

    def one(self, request: Request) -> Response:
        """Show what one speaker said, and what the register holds on their word."""
        key = request.path_params["speaker"]
        found = next((one for one in speakers(self._reports.register) if one.key == key), None)
        if found is None:
            raise UsageError("nobody of that name speaks in the register", "Open the list again.")
        values = {"speaker": found, "rows": self._rows(found)}
        return self._desk.shown.page(request, "speaker.html", values)

    def _rows(self, speaker: Speaker) -> list[tuple[Item, str, list[tuple[str, int, int]]]]:
        return [
            (
                one,
                one.title,
                [p for said in one.body.particulars for p in self._reports.places_of(said)][:1],
            )
            for one in speaker.items
        ]
