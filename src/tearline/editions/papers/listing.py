"""What a partner's edition lists: its items, the handles withdrawn from it and its alerts, checked, in order.

Promises: the order is that of the handles, which are random, and of the register within an item: no order of
the arguments shows. What may not go out as it is stops all of it: a marking above the edition's, a particular
or a type that the register does not have, a handle that stands for two things or is no name of a file, a time
that is not a whole minute in UTC up to the edition's. An error names no word of an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tearline.errors import UsageError
from tearline.model.partner_view import Alert, Fact, PartnerView, SharedItem
from tearline.model.register import PARTICULARS, TYPES, Kind

Withdrawn = tuple[tuple[str, Kind, str], ...]
"""(handle, kind, modified) of what earlier editions had and this one takes back."""

CURRENT, GONE = "current", "withdrawn"
TYPE = "type"
WORDS = frozenset(TYPES)
_HANDLE = re.compile(r"[A-Za-z0-9-]{1,64}", re.ASCII)
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One handle of the edition: an item, or (``item`` None) one that was withdrawn.

    ``marking`` is the item's TLP label, the edition's for a withdrawn handle, which has no content to mark;
    ``modified`` a whole minute; ``facts`` the item's by the names of the register, in its order.
    """

    handle: str
    kind: Kind
    marking: str
    modified: str
    item: SharedItem | None
    facts: Mapping[str, tuple[Fact, ...]]

    @property
    def status(self) -> str:
        """Say whether it stands or was taken back."""
        return CURRENT if self.item else GONE


def entries(
    view: PartnerView, modified: Mapping[str, str], withdrawn: Withdrawn
) -> tuple[Entry, ...]:
    """Return all that an edition lists, by handle. UsageError: something may not go out as it is."""
    minute(view.made, view)
    found = [_entry(item, view, modified) for item in view.items]
    for handle, kind, at in withdrawn:
        label = view.marking.label
        found.append(Entry(named(handle), kind, label, minute(at, view), None, {}))
    _once([one.handle for one in found])
    return tuple(sorted(found, key=lambda one: one.handle))


def alerts(view: PartnerView) -> tuple[Alert, ...]:
    """Return an edition's alerts, by handle. UsageError: something may not go out as it is."""
    _once([one.handle for one in view.alerts])
    return tuple(sorted((alert(one, view) for one in view.alerts), key=lambda one: one.handle))


def alert(one: Alert, view: PartnerView) -> Alert:
    """Return an alert that may go out as it is. UsageError: it may not."""
    named(one.handle)
    minute(one.sent, view)
    _below(one.tlp.value, view)
    return one


def named(handle: str) -> str:
    """Return a handle that can name a file. UsageError: it cannot."""
    if not _HANDLE.fullmatch(handle):
        raise UsageError(
            "a handle of this edition is no public name", "Letters, digits and hyphens make one."
        )
    return handle


def minute(said: str, view: PartnerView) -> str:
    """Return a time that is a whole minute in UTC, not after the edition's. UsageError: it is none."""
    if not _MINUTE.fullmatch(said) or said > view.made:
        raise UsageError(
            "a time of this edition is no whole minute in UTC up to the edition's own",
            "Write 2031-03-04T09:30:00Z.",
        )
    return said


def _entry(item: SharedItem, view: PartnerView, modified: Mapping[str, str]) -> Entry:
    """Return one item, its facts by name."""
    for tlp in (item.tlp, *(fact.tlp for fact in item.facts)):
        _below(tlp.value, view)
    if item.id not in modified:
        raise UsageError(
            "an item of this edition has no time of its last change", "Give one for each item."
        )
    at, facts = minute(modified[item.id], view), _by_name(item)
    return Entry(named(item.handle), item.kind, item.tlp.label, at, item, facts)


def _by_name(item: SharedItem) -> dict[str, tuple[Fact, ...]]:
    """Return the facts of an item under their names, in the register's order, then by what they say."""
    order = {name: at for at, name in enumerate(PARTICULARS[item.kind])}
    if any(fact.name not in order for fact in item.facts):
        raise UsageError(
            f"a {item.kind} of this edition has a particular that the register has no room for",
            "Take it out of the view.",
        )
    if any(fact.value not in WORDS for fact in item.facts if fact.name == TYPE):
        raise UsageError("an item of this edition has a type that is none", "Type it again.")
    told = sorted(item.facts, key=lambda one: (order[one.name], *_said(one)))
    return {name: tuple(some) for name, some in groupby(told, key=lambda one: one.name)}


def _said(fact: Fact) -> tuple[str, str, str, str, int]:
    return fact.value, fact.state, fact.by, fact.on, fact.tlp.value


def _below(tlp: int, view: PartnerView) -> None:
    if tlp > view.marking:
        raise UsageError(
            "something of this edition is marked above the edition",
            "Raise the edition's marking, or take it out.",
        )


def _once(handles: Sequence[str]) -> None:
    if len(set(handles)) != len(handles):
        raise UsageError("one handle stands for two things of this edition", "Draw another.")


def of_kind(listed: Iterable[Entry], kind: Kind) -> tuple[Entry, ...]:
    """Return the entries of one kind."""
    return tuple(one for one in listed if one.kind is kind)
