"""Editions for partners: CPU seconds to build 20,000 objects for each of 12 audiences, and one change of one item.

    python benchmarks/partner_editions.py [--items 2100] [--audiences 12] [--scan]

Every audience sees another choice of portions. ``--scan`` adds the leak scan of one audience's edition, which runs
in a process of its own before anything goes out. There is no peer that builds editions by audience: the naive way
beside it is to filter one list of objects by their marking and write it out, which leaks (see docs/sharing.md).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from pathlib import Path

from tearline.decisions.portions import name_of
from tearline.model.decision import Actor, ActorKind, Entered, Entry, Particular
from tearline.model.sharing import Partner, PortionMark
from tearline.sharing import editions, withholding
from tearline.sharing.editions import Desk
from tearline.sharing.resting import Resting

AT = "2031-03-04T08:00:00+00:00"
VALE = Actor(ActorKind.PERSON, "vale", "login")
SAID = ("measured", VALE, AT)
DESK = Desk("Lantern Desk", b"k" * 32)
TLPS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT")
TOWNS = ("Tallinn, Estonia", "Riga, Latvia", "Vilnius, Lithuania", "Oslo, Norway")


def incident(number: int, draw: random.Random) -> Entered:
    """Return an incident of about ten objects."""

    def said(name: str, value: str, state: str = "", by: str = "") -> Particular:
        return Particular(name, value, state, by, "", ())

    held = (
        said("title", f"Fire at store {draw.randrange(10**6)}"),
        said("summary", " ".join(draw.choices(("a", "store", "burned", "guard", "cargo"), k=14))),
        said("type", "arson"),
        said("occurrence", "completed"),
        said("when", f"2031-02-{draw.randrange(1, 28):02d}"),
        said("where", draw.choice(TOWNS), "town"),
        said("target", f"Store {draw.randrange(400)}"),
        said("actor", f"Band {draw.randrange(40)}"),
        said("claim", f"they were paid {draw.randrange(9000)}", "alleged", "a prosecutor"),
        said("harm", f"{draw.randrange(90)} bales burned"),
        said("measure", f"guards at gate {draw.randrange(500)}", "adopted"),
    )
    return Entered(f"r{number:012x}", "incident", "accepted", "", held, (), *SAID)


def desk(items: int, audiences: int) -> list[Entry]:
    """Return the log of a desk."""
    draw = random.Random(7)
    bodies: list[object] = []
    for number in range(items):
        body = incident(number, draw)
        bodies.append(body)
        for one in body.particulars:
            mark = "TLP:CLEAR" if draw.random() < 0.9 else draw.choice(TLPS)
            bodies.append(PortionMark(body.item, name_of(one), mark, (), "", *SAID))
    bodies += [
        Partner(
            *(f"p{number}", f"Service {number}", "EST", TLPS[number % 4], "", f"a{number}"),
            *("town", ("day", "month")[number // 4 % 2], False, False, *SAID),
        )
        for number in range(audiences)
    ]
    return [Entry(seq, "", "", body) for seq, body in enumerate(bodies, 1)]  # type: ignore[arg-type]


def spent() -> float:
    """Return CPU seconds of this process and its children."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in (
            resource.getrusage(resource.RUSAGE_SELF),
            resource.getrusage(resource.RUSAGE_CHILDREN),
        )
    )


class Before:
    """An edition as the next one reads it."""

    def __init__(self, made: editions.Made) -> None:
        """Read it from its bytes."""
        rows = map(json.loads, made.files["objects.jsonl"].decode().splitlines())
        self.objects = {row["id"]: row for row in rows}
        self.misp = json.loads(made.files["misp.json"])
        self.state, self.made = made.state, made.made
        self.marking = json.loads(made.files["edition.json"])["marking"]
        self.tombstones = False


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked.add_argument("--items", type=int, default=2_100)
    asked.add_argument("--audiences", type=int, default=12)
    asked.add_argument("--scan", action="store_true")
    given = asked.parse_args()
    entries = desk(given.items, given.audiences)
    start = spent()
    resting = Resting.of(entries)
    print(f"log of {len(entries)} entries read: {spent() - start:.1f} CPU-s")
    names = resting.partners.audiences()
    start, wall = spent(), time.monotonic()
    built = {}
    for name in names:
        one = editions.prepared(resting, name, None, DESK)
        built[name] = editions.made(one, DESK, "2031-03-04T09:00:00Z")
    counts = [len(made.rows) for made in built.values()]
    print(
        f"{len(names)} audiences, {min(counts)} to {max(counts)} objects each, every form: "
        f"{spent() - start:.1f} CPU-s ({time.monotonic() - wall:.0f} s)"
    )
    before = {name: Before(made) for name, made in built.items()}
    body = incident(3, random.Random(8))
    seq = len(entries)
    for at, more in enumerate(
        (
            body,
            *(
                PortionMark(body.item, name_of(one), "TLP:CLEAR", (), "", *SAID)
                for one in body.particulars
            ),
        ),
        1,
    ):
        resting.add(Entry(seq + at, "", "", more))
    start = spent()
    for name in names:
        one = editions.prepared(resting, name, before[name], DESK)
        editions.made(one, DESK, "2031-03-05T09:00:00Z")
    print(f"one changed incident, every audience: {spent() - start:.1f} CPU-s")
    if given.scan:
        with tempfile.TemporaryDirectory() as folder:
            one = editions.prepared(resting, names[0], None, DESK)
            editions.put(built[names[0]].files, Path(folder) / "edition")
            hidden = withholding.listed(resting, one.items, names[0], vocabulary=editions.WORDS)
            start = spent()
            leaks = editions.scanned(Path(folder) / "edition", hidden)
            print(f"leak scan of one audience ({len(leaks)} leaks): {spent() - start:.1f} CPU-s")


if __name__ == "__main__":
    main()
