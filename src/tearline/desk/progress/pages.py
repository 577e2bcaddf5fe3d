"""How far the work is, as a manager asks it: pages a day, what blocks, who agrees, what is due, until when.

Promises: every figure is from the log, the work list or the outlook of the release page, each told with what
it was measured on; what is not enough to say anything is said to be so. Nothing here has a word of a page or
says what one person decided.
"""

from __future__ import annotations

import threading
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding
from tearline.desk.access.people import Role
from tearline.desk.background import Background
from tearline.desk.desk import Desk
from tearline.desk.door import Door, sent_to, signed_of, text_of
from tearline.desk.progress import deadlines, pace
from tearline.desk.progress.agreement import LEAST, measures
from tearline.desk.progress.deadlines import Deadline, Rule
from tearline.desk.releases.releasing import WANTED, Releasing
from tearline.desk.rows import title_of
from tearline.errors import UsageError
from tearline.store.queue import Run

LISTED = 30  # days
BLOCKS = 8  # reasons
BEHIND = 20_000  # entries that are read while somebody waits
OFFICERS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


class Progress:
    """The progress page, and the deadlines on it."""

    def __init__(self, desk: Desk, releasing: Releasing) -> None:
        """Take the desk, and the release page, which knows what blocks."""
        self._desk, self._releasing = desk, releasing
        self._pace = pace.Pace()
        self._counting: Background[None] = Background()
        self._writing = threading.Lock()

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/progress", self.progress),
            door.post("/progress/deadline", self.add, OFFICERS),
        ]

    def close(self) -> None:
        """Wait a little for what runs."""
        self._counting.wait(5)

    def progress(self, request: Request) -> Response:
        """Show how far the work is."""
        desk = self._desk
        ready = self._kept_up()
        today = desk.access.clock().date()
        root = desk.live.collection.config.root
        fault = None
        try:
            known = deadlines.read(root)
        except UsageError as error:
            known, fault = deadlines.Deadlines(), error
        days = self._pace.days() if ready else []
        counts = desk.work.counts()
        outlook = self._releasing.known
        blocks = outlook.blocks.items() if outlook else ()
        values = {
            "ready": ready,
            "days": days[:LISTED],
            "counts": counts,
            "estimate": pace.estimate(
                ((day, pages) for day, pages, _ in days), counts.open_pages, today, known.holidays
            )
            if ready
            else None,
            "measures": measures(self._pace.pairs()) if ready else (),
            "least": LEAST,
            "window": pace.DAYS,
            "blocks": sorted(blocks, key=lambda one: -one[1])[:BLOCKS],
            "outlook": outlook,
            "wanted": WANTED,
            "kinds": [(title_of(kind), n) for kind, n in desk.work.kinds() if n][:BLOCKS],
            "due": known.due(today),
            "fault": fault,
            "today": today.isoformat(),
            "officer": bool(signed_of(request).person.roles & OFFICERS),
            "title_of": title_of,
        }
        return desk.shown.page(request, "progress.html", values)

    def add(self, request: Request) -> Response:
        """Add a deadline."""
        came, rule, days = (text_of(request, name).strip() for name in ("came", "rule", "days"))
        try:
            one = Deadline(
                text_of(request, "what").strip(),
                date.fromisoformat(came),
                Rule(rule),
                int(days),
                text_of(request, "authority").strip(),
            )
        except ValueError:
            raise UsageError(
                "a deadline needs the day it came, a rule and a number of days",
                "Fill in all three.",
            ) from None
        with self._writing:  # two at once would each write what it read
            deadlines.add(self._desk.live.collection.config.root, one)
        return sent_to(request, "/progress")

    def _kept_up(self) -> bool:
        """Read what the log has since; False where that is much, and goes on beside."""
        with self._desk.live.reading():
            last = self._desk.live.at[0]
        doing = self._counting.doing
        if doing is not None and doing.running:
            return False
        if last - self._pace.seq <= BEHIND:
            self._read(Run())
            return True
        self._counting.begin("counting what was decided", self._read)
        return False

    def _read(self, _run: Run) -> None:
        with deciding.open_log(self._desk.live.collection) as log:
            self._pace.catch_up(log)
