"""The work list and the gate mean the same: what one leaves open, the other keeps back."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tearline.decisions import deciding, docket
from tearline.decisions import guide as guides
from tearline.decisions.reasons import Reason
from tearline.decisions.standing import Standing, target_of
from tearline.desk.work.listing import Wanted, WorkList
from tearline.model.decision import (
    Actor,
    ActorKind,
    Determination,
    Ground,
    Override,
    SecondView,
    Target,
    Verdict,
)
from tearline.model.guide import WidthPolicy
from tearline.store import schema as t
from tearline.store.collection import opened
from tearline.verbs.looking import guide_of

AT = "2026-11-22T09:30:00Z"
PEOPLE = [Actor(ActorKind.PERSON, name, "desk") for name in ("vale", "marsh")]
RULE = Actor(ActorKind.RULE, "bulk", "rule")
# What the work list tells of: the rest follows from other pages and releases, or from the record's name.
SHARED = {
    Reason.EMPTY, Reason.POOR, Reason.AWAITING, Reason.UNDECIDED, Reason.RELEASED_BY_RULE,
    Reason.SECOND, Reason.DISAGREED, Reason.OVERRIDE,
}  # fmt: skip


def said(draw, collection, guide, stands):
    """Return something that people or rules may say of what is there."""
    files = list(collection.catalog.files())
    file = draw.choice(files)
    page = draw.randint(1, file.pages)
    verdict = draw.choice(list(Verdict))
    actor = draw.choice([*PEOPLE, RULE])
    of_record = draw.random() < 0.1
    if verdict is Verdict.NON_RESPONSIVE and not of_record:
        verdict = Verdict.DEFER  # a record alone can be not responsive
    if of_record:
        (name,) = collection.catalog.names_of_file(file.id)
        target, kind = Target(record=name), ""
    elif draw.random() < 0.3:
        target, kind = Target(file.sha256, page), draw.choice(["", "page.unreadable"])
    else:
        rows = list(collection.catalog.findings(file_id=file.id))
        if not rows:
            return None
        row = draw.choice(rows)
        target, kind = target_of(row.finding, file.sha256), row.finding.kind
        live = stands.live(target, kind)
        if live and draw.random() < 0.4:
            beside = draw.choice([live.hash, "0" * 64])
            return SecondView(target, kind, verdict, (), "", beside, True, actor, AT)
        if guides.is_hard(kind) and draw.random() < 0.3:
            return Override(target, kind, "a law", actor, AT)
    ground = draw.choice(list(Ground)) if verdict is Verdict.RELEASE else Ground.NONE
    codes = ("(b)(6)",) if verdict is Verdict.WITHHOLD else ()
    return Determination(
        target,
        verdict,
        codes,
        WidthPolicy.EXACT,
        True,
        False,
        kind,
        "why",
        actor,
        AT,
        ground=ground,
    )


def by_gate(collection, guide, stands):
    """Return the records that the gate keeps back for what a work list is about."""
    found = {}
    for one in docket.check_all(collection, guide, stands):
        own = [
            o
            for o in one.result.open
            if o.reason in SHARED or (o.reason is Reason.REPEAT and o.detail.startswith("repeat."))
        ]
        asked = [o for o in own if o.reason is Reason.AWAITING]
        found[one.name] = (len(own) > len(asked), bool(asked))
    return found


def by_list(work, names):
    """Return the same as the work list has it."""
    kept = {}
    totals = {row.record: row for row in work.by_record()[0]}
    for name in names:
        asked = totals[name].counts.awaiting > 0 or totals[name].awaits
        kept[name] = (bool(work.rows(Wanted(record=name))[0]), asked)
    return kept


@pytest.mark.parametrize("seed", range(4))
def test_a_record_has_no_open_page_exactly_when_the_gate_lists_nothing_of_the_kind(home, seed):
    draw = random.Random(seed)
    with opened(home / "c", write=False) as collection:
        guide = guide_of(collection)
        with collection.catalog.write() as connection:
            connection.execute(
                sa.update(t.page).where(t.page.c.number == 2).values(confidence=12.0)
            )
            connection.execute(
                sa.update(t.page).where(t.page.c.id == 1).values(words=draw.choice([0, 9]))
            )
        work = WorkList(home / "c" / "desk.db", collection, guide)
        with deciding.open_log(collection) as log:
            stands = Standing.of(log.entries())
            compared = set()
            for step in range(60):
                body = said(draw, collection, guide, stands)
                for entry in log.append([body] if body else []):
                    stands.add(entry)
                if step % 6:
                    continue
                work.refresh(stands)
                gate = by_gate(collection, guide, stands)
                assert by_list(work, gate) == gate, f"after {step} entries"
                compared.update(gate.values())
            done = all_decided(collection, guide, stands)
            for entry in log.append(done):
                stands.add(entry)
        work.refresh(stands)
        gate = by_gate(collection, guide, stands)
        assert by_list(work, gate) == gate
        assert set(gate.values()) == {(False, False)}, "everything was decided"
        assert len(compared) > 1, "the comparison never saw a record that was kept back"
        work.close()


def all_decided(collection, guide, stands):
    """Yield what settles everything there is, in the form two people agree in."""
    vale, marsh = PEOPLE
    for file in collection.catalog.files():
        names = collection.catalog.names_of_file(file.id)
        whole = [Target(record=name) for name in names]
        pages = [Target(file.sha256, number) for number in range(1, file.pages + 1)]
        release = Determination(
            whole[0], Verdict.RELEASE, (), WidthPolicy.EXACT, True, False, "", "why", vale, AT
        )
        lives = [live for page in pages for live in stands.on_page(file.sha256, page.page)]
        yield from (replace(release, target=target) for target in (*whole, *pages))
        yield from (replace(release, target=page, kind="page.unreadable") for page in pages)
        for live in lives:
            one = live.determination
            yield replace(release, target=one.target, kind=one.kind, ground=Ground.NOT_PERSONAL)
            yield SecondView(one.target, one.kind, Verdict.RELEASE, (), "", "x", True, marsh, AT)
        for row in collection.catalog.findings(file_id=file.id):
            target, kind = target_of(row.finding, file.sha256), row.finding.kind
            yield replace(
                release, target=target, kind=kind, verdict=Verdict.WITHHOLD, codes=("(b)(6)",)
            )
            yield SecondView(target, kind, Verdict.WITHHOLD, (), "", "x", True, marsh, AT)
