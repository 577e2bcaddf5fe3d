"""Notes on pages and records, and who was given which records: shown, written, closed.

Promises: a note is shown where it belongs and goes into no release; what others wrote about a page is not
shown to a second reviewer who still owes a blind look there. Records are given by officers, and marked done
by whom they were given to, or who gave them. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import pointing
from tearline.desk.access.notes import Assignment, Note
from tearline.desk.access.people import Person
from tearline.desk.desk import Desk
from tearline.desk.door import ANYONE, REVIEWING, Door, sent_to, signed_of, text_of
from tearline.desk.holding_pages import OFFICERS
from tearline.desk.sheet import leaf_of
from tearline.desk.shown import page_address, record_address
from tearline.desk.work.listing import Counts, Wanted
from tearline.errors import UsageError

MOST_GIVEN = 500  # records that are given at once


@dataclass(frozen=True, slots=True)
class Noted:
    """The notes that somebody may see, and how many are kept from them until they have given their view."""

    notes: tuple[Note, ...]
    kept: int = 0

    @property
    def open(self) -> int:
        """How many are not closed."""
        return sum(not note.closed for note in self.notes)


def noted(notes: Iterable[Note], who: Person, *, blind: bool) -> Noted:
    """Return notes as a person may see them; ``blind``: what others wrote would tell a first verdict."""
    every = tuple(notes)
    if not blind:
        return Noted(every)
    own = tuple(note for note in every if note.who == who.name)
    return Noted(own, len(every) - len(own))


class NotePages:
    """The forms of notes, and the page of assignments."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.post("/record/{record}/notes", self.write, ANYONE),
            door.post("/record/{record}/notes/{note:int}/close", self.close, ANYONE),
            door.get("/assignments", self.assignments),
            door.post("/assignments", self.give, OFFICERS),
            door.post("/assignments/{assignment:int}/done", self.done, REVIEWING),
        ]

    def write(self, request: Request) -> Response:
        """Write a note on a record, or on a page of it."""
        record, page = self._about(request)
        answers = text_of(request, "answers")
        who = signed_of(request).person.name
        number = int(answers) if answers.isascii() and answers.isdecimal() else 0
        self._desk.notes.write(who, record, page, text_of(request, "text", 20_000), number)
        return sent_to(request, _back(record, page))

    def close(self, request: Request) -> Response:
        """Close a note."""
        record, page = self._about(request)
        note = request.path_params["note"]
        if note not in {one.id for one in self._desk.notes.of(record)}:
            raise UsageError("there is no such note on that record", "Open the page again.")
        self._desk.notes.close(signed_of(request).person.name, note)
        return sent_to(request, _back(record, page))

    def _about(self, request: Request) -> tuple[str, int]:
        """Return the record, and the page where the form names one. UsageError: there is none such."""
        live = self._desk.live
        _, record = pointing.resolve(live.collection, request.path_params["record"])
        page = text_of(request, "page")
        if not page:
            return record, 0
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 0  # noqa: PLR2004
        return record, leaf_of(live.collection, record, number).number

    def assignments(self, request: Request) -> Response:
        """List what was given to me, and to officers what was given to whom and how far it is."""
        desk, who = self._desk, signed_of(request).person
        officer = bool(who.roles & OFFICERS)
        rows = desk.notes.open_all() if officer else desk.notes.open_for(who.name)
        values = {
            "rows": [(one, self._left(one)) for one in rows],
            "officer": officer,
            "me": who.name,
            "today": desk.access.clock().date().isoformat(),
            "people": sorted(p.name for p in desk.people.all() if p.active and p.roles & REVIEWING),
            "records": request.query_params.get("records", ""),
        }
        return desk.shown.page(request, "assignments.html", values)

    def _left(self, one: Assignment) -> Counts:
        return self._desk.work.counts(Wanted(record=one.record))

    def give(self, request: Request) -> Response:
        """Give records to a person."""
        desk, by = self._desk, signed_of(request).person.name
        person = desk.people.named(text_of(request, "person"))
        if person is None or not person.active or not person.roles & REVIEWING:
            raise UsageError("that person reviews nothing at this desk", "Choose one of the list.")
        asked = text_of(request, "records", 60_000).replace(",", "\n").split("\n")
        names = list(dict.fromkeys(name.strip() for name in asked if name.strip()))
        if not 0 < len(names) <= MOST_GIVEN:
            raise UsageError(
                f"1 to {MOST_GIVEN} records are given at once",
                "One a line, as the desk calls them.",
            )
        # All are looked up before any is given.
        records = [pointing.resolve(desk.live.collection, name)[1] for name in names]
        due = text_of(request, "due")
        with desk.access.transaction():
            for record in records:
                desk.notes.assign(record, person.name, by, due)
        return sent_to(request, "/assignments")

    def done(self, request: Request) -> Response:
        """Mark what was given as done, or take it back."""
        who = signed_of(request).person
        officer = bool(who.roles & OFFICERS)
        number = request.path_params["assignment"]
        self._desk.notes.done(number, "" if officer else who.name)
        return sent_to(request, "/assignments")


def _back(record: str, page: int) -> str:
    return f"{page_address(record, page)}#notes" if page else f"{record_address(record)}#notes"
