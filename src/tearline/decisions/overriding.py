"""Two people let a personal number out: each signs from a sign-in of their own, for the same legal basis.

Promises: one person, under however many names, is one; the second signature makes the release, and the
gate counts the signatures again whenever it is asked. The basis is printed in the release note, so one that
holds anything the detectors would withhold is refused.
"""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from tearline.decisions import deciding, sweeping
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Query, Verdicting
from tearline.decisions.gate import APART
from tearline.decisions.naming import Naming
from tearline.decisions.standing import Standing, target_of
from tearline.errors import UsageError
from tearline.findings import desk_lists
from tearline.model.decision import Actor, ActorKind, Body, Ground, Override, Verdict
from tearline.model.guide import Guide
from tearline.store import schema as t
from tearline.store.collection import Collection

SIGNATURES = 2
LONGEST_BASIS = 500  # characters; the verifier refuses a note with a longer one
EVERYBODY = [b"0", b"0", b"4294967295"]  # the map of the machine's own logins
_KINDS = [kind for hard in guides.HARD_KINDS for kind in (hard, f"repeat.{hard}")]


@dataclass(frozen=True, slots=True)
class Signed:
    """What one signature came to: the finding's id, and how many have signed for that basis."""

    finding: str
    signatures: int

    @property
    def complete(self) -> bool:
        """Say whether the number may go out now."""
        return self.signatures >= SIGNATURES


def signer() -> Actor:
    """Return who runs this, as the operating system knows them; no flag or variable says otherwise.

    Refused where a person may call themselves anyone: in a user namespace of their own.
    """
    try:
        mapped = Path("/proc/self/uid_map").read_bytes().split()
    except OSError:
        mapped = EVERYBODY
    if mapped != EVERYBODY:
        raise UsageError(
            "this login is one of a user namespace, which anybody can make",
            "Sign from an ordinary login of this machine.",
        )
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = f"uid {os.getuid()}"
    return Actor(ActorKind.PERSON, name, "login")


def sign(collection: Collection, finding: str, basis: str, guide: Guide) -> Signed:
    """Append one signature, and with the second the release itself."""
    stands = deciding.standing(collection)
    found = list(deciding.cases(collection, Query(ids=(finding,)), guide, stands))
    if not found:
        raise UsageError(f"no finding is called {finding}", "`tearline findings` lists them.")
    kind = found[0].row.finding.kind
    if not guides.is_hard(kind):
        raise UsageError(
            f"{kind} needs no override",
            f'`tearline decide {finding} --verdict release --reason "..."` does.',
        )
    basis = " ".join(basis.split())  # as the note prints it
    _check_basis(collection, basis, guide, stands)
    target, actor, at = (
        target_of(found[0].row.finding, found[0].row.sha256),
        signer(),
        deciding.now(),
    )
    signature = Override(target, kind, basis, actor, at)
    if signature in [_at(o, at) for o in stands.overrides(target, kind)]:
        raise UsageError(
            f"{actor.name} has signed for this already",
            "Another person must sign, from a login of their own.",
        )
    count = 1 + _count(stands, signature)
    bodies: list[Body] = [signature]
    if count >= SIGNATURES:
        saying = Verdicting(Verdict.RELEASE, (), basis, actor, Ground.OVERRIDE)
        bodies += [deciding.determination(case, saying, stands) for case in found]
    deciding.append(collection, bodies)
    return Signed(finding, count)


def _at(override: Override, at: str) -> Override:
    return Override(override.target, override.kind, override.basis, override.actor, at)


def _count(stands: Standing, like: Override) -> int:
    """Return how many signed apart for the same basis."""
    signed = stands.overrides(like.target, like.kind)
    return sum(o.basis == like.basis and o.actor.authenticated in APART for o in signed)


def _check_basis(collection: Collection, basis: str, guide: Guide, stands: Standing) -> None:
    """Refuse a basis that says nothing, or says what may not be said in public."""
    if not basis:
        raise UsageError("an override rests on a legal basis", "Give --basis.")
    if len(basis) > LONGEST_BASIS or not basis.isprintable():
        raise UsageError(
            f"the basis is longer than {LONGEST_BASIS} characters, or holds one that cannot be printed",
            "It is printed in the release note: name the law and the paper, on one line.",
        )
    withheld = sweeping.of(collection, guide, stands).values
    for kind in Naming.of(withheld, desk_lists.of(collection), guide).kinds_in(basis):
        raise UsageError(
            f"the basis holds a finding ({kind}), and it is printed in the release note",
            "Name the law and the paper it rests on, not the person.",
        )


def granted(collection: Collection, files: frozenset[str], stands: Standing) -> list[str]:
    """Return the bases under which numbers in these files (hashes) go out: one text an override."""
    bases = []
    for row in collection.catalog.findings(where=[t.finding.c.kind.in_(_KINDS)]):
        if row.sha256 in files:
            own = stands.exact(row.finding, row.sha256)
            if own is not None and own.ground is Ground.OVERRIDE and own.verdict is Verdict.RELEASE:
                bases.append(own.reason)
    return sorted(bases)
