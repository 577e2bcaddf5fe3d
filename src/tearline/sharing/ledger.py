"""What went where: what a partner held at a minute, under which decision, fetched or not.

Promises: what a partner held is what the shelf handed over by then, by id and version; what was put out and
not fetched is told as that. Each edition stands with its entry of the log and who signed. A recall is
chased until its tombstones were fetched and somebody there acknowledged it. Nothing here is ever sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tearline.editions.portioned import title
from tearline.model.register import Kind
from tearline.model.sharing import Receipt, Shared
from tearline.sharing.kept import Kept
from tearline.sharing.sending import Sharing
from tearline.sharing.taxii.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Put:
    """An edition as it was put out to a partner.

    ``entry``: its number in the log; ``fetched``: when the last of what was new in it was handed over, None
    while something of it was not; ``parts``: how many of its new objects were, and how many there are;
    ``recalls``: how many items it takes back.
    """

    shared: Shared
    entry: int
    fetched: datetime | None
    parts: tuple[int, int]
    recalls: int
    receipt: Receipt | None

    @property
    def open_recall(self) -> bool:
        """Whether it takes something back that the partner has not both fetched and acknowledged."""
        return bool(self.recalls) and (self.fetched is None or self.receipt is None)


@dataclass(frozen=True, slots=True)
class Held:
    """An item that a partner held, by the objects it had fetched.

    ``title``: as the partner read it; ``objects``: how many of its objects it had; ``made``: the edition
    that the newest of them came with; ``entry``: that edition's entry in the log.
    """

    item: str
    kind: Kind
    handle: str
    title: str
    objects: int
    made: str
    entry: int


def put(sharing: Sharing, partner: str, shelf: Shelf) -> Iterator[Put]:
    """Yield the editions put out to a partner, in order."""
    handed = {(name, version): at for name, version, at in shelf.versions(partner)}
    receipts = {one.made: one for one in sharing.resting.partners.receipts(partner)}
    before: Mapping[str, str] = {}
    gone = 0
    for entry, shared in sharing.resting.partners.shared(partner=partner):
        kept = sharing.kept(shared)
        now = {name: str(row.get("modified", "")) for name, row in kept.objects.items()}
        new = [(name, at) for name, at in now.items() if at and before.get(name) != at]
        times = [handed[one] for one in new if one in handed]
        fetched = max(times) if new and len(times) == len(new) else None
        withdrawn = len(kept.state.gone)
        recalls = max(withdrawn - gone, 0)
        parts = (len(times), len(new))
        yield Put(shared, entry, fetched, parts, recalls, receipts.get(shared.made))
        before, gone = now, withdrawn


def held(sharing: Sharing, partner: str, shelf: Shelf, at: datetime) -> list[Held]:
    """Return the items that a partner held at a time, by handle, without what was revoked for it by then."""
    had = dict(shelf.holds(partner, at))
    owner: dict[str, str] = {}
    since: dict[str, tuple[int, Kept]] = {}
    for entry, shared in sharing.resting.partners.shared(partner=partner):
        kept = sharing.kept(shared)
        owner |= {name: item for item, names in kept.state.ids.items() for name in names}
        for name, version in had.items():
            row = kept.objects.get(name)
            if name not in since and row is not None and row.get("modified") == version:
                since[name] = (entry, kept)
    rows: dict[str, list[str]] = {}
    for name, (_, kept) in since.items():
        if name in owner and not kept.objects[name].get("revoked"):
            rows.setdefault(owner[name], []).append(name)
    found = (_held(item, names, since) for item, names in rows.items())
    return sorted(found, key=lambda one: one.handle)


def _held(item: str, names: list[str], since: Mapping[str, tuple[int, Kept]]) -> Held:
    """Return an item as the newest of its objects that the partner had came with."""
    entry, kept = max((since[name] for name in names), key=lambda pair: pair[0])
    of = next(one for one in kept.state.items if one.id == item)
    return Held(item, of.kind, of.handle, title(of), len(names), kept.made, entry)


def chased(sharing: Sharing, shelf: Shelf) -> Iterator[tuple[str, Put]]:
    """Yield (partner, edition) for each recall that somebody has still to fetch or to acknowledge."""
    for partner in sharing.resting.partners.everyone():
        for one in put(sharing, partner.name, shelf):
            if one.open_recall:
                yield partner.name, one
