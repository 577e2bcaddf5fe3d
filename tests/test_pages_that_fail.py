"""A page that hangs the OCR, or whose reader is killed: its own row, its record pending, the others out."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def noise(tmp_path):
    """Return a page of noise, which keeps the OCR busy for many seconds."""
    dots = np.random.default_rng(1).random((5000, 5000)) < 0.3
    Image.fromarray(~dots).save(tmp_path / "noise.png", dpi=(300, 300))
    return tmp_path / "noise.png"


def workers_of(parent):
    """Return the processes below a process that use the most time, busiest first."""
    found = {}
    waiting = [parent]
    while waiting:
        pid = waiting.pop()
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            waiting += [int(child) for child in children.read_text().split()]
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        found[pid] = int(fields[11]) + int(fields[12])
    found.pop(parent)
    return sorted(found, key=found.get, reverse=True)


def test_a_page_that_hangs_is_pending_with_its_reason_and_the_others_go_out(
    tearline, tmp_path, noise
):
    (tmp_path / "memo.txt").write_text("The harbor lights were out.\n")
    c = tmp_path / "c"
    tearline("init", c, "--guide", "jfk")
    with (c / "tearline.toml").open("a") as settings:
        settings.write("\n[run]\npage_seconds = 1\n")
    assert tearline("add", noise, tmp_path / "memo.txt", collection=c).code == 0
    read = tearline("read", collection=c)
    assert read.code == 3
    assert "not finished within 1 second" in read.last("unread")["reason"]
    tearline("find", collection=c)
    rows = tearline("status", collection=c).lines
    outcomes = {row["record"]: row for row in rows if row["type"] == "record"}
    assert outcomes["noise"]["outcome"] == "pending"
    assert any("not finished within" in reason["detail"] for reason in outcomes["noise"]["open"])
    out = tmp_path / "out"
    assert tearline("build", "--date", "2026-11-22", "--to", out, collection=c).code == 3
    note = (out / "note.md").read_text()
    assert "noise" in note
    assert "second" not in note, "in public, a fixed phrase"


def test_a_reader_killed_by_its_pid_costs_nothing(tearline, tmp_path, noise):
    c = tmp_path / "c"
    tearline("init", c)
    tearline("add", noise, collection=c)
    env = {**os.environ, "TEARLINE_COLLECTION": str(c), "TEARLINE_KEYS": str(tmp_path / "keys")}
    run = subprocess.Popen(
        [sys.executable, "-m", "tearline", "read", "--workers", "1"],
        env=env,
        stdout=subprocess.PIPE,
    )
    time.sleep(3)
    os.kill(workers_of(run.pid)[0], signal.SIGKILL)
    run.communicate(timeout=110)
    assert run.returncode == 0
    assert tearline("read", collection=c).last("read")["pages"] == 1
