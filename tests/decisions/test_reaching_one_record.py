"""Asked of one record, the holds that reach it by copies of its pages are those the gate finds over all records."""

from __future__ import annotations

import random

import pytest
from small_desk import Desk

from tearline.decisions import copies, deciding, reaching
from tearline.findings import twinning
from tearline.model.decision import Actor, ActorKind, Hold
from tearline.store.queue import Run

ANN = Actor(ActorKind.PERSON, "ann", "login")
BODY = (
    "The harbor office was closed on the day, and the clerk who had signed for the parcel came again in the "
    "week after it, with the boats that had been seen and the ledger of the first quarter under his arm.\n"
)
SEALED = "FILED UNDER SEAL\nBY ORDER OF THE COURT\n\n"


def texts(draw):
    """Return records of which some are sealed and some are copies of pages of others."""
    kinds = {
        "sealed": SEALED + BODY,
        "copy": SEALED + BODY,
        "near": SEALED + BODY.replace("quarter", "quarters"),
        "plain": BODY.replace("harbor", "river").replace("clerk", "porter")
        + "Nothing else was said.\n",
        "own": SEALED
        + "Quite another paper, of which no copy was ever made by anybody in the house.\n",
    }
    chosen = {name: text for name, text in kinds.items() if draw.random() < 0.8}
    chosen.update(
        {f"{name}{n}": text for n, (name, text) in enumerate(kinds.items()) if draw.random() < 0.4}
    )
    return chosen or kinds


@pytest.mark.parametrize("seed", range(4))
def test_one_record_alone_says_what_all_together_say(tmp_path, monkeypatch, seed):
    draw = random.Random(seed)
    desk = Desk(tmp_path, monkeypatch)
    desk.add(**texts(draw))
    met = 0
    with desk.at_work() as collection:
        twinning.pair_all(collection, Run())
        names = [name for _, name, _ in collection.catalog.records()]
        placed = [
            Hold(name, "court_seal", "x", ANN, deciding.now())
            for name in names
            if draw.random() < 0.3
        ]
        deciding.append(collection, placed)
        stands = deciding.standing(collection)
        known = copies.of(collection, desk.guide, stands, "2026-11-20")
        everywhere: dict[str, set[str]] = {name: set() for name in names}
        for record_id, name, _ in collection.catalog.records():
            files = collection.catalog.files_of(record_id)
            told = reaching.reached(collection, desk.guide, stands, "2026-11-20", (name, files))
            assert set(told) == set(known.reached(name, files))
            met += bool(told)
            for one in told:
                everywhere[one.record].add(name)
        for name in names:
            found = reaching.records_reached(collection, desk.guide, stands, "2026-11-20", name)
            assert set(found) == everywhere[name]
    assert met or not placed
