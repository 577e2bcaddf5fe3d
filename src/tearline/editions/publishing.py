"""A release goes out, and the desk notes it: the custody record, what was withheld, the log's entry.

Promises: what was decided while a release was being built keeps it back, for nobody signed that: the log
takes the release as its next entry after the last one that was looked at, or not at all. The custody record,
the list of what was withheld and the log's entry are there before the folder has its name, so that what is
out is known to be, whenever a run is killed (one killed in between is taken for out though it is not yet: the
side to err on); the log names a release once, a draft never. Nothing here is written into the release.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tearline.decisions import deciding, earlier
from tearline.decisions.docket import Docketed
from tearline.decisions.standing import Standing
from tearline.editions import aside
from tearline.errors import LockedError, LogMovedError, UsageError
from tearline.model.decision import (
    Actor,
    ActorKind,
    Approval,
    Referral,
    ReferralAnswer,
    Released,
)
from tearline.model.edition import Edition
from tearline.store.collection import Collection


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asked for: for whom, of which date, where to; a draft or a release.

    ``earlier``: a date before the last release's is meant.
    """

    audience: str
    date: str
    out: Path
    draft: bool = False
    full: bool = False
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """What a release was built on: the hash of it that people sign, and the log's last entry then."""

    signed: str
    begun: int


# What may be said while a release is built: none of it changes what goes out.
HARMLESS = (Approval, Referral, ReferralAnswer)


def check_date(collection: Collection, order: Order) -> None:
    """Refuse a release dated before the last one to its audience, unless that is meant.

    Codes and instruments count by the date, and what is new by the order of releases: a slip in it would
    lift or bar the wrong ones. A release that lies at OUT already is looked at again, whatever came since,
    and so is one that the log has of that date: a run that was killed goes on.
    """
    if order.draft or order.earlier or not is_date(order.date):
        return  # what is no date is refused where the release is built
    past = deciding.standing(collection).released(order.audience)
    last = max((released.date for released in past), default="")
    if order.date >= last:
        return
    of_date = {released.manifest for released in past if released.date == order.date}
    for folder in (order.out, aside.part_of(order.out)):
        path = folder / "manifest.json"
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() in of_date:
            return
    raise UsageError(
        f"--date {order.date} is before the last release to {order.audience}, which is of {last}",
        f"Give {last} or a later date; if the earlier one is meant, say --earlier.",
    )


def is_date(text: str) -> bool:
    """Say whether a text is an ISO date in the one spelling that sorts as text."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def keep_withheld(
    collection: Collection,
    order: Order,
    passed: Sequence[Docketed],
    rows: Mapping[str, Edition],
    stands: Standing,
) -> str:
    """Keep the list of what is withheld in the records that go out, and return its hash; '' for a draft.

    ``rows`` are the editions by the desk's name of their record.
    """
    if order.draft:
        return ""
    lines = (
        earlier.line_of(collection, one.files, rows[one.name], stands)
        for one in passed
        if one.name in rows
    )
    return earlier.keep(collection.config.custody, lines)


def publish(
    collection: Collection,
    order: Order,
    part: Path,
    basis: Basis,
    rows: Sequence[Edition],
    withheld: str,
    verdict: dict[str, Any],
    widths: dict[str, Any],
) -> None:
    """Write the custody record, note the release in the log, then rename.

    LockedError: decisions were made while it was built. Nothing of it is published or noted then.
    """
    digest = hashlib.sha256((part / "manifest.json").read_bytes()).hexdigest()
    unmoved_since(collection, order, basis.begun)
    log = deciding.open_log(collection)
    content = {
        "inputs": basis.signed,
        "manifest": digest,
        "withheld": withheld,
        "log_head": log.head(),
        "log_entries": log.verify(),
        "verdict": verdict,
        "widths": widths,
        "files": {row.sha256: row.size for row in collection.catalog.files()},
    }
    path = custody_path(collection, order, digest[:16])
    before = path.read_bytes() if path.exists() else None
    custody(collection, order, digest[:16], content)
    try:
        note_in_log(collection, order, part, rows, withheld, basis.begun)
    except LockedError:
        # Somebody decided in the moment between: no custody record tells of what did not go out.
        path.unlink() if before is None else path.write_bytes(before)
        raise
    aside.publish(order.out)


def unmoved_since(collection: Collection, order: Order, begun: int) -> int:
    """Return the number of the log's last entry. LockedError: decisions came after ``begun``.

    A draft shows what nobody decided anyway, and is not asked.
    """
    last = begun
    with deciding.open_log(collection) as log:
        for entry in log.entries(begun):
            last = entry.seq
            if not order.draft and not isinstance(entry.body, HARMLESS):
                raise LockedError(
                    "decisions were made while it was built: build again",
                    "Nothing was published. What was made is kept, so it goes faster; where the guide "
                    "wants signatures, they are given anew under what goes out now.",
                )
    return last


def note_in_log(
    collection: Collection,
    order: Order,
    folder: Path,
    rows: Sequence[Edition],
    withheld: str,
    begun: int | None = None,
) -> None:
    """Note the release that lies in ``folder`` in the log, once; a draft never.

    ``begun``: only if nothing was decided after that entry, LockedError else; None where it is out
    already, and the log must know whatever was decided since.
    """
    if order.draft:
        return
    digest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    stands = deciding.standing(collection)
    if digest in {released.manifest for released in stands.released(order.audience)}:
        return
    actor = Actor(ActorKind.SYSTEM, "tearline build", "system")
    names = tuple(row.record for row in rows if row.files)
    body = Released(order.audience, order.date, digest, names, actor, deciding.now(), withheld)
    with deciding.open_log(collection) as log:
        while True:
            last = None if begun is None else unmoved_since(collection, order, begun)
            try:
                log.append([body], after=last)
            except LogMovedError:
                continue  # a signature, or a decision: looked at again
            return


def custody_path(collection: Collection, order: Order, name: str) -> Path:
    """Return where the custody record of an order lies."""
    return collection.config.custody / f"{order.date}-{order.audience}-{name}.json"


def custody(collection: Collection, order: Order, name: str, content: dict[str, Any]) -> Path:
    """Write a custody record and return where it lies."""
    folder = collection.config.custody
    folder.mkdir(mode=0o700, exist_ok=True)
    path = custody_path(collection, order, name)
    value = {
        "type": "custody",
        "schema_version": 1,
        "audience": order.audience,
        "date": order.date,
        "draft": order.draft,
        **content,
    }
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", "utf-8")
    os.replace(part, path)
    return path


def same_release(collection: Collection, order: Order, inputs: str) -> None:
    """Accept OUT where it is this very release (a run was killed after the rename); else refuse."""
    path = order.out / "manifest.json"
    if path.is_file() and not order.out.is_symlink():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        known = custody_path(collection, order, digest[:16])
        if known.is_file() and json.loads(known.read_text("utf-8"))["inputs"] == inputs:
            return
    raise UsageError(
        f"{order.out} is already there and is not this release",
        "Name another folder: a release is never written over.",
    )
