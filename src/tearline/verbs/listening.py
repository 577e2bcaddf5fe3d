"""A server of ours on this machine: a socket that listens, served until Ctrl-C, no word of a request told.

Promises: no access log is kept here, and what goes wrong in an answer is told by its kind and place, never by
its words or its address. A server on this machine alone answers to this machine's names and ``--address``.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import traceback
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette

from tearline.errors import UsageError

_GRACE = 5  # seconds that answers under way have at the end


def names_of(host: str, address: str) -> tuple[bool, tuple[str, ...]]:
    """Say whether a host is this machine alone, and the names a server there then answers to."""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        return False, ()
    public = urlsplit(address).netloc.rpartition("@")[2].partition(":")[0]
    own = f"[{host}]" if ":" in host else host
    return True, tuple(filter(None, ("localhost", "127.0.0.1", "[::1]", own, public)))


def listening(host: str, port: int, what: str) -> socket.socket:
    """Return a socket that listens for ``what`` (the room, the desk). UsageError: it cannot be had."""
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
        why = f"{what} cannot listen at {host} port {port} ({error.strerror})"
        raise UsageError(why, "Give another --port; 0 takes any that is free.") from error
    return ear


def address_at(ear: socket.socket, host: str) -> str:
    """Return the address a browser on this machine opens."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{ear.getsockname()[1]}"


def serve(app: Starlette, ear: socket.socket, *, living: bool = False) -> None:
    """Serve until Ctrl-C; ``living``: the application is told when it begins and ends."""
    told = logging.getLogger("uvicorn.error")
    told.addFilter(_without_words)
    told.setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="on" if living else "off",
        ws="none",
        server_header=False,
        proxy_headers=False,  # --address says where it stands; no header of a stranger's does
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
