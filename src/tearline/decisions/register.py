"""The register as the log tells it: items that persons accepted, what they gathered, where articles begin.

Promises: the last entry of an item stands, every earlier one is kept; what is gathered under another item is
shown under it and comes apart again by a later entry. Pure: entries in, the register out. A candidate that
nobody has answered is not in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tearline.decisions.following import Following
from tearline.decisions.told import title_of
from tearline.model.decision import Begins, Beside, Entered, Entry, Particular, Target
from tearline.model.register import Kind, Standing

OF_REGISTER = ('"type":"entered"', '"type":"begins"', '"type":"beside"')
"""What stands in the entries that the register is made of, so that a log of a million others is not read."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it stands: its last entry's number and body, and the numbers of all its entries."""

    seq: int
    body: Entered
    entries: tuple[int, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return self.body.item

    @property
    def accepted(self) -> bool:
        """Whether it is in the register now."""
        return self.body.standing == Standing.ACCEPTED

    @property
    def title(self) -> str:
        """The words by which it is known in a list."""
        return title_of(Kind(self.body.kind), self.body.particulars)

    def of(self, name: str) -> Iterator[Particular]:
        """Yield its particulars of a name, in order."""
        return (one for one in self.body.particulars if one.name == name)


class Register(Following):
    """What the log says of items, articles and accounts laid beside one another."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._items: dict[str, Item] = {}
        self._answers: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._under: dict[str, str] = {}
        self._begins: dict[str, dict[int, Begins]] = {}
        self._beside: dict[frozenset[Target], Beside] = {}

    def add(self, entry: Entry) -> None:
        """Take the next entry of the log into account; most of them say nothing here."""
        body = entry.body
        if isinstance(body, Entered):
            before = self._items.get(body.item)
            entries = (*before.entries, entry.seq) if before else (entry.seq,)
            self._items[body.item] = Item(entry.seq, body, entries)
            if body.candidate and body.candidate not in self._answers:
                of = body.candidate.partition(":")[0]
                self._counts[of] = self._counts.get(of, 0) + 1
            if body.candidate:
                self._answers[body.candidate] = body.item
            for one in before.body.gathers if before else ():
                if self._under.get(one) == body.item:
                    del self._under[one]
            if body.standing == Standing.ACCEPTED:
                for one in body.gathers:
                    if not self._stands_over(one, body.item):
                        self._under[one] = body.item
        elif isinstance(body, Begins) and body.target.start is not None:
            self._begins.setdefault(body.target.sha256, {})[body.target.start] = body
        elif isinstance(body, Beside):
            self._beside[frozenset((body.here, body.there))] = body

    def _stands_over(self, one: str, item: str) -> bool:
        """Say whether an item is another, or stands over it: gathered there, both would be in no list."""
        seen = set[str]()
        while item and item not in seen:
            if item == one:
                return True
            seen.add(item)
            item = self._under.get(item, "")
        return False

    def item(self, item: str) -> Item | None:
        """Return an item by its id, whatever its standing; None where there is none."""
        return self._items.get(item)

    def answering(self, candidate: str) -> Item | None:
        """Return the item that a candidate was answered with; None where nobody has answered it."""
        return self._items.get(self._answers.get(candidate, ""))

    def answered(self, sha256: str) -> int:
        """Return how many candidates of a file were answered."""
        return self._counts.get(sha256, 0)

    def items(self, kind: Kind | None = None) -> list[Item]:
        """Return the accepted items that stand by themselves, in the order they were first entered."""
        found = (
            one
            for one in self._items.values()
            if one.accepted and one.id not in self._under and kind in (None, one.body.kind)
        )
        return sorted(found, key=lambda one: one.entries[0])

    def accepted(self) -> list[Item]:
        """Return every accepted item, also those gathered under another, in the order of their entry."""
        return sorted(
            (one for one in self._items.values() if one.accepted), key=lambda one: one.entries[0]
        )

    def gathered(self, item: str) -> list[Item]:
        """Return the accepted items shown under an item, and under those, in order, each once."""
        found: dict[str, Item] = {}
        todo = [item]
        while todo:
            for one in self._under_it(todo.pop()):
                if one.id not in found and one.id != item:
                    found[one.id] = one
                    todo.append(one.id)
        return sorted(found.values(), key=lambda one: one.entries[0])

    def _under_it(self, item: str) -> Iterator[Item]:
        held = self._items.get(item)
        for one in held.body.gathers if held is not None else ():
            if self._under.get(one) == item and one in self._items and self._items[one].accepted:
                yield self._items[one]

    def under(self, item: str) -> str:
        """Return the item that one is shown under, '' for none."""
        return self._under.get(item, "")

    def begins(self, sha256: str) -> tuple[Begins, ...]:
        """Return what persons said of a file's lines, in the order of its text."""
        return tuple(one for _, one in sorted(self._begins.get(sha256, {}).items()))

    def beside(self) -> tuple[Beside, ...]:
        """Return what persons said of portions laid beside one another."""
        return tuple(self._beside.values())
