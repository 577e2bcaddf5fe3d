"""The place of a copy holds a whole one or what was there before, whatever happens."""

import fcntl
import os
import runpy
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tearline.errors import ExitCode, LockedError, TearlineError, UsageError
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.still import write
from tearline.web.still_place import MARK

WORLD = Path(__file__).with_name("room_world.py")

KILLED = """
import os, runpy, signal, sys
from pathlib import Path
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.still import write
place = Path(sys.argv[1])
shelf = Shelf([place / "release"], place / "cache")
def report(stage, done, known):
    if done == 7:
        os.kill(os.getpid(), signal.SIGKILL)
write(build_room(shelf), shelf, place / "copy", report)
"""


@pytest.fixture
def place(tmp_path):
    release = runpy.run_path(str(WORLD))["write_release"]
    release(tmp_path / "release", {"a": ["one", "two"], "b": ["three"]})
    return tmp_path


@pytest.fixture
def shelf(place):
    return Shelf([place / "release"], place / "cache")


def copy(shelf, to, app=None):
    return write(app or build_room(shelf), shelf, to, lambda *_: None)


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def beside(place):
    return sorted(p.name for p in place.iterdir() if p.name.startswith("copy"))


def test_a_folder_that_somebody_else_wrote_is_refused_and_left_alone(place, shelf):
    for name in ("copy", "copy.part", "copy.old"):
        other = place / name
        other.mkdir()
        (other / "theirs").write_text("x")
        with pytest.raises(UsageError, match="did not write it"):
            copy(shelf, place / "copy")
        assert names(other) == ["theirs"]
        (other / "theirs").unlink()
        other.rmdir()


def test_a_link_in_the_place_is_refused(place, shelf):
    copy(shelf, place / "elsewhere")
    (place / "copy").symlink_to(place / "elsewhere")
    with pytest.raises(UsageError, match="did not write it"):
        copy(shelf, place / "copy")


def test_a_copy_of_ours_is_replaced_whole(place, shelf):
    copy(shelf, place / "copy")
    before = names(place / "copy")
    (place / "copy" / "left-over.html").write_text("of a record that was withdrawn")
    copy(shelf, place / "copy")
    assert names(place / "copy") == before
    assert beside(place) == ["copy"]


def test_a_run_that_is_killed_leaves_nothing_at_the_place_and_the_next_begins_anew(place, shelf):
    ended = subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert beside(place) == ["copy.part"]
    (place / "copy.part" / "stale.html").write_text("half")
    copy(shelf, place / "copy")
    copy(shelf, place / "other")
    assert names(place / "copy") == names(place / "other")
    assert beside(place) == ["copy"]


def test_a_run_killed_between_the_renames_loses_nothing(place, shelf):
    copy(shelf, place / "copy")
    (place / "copy").rename(place / "copy.old")

    async def broken(scope, receive, send):
        raise KeyError

    with pytest.raises(TearlineError):
        copy(shelf, place / "copy", broken)
    assert beside(place) == ["copy"]
    assert MARK in names(place / "copy")


def test_an_address_that_the_room_fails_at_is_named_and_nothing_is_written(place, shelf):
    app = build_room(shelf)

    async def failing(scope, receive, send):
        if scope["path"].endswith("/a/public-2026-01-01/page/2/cite"):
            raise ZeroDivisionError
        await app(scope, receive, send)

    with pytest.raises(
        TearlineError, match=r"1 of its addresses.*page/2/cite \(ZeroDivisionError\)"
    ) as e:
        copy(shelf, place / "copy", failing)
    assert e.value.exit_code is ExitCode.UNEXPECTED
    assert beside(place) == []


def test_an_answer_that_breaks_off_is_no_answer(place, shelf):
    app = build_room(shelf)

    async def breaking(scope, receive, send):
        async def half(message):
            if message["type"] == "http.response.start" or not scope["path"].endswith("note.md"):
                await send(message)

        await app(scope, receive, half)

    with pytest.raises(TearlineError, match=r"note\.md"):
        copy(shelf, place / "copy", breaking)


def test_a_copy_lies_in_no_release_nor_around_one(place, shelf):
    for to in (place / "release" / "copy", place / "release", place):
        with pytest.raises(UsageError, match="lie in one another"):
            copy(shelf, to)


def test_two_runs_for_one_place_the_second_is_told(place, shelf):
    part = place / "copy.part"
    part.mkdir()
    held = os.open(part, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with pytest.raises(LockedError):
            copy(shelf, place / "copy")
        assert part.is_dir()
    finally:
        os.close(held)
    copy(shelf, place / "copy")


def test_a_place_that_cannot_be_written_is_said(place, shelf):
    (place / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        copy(shelf, place / "file" / "copy")
