"""A page's row of the work list, from its findings, the guide and what the log says now.

Promises: pure of the list's file; "open", "awaiting" and "look" mean what the gate means by them, so a record
with no such row has none of these in its way. Costs one page's findings; a page of which nothing was said
costs no more than the kinds and scores on it. Does not say what a gate knows of other pages and other
releases: copies, lifted boxes, values that are withheld elsewhere under another kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from tearline.decisions import guide as guides
from tearline.decisions import holds
from tearline.decisions.gate import APART, UNREADABLE, GateRules, page_seen
from tearline.decisions.places import AWAITING
from tearline.decisions.second import Agreement
from tearline.decisions.standing import Standing, target_of
from tearline.desk.work.priority import Facts, priority
from tearline.model.decision import ActorKind, Determination, Ground, Verdict
from tearline.model.finding import Finding
from tearline.model.guide import Guide, Risk, Tier

LEAST_CONFIDENCE = GateRules().min_confidence
POOR, EMPTY = 1, 2  # why a page must be looked at as a page
_MOST_TIERS = 50_000  # kept at hand

Bare = tuple[str, float]
"""A finding of a page of which nothing was said: its kind and score are all that counts."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A page in the work list; ``look``: it must be looked at as a page (0, ``POOR`` or ``EMPTY``).

    ``state``: open (somebody must decide something), waiting (for an answer alone), unread (not read or
    not searched yet) or done. ``seconds``: second views that are owed. ``holds``: marks that stand,
    ``marks`` those an instrument lifted included.
    """

    sha256: str
    local: int
    record: str
    page: int
    findings: int
    open: int
    withhold: int
    review: int
    hard: int
    holds: int
    awaiting: int
    withheld: int
    released: int
    disagreements: int
    seconds: int
    confidence: float | None
    look: int
    series: float
    state: str
    priority: float
    why: str
    marks: int = 0


@dataclass(frozen=True, slots=True)
class PageOf:
    """What is known of a page before its findings: where it is, whether and how well it was read."""

    sha256: str
    local: int
    record: str
    page: int
    read: bool
    words: int | None
    confidence: float | None
    searched: bool = True


@dataclass(slots=True)
class _Tally:
    findings: int = 0
    withhold: int = 0
    review: int = 0
    hard: int = 0
    holds: int = 0
    marks: int = 0
    withheld: int = 0
    released: int = 0
    disagreements: int = 0
    seconds: int = 0
    kinds: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, kind: str, tier: Tier, *, is_open: bool) -> None:
        self.findings += 1
        found, still = self.kinds.get(kind, (0, 0))
        self.kinds[kind] = (found + 1, still + is_open)
        if is_open:
            self.withhold += tier is Tier.WITHHOLD
            self.review += tier is not Tier.WITHHOLD
            self.hard += guides.is_hard(kind)


class Tiers:
    """What a guide proposes by kind, score and risk alone: asked a million times, answered from memory."""

    def __init__(self, guide: Guide) -> None:
        """Take the guide."""
        self.guide = guide
        self._known: dict[tuple[str, float, Risk | None], Tier] = {}

    def of(self, kind: str, score: float, risk: Risk | None) -> Tier:
        """Return the tier of a finding of this kind and score."""
        tier = self._known.get((kind, score, risk))
        if tier is None:
            if len(self._known) >= _MOST_TIERS:
                self._known.clear()
            tier = guides.propose(
                Finding(1, None, None, (), kind, score, "", "", ""), self.guide, risk
            ).tier
            self._known[kind, score, risk] = tier
        return tier


def row_of(
    page: PageOf,
    found: Iterable[Finding | Bare],
    tiers: Tiers,
    stands: Standing,
    risk: Risk | None,
    lifted: frozenset[str] = frozenset(),
) -> tuple[WorkRow, dict[str, tuple[int, int]]]:
    """Return a page's row, not weighed yet, and for each kind on it how many were found and are open.

    ``lifted``: the kinds of hold that instruments have lifted for the record.
    """
    tally = _Tally()
    aside = is_aside(page.record, stands)
    seen = aside or page_seen(stands, page.sha256, page.local)
    for one in found:
        bare = isinstance(one, tuple)
        kind, score = one if isinstance(one, tuple) else (one.kind, one.score)
        tier = tiers.of(kind, score, risk)
        is_open = False
        if aside:
            pass  # nothing is to be decided on a record that answers no request
        elif tier is Tier.HOLD:
            if bare or not holds.set_aside(one, page.sha256, stands):  # type: ignore[arg-type]
                tally.marks += 1
                tally.holds += kind.removeprefix("hold.") not in lifted
        elif bare:
            is_open = tier is not Tier.CLEAR and not (kind == UNREADABLE and seen)
        else:
            is_open = _is_open(one, tier, page, stands, tally, seen=seen)  # type: ignore[arg-type]
            _second(one, tier, page, stands, tally, tiers.guide)  # type: ignore[arg-type]
        tally.take(kind, tier, is_open=is_open)
    return _row(page, tally, stands, risk, seen=seen), tally.kinds


def _row(
    page: PageOf, tally: _Tally, stands: Standing, risk: Risk | None, *, seen: bool
) -> WorkRow:
    answers = stands.on_page(page.sha256, page.local)
    aside = is_aside(page.record, stands)
    awaiting = 0 if aside else sum(stands.referrals.awaited(live.determination) for live in answers)
    still = tally.withhold + tally.review
    look = _look(page) if page.read and not seen else 0
    state = "done"
    if still + look + tally.disagreements + tally.seconds:
        state = "open"
    elif awaiting or record_awaits(page.record, stands):
        state = "waiting"
    elif not (page.read and page.searched) and not aside:
        state = "unread"
    return WorkRow(
        *(page.sha256, page.local, page.record, page.page, tally.findings, still),
        *(tally.withhold, tally.review, tally.hard, tally.holds, awaiting),
        *(tally.withheld, tally.released, tally.disagreements, tally.seconds, page.confidence),
        look=look,
        series=risk.lower if risk else 0.0,
        state=state,
        priority=0.0,
        why=_unread(page) if state == "unread" else "",
        marks=tally.marks,
    )


def _unread(page: PageOf) -> str:
    return "read, and not searched yet" if page.read else "not read"


def _look(page: PageOf) -> int:
    if not page.words:
        return EMPTY
    # Not "<": a confidence that is not a number is a poor one.
    return POOR if page.confidence is not None and not page.confidence >= LEAST_CONFIDENCE else 0


def record_awaits(record: str, stands: Standing) -> bool:
    """Say whether an answer is awaited on a whole record."""
    whole = stands.record_verdict(record)
    return whole is not None and stands.referrals.awaited(whole)


def is_aside(record: str, stands: Standing) -> bool:
    """Say whether a person has set the whole record aside as not responsive."""
    whole = stands.record_verdict(record)
    return whole is not None and whole.verdict is Verdict.NON_RESPONSIVE


def _is_open(
    finding: Finding, tier: Tier, page: PageOf, stands: Standing, tally: _Tally, *, seen: bool
) -> bool:
    """Say whether a person must decide a finding, in the gate's own order; count what was decided."""
    own = stands.exact(finding, page.sha256)
    if own is not None and own.verdict in AWAITING:
        return False
    if stands.is_withheld(finding, page.sha256, page.record):
        tally.withheld += 1
        return False
    if own is not None:
        tally.released += 1
    if tier is Tier.CLEAR:
        return False
    if own is not None and own.actor.kind is ActorKind.PERSON:
        # What is withheld elsewhere cannot be let go here alone.
        same = finding.kind.startswith("repeat.") and finding.score >= guides.SAME
        return same or (
            guides.is_hard(finding.kind) and _unsigned(own, finding, page.sha256, stands)
        )
    # A rule may let go only what the guide would too: the gate asks for a person.
    return not (finding.kind == UNREADABLE and seen)


