"""A release folder that is looked at for as long as a room is open, not once.

Promises: a record's files are hashed again whenever one of them was touched (size, times, place on the disk),
so that what was whole when the room opened and was altered since is at fault from then on; several threads
may ask at once. Does not see a change that leaves size, times and place as they were, nor a new manifest:
a release that was published anew is read when the room is opened again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from threading import Lock

from tearline.reading.released import Fault, Listed, ReleaseFolder

MANIFEST = "manifest.json"
State = tuple[tuple[int, int, int, int] | None, ...]


class Proven(ReleaseFolder):
    """A release folder for a room. ``report`` hears how many of its records were proven so far."""

    def __init__(self, path: Path) -> None:
        """Open a folder. UsageError: it is no release, or one that this version cannot read."""
        super().__init__(path)
        self.manifest_sha256 = self.digest
        self.report: Callable[[int, int], None] | None = None
        self._proven: dict[str, tuple[State, tuple[Fault, ...]]] = {}
        self._alone = Lock()

    def leave_out(self, names: Collection[str]) -> None:
        """Have no page and no file of some records from now on; that they are named stays.

        What is made of such a folder (an index, a comparison) is another thing: ``digest`` says so.
        """
        if not names:
            return
        for name in names:
            self.records[name] = replace(
                self.records[name], pages=0, files=(), deletions=(), page_sizes=()
            )
        said = "\0".join([self.manifest_sha256, *sorted(names)])
        self.digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    def faults(self, record: str) -> tuple[Fault, ...]:
        """Return what is wrong with a record's files ('' for the release's own) as they are now."""
        files = self.records[record].files if record else self.own
        state = tuple(map(self._state, files))
        known = self._proven.get(record)
        if known is not None and known[0] == state:
            return known[1]
        with self._alone:
            self._faults.pop(record, None)
            found = super().faults(record)
            self._proven[record] = state, found
        if self.report is not None:
            self.report(len(self._proven), len(self.records) + 1)
        return found

    def manifest(self) -> tuple[Listed, Fault | None]:
        """Return the manifest itself as a file, and what is wrong with it as it is now."""
        file = self.path / MANIFEST
        try:
            data = file.read_bytes()
        except OSError as error:
            why = f"cannot be read ({error.strerror or 'the disk refused it'})"
            return Listed(MANIFEST, self.manifest_sha256, 0), Fault("", MANIFEST, why)
        listed = Listed(MANIFEST, self.manifest_sha256, len(data))
        if file.is_symlink() or hashlib.sha256(data).hexdigest() != self.manifest_sha256:
            return listed, Fault("", MANIFEST, "is not what it was when the room opened")
        return listed, None

    def _state(self, file: Listed) -> tuple[int, int, int, int] | None:
        try:
            stat = (self.path / file.path).lstat()
        except (OSError, ValueError):
            return None
        return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
