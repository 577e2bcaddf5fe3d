"""What sharing rests on, read from a collection's log once: the register, its portions, partners, threats.

Promises: all of it is of one moment of the log; nothing is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

from tearline.decisions.following import Following
from tearline.decisions.log import DecisionLog
from tearline.decisions.partnering import OF_PARTNERS, Partners
from tearline.decisions.portions import OF_PORTIONS, Portions
from tearline.decisions.register import OF_REGISTER, Register
from tearline.decisions.threats import OF_THREATS, Threats
from tearline.model.decision import Body, Entry

OF_SHARING = (*OF_REGISTER, *OF_PORTIONS, *OF_PARTNERS, *OF_THREATS)


@dataclass(slots=True)
class Resting(Following):
    """The register, its portions, the partners and the threats, and the log's last entry that says so."""

    register: Register = field(default_factory=Register)
    portions: Portions = field(default_factory=Portions)
    partners: Partners = field(default_factory=Partners)
    threats: Threats = field(default_factory=Threats)
    seq: int = 0
    log_at: int = 0  # the log's last entry of any kind, where these were read from it

    @classmethod
    def of_log(cls, log: DecisionLog) -> Self:
        """Return what a log says now, read from the entries that matter here alone."""
        last = log.entry(log.head())
        made = cls.of(log.naming(*OF_SHARING))
        made.log_at = last.seq if last is not None else 0
        return made

    def appending(self, log: DecisionLog) -> Callable[[Sequence[Body]], None]:
        """Return the way to append to a log that these are of: they say it from then on.

        It raises LogMovedError where somebody else has written since: what was decided rested on less.
        """

        def append(bodies: Sequence[Body]) -> None:
            for entry in log.append(bodies, after=self.log_at):
                self.add(entry)
                self.log_at = entry.seq

        return append

    def add(self, entry: Entry) -> None:
        """Take the next entry of the log into account."""
        for one in (self.register, self.portions, self.partners, self.threats):
            one.add(entry)
        self.seq = entry.seq
