"""A desk over a small collection, in process: a born-digital page with numbers and names, and a text."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

import argon2
import pytest
from reportlab.pdfgen.canvas import Canvas
from starlette.testclient import TestClient

from tearline.decisions import deciding
from tearline.desk.access import passwords
from tearline.desk.access.people import Role
from tearline.desk.app import build_desk
from tearline.findings import searching
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs import changing, desking

WORDS = {"vale": "seven green boats at noon", "marsh": "seven red boats at night"}
PAY = [
    "HARBOR OFFICE, PAYROLL",
    "Name: Alder, John    SSN 912-44-4320    (212) 555-0142",
    "Name: Birch, Mary    SSN 912-44-4321    (212) 555-0143",
    "Name: Cedar, Paul    SSN 912-44-4322    (212) 555-0144",
]
MEMO = "MEMORANDUM\n\nJohn Alder, SSN 912-44-4320, was paid twice.\nCall (212) 555-0142 about it.\n"
GUIDE = """
[review]
second = ["ssn"]
blind = true
signatures = 2
"""


def _made(home: Path) -> Path:
    """Make the collection once: files read and searched, under the foia guide with a second look."""
    papers = home / "papers"
    papers.mkdir()
    sheet = Canvas(str(papers / "payroll.pdf"), pagesize=(612, 792), invariant=1)
    for page in range(2):
        sheet.setFont("Courier", 11)
        for row, line in enumerate(PAY):
            sheet.drawString(
                60, 700 - 30 * row, line if page == 0 else line.replace("912-44", "913-44")
            )
        sheet.showPage()
    sheet.save()
    (papers / "memo.txt").write_text(MEMO, "utf-8")
    (papers / "plain.txt").write_text("Nothing in particular was said.\n", "utf-8")
    from importlib import resources

    guide = home / "guide.toml"
    text = resources.files("tearline.guides").joinpath("foia.toml").read_text("utf-8")
    guide.write_text(text + GUIDE, "utf-8")
    changing.begin(home / "c", str(guide), "small")
    with opened(home / "c", workers=0) as collection:
        intake.add(collection, [papers], Run())
        reading.read_all(collection, Run())
        searching.search_all(collection, Run())
    return home


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """Return the folder of the collection and its keys, made once in a run; nobody changes it."""
    home = tmp_path_factory.mktemp("desk")
    before = {key: os.environ.get(key) for key in ("TEARLINE_KEYS", "TEARLINE_MODEL")}
    os.environ.update(TEARLINE_KEYS=str(home / "keys"), TEARLINE_MODEL="off")
    try:
        yield _made(home)
    finally:
        for key, value in before.items():
            os.environ.pop(key, None) if value is None else os.environ.update({key: value})


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords():
    """Reckon passwords cheaply: what they cost is asked of ``test_desk_access_people`` alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PARAMETERS", argon2.profiles.CHEAPEST)
        yield


_REAL = passwords.PARAMETERS


@pytest.fixture
def real_passwords():
    """Return what a password costs outside of tests."""
    return _REAL


class Browser(TestClient):
    """A browser without a script: it keeps the token of the page it is on, and sends it with its forms."""

    def __init__(self, app, name=""):
        super().__init__(app, base_url="http://localhost", follow_redirects=True)
        self.csrf = ""
        if name:
            said = self.post("/sign-in", data={"name": name, "password": WORDS[name]})
            assert said.status_code == 200, said.text
            self.keep_token(said.text)

    def keep_token(self, text):
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', text)
        self.csrf = found[1] if found else self.csrf

    def see(self, address):
        said = self.get(address)
        self.keep_token(said.text)
        return said

    def seek(self, query):
        """Search as the page's form does: what an address would have after its question mark."""
        if not self.csrf:
            self.see("/search")
        said = self.give("/search", **dict(parse_qsl(query)))
        self.keep_token(said.text)
        return said

    def give(self, address, **form):
        return self.post(address, data={"csrf": self.csrf, **form})


@dataclass
class Opened:
    """An open desk: the desk itself, its application, its collection's folder."""

    desk: object
    app: object
    c: Path
    browsers: dict = field(default_factory=dict)

    def browser(self, name="vale"):
        """Return a browser in which somebody is signed in."""
        if name not in self.browsers:
            self.browsers[name] = Browser(self.app, name)
        return self.browsers[name]

    def entries(self):
        """Return the bodies of the log, in order."""
        with deciding.open_log(self.desk.live.collection) as log:
            return [entry.body for entry in log.entries()]

    def rows(self, name="vale", record="payroll", page=1):
        """Return the rows of a page as its list shows them: id -> attributes."""
        text = self.browser(name).see(f"/record/{record}/page/{page}").text
        found = re.findall(r'<li id="f-([0-9a-f]+)" class="row ([^"]+)" (.*?)>', text)
        return {
            one: {"state": state, **dict(re.findall(r'data-(\w+)="([^"]*)"', rest))}
            for one, state, rest in found
        }


@pytest.fixture
def home(made_once, tmp_path, monkeypatch):
    """Return a copy of the collection's folder that a test may change."""
    shutil.copytree(made_once, tmp_path / "desk")
    monkeypatch.setenv("TEARLINE_KEYS", str(tmp_path / "desk" / "keys"))
    monkeypatch.setenv("TEARLINE_MODEL", "off")
    return tmp_path / "desk"


@pytest.fixture
def open_desk(home):
    """Return a way to open the desk; it is closed when the test ends."""

    @contextmanager
    def opening():
        with (
            opened(home / "c", write=False) as collection,
            desking.made(collection, "", Talk(as_json=True)) as desk,
        ):
            roles = {
                "vale": frozenset({Role.ADMINISTRATOR, Role.REVIEWER, Role.OFFICER}),
                "marsh": frozenset({Role.REVIEWER, Role.SECOND, Role.OFFICER}),
            }
            for name, words in WORDS.items():
                if desk.people.named(name) is None:
                    desk.people.add(name, words, roles[name], "test")
            yield Opened(desk, build_desk(desk), home / "c")

    return opening


@pytest.fixture
def at_desk(open_desk):
    """Return an open desk."""
    with open_desk() as one:
        yield one
