"""Referrals and consultations: who was asked about what, when, and whether they have answered.

Promises: a referral stays open until an answer to it, or a decision on the very thing it is about, stands in
the log after it; nothing vanishes: each keeps its tracking number and its contact. Pure; no clock is read:
what is overdue is told for the day that is given.
"""

from __future__ import annotations

from dataclasses import dataclass

from tearline.decisions.places import AWAITING, plain
from tearline.model.decision import (
    Determination,
    Entry,
    Referral,
    ReferralAnswer,
    Target,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A referral with its entry's number and hash, and its answer where there is one."""

    seq: int
    hash: str
    referral: Referral
    answer: ReferralAnswer | None = None

    def overdue(self, today: str) -> bool:
        """Say whether it should have been answered before ``today`` (an ISO date)."""
        return self.answer is None and bool(self.referral.due) and self.referral.due < today


class Referrals:
    """The referrals of a log, in order."""

    def __init__(self) -> None:
        """Begin with none."""
        self._asked: dict[str, Asked] = {}

    def add(self, entry: Entry, body: Referral) -> None:
        """Take the next referral into account."""
        self._asked[entry.hash] = Asked(entry.seq, entry.hash, body)

    def answer(self, body: ReferralAnswer) -> None:
        """Take an answer into account; one to a referral that is not there says nothing."""
        asked = self._asked.get(body.referral)
        if asked is not None:
            self._asked[body.referral] = Asked(asked.seq, asked.hash, asked.referral, body)

    def all(self) -> tuple[Asked, ...]:
        """Return every referral, in order."""
        return tuple(self._asked.values())

    def by_hash(self, digest: str) -> Asked | None:
        """Return a referral by its entry's hash."""
        return self._asked.get(digest)

    def awaited(self, said: Determination) -> bool:
        """Say whether a determination still waits for somebody's word.

        A referral that was answered with a release waits no more; any other answer waits for a decision
        of this office that follows it, or not.
        """
        if said.verdict is Verdict.DEFER:
            return True
        if said.verdict not in AWAITING:
            return False
        asked = self.on(said.target)
        return not asked or any(
            one.answer is None or one.answer.verdict is not Verdict.RELEASE for one in asked
        )

    def on(self, target: Target) -> tuple[Asked, ...]:
        """Return the referrals of this very thing, in order."""
        one = plain(target)
        return tuple(asked for asked in self.all() if plain(asked.referral.target) == one)
