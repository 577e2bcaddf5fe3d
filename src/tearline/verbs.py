"""What each verb of the command line does to a collection: open it, call the stage, say what came of it.

No logic of any stage is here; what a verb says is a contract (docs/reference.md).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tearline import config
from tearline.decisions import deciding, docket, importing
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Case, Query, Verdicting
from tearline.decisions.gate import Outcome, Reason
from tearline.editions import release
from tearline.errors import ExitCode, UsageError
from tearline.findings import searching
from tearline.model.decision import Actor, ActorKind, Verdict
from tearline.model.guide import Guide
from tearline.model.page import Page
from tearline.records import intake, reader, reading
from tearline.store import leaves
from tearline.store.collection import Collection, opened
from tearline.store.queue import Run
from tearline.talk import Talk


def _many(count: int, noun: str) -> str:
    """Return a count with its noun: "1 page", "2 pages"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def init(folder: Path, guide: str, name: str, talk: Talk) -> None:
    """Make a collection."""
    guides.load(guide)
    made = config.create(folder, guide=guide, name=name)
    with opened(folder) as collection:
        deciding.open_log(collection)
    talk.datum(
        "collection",
        f"Made a collection in {folder}. Next: tearline -C {folder} add PATH",
        path=str(folder),
        name=made.name,
        guide=made.guide,
    )


def add(root: Path, paths: tuple[Path, ...], run: Run, talk: Talk, workers: int | None) -> int:
    """Take in files and folders."""
    with opened(root, workers=workers) as collection:
        added = intake.add(collection, paths, run)
        turned_away = refused(collection)
    for name, reason in turned_away:
        talk.datum("refused", f"refused: {name}: {reason}", file=name, reason=reason)
    talk.datum(
        "added",
        f"{_many(added.files, 'file')}, {added.new_files} of them new; {added.refused} refused.",
        files=added.files,
        new_files=added.new_files,
        refused=added.refused,
    )
    return ExitCode.PARTLY if turned_away else ExitCode.DONE


def refused(collection: Collection) -> list[tuple[str, str]]:
    """Return the files that could not be read as any record: (name, reason and remedy)."""
    found = []
    for row in collection.catalog.files():
        failed = collection.catalog.stage_row(intake.STAGE, row.sha256, reader.SURVEY_VERSION)
        if failed is not None and failed.state == "failed":
            reason = f"{failed.message}. {failed.remedy}".removesuffix(". ")
            found.append((intake.name_of(collection, row), reason))
    return found


def read(root: Path, run: Run, talk: Talk, workers: int | None) -> int:
    """Read every page that has not been read."""
    with opened(root, workers=workers) as collection:
        intake.survey(collection, run)
        reading.read_all(collection, run)
        pages = failed = left = 0
        for row in collection.catalog.files():
            missing = reading.unread(collection, row)
            pages += (row.pages or 0) - len(missing)
            for number, why in missing:
                if why == reading.NOT_YET:
                    left += 1
                    continue
                failed += 1
                name = intake.name_of(collection, row)
                talk.datum(
                    "unread", f"{name}, page {number}: {why}", file=name, page=number, reason=why
                )
        turned_away = len(refused(collection))
    more = f", {left} still to read" if left else ""
    talk.datum(
        "read",
        f"{_many(pages, 'page')} read, {failed} failed{more}; {_many(turned_away, 'file')} refused.",
        pages=pages,
        failed=failed,
        left=left,
        refused=turned_away,
    )
    return ExitCode.PARTLY if failed or turned_away else ExitCode.DONE


def find(root: Path, terms_file: Path | None, run: Run, talk: Talk, workers: int | None) -> int:
    """Search every page."""
    with opened(root, workers=workers) as collection:
        if terms_file is not None:
            searching.keep_terms(collection, terms_file)
        searching.search_all(collection, run)
        kinds = Counter(row.finding.kind for row in collection.catalog.findings())
    for kind, count in sorted(kinds.items()):
        talk.datum("found", f"{count:6} {kind}", kind=kind, findings=count)
    total = sum(kinds.values())
    talk.datum("find", f"{_many(total, 'finding')}.", findings=total)
    return ExitCode.DONE


def _guide(collection: Collection) -> Guide:
    return guides.load(collection.config.guide)


def propose(root: Path, talk: Talk) -> None:
    """Count proposals by kind and tier."""
    with opened(root, write=False) as collection:
        guide = _guide(collection)
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
        for case in deciding.cases(collection, query, _guide(collection), stands):
            say_case(case, talk)


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


def decide(root: Path, asked: dict[str, Any], talk: Talk) -> None:
    """Decide findings."""
    with opened(root) as collection:
        guide = _guide(collection)
        above = asked["proposals_above"]
        if above is not None:
            if asked["finding"] or asked["verdict"]:
                raise UsageError("--proposals-above stands alone", "Leave the other options out.")
            count = deciding.decide_proposals(collection, above, guide)
        else:
            count = _decide_query(collection, asked, guide)
    talk.datum("decided", f"{_many(count, 'finding')} decided.", entries=count)


