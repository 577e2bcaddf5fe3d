"""A release: built aside, verified by another program, renamed only when clean.

Promises: OUT appears whole or not at all; what is in it is a function of what may be seen, the
acknowledged withholdings and the date a person entered; killed anywhere and run again, the same
command ends in the same bytes. What may not be known outside (inputs, log head, private counts, the
verifier's findings) goes into the collection's custody record, never into OUT.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as calendar_date
from itertools import chain
from pathlib import Path
from typing import Any

from tearline.decisions import deciding, docket, overriding, sweeping
from tearline.decisions.docket import Docketed
from tearline.decisions.gate import Outcome, Reason
from tearline.decisions.standing import Standing
from tearline.editions import (
    against,
    aside,
    assembling,
    edition,
    index,
    manifest,
    note,
    verifying,
)
from tearline.errors import DecideFirstError, UsageError, VerificationFailedError
from tearline.findings import twinning
from tearline.model.decision import Actor, ActorKind, Released
from tearline.model.edition import Edition, Status
from tearline.model.guide import Audience, Guide
from tearline.store.catalog import key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run

HELD_NOTE = "held: it may be released only upon an instrument of the right kind"
OWN_FILES = {"manifest.json", *manifest.OWN_FILES}
PENDING_NOTE = "pending: its review is not finished"


@dataclass(frozen=True, slots=True)
class Order:
    """What a person asked for: for whom, of which date, where to; a draft or a release."""

    audience: str
    date: str
    out: Path
    draft: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a release came to; ``cpu_seconds`` by stage."""

    out: Path
    counts: dict[str, int]
    held: tuple[Docketed, ...]
    pending: tuple[Docketed, ...]
    failed: int
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    verdict: dict[str, Any] = field(default_factory=dict)


def build(collection: Collection, order: Order, guide: Guide, run: Run) -> Outcomes:
    """Build, verify and publish a release; DecideFirstError where nothing could go out."""
    audience = _audience(order, guide)
    stands = deciding.standing(collection)
    _known_to_the_log(collection, stands)
    if not order.draft:
        twinning.pair_all(collection, run)
    swept = sweeping.sweep_all(collection, guide, stands, run)
    if run.stopped:
        raise KeyboardInterrupt
    docketed = tuple(
        docket.check_all(collection, guide, stands, date=order.date, draft=order.draft, swept=swept)
    )
    if not order.draft:
        told = [d.public for d in docketed if _passes(d) or acknowledged(d, guide)]
        docketed = docket.without_namesakes(docketed, told)
    passed = tuple(d for d in docketed if _passes(d))
    closed = tuple(d for d in docketed if not _passes(d))
    if not passed:
        raise DecideFirstError(
            "nothing can go out: every record is held or pending",
            "`tearline status` says why, and the next command.",
        )
    inputs = _inputs(collection, order, guide, docketed, stands)
    bases = overriding.granted(collection, _hashes(passed), stands)
    if order.out.exists() or order.out.is_symlink():
        _same_release(collection, order, inputs)
        made = assembling.made_before(collection, passed, stands, draft=order.draft)
    else:
        assembling.check_sources(collection, passed)
        assembling.view_all(collection, passed, stands, run, draft=order.draft)
        part = aside.prepare(order.out, collection.config.id)
        made = assembling.put_together_all(collection, passed, stands, part, run, draft=order.draft)
    if run.stopped:
        raise KeyboardInterrupt
    unmade = tuple(d for d in passed if d.name not in made)
    rows = sorted(
        [
            *(assembling.edition_of(collection, blob) for blob in made.values()),
            *_closed_rows(closed, unmade, guide),
        ],
        key=lambda row: row.record,
    )
    named = {row.record for row in rows}
    everywhere = tuple(sorted({value.text for value in swept.values}))
    lines = _Lines(collection, passed, made, stands, everywhere, order.draft)
    untold = [d.public for d in (*closed, *unmade) if d.public not in named]
    if order.out.exists():
        verdict = _verify_again(collection, order, lines, untold)
    else:
        _write_indexes(part, order, audience, guide, rows, bases)
        aside.sweep(part, {file.path for row in rows for file in row.files} | OWN_FILES)
        verdict = _verify(collection, order, part, lines, untold, run)
        _publish(collection, order, part, inputs, verdict)
    _note_in_log(collection, order, rows)
    return _outcomes(collection, order, rows, closed, unmade, verdict)


