"""The gate: may this record go out now, and if not, everything that stands in its way.

Promises: a pure function of the facts, the standing decisions and the guide; the same input gives
the same reasons in the same order; nothing unread, unsearched, empty or undecided ever passes.
The outcome is the first of these that is true:

- ``withdrawn``: a person took the record back;
- ``non_responsive``: a person set the whole record aside as no answer to what was asked;
- ``held``: a hold stands that no instrument of its own kind has lifted;
- ``withheld``: the whole record is withheld, under codes that may be cited;
- ``pending``: anything at all is open;
- ``pass``.

A held record lists what else is open, so that lifting the hold brings no surprise.
"""

from __future__ import annotations

from tearline.decisions import holds
from tearline.decisions.guide import faults, is_hard, wants_second
from tearline.decisions.lost import Lost
from tearline.decisions.places import AWAITING
from tearline.decisions.reasons import (
    Copy,
    GateResult,
    GateRules,
    Open,
    Outcome,
    Reason,
    RecordFacts,
)
from tearline.decisions.second import Agreement
from tearline.decisions.standing import Standing, id_of, target_of
from tearline.decisions.superseding import where
from tearline.model.decision import ActorKind, Determination, Ground, Verdict
from tearline.model.finding import Finding
from tearline.model.guide import Guide, Tier

__all__ = [
    "APART", "Copy", "GateResult", "GateRules", "Open", "Outcome", "Reason", "RecordFacts", "check",
]  # fmt: skip

OUTSIZED = (
    "a side of the page is under 3 points or over 14,400, which no PDF/A has: scan it again at its true "
    "size, add that, and tearline withdraw this record"
)
UNREADABLE = "page.unreadable"  # the kind of finding that says a page cannot be searched
APART = frozenset({"login", "desk"})  # how two who sign an override may have signed in


def check(
    facts: RecordFacts, standing: Standing, guide: Guide, rules: GateRules | None = None
) -> GateResult:
    """Say what becomes of a record, and list all that stands in its way."""
    rules = rules or GateRules()
    held = [
        Open(Reason.HOLD, hold.page, hold.detail, hold.sha256)
        for hold in holds.unlifted(
            facts.name, facts.findings, standing, guide, rules.date, facts.reached
        )
    ]
    open_now = {
        *_pages(facts, standing, rules),
        *_findings(facts, standing),
        *_second(facts, standing, guide),
        *_answers(facts, standing),
        *_repeats(facts),
        *_copies(facts, standing),
        *(Open(Reason.LIFTED, one.page, one.detail, one.sha256) for one in facts.lifted),
        *(Open(Reason.WIDTH, one.page, one.detail, one.sha256) for one in facts.weaker),
    }
    uncited = _record_codes(facts.name, standing, guide, rules.date)
    codes = _codes(facts.sha256s, standing, guide, rules.date) | uncited
    whole = standing.record_verdict(facts.name)
    withdrawn = standing.withdrawn(facts.name)
    reasons = [*held, *_ordered(open_now | codes, facts.sha256s)]

    if withdrawn is not None:
        told = Open(Reason.WITHDRAWN, None, f"withdrawn: {withdrawn.reason}")
        return GateResult(facts.name, Outcome.WITHDRAWN, (told, *reasons))
    if whole is not None and whole.verdict is Verdict.NON_RESPONSIVE:
        told = Open(Reason.NON_RESPONSIVE, None, f"not responsive: {whole.reason}")
        # Nothing else of it is anybody's work; that its name may not be said still counts.
        named = (one for one in reasons if one.reason is Reason.NAME)
        return GateResult(facts.name, Outcome.NON_RESPONSIVE, (told, *named))
    if held:
        return GateResult(facts.name, Outcome.HELD, tuple(reasons))
    if whole is not None and whole.verdict is Verdict.WITHHOLD and not uncited:
        told = Open(Reason.WITHHELD, None, f"withheld in full under {', '.join(whole.codes)}")
        return GateResult(facts.name, Outcome.WITHHELD, (told, *reasons))
    if reasons:
        return GateResult(facts.name, Outcome.PENDING, tuple(reasons))
    return GateResult(facts.name, Outcome.PASS, ())


