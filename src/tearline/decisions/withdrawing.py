"""A record is taken back, and given back: on whose word, and for which reason.

Promises: the reason is one of a closed list (``grounds``); a record whose file is gone can be withdrawn by
the name it was released under; what was withdrawn comes back by the word of a person alone, who says why.
Recalls no copy from anybody: the desk does.
"""

from __future__ import annotations

from tearline.decisions import deciding
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

REINSTATED = "withdrawal"  # the kind of the determination that gives a record back


def withdraw(collection: Collection, record: str, reason: str, actor: Actor) -> Withdrawal:
    """Take a record back from the next release on; ``record`` is a name, number or alias.

    UsageError: no such record here or in a release; a reason of no list; withdrawn for it already.
    """
    stands = deciding.standing(collection)
    body = Withdrawal(name_of(collection, stands, record), reason, actor, deciding.now())
    check_reason(reason)
    stood = stands.withdrawn(body.record)
    if stood is not None and stood.reason == reason:
        raise UsageError(f"{body.record} is withdrawn already ({reason})", "Nothing is to be done.")
    deciding.append(collection, [body])
    return body


def reinstate(collection: Collection, record: str, reason: str, actor: Actor) -> Determination:
    """Give a withdrawn record back: a person's release of the whole record, who says why.

    It passes the gate again like any other; a withholding of the whole record, or a hold, still stands.
    """
    stands = deciding.standing(collection)
    name = name_of(collection, stands, record)
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


def name_of(collection: Collection, stands: Standing, record: str) -> str:
    """Return the desk's name of a record, or the name of one that only a release still knows."""
    found = collection.catalog.record_named(record)
    if len(found) > 1:
        names = ", ".join(other for _, other in found)
        raise UsageError(f"{record} is the number of {len(found)} records", f"Say which: {names}.")
    if found:
        return found[0][1]
    if any(record in released.records for _, released in stands.releases()):
        return record
    raise UsageError(f"no record is called {record}", "`tearline status` lists them.")
