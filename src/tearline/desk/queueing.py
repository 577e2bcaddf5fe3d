"""What to look at next: the front page, the queue with its filters, and the way to one's next page.

Promises: ordered by risk and by what unblocks a release; a page that somebody else works on is left out of
what is offered, and shown as theirs in the list. Fifty rows at a time, by key; no row has a word of a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door, form_of, sent_to, signed_of
from tearline.desk.holding_pages import OFFICERS, HoldingPages
from tearline.desk.partners.here import SharingHere
from tearline.desk.reviewing import CLAIM_MINUTES
from tearline.desk.rows import title_of
from tearline.desk.sheet import leaf_of
from tearline.desk.shown import counted, page_address
from tearline.desk.work.listing import Wanted, WorkRow
from tearline.desk.work.questions import RecordRow, key_of_row

LISTED = 50
NOBODYS = ("",)  # of no record: somebody who was given none asks for theirs
GIVEN = 8  # assignments on the front page
BESIDE = 12  # pages of the queue beside a page
OFFERED = 500  # rows gone through for one that nobody has


class Queueing:
    """The front page and the queue."""

    def __init__(self, desk: Desk, partners: SharingHere) -> None:
        """Take the desk and its partners, for the clocks of threats to life."""
        self._desk, self._partners = desk, partners
        self._holding = HoldingPages(desk)

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/", self.front),
            door.get("/queue", self.queue),
            door.get("/queue/beside", self.beside),
            door.post("/next", self.next_page, REVIEWING),
            door.get("/records", self.records),
        ]

    def front(self, request: Request) -> Response:
        """Show how far the work is, and what is mine."""
        desk, who = self._desk, signed_of(request).person.name
        values = {
            "counts": desk.work.counts(Wanted(state="")),
            "claims": [
                (claim, self._row(claim.sha256, claim.page)) for claim in desk.claims.of(who)
            ],
            "given": [
                (one, desk.work.counts(Wanted(record=one.record)))
                for one in desk.notes.open_for(who)[:GIVEN]
            ],
            "guide": desk.live.guide,
            "running": self._partners.running(),
            "now": self._partners.now(),
        }
        return desk.shown.page(request, "front.html", values)

    def queue(self, request: Request) -> Response:
        """List the pages that are to be looked at, the most pressing first."""
        asked = dict(request.query_params)
        after = asked.pop("after", "")
        wanted = self._mine(wanted_of(asked), asked, signed_of(request).person.name)
        rows, following = self._desk.work.rows(wanted, after, LISTED)
        taken = self._desk.claims.taken([(row.sha256, row.local) for row in rows])
        more = urlencode({**_kept(asked), "after": following}) if following else ""
        values = {
            "rows": rows,
            "taken": taken,
            "wanted": wanted,
            "asked": asked,
            "mine": asked.get("mine") == "1",
            "of": urlencode(_kept(asked)),
            "officer": bool(signed_of(request).person.roles & OFFICERS),
            "kinds": [(kind, title_of(kind), count) for kind, count in self._desk.work.kinds()],
            "counts": self._desk.work.counts(wanted),
            "more": more,
            "first": not after,
            "me": signed_of(request).person.name,
        }
        return self._desk.shown.page(request, "queue.html", values)

    def next_page(self, request: Request) -> Response:
        """Claim the most pressing page that nobody has, and go there."""
        who = signed_of(request).person.name
        asked = {name: str(value) for name, value in form_of(request).items() if name != "csrf"}
        wanted = self._mine(wanted_of(asked), asked, who)
        self._give_back(who)
        found = None
        if not wanted.records and wanted == Wanted():  # what was given to them comes first
            given = replace(wanted, records=self._given(who))
            found = self._taken(given, who) if given.records else None
        found = found or self._taken(wanted, who)
        of = urlencode(_kept(asked))
        if found is None:
            return sent_to(request, f"/queue?{of}")
        at = page_address(found.record, found.page)
        return sent_to(request, f"{at}?{urlencode({'of': of})}" if of else at)

    def _give_back(self, who: str) -> None:
        """Let the pages go on which a person has nothing left to do: others may want to look."""
        desk = self._desk
        for claim in desk.claims.of(who):
            row = desk.work.row(claim.sha256, claim.page)
            if row is None or row.state != "open":
                desk.claims.let_go(claim.sha256, claim.page, who)

    def _taken(self, wanted: Wanted, who: str) -> WorkRow | None:
        """Claim the most pressing page of these that nobody has; None where there is none."""
        desk, after, gone = self._desk, "", 0
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
                    return row
            if not after:
                break
        return None

    def _given(self, who: str) -> tuple[str, ...]:
        return tuple(one.record for one in self._desk.notes.open_for(who))

    def _mine(self, wanted: Wanted, asked: Mapping[str, str], who: str) -> Wanted:
        """Return what is wanted of the records that a person was given, where they ask for those alone."""
        if asked.get("mine") != "1":
            return wanted
        return replace(wanted, records=self._given(who) or NOBODYS)

    def beside(self, request: Request) -> Response:
        """List the pages of the queue from one page on: a part of that page."""
        asked, who = dict(request.query_params), signed_of(request).person.name
        record, number = asked.pop("at", ""), asked.pop("page", "")
        desk, wanted = self._desk, self._mine(wanted_of(asked), asked, who)
        here = None
        if record and number.isascii() and number.isdecimal() and len(number) < 7:  # noqa: PLR2004
            leaf = leaf_of(desk.live.collection, record, int(number))
            here = desk.work.row(leaf.file.sha256, leaf.local)
        rows: list[WorkRow] = []
        if here is not None and here.state == "open":
            rows = [here, *desk.work.rows(wanted, key_of_row(here), BESIDE - 1)[0]]
        if len(rows) < 2:  # noqa: PLR2004 - the page alone: show where the queue begins
            rows = desk.work.rows(wanted, "", BESIDE)[0]
        values = {
            "rows": rows,
            "here": (here.record, here.page) if here is not None else ("", 0),
            "taken": desk.claims.taken([(row.sha256, row.local) for row in rows]),
            "of": urlencode(_kept(asked)),
            "me": who,
        }
        return desk.shown.page(request, "beside.html", values)

    def records(self, request: Request) -> Response:
        """List the records, each with what is left on it."""
        after = request.query_params.get("after", "")
        rows, following = self._desk.work.by_record(after, LISTED)
        notes = self._desk.notes.open_on(row.record for row in rows)
        values = {
            "rows": [(row, self._awaited(row), notes.get(row.record, 0)) for row in rows],
            "more": following,
            "first": not after,
        }
        return self._desk.shown.page(request, "records.html", values)

    def _awaited(self, row: RecordRow) -> list[str]:
        """Return in words what a record waits for beside its reviewers: instruments and answers."""
        live, told = self._desk.live, []
        if row.held or row.counts.holds:
            with live.reading() as stands:
                standing = self._holding.held(row.record, stands).standing
            rules = {rule.kind: rule for rule in live.guide.holds}
            for kind in dict.fromkeys(hold.kind for hold in standing):
                lifts = rules[kind].lifted_by if kind in rules else ()
                words = " or ".join(lifts).replace("_", " ")
                told.append(f"{kind.replace('_', ' ')}: {words or 'nothing lifts it'}")
        if row.awaits:
            told.append("an answer on the whole record")
        if row.counts.awaiting:
            told.append(counted(row.counts.awaiting, "answer"))
        return told

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
    names = ("state", "kind", "record", "poor", "holds", "disagreements", "mine")
    return {name: asked[name] for name in names if asked.get(name)}