def _pages(facts: RecordFacts, standing: Standing, rules: GateRules) -> set[Open]:
    """Return what is wrong with files and pages before any finding is looked at."""
    found = {
        Open(Reason.FILE_FAILED, None, f"file {name}: {reason}") for name, reason in facts.failed
    }
    for kind in facts.in_name:
        detail = f"its name holds a finding ({kind}), and names are published: tearline rename RECORD NAME"
        found.add(Open(Reason.NAME, None, detail))
    if facts.unswept:
        detail = "it could not be searched for what is withheld elsewhere: tearline find says why"
        found.add(Open(Reason.UNSWEPT, None, detail))
    found.update(Open(Reason.UNSWEPT, None, _unsought(one)) for one in facts.unsought)
    if facts.pages_total < 1 or not facts.sha256s:
        found.add(Open(Reason.NO_PAGES, None, "no page of this record has been read"))
    for sha256, page, reason in facts.unread:
        found.add(Open(Reason.UNREAD, page, f"the page could not be read: {reason}", sha256))
    found.update(
        Open(Reason.UNSEARCHED, page, "the detectors have not been over this page", sha256)
        for sha256, page in facts.unsearched
    )
    found.update(Open(Reason.SIZE, page, OUTSIZED, sha256) for sha256, page in facts.outsized)
    looks = [
        (
            sha256,
            page,
            Reason.EMPTY,
            "no readable text: a person must look",
        )
        for sha256, page in facts.empty
    ]
    looks += [
        (
            sha256,
            page,
            Reason.POOR,
            "read too poorly to be searched: a person must look",
        )
        for sha256, page, confidence in facts.confidences
        # Not "<": a confidence that is not a number is a poor one.
        if not confidence >= rules.min_confidence
    ]
    for sha256, page, reason, detail in looks:
        if not page_seen(standing, sha256, page):
            told = f"{detail}, then {_whole_page(facts, sha256, page)}"
            found.add(Open(reason, page, told, sha256))
    return found


def _whole_page(facts: RecordFacts, sha256: str, page: int) -> str:
    """Return the command by which a person says of a whole page what is to become of it."""
    first = (
        bool(facts.sha256s) and sha256 == facts.sha256s[0]
    )  # else it is another page of the record
    return (
        f"tearline decide --record {facts.name} --page {page if first else 'N'} --whole-page "
        '--reason "..." --verdict release (or: --verdict withhold --code CODE)'
    )


def _unsought(one: Lost) -> str:
    """Return why a record waits for words that nobody can look for, and every way out."""
    return (
        f"words of {one.record} may stand nowhere, its file is lost, and this record was never searched for "
        "them: tearline add the file again; or list the words (tearline find --terms-file FILE), if anybody "
        f'knows them, then tearline withdraw {one.record} --reason {one.reason} --gone "..."'
    )


def page_seen(standing: Standing, sha256: str, page: int) -> bool:
    """Say whether a person has looked at a page, as a page or in answer to what was said of it."""
    return any(_looked_at(standing.whole_page(sha256, page, kind)) for kind in ("", UNREADABLE))


def _looked_at(whole: Determination | None) -> bool:
    """Say whether a decision on the whole page settles that it could not be read well.

    Withholding the page does, by whomever; a release does only by a person, who looked.
    """
    if whole is None:
        return False
    if whole.verdict is Verdict.WITHHOLD:
        return True
    return whole.verdict is Verdict.RELEASE and _by_person(whole)


def _findings(facts: RecordFacts, standing: Standing) -> set[Open]:
    """Return the findings that nobody has decided, or that only a rule has let go."""
    found = set()
    for sha256, finding, proposal in facts.findings:
        if proposal.tier in (Tier.CLEAR, Tier.HOLD):
            continue
        what = f"{finding.kind} {id_of(finding, sha256)}"
        own = standing.exact(finding, sha256)
        if own is not None and own.verdict in AWAITING:
            continue  # listed with the answers that are awaited
        if standing.is_withheld(finding, sha256, facts.name):
            continue
        if own is not None and own.verdict is Verdict.RELEASE and _by_person(own):
            if is_hard(finding.kind) and (why := _unsigned(own, finding, sha256, standing)):
                found.add(Open(Reason.OVERRIDE, finding.page, f"{what}: {why}", sha256))
            continue
        if finding.kind == UNREADABLE and page_seen(standing, sha256, finding.page):
            continue
        if own is None and finding.kind.startswith("repeat."):
            continue  # listed with the repeats
        if own is None:
            detail = f"{what}: proposed to {proposal.tier.value}, nobody has decided"
            found.add(Open(Reason.UNDECIDED, finding.page, detail, sha256))
        else:
            detail = f"{what}: a rule let it go, but the guide wants a person to decide"
            found.add(Open(Reason.RELEASED_BY_RULE, finding.page, detail, sha256))
    return found


def _second(facts: RecordFacts, standing: Standing, guide: Guide) -> set[Open]:
    """Return the decided findings that the guide wants a second person's view of, and those in dispute."""
    found = set()
    for sha256, finding, proposal in facts.findings if guide.review.second else ():
        if proposal.tier in (Tier.CLEAR, Tier.HOLD) or not wants_second(finding.kind, guide):
            continue
        live = standing.answering(finding, sha256)
        if live is None or live.determination.verdict in AWAITING:
            continue  # undecided, or the page or record is withheld as a whole
        what = f"{finding.kind} {id_of(finding, sha256)}"
        agreement = standing.second.agreement(live, target_of(finding, sha256), finding.kind)
        if agreement is Agreement.NONE:
            detail = f"{what}: the guide wants a second person's view (tearline desk)"
            found.add(Open(Reason.SECOND, finding.page, detail, sha256))
        elif agreement is Agreement.DISAGREED:
            detail = f"{what}: two reviewers disagree; somebody must decide it anew (tearline desk)"
            found.add(Open(Reason.DISAGREED, finding.page, detail, sha256))
    return found


