"""`tearline desk` and `tearline people`: the review desk on one's own machine or behind a web server.

Promises: nobody comes in without a sign-in, whatever the address; the collection is opened beside other runs
and takes no lock; a password comes from a prompt, a file or stdin and stands in no log. Ctrl-C ends it once
the answers under way are given: what was decided is in the log already.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from tearline import config as settings
from tearline.desk.access.claims import Claims
from tearline.desk.access.file import AccessFile, access_path
from tearline.desk.access.notes import Notes
from tearline.desk.access.paces import Paces
from tearline.desk.access.people import People, Person, Role
from tearline.desk.access.reads import Reads
from tearline.desk.access.sessions import Sessions
from tearline.desk.app import build_desk
from tearline.desk.desk import Desk
from tearline.desk.live import Live
from tearline.desk.pages_kept import PagesKept
from tearline.desk.pictures import Pictures
from tearline.desk.shown import Shown
from tearline.desk.work.listing import WorkList
from tearline.engine import Stop
from tearline.errors import UsageError
from tearline.store.collection import Collection, opened
from tearline.talk import Progress, Talk
from tearline.verbs.listening import address_at, listening, names_of, serve
from tearline.verbs.looking import guide_of

AGAIN_SECONDS = 30.0  # how often the work list looks for what other runs have found
FIRST = "tearline people add NAME --role administrator --role reviewer"


def desk(root: Path, asked: dict[str, Any], talk: Talk) -> int:
    """Open the desk; ``asked`` has what the command takes."""
    local, hosts = names_of(asked["host"], asked["address"])
    secure = urlsplit(asked["address"]).scheme == "https"
    if not local and not secure:
        raise UsageError(
            "others would send their passwords in the clear",
            "Put a web server before it that speaks TLS, and name it: --address https://desk.example.",
        )
    with opened(root, write=False) as collection, made(collection, asked["name"], talk) as one:
        if not any(person.active for person in one.people.all()):
            raise UsageError("nobody may sign in to this desk yet", f"Make the first: {FIRST}")
        with listening(asked["host"], asked["port"], "the desk") as ear:
            at = address_at(ear, asked["host"])
            app = build_desk(one, hosts=hosts, secure=secure)
            with contextlib.suppress(KeyboardInterrupt), _kept_up(one):
                talk.datum("desk", address=at)
                talk.say(f"The desk is open at {at}/ (Ctrl-C closes it)")
                serve(app, ear, living=True)
    return 0


@contextlib.contextmanager
def made(collection: Collection, name: str, talk: Talk) -> Iterator[Desk]:
    """Give a desk over an open collection, its work list up to date."""
    root = collection.config.root
    guide = guide_of(collection)
    live = Live(collection, guide)
    pictures = Pictures(collection)
    with AccessFile(access_path(root)) as access, contextlib.ExitStack() as stack:
        stack.callback(live.close)
        stack.callback(pictures.close)
        work = WorkList(root / "desk.db", collection, guide)
        stack.callback(work.close)
        with Progress() as progress, live.reading() as stands:
            work.refresh(stands, progress)
        talk.say(f"{work.counts().open:,} findings are open.")
        yield Desk(
            live,
            access,
            People(access),
            Sessions(access),
            Reads(access),
            Claims(access),
            Notes(access),
            work,
            pictures,
            PagesKept(collection),
            Paces(),
            Shown(name or collection.config.name),
        )


@contextlib.contextmanager
def _kept_up(one: Desk) -> Iterator[None]:
    """Keep the work list up with what other runs find and decide."""
    ended = threading.Event()
    stop = Stop()

    def keep() -> None:
        while not ended.wait(AGAIN_SECONDS):
            one.work.refresh(one.live.reading, stop=stop)

    thread = threading.Thread(target=keep, name="work list", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        stop.requested = True
        thread.join(5)


def people(root: Path, what: str, name: str, asked: dict[str, Any], talk: Talk) -> int:
    """Add a person, or change one: ``what`` is add, roles, password, off or on."""
    settings.load(root)
    by = settings.login()
    with AccessFile(access_path(root)) as access:
        known = People(access)
        roles = frozenset(Role(role) for role in asked.get("roles", ()))
        if what == "add":
            if not roles:
                raise UsageError("a person needs a role", f"Give --role, of {', '.join(Role)}.")
            told = known.add(name, _password(asked), roles, by)
        elif what == "roles":
            told = known.change_roles(name, roles, by)
        elif what == "password":
            told = known.set_password(name, _password(asked), by, must_change=True)
        else:
            told = known.activate(name, by) if what == "on" else known.deactivate(name, by)
        _tell(told, talk)
    return 0


def list_people(root: Path, talk: Talk) -> int:
    """List everybody who may, or once might, sign in."""
    settings.load(root)
    with AccessFile(access_path(root)) as access:
        for person in People(access).all():
            _tell(person, talk)
    return 0


def _tell(person: Person, talk: Talk) -> None:
    roles = sorted(role.value for role in person.roles)
    state = "" if person.active else " (may not sign in)"
    talk.datum(
        "person",
        f"{person.name}: {', '.join(roles)}{state}",
        name=person.name,
        roles=roles,
        active=person.active,
        since=person.since,
    )


def _password(asked: dict[str, Any]) -> str:
    """Return a password from a file, stdin (-) or a prompt that shows nothing."""
    path: Path | None = asked.get("password_file")
    if path is None:
        told: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return told
    text = sys.stdin.readline() if str(path) == "-" else path.read_text("utf-8")
    return text.rstrip("\r\n")
