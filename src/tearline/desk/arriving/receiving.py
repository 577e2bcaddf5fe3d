"""A form with files, taken as it comes: each file straight to the collection's own folder, never to another.

Promises: nothing of a form is read before whoever sent it is known to be signed in (the door asks for it);
no file lies anywhere but in the collection, nor in memory; one that is too large is dropped where it passes
the limit, and told; what the page does not keep in the end (a wrong token, a fault, a lost connection) is
taken away. To the door a form of fields alone is shown.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlencode

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tearline.desk.arriving.incoming import Incoming, plain_name

KEY = "tearline.received"  # where the request's scope has what came
_FIELDS = 64 << 10  # bytes of all fields that are no files
_HEADERS = 8 << 10  # bytes of one part's headers


@dataclass(frozen=True, slots=True)
class Limits:
    """What one form may bring: bytes of a file, files, bytes in all; bytes that stay free on the disk."""

    file: int = 512 << 20
    files: int = 200
    total: int = 4 << 30
    free: int = 1 << 30


@dataclass(slots=True)
class Came:
    """A file that came: its cleaned name, where it lies, hash, size; ``fault`` says why it is not taken."""

    name: str
    part: Path | None = None
    size: int = 0
    sha256: str = ""
    fault: str = ""


@dataclass(slots=True)
class Received:
    """What a form brought; ``fault`` says why it could not be taken whole."""

    files: list[Came] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    fault: str = ""


class Receiving:
    """ASGI wrapper around the one endpoint that takes files."""

    def __init__(self, app: ASGIApp, incoming: Incoming, limits: Limits | None = None) -> None:
        """Wrap an endpoint of the door's."""
        self._app, self._incoming, self._limits = app, incoming, limits or Limits()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; afterwards no file is left that was not kept."""
        kind, options = parse_options_header(Headers(scope=scope).get("content-type", ""))
        if kind != b"multipart/form-data":
            await self._app(scope, receive, send)
            return
        form = _Form(self._incoming, self._limits)
        scope = dict(scope) | {KEY: form.received, "headers": list(scope["headers"])}
        headers = MutableHeaders(scope=scope)
        headers["content-type"] = "application/x-www-form-urlencoded"
        del headers["content-length"]
        read = False

        async def fields_alone() -> Message:
            nonlocal read
            if read:
                return await receive()
            read = True
            if not await form.read(options.get(b"boundary", b""), receive):
                return {"type": "http.disconnect"}
            body = urlencode(form.received.fields, errors="replace").encode()
            return {"type": "http.request", "body": body, "more_body": False}

        try:
            await self._app(scope, fields_alone, send)
        finally:
            await run_in_threadpool(form.clear)


class _Form:
    """One form as it comes in."""

    def __init__(self, incoming: Incoming, limits: Limits) -> None:
        self.received = Received()
        self._incoming, self._limits = incoming, limits
        self._headers: dict[bytes, bytes] = {}
        self._name, self._value = b"", b""
        self._field: tuple[str, bytearray] | None = None
        self._came: Came | None = None
        self._out: BinaryIO | None = None
        self._digest = hashlib.sha256()
        self._fields = 0

    async def read(self, boundary: bytes, receive: Receive) -> bool:
        """Take the form in; False where whoever sent it went away."""
        callbacks = {
            "on_part_begin": self._part_begins,
            "on_part_data": self._data,
            "on_part_end": self._part_ends,
            "on_header_begin": self._header_begins,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_ends,
            "on_headers_finished": self._headers_end,
        }
        try:
            parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]
            more, came = True, 0
            while more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return False
                body: bytes = message.get("body", b"")
                more, came = message.get("more_body", False), came + len(body)
                if came > self._limits.total:
                    self.received.fault = f"the form is larger than {told(self._limits.total)}"
                    break
                if body:
                    await run_in_threadpool(parser.write, body)
            else:
                parser.finalize()
        except (FormParserError, _FormError, ValueError):
            self.received.fault = "the form could not be read to its end"
        finally:
            await run_in_threadpool(self._unfinished)
        return True

    def clear(self) -> None:
        """Take away what was not kept (what was kept is not there under this name any more)."""
        for came in self.received.files:
            if came.part is not None:
                self._incoming.drop(came.part)

    # -- what the parser calls, on a thread -------------------------------------------------------

    def _part_begins(self) -> None:
        self._headers, self._field, self._came = {}, None, None

    def _header_begins(self) -> None:
        self._name, self._value = b"", b""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]
        self._check_header()

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._check_header()

    def _check_header(self) -> None:
        if len(self._name) + len(self._value) > _HEADERS:
            raise _FormError

    def _header_ends(self) -> None:
        self._headers[self._name.lower()] = self._value

    def _headers_end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if b"filename" not in options:
            self._field = (options.get(b"name", b"").decode("utf-8", "replace"), bytearray())
        elif options[b"filename"]:
            self._file_begins(options[b"filename"].decode("utf-8", "replace"))

    def _file_begins(self, given: str) -> None:
        limits, came = self._limits, Came(plain_name(given))
        self._came, self._digest = came, hashlib.sha256()
        self.received.files.append(came)
        if len(self.received.files) > limits.files:
            if len(self.received.files) > 2 * limits.files:
                raise _FormError
            came.fault = f"more than {limits.files} files came at once: send it by itself"
            return
        try:
            came.part, self._out = self._incoming.begin(came.name)
            free = shutil.disk_usage(came.part).free
        except OSError as error:
            came.fault = f"it cannot be written here ({error.strerror or type(error).__name__})"
            return
        if free < limits.free or self._incoming.held() > limits.total:
            self._refuse("there is no room for it on the desk's disk")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._field is not None:
            self._fields += end - start
            if self._fields > _FIELDS:
                raise _FormError
            self._field[1].extend(data[start:end])
            return
        came = self._came
        if came is None or came.fault or self._out is None:
            return
        came.size += end - start
        if came.size > self._limits.file:
            self._refuse(f"it is larger than {told(self._limits.file)}")
            return
        try:
            self._out.write(data[start:end])
        except OSError as error:
            self._refuse(f"it cannot be written here ({error.strerror or type(error).__name__})")
            return
        self._digest.update(data[start:end])

    def _part_ends(self) -> None:
        if self._field is not None:
            name, value = self._field
            self.received.fields.append((name, value.decode("utf-8", "replace")))
            self._field = None
        came, self._came = self._came, None
        if came is None or came.fault or self._out is None:
            return
        try:
            self._out.flush()
            os.fsync(self._out.fileno())
        except OSError as error:
            self._came = came
            self._refuse(f"it cannot be written here ({error.strerror or type(error).__name__})")
            return
        finally:
            self._close()
        came.sha256 = self._digest.hexdigest()
        if not came.size:
            came.fault = "it is empty"

    # ---------------------------------------------------------------------------------------------

    def _unfinished(self) -> None:
        """Refuse a file that broke off in the middle."""
        if self._came is not None and not self._came.fault:
            self._refuse("it broke off in the middle")
        self._close()

    def _refuse(self, why: str) -> None:
        self._close()
        if self._came is not None:
            self._came.fault = why
            if self._came.part is not None:
                self._incoming.drop(self._came.part)

    def _close(self) -> None:
        out, self._out = self._out, None
        if out is not None:
            try:
                out.close()
            except OSError:
                return  # a full disk is told where it was written


class _FormError(Exception):
    """A form that is none."""


def told(size: int) -> str:
    """Return a number of bytes in words."""
    return f"{size >> 20:,} MB" if size >= 1 << 20 else f"{size:,} bytes"
