"""Signatures under a release: how many the guide wants, and whose count.

Promises: a signature is under what goes out: the hash of everything the release follows from. One decision
more, and it is under something else. Two signatures are two people, each signed in to the desk by themselves;
several by one person, or by two names of one sign-in, are one.
"""

from __future__ import annotations

from tearline.decisions.standing import Standing
from tearline.errors import DecideFirstError
from tearline.model.decision import ActorKind, Approval
from tearline.model.guide import Guide

SIGNED_IN = "desk"  # how a person who may sign was authenticated


def signatures(stands: Standing, audience: str, date: str, signed: str) -> tuple[Approval, ...]:
    """Return the signatures that count under what goes out, one a person, in order."""
    found: dict[str, Approval] = {}
    for approval in stands.approvals(audience, date):
        by_person = approval.actor.kind is ActorKind.PERSON
        if approval.signed == signed and by_person and approval.actor.authenticated == SIGNED_IN:
            found.setdefault(approval.actor.name, approval)
    return tuple(found.values())


def check(stands: Standing, guide: Guide, audience: str, date: str, signed: str) -> None:
    """Refuse a release that wants more signatures than it has. DecideFirstError says how many."""
    wanted = guide.review.signatures
    have = len(signatures(stands, audience, date, signed)) if wanted else 0
    if have < wanted:
        raise DecideFirstError(
            f"the guide wants {wanted} signatures under a release to {audience} of {date}; it has {have}",
            "Sign it at the desk (tearline desk, Release): each of two people under what goes out now.",
        )
