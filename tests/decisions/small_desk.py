"""A desk of small records in one process: what the commands do, without a process for each of them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tearline.decisions import deciding, docket, importing, renaming, withdrawing
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Query, Verdicting
from tearline.editions import release
from tearline.findings import searching
from tearline.model.decision import Actor, ActorKind, Determination, Verdict
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run
from tearline.verbs import changing

ANN = Actor(ActorKind.PERSON, "ann", "login")


def line(record, span=None, verdict="withhold", **more):
    """Return one line of a decisions' file, about a span of page 1 or about the page."""
    row = {"type": "determination", "record": record, "page": 1, "verdict": verdict}
    row |= {"codes": ["(b)(6)"] if verdict == "withhold" else [], "reason": "why", "actor": "ann"}
    if span:
        row |= {"start": span[0], "end": span[1]}
    return row | more


class Desk:
    """A collection under ``home``; the keys lie there too."""

    def __init__(self, home: Path, patch, guide="foia"):
        self.home, self.c, self.guide = home, home / "c", guides.load(str(guide))
        patch.setenv("TEARLINE_KEYS", str(home / "keys"))
        patch.setenv("TEARLINE_MODEL", "off")
        if not self.c.exists():
            changing.begin(self.c, str(guide), "small")
        self.releases = 0

    @contextmanager
    def at_work(self):
        with opened(self.c, workers=0) as collection:
            yield collection

    def add(self, **texts):
        folder = self.home / f"in{len(list(self.home.glob('in*')))}"
        folder.mkdir()
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")
        self.take(folder)

    def take(self, path):
        with self.at_work() as collection:
            intake.add(collection, [path], Run())
            reading.read_all(collection, Run())
            searching.search_all(collection, Run())

    def say(self, *rows):
        path = self.home / "d.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        with self.at_work() as collection:
            return importing.import_file(collection, path, self.guide)

    def decide(self, verdict, *ids, **query):
        saying = Verdicting(Verdict(verdict), (), "decided again", ANN)
        with self.at_work() as collection:
            return deciding.decide(collection, Query(ids=ids, **query), saying, self.guide)

    def withdraw(self, record, reason):
        with self.at_work() as collection:
            return withdrawing.withdraw(collection, record, reason, ANN)

    def reinstate(self, record, reason="it was looked at again"):
        with self.at_work() as collection:
            return withdrawing.reinstate(collection, record, reason, ANN)

    def rename(self, old, new):
        with self.at_work() as collection:
            renaming.rename(collection, old, new)

    def build(self, date, out=None):
        self.releases += 1
        out = out or self.home / f"out{self.releases}"
        with self.at_work() as collection:
            made = release.build(collection, release.Order("public", date, out), self.guide, Run())
        return made.out

    def gate(self, record, audience=""):
        with self.at_work() as collection:
            stands = deciding.standing(collection)
            every = docket.check_all(collection, self.guide, stands, audience=audience)
            return next(one.result for one in every if one.name == record)

    def lifted(self, record, audience=""):
        return [one for one in self.gate(record, audience).open if one.reason == "lifted"]

    def append(self, *bodies):
        with self.at_work() as collection:
            deciding.append(collection, bodies)

    def entries(self):
        with self.at_work() as collection, deciding.open_log(collection) as log:
            return list(log.entries())

    def redraw(self, **place):
        """Have a person draw the newest box anew, as the desk's screen does it."""
        withheld = [
            e
            for e in self.entries()
            if isinstance(e.body, Determination) and e.body.verdict is Verdict.WITHHOLD
        ]
        old = withheld[-1]
        target = replace(old.body.target, **place)
        self.append(replace(old.body, target=target, supersedes=old.hash, at=deciding.now()))


def statuses(out):
    """Return each record's status and note, as the manifest has them."""
    rows = json.loads((out / "manifest.json").read_text("utf-8"))["records"]
    return {row["record"]: (row["status"], row["note"]) for row in rows}
