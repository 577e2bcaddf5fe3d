"""The verbs that only look: proposals, findings, a page, the status, the log. They take no lock.

No logic of any stage is here; what a verb says is a contract (docs/reference.md).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tearline.decisions import deciding, docket, importing
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Case, Query
from tearline.decisions.gate import Outcome, Reason
from tearline.errors import ExitCode, UsageError
from tearline.model.guide import Guide
from tearline.model.page import Page
from tearline.records import reading
from tearline.store import leaves
from tearline.store.collection import Collection, opened
from tearline.talk import Talk


def many(count: int, noun: str) -> str:
    """Return a count with its noun: "1 page", "2 pages"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def guide_of(collection: Collection) -> Guide:
    """Return the collection's guide."""
    return guides.load(collection.config.guide)


def propose(root: Path, talk: Talk) -> None:
    """Count proposals by kind and tier."""
    with opened(root, write=False) as collection:
        guide = guide_of(collection)
        stands = deciding.standing(collection)
        counts: Counter[tuple[str, str]] = Counter()
        open_ones: Counter[tuple[str, str]] = Counter()
        for case in deciding.cases(collection, Query(), guide, stands):
            slot = (case.row.finding.kind, case.proposal.tier.value)
            counts[slot] += 1
            open_ones[slot] += case.decided is None
    for (kind, tier), count in sorted(counts.items()):
        still = open_ones[kind, tier]
        talk.datum(
            "proposed",
            f"{count:6} {kind}: {tier} ({still} undecided)",
            kind=kind,
            tier=tier,
            findings=count,
            undecided=still,
        )


def findings(root: Path, record: str, page: int, kind: str, undecided: bool, talk: Talk) -> None:
    """List findings."""
    with opened(root, write=False) as collection:
        name = importing.resolve(collection, record)[1] if record else ""
        query = Query(record=name, page=page, kind=kind, undecided=undecided)
        stands = deciding.standing(collection)
        found = 0
        for case in deciding.cases(collection, query, guide_of(collection), stands):
            say_case(case, talk)
            found += 1
    if not found:
        talk.say("no finding matches; `tearline propose` counts what there is, by kind")


def say_case(case: Case, talk: Talk) -> None:
    """Say one finding: where, what, how sure, what the guide proposes, what was decided; no value."""
    finding = case.row.finding
    decided = case.decided.verdict.value if case.decided else "undecided"
    talk.datum(
        "finding",
        f"{case.id}  {case.record} p. {finding.page}  {finding.kind} {finding.score:.2f}  "
        f"{case.proposal.tier.value} {' '.join(case.proposal.codes)}  [{decided}]  {finding.why}",
        id=case.id,
        record=case.record,
        page=finding.page,
        start=finding.start,
        end=finding.end,
        areas=[area.as_list() for area in finding.areas],
        kind=finding.kind,
        score=round(finding.score, 3),
        tier=case.proposal.tier.value,
        codes=list(case.proposal.codes),
        decided=decided,
        why=finding.why,
    )


def page(root: Path, record: str, number: int, talk: Talk) -> None:
    """Show a page as it was read."""
    with opened(root, write=False) as collection:
        record_id, name = importing.resolve(collection, record)
        file, local = importing.locate(collection, record_id, name, number)
        row = next(p for p in collection.catalog.pages(file.id) if p.number == local)
        if not row.blob:
            missing = dict(reading.unread(collection, file))
            raise UsageError(
                f"{name}, page {number} has not been read: {missing.get(local, 'not read yet')}",
                "`tearline read` reads it.",
            )
        read_page = leaves.unpack_page(collection.blobs.get(row.blob))
    _say_page(name, number, read_page, talk)


def _say_page(name: str, number: int, read_page: Page, talk: Talk) -> None:
    talk.datum(
        "page",
        read_page.text,
        record=name,
        page=number,
        width=read_page.width,
        height=read_page.height,
        turn=read_page.turn,
        source=read_page.source.value,
        confidence=read_page.confidence,
        text=read_page.text,
        words=[
            {
                "text": word.text,
                "start": word.start,
                "end": word.end,
                "area": word.area.as_list() if word.area else None,
                "confidence": word.confidence,
            }
            for word in read_page.words
        ],
    )


def status(root: Path, talk: Talk) -> int:
    """Say of each record whether it may go out."""
    outcomes: Counter[str] = Counter()
    reasons: set[Reason] = set()
    pages = 0
    with opened(root, write=False) as collection:
        guide = guide_of(collection)
        stands = deciding.standing(collection)
        every = tuple(docket.check_all(collection, guide, stands))
        passing = [one.public for one in every if one.result.outcome is Outcome.PASS]
        for one in docket.without_namesakes(every, passing):
            outcomes[one.result.outcome.value] += 1
            count = sum(file.pages or 0 for file in one.files)
            pages += count
            reasons |= {reason.reason for reason in one.result.open}
            human = (
                f"{one.result.outcome.value.replace('_', ' '):9} {one.name} ({many(count, 'page')})"
            )
            for reason in one.result.open:
                where = f"page {reason.page}: " if reason.page else ""
                human += f"\n          {where}{reason.detail}"
            _say_status(talk, human, one.result.as_json(), count)
    following = _next(reasons, outcomes[Outcome.PASS.value])
    summary = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
    talk.datum(
        "status",
        f"{many(outcomes.total(), 'record')}, {many(pages, 'page')}: "
        f"{summary or 'nothing here yet'}.\nNext: {following}",
        records=sum(outcomes.values()),
        pages=pages,
        outcomes=dict(outcomes),
        next=following,
    )
    closed = outcomes.total() - outcomes[Outcome.PASS.value]
    return ExitCode.PARTLY if closed else ExitCode.DONE


def _next(reasons: set[Reason], passed: int) -> str:
    """Return the one next command: the first stage that still has something to do."""
    if not reasons and not passed:
        return "tearline add PATH"
    if Reason.UNREAD in reasons:
        return "tearline read (with --retry-failed for pages that failed)"
    if Reason.UNSEARCHED in reasons:
        return "tearline find"
    if Reason.NAME in reasons:
        return "tearline rename RECORD NAME"
    if Reason.UNDECIDED in reasons:
        return "tearline findings --undecided, then tearline decide"
    if Reason.LIFTED in reasons:
        return (
            'tearline decide ID --verdict withhold (or release) --reason "...", of what was lifted'
        )
    if Reason.REPEAT in reasons:
        return "tearline findings --kind repeat, then tearline decide"
    if not passed:
        return "tearline findings"
    return "tearline build --date YYYY-MM-DD --to FOLDER"


def _say_status(talk: Talk, human: str, result: dict[str, Any], pages: int) -> None:
    fields = {key: value for key, value in result.items() if key != "type"}
    talk.datum("record", human, **fields, pages=pages)
