"""A release folder that is looked at for as long as a room is open, not once.

Promises: a record's files are hashed again whenever one of them was touched (size, times, place on the disk),
so that what was whole when the room opened and was altered since is at fault from then on; several threads
may ask at once. Does not see a change that leaves size, times and place as they were, nor a new manifest:
a release that was published anew is read when the room is opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from tearline.reading.released import Fault, Listed, ReleaseFolder

State = tuple[tuple[int, int, int, int] | None, ...]


class Proven(ReleaseFolder):
    """A release folder for a room. ``report`` hears how many of its records were proven so far."""

    def __init__(self, path: Path) -> None:
        """Open a folder. UsageError: it is no release, or one that this version cannot read."""
        super().__init__(path)
        self.report: Callable[[int, int], None] | None = None
        self._proven: dict[str, tuple[State, tuple[Fault, ...]]] = {}
        self._alone = Lock()

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

    def _state(self, file: Listed) -> tuple[int, int, int, int] | None:
        try:
            stat = (self.path / file.path).lstat()
        except (OSError, ValueError):
            return None
        return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino
