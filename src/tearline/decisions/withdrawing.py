"""A record is taken back, and given back: on whose word, and for which reason.

Promises: the reason is one of a closed list (``grounds``); a record whose file is gone can be withdrawn by
the name it was released under; what was withdrawn comes back by the word of a person alone, who says why.
Recalls no copy from anybody: the desk does.
"""

from __future__ import annotations

from collections.abc import Iterator

from tearline.decisions import deciding, earlier
from tearline.decisions.grounds import REASONS
from tearline.decisions.standing import Standing
from tearline.errors import UsageError
from tearline.model.decision import (
    Actor,
    ActorKind,
    Determination,
    Target,
    Verdict,
    Withdrawal,
)
from tearline.model.guide import WidthPolicy
from tearline.store.collection import Collection

DESK = "desk:"  # before a name: the desk's own; no name of a record has a colon
REINSTATED = "withdrawal"  # the kind of the determination that gives a record back


def withdraw(collection: Collection, record: str, reason: str, actor: Actor) -> Withdrawal:
    """Take a record back from the next release on; ``record`` is a name, number or alias.

    UsageError: no such record here or in a release; a reason of no list; withdrawn for it already.
    """
    stands = deciding.standing(collection)
    body = Withdrawal(name_of(collection, stands, record), reason, actor, deciding.now())
    check_reason(reason)
    if any(stood.reason == reason for _, stood in stands.withdrawals(body.record)):
        raise UsageError(f"{body.record} is withdrawn already ({reason})", "Nothing is to be done.")
    deciding.append(collection, [body])
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