def _unsigned(own: Determination, finding: Finding, sha256: str, standing: Standing) -> str:
    """Return what a release of a personal number still wants, '' where it may stand.

    That it is no such number, one person may say. That it is one and goes out all the same takes two
    who signed in apart, and the same legal basis.
    """
    if own.ground is Ground.NOT_PERSONAL:
        return ""
    signed = standing.overrides(target_of(finding, sha256), finding.kind)
    bases = [o.basis for o in signed if o.actor.authenticated in APART]
    if own.ground is Ground.OVERRIDE and any(bases.count(basis) > 1 for basis in bases):
        return ""
    return "released, but the personal-data rule is hard: say that it is no such number, or override it"


def _copies(facts: RecordFacts, standing: Standing) -> set[Open]:
    """Return the pages of which a copy has more withheld, and that nobody has looked at as a whole."""
    return {
        Open(
            Reason.COPY,
            copy.page,
            f"{_alike(copy)}: look at both, then {_whole_page(facts, copy.sha256, copy.page)}",
            copy.sha256,
        )
        for copy in facts.copies
        if not _looked_at(standing.whole_page(copy.sha256, copy.page))
        or standing.seen_at(copy.sha256, copy.page) < copy.since
    }


def _alike(copy: Copy) -> str:
    """Return what a page is like, and what is with that."""
    if copy.other:
        return f"a copy of this page ({copy.record} p. {copy.other}) has more withheld"
    return f"{copy.record} was withdrawn for what is in it, and this record has its name or number"


_AWAITED = {
    Verdict.DEFER: "put off",
    Verdict.REFER: "referred, awaiting answer",
    Verdict.CONSULT: "in consultation, awaiting answer",
}


def _answers(facts: RecordFacts, standing: Standing) -> set[Open]:
    """Return the determinations on this record that wait for somebody, drawn boxes included."""
    found = set()
    for sha256 in facts.sha256s:
        for d in filter(standing.referrals.awaited, standing.awaiting(sha256)):
            what = f"{d.kind or 'passage'} at {where(d.target)}"
            detail = f"{what}: {_AWAITED[d.verdict]}"
            found.add(Open(Reason.AWAITING, d.target.page, detail, sha256))
    whole = standing.record_verdict(facts.name)
    if whole is not None and standing.referrals.awaited(whole):
        found.add(Open(Reason.AWAITING, None, f"the record: {_AWAITED[whole.verdict]}"))
    return found


def _repeats(facts: RecordFacts) -> set[Open]:
    """Return the places where a value stands that is withheld elsewhere."""
    return {
        Open(
            Reason.REPEAT,
            r.page,
            f"{r.kind} {r.id}: the same value is withheld in {r.withheld} other "
            f"{'place' if r.withheld == 1 else 'places'}; withhold it here too, or release it there",
            r.sha256,
        )
        for r in facts.repeats
    }


def _codes(sha256s: tuple[str, ...], standing: Standing, guide: Guide, date: str) -> set[Open]:
    """Return the withholdings on these files whose codes may not be cited."""
    return {
        Open(Reason.CODE, d.target.page, f"withheld at {where(d.target)}: {fault}", sha256)
        for sha256 in sha256s
        for d in standing.withholdings(sha256)
        for fault in faults(d.codes, guide, date)
    }


def _record_codes(record: str, standing: Standing, guide: Guide, date: str) -> set[Open]:
    """Return what is wrong with the codes of a whole-record withholding."""
    whole = standing.record_verdict(record)
    if whole is None or whole.verdict is not Verdict.WITHHOLD:
        return set()
    uncited = faults(whole.codes, guide, date)
    return {Open(Reason.CODE, None, f"withheld in full: {fault}") for fault in uncited}


def _by_person(determination: Determination) -> bool:
    return determination.actor.kind is ActorKind.PERSON


def _ordered(found: set[Open], sha256s: tuple[str, ...]) -> list[Open]:
    """Sort by reason, then by place in the record."""
    rank = {reason: i for i, reason in enumerate(Reason)}
    files = {sha256: i for i, sha256 in enumerate(sha256s)}
    return sorted(
        found,
        key=lambda o: (rank[o.reason], files.get(o.sha256, -1), o.page or 0, o.detail, o.sha256),
    )
