"""Holds: which stand on a record, and whether an instrument of the right kind has lifted them.

Promises: a hold comes from a mark a detector found or from an entry a person made; a mark is set
aside only by a person who released that very finding; a hold is lifted only by an instrument whose
kind the guide's row names, that names the record, has its own file and is not dated after the
release; a row that nobody checked lifts nothing. Every instrument that is attached and does not
lift is named, with why. Does not read instruments: that an order says what it is attached for is
the word of the person who attached it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.decisions.guide import hold_rule
from tearline.model.decision import ActorKind, Verdict
from tearline.model.guide import Tier

if TYPE_CHECKING:
    from tearline.decisions.standing import Standing
    from tearline.model.decision import Instrument
    from tearline.model.finding import Finding
    from tearline.model.guide import Guide, HoldRule, Proposal


ORIGINATOR = "hold.originator"


@dataclass(frozen=True, slots=True)
class Unlifted:
    """A kind of hold that stands: its first mark's page (None where only an entry says so), why."""

    kind: str
    page: int | None
    sha256: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reached:
    """A hold found in another record, which covers a page of which this one has a copy."""

    kind: str
    sha256: str
    page: int
    record: str


def unlifted(
    record: str,
    findings: Sequence[tuple[str, Finding, Proposal]],
    standing: Standing,
    guide: Guide,
    date: str = "",
    reached: Sequence[Reached] = (),
) -> tuple[Unlifted, ...]:
    """Return the kinds of hold that still stand on a record, sorted by kind.

    ``date`` is the release date (ISO): an instrument dated after it lifts nothing yet ('' for any).
    ``reached``: holds that stand elsewhere on copies of this record's pages.
    """
    marks: dict[str, list[tuple[str, int]]] = {}
    for sha256, finding, proposal in findings:
        if proposal.tier is Tier.HOLD and not set_aside(finding, sha256, standing):
            kind = finding.kind.removeprefix("hold.")
            marks.setdefault(kind, []).append((sha256, finding.page))
    for hold in standing.holds(record):
        marks.setdefault(hold.kind.removeprefix("hold."), [])
    from_elsewhere: dict[str, set[str]] = {}
    for one in reached:
        marks.setdefault(one.kind, []).append((one.sha256, one.page))
        from_elsewhere.setdefault(one.kind, set()).add(one.record)

    instruments = standing.instruments(record)
    found = []
    for kind in sorted(marks):
        rule = hold_rule(kind, guide)
        refusals = [_refusal(instrument, rule, date) for instrument in instruments]
        if "" in refusals:
            continue
        sha256, page = marks[kind][0] if marks[kind] else ("", None)
        detail = f"{kind}: {_needs(rule, guide)}"
        if kind in from_elsewhere:
            detail += f"; it covers a page of {min(from_elsewhere[kind])}, which stands here again"
        why = [
            f"{instrument.kind} of {instrument.date} is attached, but {refusal}"
            for instrument, refusal in zip(instruments, refusals, strict=True)
        ]
        found.append(Unlifted(kind, page, sha256, "; ".join([detail, *sorted(set(why))])))
    return tuple(found)


def set_aside(finding: Finding, sha256: str, standing: Standing) -> bool:
    """Say whether a person found this mark to be no hold (a rule may not say so).

    That a source's name is another's is said by the list, not of the mark.
    """
    if finding.kind == ORIGINATOR:
        return False
    own = standing.exact(finding, sha256)
    return own is not None and own.verdict is Verdict.RELEASE and own.actor.kind is ActorKind.PERSON


def _needs(rule: HoldRule | None, guide: Guide) -> str:
    """Return what would lift a hold of this kind."""
    if rule is None:
        return f"guide {guide.name} has no row for this kind of hold, so nothing can lift it"
    if rule.check is None:
        return (
            f"{rule.authority}; this row of guide {guide.name} has not been checked against its "
            "source, so nothing can lift it until someone does"
        )
    if not rule.lifted_by:
        return f"{rule.authority}; guide {guide.name} names no instrument that lifts it"
    return f"{rule.authority}; lifted only by {' or '.join(rule.lifted_by)}"


def _refusal(instrument: Instrument, rule: HoldRule | None, date: str) -> str:
    """Return why this instrument does not lift a hold of this kind, or '' where it does."""
    if rule is None or instrument.kind not in rule.lifted_by:
        return "is not of a kind that lifts this hold"
    if rule.check is None:
        return "the guide's row is unchecked"
    if not instrument.sha256:
        return "its own file is not: attach the instrument itself"
    if date and instrument.date > date:
        return f"it is dated after the release ({date})"
    return ""
