"""One scan's whole sight: the edition, the private list, the order of markings, and what was found.

Promises: everything that several checks ask for is worked out once. Does not judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tearline_verify.shared import misp_events
from tearline_verify.shared.edition import Edition, Thing
from tearline_verify.shared.hidden import Hidden
from tearline_verify.shared.known import WELL_KNOWN
from tearline_verify.shared.spotting import Spotter

Rank = Callable[[str], int | None]
KINDS = (
    ("ids", "an internal id", True),
    ("values", "a withheld text", False),
    ("names", "a withheld name", False),
    ("canaries", "a canary", True),
)
LONGEST_SPOTTED = 4096  # letters of one value: what begins alike for so long is the same text


@dataclass
class Look:
    """What a check is given."""

    edition: Edition
    hidden: Hidden
    rank: Rank

    @cached_property
    def ids(self) -> dict[str, Thing]:
        """Return the edition's objects by their ids."""
        return {thing.id: thing for thing in self.edition.things if thing.id}

    @cached_property
    def uuids(self) -> set[str]:
        """Return every UUID that may stand in the edition: its objects', its MISP rows', known ones."""
        whole = {name.rpartition("--")[2].lower() for name in (*self.ids, *WELL_KNOWN)}
        return whole | misp_events.ids(self.edition.misp)

    @cached_property
    def spotter(self) -> Spotter:
        """Return what looks for hidden values; its uses are (number of kind, number of value) in one."""
        return Spotter(self._sought())

    def _sought(self) -> Iterator[tuple[str, int, bool]]:
        for number, (kind, _, machine) in enumerate(KINDS):
            values: tuple[str, ...] = getattr(self.hidden, kind)
            for at, value in enumerate(values):
                use = at * len(KINDS) + number
                yield value[:LONGEST_SPOTTED], use, machine
                head, mark, tail = value.rpartition("--")
                # An object's id is also told by its UUID alone, as MISP does.
                if kind == "ids" and mark and head:
                    yield tail, use, machine

    @cached_property
    def hits(self) -> list[tuple[str, str, int]]:
        """Return (kind, masked words, number of the decoded text) for every hidden value that stands."""
        found = []
        guessed = [piece.guessed for piece in self.edition.texts.decoded.pieces]
        for use, piece in self.spotter.find(self.edition.texts.squeezed, guessed):
            kind, words, _ = KINDS[use % len(KINDS)]
            value = getattr(self.hidden, kind)[use // len(KINDS)]
            found.append((kind, f"{words} of {len(value)} characters", piece))
        return found

    @cached_property
    def misp(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the MISP file's rows with their kinds."""
        return list(misp_events.things(self.edition.misp))
