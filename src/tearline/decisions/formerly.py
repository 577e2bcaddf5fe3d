"""What a record was ever called, and its numbers: a rename must not make it a stranger to its past.

Promises: every name and name outside that names.jsonl ever gave to a file, the name the file came in under
and every record number of its record, by the file's hash. Names of other records are among them where two
came in under one name: who is meant, a person says. Does not say which name was used when.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from tearline.store import schema as t
from tearline.store.collection import Collection

NUMBER, ALIAS = "record", "alias"  # the kinds of a record's numbers in the catalog


@dataclass(frozen=True, slots=True)
class Formerly:
    """Names and record numbers by the hash of a file."""

    names: dict[str, frozenset[str]] = field(default_factory=dict)
    numbers: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, collection: Collection) -> Formerly:
        """Gather them from names.jsonl, all its lines, and from the catalog."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        numbers: defaultdict[str, set[str]] = defaultdict(set)
        path = collection.config.names
        for line in path.read_text("utf-8").split("\n") if path.exists() else ():
            if line.endswith("}"):  # a killed run may have left half a line
                row = json.loads(line)
                names[row["sha256"]] |= {row["name"], row["title"]}
        query = (
            sa.select(t.file.c.sha256, t.record_number.c.value, t.record_number.c.kind)
            .join(t.record_file, t.record_file.c.record_id == t.record_number.c.record_id)
            .join(t.file, t.file.c.id == t.record_file.c.file_id)
        )
        for found in collection.catalog.rows(query):
            if found.kind == NUMBER:
                numbers[found.sha256].add(found.value)
            elif found.kind == ALIAS:
                names[found.sha256].add(found.value)
        return cls(
            {sha256: frozenset(found) for sha256, found in names.items()},
            {sha256: frozenset(found) for sha256, found in numbers.items()},
        )

    def names_of(self, files: Iterable[str]) -> frozenset[str]:
        """Return every name of a record of these files."""
        return frozenset().union(*(self.names.get(sha256, ()) for sha256 in files))

    def numbers_of(self, files: Iterable[str]) -> frozenset[str]:
        """Return every record number of a record of these files."""
        return frozenset().union(*(self.numbers.get(sha256, ()) for sha256 in files))
