"""Drafts of one item's objects: the fields that all have, and ids made of visible words alone.

Promises: equal facts make one object; an object's id follows from its item and what it says to this audience.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tearline.editions.stix.words import TLP_IDS
from tearline.model.marking import Tlp
from tearline.model.partner_view import Fact, IdOf, SharedItem
from tearline.model.register import PARTICULARS

Row = dict[str, Any]


@dataclass(slots=True)
class Drafts:
    """The objects of one item, by id, as they are drafted; ``desk`` is the author's id."""

    item: SharedItem
    id_of: IdOf
    desk: str
    rows: dict[str, Row] = field(default_factory=dict)

    def id(self, kind: str, *what: str) -> str:
        """Return the id of an object of this item."""
        return f"{kind}--{self.id_of(kind, json.dumps([self.item.id, *what], ensure_ascii=False))}"

    def of_fact(self, kind: str, fact: Fact) -> str:
        """Return the id of the object that a fact becomes."""
        return self.id(kind, fact.name, fact.value, fact.state, fact.by, fact.on)

    def put(self, name: str, tlp: Tlp | None = None, /, **fields: object) -> str:
        """Draft an object and return its id; fields without a value are left out."""
        if name not in self.rows:
            self.rows[name] = headed(name, self.desk, self.item.tlp if tlp is None else tlp, fields)
        return name

    def relate(
        self,
        source: str,
        relation: str,
        target: str,
        fact: Fact | None = None,
        tlp: Tlp | None = None,
    ) -> str:
        """Draft a relationship; ``fact`` says who says so, when; ``tlp``: its marking, or the item's."""
        said = told(fact) if fact is not None else ""
        name = self.id("relationship", source, relation, target, said)
        return self.put(
            name,
            tlp,
            relationship_type=relation,
            source_ref=source,
            target_ref=target,
            description=said,
        )


def headed(name: str, desk: str, tlp: Tlp, fields: dict[str, object]) -> Row:
    """Return an object with what all objects have, in the standard's order."""
    return {
        "type": name.partition("--")[0],
        "spec_version": "2.1",
        "id": name,
        "created_by_ref": desk,
        **{key: value for key, value in fields.items() if value not in ("", None, [], {})},
        "object_marking_refs": [TLP_IDS[tlp]],
    }


def settled(item: SharedItem) -> SharedItem:
    """Return an item with its facts in the register's order, each once: what is written follows from them."""
    rooms = tuple(PARTICULARS[item.kind])

    def place(fact: Fact) -> tuple[int, str, str, str, str]:
        return (rooms.index(fact.name), fact.value, fact.state, fact.by, fact.on)

    facts = tuple(sorted(dict.fromkeys(item.facts), key=place))
    return replace(item, facts=facts, same_as=tuple(sorted({*item.same_as} - {item.id})))


def told(fact: Fact) -> str:
    """Return a fact's state, who says so, and when, in a line: "alleged by the ministry, 2031-03"."""
    by = f"by {fact.by}" if fact.state and fact.by else f"according to {fact.by}" if fact.by else ""
    return ", ".join(filter(None, (" ".join(filter(None, (fact.state, by))), fact.on)))


def sentence(fact: Fact) -> str:
    """Return a fact's words with who says so behind them."""
    said = told(fact)
    return f"{fact.value} ({said})" if said else fact.value


def labelled(item: SharedItem, *names: str) -> list[str]:
    """Return an item's facts of these names as sentences, each after the register's label."""
    rooms = PARTICULARS[item.kind]
    return [f"{rooms[fact.name].label}: {sentence(fact)}" for fact in each(item, *names)]


def besides(item: SharedItem, *names: str) -> list[str]:
    """Return those of an item's facts of these names of which it is said by whom, or when, or how sure.

    For facts whose bare value has a field of its own, which has no room for that.
    """
    rooms = PARTICULARS[item.kind]
    return [
        f"{rooms[fact.name].label}: {sentence(fact)}" for fact in each(item, *names) if told(fact)
    ]


def each(item: SharedItem, *names: str) -> Iterator[Fact]:
    """Yield an item's facts of these names, in the order of the names."""
    for name in names:
        yield from item.of(name)
