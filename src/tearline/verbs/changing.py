"""What each verb of the command line does to a collection: open it, call the stage, say what came of it.

No logic of any stage is here; what a verb says is a contract (docs/reference.md).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tearline import config
from tearline.config import Config
from tearline.decisions import (
    cut_short,
    deciding,
    docket,
    grounds,
    importing,
    overriding,
    renaming,
    sweeping,
    unmoved,
    whole,
    withdrawing,
)
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Query, Verdicting
from tearline.editions import assembling, measuring, publishing, release
from tearline.errors import ExitCode, UsageError
from tearline.findings import desk_lists, searching, twinning
from tearline.model.decision import Actor, ActorKind, Ground, Verdict
from tearline.model.guide import Guide, WidthPolicy
from tearline.records import intake, reader, reading
from tearline.store.collection import Collection, opened
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs import holding, listed
from tearline.verbs.looking import guide_of, many

MOST_WARNED = 10  # warnings of one kind on a terminal


def begin(folder: Path, guide: str, name: str) -> Config:
    """Make a collection's settings and its log, under a guide that can be loaded."""
    guides.load(guide)
    kept = guide if guide in guides.built_in() else str(Path(guide).resolve())
    deciding.begin_log(config.make_room(folder))
    return config.create(folder, guide=kept, name=name)


def init(folder: Path, guide: str, name: str, talk: Talk) -> None:
    """Make a collection."""
    made = begin(folder, guide, name)
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
    for name, reason in added.skipped:
        talk.datum("skipped", f"skipped: {name}: {reason}", file=name, reason=reason)
    talk.datum(
        "added",
        f"{many(added.files, 'file')}, {added.new_files} of them new; {len(turned_away)} refused, "
        f"{len(added.skipped)} skipped.",
        files=added.files,
        new_files=added.new_files,
        refused=len(turned_away),
        skipped=len(added.skipped),
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
        f"{many(pages, 'page')} read, {failed} failed{more}; {many(turned_away, 'file')} refused.",
        pages=pages,
        failed=failed,
        left=left,
        refused=turned_away,
    )
    return ExitCode.PARTLY if failed or turned_away else ExitCode.DONE


def find(
    root: Path, lists: dict[str, Path | None], run: Run, talk: Talk, workers: int | None
) -> int:
    """Search every page, pair copies, and look for what has been withheld."""
    with opened(root, workers=workers) as collection:
        keep_lists(collection, lists)
        guide = guide_of(collection)
        searching.search_all(collection, run)
        if not run.stopped:
            twinning.pair_all(collection, run)
            sweeping.sweep_all(collection, guide, deciding.standing(collection), run)
        kinds = Counter(row.finding.kind for row in collection.catalog.findings())
        copies = len(twinning.twins(collection))
        failures = searching.failures(collection)
    for stage, message in failures:
        talk.datum("failed", f"failed: {stage}: {message}", stage=stage, message=message)
    for kind, count in sorted(kinds.items()):
        talk.datum("found", f"{count:6} {kind}", kind=kind, findings=count)
    total = sum(kinds.values())
    talk.datum(
        "find",
        f"{many(total, 'finding')}; {many(copies, 'page')} with a copy elsewhere.",
        findings=total,
        copies=copies,
    )
    return ExitCode.PARTLY if failures else ExitCode.DONE


def keep_lists(collection: Collection, lists: dict[str, Path | None]) -> None:
    """Keep the lists a command was given: terms_file, protected, people, cryptonyms, patterns."""
    for option, path in lists.items():
        if path is not None:
            desk_lists.keep(collection, option.removesuffix("_file"), path)


def decide(root: Path, asked: dict[str, Any], talk: Talk) -> None:
    """Decide findings."""
    with opened(root) as collection:
        guide, before = guide_of(collection), unmoved.last(collection)
        above = asked["proposals_above"]
        if above is not None:
            if asked["finding"] or asked["verdict"]:
                raise UsageError("--proposals-above stands alone", "Leave the other options out.")
            count = deciding.decide_proposals(collection, above, guide)
        else:
            count = _decide_query(collection, asked, guide)
        left, cut = unmoved.since(collection, before), cut_short.since(collection, before)
    _warn(left, cut, talk)
    said = f"{many(count, 'finding')} decided."
    talk.datum("decided", said, entries=count, unmoved=len(left), cut_short=len(cut))


