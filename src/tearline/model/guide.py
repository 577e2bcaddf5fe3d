"""What may be withheld and on whose authority: exemptions, rules, holds and audiences, as data.

A guide is a dated TOML file. Nothing here decides; ``decisions.guide`` reads guides and proposes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class WidthPolicy(StrEnum):
    """How much a deletion's box says about the width of what it hides (see docs/design.md)."""

    EXACT = "exact"  # the words' own boxes
    MOVED = "moved"  # a canonical width, the tail of the line moved
    LINE = "line"  # to the end of the line, or the whole line


class Tier(StrEnum):
    """What the guide proposes for a finding."""

    WITHHOLD = "withhold"
    REVIEW = "review"
    CLEAR = "clear"
    HOLD = "hold"  # the whole record waits for an instrument


@dataclass(frozen=True, slots=True)
class Check:
    """Who checked a row of the guide, when (ISO date), against which source."""

    by: str
    on: str
    source: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """A code that may stand on a deletion: its title, authority and dates in force (ISO, or '')."""

    code: str
    title: str
    authority: str
    effective_from: str
    effective_to: str
    check: Check | None


@dataclass(frozen=True, slots=True)
class Rule:
    """What the guide proposes for one kind of finding (``kind`` may end in ``.*``).

    A finding that scores ``withhold_at`` or more is proposed to be withheld under ``codes``; from
    ``review_at`` up it is for a person to look at; below, clear. For a hold kind the tier is
    ``hold`` from ``review_at`` up. ``everywhere`` says that the same value is to be withheld wherever
    it stands.
    """

    kind: str
    codes: tuple[str, ...]
    withhold_at: float
    review_at: float
    policy: WidthPolicy
    acknowledged: bool
    everywhere: bool
    why: str


@dataclass(frozen=True, slots=True)
class HoldRule:
    """A kind of hold, its authority, the kinds of instrument that lift it, and whether readers may
    be told that the record exists (``acknowledged``).
    """

    kind: str
    title: str
    authority: str
    lifted_by: tuple[str, ...]
    acknowledged: bool
    check: Check | None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who an edition is for. Open: what is not withheld shows. Closed: what is not marked
    releasable to it does not.
    """

    name: str
    closed: bool
    may_see: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """A record series in which more is personal than elsewhere: thresholds are lower there.

    ``series`` is matched against the series of a record's identification sheet, misspelt or not;
    ``lower`` is taken off both thresholds of the rules for ``kinds``.
    """

    series: str
    kinds: tuple[str, ...]
    lower: float
    why: str


@dataclass(frozen=True, slots=True)
class Review:
    """What the guide asks of reviewers.

    ``second``: kinds of finding (``ssn``, ``name.*``) that a second person must look at; ``blind``: who
    does is shown the first verdict only afterwards; ``signatures``: how many people sign a release.
    """

    second: tuple[str, ...] = ()
    blind: bool = False
    signatures: int = 0


@dataclass(frozen=True, slots=True)
class Guide:
    """A named, dated set of exemptions, rules, holds and audiences; ``sha256`` of its TOML bytes."""

    name: str
    version: str
    title: str
    exemptions: tuple[Exemption, ...]
    rules: tuple[Rule, ...]
    holds: tuple[HoldRule, ...]
    audiences: tuple[Audience, ...]
    acknowledge_pending: bool
    sha256: str
    risks: tuple[Risk, ...] = ()
    review: Review = Review()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the guide says of one finding, before anyone has decided."""

    tier: Tier
    codes: tuple[str, ...]
    policy: WidthPolicy
    acknowledged: bool
    everywhere: bool
    why: str
