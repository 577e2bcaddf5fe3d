"""Every text of an edition with the places it stands at, and the same texts decoded and squeezed.

Promises: each different text is decoded and squeezed once, however often it stands in the edition;
each knows one place in every file that holds it. Does not read files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tearline_verify.shared.leak import Leak
from tearline_verify.shared.squeezing import Squeezed
from tearline_verify.shared.unwrapping import Unwrapped, unwrapped


class Place(NamedTuple):
    """Where a text stands: a file's name as it may be told, and the place in it."""

    file: str
    at: str


@dataclass
class Texts:
    """The texts of an edition, gathered while its files are read, then only asked."""

    _places: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, file: str, found: Iterable[tuple[str, str]]) -> None:
        """Take in a file's (place, text) pairs."""
        places = self._places
        for at, text in found:
            known = places.get(text)
            if known is None:
                places[text] = [Place(file, at)]
            elif known[-1].file != file:
                known.append(Place(file, at))

    @cached_property
    def _order(self) -> list[list[Place]]:
        return list(self._places.values())

    @cached_property
    def decoded(self) -> Unwrapped:
        """Return all texts as they stand and as they decode."""
        return unwrapped(list(self._places))

    @cached_property
    def squeezed(self) -> Squeezed:
        """Return all decoded texts, squeezed."""
        return Squeezed(piece.text for piece in self.decoded.pieces)

    @cached_property
    def joined(self) -> str:
        """Return all decoded texts in one, a NUL between each two."""
        return "\0".join(piece.text for piece in self.decoded.pieces)

    @cached_property
    def _ends(self) -> list[int]:
        ends, at = [], 0
        for piece in self.decoded.pieces:
            at += len(piece.text) + 1
            ends.append(at)
        return ends

    def piece_at(self, at: int) -> int:
        """Return the number of the decoded text that a place in ``joined`` belongs to."""
        return bisect_right(self._ends, at)

    def wrapped(self, piece: int) -> bool:
        """Say whether a decoded text does not stand as it is, but in some code."""
        return piece >= len(self._places)

    def leaks(self, check: str, piece: int, what: str) -> Iterator[Leak]:
        """Yield a leak for each file in which a decoded text stands."""
        coded = " (written in a code)" if self.wrapped(piece) else ""
        for place in self._order[self.decoded.pieces[piece].home]:
            yield Leak(check, place.file, what + coded, place.at)
