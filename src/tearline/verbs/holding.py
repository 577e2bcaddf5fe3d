"""`tearline holdings`: an archive's lists laid beside what is there, told to a person or a program.

Promises: what is told is told as ``holdings_told`` has it, masked. A list and a folder that changed places
are an error that says so. A report is written whole, never over another file, never into a release.
``completeness`` and ``keep`` are for an office: what was asked for beside what went out names records that a
release does not acknowledge, so it is kept in custody.
Does not compare what pages say, and does not say who is right.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tearline.engine import Stop
from tearline.errors import ExitCode, UsageError
from tearline.reading.lists.completeness import Completeness
from tearline.reading.lists.held import Held, held_in
from tearline.reading.lists.holdings import reconcile
from tearline.reading.lists.numbers import Aliases
from tearline.reading.released import ReleaseFolder, is_release
from tearline.talk import Talk
from tearline.verbs.holdings_told import Compared, lines, rows, table
from tearline.verbs.list_shown import ListShown
from tearline.verbs.listed import Mapped, mapping_of, own_index, read_lists


def holdings(sheets: Sequence[Path], asked: dict[str, Any], stop: Stop, talk: Talk) -> int:
    """Compare, and say what came of it.

    ``asked`` has folders, maps, map_file, report, show_values, top and workers.
    """
    _check_report(asked["report"], asked["folders"])
    _check_places(sheets, asked["folders"])
    mapped = mapping_of(asked["maps"], asked["map_file"])
    shown = ListShown(show_values=asked["show_values"], said=mapped)
    found = compared(sheets, asked["folders"], mapped, asked["workers"] or 1, stop, shown)
    if asked["report"]:
        _write_new(asked["report"], table(found, shown))
    if talk.as_json:
        for row in rows(found, shown):
            talk.datum(str(row.pop("type")), **row)
    else:
        for line in lines(found, shown, asked["top"]):
            talk.datum("", line or " ")
    if asked["report"]:
        talk.say(f"written to {asked['report']}")
    return int(ExitCode.DONE if found.report.is_complete else ExitCode.PARTLY)


def compared(
    sheets: Sequence[Path],
    folders: Sequence[Path],
    mapped: Mapped | None = None,
    workers: int = 1,
    stop: Stop | None = None,
    shown: ListShown | None = None,
) -> Compared:
    """Read lists and folders and compare them. Without a list, one release answers for its own index.

    UsageError: a list or a folder cannot be read, or there is nothing to compare.
    """
    if not folders:
        raise UsageError("no folder to compare with", "Name one: --in FOLDER.")
    listings = read_lists(sheets, mapped or {}, shown) if sheets else (own_index(folders),)
    aliases = Aliases.of_pairs(pair for listing in listings for pair in listing.aliases())
    held: list[Held] = []
    for folder in folders:
        own = held_in(folder, aliases, workers, stop)
        held += own if len(folders) == 1 else (_placed(one, folder) for one in own)
    report = reconcile(listings, held, aliases)
    return Compared(tuple(listings), tuple(held), report, tuple(folders))


def completeness(
    sheets: Sequence[Path], folder: Path, mapping: Mapping[str, str] | None = None
) -> Completeness:
    """Return how complete a release is beside the lists of what was asked for; opens the release only.

    Its differences name records that the release may not acknowledge: ``keep`` writes them into custody.
    """
    return compared(sheets, [folder], dict(mapping or {})).report


def keep(report: Completeness, to: Path, release: Path) -> None:
    """Write a report as JSON Lines to a new file, mode 0600. UsageError: inside a release, or there already.

    ``release`` is the folder that the report is about: nothing of the report may ever lie in it.
    """
    _check_report(to, [release])
    text = (json.dumps(row, ensure_ascii=False) + "\n" for row in report.as_json())
    _write_new(to, "".join(text).encode("utf-8", "replace"), 0o600)


def keep_beside(lists: Sequence[Path], release: Path, place: Path, talk: Talk) -> None:
    """Lay lists of what was asked for beside a release, and keep what came of it in custody.

    ``place`` is the report's path without the release's hash and suffix. A report of the same release is
    replaced: the lists may be others.
    """
    report = completeness(lists, release)
    path = place.with_name(f"{place.name}-{ReleaseFolder(release).digest[:16]}.jsonl")
    path.unlink(missing_ok=True)
    keep(report, path, release)
    counts = report.counts()
    human = (
        f"completeness: {counts['records listed']:,} records listed, {counts['records missing']:,} of "
        f"them missing; {counts['files not listed']:,} here and not listed: {path}"
    )
    talk.datum("completeness", human, path=str(path), complete=report.is_complete, counts=counts)


def _placed(one: Held, folder: Path) -> Held:
    """Return a file of one of several folders, with the folder in its name."""
    return Held(f"{folder.resolve().name}/{one.name}", one.keys, one.pages, one.status, one.why)


def _check_places(sheets: Sequence[Path], folders: Sequence[Path]) -> None:
    """Refuse a folder where a list should stand: most likely it is the second of ``--in A B``."""
    for sheet in sheets:
        if sheet.is_dir():
            every = " ".join(f"--in {one}" for one in (*folders, sheet))
            what = f"{sheet} is a folder, and stands where a list (.xlsx, .csv) should"
            raise UsageError(what, f"Say --in before each folder: {every}.")
    for folder in folders:
        if folder.is_file():
            what = f"{folder} is a file, and stands where a folder should"
            remedy = "A list needs no --in before it: tearline holdings LIST --in FOLDER."
            raise UsageError(what, remedy)


def outside_releases(to: Path, folders: Sequence[Path]) -> None:
    """Refuse to write into a release: one of ``folders``, or any other that the file would lie in."""
    place = to.resolve()
    inside = [*folders, *place.parents]
    if any(place.is_relative_to(one.resolve()) and is_release(one) for one in inside):
        raise UsageError(f"{to} lies in a release", "A release is never written into.")


def _check_report(to: Path | None, folders: Sequence[Path]) -> None:
    """Refuse to write over a file, or into a release."""
    if to is None:
        return
    if to.exists() or to.is_symlink():
        raise UsageError(f"{to} is there already", "Name another file, or move that one away.")
    outside_releases(to, folders)


def _write_new(to: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a file whole or not at all, never over one that is there. UsageError: it cannot be written."""
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
            stream.write(data)
            os.fsync(stream.fileno())
        os.link(part, to)  # fails where something came there meanwhile
    except OSError as error:
        what = f"{to} cannot be written ({error.strerror or 'no reason given'})"
        raise UsageError(what, "Name a file in a folder that can be written to.") from error
    finally:
        part.unlink(missing_ok=True)