def _outcomes(
    collection: Collection,
    order: Order,
    rows: list[Edition],
    closed: Sequence[Docketed],
    unmade: Sequence[Docketed],
    verdict: dict[str, Any],
) -> Outcomes:
    held = tuple(d for d in closed if d.result.outcome is Outcome.HELD)
    pending = (*(d for d in closed if d.result.outcome is Outcome.PENDING), *unmade)
    cpu = collection.catalog.cpu_by_stage()
    cpu["verify"] = round(float(verdict.get("cpu_seconds", 0.0)), 3)
    cpu["parent"] = round(time.process_time(), 3)
    failed = sum(1 for d in pending if d.failed) + len(unmade)
    return Outcomes(order.out, manifest.counts(rows), held, pending, failed, cpu, verdict)


@dataclass(frozen=True, slots=True)
class _Lines:
    """What the verifier is told of the records that go out; iterated once."""

    collection: Collection
    passed: Sequence[Docketed]
    made: dict[str, str]
    stands: Standing
    everywhere: tuple[str, ...] = field(repr=False)
    draft: bool

    def __iter__(self) -> Iterator[dict[str, Any]]:
        # Also what is withheld in records that do not go out now: it may stand in those that do.
        if not self.draft:
            yield from against.values(self.everywhere)
        for one in self.passed:
            if one.name in self.made:
                row = assembling.edition_of(self.collection, self.made[one.name])
                yield from against.lines(self.collection, one, row, self.stands, draft=self.draft)


def _known_to_the_log(collection: Collection, stands: Standing) -> None:
    """Refuse to build where a hold or an instrument names a record that is not here: it may be another."""
    names = {name for _, name, _ in collection.catalog.records()}
    named = {hold.record for hold in stands.holds()}
    named |= {name for instrument in stands.instruments() for name in instrument.records}
    if named - names:
        raise UsageError(
            f"the log has a hold or an instrument for {min(named - names)}, which is not here",
            "Add its file again, or restore names.jsonl from its backup.",
        )
    gone = stands.withheld_files() - {row.sha256 for row in collection.catalog.files()}
    if gone:
        raise UsageError(
            f"the log withholds something in a file that is not here ({min(gone)[:12]}...)",
            "Add it again: what was withheld there may stand in another record.",
        )


def _passes(one: Docketed) -> bool:
    return one.result.outcome is Outcome.PASS


def _audience(order: Order, guide: Guide) -> Audience:
    if not _is_date(order.date):
        raise UsageError(f"{order.date} is not a date", "Write it as YYYY-MM-DD.")
    for audience in guide.audiences:
        if audience.name == order.audience:
            if audience.closed:
                raise UsageError(
                    f"{order.audience} is a closed audience: this version builds open ones only",
                    "Build for an open audience.",
                )
            return audience
    names = ", ".join(a.name for a in guide.audiences)
    raise UsageError(
        f"the guide {guide.name} has no audience {order.audience}", f"It has: {names}."
    )


def _is_date(text: str) -> bool:
    try:
        return calendar_date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _inputs(
    collection: Collection,
    order: Order,
    guide: Guide,
    docketed: Sequence[Docketed],
    stands: Standing,
) -> str:
    """Return the hash of all that this release follows from: for the custody record alone."""
    rows = []
    for one in docketed:
        pages = []
        for file in one.files:
            for page in collection.catalog.pages(file.id):
                withheld = assembling.withheld_on(stands, page.sha256, page)
                pages.append(assembling.view_key(page, withheld, draft=order.draft))
        rows.append([one.public, one.numbers, one.result.outcome, key_of(pages)])
    bases = overriding.granted(collection, _hashes(docketed), stands)
    made = (guide.sha256, order.audience, order.date, order.draft, edition.VERSION, bases)
    return key_of(rows, *made)


def _hashes(docketed: Sequence[Docketed]) -> frozenset[str]:
    return frozenset(file.sha256 for one in docketed for file in one.files)


def _closed_rows(
    closed: Sequence[Docketed], unmade: Sequence[Docketed], guide: Guide
) -> Iterator[Edition]:
    """Yield the public rows of records that do not go out, where the guide acknowledges them."""
    for one in (*closed, *unmade):
        status, words = _closed_status(one)
        if acknowledged(one, guide):
            yield Edition(one.public, one.numbers, status, 0, (), (), words)


def acknowledged(one: Docketed, guide: Guide) -> bool:
    """Say whether a release may tell that a record exists which it does not contain."""
    outcome = one.result.outcome
    if Reason.NAME in {open_.reason for open_ in one.result.open}:
        return False
    if outcome is Outcome.HELD:
        rules = {hold.kind: hold.acknowledged for hold in guide.holds}
        return all(rules.get(kind, False) for kind in one.holds)
    if outcome is Outcome.WITHHELD:
        return one.acknowledged
    if outcome is Outcome.WITHDRAWN:
        return True
    return guide.acknowledge_pending and not one.is_no_record


