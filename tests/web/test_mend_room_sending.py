"""A download is the bytes that were hashed, whatever is put in the file's place while it is sent."""

import hashlib
import os
import runpy
import threading
from pathlib import Path

import pytest

from tearline.web import hall, sending
from tearline.web.room import build_room
from tearline.web.shelf import Shelf

WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
ADDRESS = "/downloads/public-2026-01-01/records/r1.pdf"


@pytest.fixture
def place(tmp_path):
    out = WORLD["write_release"](tmp_path / "out", {"one": ["the harbor lamp"]})
    return out, WORLD["Reader"](build_room(Shelf([out], tmp_path / "cache"))).get


@pytest.fixture
def held():
    """Say how many files this process holds open, and let nothing be added."""
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("this system does not tell which files are open")
    return lambda: len(list(folder.iterdir()))


def meanwhile(monkeypatch, what):
    """Have something happen once between the opening of the file and its sending."""

    def after(*given):
        opened = sending.Opened(*given)
        what()
        return opened

    monkeypatch.setattr(hall, "Opened", after)


def test_a_file_put_in_its_place_between_hash_and_sending_is_not_sent(place, monkeypatch):
    out, get = place
    file, good = out / "records/r1.pdf", (out / "records/r1.pdf").read_bytes()

    def swap():
        (out / "other").write_bytes(b"X" * len(good))
        (out / "other").replace(file)

    meanwhile(monkeypatch, swap)
    told = get(ADDRESS)
    assert (told.status, told.body) == (200, good)
    assert file.read_bytes() != good
    assert get(ADDRESS).status == 409


def test_a_file_written_to_while_it_is_sent_is_never_sent_whole(place, monkeypatch, held):
    out, get = place
    file, good = out / "records/r1.pdf", (out / "records/r1.pdf").read_bytes()
    stat = file.stat()

    def overwrite():
        with file.open("r+b") as stream:
            stream.write(b"X" * 100)
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # and nothing tells of it

    monkeypatch.setattr(sending, "_CHUNK", 64)
    meanwhile(monkeypatch, overwrite)
    before = held()
    told = get(ADDRESS)
    assert told.headers["content-length"] == str(len(good))
    assert len(told.body) < len(good), "a reader sees that it broke off"
    assert held() == before


def test_a_file_swapped_all_the_time_is_right_or_refused(place):
    out, get = place
    file = out / "records/r1.pdf"
    good = file.read_bytes()
    ended = threading.Event()

    def swap():
        turn = 0
        while not ended.is_set():
            turn += 1
            (out / "other").write_bytes(good if turn % 2 else b"X" * len(good))
            (out / "other").replace(file)

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        told = [get(ADDRESS) for _ in range(150)]
    finally:
        ended.set()
        thread.join()
    assert {one.status for one in told} <= {200, 409}
    assert all(one.body == good for one in told if one.status == 200)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_answer_closes_its_file(place, method, held):
    before = held()
    for sent in ({}, {"range": "bytes=5-9"}, {"range": "bytes=99999999-"}, {"range": "x"}):
        place[1](ADDRESS, method, **sent)
    assert held() == before


def test_a_part_is_given_and_what_is_no_part_of_it_is_not(place):
    out, get = place
    good = (out / "records/r1.pdf").read_bytes()
    for asked, part in (
        ("bytes=5-9", good[5:10]), ("bytes=-7", good[-7:]), (f"bytes={len(good) - 2}-", good[-2:]),
        ("bytes=0-", good), ("bytes=10-99999999", good[10:]),
    ):  # fmt: skip
        told = get(ADDRESS, range=asked)
        assert (told.status, told.body) == (206, part), asked
        assert told.headers["content-length"] == str(len(part))
        begin = good.index(part) if asked != "bytes=-7" else len(good) - 7
        assert told.headers["content-range"] == f"bytes {begin}-{begin + len(part) - 1}/{len(good)}"
    for asked in ("bytes=", "bytes=-", "bytes=1-2,5-6", "lines=1-2", "bytes=a-b"):
        told = get(ADDRESS, range=asked)
        assert (told.status, told.body) == (200, good), asked
    for asked in (f"bytes={len(good)}-", "bytes=9-5"):
        assert get(ADDRESS, range=asked).status == 416
    stale = get(ADDRESS, range="bytes=5-9", if_range='"another"')
    assert (stale.status, stale.body) == (200, good)
    fresh = get(ADDRESS, range="bytes=5-9", if_range=f'"{hashlib.sha256(good).hexdigest()}"')
    assert fresh.status == 206
