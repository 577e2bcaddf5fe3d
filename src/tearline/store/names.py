"""What each file's record is called: a file of its own, so that a catalog made again keeps the names.

Holds, instruments and decisions on whole records name a record. Names follow the order in which files
came in, which nobody can repeat; so they are written down, one JSON line each, beside the log, and
are as dear as it is. Later lines take the place of earlier ones.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Named:
    """A record's name at the desk, and the one it would have outside."""

    name: str
    title: str


class Names:
    """The names by the sha256 of the record's first file."""

    def __init__(self, path: Path) -> None:
        """Read the file; a last line that a killed run left incomplete is no name."""
        self._path = path
        self._named: dict[str, Named] = {}
        if path.exists():
            for line in path.read_text("utf-8").split("\n"):
                if line.endswith("}"):
                    row = json.loads(line)
                    self._named[row["sha256"]] = Named(row["name"], row["title"])

    def get(self, sha256: str) -> Named | None:
        """Return what the record of a file is called, or None."""
        return self._named.get(sha256)

    def used(self) -> frozenset[str]:
        """Return every name in use."""
        return frozenset(named.name for named in self._named.values())

    def put(self, sha256: str, named: Named) -> None:
        """Write a name down, durably, before any row has it."""
        row = {"sha256": sha256, "name": named.name, "title": named.title}
        line = json.dumps(row, ensure_ascii=False, sort_keys=True)
        with self._path.open("a", encoding="utf-8") as stream:
            # Begin on a line of our own, whatever a killed run left.
            stream.write(f"\n{line}\n" if stream.tell() else f"{line}\n")
            stream.flush()
            os.fsync(stream.fileno())
        self._named[sha256] = named

    def rename(self, old: str, new: str) -> None:
        """Give a record another name, inside and outside."""
        for sha256, named in list(self._named.items()):
            if named.name == old:
                self.put(sha256, Named(new, new))
