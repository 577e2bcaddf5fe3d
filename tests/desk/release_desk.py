"""A desk over three short texts under a guide that wants signatures: what tests about releases begin with."""

from __future__ import annotations

import functools
import re
import tempfile
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from starlette.routing import Router
from starlette.testclient import TestClient

from tearline.decisions import deciding
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Query, Verdicting
from tearline.decisions.log import DecisionLog
from tearline.desk.access.file import AccessFile
from tearline.desk.access.people import People, Role
from tearline.desk.app import build_desk
from tearline.desk.door import Door
from tearline.editions import release
from tearline.findings import searching
from tearline.model.decision import Actor, ActorKind, Verdict
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs import changing, desking

TEXTS = {
    "letter": "To the office.\nThe number she gave is SSN 912-44-4321.\nThe office was closed on the day, and she came again in the week after it.\n",
    "memo": "A memo.\nReach her at mara.vale@example.org for more about the boats that were seen.\n",
    "plain": "The harbour office was closed for the whole of the week, and nothing was withheld here.\n",
}
DATE = "2026-11-20"
WORDS = "seven grey boats at noon"
ANN = Actor(ActorKind.PERSON, "ann", "login")


@functools.cache
def people():
    """Return the file of three who may sign in, made once: a password's hash is meant to take its time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "access.db"
        with AccessFile(path) as access:
            for name in ("vale", "marsh", "alder"):
                roles = {Role.REVIEWER} if name == "alder" else {Role.OFFICER, Role.REVIEWER}
                People(access).add(name, WORDS, frozenset(roles), "test")
        return path.read_bytes()


class Small:
    """A collection under ``home``, searched; nothing decided yet."""

    def __init__(self, home: Path, patch, signatures=2, texts=None):
        self.home, self.c = home, home / "c"
        patch.setenv("TEARLINE_KEYS", str(home / "keys"))
        patch.setenv("TEARLINE_MODEL", "off")
        guide = home / "guide.toml"
        foia = resources.files("tearline.guides").joinpath("foia.toml").read_text("utf-8")
        guide.write_text(
            f"{foia}\n[review]\nsecond = []\nblind = false\nsignatures = {signatures}\n"
        )
        self.guide = guides.load(str(guide))
        changing.begin(self.c, str(guide), "small")
        self.take(texts or TEXTS)

    def take(self, texts):
        folder = self.home / "in"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")
        with opened(self.c, workers=0) as collection:
            intake.add(collection, [folder], Run())
            reading.read_all(collection, Run())
            searching.search_all(collection, Run())

    def decide(self, verdict="withhold", **query):
        saying = Verdicting(Verdict(verdict), (), "a private person's", ANN)
        with opened(self.c, write=False, workers=0) as collection:
            return deciding.decide(collection, Query(undecided=True, **query), saying, self.guide)

    def append(self, *bodies):
        with opened(self.c, write=False, workers=0) as collection:
            deciding.append(collection, bodies)

    def bodies(self, kind):
        with DecisionLog(self.c / "decisions.db") as log:
            return [entry.body for entry in log.entries() if isinstance(entry.body, kind)]

    def build(self, out, date=DATE):
        with opened(self.c, workers=0) as collection:
            order = release.Order("public", date, out)
            return release.build(collection, order, self.guide, Run())

    @contextmanager
    def desk(self, *pages):
        """Give the open desk's application with these classes of pages, and the pages themselves."""
        if not (self.c / "access.db").exists():
            (self.c / "access.db").write_bytes(people())
            (self.c / "access.db").chmod(0o600)
        with (
            opened(self.c, write=False, workers=0) as collection,
            desking.made(collection, "", Talk(as_json=True)) as desk,
        ):
            app = build_desk(desk)
            made = [page(desk) for page in pages]
            # Before those the desk has by itself: these are the test's own to wait for.
            ours = [route for one in made for route in one.routes(Door(desk))]
            paths = {route.path for route in ours}
            others = [r for r in app.router.routes if getattr(r, "path", "") not in paths]
            assert isinstance(app.router, Router)
            app.router.routes[:] = [*ours, *others]
            yield app, *made


class Browser(TestClient):
    """Somebody signed in; ``csrf`` is the token of the page they are on."""

    def __init__(self, app, name):
        super().__init__(app, base_url="http://localhost")
        self.csrf = ""
        said = self.post("/sign-in", data={"name": name, "password": WORDS})
        assert said.status_code == 200, said.status_code
        self.keep(said.text)

    def keep(self, text):
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', text)
        self.csrf = found[1] if found else self.csrf

    def see(self, address):
        said = self.get(address)
        self.keep(said.text)
        return said

    def give(self, address, **form):
        return self.post(address, data={"csrf": self.csrf, **form})
