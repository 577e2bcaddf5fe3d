"""The people the desk protects, and what their originators answered: the collection's list, kept here.

Promises: a list is changed whole or not at all, on the list that was looked at, by officers alone, and each
change is a row in the access file with the list's hash, never a name; what lets a person go (a release that
was answered, a name taken off) has its reason. After a change every page is searched again, and until it
has been no record goes out. An answer here does not lift the hold of a living source: the originator's own
decision, attached as an instrument, does.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.desk.access.reads import Read
from tearline.desk.answers import ConflictError, check_reason
from tearline.desk.desk import Desk
from tearline.desk.door import Door, sent_to, signed_of, text_of
from tearline.desk.holding_pages import OFFICERS
from tearline.desk.work.listing import Wanted
from tearline.errors import UsageError
from tearline.findings import desk_lists, lists
from tearline.model.people import Answer, ProtectedPerson, Protection

LISTED = 50
PAGE_OF = 200  # people on one page of the list
MOST = 200  # characters of a name or an originator
MOST_ALIASES = 2000


class Protecting:
    """The page about protected people."""

    def __init__(self, desk: Desk, search_again: Callable[[], None]) -> None:
        """Take the desk, and what has every page searched again."""
        self._desk, self._search_again = desk, search_again
        self._lock = threading.Lock()

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/protected", self.protected),
            door.post("/protected", self.add, OFFICERS),
            door.post("/protected/{row:int}/answer", self.answer, OFFICERS),
            door.post("/protected/{row:int}/remove", self.remove, OFFICERS),
        ]

    def protected(self, request: Request) -> Response:
        """List who is protected, what their originators answered, and where they stand."""
        people, mark = self._list()
        self._desk.reads.note(signed_of(request).person.name, Read.LIST, detail="protected people")
        held, _ = self._desk.work.rows(Wanted(state="", kind="protected"), "", LISTED)
        asked = request.query_params.get("from", "0")
        first = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 0  # noqa: PLR2004
        values = {
            "people": list(enumerate(people))[first : first + PAGE_OF],
            "total": len(people),
            "first": first,
            "next": first + PAGE_OF if first + PAGE_OF < len(people) else 0,
            "mark": mark,
            "pages": held,
            "may": bool(signed_of(request).person.roles & OFFICERS),
            "protections": list(Protection),
            "changed": "changed" in request.query_params,
        }
        return self._desk.shown.page(request, "protected.html", values)

    def add(self, request: Request) -> Response:
        """Add a person to the list."""
        name = _line(request, "name", MOST)
        if not any(c.isalnum() for c in name):
            raise UsageError("nobody was named", "Give the name as it may stand on a page.")
        aliases = tuple(
            dict.fromkeys(
                part.strip()
                for part in _line(request, "aliases", MOST_ALIASES).split(";")
                if any(c.isalnum() for c in part)
            )
        )
        try:
            protection = Protection(text_of(request, "protection"))
        except ValueError:
            raise UsageError(
                "the form has no protection", "Choose why: source or person."
            ) from None
        why, originator = _line(request, "why", MOST), _line(request, "originator", MOST)
        one = ProtectedPerson(name, aliases, protection, why, originator)

        def added(people: tuple[ProtectedPerson, ...]) -> tuple[ProtectedPerson, ...]:
            if any(other.name == name for other in people):
                raise UsageError("that name is on the list", "Change its row instead.")
            return (*people, one)

        return self._change(request, added, f"a {protection.value} was added")

    def answer(self, request: Request) -> Response:
        """Note what a person's originator answered."""
        try:
            said = Answer(text_of(request, "answer"))
        except ValueError:
            raise UsageError("that is no answer", "Withhold, release, or none yet.") from None
        day = text_of(request, "answered_on") if said else ""
        if said and not _is_day(day):
            raise UsageError("an answer has its day", "Give the date it bears.")
        reason = self._reason(request, needed=said is Answer.RELEASE)

        def answered(people: tuple[ProtectedPerson, ...]) -> tuple[ProtectedPerson, ...]:
            at = _row(request, people)
            changed = replace(people[at], answer=said, answered_on=day)
            return (*people[:at], changed, *people[at + 1 :])

        return self._change(request, answered, f"an answer: {said.value or 'none'}{reason}")

    def remove(self, request: Request) -> Response:
        """Take a person off the list."""
        reason = self._reason(request, needed=True)

        def removed(people: tuple[ProtectedPerson, ...]) -> tuple[ProtectedPerson, ...]:
            at = _row(request, people)
            return (*people[:at], *people[at + 1 :])

        return self._change(request, removed, f"a person was taken off{reason}")

    def _reason(self, request: Request, *, needed: bool) -> str:
        reason = text_of(request, "reason").strip()
        check_reason(reason)
        if needed and not reason:
            raise UsageError(
                "letting a protected person go needs its reason",
                "Say on whose word; leave the name out, for the reason is kept in the access file.",
            )
        return f": {reason}" if reason else ""

    def _change(
        self,
        request: Request,
        change: Callable[[tuple[ProtectedPerson, ...]], tuple[ProtectedPerson, ...]],
        told: str,
    ) -> Response:
        """Write the list anew, note who changed it, and have every page searched again."""
        collection = self._desk.live.collection
        with self._lock:
            people, mark = self._list()
            if text_of(request, "list") != mark:
                raise ConflictError(
                    "the list has been changed since you looked", "Look at it, then change it."
                )
            data = lists.write_protected(change(people))
            now = _mark(data)
            self._desk.reads.note(
                signed_of(request).person.name,
                Read.LIST_CHANGED,
                detail=f"protected: {told}; list {mark[:16] or 'none'} to {now[:16]}",
            )
            desk_lists.keep_bytes(collection, "protected", data)
        self._search_again()
        return sent_to(request, "/protected?changed=1")

    def _list(self) -> tuple[tuple[ProtectedPerson, ...], str]:
        """Return the list as it is kept now, and its hash ('' where there is none)."""
        path = self._desk.live.collection.config.root / desk_lists.LISTS["protected"][0]
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return (), ""
        return lists.read_protected(data), _mark(data)


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _row(request: Request, people: tuple[ProtectedPerson, ...]) -> int:
    at = int(request.path_params["row"])
    if at >= len(people):
        raise UsageError("there is no such row", "Open the page again.")
    return at


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _line(request: Request, key: str, most: int) -> str:
    text = text_of(request, key).strip()
    if len(text) > most or any(ord(c) < ord(" ") for c in text):
        raise UsageError(f"{key} is at most {most} characters on one line", "Say it shorter.")
    return text
