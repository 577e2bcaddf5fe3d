"""What must not stand in an audience's edition: the private list that the leak scan is given.

Promises: every portion that the audience's view leaves out is on it, word for word, with who says it, and
the names of other partners, of the desk's people and of its records; a text is left off only where the view
itself has it as a whole value, or where nobody has marked it and it stands in a portion of its item that
somebody has: a person gave those words a marking that lets them out there. Texts of under four
characters and words of the register's own tables are not on it: they are no secret by themselves. The list
leads to everything; it is written for the scan alone and removed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from tearline.decisions.portions import Portions, name_of, quoted
from tearline.decisions.register import Item, Register
from tearline.editions.portioned import STAYS
from tearline.model.decision import Particular
from tearline.model.partner_view import SharedItem
from tearline.model.register import PARTICULARS, Kind
from tearline.sharing.resting import Resting

SCHEMA_VERSION = 1
SHORTEST = 4  # characters
# Words that the formats themselves are written with: they stand in every edition, whatever it holds.
_FORMS = frozenset(
    {
        *("agree", "confirmed", "current", "disagree", "event", "exercise", "failed", "identity"),
        *("impact", "incident", "location", "marking", "neutral", "note", "ongoing", "open"),
        *("opinion", "organization", "pending", "physical", "relationship", "report", "successful"),
        *("suspected", "targets", "task", "undetermined", "unknown", "withdrawn"),
    }
)
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
    hidden = set(_hidden(resting, held)) - open_texts
    meant = set(_meant(resting, held))
    own = {one.name for one in resting.partners.of_audience(audience)}
    others = {
        text
        for one in resting.partners.everyone()
        if one.name not in own
        for text in (one.title, *filter(_coded, (one.name, one.audience)))
    }
    value = {
        "schema_version": SCHEMA_VERSION,
        "ids": sorted({*ids, *_ids(resting.register, resting.portions)}),
        "values": sorted(
            text for text in hidden if len(text) >= SHORTEST and text.casefold() not in _FORMS
        ),
        "names": sorted(text for text in ({*names} | others) - open_texts if len(text) >= SHORTEST),
        "canaries": sorted(canaries),
        "hosts_allowed": sorted(hosts),
        "vocabulary": sorted(vocabulary),
        "words_above": sorted(text for text in hidden - meant if len(text.split()) >= _LONG),
    }
    return json.dumps(value, ensure_ascii=False)


def _coded(name: str) -> bool:
    """Say whether a name is no plain word: "allies" and "press" may stand in any sentence."""
    return not name.isalpha()


def _open(shown: Iterable[SharedItem]) -> set[str]:
    """Return the values that the view has, and who says them."""
    return {text for item in shown for one in item.facts for text in (one.value, one.by)}


def _hidden(resting: Resting, shown: Iterable[SharedItem]) -> Iterator[str]:
    """Yield the texts of portions that the view has not."""
    views = {item.id: item for item in shown}
    for item in resting.register.accepted():
        view = views.get(item.id)
        marked = _marked(item, view)
        for one in _out(item, view):
            undecided = resting.portions.said(item.id, name_of(one)) is None
            yield from (text for text in _texts(item, one) if not (undecided and _in(text, marked)))


def _marked(item: Item, view: SharedItem | None) -> list[str]:
    """Return the words of the item's own portions that the view has; a tearline's are somebody's else."""
    facts = {(one.name, one.value) for one in view.facts} if view is not None else set()
    own = (one for one in item.body.particulars if (one.name, one.value) in facts)
    return [_plain(one.value) for one in own]


def _in(text: str, marked: list[str]) -> bool:
    """Say whether words stand in a portion of their item that somebody has marked for the audience.

    A reading takes a sentence apart into particulars: who marked the sentence has marked its words.
    """
    return any(_plain(text) in value for value in marked)


def _out(item: Item, view: SharedItem | None) -> Iterator[Particular]:
    """Yield an item's particulars that its view has not."""
    facts = {(one.name, one.value) for one in view.facts} if view is not None else set()
    return (one for one in item.body.particulars if (one.name, one.value) not in facts)


def _texts(item: Item, one: Particular) -> Iterator[str]:
    room = PARTICULARS[Kind(item.body.kind)].get(one.name)
    if room is None or not (room.choices or room.days):
        yield one.value.strip()
    yield one.by.strip()


def read_with(resting: Resting, shown: Iterable[SharedItem]) -> Iterator[tuple[str, Particular]]:
    """Yield (item, portion) for each portion without a marking whose words stand in one that goes out."""
    views = {item.id: item for item in shown}
    for item in resting.register.accepted():
        marked = _marked(item, views.get(item.id))
        for one in _out(item, views.get(item.id)):
            undecided = resting.portions.said(item.id, name_of(one)) is None
            if undecided and one.name not in STAYS and _in(one.value, marked):
                yield item.id, one


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


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