def _decide_query(collection: Collection, asked: dict[str, Any], guide: Guide) -> int:
    if not asked["verdict"] or not asked["reason"]:
        raise UsageError(
            "a decision needs --verdict and --reason", "Or give --proposals-above SCORE."
        )
    if not (asked["finding"] or asked["record"] or asked["kind"]):
        raise UsageError("which findings?", "Give ids, --record or --kind.")
    name = importing.resolve(collection, asked["record"])[1] if asked["record"] else ""
    query = Query(
        record=name,
        page=asked["page"],
        kind=asked["kind"],
        undecided=not asked["finding"],
        ids=tuple(asked["finding"]),
    )
    actor = Actor(ActorKind.PERSON, asked["actor"] or config.login(), "login")
    saying = Verdicting(Verdict(asked["verdict"]), tuple(asked["codes"]), asked["reason"], actor)
    return deciding.decide(collection, query, saying, guide)


def import_decisions(root: Path, file: Path, talk: Talk) -> None:
    """Append the decisions of a file."""
    with opened(root) as collection:
        count = importing.import_file(collection, file, _guide(collection))
    talk.datum("decided", f"{_many(count, 'decision')} appended.", entries=count)


def status(root: Path, talk: Talk) -> int:
    """Say of each record whether it may go out."""
    outcomes: Counter[str] = Counter()
    reasons: set[Reason] = set()
    pages = 0
    with opened(root, write=False) as collection:
        guide = _guide(collection)
        stands = deciding.standing(collection)
        for one in docket.check_all(collection, guide, stands):
            outcomes[one.result.outcome.value] += 1
            count = sum(file.pages or 0 for file in one.files)
            pages += count
            reasons |= {reason.reason for reason in one.result.open}
            human = f"{one.result.outcome.value:9} {one.name} ({_many(count, 'page')})"
            for reason in one.result.open:
                where = f"page {reason.page}: " if reason.page else ""
                human += f"\n          {where}{reason.detail}"
            _say_status(talk, human, one.result.as_json(), count)
    following = _next(reasons, outcomes[Outcome.PASS.value])
    summary = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
    talk.datum(
        "status",
        f"{_many(outcomes.total(), 'record')}, {_many(pages, 'page')}: "
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
    if Reason.REPEAT in reasons or not passed:
        return "tearline findings"
    return "tearline build --date YYYY-MM-DD --to FOLDER"


def rename(root: Path, record: str, name: str, talk: Talk) -> None:
    """Give a record another name."""
    with opened(root) as collection:
        old = importing.resolve(collection, record)[1]
        deciding.rename(collection, old, name)
    talk.datum("renamed", f"{old} is now called {name}.", record=name)


def _say_status(talk: Talk, human: str, result: dict[str, Any], pages: int) -> None:
    fields = {key: value for key, value in result.items() if key != "type"}
    talk.datum("record", human, **fields, pages=pages)


def log_verify(root: Path, talk: Talk) -> None:
    """Follow the log's chain."""
    with opened(root, write=False) as collection:
        log = deciding.open_log(collection)
        count, head = log.verify(), log.head()
    talk.datum(
        "log", f"{count} entries, the chain holds; head {head[:16]}…", entries=count, head=head
    )


def log_export(root: Path, file: Path, talk: Talk) -> None:
    """Write the log as JSON Lines."""
    with opened(root, write=False) as collection:
        count = deciding.open_log(collection).export(file)
    talk.datum("log", f"{count} entries written to {file}.", entries=count, path=str(file))


def build(
    root: Path,
    audience: str,
    date: str,
    out: Path,
    full: bool,
    run: Run,
    talk: Talk,
    workers: int | None,
) -> int:
    """Build, verify and publish a release."""
    with opened(root, workers=workers) as collection:
        order = release.Order(audience, date, out, full=full)
        made = release.build(collection, order, _guide(collection), run)
    return say_release(made, talk, draft=False)


def say_release(made: release.Outcomes, talk: Talk, *, draft: bool) -> int:
    """Say what a release came to; its line is the last."""
    for kind, ones in (("held", made.held), ("pending", made.pending)):
        for one in ones:
            why = one.result.open[0].detail if one.result.open else "its pages could not be made"
            talk.datum(kind, f"{kind}: {one.name}: {why}", record=one.name, why=why)
    counts = made.counts
    what = "Draft, not a release," if draft else "Release"
    released = counts["released_in_full"] + counts["released_in_part"]
    human = (
        f"{what} in {made.out}: {released} records, {counts['pages']} pages, "
        f"{counts['redactions']} redactions; {len(made.held)} held, {len(made.pending)} pending, "
        f"{made.failed} failed. Verified by tearline_verify: {made.out / 'report.html'}"
    )
    talk.datum(
        "release",
        human,
        path=str(made.out),
        draft=draft,
        records=released,
        pages=counts["pages"],
        redactions=counts["redactions"],
        held=len(made.held),
        pending=len(made.pending),
        failed=made.failed,
        cpu_seconds=made.cpu_seconds,
    )
    return ExitCode.PARTLY if made.held or made.pending or made.failed else ExitCode.DONE