def _warn(
    left: tuple[unmoved.Unmoved, ...], cut: tuple[cut_short.CutShort, ...], talk: Talk
) -> None:
    """Say which releases opened nothing and which names may go on: no errors, but not what was meant."""
    for one in left:
        talk.datum("warning", message=one.detail, record=one.record, page=one.page, stays=one.stays)
        talk.say(f"warning: {one.detail}")
    for name in cut:
        place = f"characters {name.start}-{name.end}"
        talk.datum("warning", message=name.detail, record=name.record, page=name.page, name=place)
    for name in cut[:MOST_WARNED]:
        talk.say(f"warning: {name.detail}")
    if len(cut) > MOST_WARNED:
        talk.say(f"warning: and {len(cut) - MOST_WARNED} more such names; --json has them all")


def _decide_query(collection: Collection, asked: dict[str, Any], guide: Guide) -> int:
    if not asked["verdict"] or not asked["reason"]:
        raise UsageError(
            "a decision needs --verdict and --reason", "Or give --proposals-above SCORE."
        )
    if not (asked["finding"] or asked["record"] or asked["kind"]):
        raise UsageError("which findings?", "Give ids, --record or --kind.")
    if asked["whole_page"] and not (asked["record"] and asked["page"]):
        raise UsageError("which page?", "Give --record and --page.")
    if asked["whole_record"] and (not asked["record"] or asked["page"]):
        raise UsageError("which record?", "Give --record, and no --page.")
    name = importing.resolve(collection, asked["record"])[1] if asked["record"] else ""
    if asked["lifted"] and not (asked["record"] and asked["page"]):
        raise UsageError("which page was it lifted on?", "Give --record and --page.")
    query = Query(
        record=name,
        page=asked["page"],
        kind=asked["kind"],
        undecided=not (asked["finding"] or asked["lifted"]),
        ids=tuple(asked["finding"]),
        lifted=asked["lifted"],
    )
    actor = Actor(ActorKind.PERSON, asked["actor"] or config.login(), "login")
    ground = Ground.NOT_PERSONAL if asked["not_personal"] else Ground.NONE
    verdict = Verdict(asked["verdict"])
    policy = WidthPolicy(asked["width"]) if asked["width"] else None
    saying = Verdicting(verdict, tuple(asked["codes"]), asked["reason"], actor, ground, policy)
    if asked["whole_page"]:
        return whole.decide_page(collection, name, asked["page"], saying, guide)
    if asked["whole_record"]:
        return whole.decide_record(collection, name, saying, guide)
    return deciding.decide(collection, query, saying, guide)


def override(root: Path, finding: str, basis: str, talk: Talk) -> int:
    """Sign for a personal number that goes out."""
    with opened(root) as collection:
        signed = overriding.sign(collection, finding, basis, guide_of(collection))
    more = (
        "it goes out" if signed.complete else "another person must sign, from a login of their own"
    )
    talk.datum(
        "override",
        f"{many(signed.signatures, 'signature')}: {more}.",
        finding=finding,
        signatures=signed.signatures,
        complete=signed.complete,
    )
    return ExitCode.DONE if signed.complete else ExitCode.DECIDE_FIRST


def import_decisions(root: Path, file: Path, talk: Talk) -> None:
    """Append the decisions of a file."""
    with opened(root) as collection:
        before = unmoved.last(collection)
        count = importing.import_file(collection, file, guide_of(collection))
        left, cut = unmoved.since(collection, before), cut_short.since(collection, before)
    _warn(left, cut, talk)
    said = f"{many(count, 'decision')} appended."
    talk.datum("decided", said, entries=count, unmoved=len(left), cut_short=len(cut))


def rename(root: Path, record: str, name: str, talk: Talk) -> None:
    """Give a record another name."""
    with opened(root) as collection:
        old = importing.resolve(collection, record)[1]
        renaming.rename(collection, old, name)
    talk.datum("renamed", f"{old} is now called {name}.", record=name)


