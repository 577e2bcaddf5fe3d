"""The hashes of a folder's files, kept so that ten thousand files are not read again to be known again.

Promises: a hash is taken again as soon as anything that the system says of the file has changed: its size,
the times of its content and of its entry, its place on the disk. One of a file changed just before it was
hashed is not kept, since a second change might leave the same times. What is kept can be deleted at any
time, and a damaged one is none.
Does not promise that a file changed behind the system's back is noticed: a disk that lies, a clock set back.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

_SETTLED = 2_000_000_000  # nanoseconds that a file must have been left alone before it was hashed
_SIGNS = 4  # size, times of content and entry, place

_Known = dict[str, tuple[list[int], str]]


class Hashes:
    """SHA-256 of files of one folder; ``keep`` writes down what was learned."""

    def __init__(self, folder: Path, kept: Path) -> None:
        """Read what is kept of ``folder`` below ``kept``."""
        own = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]
        self._path = kept / "hashes" / f"{own}.json"
        self._known = _read(self._path)
        self._asked: dict[Path, str] = {}
        self._learned = False

    def of(self, file: Path) -> str:
        """Return a file's hash in hexadecimal, taken once for each ``Hashes``. OSError: no such file."""
        if file not in self._asked:
            self._asked[file] = self._of(file)
        return self._asked[file]

    def keep(self) -> None:
        """Write down what was learned, whole or not at all; a folder that cannot be written is left."""
        if not self._learned:
            return
        part = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._known), "utf-8")
            part.replace(self._path)
        except OSError:
            return  # it is only time that is lost
        self._learned = False

    def _of(self, file: Path) -> str:
        name, before = os.path.abspath(file), _signs(file)  # noqa: PTH100 - it need not be resolved
        signs, sha256 = self._known.get(name, ([], ""))
        if signs == before:
            return sha256
        now = time.time_ns()
        with file.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        self._learned = self._known.pop(name, None) is not None or self._learned
        if _signs(file) == before and max(before[1:3]) + _SETTLED < now:
            self._known[name] = (before, sha256)
            self._learned = True
        return sha256


def _signs(file: Path) -> list[int]:
    """Return what the system says of a file: four numbers."""
    found = file.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def _read(path: Path) -> _Known:
    """Return what is kept; whatever is not as it was written is left out."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    found: _Known = {}
    for name, row in data.items() if isinstance(data, dict) else ():
        match row:
            case [list(signs), str(sha256)] if len(signs) == _SIGNS and len(sha256) == 64:  # noqa: PLR2004
                found[name] = (signs, sha256)
    return found
