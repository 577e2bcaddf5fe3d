"""Changes in the order a reader should see them: by type, words by class, the most trustworthy first.

Promises: every change is in one group, none is lost; a change keeps its number whatever is shown of the list.
What the old scan proves is a class of its own, the first; within a class what it refutes comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tearline.reading.comparing.change import Change, Summary
from tearline.reading.comparing.decoy import ErrorRate
from tearline.reading.comparing.kinds import Position, Type
from tearline.web.side_by_side import CLASSES, NAMELESS, NAMELESS_TITLE, PROVEN, TITLES, class_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one type, of words one class. ``numbered``: their numbers from 1 over all groups.

    ``kind`` is the class of newly visible words: 'proven' by the old scan, or where they stand; else ''.
    """

    type: Type
    kind: str
    numbered: tuple[tuple[int, Change], ...]

    @property
    def slug(self) -> str:
        """Return its name in addresses."""
        return f"{self.type}-{self.kind}" if self.kind else str(self.type)

    @property
    def list(self) -> str:
        """Return the name of the list it is shown in: its type's, but for records without pages."""
        return NAMELESS if self.kind == NAMELESS else str(self.type)

    @property
    def list_title(self) -> str:
        """Return that list's name for a reader."""
        return NAMELESS_TITLE if self.kind == NAMELESS else TITLES[self.type]

    @property
    def title(self) -> str:
        """Return its name for a reader."""
        if self.kind == NAMELESS:
            return NAMELESS_TITLE
        said = TITLES[self.type]
        return f"{said}: {CLASSES[self.kind].lower()}" if self.kind else said

    def rate(self, summary: Summary) -> ErrorRate | None:
        """Return how often its class is wrong, None where it is no class."""
        if self.kind == PROVEN:
            return summary.proven
        known = self.kind and self.kind != NAMELESS
        return summary.rates.get(Position(self.kind)) if known else None

    @property
    def pages(self) -> int:
        """Return how many pages its list has."""
        return -(-len(self.numbered) // PER_PAGE)

    def page(self, number: int) -> tuple[tuple[int, Change], ...]:
        """Return a page of its list, from 1."""
        return self.numbered[(number - 1) * PER_PAGE : number * PER_PAGE]


def groups(changes: Iterable[Change]) -> tuple[Group, ...]:
    """Return the groups that are not empty, the order of the changes kept within what is equal."""
    found: dict[tuple[Type, str], list[Change]] = {
        (kind, name): [] for kind in TITLES for name in (*CLASSES, "", NAMELESS)
    }
    for one in changes:
        found[one.type, class_of(one)].append(one)
    made: list[Group] = []
    number = 1
    for (kind, name), rows in found.items():
        if rows:
            ordered = sorted(rows, key=lambda one: one.evidence.refutes)
            made.append(Group(kind, name, tuple(enumerate(ordered, number))))
            number += len(rows)
    return tuple(made)


def in_order(found: Sequence[Group]) -> dict[int, Change]:
    """Return every change by its number."""
    return {number: change for group in found for number, change in group.numbered}
