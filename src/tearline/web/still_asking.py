"""Asks an app for one address, in process: no socket, no client library.

Promises: what the app would send a browser, at the address ``HOST`` that no site has. A file is
written as it comes and never held whole. An answer of the app's own error handler counts as status 500,
with the kind of the error.
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Scope

from tearline.web.still_names import Address

HOST = "http://localhost:9"  # a room on one machine answers to it; nothing is ever served at port 9
_GOOD, _WRONG = 200, 500
_VERBATIM = ("/downloads/", "/static/")  # a page among these is a file like others


@dataclass(slots=True)
class Answered:
    """What came: the status, the media type, the body where it was not written to a file.

    ``error`` names the kind of an error of the app, '' where there was none; ``in_file``: it was written.
    """

    status: int = 0
    media_type: str = ""
    body: bytes = b""
    error: str = ""
    in_file: bool = False

    @property
    def is_page(self) -> bool:
        """Say whether it is a page of HTML."""
        return self.media_type == "text/html"


async def ask(app: ASGIApp, address: Address, into: Path | None = None) -> Answered:
    """Ask for an address. ``into``: the file, not there yet, that a good answer is written to.

    A page is not written but in the place of a download. OSError: the file cannot be written.
    """
    answered = _Answer(into, pages_too=address.path.startswith(_VERBATIM))
    try:
        await app(_scope(address), answered.receive, answered.send)
    except OSError:
        if answered.file is not None:  # the disk is full, or the like: not the app's fault
            raise
        answered.told.error = "OSError"
    except Exception as error:  # noqa: BLE001 - whatever it is, the app could not answer
        answered.told.error = type(error).__name__
    finally:
        if answered.file is not None:
            answered.file.close()
    told = answered.told
    told.body, told.in_file = b"".join(answered.parts), answered.file is not None
    if told.error or not answered.ended:
        told.status, told.error = _WRONG, told.error or "no end of the answer"
    return told


class _Answer:
    """Takes the messages of one answer."""

    def __init__(self, into: Path | None, *, pages_too: bool) -> None:
        self.told = Answered()
        self.parts: list[bytes] = []
        self.file: BinaryIO | None = None
        self.ended = False
        self._into, self._pages_too, self._asked = into, pages_too, False

    async def receive(self) -> Message:
        """Give the request, which has no body, once; who asks then stays for the answer."""
        if self._asked:
            await asyncio.Event().wait()
        self._asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Message) -> None:
        """Take what the app sends."""
        if message["type"] == "http.response.start":
            self.told.status = int(message["status"])
            headers = {name.lower(): value for name, value in message.get("headers", ())}
            kind = headers.get(b"content-type", b"").decode("latin-1")
            self.told.media_type = kind.partition(";")[0].strip().lower()
            is_file = self.told.status == _GOOD and (self._pages_too or not self.told.is_page)
            if self._into is not None and is_file:
                self._into.parent.mkdir(parents=True, exist_ok=True)
                self.file = self._into.open("xb")
        elif message["type"] == "http.response.pathsend":
            self._copy(Path(message["path"]))
            self.ended = True
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            if self.file is None:
                self.parts.append(body)
            else:
                self.file.write(body)
            self.ended = self.ended or not message.get("more_body", False)

    def _copy(self, path: Path) -> None:
        with path.open("rb") as source:
            if self.file is None:
                self.parts.append(source.read())
            else:
                shutil.copyfileobj(source, self.file, 1 << 20)


def _scope(address: Address) -> Scope:
    host = HOST.partition("//")[2]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": address.path,
        "raw_path": quote(address.path, errors="replace").encode(),
        "query_string": address.query.encode(),
        "root_path": "",
        "headers": [(b"host", host.encode())],
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 9),
        "extensions": {"http.response.pathsend": {}},
    }
