"""How an item of the register is told: its title in a list, its particulars with their labels in order.

Promises: a title is made of the item's own words; nothing is left out of the particulars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tearline.model.decision import Particular
from tearline.model.register import PARTICULARS, Kind


@dataclass(frozen=True, slots=True)
class Field:
    """One particular as it is shown: its label, and the particular."""

    label: str
    said: Particular


def fields_of(kind: Kind, held: Sequence[Particular]) -> list[Field]:
    """Return particulars with their labels, in the order of the register's table."""
    rooms = PARTICULARS[kind]
    order = {name: at for at, name in enumerate(rooms)}
    ordered = sorted(held, key=lambda one: order.get(one.name, len(order)))
    return [Field(rooms[one.name].label, one) for one in ordered if one.name in rooms]


def changes(before: Sequence[Particular], after: Sequence[Particular], kind: Kind) -> list[str]:
    """Return what one entry of an item has that the one before it had not, and what it lacks, a line each."""
    rooms = PARTICULARS[kind]

    def told(one: Particular) -> str:
        label = rooms[one.name].label if one.name in rooms else one.name
        said = ", ".join(filter(None, (one.state, f"says {one.by}" if one.by else "", one.on)))
        cited = "" if one.places else ", without words of a page"
        return f"{label}: {one.value}" + (f" ({said})" if said else "") + cited

    gone = [f"no longer {told(one)}" for one in before if one not in after]
    return gone + [f"now {told(one)}" for one in after if one not in before]


def title_of(kind: Kind, held: Sequence[Particular]) -> str:
    """Return the words by which an item is known in a list."""

    def first(*names: str) -> str:
        return next((one.value for name in names for one in held if one.name == name), "")

    if title := first("title"):
        return title
    if kind is Kind.STATEMENT:
        return f"{first('speaker') or 'nobody named'}: {first('content', 'summary') or '(nothing)'}"
    if kind is Kind.COMMITMENT:
        return f"{first('obligor') or 'nobody named'}: {first('act', 'summary')}"
    place, day = first("where"), first("when")
    told = first("summary", "mention", "claim")
    besides = ", ".join(filter(None, (place, day)))
    legal = next((one.state or "legal step" for one in held if one.name == "legal"), "")
    said = ": ".join(filter(None, (legal or first("type"), told))) or "(nothing)"
    return said + (f" ({besides})" if besides else "")
