"""Two people let a personal number out: each signs from a sign-in of their own, for the same legal basis.

Promises: one person, under however many names, is one; the second signature makes the release, and the
gate counts the signatures again whenever it is asked. The basis is printed in the release note, so one that
holds anything the detectors would withhold is refused.
"""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass

from tearline.decisions import deciding
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Query, Verdicting
from tearline.decisions.gate import APART
from tearline.decisions.standing import Standing, target_of
from tearline.errors import UsageError
from tearline.findings import desk_lists, detector
from tearline.model.decision import Actor, ActorKind, Ground, Override, Verdict
from tearline.model.guide import Guide, Tier
from tearline.model.page import Page, TextSource
from tearline.store import schema as t
from tearline.store.collection import Collection

SIGNATURES = 2
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
    """Return who runs this, as the operating system knows them; no flag or variable says otherwise."""
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
            f"{kind} needs no override", "`tearline decide ID --verdict release --reason WHY` does."
        )
    _check_basis(collection, basis, guide)
    target, actor, at = (
        target_of(found[0].row.finding, found[0].row.sha256),
        signer(),
        deciding.now(),
    )
    signature = Override(target, kind, basis.strip(), actor, at)
    if signature in [_at(o, at) for o in stands.overrides(target, kind)]:
        raise UsageError(
            f"{actor.name} has signed for this already",
            "Another person must sign, from a login of their own.",
        )
    deciding.append(collection, [signature])
    count = _count(deciding.standing(collection), signature)
    if count >= SIGNATURES:
        saying = Verdicting(Verdict.RELEASE, (), basis.strip(), actor, Ground.OVERRIDE)
        deciding.append(
            collection, [deciding.determination(case, saying, stands) for case in found]
        )
    return Signed(finding, count)


def _at(override: Override, at: str) -> Override:
    return Override(override.target, override.kind, override.basis, override.actor, at)


def _count(stands: Standing, like: Override) -> int:
    """Return how many signed apart for the same basis."""
    signed = stands.overrides(like.target, like.kind)
    return sum(o.basis == like.basis and o.actor.authenticated in APART for o in signed)


def _check_basis(collection: Collection, basis: str, guide: Guide) -> None:
    """Refuse a basis that says nothing, or says what may not be said in public."""
    if not basis.strip():
        raise UsageError("an override rests on a legal basis", "Give --basis.")
    page = Page(1, 0, 0, basis, (), TextSource.PLAIN, "basis", "1")
    for seen in detector.find([page], desk_lists.of(collection)):
        tier = guides.propose(seen, guide).tier
        if tier is Tier.WITHHOLD or (
            tier is Tier.REVIEW and not seen.kind.startswith(("name.", "page."))
        ):
            raise UsageError(
                f"the basis holds a finding ({seen.kind}), and it is printed in the release note",
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