def _closed_status(one: Docketed) -> tuple[Status, str]:
    outcome = one.result.outcome
    if outcome is Outcome.HELD:
        return Status.HELD, HELD_NOTE
    if outcome is Outcome.WITHHELD:
        return Status.WITHHELD_IN_FULL, f"withheld in full: {' '.join(one.codes)}"
    if outcome is Outcome.WITHDRAWN:
        return Status.WITHDRAWN, "withdrawn"
    return Status.PENDING, PENDING_NOTE


def _write_indexes(
    part: Path,
    order: Order,
    audience: Audience,
    guide: Guide,
    rows: list[Edition],
    bases: Sequence[str],
) -> None:
    """Write index, note and manifest, all from one set of counts."""
    index.write_index(rows, part)
    note.write_note(rows, part, audience.name, order.date, guide, bases, draft=order.draft)
    manifest.write_manifest(rows, part, audience.name, order.date, guide, draft=order.draft)


def _verify(
    collection: Collection,
    order: Order,
    part: Path,
    lines: _Lines,
    untold: list[str],
    run: Run,
) -> dict[str, Any]:
    """Have the verifier look; where it finds anything, keep its report and remove what was built."""
    said = chain(lines, against.absent(untold))
    result = verifying.verify(part, said, full=order.full, jobs=collection.config.workers)
    if run.stopped:
        raise KeyboardInterrupt
    if not result.clean:
        path = _custody(collection, order, "refused", {"findings": list(result.findings)})
        aside.discard(order.out)
        files = sorted({str(leak.get("file", "")) for leak in result.findings} - {""})
        raise VerificationFailedError(
            f"the verifier found {len(result.findings)} things; nothing was published",
            f"They are in {path}; look at {', '.join(files[:5]) or 'the verifier itself'}.",
        )
    return result.verdict


def _verify_again(
    collection: Collection, order: Order, lines: _Lines, untold: list[str]
) -> dict[str, Any]:
    """Have the verifier look at a release that is published: what is said of it must still hold."""
    said = chain(lines, against.absent(untold))
    jobs = collection.config.workers
    result = verifying.verify(order.out, said, full=order.full, jobs=jobs, report=False)
    if not result.clean:
        raise VerificationFailedError(
            f"{order.out} is no longer as it was published",
            "Take it down, look with `tearline verify`, and build to another folder.",
        )
    return result.verdict


def _publish(
    collection: Collection, order: Order, part: Path, inputs: str, verdict: dict[str, Any]
) -> None:
    """Write the custody record, then rename: what is out has its record, whenever a run is killed."""
    digest = hashlib.sha256((part / "manifest.json").read_bytes()).hexdigest()
    log = deciding.open_log(collection)
    content = {
        "inputs": inputs,
        "manifest": digest,
        "log_head": log.head(),
        "log_entries": log.verify(),
        "verdict": verdict,
        "files": {row.sha256: row.size for row in collection.catalog.files()},
    }
    _custody(collection, order, digest[:16], content)
    aside.publish(order.out)


def _note_in_log(collection: Collection, order: Order, rows: list[Edition]) -> None:
    """Note a release in the log, once; a draft never."""
    if order.draft:
        return
    digest = hashlib.sha256((order.out / "manifest.json").read_bytes()).hexdigest()
    stands = deciding.standing(collection)
    if digest not in {released.manifest for released in stands.released(order.audience)}:
        actor = Actor(ActorKind.SYSTEM, "tearline build", "system")
        names = tuple(row.record for row in rows if row.files)
        body = Released(order.audience, order.date, digest, names, actor, deciding.now())
        deciding.open_log(collection).append([body])


def _custody(collection: Collection, order: Order, name: str, content: dict[str, Any]) -> Path:
    folder = collection.config.custody
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{order.date}-{order.audience}-{name}.json"
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


def _same_release(collection: Collection, order: Order, inputs: str) -> None:
    """Accept OUT where it is this very release (a run was killed after the rename); else refuse."""
    path = order.out / "manifest.json"
    if path.is_file() and not order.out.is_symlink():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        known = collection.config.custody / f"{order.date}-{order.audience}-{digest[:16]}.json"
        if known.is_file() and json.loads(known.read_text("utf-8"))["inputs"] == inputs:
            return
    raise UsageError(
        f"{order.out} is already there and is not this release",
        "Name another folder: a release is never written over.",
    )
