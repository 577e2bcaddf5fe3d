"""The desk at a million findings: a page of 500, a decision's round trip, memory, twenty reviewers at once.

    python benchmarks/desk.py [--findings 1000000] [--seconds 60]

The browser is the distribution's Chromium, driven by Playwright; without it, what needs a browser is left
out and said so. Round trips are measured from the key to the words in the status line.
"""

from __future__ import annotations

import json
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

import httpx

from desk_world import MANY, make
from measuring import Report, arguments, folder, start
from tearline.decisions.log import DecisionLog
from tearline.model.decision import Determination

CHROMIUM = "/usr/bin/chromium"
WORDS = "seven green boats at noon"
REVIEWERS = 20
TRIPS = 40


def main(argv: list[str] | None) -> list[str]:
    """Measure; return what missed its target."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--findings", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=60.0)
    args = parser.parse_args(argv)
    report = Report("desk", args.out)
    with folder(args.keep) as base:
        os.environ["TEARLINE_KEYS"] = str(base / "keys")
        root = base / "collection"
        began = time.process_time()
        if not root.exists():
            make(root, args.findings)
        report.figure("the collection is made", time.process_time() - began, "CPU-s")
        _people(root)
        with _Desk(root) as desk:
            report.figure("first work list, until the desk is open", desk.opened, "s")
            report.figure("memory once open", desk.rss(), "MB", at_most=300)
            _asked(report, desk)
            if Path(CHROMIUM).exists():
                _browser(report, desk)
            else:
                report.say("Chromium is not here: nothing was measured in a browser")
            _twenty(report, desk, root, args.seconds)
            report.figure("memory after all that", desk.rss(), "MB", at_most=300)
        with _Desk(root) as again:
            report.figure("opened again, the list standing", again.opened, "s")
    return report.missed


def _people(root: Path) -> None:
    for n in range(REVIEWERS):
        roles = ["--role", "reviewer"] + (["--role", "administrator"] if n == 0 else [])
        command = [
            sys.executable,
            "-m",
            "tearline",
            "-C",
            str(root),
            "people",
            "add",
            f"rev{n:02d}",
            *roles,
        ]
        subprocess.run(
            [*command, "--password-file", "-"],
            input=WORDS,
            text=True,
            capture_output=True,
            check=False,
        )


class _Desk:
    """The desk as a process of its own."""

    def __init__(self, root: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "tearline",
            "-C",
            str(root),
            "desk",
            "--port",
            "0",
            "--json",
        ]
        began = time.monotonic()
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        line = self.process.stdout.readline() if self.process.stdout else ""
        self.opened = time.monotonic() - began
        self.at = json.loads(line)["address"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def rss(self) -> float:
        """Return the resident memory of the process in MB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]


class _Reviewer:
    """Somebody signed in, without a browser."""

    def __init__(self, desk: _Desk, name: str) -> None:
        self.client = httpx.Client(base_url=desk.at, timeout=60, follow_redirects=True)
        said = self.client.post("/sign-in", data={"name": name, "password": WORDS})
        while said.status_code == httpx.codes.TOO_MANY_REQUESTS:  # sixteen wait their turn at most
            time.sleep(1)
            said = self.client.post("/sign-in", data={"name": name, "password": WORDS})
        self.csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', said.text)[1]  # type: ignore[index]

    def post(self, address: str, **form: str) -> httpx.Response:
        headers = {"hx-request": "true"}
        return self.client.post(address, data={"csrf": self.csrf, **form}, headers=headers)


def _rows(text: str) -> list[tuple[str, str]]:
    """Return (id, seen) of the open rows of a page."""
    found = re.findall(r'<li id="f-([0-9a-f]+)" class="row open".*?data-seen="([0-9a-f]*)"', text)
    return [(one, seen) for one, seen in found]


def _undecided(one: _Reviewer, first: int = 5) -> tuple[str, list[tuple[str, str]]]:
    """Return a page of 10 that nobody has worked on yet, with its open rows: a world is measured often."""
    for number in range(first, 4000):
        address = f"/record/r{number:06d}/page/7"
        rows = _rows(one.client.get(address).text)
        if len(rows) > 7:
            return address, rows
        one.post(f"{address}/let-go")
    raise RuntimeError("every page of this world has been decided: make a new one")


def _asked(report: Report, desk: _Desk) -> None:
    """Measure what the server answers, without a browser."""
    one = _Reviewer(desk, "rev00")
    for name, address in (("front page", "/"), ("queue", "/queue"), ("queue of one kind", "/queue?kind=ssn"),
                          ("records", "/records"), (f"page of {MANY} findings", "/record/payroll/page/1"),
                          ("page of 10 findings", "/record/r000005/page/7")):  # fmt: skip
        took = []
        for _ in range(9):
            began = time.perf_counter()
            said = one.client.get(address)
            took.append(1000 * (time.perf_counter() - began))
            assert said.status_code == 200, (address, said.status_code)
        report.figure(f"{name}, median of 9", statistics.median(took), "ms")
    took = []
    address, rows = _undecided(one)
    for finding, seen in rows:
        began = time.perf_counter()
        said = one.post(f"{address}/finding/{finding}", verdict="withhold", seen=seen)
        took.append(1000 * (time.perf_counter() - began))
        assert said.status_code == 200, said.text
    report.figure("a decision's answer, page of 10", statistics.median(took), "ms", at_most=50)


