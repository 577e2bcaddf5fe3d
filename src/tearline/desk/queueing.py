"""What to look at next: the front page, the queue with its filters, and the way to one's next page.

Promises: ordered by risk and by what unblocks a release; a page that somebody else works on is left out of
what is offered, and shown as theirs in the list. Fifty rows at a time, by key; no row has a word of a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door, form_of, sent_to, signed_of
from tearline.desk.reviewing import CLAIM_MINUTES
from tearline.desk.rows import title_of
from tearline.desk.shown import page_address
from tearline.desk.work import Wanted, WorkRow

LISTED = 50
OFFERED = 500  # rows gone through for one that nobody has


class Queueing:
    """The front page and the queue."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/", self.front),
            door.get("/queue", self.queue),
            door.post("/next", self.next_page, REVIEWING),
            door.get("/records", self.records),
        ]

    def front(self, request: Request) -> Response:
        """Show how far the work is, and what is mine."""
        desk, who = self._desk, signed_of(request).person.name
        values = {
            "counts": desk.work.counts(Wanted()),
            "claims": [
                (claim, self._row(claim.sha256, claim.page)) for claim in desk.claims.of(who)
            ],
            "notes": desk.notes.open_for(who),
            "guide": desk.live.guide,
        }
        return desk.shown.page(request, "front.html", values)

    def queue(self, request: Request) -> Response:
        """List the pages that are to be looked at, the most pressing first."""
        asked = dict(request.query_params)
        after = asked.pop("after", "")
        wanted = wanted_of(asked)
        rows, following = self._desk.work.rows(wanted, after, LISTED)
        taken = self._desk.claims.taken([(row.sha256, row.local) for row in rows])
        more = urlencode({**_kept(asked), "after": following}) if following else ""
        values = {
            "rows": rows,
            "taken": taken,
            "wanted": wanted,
            "asked": asked,
            "kinds": [(kind, title_of(kind), count) for kind, count in self._desk.work.kinds()],
            "counts": self._desk.work.counts(wanted),
            "more": more,
            "first": not after,
            "me": signed_of(request).person.name,
        }
        return self._desk.shown.page(request, "queue.html", values)

    def next_page(self, request: Request) -> Response:
        """Claim the most pressing page that nobody has, and go there."""
        desk, who = self._desk, signed_of(request).person.name
        asked = {name: str(value) for name, value in form_of(request).items() if name != "csrf"}
        wanted, after, gone = wanted_of(asked), "", 0
        while gone < OFFERED:
            rows, after = desk.work.rows(wanted, after, LISTED)
            gone += len(rows)
            taken = desk.claims.taken([(row.sha256, row.local) for row in rows])
            for row in rows:
                held = taken.get((row.sha256, row.local))
                if held is not None and held.holder != who:
                    continue
                claim = desk.claims.claim(row.sha256, row.local, who, CLAIM_MINUTES)
                if claim.holder == who:
                    return sent_to(request, page_address(row.record, row.page))
            if not after:
                break
        return sent_to(request, f"/queue?{urlencode(_kept(asked))}")

    def records(self, request: Request) -> Response:
        """List the records, each with what is left on it."""
        after = request.query_params.get("after", "")
        rows, following = self._desk.work.by_record(after, LISTED)
        values = {"rows": rows, "more": following, "first": not after}
        return self._desk.shown.page(request, "records.html", values)

    def _row(self, sha256: str, local: int) -> WorkRow | None:
        return self._desk.work.row(sha256, local)


def wanted_of(asked: Mapping[str, str]) -> Wanted:
    """Return what a query asks of the queue; what it does not know it leaves out."""
    state = asked.get("state", "open")
    return Wanted(
        state=state if state in {"open", "done", "waiting", "unread", ""} else "open",
        kind=asked.get("kind", "")[:80],
        record=asked.get("record", "")[:200],
        poor=asked.get("poor") == "1",
        holds=asked.get("holds") == "1",
        disagreements=asked.get("disagreements") == "1",
    )


def _kept(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the filters of an address that are set."""
    names = ("state", "kind", "record", "poor", "holds", "disagreements")
    return {name: asked[name] for name in names if asked.get(name)}
