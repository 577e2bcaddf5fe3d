"""Who may sign in, as the administrator has it, and who read what.

Promises: what is done here is what ``tearline people`` does, by the same rules; the last administrator stays;
a password given here is for the first sign-in alone. Who read what is shown to administrators only, and that
they looked is a row as well.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import Door, form_of, sent_to, signed_of, text_of
from tearline.errors import UsageError

ADMINISTERING = frozenset({Role.ADMINISTRATOR})
LISTED = 100


class Managing:
    """The administrator's pages."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/people", self.people, ADMINISTERING),
            door.post("/people", self.add, ADMINISTERING),
            door.post("/people/{name}", self.change, ADMINISTERING),
            door.get("/reads", self.reads, ADMINISTERING),
        ]

    def people(self, request: Request) -> Response:
        """List everybody who may, or once might, sign in."""
        people = self._desk.people
        values = {"people": people.all(), "roles": list(Role), "log": people.log(LISTED)}
        return self._desk.shown.page(request, "people.html", values)

    def add(self, request: Request) -> Response:
        """Let a person sign in, who then chooses a password of their own."""
        by, people = signed_of(request).person.name, self._desk.people
        name, password = text_of(request, "name"), text_of(request, "password")
        people.add(name, password, _roles(request), by, must_change=True)
        return sent_to(request, "/people")

    def change(self, request: Request) -> Response:
        """Change a person's roles, password, or whether they may sign in."""
        by, people = signed_of(request).person.name, self._desk.people
        name, what = request.path_params["name"], text_of(request, "what")
        if what == "roles":
            people.change_roles(name, _roles(request), by)
        elif what == "password" and name == by:
            raise UsageError(
                "your own password wants the present one", "Change it under your name."
            )
        elif what == "password":
            people.set_password(name, text_of(request, "password"), by, must_change=True)
        elif what == "on":
            people.activate(name, by)
        elif what == "off":
            people.deactivate(name, by)
        else:
            raise UsageError("the form says nothing to do", "Open the page again.")
        return sent_to(request, "/people")

    def reads(self, request: Request) -> Response:
        """List who read what, the newest first."""
        asked = request.query_params
        before = asked.get("before", "")
        rows = self._desk.reads.entries(
            asked.get("who", ""),
            asked.get("record", ""),
            int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else 0,  # noqa: PLR2004
            LISTED,
        )
        self._desk.reads.note(signed_of(request).person.name, Read.EXPORT, detail="who read what")
        values = {"rows": rows, "who": asked.get("who", ""), "record": asked.get("record", "")}
        return self._desk.shown.page(request, "reads.html", values)


def _roles(request: Request) -> frozenset[Role]:
    try:
        return frozenset(Role(str(one)) for one in form_of(request).getlist("role"))
    except ValueError:
        raise UsageError("that is no role", f"Give one of {', '.join(Role)}.") from None
