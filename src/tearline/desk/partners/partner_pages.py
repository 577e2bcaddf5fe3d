"""Partners at the desk: who they are, exactly what each sees, and the switches that stop and go on.

Promises: what a partner sees is shown from the very files of its edition, never from the register; whoever
takes such a file is noted first. Pausing, resuming and sending are for the officer.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, sent_to, signed_of, text_of
from tearline.desk.partners.here import SharingHere
from tearline.errors import UsageError
from tearline.model.decision import Pause
from tearline.model.sharing import Partner, Receipt
from tearline.sharing import ledger
from tearline.sharing.kept import Kept

OFFICER = frozenset({Role.OFFICER})
_KINDS = {
    "edition.pdf": "application/pdf",
    "objects.jsonl": "application/jsonl",
    "misp.json": "application/json",
    "incidents.csv": "text/csv; charset=utf-8",
    "statements.csv": "text/csv; charset=utf-8",
    "commitments.csv": "text/csv; charset=utf-8",
}
_TABLES = ("incidents", "statements", "commitments")
SHOWN = 200  # rows of a table


class PartnerPages:
    """The list of partners, and each partner."""

    def __init__(self, desk: Desk, here: SharingHere) -> None:
        """Take the desk and its partners."""
        self._desk, self._here = desk, here

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        at = "/partners/{name}"
        return [
            door.get("/partners", self.every, REVIEWING),
            door.get(at, self.page, REVIEWING),
            door.get(f"{at}/file/{{file}}", self.file, REVIEWING),
            door.post(f"{at}/pause", self.pause, OFFICER),
            door.post(f"{at}/resume", self.resume, OFFICER),
            door.post(f"{at}/receipt", self.receipt, OFFICER),
        ]

    def every(self, request: Request) -> Response:
        """List the partners."""
        partners = self._here.resting.partners
        rows = []
        for one in partners.everyone():
            shared = partners.shared(partner=one.name)
            rows.append((one, partners.paused(one.name), shared[-1][1].made if shared else ""))
        ended = sorted(
            name
            for name in partners.history
            if (held := partners.partner(name)) is not None and held.ended
        )
        values = {"rows": rows, "ended": ended}
        return self._desk.shown.page(request, "partners.html", values)

    def _partner(self, request: Request) -> Partner:
        found = self._here.resting.partners.partner(request.path_params["name"])
        if found is None:
            raise UsageError("there is no such partner", "Open the list of partners.")
        return found

    def page(self, request: Request) -> Response:
        """Show a partner: exactly what it sees, what was put out to it, what stops."""
        one, sharing = self._partner(request), self._here.looking()
        kept = sharing.last(one.audience)
        with sharing.shelf() as shelf:
            put = list(ledger.put(sharing, one.name, shelf))
        partners = self._here.resting.partners
        pause = partners.paused(one.name)
        values = {
            "one": one,
            "pause": pause,
            "missed": list(sharing.missed(one)) if pause is not None else [],
            "pauses": [each for each in partners.pauses(one.name) if not each.topic],
            "topics": sorted(partners.topics(one.audience)),
            "made": kept.made if kept is not None else "",
            "marking": kept.marking if kept is not None else "",
            "tables": [(name, *_table(kept, name)) for name in _TABLES] if kept is not None else [],
            "objects": _counted(kept) if kept is not None else [],
            "files": list(_KINDS) if kept is not None else [],
            "put": put,
            "today": self._here.now().date(),
        }
        return self._desk.shown.page(request, "partner.html", values)

    def file(self, request: Request) -> Response:
        """Give a file of the partner's edition, the very bytes."""
        one, name = self._partner(request), request.path_params["file"]
        kept = self._here.looking().last(one.audience)
        if kept is None or name not in _KINDS:
            raise UsageError("the edition has no such file", "Open the partner again.")
        who = signed_of(request).person.name
        self._desk.reads.note(who, Read.EXPORT, detail=f"the edition for {one.audience}: {name}")
        held = {"content-disposition": f'attachment; filename="{one.audience}-{name}"'}
        return Response(kept.file(name), media_type=_KINDS[name], headers=held)

    def pause(self, request: Request) -> Response:
        """Stop sharing with a partner until a day on which that is looked at again."""
        one, review = self._partner(request), text_of(request, "review_on", 10)
        reason, told = (
            text_of(request, "reason", 300).strip(),
            text_of(request, "told", 300).strip(),
        )
        try:
            date.fromisoformat(review)
        except ValueError:
            raise UsageError(f"{review!r} is no day", "Say when it is looked at again.") from None
        if not reason:
            raise UsageError("a pause has a reason", "Say it in a few words.")
        with self._here.working() as sharing:
            who = actor(signed_of(request).person.name)
            words = Pause(one.name, "", True, reason, review, who, sharing.now())
            sharing.pause(words, told or f"Sharing is paused; it is looked at again on {review}.")
        return sent_to(request, f"/partners/{one.name}")

    def resume(self, request: Request) -> Response:
        """Go on; the page has shown what was missed."""
        one, reason = self._partner(request), text_of(request, "reason", 300).strip()
        if not text_of(request, "looked", 10):
            raise UsageError(
                "what was missed goes out at once", "Say that you have looked it over."
            )
        with self._here.working() as sharing:
            who = actor(signed_of(request).person.name)
            sharing.resume(Pause(one.name, "", False, reason, "", who, sharing.now()))
        return sent_to(request, f"/partners/{one.name}")

    def receipt(self, request: Request) -> Response:
        """Note that somebody at the partner acknowledged an edition."""
        one, made = self._partner(request), text_of(request, "made", 30)
        person, how = text_of(request, "person", 200).strip(), text_of(request, "how", 200).strip()
        if made not in {each.made for _, each in self._here.resting.partners.shared(one.name)}:
            raise UsageError("it was put out no such edition", "Open the partner again.")
        if not person or not how:
            raise UsageError("a receipt says who there, and how", "Fill both in.")
        who = actor(signed_of(request).person.name)
        self._here.append([Receipt(one.name, made, person, how, who, self._here.looking().now())])
        return sent_to(request, f"/partners/{one.name}")


def _table(kept: Kept, name: str) -> tuple[list[str], list[list[str]], int]:
    """Return a table of an edition as it stands in its file: heading, rows, how many more there are."""
    text = kept.file(f"{name}.csv").decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    head = rows[0] if rows else []
    return head, rows[1 : SHOWN + 1], max(0, len(rows) - 1 - SHOWN)


def _counted(kept: Kept) -> list[tuple[str, int]]:
    """Return how many objects of each type an edition has, those withdrawn apart."""
    rows = map(json.loads, kept.file("objects.jsonl").decode("utf-8").splitlines())
    counts = Counter("withdrawn" if row.get("revoked") else str(row["type"]) for row in rows)
    return sorted(counts.items())