def withdraw(root: Path, record: str, asked: dict[str, Any], talk: Talk) -> None:
    """Take a record back; ``asked`` has reason, actor, gone, docket and order_date."""
    reason = asked["reason"]
    by = Actor(ActorKind.PERSON, asked["actor"] or config.login(), "login")
    order = None
    if asked["order_date"] or asked["docket"]:
        order = withdrawing.CourtOrder(asked["order_date"], asked["docket"])
    with opened(root) as collection:
        name = withdrawing.withdraw(collection, record, reason, by, asked["gone"], order).record
    talk.datum(
        "withdrawn",
        f"{name} is withdrawn; the next release says so. What is out already is not called back.",
        record=name,
        reason=reason,
    )
    if reason == grounds.COURT_ORDER and order is None:
        talk.say(
            'Its order has no date yet: add --order-date YYYY-MM-DD --docket "..." to the command.'
        )


def reinstate(root: Path, record: str, reason: str, actor: str, talk: Talk) -> None:
    """Give a withdrawn record back."""
    by = Actor(ActorKind.PERSON, actor or config.login(), "login")
    with opened(root) as collection:
        name = withdrawing.reinstate(collection, record, reason, by).target.record
    talk.datum("reinstated", f"{name} passes the gate again.", record=name)


def build(root: Path, asked: dict[str, Any], run: Run, talk: Talk, workers: int | None) -> int:
    """Build, verify and publish a release; ``asked`` has audience, date, out, full, earlier and listed."""
    lists = tuple(asked.pop("listed"))
    if lists:
        listed.read_lists(lists, {})  # one that cannot be read is told before the work begins
    with opened(root, workers=workers) as collection:
        order = release.Order(**asked)
        publishing.check_date(collection, order)
        made = release.build(collection, order, guide_of(collection), run)
        if lists:
            place = collection.config.custody / f"completeness-{order.date}-{order.audience}"
            holding.keep_beside(lists, made.out, place, talk)
    return say_release(made, talk, draft=False)


def widths(root: Path, record: str, run: Run, talk: Talk, workers: int | None) -> int:
    """Say of each box of a record what its width gives away, as a release of today would show it."""
    with opened(root, workers=workers) as collection:
        name = importing.resolve(collection, record)[1]
        stands = deciding.standing(collection)
        every = docket.check_all(collection, guide_of(collection), stands)
        one = tuple(docketed for docketed in every if docketed.name == name)
        assembling.view_all(collection, one, stands, run, draft=False)
        measured = measuring.measure_all(collection, one, stands, run, draft=False)
    if name not in measured:
        raise UsageError(f"{name} could not be measured", "`tearline read`, then try again.")
    over = measuring.over_limit(measured[name])
    for box in measured[name]:
        likely = "a name of the list" if not box.hypothetical else "a name, were it one"
        talk.datum(
            "width",
            f"p. {box.page} at {box.area.left / 100:g}, {box.area.top / 100:g}: {box.policy.value}, "
            f"{box.bits:.1f} of {box.of:.1f} bits of {likely}"
            + (f"; {many(box.split, 'list')} of the desk's singled out" if box.split else "")
            + ("  TOO MUCH" if box in over else ""),
            record=name,
            page=box.page,
            area=box.area.as_list(),
            policy=box.policy.value,
            bits=round(box.bits, 2),
            of=round(box.of, 2),
            hypothetical=box.hypothetical,
            lists_split=box.split,
            over_limit=box in over,
        )
    say_widths(measuring.summary(measured)["policies"], talk)
    return ExitCode.DECIDE_FIRST if over else ExitCode.DONE


def say_widths(policies: dict[str, Any], talk: Talk) -> None:
    """Say what boxes tell by their width, policy by policy."""
    for policy, told in policies.items():
        talk.datum(
            "widths",
            f"widths, {policy}: {many(told['deletions'], 'box' if told['deletions'] == 1 else 'boxe')}"
            f", {told['median_bits']:.1f} bits in the middle, {told['max_bits']:.1f} at most"
            + (
                f"; {told['split']} single out a name of a list of the desk's"
                if told["split"]
                else ""
            ),
            policy=policy,
            **told,
        )


def say_release(made: release.Outcomes, talk: Talk, *, draft: bool) -> int:
    """Say what a release came to; its line is the last."""
    for kind, ones in (("held", made.held), ("pending", made.pending)):
        for one in ones:
            why = one.result.open[0].detail if one.result.open else "its pages could not be made"
            talk.datum(kind, f"{kind}: {one.name}: {why}", record=one.name, why=why)
    say_widths(made.widths, talk)
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
