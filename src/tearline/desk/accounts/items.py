"""The register at the desk: its items with every word they came from and who entered what.

Promises: a count leads to what it counts; an item is changed, gathered, taken apart or withdrawn by an
entry of the log, on the entry that was looked at; by hand one is entered with a form or a table of many.
Nothing vanishes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding, entering
from tearline.decisions.clocks import clock_of
from tearline.decisions.register import Item
from tearline.decisions.told import Field, changes, fields_of
from tearline.desk.accounts.forms import Form, blank, number, particulars_of, place_of
from tearline.desk.accounts.reports import Reports, words_at
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, form_of, sent_to, signed_of, text_of
from tearline.errors import UsageError
from tearline.model.commitment import Clock
from tearline.model.decision import Actor, Entered, Entry, Particular
from tearline.model.register import Kind, Standing

REGISTER = "/register"
LISTED = 200
MOST_TABLE = 1 << 20  # bytes of a table


@dataclass(frozen=True, slots=True)
class Listed:
    """An item in a list: itself, its title, its clock, how many stand under it."""

    item: Item
    title: str
    clock: Clock | None
    under: int
    when: str
    claims: tuple[str, ...]


class RegisterPages:
    """The register's pages."""

    def __init__(self, desk: Desk, reports: Reports) -> None:
        """Take the desk and its pages of reporting."""
        self._desk, self._reports = desk, reports

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        at = f"{REGISTER}/{{item}}"
        return [
            door.get(REGISTER, self.every, REVIEWING),
            door.get(f"{REGISTER}/new", self.new, REVIEWING),
            door.post(f"{REGISTER}/new", self.enter),
            door.post(f"{REGISTER}/table", self.table),
            door.get("/reports/{record}/correct", self.correct, REVIEWING),
            door.get(f"{at}/edit", self.edit, REVIEWING),
            door.post(f"{at}/edit", self.change),
            door.post(f"{at}/apart", self.apart),
            door.post(f"{at}/add", self.add),
            door.post(f"{at}/withdraw", self.withdraw),
            door.get(at, self.item, REVIEWING),
        ]

    def today(self) -> date:
        """Return the day it is at the desk."""
        return self._desk.access.clock().date()

    def every(self, request: Request) -> Response:
        """List the items of a kind."""
        asked = request.query_params.get("kind", Kind.INCIDENT.value)
        kind = Kind(asked) if asked in set(Kind) else Kind.INCIDENT
        register = self._reports.register
        items = register.items(kind)
        values = {
            "kind": kind,
            "kinds": [(one, len(register.items(one))) for one in Kind],
            "rows": [self._listed(one) for one in items[:LISTED]],
            "more": max(0, len(items) - LISTED),
            "today": self.today(),
            "entered": number(request.query_params.get("entered", "")),
            "known": number(request.query_params.get("known", "")),
        }
        return self._desk.shown.page(request, "register.html", values)

    def _listed(self, item: Item) -> Listed:
        claims = dict.fromkeys(one.state for one in item.of("claim") if one.state)
        return Listed(
            item,
            item.title,
            clock_of(item, self.today()),
            len(self._reports.register.gathered(item.id)),
            next((one.value for one in item.of("when")), ""),
            tuple(claims),
        )

    def item(self, request: Request) -> Response:
        """Show an item: its particulars, what was gathered under it, who entered what."""
        item = entering.item_of(self._reports.register, request.path_params["item"])
        register = self._reports.register
        gathered = [(one, self._fields(one)) for one in register.gathered(item.id)]
        over = register.item(register.under(item.id))
        sources = self._sources([item, *(one for one, _ in gathered)])
        together, unread = self._reports.roots_of([record for record, _ in sources])
        values = {
            "item": item,
            "title": item.title,
            "fields": self._fields(item),
            "gathered": gathered,
            "over": over,
            "clock": clock_of(item, self.today()),
            "today": self.today(),
            "offered": self._offered(item),
            "sources": sources,
            "roots": together,
            "unread": unread,
            "history": self._history(item),
        }
        return self._desk.shown.page(request, "item.html", values)

    def _history(self, item: Item) -> list[tuple[Entry, list[str]]]:
        """Return an item's entries, each with what it changed of the one before it."""
        found: list[tuple[Entry, list[str]]] = []
        before: Sequence[Particular] | None = None
        for entry in self._desk.live.naming(item.id):
            if not isinstance(entry.body, Entered) or entry.body.item != item.id:
                continue
            now = entry.body.particulars
            told: list[str] = (
                changes(before, now, Kind(item.body.kind)) if before is not None else []
            )
            found.append((entry, told))
            before = now
        return found

    def _fields(self, item: Item) -> list[tuple[Field, list[tuple[str, int, int]]]]:
        """Return an item's fields, each with the places of its words: (record, start, end)."""
        return [
            (field, self._reports.places_of(field.said))
            for field in fields_of(Kind(item.body.kind), item.body.particulars)
        ]

    def _sources(self, items: Sequence[Item]) -> list[tuple[str, int]]:
        """Return the records that items' words come from, each with how many particulars do."""
        counts: dict[str, int] = {}
        for item in items:
            for one in item.body.particulars:
                for record in {record for record, _, _ in self._reports.places_of(one)}:
                    counts[record] = counts.get(record, 0) + 1
        return sorted(counts.items())

    # By hand, and anew.

    def new(self, request: Request) -> Response:
        """Show the form for an item by hand, with the selected words where some were."""
        asked = request.query_params.get("kind", Kind.INCIDENT.value)
        kind = Kind(asked) if asked in set(Kind) else Kind.INCIDENT
        held: list[Particular] = []
        record, start = (
            request.query_params.get("record", ""),
            request.query_params.get("start", ""),
        )
        if record and start:
            report = self._reports.report(record)
            place = place_of(report, start, request.query_params.get("end", ""))
            words = words_at(report, place)
            held.append(Particular(_FIRST[kind], words, "", "", "", (place,)))
        form = Form(kind, held, f"{REGISTER}/new", 0, "")
        return self._form(request, form)

    def _form(self, request: Request, form: Form) -> Response:
        values = {"form": form, "kinds": list(Kind), "blank": blank(form)}
        return self._desk.shown.page(request, "item_form.html", values)

    def enter(self, request: Request) -> Response:
        """Enter an item by hand, or a candidate as corrected."""
        kind = _kind(text_of(request, "kind"))
        candidate, said = text_of(request, "candidate"), self._said(request)
        read = self._reports.candidate(candidate)
        fields = self._given(request, read.particulars if read is not None else ())
        seen = number(text_of(request, "seen"))

        by_hand = entering.entered(kind, fields, said)

        def make(_: object) -> Sequence[Entered]:
            if not candidate:
                return [by_hand]
            accepted, register = Standing.ACCEPTED, self._reports.register
            return [entering.answered(register, candidate, kind, fields, accepted, said, seen)]

        self._desk.live.append(make)
        answering = self._reports.register.answering(candidate)
        return sent_to(request, f"{REGISTER}/{answering.id if answering else by_hand.item}")

    def table(self, request: Request) -> Response:
        """Enter the items of a table (CSV); all of it, or nothing with the row that is wrong."""
        came = form_of(request).get("table")
        text = text_of(request, "rows", MOST_TABLE)
        if isinstance(came, UploadFile) and came.size:
            text = _decoded(came.file.read(MOST_TABLE + 1))
        if not text.strip() or len(text) > MOST_TABLE:
            raise UsageError("no table came, or one over 1 MB", "Choose a CSV file, or paste it.")
        said = self._said(request)
        made: list[entering.Table] = []

        def make(_: object) -> Sequence[Entered]:
            made.append(entering.of_csv(text, said, self._reports.register))
            return made[-1].bodies

        self._desk.live.append(make)
        table = made[-1]
        if not table.bodies and not table.known:
            raise UsageError(
                "the table has no row", "A row an item, below the names of the columns."
            )
        kind = table.bodies[0].kind if table.bodies else Kind.INCIDENT.value
        counts = f"entered={len(table.bodies)}&known={table.known}"
        return sent_to(request, f"{REGISTER}?kind={kind}&{counts}")

    def correct(self, request: Request) -> Response:
        """Show the form for a candidate that nobody has accepted."""
        report = self._reports.report(request.path_params["record"])
        name = request.query_params.get("candidate", "")
        found = next((one for one in report.candidates if one.id == name), None)
        if found is None:
            raise UsageError("the page does not say that any more", "Open the page again.")
        before = self._reports.register.answering(found.id)
        seen = before.seq if before is not None else 0
        held = list(found.particulars)
        return self._form(request, Form(found.kind, held, f"{REGISTER}/new", seen, found.id))

    def edit(self, request: Request) -> Response:
        """Show the form for an item as it stands."""
        item = entering.item_of(self._reports.register, request.path_params["item"])
        held = list(item.body.particulars)
        form = Form(Kind(item.body.kind), held, f"{REGISTER}/{item.id}/edit", item.seq, "")
        return self._form(request, form)

    def change(self, request: Request) -> Response:
        """Enter an item anew."""
        item, seen = request.path_params["item"], number(text_of(request, "seen"))
        now = entering.item_of(self._reports.register, item)
        fields, said = self._given(request, now.body.particulars), self._said(request)
        self._desk.live.append(
            lambda _: [entering.changed(self._reports.register, item, seen, said, fields)]
        )
        return sent_to(request, f"{REGISTER}/{item}")

    def _offered(self, item: Item) -> list[tuple[str, Particular]]:
        """Return what an item's pages say that it could be given, not yet added, each with its record."""
        held, kind = set(item.body.particulars), Kind(item.body.kind)
        records = [record for record, _ in self._sources([item])]
        found = [(one, said) for one in records for said in self._reports.said_of(kind, one)]
        return [(record, said) for record, said in found if said not in held]

    def add(self, request: Request) -> Response:
        """Add to an item what one of its pages says of it."""
        item, seen = request.path_params["item"], number(text_of(request, "seen"))
        said, asked = self._said(request), (text_of(request, "place"), text_of(request, "state"))
        now = entering.item_of(self._reports.register, item)
        offered = (one for _, one in self._offered(now))
        chosen = next((one for one in offered if (Form.places(one), one.state) == asked), None)
        if chosen is None:
            raise UsageError("its pages do not say that any more", "Open the item again.")
        fields = [*now.body.particulars, chosen]
        self._desk.live.append(
            lambda _: [entering.changed(self._reports.register, item, seen, said, fields)]
        )
        return sent_to(request, f"{REGISTER}/{item}")

    def apart(self, request: Request) -> Response:
        """Take one that was gathered out from under an item."""
        item, seen = request.path_params["item"], number(text_of(request, "seen"))
        one, said = text_of(request, "one"), self._said(request)

        def make(_: object) -> Sequence[Entered]:
            register = self._reports.register
            held = entering.item_of(register, item).body.gathers
            left = [each for each in held if each != one]
            if len(left) == len(held):
                raise UsageError("that one is not gathered here", "Open the item again.")
            return [entering.changed(register, item, seen, said, gathers=left)]

        self._desk.live.append(make)
        return sent_to(request, f"{REGISTER}/{item}")

    def withdraw(self, request: Request) -> Response:
        """Take an item out of the register; it stays in the log."""
        item, seen = request.path_params["item"], number(text_of(request, "seen"))
        said = self._said(request)
        if not said[0].strip():
            raise UsageError("an item is withdrawn for a reason", "Say it in a few words.")
        self._desk.live.append(
            lambda _: [
                entering.changed(
                    self._reports.register, item, seen, said, standing=Standing.WITHDRAWN
                )
            ]
        )
        return sent_to(request, f"{REGISTER}/{item}")

    def _said(self, request: Request) -> tuple[str, Actor, str]:
        return (
            text_of(request, "reason"),
            actor(signed_of(request).person.name),
            deciding.now(),
        )

    def _given(self, request: Request, held: Sequence[Particular]) -> list[Particular]:
        catalog = self._desk.live.collection.catalog
        form: Mapping[str, object] = form_of(request)
        said = particulars_of(form, lambda sha256: catalog.file(sha256) is not None)
        return entering.cited(said, held, self._reports.words_of)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            "the table is no UTF-8: its letters would be broken", "Save it as CSV UTF-8."
        ) from None


_FIRST = {Kind.STATEMENT: "content", Kind.INCIDENT: "summary", Kind.COMMITMENT: "act"}


def _kind(said: str) -> Kind:
    if said not in set(Kind):
        raise UsageError("the form names no kind", "Open it again.")
    return Kind(said)
