"""One file of a release sent from the very bytes that were hashed: it is opened once.

Promises: hash and answer come of one open file; whatever is put in its place meanwhile is not sent. A file
that is written to while it is sent is noticed before its end, and the answer is broken off there: a browser
sees a download that failed, never a whole one of other bytes. Memory is bounded whatever the file's size;
the file is closed however the answer ends. One part of a file is given where one is asked for; where several
are, the whole.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import AsyncIterator
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tearline.reading.released import Listed

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_CHUNK = 1 << 18  # bytes held of a file at a time
_PART = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class Opened:
    """A listed file, open and proven. ``close`` it, or hand it to ``sent``, which does."""

    def __init__(self, root: Path, listed: Listed) -> None:
        """Open a file of a release and hash it. OSError: it cannot be read. ValueError: not as listed."""
        path = root / listed.path
        if path.resolve(strict=True) != root.resolve() / listed.path:
            msg = "is a link, or its path leads out of the release"
            raise ValueError(msg)
        self.listed = listed
        self._file = os.fdopen(os.open(path, _FLAGS), "rb")
        self.stat = os.fstat(self._file.fileno())
        wrong = self._wrong()
        if wrong:
            self._file.close()
            raise ValueError(wrong)

    def _wrong(self) -> str:
        """Return what is wrong with the file, '' where nothing is."""
        if not stat.S_ISREG(self.stat.st_mode) or self.stat.st_size != self.listed.size:
            return "does not have the size that the manifest lists"
        try:
            sha256 = hashlib.file_digest(self._file, "sha256").hexdigest()
        except OSError:
            return "cannot be read"
        return "" if sha256 == self.listed.sha256 else "is not what the manifest lists"

    def read(self, at: int, size: int) -> bytes:
        """Return some bytes. OSError: the file was written to since it was hashed, or ends early."""
        self._file.seek(at)
        data = self._file.read(size)
        now = os.fstat(self._file.fileno())
        same = (now.st_size, now.st_mtime_ns) == (self.stat.st_size, self.stat.st_mtime_ns)
        if len(data) != size or not same:
            msg = "a file of a release was written to while it was sent"
            raise OSError(msg)
        return data

    def close(self) -> None:
        """Close the file; it may be closed already."""
        self._file.close()


def sent(request: Request, opened: Opened, headers: dict[str, str], kind: str) -> Response:
    """Return the answer that gives an opened file to be kept, or the one part that is asked for.

    ``headers`` have its etag; ``kind`` is its media type.
    """
    size = opened.listed.size
    first, last = 0, size
    status, part = HTTPStatus.OK, _PART.fullmatch(request.headers.get("range", "").strip())
    known = request.headers.get("if-range", headers["etag"]) == headers["etag"]
    if part is not None and part[1] + part[2] and known:
        first = int(part[1]) if part[1] else max(size - int(part[2]), 0)
        last = min(int(part[2]) + 1, size) if part[1] and part[2] else size
        if first >= last:
            opened.close()
            out = {"content-range": f"bytes */{size}"}
            return Response(status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=out)
        status = HTTPStatus.PARTIAL_CONTENT
        headers = headers | {"content-range": f"bytes {first}-{last - 1}/{size}"}
    name = quote(opened.listed.path.rsplit("/", 1)[-1], errors="replace")
    own = {
        "accept-ranges": "bytes",
        "content-length": str(last - first),
        "content-disposition": f"attachment; filename*=utf-8''{name}",
        "last-modified": formatdate(opened.stat.st_mtime, usegmt=True),
    }
    empty = request.method == "HEAD"
    return _Sent(opened, first, first if empty else last, int(status), headers | own, kind)


class _Sent(StreamingResponse):
    """An answer with a file or a part of it; the file is closed at its end, whatever that is."""

    def __init__(
        self, opened: Opened, first: int, last: int, status: int, headers: dict[str, str], kind: str
    ) -> None:
        super().__init__(_chunks(opened, first, last), status, headers, kind)
        self._opened = opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._opened.close()


async def _chunks(opened: Opened, first: int, last: int) -> AsyncIterator[bytes]:
    """Yield a part of a file; the whole is hashed once more, and its end held back until that is right."""
    whole = hashlib.sha256() if (first, last) == (0, opened.listed.size) else None
    at = first
    while at < last:
        size = min(_CHUNK, last - at)
        data = await anyio.to_thread.run_sync(opened.read, at, size)
        at += size
        if whole is not None:
            whole.update(data)
            if at == last and whole.hexdigest() != opened.listed.sha256:
                msg = "a file of a release was written to while it was sent"
                raise OSError(msg)
        yield data
