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
from tearline.desk.answers import Answer, ConflictError, check_reason
from tearline.desk.people import Person, Role
from tearline.desk.rows import Row
from tearline.desk.sheet import Sheet
from tearline.model.decision import Body, SecondView, Verdict
from tearline.model.guide import Guide


def looked_by(
    rows: Iterable[Row], sheet: Sheet, who: Person, guide: Guide, stands: Standing
) -> tuple[Row, ...]:
    """Return a page's rows as one person may see them."""
    cases = {case.id: case for case in sheet.cases}
    return tuple(
        _as_seen(row, cases[row.id], who, guide, stands) if row.id in cases else row for row in rows
    )


def owed(case: Case, who: Person, guide: Guide, stands: Standing) -> Live | None:
    """Return the determination that a person is to look at second, None where there is none for them."""
    finding = case.row.finding
    if Role.SECOND not in who.roles or not wants_second(finding.kind, guide):
        return None
    target = target_of(finding, case.row.sha256)
    live = stands.live(target, finding.kind)
    if live is None or live.determination.actor.name == who.name:
        return None
    if live.determination.verdict not in (Verdict.WITHHOLD, Verdict.RELEASE):
        return None
    given = any(
        view.actor.name == who.name and view.beside == live.hash
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
            target=live.determination.target,
            kind=live.determination.kind,
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
    live = stands.live(target_of(case.row.finding, case.row.sha256), case.row.finding.kind)
    if live is None:
        return row
    if owed(case, who, guide, stands) is not None:
        if guide.review.blind:
            hidden = replace(
                row, codes=(), reason="", by="", at="", policy=case.proposal.policy.value
            )
            return replace(hidden, state="second", second="wanted")
        return replace(row, second="wanted")
    agreement = stands.second.agreement(live)
    state = "disagreed" if agreement is Agreement.DISAGREED else row.state
    return replace(row, state=state, second="" if agreement is Agreement.NONE else agreement.value)
