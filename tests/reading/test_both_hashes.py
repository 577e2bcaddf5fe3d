"""A file is hashed once, and again when anything that the system says of it has changed."""

import hashlib
import json
import os
import time

import pytest

from tearline.reading.witnesses import hashes
from tearline.reading.witnesses.hashes import Hashes

LONG_AGO = time.time_ns() - 3_600_000_000_000


@pytest.fixture
def settled(monkeypatch):
    """Take files as left alone for long: their entries' times cannot be set."""
    monkeypatch.setattr(hashes, "_SETTLED", -3_600_000_000_000)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "folder" / "a.pdf"
    path.parent.mkdir()
    path.write_bytes(b"one")
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    return path


@pytest.fixture
def taken(monkeypatch):
    """What was hashed, in order."""
    came, digest = [], hashlib.file_digest

    def counted(stream, name):
        came.append(stream.name)
        return digest(stream, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    return came


def known(file, kept):
    one = Hashes(file.parent, kept)
    found = one.of(file)
    one.keep()
    return found


@pytest.mark.usefixtures("settled")
def test_a_file_left_alone_is_hashed_once(file, tmp_path, taken):
    assert known(file, tmp_path / "kept") == known(file, tmp_path / "kept")
    assert known(file, tmp_path / "kept") == hashlib.sha256(b"one").hexdigest()
    assert len(taken) == 1


@pytest.mark.usefixtures("settled")
def test_a_file_changed_within_its_size_and_set_back_in_time_is_hashed_again(file, tmp_path):
    known(file, tmp_path / "kept")
    file.write_bytes(b"two")
    os.utime(file, ns=(LONG_AGO, LONG_AGO))
    assert known(file, tmp_path / "kept") == hashlib.sha256(b"two").hexdigest()


@pytest.mark.usefixtures("settled")
def test_a_file_put_in_its_place_with_the_same_times_is_hashed_again(file, tmp_path):
    known(file, tmp_path / "kept")
    other = file.with_name("b.pdf")
    other.write_bytes(b"two")
    os.utime(other, ns=(LONG_AGO, LONG_AGO))
    other.replace(file)
    assert known(file, tmp_path / "kept") == hashlib.sha256(b"two").hexdigest()


def test_a_file_changed_just_now_is_not_kept_for_it_may_change_again(file, tmp_path, taken):
    known(file, tmp_path / "kept")
    known(file, tmp_path / "kept")
    assert len(taken) == 2


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"x": [[1, 2], "short"]}', b'{"x": 3}', b"\xff"]
)
def test_what_is_kept_and_damaged_is_nothing(file, tmp_path, damage):
    known(file, tmp_path / "kept")
    (where,) = (tmp_path / "kept" / "hashes").iterdir()
    where.write_bytes(damage)
    assert known(file, tmp_path / "kept") == hashlib.sha256(b"one").hexdigest()
    assert len(json.loads(where.read_text("utf-8"))) >= 1


@pytest.mark.usefixtures("settled")
def test_two_folders_do_not_share_what_is_kept(file, tmp_path, taken):
    known(file, tmp_path / "kept")
    other = tmp_path / "other" / "a.pdf"
    other.parent.mkdir()
    other.write_bytes(b"two")
    assert known(other, tmp_path / "kept") == hashlib.sha256(b"two").hexdigest()
    assert len(list((tmp_path / "kept" / "hashes").iterdir())) == 2
    assert len(taken) == 2
