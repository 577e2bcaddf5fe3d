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
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as calendar_date
from pathlib import Path
from typing import Any

from tearline.decisions import deciding, docket
from tearline.decisions.docket import Docketed
from tearline.decisions.gate import Outcome, Reason
from tearline.decisions.standing import Standing
from tearline.editions import against, assembling, edition, index, manifest, note, verifying
from tearline.errors import DecideFirstError, UsageError, VerificationFailedError
from tearline.model.decision import Actor, ActorKind, Released
from tearline.model.edition import Edition, Status
from tearline.model.guide import Audience, Guide
from tearline.store.catalog import key_of
from tearline.store.collection import Collection
from tearline.store.queue import Run

HELD_NOTE = "held: it may be released only upon an instrument of the right kind"
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
    docketed = tuple(
        docket.check_all(collection, guide, stands, date=order.date, draft=order.draft)
    )
    passed = tuple(d for d in docketed if d.result.outcome is Outcome.PASS)
    closed = tuple(d for d in docketed if d.result.outcome is not Outcome.PASS)
    if not passed:
        raise DecideFirstError(
            "nothing can go out: every record is held or pending",
            "`tearline status` says why, and the next command.",
        )
    inputs = _inputs(collection, order, guide, docketed, stands)
    part = order.out.with_name(order.out.name + ".part")
    made = None
    if order.out.exists():
        _already_there(collection, order, inputs)
        part = order.out
    else:
        assembling.view_all(collection, passed, stands, run, draft=order.draft)
        edition.prepare(part)
        made = assembling.put_together_all(collection, passed, stands, part, run, draft=order.draft)
    if run.stopped:
        raise KeyboardInterrupt
    if made is None:
        made = assembling.put_together_all(collection, passed, stands, part, run, draft=order.draft)
    unmade = tuple(d for d in passed if d.name not in made)
    held = tuple(d for d in closed if d.result.outcome is Outcome.HELD)
    pending = (*(d for d in closed if d.result.outcome is Outcome.PENDING), *unmade)
    rows = sorted(
        [
            *(assembling.edition_of(collection, blob) for blob in made.values()),
            *_closed_rows(closed, unmade, guide),
        ],
        key=lambda row: row.record,
    )
    counts = manifest.counts(rows)
    verdict: dict[str, Any] = {}
    if part is not order.out:
        _write_indexes(part, order, audience, guide, rows)
        _sweep(part, rows)
        verdict = _verify(collection, order, part, passed, made, (*closed, *unmade), rows, stands)
    _publish(collection, order, part, inputs, rows, verdict)
    cpu = collection.catalog.cpu_by_stage()
    if verdict:
        cpu["verify"] = round(float(verdict.get("cpu_seconds", 0.0)), 3)
    cpu["parent"] = round(time.process_time(), 3)
    failed = sum(1 for d in pending if d.failed) + len(unmade)
    return Outcomes(order.out, counts, held, pending, failed, cpu, verdict)


def _audience(order: Order, guide: Guide) -> Audience:
    try:
        calendar_date.fromisoformat(order.date)
    except ValueError:
        raise UsageError(f"{order.date} is not a date", "Write it as YYYY-MM-DD.") from None
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
        rows.append([one.name, one.numbers, one.result.outcome, key_of(pages)])
    return key_of(rows, guide.sha256, order.audience, order.date, order.draft, edition.VERSION)


def _closed_rows(
    closed: Sequence[Docketed], unmade: Sequence[Docketed], guide: Guide
) -> Iterator[Edition]:
    """Yield the public rows of records that do not go out, where the guide acknowledges them."""
    for one in (*closed, *unmade):
        status, words = _closed_status(one)
        if acknowledged(one, guide):
            yield Edition(one.name, one.numbers, status, 0, (), (), words)


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
    part: Path, order: Order, audience: Audience, guide: Guide, rows: list[Edition]
) -> None:
    """Write index, note and manifest, all from one set of counts."""
    index.write_index(rows, part)
    note.write_note(rows, part, audience.name, order.date, guide, draft=order.draft)
    manifest.write_manifest(rows, part, audience.name, order.date, guide, draft=order.draft)


def _sweep(part: Path, rows: list[Edition]) -> None:
    """Remove what an earlier, killed run with other decisions left in the folder."""
    wanted = {file.path for row in rows for file in row.files}
    wanted |= {"manifest.json", *manifest.OWN_FILES}
    for path in sorted(part.rglob("*")):
        if path.is_file() and path.relative_to(part).as_posix() not in wanted:
            path.unlink()


def _verify(
    collection: Collection,
    order: Order,
    part: Path,
    passed: Sequence[Docketed],
    made: dict[str, str],
    out: Sequence[Docketed],
    rows: list[Edition],
    stands: Standing,
) -> dict[str, Any]:
    """Have the verifier look; where it finds anything, keep its report and remove what was built."""
    named = {row.record for row in rows}

    def lines() -> Iterator[dict[str, Any]]:
        for one in passed:
            if one.name in made:
                row = assembling.edition_of(collection, made[one.name])
                yield from against.lines(collection, one, row, stands, draft=order.draft)
        yield from against.absent(one.name for one in out if one.name not in named)

    result = verifying.verify(part, lines(), full=order.full, jobs=collection.config.workers)
    if not result.clean:
        path = _custody(collection, order, "refused", {"findings": list(result.findings)})
        shutil.rmtree(part)
        raise VerificationFailedError(
            f"the verifier found {len(result.findings)} things; nothing was published",
            f"They are in {path}.",
        )
    return result.verdict


def _publish(
    collection: Collection,
    order: Order,
    part: Path,
    inputs: str,
    rows: list[Edition],
    verdict: dict[str, Any],
) -> None:
    """Write the custody record, rename, then note the release in the log; each step once."""
    digest = hashlib.sha256((part / "manifest.json").read_bytes()).hexdigest()
    log = deciding.open_log(collection)
    if part is not order.out:
        _custody(
            collection,
            order,
            digest[:16],
            {
                "inputs": inputs,
                "manifest": digest,
                "log_head": log.head(),
                "verdict": verdict,
                "files": {row.sha256: row.size for row in collection.catalog.files()},
            },
        )
        _open_to_readers(part)
        os.replace(part, order.out)
    stands = deciding.standing(collection)
    known = {released.manifest for released in stands.released(order.audience)}
    if not order.draft and digest not in known:
        actor = Actor(ActorKind.SYSTEM, "tearline build", "system")
        names = tuple(row.record for row in rows if row.files)
        log.append([Released(order.audience, order.date, digest, names, actor, deciding.now())])


def _open_to_readers(part: Path) -> None:
    """Let anyone read what was verified: workers write their files for the owner alone."""
    for path in (part, *part.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


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


def _already_there(collection: Collection, order: Order, inputs: str) -> None:
    """Accept OUT where it is this very release (a run was killed after the rename); else refuse."""
    path = order.out / "manifest.json"
    if path.is_file():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        custody = collection.config.custody / f"{order.date}-{order.audience}-{digest[:16]}.json"
        if custody.is_file() and json.loads(custody.read_text("utf-8"))["inputs"] == inputs:
            return
    raise UsageError(
        f"{order.out} is already there and is not this release",
        "Name another folder: a release is never written over.",
    )
