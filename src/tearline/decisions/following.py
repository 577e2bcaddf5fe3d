"""What follows the log: made from its entries, and told of each one that comes.

Promises: the same entries in the same order give the same, taken at once or one by one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Self

from tearline.model.decision import Entry


class Following(ABC):
    """Something that the log says, as of the last entry it was told of."""

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Self:
        """Return what these entries, in the log's order, say now."""
        made = cls()
        for entry in entries:
            made.add(entry)
        return made

    @abstractmethod
    def add(self, entry: Entry) -> None:
        """Take the next entry of the log into account; most of them say nothing here."""
