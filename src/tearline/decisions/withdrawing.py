"""A record is taken back, and given back: on whose word, and for which reason.

Promises: the reason is one of a closed list (``grounds``); a record whose file is gone can be withdrawn by
the name it was released under; what was withdrawn comes back by the word of a person alone, who says why.
Recalls no copy from anybody: the desk does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tearline.decisions import deciding, earlier, lost
from tearline.decisions.grounds import COURT_ORDER, REASONS
from tearline.decisions.standing import Standing
from tearline.errors import UsageError
from tearline.model.decision import (
    Actor,
    ActorKind,
    Body,
    Determination,
    Instrument,
    Target,
    Verdict,
    Withdrawal,
)
from tearline.model.guide import WidthPolicy
from tearline.store.collection import Collection

DESK = "desk:"  # before a name: the desk's own; no name of a record has a colon
ORDER = "withdrawal_order"  # the kind of the instrument that a court order to withdraw is
REINSTATED = "withdrawal"  # the kind of the determination that gives a record back


@dataclass(frozen=True, slots=True)
class CourtOrder:
    """The order a record is withdrawn for: its date (YYYY-MM-DD), and its docket number, '' if unknown."""

    date: str
    docket: str = ""


def withdraw(
    collection: Collection,
    record: str,
    reason: str,
    actor: Actor,
    gone: str | None = None,
    order: CourtOrder | None = None,
) -> Withdrawal:
    """Take a record back from the next release on; ``record`` is a name, number or alias.

    ``gone``: why nothing need be looked for any more of what was withheld everywhere in its lost file
    (``lost``); ``order``: the court order it is withdrawn for. UsageError: no such record here or in a
    release; a reason of no list; withdrawn for it already, and nothing new said.
    """
    stands = deciding.standing(collection)
    body = Withdrawal(name_of(collection, stands, record), reason, actor, deciding.now())
    check_reason(reason)
    said = [] if order is None else [instrument(order, body)]
    bodies: list[Body] = []
    if not any(stood.reason == reason for _, stood in stands.withdrawals(body.record)):
        bodies.append(body)
    elif gone is None and not said:
        raise UsageError(f"{body.record} is withdrawn already ({reason})", "Nothing is to be done.")
    bodies += said
    if gone is not None:
        bodies += lost.given_up(collection, stands, body.record, gone, actor, body.at)
    deciding.append(collection, bodies)
    return body


def reinstate(collection: Collection, record: str, reason: str, actor: Actor) -> Determination:
    """Give a withdrawn record back: a person's release of the whole record, who says why.

    It passes the gate again like any other; a withholding of the whole record, or a hold, still stands.
    """
    stands = deciding.standing(collection)
    name = name_of(collection, stands, record, withdrawn=True)
    if stands.withdrawn(name) is None:
        raise UsageError(f"{name} is not withdrawn", "`tearline status` says how it stands.")
    if not reason.strip() or actor.kind is not ActorKind.PERSON:
        raise UsageError("a person gives a record back, and says why", "Give --reason.")
    target = Target(record=name)
    body = Determination(
        target=target,
        verdict=Verdict.RELEASE,
        codes=(),
        policy=WidthPolicy.EXACT,
        acknowledged=True,
        everywhere=False,
        kind=REINSTATED,  # of a kind of its own: a withholding of the record is not what it answers
        reason=reason,
        actor=actor,
        at=deciding.now(),
        supersedes=stands.prior(target, REINSTATED),
    )
    deciding.append(collection, [body])
    return body


def instrument(order: CourtOrder, body: Withdrawal) -> Instrument:
    """Return a court order as the log keeps it beside the withdrawal: of a kind that lifts no hold.

    UsageError: another reason than the court's order; no date.
    """
    if body.reason != COURT_ORDER:
        raise UsageError(
            f"a record withdrawn for {body.reason} has no court order",
            f"Give --docket and --order-date with --reason {COURT_ORDER} alone.",
        )
    try:
        of_day = date.fromisoformat(order.date).isoformat() == order.date
    except ValueError:
        of_day = False
    if not of_day:
        raise UsageError("a court order has its date", "Give --order-date YYYY-MM-DD.")
    scope = "the record is withdrawn"
    return Instrument(
        (body.record,), ORDER, "", order.docket, order.date, scope, "", body.actor, body.at
    )


def ordered(stands: Standing, record: str) -> str:
    """Return the date of the last court order that a record was withdrawn for, '' where none is known."""
    return max((one.date for one in stands.instruments(record) if one.kind == ORDER), default="")


def check_reason(reason: str) -> None:
    """Refuse a reason that is not on the list."""
    if reason not in REASONS:
        raise UsageError(
            "a record is withdrawn for a reason of the list", f"It is one of {', '.join(REASONS)}."
        )


def name_of(
    collection: Collection, stands: Standing, record: str, *, withdrawn: bool = False
) -> str:
    """Return the desk's name of a record, or the name of one that only the log still knows.

    A name may be the desk's of one record and have been another's in a release: taking down the wrong one
    leaves the other out, so a person says which. ``desk:NAME`` is the record the desk calls so.
    ``withdrawn``: only those that are withdrawn are meant, where there are any.
    """
    named = record.removeprefix(DESK)
    found = {other for _, other in collection.catalog.record_named(named)}
    if named != record:
        found &= {named}
    else:
        found |= set(_public_as(collection, stands, record))
    if withdrawn:
        found = {name for name in found if stands.withdrawn(name) is not None} or found
    if len(found) > 1:
        which = ", ".join(f"{DESK}{name}" if name == record else name for name in sorted(found))
        raise UsageError(
            f"{record} is the name or the number of {len(found)} records", f"Say which: {which}."
        )
    if found:
        return found.pop()
    held = {hold.record for hold in stands.holds()}
    ordered = {name for order in stands.instruments() for name in order.records}
    ordered |= collection.names.used()  # a file that is not here still has its name
    if named in held | ordered or any(named in body.records for _, body in stands.releases()):
        return named
    raise UsageError(f"no record is called {record}", "`tearline status` lists them.")


def _public_as(collection: Collection, stands: Standing, name: str) -> Iterator[str]:
    """Yield the records that any release held under a name; by title, where its list is lost."""
    for was in earlier.under_name(collection, stands, name):
        for sha256, _ in was.files:
            if file := collection.catalog.file(sha256):
                yield from collection.catalog.names_of_file(file.id)
        if was.lost:
            titles = collection.catalog.records()
            yield from (other for _, other, title in titles if title == name)
