"""A release: built aside, verified by another program, renamed only when clean.

Promises: OUT appears whole or not at all; what is in it is a function of what may be seen, the
acknowledged withholdings and the date a person entered; killed anywhere and run again, the same
command ends in the same bytes. What may not be known outside (inputs, log head, private counts, the
verifier's findings) goes into the collection's custody record, never into OUT.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from tearline.decisions import overriding, signing
from tearline.decisions.docket import Docketed
from tearline.decisions.earlier import Earlier
from tearline.decisions.gate import Outcome
from tearline.decisions.standing import Standing
from tearline.editions import (
    against,
    aside,
    assembling,
    index,
    manifest,
    measuring,
    note,
    publishing,
    signable,
    since,
    verifying,
)
from tearline.editions.publishing import Order
from tearline.editions.widths import Measured
from tearline.errors import DecideFirstError, VerificationFailedError
from tearline.model.edition import Edition
from tearline.model.guide import Audience, Guide
from tearline.model.record import MediaType
from tearline.store.collection import Collection
from tearline.store.queue import Run

__all__ = ["Order", "Outcomes", "build"]

OWN_FILES = {"manifest.json", *manifest.OWN_FILES}


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a release came to; ``cpu_seconds`` by stage, ``widths`` by policy: what boxes tell."""

    out: Path
    counts: dict[str, int]
    held: tuple[Docketed, ...]
    pending: tuple[Docketed, ...]
    failed: int
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    verdict: dict[str, Any] = field(default_factory=dict)
    widths: dict[str, Any] = field(default_factory=dict)


def build(collection: Collection, order: Order, guide: Guide, run: Run) -> Outcomes:
    """Build, verify and publish a release; DecideFirstError where nothing could go out."""
    ready = signable.prepared(collection, order, guide, run)
    signable.check_any(ready)
    stands, docketed, known = ready.stands, ready.docketed, ready.known
    passed, closed, told = ready.passed, ready.closed, ready.told
    if not order.draft:
        signing.check(stands, guide, order.audience, order.date, ready.signed)
    bases = overriding.granted(collection, signable.hashes(passed), stands)
    if order.out.exists() or order.out.is_symlink():
        publishing.same_release(collection, order, ready.signed)
    else:
        assembling.check_sources(collection, passed)
        assembling.view_all(collection, passed, stands, run, draft=order.draft)
    measured = _measured(collection, order, passed, stands, run)
    wide = measuring.kept_back(passed, measured)
    passed, closed = _without(passed, wide), (*closed, *wide)
    if wide and not passed and not known.takes_down(closed):
        raise DecideFirstError("nothing can go out", wide[0].result.open[0].detail)
    made = _made(collection, order, passed, measured, stands, run)
    unmade = tuple(d for d in passed if d.name not in made)
    editions = {name: assembling.edition_of(collection, blob) for name, blob in made.items()}
    if unmade or wide:
        released = (row.record for row in editions.values())
        told = known.told(released, (*closed, *unmade), docketed)
    rows = sorted([*editions.values(), *told.rows], key=lambda row: row.record)
    named = {row.record for row in rows}
    everywhere = tuple(sorted({value.text for value in ready.swept.values}))
    lines = _Lines(collection, passed, made, stands, everywhere, order.draft)
    untold = [d.public for d in (*closed, *unmade) if d.public not in named]
    withheld = publishing.keep_withheld(collection, order, passed, editions, stands)
    if order.out.exists():
        verdict = _verify_again(collection, order, lines, untold)
        publishing.note_in_log(collection, order, order.out, rows, withheld)
    else:
        part = aside.part_of(order.out)
        gone = _boxes_gone(collection, order, passed, rows, stands)
        beside = note.Beside(tuple(bases), gone, told.unnamed)
        _write_indexes(part, order, ready.audience, guide, rows, beside)
        aside.sweep(part, {file.path for row in rows for file in row.files} | OWN_FILES)
        verdict = _verify(collection, order, part, lines, untold, run)
        told_by = measuring.summary(measured)
        basis = publishing.Basis(ready.signed, ready.begun)
        publishing.publish(collection, order, part, basis, rows, withheld, verdict, told_by)
    return _outcomes(collection, order, rows, closed, unmade, verdict, measured)


def _made(
    collection: Collection,
    order: Order,
    passed: Sequence[Docketed],
    measured: dict[str, tuple[Measured, ...]],
    stands: Standing,
    run: Run,
) -> dict[str, str]:
    """Write the files of what goes out, aside; return each name's edition blob."""
    if order.out.exists() or order.out.is_symlink():
        return assembling.made_before(collection, passed, stands, draft=order.draft)
    part = aside.prepare(order.out, collection.config.id)
    ready = [d for d in passed if order.draft or d.name in measured]
    made = assembling.put_together_all(collection, ready, stands, part, run, draft=order.draft)
    if run.stopped:
        raise KeyboardInterrupt
    return made


def _without(records: Sequence[Docketed], gone: Sequence[Docketed]) -> tuple[Docketed, ...]:
    names = {one.name for one in gone}
    return tuple(one for one in records if one.name not in names)


def _measured(
    collection: Collection,
    order: Order,
    passed: Sequence[Docketed],
    stands: Standing,
    run: Run,
) -> dict[str, tuple[Measured, ...]]:
    """Return what each box of each record tells by its width; a draft, which withholds more, is not asked.

    A record that is missing here could not be measured, and does not go out.
    """
    if order.draft:
        return {}
    return measuring.measure_all(collection, passed, stands, run, draft=False)


def _boxes_gone(
    collection: Collection,
    order: Order,
    passed: Sequence[Docketed],
    rows: Sequence[Edition],
    stands: Standing,
) -> int:
    """Return how many boxes of releases of an earlier date stand no more."""
    if order.draft:
        return 0
    earlier = Earlier.of(collection, stands, order.audience, before=order.date)
    texts = (d.public for d in passed if any(f.media_type == MediaType.TEXT for f in d.files))
    return since.boxes_gone(rows, earlier, frozenset(texts))


def _outcomes(
    collection: Collection,
    order: Order,
    rows: list[Edition],
    closed: Sequence[Docketed],
    unmade: Sequence[Docketed],
    verdict: dict[str, Any],
    measured: dict[str, tuple[Measured, ...]],
) -> Outcomes:
    held = tuple(d for d in closed if d.result.outcome is Outcome.HELD)
    pending = (*(d for d in closed if d.result.outcome is Outcome.PENDING), *unmade)
    cpu = collection.catalog.cpu_by_stage()
    cpu["verify"] = round(float(verdict.get("cpu_seconds", 0.0)), 3)
    cpu["parent"] = round(time.process_time(), 3)
    failed = sum(1 for d in pending if d.failed) + len(unmade)
    told_by = measuring.summary(measured)["policies"]
    return Outcomes(order.out, manifest.counts(rows), held, pending, failed, cpu, verdict, told_by)


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


def _write_indexes(
    part: Path,
    order: Order,
    audience: Audience,
    guide: Guide,
    rows: list[Edition],
    beside: note.Beside,
) -> None:
    """Write index, note and manifest, all from one set of counts."""
    index.write_index(rows, part)
    note.write_note(rows, part, audience.name, order.date, guide, beside, draft=order.draft)
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
        path = publishing.custody(collection, order, "refused", {"findings": list(result.findings)})
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
