"""`tearline room`: releases in a browser, on this machine or behind a web server; or as files for one.

Promises: says its address on stderr and nothing of who reads what: no access log is kept, and what goes
wrong in an answer is told by its kind and place, never by its words or its address. Ctrl-C ends it once the
answers under way are given. A room on this machine alone answers to this machine's names and ``--address``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from tearline.config import cache_folder
from tearline.errors import ExitCode, UsageError
from tearline.talk import Progress, Talk
from tearline.verbs.listening import address_at, listening, names_of, serve
from tearline.web import whats_new
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.shown import Pages


def room(releases: Sequence[Path], asked: dict[str, Any], talk: Talk) -> int:
    """Show releases; ``asked`` has what the command takes. Exit code 3: files are at fault.

    UsageError: a folder is no release, two are one, an address is none, the port cannot be had.
    """
    if not releases:
        raise UsageError("no release to show", "Name the folders: tearline room OUT…")
    # Said before an index is made, which can take minutes.
    Pages(asked["harm"], "" if asked["static"] is not None else asked["address"])
    local, hosts = names_of(asked["host"], asked["address"])
    with Progress() as progress:
        also = asked["also_withdrawn"]
        shelf = Shelf(releases, cache_folder() / "index", progress, also_withdrawn=also)
        for sentence in _withdrawn(shelf):
            talk.say(sentence)
        for label, fault in shelf.faults():
            talk.say(f"{label}: {fault.path} {fault.why}; its record is not shown as verified")
        news = whats_new.prepare(shelf, cache_folder(), progress)
        if asked["static"] is not None:
            app = build_room(shelf, asked["harm"], name=asked["name"], news=news)
            return _write(app, shelf, asked, progress, talk)
        own = {"address": asked["address"], "name": asked["name"]}
        app = build_room(shelf, asked["harm"], **own, hosts=hosts, news=news)
    with listening(asked["host"], asked["port"], "the room") as ear:
        at = address_at(ear, asked["host"])
        # uvicorn ends in good order and then raises again what ended it.
        with contextlib.suppress(KeyboardInterrupt):
            talk.datum("room", address=at, releases=list(shelf.releases))
            talk.say(f"The room is open at {at}/ (Ctrl-C closes it)")
            if not local:
                talk.say("Others can reach it: put a web server before it that speaks TLS.")
            serve(app, ear)
    return int(ExitCode.PARTLY if any(shelf.faults()) else ExitCode.DONE)


def _withdrawn(shelf: Shelf) -> list[str]:
    """Return a sentence for each release of which a record was withdrawn since."""
    what = "shown all the same" if shelf.also_withdrawn else "not shown"
    return [
        f"{label}: {len(rows):,} record{'' if len(rows) == 1 else 's'} withdrawn since, {what}"
        for label, rows in shelf.withdrawn.items()
        if rows
    ]


def _write(
    app: Starlette, shelf: Shelf, asked: dict[str, Any], progress: Progress, talk: Talk
) -> int:
    from tearline.web import still  # noqa: PLC0415 - most rooms are served, not written

    to, base = asked["static"], asked["address"]
    files = still.write(app, shelf, to, progress, base=base, tell=talk.say)
    talk.datum("still", f"{files:,} files in {to}", path=str(to), files=files)
    return int(ExitCode.PARTLY if any(shelf.faults()) else ExitCode.DONE)
