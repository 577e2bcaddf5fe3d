"""Ctrl-C once and twice, and kill -9 of the program: no process is left, whatever it was doing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "plugins" / "runs_as_main.py"


class Program:
    """The program under test, its lines, and every process that comes of it."""

    def __init__(self, count, seconds, kind):
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), str(count), str(seconds), kind],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )
        self.lines = [self.process.stdout.readline().split() for _ in range(9)]
        self.family = self._family()

    def _family(self):
        found, kids = {self.process.pid}, {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, parent = (
                    int(stat.parent.name),
                    int(stat.read_text().rsplit(")", 1)[1].split()[1]),
                )
            except (OSError, IndexError):
                continue
            kids.setdefault(parent, []).append(pid)
        todo = [self.process.pid]
        while todo:
            todo += (new := kids.get(todo.pop(), []))
            found |= set(new)
        return found

    def left(self):
        states = {}
        for pid in self.family:
            try:
                states[pid] = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
            except OSError:
                continue
        return [pid for pid, state in states.items() if state not in "ZX"]

    def gone_within(self, seconds):
        until = time.monotonic() + seconds
        while self.left() and time.monotonic() < until:
            time.sleep(0.01)
        return not self.left()


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.mark.parametrize("kind", ["python", "c"])
def test_kill_9_of_the_program_leaves_no_process_even_one_busy_in_c(kind):
    program = Program(4, 30, kind)
    time.sleep(0.3)
    assert len(program.family) >= 4  # itself, the fork server, two workers
    program.process.kill()
    began = time.monotonic()
    assert program.gone_within(2), program.left()
    print(f"\nall {len(program.family)} gone after {time.monotonic() - began:.2f} s")
    program.process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_once_finishes_what_runs_and_starts_nothing_more(number):
    program = Program(50, 0.7, "c")
    time.sleep(0.1)
    os.killpg(program.process.pid, number) if number == signal.SIGINT else os.kill(
        program.process.pid, number
    )
    out, err = program.process.communicate(timeout=10)
    lines = out.split()
    assert lines[-1] == "stopped"
    assert 1 <= lines.count("done") <= 4
    assert err == ""
    assert program.process.returncode == 0
    assert program.gone_within(2)


def test_ctrl_c_twice_ends_at_once():
    program = Program(50, 30, "c")
    time.sleep(0.2)
    os.killpg(program.process.pid, signal.SIGINT)
    time.sleep(0.3)
    assert program.process.poll() is None  # it waits for what runs
    began = time.monotonic()
    os.killpg(program.process.pid, signal.SIGINT)
    out, err = program.process.communicate(timeout=5)
    assert time.monotonic() - began < 2
    assert out.split() == ["interrupted"]
    assert err == ""
    assert program.process.returncode == 130
    assert program.gone_within(2)


def test_ctrl_c_while_everything_still_starts_is_no_disaster():
    for delay in (0.0, 0.05, 0.1, 0.15):
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), "2", "0.1", "python"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )
        assert process.stdout.readline().startswith("start")
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert out.split()[-1:] in (["stopped"], ["finished"]), (delay, out, err)
        assert err == ""