def _unsigned(own: Determination, finding: Finding, sha256: str, stands: Standing) -> bool:
    """Say whether a personal number was let go without its ground or its two signatures."""
    if own.ground is Ground.NOT_PERSONAL:
        return False
    signed = stands.overrides(target_of(finding, sha256), finding.kind)
    bases = [one.basis for one in signed if one.actor.authenticated in APART]
    return own.ground is not Ground.OVERRIDE or not any(bases.count(basis) > 1 for basis in bases)


def _second(
    finding: Finding, tier: Tier, page: PageOf, stands: Standing, tally: _Tally, guide: Guide
) -> None:
    """Count a second view that is owed, or a dispute."""
    if tier is Tier.CLEAR or not guides.wants_second(finding.kind, guide):
        return
    live = stands.answering(finding, page.sha256)
    if live is None or live.determination.verdict in AWAITING:
        return
    target = target_of(finding, page.sha256)
    agreement = stands.second.agreement(live, target, finding.kind)
    tally.disagreements += agreement is Agreement.DISAGREED
    tally.seconds += agreement is Agreement.NONE


def weighed(row: WorkRow, near: int) -> WorkRow:
    """Return a row with its place in the queue; ``near`` is its record's step (``priority.near_of``)."""
    facts = Facts(
        hard=row.hard,
        withhold=row.withhold,
        review=row.review,
        poor=row.look == POOR,
        empty=row.look == EMPTY,
        disagreements=row.disagreements,
        seconds=row.seconds,
        series=row.series,
        holds=row.holds,
        near=near,
    )
    weight, why = priority(facts)
    if not why and row.state == "waiting":
        why = "an answer is awaited"
    elif not why and row.state == "unread":
        why = row.why
    return replace(row, priority=weight, why=why)


def lifted_kinds(
    kinds: Sequence[str], record: str, stands: Standing, guide: Guide
) -> frozenset[str]:
    """Return those kinds of hold (``court_seal``) that instruments have lifted for a record."""
    reached = [holds.Reached(kind, "", 1, record) for kind in kinds]
    left = {one.kind for one in holds.unlifted(record, (), stands, guide, reached=reached)}
    return frozenset(kinds) - left
