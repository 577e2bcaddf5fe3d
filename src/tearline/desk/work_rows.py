"""A page's row of the work list, from its findings, the guide and what the log says now.

Promises: pure of the list's file; "open", "awaiting" and "look" mean what the gate means by them, so a record
with no such row has none of these in its way. Costs one page's findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tearline.decisions import guide as guides
from tearline.decisions import holds
from tearline.decisions.gate import UNREADABLE, GateRules, page_seen
from tearline.decisions.places import AWAITING
from tearline.decisions.second import Agreement
from tearline.decisions.standing import Standing, target_of
from tearline.desk.priority import Facts, priority
from tearline.model.decision import ActorKind, Verdict
from tearline.model.finding import Finding
from tearline.model.guide import Guide, Risk, Tier

LEAST_CONFIDENCE = GateRules().min_confidence


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A page in the work list; ``look``: it must be looked at as a page (empty, or read poorly)."""

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


def row_of(
    page: PageOf,
    findings: Iterable[Finding],
    guide: Guide,
    stands: Standing,
    risk: Risk | None,
) -> tuple[WorkRow, dict[str, tuple[int, int]]]:
    """Return a page's row, not weighed yet, and for each kind on it how many were found and are open."""
    count = dict.fromkeys(
        ("findings", "open", "withhold", "review", "hard", "holds", "withheld", "released"), 0
    )
    disagreements = seconds = 0
    kinds: dict[str, tuple[int, int]] = {}
    sha256 = page.sha256
    seen = page_seen(stands, sha256, page.local)
    for finding in findings:
        tier = guides.propose(finding, guide, risk).tier
        decided = stands.decided(finding, sha256, page.record)
        count["findings"] += 1
        is_open = False
        if tier is Tier.HOLD:
            count["holds"] += not holds.set_aside(finding, sha256, stands)
        elif decided is None:
            is_open = tier is not Tier.CLEAR and not (finding.kind == UNREADABLE and seen)
        elif decided.verdict is Verdict.WITHHOLD:
            count["withheld"] += 1
        elif decided.verdict is Verdict.RELEASE:
            count["released"] += 1
            # A rule may let go only what the guide would too: the gate asks for a person.
            is_open = tier is not Tier.CLEAR and decided.actor.kind is not ActorKind.PERSON
        if is_open:
            count["open"] += 1
            count["withhold" if tier is Tier.WITHHOLD else "review"] += 1
            count["hard"] += guides.is_hard(finding.kind)
        elif decided is not None and guides.wants_second(finding.kind, guide):
            live = stands.live(target_of(finding, sha256), finding.kind)
            agreement = stands.second.agreement(live) if live else Agreement.AGREED
            disagreements += agreement is Agreement.DISAGREED
            seconds += agreement is Agreement.NONE
        found, still = kinds.get(finding.kind, (0, 0))
        kinds[finding.kind] = (found + 1, still + is_open)
    awaiting = sum(
        live.determination.verdict in AWAITING for live in stands.on_page(sha256, page.local)
    )
    poor = page.confidence is not None and not page.confidence >= LEAST_CONFIDENCE
    look = page.read and not seen and (not page.words or poor)
    state = _state(page, count["open"] + look + disagreements + seconds, awaiting)
    row = WorkRow(
        *(sha256, page.local, page.record, page.page, count["findings"], count["open"]),
        *(count["withhold"], count["review"], count["hard"], count["holds"], awaiting),
        *(count["withheld"], count["released"], disagreements, seconds, page.confidence),
        *(int(look), risk.lower if risk else 0.0, state, 0.0, ""),
    )
    return row, kinds


def weighed(row: WorkRow, risk: Risk | None, left: int) -> WorkRow:
    """Return a row with its place in the queue; ``left`` is what its record still needs in all."""
    facts = Facts(
        hard=row.hard,
        withhold=row.withhold,
        review=row.review,
        poor=bool(row.look) and row.confidence is not None,
        empty=bool(row.look) and row.confidence is None,
        disagreements=row.disagreements,
        seconds=row.seconds,
        series=risk.lower if risk else 0.0,
        holds=row.holds,
        left=left,
    )
    weight, why = priority(facts)
    return replace(row, priority=weight, why=why)


def _state(page: PageOf, to_do: int, awaiting: int) -> str:
    if not page.read:
        return "unread"
    if to_do:
        return "open"
    return "waiting" if awaiting else "done"