def _browser(report: Report, desk: _Desk) -> None:
    """Measure in a real browser: until a page of 500 can be worked on, and from a key to its words."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not on every machine

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.goto(f"{desk.at}/sign-in")
        page.fill("#name", "rev00")
        page.fill("#password", WORDS)
        page.click("button[type=submit]")
        fresh, _ = _undecided(_Reviewer(desk, "rev00"), 6)
        for many, address in ((MANY, "/record/payroll/page/1"), (10, fresh)):
            took = []
            for _ in range(7):
                began = time.perf_counter()
                page.goto(desk.at + address, wait_until="commit")
                page.wait_for_selector("#desk[data-ready]", state="attached")
                took.append(time.perf_counter() - began)
            at_most = 1.0 if many == MANY else None
            report.figure(
                f"page of {many} findings, interactive",
                statistics.median(took),
                "s",
                at_most=at_most,
            )
            trips, unanswered = _trips(page, min(TRIPS, many))
            if not trips and not unanswered:
                report.say(f"page of {many}: every finding is decided already; make a new world")
                continue
            report.figure(f"keys without an answer, page of {many}", unanswered, "", at_most=0)
            if trips:
                median = 1000 * statistics.median(trips)
                report.figure(f"key to answer, page of {many}", median, "ms", at_most=50)
        browser.close()


def _trips(page: Any, many: int) -> tuple[list[float], int]:
    """Return the seconds of every key that was answered, and how many were not, open findings there."""
    took, unanswered = [], 0
    for _ in range(many):
        if not page.locator("li.row.open").count():
            break
        trip = _trip(page)
        took += [trip] if trip else []
        unanswered += not trip
    return took, unanswered


def _trip(page: Any) -> float:
    """Choose the next open finding, withhold it, and return the seconds from key to status line; 0 if none."""
    page.keyboard.press("o")
    return float(
        page.evaluate("""() => new Promise((done) => {
        const status = document.getElementById("status");
        const began = performance.now();
        const seen = new MutationObserver(() => {
            if (!/^Withheld/.test(status.textContent)) { return; }
            seen.disconnect(); done((performance.now() - began) / 1000); });
        status.textContent = "";
        seen.observe(status, { childList: true, characterData: true, subtree: true });
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "w", bubbles: true }));
        setTimeout(() => { seen.disconnect(); done(0); }, 5000);
    })""")
    )


def _twenty(report: Report, desk: _Desk, root: Path, seconds: float) -> None:
    """Have twenty decide at once for a while; then nothing is lost, nothing twice, the chain whole."""
    with DecisionLog(root / "decisions.db") as log:
        before = log.verify()
    ends, said = time.monotonic() + seconds, []

    def work(n: int) -> None:
        draw, one = random.Random(n), _Reviewer(desk, f"rev{n:02d}")
        while time.monotonic() < ends:
            page = one.client.post("/next", data={"csrf": one.csrf, "state": "open"})
            address = page.url.path
            for finding, seen in _rows(page.text):
                if time.monotonic() >= ends:
                    return
                verdict = draw.choice(("withhold", "defer"))
                answer = one.post(f"{address}/finding/{finding}", verdict=verdict, seen=seen)
                said.append((answer.status_code, _entry_of(answer.text, finding)))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(REVIEWERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [entry for status, entry in said if status == httpx.codes.OK]
    with DecisionLog(root / "decisions.db") as log:
        log.verify()
        entries = list(log.entries(before))
    hashes = {entry.hash for entry in entries}
    bodies = [entry.body for entry in entries if isinstance(entry.body, Determination)]
    places = [(body.target, body.kind) for body in bodies]
    report.figure(f"{REVIEWERS} reviewers, {seconds:.0f} s: decisions", len(done), "")
    lost = sum(entry not in hashes for entry in done)
    report.figure("decisions acknowledged and not in the log", lost, "", at_most=0)
    report.figure("in the log and not acknowledged", len(bodies) - len(done), "", at_most=0)
    report.figure("in the log twice", len(places) - len(set(places)), "", at_most=0)
    report.figure("refused (a page somebody else held)", len(said) - len(done), "")


def _entry_of(answer: str, finding: str) -> str:
    """Return the hash of the entry that an answer says a finding stands on, '' where it says none."""
    found = re.search(rf'<li id="f-{finding}".*?data-seen="([0-9a-f]*)"', answer)
    return found[1] if found else ""


if __name__ == "__main__":
    start(main)
