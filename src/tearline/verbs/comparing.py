"""`tearline changes`: what is truly new, told to a person or a program.

Promises: words that were withheld before are shown only through the mask; every class of words is told with
its own measured error rate, and what was not compared is told too. Keeps nothing but what it reads of PDFs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tearline.config import cache_folder
from tearline.engine import Stop
from tearline.errors import ExitCode, UsageError
from tearline.reading.comparing.change import Change, Problem, Summary
from tearline.reading.comparing.changes import compare, with_rates
from tearline.reading.comparing.kinds import Position, Type
from tearline.reading.lists.losses import printable
from tearline.reading.lists.numbers import Aliases
from tearline.reading.masking import Masking
from tearline.reading.witnesses.both import open_folder, read_scans
from tearline.reading.witnesses.witness import ReleaseWitness, Witnesses
from tearline.talk import Talk
from tearline.verbs.changes_shown import Names
from tearline.verbs.holding import outside_releases
from tearline.web import new_report

LEAST = 2  # releases: an old one and the new one
MOST_SHOWN = 40  # changes of words on a terminal; --json has all
SAID = {
    Type.NEW_RECORD: "new records",
    Type.NEW_PAGE: "new pages",
    Type.NEWLY_VISIBLE: "places with newly visible words",
    Type.ALREADY_PUBLIC: "places that look new beside one older text, and stand in another",
    Type.REPOSTED: "pages that another record had already",
    Type.UNCHANGED: "pages unchanged",
    Type.UNREADABLE_BEFORE: "pages that could not be read before",
    Type.UNSETTLED: "pages or whole records that cannot be compared (each says why)",
    Type.NEWLY_WITHHELD: "places newly withheld",
    Type.WITHDRAWN: "records withdrawn",
    Type.CLOSED_AGAIN: "records public before, and now held, pending or withheld",
    Type.MISSING_PAGE: "pages of older texts of which nothing is left",
}
GONE = (Type.WITHDRAWN, Type.CLOSED_AGAIN, Type.MISSING_PAGE)  # told by name


def changes(
    releases: Sequence[Path],
    asked: dict[str, Any],
    report: Callable[[str, int, int], None],
    stop: Stop,
    talk: Talk,
) -> int:
    """Compare, and say what came of it.

    ``asked`` has sheets, protected, types, before_release, workers, and report and harm for a report
    as a folder. UsageError: the releases or the folder cannot be used.
    """
    if len(releases) < LEAST:
        raise UsageError("one release alone has nothing new", "Name the older ones, then the new.")
    unknown = set(asked["types"]) - set(map(str, Type))
    if unknown:
        raise UsageError(f"no change is of type {min(unknown)}", f"Types: {', '.join(Type)}.")
    if asked["report"]:
        outside_releases(asked["report"], releases)
        new_report.check(asked["report"])  # before hours of reading
    mask = Masking(_bytes(asked["protected"]))
    aliases = Aliases.none()
    if asked["sheets"]:
        aliases = Aliases.of_spreadsheets(asked["sheets"])
    opened = _opened(releases, aliases, asked["workers"] or os.cpu_count() or 1, report, stop)
    _check_draft(opened[-1], before=asked["before_release"])
    rows = list(with_rates(compare(opened[:-1], opened[-1:], mask=mask)))
    summary = rows.pop()
    if not isinstance(summary, Summary):
        msg = "a comparison ends with its summary"
        raise TypeError(msg)
    names = Names(opened, mask)
    wanted = asked["types"] or list(map(str, Type))
    found = [row for row in rows if isinstance(row, Change) and str(row.type) in wanted]
    problems = [row for row in rows if isinstance(row, Problem)]
    if asked["report"]:
        every = [row for row in rows if isinstance(row, Change)]
        _report(opened, found, every, problems, summary, asked, mask, names, report)
    found = [names.change(row) for row in found]
    problems = [names.problem(row) for row in problems]
    if talk.as_json:
        told: list[Problem | Change | Summary] = [*problems, *found, summary]
        for fields in (row.as_json() for row in told):
            talk.datum(str(fields.pop("type")), **fields)
    else:
        _tell(summary, found, problems, [names.label(one.label) for one in opened], talk)
        if asked["report"]:
            talk.datum("", f"- the report is {asked['report'] / 'index.html'}")
    return int(ExitCode.PARTLY if problems else ExitCode.DONE)


def _report(
    opened: Sequence[Witnesses],
    found: Sequence[Change],
    every: Sequence[Change],
    problems: Sequence[Problem],
    summary: Summary,
    asked: dict[str, Any],
    mask: Masking,
    names: Names,
    report: Callable[[str, int, int], None],
) -> None:
    """Write the report that was asked for."""
    comparison = new_report.Comparison(
        sources=tuple(opened),
        changes=found,
        problems=problems,
        summary=summary,
        types=tuple(asked["types"]),
        withheld=[one for one in every if one.type is Type.NEWLY_WITHHELD],
        draft=bool(asked["before_release"]),
        protected=asked["protected"] is not None,
        names=names,
    )
    new_report.write(asked["report"], comparison, mask, asked["harm"], report)


def _bytes(path: Path | None) -> bytes:
    """Return a file's bytes, b'' where none is named."""
    try:
        return path.read_bytes() if path else b""
    except OSError as error:
        raise UsageError(f"{path} cannot be read", "Name a CSV file.") from error


