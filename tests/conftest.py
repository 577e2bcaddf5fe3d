"""What every test may use: the command line in a process of its own, small files, the real scans."""

import fcntl
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "real"
PLUGINS = Path(__file__).parent / "plugins"


@dataclass
class Said:
    """What a command said and how it ended."""

    code: int
    lines: list
    err: str
    out: str = field(repr=False, default="")

    def last(self, kind):
        return next(line for line in reversed(self.lines) if line["type"] == kind)


class AtHand:
    """A process with everything loaded, from which each command is forked: 0.1 s instead of 0.8."""

    def __init__(self):
        self._loaded, self._turn = None, threading.Lock()

    def run(self, argv, cwd, env):
        with self._turn, tempfile.TemporaryDirectory() as folder:
            if self._loaded is None:
                command = [sys.executable, str(PLUGINS / "at_hand.py")]
                pipe = subprocess.PIPE
                self._loaded = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
            out, err = Path(folder, "out"), Path(folder, "err")
            order = {"argv": argv, "cwd": str(cwd), "env": env, "out": str(out), "err": str(err)}
            self._loaded.stdin.write(json.dumps(order) + "\n")
            self._loaded.stdin.flush()
            code = int(self._loaded.stdout.readline())
            return subprocess.CompletedProcess(argv, code, out.read_text(), err.read_text())


AT_HAND = AtHand()


def runner(home, *, anew=False):
    """Return a way to run commands whose keys lie under ``home``; ``anew``: each from a start of its own.

    The language model is left out unless ``env`` asks for it: loading it is most of a small run.
    """

    def run(*words, plugin=None, env=None, collection=None):
        words = [str(word) for word in words]
        if "--json" not in words:
            words.append("--json")
        env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("TEARLINE_")},
            "TEARLINE_MODEL": "off",
            "TEARLINE_KEYS": str(home / "keys"),
            **({"TEARLINE_COLLECTION": str(collection)} if collection else {}),
            **(env or {}),
        }
        if anew or plugin:
            command = [
                sys.executable,
                *(_plugged(plugin) if plugin else ("-m", "tearline")),
                *words,
            ]
            done = subprocess.run(
                command, capture_output=True, text=True, cwd=home, env=env, check=False
            )
        else:
            done = AT_HAND.run(words, home, env)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        return Said(done.returncode, lines, done.stderr, done.stdout)

    return run


def _plugged(plugin):
    return [str(PLUGINS / plugin[0]), *map(str, plugin[1:])]


@pytest.fixture
def tearline(tmp_path):
    """Run a command with --json; ``plugin`` runs it under a failure-injecting script of tests/plugins."""
    return runner(tmp_path)


@pytest.fixture
def anew(tmp_path):
    """Run a command as ``tearline`` does, each in a process begun for it: other hash seeds, nothing loaded."""
    return runner(tmp_path, anew=True)


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """Return the example collection, released as the demo releases it: (collection, release, said).

    It is made once in a run; a second worker has a copy of its own.
    """
    mine, of_all = tmp_path_factory.mktemp("example"), tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _released_example(mine)
    made, said = of_all.parent / "example-made", of_all.parent / "example-said"
    with (of_all.parent / "example-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            made.mkdir()
            said.write_bytes(pickle.dumps(_released_example(made)))
    _, _, last = pickle.loads(said.read_bytes())
    shutil.copytree(made, mine, dirs_exist_ok=True)
    return mine / "c", mine / "release", last


def _released_example(home):
    run, c, out = runner(home, anew=True), home / "c", home / "release"
    examples = ROOT / "examples"
    assert run("init", c, "--guide", "jfk").code == 0
    for words in (
        ["add", examples / "collection"],
        ["read"],
        ["find", "--terms-file", examples / "terms.txt"],
        ["import-decisions", examples / "decisions.jsonl"],
        ["decide", "--proposals-above", "0.75"],
        ["find"],
        [
            *("decide", "--record", "910-10001-10012_1998", "--page", "1", "--whole-page"),
            *("--verdict", "release", "--reason", "its number is boxed in this version already"),
        ],
    ):
        said = run(*words, collection=c, env={"TEARLINE_MODEL": "on"})
        assert said.code == 0, (words, said.err)
    build = ("build", "--date", "2026-11-22", "--to", out, "--full")
    said = run(*build, collection=c, env={"TEARLINE_MODEL": "on"})
    assert said.code == 3, (said.lines, said.err)
    return c, out, said


@pytest.fixture
def real():
    """The folder of real records, or a skip that says so."""
    if not REAL.is_dir():
        pytest.skip("the real records (../shared/real) are not on this machine")
    return REAL


@pytest.fixture
def typed_page():
    """Draw a page of type: lines of text as a 1-bit letter page at 300 dpi."""
    from PIL import Image, ImageDraw, ImageFont

    def draw(lines, size=(2550, 3300), mode="1"):
        image = Image.new(mode, size, 255 if mode != "1" else 1)
        pen = ImageDraw.Draw(image)
        font = ImageFont.truetype(str(ROOT / "src/tearline/editions/type/DejaVuSansMono.ttf"), 46)
        for i, line in enumerate(lines):
            pen.text((300, 300 + 90 * i), line, font=font, fill=0)
        return image

    return draw


@pytest.fixture(scope="session")
def tree():
    """Return every file of a folder with its bytes."""

    def of(folder):
        return {
            p.relative_to(folder).as_posix(): p.read_bytes()
            for p in sorted(folder.rglob("*"))
            if p.is_file()
        }

    return of


# What takes minutes by itself is begun first, or the run ends with one worker waiting for the other.
SLOW = ("test_killed.py", "test_example_release.py", "test_two_worlds.py")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in SLOW)
