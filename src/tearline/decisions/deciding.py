"""People and named rules decide: one finding, a query's findings, or what the guide proposes above a score.

Everything is appended in the order record, page, place, in small transactions: a run that is killed and
run again writes the same entries, because what is decided is not decided twice. A rule's decisions
are recorded under the rule's name, never a person's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tearline.config import login
from tearline.decisions import guide as guides
from tearline.decisions import superseding, weaker
from tearline.decisions.docket import risk_of
from tearline.decisions.holds import ORIGINATOR
from tearline.decisions.log import DecisionLog
from tearline.decisions.standing import Standing, id_of, target_of
from tearline.errors import UsageError
from tearline.model.decision import Actor, ActorKind, Body, Determination, Ground, Verdict
from tearline.model.guide import Guide, Proposal, Tier, WidthPolicy
from tearline.store import schema as t
from tearline.store.catalog import FindingRow
from tearline.store.collection import Collection

BATCH = 200
LEAST_ID = 6  # letters of an id that say which one is meant


@dataclass(frozen=True, slots=True)
class Query:
    """Which findings: of a record, a page of it, a kind (or a kind's family), a tier, undecided, by id.

    An id may be given by its first letters. What is clear needs no decision: it counts as undecided
    only where its kind is asked for. ``lifted``: not findings, but what an earlier release withheld on
    that page of that record and the next would not.
    """

    record: str = ""
    page: int = 0
    kind: str = ""
    tier: Tier | None = None
    score: float = 0.0
    undecided: bool = False
    ids: tuple[str, ...] = ()
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """A finding as the desk sees it: its record, its place there, what the guide proposes, what holds."""

    id: str
    record: str
    row: FindingRow
    proposal: Proposal
    decided: Determination | None


@dataclass(frozen=True, slots=True)
class Verdicting:
    """What a decision says of each finding it is about; codes of () are the guide's own.

    So is a ``policy`` of None: how much a box may tell of the width it hides.
    """

    verdict: Verdict
    codes: tuple[str, ...]
    reason: str
    actor: Actor
    ground: Ground = Ground.NONE
    policy: WidthPolicy | None = None


def now() -> str:
    """Return the time as the log writes it: ISO, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def finding_id(row: FindingRow) -> str:
    """Return the id by which people name a finding."""
    return id_of(row.finding, row.sha256)


def begin_log(path: Path) -> None:
    """Begin the log of a new collection."""
    DecisionLog(path).close()


def open_log(collection: Collection) -> DecisionLog:
    """Open the collection's decision log; one that is gone is never begun anew in silence."""
    return DecisionLog(collection.config.decisions, must_exist=True)


def standing(collection: Collection) -> Standing:
    """Return what the log says now; its chain is verified first, up to the newest custody record."""
    with open_verified(collection) as log:
        return Standing.of(log.entries())


def open_verified(collection: Collection) -> DecisionLog:
    """Open the log once its chain has been followed, up to the newest custody record at least."""
    log = open_log(collection)
    try:
        log.verify(_newest_head(collection.config.custody))
    except BaseException:
        log.close()
        raise
    return log


def _newest_head(custody: Path) -> str:
    """Return the log's head as the newest release had it, or '': the log must still hold it."""
    newest = (0, "")
    for path in custody.glob("*.json") if custody.is_dir() else ():
        row = json.loads(path.read_text("utf-8"))
        newest = max(newest, (int(row.get("log_entries", 0)), str(row.get("log_head", ""))))
    return newest[1]


def cases(collection: Collection, query: Query, guide: Guide, stands: Standing) -> Iterator[Case]:
    """Yield the findings a query asks for, in the order record, page, place."""
    for record_id, name, _ in collection.catalog.records():
        if query.record and name != query.record:
            continue
        files = collection.catalog.files_of(record_id)
        risk = risk_of(collection, files, guide)
        for file in files:
            where = [t.finding.c.page == query.page] if query.page else []
            found = sorted(
                collection.catalog.findings(file_id=file.id, where=where),
                key=lambda row: row.finding.order,
            )
            for row in found:
                case = Case(
                    finding_id(row),
                    name,
                    row,
                    guides.propose(row.finding, guide, risk),
                    stands.decided(row.finding, row.sha256, name),
                )
                if _asked_for(case, query):
                    yield case


def _asked_for(case: Case, query: Query) -> bool:
    finding = case.row.finding
    kind = finding.kind
    return (
        (not query.ids or any(map(case.id.startswith, query.ids)))
        and (case.proposal.tier is not Tier.CLEAR or not query.undecided or bool(query.kind))
        and (not query.kind or kind == query.kind or kind.startswith(f"{query.kind}."))
        and (query.tier is None or case.proposal.tier == query.tier)
        and finding.score >= query.score
        and not (query.undecided and case.decided is not None)
    )


def decide(collection: Collection, query: Query, saying: Verdicting, guide: Guide) -> int:
    """Append one determination for each finding, or lifted place, that is asked for; return how many."""
    stands = standing(collection)
    bodies: list[Body] = []
    if query.lifted or query.ids:
        again = _lifted(collection, query, guide, stands)
        every = weaker.every(collection, stands, query.record) if query.ids else ()
        weak = weaker.named(list(every), query.ids, LEAST_ID)
        for box in weak:
            said = (saying.verdict, saying.policy, saying.reason, saying.actor)
            bodies += weaker.again(box, *said, now(), stands)
        bodies += (
            superseding.again(
                one,
                saying.verdict,
                saying.codes,
                saying.reason,
                saying.actor,
                now(),
                policy=saying.policy,
                guide=guide,
            )
            for one in again
        )
        ids = tuple(
            i for i in query.ids if not any(one.id.startswith(i) for one in [*again, *weak])
        )
        if query.lifted or not ids:
            check_codes(saying.codes, guide)
            return append(collection, bodies)
        query = replace(query, ids=ids)
    found = list(cases(collection, query, guide, stands))
    if not found and not query.ids:
        raise UsageError("no undecided finding matches", "`tearline findings` lists them all.")
    _check_ids(query.ids, found)
    by_page = bool(query.record and query.page)
    check(found, saying, guide, by_page=by_page, by_id=bool(query.ids))
    bodies += (determination(case, saying, stands) for case in found)
    return append(collection, bodies)


def _lifted(
    collection: Collection, query: Query, guide: Guide, stands: Standing
) -> list[superseding.Lifted]:
    """Return the lifted places that are asked for: by id, or all of one page of one record."""
    if query.lifted and not (query.record and query.page):
        raise UsageError(
            "what is lifted is decided again by its id, or a page at a time",
            "Give ids, or --record and --page.",
        )
    every = list(superseding.all_lifted(collection, guide, stands, query.record))
    if query.lifted:
        found = [one for one in every if one.place and one.place.number == query.page]
        if not found:
            raise UsageError("nothing is lifted on that page", "`tearline status` lists it.")
        return found
    return weaker.named(every, query.ids, LEAST_ID)


def check(
    found: Sequence[Case], saying: Verdicting, guide: Guide, *, by_page: bool, by_id: bool
) -> None:
    """Refuse a verdict that nobody may give on these findings, or not all at once; UsageError says why.

    ``by_id``: each was named by itself; ``by_page``: they are those of one page.
    """
    check_whole(saying.verdict, is_record=False)
    source = next((c for c in found if c.row.finding.kind == ORIGINATOR), None)
    if source is not None and saying.verdict is Verdict.RELEASE:
        raise UsageError(
            f"{source.id} waits for the originator: nobody else lets a source's name go",
            "Attach the decision (originator_decision), or mend the list where it is another person.",
        )
    holds = any(case.proposal.tier is Tier.HOLD for case in found)
    if holds and saying.verdict is Verdict.RELEASE and not by_id:
        raise UsageError(
            "a hold's mark is set aside one by one, never by a query",
            "Decide each by its id, and only where the mark is no stamp; else attach an instrument.",
        )
    if saying.verdict is Verdict.WITHHOLD:
        check_codes(saying.codes, guide)
        bare = [case for case in found if not (saying.codes or case.proposal.codes)]
        if bare:
            raise UsageError(
                f"the guide has no code for {bare[0].row.finding.kind} ({bare[0].id})",
                "A withholding needs its authority: give --code, or leave that finding out.",
            )
    if saying.verdict is Verdict.RELEASE:
        check_ground(found, saying, by_page=by_page, by_id=by_id)


def _check_ids(ids: Iterable[str], found: Sequence[Case]) -> None:
    """Refuse an id that names no finding, or more than one."""
    for asked in ids:
        named = {case.id for case in found if case.id.startswith(asked)}
        if not named or len(asked) < LEAST_ID:
            raise UsageError(
                f"no finding is called {asked}",
                f"`tearline findings` lists them; {LEAST_ID} letters of an id are enough.",
            )
        if len(named) > 1:
            raise UsageError(f"{asked} begins {len(named)} ids", "Give more letters of it.")


def check_ground(found: Iterable[Case], saying: Verdicting, *, by_page: bool, by_id: bool) -> None:
    """Refuse to release a personal number but as what is none: no flag switches the hard rule off.

    What the guide proposes to withhold is let go by its id alone: one line about a page must not open
    a payroll. What is only to be looked at may be let go for a page at once.
    """
    found = list(found)
    same = [
        c
        for c in found
        if c.row.finding.kind.startswith("repeat.") and c.proposal.tier is Tier.WITHHOLD
    ]
    if same:
        raise UsageError(
            f"{same[0].id} is the very value that is withheld elsewhere",
            "Withhold it here too, or release it there first: `tearline explain` says where.",
        )
    hard = [case for case in found if guides.is_hard(case.row.finding.kind)]
    hard = [case for case in hard if case.proposal.tier is not Tier.CLEAR]
    if hard and saying.ground is not Ground.NOT_PERSONAL:
        raise UsageError(
            f"{hard[0].row.finding.kind} on {hard[0].record} p. {hard[0].row.finding.page}: the "
            "personal-data rule is hard, and no one person lets this out",
            "Where it is no such number or person, say --not-personal; where it is, two people sign "
            "with `tearline override`. A source's name waits for its originator.",
        )
    listed = [
        c for c in hard if "protected." in c.row.finding.kind and c.row.finding.score >= guides.SAME
    ]
    if listed:
        raise UsageError(
            f"{listed[0].id} is a name of the protected list as it stands there",
            "Mend the list where it is another person, or sign with `tearline override`, twice.",
        )
    if hard and saying.actor.authenticated == "login" and saying.actor.name != login():
        raise UsageError("a personal number is let go under one's own login", "Leave --as out.")
    sure = [case for case in hard if case.proposal.tier is Tier.WITHHOLD]
    if not by_id and (sure or (hard and not by_page)):
        raise UsageError(
            f"{len(sure or hard)} personal numbers would be let go at once",
            "Decide by id what is proposed to be withheld, and page by page what is to be looked at.",
        )


def decide_proposals(collection: Collection, score: float, guide: Guide) -> int:
    """Withhold what the guide proposes to withhold at ``score`` or above; recorded as a named rule."""
    name = f"{guide.name} {guide.version}: proposals to withhold at {score:.2f} or above"
    actor = Actor(ActorKind.RULE, name, "rule")
    saying = Verdicting(Verdict.WITHHOLD, (), "proposed by the guide", actor)
    stands = standing(collection)
    query = Query(tier=Tier.WITHHOLD, score=score, undecided=True)
    found = cases(collection, query, guide, stands)
    return append(collection, (determination(case, saying, stands) for case in found))


def decide_for_draft(collection: Collection, guide: Guide) -> int:
    """Withhold all that the guide would withhold or have looked at: a draft shows neither."""
    actor = Actor(ActorKind.RULE, f"{guide.name} {guide.version}: draft", "rule")
    saying = Verdicting(Verdict.WITHHOLD, (), "a draft shows nothing a person must look at", actor)
    stands = standing(collection)
    found = (
        determination(case, saying, stands)
        for case in cases(collection, Query(undecided=True), guide, stands)
        if case.proposal.tier in (Tier.WITHHOLD, Tier.REVIEW) and _has_place(case)
    )
    return append(collection, found)


def _has_place(case: Case) -> bool:
    """Say whether a finding stands somewhere on its page; what does not (metadata) is never carried."""
    return bool(case.row.finding.areas) or case.row.finding.start is not None


def determination(case: Case, saying: Verdicting, stands: Standing) -> Determination:
    """Return the determination that a decision makes of one finding."""
    target = target_of(case.row.finding, case.row.sha256)
    withholds = saying.verdict is Verdict.WITHHOLD
    return Determination(
        target=target,
        verdict=saying.verdict,
        codes=(saying.codes or case.proposal.codes) if withholds else (),
        policy=saying.policy or case.proposal.policy,
        acknowledged=case.proposal.acknowledged,
        everywhere=case.proposal.everywhere and withholds,
        kind=case.row.finding.kind,
        reason=saying.reason,
        actor=saying.actor,
        at=now(),
        supersedes=stands.prior(target, case.row.finding.kind),
        ground=saying.ground if saying.verdict is Verdict.RELEASE else Ground.NONE,
    )


def check_whole(verdict: Verdict, *, is_record: bool) -> None:
    """Refuse to set a part of a record aside as not responsive: in it, only an exemption withholds."""
    if verdict is Verdict.NON_RESPONSIVE and not is_record:
        raise UsageError(
            "only a whole record can be not responsive",
            "Give that verdict on the record; what is withheld in one needs an exemption.",
        )


def check_codes(codes: Iterable[str], guide: Guide) -> None:
    """Refuse a code that the guide does not define."""
    known = {e.code for e in guide.exemptions}
    for code in codes:
        if code not in known:
            raise UsageError(
                f"the guide {guide.name} has no exemption {code}",
                f"It has {', '.join(sorted(known))}.",
            )


def append(collection: Collection, bodies: Iterable[Body]) -> int:
    """Append bodies in small transactions; return how many."""
    log = open_log(collection)
    done, batch = 0, []
    for body in bodies:
        batch.append(body)
        if len(batch) >= BATCH:
            log.append(batch)
            done, batch = done + len(batch), []
    if batch:
        log.append(batch)
    return done + len(batch)
