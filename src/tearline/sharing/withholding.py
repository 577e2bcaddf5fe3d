"""What must not stand in an audience's edition: the private list that the leak scan is given.

Promises: every portion that the audience's view leaves out is on it, word for word, with who says it, and
the names of other partners, of the desk's people and of its records; a text is left off only where the view
itself has it as a whole value, since a person gave it a marking that lets it out there. Texts of under four
characters and words of the register's own tables are not on it: they are no secret by themselves. The list
leads to everything; it is written for the scan alone and removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tearline.decisions.portions import Portions, name_of, quoted
from tearline.decisions.register import Item, Register
from tearline.model.partner_view import SharedItem
from tearline.model.register import PARTICULARS, Kind
from tearline.sharing.resting import Resting

SCHEMA_VERSION = 1
SHORTEST = 4  # characters
_LONG = 8  # words: what a rewritten text may not quote


def listed(
    resting: Resting,
    shown: Iterable[SharedItem],
    audience: str,
    *,
    names: Iterable[str] = (),
    ids: Iterable[str] = (),
    canaries: Iterable[str] = (),
    hosts: Iterable[str] = (),
    vocabulary: Iterable[str] = (),
) -> str:
    """Return the list as the scan reads it, JSON."""
    held = tuple(shown)
    open_texts = _open(held)
    hidden = set(_hidden(resting.register, held)) - open_texts
    meant = set(_meant(resting, held))
    own = {one.name for one in resting.partners.of_audience(audience)}
    others = {
        text
        for one in resting.partners.everyone()
        if one.name not in own
        for text in (one.name, one.title, one.audience)
    } - {audience}
    value = {
        "schema_version": SCHEMA_VERSION,
        "ids": sorted({*ids, *_ids(resting.register, resting.portions)}),
        "values": sorted(text for text in hidden if len(text) >= SHORTEST),
        "names": sorted(text for text in ({*names} | others) - open_texts if len(text) >= SHORTEST),
        "canaries": sorted(canaries),
        "hosts_allowed": sorted(hosts),
        "vocabulary": sorted(vocabulary),
        "words_above": sorted(text for text in hidden - meant if len(text.split()) >= _LONG),
    }
    return json.dumps(value, ensure_ascii=False)


def _open(shown: Iterable[SharedItem]) -> set[str]:
    """Return the values that the view has, and who says them."""
    return {text for item in shown for one in item.facts for text in (one.value, one.by)}


def _hidden(register: Register, shown: Iterable[SharedItem]) -> Iterator[str]:
    """Yield the texts of portions that the view has not."""
    facts = {(item.id, one.name, one.value) for item in shown for one in item.facts}
    for item in register.accepted():
        yield from _texts(item, facts)


def _texts(item: Item, facts: set[tuple[str, str, str]]) -> Iterator[str]:
    rooms = PARTICULARS[Kind(item.body.kind)]
    for one in item.body.particulars:
        room = rooms.get(one.name)
        if (item.id, one.name, one.value) not in facts:
            if room is None or not (room.choices or room.days):
                yield one.value.strip()
            yield one.by.strip()


def _meant(resting: Resting, shown: Iterable[SharedItem]) -> Iterator[str]:
    """Yield the texts that a tearline of the view quotes, where its approver was shown that and meant it."""
    for item in shown:
        values = {one.value for one in item.facts}
        for line in resting.portions.lines(item.id):
            approval = resting.portions.approval(line)
            if line.value in values and approval is not None and approval.quotes:
                held = resting.register.item(item.id)
                for one in held.body.particulars if held is not None else ():
                    if quoted(one.value, line.value):
                        yield one.value.strip()


def _ids(register: Register, portions: Portions) -> Iterator[str]:
    for item in register.accepted():
        yield item.id
        yield from (line.line for line in portions.lines(item.id))
        for one in item.body.particulars:
            yield name_of(one)
            yield from (place.sha256 for place in one.places)
