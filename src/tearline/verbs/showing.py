"""`tearline room`: releases in a browser, on this machine or behind a web server; or as files for one.

Promises: says its address on stderr and nothing of who reads what: no access log is kept, and what goes
wrong in an answer is told by its kind and place, never by its words or its address. Ctrl-C ends it once the
answers under way are given. A room on this machine alone answers to this machine's names and ``--address``.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import socket
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette

from tearline.config import cache_folder
from tearline.errors import ExitCode, UsageError
from tearline.talk import Progress, Talk
from tearline.web import whats_new
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.shown import Pages

_GRACE = 5  # seconds that answers under way have at the end


def room(releases: Sequence[Path], asked: dict[str, Any], talk: Talk) -> int:
    """Show releases; ``asked`` has what the command takes. Exit code 3: files are at fault.

    UsageError: a folder is no release, two are one, an address is none, the port cannot be had.
    """
    if not releases:
        raise UsageError("no release to show", "Name the folders: tearline room OUT…")
    # Said before an index is made, which can take minutes.
    Pages(asked["harm"], "" if asked["static"] is not None else asked["address"])
    local, hosts = _names(asked["host"], asked["address"])
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
    with _listening(asked["host"], asked["port"]) as ear:
        port = ear.getsockname()[1]
        name = f"[{asked['host']}]" if ":" in asked["host"] else asked["host"]
        # uvicorn ends in good order and then raises again what ended it.
        with contextlib.suppress(KeyboardInterrupt):
            talk.datum("room", address=f"http://{name}:{port}", releases=list(shelf.releases))
            talk.say(f"The room is open at http://{name}:{port}/ (Ctrl-C closes it)")
            if not local:
                talk.say("Others can reach it: put a web server before it that speaks TLS.")
            _serve(app, ear)
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


def _names(host: str, address: str) -> tuple[bool, tuple[str, ...]]:
    """Say whether a host is this machine alone, and the names the room then answers to."""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        return False, ()
    public = urlsplit(address).netloc.rpartition("@")[2].partition(":")[0]
    own = f"[{host}]" if ":" in host else host
    return True, tuple(filter(None, ("localhost", "127.0.0.1", "[::1]", own, public)))


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens. UsageError: it cannot be had."""
    try:
        family, kind, protocol, _, at = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        ear = socket.socket(family, kind, protocol)
        try:
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ear.bind(at)
            ear.listen(128)
        except OSError:
            ear.close()
            raise
    except OSError as error:
        why = f"the room cannot listen at {host} port {port} ({error.strerror})"
        raise UsageError(why, "Give another --port; 0 takes any that is free.") from error
    return ear


def _serve(app: Starlette, ear: socket.socket) -> None:
    """Serve until Ctrl-C."""
    told = logging.getLogger("uvicorn.error")
    told.addFilter(_without_words)
    told.setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,  # --address says where the room stands; no header of a stranger's does
        timeout_graceful_shutdown=_GRACE,
    )
    uvicorn.Server(config).run(sockets=[ear])


def _without_words(record: logging.LogRecord) -> bool:
    """Tell of an error what it is and where; its text may quote a reader's question or a record."""
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        frames = traceback.extract_tb(error.__traceback__)
        where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        record.msg, record.args = f"an answer failed: {type(error).__name__}{where}", ()
        record.exc_info, record.exc_text = None, None
    return True