def _opened(
    paths: Sequence[Path],
    aliases: Aliases,
    workers: int,
    report: Callable[[str, int, int], None],
    stop: Stop,
) -> list[Witnesses]:
    """Open each folder as what it is, the new one last; scans that were never read are read now.

    A folder that holds scans and somebody else's texts of them is both, the texts before our reading.
    """
    kept = cache_folder() / "read"
    groups = [open_folder(path, aliases, kept) for path in paths]
    read_scans(groups, workers, report, stop)
    if stop.requested:
        raise KeyboardInterrupt
    labels = [group[-1].label for group in groups]
    twice = next((label for label in labels if labels.count(label) > 1), "")
    if twice:
        at = labels.index(twice), len(labels) - 1 - labels[::-1].index(twice)
        both = f"{paths[at[0]]} and {paths[at[1]]}"
        raise UsageError(f"{both} are both called {twice}", "Rename one of the folders.")
    return [*(one for group in groups[:-1] for one in group), groups[-1][-1]]


def _check_draft(new: Witnesses, *, before: bool) -> None:
    """Refuse to take a release for a draft, or a draft for a release."""
    draft = isinstance(new, ReleaseWitness) and new.folder.draft
    if before and not draft:
        raise UsageError(
            f"{new.label} is no draft", "`tearline draft … --to OUT` makes one; else leave it out."
        )
    if draft and not before:
        raise UsageError(
            f"{new.label} is a draft", "Say --before-release: nothing of it is public."
        )


def _tell(
    summary: Summary,
    found: Sequence[Change],
    problems: Sequence[Problem],
    labels: Sequence[str],
    talk: Talk,
) -> None:
    """Print what was found, the surest first, for a person; names are as they may be shown."""
    olds = ", ".join(labels[:-1])
    talk.datum("", f"{labels[-1]} beside {olds}: {summary.records} records, {summary.pages} pages")
    for kind, said in SAID.items():
        if summary.counts.get(kind):
            talk.datum("", f"{summary.counts[kind]:>8}  {said}")
    _tell_gone(found, talk)
    words = [one for one in found if one.type is Type.NEWLY_VISIBLE and one.position is not None]
    classes = [("proven by the old scan", summary.proven, [one for one in words if one.proven])]
    for position in Position:
        scan = " (check the scan)" if position.check_scan else ""
        own = [one for one in words if one.position is position and not one.proven]
        classes.append((f"{_name(position)}{scan}", summary.rates[position], own))
    for name, rate, own in classes:
        if not own:
            continue
        talk.datum("", f"\n{name}: {len(own)}; {rate.said}")
        for one in own[:MOST_SHOWN]:
            said = f"…{one.context_before} [{one.words}] {one.context_after}…"
            talk.datum("", f"  {one.name} p. {one.page}: {printable(said)}")
        if len(own) > MOST_SHOWN:
            talk.datum("", f"  and {len(own) - MOST_SHOWN} more: --json has them all")
    talk.datum("", "")
    for note in summary.notes:
        talk.datum("", f"- {note}")
    for problem in problems[:MOST_SHOWN]:
        talk.say(f"warning: {problem.name} in {problem.release}: {problem.why}")
    if len(problems) > MOST_SHOWN:
        talk.say(f"warning: and {len(problems) - MOST_SHOWN} more; --json has them all")


def _tell_gone(found: Sequence[Change], talk: Talk) -> None:
    """Print by name which records and pages are not shown any more, with what is said of each."""
    for kind in GONE:
        own = [one for one in found if one.type is kind]
        if own:
            talk.datum("", f"\n{SAID[kind]}: {len(own)}")
        for one in own[:MOST_SHOWN]:
            page = f" p. {one.old_page} of {one.old_release}" if one.old_page else ""
            talk.datum("", f"  {one.name}{page}: {one.note}")
        if len(own) > MOST_SHOWN:
            talk.datum("", f"  and {len(own) - MOST_SHOWN} more: --json has them all")


def _name(position: Position) -> str:
    """Return what a class of words is called on a terminal."""
    return str(position).replace("_", " ")
