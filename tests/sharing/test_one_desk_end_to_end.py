"""docs/sharing.md is a walk from a scraped page to the ledger's answer: here it is run, line by line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

DOC = Path(__file__).parents[2] / "docs" / "sharing.md"
PAGE = Path(__file__).parents[3] / "shared" / "real" / "pages" / "news-page.txt"
_BLOCK = re.compile(r"```(\w+)(?: ([\w.]+))?\n(.*?)```", re.DOTALL)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.setenv("TEARLINE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("LOGNAME", "vale")
    monkeypatch.setenv("TEARLINE_COLLECTION", "desk")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(here, line, *, code=0):
    done = subprocess.run(
        ["bash", "-c", line], cwd=here, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == code, f"{line}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Served:
    """The server of the walk, on a port that is free."""

    def __init__(self, here, line):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = str(found.getsockname()[1])
        words = line.rstrip("& ").replace("8443", self.port).split()
        self.process = subprocess.Popen(words, cwd=here, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", int(self.port))) == 0:
                    return
            time.sleep(0.1)
        pytest.fail("the server did not come up")

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)


def test_the_walk_of_the_documentation_is_true(here):
    pytest.importorskip("spacy")
    pytest.importorskip("taxii2client")
    told, served, names = {}, None, {}
    try:
        for language, name, body in _BLOCK.findall(DOC.read_text("utf-8")):
            if language == "text":
                (here / name).write_text(body, "utf-8")
            elif language == "python":
                exec(body.replace("8443", served.port), names)
            elif language == "sh":
                for line in body.splitlines():
                    if line.endswith("&"):
                        served = Served(here, line)
                    elif not line.startswith("export"):
                        told[line] = run(here, line)
    finally:
        if served is not None:
            served.stop()
    before, now = (told[f"tearline ledger press --at {at}"] for at in ("2031-01-01", "now"))
    assert "held" in before
    assert "post guards" in now
    assert "warehouse" not in now.partition("held at")[2]
    assert "CHASE IT" in told["tearline ledger"]
    assert "912-44" not in "".join(
        path.read_text("utf-8") for path in (here / "release" / "text").iterdir()
    )


@pytest.mark.skipif(not PAGE.is_file(), reason="the shared news page is not here")
def test_an_incident_of_the_real_page_goes_to_a_partner_and_its_source_does_not(here):
    pytest.importorskip("spacy")
    shutil.copy(PAGE, here / "story.txt")
    run(here, 'tearline init desk --name "Lantern Desk" && tearline add story.txt && tearline read')
    found = run(here, "tearline register candidates story --kind incident").splitlines()
    number = next(line.split()[0] for line in found if "Six individuals were charged" in line)
    run(here, f"tearline register accept story {number} --reason checked")
    run(
        here,
        "tearline partners add est --title Estmark --country EST --tlp TLP:GREEN --reason agreed",
    )
    shown = run(here, "tearline share portions 'Six individuals'")
    assert "unmarked: for nobody" in shown
    assert "nothing for it yet" in run(here, "tearline share send")
    run(here, "tearline share mark 'Six individuals' summary type --as TLP:GREEN --reason printed")
    run(here, "tearline share mark 'Six individuals' --all --as '' --reason undone")
    run(here, "tearline share mark 'Six individuals' summary type --as TLP:GREEN --reason printed")
    assert "1 new" in run(here, "tearline share send")
    folder = next((here / "desk" / "shared" / "est").iterdir())
    assert "Six individuals" in (folder / "objects.jsonl").read_text("utf-8")
    assert "story" not in (folder / "objects.jsonl").read_text("utf-8")
