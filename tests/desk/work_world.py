"""A small collection for the work list, what is said of its pages, and the list made anew to compare with."""

from __future__ import annotations

import random
from contextlib import closing, contextmanager

import pytest
import sqlalchemy as sa

from tearline.decisions import deciding
from tearline.decisions.standing import Standing
from tearline.desk.work.listing import Counts, Wanted, WorkList
from tearline.findings import searching
from tearline.model.decision import (
    Actor,
    ActorKind,
    Determination,
    Verdict,
)
from tearline.model.guide import WidthPolicy
from tearline.model.record import MediaType
from tearline.records import reader
from tearline.store import schema as t
from tearline.store.collection import opened
from tearline.verbs import changing
from tearline.verbs.looking import guide_of

AT = "2026-11-22T09:30:00Z"
VALE = Actor(ActorKind.PERSON, "vale", "desk")
KINDS = [("ssn", 0.9), ("phone", 0.9), ("name.person", 0.8), ("name.tied", 0.4), ("phone", 0.01)]
# What can be said of a place on a page: a record alone can be not responsive.
OF_PLACES = [one for one in Verdict if one is not Verdict.NON_RESPONSIVE]
EVERY = Wanted(state="")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return the folder of a collection of four records over five files of three to seven pages."""
    monkeypatch.setenv("TEARLINE_KEYS", str(tmp_path / "keys"))
    root = tmp_path / "c"
    changing.begin(root, "foia", "small")
    draw = random.Random(5)
    with opened(root, workers=0) as collection:
        for n in range(5):
            add_file(collection, n, 3 + n, draw, record=min(n, 3))
    return root


def add_file(collection, n, pages, draw, record):
    sha256 = f"{n + 1:064x}"
    with collection.catalog.write() as db:
        values = {"sha256": sha256, "size": 1, "media_type": "application/pdf", "pages": pages}
        file_id = db.execute(sa.insert(t.file).values(values)).inserted_primary_key[0]
        name = f"r{record}"
        known = db.execute(sa.select(t.record.c.id).where(t.record.c.name == name)).scalar()
        if known is None:
            made = db.execute(sa.insert(t.record).values(uid=name, name=name, title=name))
            known = made.inserted_primary_key[0]
        db.execute(sa.insert(t.record_file).values(record_id=known, file_id=file_id, position=n))
        stage = {"file_id": file_id, "stage": searching.STAGE, "key": "k", "version": "1"}
        db.execute(sa.insert(t.present).values(stage))
        for number in range(1, pages + 1):
            row = {"file_id": file_id, "number": number, "width": 61200, "height": 79200}
            row |= {"version": reader.version_for(MediaType.PDF), "blob": "x", "source": "ocr"}
            row |= {"confidence": draw.choice([20.0, 90.0, 90.0]), "words": draw.choice([0, 9, 9])}
            db.execute(sa.insert(t.page).values(row))
            for at in range(draw.randint(0, 4)):
                add_finding(db, file_id, number, at, *draw.choice(KINDS))
    return sha256


def add_finding(db, file_id, page, at, kind, score):
    row = {"file_id": file_id, "page": page, "start": 20 * at, "end": 20 * at + 9, "score": score}
    row |= {"areas": f"[[100,{1000 * at},900,{1000 * at + 900}]]", "kind": kind, "value_key": ""}
    row |= {"detector": "test", "version": "1", "why": "made up"}
    db.execute(sa.insert(t.finding).values(row))


@contextmanager
def listing(root, name="desk.db"):
    with (
        opened(root, write=False) as collection,
        closing(WorkList(root / name, collection, guide_of(collection))) as work,
    ):
        yield collection, work


def stands_now(collection):
    with deciding.open_log(collection) as log:
        return Standing.of(log.entries())


def say(collection, *bodies):
    with deciding.open_log(collection) as log:
        log.append(bodies)


def release(target, kind="", verdict=Verdict.RELEASE):
    codes = ("(b)(6)",) if verdict is Verdict.WITHHOLD else ()
    return Determination(
        target, verdict, codes, WidthPolicy.EXACT, True, False, kind, "y", VALE, AT
    )


def everything(work, wanted=EVERY):
    """Return all rows, a few at a time, by their keys."""
    rows, after = [], ""
    while True:
        some, after = work.rows(wanted, after, 4)
        rows += some
        if not after:
            return rows


def scanned(rows):
    """Return totals counted from rows."""
    named = (
        "findings",
        "open",
        "awaiting",
        "holds",
        "withheld",
        "released",
        "disagreements",
        "seconds",
    )
    sums = {name: sum(getattr(row, name) for row in rows) for name in named}
    open_pages = sum(row.state == "open" for row in rows)
    looks = sum(row.look > 0 for row in rows)
    return Counts(pages=len(rows), open_pages=open_pages, looks=looks, **sums)


def anew(root, collection, stands):
    """Return the rows of a list that is made from nothing."""
    for path in root.glob("other.db*"):
        path.unlink()
    with closing(WorkList(root / "other.db", collection, guide_of(collection))) as other:
        other.refresh(stands)
        return everything(other), other.kinds(), other.by_record()


def check_exact(root, collection, work, stands):
    rows, kinds, records = anew(root, collection, stands)
    mine = everything(work)
    assert mine == rows
    assert work.kinds() == kinds
    assert work.by_record() == records
    assert work.counts() == scanned(rows)
    for state in ("open", "waiting", "unread", "done"):
        assert work.counts(Wanted(state=state)) == scanned([r for r in rows if r.state == state])
    for one in records[0]:
        assert one.counts == scanned([r for r in rows if r.record == one.record])
