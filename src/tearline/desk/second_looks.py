"""The second reviewer's look: what is still shown to whom, and what a second verdict becomes.

Promises: where the guide says so, who looks second is not shown the first verdict, its codes, reason or name,
nor the history that would tell them, until their own is in the log; their verdict is a second view beside the
first and changes nothing. One person is never both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tearline.decisions import deciding
from tearline.decisions.deciding import Case
from tearline.decisions.guide import wants_second
from tearline.decisions.places import Live
from tearline.decisions.second import Agreement
from tearline.decisions.standing import Standing, target_of
from tearline.desk.access.people import Person, Role
from tearline.desk.answers import Answer, ConflictError, check_reason
from tearline.desk.rows import Row
from tearline.desk.sheet import Sheet
from tearline.errors import UsageError
from tearline.model.decision import Body, SecondView, Verdict
from tearline.model.guide import Guide


def looked_by(
    rows: Iterable[Row], sheet: Sheet, who: Person, guide: Guide, stands: Standing
) -> tuple[Row, ...]:
    """Return a page's rows as one person may see them."""
    cases = {case.id: case for case in sheet.cases}
    kept = kept_back(sheet, who, guide, stands) if guide.review.blind else frozenset()
    return tuple(
        _as_seen(row, cases[row.id], who, guide, stands) if row.id in cases else row
        for row in rows
        if row.id in cases or row.seen not in kept
    )


def kept_back(sheet: Sheet, who: Person, guide: Guide, stands: Standing) -> frozenset[str]:
    """Return the hashes of what stands on a page's findings that a person owes a second view of."""
    lives = (owed(case, who, guide, stands) for case in sheet.cases)
    return frozenset(live.hash for live in lives if live is not None)


def hides(sheet: Sheet, who: Person, guide: Guide, stands: Standing) -> bool:
    """Say whether anything decided on a page is not shown to a person yet."""
    return guide.review.blind and bool(kept_back(sheet, who, guide, stands))


def check_not_owed(live: Live, sheet: Sheet, who: Person, guide: Guide, stands: Standing) -> None:
    """Refuse to change a first decision to whoever owes a second view of it."""
    if live.hash in kept_back(sheet, who, guide, stands):
        raise UsageError(
            "the guide has you give your own view of this finding first",
            "Give it (keys w, r); then decide anew where you would have it otherwise.",
        )


def owed(case: Case, who: Person, guide: Guide, stands: Standing) -> Live | None:
    """Return the determination that a person is to look at second, None where there is none for them."""
    finding = case.row.finding
    if Role.SECOND not in who.roles or not wants_second(finding.kind, guide):
        return None
    target = target_of(finding, case.row.sha256)
    live = stands.answering(finding, case.row.sha256)
    if live is None or live.determination.actor.name == who.name:
        return None
    if live.determination.verdict not in (Verdict.WITHHOLD, Verdict.RELEASE):
        return None
    given = any(
        view.actor.name == who.name
        # A box that was moved since is still what was agreed to.
        and (view.beside == live.hash or view.verdict is live.determination.verdict)
        for view in stands.second.on(target, finding.kind)
    )
    return None if given else live


def is_hidden(case: Case, who: Person, guide: Guide, stands: Standing) -> bool:
    """Say whether what was decided on a finding is not shown to a person yet."""
    return guide.review.blind and owed(case, who, guide, stands) is not None


def view_of(case: Case, answer: Answer, live: Live, guide: Guide) -> tuple[Body, ...]:
    """Return a second verdict as what it becomes. ConflictError: the first has been decided anew."""
    check_reason(answer.reason)
    if answer.seen != live.hash:
        raise ConflictError(
            "the first verdict has been given anew since you looked", "Look again, then say yours."
        )
    deciding.check([case], answer.saying(), guide, by_page=False, by_id=True)
    withholds = answer.verdict is Verdict.WITHHOLD
    return (
        SecondView(
            target=target_of(case.row.finding, case.row.sha256),
            kind=case.row.finding.kind,
            verdict=answer.verdict,
            codes=(answer.codes or case.proposal.codes) if withholds else (),
            reason=answer.reason,
            beside=live.hash,
            blind=guide.review.blind,
            actor=answer.actor,
            at=deciding.now(),
        ),
    )


def _as_seen(row: Row, case: Case, who: Person, guide: Guide, stands: Standing) -> Row:
    if not wants_second(case.row.finding.kind, guide):
        return row
    live = stands.answering(case.row.finding, case.row.sha256)
    if live is None:
        return row
    if owed(case, who, guide, stands) is not None:
        if guide.review.blind:
            hidden = replace(
                row, codes=(), reason="", by="", at="", policy=case.proposal.policy.value
            )
            return replace(hidden, state="second", second="wanted", seen=live.hash)
        return replace(row, second="wanted", seen=live.hash)
    target = target_of(case.row.finding, case.row.sha256)
    agreement = stands.second.agreement(live, target, case.row.finding.kind)
    state = "disagreed" if agreement is Agreement.DISAGREED else row.state
    return replace(row, state=state, second="" if agreement is Agreement.NONE else agreement.value)
