"""What a release follows from, gathered before anything is built, and the hash of it that people sign.

Promises: the hash is a function of what goes out (the pages, the places withheld on each, the outcome of
every record, what is told of those that do not go out), of the guide, the audience and the date: one decision
more that changes any of these, and it is another. A build and a desk that asks to have it signed get it from
here, so that what is signed is what is built. It stays in the collection: no release holds it.

Does the work that a build begins with: pairs copies, and looks on every page for what is withheld. Whoever
asks must hold the collection's lock, for that writes to the catalog.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tearline.decisions import deciding, docket, lost, overriding, sweeping
from tearline.decisions.docket import Docketed
from tearline.decisions.gate import Outcome
from tearline.decisions.naming import Naming
from tearline.decisions.standing import Standing
from tearline.editions import assembling, edition
from tearline.editions.publishing import Order, is_date
from tearline.editions.tombstones import Known, Told
from tearline.errors import DecideFirstError, UsageError
from tearline.findings import desk_lists, twinning
from tearline.model.guide import Audience, Guide
from tearline.store.catalog import key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run


@dataclass(frozen=True, slots=True)
class Ready:
    """What a release of now would be made of.

    ``begun`` is the number of the log's last entry when it was read: what ``stands`` is the meaning of.
    ``passed`` go out, ``closed`` do not; ``told`` is what is said of those. ``signed`` is the hash.
    """

    audience: Audience
    stands: Standing
    begun: int
    swept: sweeping.Sweep
    docketed: tuple[Docketed, ...]
    known: Known
    passed: tuple[Docketed, ...]
    closed: tuple[Docketed, ...]
    told: Told
    signed: str


def prepared(collection: Collection, order: Order, guide: Guide, run: Run) -> Ready:
    """Gather what a release follows from. DecideFirstError: nothing could go out."""
    audience = audience_of(order, guide)
    stands, begun = _log_now(collection)
    _known_to_the_log(collection, stands)
    swept = _swept(collection, order, guide, stands, run)
    docketed, known = _put_to_the_gate(collection, order, guide, stands, swept)
    passed = tuple(d for d in docketed if _passes(d))
    closed = tuple(d for d in docketed if not _passes(d))
    told = known.told((d.public for d in passed), closed, docketed)
    signed = _signed(collection, order, guide, docketed, stands, told)
    return Ready(
        audience, stands, begun, swept, docketed, known, passed, closed, told, signed
    )  # fmt: skip


def check_any(ready: Ready) -> None:
    """Refuse a release in which nothing goes out and nothing is taken down."""
    if not ready.passed and not ready.known.takes_down(ready.closed):
        raise DecideFirstError(
            "nothing can go out: every record is held or pending",
            "`tearline status` says why, and the next command.",
        )


def audience_of(order: Order, guide: Guide) -> Audience:
    """Return the audience of an order. UsageError: no such one, a closed one, or no such date."""
    if not is_date(order.date):
        raise UsageError(f"{order.date} is not a date", "Write it as YYYY-MM-DD.")
    for audience in guide.audiences:
        if audience.name == order.audience:
            if audience.closed:
                raise UsageError(
                    f"{order.audience} is a closed audience: this version builds open ones only",
                    "Build for an open audience.",
                )
            return audience
    names = ", ".join(a.name for a in guide.audiences)
    raise UsageError(
        f"the guide {guide.name} has no audience {order.audience}", f"It has: {names}."
    )


def hashes(docketed: Iterable[Docketed]) -> frozenset[str]:
    """Return the hashes of the files of these records."""
    return frozenset(file.sha256 for one in docketed for file in one.files)


def _log_now(collection: Collection) -> tuple[Standing, int]:
    """Return what the log says, its chain verified first, and the number of its last entry."""
    stands, last = Standing(), 0
    with deciding.open_verified(collection) as log:
        for entry in log.entries():
            stands.add(entry)
            last = entry.seq
    return stands, last


def _known_to_the_log(collection: Collection, stands: Standing) -> None:
    """Refuse to build where a hold or an instrument names a record that is not here: it may be another."""
    names = {name for _, name, _ in collection.catalog.records()}
    named = {hold.record for hold in stands.holds()}
    named |= {name for instrument in stands.instruments() for name in instrument.records}
    # A person who withdraws a record by the name the log has says that it is gone, and no other one.
    missing = {name for name in named - names if stands.withdrawn(name) is None}
    if missing:
        raise UsageError(
            f"the log has a hold or an instrument for {min(missing)}, which is not here",
            "Add its file again, restore names.jsonl from its backup, or say that it is gone for good: "
            "tearline withdraw RECORD --reason WHY.",
        )
    lost.check(collection, stands)


def _swept(
    collection: Collection, order: Order, guide: Guide, stands: Standing, run: Run
) -> sweeping.Sweep:
    """Pair copies, and look for every withheld value on every page."""
    if not order.draft:
        twinning.pair_all(collection, run)
    swept = sweeping.sweep_all(collection, guide, stands, run)
    if run.stopped:
        raise KeyboardInterrupt
    return swept


def _put_to_the_gate(
    collection: Collection, order: Order, guide: Guide, stands: Standing, swept: sweeping.Sweep
) -> tuple[tuple[Docketed, ...], Known]:
    """Return every record as the gate has it, and what the audience knows of them already."""
    docketed = tuple(
        docket.check_all(
            collection,
            guide,
            stands,
            date=order.date,
            draft=order.draft,
            swept=swept,
            audience=order.audience,
        )
    )
    if order.draft:
        return docketed, Known.nothing(stands, guide)
    naming = Naming.of(swept.values, desk_lists.of(collection), guide)
    known = Known.of(collection, stands, guide, order.audience, naming)
    known.check(docketed)
    return docket.without_namesakes(docketed, known.told_names(docketed)), known


def _passes(one: Docketed) -> bool:
    return one.result.outcome is Outcome.PASS


def _signed(
    collection: Collection,
    order: Order,
    guide: Guide,
    docketed: Sequence[Docketed],
    stands: Standing,
    told: Told,
) -> str:
    """Return the hash of all that this release follows from: for signatures and the custody record."""
    rows = []
    for one in docketed:
        pages = []
        for file in one.files:
            for page in collection.catalog.pages(file.id):
                withheld = assembling.withheld_on(stands, page.sha256, page)
                pages.append(assembling.view_key(page, withheld, draft=order.draft))
        rows.append([one.public, one.numbers, one.result.outcome, key_of(pages)])
    bases = overriding.granted(collection, hashes(docketed), stands)
    said = [[[row.record, row.status, row.note] for row in told.rows], told.unnamed]
    made = (guide.sha256, order.audience, order.date, order.draft, edition.VERSION, bases, said)
    return key_of(rows, *made)
