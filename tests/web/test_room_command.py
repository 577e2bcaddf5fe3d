"""`tearline room` in a process of its own: its address, its silence, its end; and a browser that visits it."""

import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

world = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
START = "from tearline.cli.options import Failing; from tearline.cli.room import room; Failing(commands=[room]).main()"


def start(place, *how):
    env = os.environ | {"TEARLINE_CACHE": str(place / "cache")}
    return subprocess.Popen(
        [sys.executable, "-c", START, "room", *map(str, how)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip


def refused(place, *how):
    process = start(place, *how)
    _, err = process.communicate(timeout=60)
    return process.returncode, err


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("command")
    world["write_release"](folder / "out", {"one": ["harbor lamp", "the harbor wall"]})
    return folder


@pytest.fixture(scope="module")
def open_room(place):
    """Yield the address of a room that is open, and close it; what it said is for the test of the end."""
    process = start(place, place / "out", "--port", "0")
    line = process.stderr.readline()
    address = re.search(r"http://127\.0\.0\.1:[0-9]+", line)
    if not address:
        process.kill()
        pytest.fail(line + process.stderr.read())
    yield address[0], process
    process.kill()


def test_a_browser_finds_a_page(open_room, tmp_path):
    program = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if program is None:
        pytest.skip("no Chromium here: the room is not visited by a browser")
    said = subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu",
         f"--user-data-dir={tmp_path}", "--dump-dom", f"{open_room[0]}/search?q=harbor"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "2 pages of 1 record" in said.stdout
    assert "<mark>harbor</mark>" in said.stdout
    assert "<script" not in said.stdout


def test_it_answers_says_nothing_of_its_readers_and_ends_when_told(open_room):
    address, process = open_room
    with urllib.request.urlopen(f"{address}/search?q=whispered") as told:
        assert told.status == 200
        assert "server" not in {name.lower() for name in told.headers}
    with socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1]))) as line:
        line.sendall(b"nonsense whispered\r\n\r\n")
        line.recv(100)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "whispered" not in out + err
    assert "GET" not in out + err
    assert "Traceback" not in err


def test_what_cannot_be_opened_is_refused_with_a_reason(place, tmp_path):
    for how, words in {
        (place,): "is no release",
        (): "no release to show",
        (place / "out", "--harm", "javascript:x"): "no place to report a harm to",
        (place / "out", "--address", "https://[x"): "no address of a room",
        (place / "out", "--host", "192.0.2.1", "--port", "0"): "cannot listen",
    }.items():
        code, err = refused(tmp_path, *how)
        assert (code, words in err) == (2, True), err


def test_files_at_fault_are_told_at_the_start(tmp_path):
    world["write_release"](tmp_path / "out", {"one": ["harbor"]})
    (tmp_path / "out" / "text" / "r1.txt").write_text("other")
    process = start(tmp_path, tmp_path / "out", "--port", "0")
    said = [process.stderr.readline(), process.stderr.readline()]
    address = next(word for word in said[1].split() if word.startswith("http"))
    urllib.request.urlopen(address).close()  # it is not told to end while it is still beginning
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert "text/r1.txt has 5 bytes" in said[0]
    assert "The room is open" in said[1]
    assert process.returncode == 3
