"""What would go out if a release were built now: counts, what keeps each record back, the hash people sign.

Promises: worked out by the code that a build begins with, under the collection's lock, so that what is shown
is what would be built; kept only while nothing that it follows from has changed (the log but for signatures
and referrals, the catalog, the lists, the guide). Holds no word of a page: the details are the gate's own.
"""

from __future__ import annotations

import bisect
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tearline.decisions.docket import Docketed
from tearline.decisions.gate import Open, Outcome, Reason
from tearline.editions import publishing, signable
from tearline.editions.publishing import Order
from tearline.model.decision import Entry
from tearline.model.guide import Guide
from tearline.store.collection import Collection, opened
from tearline.store.queue import Run

# Why a record is closed, but nothing that anybody could do about it here.
SETTLED = frozenset({Reason.WITHDRAWN, Reason.WITHHELD, Reason.NON_RESPONSIVE})


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why a record is kept back: how often it holds there, and the first place of it."""

    reason: Reason
    count: int
    page: int | None
    sha256: str
    detail: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A record that does not go out, with its outcome and every reason."""

    record: str
    outcome: Outcome
    whys: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """What an outlook follows from; another, and it is worked out anew."""

    decided: int
    files: str
    guide: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """A release of now to one audience at one date.

    ``records`` and ``pages`` count by outcome; ``blocks`` by reason: in how many records. ``taken_down``
    says that something goes out though no record passes. ``signed`` is the hash that is signed. ``going``
    are the records that go out: the desk's name, the name outside, pages.
    """

    audience: str
    date: str
    marks: Marks
    records: dict[Outcome, int]
    pages: dict[Outcome, int]
    going: tuple[tuple[str, str, int], ...]
    closed: tuple[Closed, ...]
    blocks: dict[Reason, int]
    taken_down: bool
    signed: str

    @property
    def goes_out(self) -> bool:
        """Say whether a build would put anything out."""
        return bool(self.records.get(Outcome.PASS)) or self.taken_down

    def goes(self, after: str, limit: int) -> tuple[list[tuple[str, str, int]], str]:
        """Return records that go out, in order, and what the next page follows, or ''."""
        at = bisect.bisect_right(self.going, after, key=lambda one: one[0])
        found = list(self.going[at : at + limit])
        return found, found[-1][0] if at + limit < len(self.going) else ""

    def kept_back(self, reason: Reason | None, after: str, limit: int) -> tuple[list[Closed], str]:
        """Return closed records in order, those with a reason; and what the next page follows, or ''."""
        found = [
            one
            for one in self.closed
            if one.record > after
            and (reason is None or any(why.reason is reason for why in one.whys))
        ]
        return found[:limit], found[limit - 1].record if len(found) > limit else ""


class Decided:
    """The number of the last entry that may change what goes out; followed, entry by entry."""

    def __init__(self, seq: int = 0) -> None:
        """Begin after entry ``seq``, which is taken for one that may."""
        self.seq = seq

    def take(self, entries: Iterable[Entry]) -> None:
        """Take the next entries into account."""
        for entry in entries:
            if not isinstance(entry.body, publishing.HARMLESS):
                self.seq = entry.seq


def marks_of(collection: Collection, guide: Guide, decided: int) -> Marks:
    """Return what an outlook of now follows from."""
    return Marks(decided, _files(collection.config.root), guide.sha256)


def _files(root: Path) -> str:
    """Return a mark of the catalog and the lists as they lie there: any write changes it."""
    told = []
    for path in sorted(root.iterdir()):
        kept = path.name in ("catalog.db", "catalog.db-wal", "names.jsonl", "tearline.toml")
        if kept or path.suffix in (".csv", ".txt") or path.name == "patterns.toml":
            try:
                state = path.stat()
            except FileNotFoundError:
                continue  # the log of the catalog's writes is taken away when nobody has it open
            told.append((path.name, state.st_size, state.st_mtime_ns))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def worked_out(
    root: Path, audience: str, date: str, guide: Guide, decided: Decided, run: Run, workers: int
) -> Outlook:
    """Work an outlook out, as the only run that has the collection. LockedError: another has it."""
    order = Order(audience, date, root)
    with opened(root, workers=workers) as collection:
        seen = decided.seq
        ready = signable.prepared(collection, order, guide, run)
        # What is decided meanwhile makes these marks old ones, never new ones.
        return _of(ready, order, marks_of(collection, guide, seen))


def _of(ready: signable.Ready, order: Order, marks: Marks) -> Outlook:
    records: Counter[Outcome] = Counter()
    pages: Counter[Outcome] = Counter()
    blocks: Counter[Reason] = Counter()
    closed, going = [], []
    for one in ready.docketed:
        outcome = one.result.outcome
        records[outcome] += 1
        count = sum(file.pages or 0 for file in one.files)
        pages[outcome] += count
        if outcome is Outcome.PASS:
            going.append((one.name, one.public, count))
        if outcome is not Outcome.PASS:
            closed.append(_closed(one))
            blocks.update(why.reason for why in closed[-1].whys)
    return Outlook(
        order.audience,
        order.date,
        marks,
        dict(records),
        dict(pages),
        tuple(sorted(going)),
        tuple(sorted(closed, key=lambda one: one.record)),
        {reason: blocks[reason] for reason in Reason if blocks[reason] and reason not in SETTLED},
        ready.known.takes_down(ready.closed),
        ready.signed,
    )


def _closed(one: Docketed) -> Closed:
    return Closed(one.name, one.result.outcome, tuple(_whys(one.result.open)))


def _whys(found: Iterable[Open]) -> Iterator[Why]:
    """Yield each reason once, in the gate's order, with its first place."""
    counted: dict[Reason, list[Open]] = {}
    for one in found:
        counted.setdefault(one.reason, []).append(one)
    for reason, ones in counted.items():
        first = ones[0]
        yield Why(reason, len(ones), first.page, first.sha256, first.detail)
