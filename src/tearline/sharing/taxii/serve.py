"""The server as a process: its key, its certificate, the address it listens at.

Promises: off this machine it speaks TLS or does not start. The key that signs places is made when missing,
for its owner alone, and refused when others may read it. No request is logged, and what goes wrong in an
answer is told by its kind and place, never by its words.
Does not watch the certificate: start it again with a new one.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import secrets
import stat
import traceback
from pathlib import Path

import uvicorn

from tearline.errors import UsageError
from tearline.sharing.taxii.app import build_server
from tearline.sharing.taxii.limits import Limits

_KEY_BYTES = 32
_OWNERS = 0o600
_OTHERS = 0o077
_GRACE = 5  # seconds that answers under way have at the end
_AT_ONCE = 512  # connections


def serve(
    shelf: Path,
    key_file: Path,
    host: str,
    port: int,
    certificate: Path | None = None,
    private_key: Path | None = None,
    *,
    title: str = "Partner editions",
    limits: Limits | None = None,
) -> None:
    """Serve a shelf until Ctrl-C.

    ``title``: what partners read as the server's name. UsageError: no TLS where it is needed, half of a
    certificate, a key that others may read, a file that is no shelf.
    """
    _check_transport(host, certificate, private_key)
    app = build_server(shelf, title=title, key=read_key(key_file), limits=limits)
    told = logging.getLogger("uvicorn.error")
    told.addFilter(_without_words)
    told.setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        lifespan="off",
        ws="none",
        server_header=False,
        proxy_headers=False,  # no header of a stranger's says where they ask from
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_GRACE,
        ssl_certfile=certificate,
        ssl_keyfile=private_key,
    )
    uvicorn.Server(config).run()


def read_key(path: Path) -> bytes:
    """Return the server's key, made if it is missing. UsageError: others may read it, or it is no key."""
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _OWNERS)
    except FileExistsError:
        return _found_key(path)
    except OSError as error:
        msg = f"the key {path.name} cannot be made ({error.strerror})"
        raise UsageError(msg, "See that the folder is there and writable.") from error
    with os.fdopen(made, "wb") as file:
        file.write(secrets.token_bytes(_KEY_BYTES))
        file.flush()
        os.fsync(made)
    return _found_key(path)


def _found_key(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            mode = os.fstat(handle).st_mode
            key = file.read(_KEY_BYTES + 1) if stat.S_ISREG(mode) else b""
    except OSError as error:
        msg = f"the key {path.name} cannot be read ({error.strerror})"
        raise UsageError(msg, "Give a file of your own, not a link to one.") from error
    if mode & _OTHERS:
        msg = f"others may read the key {path.name}"
        raise UsageError(msg, "Take it away: another is made, and partners begin their pages anew.")
    if len(key) != _KEY_BYTES:
        msg = f"{path.name} is no key of this server"
        raise UsageError(msg, "Give a path where there is nothing: the key is made there.")
    return key


def _check_transport(host: str, certificate: Path | None, private_key: Path | None) -> None:
    """Refuse what would send editions in the clear, or could not be served."""
    if (certificate is None) is not (private_key is None):
        raise UsageError("a certificate and its private key go together", "Give both, or neither.")
    if certificate is None and not _is_loopback(host):
        msg = f"partners' editions do not leave this machine in the clear, and {host} is not it"
        remedy = (
            "Give a certificate and its private key, or listen at 127.0.0.1 behind a web server."
        )
        raise UsageError(msg, remedy)
    for path in (certificate, private_key):
        if path is not None and not path.is_file():
            raise UsageError(f"there is no file {path.name}", "Give the path of a PEM file.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _without_words(record: logging.LogRecord) -> bool:
    """Tell of an error what it is and where; its text may quote what somebody asked."""
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        frames = traceback.extract_tb(error.__traceback__)
        where = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        record.msg, record.args = f"an answer failed: {type(error).__name__}{where}", ()
        record.exc_info, record.exc_text = None, None
    return True
